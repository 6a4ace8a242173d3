//! Recording that replaces: rows give way as they are passed, on the tracks that are recorded, save what this pass has written there.

use super::placing::Spot;
use super::{is_within, records};
use crate::song::edit::Edit;
use crate::song::row::NOTE_COLUMNS;
use crate::studio::Studio;
use crate::studio::block::together;
use crate::studio::grid::{lane_row, row_at};
use crate::studio::rounds::Round;
use crate::studio::seat::Seat;

/// Rows that may be passed within a turn; more is a jump.
const JUMP: u16 = 16;

/// Lets the rows give way that were passed since the last turn.
pub(in crate::studio) fn erase_passed(studio: &mut Studio, seat: &Seat) {
    let position = studio.transport.position.filter(|_| studio.transport.playing.is_some());
    let on = studio.recorder.ways.replace;
    let tracks = tracks(studio, seat);
    let Some(position) = position.filter(|_| on && !tracks.is_empty()) else {
        studio.recorder.erased = None;
        return;
    };
    let here = Spot::on(Round::heard(position), position.row);
    let before = studio.recorder.erased.replace(here);
    let Some(before) = before.filter(|before| *before != here) else { return };
    let rows: Vec<Spot> = match before.round == here.round {
        true if here.row > before.row && here.row - before.row <= JUMP => {
            (before.row..here.row).map(|row| Spot::on(here.round, row)).collect()
        }
        true => Vec::new(),
        false => {
            let end = before.round.rows(studio.song());
            let old = (before.row..end).take(JUMP.into()).map(|row| Spot::on(before.round, row));
            old.chain((0..here.row.min(JUMP)).map(|row| Spot::on(here.round, row))).collect()
        }
    };
    let rows: Vec<Spot> = rows.into_iter().filter(|spot| is_within(studio, seat, *spot)).collect();
    for spot in &rows {
        studio.keep_base(spot.round.pattern, tracks.iter().copied());
    }
    let edits: Vec<Edit> = rows
        .iter()
        .flat_map(|spot| tracks.iter().filter_map(|track| without(studio, *spot, *track)))
        .collect();
    if let Some(edit) = together(edits) {
        let gesture = studio.pass_name();
        // What is gone already cannot be replaced.
        _ = studio.turn_knob("record", edit, &gesture);
    }
}

/// The tracks that are recorded.
fn tracks(studio: &Studio, seat: &Seat) -> Vec<u16> {
    let armed = studio.recorder.arms.iter().map(|arm| arm.track);
    let mut tracks: Vec<u16> = match studio.recorder.arms.is_empty() {
        true => vec![seat.place.track],
        false => armed.collect(),
    };
    tracks.dedup();
    tracks.retain(|track| records(studio, seat, *track));
    tracks
}

/// The edit that takes the notes out of a row that this pass has not written.
fn without(studio: &Studio, spot: Spot, track: u16) -> Option<Edit> {
    let song = studio.song();
    let old = row_at(song, spot.round, track, spot.row);
    let (row, pass, pattern) =
        (lane_row(song, spot.round, track, spot.row), studio.pass(), spot.round.pattern);
    let mut new = old;
    for column in 0..NOTE_COLUMNS {
        if !studio.recorder.takes.holds(pass, (pattern, track, row, column))
            && !studio.recorder.takes.holds(spot.round.before, (pattern, track, row, column))
        {
            new.notes[column] = Default::default();
        }
    }
    (new != old).then(|| Edit::Rows { pattern, track, rows: vec![(row, new)] })
}
