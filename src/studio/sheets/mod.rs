//! Views that are sheets of fields: what stands in each field, what it means, and the edit that changes it. One file per view;
//! screens draw fields and commands change them without knowing which view they are in.

pub mod values;
pub mod field;
mod tempo;
pub mod groove;
mod order;
pub mod instruments;
mod patch_columns;
mod matrix_columns;
mod phrases;
mod samples;
mod sample_fields;
pub mod mixer;
pub mod mixer_things;
pub mod strip;
mod song;
pub mod check;
pub mod loudness;
mod remarks;

use super::Studio;
use super::seat::{Seat, SheetCursor};
use super::view::View;
use crate::dsp::parameter::Info;
use crate::song::edit::Edit;

/// One field of a sheet.
#[derive(Clone, Debug)]
pub struct Field {
    /// The name beside the value; in tables the row's number, in the first column; empty where the column's title says it.
    pub label: String,
    /// The value as people read it, with its unit.
    pub text: String,
    /// One sentence for the status line.
    pub help: String,
    /// For numbers: range, unit, kind, and the value itself.
    pub knob: Option<(&'static Info, f32)>,
    /// The heading above this field, where a new group begins.
    pub heading: Option<String>,
    /// Whether it is only told and cannot be changed.
    pub fixed: bool,
}

/// What is put into a field.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Entry<'a> {
    /// A number, in the field's unit.
    Number(f32),
    /// Text as typed; the sheet reads it.
    Text(&'a str),
    /// What a new thing has there.
    Default,
}

/// A change that a sheet asks for.
#[derive(Clone, Debug)]
pub struct Change {
    /// The step's name in undo: `reverb size`.
    pub name: String,
    /// The change.
    pub edit: Edit,
    /// Turning the same field again joins the step: `instrument 3 cutoff`.
    pub gesture: Option<String>,
    /// Where the cursor stands afterwards, if it moves.
    pub then: Option<SheetCursor>,
}

/// The step that some thing of a sheet takes among its neighbours.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Way {
    /// Towards the start.
    Back,
    /// Towards the end.
    On,
}

impl Way {
    /// The place beside `place` in a list of `count`; `None` at the list's end.
    fn from(self, place: usize, count: usize) -> Option<usize> {
        match self {
            Way::Back => place.checked_sub(1),
            Way::On => Some(place + 1).filter(|next| *next < count),
        }
    }
}

/// A sheet. Columns and rows count from 0; places that do not exist have no field and are refused.
pub struct Sheet {
    /// The view that it is.
    pub view: View,
    /// The titles of the columns.
    pub columns: fn(&Studio, &Seat) -> Vec<String>,
    /// How many rows a column has.
    pub rows: fn(&Studio, &Seat, usize) -> usize,
    /// The field of a place.
    pub field: fn(&Studio, &Seat, SheetCursor) -> Option<Field>,
    /// The edit that puts something into a field; an error says what was expected.
    pub assign: fn(&Studio, &Seat, SheetCursor, Entry) -> Result<Change, String>,
    /// The edit that puts a new thing (an entry, an instrument) at the cursor.
    pub insert: fn(&Studio, &Seat) -> Result<Change, String>,
    /// The edit that puts a copy of the thing at the cursor behind it.
    pub duplicate: fn(&Studio, &Seat) -> Result<Change, String>,
    /// The edit that takes the thing at the cursor out.
    pub remove: fn(&Studio, &Seat) -> Result<Change, String>,
    /// The edit that moves the thing at the cursor among its neighbours.
    pub shift: fn(&Studio, &Seat, Way) -> Result<Change, String>,
    /// What Enter does on a field that is more than a value; `None`: the value is typed.
    pub enter: fn(&mut Studio, &mut Seat) -> Option<super::commands::Answer>,
    /// The view is looked at: the cursor goes to what the seat is about in the other views.
    pub arrive: fn(&Studio, &mut Seat),
    /// The cursor has moved: the seat is about something else now.
    pub follow: fn(&Studio, &mut Seat),
}

/// Every sheet.
pub const SHEETS: &[Sheet] = &[
    order::SHEET,
    instruments::SHEET,
    phrases::SHEET,
    samples::SHEET,
    mixer::SHEET,
    song::SHEET,
    check::SHEET,
    loudness::SHEET,
    remarks::SHEET,
];

/// The sheet of a view.
pub fn of(view: View) -> Option<&'static Sheet> {
    SHEETS.iter().find(|sheet| sheet.view == view)
}

/// A cursor moved onto what the sheet has.
pub fn inside(sheet: &Sheet, studio: &Studio, seat: &Seat, at: SheetCursor) -> SheetCursor {
    let column = at.column.min((sheet.columns)(studio, seat).len().saturating_sub(1));
    SheetCursor { column, row: at.row.min((sheet.rows)(studio, seat, column).saturating_sub(1)) }
}

/// The seat's cursor moves onto what its sheet has: after an edit by anyone.
pub fn stay_inside(studio: &Studio, seat: &mut Seat) {
    if let Some(sheet) = of(seat.view) {
        *seat.sheet_mut() = inside(sheet, studio, seat, seat.sheet());
    }
}

/// The seat has begun to look at its view.
pub fn arrive(studio: &Studio, seat: &mut Seat) {
    if let Some(sheet) = of(seat.view) {
        (sheet.arrive)(studio, seat);
        stay_inside(studio, seat);
    }
}

/// The cursor goes there, or as near as there is something.
pub fn go(studio: &Studio, seat: &mut Seat, at: SheetCursor) {
    if let Some(sheet) = of(seat.view) {
        *seat.sheet_mut() = inside(sheet, studio, seat, at);
        (sheet.follow)(studio, seat);
        stay_inside(studio, seat);
    }
}

/// The change that turns the field at the cursor by a step; `None` where its range ends.
///
/// # Errors
/// If the field is no number.
pub fn turn(studio: &Studio, seat: &Seat, up: bool, far: bool) -> Result<Option<Change>, String> {
    let none = || "there is nothing to turn here".to_owned();
    let sheet = of(seat.view).ok_or_else(none)?;
    let at = inside(sheet, studio, seat, seat.sheet());
    let field = (sheet.field)(studio, seat, at).ok_or_else(none)?;
    let Some((info, value)) = field.knob else {
        return Err(if field.fixed { none() } else { "this is a text; Enter changes it".to_owned() });
    };
    let turned = values::turned(info, value, up, far);
    if turned == value {
        return Err(format!("it goes no further: {}", values::range(info)));
    }
    (sheet.assign)(studio, seat, at, Entry::Number(turned)).map(Some)
}
