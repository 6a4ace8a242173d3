//! Effects that lie on the master while a key is held and leave song and mixer as they are: the last part of a note again and again, a
//! filter that closes, a tape that stops. They stand before the limiter; what is off changes no sample.

mod stutter;
mod sweep;
mod tape;

use super::bus::QUANTUM;
use crate::dsp::filter::Mode;
use crate::dsp::units::SampleRate;
use crate::sequencer::momentary::Momentary;
use stutter::Stutter;
use sweep::Sweep;
use tape::Tape;

/// Two channels of a quantum.
type Sides = [[f32; QUANTUM]; 2];

/// The effects at work.
pub(super) struct Effects {
    on: Momentary,
    stutter: Stutter,
    tape: Tape,
    low: Sweep,
    high: Sweep,
}

impl Effects {
    /// Nothing is on; everything that they need is allocated.
    pub fn new(rate: SampleRate) -> Effects {
        Effects {
            on: Momentary::default(),
            stutter: Stutter::new(rate),
            tape: Tape::new(rate),
            low: Sweep::new(Mode::Lowpass, rate),
            high: Sweep::new(Mode::Highpass, rate),
        }
    }

    /// From the next quantum on these are on.
    pub fn turn(&mut self, on: Momentary) {
        self.on = on;
    }

    /// Everything is off at once.
    pub fn clear(&mut self) {
        self.on = Momentary::default();
        self.stutter.clear();
        self.tape.clear();
        self.low.clear();
        self.high.clear();
    }

    /// Changes a quantum of the master.
    pub fn process(&mut self, beat_seconds: f32, sides: &mut Sides) {
        self.stutter.process(self.on.stutter, beat_seconds, sides);
        self.tape.process(self.on.stop, beat_seconds, sides);
        self.low.process(self.on.low_pass, beat_seconds, sides);
        self.high.process(self.on.high_pass, beat_seconds, sides);
    }
}

/// A level that goes in a straight line between 0 and 1.
#[derive(Clone, Copy, Debug, Default)]
struct Ramp {
    level: f32,
}

impl Ramp {
    /// A frame nearer to on or off, which is so many frames away from the other.
    fn step(&mut self, on: bool, frames: f32) -> f32 {
        let step = if on { 1.0 / frames } else { -1.0 / frames };
        self.level = (self.level + step).clamp(0.0, 1.0);
        self.level
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const RATE: SampleRate = SampleRate(48_000);

    /// So many quanta of a wave that runs on, through the effects; the left channel.
    fn heard(effects: &mut Effects, from: usize, quanta: usize) -> Vec<f32> {
        let mut all = Vec::new();
        for quantum in 0..quanta {
            let first = (from + quantum) * QUANTUM;
            let side = std::array::from_fn(|n| wave(first + n));
            let mut sides = [side, side];
            effects.process(0.5, &mut sides);
            all.extend(sides[0]);
        }
        all
    }

    fn wave(frame: usize) -> f32 {
        (frame as f32 * std::f32::consts::TAU * 220.0 / 48_000.0).sin() * 0.5
    }

    fn largest_step(sound: &[f32]) -> f32 {
        sound.windows(2).map(|two| (two[1] - two[0]).abs()).fold(0.0, f32::max)
    }

    #[test]
    fn what_is_off_changes_no_sample() {
        let mut effects = Effects::new(RATE);
        let plain: Vec<f32> = (0..QUANTUM * 20).map(wave).collect();
        assert_eq!(heard(&mut effects, 0, 20), plain);
    }

    #[test]
    fn the_last_thirty_second_repeats_while_it_is_held_and_the_song_comes_back() {
        let mut effects = Effects::new(RATE);
        heard(&mut effects, 0, 200);
        effects.turn(Momentary { stutter: 32, ..Momentary::default() });
        let held = heard(&mut effects, 200, 400);
        // A 32nd at 120 BPM is 3,000 frames.
        let (second, third) = (&held[3_000..6_000], &held[6_000..9_000]);
        let apart = second.iter().zip(third).map(|(one, other)| (one - other).abs()).fold(0.0, f32::max);
        assert!(apart < 1e-6, "the same again: {apart}");
        assert!(second.iter().any(|sample| sample.abs() > 0.4));
        assert!(largest_step(&held) < 0.05, "no click: {}", largest_step(&held));
        effects.turn(Momentary::default());
        let after = heard(&mut effects, 600, 20);
        assert_eq!(after[QUANTUM * 10..], (610 * QUANTUM..620 * QUANTUM).map(wave).collect::<Vec<_>>());
    }

    #[test]
    fn a_tape_falls_silent_and_starts_again_without_a_click() {
        let mut effects = Effects::new(RATE);
        heard(&mut effects, 0, 50);
        effects.turn(Momentary { stop: true, ..Momentary::default() });
        let held = heard(&mut effects, 50, 1_000);
        let loud = |sound: &[f32]| sound.iter().fold(0.0f32, |loud, sample| loud.max(sample.abs()));
        assert!(loud(&held[..20_000]) > 0.4);
        assert_eq!(loud(&held[52_000..]), 0.0, "it stands after two beats");
        effects.turn(Momentary::default());
        let after = heard(&mut effects, 1_050, 100);
        assert!(largest_step(&held).max(largest_step(&after)) < 0.05);
        assert_eq!(after[QUANTUM * 60..], (1_110 * QUANTUM..1_150 * QUANTUM).map(wave).collect::<Vec<_>>());
    }

    #[test]
    fn sweeps_take_a_tone_away_and_give_it_back() {
        for (on, tone) in [
            (Momentary { high_pass: true, ..Momentary::default() }, "a low tone"),
            (Momentary { stop: true, high_pass: true, ..Momentary::default() }, "and with the tape"),
        ] {
            let mut effects = Effects::new(RATE);
            heard(&mut effects, 0, 50);
            effects.turn(on);
            let held = heard(&mut effects, 50, 2_000);
            assert!(held[QUANTUM * 1_900..].iter().all(|sample| sample.abs() < 0.02), "{tone}");
            effects.turn(Momentary::default());
            let after = heard(&mut effects, 2_050, 600);
            assert_eq!(
                after[QUANTUM * 590..],
                (2_640 * QUANTUM..2_650 * QUANTUM).map(wave).collect::<Vec<_>>()
            );
        }
    }
}
