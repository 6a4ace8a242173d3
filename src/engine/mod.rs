//! The audio thread's whole work: messages in, blocks of sound out. Voices, mixer, meters.
//! Knows no devices of the machine and no files. After `new` nothing allocates, frees, locks, calls the system or panics.
//!
//! Sound is made in quanta of 64 frames whose borders are absolute in the engine's own time, and handed out in whatever sizes
//! are asked for: what is heard does not depend on the block size.

pub mod link;
pub mod message;
pub mod aligner;
mod bus;
pub mod chains;
pub mod fitting;
pub mod hands;
mod mixer;
mod modulated;
mod overrides;
mod owners;
mod place;
mod playing;
mod turns;
pub mod unit;
mod waits;
mod voices;

use crate::dsp::units::{Frames, SampleRate};
use crate::sequencer::chase::Said;
use crate::sequencer::clock::{Clock, TickLength};
use crate::sequencer::command::{Action, Command, Drive, NoteOn};
use crate::sequencer::phrases::Live;
use crate::sequencer::player::Player;
use crate::song::MAX_TRACKS;
use bus::{Bus, QUANTUM};
use chains::Part;
use hands::Hands;
use message::{FromEngine, Meters, NO_WAVE, Snapshot, ToEngine, WAVE_PARTS};
use mixer::Mixer;
use overrides::Overrides;
use owners::Owner;
use std::sync::Arc;
use voices::Voices;

/// Meter reports per second.
const METERS_PER_SECOND: u32 = 60;

/// The engine. The same one plays live and renders.
pub struct Engine {
    rate: SampleRate,
    snapshot: Option<Arc<Snapshot>>,
    player: Player,
    clock: Clock,
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
            clock: Clock::new(rate),
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
                self.mixer.follow(&snapshot.song);
                self.snapshot = Some(snapshot);
            }
            ToEngine::Recall(Said::Instrument { track, slot }) => self.player.recall(track, slot),
            ToEngine::Recall(Said::Place { target, place }) => self.overrides.recall(target, place),
            ToEngine::Play(playing) => {
                let snapshot = self.snapshot.clone()?;
                self.voices.release_all();
                self.voices.begin();
                self.forget();
                self.overrides.take_recalled(&snapshot.song);
                self.player.start(&snapshot.song, playing);
                self.clock.seek(Frames(self.frame));
                self.commands.clear();
                (self.next_command, self.tick_end) = (0, self.frame);
                self.playing = true;
            }
            ToEngine::Rounds(rounds) => self.player.bound(rounds),
            ToEngine::Stop => {
                self.player.stop();
                self.voices.release_all();
                self.commands.clear();
                (self.next_command, self.playing) = (0, false);
            }
            ToEngine::Panic => {
                self.voices.clear();
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
        }
        None
    }

    /// Forgets what playback has set beyond the song: global volume and locks. Not where playback ends, or a song that has
    /// faded out would be heard again in its echoes, but where something else begins.
    fn forget(&mut self) {
        self.overrides.clear();
        self.global_volume = 1.0;
    }

    fn lift(&mut self, track: u16, key: u8) {
        let song = self.snapshot.as_ref().map(|snapshot| &*snapshot.song);
        self.voices.lift(song, track, key);
        let at = self.clock.place(Frames(self.frame));
        self.player.lift((track, key), at, &mut self.commands, self.next_command);
    }

    /// A key strikes a note, or the phrase that `said` or its instrument says.
    fn strike(&mut self, (track, key): (u16, u8), instrument: u8, velocity: f32, said: Option<u8>) {
        self.lift(track, key);
        if !self.playing {
            self.forget();
        }
        let Some(snapshot) = &self.snapshot else { return };
        let Some(settings) = snapshot.song.instrument(instrument.into()) else { return };
        let sounding = (i32::from(key) + i32::from(settings.transpose)).clamp(0, 131);
        if !settings.plays(sounding as u8) {
            return;
        }
        let pitch = sounding as f32 + settings.tuned(sounding as f32) + settings.finetune / 100.0;
        let drive = Drive { pitch, level: velocity, pan: 0.0, cutoff: 0.0, resonance: 0.0 };
        let seed = self.frame as u32;
        let (sounding, phrases) = (sounding as u8, &settings.phrases);
        let note =
            NoteOn { instrument, key: sounding, velocity, offset: 0, slice: None, phrase: said, seed, drive };
        if let Some(index) = phrases.struck(key, said) {
            let live = Live { track, key, index: index as u8, note };
            let at = self.is_ticking().then(|| self.clock.place(Frames(self.frame)));
            if at.is_none() {
                self.clock.seek(Frames(self.frame));
                (self.next_command, self.tick_end) = (0, self.frame);
                self.commands.clear();
            }
            self.player.strike(&snapshot.song, &live, at, &mut self.commands, self.next_command);
            return;
        }
        self.voices.start(snapshot, &self.overrides, self.beat_seconds, Owner::Live { track, key }, note);
    }

    /// Fills a block of any length: `left` and `right` have the same length. Reports go to `report`, which must not block.
    pub fn process(&mut self, left: &mut [f32], right: &mut [f32], report: &mut dyn FnMut(FromEngine)) {
        self.process_with(None, left, right, report);
    }

    /// As [`Engine::process`], with the same result, where other threads may help: not on the audio thread.
    pub fn process_with(
        &mut self,
        hands: Option<&dyn Hands>,
        left: &mut [f32],
        right: &mut [f32],
        report: &mut dyn FnMut(FromEngine),
    ) {
        let total = left.len().min(right.len());
        let mut done = 0;
        while done < total {
            if self.taken == QUANTUM {
                // SAFETY: only arithmetic on floats runs inside; nothing there depends on denormals being kept.
                unsafe { no_denormals::no_denormals(|| self.quantum(hands, report)) };
                self.taken = 0;
            }
            let now = (QUANTUM - self.taken).min(total - done);
            let from = self.taken..self.taken + now;
            let [made_left, made_right] = &self.mixer.out.channels;
            left[done..done + now].copy_from_slice(&made_left[from.clone()]);
            right[done..done + now].copy_from_slice(&made_right[from]);
            self.taken += now;
            done += now;
        }
    }

    /// Makes the next quantum.
    fn quantum(&mut self, hands: Option<&dyn Hands>, report: &mut dyn FnMut(FromEngine)) {
        let Some(snapshot) = self.snapshot.clone() else {
            self.frame += QUANTUM as u64;
            self.mixer.out = Bus::SILENT;
            return;
        };
        let end = self.frame + QUANTUM as u64;
        let mut at = self.frame;
        while at < end {
            self.tick(&snapshot, at, report);
            let due = self.run_commands(&snapshot, at);
            let mut stop = end.min(due);
            if self.is_ticking() {
                stop = stop.min(self.tick_end.max(at));
            }
            if stop > at {
                let span = (at - self.frame) as usize..(stop - self.frame) as usize;
                let (overrides, mixer) = (&self.overrides, &mut self.mixer);
                self.voices.render(&snapshot, overrides, self.beat_seconds, span, mixer, hands);
            }
            at = stop;
        }
        let found = self.mixer.mix(&snapshot, &self.overrides, self.global_volume, self.beat_seconds, hands);
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
            self.player.hear(&self.voices.channels());
            if !self.playing {
                let (length, tempo) = self.player.rest(&snapshot.song, &mut self.commands);
                self.begin_tick(length, tempo);
                continue;
            }
            match self.player.tick(&snapshot.song, &mut self.commands) {
                Some(tick) => {
                    let begin = self.tick_end;
                    self.begin_tick(tick.length, tick.beats_per_minute);
                    let (position, tempo) = (Some(tick.position), tick.beats_per_minute);
                    let at = Frames(begin + self.latency().0);
                    report(FromEngine::Position { at, position, tempo });
                }
                None => {
                    self.playing = false;
                    self.player.stop();
                    self.next_command = 0;
                    self.voices.release_all();
                    let at = Frames(at + self.latency().0);
                    report(FromEngine::Position { at, position: None, tempo: 0 });
                }
            }
        }
    }

    /// Whether ticks go on: the song plays, or keys have struck phrases.
    fn is_ticking(&self) -> bool {
        self.playing || self.player.has_phrases()
    }

    fn begin_tick(&mut self, length: TickLength, beats_per_minute: u64) {
        self.tick_end = self.clock.tick(length).0;
        self.next_command = 0;
        self.beat_seconds = 60.0 * 65_536.0 / beats_per_minute.max(1) as f32;
    }

    /// Carries out the commands that are due by `at`; returns the frame of the next one.
    fn run_commands(&mut self, snapshot: &Snapshot, at: u64) -> u64 {
        while let Some(command) = self.commands.get(self.next_command).copied() {
            let due = self.clock.moment(command.at).0;
            if due > at {
                return due;
            }
            self.next_command += 1;
            self.act(snapshot, command.action);
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
            Action::GlobalVolume(volume) => self.global_volume = volume,
        }
    }

    fn meter(&mut self, report: &mut dyn FnMut(FromEngine)) {
        let whole = (self.rate.0 / METERS_PER_SECOND).max(1);
        let part = self.frames_to_meters * WAVE_PARTS as u32 / whole;
        if let Some([lowest, highest]) = self.wave.get_mut(part as usize) {
            let samples = self.mixer.out.channels.as_flattened();
            *lowest = samples.iter().fold(*lowest, |lowest, sample| lowest.min(*sample));
            *highest = samples.iter().fold(*highest, |highest, sample| highest.max(*sample));
        }
        self.frames_to_meters += QUANTUM as u32;
        if self.frames_to_meters < whole {
            return;
        }
        self.frames_to_meters = 0;
        report(FromEngine::Meters(Meters {
            at: Frames(self.frame),
            tracks: std::mem::replace(&mut self.mixer.peaks, [0.0; MAX_TRACKS]),
            returns: std::mem::take(&mut self.mixer.return_peaks),
            master: std::mem::take(&mut self.mixer.master_peaks),
            wave: std::mem::replace(&mut self.wave, [NO_WAVE; WAVE_PARTS]),
            reduction: self.mixer.reduction(),
            voices: self.voices.sounding() as u16,
            stolen: self.voices.stolen,
        }));
    }
}
