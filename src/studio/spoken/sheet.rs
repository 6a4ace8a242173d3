//! The field of a sheet in words: its column, its name, its value with the unit.

use crate::studio::Studio;
use crate::studio::seat::Seat;
use crate::studio::sheets;
use crate::studio::sheets::mixer::reducing;
use crate::studio::view::View;

/// The field under the cursor.
pub fn here(studio: &Studio, seat: &Seat) -> String {
    let Some(sheet) = sheets::of(seat.view) else { return String::new() };
    let at = seat.sheet();
    let Some(field) = (sheet.field)(studio, seat, at) else { return "nothing is here".to_owned() };
    let column = (sheet.columns)(studio, seat).get(at.column).cloned().unwrap_or_default();
    let rows = (sheet.rows)(studio, seat, at.column);
    let value = if field.text.is_empty() { "empty" } else { &field.text };
    let heading = field.heading.unwrap_or_default();
    let fixed = if field.fixed { "only told" } else { "" };
    let words = [&column, &heading, &field.label, value, fixed];
    let told: Vec<&str> = words.into_iter().map(|word| word.trim()).filter(|word| !word.is_empty()).collect();
    format!("{}, {} of {rows}", told.join(", "), at.row + 1)
}

/// What the device takes away at this moment whose fields the cursor stands on. It moves while music sounds: told when it is asked for.
pub fn taken(studio: &Studio, seat: &Seat) -> Option<String> {
    let device = reducing(studio, Some(seat.sheet()).filter(|_| seat.view == View::Mixer)?)?;
    Some(format!("reduction {:.1} dB", device.decibels))
}
