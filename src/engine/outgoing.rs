//! What the engine sends to MIDI ports: notes of tracks that are played outside, and its clock. All of it is stamped with the frame at
//! which it is heard leaving `process`, so that it lies where the sound does.

use super::link::midi::Sent;
use crate::dsp::units::Frames;
use crate::midi::message::Message;
use crate::sequencer::clock::{Clock, TickLength};
use crate::sequencer::command::{CHANNELS, Channel};
use crate::song::MAX_TRACKS;
use crate::song::tempo::Tempo;

/// Messages of one block; what is beyond is left out and counted.
const MOST: usize = 2_048;
/// Keys that can be down at once outside of the grid.
const MOST_LIVE: usize = 256;
/// Pulses of a beat.
const PULSES: f64 = 24.0;
/// Pulses that are less than this part of one after a tick's begin belong to it: sums of fractions are not exact.
const NEAR: f64 = 1e-6;
/// Frames of the start before its first pulse: receivers need a moment.
const BEFORE: u64 = 48;
/// The controllers of volume and pan.
pub(super) const VOLUME: u8 = 7;
pub(super) const PAN: u8 = 10;

/// Where a track's notes go.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Target {
    /// The port, as the bit of its place.
    pub to: u16,
    /// The channel, from 0.
    pub channel: u8,
    /// The program that is chosen before the first note, from 0.
    pub program: Option<u8>,
}

/// Who gets the clock.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct ClockOut {
    /// The ports, a bit for each place.
    pub to: u16,
    /// Whether pulses go on while nothing plays.
    pub always: bool,
    /// Sixteenths of the song at which the next playback begins.
    pub from: u16,
}

pub(super) struct Outgoing {
    queue: Vec<Sent>,
    /// Messages that found no room.
    pub lost: u32,
    pub clock: ClockOut,
    targets: Vec<Option<Target>>,
    chosen: Vec<bool>,
    /// The key that sounds in each channel of the grid.
    keys: Vec<Option<(Target, u8)>>,
    /// Keys that are down outside of the grid.
    live: Vec<(u16, u8, Target)>,
    idle: Clock,
    idle_next: u64,
    /// Whether a start was sent without a stop.
    started: bool,
}

impl Outgoing {
    pub fn new(clock: Clock) -> Outgoing {
        Outgoing {
            queue: Vec::with_capacity(MOST),
            lost: 0,
            clock: ClockOut::default(),
            targets: vec![None; MAX_TRACKS],
            chosen: vec![false; MAX_TRACKS],
            keys: vec![None; CHANNELS],
            live: Vec::with_capacity(MOST_LIVE),
            idle: clock,
            idle_next: 0,
            started: false,
        }
    }

    /// Changes which notes go where, and forgets where the last playback began: another song begins.
    pub fn begin_song(&mut self, other: &mut Outgoing) {
        std::mem::swap(&mut self.targets, &mut other.targets);
        self.clock.from = 0;
    }

    /// The next message, oldest first.
    pub fn drain(&mut self) -> impl Iterator<Item = Sent> {
        self.queue.drain(..)
    }

    /// A track's notes go there from now on; those of the grid that sound outside end at that frame.
    pub fn set(&mut self, track: u16, target: Option<Target>, at: u64) {
        let track = usize::from(track);
        let own = |number: &usize| Channel::of_grid(*number).track() == track;
        (0..CHANNELS).filter(own).for_each(|number| self.end_numbered(at, number));
        if let Some(known) = self.targets.get_mut(track) {
            (*known, self.chosen[track]) = (target, false);
        }
    }

    /// Where a track's notes go.
    pub fn target(&self, track: usize) -> Option<Target> {
        self.targets.get(track).copied().flatten()
    }

    pub fn say(&mut self, at: u64, to: u16, message: Message) {
        if to == 0 {
            return;
        }
        if self.queue.len() < MOST {
            self.queue.push(Sent { at: Frames(at), to, message });
        } else {
            self.lost = self.lost.saturating_add(1);
        }
    }

    /// A note of the grid begins; the one before it in its channel ends. A key of 0 to 127, a velocity of 0 to 1.
    pub fn note(&mut self, at: u64, channel: Channel, target: Target, key: u8, velocity: f32) {
        self.end(at, channel);
        self.choose(at, channel.track(), target);
        let key = key.min(127);
        self.strike(at, target, key, velocity);
        if let Some(known) = self.keys.get_mut(usize::from(channel.0)) {
            *known = Some((target, key));
        }
    }

    /// Chooses the program before a track's first note.
    fn choose(&mut self, at: u64, track: usize, target: Target) {
        if let Some(program) = target.program.filter(|_| !self.chosen.get(track).copied().unwrap_or(true)) {
            self.chosen[track] = true;
            self.say(at, target.to, Message::Program { channel: target.channel, number: program });
        }
    }

    /// The channel's note ends.
    pub fn end(&mut self, at: u64, channel: Channel) {
        self.end_numbered(at, channel.0.into());
    }

    fn end_numbered(&mut self, at: u64, number: usize) {
        if let Some((target, key)) = self.keys.get_mut(number).and_then(Option::take) {
            self.lift(at, target, key);
        }
    }

    pub fn strike(&mut self, at: u64, target: Target, key: u8, velocity: f32) {
        let velocity = (velocity * 127.0).round().clamp(1.0, 127.0) as u8;
        self.say(at, target.to, Message::NoteOn { channel: target.channel, key: key.min(127), velocity });
    }

    pub fn lift(&mut self, at: u64, target: Target, key: u8) {
        self.say(
            at,
            target.to,
            Message::NoteOff { channel: target.channel, key: key.min(127), velocity: 64 },
        );
    }

    /// A key is struck outside of the grid: at once.
    pub fn strike_live(&mut self, target: Target, track: u16, key: u8, velocity: f32) {
        self.lift_live(track, key);
        self.choose(0, track.into(), target);
        self.strike(0, target, key, velocity);
        if self.live.len() < MOST_LIVE {
            self.live.push((track, key, target));
        }
    }

    /// It comes up.
    pub fn lift_live(&mut self, track: u16, key: u8) {
        let held = self.live.iter().position(|(on, which, _)| (*on, *which) == (track, key));
        if let Some(place) = held {
            let (.., target) = self.live.swap_remove(place);
            self.lift(0, target, key);
        }
    }

    /// All keys that were struck outside of the grid come up.
    pub fn lift_all_live(&mut self) {
        while let Some((track, key, _)) = self.live.last().copied() {
            self.lift_live(track, key);
        }
    }

    /// The channels whose notes sound, with those that sound outside.
    pub fn with(&self, mut sounding: [u64; CHANNELS / 64]) -> [u64; CHANNELS / 64] {
        for (channel, _) in self.keys.iter().enumerate().filter(|(_, key)| key.is_some()) {
            sounding[channel / 64] |= 1 << (channel % 64);
        }
        sounding
    }

    /// Every note of the grid ends.
    pub fn end_all(&mut self, at: u64) {
        (0..CHANNELS).for_each(|number| self.end_numbered(at, number));
    }

    /// Playback begins at that frame.
    pub fn begin(&mut self, at: u64) {
        self.end_all(at);
        self.chosen.fill(false);
        let ClockOut { to, from, .. } = self.clock;
        let before = at.saturating_sub(BEFORE);
        // The song before ends where this one begins: its stop would come behind the start.
        self.queue.retain(|sent| sent.message != Message::Stop || sent.at.0 < before);
        if from == 0 {
            self.say(before, to, Message::Start);
        } else {
            self.say(before, to, Message::SongPosition(from));
            self.say(before, to, Message::Continue);
        }
        self.started = to != 0;
    }

    /// Playback ends at that frame.
    pub fn stop(&mut self, at: u64) {
        self.end_all(at);
        if std::mem::take(&mut self.started) {
            self.say(at, self.clock.to, Message::Stop);
        }
        self.idle_next = 0;
    }

    /// The pulses of a tick that lasts from frame to frame and from beat to beat.
    pub fn pulses(&mut self, [begin, end]: [u64; 2], [first, last]: [f64; 2]) {
        if self.clock.to == 0 || !self.started || last <= first {
            return;
        }
        let mut pulse = (first * PULSES - NEAR).ceil();
        while pulse < last * PULSES - NEAR {
            let part = ((pulse / PULSES - first) / (last - first)).max(0.0);
            self.say(begin + (part * (end - begin) as f64) as u64, self.clock.to, Message::Clock);
            pulse += 1.0;
        }
    }

    /// The pulses up to a frame while nothing plays.
    pub fn idle(&mut self, frame: u64, end: u64, tempo: Tempo) {
        if !self.clock.always || self.clock.to == 0 {
            return;
        }
        if self.idle_next == 0 {
            self.idle.seek(Frames(frame));
            self.idle_next = frame;
        }
        let length = TickLength {
            numerator: tempo.denominator().into(),
            denominator: u64::from(tempo.numerator()) * PULSES as u64,
        };
        while self.idle_next < end {
            self.say(self.idle_next, self.clock.to, Message::Clock);
            self.idle_next = self.idle.tick(length).0.max(self.idle_next + 1);
        }
    }
}

impl super::Engine {
    /// What is to be sent to MIDI ports since the last call; whatever finds no room counts as lost.
    pub fn take_sent(&mut self, sent: &mut dyn FnMut(Sent)) -> u32 {
        self.outgoing.drain().for_each(sent);
        std::mem::take(&mut self.outgoing.lost)
    }
}
