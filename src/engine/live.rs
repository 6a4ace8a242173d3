//! What comes in by MIDI, sounded at once: keys, pedals, bends, pressures, as MPE where a port is used so. Which keys sound where was said
//! by the studio before; what was heard is told with the engine's frame, so that it can be recorded.

use super::Engine;
use super::voices::Nudge;
use crate::dsp::units::Frames;
use crate::midi::follower::Turn;
use crate::midi::message::{BEND_MIDDLE, Message, controller};
use crate::sequencer::player::Playing;

/// Ports that can be used at once.
pub const PORTS: usize = 16;
/// Parts that keys can be split into.
pub const PARTS: usize = 16;
/// Keys that can be down at once, over all ports.
const MOST_DOWN: usize = 256;
/// Semitones of a full bend: of a channel, and of a note's own channel with MPE, until something else is said.
const BENDS: [f32; 2] = [2.0, 48.0];
/// Semitones by which full pressure, or full timbre, opens the filter.
const OPENS: f32 = 24.0;

/// Which keys sound where.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Part {
    /// Only those of this port.
    pub port: Option<u8>,
    /// Only those of this channel, from 0.
    pub channel: Option<u8>,
    /// The lowest and the highest key.
    pub keys: [u8; 2],
    /// The track that they sound on.
    pub track: u16,
    /// The instrument's slot.
    pub instrument: u8,
    /// Semitones that they sound higher.
    pub shift: i8,
}

/// What a port is used for.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct PortUse {
    /// Its keys sound.
    pub notes: bool,
    /// Its clock is followed.
    pub clock: bool,
    /// Each note has a channel of its own.
    pub mpe: bool,
    /// Frames that its clock is heard later (or earlier) than it comes.
    pub offset: i32,
}

/// A message that has come in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Input {
    /// The port's place, below [`PORTS`].
    pub port: u8,
    /// The engine's frame at which it came.
    pub at: Frames,
    /// What it says.
    pub message: Message,
}

/// What the engine has heard. Frames are the engine's own.
#[expect(missing_docs, reason = "the fields say what their variant says")]
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Heard {
    /// A message, whatever came of it. Clocks and active sensing are not told.
    Message(Input),
    /// A key sounds on a track; `key` as it sounds.
    Began { port: u8, channel: u8, at: Frames, track: u16, instrument: u8, key: u8, velocity: u8 },
    /// That key has come up, or the pedal that held it.
    Ended { port: u8, at: Frames, track: u16, key: u8 },
    /// The clock that is followed has begun to play from there, or stopped.
    Led { at: Frames, playing: Option<Playing> },
    /// It will go on from so many sixteenths of the song.
    Position(u16),
}

/// A key that is down, or held by the pedal.
#[derive(Clone, Copy, Debug)]
struct Down {
    port: u8,
    channel: u8,
    /// As it was sent.
    key: u8,
    track: u16,
    /// As it sounds.
    sounding: u8,
    /// What is bent so far.
    nudge: Nudge,
    pressure: u8,
    pedal: bool,
}

/// The controllers of a channel.
#[derive(Clone, Copy, Debug)]
struct Hand {
    bend: u16,
    /// Semitones of a full bend; 0: as usual.
    range: f32,
    pressure: u8,
    timbre: u8,
    pedal: bool,
    /// The registered parameter that data is for.
    parameter: [u8; 2],
}

const AT_REST: Hand =
    Hand { bend: BEND_MIDDLE, range: 0.0, pressure: 0, timbre: 64, pedal: false, parameter: [127; 2] };

impl Hand {
    fn bent(&self, usual: f32) -> f32 {
        let range = if self.range > 0.0 { self.range } else { usual };
        (f32::from(self.bend) - f32::from(BEND_MIDDLE)) / f32::from(BEND_MIDDLE) * range
    }
}

/// All of it. Allocated once.
pub(super) struct Live {
    parts: [Option<Part>; PARTS],
    ports: [PortUse; PORTS],
    down: Vec<Down>,
    hands: [[Hand; 16]; PORTS],
    /// Keys that are no notes, a bit each.
    deaf: [u128; PORTS],
}

impl Live {
    pub fn new() -> Live {
        Live {
            parts: [None; PARTS],
            ports: [PortUse::default(); PORTS],
            down: Vec::with_capacity(MOST_DOWN),
            hands: [[AT_REST; 16]; PORTS],
            deaf: [0; PORTS],
        }
    }

    /// The part in a place is this one from now on. Keys that are down stay where they are.
    pub fn set_part(&mut self, place: u8, part: Option<Part>) {
        if let Some(known) = self.parts.get_mut(usize::from(place)) {
            *known = part;
        }
    }

    /// A port is used so from now on.
    pub fn set_port(&mut self, port: u8, uses: PortUse) {
        if let Some(known) = self.ports.get_mut(usize::from(port)) {
            *known = uses;
        }
    }

    /// Which keys of a port are no notes.
    pub fn set_deaf(&mut self, port: u8, keys: u128) {
        if let Some(known) = self.deaf.get_mut(usize::from(port)) {
            *known = keys;
        }
    }

    /// What a port is used for.
    pub fn port(&self, port: u8) -> PortUse {
        self.ports.get(usize::from(port)).copied().unwrap_or_default()
    }

    fn hand(&mut self, port: u8, channel: u8) -> &mut Hand {
        &mut self.hands[usize::from(port) % PORTS][usize::from(channel) % 16]
    }

    /// How a key that is down is bent and opened.
    fn nudge(&self, down: &Down) -> Nudge {
        let (port, channel) = (usize::from(down.port) % PORTS, usize::from(down.channel) % 16);
        let own = &self.hands[port][channel];
        let each = self.ports[port].mpe && channel > 0;
        let mut pitch = own.bent(BENDS[usize::from(each)]);
        if each {
            pitch += self.hands[port][0].bent(BENDS[0]);
        }
        let pressure = f32::from(own.pressure.max(down.pressure)) / 127.0;
        let timbre = (f32::from(own.timbre) - 64.0) / 63.0;
        Nudge { pitch, cutoff: (pressure + timbre) * OPENS }
    }
}

impl Engine {
    /// Takes a message that has come in, at the beginning of the next quantum; what is heard of it goes to `told`, which must not block.
    pub fn hear(&mut self, input: Input, told: &mut dyn FnMut(Heard)) {
        let Input { port, at, message } = input;
        if usize::from(port) >= PORTS {
            return;
        }
        if !matches!(message, Message::Clock | Message::ActiveSensing) {
            told(Heard::Message(input));
        }
        let uses = self.live.port(port);
        if message.is_clock() {
            if uses.clock {
                self.follow_clock(uses, at, message, told);
            }
            return;
        }
        if !uses.notes {
            return;
        }
        match message {
            Message::NoteOn { key, .. } if self.live.deaf[usize::from(port)] >> (key & 127) & 1 != 0 => {}
            Message::NoteOn { channel, key, velocity } => {
                // A key that is struck again was let go.
                self.let_go(at, told, |down| (down.port, down.channel, down.key) == (port, channel, key));
                self.strike_parts(input, channel, key, velocity, told);
            }
            Message::NoteOff { channel, key, .. } => {
                if self.is_pedal_down(port, channel) {
                    let same = |down: &&mut Down| (down.port, down.channel, down.key) == (port, channel, key);
                    self.live.down.iter_mut().filter(same).for_each(|down| down.pedal = true);
                } else {
                    self.let_go(at, told, |down| (down.port, down.channel, down.key) == (port, channel, key));
                }
            }
            Message::KeyPressure { channel, key, pressure } => {
                let same = |down: &&mut Down| (down.port, down.channel, down.key) == (port, channel, key);
                self.live.down.iter_mut().filter(same).for_each(|down| down.pressure = pressure);
                self.move_voices(port);
            }
            Message::Pressure { channel, pressure } => {
                self.live.hand(port, channel).pressure = pressure;
                self.move_voices(port);
            }
            Message::Bend { channel, value } => {
                self.live.hand(port, channel).bend = value;
                self.move_voices(port);
            }
            Message::Control { channel, number, value } => self.control(input, channel, number, value, told),
            Message::Reset => self.forget_port(port, at, told),
            _ => {}
        }
    }

    fn is_pedal_down(&self, port: u8, channel: u8) -> bool {
        let hands = &self.live.hands[usize::from(port) % PORTS];
        let all = self.live.port(port).mpe && hands[0].pedal;
        all || hands[usize::from(channel) % 16].pedal
    }

    fn control(&mut self, input: Input, channel: u8, number: u8, value: u8, told: &mut dyn FnMut(Heard)) {
        let Input { port, at, .. } = input;
        let whole = self.live.port(port).mpe && channel == 0;
        let here = move |down: &Down| down.port == port && (whole || down.channel == channel);
        let hand = self.live.hand(port, channel);
        match number {
            controller::SUSTAIN => {
                hand.pedal = value >= 64;
                if value < 64 {
                    self.let_go(at, told, |down| down.pedal && here(down));
                }
            }
            controller::TIMBRE => {
                hand.timbre = value;
                self.move_voices(port);
            }
            controller::REGISTERED_HIGH => hand.parameter[0] = value,
            controller::REGISTERED_LOW => hand.parameter[1] = value,
            controller::DATA => match hand.parameter {
                [0, 0] => hand.range = f32::from(value.min(96)),
                // The MPE configuration message: how many channels belong to notes.
                [0, 6] if channel == 0 => self.live.ports[usize::from(port) % PORTS].mpe = value > 0,
                _ => {}
            },
            controller::RESET => {
                *hand = Hand { range: hand.range, ..AT_REST };
                self.let_go(at, told, |down| down.pedal && here(down));
                self.move_voices(port);
            }
            controller::SOUND_OFF | controller::NOTES_OFF.. => {
                hand.pedal = false;
                self.let_go(at, told, here);
            }
            _ => {}
        }
    }

    fn strike_parts(
        &mut self,
        input: Input,
        channel: u8,
        key: u8,
        velocity: u8,
        told: &mut dyn FnMut(Heard),
    ) {
        let Input { port, at, .. } = input;
        for place in 0..PARTS {
            let Some(part) = self.live.parts[place] else { continue };
            let wanted = part.port.is_none_or(|wanted| wanted == port)
                && part.channel.is_none_or(|wanted| wanted == channel)
                && (part.keys[0]..=part.keys[1]).contains(&key);
            if !wanted || self.live.down.len() >= MOST_DOWN {
                continue;
            }
            let sounding = (i16::from(key) + i16::from(part.shift)).clamp(0, 127) as u8;
            let Part { track, instrument, .. } = part;
            self.strike((track, sounding), instrument, f32::from(velocity) / 127.0, None);
            let mut down = Down {
                port,
                channel,
                key,
                track,
                sounding,
                nudge: Nudge::default(),
                pressure: 0,
                pedal: false,
            };
            down.nudge = self.live.nudge(&down);
            self.voices.nudge(track, sounding, Nudge::default(), down.nudge);
            self.live.down.push(down);
            told(Heard::Began { port, channel, at, track, instrument, key: sounding, velocity });
        }
    }

    /// Lets keys go.
    fn let_go(&mut self, at: Frames, told: &mut dyn FnMut(Heard), which: impl Fn(&Down) -> bool) {
        let mut place = 0;
        while let Some(down) = self.live.down.get(place).copied() {
            if !which(&down) {
                place += 1;
                continue;
            }
            self.live.down.swap_remove(place);
            let Down { port, track, sounding: key, .. } = down;
            // Another hand may hold the same key.
            if !self.live.down.iter().any(|other| (other.track, other.sounding) == (track, key)) {
                self.lift(track, key);
            }
            told(Heard::Ended { port, at, track, key });
        }
    }

    /// The port is gone, or was told to begin anew: its keys come up.
    pub fn forget_port(&mut self, port: u8, at: Frames, told: &mut dyn FnMut(Heard)) {
        self.let_go(at, told, |down| down.port == port);
        if let Some(hands) = self.live.hands.get_mut(usize::from(port)) {
            *hands = [AT_REST; 16];
        }
    }

    /// Moves the voices of a port to where its controllers are.
    fn move_voices(&mut self, port: u8) {
        for place in 0..self.live.down.len() {
            let down = self.live.down[place];
            if down.port != port {
                continue;
            }
            let nudge = self.live.nudge(&down);
            if nudge != down.nudge {
                self.voices.nudge(down.track, down.sounding, down.nudge, nudge);
                self.live.down[place].nudge = nudge;
            }
        }
    }

    fn follow_clock(&mut self, uses: PortUse, at: Frames, message: Message, told: &mut dyn FnMut(Heard)) {
        let stamp = (at.0 as f64 + f64::from(uses.offset)) / f64::from(self.rate.0.max(1));
        let Some(turn) = self.pace.follower.hear(message, stamp) else {
            if message == Message::Clock {
                self.begin_with(stamp);
            }
            return;
        };
        match turn {
            Turn::Start | Turn::Continue => {
                let playing = if turn == Turn::Start { self.pace.first } else { self.pace.next };
                self.begin_led(playing);
                told(Heard::Led { at: Frames(self.frame), playing: Some(playing) });
            }
            Turn::Stop if self.pace.led || self.pace.waits => {
                self.stop();
                told(Heard::Led { at: Frames(self.frame), playing: None });
            }
            Turn::Stop => {}
            Turn::Position(sixteenths) => told(Heard::Position(sixteenths)),
        }
    }
}
