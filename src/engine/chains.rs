//! The devices that run in the chains of tracks, returns and master. Which ones there should be says the song; they come as
//! messages, made elsewhere, and a place whose device has not come yet lets the sound pass.

use super::aligner::Aligner;
use super::bus::Bus;
use super::message::{LEAST_REDUCTION, Reduction};
use super::unit::{Link, Unit};
use crate::devices::Device;
use crate::dsp::lent::Lent;
use crate::song::insert::{MAX_INSERTS, Owner};
use crate::song::mixer::MAX_RETURNS;
use crate::song::{MAX_TRACKS, Song};

/// All owners of chains there can be.
pub(super) fn owners() -> impl Iterator<Item = Owner> {
    (0..MAX_TRACKS).map(Owner::Track).chain((0..MAX_RETURNS).map(Owner::Return)).chain([Owner::Master])
}

/// The number of an owner among all.
pub(super) fn number(owner: Owner) -> usize {
    match owner {
        Owner::Track(track) => track,
        Owner::Return(index) => MAX_TRACKS + index,
        Owner::Master => MAX_TRACKS + MAX_RETURNS,
    }
}

/// The device that a song wants at a place of a chain.
pub(super) fn device(song: &Song, owner: Owner, slot: usize) -> Option<&Device> {
    owner.chain(song)?.get(slot).map(|insert| &insert.device)
}

/// Something for a chain, made where memory may be asked for.
#[derive(Debug)]
pub enum Fitting {
    /// The device of a place, or none.
    Device {
        /// Whose chain it is.
        owner: Owner,
        /// The place in it, from 0.
        slot: usize,
        /// The device.
        unit: Option<Box<Unit>>,
    },
    /// What keeps a track together with the others.
    Aligner {
        /// The track, from 0.
        track: usize,
        /// Where in it.
        place: Place,
        /// Its wait.
        aligner: Box<Aligner>,
    },
    /// The tracks whose delays something in the song moves, a bit each.
    Moving(u128),
}

impl Fitting {
    /// What is to be freed of it where nobody needs it.
    pub fn part(self) -> Option<Part> {
        match self {
            Fitting::Device { unit, .. } => unit.map(Part::Device),
            Fitting::Aligner { aligner, .. } => Some(Part::Aligner(aligner)),
            Fitting::Moving(_) => None,
        }
    }
}

/// Where a track's sound waits.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Place {
    /// Before its devices: the notes of a group wait for the tracks in it.
    Before,
    /// Behind them.
    Behind,
}

/// Something that has given way and is to be freed.
#[derive(Debug)]
pub enum Part {
    /// A device.
    Device(Box<Unit>),
    /// A wait.
    Aligner(Box<Aligner>),
}

/// How fast things move in a quantum.
#[derive(Clone, Copy)]
pub(super) struct Pace {
    /// The length of one beat.
    pub beat_seconds: f32,
    /// How much of the way to their targets levels go, 0 to 1.
    pub share: f32,
}

/// The chain of one owner.
#[derive(Default)]
pub(super) struct Chain {
    units: [Option<Box<Unit>>; MAX_INSERTS],
    /// How many places have a device.
    count: usize,
    /// Before the devices and behind them.
    aligners: [Option<Box<Aligner>>; 2],
    /// The last frame that went through each of these places.
    passed: [[f32; 2]; 2],
    /// Whether sound was under way at the end of the last quantum: before the devices, and before each of them.
    under_way: (bool, [bool; MAX_INSERTS]),
    /// The last frame that left the devices.
    last: [f32; 2],
    /// Whether devices have come or gone, or other sound comes in or goes out, since the last quantum.
    changed: bool,
}

impl Chain {
    /// Whether sound may come out though none goes in: what has changed may have a last sound to fade.
    pub fn is_awake(&self) -> bool {
        self.changed && self.last != [0.0; 2]
            || self.count > 0 && self.units.iter().flatten().any(|unit| !unit.sleeps())
            || self.aligners.iter().flatten().any(|aligner| !aligner.sleeps())
    }

    /// Nothing has gone through it.
    fn forget(&mut self) {
        (self.last, self.passed) = ([0.0; 2], [[0.0; 2]; 2]);
        self.under_way = Default::default();
    }

    /// Leads a quantum through the places, without a step where other devices stand in it now. False if a device gave no number. What comes out
    /// of the place that is measured, unless it is switched off, is kept.
    pub fn run<'a>(
        &mut self,
        links: impl Iterator<Item = Link<'a>>,
        pace: Pace,
        bus: &mut Bus,
        mut measured: Option<(usize, &mut Bus)>,
    ) -> bool {
        let mut sane = true;
        if self.count == 0 && measured.is_none() {
            let comes = bus.last() != [0.0; 2];
            let (under_way, _) = std::mem::replace(&mut self.under_way, (comes, [comes; MAX_INSERTS]));
            self.leave(under_way, bus);
            return sane;
        }
        let under_way = std::mem::replace(&mut self.under_way.0, bus.last() != [0.0; 2]);
        let mut places = self.units.iter_mut().zip(&mut self.under_way.1);
        for (slot, (link, (unit, under_way))) in links.zip(&mut places).enumerate() {
            let under_way = std::mem::replace(under_way, bus.last() != [0.0; 2]);
            if let Some(unit) = unit {
                sane &= unit.run(link, pace, under_way, bus);
            }
            if let Some((place, kept)) = &mut measured
                && *place == slot
                && link.mix.is_some()
            {
                **kept = *bus;
            }
        }
        places.for_each(|(_, under_way)| *under_way = bus.last() != [0.0; 2]);
        self.leave(under_way, bus);
        sane
    }

    /// A quantum leaves the devices, of which sound was under way before them or not.
    fn leave(&mut self, under_way: bool, bus: &mut Bus) {
        // What only begins now begins as it is.
        if std::mem::take(&mut self.changed) && (under_way || self.last != [0.0; 2]) {
            bus.come_from(self.last);
        }
        self.last = bus.last();
    }
}

/// All chains.
pub(super) struct Chains {
    list: Vec<Chain>,
    /// The place that is measured.
    place: Option<(Owner, usize)>,
    /// The quantum as it sounds there.
    pub measured: Bus,
    moving: u128,
}

impl Chains {
    /// Empty chains.
    pub fn new() -> Chains {
        let list = owners().map(|_| Chain::default()).collect();
        Chains { list, place: None, measured: Bus::SILENT, moving: 0 }
    }

    fn of(&mut self, owner: Owner) -> Option<&mut Chain> {
        self.list.get_mut(number(owner))
    }

    /// Puts something into its place; what stood there, or the new one where there is no such place, is given back to be freed.
    pub fn fit(&mut self, fitting: Fitting) -> Option<Part> {
        match fitting {
            Fitting::Device { owner, slot, unit } => {
                let chain = self.of(owner).filter(|_| slot < MAX_INSERTS);
                let old = match chain {
                    Some(chain) => {
                        let old = std::mem::replace(&mut chain.units[slot], unit);
                        let changes =
                            |unit: &Option<Box<Unit>>| unit.as_ref().is_some_and(|unit| !unit.passes());
                        chain.changed |= changes(&old) || changes(&chain.units[slot]);
                        chain.count = chain.units.iter().flatten().count();
                        old
                    }
                    None => unit,
                };
                old.map(Part::Device)
            }
            Fitting::Aligner { track, place, aligner } => {
                let old = match self.of(Owner::Track(track)) {
                    Some(chain) => chain.aligners[place as usize].replace(aligner),
                    None => Some(aligner),
                };
                old.map(Part::Aligner)
            }
            Fitting::Moving(tracks) => {
                self.moving = tracks;
                None
            }
        }
    }

    /// In the next quantum that place is measured.
    pub fn measure(&mut self, place: Option<(Owner, usize)>) {
        (self.place, self.measured) = (place, Bus::SILENT);
    }

    /// Whether a place of that chain is measured.
    pub fn measures(&self, owner: Owner) -> bool {
        self.place.is_some_and(|(measured, _)| measured == owner)
    }

    /// The tracks whose delays something in the song moves, a bit each.
    pub fn moving(&self) -> u128 {
        self.moving
    }

    /// Frames that a chain makes its sound late.
    pub fn latency(&self, owner: Owner, song: &Song) -> usize {
        let units = self.list.get(number(owner)).map_or(&[][..], |chain| &chain.units);
        let late = |(slot, unit): (usize, &Option<Box<Unit>>)| {
            Some(unit.as_ref()?.latency(device(song, owner, slot)?))
        };
        units.iter().enumerate().filter_map(late).sum()
    }

    /// Lets a track wait for the others.
    pub fn align(&mut self, track: usize, place: Place, frames: usize, bus: &mut Bus) {
        let Some(chain) = self.of(Owner::Track(track)) else { return };
        if let Some(aligner) = &mut chain.aligners[place as usize] {
            aligner.run(frames, chain.passed[place as usize], bus);
        }
        chain.passed[place as usize] = bus.last();
    }

    /// Whether sound waits in a place of a track.
    pub fn waits(&self, track: usize, place: Place) -> bool {
        let chain = self.list.get(track);
        let aligner = chain.and_then(|chain| chain.aligners[place as usize].as_ref());
        aligner.is_some_and(|aligner| !aligner.sleeps())
    }

    /// Sound that is under way comes into a chain, or goes out of it, from the next quantum on: no step is to be heard.
    pub fn join(&mut self, owner: Owner) {
        if let Some(chain) = self.of(owner) {
            (chain.changed, chain.under_way.0) = (true, true);
        }
    }

    /// Whether a track's sound was under way at the end of the last quantum, behind its devices and waits.
    pub fn sounds(&self, track: usize) -> bool {
        self.list.get(track).is_some_and(|chain| chain.passed[Place::Behind as usize] != [0.0; 2])
    }

    /// A track or return that is no longer there forgets what waited.
    pub fn leave(&mut self, owner: Owner) {
        if let Some(chain) = self.of(owner) {
            chain
                .aligners
                .iter_mut()
                .flatten()
                .filter(|aligner| !aligner.sleeps())
                .for_each(|aligner| aligner.reset());
            chain.forget();
        }
    }

    /// Tells of each device that has taken level away since the last time.
    pub fn reductions(&mut self, tell: &mut dyn FnMut(Reduction)) {
        for (owner, chain) in owners().zip(&mut self.list) {
            for (slot, unit) in chain.units.iter_mut().enumerate() {
                let decibels = unit.as_mut().map_or(0.0, |unit| unit.reduction());
                if decibels < LEAST_REDUCTION {
                    tell(Reduction { owner, slot: slot as u8, decibels });
                }
            }
        }
    }

    /// Whether a chain does anything.
    pub fn has_any(&self, owner: Owner) -> bool {
        self.list
            .get(number(owner))
            .is_some_and(|chain| chain.count > 0 || chain.aligners.iter().any(Option::is_some))
    }

    /// Whether sound may come out of a chain though none goes in.
    pub fn is_awake(&self, owner: Owner) -> bool {
        self.list.get(number(owner)).is_some_and(Chain::is_awake)
    }

    /// Nothing goes through a chain in this quantum.
    pub fn rest(&mut self, owner: Owner) {
        if let Some(chain) = self.of(owner) {
            chain.forget();
            chain.changed = false;
        }
    }

    /// As [`Chain::run`], for the chain of an owner.
    pub fn run<'a>(
        &mut self,
        owner: Owner,
        links: impl Iterator<Item = Link<'a>>,
        pace: Pace,
        bus: &mut Bus,
    ) -> bool {
        let place = self.place.filter(|_| self.measures(owner));
        let measured = place.map(|(_, slot)| (slot, &mut self.measured));
        self.list.get_mut(number(owner)).is_none_or(|chain| chain.run(links, pace, bus, measured))
    }

    /// The chains, by the tracks' numbers, for jobs that each run others.
    pub fn lend(&mut self) -> Lent<'_, Chain> {
        Lent::of(&mut self.list)
    }

    /// Forgets all sound.
    pub fn reset(&mut self) {
        for chain in &mut self.list {
            chain.units.iter_mut().flatten().for_each(|unit| unit.reset());
            chain.aligners.iter_mut().flatten().for_each(|aligner| aligner.reset());
            chain.forget();
        }
    }
}
