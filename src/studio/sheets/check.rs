//! The faults of the song: a row for each, which is only told; Enter goes to the place.

use super::field::only_told;
use super::{Field, Sheet};
use crate::check::fault::Fault;
use crate::studio::Studio;
use crate::studio::commands::checking::go_to_place;
use crate::studio::seat::SheetCursor;
use crate::studio::view::View;

/// What refuses to put faults in or take them out.
const FOUND: &str = "faults are found: mend-fault mends one, accept-fault accepts one";

/// The sheet.
pub const SHEET: Sheet = Sheet {
    view: View::Check,
    columns: |_, _| vec!["faults".to_owned()],
    rows: |studio, _, _| studio.faults().len(),
    field: |studio, _, at| field(studio, at),
    assign: |_, _, _, _| only_told("a fault"),
    insert: |_, _| Err(FOUND.to_owned()),
    duplicate: |_, _| Err(FOUND.to_owned()),
    remove: |_, _| Err(FOUND.to_owned()),
    shift: |_, _, _| Err("faults stand in the order of their weight".to_owned()),
    enter: |studio, seat| {
        let row = seat.sheet().row;
        Some(go_to_place(studio, seat, row))
    },
    arrive: |_, _| {},
    follow: |_, _| {},
};

fn field(studio: &Studio, at: SheetCursor) -> Option<Field> {
    let faults = studio.faults();
    let fault = faults.get(at.row).filter(|_| at.column == 0)?;
    let help = fix(fault).unwrap_or_else(|| fault.rule.help.to_owned());
    let new = at.row == 0 || faults.get(at.row - 1).is_none_or(|before| before.word() != fault.word());
    let field = Field::fixed(&fault.finding.place.text(), &fault.sentence(), &help);
    Some(field.below(new.then(|| fault.word().to_owned())))
}

/// What would mend a fault, in words; `None` if nothing is proposed.
pub fn fix(fault: &Fault) -> Option<String> {
    fault.finding.fix.as_ref().map(|fix| match fix.edit {
        Some(_) => fix.text.clone(),
        None => format!("by hand: {}", fix.text),
    })
}
