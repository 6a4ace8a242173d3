//! What loudness each song is to have, so that the album, or each track, has the one that is asked for and songs keep their relation.

use super::corrections::{Corrections, Levelled, TOLERANCE};
use super::level::{Found, Loud, NEAR, search, shift};
use super::{Song, rate, rounded};
use crate::dsp::loudness::hop::{Hop, integrated};
use crate::formats::album::{Album, LEVELS};
use crate::release::Unreleased;
use crate::release::kept::Kept;
use crate::release::{WatchAll, each};

/// Rounds in which the album's loudness is brought to what is asked for.
const ROUNDS: usize = 4;

/// How loud the songs are made.
pub(super) struct Levels {
    /// The gains with which each has its loudness.
    pub found: Vec<Found>,
    /// Why the target is not met, if it is not.
    pub reason: Option<String>,
    /// How the album was brought to its loudness, if it was.
    pub level: Option<Levelled>,
    /// Whether that is the older masters' way, and another one would be found now.
    pub is_kept: bool,
}

/// A song's loudness among the others as they were, in LUFS, with its offset.
pub(super) fn relative(album: &Album, song: &Song, number: usize) -> f64 {
    song.before.whole().integrated.unwrap_or_default() + rounded(album.songs[number].placing.offset)
}

/// Looks for the gains with which each song has its loudness. The levels of older masters stay where the album has its loudness with them.
pub(super) fn levels(
    album: &Album,
    songs: &[Song],
    older: &Corrections,
    kept: &Kept,
    watch: WatchAll,
) -> Result<Levels, Unreleased> {
    let mastering = &album.mastering;
    let (asked, ceiling) = (rounded(mastering.loudness), rounded(mastering.ceiling));
    let known: Vec<Loud> = songs
        .iter()
        .map(|song| {
            let whole = song.shaped.whole();
            Loud { loudness: whole.integrated.unwrap_or_default(), peak: whole.true_peak.unwrap_or_default() }
        })
        .collect();
    let most = rounded(mastering.most_limiting);
    let find = |targets: &[f64], old: &[Found]| {
        each("finding levels", songs.len(), watch, |number, told| {
            if let Some(found) =
                old.get(number).filter(|found| (found.loudness - targets[number]).abs() <= NEAR)
            {
                return Ok(found.clone());
            }
            let song = &songs[number];
            let wanted = format!("{:?} {:?} {ceiling} {most}", known[number], targets[number]);
            kept.facts("finding levels", &kept.key(&["level", &song.key, &wanted]), || {
                search((&song.path, rate(album)), known[number], targets[number], (ceiling, most), told)
            })
        })
    };
    let offset = |number: usize| rounded(album.songs[number].placing.offset);
    let level = LEVELS.get(mastering.level as usize).copied().unwrap_or_default();
    if level == "as it is" {
        // The relation is that of the songs; the limiter takes only what is above the ceiling, however much that is.
        let holding = |(number, song): (usize, &Loud)| {
            let gain = offset(number);
            let ceiling = (song.peak + gain > ceiling).then_some(ceiling);
            let holding = super::chain::Holding { gain, ceiling };
            let loudness = song.loudness + gain;
            Found { asked: loudness, holding, loudness, held_back: false, hops: Vec::new() }
        };
        let found = known.iter().enumerate().map(holding).collect();
        return Ok(Levels { found, reason: None, level: None, is_kept: false });
    }
    if level == "track" {
        let targets: Vec<f64> = (0..songs.len()).map(|number| asked + offset(number)).collect();
        let found = find(&targets, &[])?;
        let soft: Vec<String> = found
            .iter()
            .zip(&targets)
            .enumerate()
            .filter(|(_, (found, target))| found.held_back && *target - found.loudness > 0.05)
            .map(|(number, (found, _))| format!("song {} has {:.1} LUFS", number + 1, found.loudness))
            .collect();
        let reason = (!soft.is_empty()).then(|| too_soft(&soft.join(", "), most));
        return Ok(Levels { found, reason, level: None, is_kept: false });
    }
    // Relations are those of the songs as they were, whatever tone and compression did.
    let relative = |number: usize| relative(album, &songs[number], number);
    let together: Vec<(&[Hop], f64, f64)> = songs
        .iter()
        .enumerate()
        .map(|(number, song)| (&song.shaped.hops[..], known[number].loudness, relative(number)))
        .collect();
    let begun = shift(&together, asked);
    let because_of = |found: &[Found]| {
        let first = found.iter().position(|found| found.held_back).or_else(|| loudest_peak(&known, found));
        let song = first.map_or(0, |number| number + 1);
        too_soft(&format!("song {song} sets the limit, and all songs keep their relation to it"), most)
    };
    let error =
        |found: &[Found]| asked - integrated(found.iter().map(|found| &found.hops[..])).unwrap_or(asked);
    if let Some(level) = older.level(asked, songs.iter().map(|song| song.sum.as_str())) {
        let target = |(number, song): (usize, &Song)| {
            let known = older.song(&song.sum).filter(|known| known.relative == relative(number));
            known.map_or(relative(number) + level.shift, |known| known.target)
        };
        let targets: Vec<f64> = songs.iter().enumerate().map(target).collect();
        let found = find(&targets, &[])?;
        let lacks = |(number, found): (usize, &Found)| {
            found.held_back && relative(number) + level.shift - found.loudness > NEAR
        };
        let is_lacking = found.iter().enumerate().any(lacks);
        let highest = known.iter().zip(&found).map(|(song, found)| song.peak + found.holding.gain);
        let is_at_limit = highest.fold(f64::NEG_INFINITY, f64::max) >= ceiling + most - TOLERANCE;
        let error = error(&found);
        if !is_lacking && (error.abs() <= TOLERANCE || (error > 0.0 && is_at_limit)) {
            let is_lowered = error > TOLERANCE || (level.is_lowered && error > NEAR);
            let reason = is_lowered.then(|| because_of(&found));
            let is_kept = level.begun != begun;
            return Ok(Levels { found, reason, level: Some(Levelled { is_lowered, ..level }), is_kept });
        }
    }
    let mut by = begun;
    let (mut found, mut lowered): (Vec<Found>, f64) = (Vec::new(), 0.0);
    for _ in 0..ROUNDS {
        let targets: Vec<f64> = (0..songs.len()).map(|number| relative(number) + by).collect();
        found = find(&targets, &found)?;
        let lacking = found.iter().zip(&targets).filter(|(found, _)| found.held_back);
        let deficit = lacking.map(|(found, target)| target - found.loudness).fold(0.0, f64::max);
        if deficit > NEAR {
            // All go down with the one that cannot be louder.
            (by, lowered) = (by - deficit, lowered + deficit);
            continue;
        }
        let error = error(&found);
        if error.abs() <= 2.0 * NEAR || (lowered > 0.0 && error > 0.0) {
            break;
        }
        by += error;
    }
    let is_lowered = lowered > 0.0;
    let reason = is_lowered.then(|| because_of(&found));
    let level = Levelled { asked, begun, shift: by, is_lowered };
    Ok(Levels { found, reason, level: Some(level), is_kept: false })
}

/// The song whose peak the limiter takes most from.
fn loudest_peak(known: &[Loud], found: &[Found]) -> Option<usize> {
    let peak = |number: &usize| known[*number].peak + found[*number].holding.gain;
    (0..known.len()).max_by(|one, other| peak(one).total_cmp(&peak(other)))
}

fn too_soft(what: &str, most: f64) -> String {
    format!(
        "softer than asked for: the limiter may take away {most} dB of a peak (`most_limiting`), and more would be needed: {what}"
    )
}
