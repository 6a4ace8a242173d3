//! Hexadecimal or decimal: how row numbers, instruments and volumes are shown and typed in the grid. Files and effects are
//! always as they are.

use super::field;
use super::grid::Column;
use crate::io::settings::Settings;
use crate::song::notation::FieldText;
use crate::song::row::{Row, VolumeCell};
use std::num::NonZeroU8;

/// A way to write numbers.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Base {
    /// `00` to `FF`.
    Hexadecimal,
    /// `00` to `99`, and from there on with a letter for the tens, as Impulse Tracker's players do: `A0` is 100.
    Decimal,
}

/// The names in the settings.
pub const BASES: &[(&str, Base)] = &[("hex", Base::Hexadecimal), ("decimal", Base::Decimal)];

impl Base {
    fn of(setting: Option<&str>, usual: Base) -> Base {
        BASES.iter().find(|(name, _)| Some(*name) == setting).map_or(usual, |(_, base)| *base)
    }

    /// What a digit on the left is worth.
    fn radix(self) -> u8 {
        match self {
            Base::Hexadecimal => 16,
            Base::Decimal => 10,
        }
    }

    /// A number in two signs, ASCII.
    pub fn signs(self, number: u8) -> [u8; 2] {
        let sign = |digit: u8| if digit < 10 { b'0' + digit } else { b'A' + digit - 10 };
        [number / self.radix(), number % self.radix()].map(sign)
    }

    /// The number with its left (0) or right (1) sign typed anew, at most `highest`. `None` if the character is no such sign.
    pub fn typed(self, old: u8, sign: u8, character: char, highest: u8) -> Option<u8> {
        let radix = self.radix();
        let most = if sign == 0 { highest / radix } else { radix - 1 };
        let digit = character
            .to_digit(36)
            .and_then(|digit| u8::try_from(digit).ok())
            .filter(|digit| *digit <= most)?;
        let (left, right) = if sign == 0 { (digit, old % radix) } else { (old / radix, digit) };
        Some((u16::from(left) * u16::from(radix) + u16::from(right)).min(highest.into()) as u8)
    }
}

/// How each kind of number is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Numbers {
    /// The rows.
    pub rows: Base,
    /// The instruments.
    pub instruments: Base,
    /// Volumes and panning.
    pub volumes: Base,
}

impl Default for Numbers {
    fn default() -> Numbers {
        Numbers { rows: Base::Decimal, instruments: Base::Hexadecimal, volumes: Base::Decimal }
    }
}

impl Numbers {
    /// As the user has chosen.
    pub fn of(settings: &Settings) -> Numbers {
        let usual = Numbers::default();
        Numbers {
            rows: Base::of(settings.row_numbers.as_deref(), usual.rows),
            instruments: Base::of(settings.instrument_numbers.as_deref(), usual.instruments),
            volumes: Base::of(settings.volume_numbers.as_deref(), usual.volumes),
        }
    }

    /// The number of a row in at least so many cells.
    pub fn row(self, row: u16, cells: usize) -> String {
        match self.rows {
            Base::Hexadecimal => format!("{row:0cells$X}"),
            Base::Decimal => format!("{row:0cells$}"),
        }
    }

    /// The number of an instrument's slot, from 0: the first one is 01.
    pub fn slot(self, slot: u8) -> FieldText {
        FieldText::of_signs(None, self.instruments.signs(slot.saturating_add(1)))
    }

    /// Reads the number of an instrument as it is shown: its slot, from 0.
    pub fn read_slot(self, text: &str) -> Option<u8> {
        let mut signs = text.chars().rev();
        let (right, left) = (signs.next()?, signs.next().unwrap_or('0'));
        let number = self.instruments.typed(0, 0, left, u8::MAX)?;
        let number = self.instruments.typed(number, 1, right, u8::MAX)?;
        if signs.next().is_some() { None } else { number.checked_sub(1) }
    }

    /// What stands in a field.
    pub fn field(self, row: &Row, column: Column) -> FieldText {
        let cell = |number: u8| row.notes[usize::from(number)];
        let own = match column {
            Column::Instrument(number) => cell(number)
                .instrument
                .map(|slot| FieldText::of_signs(None, self.instruments.signs(slot.get()))),
            Column::Volume(number) => match cell(number).volume {
                Some(VolumeCell::Volume(value)) => {
                    Some(FieldText::of_signs(Some(b'v'), self.volumes.signs(value)))
                }
                Some(VolumeCell::Panning(value)) => {
                    Some(FieldText::of_signs(Some(b'p'), self.volumes.signs(value)))
                }
                _ => None,
            },
            _ => None,
        };
        own.unwrap_or_else(|| field::text(row, column))
    }

    /// An instrument with one of its signs typed.
    pub fn instrument_typed(
        self,
        old: Option<NonZeroU8>,
        sign: u8,
        character: char,
    ) -> Option<Option<NonZeroU8>> {
        let old = old.map_or(0, NonZeroU8::get);
        self.instruments.typed(old, sign, character, u8::MAX).map(NonZeroU8::new)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::song::notation::parse_row;

    #[test]
    fn numbers_are_shown_and_typed_in_either_way() {
        let decimal =
            Numbers { rows: Base::Hexadecimal, instruments: Base::Decimal, volumes: Base::Hexadecimal };
        let row = parse_row("C-4 FF v64; --- 1F p10").expect("a number");
        let shown = [Column::Instrument(0), Column::Volume(0), Column::Instrument(1), Column::Volume(1)];
        let texts = |numbers: Numbers| shown.map(|column| numbers.field(&row, column).to_string());
        assert_eq!(texts(decimal), ["P5", "v40", "31", "p0A"]);
        assert_eq!(texts(Numbers::default()), ["FF", "v64", "1F", "p10"]);
        assert_eq!((decimal.row(31, 2), Numbers::default().row(31, 2)), ("1F".to_owned(), "31".to_owned()));
        let typed = |base: Base, text: &str, highest| {
            text.chars()
                .zip(0..)
                .try_fold(0, |old, (character, sign)| base.typed(old, sign, character, highest))
        };
        assert_eq!(typed(Base::Decimal, "p9", 255), Some(255));
        assert_eq!(typed(Base::Decimal, "a7", 255), Some(107));
        assert_eq!(
            (decimal.read_slot("31"), decimal.read_slot("1F"), decimal.read_slot("7")),
            (Some(30), None, Some(6))
        );
        assert_eq!(
            (Numbers::default().read_slot("1f"), Numbers::default().read_slot("00")),
            (Some(30), None)
        );
        assert_eq!(typed(Base::Decimal, "q", 255), None);
        assert_eq!(typed(Base::Hexadecimal, "40", 64), Some(64));
        assert_eq!(typed(Base::Hexadecimal, "4F", 64), Some(64));
        assert_eq!(typed(Base::Hexadecimal, "5", 64), None);
    }
}
