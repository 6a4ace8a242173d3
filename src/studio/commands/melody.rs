//! Things that are made for the user: each is shown and heard before it is taken, variation by variation.

use super::{Answer, Command};
use crate::studio::Studio;
use crate::studio::melody::styles::GENRES;
use crate::studio::melody::{arpeggio, bass, counterpoint, drums, euclid, harmony, walk};
use crate::studio::palette::Item;
use crate::studio::preview::Maker;
use crate::studio::prompt;
use crate::studio::seat::Seat;
use crate::studio::view::View;

/// Makes something and shows it in the grid.
fn show(studio: &mut Studio, seat: &mut Seat, name: &'static str, text: &str, make: Maker) -> Answer {
    if seat.view != View::Pattern {
        return Err(format!("{name} is shown in the pattern grid before it is taken: go there first"));
    }
    studio.begin_preview(seat, name, text, make)
}

fn drum_pattern(studio: &mut Studio, seat: &mut Seat, text: &str) -> Answer {
    if !text.is_empty() {
        return show(studio, seat, "drum pattern", text, drums::make);
    }
    let item = |name: &str, help: &str| Item { name: name.to_owned(), help: help.to_owned() };
    let items = GENRES.iter().map(|genre| item(genre.name, genre.help)).collect();
    prompt::choose(seat, "Drum pattern", items, "", |studio, seat, name| {
        show(studio, seat, "drum pattern", name, drums::make)
    })
}

fn euclidean(studio: &mut Studio, seat: &mut Seat, text: &str) -> Answer {
    if !text.is_empty() {
        return show(studio, seat, "euclid", text, euclid::make);
    }
    prompt::ask(seat, "Euclid: hits, steps, rotation", "5 16", |studio, seat, text| {
        show(studio, seat, "euclid", text, euclid::make)
    })
}

/// The rows.
pub const COMMANDS: &[Command] = &[
    Command::in_grid(
        "continue-phrase",
        &["; c"],
        "go on with the phrase from here in the manner of what the instrument plays elsewhere",
        |studio, seat, _| show(studio, seat, "continue phrase", "", walk::make),
    ),
    Command::in_grid(
        "harmonise",
        &["; h"],
        "voices beside the line: third above, sixth below, triad around and so on, tracks for the next tracks",
        |studio, seat, text| show(studio, seat, "harmonise", text, harmony::make),
    )
    .taking("[HARMONY] [tracks]"),
    Command::in_grid(
        "counter-line",
        &["; l"],
        "a second voice below the line or above it, by the rules of counterpoint",
        |studio, seat, text| show(studio, seat, "counter-line", text, counterpoint::make),
    )
    .taking("[below|above]"),
    Command::in_grid(
        "bass-line",
        &["; b"],
        "a bass under the chords that sound: roots, octaves, walking and so on",
        |studio, seat, text| show(studio, seat, "bass line", text, bass::make),
    )
    .taking("[STYLE]"),
    Command::in_grid(
        "drum-pattern",
        &["; d"],
        "drums of a genre with fills, in note columns, or tracks for a track each",
        drum_pattern,
    )
    .taking("[GENRE] [tracks]"),
    Command::in_grid(
        "euclid",
        &["; e"],
        "so many notes as evenly as possible over so many edit steps",
        euclidean,
    )
    .taking("[HITS STEPS ROTATION]"),
    Command::in_grid(
        "arpeggiate",
        &["; a"],
        "the track's chords one note after the other: up, down, up-down and so on, octaves, rows of a note",
        |studio, seat, text| show(studio, seat, "arpeggiate", text, arpeggio::make),
    )
    .taking("[ORDER] [OCTAVES] [ROWS]"),
];
