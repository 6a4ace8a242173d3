//! The zones of a SoundFont's presets and instruments: generators, and what they come to together.

use super::records::Records;
use std::cell::Cell;

/// Generators that there are.
pub const GENERATORS: usize = 61;

/// The numbers of generators, as the format counts them (SoundFont 2.04, 8.1.2).
pub mod generator {
    pub const START: usize = 0;
    pub const END: usize = 1;
    pub const LOOP_START: usize = 2;
    pub const LOOP_END: usize = 3;
    pub const START_COARSE: usize = 4;
    pub const FILTER_CUTOFF: usize = 8;
    pub const FILTER_Q: usize = 9;
    pub const END_COARSE: usize = 12;
    pub const PAN: usize = 17;
    pub const ATTACK: usize = 34;
    pub const HOLD: usize = 35;
    pub const DECAY: usize = 36;
    pub const SUSTAIN: usize = 37;
    pub const RELEASE: usize = 38;
    pub const KEY_TO_HOLD: usize = 39;
    pub const KEY_TO_DECAY: usize = 40;
    pub const INSTRUMENT: usize = 41;
    pub const KEYS: usize = 43;
    pub const VELOCITIES: usize = 44;
    pub const LOOP_START_COARSE: usize = 45;
    pub const ATTENUATION: usize = 48;
    pub const LOOP_END_COARSE: usize = 50;
    pub const COARSE_TUNE: usize = 51;
    pub const FINE_TUNE: usize = 52;
    pub const SAMPLE: usize = 53;
    pub const MODES: usize = 54;
    pub const SCALE: usize = 56;
    pub const CLASS: usize = 57;
    pub const ROOT: usize = 58;
}

use generator::{KEYS, VELOCITIES};

/// The generators of one zone.
#[derive(Clone, Copy)]
pub struct Generators([Option<u16>; GENERATORS]);

impl Generators {
    const NONE: Generators = Generators([None; GENERATORS]);

    /// What a zone says of a generator.
    pub fn get(&self, generator: usize) -> Option<u16> {
        self.0[generator]
    }

    /// The lowest and the highest of a range.
    fn range(&self, generator: usize) -> [u8; 2] {
        self.0[generator].map_or([0, 127], |range| range.to_le_bytes())
    }

    fn over(&self, global: &Generators) -> Generators {
        Generators(std::array::from_fn(|n| self.0[n].or(global.0[n])))
    }
}

/// The most modulators that are read of one preset or instrument.
const MOST_MODULATORS: usize = 4_096;

/// A modulator: a source moves a generator by an amount, as much as another one allows (SoundFont 2.04, 8.2).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Modulator {
    /// The source: what, from which side, along which curve.
    pub source: u16,
    /// The generator's number.
    pub to: usize,
    /// At the most.
    pub amount: i16,
    /// The other source; 0 is none.
    pub by: u16,
}

impl Modulator {
    /// Whether its source is how hard a key is struck, from the hardest down, and nothing else.
    fn is_of_softness(&self) -> bool {
        /// The number of the source, a bit for a controller, and one for the direction.
        const SIDE: u16 = 0x1FF;
        self.source & SIDE == 0x102 && self.by == 0
    }

    /// How much softer a soft key is, 0 (not at all) to 1 (as the square of how hard it is struck), if it says that.
    pub fn level(&self) -> Option<f32> {
        (self.is_of_softness() && self.to == generator::ATTENUATION).then(|| f32::from(self.amount) / 960.0)
    }

    /// By how many semitones a soft key closes the filter at the most, if it says that.
    pub fn cutoff(&self) -> Option<f32> {
        (self.is_of_softness() && self.to == generator::FILTER_CUTOFF)
            .then(|| f32::from(self.amount) / -100.0)
    }
}

/// What a zone of an instrument and the zone of a preset that plays it come to.
pub struct Both<'a> {
    /// Of the instrument.
    pub inner: &'a Generators,
    /// Of the preset.
    pub outer: &'a Generators,
}

impl Both<'_> {
    /// A number: that of the instrument, or its default, and what the preset adds.
    pub fn sum(&self, generator: usize, default: i32) -> i32 {
        let signed = |value: Option<u16>| value.map(|value| i32::from(value as i16));
        signed(self.inner.0[generator]).unwrap_or(default) + signed(self.outer.0[generator]).unwrap_or(0)
    }

    /// A number that only the instrument has.
    pub fn own(&self, generator: usize, default: i32) -> i32 {
        self.inner.0[generator].map_or(default, |value| i32::from(value as i16))
    }

    fn common(&self, generator: usize) -> Option<[u8; 2]> {
        let ([a, b], [c, d]) = (self.inner.range(generator), self.outer.range(generator));
        let both = [a.max(c), b.min(d).min(127)];
        (both[0] <= both[1]).then_some(both)
    }

    /// The keys, if there are any in common.
    pub fn keys(&self) -> Option<[u8; 2]> {
        self.common(KEYS)
    }

    /// The velocities, if there are any in common.
    pub fn velocities(&self) -> Option<[u8; 2]> {
        self.common(VELOCITIES)
    }
}

/// Where the zones of something lie.
pub struct Bags<'a> {
    /// Of presets or instruments: the first zone of each.
    pub owners: Records<'a>,
    /// Where in an owner's record the number of its first zone stands.
    pub at: usize,
    /// The first generator of each zone.
    pub bags: Records<'a>,
    /// All generators.
    pub generators: Records<'a>,
    /// All modulators.
    pub modulators: Records<'a>,
    /// How many zones and generators may still be read: a broken file could name the same ones over and over.
    pub left: Cell<usize>,
}

impl Bags<'_> {
    /// The zones of an owner that end with a generator, `target`; what its first zone without one says holds for all others.
    /// At most `most` of them.
    pub fn of(&self, owner: usize, target: usize, most: usize) -> Vec<Generators> {
        let first = |index: usize| self.owners.word(index, self.at).map(usize::from);
        let (Some(from), Some(to)) = (first(owner), first(owner + 1)) else { return Vec::new() };
        let mut global = Generators::NONE;
        let mut zones = Vec::new();
        for (number, bag) in (from..to.min(self.bags.count())).enumerate() {
            if self.left.get() == 0 {
                break;
            }
            let zone = self.zone(bag);
            match zone.get(target) {
                Some(_) if zones.len() < most => zones.push(zone.over(&global)),
                Some(_) => break,
                None if number == 0 => global = zone,
                None => {}
            }
        }
        zones
    }

    /// The modulators of an owner's zones.
    pub fn modulators_of(&self, owner: usize) -> Vec<Modulator> {
        let first = |index: usize| self.owners.word(index, self.at);
        let bag = |index: Option<u16>| self.bags.word(index?.into(), 2).map(usize::from);
        let (Some(from), Some(to)) = (bag(first(owner)), bag(first(owner + 1))) else { return Vec::new() };
        let to = to.min(self.modulators.count()).clamp(from, from + self.left.get().min(MOST_MODULATORS));
        self.left.set(self.left.get().saturating_sub(to - from));
        let read = |index: usize| {
            let [source, to, amount, by] = [0, 2, 4, 6].map(|at| self.modulators.word(index, at));
            Some(Modulator { source: source?, to: to?.into(), amount: amount? as i16, by: by? })
        };
        (from..to).filter_map(read).collect()
    }

    fn zone(&self, bag: usize) -> Generators {
        let mut zone = Generators::NONE;
        let first = |bag: usize| self.bags.word(bag, 0).map(usize::from);
        let (Some(from), Some(to)) = (first(bag), first(bag + 1)) else { return zone };
        let left = self.left.get().saturating_sub(1);
        let to = to.min(self.generators.count()).clamp(from, from + left);
        self.left.set(left - (to - from));
        for index in from..to {
            let number = self.generators.word(index, 0).map(usize::from);
            if let (Some(number), Some(value)) = (number, self.generators.word(index, 2))
                && number < GENERATORS
            {
                zone.0[number] = Some(value);
            }
        }
        zone
    }
}
