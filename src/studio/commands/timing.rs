//! Where the rows of blocks stand: farther apart, around, toward a grid, fewer of them. Without a marked block: of the track.

use super::changes::{change, change_with, done, touched, touches};
use super::{Answer, Command};
use crate::studio::Studio;
use crate::studio::block::{Block, with_last_row};
use crate::studio::grid::Column;
use crate::studio::points;
use crate::studio::prompt::ask;
use crate::studio::seat::Seat;
use crate::studio::transform::{self, time};

/// The farthest that rows are stretched.
const LONGEST_STRETCH: f64 = 64.0;

/// The marked block, longer or shorter: so many rows from its first.
fn marked_rows(studio: &Studio, seat: &mut Seat, rows: usize) {
    let bottom = usize::from(seat.rows(studio.song()).saturating_sub(1));
    seat.selection = seat.selection.map(|selection| {
        let first = usize::from(selection.rows().0);
        with_last_row(selection, (first + rows.max(1) - 1).min(bottom) as u16)
    });
}

/// Spreads the block over twice its rows; what stood below gives way.
fn double(studio: &mut Studio, seat: &mut Seat) -> Answer {
    let before = seat.selection;
    let rows = before.map_or(0, |selection| usize::from(selection.rows().1 - selection.rows().0) + 1);
    marked_rows(studio, seat, rows * 2);
    let block = touched(studio, seat);
    let of_points = |loose, rows| points::stretch(loose, rows, rows, 2.0);
    let done = change_with(studio, &block, "double", Some(&of_points), |rows, part| {
        time::stretch(rows, &part.columns, rows.len(), 2.0, false);
        Ok(())
    });
    if done.is_err() {
        seat.selection = before;
    }
    done
}

/// Draws the block together into half its rows.
fn halve(studio: &mut Studio, seat: &mut Seat) -> Answer {
    let block = touched(studio, seat);
    let of_points = |loose, rows| points::stretch(loose, rows, rows, 0.5);
    change_with(studio, &block, "halve", Some(&of_points), |rows, part| {
        time::keep_every(rows, &part.columns, 2);
        time::stretch(rows, &part.columns, rows.len(), 0.5, false);
        Ok(())
    })?;
    seat.selection = seat.selection.map(|selection| {
        let (first, last) = selection.rows();
        with_last_row(selection, first + (last - first) / 2)
    });
    Ok(())
}

/// Reads a factor: `2`, `1.5`, `3/2`, `150%`.
fn factor(text: &str) -> Option<f64> {
    let number = |text: &str| text.trim().parse::<f64>().ok();
    let factor = match (text.split_once('/'), text.strip_suffix('%')) {
        (Some((over, under)), _) => number(over)? / number(under)?,
        (None, Some(percent)) => number(percent)? / 100.0,
        (None, None) => number(text)?,
    };
    (1.0 / LONGEST_STRETCH..=LONGEST_STRETCH).contains(&factor).then_some(factor)
}

/// Stretches the block by any factor; what stood below gives way.
fn stretch(studio: &mut Studio, seat: &mut Seat, text: &str) -> Answer {
    if text.is_empty() {
        return ask(seat, "Stretch by (2, 1/2, 3/2, 75%)", "", stretch);
    }
    let factor = factor(text).ok_or("expected a factor from 1/64 to 64, such as 2, 1/3, 1.5, 3/2 or 75%")?;
    let before = seat.selection;
    let own = before.map(|selection| usize::from(selection.rows().1 - selection.rows().0) + 1);
    if let Some(rows) = own {
        marked_rows(studio, seat, time::stretched(rows, factor).max(rows));
    }
    let block = touched(studio, seat);
    let delays = seat.operation.has(Column::Delay(0));
    let count = |rows: usize| own.unwrap_or(rows).min(rows);
    let of_points = |loose, rows| points::stretch(loose, rows, count(rows), factor);
    let nothing = "stretch: there is nothing to change here";
    let edit = block.change(studio.song(), nothing, Some(&of_points), |rows, part| {
        time::stretch(rows, &part.columns, count(rows.len()), factor, delays);
        Ok(())
    });
    let done = edit.and_then(|edit| {
        let edit = block.showing_delays(studio.song(), edit);
        done(studio, &block, "stretch", edit)
    });
    match (&done, own) {
        (Ok(()), Some(rows)) => marked_rows(studio, seat, time::stretched(rows, factor)),
        _ => seat.selection = before,
    }
    done
}

/// Moves notes toward a grid of rows: `1 100%` if nothing is said.
fn quantise(studio: &mut Studio, seat: &Seat, text: &str) -> Answer {
    let expected = "expected the rows of the grid and a strength: 1, or 4 50%";
    let mut words = text.split_whitespace();
    let grid = words.next().map_or(Some(1), |word| word.parse().ok()).filter(|rows| (1..=64).contains(rows));
    let grid: u16 = grid.ok_or(expected)?;
    let strength = words.next().map_or(Some(100.0), |word| word.trim_end_matches('%').parse().ok());
    let strength: f64 = strength.filter(|percent| (0.0..=100.0).contains(percent)).ok_or(expected)?;
    if words.next().is_some() {
        return Err(expected.to_owned());
    }
    touches(
        seat,
        "quantise",
        &[Column::Note(0), Column::Instrument(0), Column::Volume(0), Column::Delay(0)],
    )?;
    let block = Block::or_track(studio.song(), seat);
    let nothing = "quantise: every note here stands on the grid, or its way is not free";
    let edit = block.change(studio.song(), nothing, None, |rows, part| {
        for number in part.note_columns() {
            time::quantise(rows, number, block.first, grid, strength / 100.0);
        }
        Ok(())
    })?;
    let edit = block.showing_delays(studio.song(), edit);
    done(studio, &block, "quantise", edit)
}

/// Moves rows down, or up if negative, around the block's ends.
fn rotate(studio: &mut Studio, seat: &Seat, by: i32) -> Answer {
    let block = touched(studio, seat);
    let of_points = |loose, rows| points::rotate(loose, rows, by);
    change_with(studio, &block, "rotate", Some(&of_points), |rows, part| {
        time::rotate(rows, &part.columns, by);
        Ok(())
    })
}

fn thin_out(studio: &mut Studio, seat: &Seat, text: &str) -> Answer {
    let nth = if text.is_empty() { Some(2) } else { text.parse().ok() };
    let nth = nth.filter(|nth| (2..=64).contains(nth)).ok_or("one of every 2 to 64 stays")?;
    let block = touched(studio, seat);
    change(studio, &block, "thin out", |rows, part| {
        time::thin_out(rows, &part.columns, nth);
        Ok(())
    })
}

fn reverse(studio: &mut Studio, seat: &Seat) -> Answer {
    let block = touched(studio, seat);
    change_with(studio, &block, "reverse", Some(&points::reverse), |rows, part| {
        transform::reverse(rows, &part.columns);
        Ok(())
    })
}

/// The rows.
pub const COMMANDS: &[Command] = &[
    Command::in_grid("double", &["alt-f"], "spread the block over twice its rows", |studio, seat, _| {
        double(studio, seat)
    }),
    Command::in_grid("halve", &["alt-g"], "draw the block together into half its rows", |studio, seat, _| {
        halve(studio, seat)
    }),
    Command::in_grid(
        "stretch",
        &["\\ g"],
        "rows farther apart or closer together by any factor; notes between two rows get delays",
        stretch,
    )
    .taking("[FACTOR]"),
    Command::in_grid(
        "quantise",
        &["\\ q"],
        "notes with their delays toward every nth row (1), by a strength in percent (100)",
        |studio, seat, text| quantise(studio, seat, text),
    )
    .taking("[ROWS STRENGTH]"),
    Command::in_grid(
        "rotate-down",
        &["\\ down"],
        "every row a row down, the last one first",
        |studio, seat, _| rotate(studio, seat, 1),
    ),
    Command::in_grid("rotate-up", &["\\ up"], "every row a row up, the first one last", |studio, seat, _| {
        rotate(studio, seat, -1)
    }),
    Command::in_grid(
        "rotate",
        &[],
        "every row so many rows down, or up if negative",
        |studio, seat, text| {
            let rows = text.parse().ok().filter(|rows| (-511..=511).contains(rows));
            rotate(studio, seat, rows.ok_or("rows are rotated by -511 to 511")?)
        },
    )
    .taking("ROWS"),
    Command::in_grid(
        "thin-out",
        &["\\ t"],
        "one of every so many (2) that stand in a column stays",
        |studio, seat, text| thin_out(studio, seat, text),
    )
    .taking("[NUMBER]"),
    Command::in_grid("reverse", &["\\ b"], "the last row first", |studio, seat, _| reverse(studio, seat)),
];
