//! Sequences and strings that answer our questions, and the mouse.

use super::sequence::Sequence;
use super::{Answer, Input};
use crate::studio::pointer::{Mouse, MouseDeed};

/// What a `CSI` sequence answers, if it is an answer.
pub fn answer(sequence: &Sequence) -> Option<Answer> {
    let number = |index| sequence.number(index).unwrap_or(0);
    Some(match (sequence.private, sequence.intermediate, sequence.last) {
        (Some(b'?'), None, b'u') => Answer::KeyboardFlags(number(0).min(255) as u8),
        (Some(b'?'), None, b'c') => {
            Answer::Attributes { sixels: (1..sequence.parameters.len()).any(|index| number(index) == 4) }
        }
        (Some(b'?'), Some(b'$'), b'y') => {
            Answer::Mode { mode: number(0).min(65_535) as u16, state: number(1).min(255) as u8 }
        }
        (None, None, b't') if number(0) == 6 && number(1) > 0 && number(2) > 0 => {
            Answer::Cell { width: number(2).min(1_000) as u16, height: number(1).min(1_000) as u16 }
        }
        (None, None, b'n') if number(0) == 0 => Answer::Reached,
        (Some(b'>'), None, b'c') => {
            Answer::Device { kind: number(0).min(65_535) as u16, version: number(1).min(65_535) as u16 }
        }
        (Some(_), None, b'c' | b'm' | b'n' | b'R' | b'S') | (_, _, b'n' | b't' | b'y' | b'x') => {
            Answer::Other
        }
        (None, None, b'R') if sequence.parameters.len() == 2 => Answer::Other,
        _ => return None,
    })
}

/// What a string answers: `introducer` is the byte behind the escape (`]` OSC, `P` DCS, others).
pub fn string_answer(introducer: u8, body: &[u8]) -> Answer {
    let text = String::from_utf8_lossy(body);
    let text: String = text.chars().filter(|character| !character.is_control()).collect();
    let found = match introducer {
        b']' => text.strip_prefix("11;").and_then(colour),
        b'P' => text
            .strip_prefix(">|")
            .map(|name| Answer::Name(name.to_owned()))
            .or_else(|| text.strip_prefix("1$r").map(|setting| Answer::Setting(setting.to_owned()))),
        b'_' => (text == "Gi=31;OK").then_some(Answer::Graphics),
        _ => None,
    };
    found.unwrap_or(Answer::Other)
}

/// `rgb:1c1c/1c1c/1c1c`, with one to four hexadecimal digits each, also `rgba:`.
fn colour(text: &str) -> Option<Answer> {
    let parts = text.strip_prefix("rgb:").or_else(|| text.strip_prefix("rgba:"))?;
    let mut parts = parts.split('/').map(|part| {
        let digits = u32::try_from(part.len()).ok().filter(|digits| (1..=4).contains(digits))?;
        let value = u32::from_str_radix(part, 16).ok()?;
        u8::try_from(value * 255 / (16_u32.pow(digits) - 1)).ok()
    });
    let mut next = || parts.next().flatten();
    Some(Answer::Background(next()?, next()?, next()?))
}

/// The mouse in its SGR form: `CSI < buttons ; column ; row M` or `m`.
pub fn mouse(sequence: &Sequence) -> Option<Input> {
    let (Some(b'<'), None, b'M' | b'm') = (sequence.private, sequence.intermediate, sequence.last) else {
        return None;
    };
    let place = |index| Some(u16::try_from(sequence.number(index)?).ok()?.saturating_sub(1));
    let code = sequence.number(0)?;
    let button = (code & 3) as u8;
    let deed = match (code & 0b1110_0000, button) {
        (64, 0) => MouseDeed::Wheel(-1),
        (64, 1) => MouseDeed::Wheel(1),
        (64, 2) => MouseDeed::Sideways(-1),
        (64, _) => MouseDeed::Sideways(1),
        (0 | 32, 3) => return None,
        (0, _) if sequence.last == b'm' => MouseDeed::Up(button),
        (0, _) => MouseDeed::Down(button),
        (32, _) => MouseDeed::Drag(button),
        _ => return None,
    };
    let [shift, alt, control] = [4, 8, 16].map(|bit| code & bit != 0);
    Some(Input::Mouse(Mouse { deed, column: place(1)?, row: place(2)?, control, alt, shift }))
}
