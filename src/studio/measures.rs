//! What is measured of the sound: where it goes, at which frame it is, how late it comes, how the audio thread fares.

use super::Studio;
use crate::io::audio::Output;
use std::sync::atomic::Ordering::Relaxed;

impl Studio {
    /// Where the sound goes, in words; empty where nobody has attached anything.
    pub fn sound(&self) -> String {
        self.output.as_ref().map(Output::describe).unwrap_or_default()
    }

    /// The engine's rate in frames per second.
    pub fn rate(&self) -> u32 {
        self.link.rate().0
    }

    /// The engine's frame: how far it has rendered.
    pub fn frame(&self) -> u64 {
        self.link.vitals().rendered.load(Relaxed)
    }

    /// Frames between being rendered and being heard.
    pub fn latency(&self) -> u64 {
        self.link.vitals().latency.load(Relaxed).into()
    }

    /// The part of its time that the audio thread needs, 0 to 1 and above.
    pub fn load(&self) -> f32 {
        self.link.vitals().load.load(Relaxed) as f32 / 1_000.0
    }

    /// Callbacks that came too late, and gaps that the sound system reported.
    pub fn late(&self) -> u32 {
        self.link.vitals().late.load(Relaxed) + self.link.vitals().xruns.load(Relaxed)
    }
}
