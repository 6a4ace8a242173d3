//! A low-frequency oscillator, for control.

use super::sine::sine;

/// Its shape.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Shape {
    /// A sine.
    #[default]
    Sine,
    /// Straight lines.
    Triangle,
    /// Rising.
    Saw,
    /// Two levels.
    Square,
    /// A new random level each turn.
    Random,
}

impl Shape {
    /// The names, in the order of [`Shape::of`].
    pub const NAMES: &'static [&'static str] = &["sine", "triangle", "saw", "square", "random"];

    /// The shape of that index.
    pub fn of(index: usize) -> Shape {
        [Shape::Sine, Shape::Triangle, Shape::Saw, Shape::Square, Shape::Random][index.min(4)]
    }

    /// The value at a phase, 0 to 1, of a turn whose random level is `level`: −1 to 1.
    pub fn at(self, phase: f32, level: f32) -> f32 {
        match self {
            Shape::Sine => sine(phase),
            Shape::Triangle => 1.0 - 4.0 * ((phase + 0.25).fract() - 0.5).abs(),
            Shape::Saw => 2.0 * phase - 1.0,
            Shape::Square => {
                if phase < 0.5 {
                    1.0
                } else {
                    -1.0
                }
            }
            Shape::Random => level,
        }
    }
}

/// What an oscillator's speed follows: its own Hz, or a part of the beat.
pub const SYNC: &[&str] = &["free", "4 beats", "2 beats", "1 beat", "1/2 beat", "1/3 beat", "1/4 beat"];

/// Beats of a turn for each name in [`SYNC`].
const SYNC_BEATS: [f32; 7] = [0.0, 4.0, 2.0, 1.0, 0.5, 1.0 / 3.0, 0.25];

/// Seconds of a turn: of `hertz`, or of the part of the beat that `sync` names in [`SYNC`], where a beat has `beat_seconds`.
pub fn turn_seconds(hertz: f32, sync: usize, beat_seconds: f32) -> f32 {
    let beats = SYNC_BEATS.get(sync).copied().unwrap_or(0.0);
    if beats > 0.0 { beats * beat_seconds.max(0.01) } else { 1.0 / hertz.max(0.01) }
}

/// A running oscillator.
#[derive(Clone, Copy, Debug, Default)]
pub struct Lfo {
    phase: f32,
    random: u32,
}

impl Lfo {
    /// At the beginning of its turn; `seed` drives the random shape.
    pub fn new(seed: u32) -> Lfo {
        Lfo { phase: 0.0, random: seed | 1 }
    }

    /// The value now, −1 to 1, and on by `turns`.
    pub fn next(&mut self, shape: Shape, turns: f32) -> f32 {
        let value = shape.at(self.phase, self.random as f32 / (u32::MAX / 2) as f32 - 1.0);
        self.phase += turns.clamp(0.0, 1.0);
        if self.phase >= 1.0 {
            self.phase -= 1.0;
            self.random = next_random(self.random);
        }
        value
    }
}

/// The next number of a xorshift generator (Marsaglia 2003); never 0 after a number that is not 0.
pub fn next_random(mut state: u32) -> u32 {
    state ^= state << 13;
    state ^= state >> 17;
    state ^ (state << 5)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_turn_of_each_shape() {
        let turn = |shape| {
            let mut lfo = Lfo::new(1);
            std::array::from_fn(|_| (lfo.next(shape, 0.25) * 100.0).round())
        };
        assert_eq!(turn(Shape::Sine), [0.0, 100.0, 0.0, -100.0]);
        assert_eq!(turn(Shape::Triangle), [0.0, 100.0, 0.0, -100.0]);
        assert_eq!(turn(Shape::Saw), [-100.0, -50.0, 0.0, 50.0]);
        assert_eq!(turn(Shape::Square), [100.0, 100.0, -100.0, -100.0]);
        let held: [f32; 8] = {
            let mut lfo = Lfo::new(9);
            std::array::from_fn(|_| lfo.next(Shape::Random, 0.25))
        };
        assert!(held[0] == held[3] && held[3] != held[4]);
    }
}
