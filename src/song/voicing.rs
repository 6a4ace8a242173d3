//! How the notes of an instrument share its voices.

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
