//! A device that runs in a chain: made outside of the audio thread, for it needs memory, and given back to be freed there.

use super::bus::{Bus, QUANTUM};
use crate::devices::line::Line;
use crate::devices::{AnyProcessor, Device};
use crate::dsp::smooth::Smooth;
use crate::dsp::units::SampleRate;
use crate::song::insert::Insert;

/// The most frames that a device may be late, for the sound that goes past it.
const LATEST: usize = 16_384;

/// Quanta of silence after which a device sleeps: longer than the longest gap between two echoes at any rate.
pub(super) const SLEEP: u32 = 4 * 192_000 / QUANTUM as u32 + 1;

/// A running device with what it needs to be mixed with the sound that comes in.
pub struct Unit {
    processor: AnyProcessor,
    /// The sound that came in, for devices that are late.
    dry: Option<[Line; 2]>,
    /// How much of the device is heard.
    wet: Smooth,
    /// Quanta of silence in and out.
    quiet: u32,
    /// Whether it was switched off and has nothing to forget.
    rested: bool,
}

impl Unit {
    /// A device at rest. Allocates.
    pub fn new(device: &Device, rate: SampleRate) -> Unit {
        let processor = AnyProcessor::new(device, rate);
        let late = processor.latency() > 0;
        let dry = late.then(|| [Line::new(LATEST), Line::new(LATEST)]);
        Unit { processor, dry, wet: Smooth::default(), quiet: SLEEP, rested: true }
    }

    /// The kind of the device.
    pub fn kind(&self) -> &'static str {
        self.processor.kind()
    }

    /// Frames that its sound is late, also while it does not work.
    pub fn latency(&self) -> usize {
        if self.dry.is_some() { self.processor.latency().min(LATEST) } else { 0 }
    }

    /// Whether it has been silent for so long that nothing comes out until something goes in.
    pub fn sleeps(&self) -> bool {
        self.quiet >= SLEEP
    }

    /// Forgets all sound.
    pub fn reset(&mut self) {
        self.processor.reset();
        self.dry.iter_mut().flatten().for_each(Line::reset);
        self.wet.reset();
        self.quiet = SLEEP;
    }

    /// Replaces the sound by what the insert makes of it; false if that was no number: it is silence then. `share` of the way
    /// is gone in a quantum when it is switched or its mix moves.
    pub(super) fn run(
        &mut self,
        insert: &Insert,
        device: &Device,
        beat_seconds: f32,
        share: f32,
        bus: &mut Bus,
    ) -> bool {
        let (loud, _) = bus.peak();
        if self.sleeps() {
            if loud == 0.0 {
                return true;
            }
            // Nothing has been heard that a step could be heard in.
            self.wet.reset();
        }
        let (from, to) = self.wet.stretch(if insert.on { insert.mix } else { 0.0 }, share);
        let mut wet = *bus;
        let off = !insert.on && (from, to) == (0.0, 0.0);
        let latency = self.latency();
        if let Some(lines) = &mut self.dry {
            for (line, channel) in lines.iter_mut().zip(&mut bus.channels) {
                line.write(channel);
                line.taps(latency + QUANTUM - 1, channel);
            }
        }
        if off {
            if !self.rested {
                self.processor.reset();
                self.rested = true;
            }
            self.quiet = if loud == 0.0 && bus.peak().0 == 0.0 { self.quiet + 1 } else { 0 };
            return true;
        }
        self.rested = false;
        if !self.processor.process(device, beat_seconds, wet.stereo()) {
            return true;
        }
        let (peak, sane) = wet.peak();
        if !sane {
            self.reset();
            *bus = Bus::SILENT;
            return false;
        }
        let (came, _) = bus.peak();
        self.quiet = if loud == 0.0 && came == 0.0 && peak == 0.0 { self.quiet + 1 } else { 0 };
        if (from, to) == (1.0, 1.0) {
            *bus = wet;
        } else {
            bus.scale((1.0 - from, 1.0 - to), (1.0 - from, 1.0 - to));
            bus.add(&wet, (from, to));
        }
        true
    }

    /// The greatest gain reduction since the last call in dB (0 or below).
    pub fn reduction(&mut self) -> f32 {
        self.processor.reduction()
    }
}

impl std::fmt::Debug for Unit {
    fn fmt(&self, f: &mut std::fmt::Formatter) -> std::fmt::Result {
        write!(f, "Unit({})", self.kind())
    }
}
