//! What hands know from other programs: the modes of vi, one key that plays and stops, whole tracks and patterns at once.

use super::{Answer, Command, Context, run_line};
use crate::sequencer::player::Playing;
use crate::studio::Studio;
use crate::studio::grid::{Place, Selection, columns};
use crate::studio::seat::Seat;

fn insert(seat: &mut Seat) -> Answer {
    (seat.edit, seat.selection) = (true, None);
    Ok(())
}

/// Letters are commands again; in a map without modes they only sound.
fn normal(seat: &mut Seat) -> Answer {
    (seat.edit, seat.selection) = (false, None);
    Ok(())
}

/// Does commands one after the other until one is refused.
fn several(studio: &mut Studio, seat: &mut Seat, lines: &[&str]) -> Answer {
    lines.iter().try_for_each(|line| run_line(studio, seat, line))
}

/// The fields at both ends of a track.
fn ends(studio: &Studio, seat: &Seat, row: u16) -> Option<(Place, Place)> {
    let shown = columns(studio.song().tracks.get(usize::from(seat.place.track))?);
    let at = |column| Place { row, column, digit: 0, ..seat.place };
    Some((at(*shown.first()?), at(*shown.last()?)))
}

/// Marks the whole row of the track; the cursor goes to its end.
fn mark_row(studio: &Studio, seat: &mut Seat) {
    if let Some((anchor, head)) = ends(studio, seat, seat.place.row) {
        seat.selection = Some(Selection { anchor, head, stays: false });
        seat.place = head;
    }
}

/// Marks all fields of all rows, of the track or of every track.
fn mark_whole(studio: &Studio, seat: &mut Seat, all: bool) {
    let last = seat.rows(studio.song()).saturating_sub(1);
    let mut marked = seat.selection;
    let before = seat.place;
    let tracks =
        if all { [0, (studio.song().tracks.len() as u16).saturating_sub(1)] } else { [before.track; 2] };
    seat.place.track = tracks[0];
    let first = ends(studio, seat, 0);
    seat.place.track = tracks[1];
    if let (Some((anchor, _)), Some((_, head))) = (first, ends(studio, seat, last)) {
        marked = Some(Selection { anchor, head, stays: true });
    }
    (seat.selection, seat.place) = (marked, before);
}

/// Does something to the whole track or pattern; what was marked before is marked again.
fn on_whole(studio: &mut Studio, seat: &mut Seat, all: bool, line: &str) -> Answer {
    let marked = seat.selection;
    mark_whole(studio, seat, all);
    let answer = run_line(studio, seat, line);
    seat.selection = marked;
    answer
}

/// Pastes from the first row on, at the track or at the first one; the cursor stays.
fn paste_whole(studio: &mut Studio, seat: &mut Seat, all: bool) -> Answer {
    let before = seat.place;
    seat.place = Place { track: if all { 0 } else { before.track }, ..Place::default() };
    let answer = run_line(studio, seat, "paste");
    seat.place = before;
    answer
}

/// Does something to the block; the cursor goes to where it begins, and it is marked no longer.
fn of_block(studio: &mut Studio, seat: &mut Seat, line: &str) -> Answer {
    let answer = run_line(studio, seat, line);
    if let Some(marked) = seat.selection.take() {
        let ((track, column), _) = marked.edges();
        seat.place = Place { row: marked.rows().0, track, column, digit: 0 };
    }
    answer
}

fn on_row(studio: &mut Studio, seat: &mut Seat, lines: &[&str]) -> Answer {
    let before = seat.place;
    mark_row(studio, seat);
    let answer = several(studio, seat, &["copy"]);
    (seat.selection, seat.place) = (None, before);
    answer?;
    several(studio, seat, lines)
}

fn stop_or(studio: &mut Studio, seat: &mut Seat, otherwise: fn(&mut Studio, &mut Seat) -> Answer) -> Answer {
    if studio.transport.playing.is_some() {
        studio.stop();
        return Ok(());
    }
    otherwise(studio, seat)
}

/// The rows.
pub const COMMANDS: &[Command] = &[
    Command::in_grid("insert-mode", &[], "letters write notes and signs", |_, seat, _| insert(seat)).everywhere(),
    Command::in_grid(
        "normal-mode",
        &[],
        "letters are commands where the key map has modes, else they only sound; what was marked is forgotten",
        |_, seat, _| normal(seat),
    )
    .everywhere(),
    Command::in_grid("append-mode", &[], "letters write from the next row on", |studio, seat, _| {
        several(studio, seat, &["down", "insert-mode"])
    }),
    Command::in_grid("open-row", &[], "make room below the row and write there", |studio, seat, _| {
        several(studio, seat, &["down", "insert-mode"])?;
        // Below the last note there is room already.
        let _ = run_line(studio, seat, "insert-row");
        Ok(())
    }),
    Command::in_grid("open-row-above", &[], "make room in the row and write there", |studio, seat, _| {
        insert(seat)?;
        let _ = run_line(studio, seat, "insert-row");
        Ok(())
    }),
    Command::in_grid("visual-mode", &[], "a block begins here and goes on with the cursor", |_, seat, _| {
        seat.selection = Some(Selection { anchor: seat.place, head: seat.place, stays: false });
        Ok(())
    }),
    Command::in_grid("visual-rows", &[], "a block of whole rows of the track begins here", |studio, seat, _| {
        mark_row(studio, seat);
        Ok(())
    }),
    Command::in_grid("other-corner", &[], "go on from the block's other corner", |_, seat, _| {
        let marked = seat.selection.ok_or("no block is marked")?;
        seat.selection = Some(Selection { anchor: marked.head, head: marked.anchor, ..marked });
        seat.place = marked.anchor;
        Ok(())
    }),
    Command::in_grid("yank", &[], "copy the block and mark no longer", |studio, seat, _| {
        of_block(studio, seat, "copy")
    }),
    Command::in_grid("take-out", &[], "copy the block, empty it and mark no longer", |studio, seat, _| {
        of_block(studio, seat, "cut")
    }),
    Command::in_grid("copy-row", &[], "copy the track's row", |studio, seat, _| on_row(studio, seat, &[])),
    Command::in_grid("cut-row", &[], "copy the track's row and take it out", |studio, seat, _| {
        on_row(studio, seat, &["delete-row"])
    }),
    Command::in_grid("copy-track", &[], "copy what the track plays in the pattern", |studio, seat, _| {
        on_whole(studio, seat, false, "copy")
    }),
    Command::in_grid("cut-track", &[], "copy what the track plays in the pattern and empty it", |studio, seat, _| {
        on_whole(studio, seat, false, "cut")
    }),
    Command::in_grid("paste-track", &[], "paste into the track from its first row on", |studio, seat, _| {
        paste_whole(studio, seat, false)
    }),
    Command::in_grid("copy-pattern", &[], "copy the whole pattern", |studio, seat, _| {
        on_whole(studio, seat, true, "copy")
    }),
    Command::in_grid("cut-pattern", &[], "copy the whole pattern and empty it", |studio, seat, _| {
        on_whole(studio, seat, true, "cut")
    }),
    Command::in_grid("paste-pattern", &[], "paste from the first track and row on", |studio, seat, _| {
        paste_whole(studio, seat, true)
    }),
    Command {
        name: "play-or-stop",
        keys: &[],
        context: Context::Everywhere,
        argument: "",
        help: "stop what plays, or play the pattern in the grid over and over",
        run: |studio, seat, _| {
            stop_or(studio, seat, |studio, seat| {
                studio.play(Playing::Pattern { pattern: seat.pattern, row: 0 });
                Ok(())
            })
        },
    },
    Command {
        name: "stop-or-edit",
        keys: &[],
        context: Context::Everywhere,
        argument: "",
        help: "stop what plays, or let keys write or only sound",
        run: |studio, seat, _| stop_or(studio, seat, |studio, seat| run_line(studio, seat, "edit-mode")),
    },
];
