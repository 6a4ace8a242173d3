//! The audio thread's whole work: messages in, blocks of sound out. Voices, mixer, meters.
//! Knows no devices of the machine and no files. After `new` nothing allocates, frees, locks, calls the system or panics.
//!
//! Sound is made in quanta of 64 frames whose borders are absolute in the engine's own time, and handed out in whatever sizes
//! are asked for: what is heard does not depend on the block size.

pub mod link;
pub mod message;
pub mod outgoing;
pub mod pages;
pub mod aligner;
mod bus;
pub mod chains;
pub mod click;
mod gate;
mod metering;
pub mod monitors;
mod clips;
pub mod fetching;
pub mod fitting;
pub mod hands;
pub mod live;
mod mixer;
mod modulated;
pub mod momentary;
mod overrides;
mod owners;
mod pace;
mod performed;
mod place;
mod playing;
pub mod relay;
pub mod probe;
mod starting;
mod turns;
pub mod unit;
mod waits;
mod voices;

use crate::dsp::units::{Frames, SampleRate};
use crate::sequencer::chase::Said;
use crate::sequencer::clock::Clock;
use crate::sequencer::command::{Action, Command};
use crate::sequencer::performance::Performing;
use crate::sequencer::player::{Player, Playing};
use bus::{Bus, QUANTUM};
use chains::Part;
use click::Click;
use clips::Clips;
use hands::Lent;
use live::Live;
use message::{FromEngine, NO_WAVE, Snapshot, ToEngine, WAVE_PARTS};
use mixer::Mixer;
use monitors::Monitors;
use outgoing::Outgoing;
use overrides::Overrides;
use owners::Owner;
use pace::Pace;
use probe::Probe;
use std::sync::Arc;
use voices::Voices;

/// Meter reports per second.
pub const METERS_PER_SECOND: u32 = 60;

/// The engine. The same one plays live and renders.
pub struct Engine {
    rate: SampleRate,
    snapshot: Option<Arc<Snapshot>>,
    player: Player,
    pace: Pace,
    commands: Vec<Command>,
    next_command: usize,
    /// The frame at which the next quantum begins.
    frame: u64,
    tick_end: u64,
    playing: bool,
    beat_seconds: f32,
    global_volume: f32,
    overrides: Overrides,
    voices: Voices,
    mixer: Mixer,
    live: Live,
    outgoing: Outgoing,
    click: Click,
    clips: Clips,
    monitors: Monitors,
    probe: Probe,
    /// What plays once so much is counted: the frame at which it begins.
    counted: Option<(u64, Playing)>,
    /// What was told last of what is done live.
    told: Performing,
    /// Frames of the present quantum that were handed out.
    taken: usize,
    frames_to_meters: u32,
    wave: [[f32; 2]; WAVE_PARTS],
}

impl Engine {
    /// An engine at rest, everything allocated, every table made.
    pub fn new(rate: SampleRate) -> Engine {
        crate::instruments::prepare();
        crate::sequencer::effects::find(b'A');
        Engine {
            rate,
            snapshot: None,
            player: Player::new(),
            pace: Pace::new(rate),
            commands: Vec::with_capacity(Player::MOST_COMMANDS),
            next_command: 0,
            frame: 0,
            tick_end: 0,
            playing: false,
            beat_seconds: 0.5,
            global_volume: 1.0,
            overrides: Overrides::new(),
            voices: Voices::new(rate),
            mixer: Mixer::new(rate),
            live: Live::new(),
            outgoing: Outgoing::new(Clock::new(rate)),
            click: Click::new(rate),
            clips: Clips::new(rate),
            monitors: Monitors::default(),
            probe: Probe::default(),
            counted: None,
            told: Performing::default(),
            taken: QUANTUM,
            frames_to_meters: 0,
            wave: [NO_WAVE; WAVE_PARTS],
        }
    }

    /// Frames per second.
    pub fn rate(&self) -> SampleRate {
        self.rate
    }

    /// Frames between a note's moment and its sound at the output: what the limiter and the chains of devices take.
    pub fn latency(&self) -> Frames {
        let song = self.snapshot.as_ref().map(|snapshot| &*snapshot.song);
        Frames(self.mixer.latency(song) as u64)
    }

    /// Whether the song plays.
    pub fn is_playing(&self) -> bool {
        self.playing
    }

    /// Takes one message. What it replaces is never freed here: the sender keeps every snapshot alive, and a device that gives way
    /// is given back.
    pub fn handle(&mut self, message: ToEngine) -> Option<Part> {
        match message {
            ToEngine::Snapshot(snapshot) => {
                if let Some(old) = &self.snapshot {
                    self.player.follow(&old.song, &snapshot.song);
                }
                let old = self.snapshot.as_ref();
                self.voices.follow(old, &snapshot.song, &self.overrides, self.beat_seconds);
                self.overrides.follow(&snapshot.song);
                self.mixer.follow(&snapshot.song, &self.overrides);
                self.snapshot = Some(snapshot);
            }
            ToEngine::Recall(Said::Instrument { track, slot }) => self.player.recall(track, slot),
            ToEngine::Recall(Said::Place { target, place }) => self.overrides.recall(target, place),
            ToEngine::Recall(Said::Clip { track, pattern, row, take, frames, beats }) => {
                self.clips.recall(track, (pattern, row, take), (frames, beats));
            }
            ToEngine::Play(playing) if self.click.settings.count_in > 0 => self.count_in(playing),
            ToEngine::Play(playing) => {
                self.pace.waits = false;
                self.begin(playing, self.frame);
            }
            ToEngine::Rounds(rounds) => self.player.bound(rounds),
            ToEngine::Stop => self.halt(),
            ToEngine::Panic => {
                self.voices.clear();
                self.clips.clear();
                self.mixer.reset();
            }
            ToEngine::Strike { track, instrument, key, velocity } => {
                self.strike((track, key), instrument, velocity, None)
            }
            ToEngine::StrikePhrase { track, instrument, phrase, key, velocity } => {
                self.strike((track, key), instrument, velocity, Some(phrase))
            }
            ToEngine::Lift { track, key } => self.lift(track, key),
            ToEngine::ClearLocks => self.overrides.clear(),
            ToEngine::Fill(on) => self.player.fill(on),
            ToEngine::Fit(fitting) => return self.mixer.chains.fit(fitting),
            ToEngine::Part { place, part } => self.live.set_part(place, part),
            ToEngine::Port { port, uses } => {
                if !uses.notes {
                    self.forget_port(port, Frames(self.frame), &mut |_| {});
                }
                self.live.set_port(port, uses);
            }
            ToEngine::Deaf { port, keys } => self.live.set_deaf(port, keys),
            ToEngine::PortGone(port) => self.forget_port(port, Frames(self.frame), &mut |_| {}),
            ToEngine::Lead { first, next } => (self.pace.first, self.pace.next) = (first, next),
            ToEngine::Click(settings) => self.click.settings = settings,
            ToEngine::Probe => self.probe.begin(),
            ToEngine::Monitor { track, monitor } => self.monitors.set(track, monitor),
            ToEngine::ClockOut(clock) => self.outgoing.clock = clock,
            ToEngine::Outlet { track, target } => self.set_outlet(track, target),
            ToEngine::Perform(wish) => self.perform(wish),
            ToEngine::Light { to, message } => self.outgoing.say(self.frame, to, message),
        }
        None
    }

    /// Fills a block of any length: `left` and `right` have the same length. Reports go to `report`, which must not block.
    pub fn process(&mut self, left: &mut [f32], right: &mut [f32], report: &mut dyn FnMut(FromEngine)) {
        self.process_with(Lent::default(), left, right, report);
    }

    /// As [`Engine::process`], with what it is lent: hands change nothing of what is heard.
    pub fn process_with(
        &mut self,
        lent: Lent,
        left: &mut [f32],
        right: &mut [f32],
        report: &mut dyn FnMut(FromEngine),
    ) {
        let total = left.len().min(right.len());
        let mut done = 0;
        while done < total {
            if self.taken == QUANTUM {
                // SAFETY: only arithmetic on floats runs inside; nothing there depends on denormals being kept.
                unsafe { no_denormals::no_denormals(|| self.quantum(lent, report)) };
                self.taken = 0;
            }
            let now = (QUANTUM - self.taken).min(total - done);
            let from = self.taken..self.taken + now;
            let [made_left, made_right] = &self.mixer.out.channels;
            left[done..done + now].copy_from_slice(&made_left[from.clone()]);
            right[done..done + now].copy_from_slice(&made_right[from.clone()]);
            if let Some(click) = lent.within(done..done + now).click {
                let tones = click.iter().zip(&self.click.apart()[from.clone()]);
                tones.for_each(|(click, tone)| click.set(click.get() + tone));
            }
            if let Some(measured) = lent.within(done..done + now).measured {
                let channels = measured.sides.into_iter().zip(&self.mixer.chains.measured.channels);
                let both = channels.flat_map(|(to, made)| to.iter().zip(&made[from.clone()]));
                both.for_each(|(to, made)| to.set(*made));
            }
            self.taken += now;
            done += now;
        }
    }

    /// Makes the next quantum.
    fn quantum(&mut self, lent: Lent, report: &mut dyn FnMut(FromEngine)) {
        let Lent { hands, pages, input, click, stems, measured } = lent;
        let Some(snapshot) = self.snapshot.clone() else {
            self.frame += QUANTUM as u64;
            self.mixer.out = Bus::SILENT;
            return;
        };
        let end = self.frame + QUANTUM as u64;
        let mut at = self.frame;
        if !self.playing {
            self.outgoing.idle(at, end, snapshot.song.settings.tempo);
        }
        while at < end {
            let mut stop = end;
            if let Some((begin, playing)) = self.counted {
                stop = stop.min(begin.max(at));
                if begin <= at {
                    self.begin(playing, at);
                    stop = end;
                }
            }
            self.tick(&snapshot, at, report);
            let due = self.run_commands(&snapshot, at);
            stop = stop.min(due);
            if self.is_ticking() {
                stop = stop.min(self.tick_end.max(at));
            }
            if stop > at {
                let span = (at - self.frame) as usize..(stop - self.frame) as usize;
                let (overrides, mixer) = (&self.overrides, &mut self.mixer);
                self.voices.render(&snapshot, overrides, self.beat_seconds, span.clone(), mixer, hands);
                self.clips.render(&snapshot, pages, span, self.pace.beat(at), mixer);
            }
            at = stop;
        }
        self.mixer.follow_locks(&snapshot.song, &self.overrides);
        let input = input.filter(|_| self.monitors());
        let tracks = snapshot.song.tracks.len();
        input.into_iter().for_each(|input| self.monitors.through(input, tracks, &mut self.mixer));
        self.tell_at_rest(report);
        self.mixer.close_gates(self.frame);
        self.mixer.chains.measure(measured.map(|measured| measured.place));
        let levels = (self.global_volume, self.beat_seconds);
        let found = self.mixer.mix(&snapshot, &self.overrides, levels, hands, stems);
        if let Some(mut stems) = stems.and_then(|stems| stems.try_borrow_mut().ok()) {
            let late = self.mixer.master_latency(Some(&snapshot.song));
            stems.end_quantum(self.frame, self.playing, (&self.mixer.out, late), self.mixer.early());
        }
        input.into_iter().for_each(|input| self.monitors.beside(input, &mut self.mixer));
        self.click.add_to(self.frame, &mut self.mixer.out.channels, click.is_some());
        if self.probe.add_to(&mut self.mixer.out.channels) {
            report(FromEngine::Probed { at: Frames(self.frame) });
        }
        self.frame = end;
        if let Some(track) = found.broken_track {
            self.voices.drop_track(track.into());
            report(FromEngine::NotFinite { track: Some(track) });
        }
        if found.broken_device {
            report(FromEngine::NotFinite { track: None });
        }
        self.meter(report);
    }

    /// Plays every tick that begins by `at`, and before each what is left of the last one: a tick rarely ends on a whole
    /// frame, so that its last moments and the next tick's first share one. A tick shorter than a frame plays whole there.
    fn tick(&mut self, snapshot: &Snapshot, at: u64, report: &mut dyn FnMut(FromEngine)) {
        while self.is_ticking() && at >= self.tick_end {
            self.run_commands(snapshot, at);
            self.player.hear(&self.outgoing.with(self.voices.channels()));
            if !self.playing {
                let (length, tempo) = self.player.rest(&snapshot.song, &mut self.commands);
                self.tick_end = self.pace.clock.tick(length).0;
                self.next_command = 0;
                self.beat_seconds = 60.0 * 65_536.0 / tempo.max(1) as f32;
                continue;
            }
            match self.player.tick(&snapshot.song, &mut self.commands) {
                Some(tick) => {
                    let (begin, latency) = (self.tick_end, self.latency().0);
                    self.tick_end = self.pace.tick(&tick, latency);
                    self.next_command = 0;
                    self.follow_performance(begin + latency, report);
                    let tempo = self.pace.led_tempo().unwrap_or(tick.beats_per_minute);
                    self.beat_seconds = 60.0 * 65_536.0 / tempo.max(1) as f32;
                    self.click_on_beats(&snapshot.song, &tick, begin + latency);
                    let frames = [begin, self.tick_end].map(|frame| frame + latency);
                    self.outgoing.pulses(frames, self.pace.span());
                    let (position, at) = (Some(tick.position), Frames(begin + latency));
                    report(FromEngine::Position { at, position, tempo });
                }
                None => {
                    self.playing = false;
                    self.player.stop();
                    self.mixer.momentary.turn(self.player.momentary());
                    self.next_command = 0;
                    self.voices.release_all();
                    self.clips.release_all();
                    let at = Frames(at + self.latency().0);
                    self.outgoing.stop(at.0);
                    report(FromEngine::Position { at, position: None, tempo: 0 });
                }
            }
        }
    }

    /// Whether ticks go on: the song plays, or keys have struck phrases.
    fn is_ticking(&self) -> bool {
        self.playing || self.player.has_phrases()
    }

    /// Carries out the commands that are due by `at`; returns the frame of the next one.
    fn run_commands(&mut self, snapshot: &Snapshot, at: u64) -> u64 {
        while let Some(command) = self.commands.get(self.next_command).copied() {
            let due = self.pace.clock.moment(command.at).0;
            if due > at {
                return due;
            }
            self.next_command += 1;
            if !self.act_outside(snapshot, command.action, due) {
                self.act(snapshot, command.action);
            }
        }
        u64::MAX
    }

    fn act(&mut self, snapshot: &Snapshot, action: Action) {
        let song = &*snapshot.song;
        match action {
            Action::Start(channel, note) => {
                let owner = Owner::Grid { channel, current: true };
                self.voices.start(snapshot, &self.overrides, self.beat_seconds, owner, note);
            }
            Action::Leave(channel) => _ = self.voices.leave(channel, song),
            Action::Release(channel) => self.voices.release(channel),
            Action::Cut(channel) => self.voices.cut(channel),
            Action::Fade(channel) => self.voices.fade(channel, song),
            Action::Drive(channel, drive) => self.voices.drive(channel, drive),
            Action::NewNote(channel, action) => self.voices.set_new_note(channel, action),
            Action::PastNotes(channel, action) => self.voices.past_notes(channel, action, song),
            Action::Lock(target, place) => self.overrides.lock(song, target, place),
            Action::Clip { track, pattern, row } => {
                self.clips.reach(song, track, (pattern, row), self.pace.span()[0]);
            }
            Action::ClipEnds { track } => self.clips.end(track),
            Action::GlobalVolume(volume) => self.global_volume = volume,
        }
    }
}
