//! What hands know from other programs: the modes of vi, one key that plays and stops, whole tracks and patterns at once.

use super::{Answer, Command, Context, run_line};
use crate::sequencer::player::Playing;
use crate::studio::Studio;
use crate::studio::grid::{Place, Selection, columns};
use crate::studio::repeating;
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

/// Copies so many of the track's rows, and takes them out where that is wanted: one step.
fn on_rows(studio: &mut Studio, seat: &mut Seat, text: &str, takes_out: bool) -> Answer {
    let count = match text.trim() {
        "" => 1,
        text => text.parse::<u16>().ok().filter(|count| *count > 0).ok_or("expected a number of rows")?,
    };
    let (before, last) = (seat.place, seat.rows(studio.song()).saturating_sub(1));
    let end = before.row.saturating_add(count - 1).min(last);
    if let Some((anchor, head)) = ends(studio, seat, before.row) {
        seat.selection = Some(Selection { anchor, head: Place { row: end, ..head }, stays: false });
    }
    let answer = run_line(studio, seat, "copy");
    (seat.selection, seat.place) = (None, before);
    answer?;
    if !takes_out {
        return Ok(());
    }
    let alone = studio.together.is_none();
    if alone {
        studio.begin_together("take rows out");
    }
    let answer = (before.row..=end).try_for_each(|_| run_line(studio, seat, "delete-row"));
    if alone {
        studio.end_together();
    }
    answer
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
    Command::keyless(
        "repeat-change",
        "",
        "make the last change again where the cursor is, with all that was typed in it",
        |studio, seat, _| repeating::repeat(studio, seat),
    )
    .everywhere(),
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
    Command::keyless("copy-row", "[ROWS]", "copy the track's row, or so many", |studio, seat, text| {
        on_rows(studio, seat, text, false)
    }),
    Command::keyless(
        "cut-row",
        "[ROWS]",
        "copy the track's row and take it out, or so many",
        |studio, seat, text| on_rows(studio, seat, text, true),
    ),
    Command::in_grid("copy-track", &[], "copy what the track plays in the pattern", |studio, seat, _| {
        on_whole(studio, seat, false, "copy")
    }),
    Command::in_grid("cut-track", &[], "copy what the track plays in the pattern and empty it", |studio, seat, _| {
        on_whole(studio, seat, false, "cut")
    }).destroying(),
    Command::in_grid("paste-track", &[], "paste into the track from its first row on", |studio, seat, _| {
        paste_whole(studio, seat, false)
    }),
    Command::in_grid("copy-pattern", &[], "copy the whole pattern", |studio, seat, _| {
        on_whole(studio, seat, true, "copy")
    }),
    Command::in_grid("cut-pattern", &[], "copy the whole pattern and empty it", |studio, seat, _| {
        on_whole(studio, seat, true, "cut")
    }).destroying(),
    Command::in_grid("paste-pattern", &[], "paste from the first track and row on", |studio, seat, _| {
        paste_whole(studio, seat, true)
    }),
    Command::in_grid("transpose-track-up", &[], "the track's notes in the pattern a semitone up", |studio, seat, _| {
        on_whole(studio, seat, false, "transpose-up")
    }),
    Command::in_grid("transpose-track-down", &[], "the track's notes in the pattern a semitone down", |studio, seat, _| {
        on_whole(studio, seat, false, "transpose-down")
    }),
    Command::in_grid("transpose-pattern-up", &[], "all notes of the pattern a semitone up", |studio, seat, _| {
        on_whole(studio, seat, true, "transpose-up")
    }),
    Command::in_grid("transpose-pattern-down", &[], "all notes of the pattern a semitone down", |studio, seat, _| {
        on_whole(studio, seat, true, "transpose-down")
    }),
    Command::at(Context::Everywhere, "play-or-stop-song", &[], "stop what plays, or play the song from this entry of the order list", |studio, seat, _| {
            stop_or(studio, seat, |studio, seat| run_line(studio, seat, "play-section"))
        }),
    Command::at(Context::Everywhere, "play-or-stop", &[], "stop what plays, or play the pattern in the grid over and over", |studio, seat, _| {
            stop_or(studio, seat, |studio, seat| {
                studio.play(Playing::Pattern { pattern: seat.pattern, row: 0 });
                Ok(())
            })
        }),
    Command::at(Context::Everywhere, "stop-or-edit", &[], "stop what plays, or let keys write or only sound", |studio, seat, _| stop_or(studio, seat, |studio, seat| run_line(studio, seat, "edit-mode"))),
];
