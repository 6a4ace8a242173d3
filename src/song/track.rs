//! A track: its columns and its channel strip.

use super::groove::Groove;
use super::insert::Insert;
use super::mixer::MAX_RETURNS;
use super::outlet::Outlet;
use super::rows::{self, MUTE, PAN, Sends, at_track, from_track, joined, level, sends, to_track, width};
use super::unknown::Unknown;
use crate::dsp::parameter::{Parameter, Parameters, row};
use crate::dsp::units::Decibels;
use serde::{Deserialize, Serialize};

/// The name of the row that says where a track goes.
pub const OUTPUT: &str = "output";

/// Milliseconds that a track comes later, or earlier, at most.
pub const MOST_DELAY: f32 = 100.0;

/// A track.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Track {
    /// The name at the head of its columns.
    pub name: String,
    /// Note columns shown and played, 1 to 8.
    pub note_columns: u8,
    /// Effect columns shown and played, 1 to 4.
    pub effect_columns: u8,
    /// Whether the delay fields are shown.
    pub show_delay: bool,
    /// What `&xx` sets in each effect column: `instrument.cutoff`, `track.pan`, `send.1`; empty: the instrument's cutoff.
    pub locks: [String; 4],
    /// The fader, −60 (off) to +12 dB.
    pub volume: Decibels,
    /// −1 (left) to 1 (right).
    pub pan: f32,
    /// Milliseconds that the track comes later, or earlier if negative, −100 to 100.
    #[serde(default)]
    pub delay: f32,
    /// How long its rows are against each other, in place of the song's groove; none begins before the song's row.
    #[serde(default)]
    pub groove: Option<Groove>,
    /// How wide it sounds: 0 is the middle alone, 1 as it is, 2 twice as wide.
    #[serde(default = "as_it_is")]
    pub width: f32,
    /// The track that its sound goes into, from 0, which is a group then; `None` is the master.
    #[serde(default)]
    pub output: Option<u16>,
    /// Silent until unmuted.
    pub mute: bool,
    /// While any track is solo, only those are heard.
    pub solo: bool,
    /// Heard also while others are solo.
    #[serde(default)]
    pub solo_safe: bool,
    /// Tracks of the same number, 1 to 8, are muted together by one command; 0 is none.
    #[serde(default)]
    pub mute_group: u8,
    /// Levels into the returns, −60 (off) to +12 dB; those into returns that are not there do nothing.
    pub sends: [Decibels; MAX_RETURNS],
    /// Whether each send is taken before the fader: its volume, panning and width do not count then.
    #[serde(default)]
    pub pre: [bool; MAX_RETURNS],
    /// The devices that the track's sound goes through before its fader, at most [`super::insert::MAX_INSERTS`].
    #[serde(default)]
    pub inserts: Vec<Insert>,
    /// Where its notes go if an instrument outside of the program plays it.
    #[serde(default)]
    pub outlet: Option<Outlet>,
    /// What the file held that this version does not know.
    pub unknown: Unknown,
}

/// The width that changes nothing.
fn as_it_is() -> f32 {
    1.0
}

impl Default for Track {
    fn default() -> Self {
        Track {
            name: String::new(),
            note_columns: 1,
            effect_columns: 1,
            show_delay: false,
            locks: Default::default(),
            volume: Decibels::UNITY,
            pan: 0.0,
            delay: 0.0,
            groove: None,
            width: as_it_is(),
            output: None,
            mute: false,
            solo: false,
            solo_safe: false,
            mute_group: 0,
            sends: [Decibels::OFF; MAX_RETURNS],
            pre: [false; MAX_RETURNS],
            inserts: Vec::new(),
            outlet: None,
            unknown: Unknown::default(),
        }
    }
}

impl Sends for Track {
    fn sends(&self) -> &[Decibels; MAX_RETURNS] {
        &self.sends
    }

    fn sends_mut(&mut self) -> &mut [Decibels; MAX_RETURNS] {
        &mut self.sends
    }
}

/// The row of where a send is taken.
const fn pre<const N: usize>() -> Parameter<Track> {
    Parameter {
        info: rows::pre(N),
        get: |track| f32::from(u8::from(track.pre[N])),
        set: |track, value| track.pre[N] = value > 0.5,
    }
}

impl Parameters for Track {
    const ROWS: &'static [Parameter<Self>] = &joined::<Self, 28>(&[
        &[
            Parameter {
                info: row::whole(
                    "columns",
                    "note_columns",
                    "",
                    "how many notes the track plays at once",
                    1.0,
                    8.0,
                    1.0,
                ),
                get: |track| f32::from(track.note_columns),
                set: |track, value| track.note_columns = value as u8,
            },
            Parameter {
                info: row::whole(
                    "columns",
                    "effect_columns",
                    "",
                    "how many effects a row can hold",
                    1.0,
                    4.0,
                    1.0,
                ),
                get: |track| f32::from(track.effect_columns),
                set: |track, value| track.effect_columns = value as u8,
            },
            Parameter {
                info: row::switch(
                    "columns",
                    "show_delay",
                    "",
                    "whether the grid shows the notes' delays",
                    0.0,
                ),
                get: |track| f32::from(u8::from(track.show_delay)),
                set: |track, value| track.show_delay = value > 0.5,
            },
            Parameter {
                info: level("volume", "the track's fader; −60 is off", 0.0),
                get: |track| track.volume.0,
                set: |track, value| track.volume = Decibels(value),
            },
            Parameter { info: PAN, get: |track| track.pan, set: |track, value| track.pan = value },
            Parameter {
                info: MUTE,
                get: |track| f32::from(u8::from(track.mute)),
                set: |track, value| track.mute = value > 0.5,
            },
            Parameter {
                info: row::switch("", "solo", "", "while any track is solo, only those are heard", 0.0),
                get: |track| f32::from(u8::from(track.solo)),
                set: |track, value| track.solo = value > 0.5,
            },
        ],
        &sends(),
        &[
            Parameter {
                info: to_track(
                    "routing",
                    OUTPUT,
                    "where its sound goes: the master, or another track, which is its group then",
                ),
                get: |track| from_track(track.output),
                set: |track, value| track.output = at_track(value),
            },
            Parameter {
                info: width("routing"),
                get: |track| track.width,
                set: |track, value| track.width = value,
            },
            Parameter {
                info: row::linear(
                    "routing",
                    "delay",
                    "ms",
                    "how much later the track comes, or earlier if negative",
                    -MOST_DELAY,
                    MOST_DELAY,
                    0.0,
                ),
                get: |track| track.delay,
                set: |track, value| track.delay = value,
            },
            pre::<0>(),
            pre::<1>(),
            pre::<2>(),
            pre::<3>(),
            pre::<4>(),
            pre::<5>(),
            pre::<6>(),
            pre::<7>(),
            Parameter {
                info: row::switch("routing", "solo_safe", "", "heard also while others are solo", 0.0),
                get: |track| f32::from(u8::from(track.solo_safe)),
                set: |track, value| track.solo_safe = value > 0.5,
            },
            Parameter {
                info: row::whole(
                    "routing",
                    "mute_group",
                    "",
                    "tracks of one number are muted together by the command mute-group; 0 is none",
                    0.0,
                    8.0,
                    0.0,
                ),
                get: |track| f32::from(track.mute_group),
                set: |track, value| track.mute_group = value as u8,
            },
        ],
    ]);
}
