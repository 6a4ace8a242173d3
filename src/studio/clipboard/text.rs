//! Blocks as text that people read, other programs keep, and pasting reads again.
//!
//! ```text
//! segno 4 rows: note instrument volume effect // note
//! 00 C-4 01 v64 | D04 // E-4
//! 02 === | - // G-4
//! ```
//!
//! The first line has the copied columns of every track; it may be missing, and so may the numbers of the rows: then every line is
//! a row, and the columns are those in which something stands. Rows are in the grid's notation.

use super::{Clipboard, Strip};
use crate::song::lane::MAX_ROWS;
use crate::song::notation::{NotationFault, parse_row, row_text};
use crate::song::row::{EFFECT_COLUMNS, NOTE_COLUMNS, Row};
use crate::studio::block::counted;
use crate::studio::field::is_empty;
use crate::studio::grid::Column;

/// What the first line begins with.
const NAME: &str = "segno";
/// What stands between tracks.
const BETWEEN: &str = "//";
/// The most tracks.
const MOST_TRACKS: usize = 128;

/// A kind of columns: name, the column of a number, how many there are.
type Kind = (&'static str, fn(u8) -> Column, usize);

/// Every kind.
const COLUMNS: [Kind; 5] = [
    ("note", Column::Note, NOTE_COLUMNS),
    ("instrument", Column::Instrument, NOTE_COLUMNS),
    ("volume", Column::Volume, NOTE_COLUMNS),
    ("delay", Column::Delay, NOTE_COLUMNS),
    ("effect", Column::Effect, EFFECT_COLUMNS),
];

/// The name of a column: `note`, `volume2`.
pub fn column_name(column: Column) -> String {
    let same = |(_, make, _): &&Kind| make(0) == column.numbered(0);
    let name = COLUMNS.iter().find(same).map_or("", |(name, ..)| name);
    if column.number() == 0 { name.to_owned() } else { format!("{name}{}", column.number() + 1) }
}

/// The column of a name.
pub fn named_column(name: &str) -> Option<Column> {
    let digits = name.trim_start_matches(|sign: char| sign.is_ascii_lowercase());
    let number = if digits.is_empty() { 1 } else { digits.parse::<usize>().ok()? };
    let (_, make, most) = COLUMNS.iter().find(|(known, ..)| *known == &name[..name.len() - digits.len()])?;
    (1..=*most).contains(&number).then(|| make(number as u8 - 1))
}

/// The text of a block. Curves are not in it.
pub fn write(clipboard: &Clipboard) -> String {
    let is_told = |strip: &Strip, column: Column| {
        let is_hidden = strip.hides_delays && matches!(column, Column::Delay(_));
        !is_hidden || strip.rows.iter().any(|row| !is_empty(row, column))
    };
    let columns = |strip: &Strip| {
        let told = strip.columns.iter().filter(|column| is_told(strip, **column));
        told.map(|column| column_name(*column)).collect::<Vec<_>>().join(" ")
    };
    let heads: Vec<String> = clipboard.tracks.iter().map(columns).collect();
    let rows = counted(clipboard.rows.into(), "row");
    let mut text = format!("{NAME} {rows}: {}\n", heads.join(&format!(" {BETWEEN} ")));
    for number in 0..usize::from(clipboard.rows) {
        let rows =
            clipboard.tracks.iter().map(|strip| strip.rows.get(number).map(row_text).unwrap_or_default());
        let rows: Vec<String> = rows.collect();
        let Some(last) = rows.iter().rposition(|row| !row.is_empty()) else { continue };
        let row = rows[..=last].join(&format!(" {BETWEEN} "));
        text.push_str(&format!("{number:02} {}\n", row.trim()));
    }
    text
}

/// Reads such a text.
///
/// # Errors
/// Line and column of what cannot be read, and what was expected.
pub fn read(text: &str) -> Result<Clipboard, String> {
    let lines = text.lines().map(str::trim_end).enumerate().filter(|(_, line)| !line.starts_with("```"));
    let mut lines: Vec<(usize, &str)> = lines.collect();
    while lines.last().is_some_and(|(_, line)| line.is_empty()) {
        lines.pop();
    }
    let blank = lines.iter().take_while(|(_, line)| line.is_empty()).count();
    lines.drain(..blank);
    let head = lines.first().filter(|(_, line)| line.starts_with(NAME)).copied();
    let head =
        head.map(|(number, line)| read_head(line).map_err(|why| format!("line {}, {why}", number + 1)));
    let head = head.transpose()?;
    let body = &lines[usize::from(head.is_some())..];
    if head.is_none() && body.is_empty() {
        return Err("the pasted text is empty; expected rows such as C-4 01 v64 | D04".to_owned());
    }
    let mut tracks: Vec<Vec<Row>> = vec![Vec::new(); head.as_ref().map_or(0, |(_, columns)| columns.len())];
    let (mut rows, mut from) = (0, None);
    for (line_number, line) in body {
        let fault = |column: usize, what: &str| format!("line {}, column {column}: {what}", line_number + 1);
        let (label, rest) = labelled(line);
        // Lines without numbers follow one another; the first number of a text without a first line counts as 0.
        let number = match label {
            Some(label) => {
                let base = *from.get_or_insert(if head.is_some() { 0 } else { label });
                label.checked_sub(base).ok_or_else(|| fault(1, "the rows' numbers go back"))?
            }
            None => rows,
        };
        if number >= usize::from(MAX_ROWS) {
            return Err(fault(1, &format!("a block has at most {MAX_ROWS} rows")));
        }
        rows = rows.max(number + 1);
        let mut column = line.chars().count() - rest.chars().count() + 1;
        for (track, part) in rest.split(BETWEEN).enumerate() {
            if track >= MOST_TRACKS {
                return Err(fault(column, &format!("a block has at most {MOST_TRACKS} tracks")));
            }
            let read = parse_row(part).map_err(|NotationFault { column: within, wrong, expected }| {
                fault(column + within - 1, &format!("{wrong}; {expected}"))
            })?;
            tracks.resize(tracks.len().max(track + 1), Vec::new());
            let rows_of_track = &mut tracks[track];
            rows_of_track.resize(rows_of_track.len().max(number + 1), Row::default());
            rows_of_track[number] = read;
            column += part.chars().count() + BETWEEN.len();
        }
    }
    let (count, columns) = match head {
        Some((count, columns)) => (count.max(rows), columns),
        None => (rows, tracks.iter().map(|rows| filled(rows)).collect()),
    };
    let mut columns: Vec<Vec<Column>> = columns;
    columns.resize_with(tracks.len(), Vec::new);
    let strip = |(mut rows, columns): (Vec<Row>, Vec<Column>)| {
        rows.resize(count, Row::default());
        let columns = if columns.is_empty() { filled(&rows) } else { columns };
        Strip { columns, rows, ..Strip::default() }.on_time()
    };
    let tracks = tracks.into_iter().zip(columns).map(strip).collect();
    Ok(Clipboard { rows: count as u16, tracks, song: None })
}

/// The rows and the tracks' columns of a first line. Errors begin with the column of the mistake.
fn read_head(line: &str) -> Result<(usize, Vec<Vec<Column>>), String> {
    let (count, names) = line.split_once(':').unwrap_or((line, ""));
    let number = count.split_whitespace().nth(1).and_then(|word| word.parse().ok());
    let number = number.filter(|rows| (1..=usize::from(MAX_ROWS)).contains(rows)).ok_or_else(|| {
        format!("column {}: expected 1 to {MAX_ROWS} rows such as `{NAME} 16 rows: note`", NAME.len() + 2)
    })?;
    let tracks = names.split(BETWEEN).map(|names| {
        let column = |name: &str| {
            let at = name.as_ptr() as usize - line.as_ptr() as usize;
            let place = line[..at].chars().count() + 1;
            let expected =
                "expected note, instrument, volume, delay or effect, and a number from 2 for further columns";
            named_column(name).ok_or_else(|| format!("column {place}: `{name}` is no column; {expected}"))
        };
        names.split_whitespace().map(column).collect::<Result<Vec<Column>, String>>()
    });
    Ok((number, tracks.collect::<Result<_, _>>()?))
}

/// The number before a row, if there is one, and the rest.
fn labelled(line: &str) -> (Option<usize>, &str) {
    let word = line.split_whitespace().next().unwrap_or_default();
    let is_number = (1..=3).contains(&word.len()) && word.bytes().all(|byte| byte.is_ascii_digit());
    let number = word.parse().ok().filter(|_| is_number);
    let rest = line.trim_start();
    (number, number.map_or(line, |_| &rest[word.len()..]))
}

/// The columns of rows: of each note column up to the last one as many fields as are written, and effects up to the last one.
fn filled(rows: &[Row]) -> Vec<Column> {
    let has = |column: Column| rows.iter().any(|row| !is_empty(row, column));
    let notes = (0..NOTE_COLUMNS as u8).map(|number| {
        let fields =
            [Column::Note(number), Column::Instrument(number), Column::Volume(number), Column::Delay(number)];
        let used = fields.iter().rposition(|field| has(*field)).map_or(0, |last| last + 1);
        fields[..used].to_vec()
    });
    let effects: Vec<Column> = (0..EFFECT_COLUMNS as u8).map(Column::Effect).collect();
    let used = effects.iter().rposition(|effect| has(*effect)).map_or(0, |last| last + 1);
    let mut columns: Vec<Column> = notes.flatten().chain(effects[..used].iter().copied()).collect();
    if columns.is_empty() {
        columns.push(Column::Note(0));
    }
    columns
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_block_reads_as_it_is_written() {
        let text = "segno 4 rows: note instrument volume effect // note2 effect4\n00 C-4 01 v64 | D04 // -; E-4\n02 | Z10\n03 // | - - - A06\n";
        let block = read(text).expect("a block");
        assert_eq!((block.rows, block.tracks.len()), (4, 2));
        assert_eq!(block.tracks[1].columns, [Column::Note(1), Column::Effect(3)]);
        assert_eq!(write(&block), text);
    }

    #[test]
    fn people_may_write_only_the_rows() {
        for (text, tidy) in [
            ("C-4 01\n\nE-4\n", "segno 3 rows: note instrument\n00 C-4 01\n02 E-4\n"),
            ("```\n16 C-4 // | D04\n18 E-4\n```", "segno 3 rows: note // effect\n00 C-4 // | D04\n02 E-4\n"),
            ("segno 2 rows\nC-4\n", "segno 2 rows: note\n00 C-4\n"),
            ("  -; c-4 \n", "segno 1 row: note2\n00 -; C-4\n"),
        ] {
            assert_eq!(read(text).map(|block| write(&block)).as_deref(), Ok(tidy), "{text}");
        }
    }

    #[test]
    fn what_is_no_block_tells_line_and_column() {
        for (text, why) in [
            ("C-4\nHello there", "line 2, column 1: `Hello` is no note; expected a note"),
            ("00 C-4 // Ä", "line 1, column 11: `Ä` is no note"),
            ("C-4\n04 C-4 00", "line 2, column 8: `00` is no instrument"),
            ("segno 0 rows: note", "line 1, column 7: expected 1 to 512 rows"),
            ("\nsegno 4 rows: note key", "line 2, column 20: `key` is no column"),
            ("04 C-4\n02 C-4", "line 2, column 1: the rows' numbers go back"),
            ("\n \n", "the pasted text is empty"),
            ("00 C-4\n900 C-4", "line 2, column 1: a block has at most 512 rows"),
        ] {
            let told = read(text).map(|_| ()).unwrap_err();
            assert!(told.starts_with(why), "{text}: {told}");
        }
    }
}
