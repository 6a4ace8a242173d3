//! One engine after the other: the next song's begins on the very frame where the present one's song has ended, while that rings out
//! with its own instruments and echoes. Whoever makes the next engine has it ready before: here nothing is made and nothing freed.

use super::Engine;
use super::bus::QUANTUM;
use super::chains::Part;
use super::fetching::Place;
use super::hands::Lent;
use super::link::monitoring::Monitored;
use super::link::stems::Stems;
use super::message::{FromEngine, ToEngine};
use crate::dsp::units::{Frames, SampleRate};
use crate::sequencer::player::Playing;

/// Below this an engine is silent.
const SILENCE: f32 = 1e-5;
/// Seconds of silence after which an engine has rung out, and after which it must have.
const QUIET: u32 = 1;
const LONGEST: u32 = 12;
/// Engines that can wait to be given back.
const DONE: usize = 4;

/// An engine that waits for its turn.
pub struct Next {
    /// The engine, with its song.
    pub engine: Engine,
    /// What it plays.
    pub playing: Playing,
    /// Frames of silence between the songs.
    pub gap: u64,
}

/// What is said to whoever lets engines follow each other.
pub enum ToRelay {
    /// That is the next one.
    Offer(Box<Next>),
    /// Whether it begins by itself where the present song ends.
    Arm(bool),
    /// It begins at once; the present song stops.
    Advance,
}

/// What comes back to be freed.
pub enum GivenBack {
    /// A device that gave way.
    Part(Part),
    /// An engine that has rung out, or was not wanted.
    Engine(Box<Next>),
    /// What came in before.
    Input(Box<Monitored>),
    /// Where the sound of tracks went.
    Stems(Box<Stems>),
}

/// The engines.
pub(super) struct Relay {
    now: Box<Next>,
    next: Option<Box<Next>>,
    before: Option<Box<Next>>,
    /// Frames since the one before has begun to ring out, and of these the last silent ones.
    rung: [u32; 2],
    armed: bool,
    advance: bool,
    /// How many engines there were before the present one.
    generation: u32,
    done: [Option<Box<Next>>; DONE],
    scratch: [[f32; QUANTUM]; 2],
}

impl Relay {
    pub fn new(rate: SampleRate) -> Relay {
        let playing = Playing::Song { order: 0, row: 0, repeat: false };
        Relay {
            now: Box::new(Next { engine: Engine::new(rate), playing, gap: 0 }),
            next: None,
            before: None,
            rung: [0; 2],
            armed: false,
            advance: false,
            generation: 0,
            done: [const { None }; DONE],
            scratch: [[0.0; QUANTUM]; 2],
        }
    }

    /// The engine that plays.
    pub fn now(&mut self) -> &mut Engine {
        &mut self.now.engine
    }

    /// The engine's rate.
    pub fn rate(&self) -> SampleRate {
        self.now.engine.rate()
    }

    /// Says something to the engine of that generation. One that is gone hears nothing: devices for it are given back.
    pub fn tell(&mut self, generation: u32, message: ToEngine) -> Option<GivenBack> {
        let engine = match generation {
            // What belongs to the machine belongs to whoever plays on it.
            _ if message.is_of_machine() => Some(&mut self.now),
            own if own == self.generation => Some(&mut self.now),
            last if last.wrapping_add(1) == self.generation => self.before.as_mut(),
            _ => None,
        };
        match (engine, message) {
            (Some(one), message) => one.engine.handle(message).map(GivenBack::Part),
            (None, ToEngine::Fit(fitting)) => fitting.part().map(GivenBack::Part),
            // Whoever sent a song keeps it.
            (None, _) => None,
        }
    }

    /// Takes what is said to it.
    pub fn take(&mut self, message: ToRelay) -> Option<GivenBack> {
        match message {
            ToRelay::Offer(next) => return self.next.replace(next).map(GivenBack::Engine),
            ToRelay::Arm(armed) => self.armed = armed,
            ToRelay::Advance => self.advance = self.next.is_some(),
        }
        None
    }

    /// An engine that is not needed any more.
    pub fn give_back(&mut self) -> Option<GivenBack> {
        self.done.iter_mut().find_map(Option::take).map(GivenBack::Engine)
    }

    /// Where clips sound that are streamed from disk, and where they will.
    pub fn needed(&self, found: &mut dyn FnMut(Place)) {
        self.now.engine.needed(found);
        if let Some(before) = &self.before {
            before.engine.needed(found);
        }
    }

    /// Fills a block as [`Engine::process_with`] does.
    pub fn process(
        &mut self,
        lent: Lent,
        left: &mut [f32],
        right: &mut [f32],
        report: &mut dyn FnMut(FromEngine),
    ) {
        let total = left.len().min(right.len());
        let mut done = 0;
        while done < total {
            let now = self.now.engine.left_of_quantum().min(total - done);
            let (left, right) = (&mut left[done..done + now], &mut right[done..done + now]);
            self.piece(lent.within(done..done + now), left, right, report);
            done += now;
        }
    }

    /// A part of one quantum.
    fn piece(&mut self, lent: Lent, left: &mut [f32], right: &mut [f32], report: &mut dyn FnMut(FromEngine)) {
        let begins = self.now.engine.taken == QUANTUM;
        let mut end = None;
        if begins && std::mem::take(&mut self.advance) && self.next.is_some() {
            self.now.engine.stop();
            end = Some(self.now.engine.frame);
        }
        let waits = self.armed && self.next.is_some();
        let latency = self.now.engine.latency().0;
        let own = lent.of(self.generation);
        self.now.engine.process_with(own, left, right, &mut |told| match told {
            FromEngine::Position { at, position: None, .. } if waits => {
                end = end.or(Some(at.0.saturating_sub(latency)))
            }
            other => report(other),
        });
        if let Some(end) = end {
            self.hand_over(end, lent, left, right, report);
        } else if let Some(before) = &mut self.before {
            let [first, second] = &mut self.scratch;
            let (first, second) = (&mut first[..left.len()], &mut second[..left.len()]);
            let own = Lent { input: None, measured: None, ..lent.of(self.generation.wrapping_sub(1)) };
            before.engine.process_with(own, first, second, &mut |_| {});
            let loud = add(first, left).max(add(second, right));
            self.rung[0] += left.len() as u32;
            let silent = loud < SILENCE && before.engine.voices.sounding() == 0;
            self.rung[1] = if silent { self.rung[1] + left.len() as u32 } else { 0 };
            let rate = before.engine.rate.0;
            if self.rung[1] > QUIET * rate || self.rung[0] > LONGEST * rate {
                self.retire();
            }
        }
    }

    /// The next engine plays from a frame of the present quantum on, which the one before has made already.
    fn hand_over(
        &mut self,
        end: u64,
        lent: Lent,
        left: &mut [f32],
        right: &mut [f32],
        report: &mut dyn FnMut(FromEngine),
    ) {
        let Some(mut next) = self.next.take() else { return };
        self.retire();
        let old = &mut self.now.engine;
        let latency = old.latency().0;
        let begin = (end + next.gap + latency).saturating_sub(next.engine.latency().0);
        next.engine.follow_on(old, begin, next.playing);
        let [first, second] = &mut self.scratch;
        let (first, second) = (&mut first[..left.len()], &mut second[..left.len()]);
        // What is said from here on, also in the gap, is for the next one.
        let (at, begins) = (Frames(end + latency), Frames(end + next.gap + latency));
        report(FromEngine::HandedOver { at, begins });
        let own = Lent { input: None, ..lent.of(self.generation.wrapping_add(1)) };
        next.engine.process_with(own, first, second, report);
        add(first, left);
        add(second, right);
        if let Some(lost) = self.before.replace(std::mem::replace(&mut self.now, next)) {
            // Nobody has fetched those before it; nothing may be freed here all the same.
            std::mem::forget(lost);
        }
        (self.rung, self.armed) = ([0; 2], false);
        self.generation = self.generation.wrapping_add(1);
    }

    /// The one before has rung out; where nobody has fetched those before it, it stays.
    fn retire(&mut self) {
        if let Some(free) = self.done.iter_mut().find(|done| done.is_none()) {
            *free = self.before.take();
        }
    }
}

/// Adds sound; the highest level of it.
fn add(from: &[f32], to: &mut [f32]) -> f32 {
    to.iter_mut().zip(from).fold(0.0f32, |loud, (to, from)| {
        *to += from;
        loud.max(from.abs())
    })
}

impl Engine {
    /// Frames of the present quantum that are still to be handed out, or of the next one.
    fn left_of_quantum(&self) -> usize {
        if self.taken == QUANTUM { QUANTUM } else { QUANTUM - self.taken }
    }

    /// Takes over from an engine that has just made a quantum: makes the same one, with what hangs on this machine's ports, and plays
    /// from a frame on.
    fn follow_on(&mut self, old: &mut Engine, begin: u64, playing: Playing) {
        let frame = old.frame - QUANTUM as u64;
        old.outgoing.end_all(begin);
        std::mem::swap(&mut self.live, &mut old.live);
        std::mem::swap(&mut self.outgoing, &mut old.outgoing);
        self.outgoing.begin_song(&mut old.outgoing);
        std::mem::swap(&mut self.pace.follower, &mut old.pace.follower);
        self.click.settings = old.click.settings;
        (self.pace.lead, self.pace.first, self.pace.next) = (old.pace.lead, old.pace.first, old.pace.next);
        (self.frame, self.taken, self.counted) = (frame, QUANTUM, Some((begin.max(frame), playing)));
    }
}
