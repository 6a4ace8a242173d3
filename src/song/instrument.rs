//! An instrument: a patch and what the song adds to it.

use super::phrase::{MAX_PHRASES, PhraseMode, Phrases};
use super::rows::level;
use super::tuning::Tuning;
use super::unknown::Unknown;
use super::voicing::{
    DuplicateAction, DuplicateCheck, GLIDE, MOST_VOICES, PLAY_MODE, Phrasing, choices, most_voices,
};
use crate::dsp::parameter::{Knobs, Parameter, Parameters, row};
use crate::dsp::units::Decibels;
use crate::instruments::Patch;
use crate::instruments::matrix::{MOST_ROUTES, Matrix};
use serde::{Deserialize, Serialize};
use std::sync::Arc;

/// An instrument of the song.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Instrument {
    /// The name.
    pub name: String,
    /// The sound.
    pub patch: Patch,
    /// What moves the sound while a note plays.
    #[serde(default)]
    pub matrix: Matrix,
    /// −60 (off) to +12 dB.
    pub volume: Decibels,
    /// −1 (left) to 1 (right).
    pub pan: f32,
    /// Semitones added to every note, −60 to 60.
    pub transpose: i8,
    /// Cents added to every note, −100 to 100.
    pub finetune: f32,
    /// The pitches of the keys; equal temperament without one.
    #[serde(default)]
    pub tuning: Option<Arc<Tuning>>,
    /// What becomes of a note when the next one begins in its column.
    pub new_note: NewNoteAction,
    /// Seconds that a faded note takes to silence, 0.01 to 60.
    pub fade_seconds: f32,
    /// A note of this group ends the other notes of the group, whatever track they are on; 0 is no group.
    pub choke_group: u8,
    /// How its notes follow each other.
    #[serde(default)]
    pub phrasing: Phrasing,
    /// Which notes that its column has left behind are ended by a new one.
    #[serde(default)]
    pub duplicate_check: DuplicateCheck,
    /// How they end.
    #[serde(default)]
    pub duplicate_action: DuplicateAction,
    /// The most of its notes that sound at once, 1 to [`MOST_VOICES`].
    #[serde(default = "most_voices")]
    pub voice_limit: u16,
    /// Small patterns that play where it is struck.
    #[serde(default)]
    pub phrases: Phrases,
    /// What the file held that this version does not know.
    pub unknown: Unknown,
}

impl Instrument {
    /// An instrument of this name and sound, everything else at its default.
    pub fn new(name: &str, patch: Patch) -> Instrument {
        Instrument {
            name: name.to_owned(),
            patch,
            matrix: Matrix::default(),
            volume: Decibels::UNITY,
            pan: 0.0,
            transpose: 0,
            finetune: 0.0,
            tuning: None,
            new_note: NewNoteAction::Cut,
            fade_seconds: 1.0,
            choke_group: 0,
            phrasing: Phrasing::default(),
            duplicate_check: DuplicateCheck::default(),
            duplicate_action: DuplicateAction::default(),
            voice_limit: MOST_VOICES,
            phrases: Phrases::default(),
            unknown: Unknown::default(),
        }
    }
}

impl Instrument {
    /// Moves every number, those of the patch and its zones too, into its range.
    pub(super) fn move_into_range(&mut self) {
        Knobs::move_into_range(self);
        self.patch.knobs_mut().move_into_range();
        self.matrix_into_range();
        self.phrases.move_into_range();
        if let Patch::Sampler(sampler) = &mut self.patch {
            let mut zones = sampler.zones.to_vec();
            for zone in &mut zones {
                zone.move_into_range();
                zone.slices.sort_unstable();
                zone.slices.dedup();
            }
            if zones != *sampler.zones {
                sampler.zones = Arc::new(zones);
            }
        }
    }
}

impl Instrument {
    /// Whether a key plays: one that the tuning leaves out does not.
    pub fn plays(&self, key: u8) -> bool {
        self.tuning.as_ref().is_none_or(|tuning| tuning.plays(key))
    }

    /// Semitones by which the tuning moves what would sound at `keys` in equal temperament, 60 being C-4.
    pub fn tuned(&self, keys: f32) -> f32 {
        self.tuning.as_ref().map_or(0.0, |tuning| tuning.offset(keys))
    }

    fn matrix_into_range(&mut self) {
        self.matrix.move_into_range();
        let mut routes = self.matrix.routes.to_vec();
        routes.truncate(MOST_ROUTES);
        routes.iter_mut().for_each(Knobs::move_into_range);
        if routes != *self.matrix.routes {
            self.matrix.routes = Arc::new(routes);
        }
    }
}

choices! {
    /// What becomes of a note when the next one begins in its column, as in Impulse Tracker.
    NewNoteAction {
        /// It ends at once.
        Cut = "cut",
        /// It goes on.
        Continue = "continue",
        /// Its key is let go.
        Off = "off",
        /// It fades out.
        Fade = "fade",
    }
}

impl Parameters for Instrument {
    const ROWS: &'static [Parameter<Self>] = &[
        Parameter {
            info: level("volume", "the instrument's level; −60 is off", 0.0),
            get: |instrument| instrument.volume.0,
            set: |instrument, value| instrument.volume = Decibels(value),
        },
        Parameter {
            info: row::linear("", "pan", "", "from −1 (left) to 1 (right)", -1.0, 1.0, 0.0),
            get: |instrument| instrument.pan,
            set: |instrument, value| instrument.pan = value,
        },
        Parameter {
            info: row::whole("", "transpose", "st", "semitones added to every note", -60.0, 60.0, 0.0),
            get: |instrument| f32::from(instrument.transpose),
            set: |instrument, value| instrument.transpose = value as i8,
        },
        Parameter {
            info: row::linear("", "finetune", "cents", "cents added to every note", -100.0, 100.0, 0.0),
            get: |instrument| instrument.finetune,
            set: |instrument, value| instrument.finetune = value,
        },
        Parameter {
            info: row::choice(
                "",
                "new_note",
                "",
                "what becomes of a note when the next one begins",
                NewNoteAction::NAMES,
                0.0,
            ),
            get: |instrument| f32::from(instrument.new_note as u8),
            set: |instrument, value| instrument.new_note = NewNoteAction::of(value),
        },
        Parameter {
            info: row::linear(
                "",
                "fade_seconds",
                "s",
                "how long a faded note takes to silence",
                0.01,
                60.0,
                1.0,
            ),
            get: |instrument| instrument.fade_seconds,
            set: |instrument, value| instrument.fade_seconds = value,
        },
        Parameter {
            info: row::whole(
                "",
                "choke_group",
                "",
                "its notes end each other; 0 is no group",
                0.0,
                255.0,
                0.0,
            ),
            get: |instrument| f32::from(instrument.choke_group),
            set: |instrument, value| instrument.choke_group = value as u8,
        },
        Parameter {
            info: PLAY_MODE.info,
            get: |instrument| (PLAY_MODE.get)(&instrument.phrasing),
            set: |instrument, value| (PLAY_MODE.set)(&mut instrument.phrasing, value),
        },
        Parameter {
            info: GLIDE.info,
            get: |instrument| (GLIDE.get)(&instrument.phrasing),
            set: |instrument, value| (GLIDE.set)(&mut instrument.phrasing, value),
        },
        Parameter {
            info: row::choice(
                "",
                "duplicate_check",
                "",
                "which notes that the column has left behind end when the same is struck again",
                DuplicateCheck::NAMES,
                0.0,
            ),
            get: |instrument| f32::from(instrument.duplicate_check as u8),
            set: |instrument, value| instrument.duplicate_check = DuplicateCheck::of(value),
        },
        Parameter {
            info: row::choice(
                "",
                "duplicate_action",
                "",
                "how the notes end that duplicate_check finds",
                DuplicateAction::NAMES,
                0.0,
            ),
            get: |instrument| f32::from(instrument.duplicate_action as u8),
            set: |instrument, value| instrument.duplicate_action = DuplicateAction::of(value),
        },
        Parameter {
            info: row::whole(
                "",
                "voice_limit",
                "",
                "how many of its notes sound at once, on all tracks; 256 is no limit",
                1.0,
                MOST_VOICES as f32,
                MOST_VOICES as f32,
            ),
            get: |instrument| f32::from(instrument.voice_limit),
            set: |instrument, value| instrument.voice_limit = value as u16,
        },
        Parameter {
            info: row::choice(
                "",
                "phrase_mode",
                "",
                "which phrase a note strikes: none, the one of `phrase`, or that of its key",
                PhraseMode::NAMES,
                0.0,
            ),
            get: |instrument| f32::from(instrument.phrases.mode as u8),
            set: |instrument, value| instrument.phrases.mode = PhraseMode::of(value),
        },
        Parameter {
            info: row::whole(
                "",
                "phrase",
                "",
                "the phrase that notes strike in mode program",
                1.0,
                MAX_PHRASES as f32,
                1.0,
            ),
            get: |instrument| f32::from(instrument.phrases.program),
            set: |instrument, value| instrument.phrases.program = value as u8,
        },
    ];
}
