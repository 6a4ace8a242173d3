//! What sounds at each beat, and which chord that is.

use super::site::Site;
use crate::instruments::Patch;
use crate::song::Song;
use crate::song::note::{Note, Pitch};
use std::num::NonZeroU8;

/// Chords by their semitones, with what speaks for each beside the notes that it holds: plain ones are meant before rich ones.
const CHORDS: &[(&[u8], f64)] = &[
    (&[0, 4, 7], 0.3),
    (&[0, 3, 7], 0.3),
    (&[0, 4, 7, 10], 0.2),
    (&[0, 3, 7, 10], 0.2),
    (&[0, 4, 7, 11], 0.2),
    (&[0, 3, 6], 0.1),
    (&[0, 3, 6, 10], 0.1),
    (&[0, 5, 7], 0.1),
    (&[0, 2, 7], 0.1),
    (&[0, 4, 8], 0.05),
    (&[0, 7], 0.15),
    (&[0], 0.1),
];

/// A chord that sounds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Sounding {
    /// The key of its root within the octave.
    pub root: u8,
    /// Its notes in semitones above the root.
    pub notes: &'static [u8],
}

/// The pitches that sound at each of the rows, of every track but one; drums and muted tracks do not count. What began above
/// the first row sounds on.
pub fn pitches(song: &Song, site: &Site, without: u16, (first, last): (u16, u16)) -> Vec<Vec<Pitch>> {
    let mut all = vec![Vec::new(); usize::from(last - first) + 1];
    for (track, settings) in (0u16..).zip(&song.tracks) {
        if track == without || settings.mute {
            continue;
        }
        for column in 0..usize::from(settings.note_columns) {
            let (mut now, mut slot) = (None, None);
            for row in 0..=last {
                let cell = site.cell(song, track, column, row);
                slot = cell.instrument.or(slot);
                now = match cell.note {
                    Some(Note::On(pitch)) if !is_drum(song, slot) => Some(pitch),
                    None => now,
                    Some(_) => None,
                };
                if let Some(at) = row.checked_sub(first) {
                    all[usize::from(at)].extend(now);
                }
            }
        }
    }
    all
}

/// Whether an instrument is a drum.
pub fn is_drum(song: &Song, slot: Option<NonZeroU8>) -> bool {
    let instrument = slot.and_then(|slot| song.instrument(usize::from(slot.get()) - 1));
    instrument.is_some_and(|instrument| matches!(instrument.patch, Patch::Drums(_)))
}

/// The chord that some pitches are; `None` if there are none.
pub fn chord(pitches: &[Pitch]) -> Option<Sounding> {
    let lowest = pitches.iter().min()?.key();
    let mut weights = [0.0; 12];
    pitches.iter().for_each(|pitch| weights[usize::from(pitch.key())] += 1.0);
    let mut best: Option<(f64, Sounding)> = None;
    for (notes, plain) in CHORDS {
        for root in 0..12 {
            let at = |step: &u8| weights[usize::from((root + step) % 12)];
            let held: f64 = notes.iter().map(at).sum();
            let other: f64 = weights.iter().sum::<f64>() - held;
            let silent = notes.iter().filter(|step| at(step) == 0.0).count() as f64;
            let bass = if root == lowest { 0.6 } else { 0.0 };
            let score = held - other - silent + bass + plain;
            if best.is_none_or(|(other, _)| score > other) {
                best = Some((score, Sounding { root, notes }));
            }
        }
    }
    best.map(|(_, found)| found)
}

/// The chord of each beat of the rows: of all that sounds within it. A beat in which nothing sounds has that of the one before.
pub fn chords(song: &Song, site: &Site, without: u16, rows: (u16, u16)) -> Vec<Option<Sounding>> {
    let beat = usize::from(song.settings.rows_per_beat.max(1));
    let sounding = pitches(song, site, without, rows);
    let mut now = None;
    let mut found = Vec::new();
    for rows in sounding.chunks(beat) {
        now = chord(&rows.concat()).or(now);
        found.push(now);
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn chords_are_known_in_every_position() {
        for (keys, root, notes) in [
            (&[48, 52, 55][..], 0, &[0, 4, 7][..]),
            (&[52, 55, 60], 0, &[0, 4, 7]),
            (&[45, 48, 52], 9, &[0, 3, 7]),
            (&[43, 47, 50, 53], 7, &[0, 4, 7, 10]),
            (&[47, 50, 53], 11, &[0, 3, 6]),
            (&[48, 55], 0, &[0, 7]),
            (&[50], 2, &[0]),
            (&[48, 53, 55], 0, &[0, 5, 7]),
        ] {
            let pitches: Vec<Pitch> = keys.iter().map(|key| Pitch::try_from(*key).expect("a note")).collect();
            assert_eq!(chord(&pitches), Some(Sounding { root, notes }), "{keys:?}");
        }
        assert_eq!(chord(&[]), None);
    }
}
