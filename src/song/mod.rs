//! What is composed: plain data, every possible edit, undo, and the notation of the grid.
//! Knows nothing of time, sound and files.
//!
//! A song is a tree of `Arc`s: an edit copies the one lane (or track, or instrument) it touches and shares the rest.

pub mod shelf;
pub mod pieces;
pub mod rows;
pub mod tempo;
pub mod groove;
pub mod note;
pub mod scale;
pub mod chord;
pub mod row;
mod row_data;
pub mod clip;
pub mod curve;
pub mod lane;
pub mod pattern;
pub mod order;
pub mod outlet;
pub mod insert;
pub mod track;
pub mod tuning;
pub mod voicing;
pub mod phrase;
pub mod instrument;
pub mod sample;
pub mod mixer;
pub mod routing;
pub mod played;
pub mod remark;
pub mod unknown;
pub mod checking;
pub mod notation;
pub mod edit;
pub mod difference;
pub mod carry;

use crate::dsp::parameter::{Parameter, Parameters, row as parameter_row};
use checking::Checking;
use groove::Groove;
use instrument::Instrument;
use lane::Lane;
use mixer::Mixer;
use order::OrderEntry;
use pattern::Pattern;
use remark::Remark;
use sample::SampleReference;
use scale::Tonality;
use serde::{Deserialize, Serialize};
use shelf::Shelf;
use std::sync::Arc;
use tempo::Tempo;
use track::Track;
use unknown::Unknown;

/// The most tracks of a song.
pub const MAX_TRACKS: usize = 128;
/// The most patterns of a song.
pub const MAX_PATTERNS: usize = 10_000;
/// The most entries of the order list.
pub const MAX_ORDER: usize = 10_000;
/// The most instruments: they are numbered 01 to FF.
pub const MAX_INSTRUMENTS: usize = 255;
/// The most samples.
pub const MAX_SAMPLES: usize = 4_096;
/// The most lanes that patterns share by number.
pub const MAX_SHARED_LANES: usize = 10_000;

/// A song, whole.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Song {
    /// Title, tempo and the other settings of the whole song.
    pub settings: Arc<Settings>,
    /// The tracks, left to right. At least one.
    pub tracks: Vec<Arc<Track>>,
    /// The instruments by slot; slot 0 is shown as 01. Slots may be empty.
    pub instruments: Vec<Option<Arc<Instrument>>>,
    /// The samples that instruments point to by index. Removed ones leave a hole.
    pub samples: Vec<Option<Arc<SampleReference>>>,
    /// The patterns by number.
    pub patterns: Shelf<Pattern>,
    /// Lanes that several patterns use, by number.
    pub shared_lanes: Shelf<Lane>,
    /// What plays after what. Never empty in a valid song.
    pub order: Arc<Vec<OrderEntry>>,
    /// The returns and the master.
    pub mixer: Arc<Mixer>,
    /// What was said to places of the song, in their order.
    #[serde(default)]
    pub remarks: Arc<Vec<Remark>>,
    /// What the file held that this version does not know.
    pub unknown: Unknown,
}

/// The settings of a whole song.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Settings {
    /// The title.
    pub title: String,
    /// Who wrote it.
    pub artist: String,
    /// Anything, several lines.
    pub comment: String,
    /// Beats per minute.
    pub tempo: Tempo,
    /// Rows of one beat, 1 to 32.
    pub rows_per_beat: u8,
    /// Ticks of one row, 1 to 31: how finely effects move. `Axx` changes it and with it the row's length.
    pub ticks_per_row: u8,
    /// How late every second row comes, in percent of a pair of rows: 50 (even) to 75.
    pub swing: u8,
    /// How long rows are against each other, in place of the swing.
    #[serde(default)]
    pub groove: Option<Groove>,
    /// Rows of one bar as the grid highlights them, 1 to 255.
    pub rows_per_bar: u8,
    /// All chance in the song comes from this.
    pub seed: u64,
    /// The scale and its root: which notes belong to the song.
    #[serde(default)]
    pub tonality: Tonality,
    /// How the song is checked for faults.
    #[serde(default)]
    pub checking: Checking,
}

impl Default for Settings {
    fn default() -> Self {
        Settings {
            title: String::new(),
            artist: String::new(),
            comment: String::new(),
            tempo: Tempo::whole(120),
            rows_per_beat: 4,
            ticks_per_row: 6,
            swing: 50,
            groove: None,
            rows_per_bar: 16,
            seed: 1,
            tonality: Tonality::default(),
            checking: Checking::default(),
        }
    }
}

impl Parameters for Settings {
    const ROWS: &'static [Parameter<Self>] = &[
        Parameter {
            info: order::ROWS_PER_BEAT,
            get: |settings| f32::from(settings.rows_per_beat),
            set: |settings, value| settings.rows_per_beat = value as u8,
        },
        Parameter {
            info: parameter_row::whole(
                "",
                "ticks_per_row",
                "ticks",
                "how finely effects move",
                1.0,
                31.0,
                6.0,
            ),
            get: |settings| f32::from(settings.ticks_per_row),
            set: |settings, value| settings.ticks_per_row = value as u8,
        },
        Parameter {
            info: order::SWING,
            get: |settings| f32::from(settings.swing),
            set: |settings, value| settings.swing = value as u8,
        },
        Parameter {
            info: parameter_row::whole(
                "",
                "rows_per_bar",
                "rows",
                "rows of one bar in the grid",
                1.0,
                255.0,
                16.0,
            ),
            get: |settings| f32::from(settings.rows_per_bar),
            set: |settings, value| settings.rows_per_bar = value as u8,
        },
    ];
}

impl Default for Song {
    /// One empty pattern of 64 rows, eight tracks, no instruments.
    fn default() -> Self {
        let mut patterns = Shelf::default();
        patterns.push(Arc::new(Pattern::default()));
        Song {
            settings: Arc::default(),
            tracks: (1..=8)
                .map(|n| Arc::new(Track { name: format!("Track {n}"), ..Track::default() }))
                .collect(),
            instruments: Vec::new(),
            samples: Vec::new(),
            patterns,
            shared_lanes: Shelf::default(),
            order: Arc::new(vec![OrderEntry::default()]),
            mixer: Arc::default(),
            remarks: Arc::default(),
            unknown: Unknown::default(),
        }
    }
}

impl Song {
    /// The lane that plays on `track` of `pattern`, its own or a shared one; `None` where nothing was written.
    pub fn lane(&self, pattern: usize, track: usize) -> Option<&Lane> {
        match self.patterns.get(pattern)?.lanes.get(track)? {
            pattern::LaneSlot::Empty => None,
            pattern::LaneSlot::Own(lane) => Some(lane),
            pattern::LaneSlot::Shared(number) => {
                self.shared_lanes.get(usize::from(*number)).map(|lane| &**lane)
            }
        }
    }

    /// Rows until the lane there begins again: its own length, or its pattern's; 1 where there is no such pattern.
    pub fn lane_rows(&self, pattern: usize, track: usize) -> u16 {
        let own = self.lane(pattern, track).and_then(|lane| lane.length);
        own.or_else(|| Some(self.patterns.get(pattern)?.length)).unwrap_or(1)
    }

    /// How long rows are against each other where no entry of the order list says otherwise.
    pub fn groove(&self) -> Groove {
        self.settings.groove.unwrap_or(Groove::swing(self.settings.swing))
    }

    /// The instrument in `slot` (0 is shown as 01).
    pub fn instrument(&self, slot: usize) -> Option<&Instrument> {
        self.instruments.get(slot)?.as_deref()
    }
}
