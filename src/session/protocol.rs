//! What owner and client say to each other: frames of a kind, a length and bytes. The greeting keeps its form in all versions, so that
//! any two can tell each other that they do not fit.

use crate::ui::run::Wishes;
use crate::ui::terminal::line::{Facts, Farewell};
use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};
use std::io::{self, ErrorKind, Read};

/// The version of the protocol. Another one means that nothing but the greeting is understood.
pub const VERSION: u32 = 4;
/// The longest frame: a paste or a picture is in pieces far below it.
pub const LONGEST: usize = 8 << 20;
/// Bytes before what a frame carries: its kind, and its length with the lowest byte first.
const HEAD: usize = 5;

/// What a frame is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// A [`Hello`], from the client: the first frame.
    Hello,
    /// A [`Welcome`], from the owner.
    Welcome,
    /// [`Facts`] of the terminal, from a client that attaches.
    Facts,
    /// Bytes from or for the terminal.
    Bytes,
    /// Columns and rows, 16 bits each, the lower byte first.
    Size,
    /// Width and height of a cell in pixels, as a size is told.
    Cell,
    /// The terminal's process was stopped and goes on.
    Continue,
    /// The terminal's process shall stop.
    Suspend,
    /// A [`Farewell`], from the owner: the last frame.
    Farewell,
    /// A [`Codec`](crate::io::listening::hub::Codec) from a client that wants to hear the song.
    Listen,
    /// A packet of sound, as docs/LISTENING.md describes it, from the owner.
    Sound,
    /// A document about the sound, as there, from the owner.
    Told,
    /// The number of a packet that has come, 32 bits, the lowest byte first.
    Came,
    /// A MIDI port of the client has come: its place (8 bits) and its name; without a name it has gone.
    Port,
    /// What it has sent: its place, the client's clock in microseconds (64 bits), and the bytes.
    Midi,
    /// From a client whose terminal is slower than the line: 1, it has not got yet what it was sent, and again each time that it has
    /// taken some, or 0, it has.
    Behind,
}

impl Kind {
    const ALL: [(Kind, u8); 16] = [
        (Kind::Hello, b'H'),
        (Kind::Welcome, b'W'),
        (Kind::Facts, b'F'),
        (Kind::Bytes, b'B'),
        (Kind::Size, b'S'),
        (Kind::Cell, b'G'),
        (Kind::Continue, b'C'),
        (Kind::Suspend, b'Z'),
        (Kind::Farewell, b'E'),
        (Kind::Listen, b'L'),
        (Kind::Sound, b'A'),
        (Kind::Told, b'T'),
        (Kind::Came, b'K'),
        (Kind::Port, b'P'),
        (Kind::Midi, b'M'),
        (Kind::Behind, b'N'),
    ];

    fn of(byte: u8) -> Option<Kind> {
        Self::ALL.iter().find(|(_, own)| *own == byte).map(|(kind, _)| *kind)
    }

    fn byte(self) -> u8 {
        Self::ALL.iter().find(|(kind, _)| *kind == self).map_or(0, |(_, byte)| *byte)
    }
}

/// What a client begins with.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Hello {
    /// [`VERSION`] of the client.
    pub protocol: u32,
    /// The client's program version, for messages.
    #[serde(default)]
    pub program: String,
    /// What it wants; none: only to know how things are.
    #[serde(default)]
    pub attach: Option<Wishes>,
    /// All terminals are to leave it running.
    #[serde(default)]
    pub detach: bool,
}

impl Hello {
    /// A greeting of this program.
    pub fn new(attach: Option<Wishes>) -> Hello {
        Hello { protocol: VERSION, program: env!("CARGO_PKG_VERSION").to_owned(), attach, detach: false }
    }

    /// Why somebody with this greeting cannot be let in.
    pub fn refusal(&self) -> Option<String> {
        (self.protocol != VERSION).then(|| {
            let (ours, theirs) = (env!("CARGO_PKG_VERSION"), &self.program);
            format!(
                "this session was started by segno {ours} (protocol {VERSION}); yours is {theirs} (protocol {}): \
                 attach with that one, or end the session there and open the song again",
                self.protocol
            )
        })
    }
}

/// How things are in a session: the answer to a greeting.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Welcome {
    /// The session's name.
    pub name: String,
    /// The present song's file, with its whole path.
    pub song: String,
    /// The files of all open songs, in the order of their tabs.
    pub songs: Vec<String>,
    /// When it was started: seconds since 1970.
    pub since: u64,
    /// Terminals that show it now.
    pub seats: usize,
    /// Whether something plays.
    pub playing: bool,
    /// Whether there is something to save, in any of them.
    pub changed: bool,
    /// Where the page for listeners is; none: nobody can listen.
    pub listen: Option<String>,
    /// The owner's process.
    pub process: u32,
    /// Whether all terminals leave it now, as was wished.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub detached: bool,
}

/// A frame.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Frame {
    /// What it is.
    pub kind: Kind,
    /// What it carries.
    pub bytes: Vec<u8>,
}

impl Frame {
    /// A frame that carries a text of JSON.
    pub fn of(kind: Kind, value: &impl Serialize) -> Frame {
        // Plain data with text as keys: nothing in it that JSON could refuse.
        Frame { kind, bytes: serde_json::to_vec(value).unwrap_or_default() }
    }

    /// A terminal's size.
    pub fn size(columns: u16, rows: u16) -> Frame {
        Frame { kind: Kind::Size, bytes: pair(columns, rows) }
    }

    /// The size of its cells.
    pub fn cell(width: u16, height: u16) -> Frame {
        Frame { kind: Kind::Cell, bytes: pair(width, height) }
    }

    /// The frame as it is sent.
    pub fn encode(&self) -> Vec<u8> {
        encode(self.kind, &self.bytes)
    }

    /// Columns and rows, or width and height, if it carries a size.
    pub fn columns_and_rows(&self) -> Option<(u16, u16)> {
        let numbers: [u8; 4] = self.bytes.as_slice().try_into().ok()?;
        let [a, b, c, d] = numbers;
        Some((u16::from_le_bytes([a, b]), u16::from_le_bytes([c, d])))
    }

    /// The number of a packet that has come.
    pub fn came(number: u32) -> Frame {
        Frame { kind: Kind::Came, bytes: number.to_le_bytes().to_vec() }
    }

    /// That number, if it carries one.
    pub fn number(&self) -> Option<u32> {
        Some(u32::from_le_bytes(self.bytes.as_slice().try_into().ok()?))
    }

    /// What it carries as JSON.
    ///
    /// # Errors
    /// If it is not that.
    pub fn value<T: DeserializeOwned>(&self) -> io::Result<T> {
        serde_json::from_slice(&self.bytes).map_err(|error| io::Error::new(ErrorKind::InvalidData, error))
    }

    /// Reads one; `None` where the stream ends.
    ///
    /// # Errors
    /// What the system says, and if the bytes are no frame.
    pub fn read(from: &mut impl Read) -> io::Result<Option<Frame>> {
        let mut head = [0; HEAD];
        match from.read(&mut head[..1]) {
            Ok(0) => return Ok(None),
            Ok(_) => from.read_exact(&mut head[1..])?,
            Err(error) => return Err(error),
        }
        let [kind, length @ ..] = head;
        let length = u32::from_le_bytes(length) as usize;
        let kind = Kind::of(kind).filter(|_| length <= LONGEST);
        let kind = kind.ok_or_else(|| io::Error::new(ErrorKind::InvalidData, "this is no segno session"))?;
        let mut bytes = vec![0; length];
        from.read_exact(&mut bytes)?;
        Ok(Some(Frame { kind, bytes }))
    }
}

/// Two numbers, the lower byte first.
fn pair(first: u16, second: u16) -> Vec<u8> {
    [first, second].iter().flat_map(|number| number.to_le_bytes()).collect()
}

/// A frame as it is sent.
pub fn encode(kind: Kind, bytes: &[u8]) -> Vec<u8> {
    let length = u32::try_from(bytes.len()).unwrap_or(u32::MAX).to_le_bytes();
    [&[kind.byte()][..], &length, bytes].concat()
}

/// Reads a frame that has to be there and of that kind; a farewell in its place is the error, in its words.
///
/// # Errors
/// As said, and what the system says.
pub fn expect<T: DeserializeOwned>(from: &mut impl Read, kind: Kind) -> io::Result<T> {
    match Frame::read(from)? {
        Some(frame) if frame.kind == kind => frame.value(),
        Some(frame) if frame.kind == Kind::Farewell => Err(io::Error::other(frame.value::<Farewell>()?.text)),
        Some(_) => Err(io::Error::new(ErrorKind::InvalidData, "this is no segno session")),
        None => Err(io::Error::new(ErrorKind::UnexpectedEof, "the session ended")),
    }
}

/// A terminal's facts as a frame.
pub fn facts(facts: &Facts) -> Frame {
    Frame::of(Kind::Facts, facts)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn frames_come_as_they_were_sent_and_anything_else_is_refused() {
        let frames = [
            Frame::of(Kind::Hello, &Hello::new(Some(Wishes::default()))),
            Frame::size(132, 43),
            Frame { kind: Kind::Bytes, bytes: b"\x1b[A".to_vec() },
        ];
        let stream: Vec<u8> = frames.iter().flat_map(Frame::encode).collect();
        let mut rest = stream.as_slice();
        for frame in &frames {
            assert_eq!(Frame::read(&mut rest).expect("a frame").as_ref(), Some(frame));
        }
        assert_eq!(Frame::read(&mut rest).expect("the end"), None);
        assert_eq!(frames[1].columns_and_rows(), Some((132, 43)));
        for broken in [&b"GET / HTTP/1.1\r\n"[..], b"B\xff\xff\xff\xff", b"B\x05\0\0\0abc", b"S\x04"] {
            assert!(Frame::read(&mut &*broken).is_err(), "{broken:?}");
        }
    }

    #[test]
    fn a_client_of_another_version_is_told_which_two_do_not_fit() {
        let newer: Hello =
            serde_json::from_str(r#"{"protocol": 99, "program": "7.0", "more": []}"#).expect("a greeting");
        let said = newer.refusal().expect("refused");
        assert!(said.contains("protocol 99") && said.contains("segno 0.") && said.contains("7.0"), "{said}");
        assert_eq!(Hello::new(None).refusal(), None);
    }
}
