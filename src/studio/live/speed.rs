//! How fast the song plays against what is written: by steps, by taps, slower to practise and faster with each pass of the loop.

use crate::sequencer::performance::{AS_WRITTEN, RATIOS, Speed, Wish};
use crate::song::tempo::Tempo;
use crate::studio::Studio;

/// Taps that count; the oldest go first.
const MOST_TAPS: usize = 8;
/// Seconds after which a tap begins anew.
const PATIENCE: u64 = 2;
/// Taps from which on they say a tempo.
const ENOUGH: usize = 3;

/// How fast it plays.
#[derive(Clone, Debug, PartialEq)]
pub struct Pace {
    /// Against what is written, 1 as written, without what is held. In a set the set's tempo is what is written.
    pub ratio: f64,
    /// The tempo that a set gives the song, as a part of the song's own.
    pub of_set: f64,
    /// Percent that are added while a key is held.
    pub push: i8,
    /// What is added with each pass of the loop, and where that ends, as parts of what is written.
    pub trainer: Option<[f64; 2]>,
    /// The engine's frames at which the last taps were heard.
    pub taps: Vec<u64>,
}

impl Default for Pace {
    fn default() -> Pace {
        Pace { ratio: 1.0, of_set: 1.0, push: 0, trainer: None, taps: Vec::new() }
    }
}

/// A part of what is written, as the engine counts it.
pub(in crate::studio) fn parts(ratio: f64) -> u32 {
    ((ratio * f64::from(AS_WRITTEN)).round() as u32).clamp(RATIOS[0], RATIOS[1])
}

/// The lowest and the highest part of what is written at which the engine plays.
fn range() -> [f64; 2] {
    RATIOS.map(|ratio| f64::from(ratio) / f64::from(AS_WRITTEN))
}

/// A part of what is written, or the nearest to it at which the engine plays.
pub(in crate::studio) fn within_range(ratio: f64) -> f64 {
    let [low, high] = range();
    ratio.clamp(low, high)
}

impl Studio {
    /// The tempo as it is written where it is heard, or at rest at an entry, in beats per minute; in a set as that wants it.
    pub fn written_tempo(&self, order: u16) -> f64 {
        let heard =
            self.transport.tempo / (f64::from(self.transport.performing.ratio) / f64::from(AS_WRITTEN));
        let of_song = match self.transport.playing.is_some() && heard > 0.0 {
            true => heard,
            false => self.tempo_of_entry(order),
        };
        of_song * self.live.pace.of_set
    }

    /// How fast it plays against what is written, or what the set wants of the song, what is held included; `None` as that.
    pub fn speed(&self) -> Option<f64> {
        let (now, as_written) = (self.performing().ratio, parts(self.live.pace.of_set));
        (now != as_written).then(|| f64::from(now) / f64::from(as_written))
    }

    /// The tempo that is written for an entry, in beats per minute.
    pub fn tempo_of_entry(&self, order: u16) -> f64 {
        let song = self.song();
        let entries = song.order.iter().take(usize::from(order) + 1);
        entries.rev().find_map(|entry| entry.tempo).unwrap_or(song.settings.tempo).bpm()
    }

    /// Tells the engine how fast it plays, if that is anything new.
    pub(in crate::studio) fn tell_speed(&mut self) {
        let Pace { ratio, of_set, push, trainer, .. } = self.live.pace;
        let pushed = 1.0 + f64::from(push) / 100.0;
        let trainer = trainer.map(|[step, target]| [parts_of_step(step * of_set), parts(target * of_set)]);
        let speed = Speed { ratio: parts(ratio * of_set * pushed), trainer };
        if self.performing().ratio != speed.ratio || trainer != self.live.told_trainer {
            self.live.told_trainer = trainer;
            self.perform(Wish::Speed(speed));
        }
    }

    /// What the passes of the loop have made of the tempo.
    fn follow_trainer(&mut self) {
        if self.live.pace.trainer.is_some() && self.live.pace.push == 0 {
            self.live.pace.ratio = self.speed().unwrap_or(1.0);
        }
    }

    /// Plays at a part of what is written, 1 as written.
    ///
    /// # Errors
    /// If another machine's clock leads, or that is too slow or too fast.
    pub fn set_speed(&mut self, ratio: f64) -> Result<(), String> {
        if self.transport.clock.leads {
            return Err("another machine's clock leads: its tempo is what is played".to_owned());
        }
        let [low, high] = range();
        if !(low..=high).contains(&(ratio * self.live.pace.of_set)) {
            return Err(format!("expected {} to {} % of the tempo as written", low * 100.0, high * 100.0));
        }
        self.live.pace.ratio = ratio;
        self.tell_speed();
        Ok(())
    }

    /// A set gives the song a tempo, as a part of its own.
    ///
    /// # Errors
    /// As [`Studio::set_speed`].
    pub(in crate::studio) fn set_speed_of_set(&mut self, of_set: f64) -> Result<(), String> {
        self.live.pace = Pace { of_set, ..Pace::default() };
        self.set_speed(1.0)
    }

    /// So many beats per minute faster or slower.
    ///
    /// # Errors
    /// As [`Studio::set_speed`].
    pub fn step_speed(&mut self, by: f64, order: u16) -> Result<f64, String> {
        self.follow_trainer();
        let written = self.written_tempo(order);
        let tempo =
            (written * self.live.pace.ratio + by).clamp(f64::from(Tempo::LOW), f64::from(Tempo::HIGH));
        self.set_speed(tempo / written)?;
        Ok(tempo)
    }

    /// A beat was tapped: the tempo from the third one on, in beats per minute.
    ///
    /// # Errors
    /// As [`Studio::set_speed`].
    pub fn tap(&mut self, order: u16) -> Result<Option<f64>, String> {
        let (now, rate) = (self.frame(), u64::from(self.rate().max(1)));
        let taps = &mut self.live.pace.taps;
        if taps.last().is_some_and(|last| now.saturating_sub(*last) > PATIENCE * rate) {
            taps.clear();
        }
        taps.push(now);
        let over = taps.len().saturating_sub(MOST_TAPS);
        taps.drain(..over);
        let (Some(first), count) = (taps.first().copied(), taps.len()) else { return Ok(None) };
        if count < ENOUGH || now == first {
            return Ok(None);
        }
        let tempo = (count - 1) as f64 * 60.0 * rate as f64 / (now - first) as f64;
        let written = self.written_tempo(order);
        self.set_speed(tempo / written)?;
        Ok(Some(tempo))
    }

    /// The tempo grows with each pass of the loop by a part of what is written, up to another; `None`: no longer.
    pub fn train(&mut self, trainer: Option<[f64; 2]>) {
        self.follow_trainer();
        self.live.pace.trainer = trainer;
        self.tell_speed();
    }

    /// Tempo and pitch as they are written, the tempo of a song of a set as that wants it, and nothing on the master.
    pub fn play_as_written(&mut self) {
        let of_set = self.live.pace.of_set;
        self.live.pace = Pace { of_set, ..Pace::default() };
        self.tell_speed();
        // The trainer may have changed it meanwhile.
        self.perform(Wish::Speed(Speed { ratio: parts(of_set), trainer: None }));
        self.perform(Wish::Transpose(0));
        self.live.momentary = Default::default();
        self.perform(Wish::Momentary(self.live.momentary));
    }
}

fn parts_of_step(step: f64) -> u32 {
    (step * f64::from(AS_WRITTEN)).round().max(1.0) as u32
}
