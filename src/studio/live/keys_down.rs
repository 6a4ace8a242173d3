//! The keys that are down while what was played goes by. Where playback leapt, live playback has let them go.

use super::take::Stretch;
use crate::song::note::Note;
use crate::song::row::Row;
use crate::song::{MAX_TRACKS, Song};
use crate::studio::arranging::turning;
use std::collections::BTreeSet;

/// Tracks and note columns whose keys are down.
#[derive(Default)]
pub(super) struct KeysDown(BTreeSet<(u16, usize)>);

/// What a track plays in some rows, each with its place among them, first to last.
fn rows(song: &Song, stretch: &Stretch, track: u16) -> Vec<(u32, Row)> {
    let Some(lane) = song.lane(stretch.pattern.into(), track.into()).filter(|lane| lane.frozen.is_none())
    else {
        return Vec::new();
    };
    let count = u32::from(stretch.rows);
    if let Some(own) = turning(song, stretch.pattern, lane) {
        let at = |row: u32| ((stretch.before + row) % u32::from(own.max(1))) as u16;
        return (0..count).filter_map(|row| Some((row, lane.written(at(row))?))).collect();
    }
    let place = |number: u16| number.checked_sub(stretch.first).map(u32::from).filter(|row| *row < count);
    lane.rows().iter().filter_map(|(number, row)| Some((place(number)?, row))).collect()
}

impl KeysDown {
    /// A stretch goes by: the keys that are let go with its first row, where playback has leapt to it and no new note ends them there.
    pub fn pass(&mut self, song: &Song, stretch: &Stretch) -> Vec<(u16, usize)> {
        let mut let_go = if stretch.leapt { std::mem::take(&mut self.0) } else { BTreeSet::new() };
        for (track, settings) in song.tracks.iter().enumerate().take(MAX_TRACKS) {
            for (place, row) in rows(song, stretch, track as u16) {
                for (column, cell) in row.notes.iter().enumerate().take(settings.note_columns.into()) {
                    let Some(note) = cell.note else { continue };
                    let key = (track as u16, column);
                    if place == 0 {
                        let_go.remove(&key);
                    }
                    match note {
                        Note::On(_) => self.0.insert(key),
                        Note::Off | Note::Cut | Note::Fade => self.0.remove(&key),
                    };
                }
            }
        }
        let_go.into_iter().collect()
    }
}
