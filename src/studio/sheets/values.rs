//! Parameters' values as people read and type them: units, names of choices and keys, ranges in words, steps of turning.

use crate::dsp::parameter::{Info, Kind};
use crate::dsp::units::Decibels;
use crate::song::notation::{note_text, parse_note};
use crate::song::note::{Note, Pitch};

/// Places on the way through an exponential parameter's range that a fine step goes by.
const NOTCHES: f32 = 120.0;

/// Units that may be typed for another one: as typed, the parameter's unit, the factor between them.
const UNITS: &[(&str, &str, f32)] = &[
    ("ms", "s", 0.001),
    ("khz", "Hz", 1_000.0),
    ("k", "Hz", 1_000.0),
    ("bpm", "BPM", 1.0),
    ("cent", "cents", 1.0),
    ("semitones", "st", 1.0),
];

/// The last words of names of parameters that go from left to right.
const SIDES: &[&str] = &["pan", "balance"];

/// How a parameter's number is shown.
#[derive(PartialEq)]
enum Scale {
    /// As it is, with the unit.
    Plain,
    /// From 0, or from −1, to 1 as percent.
    Percent,
    /// A panning from −1 to 1 as a place between left and right.
    Side,
    /// Seconds, below one as milliseconds.
    Seconds,
    /// Hz, above a thousand as kHz.
    Hertz,
    /// A key by its note.
    Key,
}

/// Whether a parameter of that name goes from left to right.
fn is_side(name: &str) -> bool {
    SIDES.iter().any(|side| name.rsplit('_').next() == Some(side))
}

fn scale(info: &Info) -> Scale {
    let plain = info.unit.is_empty() && info.kind == Kind::Linear;
    match info.unit {
        "" if plain && (info.low, info.high) == (-1.0, 1.0) && is_side(info.name) => Scale::Side,
        "" if plain && info.low >= -1.0 && info.high <= 1.0 => Scale::Percent,
        "s" => Scale::Seconds,
        "Hz" => Scale::Hertz,
        "key" => Scale::Key,
        _ => Scale::Plain,
    }
}

/// A number with at most four digits that tell something, none of them an idle zero.
pub fn number(value: f32) -> String {
    let digits = value.abs().max(1e-9).log10().floor() as i32;
    let decimals = (3 - digits).clamp(0, 3) as usize;
    let text = format!("{value:.decimals$}");
    let text = if decimals > 0 { text.trim_end_matches('0').trim_end_matches('.') } else { &text };
    if text == "-0" { "0".to_owned() } else { text.to_owned() }
}

fn with_unit(text: &str, unit: &str) -> String {
    if unit.is_empty() { text.to_owned() } else { format!("{text} {unit}") }
}

/// Whether the parameter's least value is silence.
fn can_be_off(info: &Info) -> bool {
    info.unit == "dB" && info.low <= Decibels::OFF.0
}

/// The value as people read it, with its unit: `-6 dB`, `350 ms`, `50L`, `C-4`, `ping-pong`.
pub fn text(info: &Info, value: f32) -> String {
    match info.kind {
        Kind::Choice(names) => names.get(value as usize).map_or("?", |name| name).to_owned(),
        Kind::Switch => if value > 0.5 { "on" } else { "off" }.to_owned(),
        _ if can_be_off(info) && value <= info.low => "off".to_owned(),
        _ => plain_text(info, value),
    }
}

fn plain_text(info: &Info, value: f32) -> String {
    match scale(info) {
        Scale::Percent => with_unit(&number(value * 100.0), "%"),
        Scale::Side => match number(value.abs() * 100.0).as_str() {
            "0" => "C".to_owned(),
            side => format!("{side}{}", if value < 0.0 { 'L' } else { 'R' }),
        },
        Scale::Seconds if value < 1.0 => with_unit(&number(value * 1_000.0), "ms"),
        Scale::Hertz if value >= 1_000.0 => with_unit(&number(value / 1_000.0), "kHz"),
        Scale::Key => key_text(value),
        _ if info.kind == Kind::Whole => with_unit(&format!("{value:.0}"), info.unit),
        _ => with_unit(&number(value), info.unit),
    }
}

/// The note of a MIDI key; keys below C-0 by their number.
pub fn key_text(key: f32) -> String {
    match Pitch::from_midi(key as u8) {
        Some(pitch) => note_text(Some(Note::On(pitch))).to_string(),
        None => format!("{key:.0}"),
    }
}

/// A time: `120 ms`, `1.5 s`.
pub fn seconds(time: f32) -> String {
    if time < 1.0 { format!("{} ms", number(time * 1_000.0)) } else { format!("{} s", number(time)) }
}

/// What may be put in, in words: `20 Hz to 20 kHz`, `1 to 32 rows`, `one of saw, pulse`.
pub fn range(info: &Info) -> String {
    match info.kind {
        Kind::Choice(names) => format!("one of {}", names.join(", ")),
        Kind::Switch => "on or off".to_owned(),
        _ => {
            let (low, high) = (plain_text(info, info.low), plain_text(info, info.high));
            let off = if can_be_off(info) { " (off)" } else { "" };
            let unit = high.find(' ').map_or("", |space| &high[space..]);
            let low = low.strip_suffix(unit).unwrap_or(&low);
            format!("{low}{off} to {high}")
        }
    }
}

/// Reads a value as typed; what [`text`] writes is read back.
///
/// # Errors
/// What was expected, with the range.
pub fn parse(info: &Info, text: &str) -> Result<f32, String> {
    let text = text.trim();
    let expected = || format!("expected {}", range(info));
    let value = match info.kind {
        Kind::Choice(names) => choice(names, text),
        Kind::Switch => match text.to_lowercase().as_str() {
            "on" | "yes" | "1" => Some(1.0),
            "off" | "no" | "0" => Some(0.0),
            _ => None,
        },
        _ if can_be_off(info) && matches!(text, "off" | "-inf" | "-∞") => Some(info.low),
        _ => match scale(info) {
            Scale::Key => key(text),
            Scale::Side => side(text),
            scale => with_suffix(info, text, scale == Scale::Percent),
        },
    };
    let value = value.ok_or_else(expected)?;
    // What is shown is rounded: the ends of the range may be typed as they are shown.
    let slack = |end: f32| end.abs() * 1e-3;
    if value < info.low - slack(info.low) || value > info.high + slack(info.high) {
        return Err(expected());
    }
    if info.kind == Kind::Whole && value.fract() != 0.0 {
        return Err(format!("expected a whole number, {}", range(info)));
    }
    Ok(info.clamp(value))
}

/// A name, or the beginning of just one.
fn choice(names: &[&str], text: &str) -> Option<f32> {
    let text = text.to_lowercase();
    let small: Vec<String> = names.iter().map(|name| name.to_lowercase()).collect();
    let exact = small.iter().position(|name| *name == text);
    let mut begin = small.iter().enumerate().filter(|(_, name)| !text.is_empty() && name.starts_with(&text));
    let only = begin.next().filter(|_| begin.next().is_none());
    exact.or(only.map(|(index, _)| index)).map(|index| index as f32)
}

fn key(text: &str) -> Option<f32> {
    match parse_note(text) {
        Ok(Some(Note::On(pitch))) => Some(f32::from(pitch.midi())),
        _ => text.parse().ok(),
    }
}

fn side(text: &str) -> Option<f32> {
    let text = text.to_uppercase();
    if matches!(text.as_str(), "C" | "CENTRE" | "CENTER") {
        return Some(0.0);
    }
    let left = text.strip_suffix('L').or_else(|| text.strip_prefix('L'));
    let right = text.strip_suffix('R').or_else(|| text.strip_prefix('R'));
    let (rest, sign) = match (left, right) {
        (Some(rest), _) => (rest, -0.01),
        (_, Some(rest)) => (rest, 0.01),
        _ => (text.as_str(), 0.01),
    };
    Some(decimal(rest)? * sign)
}

/// A number; a comma may stand for the point, a typographic minus for the plain one.
fn decimal(text: &str) -> Option<f32> {
    let plain = text.trim().replace(',', ".").replace('−', "-");
    let digits = plain.bytes().all(|byte| byte.is_ascii_digit() || matches!(byte, b'.' | b'-' | b'+'));
    plain.parse().ok().filter(|_| digits)
}

fn with_suffix(info: &Info, text: &str, percent: bool) -> Option<f32> {
    let end = text.find(|c: char| c.is_alphabetic() || c == '%').unwrap_or(text.len());
    let (value, suffix) = (decimal(&text[..end])?, text[end..].trim().to_lowercase());
    let own = if percent { "%" } else { info.unit };
    let factor = if suffix.is_empty() || suffix == own.to_lowercase() {
        1.0
    } else {
        UNITS.iter().find(|(typed, unit, _)| *typed == suffix && *unit == own)?.2
    };
    Some(if percent { value * 0.01 } else { value * factor })
}

/// The value one step on: up or down, a fine step or a far one. Numbers stay on round places, and in their range.
pub fn turned(info: &Info, value: f32, up: bool, far: bool) -> f32 {
    let sign = if up { 1.0 } else { -1.0 };
    match (info.kind, info.unit) {
        (Kind::Switch, _) => f32::from(u8::from(up)),
        (Kind::Choice(_), _) => info.clamp(value + sign),
        (Kind::Exponential, _) => {
            let notches = if far { 10.0 } else { 1.0 };
            let value = info.at(info.position(value) + sign * notches / NOTCHES);
            info.clamp(rounded(value, 3))
        }
        (Kind::Whole, unit) => {
            let (fine, coarse) = match unit {
                "st" | "key" => (1.0, 12.0),
                "frames" => (64.0, 4_096.0),
                _ => (1.0, nice((info.high - info.low) / 10.0).clamp(1.0, 10.0)),
            };
            info.clamp(value + sign * if far { coarse } else { fine })
        }
        (Kind::Linear, unit) => {
            let fine = if unit == "BPM" { 1.0 } else { nice((info.high - info.low) / 100.0) };
            let step = if far { fine * 10.0 } else { fine };
            // On to the next round place; one that is nearly reached counts as reached.
            let place = value / step;
            let next = if up { (place + 1e-3).floor() + 1.0 } else { (place - 1e-3).ceil() - 1.0 };
            info.clamp(rounded(next * step, 6))
        }
    }
}

/// The greatest of 1, 2, 5, 10, 20 … (and their tenths) that is no more than `value`.
fn nice(value: f32) -> f32 {
    let power = 10f32.powf(value.log10().floor());
    let factor = [5.0, 2.0].into_iter().find(|factor| value >= factor * power * 0.999);
    factor.unwrap_or(1.0) * power
}

fn rounded(value: f32, digits: i32) -> f32 {
    let scale = 10f32.powi(digits - 1 - value.abs().max(1e-9).log10().floor() as i32);
    (value * scale).round() / scale
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::dsp::parameter::Knobs;
    use crate::song::track::Track;

    #[test]
    fn what_goes_from_left_to_right_is_shown_so_and_nothing_else() {
        let shown = |kind: &str, name: &str, value: f32| {
            let patch =
                (crate::instruments::KINDS.iter().find(|row| row.name == kind).expect("a kind").new)();
            let knobs = patch.knobs();
            let info = knobs.info(knobs.find(name).expect(name));
            let read = parse(info, &text(info, value)).expect("what is shown is read back");
            assert!((read - value).abs() < 1e-3, "{name}: {read}");
            (text(info, value), range(info))
        };
        let pair = |text: &str, range: &str| (text.to_owned(), range.to_owned());
        assert_eq!(shown("wavetable", "key_position", 0.0), pair("0 %", "-100 to 100 %"));
        assert_eq!(shown("wavetable", "velocity_position", -0.25), pair("-25 %", "-100 to 100 %"));
        let track = Track::default();
        let knobs: &dyn Knobs = &track;
        let pan = knobs.info(knobs.find("pan").expect("a panning"));
        assert_eq!(
            (text(pan, 0.0), text(pan, -0.5), text(pan, 1.0)),
            ("C".into(), "50L".into(), "100R".into())
        );
    }

    #[test]
    fn turned_numbers_are_written_short() {
        let track = Track::default();
        let knobs: &dyn Knobs = &track;
        let pan = knobs.info(knobs.find("pan").expect("a panning"));
        let mut value = 0.0;
        for _ in 0..100 {
            value = turned(pan, value, true, false);
            assert!(value.to_string().len() <= 4, "{value}");
        }
    }
}
