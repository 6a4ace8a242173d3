//! The text that OpenMPT copies: `ModPlug Tracker  IT`, then rows such as `|C-501v64A04|===........`. Fields that were not copied
//! are spaces there, empty ones points; instruments are decimal, and middle C is C-5.

use super::{Clipboard, Strip};
use crate::song::lane::MAX_ROWS;
use crate::song::notation::{parse_effect, parse_note, parse_volume};
use crate::song::note::{Note, Pitch};
use crate::song::row::Row;
use crate::studio::grid::Column;
use std::num::NonZeroU8;

/// What the first line begins with; the format of the song follows.
const NAME: &str = "ModPlug Tracker";
/// Characters of a track in a row.
const CELL: usize = 11;
/// Formats whose effects are those of Impulse Tracker.
const LETTERS: [&str; 3] = ["IT", "S3M", "MPT"];
/// Where fields begin and end in the characters of a track.
const FIELDS: [(usize, usize, Column); 4] = [
    (0, 3, Column::Note(0)),
    (3, 5, Column::Instrument(0)),
    (5, 8, Column::Volume(0)),
    (8, 11, Column::Effect(0)),
];

/// Whether a text is one of OpenMPT's.
pub fn is_one(text: &str) -> bool {
    text.trim_start().starts_with(NAME)
}

/// The block, and how many fields were left out since there is nothing like them here.
///
/// # Errors
/// Line and column of what cannot be read.
pub fn read(text: &str) -> Result<(Clipboard, usize), String> {
    let mut lines = text.trim_start().lines();
    let format = lines.next().unwrap_or_default()[NAME.len()..].trim();
    let letters = LETTERS.contains(&format);
    let (mut tracks, mut left_out): (Vec<Strip>, usize) = (Vec::new(), 0);
    let rows: Vec<&str> = lines
        .map(|line| line.trim_end_matches(['\r', '\n']))
        .take_while(|line| line.starts_with('|'))
        .collect();
    if rows.is_empty() || rows.len() > usize::from(MAX_ROWS) {
        return Err(format!("line 2: expected 1 to {MAX_ROWS} rows such as |C-501v64A04"));
    }
    for (number, line) in rows.iter().enumerate() {
        for (track, cell) in line.split('|').skip(1).enumerate() {
            if !cell.is_ascii() || cell.len() > CELL {
                return Err(format!(
                    "line {}, track {}: `{cell}` is no cell; expected such as C-501v64A04",
                    number + 2,
                    track + 1
                ));
            }
            if tracks.len() <= track {
                tracks.push(Strip::default());
            }
            let strip = &mut tracks[track];
            strip.rows.resize(number + 1, Row::default());
            for (from, to, column) in FIELDS {
                let field = cell.get(from..to.min(cell.len())).unwrap_or_default().trim_end();
                if field.is_empty() {
                    continue;
                }
                if !strip.columns.contains(&column) {
                    strip.columns.push(column);
                }
                let known = field.bytes().all(|sign| sign == b'.')
                    || put(&mut strip.rows[number], column, field, letters);
                left_out += usize::from(!known);
            }
        }
    }
    let whole = |mut strip: Strip| {
        strip.rows.resize(rows.len(), Row::default());
        strip.columns.sort();
        strip.on_time()
    };
    let tracks = tracks.into_iter().map(whole).collect();
    Ok((Clipboard { rows: rows.len() as u16, tracks, song: None }, left_out))
}

/// Puts a field into a row; whether there is something like it here.
fn put(row: &mut Row, column: Column, field: &str, letters: bool) -> bool {
    let cell = &mut row.notes[0];
    match column {
        Column::Note(_) => {
            let note = parse_note(field).ok().flatten();
            cell.note = match note {
                Some(Note::On(pitch)) => {
                    u8::from(pitch).checked_sub(12).and_then(|key| Pitch::try_from(key).ok()).map(Note::On)
                }
                other => other,
            };
            cell.note.is_some()
        }
        Column::Instrument(_) => {
            cell.instrument = field.parse().ok().and_then(NonZeroU8::new);
            cell.instrument.is_some()
        }
        Column::Volume(_) => {
            cell.volume = parse_volume(field).ok().flatten();
            cell.volume.is_some()
        }
        _ => {
            row.effects[0] = parse_effect(field).ok().flatten().filter(|_| letters);
            row.effects[0].is_some()
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::studio::clipboard::text::write;

    #[test]
    fn a_block_of_openmpt_is_read() {
        let text = "ModPlug Tracker  IT\r\n|C-501v64A04|...........\r\n|===........|F#512p32SD3\r\n";
        assert!(is_one(text));
        let (block, left_out) = read(text).expect("a block");
        let columns = "note instrument volume effect";
        let expected = format!(
            "segno 2 rows: {columns} // {columns}\n00 C-4 01 v64 | A04\n01 === // F#4 0C p32 | SD3\n"
        );
        assert_eq!((write(&block), left_out), (expected, 0));
    }

    #[test]
    fn only_what_was_copied_is_pasted_and_what_is_unknown_is_counted() {
        let (block, left_out) = read("ModPlug Tracker  XM\n|C-5     C20\n|E-501u04   ").expect("a block");
        assert_eq!(write(&block), "segno 2 rows: note instrument volume effect\n00 C-4\n01 E-4 01\n");
        assert_eq!(left_out, 2, "an effect of XM and a vibrato speed");
        let (notes, _) = read("ModPlug Tracker MPT\n|G-5        ").expect("a block");
        assert_eq!(notes.tracks[0].columns, [Column::Note(0)]);
        assert!(read("ModPlug Tracker  IT\nhello").unwrap_err().starts_with("line 2: expected"));
        assert!(read("ModPlug Tracker  IT\n|C-501v64A04x").unwrap_err().starts_with("line 2, track 1"));
    }
}
