//! Instruments: one sound per file, with its saved `Patch`, its parameter rows and its playing `Voice`.
//! They know nothing of songs and tracks: they are told a note, a modulation for each stretch of frames, and the samples.
//! A new instrument is one file here, its `pub mod` line and its line in `instruments!`.

pub mod sample;
pub mod voice;
pub mod blocks;
pub mod followed;
pub mod sampler;
pub mod subtractive;
pub mod drums;
pub mod fm;
pub mod modal;
pub mod chip;

use crate::dsp::parameter::Knobs;
use serde::{Deserialize, Serialize};
use voice::{Context, Liveness, Modulation, NoteStart, Stereo, Voice as _};

/// Makes the closed lists of patches and voices from one line per instrument.
macro_rules! instruments {
    ($($variant:ident($patch:ty, $voice:ty), $name:literal, $help:literal;)*) => {
        /// The saved settings of an instrument, of one kind or another.
        #[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
        pub enum Patch {
            $(#[doc = $help] $variant($patch),)*
        }

        impl Patch {
            /// The name of the kind, as files and screens write it.
            pub fn kind(&self) -> &'static str {
                match self { $(Patch::$variant(_) => $name,)* }
            }

            /// The parameters of this patch.
            pub fn knobs(&self) -> &dyn Knobs {
                match self { $(Patch::$variant(patch) => patch,)* }
            }

            /// The parameters of this patch, to be changed.
            pub fn knobs_mut(&mut self) -> &mut dyn Knobs {
                match self { $(Patch::$variant(patch) => patch,)* }
            }
        }

        /// The names of the kinds, in the order of [`KINDS`].
        pub const KIND_NAMES: &[&str] = &[$($name,)*];

        /// Every kind of instrument: name, one line of help, a new patch.
        pub const KINDS: &[InstrumentKind] = &[
            $(InstrumentKind { name: $name, help: $help, new: || Patch::$variant(<$patch>::default()) },)*
        ];

        /// A voice of any kind, playing or idle. A pool of these is allocated once.
        #[derive(Default)]
        pub enum AnyVoice {
            /// Nothing sounds.
            #[default]
            Idle,
            $(#[doc = $help] $variant($voice),)*
        }

        impl AnyVoice {
            /// Starts a note of `patch`, whatever this voice was before. Allocates nothing.
            pub fn start(&mut self, patch: &Patch, note: &NoteStart, context: &Context) {
                match patch {
                    $(Patch::$variant(patch) => {
                        if !matches!(self, AnyVoice::$variant(_)) {
                            *self = AnyVoice::$variant(<$voice>::default());
                        }
                        if let AnyVoice::$variant(voice) = self {
                            voice.start(patch, note, context);
                        }
                    })*
                }
            }

            /// The key is let go: sustain ends and the release begins.
            pub fn release(&mut self) {
                match self {
                    AnyVoice::Idle => {}
                    $(AnyVoice::$variant(voice) => voice.release(),)*
                }
            }

            /// Adds `out.left.len()` frames to `out`. A voice whose patch has become another kind ends.
            #[inline]
            pub fn render(
                &mut self, patch: &Patch, modulation: &Modulation, context: &Context, out: Stereo,
            ) -> Liveness {
                match (self, patch) {
                    $((AnyVoice::$variant(voice), Patch::$variant(patch)) => {
                        voice.render(patch, modulation, context, out)
                    })*
                    _ => Liveness::Ended,
                }
            }

            /// As [`voice::Voice::go_on`].
            #[inline]
            pub fn go_on(&mut self, context: &Context, out: Stereo) -> bool {
                match self {
                    AnyVoice::Idle => false,
                    $(AnyVoice::$variant(voice) => voice.go_on(context, out),)*
                }
            }
        }
    };
}

/// A kind of instrument, as the lists and pickers show it.
pub struct InstrumentKind {
    /// As files write it.
    pub name: &'static str,
    /// One line.
    pub help: &'static str,
    /// A patch with every parameter at its default.
    pub new: fn() -> Patch,
}

instruments! {
    Sampler(sampler::Patch, sampler::voice::Voice), "sampler", "plays samples, by key and velocity zones";
    Subtractive(subtractive::Patch, subtractive::voice::Voice), "subtractive", "band-limited oscillators through a filter";
    Drums(drums::Patch, drums::voice::Voice), "drums", "kick, snare, hat, clap, tom, cowbell and rim, made from skins, metal and noise";
    Fm(fm::Patch, fm::voice::Voice), "fm", "six sine operators that turn each other's phases, in sixteen algorithms";
    Modal(modal::Patch, modal::voice::Voice), "modal", "struck and plucked strings, bars, skins, bells and bowls, by their modes";
    Chip(chip::Patch, chip::voice::Voice), "chip", "pulses, a triangle in steps and noise, with lists of waves and notes";
}
