//! The piano roll and the step sequencer.

use super::{Answer, Command, Context};
use crate::song::notation::parse_note;
use crate::song::note::Note;
use crate::song::row::VolumeCell;
use crate::studio::Studio;
use crate::studio::movement;
use crate::studio::prompt::ask;
use crate::studio::roll::{self, voices};
use crate::studio::seat::Seat;
use crate::studio::view::View;

fn look(studio: &Studio, seat: &mut Seat, view: View) {
    if !matches!(seat.view, View::Roll | View::Steps) {
        roll::arrive(studio, seat);
    }
    seat.look_at(view);
}

fn rows(studio: &Studio, seat: &mut Seat, by: i32) -> Answer {
    movement::rows(studio.song(), seat, by);
    Ok(())
}

fn ends(studio: &Studio, seat: &mut Seat, last: bool) -> Answer {
    movement::to_row(studio.song(), seat, if last { u16::MAX } else { 0 });
    Ok(())
}

fn pitch(seat: &mut Seat, by: i32) -> Answer {
    seat.roll.pitch = seat.roll.pitch.transposed(by);
    Ok(())
}

fn line(studio: &Studio, seat: &mut Seat, by: isize) -> Answer {
    let last = voices::voices(studio.song(), seat).len().saturating_sub(1);
    seat.roll.line = seat.roll.line.min(last).saturating_add_signed(by).min(last);
    Ok(())
}

fn track(studio: &Studio, seat: &mut Seat, by: i32) -> Answer {
    movement::track(studio.song(), seat, by);
    roll::arrive(studio, seat);
    Ok(())
}

/// A line for a pitch of the chosen instrument.
fn add(studio: &mut Studio, seat: &mut Seat, text: &str) -> Answer {
    if text.is_empty() {
        let title = format!("Note of instrument {:02X}, as C-4", u16::from(seat.instrument) + 1);
        return ask(seat, &title, "", add_typed);
    }
    add_typed(studio, seat, text)
}

fn add_typed(studio: &mut Studio, seat: &mut Seat, text: &str) -> Answer {
    let text = text.trim();
    // A letter and an octave do.
    let spread = match text.split_at_checked(1) {
        Some((letter, octave)) if octave.len() == 1 => format!("{letter}-{octave}"),
        _ => text.to_owned(),
    };
    match parse_note(&spread) {
        Ok(Some(Note::On(pitch))) => {
            voices::add(studio, seat, pitch);
            Ok(())
        }
        _ => Err("expected a note, as C-4 or F#3".to_owned()),
    }
}

fn fill(studio: &mut Studio, seat: &mut Seat, text: &str) -> Answer {
    if text.is_empty() {
        return ask(seat, "A step in every how many rows", "", fill);
    }
    let every = text.trim().parse().ok().filter(|every| (1..=512).contains(every));
    voices::fill(studio, seat, every.ok_or("expected a number of rows from 1 to 512")?)
}

fn listen(studio: &mut Studio, seat: &Seat) -> Answer {
    let voice = voices::voice(studio.song(), seat)?;
    voices::listen(studio, seat, voice);
    Ok(())
}

/// So many ninths of the whole volume.
fn ninths(studio: &mut Studio, seat: &mut Seat, ninths: u8) -> Answer {
    let volume = (u16::from(ninths) * u16::from(VolumeCell::HIGHEST) / 9) as u8;
    voices::loud(studio, seat, volume)
}

const fn on_roll(
    name: &'static str,
    keys: &'static [&'static str],
    help: &'static str,
    run: fn(&mut Studio, &mut Seat, &str) -> Answer,
) -> Command {
    Command { context: Context::Roll, ..Command::in_grid(name, keys, help, run) }
}

const fn on_steps(
    name: &'static str,
    keys: &'static [&'static str],
    help: &'static str,
    run: fn(&mut Studio, &mut Seat, &str) -> Answer,
) -> Command {
    Command { context: Context::Steps, ..Command::in_grid(name, keys, help, run) }
}

fn leave(seat: &mut Seat) -> Answer {
    seat.look_at(View::Pattern);
    Ok(())
}

/// The rows of the piano roll.
pub const ROLL: &[Command] = &[
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
    on_roll("roll-left", &["left"], "a row back", |studio, seat, _| rows(studio, seat, -1)),
    on_roll("roll-right", &["right"], "a row further on", |studio, seat, _| rows(studio, seat, 1)),
    on_roll("roll-up", &["up"], "a semitone up", |_, seat, _| pitch(seat, 1)),
    on_roll("roll-down", &["down"], "a semitone down", |_, seat, _| pitch(seat, -1)),
    on_roll("roll-octave-up", &["pageup", "alt-p"], "an octave up", |_, seat, _| pitch(seat, 12)),
    on_roll("roll-octave-down", &["pagedown", "alt-n"], "an octave down", |_, seat, _| pitch(seat, -12)),
    on_roll("roll-bar-back", &["<", "alt-b"], "a bar back", |studio, seat, _| {
        rows(studio, seat, -movement::bar(studio.song()))
    }),
    on_roll("roll-bar-on", &[">", "alt-f"], "a bar further on", |studio, seat, _| {
        rows(studio, seat, movement::bar(studio.song()))
    }),
    on_roll("roll-start", &["home", "alt-a"], "to the first row", |studio, seat, _| {
        ends(studio, seat, false)
    }),
    on_roll("roll-end", &["end", "alt-e"], "to the last row", |studio, seat, _| ends(studio, seat, true)),
    on_roll("note-after", &["tab", "n"], "to the next note", |studio, seat, _| {
        roll::neighbour(studio, seat, true)
    }),
    on_roll("note-before", &["shift-tab", "N"], "to the note before", |studio, seat, _| {
        roll::neighbour(studio, seat, false)
    }),
    on_roll("toggle-note", &["enter", "space"], "a note at the cursor, or no longer", |studio, seat, _| {
        roll::toggle(studio, seat)
    }),
    on_roll("remove-note", &["delete", "x"], "take the note at the cursor out", |studio, seat, _| {
        roll::remove(studio, seat)
    }),
    on_roll(
        "longer-note",
        &["shift-right", "."],
        "the note a row longer; without one: the next note",
        |studio, seat, _| roll::lengthen(studio, seat, 1),
    ),
    on_roll(
        "shorter-note",
        &["shift-left", ","],
        "the note a row shorter; without one: the next note",
        |studio, seat, _| roll::lengthen(studio, seat, -1),
    ),
    on_roll("move-note-up", &["alt-up", "K"], "move the note a semitone up", |studio, seat, _| {
        roll::carry(studio, seat, 0, 1)
    }),
    on_roll("move-note-down", &["alt-down", "J"], "move the note a semitone down", |studio, seat, _| {
        roll::carry(studio, seat, 0, -1)
    }),
    on_roll("move-note-left", &["alt-left", "H"], "move the note a row back", |studio, seat, _| {
        roll::carry(studio, seat, -1, 0)
    }),
    on_roll("move-note-right", &["alt-right", "L"], "move the note a row on", |studio, seat, _| {
        roll::carry(studio, seat, 1, 0)
    }),
    on_roll("louder-note", &["+", "="], "the note louder", |studio, seat, _| roll::loudness(studio, seat, 4)),
    on_roll("softer-note", &["-", "_"], "the note softer", |studio, seat, _| {
        roll::loudness(studio, seat, -4)
    }),
    on_roll("hear-pitch", &["s"], "sound the pitch of the cursor", |studio, seat, _| {
        roll::listen(studio, seat);
        Ok(())
    }),
    on_roll("roll-track-left", &["ctrl-left", "{"], "the track on the left", |studio, seat, _| {
        track(studio, seat, -1)
    }),
    on_roll("roll-track-right", &["ctrl-right", "}"], "the track on the right", |studio, seat, _| {
        track(studio, seat, 1)
    }),
    on_roll("leave-roll", &["escape", "q"], "back to the pattern grid", |_, seat, _| leave(seat)),
];

/// The rows of the step sequencer.
pub const STEPS: &[Command] = &[
    Command::in_grid(
        "view-steps",
        &["shift-f8", "ctrl-w \""],
        "the step sequencer: a line for each drum or note of a track",
        |studio, seat, _| {
            look(studio, seat, View::Steps);
            Ok(())
        },
    )
    .everywhere(),
    on_steps("steps-left", &["left"], "a row back", |studio, seat, _| rows(studio, seat, -1)),
    on_steps("steps-right", &["right"], "a row further on", |studio, seat, _| rows(studio, seat, 1)),
    on_steps("line-up", &["up"], "to the line above", |studio, seat, _| line(studio, seat, -1)),
    on_steps("line-down", &["down"], "to the line below", |studio, seat, _| line(studio, seat, 1)),
    on_steps("steps-bar-back", &["pageup", "alt-p"], "a bar back", |studio, seat, _| {
        rows(studio, seat, -movement::bar(studio.song()))
    }),
    on_steps("steps-bar-on", &["pagedown", "alt-n"], "a bar further on", |studio, seat, _| {
        rows(studio, seat, movement::bar(studio.song()))
    }),
    on_steps("steps-start", &["home", "alt-a"], "to the first row", |studio, seat, _| {
        ends(studio, seat, false)
    }),
    on_steps("steps-end", &["end", "alt-e"], "to the last row", |studio, seat, _| ends(studio, seat, true)),
    on_steps("toggle-step", &["enter", "space"], "a step at the cursor, or no longer", |studio, seat, _| {
        voices::toggle(studio, seat)
    }),
    on_steps("remove-step", &["delete", "0"], "take the step at the cursor out", |studio, seat, _| {
        voices::clear(studio, seat)
    }),
    on_steps("strength-1", &["1"], "a step of a ninth of the volume", |studio, seat, _| {
        ninths(studio, seat, 1)
    }),
    on_steps("strength-2", &["2"], "a step of two ninths of the volume", |studio, seat, _| {
        ninths(studio, seat, 2)
    }),
    on_steps("strength-3", &["3"], "a step of a third of the volume", |studio, seat, _| {
        ninths(studio, seat, 3)
    }),
    on_steps("strength-4", &["4"], "a step of four ninths of the volume", |studio, seat, _| {
        ninths(studio, seat, 4)
    }),
    on_steps("strength-5", &["5"], "a step of five ninths of the volume", |studio, seat, _| {
        ninths(studio, seat, 5)
    }),
    on_steps("strength-6", &["6"], "a step of two thirds of the volume", |studio, seat, _| {
        ninths(studio, seat, 6)
    }),
    on_steps("strength-7", &["7"], "a step of seven ninths of the volume", |studio, seat, _| {
        ninths(studio, seat, 7)
    }),
    on_steps("strength-8", &["8"], "a step of eight ninths of the volume", |studio, seat, _| {
        ninths(studio, seat, 8)
    }),
    on_steps("strength-9", &["9"], "a step of the whole volume", |studio, seat, _| ninths(studio, seat, 9)),
    on_steps(
        "rotate-steps-left",
        &["shift-left", "("],
        "all steps of the line a row back, around",
        |studio, seat, _| voices::rotate(studio, seat, -1),
    ),
    on_steps(
        "rotate-steps-right",
        &["shift-right", ")"],
        "all steps of the line a row on, around",
        |studio, seat, _| voices::rotate(studio, seat, 1),
    ),
    on_steps("fill-steps", &["f"], "a step in every so many rows from the cursor on", fill).taking("[ROWS]"),
    on_steps("clear-steps", &["c"], "take all steps of the line out", |studio, seat, _| {
        voices::clear_line(studio, seat)
    }),
    on_steps("add-voice", &["insert", "alt-i"], "a line for a note of the chosen instrument", add)
        .taking("[NOTE]"),
    on_steps("hear-voice", &["s"], "sound the line's voice", |studio, seat, _| listen(studio, seat)),
    on_steps("steps-track-left", &["ctrl-left", "{"], "the track on the left", |studio, seat, _| {
        track(studio, seat, -1)
    }),
    on_steps("steps-track-right", &["ctrl-right", "}"], "the track on the right", |studio, seat, _| {
        track(studio, seat, 1)
    }),
    on_steps("leave-steps", &["escape", "q"], "back to the pattern grid", |_, seat, _| leave(seat)),
];
