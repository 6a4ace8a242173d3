//! Bytes and time → [`Input`]s. Pure: it reads nothing and waits for nothing, so any stream can be tried on it.

use super::answers::{answer, mouse, string_answer};
use super::keyboard::{DISAMBIGUATE, Keyboard, byte_key};
use super::sequence::Sequence;
use super::tables::{NUMBERS, lookup};
use super::{Answer, Input};
use crate::studio::key::{Key, KeyCode, Stroke};
use std::time::Duration;

/// How long a lone escape may be the start of something, where the terminal does not tell the two apart.
pub const ESCAPE_WAIT: Duration = Duration::from_millis(50);
const SEQUENCE_WAIT: Duration = Duration::from_secs(1);
const STRING_WAIT: Duration = Duration::from_secs(2);
/// How long a paste may stop in its middle before it counts as ended.
const PASTE_WAIT: Duration = Duration::from_secs(5);
const LONGEST_SEQUENCE: usize = 256;
const LONGEST_STRING: usize = 65_536;
const LONGEST_PASTE: usize = 4 << 20;
const PASTE_END: &[u8] = b"\x1b[201~";
const ESCAPE: u8 = 0x1b;
const CANCEL: u8 = 0x18;
const SUBSTITUTE: u8 = 0x1a;
const BELL: u8 = 7;

/// Where in a sequence the parser stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum State {
    Ground,
    Escape,
    Csi,
    /// Behind `CSI [`.
    Linux,
    SingleShift,
    /// This many bytes of an old mouse report are still to come.
    OldMouse(u8),
    /// Within OSC `]`, DCS `P`, APC `_`, PM `^`, SOS `X`.
    String(u8),
    /// An escape came within such a string.
    StringEscape(u8),
    /// This many bytes of the end mark have come.
    Paste(usize),
    /// This many bytes of a character are still to come.
    Character(u8),
}

/// The parser of one terminal's bytes.
#[derive(Debug)]
pub struct Parser {
    state: State,
    /// When what is unfinished began; for a paste, when its last byte came.
    since: Duration,
    body: Vec<u8>,
    /// An escape stood before what is being read.
    alt: bool,
    keyboard: Keyboard,
}

impl Default for Parser {
    fn default() -> Parser {
        Parser::new()
    }
}

impl Parser {
    /// A parser that has seen nothing.
    pub fn new() -> Parser {
        Parser {
            state: State::Ground,
            since: Duration::ZERO,
            body: Vec::new(),
            alt: false,
            keyboard: Keyboard::default(),
        }
    }

    /// Takes bytes that came at `now`, counted from any fixed moment; adds what they mean to `out`.
    pub fn feed(&mut self, bytes: &[u8], now: Duration, out: &mut Vec<Input>) {
        for byte in bytes {
            let before = self.state;
            self.step(*byte, out);
            if matches!(before, State::Ground | State::Paste(_)) || matches!(self.state, State::Escape) {
                self.since = now;
            }
        }
    }

    /// How long after `now` [`Parser::tick`] has something to do; `None`: not before more bytes come.
    pub fn wait(&self, now: Duration) -> Option<Duration> {
        let limit = match self.state {
            State::Ground => return None,
            State::Escape if self.keyboard.flags & DISAMBIGUATE != 0 => SEQUENCE_WAIT,
            State::Escape => ESCAPE_WAIT,
            State::String(b'X' | b'^') if self.body.is_empty() => ESCAPE_WAIT,
            State::String(_) | State::StringEscape(_) => STRING_WAIT,
            State::Paste(_) => PASTE_WAIT,
            _ => SEQUENCE_WAIT,
        };
        Some((self.since + limit).saturating_sub(now))
    }

    /// Time has passed and no bytes came: a lone escape becomes the key, what stays unfinished is dropped.
    pub fn tick(&mut self, now: Duration, out: &mut Vec<Input>) {
        if self.wait(now) != Some(Duration::ZERO) {
            return;
        }
        match self.state {
            State::Escape => {
                for _ in 0..=usize::from(self.alt) {
                    press(Key::plain(KeyCode::Escape), out);
                }
            }
            State::String(letter) if matches!(letter, b'X' | b'^') && self.body.is_empty() => {
                press(byte_key(letter, true), out);
            }
            State::Paste(_) => self.paste(out),
            _ => {}
        }
        self.rest();
    }

    fn rest(&mut self) {
        self.state = State::Ground;
        self.alt = false;
        self.body.clear();
    }

    fn enter(&mut self, state: State) {
        self.state = state;
        self.body.clear();
    }

    fn step(&mut self, byte: u8, out: &mut Vec<Input>) {
        match (self.state, byte) {
            (State::Paste(matched), _) => return self.paste_byte(matched, byte, out),
            (State::Ground, ESCAPE) => return self.enter(State::Escape),
            (State::Ground, _) => return self.character_start(byte, out),
            (State::Escape, _) => return self.escaped(byte, out),
            (State::OldMouse(left), _) => {
                return if left > 1 { self.state = State::OldMouse(left - 1) } else { self.rest() };
            }
            (State::String(letter), BELL) => return self.string(letter, out),
            (State::String(letter), ESCAPE) => return self.state = State::StringEscape(letter),
            (State::StringEscape(letter), b'\\') => return self.string(letter, out),
            (State::StringEscape(_), _) => {
                self.rest();
                self.state = State::Escape;
                return self.step(byte, out);
            }
            (State::Character(_), 0x80..=0xbf) => {}
            (State::Character(_), _) => {
                self.rest();
                return self.step(byte, out);
            }
            (_, ESCAPE) => {
                self.rest();
                return self.state = State::Escape;
            }
            (_, CANCEL | SUBSTITUTE) => return self.rest(),
            (State::String(_), _) => {}
            (_, 0..=0x1f | 0x7f) => return,
            (_, 0x80..) => {
                self.rest();
                return self.step(byte, out);
            }
            _ => {}
        }
        match (self.state, byte) {
            (State::Csi, b'$') if self.rxvt_shift() => self.control_sequence(byte, out),
            (State::Csi, 0x20..=0x3f) => self.keep(byte, LONGEST_SEQUENCE),
            (State::Csi, b'[') if self.body.is_empty() => self.state = State::Linux,
            (State::Csi, b'M') if self.body.is_empty() => self.state = State::OldMouse(3),
            (State::Csi, _) => self.control_sequence(byte, out),
            (State::SingleShift, b'0'..=b'9') => self.keep(byte, 3),
            (State::SingleShift, _) => {
                if !self.keyboard.single_shift(&self.body, byte, self.alt, out) {
                    out.push(Input::Unknown(format!("SS3 {}", char::from(byte))));
                }
                self.rest();
            }
            (State::Linux, _) => {
                if !self.keyboard.linux(byte, out) {
                    out.push(Input::Unknown(format!("CSI [ {}", char::from(byte))));
                }
                self.rest();
            }
            (State::String(_), _) => self.keep(byte, LONGEST_STRING),
            (State::Character(left), _) => {
                self.body.push(byte);
                match left {
                    0 | 1 => self.character(out),
                    _ => self.state = State::Character(left - 1),
                }
            }
            _ => {}
        }
    }

    fn keep(&mut self, byte: u8, most: usize) {
        if self.body.len() < most {
            self.body.push(byte);
        }
    }

    /// Whether `CSI number` is a key of rxvt if `$` ends it; elsewhere `$` stands before the end.
    fn rxvt_shift(&self) -> bool {
        let sequence = Sequence::read(&self.body, b'$');
        let alone = self.body.iter().all(u8::is_ascii_digit) && sequence.parameters.len() == 1;
        alone && sequence.number(0).is_some_and(|number| lookup(NUMBERS, number).is_some())
    }

    /// A byte behind an escape.
    fn escaped(&mut self, byte: u8, out: &mut Vec<Input>) {
        match byte {
            ESCAPE if !self.alt => self.alt = true,
            ESCAPE => press(Key::plain(KeyCode::Escape), out),
            b'[' => self.enter(State::Csi),
            b'O' => self.enter(State::SingleShift),
            b']' | b'P' | b'_' | b'^' | b'X' => self.enter(State::String(byte)),
            _ => {
                if self.alt {
                    press(Key::plain(KeyCode::Escape), out);
                }
                self.alt = true;
                self.character_start(byte, out);
            }
        }
    }

    /// The first byte of a character, or a whole key.
    fn character_start(&mut self, byte: u8, out: &mut Vec<Input>) {
        let more = match byte {
            0..=0x7f => {
                press(byte_key(byte, self.alt), out);
                return self.rest();
            }
            0xc2..=0xdf => 1,
            0xe0..=0xef => 2,
            0xf0..=0xf4 => 3,
            _ => return self.rest(),
        };
        self.enter(State::Character(more));
        self.body.push(byte);
    }

    fn character(&mut self, out: &mut Vec<Input>) {
        let character = std::str::from_utf8(&self.body).ok().and_then(|text| text.chars().next());
        if let Some(character) = character.filter(|character| !character.is_control()) {
            press(Key { alt: self.alt, ..Key::char(character) }, out);
        }
        self.rest();
    }

    fn control_sequence(&mut self, last: u8, out: &mut Vec<Input>) {
        let sequence = Sequence::read(&self.body, last);
        let plain = sequence.private.is_none() && sequence.intermediate.is_none();
        let spelled = format!("CSI {}{}", String::from_utf8_lossy(&self.body), char::from(last));
        let alt = self.alt;
        let full = self.body.len() == LONGEST_SEQUENCE;
        self.rest();
        match (last, sequence.number(0)) {
            (b'~', Some(200)) if plain => self.enter(State::Paste(0)),
            (b'~', Some(201)) if plain => {}
            (b'I' | b'O', None) if plain => {
                self.keyboard.let_go();
                out.push(Input::Focus(last == b'I'));
            }
            _ if full => out.push(Input::Unknown(spelled)),
            _ => {
                if sequence.private == Some(b'<') {
                    out.extend(mouse(&sequence));
                } else if !self.keyboard.sequence(&sequence, alt, out) {
                    let input = answer(&sequence).map_or(Input::Unknown(spelled), Input::Answer);
                    // Nobody holds Alt while a terminal answers: that was the key, and it came just before.
                    if alt && matches!(input, Input::Answer(_)) {
                        press(Key::plain(KeyCode::Escape), out);
                    }
                    if let Input::Answer(Answer::KeyboardFlags(flags)) = input {
                        self.keyboard.flags = flags;
                    }
                    out.push(input);
                }
            }
        }
    }

    fn string(&mut self, letter: u8, out: &mut Vec<Input>) {
        if self.alt {
            press(Key::plain(KeyCode::Escape), out);
        }
        out.push(Input::Answer(string_answer(letter, &self.body)));
        self.rest();
    }

    fn paste_byte(&mut self, matched: usize, byte: u8, out: &mut Vec<Input>) {
        if byte == PASTE_END[matched] {
            self.state = State::Paste(matched + 1);
            if matched + 1 == PASTE_END.len() {
                self.paste(out);
                self.rest();
            }
            return;
        }
        for kept in &PASTE_END[..matched] {
            self.keep(*kept, LONGEST_PASTE);
        }
        self.state = State::Paste(usize::from(byte == ESCAPE));
        if byte != ESCAPE {
            self.keep(byte, LONGEST_PASTE);
        }
    }

    fn paste(&mut self, out: &mut Vec<Input>) {
        let text = String::from_utf8_lossy(&self.body).replace("\r\n", "\n").replace('\r', "\n");
        let wanted = |character: &char| !character.is_control() || matches!(character, '\n' | '\t');
        out.push(Input::Paste(text.chars().filter(wanted).collect()));
    }
}

fn press(key: Key, out: &mut Vec<Input>) {
    out.push(Input::Key { key, stroke: Stroke::Press, base: None });
}
