//! The grid's text, both ways: each field by itself and a whole row. Files, clipboard and screens use these.
//!
//! A row is `C-4 01 v64 d80; E-4 01 | D04 S81`: note columns between `;`, then `|` and the effect columns. The fields of
//! a note column are note, instrument, volume and delay, in this order; empty ones at its end are left out, and so are
//! empty columns at the row's end. An empty column before another one is `-`.

use super::note::{KEYS, Note, Pitch, key_of};
use super::row::{EFFECT_COLUMNS, EffectCell, NOTE_COLUMNS, NoteCell, Row, VolumeCell, VolumeEffect};
use std::num::NonZeroU8;

/// What cannot be read in a row's text.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("column {column}: {wrong}; {expected}")]
pub struct NotationFault {
    /// Where in the text, in characters from 1.
    pub column: usize,
    /// What is there.
    pub wrong: String,
    /// What could be there: `expected …`.
    pub expected: String,
}

/// The text of one field: two or three ASCII characters, without allocation.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct FieldText([u8; 3], usize);

impl std::ops::Deref for FieldText {
    type Target = str;

    fn deref(&self) -> &str {
        std::str::from_utf8(&self.0[..self.1]).unwrap_or("???")
    }
}

impl FieldText {
    /// Two signs, ASCII, behind a letter if there is one.
    pub fn of_signs(letter: Option<u8>, [left, right]: [u8; 2]) -> FieldText {
        letter.map_or(FieldText([left, right, b' '], 2), |letter| FieldText([letter, left, right], 3))
    }
}

impl std::fmt::Display for FieldText {
    fn fmt(&self, f: &mut std::fmt::Formatter) -> std::fmt::Result {
        f.pad(self)
    }
}

const SIGNS: [(&str, Note); 3] = [("===", Note::Off), ("^^^", Note::Cut), ("~~~", Note::Fade)];
const VOLUME_EFFECTS: [(u8, VolumeEffect); 8] = [
    (b'a', VolumeEffect::FineUp),
    (b'b', VolumeEffect::FineDown),
    (b'c', VolumeEffect::SlideUp),
    (b'd', VolumeEffect::SlideDown),
    (b'e', VolumeEffect::PitchDown),
    (b'f', VolumeEffect::PitchUp),
    (b'g', VolumeEffect::ToNote),
    (b'h', VolumeEffect::Vibrato),
];
const EMPTY: FieldText = FieldText(*b"---", 3);

/// `C-4`, `===`, `^^^`, `~~~` or `---`.
pub fn note_text(note: Option<Note>) -> FieldText {
    match note {
        None => EMPTY,
        Some(Note::On(pitch)) => {
            let name = KEYS[usize::from(pitch.key())].as_bytes();
            FieldText([name[0], *name.get(1).unwrap_or(&b'-'), b'0' + pitch.octave()], 3)
        }
        Some(Note::Off) => FieldText(*b"===", 3),
        Some(Note::Cut) => FieldText(*b"^^^", 3),
        Some(Note::Fade) => FieldText(*b"~~~", 3),
    }
}

/// `01` to `FF`, or `--`.
pub fn instrument_text(instrument: Option<NonZeroU8>) -> FieldText {
    instrument.map_or(FieldText(*b"-- ", 2), |number| {
        let [high, low] = hexadecimal(number.get());
        FieldText([high, low, b' '], 2)
    })
}

/// `v00` to `v64`, `p00` to `p64`, `a00` to `h09`, or `---`.
pub fn volume_text(volume: Option<VolumeCell>) -> FieldText {
    let (letter, value) = match volume {
        None => return EMPTY,
        Some(VolumeCell::Volume(value)) => (b'v', value),
        Some(VolumeCell::Panning(value)) => (b'p', value),
        Some(VolumeCell::Effect(effect, digit)) => (volume_effect_letter(effect), digit),
    };
    FieldText([letter, b'0' + value / 10 % 10, b'0' + value % 10], 3)
}

/// `d01` to `dFF`, or `---` for no delay.
pub fn delay_text(delay: u8) -> FieldText {
    let [high, low] = hexadecimal(delay);
    if delay == 0 { EMPTY } else { FieldText([b'd', high, low], 3) }
}

/// `D04`, `?80`, or `---`.
pub fn effect_text(effect: Option<EffectCell>) -> FieldText {
    effect.filter(|effect| EffectCell::is_code(effect.code)).map_or(EMPTY, |effect| {
        let [high, low] = hexadecimal(effect.value);
        FieldText([effect.code, high, low], 3)
    })
}

/// The letter of a small effect, `a` to `h`.
pub fn volume_effect_letter(effect: VolumeEffect) -> u8 {
    VOLUME_EFFECTS.iter().find(|(_, other)| *other == effect).map_or(b'?', |(letter, _)| *letter)
}

/// The small effect of a letter `a` to `h`.
pub fn volume_effect(letter: u8) -> Option<VolumeEffect> {
    VOLUME_EFFECTS.iter().find(|(other, _)| *other == letter).map(|(_, effect)| *effect)
}

/// Reads `C-4`, `C#4`, `Db4`, `===`, `^^^`, `~~~` or `---`.
pub fn parse_note(text: &str) -> Result<Option<Note>, NotationFault> {
    let pitch = |key: u8, sign: u8, octave: u8| -> Option<Note> {
        let semitones = match sign {
            b'-' => 0,
            b'#' if !matches!(key, b'E' | b'B') => 1,
            b'b' if !matches!(key, b'C' | b'F') => -1,
            _ => return None,
        };
        let octave = octave.checked_sub(b'0').filter(|octave| *octave <= 9)?;
        let number = i32::from(octave) * 12 + i32::from(key_of(key)?) + semitones;
        Pitch::try_from(u8::try_from(number).ok()?).ok().map(Note::On)
    };
    let note = match *text.as_bytes() {
        [b'-', b'-', b'-'] => return Ok(None),
        [key, sign, octave] => pitch(key.to_ascii_uppercase(), sign, octave),
        _ => None,
    };
    let note = note.or_else(|| SIGNS.iter().find(|(sign, _)| *sign == text).map(|(_, note)| *note));
    note.map(Some).ok_or_else(|| {
        fault(
            text,
            "is no note",
            "a note from C-0 to B-9, such as C-4 or F#3, or === (off), ^^^ (cut), ~~~ (fade), ---",
        )
    })
}

/// Reads `01` to `FF`, or `--`.
pub fn parse_instrument(text: &str) -> Result<Option<NonZeroU8>, NotationFault> {
    match (text, text.as_bytes()) {
        ("--", _) => Some(None),
        (_, [high, low]) => digits(*high, *low).and_then(NonZeroU8::new).map(Some),
        _ => None,
    }
    .ok_or_else(|| fault(text, "is no instrument", "two hexadecimal digits from 01 to FF, or --"))
}

/// Reads `v00` to `v64`, `p00` to `p64`, `a00` to `h09`, or `---`.
pub fn parse_volume(text: &str) -> Result<Option<VolumeCell>, NotationFault> {
    let cell = |letter: u8, tens: u8, ones: u8| {
        let digit = |byte: u8| byte.is_ascii_digit().then(|| byte - b'0');
        let value = digit(tens)? * 10 + digit(ones)?;
        match letter {
            b'v' if value <= VolumeCell::HIGHEST => Some(VolumeCell::Volume(value)),
            b'p' if value <= VolumeCell::HIGHEST => Some(VolumeCell::Panning(value)),
            _ if value <= VolumeCell::HIGHEST_DIGIT => {
                volume_effect(letter).map(|effect| VolumeCell::Effect(effect, value))
            }
            _ => None,
        }
    };
    match (text, text.as_bytes()) {
        ("---", _) => Some(None),
        (_, [letter, tens, ones]) => cell(*letter, *tens, *ones).map(Some),
        _ => None,
    }
    .ok_or_else(|| {
        fault(text, "is no volume", "v00 to v64, p00 to p64, a letter a to h with 00 to 09, or ---")
    })
}

/// Reads `d00` to `dFF`, or `---`.
pub fn parse_delay(text: &str) -> Result<u8, NotationFault> {
    match (text, text.as_bytes()) {
        ("---", _) => Some(0),
        (_, [b'd', high, low]) => digits(*high, *low),
        _ => None,
    }
    .ok_or_else(|| fault(text, "is no delay", "d00 to dFF"))
}

/// Reads `A00` to `ZFF`, a sign with two digits such as `?80`, or `---`.
pub fn parse_effect(text: &str) -> Result<Option<EffectCell>, NotationFault> {
    match (text, text.as_bytes()) {
        ("---" | "-", _) => Some(None),
        (_, [code, high, low]) if EffectCell::is_code(*code) => {
            digits(*high, *low).map(|value| Some(EffectCell { code: *code, value }))
        }
        _ => None,
    }
    .ok_or_else(|| {
        fault(
            text,
            "is no effect",
            "a letter A to Z or one of ?%*/=^&@! and two hexadecimal digits, such as D04, or -",
        )
    })
}

/// Adds the text of a row; an empty row adds nothing.
pub fn write_row(text: &mut String, row: &Row) {
    let count = |last: Option<usize>| last.map_or(0, |last| last + 1);
    let notes = count(row.notes.iter().rposition(|cell| !cell.is_empty()));
    let effects = count(row.effects.iter().rposition(|cell| effect_text(*cell) != EMPTY));
    for (index, cell) in row.notes[..notes].iter().enumerate() {
        text.push_str(if index > 0 { "; " } else { "" });
        write_cell(text, cell);
    }
    if effects > 0 {
        text.push_str(if notes > 0 { " |" } else { "|" });
    }
    for effect in &row.effects[..effects] {
        let field = effect_text(*effect);
        text.push(' ');
        text.push_str(if field == EMPTY { "-" } else { &field });
    }
}

/// The text of a row; empty for an empty row.
pub fn row_text(row: &Row) -> String {
    let mut text = String::new();
    write_row(&mut text, row);
    text
}

/// Reads a row's text. Spaces around columns and fields do not matter.
pub fn parse_row(text: &str) -> Result<Row, NotationFault> {
    let mut row = Row::default();
    let (notes, effects) = text.split_once('|').unwrap_or((text, ""));
    if !notes.trim().is_empty() {
        for (index, column) in notes.split(';').enumerate() {
            let place = row.notes.get_mut(index);
            let place =
                place.ok_or_else(|| too_many(column, "note columns", NOTE_COLUMNS).within(text, column))?;
            *place = parse_cell(text, column)?;
        }
    }
    for (index, field) in effects.split_ascii_whitespace().enumerate() {
        let place = row.effects.get_mut(index);
        let place =
            place.ok_or_else(|| too_many(field, "effect columns", EFFECT_COLUMNS).within(text, field))?;
        *place = parse_effect(field).map_err(|fault| fault.within(text, field))?;
    }
    Ok(row)
}

fn write_cell(text: &mut String, cell: &NoteCell) {
    let fields = [
        (cell.note.is_some(), note_text(cell.note)),
        (cell.instrument.is_some(), instrument_text(cell.instrument)),
        (cell.volume.is_some(), volume_text(cell.volume)),
        (cell.delay != 0, delay_text(cell.delay)),
    ];
    let Some(last) = fields.iter().rposition(|(written, _)| *written) else {
        return text.push('-');
    };
    for (index, (_, field)) in fields[..=last].iter().enumerate() {
        text.push_str(if index > 0 { " " } else { "" });
        text.push_str(field);
    }
}

fn parse_cell(text: &str, column: &str) -> Result<NoteCell, NotationFault> {
    let mut cell = NoteCell::default();
    if column.trim() == "-" {
        return Ok(cell);
    }
    let mut fields = column.split_ascii_whitespace();
    let first = fields.next().ok_or_else(|| {
        fault("", "an empty note column", "a note such as C-4, or - for an empty column").within(text, column)
    })?;
    cell.note = parse_note(first).map_err(|fault| fault.within(text, first))?;
    for (index, field) in fields.enumerate() {
        match index {
            0 => parse_instrument(field).map(|instrument| cell.instrument = instrument),
            1 => parse_volume(field).map(|volume| cell.volume = volume),
            2 => parse_delay(field).map(|delay| cell.delay = delay),
            _ => Err(too_many(field, "fields in a note column", 4)),
        }
        .map_err(|fault| fault.within(text, field))?;
    }
    Ok(cell)
}

fn hexadecimal(value: u8) -> [u8; 2] {
    const DIGITS: &[u8; 16] = b"0123456789ABCDEF";
    [DIGITS[usize::from(value >> 4)], DIGITS[usize::from(value & 15)]]
}

fn digits(high: u8, low: u8) -> Option<u8> {
    let digit = |byte: u8| char::from(byte).to_digit(16).map(|digit| digit as u8);
    Some(digit(high)? * 16 + digit(low)?)
}

fn fault(found: &str, wrong: &str, expected: &str) -> NotationFault {
    let shown: String = found.chars().take(16).map(|c| if c.is_control() { ' ' } else { c }).collect();
    let wrong = if found.is_empty() { wrong.to_owned() } else { format!("`{shown}` {wrong}") };
    NotationFault { column: 1, wrong, expected: format!("expected {expected}") }
}

fn too_many(found: &str, what: &str, most: usize) -> NotationFault {
    fault(found.trim(), "is too much", &format!("at most {most} {what}"))
}

impl NotationFault {
    /// The same fault, placed where `part` begins inside `text`.
    fn within(mut self, text: &str, part: &str) -> NotationFault {
        let part = part.trim_start();
        let bytes = (part.as_ptr() as usize).saturating_sub(text.as_ptr() as usize);
        self.column = text.get(..bytes).map_or(0, |before| before.chars().count()) + 1;
        self
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_row_reads_as_it_is_written() {
        for text in [
            "C-4 01 v64 d80; E-4 01 | D04 S81",
            "=== -- p32",
            "--- -- --- d01",
            "-; -; B-9 FF h09",
            "| - - ?80 &FF",
            "^^^; ~~~ | ^10",
            "C#0 0A",
            "",
        ] {
            assert_eq!(row_text(&parse_row(text).expect(text)), text);
        }
    }

    #[test]
    fn c_4_is_middle_c() {
        assert_eq!(parse_note("C-4"), Ok(Some(Note::On(Pitch::MIDDLE_C))));
        assert_eq!(parse_note("Db4").expect("a note"), parse_note("C#4").expect("a note"));
        assert_eq!(&*note_text(Pitch::from_midi(69).map(Note::On)), "A-4");
    }

    #[test]
    fn people_may_write_it_loosely() {
        let row = parse_row("  c-4 0a --- ---;E-4   | D0f").expect("a row");
        assert_eq!(row_text(&row), "C-4 0A; E-4 | D0F");
        assert_eq!(row_text(&parse_row("--- -- --- d00").expect("a row")), "");
    }

    #[test]
    fn a_fault_tells_its_column_and_what_was_expected() {
        for (text, column, wrong) in [
            ("H-4", 1, "`H-4` is no note"),
            ("C-4 00", 5, "`00` is no instrument"),
            ("C-4 01 v65", 8, "`v65` is no volume"),
            ("C-4 01 a10", 8, "`a10` is no volume"),
            ("C-4 01 v64 80", 12, "`80` is no delay"),
            ("C-4 01 v64 d80 x", 16, "`x` is too much"),
            ("C-4; ; E-4", 6, "an empty note column"),
            ("-; Ä-4", 4, "`Ä-4` is no note"),
            ("Ä | D04", 1, "`Ä` is no note"),
            ("C-4 | d04", 7, "`d04` is no effect"),
            ("| D04 | D05", 7, "`|` is no effect"),
            ("| A00 A00 A00 A00 A00", 19, "`A00` is too much"),
            ("-;-;-;-;-;-;-;-;C-4", 17, "`C-4` is too much"),
            ("E#4", 1, "`E#4` is no note"),
            ("Cb0", 1, "`Cb0` is no note"),
        ] {
            let fault = parse_row(text).unwrap_err();
            assert_eq!((fault.column, fault.wrong.as_str()), (column, wrong), "{text}");
            assert!(fault.expected.starts_with("expected "), "{text}");
        }
    }
}
