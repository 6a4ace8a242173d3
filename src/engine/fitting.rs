//! Which devices an engine has been given for its chains, and which it still needs for a song. Lives with whoever talks to the
//! engine: making a device needs memory.

use super::Engine;
use super::aligner::Aligner;
use super::chains::{Fitting, Place, device, owners};
use super::message::{Snapshot, ToEngine};
use super::unit::Unit;
use crate::devices::Device;
use crate::dsp::units::SampleRate;
use crate::instruments::sample::{SampleAudio, SampleBank};
use crate::sequencer::moving::{DELAY, Moving};
use crate::song::MAX_TRACKS;
use crate::song::insert::MAX_INSERTS;
use crate::song::routing::Routing;
use std::sync::Arc;

/// What an engine was given.
#[derive(Debug)]
pub struct Fitter {
    rate: SampleRate,
    /// The devices, by chain and place.
    fitted: Vec<[Fitted; MAX_INSERTS]>,
    /// By track, where the engine can let its sound wait.
    aligned: Vec<[bool; 2]>,
    /// What moves the delays of tracks.
    delays: Moving,
    /// The tracks of which it knows that their delays move, a bit each.
    moving: u128,
}

/// A device that an engine was given: where it differs, another one is needed.
#[derive(Clone, Debug, Default)]
struct Fitted {
    /// Its kind; empty text is no device.
    kind: &'static str,
    /// The sound that it was made with.
    sound: Option<Arc<SampleAudio>>,
}

impl Fitted {
    fn of(device: Option<&Device>, samples: &SampleBank) -> Fitted {
        let sound = device.and_then(Device::sample).and_then(|number| samples.audio(number.into()));
        Fitted { kind: device.map_or("", Device::kind), sound }
    }

    fn is(&self, other: &Fitted) -> bool {
        let same = match (&self.sound, &other.sound) {
            (Some(one), Some(other)) => Arc::ptr_eq(one, other),
            (one, other) => one.is_none() && other.is_none(),
        };
        same && self.kind == other.kind
    }
}

impl Fitter {
    /// Of a new engine.
    pub fn new(rate: SampleRate) -> Fitter {
        Fitter {
            rate,
            fitted: owners().map(|_| Default::default()).collect(),
            aligned: vec![[false; 2]; MAX_TRACKS],
            delays: Moving::of(DELAY),
            moving: 0,
        }
    }

    /// What the engine has to be told before it plays a song. Allocates the devices.
    pub fn follow(&mut self, Snapshot { song, samples }: &Snapshot) -> Vec<ToEngine> {
        let mut messages = Vec::new();
        for (owner, fitted) in owners().zip(&mut self.fitted) {
            for (slot, known) in fitted.iter_mut().enumerate() {
                let device = device(song, owner, slot);
                let wanted = Fitted::of(device, samples);
                if !known.is(&wanted) {
                    *known = wanted;
                    let unit = device.map(|device| Box::new(Unit::new(device, self.rate, samples)));
                    messages.push(ToEngine::Fit(Fitting::Device { owner, slot, unit }));
                }
            }
        }
        // Only songs in which a track is late or early need memory for the others to wait.
        let moving = self.delays.follow(song);
        if std::mem::replace(&mut self.moving, moving) != moving {
            messages.push(ToEngine::Fit(Fitting::Moving(moving)));
        }
        let shifted =
            moving != 0 || song.tracks.iter().any(|track| track.delay != 0.0 || !track.inserts.is_empty());
        let routing = Routing::of(song);
        for (track, known) in self.aligned.iter_mut().enumerate().take(song.tracks.len()).filter(|_| shifted)
        {
            for (place, needed) in [(Place::Before, routing.is_group(track)), (Place::Behind, true)] {
                if needed && !std::mem::replace(&mut known[place as usize], true) {
                    let aligner = Box::new(Aligner::new(self.rate));
                    messages.push(ToEngine::Fit(Fitting::Aligner { track, place, aligner }));
                }
            }
        }
        messages
    }

    /// Hands an engine on this thread a song, and before it the devices that it needs.
    pub fn load(&mut self, engine: &mut Engine, snapshot: Arc<Snapshot>) {
        let messages = self.follow(&snapshot).into_iter();
        messages.chain([ToEngine::Snapshot(snapshot)]).for_each(|message| drop(engine.handle(message)));
    }
}
