//! The master's sound on its way to those who listen elsewhere: what the sound card gets, with the frame at which each stretch begins, so
//! that whoever takes it sees what was left out. While nobody listens the audio thread looks at one flag, and that is all.

use super::{StudioEnd, Vitals};
use crate::dsp::units::SampleRate;
use ringbuf::traits::{Consumer, Producer, Split};
use ringbuf::{HeapCons, HeapProd, HeapRb};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

/// The most frames of one stretch.
pub const LONGEST: usize = 64;
/// Stretches that can be under way: two thirds of a second at 48 kHz, where blocks are not shorter than a stretch.
pub(super) const STRETCHES: usize = 512;

/// Some frames of the master behind the limiter.
#[derive(Clone, Copy, Debug)]
pub struct Stretch {
    /// The engine's frame at which it begins, as frames leave `process`.
    pub at: u64,
    length: usize,
    frames: [[f32; 2]; LONGEST],
}

impl Stretch {
    /// The frames, left and right.
    pub fn frames(&self) -> &[[f32; 2]] {
        &self.frames[..self.length]
    }
}

/// The audio thread's end.
pub(super) struct Spout {
    ring: HeapProd<Stretch>,
    open: Arc<AtomicBool>,
}

/// The listening thread's end. Closed when it is dropped.
pub struct Tap {
    ring: HeapCons<Stretch>,
    open: Arc<AtomicBool>,
    vitals: Arc<Vitals>,
    rate: SampleRate,
}

/// Both ends, closed.
pub(super) fn tap(vitals: Arc<Vitals>, rate: SampleRate) -> (Spout, Tap) {
    let (ring, out) = HeapRb::new(STRETCHES).split();
    let open = Arc::<AtomicBool>::default();
    (Spout { ring, open: Arc::clone(&open) }, Tap { ring: out, open, vitals, rate })
}

impl Spout {
    /// Lets a block out that begins at that frame. What finds no room is left out: the newest.
    pub fn put(&mut self, at: u64, left: &[f32], right: &[f32]) {
        if !self.open.load(Ordering::Relaxed) {
            return;
        }
        let mut stretch = Stretch { at, length: 0, frames: [[0.0; 2]; LONGEST] };
        for (left, right) in left.chunks(LONGEST).zip(right.chunks(LONGEST)) {
            for (frame, (left, right)) in stretch.frames.iter_mut().zip(left.iter().zip(right)) {
                *frame = [*left, *right];
            }
            stretch.length = left.len().min(right.len());
            // Its place stays free in the count of frames, so that it is missed.
            let _ = self.ring.try_push(stretch);
            stretch.at += stretch.length as u64;
        }
    }
}

impl Tap {
    /// From now on sound comes; what was under way when it was closed is gone.
    pub fn open(&mut self) {
        self.ring.clear();
        self.open.store(true, Ordering::Relaxed);
    }

    /// No more sound comes.
    pub fn close(&mut self) {
        self.open.store(false, Ordering::Relaxed);
    }

    /// The next stretch that has come.
    pub fn take(&mut self) -> Option<Stretch> {
        self.ring.try_pop()
    }

    /// The microsecond on the clock of `io` at which a frame was asked for, if that can be said.
    pub fn moment(&self, frame: u64) -> Option<i64> {
        self.vitals.epoch.micros(frame, self.rate)
    }

    /// The engine's rate.
    pub fn rate(&self) -> SampleRate {
        self.rate
    }
}

impl Drop for Tap {
    fn drop(&mut self) {
        self.close();
    }
}

impl StudioEnd {
    /// The end for those who listen elsewhere; once, until it is put back.
    pub fn take_tap(&mut self) -> Option<Tap> {
        self.tap.take()
    }

    /// Nobody listens there any more.
    pub fn put_tap_back(&mut self, tap: Tap) {
        self.tap = Some(tap);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn ends() -> (Spout, Tap) {
        tap(Arc::default(), SampleRate(48_000))
    }

    #[test]
    fn what_comes_out_is_what_went_in_with_its_frames_counted() {
        let (mut spout, mut tap) = ends();
        tap.open();
        let left: Vec<f32> = (0..300).map(|n| n as f32).collect();
        let right: Vec<f32> = left.iter().map(|sample| -sample).collect();
        spout.put(1_000, &left, &right);
        let mut next = 1_000;
        let mut all = Vec::new();
        while let Some(stretch) = tap.take() {
            assert_eq!(stretch.at, next);
            next += stretch.frames().len() as u64;
            all.extend_from_slice(stretch.frames());
        }
        let expected: Vec<[f32; 2]> = left.iter().zip(&right).map(|(left, right)| [*left, *right]).collect();
        assert_eq!(all, expected);
    }

    #[test]
    fn what_finds_no_room_is_missed_by_its_frames() {
        let (mut spout, mut tap) = ends();
        tap.open();
        let block = [0.5; LONGEST];
        (0..STRETCHES as u64 + 3).for_each(|n| spout.put(n * LONGEST as u64, &block, &block));
        while tap.take().is_some() {}
        spout.put(40_000, &block, &block);
        assert_eq!(tap.take().map(|stretch| stretch.at), Some(40_000));
    }

    #[test]
    fn nothing_comes_while_it_is_closed_and_nothing_old_when_it_is_opened() {
        let (mut spout, mut tap) = ends();
        spout.put(0, &[1.0], &[1.0]);
        assert!(tap.take().is_none());
        tap.open();
        spout.put(1, &[1.0], &[1.0]);
        tap.close();
        spout.put(2, &[1.0], &[1.0]);
        tap.open();
        assert!(tap.take().is_none());
        spout.put(3, &[1.0], &[1.0]);
        assert_eq!(tap.take().map(|stretch| stretch.at), Some(3));
        drop(tap);
        assert!(!spout.open.load(Ordering::Relaxed));
    }
}
