//! How the notes of an instrument share its voices.

use crate::dsp::parameter::{Parameter, Parameters, row};
use serde::{Deserialize, Serialize};

/// Declares an enum of which files and screens write a name: its first value is the default.
macro_rules! choices {
    (
        $(#[$meta:meta])* $name:ident {
            $(#[$first_meta:meta])* $first:ident = $first_text:literal,
            $($(#[$variant_meta:meta])* $variant:ident = $text:literal,)*
        }
    ) => {
        $(#[$meta])*
        #[derive(Clone, Copy, Debug, Default, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
        pub enum $name {
            $(#[$first_meta])*
            #[default]
            $first,
            $($(#[$variant_meta])* $variant,)*
        }

        impl $name {
            /// All of them, in the order of their names.
            pub const ALL: [$name; $name::NAMES.len()] = [$name::$first, $($name::$variant,)*];
            /// Their names in files and on screens.
            pub const NAMES: &'static [&'static str] = &[$first_text, $($text,)*];

            /// The one at a place of [`Self::ALL`], as rows of parameters hold it; the first where there is none.
            pub fn of(place: f32) -> $name {
                $name::ALL.get(place as usize).copied().unwrap_or_default()
            }
        }
    };
}
pub(super) use choices;

choices! {
    /// How many notes of an instrument sound at once on a track.
    PlayMode {
        /// As many as are struck.
        Poly = "poly",
        /// One: the next note ends it.
        Mono = "mono",
        /// One: while its key is down, the next note only moves its pitch.
        Legato = "legato",
    }
}

/// How the notes of an instrument follow each other: what a preset holds beside the patch, for it belongs to the sound.
#[derive(Clone, Copy, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Phrasing {
    /// How many notes sound at once on a track.
    pub play_mode: PlayMode,
    /// Seconds, 0 to 10, that a note takes from the pitch of the last one; 0 leaves that to the patch, where its kind glides.
    pub glide: f32,
}

/// The row of the play mode.
pub(super) const PLAY_MODE: Parameter<Phrasing> = Parameter {
    info: row::choice(
        "",
        "play_mode",
        "",
        "poly; mono: a note ends the last one of its track; legato: that goes on at the new pitch",
        PlayMode::NAMES,
        0.0,
    ),
    get: |phrasing| f32::from(phrasing.play_mode as u8),
    set: |phrasing, value| phrasing.play_mode = PlayMode::of(value),
};

/// The row of the glide.
pub(super) const GLIDE: Parameter<Phrasing> = Parameter {
    info: row::linear(
        "",
        "glide",
        "s",
        "how long a note takes from the pitch of the last one; 0: as the sound itself glides",
        0.0,
        10.0,
        0.0,
    ),
    get: |phrasing| phrasing.glide,
    set: |phrasing, value| phrasing.glide = value,
};

impl Parameters for Phrasing {
    const ROWS: &'static [Parameter<Self>] = &[PLAY_MODE, GLIDE];
}

choices! {
    /// Which notes that a column has left behind its next note is a duplicate of, as in Impulse Tracker.
    DuplicateCheck {
        /// None.
        Off = "off",
        /// Those of the same instrument and key.
        Note = "note",
        /// Those of the same sample; where neither has one, those of the same instrument.
        Sample = "sample",
        /// Those of the same instrument.
        Instrument = "instrument",
    }
}

choices! {
    /// What becomes of a note that another one is a duplicate of.
    DuplicateAction {
        /// It ends at once.
        Cut = "cut",
        /// Its key is let go.
        Off = "off",
        /// It fades out.
        Fade = "fade",
    }
}

/// The most notes of an instrument, where it has no other limit.
pub const MOST_VOICES: u16 = 256;

/// What a file of before the limit means.
pub(super) fn most_voices() -> u16 {
    MOST_VOICES
}
