//! Rows as data of edits: only what is written, each cell under its own name, so that an edit of a hundred thousand rows stays small in
//! the journal and two people's changes of one row stay apart.

use super::row::{EFFECT_COLUMNS, EffectCell, NOTE_COLUMNS, NoteCell, Row};
use serde::de::{Error, MapAccess, Visitor};
use serde::ser::SerializeMap;
use serde::{Deserialize, Deserializer, Serialize, Serializer};
use std::fmt;

const NOTES: [&str; NOTE_COLUMNS] = ["n0", "n1", "n2", "n3", "n4", "n5", "n6", "n7"];
const EFFECTS: [&str; EFFECT_COLUMNS] = ["e0", "e1", "e2", "e3"];

impl Serialize for Row {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut map = serializer.serialize_map(None)?;
        for (name, cell) in NOTES.iter().zip(&self.notes).filter(|(_, cell)| !cell.is_empty()) {
            map.serialize_entry(name, cell)?;
        }
        for (name, effect) in EFFECTS.iter().zip(&self.effects) {
            if let Some(effect) = effect {
                map.serialize_entry(name, effect)?;
            }
        }
        map.end()
    }
}

struct Cells;

impl<'de> Visitor<'de> for Cells {
    type Value = Row;

    fn expecting(&self, formatter: &mut fmt::Formatter) -> fmt::Result {
        formatter.write_str("the cells of a row")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Row, A::Error> {
        let mut row = Row::default();
        while let Some(name) = map.next_key::<String>()? {
            let place = |names: &[&str]| names.iter().position(|other| *other == name);
            if let Some(column) = place(&NOTES) {
                row.notes[column] = map.next_value::<NoteCell>()?;
            } else if let Some(column) = place(&EFFECTS) {
                row.effects[column] = Some(map.next_value::<EffectCell>()?);
            } else if name == "notes" {
                // As rows were written before: all cells.
                row.notes = map.next_value()?;
            } else if name == "effects" {
                row.effects = map.next_value()?;
            } else {
                return Err(A::Error::unknown_field(&name, &NOTES));
            }
        }
        Ok(row)
    }
}

impl<'de> Deserialize<'de> for Row {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Row, D::Error> {
        deserializer.deserialize_map(Cells)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::song::notation::parse_row;

    #[test]
    fn only_what_is_written_is_kept_and_all_of_it_comes_back() {
        let row = |text: &str| parse_row(text).expect("a row");
        let text = |row: &Row| serde_json::to_string(row).expect("text");
        assert_eq!(text(&row("")), "{}");
        assert_eq!(text(&row("-; === | D04")), r#"{"n1":{"note":"Off"},"e0":{"code":68,"value":4}}"#);
        for written in
            ["", "C-4 01 v20 d80", "-; -; ~~~; E-4 FF p64", "--- -- a04 | - D04 - ^FF", "^^^ | - - - &00"]
        {
            let row = row(written);
            assert_eq!(serde_json::from_str::<Row>(&text(&row)).expect(written), row);
        }
    }

    #[test]
    fn rows_with_all_their_cells_are_read_too() {
        let empty = r#"{"note":null,"instrument":null,"volume":null,"delay":0}"#;
        let first = r#"{"note":"Off","instrument":1,"volume":{"Volume":20},"delay":7}"#;
        let notes = [first, empty, empty, empty, empty, empty, empty, empty].join(",");
        let whole = format!(r#"{{"notes":[{notes}],"effects":[null,{{"code":68,"value":4}},null,null]}}"#);
        let row: Row = serde_json::from_str(&whole).expect("a row");
        assert_eq!(row, parse_row("=== 01 v20 d07 | - D04").expect("a row"));
        assert!(serde_json::from_str::<Row>(r#"{"n9":{}}"#).is_err());
    }
}
