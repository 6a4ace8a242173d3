//! What is put in the place of what was found: words with spaces between them; [`WORDS`] has them all.

use super::columns::Columns;
use super::query::{Word, named_field, short, signs, words};
use super::{EXPECTED, Hit};
use crate::render::each::pieces;
use crate::song::Song;
use crate::song::edit::Edit;
use crate::song::pattern::LaneSlot;
use crate::song::row::Row;
use crate::studio::block::together;
use crate::studio::field;
use crate::studio::grid::{Column, forget_left_delays, played, showing};
use crate::studio::transform::amounts::{Amount, scale, shift};
use std::collections::{BTreeSet, HashSet};

/// So many lanes are given to each core, at least.
const TOGETHER: usize = 1_024;

/// What may be put in the place of what was found, with what it means.
pub const WORDS: &[(&str, &str)] = &[
    ("D-4  05  A..", "this field instead; . keeps the sign that stands there"),
    ("-", "every field that was found is emptied"),
    ("note=D-4  effect=-", "the field of that name; - empties it"),
    ("note+12  instrument-1", "a number is moved: notes and volumes decimal, all others hexadecimal"),
    ("volume*50%  value*1.5", "volume, pan, delay or value are scaled; a note without a volume has 64"),
];

/// One word.
#[derive(Clone, Debug, PartialEq)]
enum Clause {
    /// Every field that was found is emptied.
    Empty,
    /// A field of that kind gets these signs, of which some are those that stand there.
    Signs(Column, String),
    /// A field of that kind gets what stands in this row's first one.
    Whole(Column, Box<Row>),
    /// Fields of that kind are emptied.
    Clear(Column),
    /// Numbers of that kind are moved.
    Shift(Column, i32),
    /// Numbers of that kind are scaled.
    Scale(Column, f64),
}

/// A field gets these signs: read once, if none of them is to be kept.
fn put_signs(kind: Column, signs: String) -> Clause {
    let mut row = Row::default();
    match field::put(&mut row, kind, &signs) {
        Ok(()) => Clause::Whole(kind, Box::new(row)),
        Err(_) => Clause::Signs(kind, signs),
    }
}

/// What is put in the place of what was found.
#[derive(Clone, Debug, PartialEq)]
pub struct Instead(Vec<Clause>);

fn read(word: Word) -> Result<Clause, String> {
    let text = word.text;
    if text == "-" {
        return Ok(Clause::Empty);
    }
    let name_end = text.find(|sign: char| !sign.is_ascii_lowercase()).filter(|end| *end > 1);
    let named =
        name_end.and_then(|end| Some((named_field(&text[..end])?, text[end..].chars().next()?, end + 1)));
    let Some(((name, kind), operator, at)) = named.filter(|(_, operator, _)| "=+-*".contains(*operator))
    else {
        let (kind, signs) =
            short(text).ok_or_else(|| word.fault(0, &format!("{text} is no field; {EXPECTED}")))?;
        return Ok(put_signs(kind, signs));
    };
    let value = Word { column: word.column + text[..at].chars().count(), text: &text[at..] };
    let is_number = !matches!(name, "note" | "volume" | "pan");
    match operator {
        '=' if value.text == "-" => Ok(Clause::Clear(kind)),
        '=' => Ok(put_signs(kind, signs(name, kind, value)?)),
        '*' => {
            let percent =
                value.text.strip_suffix('%').map(|percent| percent.parse::<f64>().map(|it| it / 100.0));
            let factor =
                percent.unwrap_or_else(|| value.text.parse()).ok().filter(|it| (0.0..=100.0).contains(it));
            let is_amount = !matches!(kind, Column::Note(_) | Column::Instrument(_));
            let factor = factor.filter(|_| is_amount);
            let expected = format!(
                "{name} times what? expected volume, pan, delay or value by a factor such as 50% or 1.5"
            );
            Ok(Clause::Scale(kind, factor.ok_or_else(|| value.fault(0, &expected))?))
        }
        sign => {
            let number = if is_number { i32::from_str_radix(value.text, 16) } else { value.text.parse() };
            let number = number.ok().filter(|number| (0..=255).contains(number)).ok_or_else(|| {
                let how = if is_number { "hexadecimal number to FF" } else { "number to 255" };
                value.fault(0, &format!("`{}` is no number to move {name} by; expected a {how}", value.text))
            })?;
            Ok(Clause::Shift(kind, if sign == '-' { -number } else { number }))
        }
    }
}

impl Instead {
    /// Reads a text whose first sign is the `before`th after the whole text's first.
    ///
    /// # Errors
    /// Column and words of what is wrong.
    pub fn parse(text: &str, before: usize) -> Result<Instead, String> {
        let clauses: Vec<Clause> = words(text, before).map(read).collect::<Result<_, _>>()?;
        if clauses.is_empty() {
            Err(format!("nothing is put there; {EXPECTED}, or -"))
        } else {
            Ok(Instead(clauses))
        }
    }

    /// The edit that puts it wherever something was found, and at how many places: those of a lane that is shared count once. A track
    /// whose notes get other delays shows them.
    ///
    /// # Errors
    /// If something cannot stand in a field, or there is no field to put it into.
    pub fn edit(&self, song: &Song, hits: &[Hit]) -> Result<Option<(Edit, usize)>, String> {
        let fields: Vec<Vec<Column>> = song.tracks.iter().map(|track| played(track)).collect();
        // Lane by lane and row by row; what was found in one row stays in its order.
        let mut ordered: Vec<&Hit> = hits.iter().collect();
        ordered.chunk_by_mut(|one, other| one.pattern == other.pattern).for_each(|hits| {
            hits.sort_by_key(|hit| (hit.track, hit.row));
        });
        ordered.sort_by_key(|hit| hit.pattern);
        let mut seen = HashSet::new();
        ordered.retain(|hit| !again(song, &mut seen, hit) && usize::from(hit.track) < fields.len());
        let lanes: Vec<&[&Hit]> = ordered.chunk_by(|one, other| one.place() == other.place()).collect();
        let made = pieces(&lanes, TOGETHER, |lanes| {
            let mut made = Vec::with_capacity(lanes.len());
            lanes.iter().try_for_each(|found| self.lane(song, &fields, found).map(|lane| made.push(lane)))?;
            Ok::<_, String>(made)
        });
        let (mut late, mut edits) = (BTreeSet::new(), Vec::with_capacity(lanes.len()));
        for made in made {
            for (edit, is_late) in made? {
                late.extend(is_late);
                edits.push(edit);
            }
        }
        edits.splice(0..0, late.into_iter().filter_map(|track| showing(song, track, [Column::Delay(0)])));
        Ok(together(edits).map(|edit| (edit, ordered.len())))
    }

    /// The edit of one lane, and its track if a note gets a delay that it did not have.
    fn lane(
        &self,
        song: &Song,
        fields: &[Vec<Column>],
        found: &[&Hit],
    ) -> Result<(Edit, Option<u16>), String> {
        let (pattern, track) = found[0].place();
        let lane = song.lane(pattern.into(), track.into());
        let fields = fields.get(usize::from(track)).map(Vec::as_slice).unwrap_or_default();
        let (mut rows, mut late): (Vec<(u16, Row)>, bool) = (Vec::with_capacity(found.len()), false);
        for hit in found {
            if rows.last().is_none_or(|(last, _)| *last != hit.row) {
                rows.push((hit.row, lane.map(|lane| lane.row(hit.row)).unwrap_or_default()));
            }
            let Some((_, row)) = rows.last_mut() else { continue };
            let before = *row;
            self.put(row, hit, fields)?;
            forget_left_delays(song, track, &before, row);
            late |= is_later(&before, row);
        }
        Ok((Edit::Rows { pattern, track, rows }, late.then_some(track)))
    }

    /// What a row becomes where something was found in it.
    ///
    /// # Errors
    /// As [`Instead::edit`].
    pub fn put(&self, row: &mut Row, hit: &Hit, shown: &[Column]) -> Result<(), String> {
        let mut used = Columns::default();
        for clause in &self.0 {
            match clause {
                Clause::Empty => hit.columns.iter().for_each(|column| field::clear(row, *column)),
                Clause::Clear(kind) => {
                    targets(row, hit, shown, *kind).iter().for_each(|column| field::clear(row, *column));
                }
                Clause::Shift(kind, by) => {
                    for column in targets(row, hit, shown, *kind) {
                        shift(row, column, *by)?;
                    }
                }
                Clause::Scale(kind, factor) => {
                    let columns = targets(row, hit, shown, *kind);
                    scale(std::slice::from_mut(row), &columns, *factor);
                }
                Clause::Signs(kind, signs) => {
                    let column = target(row, hit, shown, *kind, &mut used);
                    write(row, column.ok_or_else(|| no_field(signs))?, signs)?;
                }
                Clause::Whole(kind, whole) => {
                    let column = target(row, hit, shown, *kind, &mut used);
                    let column = column.ok_or_else(|| no_field(&field::text(whole, *kind)))?;
                    field::copy(whole, *kind, row, column);
                }
            }
        }
        Ok(())
    }
}

/// Takes out all places but the first of those that are one because their lane is shared.
pub fn once(song: &Song, hits: &mut Vec<Hit>) {
    let mut seen = HashSet::new();
    hits.retain(|hit| !again(song, &mut seen, hit));
}

/// Whether a place is in a lane that is shared and was `seen` in another pattern or track that has it.
fn again(song: &Song, seen: &mut HashSet<(u16, u16, Columns)>, hit: &Hit) -> bool {
    let pattern = song.patterns.get(hit.pattern.into());
    match pattern.and_then(|pattern| pattern.lanes.get(usize::from(hit.track))) {
        Some(LaneSlot::Shared(number)) => !seen.insert((*number, hit.row, hit.columns)),
        _ => false,
    }
}

/// Whether a row has a delay that it did not have.
fn is_later(before: &Row, row: &Row) -> bool {
    let mut cells = before.notes.iter().zip(&row.notes);
    cells.any(|(was, cell)| cell.delay != 0 && cell.delay != was.delay)
}

/// The fields of a kind that belong to what was found: those found, else those of the note column beside, or all effects of the row.
fn targets(row: &Row, hit: &Hit, shown: &[Column], kind: Column) -> Vec<Column> {
    let own: Vec<Column> = hit.columns.iter().copied().filter(|column| column.numbered(0) == kind).collect();
    if !own.is_empty() {
        return own;
    }
    let note = hit.columns.iter().find(|column| !column.is_effect());
    match (kind.is_effect(), note) {
        (false, Some(note)) => vec![kind.numbered(note.number())],
        (false, None) => shown.iter().copied().filter(|column| column.numbered(0) == kind).collect(),
        (true, _) => {
            let filled = |column: &Column| column.is_effect() && Amount::of(row, *column).is_some();
            shown.iter().copied().filter(filled).collect()
        }
    }
}

fn no_field(signs: &str) -> String {
    format!("there is no free field for {signs}")
}

/// The field of a kind that is written: one that was found and is not `used`, else a free one of the row or that of the note beside.
fn target(row: &Row, hit: &Hit, shown: &[Column], kind: Column, used: &mut Columns) -> Option<Column> {
    let same = |column: &&Column| column.numbered(0) == kind && !used.contains(column);
    let beside = || {
        let free = |column: &&Column| column.is_effect() && field::is_empty(row, **column);
        let effect = || shown.iter().find(free).copied();
        let note = || hit.columns.iter().find(|column| !column.is_effect());
        let note = || note().map(|column| kind.numbered(column.number()));
        if kind.is_effect() { effect() } else { note() }
    };
    let column = hit.columns.iter().find(same).copied().or_else(beside)?;
    used.push(column);
    Some(column)
}

/// Writes signs into a field; `.` keeps the one that stands there.
fn write(row: &mut Row, column: Column, signs: &str) -> Result<(), String> {
    let old = field::text(row, column);
    if signs.contains('.') && (field::is_empty(row, column) || old.len() != signs.len()) {
        return Err(format!("{signs}: . keeps a sign, but none stands there"));
    }
    let pairs = signs.chars().zip(old.chars());
    let merged: String = pairs.map(|(new, old)| if new == '.' { old } else { new }).collect();
    field::put(row, column, &merged).map_err(|fault| format!("{}; {}", fault.wrong, fault.expected))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::song::notation::{parse_row, row_text};
    use crate::song::pattern::Pattern;
    use crate::studio::search::Wanted;
    use crate::studio::search::tests::song;

    fn replaced(wanted: &str, instead: &str, row: &str) -> Result<String, String> {
        let shown = [
            Column::Note(0),
            Column::Instrument(0),
            Column::Volume(0),
            Column::Delay(0),
            Column::Effect(0),
            Column::Effect(1),
        ];
        let mut row = parse_row(row).expect(row);
        let hits = Wanted::parse(wanted)?.find(&song(1, row), &[0]);
        let instead = Instead::parse(instead, 0)?;
        hits.iter().try_for_each(|hit| instead.put(&mut row, hit, &shown))?;
        Ok(row_text(&row))
    }

    #[test]
    fn fields_are_set_moved_scaled_and_emptied() {
        let row = "C-4 05 v32 d80 | D04 A0F";
        for (wanted, instead, after) in [
            ("note=C-4", "note+12", "C-5 05 v32 d80 | D04 A0F"),
            ("note=C-4", "note-1 volume*50% instrument=0A", "B-3 0A v16 d80 | D04 A0F"),
            ("note=C-4", "volume=- delay=-", "C-4 05 | D04 A0F"),
            ("note=C-4", "effect=-", "C-4 05 v32 d80"),
            ("note=C-4 effect=A", "effect=- delay+10", "C-4 05 v32 d90 | D04"),
            ("effect=D", "value*200%", "C-4 05 v32 d80 | D08 A0F"),
            ("effect=A", "effect=Q.. value+10", "C-4 05 v32 d80 | D04 Q1F"),
            ("volume<40", "volume+40", "C-4 05 v64 d80 | D04 A0F"),
            ("05", "instrument+1 note=off", "=== 06 v32 d80 | D04 A0F"),
            ("C-4 05", "-", "--- -- v32 d80 | D04 A0F"),
            ("C-4", ".-5 v.0", "C-5 05 v30 d80 | D04 A0F"),
        ] {
            assert_eq!(replaced(wanted, instead, row).as_deref(), Ok(after), "{wanted} to {instead}");
        }
        assert_eq!(replaced("C-4", "volume*50%", "C-4"), Ok("C-4 -- v32".to_owned()), "a note has 64");
    }

    #[test]
    fn places_of_a_lane_that_is_shared_are_one() {
        let song = song(1, parse_row("C-4 05").expect("a row"));
        let lane = song.lane(0, 0).expect("a lane").clone();
        let shared = |pattern| Edit::Slot { pattern, track: 0, slot: LaneSlot::Shared(0) };
        let edits = vec![
            Edit::InsertPattern { at: 1, pattern: Pattern::default() },
            Edit::AddSharedLane { lane: Box::new(lane) },
            shared(0),
            shared(1),
        ];
        let song = Edit::Several { edits }.apply(&song).expect("a song");
        let mut hits = Wanted::parse("C-4").map(|wanted| wanted.find(&song, &[0, 1])).expect("found");
        assert_eq!(hits.len(), 2);
        once(&song, &mut hits);
        assert_eq!(hits.iter().map(|hit| hit.pattern).collect::<Vec<_>>(), [0]);
    }

    #[test]
    fn what_cannot_be_is_told_with_its_column() {
        for (instead, why) in [
            ("note+x", "column 6: `x` is no number to move note by; expected a number to 255"),
            ("D-4 volume*loud", "column 12: volume times what?"),
            ("note*2", "column 6: note times what?"),
            ("instrument=5", "column 12: `5` is no instrument"),
            ("length+1", "column 1: length+1 is no field"),
            ("", "nothing is put there"),
            ("note+100", "a note would leave C-0 to B-9"),
            ("instrument-5", "an instrument would leave 01 to FF"),
        ] {
            let told = replaced("C-4", instead, "C-4 05 v32").expect_err(instead);
            assert!(told.starts_with(why), "{instead}: {told}");
        }
    }
}
