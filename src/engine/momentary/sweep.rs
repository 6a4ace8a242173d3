//! A filter that closes while it is held and opens again when it is let go.

use super::Sides;
use crate::dsp::filter::{Coefficients, Filter, Mode};
use crate::dsp::units::{Hertz, SampleRate};

/// Beats until it is closed.
const BEATS: f32 = 4.0;
/// Seconds until it is open again.
const BACK: f32 = 0.15;
/// Up to this part of the way it is mixed with what comes in, so that it begins without a step.
const MIXED: f32 = 0.02;
/// Of 1: a peak that is heard, and does not ring.
const RESONANCE: f32 = 0.35;

/// One filter for both sides.
pub(super) struct Sweep {
    mode: Mode,
    /// Hertz, open and closed.
    range: [f32; 2],
    rate: SampleRate,
    sides: [Filter; 2],
    /// 0 open, 1 closed.
    place: f32,
}

impl Sweep {
    pub fn new(mode: Mode, rate: SampleRate) -> Sweep {
        let range = if mode == Mode::Highpass { [20.0, 5_000.0] } else { [20_000.0, 120.0] };
        Sweep { mode, range, rate, sides: [Filter::default(); 2], place: 0.0 }
    }

    pub fn clear(&mut self) {
        (self.place, self.sides) = (0.0, [Filter::default(); 2]);
    }

    pub fn process(&mut self, on: bool, beat_seconds: f32, sides: &mut Sides) {
        let before = self.place;
        let frames = sides[0].len() as f32 / self.rate.hertz();
        let way = if on { frames / (BEATS * beat_seconds.max(0.01)) } else { -frames / BACK };
        self.place = (self.place + way).clamp(0.0, 1.0);
        if before == 0.0 && self.place == 0.0 {
            return;
        }
        let at = |place: f32| {
            let hertz = self.range[0] * (self.range[1] / self.range[0]).powf(place);
            Coefficients::new(Hertz(hertz), RESONANCE, self.rate)
        };
        let (from, to) = (at(before), at(self.place));
        let mix = [before, self.place].map(|place| (place / MIXED).min(1.0));
        for (filter, side) in self.sides.iter_mut().zip(sides.iter_mut()) {
            let dry = *side;
            filter.process(self.mode, from, to, side);
            let step = (mix[1] - mix[0]) / dry.len() as f32;
            for (n, (wet, dry)) in side.iter_mut().zip(dry).enumerate() {
                *wet = dry + (*wet - dry) * (mix[0] + step * (n + 1) as f32);
            }
        }
        if self.place == 0.0 {
            self.clear();
        }
    }
}
