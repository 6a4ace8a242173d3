//! Messages to bytes, each with its own status byte: receivers that have joined in the middle understand the next one.

use super::message::{HIGHEST, Message};

/// The bytes of one message.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Bytes {
    bytes: [u8; 3],
    length: u8,
}

impl Bytes {
    /// The bytes of a message; `None` for system exclusive, of which only the length is known.
    pub fn of(message: Message) -> Option<Bytes> {
        let two = |status: u8, channel: u8, one: u8, two: u8| Bytes {
            bytes: [status | channel & 0x0F, one & HIGHEST, two & HIGHEST],
            length: 3,
        };
        let one = |status: u8, value: u8| Bytes { bytes: [status, value & HIGHEST, 0], length: 2 };
        let alone = |status: u8| Bytes { bytes: [status, 0, 0], length: 1 };
        Some(match message {
            Message::NoteOff { channel, key, velocity } => two(0x80, channel, key, velocity),
            Message::NoteOn { channel, key, velocity } => two(0x90, channel, key, velocity.max(1)),
            Message::KeyPressure { channel, key, pressure } => two(0xA0, channel, key, pressure),
            Message::Control { channel, number, value } => two(0xB0, channel, number, value),
            Message::Program { channel, number } => one(0xC0 | channel & 0x0F, number),
            Message::Pressure { channel, pressure } => one(0xD0 | channel & 0x0F, pressure),
            Message::Bend { channel, value } => two(0xE0, channel, low(value), high(value)),
            Message::TimeCode(value) => one(0xF1, value),
            Message::SongPosition(value) => two(0xF2, 2, low(value), high(value)),
            Message::SongSelect(number) => one(0xF3, number),
            Message::Tune => alone(0xF6),
            Message::Clock => alone(0xF8),
            Message::Start => alone(0xFA),
            Message::Continue => alone(0xFB),
            Message::Stop => alone(0xFC),
            Message::ActiveSensing => alone(0xFE),
            Message::Reset => alone(0xFF),
            Message::Exclusive { .. } => return None,
        })
    }

    /// The bytes.
    pub fn as_slice(&self) -> &[u8] {
        &self.bytes[..usize::from(self.length)]
    }
}

fn low(value: u16) -> u8 {
    (value & 0x7F) as u8
}

fn high(value: u16) -> u8 {
    (value >> 7 & 0x7F) as u8
}
