//! One pass of the engine over a part of a song, block by block.

use super::crew::Crew;
use super::plan::{Part, Plan};
use super::tail::Tail;
use crate::engine::Engine;
use crate::engine::fitting::Fitter;
use crate::engine::hands::Hands;
use crate::engine::message::{FromEngine, Snapshot, ToEngine};
use crate::instruments::sample::SampleBank;
use crate::sequencer::{chase, clips};
use std::sync::Arc;

/// Gives the samples of a part and its tail. The limiter's latency is taken off: the first row begins at frame 0.
pub struct Rendering {
    engine: Engine,
    /// Who helps.
    crew: Option<Crew>,
    block: usize,
    /// Frames that the limiter keeps back, which are not handed out.
    latency: u64,
    span: u64,
    /// The length if it is given; otherwise the tail ends where it is silent.
    length: Option<u64>,
    tail: Tail,
    /// Frames that have been made and those that have been handed out.
    made: u64,
    given: u64,
    /// What was made and not yet handed out: after the end nobody knows yet whether it is kept.
    waiting: [Vec<f32>; 2],
    scratch: [Vec<f32>; 2],
    given_last: usize,
    /// What the engine has reported of itself.
    pub report: Report,
    /// How far the limiter went down while the song played, in dB, 0 or below: the lowest of each stretch, of which there are
    /// [`crate::engine::METERS_PER_SECOND`].
    pub reductions: Vec<f32>,
}

/// What went wrong in the sound.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Report {
    /// Times that a voice or device gave no number and was silenced.
    pub not_finite: u32,
    /// Notes that found no free voice.
    pub stolen: u32,
}

impl Rendering {
    /// Lets so many threads work on it, the caller's among them. What it gives stays the same.
    #[must_use]
    pub fn side_by_side(self, threads: usize) -> Rendering {
        Rendering { crew: Some(Crew::new(threads)), ..self }
    }

    /// Begins. With `length` it gives that many frames, else as many as sound.
    pub fn new(part: &Part, samples: Arc<SampleBank>, plan: &Plan, length: Option<u64>) -> Rendering {
        let mut engine = Engine::new(plan.rate);
        let snapshot = Snapshot { song: Arc::new(part.song.clone()), samples };
        Fitter::new(plan.rate).load(&mut engine, Arc::new(snapshot));
        let sounding = clips::before(&part.song, part.playing, plan.rate);
        for said in chase::before(&part.song, part.playing).said.into_iter().chain(sounding) {
            engine.handle(ToEngine::Recall(said));
        }
        engine.handle(ToEngine::Play(part.playing));
        if let Some(rounds) = part.rounds {
            engine.handle(ToEngine::Rounds(rounds));
        }
        let block = plan.block.max(1);
        Rendering {
            latency: engine.latency().0,
            engine,
            crew: None,
            block,
            span: part.span.0,
            length,
            tail: Tail::new(part.span.0, plan.rate),
            made: 0,
            given: 0,
            waiting: [Vec::new(), Vec::new()],
            scratch: [vec![0.0; block], vec![0.0; block]],
            given_last: 0,
            report: Report::default(),
            reductions: Vec::new(),
        }
    }

    /// The next samples, left and right, any number of them; `None` at the end.
    pub fn next_block(&mut self) -> Option<[&[f32]; 2]> {
        self.waiting.iter_mut().for_each(|channel| drop(channel.drain(..self.given_last)));
        self.given_last = 0;
        loop {
            let end = self.length.unwrap_or(self.tail.keep);
            let sure = end.min(self.made) - self.given;
            if sure > 0 {
                self.given += sure;
                self.given_last = sure as usize;
                return Some(self.waiting.each_ref().map(|channel| &channel[..sure as usize]));
            }
            if self.length.map_or(self.tail.over, |length| self.given >= length) {
                return None;
            }
            self.make();
        }
    }

    /// How much of the part has been handed out, 0 to 1; the tail counts as nothing.
    pub fn done(&self) -> f64 {
        (self.given as f64 / self.span.max(1) as f64).min(1.0)
    }

    /// Frames handed out.
    pub fn frames(&self) -> u64 {
        self.given
    }

    /// Makes a block and puts what is not latency behind what waits.
    fn make(&mut self) {
        let plays = self.made < self.span;
        let Rendering { engine, crew, scratch: [left, right], report, reductions, .. } = self;
        let hands = crew.as_ref().map(|crew| crew as &dyn Hands);
        engine.process_with(hands, left, right, &mut |message| match message {
            FromEngine::NotFinite { .. } => report.not_finite += 1,
            FromEngine::Meters(meters) => {
                report.stolen = meters.stolen;
                if plays {
                    reductions.push(meters.reduction);
                }
            }
            FromEngine::Position { .. }
            | FromEngine::Clock(_)
            | FromEngine::HandedOver { .. }
            | FromEngine::Performing { .. }
            | FromEngine::Probed { .. } => {}
        });
        let skipped = (self.latency as usize).min(self.block);
        self.latency -= skipped as u64;
        for (left, right) in self.scratch[0].iter().zip(&self.scratch[1]).skip(skipped) {
            let gain = self.tail.hear(self.made, left.abs().max(right.abs()));
            self.waiting[0].push(left * gain);
            self.waiting[1].push(right * gain);
            self.made += 1;
        }
    }
}
