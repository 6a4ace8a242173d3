//! One row of one track: its note columns and its effect columns.

use super::note::Note;
use serde::{Deserialize, Serialize};

/// The most note columns of a track.
pub const NOTE_COLUMNS: usize = 8;
/// The most effect columns of a track.
pub const EFFECT_COLUMNS: usize = 4;

/// The fields of one note column in one row.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct NoteCell {
    /// A note, note off, cut or fade.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub note: Option<Note>,
    /// The instrument as shown, 1 to 255.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub instrument: Option<std::num::NonZeroU8>,
    /// Volume, panning or a small effect.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub volume: Option<VolumeCell>,
    /// How late the note comes, in 1/256 of the row.
    #[serde(default, skip_serializing_if = "is_zero")]
    pub delay: u8,
}

fn is_zero(delay: &u8) -> bool {
    *delay == 0
}

impl NoteCell {
    /// Whether nothing is written here.
    pub fn is_empty(&self) -> bool {
        *self == NoteCell::default()
    }
}

/// The volume field, as in Impulse Tracker.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum VolumeCell {
    /// `v00` to `v64`.
    Volume(u8),
    /// `p00` (left) to `p64` (right).
    Panning(u8),
    /// `a00` to `h09`: an effect `a`–`h` and its digit 0–9.
    Effect(VolumeEffect, u8),
}

/// The small effects of the volume field.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum VolumeEffect {
    /// `a`: volume up by the digit on the first tick.
    FineUp,
    /// `b`: volume down by the digit on the first tick.
    FineDown,
    /// `c`: volume up by the digit on every other tick.
    SlideUp,
    /// `d`: volume down by the digit on every other tick.
    SlideDown,
    /// `e`: pitch down by four times the digit.
    PitchDown,
    /// `f`: pitch up by four times the digit.
    PitchUp,
    /// `g`: slide to the note.
    ToNote,
    /// `h`: vibrato of that depth.
    Vibrato,
}

/// An effect: its letter or sign and its two hexadecimal digits.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct EffectCell {
    /// `A` to `Z` or one of `?%*/=^&@!`.
    pub code: u8,
    /// `00` to `FF`.
    pub value: u8,
}

/// One row of one track. Columns beyond those that the track shows may hold something and then do not play.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub struct Row {
    /// The note columns, left to right.
    pub notes: [NoteCell; NOTE_COLUMNS],
    /// The effect columns, left to right.
    pub effects: [Option<EffectCell>; EFFECT_COLUMNS],
}

impl Row {
    /// Whether nothing is written here.
    pub fn is_empty(&self) -> bool {
        *self == Row::default()
    }
}

impl Row {
    /// This row with its values moved into range; effects of no known letter or sign are taken out.
    pub(super) fn into_range(mut self) -> Row {
        for cell in &mut self.notes {
            cell.volume = cell.volume.map(VolumeCell::into_range);
        }
        for effect in &mut self.effects {
            *effect = effect.filter(|effect| EffectCell::is_code(effect.code));
        }
        self
    }
}

impl VolumeCell {
    /// The loudest `v` and the rightmost `p`.
    pub const HIGHEST: u8 = 64;
    /// The highest digit of the small effects.
    pub const HIGHEST_DIGIT: u8 = 9;

    fn into_range(self) -> VolumeCell {
        match self {
            VolumeCell::Volume(value) => VolumeCell::Volume(value.min(Self::HIGHEST)),
            VolumeCell::Panning(value) => VolumeCell::Panning(value.min(Self::HIGHEST)),
            VolumeCell::Effect(effect, digit) => VolumeCell::Effect(effect, digit.min(Self::HIGHEST_DIGIT)),
        }
    }
}

impl EffectCell {
    /// The signs that are effects beside the letters `A` to `Z`.
    pub const SIGNS: &'static [u8] = b"?%*/=^&@!";

    /// Whether an effect can have this letter or sign.
    pub fn is_code(code: u8) -> bool {
        code.is_ascii_uppercase() || Self::SIGNS.contains(&code)
    }
}
