//! How loud the song is: measured, gone to, compared.

use super::files::path;
use super::views::look;
use super::{Answer, Command, Context};
use crate::release::measure::reference::PINK;
use crate::studio::Studio;
use crate::studio::grid;
use crate::studio::measuring::Known;
use crate::studio::palette::Item;
use crate::studio::places::Spot;
use crate::studio::prompt::{ask_file, choose};
use crate::studio::seat::Seat;
use crate::studio::view::View;
use std::path::PathBuf;

/// The words for what needs no file.
const NOTHING: &str = "nothing";
const FILE: &str = "file";

/// Goes to where a part of what was measured begins, in the grid.
///
/// # Errors
/// If there is no such part, or it begins behind the song's last row.
pub fn go_to_part(studio: &mut Studio, seat: &mut Seat, row: usize) -> Answer {
    let none = || "nothing is measured yet: measure-loudness does that".to_owned();
    let part = studio.measured().and_then(|found| found.parts.get(row)).ok_or_else(none)?;
    let begin = part.begin.ok_or("this rings out behind the song's last row")?;
    let told = match (part.found.integrated, part.found.true_peak) {
        (Some(loudness), _) => format!("{}: {loudness:.1} LUFS", part.name),
        (None, Some(peak)) => format!("{}: {peak:.1} dBTP", part.name),
        (None, None) => format!("{}: silence", part.name),
    };
    look(studio, seat, View::Pattern);
    seat.jumps.leap();
    let place = grid::Place { row: begin.row, track: seat.place.track, ..grid::Place::default() };
    let song = studio.song().clone();
    Spot { order: begin.order, repeat: 0, pattern: begin.pattern, place }.go(&song, seat);
    studio.say(told);
    Ok(())
}

fn against(studio: &mut Studio, seat: &mut Seat, text: &str) -> Answer {
    match text.trim() {
        "" => {
            let item = |name: &str, help: &str| Item { name: name.to_owned(), help: help.to_owned() };
            let items = vec![
                item(PINK, "noise in which each third of an octave is as strong as any other"),
                item(FILE, "a sound file, a song, or an album: the mean of its songs"),
                item(NOTHING, "thirds of octaves are shown as they are"),
            ];
            choose(seat, "Compare thirds of octaves with", items, "", |studio, seat, name| match name {
                FILE => ask_file(seat, "Compare with this sound file, song or album", "", against),
                name => against(studio, seat, name),
            })
        }
        NOTHING => {
            studio.measure_against_nothing();
            Ok(())
        }
        PINK => studio.measure_against(PathBuf::from(PINK)),
        file => studio.measure_against(path(file)),
    }
}

/// The rows.
pub const COMMANDS: &[Command] = &[
    Command::at(
        Context::Everywhere,
        "view-loudness",
        &["& w"],
        "how loud the song is, all of it and by sections and over time; measured at the first look",
        |studio, seat, _| {
            look(studio, seat, View::Loudness);
            let may = !seat.person.watches && !studio.samples.are_loading();
            if studio.is_measured() == Known::Not && may {
                return studio.measure_loudness();
            }
            Ok(())
        },
    )
    .looking(),
    Command::at(
        Context::Everywhere,
        "measure-loudness",
        &["& e"],
        "render the song in the background and measure loudness, peaks, width and spectrum (as segno measure does)",
        |studio, _, _| studio.measure_loudness(),
    ),
    Command::at(
        Context::Everywhere,
        "measure-against",
        &["& r"],
        "compare the measured spectrum with that of pink noise, a sound file, a song or an album",
        against,
    )
    .taking("[pink|nothing|FILE]"),
];
