//! A device that runs in a chain: made outside of the audio thread, for it needs memory, and given back to be freed there.

use super::bus::{Bus, QUANTUM};
use super::chains::Pace;
use crate::devices::late::Late;
use crate::devices::{AnyProcessor, Device};
use crate::dsp::smooth::Smooth;
use crate::dsp::units::SampleRate;
use crate::instruments::sample::SampleBank;

/// Quanta of silence after which a device sleeps: longer than the longest gap between two echoes at any rate.
const SLEEP: u32 = 4 * 192_000 / QUANTUM as u32 + 1;

/// What a place of a chain is to do.
#[derive(Clone, Copy)]
pub(super) struct Link<'a> {
    /// The device.
    pub device: &'a Device,
    /// How much of it is heard, 0 to 1, the rest being what came in; `None` while it is switched off.
    pub mix: Option<f32>,
    /// The sound that it listens to; `None` is its own.
    pub key: Option<&'a Bus>,
}

/// A running device with what it needs to be mixed with the sound that comes in.
pub struct Unit {
    processor: AnyProcessor,
    /// The sound that came in, for devices that are late.
    dry: Option<Late>,
    /// How much of the device is heard.
    wet: Smooth,
    /// Quanta of silence in and out.
    quiet: u32,
    /// Whether nothing has gone in yet.
    fresh: bool,
    /// Whether the device has nothing to forget: it was switched off, or is fresh.
    rested: bool,
}

impl Unit {
    /// A device at rest, made with a song's samples. Allocates.
    pub fn new(device: &Device, rate: SampleRate, samples: &SampleBank) -> Unit {
        let processor = AnyProcessor::with(device, rate, samples);
        let latest = Some(processor.latest()).filter(|latest| *latest > 0);
        let dry = latest.map(|latest| Late::new(latest, rate.hertz()));
        Unit { processor, dry, wet: Smooth::default(), quiet: SLEEP, fresh: true, rested: true }
    }

    /// The kind of the device.
    pub fn kind(&self) -> &'static str {
        self.processor.kind()
    }

    /// Frames that its sound is late, also while it does not work.
    pub fn latency(&self, device: &Device) -> usize {
        self.processor.latency(device)
    }

    /// Whether it has been silent for so long that nothing comes out until something goes in.
    pub fn sleeps(&self) -> bool {
        self.quiet >= SLEEP
    }

    /// The greatest gain reduction since the last call in dB (0 or below).
    pub fn reduction(&mut self) -> f32 {
        self.processor.reduction()
    }

    /// Whether it changes no sound, however it is switched and mixed.
    pub fn passes(&self) -> bool {
        self.processor.passes()
    }

    /// Forgets all sound.
    pub fn reset(&mut self) {
        self.processor.reset();
        self.dry.iter_mut().for_each(Late::reset);
        self.wet.reset();
        (self.quiet, self.fresh, self.rested) = (SLEEP, true, true);
    }

    /// Replaces the sound by what the link makes of it; false if that was no number: it is silence then. Switching it
    /// and its mix go at that pace; `under_way` is whether what comes in was sounding before.
    pub(super) fn run(&mut self, link: Link, pace: Pace, under_way: bool, bus: &mut Bus) -> bool {
        if self.passes() {
            return true;
        }
        let (loud, _) = bus.peak();
        if self.sleeps() {
            if loud == 0.0 {
                return true;
            }
            // Nothing has been heard that a step could be heard in.
            self.wet.reset();
        }
        let (from, to) = self.wet.stretch(link.mix.unwrap_or(0.0), pace.share);
        if self.fresh && self.dry.is_some() && under_way {
            // What comes later begins in the middle of this sound.
            bus.come_from([0.0; 2]);
        }
        self.fresh = false;
        let mut wet = *bus;
        let mut silent = loud == 0.0;
        if let Some(dry) = &mut self.dry {
            dry.aim(self.processor.latency(link.device));
            let [left, right] = &mut bus.channels;
            dry.run(left, right);
            silent &= bus.peak().0 == 0.0;
        }
        if link.mix.is_none() && (from, to) == (0.0, 0.0) {
            if !self.rested {
                self.processor.reset();
                self.rested = true;
            }
            self.quiet = if silent { self.quiet + 1 } else { 0 };
            return true;
        }
        if std::mem::take(&mut self.rested) && under_way {
            // Sound that was under way is no step to what the device keeps of it.
            wet.come_from([0.0; 2]);
        }
        if !self.processor.process(link.device, pace.beat_seconds, wet.stereo(), link.key.map(Bus::sides)) {
            return true;
        }
        let (peak, sane) = wet.peak();
        if !sane {
            self.reset();
            *bus = Bus::SILENT;
            return false;
        }
        self.quiet = if silent && peak == 0.0 { self.quiet + 1 } else { 0 };
        if (from, to) == (1.0, 1.0) {
            *bus = wet;
        } else {
            bus.scale((1.0 - from, 1.0 - to), (1.0 - from, 1.0 - to));
            bus.add(&wet, (from, to));
        }
        true
    }
}

impl std::fmt::Debug for Unit {
    fn fmt(&self, f: &mut std::fmt::Formatter) -> std::fmt::Result {
        write!(f, "Unit({})", self.kind())
    }
}
