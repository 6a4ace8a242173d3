//! The metronome: short sine tones on the beats, higher on the first of a bar, beside the mixer and after the limiter, so that no render
//! and no meter has them, or on channels of the sound card of their own. Beats of a count-in come from here too.

use super::bus::QUANTUM;
use crate::dsp::units::SampleRate;
use std::f32::consts::TAU;

/// Beats that can lie ahead.
const AHEAD: usize = 32;
/// Hertz of a beat, and of the first of a bar.
const PITCH: [f32; 2] = [1_000.0, 1_500.0];
/// Seconds in which a tone falls to 1/e.
const FALL: f32 = 0.012;

/// How it sounds.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct ClickSettings {
    /// Whether beats are heard while the song plays.
    pub on: bool,
    /// 0 to 1, linear.
    pub level: f32,
    /// Beats that are counted before playback begins.
    pub count_in: u8,
    /// Beats of a bar that is counted.
    pub beats: u8,
    /// Channels of the sound card on which it is heard, from 0, if not with the master. Where the card has not got them it is heard there.
    pub channels: Option<[u16; 2]>,
}

impl Default for ClickSettings {
    fn default() -> ClickSettings {
        ClickSettings { on: false, level: 0.5, count_in: 0, beats: 4, channels: None }
    }
}

pub(super) struct Click {
    pub settings: ClickSettings,
    rate: f32,
    /// Frames at which beats begin, and whether they are first ones.
    ahead: [Option<(u64, bool)>; AHEAD],
    phase: f32,
    step: f32,
    gain: f32,
    fall: f32,
    /// The quantum's tones, where they are not heard with the master.
    apart: [f32; QUANTUM],
}

impl Click {
    pub fn new(rate: SampleRate) -> Click {
        let fall = (-1.0 / (FALL * rate.hertz())).exp();
        Click {
            settings: ClickSettings::default(),
            rate: rate.hertz(),
            ahead: [None; AHEAD],
            phase: 0.0,
            step: 0.0,
            gain: 0.0,
            fall,
            apart: [0.0; QUANTUM],
        }
    }

    /// A beat begins at that frame; where too many lie ahead it is left out.
    pub fn beat(&mut self, frame: u64, first: bool) {
        if let Some(free) = self.ahead.iter_mut().find(|beat| beat.is_none()) {
            *free = Some((frame, first));
        }
    }

    /// No more beats.
    pub fn clear(&mut self) {
        self.ahead = [None; AHEAD];
    }

    /// The tones of the present quantum that are not heard with the master.
    pub fn apart(&self) -> &[f32; QUANTUM] {
        &self.apart
    }

    /// Adds the tones to the quantum that begins at `frame`, or keeps them apart from it.
    pub fn add_to(&mut self, frame: u64, channels: &mut [[f32; QUANTUM]; 2], apart: bool) {
        self.apart = [0.0; QUANTUM];
        if self.gain == 0.0 && self.ahead.iter().all(Option::is_none) {
            return;
        }
        let [left, right] = channels;
        let sides = left.iter_mut().zip(right).zip(&mut self.apart);
        for (at, ((left, right), alone)) in sides.enumerate() {
            let now = frame + at as u64;
            if let Some(due) = self.ahead.iter_mut().find(|beat| beat.is_some_and(|(frame, _)| frame <= now))
                && let Some((_, first)) = due.take()
            {
                (self.phase, self.gain) = (0.0, self.settings.level);
                self.step = TAU * PITCH[usize::from(first)] / self.rate;
            }
            let sample = self.phase.sin() * self.gain;
            match apart {
                true => *alone = sample,
                false => (*left, *right) = (*left + sample, *right + sample),
            }
            self.phase = (self.phase + self.step) % TAU;
            self.gain *= self.fall;
        }
        if self.gain < 1e-5 {
            self.gain = 0.0;
        }
    }
}
