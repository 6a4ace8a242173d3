//! Going back to where one was, and to marks.

use super::{Answer, Command};
use crate::io::mark_files;
use crate::song::Song;
use crate::song::notation::row_text;
use crate::studio::Studio;
use crate::studio::following::leave;
use crate::studio::grid::row_at;
use crate::studio::macros::letter;
use crate::studio::palette::Item;
use crate::studio::places::{Marks, Spot};
use crate::studio::prompt::{ask, choose};
use crate::studio::rounds::Round;
use crate::studio::seat::Seat;
use crate::studio::view::View;
use std::path::Path;
use std::sync::Arc;

fn go(studio: &mut Studio, seat: &mut Seat, spot: Spot) {
    leave(studio, seat);
    if seat.view != View::Pattern {
        seat.look_at(View::Pattern);
    }
    spot.go(&studio.song().clone(), seat);
}

fn jump(studio: &mut Studio, seat: &mut Seat, back: bool) -> Answer {
    let now = Spot::of(seat);
    let spot = if back { seat.jumps.back(now) } else { seat.jumps.on() };
    let none = if back { "no jump was made before" } else { "no jump was taken back" };
    go(studio, seat, spot.ok_or(none)?);
    Ok(())
}

/// Has the marks of the open song, as an earlier session left them. A song that is saved under another name keeps those it has.
pub(super) fn look_up(studio: &Studio, seat: &mut Seat) {
    let song = studio.document.path().map(Path::to_path_buf).unwrap_or_default();
    if seat.marks.song.as_ref() != Some(&song) {
        let read = studio.document.path().map(|path| mark_files::read(&studio.folders.state, path));
        let read = Marks::read(&read.unwrap_or_default());
        let present = std::mem::take(&mut seat.marks.spots);
        seat.marks = Marks::of(read.into_iter().chain(present).collect(), Some(song));
    }
}

fn keep(studio: &Studio, seat: &Seat) -> Answer {
    let Some(path) = studio.document.path() else { return Ok(()) };
    let written = mark_files::write(&studio.folders.state, path, &seat.marks.text());
    written.map_err(|problem| problem.to_string())
}

/// An edit has made another song of one and moves places: the marks go along.
///
/// # Errors
/// If they cannot be written.
pub fn marks_moved(
    studio: &Studio,
    seat: &mut Seat,
    before: &Arc<Song>,
    place: impl Fn(Spot) -> Spot,
) -> Answer {
    if studio.board.is_some() {
        return Ok(());
    }
    look_up(studio, seat);
    if seat.marks.shift([before, studio.song()], place) { keep(studio, seat) } else { Ok(()) }
}

/// A step was taken back or done again, and marks go along.
///
/// # Errors
/// If they cannot be written.
pub fn marks_follow(studio: &Studio, seat: &mut Seat, before: &Arc<Song>) -> Answer {
    let now = studio.document.song();
    if seat.marks.follow(before, now) { keep(studio, seat) } else { Ok(()) }
}

fn set(studio: &mut Studio, seat: &mut Seat, text: &str) -> Answer {
    if text.is_empty() {
        return ask(seat, "Mark (a to z)", "", |studio, seat, text| match text.trim() {
            "" => Ok(()),
            text => set(studio, seat, text),
        });
    }
    let letter = letter(text)?;
    look_up(studio, seat);
    seat.marks.spots.insert(letter, Spot::of(seat));
    keep(studio, seat)?;
    studio.say(format!("mark {letter} is here; ' {letter} goes to it"));
    Ok(())
}

fn go_to(studio: &mut Studio, seat: &mut Seat, text: &str) -> Answer {
    look_up(studio, seat);
    if text.is_empty() {
        return list(studio, seat);
    }
    let letter = letter(text)?;
    let capital = letter.to_ascii_uppercase();
    let spot = seat.marks.spots.get(&letter).copied();
    seat.jumps.leap();
    go(studio, seat, spot.ok_or_else(|| format!("there is no mark {letter}: ' {capital} sets it"))?);
    Ok(())
}

fn remove(studio: &mut Studio, seat: &mut Seat, text: &str) -> Answer {
    let letter = letter(text)?;
    look_up(studio, seat);
    seat.marks.spots.remove(&letter).ok_or_else(|| format!("there is no mark {letter}"))?;
    keep(studio, seat)?;
    studio.say(format!("mark {letter} is no more"));
    Ok(())
}

fn list(studio: &mut Studio, seat: &mut Seat) -> Answer {
    look_up(studio, seat);
    let song = studio.song();
    let item = |(letter, spot): (&char, &Spot)| {
        let Spot { order, pattern, place, .. } = spot;
        let text = row_text(&row_at(song, Round::alone(*pattern), place.track, place.row));
        let place = format!("entry {order}, pattern {pattern}, row {}, track {}", place.row, place.track + 1);
        Item { name: letter.to_string(), help: format!("{place}: {text}").trim_end_matches(": ").to_owned() }
    };
    let items: Vec<Item> = seat.marks.spots.iter().map(item).collect();
    if items.is_empty() {
        return Err("there is no mark yet: ' and a capital letter set one".to_owned());
    }
    choose(seat, "Go to a mark", items, "", go_to)
}

/// The rows.
pub const COMMANDS: &[Command] = &[
    Command::in_grid(
        "jump-back",
        &["' ,", "' '", "ctrl-w home"],
        "back to where the cursor was before its last jump",
        |studio, seat, _| jump(studio, seat, true),
    )
    .looking()
    .of_patterns(),
    Command::in_grid(
        "jump-on",
        &["' .", "ctrl-w end"],
        "on again, where jumps were taken back",
        |studio, seat, _| jump(studio, seat, false),
    )
    .looking()
    .of_patterns(),
    Command::in_grid(
        "go-to-mark",
        &["' a-z"],
        "go to the mark of a letter; without one they are listed",
        go_to,
    )
    .taking("a-z")
    .looking()
    .of_patterns(),
    Command::in_grid(
        "set-mark",
        &["' A-Z"],
        "set the mark of a letter here; it is kept for this song on this machine, not in its file",
        set,
    )
    .taking("a-z")
    .of_patterns(),
    Command::in_grid("marks", &["' /"], "list the marks, and go to one", |studio, seat, _| {
        list(studio, seat)
    })
    .of_patterns(),
    Command::in_grid("remove-mark", &[], "take the mark of a letter away", remove)
        .taking("a-z")
        .of_patterns(),
];
