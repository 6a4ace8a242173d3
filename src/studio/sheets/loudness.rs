//! What was measured of the song: a row for all of it, for its peaks and for each section, which is only told; Enter goes there.

use super::field::only_told;
use super::{Field, Sheet};
use crate::dsp::loudness::Measurement;
use crate::dsp::units::clock;
use crate::studio::Studio;
use crate::studio::commands::measuring::go_to_part;
use crate::studio::seat::SheetCursor;
use crate::studio::view::View;

/// What refuses to put parts in or take them out.
const FOUND: &str = "these are measured: measure-loudness does it again";

/// The sheet.
pub const SHEET: Sheet = Sheet {
    view: View::Loudness,
    columns: |_, _| vec!["loudness".to_owned()],
    rows: |studio, _, _| studio.measured().map_or(0, |found| found.parts.len()),
    field: |studio, _, at| field(studio, at),
    assign: |_, _, _, _| only_told("what was measured"),
    insert: |_, _| Err(FOUND.to_owned()),
    duplicate: |_, _| Err(FOUND.to_owned()),
    remove: |_, _| Err(FOUND.to_owned()),
    shift: |_, _, _| Err("parts stand in the order of time".to_owned()),
    enter: |studio, seat| {
        let row = seat.sheet().row;
        Some(go_to_part(studio, seat, row))
    },
    arrive: |_, _| {},
    follow: |_, _| {},
};

/// Name, unit, and the figure.
pub type Figure = (&'static str, &'static str, fn(&Measurement) -> Option<f64>);

/// The columns of a part's figures: name, unit, and the figure of each part: integrated loudness, the loudest 3 s, range, true peak.
pub const FIGURES: [Figure; 4] = [
    ("whole", "LUFS", |found| found.integrated),
    ("3 s", "LUFS", |found| found.max_short_term),
    ("range", "LU", |found| found.range),
    ("peak", "dBTP", |found| found.true_peak),
];

fn field(studio: &Studio, at: SheetCursor) -> Option<Field> {
    let part = studio.measured()?.parts.get(at.row).filter(|_| at.column == 0)?;
    let told =
        |(name, unit, figure): &Figure| figure(&part.found).map(|value| format!("{name} {value:.1} {unit}"));
    let figures: Vec<String> = FIGURES.iter().filter_map(told).collect();
    let text = format!("at {}: {}", clock(part.seconds.start.floor()), figures.join(", "));
    Some(Field::fixed(&part.name, &text, "Enter goes to its first row in the grid"))
}
