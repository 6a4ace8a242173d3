//! Lines between the values of blocks. Without a marked block: between the values above and below the cursor.

use super::changes::{change, touches};
use super::{Answer, Command};
use crate::studio::Studio;
use crate::studio::block::Block;
use crate::studio::entry::note_column;
use crate::studio::grid::{Column, row_at};
use crate::studio::seat::Seat;
use crate::studio::transform::amounts::{Amount, Way, interpolate};

/// Draws lines in the marked block; without one, between the values above and below the cursor. `wanted` chooses the columns
/// of a track's fields, or those of the field under the cursor. Columns between two values of different kinds are left alone.
fn draw_line(
    studio: &mut Studio,
    seat: &Seat,
    name: &str,
    way: Way,
    wanted: fn(&[Column]) -> Vec<Column>,
) -> Answer {
    let song = studio.song();
    let block = match Block::marked(song, seat) {
        Some(block) => block.shown(song),
        None => {
            let columns = wanted(&[seat.place.column]);
            let column = *columns.first().ok_or_else(|| format!("{name}: the cursor is in no such field"))?;
            touches(seat, name, &columns)?;
            let amount = |row: u16| Amount::of(&row_at(song, seat.round(), seat.place.track, row), column);
            // A note without a delay is an end above, but one that is to be moved below.
            let ends = |found: Amount| found.value > 0 || !matches!(column, Column::Delay(_));
            let above = (0..=seat.place.row).rev().find(|row| amount(*row).is_some());
            let below = (seat.place.row + 1..seat.rows(song)).find(|row| amount(*row).is_some_and(ends));
            let ends = above.zip(below).ok_or("a line needs a value here or above, and one below")?;
            Block::of_rows(song, seat, columns, ends.0, ends.1)
        }
    };
    let (mask, mut why) = (seat.operation, None);
    let changed = change(studio, &block, name, |rows, part| {
        for column in wanted(&part.columns).into_iter().filter(|column| mask.has(*column)) {
            why = interpolate(rows, column, way).err().or(why.take());
        }
        Ok(())
    });
    changed.map_err(|nothing| why.unwrap_or(nothing))
}

/// The volume fields of the note columns of which there is a field.
fn volumes(columns: &[Column]) -> Vec<Column> {
    let mut numbers: Vec<_> = columns.iter().filter_map(|column| note_column(*column)).collect();
    numbers.dedup();
    numbers.into_iter().map(|number| Column::Volume(number as u8)).collect()
}

fn effects(columns: &[Column]) -> Vec<Column> {
    columns.iter().copied().filter(|column| matches!(column, Column::Effect(_))).collect()
}

fn notes(columns: &[Column]) -> Vec<Column> {
    columns.iter().copied().filter(|column| matches!(column, Column::Note(_))).collect()
}

fn all(columns: &[Column]) -> Vec<Column> {
    columns.to_vec()
}

/// The rows.
pub const COMMANDS: &[Command] = &[
    Command::in_grid("interpolate-volume", &["alt-k"], "a line between two volumes", |studio, seat, _| {
        draw_line(studio, seat, "interpolate volume", Way::Line, volumes)
    }),
    Command::in_grid("interpolate-effect", &["alt-x"], "a line between two effects", |studio, seat, _| {
        draw_line(studio, seat, "interpolate effect", Way::Line, effects)
    }),
    Command::in_grid("interpolate-notes", &[], "a line between two notes", |studio, seat, _| {
        draw_line(studio, seat, "interpolate notes", Way::Line, notes)
    }),
    Command::in_grid(
        "interpolate",
        &["\\ i"],
        "a line between the first and the last value of every field of the block, or around the cursor",
        |studio, seat, _| draw_line(studio, seat, "interpolate", Way::Line, all),
    ),
    Command::in_grid(
        "interpolate-exponential",
        &["\\ x"],
        "the same by equal factors: slow at the lower end",
        |studio, seat, _| draw_line(studio, seat, "interpolate exponential", Way::Exponential, all),
    ),
    Command::in_grid("interpolate-sine", &["\\ s"], "the same slow at both ends", |studio, seat, _| {
        draw_line(studio, seat, "interpolate sine", Way::Sine, all)
    }),
];
