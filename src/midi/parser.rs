//! A stream of bytes to messages. Any bytes at all may come, in pieces of any size: running status, real-time bytes in the middle
//! of others, system exclusive without an end. What is malformed is left out and counted.

use super::message::Message;

/// Bytes of a system exclusive message that are waited for; what is longer is told as cut short and its rest left out.
pub const LONGEST_EXCLUSIVE: u16 = 4_096;

/// What the last status byte was.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Status {
    /// None, or one that nothing may follow: data bytes mean nothing.
    Nothing,
    /// Of a channel: its data may come again and again.
    Running(u8),
    /// Of the system: its data come once.
    Once(u8),
    /// System exclusive, so many bytes so far.
    Exclusive(u16),
    /// System exclusive that was too long.
    Endless,
}

/// Takes bytes one by one.
#[derive(Clone, Debug)]
pub struct Parser {
    status: Status,
    first: Option<u8>,
    /// A message that waits behind the one that was given.
    behind: Option<Message>,
    /// Bytes that belonged to nothing.
    pub malformed: u64,
}

impl Default for Parser {
    fn default() -> Parser {
        Parser { status: Status::Nothing, first: None, behind: None, malformed: 0 }
    }
}

impl Parser {
    /// Takes some bytes; every message that they complete goes to `found`.
    pub fn feed(&mut self, bytes: &[u8], found: &mut dyn FnMut(Message)) {
        for byte in bytes {
            if let Some(message) = self.take(*byte) {
                found(message);
            }
            if let Some(message) = self.behind.take() {
                found(message);
            }
        }
    }

    fn take(&mut self, byte: u8) -> Option<Message> {
        match byte {
            0xF8.. => self.real_time(byte),
            0x80.. => self.status(byte),
            _ => self.data(byte),
        }
    }

    /// These may come between any two bytes and change nothing there.
    fn real_time(&mut self, byte: u8) -> Option<Message> {
        match byte {
            0xF8 => Some(Message::Clock),
            0xFA => Some(Message::Start),
            0xFB => Some(Message::Continue),
            0xFC => Some(Message::Stop),
            0xFE => Some(Message::ActiveSensing),
            0xFF => Some(Message::Reset),
            _ => {
                self.malformed += 1;
                None
            }
        }
    }

    fn status(&mut self, byte: u8) -> Option<Message> {
        let cut = match self.status {
            Status::Exclusive(bytes) => Some(Message::Exclusive { bytes, whole: byte == 0xF7 }),
            Status::Endless => None,
            _ if self.first.is_some() || matches!(self.status, Status::Once(_)) => {
                self.malformed += 1;
                None
            }
            _ => None,
        };
        let ended = matches!(self.status, Status::Exclusive(_) | Status::Endless);
        self.first = None;
        let complete = match byte {
            0xF0 => {
                self.status = Status::Exclusive(0);
                None
            }
            0xF1..=0xF3 => {
                self.status = Status::Once(byte);
                None
            }
            0xF6 => {
                self.status = Status::Nothing;
                Some(Message::Tune)
            }
            0xF7 => {
                self.malformed += u64::from(!ended);
                self.status = Status::Nothing;
                None
            }
            0xF4 | 0xF5 | 0xF8.. => {
                self.malformed += 1;
                self.status = Status::Nothing;
                None
            }
            _ => {
                self.status = Status::Running(byte);
                None
            }
        };
        match cut {
            Some(cut) => {
                self.behind = complete;
                Some(cut)
            }
            None => complete,
        }
    }

    fn data(&mut self, byte: u8) -> Option<Message> {
        match self.status {
            Status::Running(status) => {
                let message = match (status >> 4, self.first) {
                    (0xC | 0xD, _) => of_channel(status, byte, 0),
                    (_, Some(first)) => of_channel(status, first, byte),
                    (_, None) => {
                        self.first = Some(byte);
                        return None;
                    }
                };
                self.first = None;
                Some(message)
            }
            Status::Once(0xF2) if self.first.is_none() => {
                self.first = Some(byte);
                None
            }
            Status::Once(status) => {
                let first = self.first.take();
                self.status = Status::Nothing;
                match (status, first) {
                    (0xF1, _) => Some(Message::TimeCode(byte)),
                    (0xF2, Some(low)) => Some(Message::SongPosition(u16::from(byte) << 7 | u16::from(low))),
                    _ => Some(Message::SongSelect(byte)),
                }
            }
            Status::Exclusive(LONGEST_EXCLUSIVE) => {
                self.status = Status::Endless;
                Some(Message::Exclusive { bytes: LONGEST_EXCLUSIVE, whole: false })
            }
            Status::Exclusive(bytes) => {
                self.status = Status::Exclusive(bytes + 1);
                None
            }
            Status::Endless => None,
            Status::Nothing => {
                self.malformed += 1;
                None
            }
        }
    }
}

/// The message of a channel with these data bytes, of which it may have only the first.
fn of_channel(status: u8, first: u8, second: u8) -> Message {
    let channel = status & 0x0F;
    match status >> 4 {
        0x8 => Message::NoteOff { channel, key: first, velocity: second },
        // Running status spares bytes with it.
        0x9 if second == 0 => Message::NoteOff { channel, key: first, velocity: 64 },
        0x9 => Message::NoteOn { channel, key: first, velocity: second },
        0xA => Message::KeyPressure { channel, key: first, pressure: second },
        0xB => Message::Control { channel, number: first, value: second },
        0xC => Message::Program { channel, number: first },
        0xD => Message::Pressure { channel, pressure: first },
        _ => Message::Bend { channel, value: u16::from(second) << 7 | u16::from(first) },
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::midi::writer::Bytes;
    use proptest::prelude::*;

    fn all(bytes: &[u8]) -> Vec<Message> {
        let mut found = Vec::new();
        Parser::default().feed(bytes, &mut |message| found.push(message));
        found
    }

    #[test]
    fn a_status_runs_on_and_velocity_0_lets_go() {
        let on = |key, velocity| Message::NoteOn { channel: 2, key, velocity };
        let off = Message::NoteOff { channel: 2, key: 60, velocity: 64 };
        assert_eq!(all(&[0x92, 60, 100, 64, 90, 60, 0]), [on(60, 100), on(64, 90), off]);
    }

    #[test]
    fn real_time_comes_between_any_two_bytes() {
        let on = Message::NoteOn { channel: 0, key: 60, velocity: 100 };
        assert_eq!(all(&[0x90, 0xF8, 60, 0xFA, 100]), [Message::Clock, Message::Start, on]);
        let whole = Message::Exclusive { bytes: 2, whole: true };
        assert_eq!(all(&[0xF0, 1, 0xF8, 2, 0xF7]), [Message::Clock, whole]);
    }

    #[test]
    fn an_exclusive_without_an_end_ends_all_the_same() {
        let mut bytes = vec![0xF0];
        bytes.extend(vec![1; 100_000]);
        bytes.extend([0x90, 60, 100]);
        let cut = Message::Exclusive { bytes: LONGEST_EXCLUSIVE, whole: false };
        assert_eq!(all(&bytes), [cut, Message::NoteOn { channel: 0, key: 60, velocity: 100 }]);
        let cut = Message::Exclusive { bytes: 1, whole: false };
        assert_eq!(all(&[0xF0, 1, 0xF6]), [cut, Message::Tune], "another status cuts it short");
    }

    #[test]
    fn system_messages_end_running_status() {
        assert_eq!(all(&[0x90, 60, 1, 0xF2, 8, 1, 60, 100])[1..], [Message::SongPosition(136)]);
        let mut parser = Parser::default();
        parser.feed(&[1, 2, 0xF4, 3, 0xF7, 0x90, 60, 0x80], &mut |message| panic!("{message}"));
        assert_eq!(parser.malformed, 6);
    }

    fn any_message() -> impl Strategy<Value = Message> {
        let seven = 0..128u8;
        (0..16u8, seven.clone(), 1..128u8, 0..14u8).prop_map(|(channel, one, two, kind)| match kind {
            0 => Message::NoteOff { channel, key: one, velocity: two },
            1 => Message::NoteOn { channel, key: one, velocity: two },
            2 => Message::KeyPressure { channel, key: one, pressure: two },
            3 => Message::Control { channel, number: one, value: two },
            4 => Message::Program { channel, number: one },
            5 => Message::Pressure { channel, pressure: one },
            6 => Message::Bend { channel, value: u16::from(two) << 7 | u16::from(one) },
            7 => Message::SongPosition(u16::from(two) << 7 | u16::from(one)),
            8 => Message::SongSelect(one),
            9 => Message::TimeCode(one),
            10 => Message::Clock,
            11 => Message::Start,
            12 => Message::Continue,
            _ => Message::Stop,
        })
    }

    proptest! {
        #[test]
        fn what_is_written_is_read(messages in prop::collection::vec(any_message(), 0..40), cuts in prop::collection::vec(1..5usize, 0..60)) {
            let bytes: Vec<u8> = messages.iter().filter_map(|message| Bytes::of(*message)).flat_map(|bytes| bytes.as_slice().to_vec()).collect();
            let (mut parser, mut found, mut rest) = (Parser::default(), Vec::new(), &bytes[..]);
            for cut in cuts {
                let (now, later) = rest.split_at(cut.min(rest.len()));
                parser.feed(now, &mut |message| found.push(message));
                rest = later;
            }
            parser.feed(rest, &mut |message| found.push(message));
            prop_assert_eq!(found, messages);
            prop_assert_eq!(parser.malformed, 0);
        }

        #[test]
        fn any_bytes_give_only_values_in_range(bytes in prop::collection::vec(any::<u8>(), 0..400)) {
            for message in all(&bytes) {
                prop_assert!(message.channel().is_none_or(|channel| channel < 16));
                if let Message::NoteOn { key, velocity, .. } = message {
                    prop_assert!(key < 128 && (1..128).contains(&velocity));
                }
                if let Message::Bend { value, .. } | Message::SongPosition(value) = message {
                    prop_assert!(value < 16_384);
                }
            }
        }

        #[test]
        fn clocks_are_never_lost(bytes in prop::collection::vec(any::<u8>(), 0..400)) {
            let sent = bytes.iter().filter(|byte| **byte == 0xF8).count();
            prop_assert_eq!(all(&bytes).into_iter().filter(|message| *message == Message::Clock).count(), sent);
        }
    }
}
