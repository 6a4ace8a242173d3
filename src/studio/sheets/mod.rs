//! Views that are sheets of fields: what stands in each field, what it means, and the edit that changes it. One file per view;
//! screens draw fields and commands change them without knowing which view they are in.

use super::Studio;
use super::seat::{Seat, SheetCursor};
use super::view::View;
use crate::dsp::parameter::Info;
use crate::song::edit::Edit;

/// One field of a sheet.
#[derive(Clone, Debug)]
pub struct Field {
    /// The name beside the value; empty where the column's title says it.
    pub label: String,
    /// The value as people read it, with its unit.
    pub text: String,
    /// One sentence for the status line.
    pub help: String,
    /// For numbers: range, unit, kind, and the value itself.
    pub knob: Option<(&'static Info, f32)>,
    /// The heading above this field, where a new group begins.
    pub heading: Option<String>,
}

/// What is put into a field.
#[derive(Clone, Debug, PartialEq)]
pub enum Entry<'a> {
    /// A number, in the field's unit.
    Number(f32),
    /// Text as typed; the sheet reads it.
    Text(&'a str),
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
}

/// A sheet. Columns and rows count from 0; every function is asked for places that exist.
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
    /// The edit that takes the thing at the cursor out.
    pub remove: fn(&Studio, &Seat) -> Result<Change, String>,
    /// What Enter does on a field that is more than a value; `None`: the value is typed.
    pub enter: fn(&mut Studio, &mut Seat) -> Option<super::commands::Answer>,
}

/// Every sheet.
pub const SHEETS: &[Sheet] = &[];

/// The sheet of a view.
pub fn of(view: View) -> Option<&'static Sheet> {
    SHEETS.iter().find(|sheet| sheet.view == view)
}
