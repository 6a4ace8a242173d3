//! The devices that run in the chains of tracks and master. Which ones there should be says the song; they come as messages,
//! made elsewhere, and a place whose device has not come yet lets the sound pass.

use super::aligner::Aligner;
use super::bus::Bus;
use super::unit::Unit;
use crate::devices::Device;
use crate::song::MAX_TRACKS;
use crate::song::insert::{Insert, MAX_INSERTS};

/// The number of the master's chain, behind those of all tracks.
pub(super) const MASTER: usize = MAX_TRACKS;

/// A place for a device: in the chain of a track, or of the master without one.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Site {
    /// The track, from 0.
    pub track: Option<u16>,
    /// Its place in the chain, from 0.
    pub slot: u8,
}

/// Something for a chain, made where memory may be asked for.
#[derive(Debug)]
pub enum Fitting {
    /// The device of a place, or none.
    Device {
        /// The place.
        site: Site,
        /// The device.
        unit: Option<Box<Unit>>,
    },
    /// What keeps a track together with the others.
    Aligner {
        /// The track, from 0.
        track: u16,
        /// Its wait.
        aligner: Box<Aligner>,
    },
}

/// Something that has given way and is to be freed.
#[derive(Debug)]
pub enum Part {
    /// A device.
    Device(Box<Unit>),
    /// A wait.
    Aligner(Box<Aligner>),
}

/// All chains.
pub(super) struct Chains {
    units: Vec<[Option<Box<Unit>>; MAX_INSERTS]>,
    /// By track.
    aligners: Vec<Option<Box<Aligner>>>,
}

impl Chains {
    /// Empty chains.
    pub fn new() -> Chains {
        let aligners = (0..MAX_TRACKS).map(|_| None).collect();
        Chains { units: (0..=MASTER).map(|_| Default::default()).collect(), aligners }
    }

    /// Puts something into its place; what stood there, or the new one where there is no such place, is given back to be freed.
    pub fn fit(&mut self, fitting: Fitting) -> Option<Part> {
        match fitting {
            Fitting::Device { site, unit } => {
                let chain = site.track.map_or(MASTER, usize::from);
                let place = self.units.get_mut(chain).and_then(|chain| chain.get_mut(usize::from(site.slot)));
                let old = match place {
                    Some(place) => std::mem::replace(place, unit),
                    None => unit,
                };
                old.map(Part::Device)
            }
            Fitting::Aligner { track, aligner } => {
                let old = match self.aligners.get_mut(usize::from(track)) {
                    Some(place) => place.replace(aligner),
                    None => Some(aligner),
                };
                old.map(Part::Aligner)
            }
        }
    }

    /// Frames that a chain makes its sound late.
    pub fn latency(&self, chain: usize, inserts: &[Insert]) -> usize {
        let units = self.units.get(chain).into_iter().flatten().take(inserts.len());
        units.flatten().map(|unit| unit.latency()).sum()
    }

    /// Lets a track wait for the others.
    pub fn align(&mut self, track: usize, frames: usize, bus: &mut Bus) {
        if let Some(aligner) = self.aligners.get_mut(track).and_then(Option::as_mut) {
            aligner.run(frames, bus);
        }
    }

    /// Whether a chain does anything.
    pub fn has_any(&self, chain: usize) -> bool {
        let aligned = self.aligners.get(chain).is_some_and(Option::is_some);
        aligned || self.units.get(chain).is_some_and(|units| units.iter().any(Option::is_some))
    }

    /// Whether sound may come out of a chain though none goes in.
    pub fn is_awake(&self, chain: usize) -> bool {
        let units = self.units.get(chain).into_iter().flatten().flatten();
        let aligner = self.aligners.get(chain).and_then(Option::as_ref);
        units.into_iter().any(|unit| !unit.sleeps()) || aligner.is_some_and(|aligner| !aligner.sleeps())
    }

    /// Leads a quantum through a chain; `device` gives what is to sound at a place. False if a device gave no number.
    pub fn run<'a>(
        &mut self,
        chain: usize,
        inserts: &'a [Insert],
        device: impl Fn(usize) -> Option<&'a Device>,
        beat_seconds: f32,
        share: f32,
        bus: &mut Bus,
    ) -> bool {
        let Some(units) = self.units.get_mut(chain) else { return true };
        let mut sane = true;
        for (slot, (insert, unit)) in inserts.iter().zip(units).enumerate() {
            if let (Some(unit), Some(device)) = (unit, device(slot)) {
                sane &= unit.run(insert, device, beat_seconds, share, bus);
            }
        }
        sane
    }

    /// Forgets all sound.
    pub fn reset(&mut self) {
        self.units.iter_mut().flatten().flatten().for_each(|unit| unit.reset());
        self.aligners.iter_mut().flatten().for_each(|aligner| aligner.reset());
    }
}
