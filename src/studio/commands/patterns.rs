//! Patterns as parts of a song: deep copies, cut apart and put together, time put in and taken out, and how long all of it is.

use super::rows::{add_pattern, present};
use super::{Answer, Command};
use crate::song::pattern::LaneSlot;
use crate::studio::Studio;
use crate::studio::along::{self, Along, rows_before};
use crate::studio::arranging;
use crate::studio::bars::{self, Stretch};
use crate::studio::block::counted;
use crate::studio::following::leave;
use crate::studio::seat::Seat;
use crate::studio::slots::deep;

/// A copy of the pattern without shared lanes, played after this entry.
fn deep_duplicate(studio: &mut Studio, seat: &mut Seat) -> Answer {
    let song = studio.song();
    let present = present(song, seat)?;
    let pattern = deep(song, &present);
    let entry = song.order.get(usize::from(seat.order)).map(arranging::later).unwrap_or_default();
    add_pattern(studio, seat, ("deep duplicate", " shares no lane"), pattern, entry)
}

fn split(studio: &mut Studio, seat: &mut Seat) -> Answer {
    let song = studio.song().clone();
    let (number, row) = (seat.pattern, seat.place.row);
    let edits = arranging::split(&song, number, row)?;
    let before = |order: u16| {
        let earlier = song.order.iter().take(order.into()).filter(|entry| entry.pattern == number);
        earlier.map(|entry| 2 * u16::from(entry.repeats) - 1).sum::<u16>()
    };
    let order = seat.order + before(seat.order) + 2 * u16::from(seat.repeat) + 1;
    let along = Along::Time { first: 0, by: 0, cut: Some((number, row)) };
    along::edit(studio, seat, "split pattern", edits, along)?;
    leave(studio, seat);
    seat.go_to_order(&studio.song().clone(), order);
    seat.place.row = 0;
    studio.say(format!(
        "pattern {number} ends before row {row}; what follows is pattern {}",
        song.patterns.len()
    ));
    Ok(())
}

fn join(studio: &mut Studio, seat: &mut Seat) -> Answer {
    let edits = arranging::join(studio.song(), seat.order)?;
    let row = seat.place.row;
    along::edit(studio, seat, "join patterns", edits, Along::Time { first: 0, by: 0, cut: None })?;
    leave(studio, seat);
    seat.go_to_order(&studio.song().clone(), seat.order);
    seat.place.row = row;
    let rows = seat.rows(studio.song());
    studio.say(format!(
        "entry {} plays pattern {} with {rows} rows now; the two before it stay",
        seat.order, seat.pattern
    ));
    Ok(())
}

/// A number of rows or bars; `usual` where none is typed.
fn count(text: &str, usual: u16, most: u16, what: &str) -> Result<u16, String> {
    if text.is_empty() {
        return Ok(usual.max(1));
    }
    let count = text.parse().ok().filter(|count| (1..=most).contains(count));
    count.ok_or_else(|| format!("expected a number of {what}, 1 to {most}"))
}

/// The first row that is meant, and how many: the marked block's, or from the cursor on those of a beat.
fn rows(studio: &Studio, seat: &Seat, text: &str) -> Result<(u16, u16), String> {
    let beat = u16::from(studio.song().settings.rows_per_beat);
    let marked = seat.selection.map(|selection| selection.rows());
    let (first, usual) = marked.map_or((seat.place.row, beat), |(first, last)| (first, last - first + 1));
    Ok((first, count(text, usual, crate::song::lane::MAX_ROWS, "rows")?))
}

fn stretch(studio: &mut Studio, seat: &mut Seat, text: &str, grow: bool) -> Answer {
    let (first, rows) = rows(studio, seat, text)?;
    let song = studio.song().clone();
    let by = if grow { i32::from(rows) } else { -i32::from(rows) };
    let edits = arranging::stretch(&song, seat.pattern, first, by)?;
    let along = Along::Rows { pattern: seat.pattern, track: None, first, by };
    along::edit(studio, seat, if grow { "insert time" } else { "delete time" }, edits, along)?;
    let pattern = song.patterns.get(seat.pattern.into());
    let lanes = pattern.map(|pattern| pattern.lanes.clone()).unwrap_or_default();
    let turning = (0..lanes.len()).filter(|track| {
        let own = song.lane(seat.pattern.into(), *track).and_then(|lane| lane.length);
        own.is_some_and(|own| Some(own) != pattern.map(|pattern| pattern.length))
    });
    let shared = lanes.iter().filter(|slot| matches!(slot, LaneSlot::Shared(_))).count();
    let mut told = format!("pattern {} has {} rows now", seat.pattern, seat.rows(studio.song()));
    match turning.count() {
        0 => {}
        1 => told.push_str("; 1 lane that turns goes on turning"),
        lanes => told.push_str(&format!("; {lanes} lanes that turn go on turning")),
    }
    if shared > 0 {
        told.push_str("; its shared lanes are its own now");
    }
    studio.say(told);
    Ok(())
}

/// How much time is meant, and what it is counted in: `3`, `3 beats`, `row`; without a word bars.
fn time(studio: &Studio, seat: &Seat, text: &str) -> Result<(Stretch, &'static str), String> {
    let (number, word) = match text.split_once(char::is_whitespace) {
        Some((number, word)) => (number, word.trim()),
        None if text.starts_with(char::is_alphabetic) => ("", text),
        None => (text, ""),
    };
    let bar = studio.song().settings.rows_per_bar.max(1);
    let (unit, name) = match word {
        "" | "bar" | "bars" => (bar, "bar"),
        "beat" | "beats" => (studio.rows_per_beat(seat.order), "beat"),
        "row" | "rows" => (1, "row"),
        _ => return Err("expected a number and bars, beats or rows, as 3 beats".to_owned()),
    };
    let count = count(number, 1, 999, "bars, beats or rows")?;
    Ok((Stretch { count, unit: unit.into() }, name))
}

fn change_bars(studio: &mut Studio, seat: &mut Seat, text: &str, grow: bool) -> Answer {
    let (time, name) = time(studio, seat, text.trim())?;
    let edits = match grow {
        true => bars::insert(studio.song(), seat, time)?,
        false => bars::delete(studio.song(), seat, time)?,
    };
    let inside = seat.place.row % time.unit;
    let order = seat.order + u16::from(seat.repeat > 0) + u16::from(seat.place.row >= time.unit);
    let first = rows_before(studio.song(), seat.order, seat.repeat) + u64::from(seat.place.row - inside);
    let rows = i64::from(time.rows());
    let along = Along::Time { first, by: if grow { rows } else { -rows }, cut: None };
    let step = format!("{} {name}s", if grow { "insert" } else { "delete" });
    along::edit(studio, seat, &step, edits, along)?;
    leave(studio, seat);
    seat.go_to_order(&studio.song().clone(), order);
    seat.place.row = inside;
    let deed = if grow { "put in" } else { "taken out" };
    studio.say(format!("{} {deed}; other entries play what they played", counted(time.count.into(), name)));
    Ok(())
}

/// The rows.
pub const COMMANDS: &[Command] = &[
    Command::in_grid(
        "deep-duplicate",
        &["_ d"],
        "a copy of the pattern that shares no lane with it, played after this entry",
        |studio, seat, _| deep_duplicate(studio, seat),
    ),
    Command::in_grid(
        "split-pattern",
        &["_ s"],
        "cut the pattern in two before the cursor's row, wherever it plays",
        |studio, seat, _| split(studio, seat),
    ),
    Command::in_grid(
        "join-patterns",
        &["_ j"],
        "make one pattern of this entry's and the next one's, with their repeats",
        |studio, seat, _| join(studio, seat),
    ).destroying(),
    Command::in_grid(
        "insert-time",
        &["_ i"],
        "rows of silence before the cursor in all tracks; the pattern grows by a beat, the marked rows, or so many",
        |studio, seat, text| stretch(studio, seat, text, true),
    )
    .taking("[ROWS]"),
    Command::in_grid(
        "delete-time",
        &["_ x"],
        "take rows out of all tracks from the cursor on; the pattern shrinks by a beat, the marked rows, or so many",
        |studio, seat, text| stretch(studio, seat, text, false),
    )
    .taking("[ROWS]").destroying(),
    Command::in_grid(
        "insert-bars",
        &["_ b"],
        "a bar of silence, or so many bars, beats or rows, in the song before the cursor's one, here alone",
        |studio, seat, text| change_bars(studio, seat, text, true),
    )
    .taking("[NUMBER [beats|rows]]").of_patterns(),
    Command::in_grid(
        "delete-bars",
        &["_ k"],
        "take the cursor's bar out of the song, or so many bars, beats or rows from its one on, here alone",
        |studio, seat, text| change_bars(studio, seat, text, false),
    )
    .taking("[NUMBER [beats|rows]]").destroying().of_patterns(),
    Command::in_grid("song-length", &["_ l"], "how long the song is, in bars and minutes", |studio, _, _| {
        studio.tell_duration();
        Ok(())
    }).of_patterns(),
];
