//! A key, a stroke or pasted text arrives at a seat: prompt, then the grid's fields, then the key map.

use super::Studio;
use super::commands::{Answer, Command, Context};
use super::key::{Key, Stroke};
use super::notices::Weight;
use super::prompt;
use super::seat::Seat;

/// Gives a key to a seat. `Release` strokes only ever let notes go.
pub fn press(studio: &mut Studio, seat: &mut Seat, key: Key, stroke: Stroke) {
    studio.in_gesture = false;
    let answer = route(studio, seat, key, stroke);
    if let Err(why) = answer {
        studio.notices.add(Weight::Fault, why);
    }
    if !studio.in_gesture {
        studio.document.close_gesture();
    }
    let song = studio.song().clone();
    seat.stay_inside(&song);
}

/// Runs a command as if its key had been pressed.
pub fn run(studio: &mut Studio, seat: &mut Seat, command: &Command, argument: &str) -> Answer {
    (command.run)(studio, seat, argument)
}

/// Text that the terminal pasted: into a prompt, and nowhere else; it never plays notes.
pub fn paste(studio: &mut Studio, seat: &mut Seat, text: &str) {
    match &mut seat.prompt {
        Some(prompt) => prompt.paste(text),
        None => studio.warn("pasted text goes into the : line; the grid has its own clipboard (Ctrl-V)"),
    }
}

fn route(studio: &mut Studio, seat: &mut Seat, key: Key, stroke: Stroke) -> Answer {
    if stroke == Stroke::Release {
        return Ok(());
    }
    if seat.prompt.is_some() {
        return prompt::press(studio, seat, key);
    }
    let context = Context::of(seat.view);
    let keys: Vec<Key> = seat.leader.take().into_iter().chain([key]).collect();
    if let Some(command) = seat.keymap.find(context, &keys) {
        return run(studio, seat, command, "");
    }
    if keys.len() == 1 && seat.keymap.begins(context, &keys) {
        seat.leader = Some(key);
        return Ok(());
    }
    if keys.len() > 1 {
        return Err(format!("{} {key} is no command", keys[0]));
    }
    Ok(())
}
