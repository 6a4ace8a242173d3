//! Instruments: one sound per file, with its saved `Patch`, its parameter rows and its playing `Voice`.
//! They know nothing of songs and tracks: they are told a note, a modulation for each stretch of frames, and the samples.
//! A new instrument is one file here, its `pub mod` line and its line in `instruments!`.

pub mod sample;
pub mod streamed;
pub mod derived;
pub mod voice;
pub mod onward;
pub mod blocks;
pub mod followed;
pub mod followed_filter;
pub mod unfiltered;
pub mod matrix;
pub mod treatment;
pub(crate) mod glide;
mod drive;
mod unison;
mod voice_filter;
#[cfg(test)]
mod trial;
pub mod sampler;
pub mod subtractive;
pub mod drums;
pub mod fm;
pub mod modal;
pub mod chip;
pub mod wavetable;

use crate::dsp::lent::Lent;
use crate::dsp::parameter::Knobs;
use crate::dsp::units::Semitones;
use crate::dsp::wide::{Work, widely};
use onward::Onward;
use serde::{Deserialize, Serialize};
use unfiltered::Unfiltered;
use voice::{Choke, Context, Liveness, Modulation, NoteStart, Stereo, Voice as _};

/// What a voice does for a stretch of frames.
struct Stretch<'a, V: voice::Voice> {
    voice: &'a mut V,
    patch: &'a V::Patch,
    modulation: &'a Modulation,
    context: &'a Context<'a>,
    out: Stereo<'a>,
    /// Where a sound that is to be filtered may be left.
    raw: Option<&'a mut Unfiltered>,
}

impl<V: voice::Voice> Work for Stretch<'_, V> {
    type Out = Option<Liveness>;

    #[inline(always)]
    fn run(self) -> Option<Liveness> {
        let Stretch { voice, patch, modulation, context, out, raw } = self;
        match raw {
            Some(raw) => voice.render_unfiltered(patch, modulation, context, out, raw),
            None => Some(voice.render(patch, modulation, context, out)),
        }
    }
}

/// Makes the closed lists of patches and voices from one line per instrument.
macro_rules! instruments {
    ($($variant:ident($module:ident, $patch:ty, $voice:ty), $name:literal, $help:literal;)*) => {
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

        /// What a voice of the pool plays.
        #[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
        enum Kind {
            #[default]
            Idle,
            $($variant,)*
        }

        /// A pool of voices, each of any kind, playing or idle. Those of one kind lie side by side: what a kind needs more memory
        /// for does not come between the others. Allocated once.
        pub struct VoicePool {
            kinds: Vec<Kind>,
            $($module: Vec<$voice>,)*
        }

        impl VoicePool {
            /// So many idle voices.
            pub fn new(count: usize) -> VoicePool {
                VoicePool {
                    kinds: vec![Kind::Idle; count],
                    $($module: (0..count).map(|_| <$voice>::default()).collect(),)*
                }
            }

            /// Starts a note of `patch`, whatever this voice was before. Allocates nothing.
            pub fn start(&mut self, number: usize, patch: &Patch, note: &NoteStart, context: &Context) {
                let Some(kind) = self.kinds.get_mut(number) else { return };
                match patch {
                    $(Patch::$variant(patch) => {
                        *kind = Kind::$variant;
                        self.$module[number].start(patch, note, context);
                    })*
                }
            }

            /// As [`voice::Voice::choke`].
            pub fn choke(&self, number: usize) -> Choke {
                match self.kinds.get(number) {
                    None | Some(Kind::Idle) => Choke::default(),
                    $(Some(Kind::$variant) => self.$module[number].choke(),)*
                }
            }

            /// The key is let go: sustain ends and the release begins.
            pub fn release(&mut self, number: usize) {
                match self.kinds.get(number) {
                    None | Some(Kind::Idle) => {}
                    $(Some(Kind::$variant) => self.$module[number].release(),)*
                }
            }

            /// As [`voice::Voice::sample`]; nothing of another kind's patch.
            pub fn sample(&self, number: usize, patch: &Patch) -> Option<u16> {
                match (self.kinds.get(number), patch) {
                    $((Some(Kind::$variant), Patch::$variant(patch)) => self.$module[number].sample(patch),)*
                    _ => None,
                }
            }

            /// As [`voice::Voice::slide`].
            pub fn slide(&mut self, number: usize, from: Semitones) {
                match self.kinds.get(number) {
                    None | Some(Kind::Idle) => {}
                    $(Some(Kind::$variant) => self.$module[number].slide(from),)*
                }
            }

            /// As [`LentVoices::render`], with nothing left to be filtered.
            pub fn render(
                &mut self,
                number: usize,
                patch: &Patch,
                modulation: &Modulation,
                context: &Context,
                out: Stereo,
            ) -> Liveness {
                // SAFETY: all voices are this function's own.
                let done = unsafe { self.lend().render(number, patch, modulation, context, out, None) };
                done.unwrap_or(Liveness::Ended)
            }

            /// The voices, for jobs that each play others.
            #[inline(always)]
            pub fn lend(&mut self) -> LentVoices<'_> {
                LentVoices { kinds: &self.kinds, $($module: Lent::of(&mut self.$module),)* }
            }
        }

        /// The voices of a pool, each for one job at a time.
        pub struct LentVoices<'a> {
            kinds: &'a [Kind],
            $($module: Lent<'a, $voice>,)*
        }

        impl LentVoices<'_> {
            /// Adds `out.left.len()` frames to `out`. A voice whose patch has become another kind ends. With `raw` the sound may be
            /// left there, as by [`voice::Voice::render_unfiltered`].
            ///
            /// # Safety
            /// Nobody else uses this voice at the same time.
            #[inline]
            pub unsafe fn render(
                &self,
                number: usize,
                patch: &Patch,
                modulation: &Modulation,
                context: &Context,
                out: Stereo,
                raw: Option<&mut Unfiltered>,
            ) -> Option<Liveness> {
                match (self.kinds.get(number), patch) {
                    $((Some(Kind::$variant), Patch::$variant(patch)) => {
                        // SAFETY: as the caller promises.
                        let voice = unsafe { self.$module.at(number) }?;
                        widely(Stretch { voice, patch, modulation, context, out, raw })
                    })*
                    _ => Some(Liveness::Ended),
                }
            }

            /// As [`voice::Voice::waits_for_filter`].
            ///
            /// # Safety
            /// Nobody else uses this voice at the same time.
            #[inline(always)]
            pub unsafe fn waits_for_filter(&self, number: usize) -> bool {
                match self.kinds.get(number) {
                    None | Some(Kind::Idle) => false,
                    $(Some(Kind::$variant) => {
                        // SAFETY: as the caller promises.
                        unsafe { self.$module.at(number) }.is_some_and(|voice| voice.waits_for_filter())
                    })*
                }
            }

            /// As [`voice::Voice::filtered`].
            ///
            /// # Safety
            /// Nobody else uses this voice at the same time.
            pub unsafe fn filtered(&self, number: usize, raw: &Unfiltered) {
                match self.kinds.get(number) {
                    None | Some(Kind::Idle) => {}
                    $(Some(Kind::$variant) => {
                        // SAFETY: as the caller promises.
                        if let Some(voice) = unsafe { self.$module.at(number) } {
                            voice.filtered(raw);
                        }
                    })*
                }
            }

            /// As [`voice::Voice::onward`].
            ///
            /// # Safety
            /// Nobody else uses this voice at the same time.
            pub unsafe fn onward(&self, number: usize) -> Option<Onward> {
                match self.kinds.get(number) {
                    None | Some(Kind::Idle) => None,
                    $(Some(Kind::$variant) => {
                        // SAFETY: as the caller promises.
                        unsafe { self.$module.at(number) }.and_then(|voice| voice.onward())
                    })*
                }
            }

            /// As [`voice::Voice::resume`].
            ///
            /// # Safety
            /// Nobody else uses this voice at the same time.
            pub unsafe fn resume(&self, number: usize, onward: &Onward) {
                match self.kinds.get(number) {
                    None | Some(Kind::Idle) => {}
                    $(Some(Kind::$variant) => {
                        // SAFETY: as the caller promises.
                        if let Some(voice) = unsafe { self.$module.at(number) } {
                            voice.resume(onward);
                        }
                    })*
                }
            }

            /// As [`voice::Voice::go_on_unfiltered`].
            ///
            /// # Safety
            /// Nobody else uses this voice at the same time.
            #[inline(always)]
            pub unsafe fn go_on_unfiltered(
                &self,
                number: usize,
                context: &Context,
                frames: usize,
                raw: &mut Unfiltered,
            ) -> bool {
                match self.kinds.get(number) {
                    None | Some(Kind::Idle) => false,
                    $(Some(Kind::$variant) => {
                        // SAFETY: as the caller promises.
                        let voice = unsafe { self.$module.at(number) };
                        voice.is_some_and(|voice| voice.go_on_unfiltered(context, frames, raw))
                    })*
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
    Sampler(sampler, sampler::Patch, sampler::voice::Voice), "sampler", "plays samples, by key and velocity zones";
    Subtractive(subtractive, subtractive::Patch, subtractive::voice::Voice), "subtractive", "band-limited oscillators through a filter";
    Drums(drums, drums::Patch, drums::voice::Voice), "drums", "kick, snare, hat, clap, tom, cowbell and rim, made from skins, metal and noise";
    Fm(fm, fm::Patch, fm::voice::Voice), "fm", "six sine operators that turn each other's phases, in sixteen algorithms";
    Modal(modal, modal::Patch, modal::voice::Voice), "modal", "struck and plucked strings, bars, skins, bells and bowls, by their modes";
    Chip(chip, chip::Patch, chip::voice::Voice), "chip", "pulses, a triangle in steps and noise, with lists of waves and notes";
    Wavetable(wavetable, wavetable::Patch, wavetable::voice::Voice), "wavetable", "tables of waves that become one another, built in or cut from a sample";
}

/// Makes everything that voices of any kind only read: to be called before any sound.
pub fn prepare() {
    crate::dsp::wavetable::waves();
    crate::dsp::sinc::prepare();
    crate::dsp::blep::residuals();
    wavetable::prepare();
}
