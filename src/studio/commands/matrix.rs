//! The pattern matrix: moving, marking, copying, sharing and muting slots.

use super::views::look;
use super::{Answer, Command, Context};
use crate::sequencer::player::Playing;
use crate::song::edit::Edit;
use crate::studio::Studio;
use crate::studio::block::together;
use crate::studio::following::leave;
use crate::studio::grid::Place;
use crate::studio::seat::Seat;
use crate::studio::slots::{self, Marks, Slots, Spot, cursor, elsewhere, meant};
use crate::studio::view::View;

/// Entries that a page key goes past.
const PAGE: i32 = 8;

/// Puts the cursor there, or as near as there is a slot.
pub(super) fn put(studio: &mut Studio, seat: &mut Seat, order: i32, track: i32) {
    let song = studio.song().clone();
    let last = |count: usize| count.saturating_sub(1) as i32;
    let order = order.clamp(0, last(song.order.len())) as u16;
    let track = track.clamp(0, last(song.tracks.len())) as u16;
    if order != seat.order {
        leave(studio, seat);
        seat.go_to_order(&song, order);
    }
    if track != seat.place.track {
        seat.place = Place { row: seat.place.row, track, ..Place::default() };
    }
}

/// So far down and to the right. A block that was marked with Shift is forgotten.
fn walk(studio: &mut Studio, seat: &mut Seat, down: i32, right: i32) -> Answer {
    let Spot { order, track } = cursor(seat);
    put(studio, seat, i32::from(order).saturating_add(down), i32::from(track).saturating_add(right));
    seat.slots.anchor = seat.slots.anchor.filter(|_| seat.slots.stays);
    Ok(())
}

/// The same, and marks what lies between.
fn extend(studio: &mut Studio, seat: &mut Seat, down: i32, right: i32) -> Answer {
    let from = cursor(seat);
    put(studio, seat, i32::from(from.order) + down, i32::from(from.track) + right);
    seat.slots.anchor = seat.slots.anchor.or(Some(from));
    Ok(())
}

/// Marks from one slot to another.
fn mark(studio: &mut Studio, seat: &mut Seat, from: Spot, to: (i32, i32)) -> Answer {
    put(studio, seat, to.0, to.1);
    (seat.slots.anchor, seat.slots.stays) = (Some(from), false);
    Ok(())
}

/// A block begins here, and ends where the cursor is when this is asked for again.
fn begin(seat: &mut Seat) -> Answer {
    let here = cursor(seat);
    let Marks { anchor, stays, .. } = &mut seat.slots;
    match (anchor.is_some(), *stays) {
        (true, true) => *stays = false,
        _ => (*anchor, *stays) = (Some(here), true),
    }
    Ok(())
}

/// To the entry at which the next section begins, or this one or the one before it.
fn section(studio: &mut Studio, seat: &mut Seat, on: bool) -> Answer {
    let song = studio.song();
    let mut begins = song.order.iter().enumerate().filter(|(_, entry)| entry.section.is_some());
    let here = usize::from(seat.order);
    let found = match on {
        true => begins.find(|(order, _)| *order > here),
        false => begins.take_while(|(order, _)| *order < here).last(),
    };
    let (order, _) = found.ok_or("no section begins there")?;
    walk(studio, seat, order as i32 - here as i32, 0)
}

/// One step of undo, and where else it plays.
fn change(studio: &mut Studio, seat: &Seat, step: &str, edits: Vec<Edit>, nothing: &str) -> Answer {
    let edit = together(edits).ok_or_else(|| nothing.to_owned())?;
    let at = meant(studio.song(), seat);
    studio.edit(step, edit)?;
    let others = elsewhere(studio.song(), &at);
    if !others.is_empty() {
        let numbers: Vec<_> = others.iter().take(8).map(usize::to_string).collect();
        studio.say(format!("{step}: the same pattern plays at entry {} too", numbers.join(", ")));
    }
    Ok(())
}

fn copy(studio: &mut Studio, seat: &mut Seat) -> Slots {
    let slots = meant(studio.song(), seat);
    seat.slots.copied = slots.copy(studio.song());
    studio.say(format!("{} copied", slots.extent()));
    // Where the block begins is where it would be pasted over itself.
    if !seat.slots.stays {
        seat.slots.anchor = None;
        put(studio, seat, (*slots.entries.start()).into(), (*slots.tracks.start()).into());
    }
    slots
}

fn clear(studio: &mut Studio, seat: &Seat, step: &str, slots: &Slots) -> Answer {
    let edits = slots.clear(studio.song());
    change(studio, seat, step, edits, "nothing is written here")
}

fn paste(studio: &mut Studio, seat: &Seat, shared: bool) -> Answer {
    let copied = &seat.slots.copied;
    if copied.is_empty() {
        return Err("no slot was copied yet".to_owned());
    }
    let edits = slots::paste(studio.song(), cursor(seat), copied, shared)?;
    let step = if shared { "paste as alias" } else { "paste slots" };
    change(studio, seat, step, edits, "what was copied stands here already")
}

fn alias(studio: &mut Studio, seat: &Seat) -> Answer {
    let edits = meant(studio.song(), seat).alias(studio.song())?;
    change(studio, seat, "alias", edits, "these are the same lanes already")
}

fn make_own(studio: &mut Studio, seat: &Seat) -> Answer {
    let edits = meant(studio.song(), seat).make_own(studio.song());
    let nothing = "no lane is shared here; U gives the entry a pattern of its own";
    change(studio, seat, "make unique", edits, nothing)
}

fn own_patterns(studio: &mut Studio, seat: &mut Seat) -> Answer {
    let edits = meant(studio.song(), seat).own_patterns(studio.song());
    let edit = together(edits).ok_or("no other entry plays this pattern")?;
    studio.edit("own pattern", edit)?;
    let song = studio.song().clone();
    seat.go_to_order(&song, seat.order);
    studio.say(format!("the entry plays pattern {} now, which no other entry plays", seat.pattern));
    Ok(())
}

fn mute(studio: &mut Studio, seat: &Seat) -> Answer {
    let slots = meant(studio.song(), seat);
    let (edits, muted) = slots.toggle_mutes(studio.song());
    studio.edit("mute slots", together(edits).ok_or("nothing changes")?)?;
    studio.say(format!("{} {}", slots.extent(), if muted { "muted" } else { "heard" }));
    Ok(())
}

fn play(studio: &mut Studio, seat: &Seat) -> Answer {
    match studio.transport.playing {
        Some(_) => studio.stop(),
        None => studio.play(Playing::Song { order: seat.order, row: 0, repeat: false }),
    }
    Ok(())
}

fn to_grid(studio: &Studio, seat: &mut Seat) -> Answer {
    let song = studio.song();
    if song.order.get(usize::from(seat.order)).is_some_and(|entry| entry.pattern != seat.pattern) {
        seat.go_to_order(song, seat.order);
    }
    seat.look_at(View::Pattern);
    Ok(())
}

/// The rows.
pub const COMMANDS: &[Command] = &[
    Command::in_grid(
        "view-matrix",
        &["shift-f11", "ctrl-w _"],
        "the pattern matrix: entries of the order list down, tracks across",
        |studio, seat, _| {
            look(studio, seat, View::Matrix);
            Ok(())
        },
    )
    .everywhere(),
    Command::at(Context::Matrix, "slot-up", &["up"], "to the entry above", |studio, seat, _| {
        walk(studio, seat, -1, 0)
    }),
    Command::at(Context::Matrix, "slot-down", &["down"], "to the entry below", |studio, seat, _| {
        walk(studio, seat, 1, 0)
    }),
    Command::at(
        Context::Matrix,
        "slot-left",
        &["left", "shift-tab"],
        "to the track on the left",
        |studio, seat, _| walk(studio, seat, 0, -1),
    ),
    Command::at(
        Context::Matrix,
        "slot-right",
        &["right", "tab"],
        "to the track on the right",
        |studio, seat, _| walk(studio, seat, 0, 1),
    ),
    Command::at(
        Context::Matrix,
        "slots-page-up",
        &["pageup", "alt-p"],
        "some entries up",
        |studio, seat, _| walk(studio, seat, -PAGE, 0),
    ),
    Command::at(
        Context::Matrix,
        "slots-page-down",
        &["pagedown", "alt-n"],
        "some entries down",
        |studio, seat, _| walk(studio, seat, PAGE, 0),
    ),
    Command::at(
        Context::Matrix,
        "first-entry",
        &["home", "alt-a"],
        "to the song's first entry",
        |studio, seat, _| walk(studio, seat, i32::MIN, 0),
    ),
    Command::at(
        Context::Matrix,
        "last-entry",
        &["end", "alt-e"],
        "to the song's last entry",
        |studio, seat, _| walk(studio, seat, i32::MAX, 0),
    ),
    Command::at(
        Context::Matrix,
        "section-before",
        &["[", "alt-up"],
        "to the begin of the section before",
        |studio, seat, _| section(studio, seat, false),
    ),
    Command::at(
        Context::Matrix,
        "section-after",
        &["]", "alt-down"],
        "to the begin of the next section",
        |studio, seat, _| section(studio, seat, true),
    ),
    Command::at(
        Context::Matrix,
        "slot-to-grid",
        &["enter"],
        "to this track and pattern in the grid; F2 does the same",
        |studio, seat, _| to_grid(studio, seat),
    ),
    Command::at(
        Context::Matrix,
        "play-or-stop-entry",
        &["space"],
        "play the song from this entry, or stop",
        |studio, seat, _| play(studio, seat),
    ),
    Command::at(Context::Matrix, "mark-slots-up", &["shift-up"], "mark an entry up", |studio, seat, _| {
        extend(studio, seat, -1, 0)
    }),
    Command::at(
        Context::Matrix,
        "mark-slots-down",
        &["shift-down"],
        "mark an entry down",
        |studio, seat, _| extend(studio, seat, 1, 0),
    ),
    Command::at(
        Context::Matrix,
        "mark-slots-left",
        &["shift-left"],
        "mark a track to the left",
        |studio, seat, _| extend(studio, seat, 0, -1),
    ),
    Command::at(
        Context::Matrix,
        "mark-slots-right",
        &["shift-right"],
        "mark a track to the right",
        |studio, seat, _| extend(studio, seat, 0, 1),
    ),
    Command::at(
        Context::Matrix,
        "mark-slots",
        &["b", "alt-b"],
        "a block begins at the cursor and goes along with it; again: it ends here",
        |_, seat, _| begin(seat),
    ),
    Command::at(
        Context::Matrix,
        "mark-entry",
        &["l", "alt-l"],
        "mark all tracks of the entry",
        |studio, seat, _| {
            let from = Spot { order: seat.order, track: 0 };
            mark(studio, seat, from, (seat.order.into(), i32::MAX))
        },
    ),
    Command::at(
        Context::Matrix,
        "mark-column",
        &["k", "alt-k"],
        "mark the track at all entries",
        |studio, seat, _| {
            let from = Spot { order: 0, track: seat.place.track };
            mark(studio, seat, from, (i32::MAX, seat.place.track.into()))
        },
    ),
    Command::at(
        Context::Matrix,
        "unmark-slots",
        &["escape", "q"],
        "forget the marked slots; where none are marked: back to the grid",
        |studio, seat, _| match seat.slots.anchor.take() {
            Some(_) => Ok(()),
            None => to_grid(studio, seat),
        },
    ),
    Command::at(
        Context::Matrix,
        "copy-slots",
        &["c", "ctrl-c"],
        "copy the slots with their mutes",
        |studio, seat, _| {
            copy(studio, seat);
            Ok(())
        },
    ),
    Command::at(
        Context::Matrix,
        "cut-slots",
        &["x", "ctrl-x"],
        "copy the slots and empty them",
        |studio, seat, _| {
            let slots = copy(studio, seat);
            clear(studio, seat, "cut slots", &slots)
        },
    )
    .destroying(),
    Command::at(
        Context::Matrix,
        "paste-slots",
        &["v", "ctrl-v"],
        "paste slots from here on, right and down",
        |studio, seat, _| paste(studio, seat, false),
    ),
    Command::at(
        Context::Matrix,
        "paste-alias",
        &["A", "alt-v"],
        "paste the copied slots as aliases: the same lanes, shared from now on",
        |studio, seat, _| paste(studio, seat, true),
    ),
    Command::at(
        Context::Matrix,
        "clear-slots",
        &["delete", "backspace"],
        "empty the slots",
        |studio, seat, _| {
            let slots = meant(studio.song(), seat);
            clear(studio, seat, "clear slots", &slots)
        },
    )
    .destroying(),
    Command::at(
        Context::Matrix,
        "alias-slots",
        &["a"],
        "the marked slots play what the topmost of each track plays, shared from now on",
        |studio, seat, _| alias(studio, seat),
    ),
    Command::at(
        Context::Matrix,
        "own-slots",
        &["u"],
        "make unique: lanes of their own in place of shared ones",
        |studio, seat, _| make_own(studio, seat),
    ),
    Command::at(
        Context::Matrix,
        "own-pattern",
        &["U", "alt-u"],
        "make the pattern unique: a copy of it for this entry if others play it too",
        |studio, seat, _| own_patterns(studio, seat),
    ),
    Command::at(
        Context::Matrix,
        "mute-slots",
        &["m", "alt-f9"],
        "mute the slots at their entries, or let them be heard",
        |studio, seat, _| mute(studio, seat),
    ),
];
