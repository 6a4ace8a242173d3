//! What is looked for in the grid: fields as the grid writes them, `.` for any sign. Where it stands, and what is put in its
//! place.

use super::block::together;
use super::field;
use super::grid::{Column, columns};
use crate::song::Song;
use crate::song::edit::Edit;
use crate::song::pattern::LaneSlot;
use crate::song::row::{EffectCell, Row};
use std::collections::{BTreeMap, HashSet};

/// How fields are written, for messages.
const EXPECTED: &str = "expected fields such as C-4, 05, v32, d80 or D04, with . for any sign";

/// One field that is looked for: which one, as the column of that kind with the number 0, and its signs.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Field {
    kind: Column,
    signs: String,
}

/// Fields that stand together: those of notes in one note column, those of effects in the same row of its track.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Wanted(Vec<Field>);

/// A place where all of it stands.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Hit {
    /// The pattern.
    pub pattern: u16,
    /// The row of the lane.
    pub row: u16,
    /// The track.
    pub track: u16,
    /// The column of every field.
    pub columns: Vec<Column>,
}

impl Field {
    fn parse(word: &str) -> Option<Field> {
        let known = |signs: &str| signs.chars().all(|sign| sign == '.' || sign.is_ascii_hexdigit());
        if !word.is_ascii() {
            return None;
        }
        let capital = word.to_ascii_uppercase();
        let field = |kind, signs: &str| Some(Field { kind, signs: signs.to_owned() });
        match *word.as_bytes() {
            [b'-', b'-'] => field(Column::Instrument(0), word),
            [_, _] if known(word) => field(Column::Instrument(0), &capital),
            [b'-', b'-', b'-'] | [b'=', b'=', b'='] | [b'^', b'^', b'^'] | [b'~', b'~', b'~'] => {
                field(Column::Note(0), word)
            }
            [b'a'..=b'g' | b'A'..=b'G' | b'.', b'-' | b'#', b'0'..=b'9' | b'.'] => {
                field(Column::Note(0), &capital)
            }
            // A small d is the slide of the volume field up to d09, as far as one digit goes; beyond that a delay.
            [b'd', b'1'..=b'9' | b'A'..=b'F' | b'a'..=b'f', _] if known(&word[1..]) => {
                field(Column::Delay(0), &format!("d{}", &capital[1..]))
            }
            [b'v' | b'p' | b'a'..=b'h', _, _] if known(&word[1..]) => field(Column::Volume(0), word),
            [code, _, _] if known(&capital[1..]) => {
                let is_code = code == b'.' || EffectCell::is_code(code.to_ascii_uppercase());
                is_code.then_some(())?;
                field(Column::Effect(0), &capital)
            }
            _ => None,
        }
    }

    fn fits(&self, row: &Row, column: Column) -> bool {
        let text = field::text(row, column);
        let same = |(wanted, sign): (u8, u8)| wanted == sign || wanted == b'.';
        (!field::is_empty(row, column) || self.is_empty())
            && text.len() == self.signs.len()
            && self.signs.bytes().zip(text.bytes()).all(same)
    }

    fn is_empty(&self) -> bool {
        self.signs.starts_with("--")
    }
}

impl Wanted {
    /// Reads fields with spaces between them.
    ///
    /// # Errors
    /// If a word is no field, or nothing at all is looked for.
    pub fn parse(text: &str) -> Result<Wanted, String> {
        let read = |word: &str| Field::parse(word).ok_or_else(|| format!("{word} is no field; {EXPECTED}"));
        let fields: Vec<Field> = text.split_whitespace().map(read).collect::<Result<_, _>>()?;
        if fields.iter().all(Field::is_empty) {
            return Err(EXPECTED.to_owned());
        }
        Ok(Wanted(fields))
    }

    /// Where it stands in a row of which these columns are shown: the column of every field.
    fn places(&self, row: &Row, shown: &[Column]) -> Vec<Vec<Column>> {
        let in_notes = self.0.iter().any(|field| !field.kind.is_effect());
        let anchors = shown.iter().filter(|column| match column {
            Column::Note(_) => in_notes,
            column => !in_notes && column.is_effect(),
        });
        let at = |anchor: Column| -> Option<Vec<Column>> {
            let mut columns: Vec<Column> = Vec::new();
            for field in &self.0 {
                // Effects beside what is looked for first stand in whatever column.
                let anywhere = field.kind.is_effect() && (in_notes || !columns.is_empty());
                let fits = |column: &Column| {
                    column.numbered(0) == field.kind
                        && (anywhere || column.number() == anchor.number())
                        && !columns.contains(column)
                        && field.fits(row, *column)
                };
                let found = shown.iter().copied().find(fits)?;
                columns.push(found);
            }
            Some(columns)
        };
        anchors.filter_map(|anchor| at(*anchor)).collect()
    }

    /// Everywhere it stands in these patterns, in their order, from the top, each row from the left.
    pub fn find(&self, song: &Song, patterns: &[u16]) -> Vec<Hit> {
        let shown: Vec<Vec<Column>> = song.tracks.iter().map(|track| columns(track)).collect();
        let mut hits = Vec::new();
        for pattern in patterns {
            let from = hits.len();
            let Some(length) = song.patterns.get(usize::from(*pattern)).map(|pattern| pattern.length) else {
                continue;
            };
            for (track, shown) in shown.iter().enumerate() {
                let Some(lane) = song.lane((*pattern).into(), track) else { continue };
                // A lane that is longer than its pattern goes on where the pattern repeats.
                let played = lane.length.unwrap_or(length);
                for (row, fields) in lane.rows().iter().take_while(|(row, _)| *row < played) {
                    hits.extend(self.places(fields, shown).into_iter().map(|columns| Hit {
                        pattern: *pattern,
                        row: *row,
                        track: track as u16,
                        columns,
                    }));
                }
            }
            hits[from..].sort_by_key(|hit| (hit.row, hit.track));
        }
        hits
    }
}

/// What is put in the place of what was found. `.` keeps the sign that stands there, a lone `-` empties every field.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Instead(Option<Wanted>);

impl Instead {
    /// Reads fields with spaces between them, or `-`.
    ///
    /// # Errors
    /// If a word is no field.
    pub fn parse(text: &str) -> Result<Instead, String> {
        if text.trim() == "-" {
            return Ok(Instead(None));
        }
        let read = |word: &str| Field::parse(word).ok_or_else(|| format!("{word} is no field; {EXPECTED}"));
        Ok(Instead(Some(Wanted(text.split_whitespace().map(read).collect::<Result<_, _>>()?))))
    }

    /// The edit that puts it wherever something was found, and at how many places: those of a lane that is shared count once.
    ///
    /// # Errors
    /// If something cannot stand in a field, or there is no field to put it into.
    pub fn edit(&self, song: &Song, hits: &[Hit]) -> Result<Option<(Edit, usize)>, String> {
        let mut lanes: BTreeMap<(u16, u16), BTreeMap<u16, Row>> = BTreeMap::new();
        let (mut shared, mut count) = (HashSet::new(), 0);
        for hit in hits {
            let lane = (hit.pattern, hit.track);
            let slot =
                song.patterns.get(hit.pattern.into()).and_then(|it| it.lanes.get(usize::from(hit.track)));
            if let Some(LaneSlot::Shared(number)) = slot
                && !shared.insert((*number, hit.row, hit.columns.clone()))
            {
                continue;
            }
            let Some(track) = song.tracks.get(usize::from(hit.track)) else { continue };
            let written = song.lane(hit.pattern.into(), hit.track.into());
            let before = || written.map(|lane| lane.row(hit.row)).unwrap_or_default();
            let row = lanes.entry(lane).or_default().entry(hit.row).or_insert_with(before);
            self.put(row, hit, &columns(track))?;
            count += 1;
        }
        let edit = |((pattern, track), rows): ((u16, u16), BTreeMap<u16, Row>)| Edit::Rows {
            pattern,
            track,
            rows: rows.into_iter().collect(),
        };
        Ok(together(lanes.into_iter().map(edit).collect()).map(|edit| (edit, count)))
    }

    fn put(&self, row: &mut Row, hit: &Hit, shown: &[Column]) -> Result<(), String> {
        let Some(Wanted(fields)) = &self.0 else {
            hit.columns.iter().for_each(|column| field::clear(row, *column));
            return Ok(());
        };
        let mut used: Vec<Column> = Vec::new();
        for wanted in fields {
            let same = |column: &&Column| column.numbered(0) == wanted.kind && !used.contains(column);
            let beside = || {
                let free = |column: &&Column| column.is_effect() && field::is_empty(row, **column);
                let effect = || shown.iter().find(free).copied();
                let note = || hit.columns.iter().find(|column| !column.is_effect());
                let note = || note().map(|column| wanted.kind.numbered(column.number()));
                if wanted.kind.is_effect() { effect() } else { note() }
            };
            let column = hit.columns.iter().find(same).copied().or_else(beside);
            let column = column.ok_or_else(|| format!("there is no free field for {}", wanted.signs))?;
            let old = field::text(row, column);
            let keeps = wanted.signs.contains('.');
            if keeps && (field::is_empty(row, column) || old.len() != wanted.signs.len()) {
                return Err(format!("{}: . keeps a sign, but none stands there", wanted.signs));
            }
            let signs = wanted.signs.chars().zip(old.chars());
            let merged: String = signs.map(|(new, old)| if new == '.' { old } else { new }).collect();
            field::put(row, column, &merged)
                .map_err(|fault| format!("{}; {}", fault.wrong, fault.expected))?;
            used.push(column);
        }
        Ok(())
    }
}

/// All patterns: as the order list has them for the first time, then those that it does not have.
pub fn patterns_in_order(song: &Song) -> Vec<u16> {
    let mut seen = HashSet::new();
    let rest = 0..song.patterns.len() as u16;
    let all = song.order.iter().map(|entry| entry.pattern).chain(rest);
    all.filter(|pattern| seen.insert(*pattern)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::song::notation::parse_row;

    fn found(wanted: &str, row: &str) -> Vec<Vec<Column>> {
        let shown: Vec<Column> = (0..2)
            .flat_map(|number| {
                [
                    Column::Note(number),
                    Column::Instrument(number),
                    Column::Volume(number),
                    Column::Delay(number),
                ]
            })
            .chain((0..2).map(Column::Effect))
            .collect();
        Wanted::parse(wanted).unwrap().places(&parse_row(row).unwrap(), &shown)
    }

    #[test]
    fn fields_are_found_by_their_signs() {
        let row = "C-4 05 v32 d80; C#4 15 | D04 A0F";
        for (wanted, places) in [
            ("C-4", vec![vec![Column::Note(0)]]),
            ("c..", vec![]),
            (".#.", vec![vec![Column::Note(1)]]),
            (".5", vec![vec![Column::Instrument(0)], vec![Column::Instrument(1)]]),
            ("v3.", vec![vec![Column::Volume(0)]]),
            ("d80", vec![vec![Column::Delay(0)]]),
            ("D..", vec![vec![Column::Effect(0)]]),
            ("...", vec![vec![Column::Effect(0)], vec![Column::Effect(1)]]),
            (".0.", vec![vec![Column::Effect(0)], vec![Column::Effect(1)]]),
            ("a0f D04", vec![]),
            ("A0F D04", vec![vec![Column::Effect(1), Column::Effect(0)]]),
            ("C-4 05 A..", vec![vec![Column::Note(0), Column::Instrument(0), Column::Effect(1)]]),
            ("C-4 15", vec![]),
            ("D-4", vec![]),
        ] {
            assert_eq!(found(wanted, row), places, "{wanted}");
        }
        assert_eq!(found("C-4 --", "C-4; C-4 01"), [[Column::Note(0), Column::Instrument(0)]]);
        assert_eq!(found("=== ", "==="), [[Column::Note(0)]]);
    }

    #[test]
    fn what_is_no_field_is_refused() {
        for text in ["", "---", "H-4", "C-44", "!12", "Ä-4", "v", "0x", "é4", "€", "ü1", "vé"] {
            assert!(Wanted::parse(text).unwrap_err().contains("such as C-4"), "{text}");
        }
    }
}
