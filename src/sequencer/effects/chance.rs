//! Whether the row's notes are played at all.

use super::{Act, Effect, NOTHING, Quantity};
use crate::song::MAX_TRACKS;

/// A condition of the row: its notes are played or not, and what looks back at it later knows.
fn decide(act: &mut Act, plays: bool) {
    act.channel.plan.skip |= !plays;
    act.flow.conditions[act.track.min(MAX_TRACKS - 1)] = plays;
}

/// What a condition of `S2x` asks.
struct Condition {
    /// In words.
    text: &'static str,
    /// Whether it is so.
    holds: fn(&Act) -> bool,
    /// Whether it is a condition of its own, which others look back at; or else one that looks at others.
    own: bool,
}

/// The last condition of a track: none was none that held.
fn held(act: &Act, track: Option<usize>) -> bool {
    track.and_then(|track| act.flow.conditions.get(track)).copied().unwrap_or(false)
}

const NEVER: Condition = Condition { text: "not used", holds: |_| true, own: false };

/// The conditions, each followed by its opposite, as Elektron's machines have them.
const CONDITIONS: &[[Condition; 2]] = &[
    [
        Condition { text: "on the first pass only", holds: |act| act.pass == 0, own: true },
        Condition { text: "not on the first pass", holds: |act| act.pass > 0, own: true },
    ],
    [
        Condition {
            text: "on the entry's last pass only",
            holds: |act| act.flow.is_last(act.song),
            own: true,
        },
        Condition {
            text: "not on the entry's last pass",
            holds: |act| !act.flow.is_last(act.song),
            own: true,
        },
    ],
    [
        Condition {
            text: "if the track's condition before held",
            holds: |act| held(act, Some(act.track)),
            own: false,
        },
        Condition {
            text: "if the track's condition before did not hold",
            holds: |act| !held(act, Some(act.track)),
            own: false,
        },
    ],
    [
        Condition {
            text: "if the last condition of the track on the left held",
            holds: |act| held(act, act.track.checked_sub(1)),
            own: false,
        },
        Condition {
            text: "if the last condition of the track on the left did not hold",
            holds: |act| !held(act, act.track.checked_sub(1)),
            own: false,
        },
    ],
    [
        Condition { text: "while fill is on", holds: |act| act.flow.fill, own: true },
        Condition { text: "while fill is off", holds: |act| !act.flow.fill, own: true },
    ],
];

fn condition(value: u8) -> &'static Condition {
    let digit = usize::from(value & 15);
    CONDITIONS.get(digit / 2).map_or(&NEVER, |pair| &pair[digit % 2])
}

/// The row among the special effects.
pub const CONDITION: Effect = Effect {
    code: b'2',
    name: "Condition",
    help: "S2x plays the row's notes on the first pass (0), the entry's last (2), if the track's condition before held (4), \
           that of the track on the left (6), while fill is on (8); 1, 3, 5, 7, 9: if not",
    say: |value| condition(value).text.to_owned(),
    before: |act, value| {
        let condition = condition(value);
        let holds = (condition.holds)(act);
        match condition.own {
            true => decide(act, holds),
            false => act.channel.plan.skip |= !holds,
        }
    },
    ..NOTHING
};

/// On which pass, from 0, of how many `%` plays; what lies behind the last one begins with the first again.
fn pass(value: u8) -> (u32, u32) {
    let (which, of) = (u32::from(value >> 4).max(1), u32::from(value & 15).max(1));
    ((which - 1) % of, of)
}

/// The family's rows.
pub const EFFECTS: &[Effect] = &[
    Effect {
        code: b'?',
        name: "Chance",
        help: "?xx plays the row's notes with a chance of xx in 256; FF always",
        quantity: |_| Some(Quantity::to(0, 0xFF)),
        say: |value| match value {
            255 => "always".to_owned(),
            _ => format!("{} % of the time", (u32::from(value) * 100 + 128) / 256),
        },
        before: |act: &mut Act, value| {
            // One throw for the whole row of the track, so that a chord stays together.
            let thrown = super::super::random::throw(act.seed, &[3]) % 256;
            decide(act, value == 255 || thrown < u64::from(value));
        },
        ..NOTHING
    },
    Effect {
        code: b'%',
        name: "Pass",
        help: "%xy plays the row's notes on the xth of every y passes of the lane",
        say: |value| {
            let (which, of) = pass(value);
            format!("on pass {} of {of}", which + 1)
        },
        before: |act, value| {
            let (which, of) = pass(value);
            decide(act, act.pass % of == which);
        },
        ..NOTHING
    },
];
