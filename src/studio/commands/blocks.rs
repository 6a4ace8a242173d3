//! Copying, pasting and changing blocks. Without a marked block, pasting and changing work on the cell, the line between two
//! values, or the track under the cursor.

use super::{Answer, Command};
use crate::sequencer::random::throw;
use crate::song::row::Row;
use crate::studio::Studio;
use crate::studio::block::{Block, Part, counted, extent, with_last_row};
use crate::studio::clipboard::{Clipboard, Paste};
use crate::studio::entry::{note_column, tell_sharing};
use crate::studio::grid::{Column, row_at};
use crate::studio::points;
use crate::studio::seat::Seat;
use crate::studio::transform::{self, has_value, interpolate};
use std::num::NonZeroU8;

/// How far humanise moves a volume or a delay if nothing else is said.
const HUMAN: u8 = 8;

/// Does something to the rows of a block: one step.
fn change(
    studio: &mut Studio,
    block: &Block,
    name: &str,
    deed: impl FnMut(&mut [Row], &Part) -> Answer,
) -> Answer {
    change_with(studio, block, name, None, deed)
}

/// The same, and something to the curves of whole tracks.
fn change_with(
    studio: &mut Studio,
    block: &Block,
    name: &str,
    of_points: Option<points::Deed>,
    deed: impl FnMut(&mut [Row], &Part) -> Answer,
) -> Answer {
    let nothing = format!("{name}: there is nothing to change here");
    let edit = block.change(studio.song(), &nothing, of_points, deed)?;
    studio.edit(name, edit)?;
    studio.say(format!("{name}: {}", block.extent()));
    tell_sharing(studio, block.round.pattern, &block.tracks());
    Ok(())
}

fn track_of(studio: &Studio, seat: &Seat) -> Block {
    Block::or_track(studio.song(), seat)
}

/// Empties the marked block, if the cursor stands in it.
pub(super) fn clear_under(studio: &mut Studio, seat: &Seat) -> Option<Answer> {
    let place = seat.place;
    seat.selection.filter(|marked| marked.holds(place.row, place.track, place.column))?;
    Some(clear(studio, seat))
}

fn clear(studio: &mut Studio, seat: &Seat) -> Answer {
    let block = Block::marked(studio.song(), seat).ok_or("no block is marked")?;
    change_with(studio, &block, "clear block", Some(points::none), |rows, part| {
        transform::wipe(rows, &part.columns);
        Ok(())
    })
}

/// Copies the marked block, or the field under the cursor.
fn take(studio: &mut Studio, seat: &mut Seat) -> Block {
    let song = studio.song();
    let row = seat.place.row;
    let marked = Block::marked(song, seat);
    let (first, last) = seat.selection.map_or((row, row), |selection| selection.rows());
    let block = marked.unwrap_or_else(|| Block::of_rows(song, seat, vec![seat.place.column], row, row));
    seat.clipboard = Clipboard::copy(song, &block, first, last);
    studio.say(format!("copied {}", block.extent()));
    block
}

fn cut(studio: &mut Studio, seat: &mut Seat) -> Answer {
    let block = take(studio, seat);
    change_with(studio, &block, "cut", Some(points::none), |rows, part| {
        transform::wipe(rows, &part.columns);
        Ok(())
    })
}

fn paste(studio: &mut Studio, seat: &Seat, name: &str, how: Paste) -> Answer {
    let (edit, tracks) = seat.clipboard.paste(studio.song(), seat.round(), seat.place, how)?;
    studio.edit(name, edit)?;
    studio.say(format!("{name}: {}", extent(seat.clipboard.rows.into(), tracks.len())));
    let over = u32::from(seat.place.row) + u32::from(seat.clipboard.rows);
    if let Some(lost) = over.checked_sub(seat.rows(studio.song()).into()).filter(|lost| *lost > 0) {
        studio.warn(format!("left out, beyond the pattern's end: {}", counted(lost as usize, "row")));
    }
    tell_sharing(studio, seat.pattern, &tracks);
    Ok(())
}

fn transpose(studio: &mut Studio, seat: &Seat, semitones: i32) -> Answer {
    let block = Block::or_cell(studio.song(), seat);
    change(studio, &block, "transpose", |rows, part| transform::transpose(rows, &part.columns, semitones))
}

fn set_instrument(studio: &mut Studio, seat: &Seat) -> Answer {
    let block = Block::or_cell(studio.song(), seat);
    let instrument = NonZeroU8::new(seat.instrument + 1);
    change(studio, &block, "set instrument", |rows, part| {
        transform::set_instrument(rows, &part.note_columns(), instrument);
        Ok(())
    })
}

/// Draws lines in the marked block; without one, between the values above and below the cursor. `wanted` chooses the columns
/// of a track's fields, or those of the field under the cursor.
fn draw_line(studio: &mut Studio, seat: &Seat, name: &str, wanted: fn(&[Column]) -> Vec<Column>) -> Answer {
    let song = studio.song();
    let marked = Block::marked(song, seat);
    let block = match marked {
        Some(block) => block,
        None => {
            let columns = wanted(&[seat.place.column]);
            let column = *columns.first().ok_or_else(|| format!("{name}: the cursor is in no such field"))?;
            let is_written =
                |row: &u16| has_value(&row_at(song, seat.round(), seat.place.track, *row), column);
            let above = (0..=seat.place.row).rev().find(is_written);
            let below = (seat.place.row + 1..seat.rows(song)).find(is_written);
            let ends = above.zip(below).ok_or("a line needs a value here or above, and one below")?;
            Block::of_rows(song, seat, columns, ends.0, ends.1)
        }
    };
    change(studio, &block, name, |rows, part| {
        wanted(&part.columns).into_iter().try_for_each(|column| interpolate(rows, column))
    })
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

/// Spreads the block over twice its rows; what stood below gives way.
fn double(studio: &mut Studio, seat: &mut Seat) -> Answer {
    let bottom = seat.rows(studio.song()).saturating_sub(1);
    let longer = seat.selection.map(|selection| {
        let (first, last) = selection.rows();
        with_last_row(selection, (last + (last - first) + 1).min(bottom))
    });
    let before = std::mem::replace(&mut seat.selection, longer);
    let block = track_of(studio, seat);
    let done = change_with(studio, &block, "double", Some(points::spread), |rows, part| {
        transform::spread(rows, &part.columns);
        Ok(())
    });
    if done.is_err() {
        seat.selection = before;
    }
    done
}

/// Draws the block together into half its rows.
fn halve(studio: &mut Studio, seat: &mut Seat) -> Answer {
    let block = track_of(studio, seat);
    change_with(studio, &block, "halve", Some(points::draw_together), |rows, part| {
        transform::draw_together(rows, &part.columns);
        Ok(())
    })?;
    seat.selection = seat.selection.map(|selection| {
        let (first, last) = selection.rows();
        with_last_row(selection, first + (last - first) / 2)
    });
    Ok(())
}

fn scale(studio: &mut Studio, seat: &Seat, name: &str, from: f64, to: f64) -> Answer {
    let block = track_of(studio, seat);
    change(studio, &block, name, |rows, part| {
        transform::scale_volumes(rows, &part.note_columns(), from, to);
        Ok(())
    })
}

fn scale_to(studio: &mut Studio, seat: &Seat, text: &str) -> Answer {
    let percent: Option<f64> =
        text.trim_end_matches('%').parse().ok().filter(|percent| (0.0..=1_000.0).contains(percent));
    let factor = percent.ok_or("volumes are scaled by 0 to 1000 percent")? / 100.0;
    scale(studio, seat, "scale volumes", factor, factor)
}

/// Numbers by chance, the same for the same song and history.
fn chance(studio: &Studio, seat: &Seat) -> impl FnMut(u64) -> u64 + use<> {
    let seed = studio.song().settings.seed;
    let step = studio.document.history().past().count() as u64;
    let place = [step, seat.pattern.into(), seat.place.track.into()];
    let mut count = 0;
    move |below| {
        count += 1;
        throw(seed, &[place[0], place[1], place[2], count]) % below.max(1)
    }
}

fn humanise(studio: &mut Studio, seat: &Seat, text: &str) -> Answer {
    let most = if text.is_empty() { Some(HUMAN) } else { text.parse().ok() };
    let most = most.filter(|most| (1..=64).contains(most)).ok_or("humanise moves by 1 to 64")?;
    let (block, mut random) = (track_of(studio, seat), chance(studio, seat));
    change(studio, &block, "humanise", |rows, part| {
        transform::humanise(rows, &part.columns, most, &mut random);
        Ok(())
    })
}

fn shuffle(studio: &mut Studio, seat: &Seat) -> Answer {
    let (block, mut random) = (track_of(studio, seat), chance(studio, seat));
    change(studio, &block, "shuffle", |rows, part| {
        part.note_columns().into_iter().for_each(|number| transform::shuffle(rows, number, &mut random));
        Ok(())
    })
}

fn reverse(studio: &mut Studio, seat: &Seat) -> Answer {
    let block = track_of(studio, seat);
    change_with(studio, &block, "reverse", Some(points::reverse), |rows, part| {
        transform::reverse(rows, &part.columns);
        Ok(())
    })
}

/// The rows.
pub const COMMANDS: &[Command] = &[
    Command::in_grid("copy", &["ctrl-c", "alt-c"], "copy the block or the field", |studio, seat, _| {
        take(studio, seat);
        Ok(())
    }),
    Command::in_grid(
        "cut",
        &["ctrl-x", "alt-z"],
        "copy the block or the field and empty it",
        |studio, seat, _| cut(studio, seat),
    ),
    Command::in_grid("paste", &["ctrl-v", "alt-o"], "paste over what stands here", |studio, seat, _| {
        paste(studio, seat, "paste", Paste::Over)
    }),
    Command::in_grid("paste-mix", &["alt-m"], "paste into empty fields only", |studio, seat, _| {
        paste(studio, seat, "mix paste", Paste::Mix)
    }),
    Command::in_grid(
        "paste-insert",
        &["alt-p"],
        "paste and move down what stands here",
        |studio, seat, _| paste(studio, seat, "insert paste", Paste::Insert),
    ),
    Command::in_grid("clear-block", &[], "empty the marked block", |studio, seat, _| clear(studio, seat)),
    Command::in_grid("transpose-up", &["alt-q", "ctrl-w up"], "a semitone up", |studio, seat, _| {
        transpose(studio, seat, 1)
    }),
    Command::in_grid("transpose-down", &["alt-a", "ctrl-w down"], "a semitone down", |studio, seat, _| {
        transpose(studio, seat, -1)
    }),
    Command::in_grid(
        "octave-block-up",
        &["alt-shift-q", "ctrl-w pageup"],
        "twelve semitones up",
        |studio, seat, _| transpose(studio, seat, 12),
    ),
    Command::in_grid(
        "octave-block-down",
        &["alt-shift-a", "ctrl-w pagedown"],
        "twelve semitones down",
        |studio, seat, _| transpose(studio, seat, -12),
    ),
    Command::in_grid("transpose", &[], "move notes by semitones", |studio, seat, text| {
        let semitones = text.parse().ok().filter(|semitones| (-119..=119).contains(semitones));
        transpose(studio, seat, semitones.ok_or("notes are moved by -119 to 119 semitones")?)
    })
    .taking("SEMITONES"),
    Command::in_grid(
        "set-instrument",
        &["alt-s"],
        "give the notes the chosen instrument",
        |studio, seat, _| set_instrument(studio, seat),
    ),
    Command::in_grid("interpolate-volume", &["alt-k"], "a line between two volumes", |studio, seat, _| {
        draw_line(studio, seat, "interpolate volume", volumes)
    }),
    Command::in_grid("interpolate-effect", &["alt-x"], "a line between two effects", |studio, seat, _| {
        draw_line(studio, seat, "interpolate effect", effects)
    }),
    Command::in_grid("interpolate-notes", &[], "a line between two notes", |studio, seat, _| {
        draw_line(studio, seat, "interpolate notes", notes)
    }),
    Command::in_grid("double", &["alt-f"], "spread the block over twice its rows", |studio, seat, _| {
        double(studio, seat)
    }),
    Command::in_grid("halve", &["alt-g"], "draw the block together into half its rows", |studio, seat, _| {
        halve(studio, seat)
    }),
    Command::in_grid("fade-in", &[], "volumes from nothing to what they are", |studio, seat, _| {
        scale(studio, seat, "fade in", 0.0, 1.0)
    }),
    Command::in_grid("fade-out", &[], "volumes from what they are to nothing", |studio, seat, _| {
        scale(studio, seat, "fade out", 1.0, 0.0)
    }),
    Command::in_grid(
        "scale-volume",
        &[],
        "volumes so many percent of what they are",
        |studio, seat, text| scale_to(studio, seat, text),
    )
    .taking("PERCENT"),
    Command::in_grid("humanise", &[], "move volumes and shown delays by chance", |studio, seat, text| {
        humanise(studio, seat, text)
    })
    .taking("[MOST]"),
    Command::in_grid("reverse", &[], "the last row first", |studio, seat, _| reverse(studio, seat)),
    Command::in_grid("shuffle", &[], "the same notes in another order", |studio, seat, _| {
        shuffle(studio, seat)
    }),
];
