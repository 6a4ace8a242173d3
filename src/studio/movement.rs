//! Where the cursor of the grid goes: pure functions on a seat, in the manner of OpenMPT. Going up or down past a pattern's
//! end leads into the next repeat or the neighbouring entry of the order list; going sideways stops at the edges.

use super::grid::{Place, columns};
use super::seat::Seat;
use crate::song::Song;

/// So many rows down, or up if negative, and on into the neighbouring entries of the order list.
pub fn rows(song: &Song, seat: &mut Seat, by: i32) {
    let row = i32::from(seat.place.row) + by;
    let length = i32::from(seat.rows(song));
    if row < 0
        && let Some(round) = seat.round().previous(song)
    {
        seat.go_to_round(song, round);
        let last = i32::from(seat.rows(song)) - 1;
        seat.place.row = (last + 1 + row).clamp(0, last) as u16;
    } else if row >= length
        && let Some(round) = seat.round().next(song)
    {
        seat.go_to_round(song, round);
        let last = i32::from(seat.rows(song)) - 1;
        seat.place.row = (row - length).clamp(0, last) as u16;
    } else {
        seat.place.row = row.clamp(0, length - 1) as u16;
    }
}

/// As far as an edit step goes: on into the next entry, and where none follows around to the pattern's start, so that nothing
/// is written over the last row.
pub fn step(song: &Song, seat: &mut Seat, by: u16) {
    let (row, length) = (u32::from(seat.place.row) + u32::from(by), u32::from(seat.rows(song)));
    if row >= length && seat.round().next(song).is_none() {
        seat.place.row = (row % length) as u16;
    } else {
        rows(song, seat, by.into());
    }
}

/// The same as [`rows`], but never out of the pattern.
pub fn rows_inside(song: &Song, seat: &mut Seat, by: i32) {
    let last = i32::from(seat.rows(song)) - 1;
    seat.place.row = (i32::from(seat.place.row) + by).clamp(0, last) as u16;
}

/// To a row.
pub fn to_row(song: &Song, seat: &mut Seat, row: u16) {
    seat.place.row = row.min(seat.rows(song) - 1);
}

/// To the row where that quarter of the pattern begins, 0 to 3.
pub fn quarter(song: &Song, seat: &mut Seat, quarter: u16) {
    let row = u32::from(seat.rows(song)) * u32::from(quarter) / 4;
    to_row(song, seat, row as u16);
}

/// Rows of a bar in this song.
pub fn bar(song: &Song) -> i32 {
    i32::from(song.settings.rows_per_bar.max(1))
}

/// One sign to the right or left, into the next field at a field's edge.
pub fn sign(song: &Song, seat: &mut Seat, right: bool) {
    let place = &mut seat.place;
    if right && place.digit + 1 < place.column.digits() {
        place.digit += 1;
    } else if !right && place.digit > 0 {
        place.digit -= 1;
    } else {
        let to = field_beside(song, *place, right);
        if to != *place {
            seat.place = Place { digit: if right { 0 } else { to.column.digits() - 1 }, ..to };
        }
    }
}

/// One field to the right or left.
pub fn field(song: &Song, seat: &mut Seat, right: bool) {
    seat.place = Place { digit: 0, ..field_beside(song, seat.place, right) };
}

/// The field beside a place; the place itself at the song's edges.
fn field_beside(song: &Song, place: Place, right: bool) -> Place {
    let shown = |track: u16| song.tracks.get(usize::from(track)).map(|track| columns(track));
    let here = shown(place.track).unwrap_or_default();
    let at = here.iter().position(|column| *column == place.column).unwrap_or(0);
    let beside = if right { Some(at + 1) } else { at.checked_sub(1) };
    if let Some(column) = beside.and_then(|at| here.get(at)) {
        return Place { column: *column, ..place };
    }
    let track = if right { place.track.checked_add(1) } else { place.track.checked_sub(1) };
    let next = track.and_then(shown);
    let column = next.and_then(|next| if right { next.first().copied() } else { next.last().copied() });
    match (track, column) {
        (Some(track), Some(column)) => Place { track, column, ..place },
        _ => place,
    }
}

/// To the note of the next track or the one before, around the song's edges.
pub fn track(song: &Song, seat: &mut Seat, by: i32) {
    let tracks = song.tracks.len().max(1) as i32;
    let track = (i32::from(seat.place.track) + by).rem_euclid(tracks) as u16;
    seat.place = Place { row: seat.place.row, track, ..Place::default() };
}
