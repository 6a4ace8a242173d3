//! A zone: which sample plays for which keys and velocities, and how.

use crate::dsp::noise::mixed;
use crate::dsp::parameter::{Parameter, Parameters, row};
use crate::instruments::voice::NoteStart;
use serde::{Deserialize, Serialize};

/// A number of a zone as its row sees it.
trait Number: Sized {
    /// As rows have it.
    fn value(&self) -> f32;
    /// From what a row has, already in its range.
    fn of(value: f32) -> Self;
}

macro_rules! numbers {
    ($($type:ty),*) => {
        $(impl Number for $type {
            fn value(&self) -> f32 {
                *self as f32
            }

            fn of(value: f32) -> Self {
                value as $type
            }
        })*
    };
}

numbers!(f32, u8, u16, u32);

impl Number for bool {
    fn value(&self) -> f32 {
        f32::from(u8::from(*self))
    }

    fn of(value: f32) -> bool {
        value > 0.5
    }
}

macro_rules! choices {
    ($($type:ty),*) => {
        $(impl Number for $type {
            fn value(&self) -> f32 {
                *self as u8 as f32
            }

            fn of(value: f32) -> $type {
                <$type>::ALL.get(value as usize).copied().unwrap_or_default()
            }
        })*
    };
}

choices!(LoopMode, Stretching);

/// The last frame that rows can name exactly: nearly six minutes at 48 kHz.
pub const LAST_FRAME: u32 = 1 << 24;

const FRAME: f32 = LAST_FRAME as f32;

/// Declares the zone by its rows: `field: type kind(low, high, default) unit help;`.
macro_rules! zone {
    ($($field:ident: $type:ty, $kind:ident($($number:expr),*) $unit:literal $help:literal;)*) => {
        /// A zone.
        #[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
        #[serde(default)]
        pub struct Zone {
            $(#[doc = $help] pub $field: $type,)*
            /// Frames where slices begin, ascending.
            pub slices: Vec<u32>,
        }

        impl Default for Zone {
            fn default() -> Self {
                Zone {
                    $($field: Number::of(row::$kind("zone", stringify!($field), $unit, $help, $($number),*).default),)*
                    slices: Vec::new(),
                }
            }
        }

        impl Parameters for Zone {
            const ROWS: &'static [Parameter<Self>] = &[
                $(Parameter {
                    info: row::$kind("zone", stringify!($field), $unit, $help, $($number),*),
                    get: |zone| zone.$field.value(),
                    set: |zone, value| zone.$field = Number::of(value),
                },)*
            ];
        }
    };
}

zone! {
    sample: u16, whole(0.0, 4_095.0, 0.0) "" "the number of the sample";
    low_key: u8, whole(0.0, 127.0, 0.0) "key" "the lowest key";
    high_key: u8, whole(0.0, 127.0, 127.0) "key" "the highest key";
    low_velocity: u8, whole(0.0, 127.0, 0.0) "" "the softest key";
    high_velocity: u8, whole(0.0, 127.0, 127.0) "" "the hardest key";
    turn: u8, whole(0.0, 127.0, 0.0) "" "in which turn of its key it sounds, from 1; 0 is all";
    turns: u8, whole(1.0, 127.0, 1.0) "" "after so many notes of its key the turns begin anew";
    low_chance: f32, linear(0.0, 1.0, 0.0) "" "each note draws a place from 0 to 1: it sounds from here on";
    high_chance: f32, linear(0.0, 1.0, 1.0) "" "and below this";
    root: u8, whole(0.0, 127.0, 60.0) "key" "the key at which it sounds as recorded";
    tune: f32, linear(-100.0, 100.0, 0.0) "cents" "fine tuning";
    pitch_track: f32, linear(-1.0, 2.0, 1.0) "" "how much the pitch follows the key; 0 is one pitch for all";
    volume: f32, linear(-60.0, 12.0, 0.0) "dB" "the zone's level";
    pan: f32, linear(-1.0, 1.0, 0.0) "" "from −1 (left) to 1 (right)";
    cutoff: f32, linear(-120.0, 120.0, 0.0) "st" "moves the filter's cutoff for this zone";
    resonance: f32, linear(-1.0, 1.0, 0.0) "" "added to the filter's resonance for this zone";
    start: u32, whole(0.0, FRAME, 0.0) "frames" "the first frame that sounds";
    end: u32, whole(0.0, FRAME, 0.0) "frames" "the frame after the last that sounds; 0 is the sample's end";
    reverse: bool, switch(0.0) "" "plays backwards; forwards where the patch does so too";
    loop_mode: LoopMode, choice(LoopMode::NAMES, 0.0) "" "how the sample loops";
    loop_start: u32, whole(0.0, FRAME, 0.0) "frames" "the loop's first frame";
    loop_end: u32, whole(0.0, FRAME, 0.0) "frames" "the frame after the loop's last; 0 is the end";
    loop_fade: u32, whole(0.0, FRAME, 0.0) "frames" "the loop's last frames fade into those before its start";
    stretch: Stretching, choice(Stretching::NAMES, 0.0) "" "whether it keeps to the song's tempo, at its own pitch; for notes that begin";
    beats: f32, linear(0.0, 256.0, 0.0) "beats" "how long it lasts then, from start to end; 0 is worked out: at 80 to 160 BPM";
    choke_group: u8, whole(0.0, 255.0, 0.0) "" "it ends the zones that this group chokes; 0 is none";
    choked_by: u8, whole(0.0, 255.0, 0.0) "" "the group of this instrument that ends it; 0 is none";
}

impl Zone {
    /// Whether it sounds for a note; `velocity` is 0 to 127.
    pub(super) fn answers(&self, note: &NoteStart, velocity: u8) -> bool {
        (self.low_key..=self.high_key).contains(&note.key.min(127))
            && (self.low_velocity..=self.high_velocity).contains(&velocity)
            && self.has_its_turn(note.turn)
            && self.is_drawn(note.seed)
    }

    fn has_its_turn(&self, turn: u32) -> bool {
        self.turn == 0 || turn % u32::from(self.turns.max(1)) + 1 == u32::from(self.turn)
    }

    /// Whether what a note draws falls to this zone. All zones see the same draw.
    fn is_drawn(&self, seed: u32) -> bool {
        if (self.low_chance, self.high_chance) == (0.0, 1.0) {
            return true;
        }
        let drawn = draw(seed);
        self.low_chance <= drawn && (drawn < self.high_chance || self.high_chance == 1.0)
    }
}

/// A number from 0 to below 1 of a note's seed: seeds that differ little draw places that have nothing in common.
fn draw(seed: u32) -> f32 {
    (mixed(seed ^ 0x5EED_2A0E) >> 8) as f32 / (1u32 << 24) as f32
}

/// How a sample loops.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub enum LoopMode {
    /// Plays once to its end.
    #[default]
    Off,
    /// From the loop's end back to its start.
    Forward,
    /// To and fro.
    PingPong,
    /// Forward while the key is held, then on to the sample's end.
    Sustain,
}

impl LoopMode {
    /// All modes, in the order of their names.
    pub const ALL: [LoopMode; 4] = [LoopMode::Off, LoopMode::Forward, LoopMode::PingPong, LoopMode::Sustain];
    /// The names.
    pub const NAMES: &'static [&'static str] = &["off", "forward", "ping-pong", "sustain"];
}

/// Whether a zone keeps to the song's tempo.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub enum Stretching {
    /// It takes the time that its pitch gives it.
    #[default]
    Off,
    /// It lasts so many beats at any pitch.
    Beats,
}

impl Stretching {
    /// All modes, in the order of their names.
    pub const ALL: [Stretching; 2] = [Stretching::Off, Stretching::Beats];
    /// The names.
    pub const NAMES: &'static [&'static str] = &["off", "beats"];
}

#[cfg(test)]
mod tests {
    use super::*;

    fn note(turn: u32, seed: u32) -> NoteStart {
        NoteStart { key: 60, velocity: 1.0, offset: 0, slice: None, previous: None, turn, seed }
    }

    #[test]
    fn zones_take_turns() {
        let zones = [1, 2, 3].map(|turn| Zone { turn, turns: 3, ..Zone::default() });
        let heard = |turn| zones.iter().position(|zone| zone.answers(&note(turn, 0), 100));
        assert_eq!((0..7).map(heard).collect::<Vec<_>>(), [0, 1, 2, 0, 1, 2, 0].map(Some));
        assert!((0..7).all(|turn| Zone::default().answers(&note(turn, 0), 100)));
    }

    #[test]
    fn chance_gives_each_note_to_one_zone_and_each_zone_its_share() {
        let parts = [0.0, 0.2, 0.5, 1.0];
        let zones = [0, 1, 2].map(|part: usize| Zone {
            low_chance: parts[part],
            high_chance: parts[part + 1],
            ..Zone::default()
        });
        let mut heard = [0; 3];
        for seed in 0..10_000 {
            let drawn = zones.iter().map(|zone| usize::from(zone.answers(&note(0, seed), 100)));
            let drawn: Vec<usize> = drawn.collect();
            assert_eq!(drawn.iter().sum::<usize>(), 1, "{seed}");
            heard.iter_mut().zip(drawn).for_each(|(heard, drawn)| *heard += drawn);
        }
        for (heard, expected) in heard.into_iter().zip([2_000, 3_000, 5_000]) {
            assert!(heard.abs_diff(expected) < 150, "{heard} for {expected}");
        }
    }
}
