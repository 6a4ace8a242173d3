//! How notes are typed: which keys they are, how loud, several at once; and how numbers are written.

use super::appearance::choose;
use super::{Answer, Command};
use crate::song::row::VolumeCell;
use crate::studio::Studio;
use crate::studio::layout::{LAYOUTS, Layout, NOTE_KEYS, NoteKeys};
use crate::studio::seat::Seat;
use crate::studio::typing::rest;

/// How far louder and softer go.
const STEP: u8 = 8;

fn layout(studio: &mut Studio, seat: &mut Seat, name: &str) -> Answer {
    choose(studio, "layout", name)?;
    seat.layout = Layout::find(name).unwrap_or(&LAYOUTS[0]);
    studio.say(format!("the keyboard is {}", seat.layout.name));
    Ok(())
}

fn note_keys(studio: &mut Studio, seat: &mut Seat, name: &str) -> Answer {
    choose(studio, "note_keys", name)?;
    seat.typing.keys = NoteKeys::find(name).unwrap_or(&NOTE_KEYS[0]);
    studio.say(format!("notes lie on the keys as {}", seat.typing.keys.name));
    Ok(())
}

fn numbers(studio: &mut Studio, name: &str, value: &str) -> Answer {
    choose(studio, name, value)?;
    let shown = if value.is_empty() { "as usual" } else { value };
    studio.say(format!("{}: {shown}", name.replace('_', " ")));
    Ok(())
}

/// The volume that notes are written with.
fn set_velocity(studio: &mut Studio, seat: &mut Seat, volume: Option<u8>) -> Answer {
    seat.mask.volume = volume.is_some();
    seat.lately.volume = volume.map(VolumeCell::Volume).or(seat.lately.volume);
    studio.say(match volume {
        Some(volume) => format!("notes are written with v{volume:02}"),
        None => "notes are written without a volume".to_owned(),
    });
    Ok(())
}

fn nudge_velocity(studio: &mut Studio, seat: &mut Seat, louder: bool) -> Answer {
    let now = match seat.lately.volume.filter(|_| seat.mask.volume) {
        Some(VolumeCell::Volume(volume)) => volume,
        _ => VolumeCell::HIGHEST,
    };
    let new = if louder { (now + STEP).min(VolumeCell::HIGHEST) } else { now.saturating_sub(STEP).max(STEP) };
    set_velocity(studio, seat, Some(new))
}

fn velocity(studio: &mut Studio, seat: &mut Seat, text: &str) -> Answer {
    if text == "off" {
        return set_velocity(studio, seat, None);
    }
    let volume = text.parse().ok().filter(|volume| *volume <= VolumeCell::HIGHEST);
    let volume = volume.ok_or("a velocity is 0 to 64, or off for notes without a volume")?;
    set_velocity(studio, seat, Some(volume))
}

fn random(studio: &mut Studio, seat: &mut Seat, text: &str) -> Answer {
    let most =
        if text.is_empty() { Some(if seat.typing.random > 0 { 0 } else { 16 }) } else { text.parse().ok() };
    seat.typing.random =
        most.filter(|most| *most < VolumeCell::HIGHEST).ok_or("velocity varies by 0 (not at all) to 63")?;
    studio.say(match seat.typing.random {
        0 => "the velocity of typed notes does not vary".to_owned(),
        most => format!("typed notes are by chance up to {most} softer"),
    });
    Ok(())
}

fn chord_mode(studio: &mut Studio, seat: &mut Seat) -> Answer {
    seat.typing.together = !seat.typing.together;
    studio.say(match (seat.typing.together, seat.key_up) {
        (true, true) => "keys that are held together are a chord, in note columns side by side",
        (true, false) => "keys that are struck at once are a chord, in note columns side by side",
        (false, _) => "each key is a note of its own row",
    });
    Ok(())
}

/// The rows.
pub const COMMANDS: &[Command] = &[
    Command::in_grid(
        "rest",
        &["; space"],
        "leave this row as it is and go on by the edit step",
        |studio, seat, _| rest(studio, seat),
    ),
    Command::in_grid("louder", &["; +"], "notes are written with a higher volume", |studio, seat, _| {
        nudge_velocity(studio, seat, true)
    }),
    Command::in_grid("softer", &["; -"], "notes are written with a lower volume", |studio, seat, _| {
        nudge_velocity(studio, seat, false)
    }),
    Command::in_grid("velocity", &[], "the volume that notes are written with", velocity).taking("0-64|off"),
    Command::in_grid(
        "random-velocity",
        &["; v"],
        "typed notes are by chance a little softer, or not",
        random,
    )
    .taking("[MOST]"),
    Command::in_grid(
        "chord-mode",
        &["; t"],
        "keys that are struck together go into note columns side by side, or one below the other",
        |studio, seat, _| chord_mode(studio, seat),
    ),
    Command::keyless(
        "note-keys",
        "[piano|piano-extended|rows|musical-typing]",
        "which keys are notes: a piano of two rows, with a longer lower row, a row for each octave, or the row of A",
        note_keys,
    ).everywhere().asking(),
    Command::keyless(
        "layout",
        "[qwerty|qwertz|azerty|dvorak|colemak]",
        "the keyboard's layout, where the terminal does not tell the places of keys",
        layout,
    ).everywhere().asking(),
    Command::keyless(
        "row-numbers",
        "[hex|decimal]",
        "how the grid writes row numbers; without a word decimal",
        |studio, _, text| numbers(studio, "row_numbers", text),
    ).everywhere().asking(),
    Command::keyless(
        "instrument-numbers",
        "[hex|decimal]",
        "how the grid writes and takes instruments; without a word hexadecimal",
        |studio, _, text| numbers(studio, "instrument_numbers", text),
    ).everywhere().asking(),
    Command::keyless(
        "volume-numbers",
        "[hex|decimal]",
        "how the grid writes and takes volumes; without a word decimal",
        |studio, _, text| numbers(studio, "volume_numbers", text),
    ).everywhere().asking(),
];
