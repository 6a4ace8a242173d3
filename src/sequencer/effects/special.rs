//! The letter `S`: a second table, chosen by its first digit.

use super::super::channel::{Memory, PatternLoop};
use super::super::command::Action;
use super::super::wave::Shape;
use super::chance::CONDITION;
use super::{Act, Effect, NOTHING};
use crate::song::instrument::NewNoteAction;

/// The letter itself: its rows are [`SPECIALS`].
pub const EFFECTS: &[Effect] = &[Effect {
    code: b'S',
    name: "Special",
    help: "Sxy: x chooses, y is its value (see the second table). 00 repeats the last one",
    say: |_| String::new(),
    ..NOTHING
}];

const fn shape_name(value: u8) -> &'static str {
    match value & 15 {
        0 => "sine",
        1 => "ramp down",
        2 => "square",
        3 => "random",
        _ => "no such shape",
    }
}

/// The effects that share the letter; `code` is the first digit.
pub const SPECIALS: &[Effect] = &[
    Effect {
        code: b'1',
        name: "Glissando",
        help: "S11 lets G move in whole semitones, S10 smoothly",
        say: |value| if value & 15 > 0 { "in semitones" } else { "smooth" }.to_owned(),
        row: |act, value| act.channel.glissando = value & 15 > 0,
        ..NOTHING
    },
    CONDITION,
    Effect {
        code: b'3',
        name: "Vibrato shape",
        help: "S3x: 0 sine, 1 ramp down, 2 square, 3 random",
        say: |value| shape_name(value).to_owned(),
        row: |act, value| {
            act.channel.vibrato.shape = Shape::of(value & 15).unwrap_or(act.channel.vibrato.shape)
        },
        ..NOTHING
    },
    Effect {
        code: b'4',
        name: "Tremolo shape",
        help: "S4x: 0 sine, 1 ramp down, 2 square, 3 random",
        say: |value| shape_name(value).to_owned(),
        row: |act, value| {
            act.channel.tremolo.shape = Shape::of(value & 15).unwrap_or(act.channel.tremolo.shape)
        },
        ..NOTHING
    },
    Effect {
        code: b'5',
        name: "Panbrello shape",
        help: "S5x: 0 sine, 1 ramp down, 2 square, 3 random; begins the swing anew",
        say: |value| shape_name(value).to_owned(),
        row: |act, value| {
            if let Some(shape) = Shape::of(value & 15) {
                act.channel.panbrello.shape = shape;
                act.channel.panbrello.place = 0;
            }
        },
        ..NOTHING
    },
    Effect {
        code: b'6',
        name: "Longer row",
        help: "S6x lengthens the row by x ticks; several add up",
        say: |value| format!("{} ticks more", value & 15),
        once: true,
        before: |act, value| act.flow.extra_ticks += u16::from(value & 15),
        ..NOTHING
    },
    Effect {
        code: b'7',
        name: "Note actions",
        help: "S70 to S72: past notes are cut, let go, faded; S73 to S76: the present note's new-note action is cut, continue, off, fade",
        say: |value| match value & 15 {
            x @ 0..=2 => format!("past notes {}", ["cut", "let go", "faded"][usize::from(x)]),
            x @ 3..=6 => format!(
                "next note: this one is {}",
                ["cut", "continued", "let go", "faded"][usize::from(x - 3)]
            ),
            _ => "not used".to_owned(),
        },
        row: |act, value| {
            use NewNoteAction::{Continue, Cut, Fade, Off};
            let number = act.channel.number;
            match value & 15 {
                x @ 0..=2 => act.send(Action::PastNotes(number, [Cut, Off, Fade][usize::from(x)])),
                x @ 3..=6 => {
                    let action = [Cut, Continue, Off, Fade][usize::from(x - 3)];
                    act.channel.new_note = Some(action);
                    act.send(Action::NewNote(number, action));
                }
                _ => {}
            }
        },
        ..NOTHING
    },
    Effect {
        code: b'8',
        name: "Coarse panning",
        help: "S8x places the channel: 0 left, F right",
        say: |value| super::pan::place((i32::from(value & 15) * 64 + 7) / 15),
        row: |act, value| act.channel.pan = (i32::from(value & 15) * 64 + 7) / 15,
        ..NOTHING
    },
    Effect {
        code: b'A',
        name: "High offset",
        help: "SAy adds y × 65,536 frames to every O that follows",
        say: |value| format!("{} frames more", u32::from(value & 15) * 65_536),
        before: |act, value| act.channel.offset_high = u32::from(value & 15),
        ..NOTHING
    },
    Effect {
        code: b'B',
        name: "Pattern loop",
        help: "SB0 marks the start, SBx goes back to it x times",
        say: |value| match value & 15 {
            0 => "loop starts here".to_owned(),
            times => format!("back to the loop's start, {times} times"),
        },
        once: true,
        row: |act, value| {
            let (times, visit) = (value & 15, act.flow.visits);
            let of_channel = &mut act.channel.pattern_loop;
            if of_channel.visit != visit {
                *of_channel = PatternLoop { visit, ..PatternLoop::default() };
            }
            if times == 0 {
                of_channel.start = act.flow.row;
                return;
            }
            of_channel.left = match of_channel.left {
                0 => times,
                left => left - 1,
            };
            if of_channel.left == 0 {
                of_channel.start = act.flow.row + 1;
            } else {
                act.flow.loop_to = Some(of_channel.start);
            }
        },
        ..NOTHING
    },
    Effect {
        code: b'C',
        name: "Note cut",
        help: "SCx cuts the note at tick x; 0 is 1",
        say: |value| format!("at tick {}", (value & 15).max(1)),
        row: |act, value| act.channel.cut_at = Some(u16::from(value & 15).max(1)),
        ..NOTHING
    },
    Effect {
        code: b'D',
        name: "Note delay",
        help: "SDx strikes the note at tick x; 0 is 1. Beyond the row it is lost",
        say: |value| format!("to tick {}", (value & 15).max(1)),
        before: |act, value| act.channel.plan.delay_ticks = u64::from(value & 15).max(1),
        ..NOTHING
    },
    Effect {
        code: b'E',
        name: "Row repeat",
        help: "SEx plays the row x more times: its effects again, its notes not",
        say: |value| format!("{} more times", value & 15),
        once: true,
        row: |act, value| {
            act.flow.row_repeats.get_or_insert(value & 15);
        },
        ..NOTHING
    },
];

/// The special effect of an `S` value.
pub(super) fn find(value: u8) -> Option<&'static Effect> {
    let digit = b"0123456789ABCDEF"[usize::from(value >> 4)];
    SPECIALS.iter().find(|effect| effect.code == digit)
}

/// For `S` the effect that its value (or, for 00, its memory) chooses, with that value; any other effect is itself.
pub(super) fn resolve(effect: &'static Effect, act: &mut Act, value: u8) -> (&'static Effect, u8) {
    if effect.code != b'S' {
        return (effect, value);
    }
    let value = act.channel.remember(Memory::Special, value);
    (find(value).unwrap_or(effect), value)
}
