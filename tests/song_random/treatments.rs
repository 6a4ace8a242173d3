//! Random treatments of samples; their numbers may be out of range.

use super::Random;
use segno::instruments::treatment::{TREATMENTS, Treatment};

impl Random {
    pub fn treatment(&mut self) -> Treatment {
        let row = &TREATMENTS[self.below(TREATMENTS.len() as u64) as usize];
        let what = row.info.name.to_owned();
        let amount = self.below(2_000) as f32 / 10.0 - 100.0;
        Treatment { what, from: self.next() as u32, to: self.next() as u32, amount }
    }
}
