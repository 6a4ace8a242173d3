//! The phrases of the chosen instrument: a row for each, its name and numbers.

use super::field::{label, put, words};
use super::{Change, Entry, Field, Sheet, Way};
use crate::dsp::parameter::{Knobs, Parameters};
use crate::song::edit::Edit;
use crate::song::instrument::Instrument;
use crate::song::phrase::{MAX_PHRASES, Phrase};
use crate::studio::Studio;
use crate::studio::commands::{self, Answer};
use crate::studio::seat::{Seat, SheetCursor};
use crate::studio::view::View;

/// The sheet.
pub const SHEET: Sheet = Sheet {
    view: View::Phrases,
    columns: |studio, seat| {
        let numbers = Phrase::ROWS.iter().map(|row| label(&row.info));
        std::iter::once(title(studio, seat)).chain(numbers).collect()
    },
    rows: |studio, seat, _| phrases(studio, seat).len() + 1,
    field,
    assign,
    insert: |studio, seat| with_new(studio, seat, Phrase::default()),
    duplicate: |studio, seat| {
        let copied = phrases(studio, seat).get(seat.sheet().row).cloned().ok_or(NONE)?;
        with_new(studio, seat, copied)
    },
    remove: |studio, seat| {
        let (mut list, row) = (phrases(studio, seat), seat.sheet().row);
        if row >= list.len() {
            return Err(NONE.to_owned());
        }
        list.remove(row);
        Ok(Change::step(format!("remove phrase {:02X}", row + 1), all(seat, list), seat.sheet()))
    },
    shift,
    enter,
    arrive: |_, _| {},
    follow: |_, _| {},
};

const NONE: &str = "there is no phrase in this row; Enter makes one";

/// The first column's title: whose phrases they are.
fn title(studio: &Studio, seat: &Seat) -> String {
    let name =
        studio.song().instrument(seat.instrument.into()).map_or("empty", |instrument| &instrument.name);
    format!("phrases of {:02X} {name}", usize::from(seat.instrument) + 1).trim_end().to_owned()
}

fn instrument<'a>(studio: &'a Studio, seat: &Seat) -> Option<&'a Instrument> {
    studio.song().instrument(seat.instrument.into())
}

fn phrases(studio: &Studio, seat: &Seat) -> Vec<Phrase> {
    let list = instrument(studio, seat).map(|instrument| &instrument.phrases.list[..]).unwrap_or_default();
    list.iter().map(|phrase| Phrase::clone(phrase)).collect()
}

fn all(seat: &Seat, phrases: Vec<Phrase>) -> Edit {
    Edit::SetPhrases { slot: seat.instrument, phrases }
}

fn field(studio: &Studio, seat: &Seat, at: SheetCursor) -> Option<Field> {
    let instrument = instrument(studio, seat);
    let list = instrument.map(|instrument| &instrument.phrases.list[..]).unwrap_or_default();
    let number = format!("{:02X}", at.row + 1);
    let Some(phrase) = list.get(at.row) else {
        let help = match instrument {
            Some(_) => "Enter: a new phrase, in the grid",
            None => "the chosen instrument is empty; F4 shows the instruments",
        };
        let text = if at.column == 0 { "(new)" } else { "" };
        return (at.row == list.len())
            .then(|| Field::fixed(if at.column == 0 { &number } else { "" }, text, help));
    };
    Some(match at.column.checked_sub(1) {
        None => Field::words(&number, &phrase.name, "Enter: its rows, in the grid; Ctrl-E: another name"),
        Some(row) if row < Phrase::ROWS.len() => Field::knob(phrase.info(row), phrase.value(row)).named(""),
        Some(_) => return None,
    })
}

fn assign(studio: &Studio, seat: &Seat, at: SheetCursor, entry: Entry) -> Result<Change, String> {
    let mut phrase = phrases(studio, seat).get(at.row).cloned().ok_or(NONE)?;
    let what = match at.column.checked_sub(1) {
        None => {
            phrase.name = words(&phrase.name, entry)?;
            "name".to_owned()
        }
        Some(row) if row < Phrase::ROWS.len() => {
            put(&mut phrase, row, entry)?;
            label(phrase.info(row))
        }
        Some(_) => return Err("there is no such field".to_owned()),
    };
    let edit = Edit::SetPhrase { slot: seat.instrument, index: at.row as u8, phrase: Box::new(phrase) };
    Ok(Change::value(format!("phrase {:02X} {what}", at.row + 1), edit))
}

/// The change that puts a phrase behind the cursor's.
fn with_new(studio: &Studio, seat: &Seat, phrase: Phrase) -> Result<Change, String> {
    let mut list = phrases(studio, seat);
    if instrument(studio, seat).is_none() {
        return Err("the chosen instrument is empty".to_owned());
    }
    if list.len() >= MAX_PHRASES {
        return Err(format!("an instrument has at most {MAX_PHRASES} phrases"));
    }
    let at = (seat.sheet().row + 1).min(list.len());
    list.insert(at, phrase);
    let then = SheetCursor { row: at, ..seat.sheet() };
    Ok(Change::step(format!("new phrase {:02X}", at + 1), all(seat, list), then))
}

fn shift(studio: &Studio, seat: &Seat, way: Way) -> Result<Change, String> {
    let (mut list, row) = (phrases(studio, seat), seat.sheet().row);
    let to = way
        .from(row, list.len())
        .filter(|_| row < list.len())
        .ok_or("the phrase is at the end of the list")?;
    list.swap(row, to);
    let then = SheetCursor { row: to, ..seat.sheet() };
    Ok(Change::step(format!("move phrase {:02X}", row + 1), all(seat, list), then))
}

/// On a name: its rows in the grid. Below the last phrase: a new one.
fn enter(studio: &mut Studio, seat: &mut Seat) -> Option<Answer> {
    let at = seat.sheet();
    if at.column == 0 || at.row >= phrases(studio, seat).len() {
        return Some(commands::phrases::open(studio, seat, at.row));
    }
    None
}
