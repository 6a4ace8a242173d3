//! What lies between left and right: sides, polarity, width (middle and side), lows in the middle, balance.

use super::line::Pole;
use super::runs::{RUN, Runs};
use crate::dsp::parameter::parameters;
use crate::dsp::smooth::Glides;
use crate::dsp::units::SampleRate;
use crate::instruments::voice::Stereo;

/// Seconds in which the controls go to where they are set.
const GLIDE: f32 = 0.05;

parameters! {
    /// The saved settings.
    Settings {}
    "sides" width: linear(0.0, 2.0, 1.0) "" "how far left and right are apart: 0 is mono, 2 twice as far";
    "sides" balance: linear(-1.0, 1.0, 0.0) "" "from −1 (left alone) to 1 (right alone)";
    "sides" mono_below: linear(0.0, 500.0, 0.0) "Hz" "what lies below comes from the middle; 0 is nothing";
    "sides" swap: switch(0.0) "" "whether left and right change places";
    "polarity" invert_left: switch(0.0) "" "whether up becomes down on the left";
    "polarity" invert_right: switch(0.0) "" "whether up becomes down on the right";
}

/// The running device.
pub struct Processor {
    rate: f32,
    /// Swap, polarity left and right, width, how much is heard of the side without its lows and their cutoff, levels left and
    /// right.
    controls: Glides<8>,
    /// The cutoff before the lows were let free again: it stays while they fade.
    cutoff: f32,
    lows: [Pole; 2],
    runs: Runs,
}

impl super::Processor for Processor {
    type Settings = Settings;

    fn new(rate: SampleRate) -> Self {
        Processor {
            rate: rate.hertz(),
            controls: Glides::default(),
            cutoff: 0.0,
            lows: Default::default(),
            runs: Runs::default(),
        }
    }

    fn reset(&mut self) {
        (self.controls, self.cutoff, self.lows, self.runs) = Default::default();
    }

    #[inline(always)]
    fn process(&mut self, settings: &Settings, _beat_seconds: f32, block: Stereo) {
        let sign = |inverted: f32| if inverted > 0.5 { -1.0 } else { 1.0 };
        let is_cut = settings.mono_below > 0.0;
        if is_cut {
            self.cutoff = Pole::coefficient(settings.mono_below, self.rate);
        }
        let targets = [
            settings.swap,
            sign(settings.invert_left),
            sign(settings.invert_right),
            settings.width - 1.0,
            f32::from(u8::from(is_cut)),
            self.cutoff,
            (1.0 - settings.balance).min(1.0),
            (1.0 + settings.balance).min(1.0),
        ];
        self.controls.aim(targets, GLIDE * self.rate);
        let (glides, lows) = (&mut self.controls, &mut self.lows);
        for (left, right, _) in self.runs.cut(block) {
            let mut rows = [[0.0; RUN]; 8];
            glides.rows(left.len(), &mut rows);
            let [swap, sign_left, sign_right, wider, cut, cutoff, level_left, level_right] = &rows;
            let mut sides = [0.0; RUN];
            for (n, (left, right)) in left.iter_mut().zip(right.iter_mut()).enumerate() {
                let apart = (*right - *left) * swap[n];
                (*left, *right) = ((*left + apart) * sign_left[n], (*right - apart) * sign_right[n]);
                sides[n] = (*left - *right) * 0.5;
            }
            let mut added: [f32; RUN] = std::array::from_fn(|n| sides[n] * wider[n]);
            if cut.iter().any(|cut| *cut > 0.0) {
                // Twice 6 dB an octave.
                for n in 0..left.len() {
                    let side = sides[n] + added[n];
                    let high = lows[0].high(side, cutoff[n]);
                    added[n] += (lows[1].high(high, cutoff[n]) - side) * cut[n];
                }
            } else {
                *lows = Default::default();
            }
            for (n, (left, right)) in left.iter_mut().zip(right).enumerate() {
                *left = (*left + added[n]) * level_left[n];
                *right = (*right - added[n]) * level_right[n];
            }
        }
    }
}
