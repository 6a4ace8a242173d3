//! Chords over note columns and tracks: parted by voice or instrument, and put together.

use super::{Answer, Command};
use crate::studio::Studio;
use crate::studio::block::{Block, counted};
use crate::studio::parting::{self, By, To};
use crate::studio::seat::Seat;

fn split(studio: &mut Studio, seat: &mut Seat, by: By, text: &str) -> Answer {
    let to = match text.trim() {
        "" | "columns" => To::Columns,
        "tracks" => To::Tracks,
        _ => return Err("expected columns or tracks".to_owned()),
    };
    let place = (seat.pattern, seat.place.track);
    let (edit, parts) = parting::split(studio.song(), place, by, to)?;
    let before = studio.song().clone();
    studio.edit("split", edit)?;
    if *studio.song() == before {
        return Err("the notes stand so already".to_owned());
    }
    let (what, of) = (if by == By::Voice { "voice" } else { "instrument" }, place.1 + 1);
    let room = if to == To::Tracks { "tracks of their own" } else { "columns of their own" };
    studio.say(format!("{} of track {of} in {room}, in this pattern", counted(parts, what)));
    Ok(())
}

fn merge(studio: &mut Studio, seat: &mut Seat) -> Answer {
    let block = Block::marked(studio.song(), seat).ok_or("mark the tracks that are to be one first")?;
    let tracks = block.tracks();
    let (edit, columns) = parting::merge(studio.song(), seat.pattern, &tracks)?;
    studio.edit("merge tracks", edit)?;
    let first = tracks.first().map_or(0, |track| track + 1);
    studio.say(format!(
        "{} in track {first}, with {}",
        counted(tracks.len(), "track"),
        counted(columns, "note column")
    ));
    Ok(())
}

/// The rows.
pub const COMMANDS: &[Command] = &[
    Command::in_grid(
        "split-voices",
        &["# v"],
        "the track's notes in this pattern by pitch, the highest first, over its note columns, or over new tracks",
        |studio, seat, text| split(studio, seat, By::Voice, text),
    )
    .taking("[tracks]"),
    Command::in_grid(
        "split-instruments",
        &["# r"],
        "the track's notes in this pattern by instrument over its note columns, or over new tracks",
        |studio, seat, text| split(studio, seat, By::Instrument, text),
    )
    .taking("[tracks]"),
    Command::in_grid(
        "merge-tracks",
        &["# h"],
        "the notes of the marked tracks in this pattern in the first of them, with as many note columns as they take",
        |studio, seat, _| merge(studio, seat),
    ),
];
