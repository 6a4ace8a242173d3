//! The remarks of a song file, one a line.

use super::fault::Fault;
use super::fields::{Fields, List, Piece};
use super::text::Written;
use crate::song::lane::MAX_ROWS;
use crate::song::remark::{MAX_REMARKS, Remark, State};
use crate::song::{MAX_ORDER, Song};

/// The latest time of a remark in seconds: as many as fit into milliseconds of 32 bits.
const MOST_SECONDS: f64 = 4_000_000.0;

/// A remark as it is written.
pub(super) fn written(remark: &Remark) -> String {
    let mut fields = Written::default();
    fields.field("order", remark.order);
    fields.field("pattern", remark.pattern);
    fields.field("row", remark.row);
    if let Some(time) = remark.time {
        fields.field("time", format!("{:?}", f64::from(time) / 1_000.0));
    }
    fields.text("who", &remark.who);
    fields.text("text", &remark.text);
    fields.text("written", &remark.written);
    if remark.state != State::default() {
        fields.text("state", remark.state.name());
    }
    fields.unknown(&remark.unknown, "");
    fields.in_one_line()
}

/// Reads the remarks.
pub(super) fn read(piece: Piece, song: &Song) -> Result<Vec<Remark>, Fault> {
    let List(list) = piece.parse::<List<Fields, MAX_REMARKS>>()?;
    let remark = |mut fields: Fields| {
        let mut remark = Remark::default();
        let mut number = |name: &str, most: usize| {
            let read = |piece: Piece| piece.integer(0, most as i64, &format!("`{name}`"));
            fields.read(name, read).map(|number| number.unwrap_or_default() as u16)
        };
        remark.order = number("order", MAX_ORDER - 1)?;
        remark.pattern = number("pattern", song.patterns.len().saturating_sub(1))?;
        remark.row = number("row", usize::from(MAX_ROWS) - 1)?;
        remark.time = fields.read("time", time)?;
        fields.text("who", &mut remark.who)?;
        fields.text("text", &mut remark.text)?;
        fields.text("written", &mut remark.written)?;
        remark.state = fields.read("state", state)?.unwrap_or_default();
        fields.rest("", &mut remark.unknown);
        Ok(remark)
    };
    list.into_iter().map(remark).collect()
}

fn time(piece: Piece) -> Result<u32, Fault> {
    let expected = "seconds from 0 on";
    let seconds: f64 = piece.scalar(expected)?;
    let is_time = (0.0..=MOST_SECONDS).contains(&seconds);
    if is_time { Ok((seconds * 1_000.0).round() as u32) } else { Err(piece.fault(expected)) }
}

fn state(piece: Piece) -> Result<State, Fault> {
    let expected = "one of \"open\", \"done\", \"won't do\"";
    State::named(&piece.scalar::<String>(expected)?).ok_or_else(|| piece.fault(expected))
}
