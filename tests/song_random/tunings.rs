//! Random tunings.

use super::Random;
use segno::song::tuning::{Mapping, Scale, Tuning};

impl Random {
    pub(super) fn tuning(&mut self) -> Option<Tuning> {
        let cents = (0..1 + self.below(20)).map(|_| f64::from(self.between(-2_400.0, 2_400.0))).collect();
        let mut mapping = Mapping::default();
        if self.chance(50) {
            let key = |random: &mut Self| random.chance(80).then(|| random.below(40) as u16);
            mapping.keys = (0..self.below(20)).map(|_| key(self)).collect();
            (mapping.octave_degree, mapping.reference_key) = (self.below(40) as u16, self.below(128) as u8);
            (mapping.first_key, mapping.middle_key) = (self.below(128) as u8, self.below(128) as u8);
            mapping.reference_hertz = f64::from(self.between(20.0, 2_000.0));
        }
        let mut tuning = Tuning::new(Scale { name: self.text(), cents }, mapping).ok()?;
        tuning.unknown = self.unknown();
        Some(tuning)
    }
}
