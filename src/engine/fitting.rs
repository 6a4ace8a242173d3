//! Which devices an engine has been given for its chains, and which it still needs for a song. Lives with whoever talks to the
//! engine: making a device needs memory.

use super::Engine;
use super::aligner::Aligner;
use super::chains::{Fitting, Owner, Place};
use super::message::{Snapshot, ToEngine};
use super::unit::Unit;
use crate::dsp::units::SampleRate;
use crate::song::insert::MAX_INSERTS;
use crate::song::routing::Routing;
use crate::song::{MAX_TRACKS, Song};
use std::sync::Arc;

/// What an engine was given.
#[derive(Debug)]
pub struct Fitter {
    rate: SampleRate,
    /// The kinds of the devices, by chain and place; empty text is none.
    kinds: Vec<[&'static str; MAX_INSERTS]>,
    /// By track, where the engine can let its sound wait.
    aligned: Vec<[bool; 2]>,
}

impl Fitter {
    /// Of a new engine.
    pub fn new(rate: SampleRate) -> Fitter {
        Fitter {
            rate,
            kinds: Owner::all().map(|_| [""; MAX_INSERTS]).collect(),
            aligned: vec![[false; 2]; MAX_TRACKS],
        }
    }

    /// What the engine has to be told before it plays `song`. Allocates the devices.
    pub fn follow(&mut self, song: &Song) -> Vec<ToEngine> {
        let mut messages = Vec::new();
        for (owner, kinds) in Owner::all().zip(&mut self.kinds) {
            for (slot, known) in kinds.iter_mut().enumerate() {
                let device = owner.device(song, slot);
                let wanted = device.map_or("", |device| device.kind());
                if *known != wanted {
                    *known = wanted;
                    let unit = device.map(|device| Box::new(Unit::new(device, self.rate)));
                    messages.push(ToEngine::Fit(Fitting::Device { owner, slot, unit }));
                }
            }
        }
        // Only songs in which a track is late or early need memory for the others to wait.
        let shifted = song.tracks.iter().any(|track| track.delay != 0.0 || !track.inserts.is_empty());
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
        let messages = self.follow(&snapshot.song).into_iter();
        messages.chain([ToEngine::Snapshot(snapshot)]).for_each(|message| drop(engine.handle(message)));
    }
}
