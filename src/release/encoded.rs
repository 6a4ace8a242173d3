//! Sound files as compressed ones.

use super::Unreleased;
use super::master::sound::each_own;
use crate::dsp::units::SampleRate;
use crate::formats::encoders::codec::{Codec, Sound};
use crate::io::problem::Problem;
use std::ops::ControlFlow;
use std::path::Path;

/// Writes a sound file that was made here as another one, without tags. `sound` is what the first one holds; `told` hears how much is done
/// and may break off.
///
/// # Errors
/// If the one cannot be read or the other not be written, its encoder is at fault, or `told` says stop.
pub fn encode(
    (from, to): (&Path, &Path),
    codec: Codec,
    sound: Sound,
    told: &mut dyn FnMut(f64) -> ControlFlow<()>,
) -> Result<(), Unreleased> {
    let fault = || Problem::during("encode", to);
    let rate = codec.rate(sound.rate);
    let mut encoder = codec.create(to, Sound { rate, ..sound }).map_err(fault())?;
    each_own(from, Some(SampleRate(rate)), told, &mut |_, block| Ok(encoder.take(block).map_err(fault())?))?;
    Ok(encoder.finish().map_err(fault())?)
}
