//! Fields as numbers: lines between them, scaling, chance. What is no number (note off, cut, fade) is left as it is.

use super::transpose;
use crate::sequencer::effects::{Quantity, quantity};
use crate::song::notation::{volume_effect, volume_effect_letter};
use crate::song::note::{Note, Pitch};
use crate::song::row::{EffectCell, NoteCell, Row, VolumeCell};
use crate::studio::field;
use crate::studio::grid::Column;
use std::num::NonZeroU8;
use std::ops::RangeInclusive;

/// The number in a field.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Amount {
    /// What kind of number it is: an effect's letter, the first sign of a volume field; 0 for fields of one kind.
    pub kind: u8,
    /// Notes 0 (C-0) to 119, instruments from 1, all others as they are written.
    pub value: u8,
}

/// The number of a volume that a note has which says none.
const LOUDEST: Amount = Amount { kind: b'v', value: VolumeCell::HIGHEST };
/// The number of a panning in the middle.
const CENTRE: f64 = VolumeCell::HIGHEST as f64 / 2.0;

impl Amount {
    /// The number in a field. A delay is one beside a note only, where none is 0.
    pub fn of(row: &Row, column: Column) -> Option<Amount> {
        let cell = |number: u8| row.notes[usize::from(number)];
        let (kind, value) = match column {
            Column::Note(number) => match cell(number).note {
                Some(Note::On(pitch)) => (0, pitch.into()),
                _ => return None,
            },
            Column::Instrument(number) => (0, cell(number).instrument?.get()),
            Column::Volume(number) => match cell(number).volume? {
                VolumeCell::Volume(value) => (b'v', value),
                VolumeCell::Panning(value) => (b'p', value),
                VolumeCell::Effect(effect, digit) => (volume_effect_letter(effect), digit),
            },
            Column::Delay(number) => match cell(number) {
                NoteCell { note: None, delay: 0, .. } => return None,
                NoteCell { delay, .. } => (0, delay),
            },
            Column::Effect(number) => {
                row.effects[usize::from(number)].map(|effect| (effect.code, effect.value))?
            }
        };
        Some(Amount { kind, value })
    }

    /// Reads the number of a field from the grid's notation. No delay is one too: 0.
    pub fn parse(column: Column, signs: &str) -> Option<Amount> {
        let mut row = Row::default();
        field::put(&mut row, column, signs).ok()?;
        let none = Some(Amount { kind: 0, value: 0 }).filter(|_| matches!(column, Column::Delay(_)));
        Amount::of(&row, column).or(none)
    }

    /// The number in a field as [`Amount::of`], and a note that says no volume has the highest.
    fn of_sounding(row: &Row, column: Column) -> Option<Amount> {
        let is_note = |number: u8| matches!(row.notes[usize::from(number)].note, Some(Note::On(_)));
        match column {
            Column::Volume(number) => Amount::of(row, column).or(is_note(number).then_some(LOUDEST)),
            Column::Delay(number) => Amount::of(row, column).filter(|_| is_note(number)),
            _ => Amount::of(row, column),
        }
    }

    /// What numbers of this kind can be in a column.
    fn range(self, column: Column) -> RangeInclusive<u8> {
        match (column, self.kind) {
            (Column::Note(_), _) => 0..=Pitch::HIGHEST.into(),
            (Column::Instrument(_), _) => 1..=u8::MAX,
            (Column::Volume(_), b'v' | b'p') => 0..=VolumeCell::HIGHEST,
            (Column::Volume(_), _) => 0..=VolumeCell::HIGHEST_DIGIT,
            (Column::Delay(_) | Column::Effect(_), _) => 0..=u8::MAX,
        }
    }

    /// The nearest number of this kind that the column can hold.
    fn with(self, column: Column, value: f64) -> Amount {
        let range = self.range(column);
        let value = value.round().clamp(f64::from(*range.start()), f64::from(*range.end()));
        Amount { value: value as u8, ..self }
    }

    /// Writes the number into a field.
    pub fn put(self, row: &mut Row, column: Column) {
        let Amount { kind, value } = self;
        match column {
            Column::Note(number) => {
                row.notes[usize::from(number)].note = Pitch::try_from(value).ok().map(Note::On);
            }
            Column::Instrument(number) => {
                row.notes[usize::from(number)].instrument = NonZeroU8::new(value);
            }
            Column::Volume(number) => {
                row.notes[usize::from(number)].volume = match kind {
                    b'v' => Some(VolumeCell::Volume(value)),
                    b'p' => Some(VolumeCell::Panning(value)),
                    letter => volume_effect(letter).map(|effect| VolumeCell::Effect(effect, value)),
                };
            }
            Column::Delay(number) => row.notes[usize::from(number)].delay = value,
            Column::Effect(number) => {
                row.effects[usize::from(number)] = Some(EffectCell { code: kind, value })
            }
        }
    }
}

/// The way from one number to another.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Way {
    /// Equal steps.
    Line,
    /// Equal factors; where one of both is 0, of the numbers plus 1.
    Exponential,
    /// Slow at both ends: half a turn of a cosine.
    Sine,
}

impl Way {
    /// Where the way stands at a part (0 to 1) of its length.
    fn at(self, from: f64, to: f64, part: f64) -> f64 {
        match self {
            Way::Line => from + (to - from) * part,
            Way::Exponential => {
                let above = if from.min(to) < 1.0 { 1.0 } else { 0.0 };
                (from + above) * ((to + above) / (from + above)).powf(part) - above
            }
            Way::Sine => from + (to - from) * (0.5 - 0.5 * (std::f64::consts::PI * part).cos()),
        }
    }
}

/// Goes from the first to the last number of a field, over every row between; delays over every note between. New notes have the
/// first one's instrument.
///
/// # Errors
/// If the two are of different kinds.
pub fn interpolate(rows: &mut [Row], column: Column, way: Way) -> Result<(), String> {
    let mut amounts = rows.iter().enumerate().filter_map(|(at, row)| Some((at, Amount::of(row, column)?)));
    let first = amounts.next();
    let (Some((begin, from)), Some((end, to))) = (first, amounts.next_back()) else { return Ok(()) };
    if from.kind != to.kind {
        return Err("the first and the last value are of different kinds".to_owned());
    }
    let example = rows[begin];
    for (at, row) in rows[begin..=end].iter_mut().enumerate() {
        let value = way.at(from.value.into(), to.value.into(), at as f64 / (end - begin) as f64);
        match column {
            Column::Delay(_) if Amount::of(row, column).is_none() => continue,
            Column::Note(number) => {
                let number = usize::from(number);
                row.notes[number].instrument =
                    row.notes[number].instrument.or(example.notes[number].instrument);
            }
            _ => {}
        }
        from.with(column, value).put(row, column);
    }
    Ok(())
}

/// Multiplies volumes, delays and the values of effects; panning by its distance from the centre. Notes and instruments are no
/// amounts. A note without a volume has 64.
pub fn scale(rows: &mut [Row], columns: &[Column], factor: f64) {
    for row in rows {
        for column in columns {
            let Some(amount) = Amount::of_sounding(row, *column) else { continue };
            let value = f64::from(amount.value);
            let scaled = match (column, amount.kind) {
                (Column::Note(_) | Column::Instrument(_), _) => continue,
                (Column::Volume(_), b'p') => CENTRE + (value - CENTRE) * factor,
                _ => value * factor,
            };
            amount.with(*column, scaled).put(row, *column);
        }
    }
}

/// The same, but only effects whose value is one number, within what means as much; panning by its distance from the centre. How
/// many effects are left as they are because theirs is none.
pub fn scale_quantities(rows: &mut [Row], columns: &[Column], factor: f64) -> usize {
    let mut left = 0;
    for row in rows {
        for column in columns {
            let Column::Effect(number) = *column else {
                scale(std::slice::from_mut(row), &[*column], factor);
                continue;
            };
            let Some(effect) = &mut row.effects[usize::from(number)] else { continue };
            let Some(Quantity { low, high, neutral, step }) = quantity(effect.code, effect.value) else {
                left += 1;
                continue;
            };
            let (neutral, step) = (f64::from(neutral), f64::from(step));
            let scaled = neutral + (f64::from(effect.value) - neutral) * factor;
            effect.value = ((scaled / step).round() * step).clamp(low.into(), high.into()) as u8;
        }
    }
    left
}

/// Moves the number of a field, if there is one, as far as the field reaches. A note without a volume has 64.
///
/// # Errors
/// If a note or an instrument would be one that there is not.
pub fn shift(row: &mut Row, column: Column, by: i32) -> Result<(), String> {
    let Some(amount) = Amount::of_sounding(row, column) else { return Ok(()) };
    let moved = i32::from(amount.value) + by;
    let range = amount.range(column);
    let fits = (i32::from(*range.start())..=i32::from(*range.end())).contains(&moved);
    match column {
        Column::Note(_) => return transpose(std::slice::from_mut(row), &[column], by),
        Column::Instrument(_) if !fits => return Err("an instrument would leave 01 to FF".to_owned()),
        _ => amount.with(column, moved.into()).put(row, column),
    }
    Ok(())
}

/// Numbers of one kind, from the lowest to the highest.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Span {
    /// Whose: the column of that kind with the number 0.
    column: Column,
    kind: u8,
    low: u8,
    high: u8,
}

impl Span {
    /// Reads `v20..v64`, `C-3..C-5`, `01..08`, `d00..d40` or `D00..D0F`.
    ///
    /// # Errors
    /// Says what was expected.
    pub fn parse(text: &str) -> Result<Span, String> {
        let expected = || {
            format!(
                "`{text}` is no range; expected two fields of one kind such as v20..v64, C-3..C-5, 01..08, d00..d40"
            )
        };
        let (low, high) = text.split_once("..").ok_or_else(expected)?;
        let kinds =
            [Column::Note(0), Column::Instrument(0), Column::Delay(0), Column::Volume(0), Column::Effect(0)];
        let spans = kinds.into_iter().filter_map(|column| {
            let (low, high) = (Amount::parse(column, low)?, Amount::parse(column, high)?);
            let same = low.kind == high.kind && low.value <= high.value;
            same.then_some(Span { column, kind: low.kind, low: low.value, high: high.value })
        });
        spans.into_iter().next().ok_or_else(expected)
    }

    /// The numbers of this kind that stand in a column of some rows.
    fn of(rows: &[Row], column: Column, kind: u8) -> Option<Span> {
        let values = rows.iter().filter_map(|row| Amount::of_sounding(row, column));
        let values: Vec<u8> =
            values.filter(|amount| amount.kind == kind).map(|amount| amount.value).collect();
        let (low, high) = (*values.iter().min()?, *values.iter().max()?);
        Some(Span { column: column.numbered(0), kind, low, high })
    }
}

/// Puts numbers by chance in the place of numbers: those of the spans, each in its span; without any, all between the lowest and
/// the highest that stand in the same column. `random(n)` gives 0 to n − 1.
pub fn randomise(rows: &mut [Row], columns: &[Column], spans: &[Span], mut random: impl FnMut(u64) -> u64) {
    for column in columns {
        let before = rows.to_vec();
        for row in rows.iter_mut() {
            let Some(amount) = Amount::of_sounding(row, *column) else { continue };
            let own = |span: &&Span| span.column == column.numbered(0) && span.kind == amount.kind;
            let present = || Span::of(&before, *column, amount.kind).filter(|_| spans.is_empty());
            let Some(span) = spans.iter().find(own).copied().or_else(present) else { continue };
            let value = u64::from(span.low) + random(u64::from(span.high - span.low) + 1);
            Amount { value: value as u8, ..amount }.put(row, *column);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::song::notation::{parse_row, row_text};

    fn rows(texts: &[&str]) -> Vec<Row> {
        texts.iter().map(|text| parse_row(text).expect(text)).collect()
    }

    fn texts(rows: &[Row]) -> Vec<String> {
        rows.iter().map(row_text).collect()
    }

    #[test]
    fn every_field_goes_from_its_first_to_its_last_number() {
        for (column, way, first, last, middle) in [
            (Column::Note(0), Way::Line, "C-4 01", "C-5 02", "F#4 01"),
            (Column::Instrument(0), Way::Line, "C-4 01", "C-5 05", "--- 03"),
            (Column::Volume(0), Way::Line, "C-4 -- v00", "C-5 -- v64", "--- -- v32"),
            (Column::Volume(0), Way::Exponential, "C-4 -- v04", "C-5 -- v64", "--- -- v16"),
            (Column::Volume(0), Way::Exponential, "C-4 -- v00", "C-5 -- v63", "--- -- v07"),
            (Column::Volume(0), Way::Sine, "C-4 -- p10", "C-5 -- p20", "--- -- p15"),
            (Column::Effect(0), Way::Line, "| Z00", "| Z80", "| Z40"),
        ] {
            let mut found = rows(&[first, "", last]);
            interpolate(&mut found, column, way).expect("of one kind");
            assert_eq!(texts(&found), [first, middle, last]);
        }
        let mut slow = rows(&["| Z00", "", "", "", "| Z80"]);
        interpolate(&mut slow, Column::Effect(0), Way::Sine).expect("of one kind");
        assert_eq!(texts(&slow), ["| Z00", "| Z13", "| Z40", "| Z6D", "| Z80"], "slow at both ends");
    }

    #[test]
    fn delays_go_over_notes_alone() {
        let mut found = rows(&["C-4", "", "D-4", "===", "E-4 -- --- d80"]);
        interpolate(&mut found, Column::Delay(0), Way::Line).expect("of one kind");
        assert_eq!(texts(&found), ["C-4", "", "D-4 -- --- d40", "=== -- --- d60", "E-4 -- --- d80"]);
    }

    #[test]
    fn amounts_are_scaled_within_their_ranges() {
        let columns =
            [Column::Note(0), Column::Instrument(0), Column::Volume(0), Column::Delay(0), Column::Effect(0)];
        let mut found = rows(&["C-4 02 --- d40 | Z80", "--- -- p00", "=== -- v20", "--- -- a05"]);
        scale(&mut found, &columns, 0.5);
        assert_eq!(texts(&found), ["C-4 02 v32 d20 | Z40", "--- -- p16", "=== -- v10", "--- -- a03"]);
        scale(&mut found, &columns, 100.0);
        assert_eq!(texts(&found), ["C-4 02 v64 dFF | ZFF", "--- -- p00", "=== -- v64", "--- -- a09"]);
    }

    #[test]
    fn effects_are_scaled_whose_value_is_one_number() {
        let effects: Vec<Column> = (0..4).map(Column::Effect).collect();
        for (before, factor, after, left) in [
            ("| M40 V80 ?80 &FE", 0.5, "| M20 V40 ?40 &7F", 0),
            ("| M40 V60 X80 XC0", 2.0, "| M40 V80 X80 XFF", 0),
            ("| X00 X40 G04 E01", 0.5, "| X40 X60 G02 E01", 0),
            ("| S81 H42 D4F *30", 0.5, "| S81 H42 D4F *30", 4),
            ("| D04 D40 P30 W01", 0.5, "| D02 D20 P20 W01", 0),
            ("| D04 D40 D90 K09", 2.0, "| D08 D80 DE0 K0E", 0),
            ("| B04 C08 @02 /03", 0.5, "| B04 C08 @02 /03", 4),
            ("| FF4 EE4 T14 Z84", 0.5, "| FF4 EE4 T14 Z84", 4),
            ("| F40 T40 Z40 A06", 0.5, "| F20 T20 Z20 A03", 0),
            ("| G00 T30 F80 O80", 4.0, "| G00 TC0 FDF OFF", 1),
        ] {
            let mut found = rows(&[before]);
            assert_eq!(scale_quantities(&mut found, &effects, factor), left, "{before}");
            assert_eq!(texts(&found), [after], "{before}");
        }
    }

    #[test]
    fn chance_stays_within_what_was_said_or_stands_there() {
        let highest = |below: u64| below - 1;
        let spans: Vec<Span> = ["v10..v20", "C-3..B-3", "d00..d0F"]
            .into_iter()
            .map(|text| Span::parse(text).expect(text))
            .collect();
        let columns = [Column::Note(0), Column::Volume(0), Column::Delay(0), Column::Effect(0)];
        let mut found = rows(&["C-4 02 | Z80", "=== -- p00", "--- -- v64"]);
        randomise(&mut found, &columns, &spans, highest);
        assert_eq!(texts(&found), ["B-3 02 v20 d0F | Z80", "=== -- p00", "--- -- v20"]);
        let mut found = rows(&["C-4 -- v10", "E-4 -- v30", "G-4 -- v20"]);
        randomise(&mut found, &columns[..2], &[], highest);
        assert_eq!(texts(&found), ["G-4 -- v30", "G-4 -- v30", "G-4 -- v30"]);
        for text in ["v10", "v10..C-4", "v20..v10", "x..y"] {
            assert!(Span::parse(text).unwrap_err().contains("v20..v64"), "{text}");
        }
    }
}
