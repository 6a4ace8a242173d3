//! Grooves: how long rows are against each other.

use super::{Answer, Command};
use crate::studio::Studio;
use crate::studio::prompt::Accept;
use crate::studio::seat::Seat;
use crate::studio::sheets::groove::{choose, of_entry, of_song, of_track};

/// Takes what was typed, or asks for one of the built-in grooves.
fn set(studio: &mut Studio, seat: &mut Seat, text: &str, title: &str, accept: Accept) -> Answer {
    if text.is_empty() { choose(seat, title, accept) } else { accept(studio, seat, text) }
}

/// The rows.
pub const COMMANDS: &[Command] = &[
    Command::in_grid(
        "groove",
        &["_ g"],
        "how long the song's rows are against each other: a built-in groove, or lengths such as 60 40; none: the swing",
        |studio, seat, text| set(studio, seat, text, "Groove of the song", of_song),
    )
    .taking("[GROOVE]").of_patterns(),
    Command::in_grid(
        "entry-groove",
        &["_ e"],
        "the groove from this entry of the order list on; none leaves it",
        |studio, seat, text| {
            let title = format!("Groove from entry {} on", seat.order);
            set(studio, seat, text, &title, of_entry)
        },
    )
    .taking("[GROOVE]").of_patterns(),
    Command::in_grid(
        "track-groove",
        &["_ t"],
        "the groove of the track under the cursor in place of the song's; its notes come later, never earlier",
        |studio, seat, text| {
            let title = format!("Groove of track {:02}", seat.place.track + 1);
            set(studio, seat, text, &title, of_track)
        },
    )
    .taking("[GROOVE]"),
];
