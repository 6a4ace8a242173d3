//! Messages of MIDI 1.0, with channels from 0 to 15 and values as they are sent: 0 to 127, 14 bits where there are two bytes.

use std::fmt;

/// The middle of the pitch bend's 14 bits: nothing is bent.
pub const BEND_MIDDLE: u16 = 0x2000;
/// The highest value of a data byte.
pub const HIGHEST: u8 = 0x7F;

/// The controllers that mean something here.
pub mod controller {
    /// Modulation wheel.
    pub const WHEEL: u8 = 1;
    /// The high half of a data entry.
    pub const DATA: u8 = 6;
    /// Sustain pedal: down from 64 on.
    pub const SUSTAIN: u8 = 64;
    /// Timbre, the third dimension of MPE.
    pub const TIMBRE: u8 = 74;
    /// The low half of the number of a registered parameter.
    pub const REGISTERED_LOW: u8 = 100;
    /// The high half of the number of a registered parameter.
    pub const REGISTERED_HIGH: u8 = 101;
    /// Silence at once.
    pub const SOUND_OFF: u8 = 120;
    /// Wheel, pressure, pedal and bend go back to rest.
    pub const RESET: u8 = 121;
    /// Every key comes up. 124 to 127 mean that too.
    pub const NOTES_OFF: u8 = 123;
}

/// One message.
#[expect(missing_docs, reason = "the fields say what their variant says")]
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Message {
    /// A key comes up.
    NoteOff { channel: u8, key: u8, velocity: u8 },
    /// A key is struck. Its velocity is 1 to 127: with 0 it is a [`Message::NoteOff`].
    NoteOn { channel: u8, key: u8, velocity: u8 },
    /// The pressure on one key.
    KeyPressure { channel: u8, key: u8, pressure: u8 },
    /// A controller moves.
    Control { channel: u8, number: u8, value: u8 },
    /// Another sound is chosen.
    Program { channel: u8, number: u8 },
    /// The pressure on all keys of a channel.
    Pressure { channel: u8, pressure: u8 },
    /// The pitch is bent; [`BEND_MIDDLE`] is not at all.
    Bend { channel: u8, value: u16 },
    /// A piece of time code.
    TimeCode(u8),
    /// Where to go on from, in sixteenths of the song (six clocks each), 0 to 16,383.
    SongPosition(u16),
    /// A song of a list.
    SongSelect(u8),
    /// Oscillators are to be tuned.
    Tune,
    /// One of 24 in each quarter note.
    Clock,
    /// From the start; the next clock is the first beat.
    Start,
    /// From where it was.
    Continue,
    /// Stop.
    Stop,
    /// The cable is there.
    ActiveSensing,
    /// As when it was switched on.
    Reset,
    /// System exclusive: so many bytes between its first and its last; not `whole` where something else cut it short, or where it
    /// was longer than anybody waits.
    Exclusive { bytes: u16, whole: bool },
}

impl Message {
    /// The channel, from 0, of what belongs to one.
    pub fn channel(self) -> Option<u8> {
        match self {
            Message::NoteOff { channel, .. }
            | Message::NoteOn { channel, .. }
            | Message::KeyPressure { channel, .. }
            | Message::Control { channel, .. }
            | Message::Program { channel, .. }
            | Message::Pressure { channel, .. }
            | Message::Bend { channel, .. } => Some(channel),
            _ => None,
        }
    }

    /// Whether it belongs to a clock: it makes time and no sound.
    pub fn is_clock(self) -> bool {
        matches!(
            self,
            Message::Clock
                | Message::Start
                | Message::Continue
                | Message::Stop
                | Message::SongPosition(_)
                | Message::TimeCode(_)
        )
    }

    /// Whether it may be left out where there is no room: more of the same kind say all that this one says, or nothing here plays by it.
    pub fn may_be_left_out(self) -> bool {
        matches!(
            self,
            Message::KeyPressure { .. }
                | Message::Pressure { .. }
                | Message::Bend { .. }
                | Message::ActiveSensing
                | Message::TimeCode(_)
                | Message::Tune
                | Message::Exclusive { .. }
        ) || matches!(self, Message::Control { number, .. } if number != controller::SUSTAIN && number < controller::SOUND_OFF)
    }
}

impl fmt::Display for Message {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        let shown = self.channel().map_or(0, |channel| channel + 1);
        match *self {
            Message::NoteOff { key, velocity, .. } => {
                write!(out, "ch {shown:2} note off {key} velocity {velocity}")
            }
            Message::NoteOn { key, velocity, .. } => {
                write!(out, "ch {shown:2} note on {key} velocity {velocity}")
            }
            Message::KeyPressure { key, pressure, .. } => {
                write!(out, "ch {shown:2} key {key} pressure {pressure}")
            }
            Message::Control { number, value, .. } => {
                write!(out, "ch {shown:2} controller {number} value {value}")
            }
            Message::Program { number, .. } => write!(out, "ch {shown:2} program {}", u16::from(number) + 1),
            Message::Pressure { pressure, .. } => write!(out, "ch {shown:2} pressure {pressure}"),
            Message::Bend { value, .. } => {
                write!(out, "ch {shown:2} bend {:+}", i32::from(value) - i32::from(BEND_MIDDLE))
            }
            Message::TimeCode(value) => write!(out, "time code {value:02X}"),
            Message::SongPosition(sixteenths) => write!(out, "song position {sixteenths} sixteenths"),
            Message::SongSelect(number) => write!(out, "song {number}"),
            Message::Tune => write!(out, "tune"),
            Message::Clock => write!(out, "clock"),
            Message::Start => write!(out, "start"),
            Message::Continue => write!(out, "continue"),
            Message::Stop => write!(out, "stop"),
            Message::ActiveSensing => write!(out, "active sensing"),
            Message::Reset => write!(out, "reset"),
            Message::Exclusive { bytes, whole: true } => write!(out, "system exclusive, {bytes} bytes"),
            Message::Exclusive { bytes, whole: false } => {
                write!(out, "system exclusive, cut short after {bytes} bytes")
            }
        }
    }
}
