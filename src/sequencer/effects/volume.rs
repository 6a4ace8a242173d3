//! Volume: slides, tremolo, tremor, channel and global volume.

use super::super::channel::{LOUDEST, Memory};
use super::super::command::Action;
use super::{Act, Effect, Moment, NOTHING, Quantity};
use crate::song::row::VolumeEffect;

/// The loudest global volume.
pub const GLOBAL_LOUDEST: i32 = 128;

/// The family's rows.
pub const EFFECTS: &[Effect] = &[
    Effect {
        code: b'D',
        name: "Volume slide",
        help: "Dx0 up, D0x down by x per tick; DxF up, DFx down once. 00 repeats",
        quantity: slide_quantity,
        say: say_slide,
        row: |act, value| {
            let value = act.channel.remember(Memory::VolumeSlide, value);
            act.channel.add_volume(slide(value, true, true));
        },
        tick: |act, value| {
            let value = act.channel.remember(Memory::VolumeSlide, value);
            act.channel.add_volume(slide(value, false, true));
        },
        ..NOTHING
    },
    Effect {
        code: b'I',
        name: "Tremor",
        help: "Ixy sounds x ticks, is silent y ticks. 00 repeats",
        say: |value| format!("{} ticks on, {} off", (value >> 4).max(1), (value & 15).max(1)),
        row: tremor,
        tick: tremor,
        ..NOTHING
    },
    Effect {
        code: b'M',
        name: "Channel volume",
        help: "Mxx sets the channel's volume, 00 to 40",
        quantity: |_| Some(Quantity::to(0, 0x40)),
        say: |value| format!("{} of 64", value.min(64)),
        row: |act, value| {
            if i32::from(value) <= LOUDEST {
                act.channel.channel_volume = value.into();
            }
        },
        ..NOTHING
    },
    Effect {
        code: b'N',
        name: "Channel volume slide",
        help: "Nx0 up, N0x down by x per tick; NxF up, NFx down once. 00 repeats",
        quantity: slide_quantity,
        say: say_slide,
        row: |act, value| {
            let value = act.channel.remember(Memory::ChannelSlide, value);
            slide_channel(act, slide(value, true, false));
        },
        tick: |act, value| {
            let value = act.channel.remember(Memory::ChannelSlide, value);
            slide_channel(act, slide(value, false, false));
        },
        ..NOTHING
    },
    Effect {
        code: b'R',
        name: "Tremolo",
        help: "Rxy swings the volume with speed x, depth y. Each digit's 0 repeats",
        say: |value| format!("speed {}, depth {} of 64", value >> 4, (value & 15) * 2),
        row: |act, value| {
            act.channel.tremolo.learn(value);
            tremolo(act);
        },
        tick: |act, _| tremolo(act),
        ..NOTHING
    },
    Effect {
        code: b'V',
        name: "Global volume",
        help: "Vxx sets the volume of the whole song, 00 to 80",
        quantity: |_| Some(Quantity::to(0, 0x80)),
        say: |value| format!("{} of 128", value.min(128)),
        once: true,
        row: |act, value| {
            if i32::from(value) <= GLOBAL_LOUDEST {
                set_global(act, value.into());
            }
        },
        ..NOTHING
    },
    Effect {
        code: b'W',
        name: "Global volume slide",
        help: "Wx0 up, W0x down by x per tick; WxF up, WFx down once. 00 repeats",
        quantity: slide_quantity,
        say: say_slide,
        once: true,
        row: |act, value| {
            let value = act.channel.remember(Memory::GlobalSlide, value);
            set_global(act, act.flow.global_volume + slide(value, true, false));
        },
        tick: |act, value| {
            let value = act.channel.remember(Memory::GlobalSlide, value);
            set_global(act, act.flow.global_volume + slide(value, false, false));
        },
        ..NOTHING
    },
];

/// What a slide's byte adds on the first tick or on another one. With `edges`, 0F and F0 act on the first tick too.
pub(super) fn slide(value: u8, first: bool, edges: bool) -> i32 {
    let (up, down) = (i32::from(value >> 4), i32::from(value & 15));
    match (up, down) {
        (0, 15) if first && edges => -15,
        (15, 0) if first && edges => 15,
        (_, 15) if up > 0 => up * i32::from(first),
        (15, _) if down > 0 => -down * i32::from(first),
        (_, 0) if !first => up,
        (0, _) if !first => -down,
        _ => 0,
    }
}

/// The number of a slide per tick: one digit of two, the other of which is 0.
pub(super) fn slide_quantity(value: u8) -> Option<Quantity> {
    match (value >> 4, value & 15) {
        (0, 1..15) => Some(Quantity { low: 0x01, high: 0x0E, neutral: 0, step: 1 }),
        (1..15, 0) => Some(Quantity { low: 0x10, high: 0xE0, neutral: 0, step: 16 }),
        _ => None,
    }
}

pub(super) fn say_slide(value: u8) -> String {
    match (value >> 4, value & 15) {
        (0, 0) => "as the last one".to_owned(),
        (up, 15) if up > 0 => format!("up by {up}, once"),
        (15, down) if down > 0 => format!("down by {down}, once"),
        (up, 0) => format!("up by {up} per tick"),
        (0, down) => format!("down by {down} per tick"),
        _ => "both digits: nothing happens".to_owned(),
    }
}

fn slide_channel(act: &mut Act, by: i32) {
    act.channel.channel_volume = (act.channel.channel_volume + by).clamp(0, LOUDEST);
}

fn set_global(act: &mut Act, volume: i32) {
    act.flow.global_volume = volume.clamp(0, GLOBAL_LOUDEST);
    act.send(Action::GlobalVolume(act.flow.global_volume as f32 / GLOBAL_LOUDEST as f32));
}

fn tremolo(act: &mut Act) {
    let wave = &mut act.channel.tremolo;
    act.channel.sway.volume += wave.next(act.seed, 4) * 2 * i32::from(wave.depth) / 64;
}

fn tremor(act: &mut Act, value: u8) {
    let value = act.channel.remember(Memory::Tremor, value);
    let (left, sounds) = act.channel.tremor;
    let (left, sounds) = match left {
        0 if sounds => ((value & 15).max(1), false),
        0 => ((value >> 4).max(1), true),
        _ => (left, sounds),
    };
    act.channel.tremor = (left - 1, sounds);
    act.channel.sway.silent = !sounds;
}

/// The volume field's `a` to `d`; they share one memory.
pub(super) fn field(act: &mut Act, effect: VolumeEffect, digit: u8, moment: Moment) {
    if moment == Moment::Before {
        return;
    }
    let by = i32::from(act.channel.remember(Memory::VolumeField, digit));
    match (effect, moment) {
        (VolumeEffect::FineUp, Moment::Row) | (VolumeEffect::SlideUp, Moment::Tick) => {
            act.channel.add_volume(by)
        }
        (VolumeEffect::FineDown, Moment::Row) | (VolumeEffect::SlideDown, Moment::Tick) => {
            act.channel.add_volume(-by)
        }
        _ => {}
    }
}
