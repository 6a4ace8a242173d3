//! Devices of the mixer over the whole of a sound, in time with it.

use super::sound::each_own;
use super::stage::{self, Give, Stage};
use crate::devices::limiter::Settings as Limiter;
use crate::devices::{AnyProcessor, Device};
use crate::dsp::units::SampleRate;
use crate::instruments::voice::Stereo;
use crate::release::Unreleased;
use serde::{Deserialize, Serialize};
use std::ops::ControlFlow;
use std::path::Path;

/// What a device that goes with the beat would take for one; none of these does.
const BEAT_SECONDS: f32 = 0.5;

/// A device as a step.
pub fn of_device(device: Device, rate: SampleRate) -> Stage<'static> {
    let mut processor = AnyProcessor::new(&device, rate);
    Stage::new(processor.latency(&device), move |left, right| {
        processor.process(&device, BEAT_SECONDS, Stereo { left, right }, None);
        f64::from(-processor.reduction())
    })
}

/// How a song's level is made: so many dB louder, then held.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct Holding {
    /// Gain in dB.
    pub gain: f64,
    /// What the limiter holds peaks under, in dBTP; `None`: there is nothing to hold.
    pub ceiling: Option<f64>,
}

/// Gives the sound of a file, louder and held, block by block, with what the limiter takes away meanwhile in dB (0 or above).
///
/// # Errors
/// If the file cannot be read, those of `give`, or if `told` says stop.
pub fn hold(
    path: &Path,
    holding: Holding,
    told: &mut dyn FnMut(f64) -> ControlFlow<()>,
    give: Give,
) -> Result<(), Unreleased> {
    let gain = 10f64.powf(holding.gain / 20.0) as f32;
    let louder = |sample: &f32| if holding.gain == 0.0 { *sample } else { sample * gain };
    let limiter = |rate| {
        let ceiling = holding.ceiling? as f32;
        Some(of_device(Device::Limiter(Limiter { ceiling, ..Limiter::default() }), rate))
    };
    let mut stages: Option<Vec<Stage>> = None;
    each_own(path, None, told, &mut |rate, block| {
        let stages = stages.get_or_insert_with(|| limiter(rate).into_iter().collect());
        let block = block.map(|channel| channel.iter().map(louder).collect::<Vec<f32>>());
        stage::push(stages, block.each_ref().map(Vec::as_slice), give)
    })?;
    stage::end(&mut stages.unwrap_or_default(), give)
}
