//! Pitches and what a note column's first field can hold.

use serde::{Deserialize, Serialize};

/// The names of the keys of an octave.
pub const KEYS: &[&str] = &["C", "C#", "D", "D#", "E", "F", "F#", "G", "G#", "A", "A#", "B"];

/// The MIDI key of the highest pitch: no note is transposed higher.
pub const HIGHEST_KEY: u8 = Pitch::HIGHEST.midi();

/// The key within the octave, 0 (C) to 11 (B), of a letter: `C` to `G`, `A`, `B`.
pub fn key_of(letter: u8) -> Option<u8> {
    KEYS.iter().position(|name| name.as_bytes() == [letter]).map(|key| key as u8)
}

/// A key from C-0 to B-9. C-4 is middle C, MIDI key 60.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "u8", into = "u8")]
pub struct Pitch(u8);

impl Pitch {
    /// C-0, MIDI key 12.
    pub const LOWEST: Pitch = Pitch(0);
    /// B-9, four semitones above the highest MIDI key.
    pub const HIGHEST: Pitch = Pitch(119);
    /// C-4.
    pub const MIDDLE_C: Pitch = Pitch(48);

    /// The pitch of a MIDI key; `None` outside C-0 to B-9.
    pub fn from_midi(key: u8) -> Option<Pitch> {
        (12..=HIGHEST_KEY).contains(&key).then(|| Pitch(key - 12))
    }

    /// The MIDI key, 12 to 131.
    pub const fn midi(self) -> u8 {
        self.0 + 12
    }

    /// The octave as written, 0 to 9.
    pub fn octave(self) -> u8 {
        self.0 / 12
    }

    /// The key within the octave, 0 (C) to 11 (B).
    pub fn key(self) -> u8 {
        self.0 % 12
    }

    /// This pitch moved by semitones, stopping at the ends of the range.
    pub fn transposed(self, semitones: i32) -> Pitch {
        Pitch((i32::from(self.0) + semitones).clamp(0, 119) as u8)
    }
}

impl TryFrom<u8> for Pitch {
    type Error = &'static str;

    fn try_from(number: u8) -> Result<Pitch, &'static str> {
        if number <= 119 { Ok(Pitch(number)) } else { Err("a pitch is 0 (C-0) to 119 (B-9)") }
    }
}

impl From<Pitch> for u8 {
    fn from(pitch: Pitch) -> u8 {
        pitch.0
    }
}

/// What the first field of a note column holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum Note {
    /// `C-4`: a new note.
    On(Pitch),
    /// `===`: the key is let go.
    Off,
    /// `^^^`: silence at once.
    Cut,
    /// `~~~`: the instrument's fade-out begins.
    Fade,
}
