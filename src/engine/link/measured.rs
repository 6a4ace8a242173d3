//! The sound that is measured on its way to the studio: the master's as the sound card gets it, or that of a place in a chain.

use super::StudioEnd;
use crate::engine::chains::{number, owners};
use crate::engine::hands::Measured;
use crate::song::insert::{MAX_INSERTS, Owner};
use ringbuf::traits::{Consumer, Producer};
use ringbuf::{HeapCons, HeapProd};
use std::cell::Cell;
use std::sync::atomic::{AtomicU32, Ordering};

/// Which sound is measured.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Point {
    /// The master's.
    #[default]
    Master,
    /// What comes out of a place in a chain, from 0; silence while the device there is switched off.
    Insert(Owner, usize),
}

/// Which sound the studio wants to measure, if any; the audio thread looks there.
#[derive(Debug, Default)]
pub struct Wanted(AtomicU32);

impl Wanted {
    /// From now on that one: 0 is none, 1 the master, then come the places of all chains.
    pub(super) fn set(&self, point: Option<Point>) {
        let code = match point {
            None => 0,
            Some(Point::Master) => 1,
            Some(Point::Insert(owner, slot)) => 2 + number(owner) * MAX_INSERTS + slot.min(MAX_INSERTS - 1),
        };
        self.0.store(code as u32, Ordering::Relaxed);
    }

    /// Which one that is.
    pub(super) fn get(&self) -> Option<Point> {
        let code = self.0.load(Ordering::Relaxed) as usize;
        match code.checked_sub(2) {
            Some(place) => {
                owners().nth(place / MAX_INSERTS).map(|owner| Point::Insert(owner, place % MAX_INSERTS))
            }
            None => (code == 1).then_some(Point::Master),
        }
    }
}

/// The audio thread's end.
pub(super) struct MeasuredEnd {
    ring: HeapProd<[f32; 2]>,
    /// What a place in a chain gave, left and right.
    sides: [Vec<f32>; 2],
}

impl MeasuredEnd {
    /// For blocks of at most so many frames.
    pub fn new(ring: HeapProd<[f32; 2]>, longest: usize) -> MeasuredEnd {
        MeasuredEnd { ring, sides: [vec![0.0; longest], vec![0.0; longest]] }
    }

    /// Where the engine puts the next so many frames, if it is to.
    pub fn lend(&mut self, point: Option<Point>, frames: usize) -> Option<Measured<'_>> {
        let Some(Point::Insert(owner, slot)) = point else { return None };
        let sides = self.sides.each_mut().map(|side| Cell::from_mut(&mut side[..frames]).as_slice_of_cells());
        sides.iter().flat_map(|side| side.iter()).for_each(|frame| frame.set(0.0));
        Some(Measured { place: (owner, slot), sides })
    }

    /// Sends a block of what is wanted; that is the master's. What finds no room is left out: the newest.
    pub fn send(&mut self, point: Option<Point>, master: [&[f32]; 2]) {
        let frames = master[0].len();
        let [left, right] = match point {
            None => return,
            Some(Point::Master) => master,
            Some(Point::Insert(..)) => self.sides.each_ref().map(|side| &side[..frames]),
        };
        self.ring.push_iter(left.iter().zip(right).map(|(left, right)| [*left, *right]));
    }
}

/// The studio's end.
pub(super) type Sound = HeapCons<[f32; 2]>;

impl StudioEnd {
    /// Which sound the engine sends here from now on, to be measured; what is under way of another is left out.
    pub fn listen(&mut self, point: Option<Point>) {
        if self.vitals.measured.get() != point {
            self.vitals.measured.set(point);
            self.sound.clear();
        }
    }

    /// The sound that has come since the last time: frames, left and right.
    pub fn sound(&mut self) -> Vec<[f32; 2]> {
        self.sound.pop_iter().collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_place_of_every_chain_can_be_wanted() {
        let wanted = Wanted::default();
        assert_eq!(wanted.get(), None);
        let places = owners().flat_map(|owner| (0..MAX_INSERTS).map(move |slot| Point::Insert(owner, slot)));
        for point in places.chain([Point::Master]) {
            wanted.set(Some(point));
            assert_eq!(wanted.get(), Some(point));
        }
        wanted.set(None);
        assert_eq!(wanted.get(), None);
    }
}
