//! What is looked for in the grid, where it stands, and what is put in its place. The language of it: [`query`].

mod columns;
pub mod instead;
pub mod query;
mod sets;

use super::grid::{Column, played};
use crate::render::each::pieces;
use crate::song::Song;
use crate::song::row::Row;
use crate::song::track::Track;
use columns::Columns;
use sets::Set;
use std::collections::HashSet;
use std::ops::RangeInclusive;
use std::sync::Arc;

/// How fields are written, for messages.
const EXPECTED: &str =
    "expected fields such as C-4, 05, v32, d80 or D04, with . for any sign, or conditions such as volume<20";

/// One field that is looked for: which one, as the column of that kind with the number 0, and what may stand there.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Field {
    kind: Column,
    set: Set,
}

/// The columns of a track for the first field, with what must stand beside it, and all that it plays.
type Fields<'a> = (Vec<(Column, Vec<(Column, &'a Set)>)>, Vec<Column>);

/// What a place is asked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Where {
    /// The row of the pattern, from 0.
    Row,
    /// The track, from 1.
    Track,
    /// The pattern, from 0.
    Pattern,
    /// The entry of the order list that plays the pattern, from 0.
    Order,
}

/// A condition on a place.
#[derive(Clone, Debug, PartialEq, Eq)]
struct WhereTest {
    what: Where,
    /// What a number is divided by before its rest is looked at.
    modulus: Option<u32>,
    ranges: Vec<RangeInclusive<u32>>,
    negated: bool,
}

impl WhereTest {
    fn named(name: &str) -> Option<Where> {
        Some(match name {
            "row" | "r" => Where::Row,
            "track" | "t" => Where::Track,
            "pattern" => Where::Pattern,
            "order" | "o" => Where::Order,
            _ => return None,
        })
    }

    fn holds(&self, number: u32) -> bool {
        let number = self.modulus.map_or(number, |modulus| number % modulus);
        self.ranges.iter().any(|range| range.contains(&number)) != self.negated
    }
}

/// Patterns that are looked through by one core: fewer are done before another would begin.
const TOGETHER: usize = 64;

/// Where something is looked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Scope {
    /// The marked block.
    Block,
    /// The track under the cursor, in its pattern.
    Track,
    /// The pattern.
    Pattern,
    /// The whole song.
    Song,
}

impl Scope {
    /// Every scope with its name.
    pub const ALL: &'static [(&'static str, Scope)] = &[
        ("block", Scope::Block),
        ("track", Scope::Track),
        ("pattern", Scope::Pattern),
        ("song", Scope::Song),
    ];

    /// The scope's name.
    pub fn name(self) -> &'static str {
        Self::ALL.iter().find(|(_, scope)| *scope == self).map_or("", |(name, _)| name)
    }
}

/// Fields that stand together: those of notes in one note column, those of effects in the same row of its track; and of what place.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Wanted {
    fields: Vec<Field>,
    places: Vec<WhereTest>,
    /// Where it is looked for, if that was said.
    pub scope: Option<Scope>,
}

/// A place where all of it stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Hit {
    /// The pattern.
    pub pattern: u16,
    /// The row of the lane.
    pub row: u16,
    /// The track.
    pub track: u16,
    /// The column of every field.
    pub columns: Columns,
}

impl Hit {
    /// Its lane: the pattern and the track.
    fn place(&self) -> (u16, u16) {
        (self.pattern, self.track)
    }
}

impl Wanted {
    /// Reads words of the query language with spaces between them.
    ///
    /// # Errors
    /// Column and words of what is wrong, or that nothing at all is looked for.
    pub fn parse(text: &str) -> Result<Wanted, String> {
        query::parse(text, 0)
    }

    /// One more field. What is asked of one kind of a note column's fields holds for the same field, and so does what is asked of
    /// an effect's `value` after an effect; every other effect is another one.
    fn add(&mut self, kind: Column, set: Set, is_value: bool) {
        let joins = |field: &&mut Field| field.kind == kind && (is_value || !kind.is_effect());
        match self.fields.iter_mut().rev().find(joins) {
            Some(field) => field.set = field.set.and(&set),
            None => self.fields.push(Field { kind, set }),
        }
    }

    /// Whether a row in which nothing stands has it.
    fn finds_empty(&self) -> bool {
        self.fields.iter().all(|field| field.set.has_empty())
    }

    fn holds(&self, what: Where, number: u32) -> bool {
        self.places.iter().filter(|test| test.what == what).all(|test| test.holds(number))
    }

    fn asks_for_entries(&self) -> bool {
        self.places.iter().any(|test| test.what == Where::Order)
    }

    /// The entries that play a pattern, as far as nothing else is asked of entries, from the first on.
    pub fn entries<'a>(&'a self, song: &'a Song, pattern: u16) -> impl Iterator<Item = u16> + 'a {
        let entries = (0..).zip(song.order.iter()).filter(move |(_, entry)| entry.pattern == pattern);
        entries.map(|(number, _)| number).filter(|number: &u16| self.holds(Where::Order, (*number).into()))
    }

    /// The columns of a track in which its first field may stand, each of its note columns or of its effects, with what must stand
    /// beside it in any case.
    fn anchors(&self, all: &[Column]) -> Vec<(Column, Vec<(Column, &Set)>)> {
        let in_notes = self.fields.iter().any(|field| !field.kind.is_effect());
        let is_anchor = |column: &Column| match column {
            Column::Note(_) => in_notes,
            column => !in_notes && column.is_effect(),
        };
        let of_notes = || self.fields.iter().filter(|field| !field.kind.is_effect());
        let beside = |anchor: Column| {
            of_notes().map(|field| (field.kind.numbered(anchor.number()), &field.set)).collect()
        };
        all.iter().copied().filter(is_anchor).map(|anchor| (anchor, beside(anchor))).collect()
    }

    /// Where it stands in a row: the column of every field, those of notes beside this anchor. The row has these columns.
    fn columns_at(&self, row: &Row, all: &[Column], anchor: Column) -> Option<Columns> {
        let in_notes = !anchor.is_effect();
        let mut found = Columns::default();
        for field in &self.fields {
            let own = field.kind.numbered(anchor.number());
            // Effects beside what is looked for first stand in whatever column.
            let anywhere = field.kind.is_effect() && (in_notes || !found.is_empty());
            let fits = |column: &Column| {
                column.numbered(0) == field.kind
                    && (anywhere || *column == own)
                    && !found.contains(column)
                    && field.set.has(row, *column)
            };
            let column = all.iter().copied().find(fits)?;
            if field.set.is_only_empty() && field.kind.is_effect() {
                let mut effects = all.iter().filter(|column| column.is_effect());
                effects.all(|column| field.set.has(row, *column)).then_some(())?;
            }
            found.push(column);
        }
        Some(found)
    }

    /// Everywhere it stands in these patterns, in their order, from the top, each row from the left.
    pub fn find(&self, song: &Song, patterns: &[u16]) -> Vec<Hit> {
        let fields = |track: &Arc<Track>| {
            let all = played(track);
            (self.anchors(&all), all)
        };
        let fields: Vec<Fields> = song.tracks.iter().map(fields).collect();
        pieces(patterns, TOGETHER, |patterns| self.find_in(song, &fields, patterns)).concat()
    }

    /// The same in some of the patterns, where tracks have these columns for its first field, and these at all.
    fn find_in(&self, song: &Song, fields: &[Fields], patterns: &[u16]) -> Vec<Hit> {
        let (mut hits, is_anywhere) = (Vec::new(), self.finds_empty());
        for pattern in patterns {
            let from = hits.len();
            let length = song.patterns.get(usize::from(*pattern)).map(|pattern| pattern.length.max(1));
            let Some(length) = length.filter(|_| self.holds(Where::Pattern, (*pattern).into())) else {
                continue;
            };
            if self.asks_for_entries() && self.entries(song, *pattern).next().is_none() {
                continue;
            }
            for (track, (anchors, all)) in fields.iter().enumerate() {
                if !self.holds(Where::Track, track as u32 + 1) {
                    continue;
                }
                let lane = song.lane((*pattern).into(), track);
                // A lane that is longer than its pattern goes on where the pattern repeats.
                let played = lane.and_then(|lane| lane.length).unwrap_or(length);
                let mut look = |number: u16, row: &Row| {
                    for (anchor, beside) in anchors {
                        if beside.iter().all(|(column, set)| set.has(row, *column))
                            && let Some(columns) = self.columns_at(row, all, *anchor)
                            && (self.places.is_empty() || self.holds(Where::Row, (number % length).into()))
                        {
                            hits.push(Hit { pattern: *pattern, row: number, track: track as u16, columns });
                        }
                    }
                };
                if is_anywhere {
                    let row = |number| lane.map(|lane| lane.row(number)).unwrap_or_default();
                    (0..played).for_each(|number| look(number, &row(number)));
                } else if let Some(lane) = lane {
                    lane.rows().each(played, look);
                }
            }
            hits[from..].sort_by_key(|hit| (hit.row, hit.track));
        }
        hits
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
    use crate::song::edit::Edit;
    use crate::song::notation::parse_row;

    /// A song of one track of so many note columns and two for effects, with that row.
    pub(super) fn song(note_columns: u8, row: Row) -> Song {
        let track = Track { note_columns, effect_columns: 2, ..Track::default() };
        let song = Song { tracks: vec![Arc::new(track)], ..Song::default() };
        Edit::Rows { pattern: 0, track: 0, rows: vec![(0, row)] }.apply(&song).expect("a row")
    }

    fn found(wanted: &str, row: &str) -> Vec<Vec<Column>> {
        let song = song(2, parse_row(row).expect(row));
        let hits = Wanted::parse(wanted).expect(wanted).find(&song, &[0]);
        hits.into_iter().map(|hit| hit.columns.to_vec()).collect()
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
    fn every_field_has_conditions() {
        let row = "C-4 05 v32 d80; G#5 15 | D04 A0F";
        for (wanted, hits) in [
            ("note=C-4", 1),
            ("note=C-4..B-5", 2),
            ("note=on", 2),
            ("note=off,cut", 0),
            ("note!=C-4", 1),
            ("n>=G#5 i=15", 1),
            ("note=G#.,C-.", 2),
            ("instrument<10", 1),
            ("instrument=01..04,06..20", 1),
            ("volume<33", 1),
            ("volume<32", 0),
            ("v<=32 note=on", 1),
            ("volume=v3.", 1),
            ("pan>10", 0),
            ("delay>7F", 1),
            ("delay=d80", 1),
            ("delay<80", 0),
            ("effect=D..", 1),
            ("effect=D,A", 2),
            ("effect=D04..D10", 1),
            ("effect!=D..", 1),
            ("value>0E", 1),
            ("effect=D.. value>0E", 0),
            ("effect=A value>0E", 1),
            ("note=C-4 effect=A", 1),
            ("note=on empty(volume)", 1),
            ("note=on any(delay)", 1),
            ("note=on !v32", 1),
            ("note=on !empty(volume)", 1),
            ("note=on empty(effect)", 0),
        ] {
            assert_eq!(found(wanted, row).len(), hits, "{wanted}");
        }
        assert_eq!(found("note=on empty(effect)", "C-4"), [[Column::Note(0), Column::Effect(0)]]);
    }

    #[test]
    fn what_is_no_field_is_refused() {
        for text in ["", "---", "H-4", "C-44", "!12", "Ä-4", "v", "0x", "é4", "€", "ü1", "vé"] {
            let told = Wanted::parse(text).map(|_| ()).expect_err(text);
            assert!(told.contains("such as C-4"), "{text}: {told}");
        }
    }

    #[test]
    fn a_mistake_is_told_with_its_column() {
        for (text, why) in [
            ("C-4 H-4", "column 5: H-4 is no field; expected fields such as C-4"),
            ("note=C-4..H-4", "column 11: `H-4` is no note; expected a note such as C-4"),
            ("C-4  volume<x", "column 13: `x` is no volume; expected a volume such as 20"),
            ("instrument=5", "column 12: `5` is no instrument; expected two hexadecimal digits"),
            ("length=5", "column 1: there is no length; expected note, instrument, volume"),
            ("row%0=1", "column 5: expected a number from 1"),
            ("row%4", "column 5: expected a number and a rest, such as row%4=0"),
            ("track=1,x", "column 9: `x` is no number"),
            ("empty(key)", "column 7: expected a field in brackets, such as empty(volume)"),
            ("C-4 in=everything", "column 8: expected block, track, pattern or song"),
            ("note%4=1", "column 6: % is nothing to ask of note"),
            ("effect>..5", "column 8: `..5` is no number that effect can be compared with"),
        ] {
            let told = Wanted::parse(text).map(|_| ()).expect_err(text);
            assert!(told.starts_with(why), "{text}: {told}");
        }
    }
}
