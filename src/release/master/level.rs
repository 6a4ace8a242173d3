//! How loud each song is made: what it is to have, and the gain with which it has that behind the limiter.

use super::chain::{Holding, hold};
use crate::dsp::loudness::hop::{Hop, integrated};
use crate::dsp::loudness::meter::{Meter, What};
use crate::dsp::units::SampleRate;
use crate::release::Unreleased;
use serde::{Deserialize, Serialize};
use std::ops::ControlFlow;
use std::path::Path;

/// As near as this loudness is brought, in LU.
pub const NEAR: f64 = 0.02;
/// Passes over a song at most.
const TRIES: usize = 8;

/// What is known of a song before its level is made.
#[derive(Clone, Copy, Debug)]
pub struct Loud {
    /// Integrated loudness in LUFS.
    pub loudness: f64,
    /// True peak in dBTP.
    pub peak: f64,
}

/// The gain that was found.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Found {
    /// The loudness that was looked for, in LUFS.
    pub asked: f64,
    /// Gain and limiter.
    pub holding: Holding,
    /// The loudness that the song has with it, in LUFS.
    pub loudness: f64,
    /// Whether it would have had to be louder, but the limiter may not take away more.
    pub held_back: bool,
    /// The hops of the song with it.
    pub hops: Vec<Hop>,
}

/// The number that, added to each song's loudness `relative`, makes all of them together as loud as `asked`. `hops` are those of each
/// song as it is, at `own` LUFS.
pub fn shift(songs: &[(&[Hop], f64, f64)], asked: f64) -> f64 {
    let together = |shift: f64| {
        let scaled: Vec<Vec<Hop>> = songs
            .iter()
            .map(|(hops, own, relative)| {
                let gain = 10f64.powf((relative + shift - own) / 10.0);
                hops.iter().map(|hop| Hop { energy: hop.energy * gain, ..*hop }).collect()
            })
            .collect();
        integrated(scaled.iter().map(Vec::as_slice)).unwrap_or(f64::NEG_INFINITY)
    };
    // Louder songs are louder together; only the gate at −70 LUFS keeps this from being one step.
    let mut shift = 0.0;
    for _ in 0..6 {
        let step = asked - together(shift);
        if !step.is_finite() || step.abs() < 1e-4 {
            break;
        }
        shift += step;
    }
    shift
}

/// Looks for the gain with which a song has that loudness behind the limiter. The limiter takes away `most` dB of the highest peak at
/// the most.
///
/// # Errors
/// If the sound cannot be read, or `told` says stop.
pub fn search(
    (path, rate): (&Path, SampleRate),
    song: Loud,
    asked: f64,
    (ceiling, most): (f64, f64),
    told: &mut dyn FnMut(f64) -> ControlFlow<()>,
) -> Result<Found, Unreleased> {
    let highest = ceiling + most - song.peak;
    let holding = |gain: f64| Holding { gain, ceiling: (song.peak + gain > ceiling).then_some(ceiling) };
    let (mut gain, mut last): (f64, Option<(f64, f64)>) = ((asked - song.loudness).min(highest), None);
    let mut best: Option<Found> = None;
    for attempt in 0..TRIES {
        let holding = holding(gain);
        let mut meter = Meter::new(rate, 2, What::default());
        let mut told = |part: f64| told((attempt as f64 + part) / TRIES as f64);
        hold(path, holding, &mut told, &mut |block, _| {
            meter.hear(&block);
            Ok(())
        })?;
        let heard = meter.finish();
        let loudness = integrated(std::iter::once(&heard.hops[..])).unwrap_or(song.loudness);
        let error = asked - loudness;
        if best.as_ref().is_none_or(|best| error.abs() < (asked - best.loudness).abs()) {
            let held_back = error > NEAR && gain >= highest - 1e-9;
            best = Some(Found { asked, holding, loudness, held_back, hops: heard.hops });
        }
        if error.abs() <= NEAR || (error > 0.0 && gain >= highest - 1e-9) {
            break;
        }
        let slope = last.map_or(1.0, |(before, heard): (f64, f64)| {
            if (gain - before).abs() < 1e-6 {
                1.0
            } else {
                ((loudness - heard) / (gain - before)).clamp(0.2, 1.0)
            }
        });
        last = Some((gain, loudness));
        gain = (gain + error / slope).min(highest);
    }
    Ok(best.unwrap_or(Found {
        asked,
        holding: holding(gain),
        loudness: song.loudness,
        held_back: false,
        hops: Vec::new(),
    }))
}
