//! The devices that run in the chains of tracks and master. Which ones there should be says the song; they come as messages,
//! made elsewhere, and a place whose device has not come yet lets the sound pass.

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

/// All chains.
pub(super) struct Chains {
    units: Vec<[Option<Box<Unit>>; MAX_INSERTS]>,
}

impl Chains {
    /// Empty chains.
    pub fn new() -> Chains {
        Chains { units: (0..=MASTER).map(|_| Default::default()).collect() }
    }

    /// Puts a device into its place; what stood there, or the new one where there is no such place, is given back to be freed.
    pub fn fit(&mut self, site: Site, unit: Option<Box<Unit>>) -> Option<Box<Unit>> {
        let chain = site.track.map_or(MASTER, usize::from);
        match self.units.get_mut(chain).and_then(|chain| chain.get_mut(usize::from(site.slot))) {
            Some(place) => std::mem::replace(place, unit),
            None => unit,
        }
    }

    /// Whether sound may come out of a chain though none goes in.
    pub fn is_awake(&self, chain: usize) -> bool {
        self.units.get(chain).is_some_and(|units| units.iter().flatten().any(|unit| !unit.sleeps()))
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
    }
}
