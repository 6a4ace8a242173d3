//! Effects that lie on the master while a key is held, or between two `!` of the grid: which of them are on.

/// Which effects are on.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Momentary {
    /// What was heard last repeats: one 4th, 8th, 16th or 32nd of a whole note; 0: nothing does.
    pub stutter: u8,
    /// The high is taken away more and more.
    pub low_pass: bool,
    /// The low is taken away more and more.
    pub high_pass: bool,
    /// The tape stops.
    pub stop: bool,
}

/// The ticks of a row at which something can be turned on or off: those that a digit tells.
pub const TICKS: u16 = 16;

/// The parts of a whole note that repeat, for the digits 1 to 4.
const PARTS: [u8; 4] = [4, 8, 16, 32];
/// The digit that ends the stutter, and those that turn the others on; the next one turns each off.
const NO_STUTTER: u8 = 5;
const LOW_PASS: u8 = 6;
const HIGH_PASS: u8 = 8;
const STOP: u8 = 10;

impl Momentary {
    /// What a digit does, in words.
    pub fn words(digit: u8) -> &'static str {
        match digit {
            0 => "nothing on the master",
            1 => "stutter 1/4",
            2 => "stutter 1/8",
            3 => "stutter 1/16",
            4 => "stutter 1/32",
            NO_STUTTER => "no stutter",
            LOW_PASS => "low pass on",
            7 => "low pass off",
            HIGH_PASS => "high pass on",
            9 => "high pass off",
            STOP => "tape stop on",
            11 => "tape stop off",
            _ => "not used",
        }
    }

    /// Turns what a digit tells, 0 to B.
    pub fn turn(&mut self, digit: u8) {
        match digit {
            0 => *self = Momentary::default(),
            1..NO_STUTTER => self.stutter = PARTS[usize::from(digit - 1)],
            NO_STUTTER => self.stutter = 0,
            LOW_PASS..HIGH_PASS => self.low_pass = digit == LOW_PASS,
            HIGH_PASS..STOP => self.high_pass = digit == HIGH_PASS,
            STOP | 11 => self.stop = digit == STOP,
            _ => {}
        }
    }

    /// The digits that lead from here to there.
    pub fn way(self, to: Momentary) -> Vec<u8> {
        let part = PARTS.iter().position(|part| *part == to.stutter).map_or(NO_STUTTER, |at| at as u8 + 1);
        let mut digits = Vec::new();
        if self != to && to == Momentary::default() {
            return vec![0];
        }
        digits.extend((self.stutter != to.stutter).then_some(part));
        let pairs = [
            (self.low_pass, to.low_pass, LOW_PASS),
            (self.high_pass, to.high_pass, HIGH_PASS),
            (self.stop, to.stop, STOP),
        ];
        digits.extend(pairs.iter().filter(|(is, to, _)| is != to).map(|(_, to, on)| on + u8::from(!to)));
        digits
    }

    /// What is on in either; the other one's stutter comes first.
    pub fn with(self, other: Momentary) -> Momentary {
        Momentary {
            stutter: if other.stutter > 0 { other.stutter } else { self.stutter },
            low_pass: self.low_pass || other.low_pass,
            high_pass: self.high_pass || other.high_pass,
            stop: self.stop || other.stop,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn digits_lead_from_everything_to_everything() {
        let all: Vec<Momentary> = [0, 4, 8, 16, 32]
            .into_iter()
            .flat_map(|stutter| {
                (0..8).map(move |bits| Momentary {
                    stutter,
                    low_pass: bits & 1 > 0,
                    high_pass: bits & 2 > 0,
                    stop: bits & 4 > 0,
                })
            })
            .collect();
        for from in &all {
            for to in &all {
                let digits = from.way(*to);
                assert_eq!(digits.is_empty(), from == to);
                let mut now = *from;
                digits.iter().for_each(|digit| now.turn(*digit));
                assert_eq!(now, *to, "{from:?} by {digits:?}");
            }
        }
    }
}
