//! Which tracks and which of their fields fit, and where they stand: in full with spaces if all fit, in full without, or
//! those around the cursor in full and the others folded to their first note.

use crate::song::Song;
use crate::song::track::Track;
use crate::studio::grid::{Column, Place, columns};
use crate::ui::scene::Scene;

/// A field on the screen, in cells from the left end of its track.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Field {
    /// Which one.
    pub column: Column,
    /// Where it begins.
    pub x: u16,
}

/// A track on the screen.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Shown {
    /// The track's number.
    pub track: u16,
    /// Where its fields begin, in cells from the left end of the grid; the cell before is its border.
    pub x: u16,
    /// Cells of its fields.
    pub width: u16,
    /// Its fields.
    pub fields: Vec<Field>,
    /// Whether only its first note is shown.
    pub folded: bool,
}

/// The tracks on the screen.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Tracks {
    /// From left to right.
    pub shown: Vec<Shown>,
    /// Cells of the row numbers.
    pub label: u16,
    /// Tracks to the left that have no room.
    pub before: usize,
    /// Tracks to the right that have no room.
    pub behind: usize,
}

/// How much of a track is shown.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Density {
    /// All fields, spaces between them.
    Spaced,
    /// All fields, spaces after notes and before the next note column only.
    Tight,
    /// The first note alone.
    Folded,
}

/// Cells of a field.
pub fn cells(column: Column) -> u16 {
    if matches!(column, Column::Instrument(_)) { 2 } else { 3 }
}

fn fields(track: &Track, density: Density) -> (Vec<Field>, u16) {
    let mut shown = columns(track);
    if density == Density::Folded {
        shown.truncate(1);
    }
    let mut fields: Vec<Field> = Vec::with_capacity(shown.len());
    let mut x = 0;
    for column in shown {
        let after_note = matches!(fields.last(), Some(Field { column: Column::Note(_), .. }));
        let gap = density == Density::Spaced || after_note || matches!(column, Column::Note(_));
        x += u16::from(gap && !fields.is_empty());
        fields.push(Field { column, x });
        x += cells(column);
    }
    (fields, x)
}

/// A border and a note.
const FOLDED: u16 = 4;

impl Tracks {
    /// What fits into `width` cells, the cursor's track in any case.
    pub fn of(scene: &Scene, width: u16, label: u16) -> Tracks {
        Tracks::arrange(scene.song(), scene.seat.place, width, label)
    }

    fn arrange(song: &Song, place: Place, width: u16, label: u16) -> Tracks {
        let room = u32::from(width.saturating_sub(label));
        let needed = |density| -> Vec<u32> {
            song.tracks.iter().map(|track| u32::from(fields(track, density).1) + 1).collect()
        };
        let all = 0..song.tracks.len();
        if needed(Density::Spaced).iter().sum::<u32>() <= room {
            return Tracks::place(song, all.clone(), all, Density::Spaced, label);
        }
        let tight = needed(Density::Tight);
        let (full, shown) = choose(&tight, usize::from(place.track), room);
        let mut tracks = Tracks::place(song, full, shown, Density::Tight, label);
        tracks.crop(place, width);
        tracks
    }

    /// Tracks `full` in full, the others of `shown` folded.
    fn place(
        song: &Song,
        full: std::ops::Range<usize>,
        shown: std::ops::Range<usize>,
        density: Density,
        label: u16,
    ) -> Tracks {
        let mut x = label + 1;
        let (before, behind) = (shown.start, song.tracks.len() - shown.end);
        let place = |number: usize| {
            let folded = !full.contains(&number);
            let density = if folded { Density::Folded } else { density };
            let (fields, width) = fields(&song.tracks[number], density);
            let shown = Shown { track: number as u16, x, width, fields, folded };
            x += width + 1;
            shown
        };
        Tracks { shown: shown.map(place).collect(), label, before, behind }
    }

    /// A cursor's track that alone is too wide begins at the field that brings the cursor's field into view.
    fn crop(&mut self, place: Place, width: u16) {
        let Some(shown) = self.shown.iter_mut().find(|shown| shown.track == place.track) else { return };
        let room = width.saturating_sub(shown.x);
        if shown.width <= room {
            return;
        }
        let at = shown.fields.iter().position(|field| field.column == place.column).unwrap_or(0);
        let end = shown.fields[at].x + cells(place.column);
        let first = shown.fields.iter().position(|field| end - field.x <= room).unwrap_or(at).min(at);
        let from = shown.fields[first].x;
        shown.fields.drain(..first);
        shown.fields.iter_mut().for_each(|field| field.x -= from);
        shown.fields.retain(|field| field.x + cells(field.column) <= room);
        shown.width = shown.fields.last().map_or(0, |field| field.x + cells(field.column));
    }
}

/// Which tracks are shown in full and which at all, by the cells each needs in full. Pages of full tracks, so that the picture
/// stands still while the cursor moves within one.
fn choose(full: &[u32], cursor: usize, room: u32) -> (std::ops::Range<usize>, std::ops::Range<usize>) {
    let count = full.len();
    let folded = u32::from(FOLDED);
    // With all others folded, or only with what has room.
    let fits_folded = full.get(cursor).is_some_and(|own| own + folded * (count as u32 - 1) <= room);
    let cost = |range: &std::ops::Range<usize>| {
        let inside: u32 = full[range.clone()].iter().sum();
        inside + if fits_folded { folded * (count - range.len()) as u32 } else { 0 }
    };
    let mut page = 0..0;
    while page.end <= cursor && page.end < count {
        page = page.end..page.end + 1;
        while page.end < count && cost(&(page.start..page.end + 1)) <= room {
            page.end += 1;
        }
    }
    while page.start > 0 && cost(&(page.start - 1..page.end)) <= room {
        page.start -= 1;
    }
    if fits_folded {
        return (page, 0..count);
    }
    let mut left = room.saturating_sub(cost(&page));
    let mut shown = page.clone();
    while shown.end < count && left >= folded {
        (shown.end, left) = (shown.end + 1, left - folded);
    }
    while shown.start > 0 && left >= folded {
        (shown.start, left) = (shown.start - 1, left - folded);
    }
    (page, shown)
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::sync::Arc;

    fn song(tracks: usize) -> Song {
        Song { tracks: (0..tracks).map(|_| Arc::new(Track::default())).collect(), ..Song::default() }
    }

    fn at(track: u16) -> Place {
        Place { track, ..Place::default() }
    }

    #[test]
    fn eighty_columns_show_six_tracks_in_full() {
        let tracks = Tracks::arrange(&song(6), at(0), 80, 2);
        assert!(tracks.shown.iter().all(|shown| !shown.folded));
        let last = tracks.shown.last().expect("a track");
        assert!(last.x + last.width <= 80);
    }

    #[test]
    fn tracks_without_room_are_folded_around_the_cursor() {
        for track in 0..8 {
            let tracks = Tracks::arrange(&song(8), at(track), 80, 2);
            assert_eq!(tracks.shown.len(), 8, "all are seen");
            assert_eq!(tracks.shown.iter().filter(|shown| !shown.folded).count(), 5);
            assert!(!tracks.shown[usize::from(track)].folded);
            assert!(tracks.shown.last().is_some_and(|last| last.x + last.width <= 80));
        }
    }

    #[test]
    fn with_very_many_tracks_the_cursors_own_is_always_seen_whole() {
        for width in [20, 40, 80, 200] {
            for track in 0..128 {
                let tracks = Tracks::arrange(&song(128), at(track), width, 3);
                let own = tracks.shown.iter().find(|shown| shown.track == track).expect("a track");
                assert!(!own.folded && own.x + own.width <= width);
                assert_eq!(tracks.before + tracks.shown.len() + tracks.behind, 128);
            }
        }
    }

    #[test]
    fn a_track_wider_than_the_screen_shows_the_cursors_field() {
        let wide = Track { note_columns: 8, effect_columns: 4, show_delay: true, ..Track::default() };
        let song = Song { tracks: vec![Arc::new(wide.clone())], ..Song::default() };
        for column in columns(&wide) {
            let tracks = Tracks::arrange(&song, Place { column, ..Place::default() }, 40, 2);
            let field = tracks.shown[0].fields.iter().find(|field| field.column == column).expect("a track");
            assert!(tracks.shown[0].x + field.x + cells(column) <= 40);
        }
    }
}
