//! The slow oscillations of effects: vibrato, tremolo, panbrello.

use super::random::throw;

/// The shapes that `S3x`, `S4x` and `S5x` choose between.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Shape {
    /// A sine.
    #[default]
    Sine,
    /// Falling from top to bottom.
    Ramp,
    /// Top, then bottom.
    Square,
    /// A level by chance for each place in the turn, others in every row.
    Random,
}

impl Shape {
    /// The shape of that number, 0 to 3.
    pub fn of(number: u8) -> Option<Shape> {
        [Shape::Sine, Shape::Ramp, Shape::Square, Shape::Random].get(usize::from(number)).copied()
    }
}

/// One oscillation: 256 places a turn.
#[derive(Clone, Copy, Debug, Default)]
pub struct Oscillation {
    /// Where in the turn.
    pub place: u8,
    /// Places a tick, divided by 4: the effect's first digit.
    pub speed: u8,
    /// The effect's second digit.
    pub depth: u8,
    /// The shape.
    pub shape: Shape,
    /// Ticks for which a random value stays.
    held: u8,
    value: i32,
}

impl Oscillation {
    /// Learns speed and depth, each digit alone; 0 keeps what was.
    pub fn learn(&mut self, value: u8) {
        let (speed, depth) = (value >> 4, value & 15);
        self.speed = if speed == 0 { self.speed } else { speed };
        self.depth = if depth == 0 { self.depth } else { depth };
    }

    /// The value now, −64 to 64, and on to the next tick. `seed` drives the random shape.
    pub fn next(&mut self, seed: u64, places_a_speed: u8) -> i32 {
        let value = match self.shape {
            Shape::Sine => sine(self.place),
            Shape::Ramp => 64 - i32::from(self.place) / 2,
            Shape::Square => {
                if self.place < 128 {
                    64
                } else {
                    -64
                }
            }
            Shape::Random => (throw(seed, &[u64::from(self.place)]) % 129) as i32 - 64,
        };
        self.place = self.place.wrapping_add(self.speed.wrapping_mul(places_a_speed));
        self.value = value;
        value
    }

    /// A random value that stays for `speed` ticks, −64 to 64.
    pub fn hold(&mut self, seed: u64) -> i32 {
        if self.held == 0 {
            self.held = self.speed.max(1);
            self.value = (throw(seed, &[7]) % 129) as i32 - 64;
        }
        self.held -= 1;
        self.value
    }
}

/// A sine of 256 places a turn, −64 to 64.
pub fn sine(place: u8) -> i32 {
    ((f64::from(place) * std::f64::consts::TAU / 256.0).sin() * 64.0).round() as i32
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_turn_of_each_shape() {
        let turn = |shape| {
            let mut wave = Oscillation { speed: 16, depth: 1, shape, ..Oscillation::default() };
            (0..4).map(|_| wave.next(1, 4)).collect::<Vec<_>>()
        };
        assert_eq!(turn(Shape::Sine), [0, 64, 0, -64]);
        assert_eq!(turn(Shape::Square), [64, 64, -64, -64]);
        assert_eq!(turn(Shape::Ramp), [64, 32, 0, -32]);
    }
}
