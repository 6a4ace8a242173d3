//! What each track gives to the mix on its way to files, while it is played: a queue like that of an input, whose device is the engine. What
//! comes goes to a keeper of takes.

use super::input::{InputEnd, KeepingEnd, wide_input};
use super::{Message, StudioEnd};
use crate::dsp::units::SampleRate;
use crate::engine::bus::{Bus, QUANTUM};
use std::cell::RefCell;

/// The audio thread's end.
pub struct StemsEnd {
    end: InputEnd,
    rate: SampleRate,
    /// The engine whose song it is for, by how many there were before it.
    generation: u32,
    /// Tracks that have a stem; returns come behind them.
    tracks: usize,
    /// Channels: left and right of each stem, the master's last.
    channels: usize,
    /// A quantum of all of them, interleaved.
    quantum: Vec<f32>,
    /// What the tracks gave while it is on its way through groups and the master, in a ring of as many frames as that takes at most.
    delayed: Vec<f32>,
    ring: usize,
    at: usize,
    /// Frames that each stem waits for the master's, as they were when playback began.
    waits: Vec<usize>,
    /// Whether playback has begun.
    begun: bool,
}

/// The same as an engine is lent it.
pub type Stems = RefCell<StemsEnd>;

/// The most frames for which tracks can wait for the master: longer than any chain with its limiter takes.
const MOST_LATE: usize = 16_384;

/// Both ends, for so many tracks, so many returns, and the master.
pub fn stems([tracks, returns]: [usize; 2], rate: SampleRate) -> (StemsEnd, KeepingEnd) {
    let channels = 2 * (tracks + returns + 1);
    let (end, keeping) = wide_input(channels, rate.0);
    let end = StemsEnd {
        end,
        rate,
        generation: 0,
        tracks,
        channels,
        quantum: vec![0.0; QUANTUM * channels],
        delayed: vec![0.0; MOST_LATE * (channels - 2)],
        ring: 1,
        at: 0,
        waits: vec![0; tracks + returns],
        begun: false,
    };
    (end, keeping)
}

impl StemsEnd {
    /// Whether it is for the engine before which there were so many.
    pub(in crate::engine) fn is_of(&self, generation: u32) -> bool {
        self.generation == generation
    }

    /// A track's sound of this quantum, whose sides go these ways. One that has no stem is left out.
    pub(in crate::engine) fn put_track(&mut self, track: usize, bus: &Bus, sides: [(f32, f32); 2]) {
        if track < self.tracks {
            self.put(track, bus, sides);
        }
    }

    /// The same for a return.
    pub(in crate::engine) fn put_return(&mut self, index: usize, bus: &Bus, sides: [(f32, f32); 2]) {
        let stem = self.tracks + index;
        if stem + 1 < self.channels / 2 {
            self.put(stem, bus, sides);
        }
    }

    fn put(&mut self, stem: usize, bus: &Bus, [left, right]: [(f32, f32); 2]) {
        let mut sound = *bus;
        sound.scale(left, right);
        self.write(stem, &sound);
    }

    /// Lets a quantum out, of which that is the master's sound, which comes so many frames after that of the tracks, and `at` the first frame.
    /// Each track's comes `early` by so many more. Nothing comes before playback begins.
    pub(in crate::engine) fn end_quantum(
        &mut self,
        at: u64,
        playing: bool,
        (master, late): (&Bus, usize),
        early: &[usize],
    ) {
        if playing && !self.begun {
            self.begun = true;
            let of_tracks = early.iter().copied().take(self.tracks).chain(std::iter::repeat(0));
            for (wait, early) in self.waits.iter_mut().zip(of_tracks) {
                *wait = (early + late).min(MOST_LATE - 1);
            }
            self.ring = self.waits.iter().max().map_or(1, |most| most + 1);
        }
        if self.begun {
            self.write(self.channels / 2 - 1, master);
            self.delay();
            let micros = (at as f64 * 1e6 / f64::from(self.rate.0.max(1))) as i64;
            self.end.take(&self.quantum, micros);
        }
        self.quantum.fill(0.0);
    }

    fn write(&mut self, stem: usize, sound: &Bus) {
        let [left, right] = &sound.channels;
        let frames = self.quantum.chunks_exact_mut(self.channels);
        for (frame, (left, right)) in frames.zip(left.iter().zip(right)) {
            (frame[2 * stem], frame[2 * stem + 1]) = (*left, *right);
        }
    }

    /// Lets tracks and returns wait for the master.
    fn delay(&mut self) {
        let own = self.channels - 2;
        if self.ring == 1 {
            return;
        }
        for frame in self.quantum.chunks_exact_mut(self.channels) {
            self.delayed[self.at * own..(self.at + 1) * own].copy_from_slice(&frame[..own]);
            for (stem, wait) in self.waits.iter().enumerate() {
                let from = (self.at + self.ring - wait) % self.ring * own + 2 * stem;
                frame[2 * stem..2 * stem + 2].copy_from_slice(&self.delayed[from..from + 2]);
            }
            self.at = (self.at + 1) % self.ring;
        }
    }
}

impl StudioEnd {
    /// What the tracks of the present engine give goes there from now on; `None`: nowhere.
    pub fn send_stems(&mut self, end: Option<StemsEnd>) {
        let generation = self.generation;
        let stems = end.map(|end| Box::new(RefCell::new(StemsEnd { generation, ..end })));
        self.waiting.push_back(Message::Stems(stems));
        self.turn();
    }
}
