//! Clips of lanes, both ways: one a line, its takes in a list.

use super::fault::Fault;
use super::fields::{Fields, List, Piece};
use super::text::Written;
use crate::song::MAX_SAMPLES;
use crate::song::clip::{Change, Clip, FARTHEST, MAX_CLIPS, MAX_TAKES, Take};
use crate::song::lane::MAX_ROWS;
use crate::song::tempo::Tempo;
use crate::song::unknown::Unknown;
use std::fmt::Write as _;
use std::sync::Arc;

/// The prefix of unknown fields of a clip among those of its lane.
fn prefix(index: usize) -> String {
    format!("clips/{index}/")
}

/// A whole number that stands alone between words.
fn number(word: Option<&str>, low: i64, high: i64) -> Option<i64> {
    word?.parse().ok().filter(|number| (low..=high).contains(number))
}

/// `SAMPLE OFFSET LENGTH TEMPO`, the latter three as often as they are needed.
fn take(text: &str) -> Option<Take> {
    let mut words = text.split_whitespace();
    let sample = number(words.next(), 0, MAX_SAMPLES as i64 - 1)? as u16;
    let offset = words.next().map_or(Some(0), |word| number(Some(word), -FARTHEST, FARTHEST))?;
    let length = words.next().map_or(Some(0), |word| number(Some(word), 0, FARTHEST))? as u64;
    let tempo = match words.next() {
        Some(word) => Some(Tempo::parse(word)?),
        None => None,
    };
    words.next().is_none().then_some(Take { sample, offset, length, tempo })
}

/// `ROW TAKE`.
fn change(text: &str) -> Option<Change> {
    let mut words = text.split_whitespace();
    let row = number(words.next(), 0, i64::from(MAX_ROWS) - 1)?;
    let take = number(words.next(), 1, MAX_TAKES as i64)?;
    words.next().is_none().then_some(Change { row: row as u16, take: take as u16 - 1 })
}

/// A list of texts, each read by `read`.
fn texts<T>(piece: Piece, read: fn(&str) -> Option<T>, wanted: &str) -> Result<Vec<T>, Fault> {
    let List::<Piece, MAX_TAKES>(all) = piece.parse()?;
    all.into_iter().map(|piece| read(&piece.text()?).ok_or_else(|| piece.fault(wanted))).collect()
}

/// Reads the clips of a lane; what is not known goes to the lane's unknown fields.
pub(super) fn clips(piece: Piece, unknown: &mut Unknown) -> Result<Vec<Clip>, Fault> {
    let List::<Fields, MAX_CLIPS>(files) = piece.parse()?;
    let mut clips: Vec<Clip> = Vec::new();
    for (index, mut fields) in files.into_iter().enumerate() {
        let place = fields.take("row").ok_or_else(|| piece.fault("a clip with `row:` and a lane's row"))?;
        let row = place.integer(0, i64::from(MAX_ROWS) - 1, "the row of a clip")? as u16;
        if clips.iter().any(|clip| clip.row == row) {
            let wrong = format!("row {row} has two clips");
            return Err(Fault::at(place.value(), wrong, "one clip for each row"));
        }
        let takes = fields.take("takes");
        let takes = takes.ok_or_else(|| place.fault("a clip with `takes: [\"SAMPLE OFFSET LENGTH\", …]`"))?;
        let wanted = "a take such as \"3 -120 48000 100\": a sample's number, its frame where the row begins, frames from there (0: all), its tempo";
        let mut clip = Clip { row, takes: texts(takes, take, wanted)?, ..Clip::default() };
        if clip.takes.is_empty() {
            return Err(takes.fault("at least one take"));
        }
        let most = clip.takes.len() as i64;
        let heard = fields.read("take", |piece| piece.integer(1, most, "the take that is heard"))?;
        clip.take = heard.map_or(0, |take| take as u16 - 1);
        let wanted = "where another take is heard, such as \"16 2\": a row, and a take from 1";
        clip.changes = fields.read("changes", |piece| texts(piece, change, wanted))?.unwrap_or_default();
        let decibels = |piece: Piece| {
            let wanted = "a level from -60 to 12 dB";
            let level: f32 = piece.scalar(wanted)?;
            if (-60.0..=12.0).contains(&level) { Ok(level) } else { Err(piece.fault(wanted)) }
        };
        clip.set_gain(fields.read("gain", decibels)?.unwrap_or_default());
        let frames = |piece: Piece| piece.integer(0, u32::MAX.into(), "the frames of a fade");
        clip.fade_in = fields.read("fade_in", frames)?.unwrap_or_default() as u32;
        clip.fade_out = fields.read("fade_out", frames)?.unwrap_or_default() as u32;
        clip.warp = fields.read("warp", |piece| piece.scalar("true or false"))?.unwrap_or_default();
        fields.rest(&prefix(index), unknown);
        clips.push(clip);
    }
    Ok(clips)
}

/// Writes the clips of a lane as one field, each in a line of its own behind `indent`.
pub(super) fn write(text: &mut String, clips: &[Arc<Clip>], unknown: &Unknown, indent: &str) {
    text.push_str(", clips: [\n");
    for (index, clip) in clips.iter().enumerate() {
        let mut own = Written::default();
        own.field("row", clip.row);
        let takes: Vec<String> = clip
            .takes
            .iter()
            .map(|Take { sample, offset, length, tempo }| match (offset, length, tempo) {
                (0, 0, None) => format!("\"{sample}\""),
                (offset, 0, None) => format!("\"{sample} {offset}\""),
                (offset, length, None) => format!("\"{sample} {offset} {length}\""),
                (offset, length, Some(tempo)) => format!("\"{sample} {offset} {length} {tempo}\""),
            })
            .collect();
        own.field("takes", format!("[{}]", takes.join(", ")));
        if clip.take > 0 {
            own.field("take", clip.take + 1);
        }
        if !clip.changes.is_empty() {
            let changes = clip.changes.iter().map(|change| format!("\"{} {}\"", change.row, change.take + 1));
            own.field("changes", format!("[{}]", changes.collect::<Vec<_>>().join(", ")));
        }
        if clip.gain != 0 {
            own.field("gain", format!("{:?}", clip.gain().0));
        }
        for (name, frames) in [("fade_in", clip.fade_in), ("fade_out", clip.fade_out)] {
            if frames > 0 {
                own.field(name, frames);
            }
        }
        if clip.warp {
            own.field("warp", true);
        }
        own.unknown(unknown, &prefix(index));
        _ = writeln!(text, "{indent}    {},", own.in_one_line());
    }
    _ = write!(text, "{indent}]");
}
