//! One field of a row: whether something stands in it, copying, clearing, and what a typed sign makes of it.

use super::grid::Column;
use super::numbers::{Base, Numbers};
use crate::song::notation::{
    FieldText, NotationFault, delay_text, effect_text, instrument_text, note_text, parse_delay, parse_effect,
    parse_instrument, parse_note, parse_volume, volume_effect, volume_effect_letter, volume_text,
};
use crate::song::row::{EffectCell, Row, VolumeCell};

/// What typing a sign gave.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Typed {
    /// The row with the sign in its field.
    pub row: Row,
    /// The sign that comes next; as many as the field has when it is complete.
    pub next: u8,
}

/// Copies a field into another one of the same kind; different kinds leave it as it is.
pub fn copy(from: &Row, source: Column, to: &mut Row, target: Column) {
    let note = |number: u8| from.notes[usize::from(number)];
    match (source, target) {
        (Column::Note(a), Column::Note(b)) => to.notes[usize::from(b)].note = note(a).note,
        (Column::Instrument(a), Column::Instrument(b)) => {
            to.notes[usize::from(b)].instrument = note(a).instrument
        }
        (Column::Volume(a), Column::Volume(b)) => to.notes[usize::from(b)].volume = note(a).volume,
        (Column::Delay(a), Column::Delay(b)) => to.notes[usize::from(b)].delay = note(a).delay,
        (Column::Effect(a), Column::Effect(b)) => to.effects[usize::from(b)] = from.effects[usize::from(a)],
        _ => {}
    }
}

/// What stands in a field, in the grid's notation.
pub fn text(row: &Row, column: Column) -> FieldText {
    let note = |number: u8| row.notes[usize::from(number)];
    match column {
        Column::Note(number) => note_text(note(number).note),
        Column::Instrument(number) => instrument_text(note(number).instrument),
        Column::Volume(number) => volume_text(note(number).volume),
        Column::Delay(number) => delay_text(note(number).delay),
        Column::Effect(number) => effect_text(row.effects[usize::from(number)]),
    }
}

/// Puts a text of the grid's notation into a field.
///
/// # Errors
/// If it is no text for this field.
pub fn put(row: &mut Row, column: Column, text: &str) -> Result<(), NotationFault> {
    match column {
        Column::Note(number) => row.notes[usize::from(number)].note = parse_note(text)?,
        Column::Instrument(number) => row.notes[usize::from(number)].instrument = parse_instrument(text)?,
        Column::Volume(number) => row.notes[usize::from(number)].volume = parse_volume(text)?,
        Column::Delay(number) => row.notes[usize::from(number)].delay = parse_delay(text)?,
        Column::Effect(number) => row.effects[usize::from(number)] = parse_effect(text)?,
    }
    Ok(())
}

/// Empties a field.
pub fn clear(row: &mut Row, column: Column) {
    copy(&Row::default(), column, row, column);
}

/// Whether nothing stands in a field.
pub fn is_empty(row: &Row, column: Column) -> bool {
    let mut without = *row;
    clear(&mut without, column);
    without == *row
}

/// What a field can hold, for messages.
pub fn expected(column: Column) -> &'static str {
    match column {
        Column::Note(_) => "a note is typed with the keys of the piano",
        Column::Instrument(_) => "an instrument is 01 to FF",
        Column::Volume(_) => "a volume field is v00 to v64, p00 to p64, or a to h with 00 to 09",
        Column::Delay(_) => "a delay is d00 to dFF",
        Column::Effect(_) => "an effect is a letter or one of ?%*/=^&@! and two hexadecimal digits",
    }
}

/// Types a character onto a sign of a field. `None` if the field has no use for the character there, an error if it has but
/// cannot take this one now. Notes are typed whole, elsewhere.
pub fn typed(
    row: &Row,
    column: Column,
    digit: u8,
    character: char,
    numbers: Numbers,
) -> Option<Result<Typed, String>> {
    let mut row = *row;
    let mut next = digit + 1;
    match column {
        Column::Note(_) => return None,
        Column::Instrument(number) => {
            let cell = &mut row.notes[usize::from(number)];
            cell.instrument = numbers.instrument_typed(cell.instrument, digit, character)?;
        }
        Column::Delay(number) => {
            let cell = &mut row.notes[usize::from(number)];
            cell.delay = with_nibble(cell.delay, digit, nibble(character)?);
        }
        Column::Volume(number) => {
            let cell = &mut row.notes[usize::from(number)];
            // A digit in place of the letter means a volume: 64 is enough for v64.
            let sign = if digit == 0 && character.is_ascii_digit() { 1 } else { digit };
            next = sign + 1;
            match volume_typed(cell.volume, sign, character, numbers.volumes)? {
                Some(volume) => cell.volume = Some(volume),
                None => return Some(Err(expected(column).to_owned())),
            }
        }
        Column::Effect(number) => {
            let effect = &mut row.effects[usize::from(number)];
            if digit == 0 {
                let code = u8::try_from(character.to_ascii_uppercase()).ok()?;
                let value = effect.map_or(0, |effect| effect.value);
                *effect = Some(EffectCell { code, value }).filter(|effect| EffectCell::is_code(effect.code));
                (*effect)?;
            } else {
                let digit_value = nibble(character)?;
                match effect {
                    Some(effect) => effect.value = with_nibble(effect.value, digit - 1, digit_value),
                    None => return Some(Err("an effect begins with its letter or sign".to_owned())),
                }
            }
        }
    }
    Some(Ok(Typed { row, next }))
}

/// The volume with that sign typed; `None` inside if there is no such volume, outside if the sign is none of a volume's.
fn volume_typed(
    old: Option<VolumeCell>,
    digit: u8,
    character: char,
    base: Base,
) -> Option<Option<VolumeCell>> {
    let (letter, value) = match old {
        None => (b'v', 0),
        Some(VolumeCell::Volume(value)) => (b'v', value),
        Some(VolumeCell::Panning(value)) => (b'p', value),
        Some(VolumeCell::Effect(effect, value)) => (volume_effect_letter(effect), value),
    };
    let highest = |letter: u8| match letter {
        b'v' | b'p' => VolumeCell::HIGHEST,
        _ => VolumeCell::HIGHEST_DIGIT,
    };
    let (letter, value) = if digit == 0 {
        let letter = character.to_ascii_lowercase() as u8;
        (character.is_ascii() && matches!(letter, b'v' | b'p' | b'a'..=b'h')).then_some(())?;
        (letter, value.min(highest(letter)))
    } else {
        let hexadecimal = base == Base::Hexadecimal && matches!(letter, b'v' | b'p');
        let radix = if hexadecimal { 16 } else { 10 };
        let typed = character.to_digit(radix.into())? as u8;
        let tens = if digit == 1 { typed } else { value / radix };
        let ones = if digit == 1 { value % radix } else { typed };
        // The ones of an old value give way: they are typed next.
        let highest = VolumeCell::HIGHEST;
        let ones = if digit == 1 && tens == highest / radix { ones.min(highest % radix) } else { ones };
        (letter, tens * radix + ones)
    };
    Some((value <= highest(letter)).then_some(())).map(|fits| {
        fits.and_then(|()| match letter {
            b'v' => Some(VolumeCell::Volume(value)),
            b'p' => Some(VolumeCell::Panning(value)),
            _ => volume_effect(letter).map(|effect| VolumeCell::Effect(effect, value)),
        })
    })
}

fn nibble(character: char) -> Option<u8> {
    character.to_digit(16).map(|digit| digit as u8)
}

/// The byte with its higher (0) or lower (1) hexadecimal digit replaced.
fn with_nibble(value: u8, digit: u8, nibble: u8) -> u8 {
    if digit == 0 { nibble << 4 | value & 0x0F } else { value & 0xF0 | nibble }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::song::notation::{parse_row, row_text};

    /// Types a whole field from its first sign on.
    fn after(before: &str, column: Column, text: &str) -> String {
        let mut row = parse_row(before).expect(before);
        let mut digit = 0;
        for character in text.chars() {
            match typed(&row, column, digit, character, Numbers::default()) {
                None => return format!("no use for {character}"),
                Some(Err(why)) => return why,
                Some(Ok(typed)) => (row, digit) = (typed.row, typed.next % column.digits()),
            }
        }
        row_text(&row)
    }

    #[test]
    fn fields_are_typed_sign_by_sign() {
        for (before, column, text, expected) in [
            ("", Column::Instrument(0), "0a", "--- 0A"),
            ("C-4 1F", Column::Instrument(0), "2", "C-4 2F"),
            ("", Column::Volume(0), "v32", "--- -- v32"),
            ("", Column::Volume(0), "64", "--- -- v64"),
            ("", Column::Volume(1), "P07", "-; --- -- p07"),
            ("", Column::Volume(0), "c05", "--- -- c05"),
            ("--- -- v59", Column::Volume(0), "v6", "--- -- v64"),
            ("--- -- v59", Column::Volume(0), "h", "--- -- h09"),
            ("", Column::Delay(0), "80", "--- -- --- d80"),
            ("", Column::Effect(0), "d04", "| D04"),
            ("| A06", Column::Effect(0), "?", "| ?06"),
            ("| A06", Column::Effect(1), "=8", "| A06 =80"),
        ] {
            assert_eq!(after(before, column, text), expected, "{before} {text}");
        }
    }

    #[test]
    fn what_a_field_cannot_hold_is_not_taken() {
        assert_eq!(after("", Column::Volume(0), "v7"), expected(Column::Volume(0)));
        assert_eq!(after("", Column::Volume(0), "v65"), expected(Column::Volume(0)));
        assert_eq!(after("", Column::Volume(0), "a1"), expected(Column::Volume(0)));
        assert_eq!(after("", Column::Volume(0), "x"), "no use for x");
        assert_eq!(after("", Column::Effect(0), "1"), "no use for 1");
        assert_eq!(after("", Column::Effect(0), "Dx"), "no use for x");
        assert_eq!(after("", Column::Instrument(0), "g"), "no use for g");
    }
}
