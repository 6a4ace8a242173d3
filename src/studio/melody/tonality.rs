//! Which scales hold the notes of a song.

use super::sounding::is_drum;
use crate::song::Song;
use crate::song::note::{Note, Pitch};
use crate::song::scale::{SCALES, Tonality};

/// What the notes on the root, on the fifth and the third above it say for a scale, as parts of all notes.
const TRIAD: [(usize, f64); 3] = [(0, 0.15), (4, 0.08), (2, 0.05)];
/// What each note of a scale that never sounds says against it.
const UNUSED: f64 = 0.02;
/// What a place further down in the table says against a scale: the usual ones stand first.
const RARE: f64 = 0.000_5;

/// How often each key of the octave is struck in the song; drums do not count.
fn struck(song: &Song) -> [u32; 12] {
    let mut struck = [0; 12];
    for pattern in 0..song.patterns.len() {
        for track in 0..song.tracks.len() {
            let Some(lane) = song.lane(pattern, track) else { continue };
            let mut last = [None; crate::song::row::NOTE_COLUMNS];
            for (_, row) in lane.rows() {
                for (cell, last) in row.notes.iter().zip(&mut last) {
                    *last = cell.instrument.or(*last);
                    if let Some(Note::On(pitch)) = cell.note.filter(|_| !is_drum(song, *last)) {
                        struck[usize::from(pitch.key())] += 1;
                    }
                }
            }
        }
    }
    struck
}

/// The scales by how well they hold the song's notes, best first, each with the part of the notes that it holds. Empty if there
/// are no notes.
pub fn ranked(song: &Song) -> Vec<(Tonality, f64)> {
    let struck = struck(song);
    let sum = f64::from(struck.iter().sum::<u32>());
    if sum == 0.0 {
        return Vec::new();
    }
    let part = |root: u8, step: u8| f64::from(struck[usize::from((root + step) % 12)]) / sum;
    let mut found = Vec::new();
    for (place, scale) in SCALES.iter().enumerate().filter(|(_, scale)| scale.steps.len() < 12) {
        for root in 0..12 {
            let held: f64 = scale.steps.iter().map(|step| part(root, *step)).sum();
            let unused = scale.steps.iter().filter(|step| part(root, **step) == 0.0).count();
            let triad: f64 =
                TRIAD.iter().filter_map(|(at, worth)| Some(part(root, *scale.steps.get(*at)?) * worth)).sum();
            let score = held + triad - UNUSED * unused as f64 - RARE * place as f64;
            found.push((Tonality::new(scale, root), held, score));
        }
    }
    found.sort_by(|(_, _, a), (_, _, b)| b.total_cmp(a));
    found.into_iter().map(|(tonality, held, _)| (tonality, held)).collect()
}

/// The song's scale; where none is chosen the usual one that holds its notes best, and what is to be said of that.
pub fn of_song(song: &Song) -> (Tonality, String) {
    let chosen = song.settings.tonality;
    if chosen.scale().is_some() {
        return (chosen, chosen.name());
    }
    let usual = |tonality: &Tonality| tonality.scale().is_some_and(|scale| scale.steps.len() == 7);
    let best = ranked(song).into_iter().map(|(tonality, _)| tonality).find(usual);
    let best = best.unwrap_or_else(|| Tonality::new(&SCALES[0], 0));
    (best, format!("{}, as no scale is chosen", best.name()))
}

/// The pitch of a key of the octave that is nearest to another pitch.
pub fn near(key: u8, to: Pitch) -> Pitch {
    let up = i32::from(key) - i32::from(to.key());
    let by = if up > 6 {
        up - 12
    } else if up < -6 {
        up + 12
    } else {
        up
    };
    let there = i32::from(u8::from(to)) + by;
    let inside = if there < 0 {
        there + 12
    } else if there > 119 {
        there - 12
    } else {
        there
    };
    Pitch::try_from(inside as u8).unwrap_or(to)
}
