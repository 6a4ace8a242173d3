//! Tables (RFC 4180): a head that names the columns, then a row for each comment. Commas or semicolons.

use super::{Comment, Comments, Fault, time};
use crate::formats::csv;

/// The columns as they are written, with the other names that are known.
const COLUMNS: [&[&str]; 6] = [
    &["track", "song", "title"],
    &["time", "at", "start", "position", "timestamp"],
    &["author", "who", "name", "user"],
    &["text", "comment", "body", "note"],
    &["written", "date", "created"],
    &["state", "status"],
];
const TIME: usize = 1;
const TEXT: usize = 3;

const HEAD: &str = "a head with at least `time` and `text`, such as `track,time,author,text`";

pub(super) fn read(text: &str) -> Comments {
    let mut found = Comments::default();
    let first = text.lines().next().unwrap_or_default();
    let separator = if first.matches(';').count() > first.matches(',').count() { ';' } else { ',' };
    let mut rows = match csv::read(text, separator) {
        Ok(rows) => rows.into_iter(),
        Err(line) => {
            found.faults.push(Fault::new(line, "a quoted cell has no end", "`\"` at its end"));
            return found;
        }
    };
    let head = rows.next().map(|(_, head)| head).unwrap_or_default();
    let place =
        |names: &[&str]| head.iter().position(|cell| names.contains(&cell.trim().to_lowercase().as_str()));
    let places = COLUMNS.map(place);
    if places[TIME].is_none() || places[TEXT].is_none() {
        found.faults.push(Fault::new(1, "the columns have no names that are known", HEAD));
        return found;
    }
    for (line, row) in rows.filter(|(_, row)| row.iter().any(|cell| !cell.trim().is_empty())) {
        let cell =
            |column: usize| places[column].and_then(|place| row.get(place)).map_or("", |cell| cell.trim());
        let [track, at, author, text, written, state] =
            std::array::from_fn(|column| csv::unmarked(cell(column)).to_owned());
        found.take(match (time::read(&at), text.is_empty()) {
            (None, _) => Err(Fault::new(line, format!("`{at}` is no time"), time::EXPECTED)),
            (_, true) => Err(Fault::new(line, "there is no text", "words in the column `text`")),
            (Some(time), _) => Ok(Comment { track, time, author, text, written, state }),
        });
    }
    found
}

pub(super) fn write(comments: &[Comment]) -> String {
    let mut out = csv::row(&COLUMNS.map(|names| names[0].to_owned()));
    for comment in comments {
        let Comment { track, time, author, text, written, state } = comment.clone();
        out += &csv::row_without_formulas(&[track, time::short(time), author, text, written, state]);
    }
    out
}
