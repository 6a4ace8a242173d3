//! The remarks: a row for each, in the order of the song.

use super::field::{number, only_told, words};
use super::{Change, Entry, Field, Sheet};
use crate::dsp::parameter::{Info, Kind};
use crate::formats::feedback::time;
use crate::song::Song;
use crate::song::edit::Edit;
use crate::song::remark::{Remark, State};
use crate::studio::Studio;
use crate::studio::commands::Answer;
use crate::studio::remarks;
use crate::studio::seat::{Seat, SheetCursor};
use crate::studio::view::View;

const PLACE: usize = 0;
const STATE: usize = 1;
const WHO: usize = 2;
const TIME: usize = 3;
const TEXT: usize = 4;

const COLUMNS: [(&str, &str); 5] = [
    ("place", "the entry of the order list and the row; Enter goes there"),
    ("state", "what has become of it"),
    ("who", "who said it"),
    ("time", "when it was heard in the recording"),
    ("remark", "what was said"),
];

const STATES: Info = Info {
    name: "state",
    group: "",
    help: COLUMNS[STATE].1,
    unit: "",
    kind: Kind::Choice(State::NAMES),
    low: 0.0,
    high: State::NAMES.len() as f32 - 1.0,
    default: 0.0,
};

/// The sheet.
pub const SHEET: Sheet = Sheet {
    view: View::Remarks,
    columns: |_, _| COLUMNS.iter().map(|(title, _)| (*title).to_owned()).collect(),
    rows: |studio, _, _| studio.song().remarks.len(),
    field: |studio, _, at| field(studio.song(), at),
    assign,
    insert: |studio, seat| Ok(remarks::addition(studio.song(), seat, "").0),
    duplicate: |_, _| Err("a remark is said once".to_owned()),
    remove: |studio, seat| {
        let at = seat.sheet();
        let mut remarks = studio.song().remarks.to_vec();
        if at.row >= remarks.len() {
            return Err(NONE.to_owned());
        }
        remarks.remove(at.row);
        Ok(Change::step("remove a remark".to_owned(), Edit::SetRemarks { remarks }, at))
    },
    shift: |_, _, _| Err("remarks stand in the order of the song".to_owned()),
    enter,
    arrive: |studio, seat| {
        let here = |remark: &Remark| (remark.order, remark.row) >= (seat.order, seat.place.row);
        let row = studio.song().remarks.iter().position(here);
        seat.sheet_mut().row = row.unwrap_or(studio.song().remarks.len().saturating_sub(1));
    },
    follow: |_, _| {},
};

const NONE: &str = "there is no remark here";

fn field(song: &Song, at: SheetCursor) -> Option<Field> {
    let remark = song.remarks.get(at.row)?;
    let (_, help) = COLUMNS.get(at.column)?;
    Some(match at.column {
        PLACE => Field::fixed(&(at.row + 1).to_string(), &place(remark), help),
        STATE => Field::knob(&STATES, remark.state as usize as f32).named(""),
        WHO => Field::words("", &remark.who, help),
        TIME => Field::fixed("", &remark.time.map_or_else(String::new, time::short), help),
        TEXT => Field::words("", &remark.text, help),
        _ => return None,
    })
}

/// Where it is: `3:16`.
fn place(remark: &Remark) -> String {
    format!("{}:{}", remark.order, remark.row)
}

fn assign(studio: &Studio, _: &Seat, at: SheetCursor, entry: Entry) -> Result<Change, String> {
    let mut remarks = studio.song().remarks.to_vec();
    let remark = remarks.get_mut(at.row).ok_or(NONE)?;
    match at.column {
        STATE => remark.state = State::numbered(number(&STATES, entry)? as usize).unwrap_or_default(),
        WHO => remark.who = words(&remark.who, entry)?,
        TEXT => remark.text = words(&remark.text, entry)?,
        _ => return only_told(COLUMNS.get(at.column).map_or("this", |(title, _)| title)),
    }
    Ok(Change::value(format!("remark {}", COLUMNS[at.column].0), Edit::SetRemarks { remarks }))
}

/// On the place: to the row in the grid.
fn enter(studio: &mut Studio, seat: &mut Seat) -> Option<Answer> {
    let at = seat.sheet();
    let remark = studio.song().remarks.get(at.row).cloned();
    let remark = remark.filter(|_| matches!(at.column, PLACE | TIME))?;
    seat.jumps.leap();
    remarks::go(studio, seat, &remark);
    Some(Ok(()))
}
