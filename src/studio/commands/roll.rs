//! The piano roll.

use super::{Answer, Command, Context};
use crate::studio::Studio;
use crate::studio::movement;
use crate::studio::roll::{self, marked};
use crate::studio::seat::Seat;
use crate::studio::view::View;

pub(super) fn look(studio: &Studio, seat: &mut Seat, view: View) {
    if !matches!(seat.view, View::Roll | View::Steps) {
        roll::arrive(studio, seat);
    }
    seat.look_at(view);
}

pub(super) fn rows(studio: &Studio, seat: &mut Seat, by: i32) -> Answer {
    movement::rows(studio.song(), seat, by);
    Ok(())
}

pub(super) fn ends(studio: &Studio, seat: &mut Seat, last: bool) -> Answer {
    movement::to_row(studio.song(), seat, if last { u16::MAX } else { 0 });
    Ok(())
}

fn pitch(seat: &mut Seat, by: i32) -> Answer {
    seat.roll.pitch = seat.roll.pitch.transposed(by);
    Ok(())
}

pub(super) fn track(studio: &Studio, seat: &mut Seat, by: i32) -> Answer {
    movement::track(studio.song(), seat, by);
    roll::arrive(studio, seat);
    Ok(())
}

pub(super) fn leave(seat: &mut Seat) -> Answer {
    seat.look_at(View::Pattern);
    Ok(())
}

/// The rows.
pub const COMMANDS: &[Command] = &[
    Command::in_grid(
        "view-roll",
        &["shift-f7", "ctrl-w &"],
        "the piano roll: the notes of a track by row and pitch",
        |studio, seat, _| {
            look(studio, seat, View::Roll);
            Ok(())
        },
    )
    .everywhere(),
    Command::at(Context::Roll, "roll-left", &["left"], "a row back", |studio, seat, _| {
        rows(studio, seat, -1)
    }),
    Command::at(Context::Roll, "roll-right", &["right"], "a row further on", |studio, seat, _| {
        rows(studio, seat, 1)
    }),
    Command::at(Context::Roll, "roll-up", &["up"], "a semitone up", |_, seat, _| pitch(seat, 1)),
    Command::at(Context::Roll, "roll-down", &["down"], "a semitone down", |_, seat, _| pitch(seat, -1)),
    Command::at(Context::Roll, "roll-octave-up", &["pageup", "alt-p"], "an octave up", |_, seat, _| {
        pitch(seat, 12)
    }),
    Command::at(Context::Roll, "roll-octave-down", &["pagedown", "alt-n"], "an octave down", |_, seat, _| {
        pitch(seat, -12)
    }),
    Command::at(Context::Roll, "roll-bar-back", &["<", "alt-b"], "a bar back", |studio, seat, _| {
        rows(studio, seat, -movement::bar(studio.song()))
    }),
    Command::at(Context::Roll, "roll-bar-on", &[">", "alt-f"], "a bar further on", |studio, seat, _| {
        rows(studio, seat, movement::bar(studio.song()))
    }),
    Command::at(Context::Roll, "roll-start", &["home", "alt-a"], "to the first row", |studio, seat, _| {
        ends(studio, seat, false)
    }),
    Command::at(Context::Roll, "roll-end", &["end", "alt-e"], "to the last row", |studio, seat, _| {
        ends(studio, seat, true)
    }),
    Command::at(Context::Roll, "note-after", &["tab", "n"], "to the next note", |studio, seat, _| {
        roll::neighbour(studio, seat, true)
    }),
    Command::at(
        Context::Roll,
        "note-before",
        &["shift-tab", "N"],
        "to the note before",
        |studio, seat, _| roll::neighbour(studio, seat, false),
    ),
    Command::at(
        Context::Roll,
        "toggle-note",
        &["enter", "space"],
        "a note at the cursor, or no longer",
        |studio, seat, _| roll::toggle(studio, seat),
    ),
    Command::at(
        Context::Roll,
        "remove-note",
        &["delete", "x"],
        "take the marked notes or the one at the cursor out",
        |studio, seat, _| roll::remove(studio, seat),
    ),
    Command::at(
        Context::Roll,
        "longer-note",
        &["shift-right", "."],
        "the note a row longer; without one: the next note",
        |studio, seat, _| roll::lengthen(studio, seat, 1),
    ),
    Command::at(
        Context::Roll,
        "shorter-note",
        &["shift-left", ","],
        "the note a row shorter; without one: the next note",
        |studio, seat, _| roll::lengthen(studio, seat, -1),
    ),
    Command::at(
        Context::Roll,
        "move-note-up",
        &["alt-up", "K"],
        "move the note a semitone up",
        |studio, seat, _| roll::carry(studio, seat, 0, 1),
    ),
    Command::at(
        Context::Roll,
        "move-note-down",
        &["alt-down", "J"],
        "move the note a semitone down",
        |studio, seat, _| roll::carry(studio, seat, 0, -1),
    ),
    Command::at(
        Context::Roll,
        "move-note-left",
        &["alt-left", "H"],
        "move the note a row back",
        |studio, seat, _| roll::carry(studio, seat, -1, 0),
    ),
    Command::at(
        Context::Roll,
        "move-note-right",
        &["alt-right", "L"],
        "move the note a row on",
        |studio, seat, _| roll::carry(studio, seat, 1, 0),
    ),
    Command::at(Context::Roll, "louder-note", &["+", "="], "the note louder", |studio, seat, _| {
        roll::loudness(studio, seat, 4)
    }),
    Command::at(Context::Roll, "softer-note", &["-", "_"], "the note softer", |studio, seat, _| {
        roll::loudness(studio, seat, -4)
    }),
    Command::at(
        Context::Roll,
        "mark-notes",
        &["m", "b"],
        "mark a box from the cursor on: what changes a note changes all in it; again: no longer",
        |studio, seat, _| {
            marked::toggle(studio, seat);
            Ok(())
        },
    ),
    Command::at(
        Context::Roll,
        "copy-notes",
        &["c", "ctrl-c"],
        "copy the marked notes or the one at the cursor",
        |studio, seat, _| marked::copy(studio, seat),
    ),
    Command::at(
        Context::Roll,
        "cut-notes",
        &["X", "ctrl-x"],
        "copy them and take them out",
        |studio, seat, _| marked::cut(studio, seat),
    )
    .destroying(),
    Command::at(
        Context::Roll,
        "paste-notes",
        &["v", "ctrl-v"],
        "paste them: the first row and the highest pitch come to the cursor",
        |studio, seat, _| marked::paste(studio, seat),
    ),
    Command::at(Context::Roll, "hear-pitch", &["s"], "sound the pitch of the cursor", |studio, seat, _| {
        roll::listen(studio, seat);
        Ok(())
    }),
    Command::at(
        Context::Roll,
        "roll-track-left",
        &["ctrl-left", "{"],
        "the track on the left",
        |studio, seat, _| track(studio, seat, -1),
    ),
    Command::at(
        Context::Roll,
        "roll-track-right",
        &["ctrl-right", "}"],
        "the track on the right",
        |studio, seat, _| track(studio, seat, 1),
    ),
    Command::at(
        Context::Roll,
        "leave-roll",
        &["escape", "q"],
        "forget the marked box, or back to the pattern grid",
        |_, seat, _| match seat.roll.corner.take() {
            Some(_) => Ok(()),
            None => leave(seat),
        },
    ),
];
