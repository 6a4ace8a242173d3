//! Freezing lanes: a sample in place of their notes, and back again.

use super::{Answer, Command};
use crate::song::Song;
use crate::studio::Studio;
use crate::studio::block::Block;
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

fn freeze(studio: &mut Studio, seat: &mut Seat, what: &str) -> Answer {
    let song = studio.song();
    let tracks = tracks(song, seat, what)?;
    let plays =
        |order: &u16| song.order.get(usize::from(*order)).is_some_and(|it| it.pattern == seat.pattern);
    let first = || (0..song.order.len() as u16).find(plays);
    let order = Some(seat.order).filter(plays).or_else(first).unwrap_or(seat.order);
    studio.freeze(order, seat.pattern, &tracks)
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
        "a sample takes the place of what the track (the marked tracks, or pattern: all) plays in this pattern; its notes are kept, F at its head",
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
