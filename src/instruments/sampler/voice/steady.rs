//! Notes that only go on: how their next stretch is read without a look at patch, envelopes and loops.

use super::Voice;
use crate::dsp::filter::Mode;
use crate::dsp::interpolation::Interpolation;
use crate::instruments::sampler::Patch;
use crate::instruments::sampler::reader::Clear;
use crate::instruments::voice::{Context, Modulation};

/// One layer of one channel at a steady pitch and level.
#[derive(Clone, Copy, Debug)]
pub(super) struct Steady {
    pub sample: u16,
    pub kind: Interpolation,
    pub step: u64,
    pub gains: [f32; 2],
    pub clear: Clear,
    /// What the filter lets through, if there is one.
    pub filter: Option<Mode>,
}

impl Voice {
    /// How the note just goes on, the frames that it then reads and the place of the first, if it is filtered or not as asked. The
    /// reader goes on behind them.
    #[inline(always)]
    pub(super) fn onward<'a>(
        &mut self,
        context: &Context<'a>,
        frames: usize,
        filtered: bool,
    ) -> Option<(Steady, &'a [f32], u64)> {
        let steady = self.steady.filter(|steady| steady.filter.is_some() == filtered)?;
        let source = context.samples.get(steady.sample.into())?.padded(0);
        let start = self.layers[0].as_mut()?.reader.straight(steady.clear, steady.step, frames)?;
        Some((steady, source, start))
    }

    /// How a note that moves nowhere, of one layer at its own level and with its filter behind it, goes on.
    pub(super) fn settled(
        &mut self,
        patch: &Patch,
        modulation: &Modulation,
        context: &Context,
        gains: [f32; 2],
        filter: Mode,
    ) -> Option<Steady> {
        let kind = Interpolation::of(patch.interpolation as usize);
        let (layer, zone, audio) = self.single(patch, context)?;
        let step = layer.step(zone, modulation.pitch, audio, context.rate);
        let clear = layer.reader.clear(zone, audio);
        (layer.gain == [1.0; 2]).then_some(Steady {
            sample: zone.sample,
            kind,
            step,
            gains,
            clear,
            filter: Some(filter),
        })
    }
}
