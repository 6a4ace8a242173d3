//! The step sequencer.

use super::roll::{ends, leave, look, rows, track};
use super::{Answer, Command, Context};
use crate::song::notation::parse_note;
use crate::song::note::Note;
use crate::song::row::VolumeCell;
use crate::studio::Studio;
use crate::studio::movement;
use crate::studio::prompt::ask;
use crate::studio::roll::voices;
use crate::studio::seat::Seat;
use crate::studio::view::View;

fn line(studio: &Studio, seat: &mut Seat, by: isize) -> Answer {
    let last = voices::voices(studio.song(), seat).len().saturating_sub(1);
    seat.roll.line = seat.roll.line.min(last).saturating_add_signed(by).min(last);
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

/// The rows.
pub const COMMANDS: &[Command] = &[
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
    Command::at(Context::Steps, "steps-left", &["left"], "a row back", |studio, seat, _| {
        rows(studio, seat, -1)
    }),
    Command::at(Context::Steps, "steps-right", &["right"], "a row further on", |studio, seat, _| {
        rows(studio, seat, 1)
    }),
    Command::at(Context::Steps, "line-up", &["up"], "to the line above", |studio, seat, _| {
        line(studio, seat, -1)
    }),
    Command::at(Context::Steps, "line-down", &["down"], "to the line below", |studio, seat, _| {
        line(studio, seat, 1)
    }),
    Command::at(Context::Steps, "steps-bar-back", &["pageup", "alt-p"], "a bar back", |studio, seat, _| {
        rows(studio, seat, -movement::bar(studio.song()))
    }),
    Command::at(
        Context::Steps,
        "steps-bar-on",
        &["pagedown", "alt-n"],
        "a bar further on",
        |studio, seat, _| rows(studio, seat, movement::bar(studio.song())),
    ),
    Command::at(Context::Steps, "steps-start", &["home", "alt-a"], "to the first row", |studio, seat, _| {
        ends(studio, seat, false)
    }),
    Command::at(Context::Steps, "steps-end", &["end", "alt-e"], "to the last row", |studio, seat, _| {
        ends(studio, seat, true)
    }),
    Command::at(
        Context::Steps,
        "toggle-step",
        &["enter", "space"],
        "a step at the cursor, or no longer",
        |studio, seat, _| voices::toggle(studio, seat),
    ),
    Command::at(
        Context::Steps,
        "remove-step",
        &["delete", "0"],
        "take the step at the cursor out",
        |studio, seat, _| voices::clear(studio, seat),
    ),
    Command::at(
        Context::Steps,
        "strength-1",
        &["1"],
        "a step of a ninth of the volume",
        |studio, seat, _| ninths(studio, seat, 1),
    ),
    Command::at(
        Context::Steps,
        "strength-2",
        &["2"],
        "a step of two ninths of the volume",
        |studio, seat, _| ninths(studio, seat, 2),
    ),
    Command::at(
        Context::Steps,
        "strength-3",
        &["3"],
        "a step of a third of the volume",
        |studio, seat, _| ninths(studio, seat, 3),
    ),
    Command::at(
        Context::Steps,
        "strength-4",
        &["4"],
        "a step of four ninths of the volume",
        |studio, seat, _| ninths(studio, seat, 4),
    ),
    Command::at(
        Context::Steps,
        "strength-5",
        &["5"],
        "a step of five ninths of the volume",
        |studio, seat, _| ninths(studio, seat, 5),
    ),
    Command::at(
        Context::Steps,
        "strength-6",
        &["6"],
        "a step of two thirds of the volume",
        |studio, seat, _| ninths(studio, seat, 6),
    ),
    Command::at(
        Context::Steps,
        "strength-7",
        &["7"],
        "a step of seven ninths of the volume",
        |studio, seat, _| ninths(studio, seat, 7),
    ),
    Command::at(
        Context::Steps,
        "strength-8",
        &["8"],
        "a step of eight ninths of the volume",
        |studio, seat, _| ninths(studio, seat, 8),
    ),
    Command::at(Context::Steps, "strength-9", &["9"], "a step of the whole volume", |studio, seat, _| {
        ninths(studio, seat, 9)
    }),
    Command::at(Context::Steps, "louder-step", &["+", "="], "the step louder", |studio, seat, _| {
        voices::loudness(studio, seat, 4)
    }),
    Command::at(Context::Steps, "softer-step", &["-", "_"], "the step softer", |studio, seat, _| {
        voices::loudness(studio, seat, -4)
    }),
    Command::at(
        Context::Steps,
        "rotate-steps-left",
        &["shift-left", "("],
        "all steps of the line a row back, around",
        |studio, seat, _| voices::rotate(studio, seat, -1),
    ),
    Command::at(
        Context::Steps,
        "rotate-steps-right",
        &["shift-right", ")"],
        "all steps of the line a row on, around",
        |studio, seat, _| voices::rotate(studio, seat, 1),
    ),
    Command::at(
        Context::Steps,
        "fill-steps",
        &["f"],
        "a step in every so many rows from the cursor on",
        fill,
    )
    .taking("[ROWS]"),
    Command::at(
        Context::Steps,
        "clear-steps",
        &["c"],
        "take all steps of the line out",
        |studio, seat, _| voices::clear_line(studio, seat),
    )
    .destroying(),
    Command::at(
        Context::Steps,
        "add-voice",
        &["insert", "alt-i"],
        "a line for a note of the chosen instrument",
        add,
    )
    .taking("[NOTE]"),
    Command::at(Context::Steps, "hear-voice", &["s"], "sound the line's voice", |studio, seat, _| {
        listen(studio, seat)
    }),
    Command::at(
        Context::Steps,
        "steps-track-left",
        &["ctrl-left", "{"],
        "the track on the left",
        |studio, seat, _| track(studio, seat, -1),
    ),
    Command::at(
        Context::Steps,
        "steps-track-right",
        &["ctrl-right", "}"],
        "the track on the right",
        |studio, seat, _| track(studio, seat, 1),
    ),
    Command::at(Context::Steps, "leave-steps", &["escape", "q"], "back to the pattern grid", |_, seat, _| {
        leave(seat)
    }),
];
