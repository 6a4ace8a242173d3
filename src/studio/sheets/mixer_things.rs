//! What is put in, copied, taken out and moved in the mixer: tracks, returns, and the devices of chains.

use super::mixer::{chain_slot, insert_at, with_chain};
use super::strip::{Row, chain, rows, strip, strip_name};
use super::{Change, Way};
use crate::devices::KINDS;
use crate::song::Song;
use crate::song::edit::Edit;
use crate::song::insert::{Insert, MAX_INSERTS, Owner};
use crate::song::mixer::Return;
use crate::song::pattern::LaneSlot;
use crate::song::track::Track;
use crate::studio::Studio;
use crate::studio::commands::Answer;
use crate::studio::palette::Item;
use crate::studio::prompt;
use crate::studio::seat::{Seat, SheetCursor};
use crate::studio::view::View;

/// Whether the cursor stands in a chain, on a device or where the next one comes.
pub fn is_in_chain(song: &Song, cursor: SheetCursor) -> bool {
    chain_slot(song, cursor).is_some()
}

/// Asks for a device, which comes before the one at the cursor, or at the end of the chain.
///
/// # Errors
/// If the chain is full.
pub fn ask_device(studio: &Studio, seat: &mut Seat) -> Answer {
    let (strip, slot) = chain_slot(studio.song(), seat.sheet()).ok_or("there is no chain here")?;
    let chain = chain(studio.song(), strip);
    if chain.len() >= MAX_INSERTS {
        return Err(format!("a chain has at most {MAX_INSERTS} devices"));
    }
    let items = KINDS.iter().map(|kind| Item { name: kind.name.to_owned(), help: kind.help.to_owned() });
    let title = match chain.get(slot) {
        Some(next) => format!("Device before the {} of {}", next.device.kind(), strip_name(strip)),
        None => format!("Device at the end of {}", strip_name(strip)),
    };
    prompt::choose(seat, &title, items.collect(), "", put_device)
}

/// Puts a device of that kind into the chain at the cursor.
fn put_device(studio: &mut Studio, seat: &mut Seat, name: &str) -> Answer {
    let song = studio.song().clone();
    let cursor = seat.sheet();
    let (strip, slot) = chain_slot(&song, cursor).ok_or("there is no chain here")?;
    let kind = KINDS.iter().find(|kind| kind.name == name).ok_or("there is no such device")?;
    let mut inserts = chain(&song, strip).to_vec();
    inserts.insert(slot, strip.insert((kind.new)()));
    let edit = with_chain(&song, strip, inserts);
    studio.edit(&format!("{} new {name}", strip_name(strip)), edit)?;
    *seat.sheet_mut() =
        SheetCursor { row: row_of(studio.song(), strip, slot).unwrap_or(cursor.row), ..cursor };
    Ok(())
}

/// Copies the device at the cursor of the mixer.
///
/// # Errors
/// If there is none.
pub fn copy_device(studio: &mut Studio, seat: &mut Seat) -> Answer {
    let at = Some(seat.sheet()).filter(|_| seat.view == View::Mixer);
    let found = at.and_then(|at| insert_at(studio.song(), at));
    let (strip, slot) = found.ok_or("go to a device of a chain in the mixer first")?;
    let insert = chain(studio.song(), strip)[slot].clone();
    studio.say(format!("copied the {} of {}", insert.device.kind(), strip_name(strip)));
    seat.shaping.device = Some((studio.tabs.number(), insert));
    Ok(())
}

/// The change, and what is told of it, that puts the copied device before the one at the cursor of the mixer, or at the end of the
/// chain there; with the number of a track at the end of that one's chain; without it elsewhere at the end of the chain of the track at
/// the grid's cursor.
///
/// # Errors
/// If none was copied, or it cannot be there.
pub fn pasted_device(studio: &Studio, seat: &Seat, track: Option<usize>) -> Result<(Change, String), String> {
    let song = studio.song();
    let (from, copied) =
        seat.shaping.device.as_ref().ok_or("no device was copied yet: copy-device does it")?;
    let in_mixer = seat.view == View::Mixer;
    let owner = match track {
        Some(track) => Owner::Track(track),
        None if in_mixer => strip(song, seat.sheet().column),
        None => Owner::Track(seat.place.track.into()),
    };
    let mut inserts = owner.chain(song).ok_or("there is no such track")?.to_vec();
    if inserts.len() >= MAX_INSERTS {
        return Err(format!("a chain has at most {MAX_INSERTS} devices"));
    }
    let here =
        chain_slot(song, seat.sheet()).filter(|(strip, _)| in_mixer && track.is_none() && *strip == owner);
    let slot = here.map_or(inserts.len(), |(_, slot)| slot.min(inserts.len()));
    let mut insert = copied.clone();
    let kind = insert.device.kind();
    if *from != studio.tabs.number() {
        if insert.device.sample().is_some() {
            return Err(format!("the {kind} is made with a sample of another song"));
        }
        insert.side = None;
    }
    // No track listens to itself.
    insert.side = insert.side.filter(|side| owner != Owner::Track(usize::from(*side)));
    inserts.insert(slot, insert);
    let edit = with_chain(song, owner, inserts);
    let after = edit.apply(song).map_err(|refusal| refusal.0)?;
    let cursor = seat.sheet();
    let column = track.unwrap_or(cursor.column);
    let then = SheetCursor { column, row: row_of(&after, owner, slot).unwrap_or(cursor.row) };
    let strip = strip_name(owner);
    Ok((Change::step(format!("{strip} paste {kind}"), edit, then), format!("{strip}: {kind} pasted")))
}

/// The row in which the fields of a place of a chain begin.
fn row_of(song: &Song, strip: Owner, slot: usize) -> Option<usize> {
    rows(song, strip).iter().position(|row| matches!(row, Row::Insert(at) if *at == slot))
}

/// What is done with the thing at the cursor.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Deed {
    /// A new one before it.
    Insert,
    /// A copy of it behind it.
    Duplicate,
    /// It is taken out.
    Remove,
    /// It changes places with its neighbour.
    Shift(Way),
}

/// The change that does it with the device at the cursor, or else with the strip there. New are only strips: a track among tracks, a
/// return among returns and before the master.
///
/// # Errors
/// If it cannot be done there.
pub fn thing(song: &Song, cursor: SheetCursor, deed: Deed) -> Result<Change, String> {
    if let Some(at) = insert_at(song, cursor).filter(|_| deed != Deed::Insert) {
        return device(song, cursor, at, deed);
    }
    match strip(song, cursor.column) {
        Owner::Track(at) => track(song, cursor, at, deed),
        Owner::Return(at) => back(song, cursor, at, deed),
        Owner::Master if deed == Deed::Insert => new_return(song, cursor, song.mixer.returns.len(), ""),
        Owner::Master => Err("the master stays where it is; choose a track or a return".to_owned()),
    }
}

fn track(song: &Song, cursor: SheetCursor, at: usize, deed: Deed) -> Result<Change, String> {
    match deed {
        Deed::Insert => {
            let track = Track { name: format!("Track {}", song.tracks.len() + 1), ..Track::default() };
            let edit = Edit::InsertTrack { at: at as u16, track: Box::new(track) };
            Ok(Change::step(format!("new track {}", at + 1), edit, cursor))
        }
        Deed::Duplicate => {
            let copied = (*song.tracks[at]).clone();
            let mut edits = vec![Edit::InsertTrack { at: at as u16 + 1, track: Box::new(copied) }];
            let lanes = song.patterns.iter().enumerate().filter_map(|(number, pattern)| {
                let slot = pattern.lanes.get(at).filter(|slot| **slot != LaneSlot::Empty)?;
                Some(Edit::Slot { pattern: number as u16, track: at as u16 + 1, slot: slot.clone() })
            });
            edits.extend(lanes);
            let then = SheetCursor { column: at + 1, ..cursor };
            Ok(Change::step(format!("track {} twice", at + 1), Edit::Several { edits }, then))
        }
        Deed::Remove => {
            let edit = Edit::RemoveTrack { at: at as u16 };
            Ok(Change::step(format!("remove track {}", at + 1), edit, cursor))
        }
        Deed::Shift(way) => {
            let to = way.from(at, song.tracks.len()).ok_or("the track is at the end of the mixer")?;
            let then = SheetCursor { column: to, ..cursor };
            let edit = Edit::MoveTrack { from: at as u16, to: to as u16 };
            Ok(Change::step(format!("move track {}", at + 1), edit, then))
        }
    }
}

/// The change that puts a new return before place `at`; it has a number for a name if it is given none.
///
/// # Errors
/// If there is no such place.
pub fn new_return(song: &Song, cursor: SheetCursor, at: usize, name: &str) -> Result<Change, String> {
    let name = if name.is_empty() { format!("Return {}", at + 1) } else { name.to_owned() };
    let back = Box::new(Return { name, ..Return::default() });
    let then = SheetCursor { column: song.tracks.len() + at, ..cursor };
    Ok(Change::step(format!("new return {}", at + 1), Edit::InsertReturn { at: at as u8, back }, then))
}

/// The change that does something with the return of that place.
///
/// # Errors
/// If there is no such return, or none beside it to change places with.
pub fn back(song: &Song, cursor: SheetCursor, at: usize, deed: Deed) -> Result<Change, String> {
    let returns = &song.mixer.returns;
    let old = returns.get(at).ok_or("there is no such return")?;
    let there = |at: usize| SheetCursor { column: song.tracks.len() + at, ..cursor };
    match deed {
        Deed::Insert => new_return(song, cursor, at, ""),
        Deed::Duplicate => {
            // Nothing is sent into the copy: nothing becomes louder.
            let edit = Edit::InsertReturn { at: at as u8 + 1, back: Box::new(old.clone()) };
            Ok(Change::step(format!("return {} twice", at + 1), edit, there(at + 1)))
        }
        Deed::Remove => {
            Ok(Change::step(format!("remove return {}", at + 1), Edit::RemoveReturn { at: at as u8 }, cursor))
        }
        Deed::Shift(way) => {
            let to = way.from(at, returns.len()).ok_or("the return is at the end of the returns")?;
            let edit = Edit::MoveReturn { from: at as u8, to: to as u8 };
            Ok(Change::step(format!("move return {}", at + 1), edit, there(to)))
        }
    }
}

/// Changes the order of the chain under the cursor; the cursor goes along with the device.
fn device(
    song: &Song,
    cursor: SheetCursor,
    (strip, slot): (Owner, usize),
    deed: Deed,
) -> Result<Change, String> {
    let mut inserts: Vec<Insert> = chain(song, strip).to_vec();
    let kind = inserts[slot].device.kind();
    let (what, to) = match deed {
        Deed::Insert => return Err("a device is chosen at the end of its chain".to_owned()),
        Deed::Remove => {
            drop(inserts.remove(slot));
            ("without", slot)
        }
        Deed::Duplicate => {
            inserts.insert(slot + 1, inserts[slot].clone());
            ("twice", slot + 1)
        }
        Deed::Shift(way) => {
            let to = way.from(slot, inserts.len()).ok_or("the device is at the end of its chain")?;
            inserts.swap(slot, to);
            ("move", to)
        }
    };
    if inserts.len() > MAX_INSERTS {
        return Err(format!("a chain has at most {MAX_INSERTS} devices"));
    }
    let edit = with_chain(song, strip, inserts);
    let after = edit.apply(song).map_err(|refusal| refusal.0)?;
    let then = SheetCursor { row: row_of(&after, strip, to).unwrap_or(cursor.row), ..cursor };
    Ok(Change::step(format!("{} {what} {kind}", strip_name(strip)), edit, then))
}
