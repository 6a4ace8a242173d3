//! Rows that come and go, patterns, and the lanes that they are made of.

use super::{Answer, Command, run_line};
use crate::song::Song;
use crate::song::edit::Edit;
use crate::song::lane::MAX_ROWS;
use crate::song::order::OrderEntry;
use crate::song::pattern::{LaneSlot, Pattern};
use crate::song::row::Row;
use crate::studio::Studio;
use crate::studio::along::{self, Along};
use crate::studio::block::together;
use crate::studio::clips;
use crate::studio::entry::tell_sharing;
use crate::studio::following::{is_recording, leave};
use crate::studio::grid::lane_row;
use crate::studio::points;
use crate::studio::seat::Seat;
use crate::studio::slots::{Sharing, owned, slot};
use std::sync::Arc;

/// The edit that moves a lane's rows and the points of its curves from the cursor on: down, to make room for one, or up, over the one at the cursor.
fn shifted(song: &Song, seat: &Seat, track: u16, down: bool) -> Option<Edit> {
    let lane = song.lane(seat.pattern.into(), track.into())?;
    let first = lane_row(song, seat.round(), track, seat.place.row);
    let end = song.lane_rows(seat.pattern.into(), track.into());
    let moved = |row: u16| {
        let from = if down { row.checked_sub(1).filter(|from| *from >= first) } else { Some(row + 1) };
        from.filter(|from| *from < end).map(|from| lane.row(from)).unwrap_or_default()
    };
    let rows: Vec<(u16, Row)> = (first..end).map(|row| (row, moved(row))).collect();
    let changes = rows.iter().any(|(number, row)| lane.row(*number) != *row);
    let numbers: Vec<u16> = (first..end).collect();
    let of_points: points::Deed = if down { &points::down } else { &points::up };
    let mut edits = points::changed(song, seat.pattern, track, &numbers, of_points);
    edits.extend(changes.then_some(Edit::Rows { pattern: seat.pattern, track, rows }));
    edits.extend(clips::shifted(song, (seat.pattern, track), first..end, down));
    together(edits)
}

fn shift(studio: &mut Studio, seat: &mut Seat, all: bool, down: bool) -> Answer {
    if !all && !down && is_recording(studio, seat) {
        return run_line(studio, seat, "erase");
    }
    let count = studio.song().tracks.len() as u16;
    let tracks: Vec<u16> = if all { (0..count).collect() } else { vec![seat.place.track] };
    let edits: Vec<Edit> =
        tracks.iter().filter_map(|track| shifted(studio.song(), seat, *track, down)).collect();
    if edits.is_empty() {
        return Err("nothing stands here or below".to_owned());
    }
    let along = Along::Rows {
        pattern: seat.pattern,
        track: Some(seat.place.track).filter(|_| !all),
        first: seat.place.row,
        by: if down { 1 } else { -1 },
    };
    let kept = along::edit(studio, seat, if down { "insert row" } else { "delete row" }, edits, along);
    tell_sharing(studio, seat.pattern, &tracks);
    kept
}

/// Puts a pattern at the end of the list and plays it after this entry of the order list; the seat goes there. `shares` is what is
/// told of its lanes.
pub(super) fn add_pattern(
    studio: &mut Studio,
    seat: &mut Seat,
    (name, shares): (&str, &str),
    pattern: Pattern,
    entry: OrderEntry,
) -> Answer {
    let number = studio.song().patterns.len() as u16;
    let order = seat.order + 1;
    let entry = OrderEntry { pattern: number, ..entry };
    let edits = vec![Edit::InsertPattern { at: number, pattern }, Edit::InsertOrder { at: order, entry }];
    studio.edit(name, Edit::Several { edits })?;
    leave(studio, seat);
    seat.go_to_order(&studio.song().clone(), order);
    studio.say(format!("pattern {number}{shares}, at place {order} of the order list"));
    Ok(())
}

pub(super) fn present(song: &Song, seat: &Seat) -> Result<Arc<Pattern>, String> {
    song.patterns.get(seat.pattern.into()).cloned().ok_or_else(|| "there is no such pattern".to_owned())
}

fn duplicate(studio: &mut Studio, seat: &mut Seat) -> Answer {
    let pattern = present(studio.song(), seat)?;
    let entry = studio.song().order.get(usize::from(seat.order)).cloned().unwrap_or_default();
    let entry = OrderEntry { section: None, ..entry };
    add_pattern(studio, seat, ("duplicate pattern", ""), (*pattern).clone(), entry)
}

fn new_pattern(studio: &mut Studio, seat: &mut Seat) -> Answer {
    let length = present(studio.song(), seat)?.length;
    let pattern = Pattern { length, ..Pattern::default() };
    add_pattern(studio, seat, ("new pattern", ""), pattern, OrderEntry::default())
}

fn remove_pattern(studio: &mut Studio, seat: &Seat) -> Answer {
    studio.edit("remove pattern", Edit::RemovePattern { at: seat.pattern })
}

fn set_pattern(studio: &mut Studio, seat: &Seat, step: &str, change: impl FnOnce(&mut Pattern)) -> Answer {
    let mut pattern = (*present(studio.song(), seat)?).clone();
    change(&mut pattern);
    let (name, length) = (pattern.name, pattern.length);
    studio.edit(step, Edit::PatternSettings { pattern: seat.pattern, name, length })
}

fn row_count(text: &str) -> Result<u16, String> {
    let rows = text.parse().ok().filter(|rows| (1..=MAX_ROWS).contains(rows));
    rows.ok_or_else(|| format!("a length is 1 to {MAX_ROWS} rows"))
}

fn lane_length(studio: &mut Studio, seat: &Seat, text: &str) -> Answer {
    let length = if text.is_empty() { None } else { Some(row_count(text)?) };
    let (pattern, track) = (seat.pattern, seat.place.track);
    studio.edit("lane length", Edit::LaneLength { pattern, track, length })?;
    match length {
        Some(length) => studio.say(format!("the lane begins again after {length} rows")),
        None => studio.say("the lane is as long as the pattern"),
    }
    tell_sharing(studio, pattern, &[track]);
    Ok(())
}

/// Lets the track play here what it plays in another pattern, now and after every edit of either.
fn share(studio: &mut Studio, seat: &Seat, text: &str) -> Answer {
    let (song, track) = (studio.song(), seat.place.track);
    let other: u16 = text.parse().map_err(|_| "the number of a pattern was expected")?;
    if usize::from(other) >= song.patterns.len() || other == seat.pattern {
        let last = song.patterns.len() - 1;
        return Err(format!("a lane is shared with another pattern, 0 to {last}"));
    }
    let mut sharing = Sharing::of(song);
    let number = sharing.number(other, track);
    sharing.join(seat.pattern, track, number);
    let edits = sharing.edits();
    studio.edit("share lane", Edit::Several { edits })?;
    studio.say(format!("track {} plays the same in patterns {} and {other}", track + 1, seat.pattern));
    Ok(())
}

/// Gives the pattern a lane of its own in place of a shared one.
fn make_own(studio: &mut Studio, seat: &Seat) -> Answer {
    let (song, pattern, track) = (studio.song(), seat.pattern, seat.place.track);
    let shared = slot(song, pattern, track);
    if !matches!(shared, LaneSlot::Shared(_)) {
        return Err("this lane is the pattern's own already".to_owned());
    }
    let own = owned(song, &shared);
    studio.edit("own lane", Edit::Slot { pattern, track, slot: own })?;
    studio.say("the lane is this pattern's own now");
    Ok(())
}

/// The rows.
pub const COMMANDS: &[Command] = &[
    Command::in_grid(
        "insert-row",
        &["insert", "alt-i"],
        "make room for a row in the track",
        |studio, seat, _| shift(studio, seat, false, true),
    ),
    Command::in_grid(
        "delete-row",
        &["backspace", "ctrl-w backspace"],
        "take the row out of the track",
        |studio, seat, _| shift(studio, seat, false, false),
    )
    .destroying(),
    Command::in_grid(
        "insert-row-everywhere",
        &["alt-insert", "alt-shift-i", "ctrl-w insert"],
        "make room for a row in every track",
        |studio, seat, _| shift(studio, seat, true, true),
    ),
    Command::in_grid(
        "delete-row-everywhere",
        &["alt-backspace", "ctrl-w delete"],
        "take the row out of every track",
        |studio, seat, _| shift(studio, seat, true, false),
    )
    .destroying(),
    Command::in_grid(
        "duplicate-pattern",
        &["ctrl-d", "ctrl-w d"],
        "a copy of the pattern, played after this entry",
        |studio, seat, _| duplicate(studio, seat),
    ),
    Command::in_grid(
        "new-pattern",
        &["ctrl-w +"],
        "an empty pattern, played after this entry",
        |studio, seat, _| new_pattern(studio, seat),
    ),
    Command::in_grid(
        "remove-pattern",
        &[],
        "take out a pattern that the order list does not use",
        |studio, seat, _| remove_pattern(studio, seat),
    )
    .destroying(),
    Command::in_grid("pattern-length", &[], "the pattern's rows", |studio, seat, text| {
        let rows = row_count(text)?;
        set_pattern(studio, seat, "pattern length", |pattern| pattern.length = rows)
    })
    .taking("ROWS"),
    Command::in_grid(
        "pattern-name",
        &[],
        "the pattern's name; nothing takes it away",
        |studio, seat, text| {
            set_pattern(studio, seat, "pattern name", |pattern| pattern.name = text.to_owned())
        },
    )
    .taking("[NAME]")
    .asking(),
    Command::in_grid(
        "lane-length",
        &[],
        "the rows after which the track's lane begins again; nothing: the pattern's",
        |studio, seat, text| lane_length(studio, seat, text),
    )
    .taking("[ROWS]")
    .asking()
    .of_patterns(),
    Command::in_grid(
        "share-lane",
        &[],
        "let the track play here what it plays in another pattern",
        |studio, seat, text| share(studio, seat, text),
    )
    .taking("PATTERN")
    .of_patterns(),
    Command::in_grid("own-lane", &[], "make a shared lane this pattern's own again", |studio, seat, _| {
        make_own(studio, seat)
    })
    .of_patterns(),
];
