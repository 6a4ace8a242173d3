//! Mixer devices: one per file, with its saved settings, its parameter rows and its processor.
//! They know nothing of tracks: they are handed stretches of stereo sound and change them in place.
//! A new device is one file here, its `pub mod` line and its line in `devices!`.

pub mod chorus;
pub mod compressor;
pub mod convolution;
pub mod crush;
pub mod delay;
pub mod eq;
pub mod filter;
pub mod flanger;
pub mod gain;
pub mod gate;
pub(crate) mod late;
pub mod limiter;
pub(crate) mod line;
pub mod meter;
pub mod multiband;
pub mod phaser;
pub mod pitch;
pub mod reverb;
mod runs;
pub mod saturation;
pub mod stereo;
mod swing;
pub mod tremolo;

use crate::dsp::parameter::Knobs;
use crate::dsp::units::SampleRate;
use crate::dsp::wide::{Work, widely};
use crate::instruments::sample::SampleBank;
use crate::instruments::voice::Stereo;
use serde::{Deserialize, Serialize};

/// A running device. `new` allocates for the longest times at its rate; nothing after it allocates, locks or panics.
pub trait Processor: Sized {
    /// The saved settings that it follows.
    type Settings;

    /// How much of its sound a new place in a track's chain plays beside the sound that comes in, 0 to 1.
    const MIX: f32 = 1.0;

    /// A device at rest.
    fn new(rate: SampleRate) -> Self;

    /// A device at rest for these settings, made with the samples of a song where it needs one.
    fn with(_settings: &Self::Settings, rate: SampleRate, _samples: &SampleBank) -> Self {
        Self::new(rate)
    }

    /// The number of the sample that a device with these settings is made with: another one makes another device.
    fn sample(_settings: &Self::Settings) -> Option<u16> {
        None
    }

    /// Forgets all sound: tails, smoothing, everything.
    fn reset(&mut self);

    /// Replaces the sound in `block` by the processed sound. `beat_seconds` is the length of one beat. Where its loops become vector
    /// code, it and what it calls are `#[inline(always)]`: they are then compiled for wider vectors too ([`crate::dsp::wide`]).
    fn process(&mut self, settings: &Self::Settings, beat_seconds: f32, block: Stereo);

    /// Whether a device of the kind can follow the level of another sound.
    const LISTENS: bool = false;

    /// As [`Processor::process`]; the level that counts is that of `key`, two channels as long as the block.
    fn process_keyed(
        &mut self,
        settings: &Self::Settings,
        beat_seconds: f32,
        block: Stereo,
        _key: [&[f32]; 2],
    ) {
        self.process(settings, beat_seconds, block);
    }

    /// Frames that its sound comes later than what comes in, as soon as it has followed these settings.
    fn latency(&self, _settings: &Self::Settings) -> usize {
        0
    }

    /// The most frames that any settings make it late.
    fn latest(&self) -> usize {
        0
    }

    /// Whether a device of the kind changes no sound at all, however it is switched and mixed.
    const PASSES: bool = false;

    /// Whether a device of the kind tells how much level it takes away.
    const REDUCES: bool = false;

    /// The greatest gain reduction since the last call in dB (0 or below), for meters.
    fn reduction(&mut self) -> f32 {
        0.0
    }
}

/// What a device does with a block.
struct Turn<'a, P: Processor> {
    processor: &'a mut P,
    settings: &'a P::Settings,
    beat_seconds: f32,
    block: Stereo<'a>,
    key: Option<[&'a [f32]; 2]>,
}

impl<P: Processor> Work for Turn<'_, P> {
    type Out = ();

    #[inline(always)]
    fn run(self) {
        match self.key {
            Some(key) if P::LISTENS => {
                self.processor.process_keyed(self.settings, self.beat_seconds, self.block, key);
            }
            _ => self.processor.process(self.settings, self.beat_seconds, self.block),
        }
    }
}

/// As [`Processor::process`], or [`Processor::process_keyed`] where there is a key, with the widest vectors that are there.
pub fn run<P: Processor>(
    processor: &mut P,
    settings: &P::Settings,
    beat_seconds: f32,
    block: Stereo,
    key: Option<[&[f32]; 2]>,
) {
    widely(Turn { processor, settings, beat_seconds, block, key });
}

/// Parameters that older files know by another name: the kind of device, that name, and the present one.
const RENAMED: &[(&str, &str, &str)] = &[("limiter", "on", "limiting")];

/// The present name of a parameter of a kind of device, whose name may be one of older files.
pub fn present_name<'a>(kind: &str, name: &'a str) -> &'a str {
    let renamed = RENAMED.iter().find(|(of, old, _)| (*of, *old) == (kind, name));
    renamed.map_or(name, |(.., present)| present)
}

/// Makes the closed lists of settings and processors from one line per device.
macro_rules! devices {
    ($($variant:ident, $module:ident, $name:literal, $help:literal;)*) => {
        /// The saved settings of a device, of one kind or another.
        #[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
        pub enum Device {
            $(#[doc = $help] $variant($module::Settings),)*
        }

        impl Device {
            /// The name of the kind, as files and screens write it.
            pub fn kind(&self) -> &'static str {
                match self { $(Device::$variant(_) => $name,)* }
            }

            /// As [`Processor::sample`].
            pub fn sample(&self) -> Option<u16> {
                match self { $(Device::$variant(settings) => <$module::Processor as Processor>::sample(settings),)* }
            }

            /// The parameters of this device.
            pub fn knobs(&self) -> &dyn Knobs {
                match self { $(Device::$variant(settings) => settings,)* }
            }

            /// The parameters of this device, to be changed.
            pub fn knobs_mut(&mut self) -> &mut dyn Knobs {
                match self { $(Device::$variant(settings) => settings,)* }
            }
        }

        /// The names of the kinds, in the order of [`KINDS`].
        pub const KIND_NAMES: &[&str] = &[$($name,)*];

        /// What may stand in a place of a chain: nothing, or one of the kinds.
        pub const CHOICES: &[&str] = &["none", $($name,)*];

        /// Every kind of device: name, one line of help, new settings.
        pub const KINDS: &[DeviceKind] = &[
            $(DeviceKind {
                name: $name,
                help: $help,
                mix: <$module::Processor as Processor>::MIX,
                listens: <$module::Processor as Processor>::LISTENS,
                reduces: <$module::Processor as Processor>::REDUCES,
                passes: <$module::Processor as Processor>::PASSES,
                new: || Device::$variant($module::Settings::default()),
            },)*
        ];

        /// The processor of one device, of whatever kind: what a place in a chain holds.
        pub enum AnyProcessor {
            $(#[doc = $help] $variant(Box<$module::Processor>),)*
        }

        impl AnyProcessor {
            /// The processor for a device, at rest, without any samples.
            pub fn new(device: &Device, rate: SampleRate) -> AnyProcessor {
                AnyProcessor::with(device, rate, &SampleBank::default())
            }

            /// The processor for a device, at rest, made with the samples of a song.
            pub fn with(device: &Device, rate: SampleRate, samples: &SampleBank) -> AnyProcessor {
                match device {
                    $(Device::$variant(settings) => {
                        AnyProcessor::$variant(Box::new(Processor::with(settings, rate, samples)))
                    })*
                }
            }

            /// The name of the kind, as [`Device::kind`] gives it.
            pub fn kind(&self) -> &'static str {
                match self { $(AnyProcessor::$variant(_) => $name,)* }
            }

            /// Forgets all sound.
            pub fn reset(&mut self) {
                match self { $(AnyProcessor::$variant(processor) => processor.reset(),)* }
            }

            /// Replaces the sound in `block` by the processed sound; where it listens to a level, and there is a `key` as long
            /// as the block, to that of the key. Where `device` is of another kind, the block stays as it is, and the answer
            /// is `false`.
            pub fn process(
                &mut self,
                device: &Device,
                beat_seconds: f32,
                block: Stereo,
                key: Option<[&[f32]; 2]>,
            ) -> bool {
                match (self, device) {
                    $((AnyProcessor::$variant(processor), Device::$variant(settings)) => {
                        run(&mut **processor, settings, beat_seconds, block, key);
                        true
                    })*
                    _ => false,
                }
            }

            /// As [`Processor::latency`]; 0 where `device` is of another kind.
            pub fn latency(&self, device: &Device) -> usize {
                match (self, device) {
                    $((AnyProcessor::$variant(processor), Device::$variant(settings)) => {
                        processor.latency(settings)
                    })*
                    _ => 0,
                }
            }

            /// As [`Processor::latest`].
            pub fn latest(&self) -> usize {
                match self { $(AnyProcessor::$variant(processor) => processor.latest(),)* }
            }

            /// Whether its kind changes no sound at all.
            pub fn passes(&self) -> bool {
                match self { $(AnyProcessor::$variant(_) => <$module::Processor as Processor>::PASSES,)* }
            }

            /// The greatest gain reduction since the last call in dB (0 or below).
            pub fn reduction(&mut self) -> f32 {
                match self { $(AnyProcessor::$variant(processor) => processor.reduction(),)* }
            }
        }
    };
}

/// A kind of device, as the lists and pickers show it.
pub struct DeviceKind {
    /// As files write it.
    pub name: &'static str,
    /// One line.
    pub help: &'static str,
    /// How much of its sound a new place in a track's chain plays beside the sound that comes in, 0 to 1.
    pub mix: f32,
    /// Whether it can follow the level of another sound.
    pub listens: bool,
    /// Whether it tells how much level it takes away.
    pub reduces: bool,
    /// Whether it changes no sound at all, however it is switched and mixed.
    pub passes: bool,
    /// Settings with every parameter at its default.
    pub new: fn() -> Device,
}

devices! {
    Delay, delay, "delay", "echoes in time with the song";
    Reverb, reverb, "reverb", "the sound of a room";
    Convolution, convolution, "convolution", "the sound of a room or a thing, as a sample holds it";
    Limiter, limiter, "limiter", "holds peaks under a ceiling";
    Eq, eq, "eq", "makes parts of the spectrum louder and softer";
    Compressor, compressor, "compressor", "makes loud sound softer";
    Saturation, saturation, "saturation", "bends the wave: tape, tube, hard, fold";
    Filter, filter, "filter", "lets a part through; swings with the beat and follows the level";
    Chorus, chorus, "chorus", "several voices of one";
    Flanger, flanger, "flanger", "a comb whose teeth wander";
    Phaser, phaser, "phaser", "notches that wander";
    Tremolo, tremolo, "tremolo", "the level swings, or the sound from side to side";
    Stereo, stereo, "stereo", "width, balance and what lies between left and right";
    Gain, gain, "gain", "a level, and the polarity";
    Gate, gate, "gate", "lets through what is loud enough";
    Crush, crush, "crush", "fewer bits and fewer frames a second";
    Pitch, pitch, "pitch", "another pitch in the same time";
    Multiband, multiband, "multiband", "makes lows, middle and highs softer, each by itself";
    Meter, meter, "meter", "changes nothing: level, loudness, correlation and spectrum of the sound in its place";
}

#[cfg(test)]
mod tests {
    use super::*;

    const RATE: SampleRate = SampleRate::STANDARD;

    #[test]
    fn a_processor_follows_the_devices_of_its_kind_alone_and_forgets_all() {
        for kind in KINDS {
            let device = (kind.new)();
            let mut processor = AnyProcessor::new(&device, RATE);
            assert_eq!(processor.kind(), kind.name);
            assert!((0.0..=1.0).contains(&kind.mix), "{}", kind.name);
            assert!(processor.latency(&device) <= processor.latest(), "{}", kind.name);
            let mut rounds = (0..2).map(|_| {
                let block = [[1.5f32; 64]; 2];
                let [mut left, mut right] = block;
                let other = (KINDS.iter().find(|other| other.name != kind.name).expect("another").new)();
                let kept = Stereo { left: &mut left, right: &mut right };
                assert!(!processor.process(&other, 0.5, kept, None), "{}", kind.name);
                assert_eq!([left, right], block, "{}", kind.name);
                assert!(processor.process(&device, 0.5, Stereo { left: &mut left, right: &mut right }, None));
                let reduction = processor.reduction();
                processor.reset();
                (left, right, reduction)
            });
            assert!(rounds.next() == rounds.next(), "{} after reset", kind.name);
        }
    }
}
