//! Keys out of sequences: legacy, kitty's protocol, xterm's modifyOtherKeys, rxvt, the Linux console.
//!
//! The kitty protocol: <https://sw.kovidgoyal.net/kitty/keyboard-protocol/>, xterm's forms: `ctlseqs`, "Special Keyboard Keys".

use super::Input;
use super::sequence::Sequence;
use super::tables::{CODES, KEYPAD, LETTERS, NUMBERS, PRIVATE, SHIFTED_NUMBERS, lookup};
use crate::studio::key::{Key, KeyCode, Stroke};

/// The flag of kitty's protocol with which every lone escape byte begins a sequence.
pub const DISAMBIGUATE: u8 = 1;
/// The most keys that are down at once; beyond that the oldest is forgotten.
const MOST_HELD: usize = 64;
/// Identities of keys without a character stand above all characters.
const LETTER_KEYS: u32 = 1 << 24;
const NUMBER_KEYS: u32 = 1 << 25;

const RXVT_SHIFTED: &[(u8, KeyCode)] =
    &[(b'a', KeyCode::Up), (b'b', KeyCode::Down), (b'c', KeyCode::Right), (b'd', KeyCode::Left)];

/// What the terminal grants, and which keys are down.
#[derive(Debug, Default)]
pub struct Keyboard {
    /// The flags of kitty's protocol in force.
    pub flags: u8,
    held: Vec<(u32, Key)>,
}

/// The keys held beside a key, and what became of it.
#[derive(Clone, Copy)]
struct Held {
    shift: bool,
    alt: bool,
    control: bool,
    capitals: bool,
    /// Keys that belong to the desktop: super, hyper.
    foreign: bool,
    stroke: Stroke,
}

impl Held {
    /// From the parameter `modifiers:type`, whose first part is one more than its bits.
    fn read(sequence: &Sequence, index: usize) -> Held {
        let bits = sequence.number(index).unwrap_or(1).saturating_sub(1);
        let stroke = match sequence.part(index, 1) {
            Some(2) => Stroke::Repeat,
            Some(3) => Stroke::Release,
            _ => Stroke::Press,
        };
        Held {
            shift: bits & 1 != 0,
            alt: bits & (2 | 32) != 0,
            control: bits & 4 != 0,
            capitals: bits & 64 != 0,
            foreign: bits & (8 | 16) != 0,
            stroke,
        }
    }

    fn key(self, code: KeyCode) -> Key {
        let shift = self.shift && !matches!(code, KeyCode::Char(_));
        Key { code, control: self.control, alt: self.alt, shift }
    }
}

/// The key of a byte below 128 that stands alone.
pub fn byte_key(byte: u8, alt: bool) -> Key {
    let control = |character: u8| Key { control: true, ..Key::char(char::from(character)) };
    let key = match byte {
        0 => control(b' '),
        8 | 127 => Key::plain(KeyCode::Backspace),
        9 => Key::plain(KeyCode::Tab),
        10 | 13 => Key::plain(KeyCode::Enter),
        27 => Key::plain(KeyCode::Escape),
        1..=26 => control(byte | 0x60),
        28..=31 => control(byte | 0x40),
        _ => Key::char(char::from(byte)),
    };
    Key { alt, ..key }
}

fn upper(character: char) -> char {
    character.to_uppercase().next().unwrap_or(character)
}

impl Keyboard {
    /// All keys are up: the focus went.
    pub fn let_go(&mut self) {
        self.held.clear();
    }

    /// Takes a `CSI` sequence if it is a key, adding what it means (which may be nothing). `alt`: an escape stood before it.
    pub fn sequence(&mut self, sequence: &Sequence, alt: bool, out: &mut Vec<Input>) -> bool {
        if sequence.private.is_some() {
            return false;
        }
        let (first, count) = (sequence.number(0), sequence.parameters.len());
        let mut held = Held::read(sequence, 1);
        held.alt |= alt;
        let (code, identity) = match (sequence.last, sequence.intermediate) {
            (b'u', None) => return self.coded(sequence, 0, held, out),
            (b'~', None) if first == Some(27) && count >= 3 => return self.coded(sequence, 2, held, out),
            (b'~' | b'^' | b'$' | b'@', None) => {
                let Some(number) = first else { return false };
                held.control |= matches!(sequence.last, b'^' | b'@');
                held.shift |= matches!(sequence.last, b'$' | b'@');
                let mut code = lookup(NUMBERS, number);
                if code.is_none() {
                    code = lookup(SHIFTED_NUMBERS, number);
                    held.shift |= code.is_some();
                }
                (code, NUMBER_KEYS + number)
            }
            (b'Z', None) => {
                held.shift = true;
                (Some(KeyCode::Tab), LETTER_KEYS)
            }
            (b'R', None)
                if count == 2 && !(first == Some(1) && matches!(sequence.number(1), Some(2..=16))) =>
            {
                return false;
            }
            (letter, None) => {
                if count == 1 && first > Some(1) {
                    held = Held { alt: alt || Held::read(sequence, 0).alt, ..Held::read(sequence, 0) };
                }
                let shifted = lookup(RXVT_SHIFTED, letter);
                held.shift |= shifted.is_some();
                (lookup(LETTERS, letter).or(shifted), LETTER_KEYS + u32::from(letter))
            }
            _ => return false,
        };
        let Some(code) = code else { return false };
        self.stroke(held.key(code), identity, None, held, out);
        true
    }

    /// Takes `SS3`, digits and a letter.
    pub fn single_shift(&mut self, digits: &[u8], letter: u8, alt: bool, out: &mut Vec<Input>) -> bool {
        let mut held = Held::read(&Sequence::read(digits, letter), 0);
        held.alt |= alt;
        let control = lookup(RXVT_SHIFTED, letter);
        held.control |= control.is_some();
        let Some(code) = lookup(LETTERS, letter).or_else(|| lookup(KEYPAD, letter)).or(control) else {
            return false;
        };
        self.stroke(held.key(code), LETTER_KEYS + u32::from(letter), None, held, out);
        true
    }

    /// The Linux console's `CSI [ A` to `E`: F1 to F5.
    pub fn linux(&mut self, letter: u8, out: &mut Vec<Input>) -> bool {
        let known = (b'A'..=b'E').contains(&letter);
        if known {
            let held = Held::read(&Sequence::read(&[], letter), 0);
            let key = Key::plain(KeyCode::Function(letter - b'A' + 1));
            self.stroke(key, LETTER_KEYS, None, held, out);
        }
        known
    }

    /// A key by its code: parameter `index` is `code[:shifted[:place]]`, parameter 2 of kitty's form the text.
    fn coded(&mut self, sequence: &Sequence, index: usize, held: Held, out: &mut Vec<Input>) -> bool {
        let code = sequence.part(index, 0).unwrap_or(1);
        let character = |part| sequence.part(index, part).and_then(char::from_u32);
        let text = if index == 0 { sequence.parameters.get(2) } else { None };
        let text = text.into_iter().flatten().filter_map(|part| char::from_u32((*part)?));
        let text: Vec<_> = text.filter(|character| !character.is_control()).collect();
        if let Some(found) = lookup(CODES, code) {
            self.stroke(held.key(found), code, None, held, out);
            return true;
        }
        let Some(plain) = char::from_u32(code).filter(|_| !PRIVATE.contains(&code)) else { return true };
        let told = character(2).filter(|place| !place.is_control());
        let shifted = |character: char| if held.shift { upper(character) } else { character };
        let typed = if held.control || held.alt {
            match told {
                Some(place) if !plain.is_ascii() => shifted(place),
                _ => character(1).filter(|_| held.shift).unwrap_or(shifted(plain)),
            }
        } else if let Some((first, others)) = text.split_first() {
            if held.stroke != Stroke::Release && !held.foreign {
                for more in others {
                    out.push(Input::Key { key: Key::char(*more), stroke: Stroke::Press, base: None });
                }
            }
            *first
        } else if held.shift {
            character(1).unwrap_or(upper(plain))
        } else if held.capitals {
            upper(plain)
        } else {
            plain
        };
        if !typed.is_control() {
            let identity = told.map_or(code, u32::from);
            self.stroke(held.key(KeyCode::Char(typed)), identity, told, held, out);
        }
        true
    }

    /// Adds the stroke. A release means the key that went down, not what it would type now.
    fn stroke(&mut self, key: Key, identity: u32, base: Option<char>, held: Held, out: &mut Vec<Input>) {
        if held.foreign {
            return;
        }
        let place = self.held.iter().position(|(other, _)| *other == identity);
        let key = match (held.stroke, place) {
            (Stroke::Release, Some(place)) => self.held.remove(place).1,
            (Stroke::Press, _) if self.flags != 0 => {
                self.held.retain(|(other, _)| *other != identity);
                if self.held.len() == MOST_HELD {
                    self.held.remove(0);
                }
                self.held.push((identity, key));
                key
            }
            _ => key,
        };
        out.push(Input::Key { key, stroke: held.stroke, base });
    }
}
