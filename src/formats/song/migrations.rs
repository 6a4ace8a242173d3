//! Older formats: each version has one row that turns its text into the next version's.

mod two_returns;

use super::fault::{Fault, after_blanks, found};
use std::borrow::Cow;

/// The format that is written.
pub(super) const CURRENT: u32 = 2;

/// The step from one format to the next.
pub(super) struct Migration {
    /// The format that it reads; it writes the one after it.
    pub(super) from: u32,
    /// Turns the text of a file into the next format's. A step that keeps lines keeps the places of later faults.
    pub(super) run: fn(&str) -> String,
}

/// One row for each format before [`CURRENT`]. Format 1 is the first one.
pub(super) const MIGRATIONS: &[Migration] = &[Migration { from: 1, run: two_returns::into_strips }];

/// The number behind `format:`, which comes first in every song file.
pub(super) fn format(text: &str) -> Result<u32, Fault> {
    let digits = digits(text)?;
    digits.parse().map_err(|_| Fault::at(digits, found(digits), "the number of a format"))
}

/// The digits of that number, and what is behind them if there are none.
fn digits(text: &str) -> Result<&str, Fault> {
    let expected = format!("a song that begins with `(format: {CURRENT},`");
    let mut rest = after_blanks(text);
    for part in ["(", "format", ":"] {
        rest = rest.strip_prefix(part).ok_or_else(|| Fault::at(rest, found(rest), &expected))?;
        rest = after_blanks(rest);
    }
    let end = rest.find(|c: char| !c.is_ascii_digit()).unwrap_or(rest.len());
    Ok(if end == 0 { rest } else { &rest[..end] })
}

/// The text in the format `to`, by as many steps of `table` as it takes.
pub(super) fn migrated<'a>(text: &'a str, to: u32, table: &[Migration]) -> Result<Cow<'a, str>, Fault> {
    let mut text = Cow::Borrowed(text);
    let first = format(&text)?;
    if first > to {
        let wrong = format!("the song has format {first}, made by a newer segno");
        return Err(Fault::at(after_blanks(&text), wrong, &format!("format {to} or older")));
    }
    for version in first..to {
        let step = table.iter().find(|step| step.from == version).ok_or_else(|| {
            let oldest = table.first().map_or(to, |step| step.from);
            Fault::at(
                after_blanks(&text),
                format!("there is no format {version}"),
                &format!("format {oldest} to {to}"),
            )
        })?;
        text = Cow::Owned((step.run)(&text));
    }
    Ok(text)
}

#[cfg(test)]
mod tests {
    use super::*;

    const TABLE: &[Migration] = &[
        Migration {
            from: 1,
            run: |text| text.replacen("format: 1", "format: 2", 1).replace("bpm:", "tempo:"),
        },
        Migration {
            from: 2,
            run: |text| text.replacen("format: 2", "format: 3", 1).replace("120", "\"120\""),
        },
    ];

    #[test]
    fn an_older_song_takes_every_step_to_the_current_format() {
        let text = "// mine\n(format: 1, bpm: 120)";
        assert_eq!(
            migrated(text, 3, TABLE).expect("a known version"),
            "// mine\n(format: 3, tempo: \"120\")"
        );
        assert_eq!(
            migrated("(format: 2, tempo: 120)", 3, TABLE).expect("a known version"),
            "(format: 3, tempo: \"120\")"
        );
    }

    #[test]
    fn a_song_in_the_current_format_is_not_copied() {
        assert!(matches!(migrated("(format: 3)", 3, TABLE), Ok(Cow::Borrowed("(format: 3)"))));
    }

    #[test]
    fn a_newer_or_unknown_format_is_refused() {
        let fault = |text: &str| migrated(text, 3, TABLE).unwrap_err().problem("song.ron", text).to_string();
        assert_eq!(
            fault(" (format: 4)"),
            "song.ron:1:2: the song has format 4, made by a newer segno; expected format 3 or older"
        );
        assert_eq!(fault("(format: 0)"), "song.ron:1:1: there is no format 0; expected format 1 to 3");
        assert!(
            fault("(title: \"x\")")
                .contains("song.ron:1:2: found `title: \"x\")`; expected a song that begins")
        );
        assert!(fault("(format: x)").starts_with("song.ron:1:10: found `x)`"));
    }

    #[test]
    fn every_format_before_the_current_one_has_its_step() {
        let steps: Vec<u32> = MIGRATIONS.iter().map(|step| step.from).collect();
        assert_eq!(steps, (1..CURRENT).collect::<Vec<_>>());
    }
}
