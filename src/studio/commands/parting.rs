//! Chords over note columns and tracks: parted by voice or instrument, and put together.

use super::{Answer, Command};
use crate::studio::Studio;
use crate::studio::block::{Block, counted};
use crate::studio::merging;
use crate::studio::parting::{self, By, To};
use crate::studio::seat::Seat;

/// What stands for every pattern in place of the cursor's.
const SONG: &str = "song";

/// The patterns that are meant.
fn patterns(studio: &Studio, seat: &Seat, everywhere: bool) -> Vec<u16> {
    if everywhere { (0..studio.song().patterns.len() as u16).collect() } else { vec![seat.pattern] }
}

fn split(studio: &mut Studio, seat: &mut Seat, by: By, text: &str) -> Answer {
    let (mut to, mut everywhere) = (To::Columns, false);
    for word in text.split_whitespace() {
        match word {
            "columns" => to = To::Columns,
            "tracks" => to = To::Tracks,
            SONG => everywhere = true,
            _ => return Err("expected columns or tracks, and song for every pattern".to_owned()),
        }
    }
    let patterns = patterns(studio, seat, everywhere);
    let (edit, parts) = parting::split(studio.song(), &patterns, seat.place.track, by, to)?;
    let before = studio.song().clone();
    studio.edit("split", edit)?;
    if *studio.song() == before {
        return Err("the notes stand so already".to_owned());
    }
    let (what, of) = (if by == By::Voice { "voice" } else { "instrument" }, seat.place.track + 1);
    let within = if everywhere { "in the whole song" } else { "in this pattern" };
    let room = if to == To::Tracks { "tracks of their own" } else { "columns of their own" };
    studio.say(format!("{} of track {of} in {room}, {within}", counted(parts, what)));
    Ok(())
}

fn merge(studio: &mut Studio, seat: &mut Seat, text: &str) -> Answer {
    let everywhere = match text.trim() {
        "" => false,
        SONG => true,
        _ => return Err("expected song for every pattern, or nothing".to_owned()),
    };
    let block = Block::marked(studio.song(), seat).ok_or("mark the tracks that are to be one first")?;
    let tracks = block.tracks();
    let (edit, columns) = merging::merge(studio.song(), &patterns(studio, seat, everywhere), &tracks)?;
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
        "the track's notes in this pattern by pitch, the highest first, over its note columns, or over new tracks; song: in every pattern",
        |studio, seat, text| split(studio, seat, By::Voice, text),
    )
    .taking("[tracks] [song]").destroying(),
    Command::in_grid(
        "split-instruments",
        &["# r"],
        "the track's notes in this pattern by instrument over its note columns, or over new tracks; song: in every pattern",
        |studio, seat, text| split(studio, seat, By::Instrument, text),
    )
    .taking("[tracks] [song]").destroying(),
    Command::in_grid(
        "merge-tracks",
        &["# h"],
        "the notes of the marked tracks in this pattern in the first of them, with as many note columns as they take; song: in every pattern",
        merge,
    ).taking("[song]").destroying(),
];
