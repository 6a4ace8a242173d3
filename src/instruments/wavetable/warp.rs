//! How a turn is bent: another phase than the oscillator's own, and how many harmonics that makes of each one.

use crate::dsp::sine::{cosine, sine};

/// The names, in the order of [`Kind::of`].
pub const WARPS: &[&str] = &["none", "bend", "mirror", "sync"];

/// How it is bent.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Kind {
    /// Not at all.
    #[default]
    None,
    /// The turn's middle goes by more and more quickly, its ends slowly: the phase is turned by a sine of up to a radian.
    Bend,
    /// There and back again, without a corner: a second sound beside the plain one, whose phase is turned by a cosine.
    Mirror,
    /// Up to eight turns in one, under a window so that the beginning anew makes no edge.
    Sync,
}

impl Kind {
    /// The kind of that index.
    pub fn of(index: usize) -> Kind {
        [Kind::None, Kind::Bend, Kind::Mirror, Kind::Sync][index.min(3)]
    }
}

/// A kind and how far, 0 to 1.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Warp {
    /// How it is bent.
    pub kind: Kind,
    /// How far.
    pub amount: f32,
}

/// The most that is made of a turn, in turns of the oscillator at twice the rate.
const BENT_TURNS: f32 = 7.0;
/// What the window adds on each side of a harmonic (four-term Blackman-Harris: what is beyond lies below −92 dB).
const WINDOW: f32 = 4.0;
/// Brings a windowed wave back to about its loudness.
const WINDOWED: f32 = 1.5;

/// Up to which order side bands reach when a phase is turned by so many radians: those above are `fall` cube roots further down
/// (the Bessel functions fall so where order and argument meet: Abramowitz and Stegun, 9.3.23).
fn reach(radians: f32, fall: f32) -> f32 {
    radians + fall * radians.cbrt()
}

impl Warp {
    /// How many harmonics there are at most, down to −20 and to −90 dB, of a turn of so many.
    fn widths(self, harmonics: f32) -> [f32; 2] {
        [1.2, 5.0].map(|fall| match self.kind {
            Kind::None => harmonics,
            Kind::Bend => harmonics + reach(harmonics * self.amount, fall),
            Kind::Mirror => reach(std::f32::consts::PI * harmonics * self.deep(), fall).max(harmonics),
            Kind::Sync => harmonics * self.ratio() + WINDOW,
        })
    }

    /// Whether a turn of so many harmonics stays below what is heard, at `turns` per frame. What a bent turn has beyond half the
    /// rate is taken out at twice the rate: no more than a little may lie where the filter for that begins to close, and nothing
    /// where it would be mirrored down to 20 kHz at 48 kHz.
    pub fn fits(self, harmonics: usize, turns: f32) -> bool {
        let [loud, all] = self.widths(harmonics as f32);
        match self.kind {
            Kind::None => all * turns <= 0.5,
            Kind::Sync => all * turns <= 0.6,
            Kind::Bend | Kind::Mirror => loud * turns <= 0.6 && all * turns <= 1.5,
        }
    }

    /// The same, less far if a single harmonic would be too much otherwise.
    pub fn held(mut self, turns: f32) -> Warp {
        let mut tries = 0;
        while self.kind != Kind::None && self.amount > 0.0 && !self.fits(1, turns) {
            self.amount = if tries < 24 { 0.85 * self.amount } else { 0.0 };
            tries += 1;
        }
        self
    }

    /// Part of a mirrored turn that is gone through.
    fn deep(self) -> f32 {
        self.amount.min(0.5) * 2.0
    }

    /// How often the wave turns within one turn.
    fn ratio(self) -> f32 {
        1.0 + BENT_TURNS * self.amount
    }

    /// The other phase, 0 to 1, and the levels of what is read there and at the plain phase.
    #[inline(always)]
    pub fn bent(self, phase: f32) -> (f32, f32, f32) {
        const ROUND: f32 = 1.0 / std::f32::consts::TAU;
        let turned = |phase: f32| (phase + 1.0).fract();
        match self.kind {
            Kind::None => (phase, 1.0, 0.0),
            Kind::Bend => (turned(phase - self.amount * ROUND * sine(phase)), 1.0, 0.0),
            Kind::Mirror => (
                turned(self.deep() * (0.5 - 0.5 * cosine(phase)) * 0.999_999),
                self.amount,
                1.0 - self.amount,
            ),
            Kind::Sync => {
                let c = cosine(phase);
                let window = 0.217_47 + c * (-0.453_25 + c * (0.282_56 - 0.046_72 * c));
                let wet = (8.0 * self.amount).min(1.0);
                ((self.ratio() * phase).fract(), wet * WINDOWED * window, 1.0 - wet)
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn phases_stay_within_a_turn_and_nothing_is_bent_by_nothing() {
        for kind in (0..4).map(Kind::of) {
            for n in 0..1_000 {
                let phase = n as f32 / 1_000.0;
                for amount in [0.0, 0.3, 1.0] {
                    let (bent, ..) = Warp { kind, amount }.bent(phase);
                    assert!((0.0..1.0).contains(&bent), "{kind:?} {amount} {phase}: {bent}");
                }
                let (bent, wet, plain) = Warp { kind, amount: 0.0 }.bent(phase);
                let apart = (bent - phase).abs();
                assert!(wet == 0.0 || (apart.min(1.0 - apart) < 1e-6 && wet + plain == 1.0), "{kind:?}");
            }
        }
    }

    #[test]
    fn high_notes_are_bent_less() {
        for kind in [Kind::Bend, Kind::Mirror, Kind::Sync] {
            let warp = Warp { kind, amount: 1.0 };
            assert_eq!(warp.held(0.01), warp);
            assert!(warp.held(0.3).amount < 0.5 && warp.held(0.45).amount < warp.held(0.1).amount);
        }
    }
}
