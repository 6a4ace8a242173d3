//! Rows of an edit as one text in the journal, each with its number, in the grid's notation: `0 C-4 01 v20,4 | D04,8`. It is two sevenths of
//! what their cells by name are, so that a replacement at a hundred thousand places is written in a moment. Rows that the notation
//! cannot tell, and those of older journals, stand there cell by cell.

use crate::song::notation::{parse_row, write_row};
use crate::song::row::{EffectCell, NoteCell, Row, VolumeCell};
use serde::de::{Error, SeqAccess, Visitor};
use serde::{Deserializer, Serialize, Serializer};
use std::fmt;

/// Writes the rows.
pub(super) fn serialize<S: Serializer>(rows: &[(u16, Row)], serializer: S) -> Result<S::Ok, S::Error> {
    if !rows.iter().all(|(_, row)| is_told(row)) {
        return rows.serialize(serializer);
    }
    let mut text = String::with_capacity(rows.len() * 16);
    for (index, (number, row)) in rows.iter().enumerate() {
        if index > 0 {
            text.push(',');
        }
        write_number(&mut text, *number);
        if !row.is_empty() {
            text.push(' ');
            write_row(&mut text, row);
        }
    }
    serializer.serialize_str(&text)
}

/// Whether the notation tells all of a row.
fn is_told(row: &Row) -> bool {
    let volume = |cell: &NoteCell| match cell.volume {
        Some(VolumeCell::Volume(value) | VolumeCell::Panning(value)) => value <= VolumeCell::HIGHEST,
        Some(VolumeCell::Effect(_, digit)) => digit <= VolumeCell::HIGHEST_DIGIT,
        None => true,
    };
    let effect = |effect: &EffectCell| EffectCell::is_code(effect.code);
    row.notes.iter().all(volume) && row.effects.iter().flatten().all(effect)
}

/// Adds a number, 0 to 65,535.
fn write_number(text: &mut String, number: u16) {
    if number > 9 {
        write_number(text, number / 10);
    }
    text.push(char::from(b'0' + (number % 10) as u8));
}

/// Reads the rows.
pub(super) fn deserialize<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Vec<(u16, Row)>, D::Error> {
    deserializer.deserialize_any(Rows)
}

struct Rows;

impl<'de> Visitor<'de> for Rows {
    type Value = Vec<(u16, Row)>;

    fn expecting(&self, formatter: &mut fmt::Formatter) -> fmt::Result {
        formatter.write_str("rows with their numbers")
    }

    fn visit_str<E: Error>(self, text: &str) -> Result<Self::Value, E> {
        let row = |text: &str| {
            let (number, row) = text.split_once(' ').unwrap_or((text, ""));
            let number = number.parse().map_err(|_| E::custom(format!("`{number}` is no row's number")))?;
            Ok((number, parse_row(row).map_err(E::custom)?))
        };
        if text.is_empty() { Ok(Vec::new()) } else { text.split(',').map(row).collect() }
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut list: A) -> Result<Self::Value, A::Error> {
        let mut rows = Vec::new();
        while let Some(row) = list.next_element()? {
            rows.push(row);
        }
        Ok(rows)
    }
}

#[cfg(test)]
mod tests {
    use super::{EffectCell, NoteCell, Row, VolumeCell};
    use crate::song::edit::Edit;
    use crate::song::notation::parse_row;

    fn edit(rows: Vec<(u16, Row)>) -> Edit {
        Edit::Rows { pattern: 1, track: 2, rows }
    }

    fn text(edit: &Edit) -> String {
        serde_json::to_string(edit).expect("text")
    }

    #[test]
    fn rows_are_one_text_and_come_back() {
        let row = |text: &str| parse_row(text).expect("a row");
        let rows =
            [(0, "C-4 01 v20 d80"), (4, ""), (35, "-; -; ~~~; E-4 FF p64"), (511, "^^^ | - ?80 - &00")];
        let edit = edit(rows.into_iter().map(|(number, text)| (number, row(text))).collect());
        let told = text(&edit);
        assert_eq!(
            told,
            r#"{"Rows":{"pattern":1,"track":2,"rows":"0 C-4 01 v20 d80,4,35 -; -; ~~~; E-4 FF p64,511 ^^^ | - ?80 - &00"}}"#
        );
        assert_eq!(serde_json::from_str::<Edit>(&told).expect("an edit"), edit);
        let none = self::edit(Vec::new());
        assert_eq!(serde_json::from_str::<Edit>(&text(&none)).expect("an edit"), none);
    }

    #[test]
    fn rows_that_the_notation_cannot_tell_come_back_too() {
        let mut loud = Row::default();
        loud.notes[0] = NoteCell { volume: Some(VolumeCell::Volume(200)), ..NoteCell::default() };
        let mut odd = Row::default();
        odd.effects[1] = Some(EffectCell { code: b'x', value: 3 });
        for row in [loud, odd] {
            let edit = edit(vec![(9, row)]);
            assert_eq!(serde_json::from_str::<Edit>(&text(&edit)).expect("an edit"), edit);
        }
    }

    #[test]
    fn older_journals_are_read() {
        let told = r#"{"Rows":{"pattern":1,"track":2,"rows":[[9,{"n0":{"note":"Off"},"e0":{"code":68,"value":4}}]]}}"#;
        let edit = edit(vec![(9, parse_row("=== | D04").expect("a row"))]);
        assert_eq!(serde_json::from_str::<Edit>(told).expect("an edit"), edit);
        let told = told.replace(r#"[[9,{"n0":{"note":"Off"},"e0":{"code":68,"value":4}}]]"#, r#""x C-4""#);
        assert!(serde_json::from_str::<Edit>(&told).is_err());
    }
}
