//! Tuplets: notes that are spread evenly over rows, by the delay column.

use super::{Answer, Command};
use crate::song::row::{NoteCell, Row};
use crate::studio::Studio;
use crate::studio::block::{Block, Part};
use crate::studio::prompt::ask;
use crate::studio::seat::Seat;

/// Parts of a row that the delay column counts.
const DELAYS: usize = 256;

/// Spreads the notes of one note column over the rows: so many, or as many as there are. Those that are there come round and round.
fn spread(rows: &mut [Row], column: usize, wanted: Option<usize>) -> Result<(), String> {
    let notes: Vec<NoteCell> =
        rows.iter().map(|row| row.notes[column]).filter(|cell| cell.note.is_some()).collect();
    if notes.is_empty() {
        return Ok(());
    }
    let (count, length) = (wanted.unwrap_or(notes.len()), rows.len());
    if count > length {
        return Err(format!(
            "{count} notes need {count} rows or more: mark more rows; within one row *x0 strikes a note x times"
        ));
    }
    rows.iter_mut().for_each(|row| row.notes[column] = NoteCell::default());
    for (index, note) in notes.iter().cycle().take(count).enumerate() {
        // To the nearest 1/256 of a row; no note is late by a whole one.
        let place = (index * length * DELAYS + count / 2) / count;
        rows[place / DELAYS].notes[column] = NoteCell { delay: (place % DELAYS) as u8, ..*note };
    }
    Ok(())
}

fn tuplet(studio: &mut Studio, seat: &mut Seat, text: &str) -> Answer {
    let wanted = match text.trim() {
        "" => None,
        text => Some(
            text.parse::<usize>()
                .ok()
                .filter(|count| (1..=512).contains(count))
                .ok_or("expected a number of notes, 1 to 512")?,
        ),
    };
    let song = studio.song().clone();
    let block = Block::marked(&song, seat).ok_or("mark the rows over which the notes are spread first")?;
    let nothing = "the notes are spread over these rows already, or there are none";
    let deed = |rows: &mut [Row], part: &Part| {
        part.note_columns().into_iter().try_for_each(|column| spread(rows, column, wanted))
    };
    let edit = block.change(&song, nothing, None, deed)?;
    let edit = block.showing_delays(&song, edit);
    studio.edit("tuplet", edit)?;
    let rows = block.parts.iter().map(|part| part.rows.len()).max().unwrap_or(0);
    let count = wanted.map_or("the notes".to_owned(), |count| format!("{count} notes"));
    studio.say(format!("{count} over {rows} rows, by the delay column"));
    Ok(())
}

/// The rows.
pub const COMMANDS: &[Command] = &[
    Command::in_grid(
        "tuplet",
        &[],
        "spread the notes of the marked rows evenly over them by their delays: as many as there are, or so many",
        tuplet,
    )
    .taking("[NOTES]"),
    Command::in_grid(
        "ask-tuplet",
        &["_ n"],
        "the same as :tuplet, and asks how many notes: 3 over 4 rows are triplets",
        |_, seat, _| ask(seat, "Notes over the marked rows (nothing: those that stand there)", "", tuplet),
    ),
];
