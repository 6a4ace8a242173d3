//! Moving in the grid and marking blocks. Going up or down by hand ends following; going sideways does not.

use super::{Answer, Command};
use crate::song::Song;
use crate::studio::Studio;
use crate::studio::following::leave;
use crate::studio::grid::{Place, Selection, columns};
use crate::studio::movement::{bar, field, quarter, rows, rows_inside, sign, to_row, track};
use crate::studio::seat::Seat;

/// A way to go.
type Step = fn(&Song, &mut Seat);

/// Goes there. A block that was marked with Shift is forgotten.
fn walk(studio: &mut Studio, seat: &mut Seat, step: impl FnOnce(&Song, &mut Seat)) -> Answer {
    go(studio, seat, step);
    seat.selection = seat.selection.filter(|selection| selection.stays);
    Ok(())
}

/// Goes there and marks what lies between.
fn extend(studio: &mut Studio, seat: &mut Seat, step: Step) -> Answer {
    let going_on = seat.selection.filter(|selection| selection.head.is_on(seat.place));
    let anchor = going_on.map_or(seat.place, |selection| selection.anchor);
    go(studio, seat, step);
    seat.selection = Some(Selection { anchor, head: seat.place, stays: false });
    Ok(())
}

fn go(studio: &mut Studio, seat: &mut Seat, step: impl FnOnce(&Song, &mut Seat)) {
    let song = studio.song().clone();
    let before = (seat.round(), seat.place.row);
    step(&song, seat);
    if before != (seat.round(), seat.place.row) {
        leave(studio, seat);
    }
}

/// Goes to the row that is named, or else to `usual`.
fn to_named(studio: &mut Studio, seat: &mut Seat, text: &str, usual: u16) -> Answer {
    let row = match text.trim() {
        "" => usual,
        text => text.parse().map_err(|_| format!("{text} is no row; expected its number"))?,
    };
    walk(studio, seat, |song, seat| to_row(song, seat, row))
}

/// Goes to an end of the track; from there to that of the first or last track, and from there to that of the pattern, as in Impulse
/// Tracker.
fn to_ends(studio: &mut Studio, seat: &mut Seat, at_end: bool) -> Answer {
    walk(studio, seat, |song, seat| {
        let column = |track: u16| {
            let shown = columns(song.tracks.get(usize::from(track))?);
            if at_end { shown.last().copied() } else { shown.first().copied() }
        };
        let last = if at_end { song.tracks.len().saturating_sub(1) as u16 } else { 0 };
        let Place { track, column: here, .. } = seat.place;
        let Some(own) = column(track) else { return };
        if own != here {
            seat.place = Place { column: own, digit: 0, ..seat.place };
        } else if track != last {
            seat.place = Place { track: last, column: column(last).unwrap_or(here), digit: 0, ..seat.place };
        } else {
            to_row(song, seat, if at_end { u16::MAX } else { 0 });
        }
    })
}

/// Looks at another pattern, whatever the order list says.
fn pattern(studio: &mut Studio, seat: &mut Seat, number: Option<u16>) -> Answer {
    let last = studio.song().patterns.len().saturating_sub(1);
    let number = number.filter(|number| usize::from(*number) <= last);
    let number = number.ok_or_else(|| format!("the song has patterns 0 to {last}"))?;
    leave(studio, seat);
    seat.go_to_pattern(&studio.song().clone(), number);
    Ok(())
}

/// Goes to another entry of the order list.
fn order(studio: &mut Studio, seat: &mut Seat, entry: Option<u16>) -> Answer {
    let song = studio.song().clone();
    let last = song.order.len().saturating_sub(1);
    let entry = entry.filter(|entry| usize::from(*entry) <= last);
    let entry = entry.ok_or_else(|| format!("the order list has places 0 to {last}"))?;
    leave(studio, seat);
    seat.go_to_order(&song, entry);
    Ok(())
}

fn corner(seat: &mut Seat, anchor: bool) -> Answer {
    let old = seat.selection.map(|selection| (selection.anchor, selection.head));
    let (first, last) = old.unwrap_or((seat.place, seat.place));
    let (anchor, head) = if anchor { (seat.place, last) } else { (first, seat.place) };
    seat.selection = Some(Selection { anchor, head, stays: true });
    Ok(())
}

/// Marks whole tracks, from the first to the last row.
fn mark_tracks(studio: &Studio, seat: &mut Seat, first: u16, last: u16) {
    let song = studio.song();
    let shown = song.tracks.get(usize::from(last)).map(|track| columns(track)).unwrap_or_default();
    let bottom = seat.rows(song).saturating_sub(1);
    let column = shown.last().copied().unwrap_or(Place::default().column);
    let anchor = Place { track: first, ..Place::default() };
    let head = Place { row: bottom, track: last, column, digit: 0 };
    seat.selection = Some(Selection { anchor, head, stays: true });
}

fn mark_all(studio: &Studio, seat: &mut Seat) -> Answer {
    mark_tracks(studio, seat, 0, studio.song().tracks.len().saturating_sub(1) as u16);
    Ok(())
}

/// Marks the track; if that is marked already, the whole pattern.
fn mark_track(studio: &Studio, seat: &mut Seat) -> Answer {
    let before = seat.selection;
    mark_tracks(studio, seat, seat.place.track, seat.place.track);
    if before == seat.selection { mark_all(studio, seat) } else { Ok(()) }
}

/// The number on the `:` line, counted from 0.
fn number(text: &str) -> Option<u16> {
    text.trim().parse().ok()
}

/// The rows.
pub const COMMANDS: &[Command] = &[
    Command::in_grid("up", &["up"], "one row up", |studio, seat, _| {
        walk(studio, seat, |song, seat| rows(song, seat, -1))
    })
    .beside_previews(),
    Command::in_grid("down", &["down"], "one row down", |studio, seat, _| {
        walk(studio, seat, |song, seat| rows(song, seat, 1))
    })
    .beside_previews(),
    Command::in_grid("left", &["left"], "a sign to the left", |studio, seat, _| {
        walk(studio, seat, |song, seat| sign(song, seat, false))
    }),
    Command::in_grid("right", &["right"], "a sign to the right", |studio, seat, _| {
        walk(studio, seat, |song, seat| sign(song, seat, true))
    }),
    Command::in_grid("next-track", &["tab", "alt-right"], "to the next track", |studio, seat, _| {
        walk(studio, seat, |song, seat| track(song, seat, 1))
    }),
    Command::in_grid(
        "previous-track",
        &["shift-tab", "alt-left"],
        "to the track before",
        |studio, seat, _| walk(studio, seat, |song, seat| track(song, seat, -1)),
    ),
    Command::in_grid("first-track", &[], "to the first track", |studio, seat, _| {
        walk(studio, seat, |song, seat| track(song, seat, -i32::from(seat.place.track)))
    }),
    Command::in_grid("last-track", &[], "to the last track", |studio, seat, _| {
        walk(studio, seat, |song, seat| {
            let last = song.tracks.len().saturating_sub(1) as i32;
            track(song, seat, last - i32::from(seat.place.track));
        })
    }),
    Command::in_grid(
        "top",
        &["home"],
        "to the pattern's first row, or to that of a number",
        |studio, seat, text| to_named(studio, seat, text, 0),
    )
    .taking("[ROW]")
    .beside_previews(),
    Command::in_grid(
        "bottom",
        &["end"],
        "to the pattern's last row, or to that of a number",
        |studio, seat, text| to_named(studio, seat, text, u16::MAX),
    )
    .taking("[ROW]")
    .beside_previews(),
    Command::in_grid(
        "home-in-steps",
        &[],
        "to the track's first field, then the first track's, then the first row",
        |studio, seat, _| to_ends(studio, seat, false),
    ),
    Command::in_grid(
        "end-in-steps",
        &[],
        "to the track's last field, then the last track's, then the last row",
        |studio, seat, _| to_ends(studio, seat, true),
    ),
    Command::in_grid("bar-up", &["pageup"], "one bar up", |studio, seat, _| {
        walk(studio, seat, |song, seat| rows_inside(song, seat, -bar(song)))
    })
    .beside_previews(),
    Command::in_grid("bar-down", &["pagedown"], "one bar down", |studio, seat, _| {
        walk(studio, seat, |song, seat| rows_inside(song, seat, bar(song)))
    })
    .beside_previews(),
    Command::in_grid("quarter-0", &["' 0"], "to the pattern's first row", |studio, seat, _| {
        walk(studio, seat, |song, seat| quarter(song, seat, 0))
    }),
    Command::in_grid("quarter-1", &["' 1"], "to a quarter of the pattern", |studio, seat, _| {
        walk(studio, seat, |song, seat| quarter(song, seat, 1))
    }),
    Command::in_grid("quarter-2", &["' 2"], "to the middle of the pattern", |studio, seat, _| {
        walk(studio, seat, |song, seat| quarter(song, seat, 2))
    }),
    Command::in_grid("quarter-3", &["' 3"], "to three quarters of the pattern", |studio, seat, _| {
        walk(studio, seat, |song, seat| quarter(song, seat, 3))
    }),
    Command::in_grid("next-pattern", &["+", "ctrl-w n"], "look at the next pattern", |studio, seat, _| {
        pattern(studio, seat, seat.pattern.checked_add(1))
    }),
    Command::in_grid(
        "previous-pattern",
        &["-", "ctrl-w b"],
        "look at the pattern before",
        |studio, seat, _| pattern(studio, seat, seat.pattern.checked_sub(1)),
    ),
    Command::in_grid("pattern", &[], "look at a pattern", |studio, seat, text| {
        pattern(studio, seat, number(text))
    })
    .taking("NUMBER"),
    Command::in_grid(
        "next-order",
        &["ctrl-right", "ctrl-w right"],
        "to the next entry of the order list",
        |studio, seat, _| order(studio, seat, seat.order.checked_add(1)),
    ),
    Command::in_grid(
        "previous-order",
        &["ctrl-left", "ctrl-w left"],
        "to the entry of the order list before",
        |studio, seat, _| order(studio, seat, seat.order.checked_sub(1)),
    ),
    Command::in_grid("order", &[], "to an entry of the order list", |studio, seat, text| {
        order(studio, seat, number(text))
    })
    .taking("NUMBER"),
    Command::in_grid("mark-up", &["shift-up"], "mark a row up", |studio, seat, _| {
        extend(studio, seat, |song, seat| rows_inside(song, seat, -1))
    }),
    Command::in_grid("mark-down", &["shift-down"], "mark a row down", |studio, seat, _| {
        extend(studio, seat, |song, seat| rows_inside(song, seat, 1))
    }),
    Command::in_grid("mark-left", &["shift-left"], "mark a field to the left", |studio, seat, _| {
        extend(studio, seat, |song, seat| field(song, seat, false))
    }),
    Command::in_grid("mark-right", &["shift-right"], "mark a field to the right", |studio, seat, _| {
        extend(studio, seat, |song, seat| field(song, seat, true))
    }),
    Command::in_grid("mark-bar-up", &["shift-pageup"], "mark a bar up", |studio, seat, _| {
        extend(studio, seat, |song, seat| rows_inside(song, seat, -bar(song)))
    }),
    Command::in_grid("mark-bar-down", &["shift-pagedown"], "mark a bar down", |studio, seat, _| {
        extend(studio, seat, |song, seat| rows_inside(song, seat, bar(song)))
    }),
    Command::in_grid("mark-to-top", &["shift-home"], "mark up to the first row", |studio, seat, _| {
        extend(studio, seat, |song, seat| to_row(song, seat, 0))
    }),
    Command::in_grid("mark-to-bottom", &["shift-end"], "mark down to the last row", |studio, seat, _| {
        extend(studio, seat, |song, seat| to_row(song, seat, u16::MAX))
    }),
    Command::in_grid("mark-begin", &["alt-b"], "a block begins at the cursor", |_, seat, _| {
        corner(seat, true)
    }),
    Command::in_grid("mark-end", &["alt-e"], "the block ends at the cursor", |_, seat, _| {
        corner(seat, false)
    }),
    Command::in_grid("mark-track", &["alt-l"], "mark the track; again: the pattern", |studio, seat, _| {
        mark_track(studio, seat)
    }),
    Command::in_grid("mark-all", &["ctrl-a"], "mark the whole pattern", |studio, seat, _| {
        mark_all(studio, seat)
    }),
    Command::in_grid("unmark", &["escape", "ctrl-w escape"], "forget the marked block", |_, seat, _| {
        seat.selection = None;
        Ok(())
    }),
];
