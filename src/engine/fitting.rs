//! Which devices an engine has been given for its chains, and which it still needs for a song. Lives with whoever talks to the
//! engine: making a device needs memory.

use super::aligner::Aligner;
use super::chains::{Fitting, Site};
use super::message::ToEngine;
use super::unit::Unit;
use crate::dsp::units::SampleRate;
use crate::song::Song;
use crate::song::insert::{Insert, MAX_INSERTS};

/// The kinds of the devices that an engine was given.
#[derive(Debug)]
pub struct Fitter {
    rate: SampleRate,
    /// By track; the master is the last one.
    tracks: Vec<Kinds>,
    master: Kinds,
    /// For how many tracks, from the first, the engine can let sound wait.
    aligned: usize,
}

/// By place in the chain; empty text is no device.
type Kinds = [&'static str; MAX_INSERTS];

impl Fitter {
    /// Of a new engine.
    pub fn new(rate: SampleRate) -> Fitter {
        Fitter { rate, tracks: Vec::new(), master: [""; MAX_INSERTS], aligned: 0 }
    }

    /// What the engine has to be told before it plays `song`. Allocates the devices.
    pub fn follow(&mut self, song: &Song) -> Vec<ToEngine> {
        let mut messages = Vec::new();
        let count = song.tracks.len().max(self.tracks.len());
        self.tracks.resize(count, [""; MAX_INSERTS]);
        for (number, kinds) in self.tracks.iter_mut().enumerate() {
            let inserts = song.tracks.get(number).map_or(&[][..], |track| &track.inserts);
            fit(kinds, inserts, Some(number as u16), self.rate, &mut messages);
        }
        self.tracks.truncate(song.tracks.len());
        fit(&mut self.master, &song.mixer.inserts, None, self.rate, &mut messages);
        // Only songs in which a track is late or early need memory for the others to wait.
        let shifted = song.tracks.iter().any(|track| track.delay != 0.0 || !track.inserts.is_empty());
        while shifted && self.aligned < song.tracks.len() {
            let (track, aligner) = (self.aligned as u16, Box::new(Aligner::new(self.rate)));
            messages.push(ToEngine::Fit(Fitting::Aligner { track, aligner }));
            self.aligned += 1;
        }
        messages
    }
}

fn fit(
    kinds: &mut Kinds,
    inserts: &[Insert],
    track: Option<u16>,
    rate: SampleRate,
    messages: &mut Vec<ToEngine>,
) {
    for (slot, known) in kinds.iter_mut().enumerate() {
        let wanted = inserts.get(slot).map_or("", |insert| insert.device.kind());
        if *known == wanted {
            continue;
        }
        *known = wanted;
        let unit = inserts.get(slot).map(|insert| Box::new(Unit::new(&insert.device, rate)));
        let site = Site { track, slot: slot as u8 };
        messages.push(ToEngine::Fit(Fitting::Device { site, unit }));
    }
}
