//! Curves of lanes, both ways: a target and its points, one a line.

use super::fault::Fault;
use super::fields::{Fields, List, Piece};
use super::text::{Written, quoted};
use crate::sequencer::lock;
use crate::song::curve::{Curve, MAX_CURVES, MAX_NAME, MAX_POINTS, Point};
use crate::song::unknown::Unknown;
use std::fmt::Write as _;
use std::sync::Arc;

/// The prefix of unknown fields of a curve among those of its lane.
pub(super) fn prefix(index: usize) -> String {
    format!("curves/{index}/")
}

/// Reads the curves of a lane, under the names that their parameters have now; what is not known goes to the lane's unknown fields.
pub(super) fn curves(piece: Piece, unknown: &mut Unknown) -> Result<Vec<Curve>, Fault> {
    let List::<Fields, MAX_CURVES>(files) = piece.parse()?;
    let mut curves: Vec<Curve> = Vec::new();
    for (index, mut fields) in files.into_iter().enumerate() {
        let expected = format!("`target:` and a parameter's name of at most {MAX_NAME} characters");
        let place = fields.take("target").ok_or_else(|| piece.fault(&expected))?;
        let target = place.text()?;
        if target.is_empty() || target.chars().count() > MAX_NAME {
            return Err(place.fault(&expected));
        }
        if curves.iter().any(|curve| curve.target() == target) {
            let wrong = format!("`{target}` has two curves");
            return Err(Fault::at(place.value(), wrong, "one curve for each parameter"));
        }
        let missing = || place.fault("a curve with `points: [\"ROW PERCENT\", …]`");
        let List::<Piece, MAX_POINTS>(points) = fields.take("points").ok_or_else(missing)?.parse()?;
        let read = |piece: Piece| {
            let wanted = "a point such as \"16 25\" or \"16+80 33.5 smooth\": row from 0 to 511 and + with 00 to FF of it, \
                          percent from 0 to 100, then line, hold, smooth, slow or fast";
            Point::parse(&piece.text()?).ok_or_else(|| piece.fault(wanted))
        };
        let points: Result<Vec<Point>, Fault> = points.into_iter().map(read).collect();
        let curve = Curve::new(&target, points?);
        if curve.points().is_empty() {
            return Err(missing());
        }
        fields.rest(&prefix(index), unknown);
        curves.push(curve);
    }
    for index in 0..curves.len() {
        let present = lock::present(curves[index].target());
        if curves.iter().all(|curve| curve.target() != present) {
            curves[index] = Curve::new(present, curves[index].points().to_vec());
        }
    }
    Ok(curves)
}

/// Writes the curves of a lane as one field, each point in a line of its own behind `indent`.
pub(super) fn write(text: &mut String, curves: &[Arc<Curve>], unknown: &Unknown, indent: &str) {
    text.push_str(", curves: [\n");
    for (index, curve) in curves.iter().enumerate() {
        _ = writeln!(text, "{indent}    (target: {}, points: [", quoted(curve.target(), false));
        curve.points().iter().for_each(|point| _ = writeln!(text, "{indent}        \"{point}\","));
        let mut own = Written::default();
        own.unknown(unknown, &prefix(index));
        let own = if own.is_empty() { String::new() } else { format!(", {}", own.in_words()) };
        _ = writeln!(text, "{indent}    ]{own}),");
    }
    _ = write!(text, "{indent}]");
}
