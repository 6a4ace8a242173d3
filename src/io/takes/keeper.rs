//! What comes in, kept: the last seconds of it always, and what is recorded in files. Sound is written from what is kept, so that a take
//! may begin a moment before it was asked for.

use super::file::TakeFile;
use super::{Board, Cut, Event, InputFacts, Order, Progress, Recorded, RecordedFile, free_bytes};
use crate::dsp::units::SampleRate;
use crate::engine::link::Vitals;
use crate::engine::link::input::KeepingEnd;
use std::collections::VecDeque;
use std::sync::atomic::Ordering::Relaxed;
use std::sync::mpsc::{Receiver, TryRecvError};
use std::sync::{Arc, Mutex, PoisonError};

/// Seconds that are kept though nobody records.
const KEPT: u64 = 4;
/// Blocks over which the moment of a stream is found.
const MOMENTS: f64 = 512.0;
/// Seconds after which the clocks of input and output are compared.
const APART: u64 = 30;
/// Seconds of a gap that is filled with silence; what is longer ends a recording.
const LONGEST_GAP: u64 = 60;

/// The input that is open.
struct Open {
    end: KeepingEnd,
    /// Interleaved, the oldest first.
    kept: VecDeque<f32>,
    /// The number of the first frame that is kept.
    first: u64,
    /// Frames of the engine's clock less those of the stream, and over how many blocks that was found.
    anchor: Option<(f64, f64)>,
    /// The frame at which that was first known well, and what it was then.
    base: Option<(u64, f64)>,
    block: Vec<f32>,
}

impl Open {
    fn end_frame(&self) -> u64 {
        self.first + (self.kept.len() / self.end.channels()) as u64
    }

    /// How much faster the stream's clock runs than the engine's, in parts of a million; once that can be said.
    fn drift(&self) -> Option<f64> {
        let ((from, before), (now, _)) = (self.base?, self.anchor?);
        let frames = self.end_frame().checked_sub(from)?;
        let enough = frames >= APART * u64::from(self.end.rate());
        enough.then(|| (before - now) * 1e6 / frames as f64)
    }

    /// Samples from a frame on, as many frames as there are up to `most`.
    fn copy(&mut self, from: u64, most: usize) -> Vec<f32> {
        let channels = self.end.channels();
        let skip = from.saturating_sub(self.first) as usize * channels;
        self.kept.iter().skip(skip).take(most * channels).copied().collect()
    }
}

struct Recording {
    files: Vec<TakeFile>,
    first: u64,
    next: u64,
    /// The frames of the takes at which something is missing.
    gaps: Vec<u64>,
    /// Frames until free space is looked for again.
    until_look: u64,
}

/// Keeps what comes. Whoever has it lets it take turns.
pub(super) struct Keeper {
    orders: Receiver<Order>,
    board: Arc<Mutex<Board>>,
    clock: Option<(Arc<Vitals>, SampleRate)>,
    input: Option<Open>,
    recording: Option<Recording>,
}

impl Keeper {
    pub fn new(orders: Receiver<Order>, board: Arc<Mutex<Board>>) -> Keeper {
        Keeper { orders, board, clock: None, input: None, recording: None }
    }

    fn with_board(&self, deed: impl FnOnce(&mut Board)) {
        deed(&mut self.board.lock().unwrap_or_else(PoisonError::into_inner));
    }

    /// Does what is to be done; whether it is wanted any longer.
    pub fn turn(&mut self) -> bool {
        loop {
            match self.orders.try_recv() {
                Ok(order) => {
                    self.take_in();
                    self.obey(order);
                }
                Err(TryRecvError::Empty) => break,
                Err(TryRecvError::Disconnected) => {
                    self.take_in();
                    self.end(None);
                    return false;
                }
            }
        }
        self.take_in();
        self.tell();
        true
    }

    fn obey(&mut self, order: Order) {
        match order {
            Order::Clock(vitals, rate) => {
                self.clock = Some((vitals, rate));
                self.input.iter_mut().for_each(|input| (input.anchor, input.base) = (None, None));
            }
            Order::Input(mut end, described) => {
                self.end(Some("another input has taken its place".to_owned()));
                let (channels, rate, vitals) = (end.channels(), end.rate(), end.vitals().clone());
                let facts = InputFacts { described, channels, rate, vitals };
                let monitor = end.take_monitor();
                self.with_board(|board| (board.input, board.monitor) = (Some(facts), monitor));
                let (kept, block) = (VecDeque::new(), Vec::new());
                self.input = Some(Open { end, kept, first: 0, anchor: None, base: None, block });
            }
            Order::NoInput => {
                self.with_board(|board| board.input = None);
                self.end(Some("the input is gone".to_owned()));
                self.input = None;
            }
            Order::Begin { files, lead } => self.begin(files, lead),
            Order::End => self.end(None),
            Order::Copy { from, frames, reply } => {
                let cut = self.input.as_mut().map(|input| {
                    let samples = input.copy(from, frames);
                    Cut { first: from.max(input.first), channels: input.end.channels(), samples }
                });
                // Nobody waits any more.
                _ = reply.send(cut);
            }
        }
    }

    fn begin(&mut self, files: Vec<TakeFile>, lead: u64) {
        self.end(None);
        let now = self.input.as_ref().map_or(0, Open::end_frame);
        let oldest = self.input.as_ref().map_or(0, |input| input.first);
        let first = now.saturating_sub(lead).max(oldest);
        self.recording = Some(Recording { files, first, next: first, gaps: Vec::new(), until_look: 0 });
        self.with_board(|board| board.events.push_back(Event::Began { first }));
    }

    /// Takes what has come, and writes it.
    fn take_in(&mut self) {
        let Some(input) = &mut self.input else { return };
        let (channels, rate) = (input.end.channels(), u64::from(input.end.rate().max(1)));
        let mut torn = false;
        loop {
            input.block.clear();
            let Some(block) = input.end.take(&mut input.block) else { break };
            let missing = block.first.saturating_sub(input.end_frame());
            if missing > rate * LONGEST_GAP {
                input.kept.clear();
                (input.first, torn) = (block.first, true);
            } else if missing > 0 {
                if let Some(recording) = &mut self.recording {
                    recording.gaps.push(input.end_frame().saturating_sub(recording.first));
                }
                input.kept.extend(std::iter::repeat_n(0.0, missing as usize * channels));
            }
            input.kept.extend(&input.block);
            let at =
                self.clock.as_ref().and_then(|(vitals, rate)| vitals.epoch.exact_frame(block.micros, *rate));
            if let Some(at) = at {
                let new = at - block.first as f64;
                let (old, count) = input.anchor.unwrap_or((new, 0.0));
                let count = (count + 1.0).min(MOMENTS);
                let anchor = old + (new - old) / count;
                input.anchor = Some((anchor, count));
                if count >= MOMENTS {
                    input.base.get_or_insert((block.first, anchor));
                }
            }
        }
        if let Some(recording) = self.recording.as_mut().filter(|_| !torn) {
            let end = input.end_frame();
            let frames = input.copy(recording.next, end.saturating_sub(recording.next) as usize);
            recording.files.iter_mut().for_each(|file| file.write(&frames, channels));
            recording.until_look = recording.until_look.saturating_sub(end - recording.next);
            recording.next = end;
        }
        let surplus = (input.kept.len() / channels).saturating_sub((rate * KEPT) as usize);
        input.kept.drain(..surplus * channels);
        input.first += surplus as u64;
        let faulty = |recording: &Recording| recording.files.iter().all(|file| file.fault().is_some());
        if torn {
            self.end(Some("nothing came in for more than a minute".to_owned()));
        } else if self.recording.as_ref().is_some_and(faulty) {
            self.end(None);
        }
    }

    /// Ends what is recorded.
    fn end(&mut self, why: Option<String>) {
        let Some(mut recording) = self.recording.take() else { return };
        let files = recording.files.iter_mut().map(|file| {
            let late = file.finish().err().map(|problem| problem.to_string());
            let fault = file.fault().map(str::to_owned).or(late);
            RecordedFile { path: file.path().to_path_buf(), frames: file.frames(), fault }
        });
        let files = files.collect();
        let event = Event::Ended(Recorded { first: recording.first, files, gaps: recording.gaps, why });
        self.with_board(|board| {
            board.recording = None;
            board.events.push_back(event);
        });
    }

    fn tell(&mut self) {
        let end = self.input.as_ref().map_or(0, Open::end_frame);
        let anchor = self.input.as_ref().and_then(|input| input.anchor).map(|(anchor, _)| anchor);
        let drift = self.input.as_ref().and_then(Open::drift);
        let xruns = self.input.as_ref().map_or(0, |input| input.end.vitals().xruns.load(Relaxed));
        let mut progress = None;
        if let Some(recording) = &mut self.recording {
            let first = recording.files.first();
            let looked = recording.until_look == 0;
            if looked {
                recording.until_look = self.input.as_ref().map_or(0, |input| input.end.rate().into());
            }
            let space = first.filter(|_| looked).and_then(|file| free_bytes(file.path().parent()?));
            let a_second: u64 = recording.files.iter().map(TakeFile::bytes_a_second).sum();
            let seconds = space.map(|bytes| bytes / a_second.max(1));
            let frames = recording.next - recording.first;
            let gaps = recording.gaps.len();
            progress = Some(Progress { first: recording.first, frames, gaps, seconds_free: seconds });
        }
        self.with_board(|board| {
            let before = board.recording.take().and_then(|progress| progress.seconds_free);
            board.recording = progress
                .map(|progress| Progress { seconds_free: progress.seconds_free.or(before), ..progress });
            (board.end, board.anchor, board.drift, board.xruns) = (end, anchor, drift, xruns);
        });
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::engine::link::input::input;
    use std::sync::mpsc::channel;

    #[test]
    fn clocks_that_drift_apart_are_told_and_equal_ones_are_not() {
        for (parts, told) in [(80.0, 80.0), (-35.0, -35.0), (0.0, 0.0)] {
            let (orders, receiver) = channel();
            let board: Arc<Mutex<Board>> = Arc::default();
            let mut keeper = Keeper::new(receiver, board.clone());
            let (mut device, end) = input(1, 1_000);
            let vitals: Arc<Vitals> = Arc::default();
            let rate = SampleRate(1_000);
            vitals.epoch.set(0, 0, rate);
            orders.send(Order::Clock(vitals, rate)).expect("heard");
            orders.send(Order::Input(end, "another clock".to_owned())).expect("heard");
            let block = [0.0; 20];
            for number in 0..6_000u64 {
                // The stream has its frames a little earlier by our clock, and each block comes when it likes.
                let exact = (number * 20) as f64 * 1_000.0 / (1.0 + parts / 1e6);
                device.take(&block, exact as i64 + (number * 7_919 % 900) as i64);
                keeper.turn();
                let early = board.lock().expect("a board").drift;
                assert!(number > 1_500 || early.is_none(), "not after {number} blocks");
            }
            let found = board.lock().expect("a board").drift.expect("known");
            assert!((found - told).abs() < 8.0, "{found} of {told}");
        }
    }
}
