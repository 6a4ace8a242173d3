//! The last step: louder, held under the ceiling, rounded, and measured as it stands in the file.

use super::chain::{Holding, hold};
use super::report::COLUMNS;
use super::sound::each_own;
use super::{Song, depth, rate, rounded};
use crate::dsp::loudness::meter::{Heard, Meter, What};
use crate::formats::album::Album;
use crate::formats::wav::{Format, Quantiser, WavWriter};
use crate::io::problem::Problem;
use crate::release::Unreleased;
use serde::{Deserialize, Serialize};
use std::fs::File;
use std::io;
use std::ops::ControlFlow;
use std::path::Path;

/// Times that a song is held anew because a peak was still above the ceiling.
const TRIES: usize = 5;
/// How far below the excess the limiter is set then, in dB.
const SPARE: f64 = 0.005;

/// A master that has been written.
#[derive(Serialize, Deserialize)]
pub(super) struct Written {
    /// With what.
    pub holding: Holding,
    /// As it stands in the file, without the gap.
    pub heard: Heard,
    /// The song's length in frames.
    pub frames: u64,
    /// The length of the file in seconds.
    pub length_s: f64,
    /// What the limiter took away in each part, in dB.
    pub limiting: Vec<f64>,
    pub untouched: bool,
    pub dithered: bool,
    pub notices: Vec<String>,
}

/// Writes a song's master, and silence of `gap` frames behind it.
pub(super) fn write(
    album: &Album,
    song: &Song,
    holding: Holding,
    gap: u64,
    path: &Path,
    told: &mut dyn FnMut(f64) -> ControlFlow<()>,
) -> Result<Written, Unreleased> {
    let fault = |reason: io::Error| Problem::new("write the master", path, reason);
    let (depth, ceiling, rate) = (depth(album), rounded(album.mastering.ceiling), rate(album));
    let all: u64 = song.shaped.hops.iter().map(|hop| u64::from(hop.frames)).sum();
    let is_step = |sample: &f32| Quantiser::is_step(depth, *sample);
    let is_left_alone = holding.gain == 0.0 && holding.ceiling.is_none();
    let mut stands_on_steps = is_left_alone;
    if is_left_alone {
        each_own(&song.path, None, &mut |part| told(0.2 * part), &mut |_, block| {
            stands_on_steps &= block.into_iter().flatten().all(is_step);
            Ok(())
        })?;
    }
    let is_shaped = song.curve.is_some() || song.multiband != 0.0 || song.compression != 0.0;
    let untouched = is_left_alone && !song.altered && !is_shaped;
    let mut holding = holding;
    let mut attempt = 0;
    loop {
        let mut told = |part: f64| told(0.2 + 0.8 * (attempt as f64 + part) / TRIES as f64);
        let format = Format { rate: rate.0, channels: 2, depth };
        let file = File::create(path).map_err(fault)?;
        let mut writer = WavWriter::plain(file, format).map_err(fault)?.without_dither();
        let mut round =
            if stands_on_steps { Quantiser::without_dither(depth) } else { Quantiser::new(depth) };
        let mut meter = Meter::new(rate, 2, What { peaks: true, tone: false });
        let (mut limiting, mut frames) = (vec![0.0f64; COLUMNS], 0);
        hold(&song.path, holding, &mut told, &mut |block, taken| {
            let mut rounded = [Vec::with_capacity(block[0].len()), Vec::with_capacity(block[0].len())];
            for (left, right) in block[0].iter().zip(block[1]) {
                rounded[0].push(round.level(*left));
                rounded[1].push(round.level(*right));
            }
            let rounded = rounded.each_ref().map(Vec::as_slice);
            meter.hear(&rounded);
            writer.write(&rounded).map_err(fault)?;
            let column = ((frames * COLUMNS as u64 / all.max(1)) as usize).min(COLUMNS - 1);
            limiting[column] = limiting[column].max(taken);
            frames += block[0].len() as u64;
            Ok(())
        })?;
        let silence = vec![0.0; gap as usize];
        writer.write(&[&silence, &silence]).map_err(fault)?;
        let file = writer.finish().map_err(fault)?;
        let heard = meter.finish();
        let excess = heard.whole().true_peak.unwrap_or(f64::NEG_INFINITY) - ceiling;
        if excess > 0.0 && attempt + 1 < TRIES {
            // From the original again, a little lower.
            let now = holding.ceiling.unwrap_or(ceiling);
            holding.ceiling = Some(now - excess - SPARE);
            attempt += 1;
            continue;
        }
        file.sync_all().map_err(fault)?;
        let mut notices = Vec::new();
        if excess > 0.0 {
            let name = path.file_name().unwrap_or_default().display();
            notices.push(format!("{name}: its true peak is {excess:.2} dB above the ceiling"));
        }
        let untouched = untouched && holding.ceiling.is_none() && stands_on_steps;
        let dithered = !stands_on_steps && depth != crate::formats::wav::Depth::Float32;
        let length_s = (frames + gap) as f64 / f64::from(rate.0);
        return Ok(Written { holding, heard, frames, length_s, limiting, untouched, dithered, notices });
    }
}
