//! Entries of the order list in the pattern matrix: which pattern they play, their order, their sections.

use super::matrix::put;
use super::{Answer, Command, Context};
use crate::song::Song;
use crate::song::edit::Edit;
use crate::song::order::OrderEntry;
use crate::studio::Studio;
use crate::studio::block::{counted, together};
use crate::studio::prompt::ask;
use crate::studio::seat::Seat;
use crate::studio::slots::meant;

/// The entry plays another pattern.
fn pattern(studio: &mut Studio, seat: &mut Seat, by: i16) -> Answer {
    let song = studio.song().clone();
    let last = song.patterns.len() - 1;
    let old = song.order.get(usize::from(seat.order)).ok_or("there is no such entry")?;
    let new = old.pattern.checked_add_signed(by).filter(|new| usize::from(*new) <= last);
    let new = new.ok_or_else(|| format!("the song has patterns 0 to {last}"))?;
    let mut entry = old.clone();
    entry.pattern = new;
    studio.edit("entry pattern", Edit::SetOrder { at: seat.order, entry })?;
    seat.go_to_order(&studio.song().clone(), seat.order);
    Ok(())
}

/// The entries that are marked, or the one under the cursor.
fn entries(song: &Song, seat: &Seat) -> Vec<(u16, OrderEntry)> {
    let orders = meant(song, seat).entries;
    orders.filter_map(|order| Some((order, song.order.get(usize::from(order))?.clone()))).collect()
}

fn duplicate_entries(studio: &mut Studio, seat: &mut Seat) -> Answer {
    let list = entries(studio.song(), seat);
    let behind = list.last().map_or(0, |(order, _)| order + 1);
    let count = list.len();
    let insert = |(at, (_, mut entry)): (u16, (u16, OrderEntry))| {
        entry.section = None;
        Edit::InsertOrder { at, entry }
    };
    let edits = (behind..).zip(list).map(insert).collect();
    studio.edit("duplicate entries", together(edits).ok_or("there is no such entry")?)?;
    seat.slots.anchor = None;
    put(studio, seat, behind.into(), seat.place.track.into());
    studio.say(format!(
        "{} more from {behind} on",
        if count == 1 { "an entry".to_owned() } else { format!("{count} entries") }
    ));
    Ok(())
}

fn remove_entries(studio: &mut Studio, seat: &mut Seat) -> Answer {
    let list = entries(studio.song(), seat);
    let first = list.first().map_or(0, |(order, _)| *order);
    let edits = list.iter().map(|_| Edit::RemoveOrder { at: first }).collect();
    studio.edit("remove entries", together(edits).ok_or("there is no such entry")?)?;
    seat.slots.anchor = None;
    seat.go_to_order(&studio.song().clone(), first);
    studio.say(format!("{} taken out; their patterns stay", counted(list.len(), "place")));
    Ok(())
}

/// The marked entries one place up or down.
fn shift(studio: &mut Studio, seat: &mut Seat, down: bool) -> Answer {
    let song = studio.song().clone();
    let orders = meant(&song, seat).entries;
    let (first, last) = (*orders.start(), *orders.end());
    let (from, to) = match down {
        true => (last.checked_add(1).filter(|from| usize::from(*from) < song.order.len()), first),
        false => (first.checked_sub(1), last),
    };
    let from = from.ok_or("the entry is at the end of the list")?;
    let entry = song.order.get(usize::from(from)).cloned().ok_or("there is no such entry")?;
    let edits = vec![Edit::RemoveOrder { at: from }, Edit::InsertOrder { at: to, entry }];
    studio.edit("move entries", Edit::Several { edits })?;
    let by = if down { 1 } else { -1 };
    if let Some(anchor) = &mut seat.slots.anchor {
        anchor.order = anchor.order.saturating_add_signed(by);
    }
    put(studio, seat, i32::from(seat.order) + i32::from(by), seat.place.track.into());
    Ok(())
}

/// Asks for the name of the section, or takes it.
fn name_section(studio: &mut Studio, seat: &mut Seat, text: &str) -> Answer {
    if !text.is_empty() {
        return set_section(studio, seat, text);
    }
    let present = studio.song().order.get(usize::from(seat.order)).and_then(|entry| entry.section.clone());
    let title = format!("Section at entry {}", seat.order);
    ask(seat, &title, &present.unwrap_or_default(), set_section)
}

fn set_section(studio: &mut Studio, seat: &mut Seat, text: &str) -> Answer {
    let mut entry =
        studio.song().order.get(usize::from(seat.order)).cloned().ok_or("there is no such entry")?;
    entry.section = Some(text.trim().to_owned()).filter(|name| !name.is_empty());
    studio.edit("section", Edit::SetOrder { at: seat.order, entry })
}

/// The rows.
pub const COMMANDS: &[Command] = &[
    Command::at(
        Context::Matrix,
        "entry-pattern-up",
        &["+", "="],
        "the entry plays the next pattern",
        |studio, seat, _| pattern(studio, seat, 1),
    ),
    Command::at(
        Context::Matrix,
        "entry-pattern-down",
        &["-"],
        "the entry plays the pattern before",
        |studio, seat, _| pattern(studio, seat, -1),
    ),
    Command::at(
        Context::Matrix,
        "duplicate-entries",
        &["d", "ctrl-d"],
        "the marked entries, or this one, once more behind",
        |studio, seat, _| duplicate_entries(studio, seat),
    ),
    Command::at(
        Context::Matrix,
        "remove-entries",
        &["R", "alt-delete"],
        "take the marked entries, or this one, out",
        |studio, seat, _| remove_entries(studio, seat),
    )
    .destroying(),
    Command::at(
        Context::Matrix,
        "move-entries-up",
        &["K", "alt-pageup"],
        "the marked entries, or this one, a place up",
        |studio, seat, _| shift(studio, seat, false),
    ),
    Command::at(
        Context::Matrix,
        "move-entries-down",
        &["J", "alt-pagedown"],
        "the marked entries, or this one, a place down",
        |studio, seat, _| shift(studio, seat, true),
    ),
    Command::at(
        Context::Matrix,
        "entry-section",
        &["n"],
        "name the section that begins at this entry; nothing: none",
        name_section,
    )
    .taking("[NAME]"),
];
