//! One pass of the engine over a part of a song, block by block.

use super::crew::Crew;
use super::plan::{Part, Plan};
use super::tail::Tail;
use crate::engine::Engine;
use crate::engine::fetching::{Errand, Fetcher, heads};
use crate::engine::fitting::Fitter;
use crate::engine::hands::{Hands, Lent};
use crate::engine::message::{FromEngine, Snapshot, ToEngine};
use crate::engine::pages::Pages;
use crate::instruments::sample::SampleBank;
use crate::sequencer::{chase, clips};
use std::sync::Arc;

/// Gives the samples of a part and its tail. The limiter's latency is taken off: the first row begins at frame 0.
pub struct Rendering {
    engine: Engine,
    /// Who helps.
    crew: Option<Crew>,
    /// The pages of clips that are streamed, if there are any.
    streaming: Option<Streaming>,
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

/// Frames after which it is looked for pages again: far fewer than are read ahead.
const ROUND: usize = 64;

/// The pages that the engine has, each brought before it is needed.
#[derive(Default)]
struct Streaming {
    pages: Pages,
    fetcher: Fetcher,
}

impl Streaming {
    /// Brings what is needed from here on; how much of it could not be read.
    fn turn(&mut self, engine: &Engine) -> u32 {
        let mut sounding = Vec::new();
        engine.needed(&mut |place| sounding.push(place));
        self.fetcher.hear(sounding);
        while let Some(errand) = self.fetcher.errand() {
            match errand {
                Errand::Bring(page) => drop(self.pages.put(page)),
                Errand::Return(key) => drop(self.pages.take(key)),
            }
        }
        self.fetcher.faults().len() as u32
    }
}

/// What went wrong in the sound.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Report {
    /// Times that a voice or device gave no number and was silenced.
    pub not_finite: u32,
    /// Notes that found no free voice.
    pub stolen: u32,
    /// Clips whose files could not be read to their end.
    pub unread: u32,
    /// Times that a clip began before its sound had been read.
    pub starved: u32,
}

impl Report {
    /// What was wrong with the sound of that name, a sentence each.
    pub fn complaints(&self, name: &str) -> Vec<String> {
        let told = [
            (self.not_finite, "times a sound was no number and was silenced"),
            (self.stolen, "notes found no free voice and took another's"),
            (self.unread, "recordings could not be read to their end and are silent there"),
            (self.starved, "times a recording had not been read in time and was silent"),
        ];
        let told = told.into_iter().filter(|(times, _)| *times > 0);
        told.map(|(times, what)| format!("{name}: {times} {what}")).collect()
    }
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
        let streaming = samples.has_streamed().then(|| {
            let mut streaming = Streaming::default();
            streaming.fetcher.keep_heads(heads(&part.song, &samples));
            streaming
        });
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
            streaming,
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
        let Rendering { engine, crew, streaming, scratch: [left, right], report, reductions, .. } = self;
        let hands = crew.as_ref().map(|crew| crew as &dyn Hands);
        let round = if streaming.is_some() { ROUND } else { self.block };
        for (left, right) in left.chunks_mut(round).zip(right.chunks_mut(round)) {
            report.unread += streaming.as_mut().map_or(0, |streaming| streaming.turn(engine));
            let pages = streaming.as_ref().map(|streaming| &streaming.pages);
            let lent = Lent { hands, pages, ..Lent::default() };
            engine.process_with(lent, left, right, &mut |message| match message {
                FromEngine::NotFinite { .. } => report.not_finite += 1,
                FromEngine::Meters(meters) => {
                    report.stolen = meters.stolen;
                    if plays {
                        reductions.push(meters.reduction);
                    }
                }
                FromEngine::Position { .. }
                | FromEngine::Reductions { .. }
                | FromEngine::Clock(_)
                | FromEngine::HandedOver { .. }
                | FromEngine::Performing { .. }
                | FromEngine::Probed { .. } => {}
            });
            report.starved += engine.take_starved();
        }
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
