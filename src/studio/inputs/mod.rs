//! Sound that comes in: the input, the tracks that are armed for it, what is recorded, and how late it comes.

pub mod arms;
pub mod calibrating;
pub mod following;
mod reading;
mod monitoring;
pub mod recording;
pub mod run;
pub mod sampling;
pub mod stems;

use super::Studio;
use super::commands::Answer;
use crate::engine::message::FromEngine;
use crate::engine::monitors::Monitor;
use crate::io::audio::Choice;
use crate::io::audio::input::Input;
use crate::io::settings::latencies::{self, Latencies};
use crate::io::takes::{Event, InputFacts, Keeping, Order, Progress, Recorded};
use crate::song::tempo::Tempo;
use crate::song::track::Track;
use arms::InputArm;
use calibrating::Calibration;
use run::Run;
use sampling::Sampling;
use std::sync::Arc;
use stems::Stems;

/// The part of its level that a shown peak keeps at each turn of a meter, 15 times a second: 20 dB a second.
const FALL: f32 = 0.858;
/// Meters of the input change so many times a second.
const METERS_A_SECOND: u64 = 15;

/// Sound that comes in.
#[derive(Default)]
pub struct Inputs {
    /// Tracks that are armed.
    pub arms: Vec<InputArm>,
    /// The input as it was asked for when the program started; else that of the settings is taken.
    pub asked: Option<String>,
    /// The levels of the input's channels, linear, falling.
    pub peaks: Vec<f32>,
    /// How late inputs come, as it was measured.
    latencies: Latencies,
    /// Before the keeper: that ends when nobody gives it anything any more.
    input: Option<Input>,
    keeping: Option<Keeping>,
    run: Option<Run>,
    /// The sample that is recorded.
    sampling: Option<Sampling>,
    calibration: Option<Calibration>,
    /// What each track gives.
    pub stems: Stems,
    /// The frame at which meters changed last.
    metered: u64,
    told: reading::Told,
    /// What the engine was told of monitoring.
    monitored: Vec<(u16, Monitor)>,
    /// The tracks as they were when it was looked last where armed ones are.
    tracks: Vec<Arc<Track>>,
}

impl Inputs {
    /// The input that is open.
    pub fn facts(&self) -> Option<InputFacts> {
        self.keeping.as_ref()?.board(|board| board.input.clone())
    }

    /// How what is recorded goes.
    pub fn progress(&self) -> Option<Progress> {
        self.keeping.as_ref()?.board(|board| board.recording)
    }

    /// Whether sound is recorded.
    pub fn is_recording(&self) -> bool {
        self.run.is_some() || self.sampling.is_some()
    }

    /// Whether tracks are recorded.
    pub fn is_recording_tracks(&self) -> bool {
        self.run.is_some()
    }

    /// How a track is armed.
    pub fn arm_of(&self, track: u16) -> Option<&InputArm> {
        self.arms.iter().find(|arm| arm.track == track)
    }

    /// Frames of the engine's clock less those of the input's, by the clocks alone.
    fn anchor(&self) -> Option<f64> {
        self.keeping.as_ref()?.board(|board| board.anchor)
    }

    /// How much faster the input's clock runs than the output's, in parts of a million; after half a minute.
    pub fn drift(&self) -> Option<f64> {
        self.keeping.as_ref()?.board(|board| board.drift)
    }

    /// Whether files that have ended are those of the recording that is under way.
    fn are_of(&self, recorded: &Recorded) -> bool {
        let parts = self.run.iter().flat_map(|run| &run.parts).map(|part| &part.reference);
        let mut own = parts.chain(self.sampling.iter().map(|sampling| &sampling.reference));
        own.all(|own| recorded.files.iter().any(|file| file.path.ends_with(&own.path)))
    }

    /// The frame up to which everything that came in is kept.
    fn end(&self) -> u64 {
        self.keeping.as_ref().map_or(0, |keeping| keeping.board(|board| board.end))
    }

    fn order(&self, order: Order) {
        if let Some(keeping) = &self.keeping {
            keeping.order(order);
        }
    }
}

impl Studio {
    /// The present song is left: what is recorded into it ends, and its file is read when it is looked at again.
    pub(super) fn leave_inputs(&mut self) {
        self.end_stems();
        self.inputs.order(Order::End);
        self.drop_run();
        self.inputs.arms.clear();
        if let Some(Sampling { reference, .. }) = self.inputs.sampling.take() {
            self.warn(format!("what was recorded for an instrument is kept in {}", reference.path));
        }
    }

    /// Nothing is written into the song any more; its takes are read from their files when they are whole.
    pub(super) fn drop_run(&mut self) {
        for part in self.inputs.run.take().into_iter().flat_map(|run| run.parts) {
            self.samples.forget(&part.reference);
        }
    }

    /// Sees to it that sound comes in.
    ///
    /// # Errors
    /// If the system gives no thread.
    pub fn open_input(&mut self) -> Answer {
        let fault = |error: std::io::Error| format!("no sound can come in: {error}");
        if self.inputs.keeping.is_none() {
            self.take_input(Keeping::start().map_err(fault)?);
        }
        let device = self.inputs.asked.clone().or_else(|| self.settings.input.clone());
        let Some(orders) = self.inputs.keeping.as_ref().and_then(Keeping::sender) else { return Ok(()) };
        // Where there is to be no sound, no device is opened that nobody has named.
        if self.inputs.input.is_some()
            || self.inputs.facts().is_some()
            || (self.choice.silent && device.is_none())
        {
            return Ok(());
        }
        let choice = Choice { silent: false, device, rate: None, buffer: self.choice.buffer, channels: None };
        let taker = Box::new(move |found: Option<_>| {
            let order = found.map_or(Order::NoInput, |(end, described)| Order::Input(end, described));
            // Nobody listens any more only when the studio itself is gone.
            _ = orders.send(order);
        });
        self.inputs.input = Some(Input::start(choice, self.rate(), taker).map_err(fault)?);
        Ok(())
    }

    /// The input that is open, or is opened now.
    ///
    /// # Errors
    /// If nothing comes in yet.
    pub(super) fn incoming(&mut self) -> Result<InputFacts, String> {
        self.open_input()?;
        let not =
            "nothing comes in yet: the input is being opened, or there is none (`segno devices` lists them)";
        self.inputs.facts().ok_or_else(|| not.to_owned())
    }

    /// What comes in is kept there from now on.
    pub fn take_input(&mut self, keeping: Keeping) {
        self.inputs.keeping = Some(keeping);
        match latencies::read(&self.folders.config) {
            Ok(known) => self.inputs.latencies = known,
            Err(fault) => self.warn(fault),
        }
        self.follow_clock();
    }

    /// Asks the keeper of what comes in for something: an input that is none of the machine's comes and goes this way.
    pub fn give_input(&mut self, order: Order) {
        self.inputs.order(order);
    }

    /// The engine is another one: moments become frames of its clock.
    pub(super) fn follow_clock(&mut self) {
        self.end_stems();
        if self.inputs.is_recording() {
            self.inputs.order(Order::End);
        }
        self.inputs.order(Order::Clock(self.link.shared_vitals(), self.link.rate()));
        self.inputs.monitored.clear();
        // An input works at the rate of its song.
        if self.inputs.input.is_some() {
            self.close_input();
            if let Err(fault) = self.open_input() {
                self.warn(fault);
            }
        }
    }

    /// Nothing comes in any more, which is known at once.
    fn close_input(&mut self) {
        self.inputs.input = None;
        self.inputs.order(Order::NoInput);
        if let Some(keeping) = &self.inputs.keeping {
            keeping.board(|board| board.input = None);
        }
    }

    /// Takes another input, from now on; remembered.
    pub fn choose_input(&mut self, device: &str) -> Answer {
        super::commands::appearance::choose(self, "input", device)?;
        self.inputs.asked = None;
        self.close_input();
        self.open_input()?;
        let name = if device.is_empty() { "the machine's own" } else { device };
        self.say(format!("the input is {name}; :devices and `segno devices` list them"));
        Ok(())
    }

    /// The name under which what was measured of the present devices is kept.
    pub(super) fn way_name(&self) -> String {
        let input = self.inputs.facts().map(|facts| facts.described).unwrap_or_default();
        format!("{} > {input}", self.sound())
    }

    /// Frames that what comes in is late against what is heard: as it was measured, else as the sound system tells.
    pub fn input_delay(&self) -> i64 {
        let measured = self.inputs.latencies.get(&self.way_name()).copied();
        measured.unwrap_or_else(|| self.latency() as i64)
    }

    /// Whether that was measured for the present devices.
    pub fn is_calibrated(&self) -> bool {
        self.inputs.latencies.contains_key(&self.way_name())
    }

    /// The engine reports something.
    pub(super) fn hear_report(&mut self, report: FromEngine) {
        match report {
            FromEngine::Position { at, position, tempo } => {
                if let Some(run) = &mut self.inputs.run {
                    run.reach(at.0, position, Tempo::heard(tempo as f64 / 65_536.0));
                }
            }
            FromEngine::Probed { at } => self.begin_listening(at.0),
            _ => {}
        }
    }

    /// What is to be done once a turn; whether anything that can be seen has changed.
    pub(super) fn turn_inputs(&mut self) -> bool {
        let stems = self.turn_stems();
        let Some(keeping) = &mut self.inputs.keeping else { return stems };
        keeping.turn();
        let events: Vec<Event> = keeping.board(|board| board.events.drain(..).collect());
        let mut changed = stems || !events.is_empty();
        for event in events {
            match event {
                Event::Began { first } => {
                    if let Some(run) = &mut self.inputs.run {
                        run.first = Some(first);
                    }
                }
                Event::Ended(recorded) => self.end_run(recorded),
            }
        }
        let notices = self.inputs.input.as_ref().map(Input::notices).unwrap_or_default();
        notices.into_iter().for_each(|notice| self.warn(notice));
        self.follow_run();
        self.inputs.follow_tracks(&self.document.song().tracks);
        self.send_monitors();
        self.follow_calibration();
        changed |= self.meter_input();
        changed
    }

    /// Lets the levels of the input move; whether one did.
    fn meter_input(&mut self) -> bool {
        let now = self.frame();
        let step = u64::from(self.rate()) / METERS_A_SECOND;
        if now < self.inputs.metered + step {
            return false;
        }
        self.inputs.metered = now;
        let Some(facts) = self.inputs.facts() else {
            return !std::mem::take(&mut self.inputs.peaks).is_empty();
        };
        self.inputs.peaks.resize(facts.channels, 0.0);
        let mut moved = self.inputs.is_recording();
        for (channel, peak) in self.inputs.peaks.iter_mut().enumerate() {
            let fallen = if *peak < 1e-4 { 0.0 } else { *peak * FALL };
            let new = facts.vitals.take_peak(channel).max(fallen);
            moved |= new != *peak;
            *peak = new;
        }
        moved && (!self.inputs.arms.is_empty() || self.inputs.is_recording())
    }
}
