//! Pitch: slides, slide to a note, vibrato, arpeggio.

use super::super::channel::{Memory, SEMITONE};
use super::volume::{say_slide, slide, slide_quantity};
use super::{Act, Effect, Moment, NOTHING, Quantity};
use crate::song::row::VolumeEffect;

/// One unit of a pitch slide, 1/16 semitone, in the channel's 1/64.
const UNIT: i32 = SEMITONE / 16;

/// The family's rows.
pub const EFFECTS: &[Effect] = &[
    Effect {
        code: b'E',
        name: "Pitch down",
        help: "Exx down by xx/16 semitone per tick; EFx x/16 once, EEx x/64 once. 00 repeats",
        quantity: |_| Some(Quantity::to(1, 0xDF)),
        say: say_pitch,
        row: |act, value| slide_first(act, value, -1),
        tick: |act, value| slide_tick(act, value, -1),
        ..NOTHING
    },
    Effect {
        code: b'F',
        name: "Pitch up",
        help: "Fxx up by xx/16 semitone per tick; FFx x/16 once, FEx x/64 once. 00 repeats",
        quantity: |_| Some(Quantity::to(1, 0xDF)),
        say: say_pitch,
        row: |act, value| slide_first(act, value, 1),
        tick: |act, value| slide_tick(act, value, 1),
        ..NOTHING
    },
    Effect {
        code: b'G',
        name: "Slide to note",
        help: "Gxx slides to the row's note by xx/16 semitone per tick, without striking it. 00 repeats",
        quantity: |_| Some(Quantity::to(1, 0xFF)),
        say: |value| match value {
            0 => "as fast as the last one".to_owned(),
            value => format!("{value}/16 semitone per tick"),
        },
        before: |act, _| act.channel.plan.slide = true,
        row: |act, value| {
            act.channel.remember(Memory::Pitch, value);
            glissando(act);
        },
        tick: to_note,
        ..NOTHING
    },
    Effect {
        code: b'H',
        name: "Vibrato",
        help: "Hxy swings the pitch with speed x, depth y/16 semitone. Each digit's 0 repeats",
        say: |value| format!("speed {}, depth {}/16 semitone", value >> 4, value & 15),
        row: |act, value| {
            act.channel.vibrato.learn(value);
            vibrato(act, 4);
        },
        tick: |act, _| vibrato(act, 4),
        ..NOTHING
    },
    Effect {
        code: b'J',
        name: "Arpeggio",
        help: "Jxy plays the note, x and y semitones above it, tick by tick. 00 repeats",
        say: |value| format!("+{} and +{} semitones", value >> 4, value & 15),
        row: |act, value| {
            act.channel.remember(Memory::Arpeggio, value);
        },
        tick: |act, value| {
            let value = i32::from(act.channel.remember(Memory::Arpeggio, value));
            act.channel.sway.pitch += [0, value >> 4, value & 15][usize::from(act.tick % 3)] * SEMITONE;
        },
        ..NOTHING
    },
    Effect {
        code: b'K',
        name: "Vibrato and volume slide",
        help: "goes on with H and slides the volume as D does. 00 repeats",
        quantity: slide_quantity,
        say: say_slide,
        row: |act, value| {
            vibrato(act, 4);
            let value = act.channel.remember(Memory::VolumeSlide, value);
            act.channel.add_volume(slide(value, true, true));
        },
        tick: |act, value| {
            vibrato(act, 4);
            let value = act.channel.remember(Memory::VolumeSlide, value);
            act.channel.add_volume(slide(value, false, true));
        },
        ..NOTHING
    },
    Effect {
        code: b'L',
        name: "Slide to note and volume slide",
        help: "goes on with G and slides the volume as D does. 00 repeats",
        quantity: slide_quantity,
        say: say_slide,
        before: |act, _| act.channel.plan.slide = true,
        row: |act, value| {
            glissando(act);
            let value = act.channel.remember(Memory::VolumeSlide, value);
            act.channel.add_volume(slide(value, true, true));
        },
        tick: |act, value| {
            to_note(act, 0);
            let value = act.channel.remember(Memory::VolumeSlide, value);
            act.channel.add_volume(slide(value, false, true));
        },
        ..NOTHING
    },
    Effect {
        code: b'U',
        name: "Fine vibrato",
        help: "Uxy is H, four times finer. Each digit's 0 repeats",
        say: |value| format!("speed {}, depth {}/64 semitone", value >> 4, value & 15),
        row: |act, value| {
            act.channel.vibrato.learn(value);
            vibrato(act, 1);
        },
        tick: |act, _| vibrato(act, 1),
        ..NOTHING
    },
];

fn say_pitch(value: u8) -> String {
    match value {
        0 => "as the last one".to_owned(),
        0xF0.. => format!("{}/16 semitone, once", value & 15),
        0xE0.. => format!("{}/64 semitone, once", value & 15),
        _ => format!("{value}/16 semitone per tick"),
    }
}

fn slide_first(act: &mut Act, value: u8, direction: i32) {
    let value = act.channel.remember(Memory::Pitch, value);
    let once = match value {
        0xF0.. => i32::from(value & 15) * UNIT,
        0xE0.. => i32::from(value & 15),
        _ => 0,
    };
    act.channel.add_pitch(direction * once);
}

fn slide_tick(act: &mut Act, value: u8, direction: i32) {
    let value = act.channel.remember(Memory::Pitch, value);
    if value < 0xE0 {
        act.channel.add_pitch(direction * i32::from(value) * UNIT);
    }
}

fn to_note(act: &mut Act, speed: u8) {
    let speed = act.channel.remember(Memory::Pitch, speed);
    let (way, step) = (act.channel.target - act.channel.pitch, i32::from(speed) * UNIT);
    act.channel.add_pitch(way.clamp(-step, step));
    glissando(act);
}

/// With `S11` a slide to a note is heard at the nearest whole number of semitones from that note.
fn glissando(act: &mut Act) {
    if act.channel.glissando {
        let way = act.channel.pitch - act.channel.target;
        act.channel.sway.pitch += (way + SEMITONE / 2).div_euclid(SEMITONE) * SEMITONE - way;
    }
}

fn vibrato(act: &mut Act, fineness: i32) {
    let wave = &mut act.channel.vibrato;
    act.channel.sway.pitch += wave.next(act.seed, 4) * i32::from(wave.depth) * fineness / 64;
}

/// Speeds of the volume field's `g`, by its digit; 0 repeats.
pub(super) fn field_speed(digit: u8) -> u8 {
    [0, 1, 4, 8, 16, 32, 64, 96, 128, 255][usize::from(digit.min(9))]
}

/// The volume field's `e` to `h`.
pub(super) fn field(act: &mut Act, effect: VolumeEffect, digit: u8, moment: Moment) {
    match (effect, moment) {
        (VolumeEffect::ToNote, Moment::Before) => act.channel.plan.slide = true,
        (VolumeEffect::ToNote, Moment::Row) => {
            act.channel.remember(Memory::Pitch, field_speed(digit));
            glissando(act);
        }
        (VolumeEffect::ToNote, Moment::Tick) => to_note(act, field_speed(digit)),
        (VolumeEffect::PitchDown | VolumeEffect::PitchUp, Moment::Row) => {
            act.channel.remember(Memory::Pitch, digit * 4);
        }
        (VolumeEffect::PitchDown, Moment::Tick) => slide_tick(act, digit * 4, -1),
        (VolumeEffect::PitchUp, Moment::Tick) => slide_tick(act, digit * 4, 1),
        (VolumeEffect::Vibrato, Moment::Row) => {
            act.channel.vibrato.learn(digit);
            vibrato(act, 4);
        }
        (VolumeEffect::Vibrato, Moment::Tick) => vibrato(act, 4),
        _ => {}
    }
}
