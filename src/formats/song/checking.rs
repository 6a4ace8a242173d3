//! How a song is checked, both ways: thresholds of its own, and a line for each fault that is accepted.

use super::fault::Fault;
use super::fields::{Fields, List, Piece};
use super::text::{Written, list, quoted};
use crate::song::checking::{Accepted, Checking, MAX_ACCEPTED, MAX_THRESHOLDS};
use crate::song::lane::MAX_ROWS;
use crate::song::{MAX_PATTERNS, MAX_TRACKS};
use std::collections::BTreeMap;

/// Reads `(thresholds: {…}, accepted: […])`.
pub(super) fn read(piece: Piece) -> Result<Checking, Fault> {
    let mut fields: Fields = piece.parse()?;
    let mut checking = Checking::default();
    if let Some(piece) = fields.take("thresholds") {
        let thresholds: BTreeMap<String, f32> = piece.parse()?;
        let fits = thresholds.len() <= MAX_THRESHOLDS && thresholds.values().all(|value| value.is_finite());
        if !fits {
            return Err(piece.fault(&format!("at most {MAX_THRESHOLDS} rules and their numbers")));
        }
        checking.thresholds = thresholds;
    }
    if let Some(List::<Fields, MAX_ACCEPTED>(faults)) = fields.read("accepted", |piece| piece.parse())? {
        checking.accepted = faults.into_iter().map(accepted).collect::<Result<_, _>>()?;
    }
    fields.rest("", &mut checking.unknown);
    Ok(checking)
}

fn accepted(mut fields: Fields) -> Result<Accepted, Fault> {
    let mut accepted = Accepted::default();
    fields.text("rule", &mut accepted.rule)?;
    fields.text("about", &mut accepted.about)?;
    fields.text("reason", &mut accepted.reason)?;
    let mut number = |name: &str, low: i64, high: usize, what: &str| {
        let read = fields.read(name, |piece| piece.integer(low, high as i64, what))?;
        Ok(read.map(|number| (number - low) as u16))
    };
    accepted.pattern = number("pattern", 0, MAX_PATTERNS - 1, "the number of a pattern")?;
    accepted.track = number("track", 1, MAX_TRACKS, "the number of a track")?;
    accepted.row = number("row", 0, usize::from(MAX_ROWS) - 1, "a row")?;
    fields.rest("", &mut accepted.unknown);
    Ok(accepted)
}

/// The text.
pub(super) fn written(checking: &Checking) -> String {
    let mut fields = Written::default();
    if !checking.thresholds.is_empty() {
        let thresholds = checking.thresholds.iter();
        let thresholds: Vec<String> =
            thresholds.map(|(rule, value)| format!("{}: {value:?}", quoted(rule, false))).collect();
        fields.field("thresholds", format!("{{{}}}", thresholds.join(", ")));
    }
    if !checking.accepted.is_empty() {
        let faults: Vec<String> = checking.accepted.iter().map(one).collect();
        fields.field("accepted", list(['[', ']'], &faults, 2));
    }
    fields.unknown(&checking.unknown, "");
    fields.in_block(1)
}

fn one(accepted: &Accepted) -> String {
    let mut fields = Written::default();
    fields.text("rule", &accepted.rule);
    for (name, number) in [
        ("pattern", accepted.pattern),
        ("track", accepted.track.map(|track| track + 1)),
        ("row", accepted.row),
    ] {
        if let Some(number) = number {
            fields.field(name, number);
        }
    }
    fields.text("about", &accepted.about);
    fields.text("reason", &accepted.reason);
    fields.unknown(&accepted.unknown, "");
    fields.in_one_line()
}
