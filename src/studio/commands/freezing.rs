//! Freezing lanes: a sample in place of their notes, and back again.

use super::{Answer, Command};
use crate::song::Song;
use crate::studio::Studio;
use crate::studio::block::Block;
use crate::studio::freezing::Extent;
use crate::studio::seat::Seat;

/// The tracks that are meant: those of the marked block, the one under the cursor, or all.
fn tracks(song: &Song, seat: &Seat, what: &str) -> Result<Vec<u16>, String> {
    match what {
        "" => Ok(Block::or_track(song, seat).tracks()),
        "track" => Ok(vec![seat.place.track]),
        "pattern" => Ok((0..song.tracks.len() as u16).collect()),
        _ => Err("expected track or pattern, or nothing for the marked tracks".to_owned()),
    }
}

/// The rows that are meant: those of the marked block if these are not all.
fn rows(song: &Song, seat: &Seat, what: &str) -> Option<[u16; 2]> {
    let (first, last) = seat.selection.filter(|_| what.is_empty())?.rows();
    let end = seat.rows(song).saturating_sub(1);
    let rows = [first.min(end), last.min(end)];
    (rows != [0, end]).then_some(rows)
}

fn freeze(studio: &mut Studio, seat: &mut Seat, what: &str) -> Answer {
    let song = studio.song();
    let tracks = tracks(song, seat, what)?;
    let plays =
        |order: &u16| song.order.get(usize::from(*order)).is_some_and(|it| it.pattern == seat.pattern);
    let first = || (0..song.order.len() as u16).find(plays);
    let order = Some(seat.order).filter(plays).or_else(first).unwrap_or(seat.order);
    studio.freeze(Extent { place: (order, seat.pattern), rows: rows(song, seat, what) }, &tracks)
}

fn unfreeze(studio: &mut Studio, seat: &mut Seat, what: &str) -> Answer {
    let tracks = tracks(studio.song(), seat, what)?;
    studio.unfreeze(seat.pattern, &tracks)
}

/// The rows.
pub const COMMANDS: &[Command] = &[
    Command::in_grid(
        "freeze",
        &["_ z"],
        "a sample takes the place of what the track plays in this pattern (or of the marked rows; track: all its rows, pattern: all tracks); its notes are kept, F or f at its head",
        freeze,
    )
    .taking("[WHAT]").destroying().of_patterns(),
    Command::in_grid(
        "unfreeze",
        &["_ u"],
        "the notes of the frozen track (the marked tracks, or pattern: all) come back in place of the sample",
        unfreeze,
    )
    .taking("[WHAT]").destroying().of_patterns(),
];
