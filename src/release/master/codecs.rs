//! What lossy encoders make of a master: its loudest part is encoded, decoded again and measured. Their peaks are higher than those of
//! what went in, and nobody can hold them beforehand.

use super::sound::{Sound, each_block};
use crate::dsp::loudness::meter::{Heard, Meter, What};
use crate::dsp::units::SampleRate;
use crate::formats::encoders::codec::{self, Codec};
use crate::formats::encoders::{opus, whole};
use crate::formats::wav::Depth;
use crate::io::problem::Problem;
use crate::release::Unreleased;
use serde::{Deserialize, Serialize};
use std::io;
use std::ops::{ControlFlow, Range};
use std::path::Path;

/// The part that is encoded, in seconds: around the loudest three.
const SECONDS: f64 = 30.0;

/// What is tried, by its name.
const TRIED: [(&str, Codec); 3] =
    [("MP3 128", Codec::Mp3(128)), ("MP3 320", Codec::Mp3(320)), ("Opus 128", Codec::Opus(128))];

/// What became of a song.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Coded {
    /// The encoder and its kb/s.
    pub name: String,
    /// The true peak of what is decoded, in dBTP.
    pub true_peak_dbtp: f64,
    /// How far that is above full scale, in dB; 0 if it is not.
    pub over_db: f64,
}

/// Encodes the loudest part of a master of that rate and measures what comes back; `work` is a file that may be written.
///
/// # Errors
/// If the master cannot be read, the disk takes no more, an encoder fails, or `told` says stop.
pub fn coded(
    (master, rate): (&Path, SampleRate),
    heard: &Heard,
    work: &Path,
    told: &mut dyn FnMut(f64) -> ControlFlow<()>,
) -> Result<Vec<Coded>, Unreleased> {
    let part = Sound::part(master, loudest(rate, heard), &mut |part| told(0.3 * part))?;
    let fault = |reason: io::Error| Unreleased::from(Problem::new("encode", work, reason));
    let mut all = Vec::new();
    for (name, codec) in TRIED {
        let rate = codec.rate(part.rate.0);
        let channels = part.at(rate);
        let channels = channels.each_ref().map(Vec::as_slice);
        let mut meter = Meter::new(SampleRate(rate), 2, What { peaks: true, tone: false });
        let into = codec::Sound { rate, depth: Depth::Float32, frames: channels[0].len() as u64 };
        codec.create(work, into).and_then(|file| whole(file, channels)).map_err(fault)?;
        if let Codec::Opus(_) = codec {
            let decoded = opus::read(work).map_err(fault)?;
            meter.hear(&decoded.each_ref().map(Vec::as_slice));
        } else {
            each_block(work, None, &mut |_| ControlFlow::Continue(()), &mut |_, block| {
                meter.hear(&block);
                Ok(())
            })?;
        }
        let peak = meter.finish().whole().true_peak.unwrap_or(-200.0);
        all.push(Coded { name: name.to_owned(), true_peak_dbtp: peak, over_db: peak.max(0.0) });
    }
    Ok(all)
}

/// The frames around the loudest short-term window.
fn loudest(rate: SampleRate, heard: &Heard) -> Range<u64> {
    let middle = heard.places().short_term.map_or(0.0, |begin| begin + 1.5);
    let frame = |seconds: f64| rate.frames(seconds.max(0.0)).0;
    frame(middle - SECONDS / 2.0)..frame(middle + SECONDS / 2.0)
}
