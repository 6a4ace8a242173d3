//! What is done to a sample's sound, both ways: a treatment a line.

use super::fault::Fault;
use super::fields::{Fields, Piece};
use super::text::{Written, knob_value, quoted};
use crate::instruments::treatment::{MOST_FRAMES, TREATMENTS, Treatment, find};
use crate::song::unknown::Unknown;

/// Reads a treatment, the one of that number: `(what: "fade-in", from: 0, to: 4800)`.
pub(super) fn read(number: usize, piece: Piece, unknown: &mut Unknown) -> Result<Treatment, Fault> {
    let mut fields: Fields = piece.parse()?;
    let names: Vec<_> = TREATMENTS.iter().map(|row| row.info.name).collect();
    let expected = format!("`what:` and one of \"{}\"", names.join("\", \""));
    let what = fields.take("what").ok_or_else(|| piece.fault(&expected))?;
    let name: String = what.scalar(&expected)?;
    let row = find(&name).ok_or_else(|| what.fault(&expected))?;
    let mut frame = |name: &str, usual: u32| {
        let read = fields.read(name, |piece| piece.integer(0, MOST_FRAMES as i64, "a frame"));
        read.map(|frame| frame.map_or(usual, |frame| frame as u32))
    };
    let (from, to) = (frame("from", 0)?, frame("to", MOST_FRAMES as u32)?);
    let amount = fields.read("amount", |piece| piece.knob(&row.info))?.unwrap_or(row.info.default);
    fields.rest(&format!("treatments/{number}/"), unknown);
    Ok(Treatment { what: name, from, to, amount })
}

/// The text of a treatment; an end beyond every sample is left out.
pub(super) fn write(number: usize, treatment: &Treatment, unknown: &Unknown) -> String {
    let mut fields = Written::default();
    fields.field("what", quoted(&treatment.what, false));
    fields.field("from", treatment.from);
    if treatment.to < MOST_FRAMES as u32 {
        fields.field("to", treatment.to);
    }
    if let Some(row) = find(&treatment.what).filter(|row| row.has_amount()) {
        fields.field("amount", knob_value(&row.info, treatment.amount));
    }
    fields.unknown(unknown, &format!("treatments/{number}/"));
    fields.in_one_line()
}
