//! The mixer: a column for each track, then the returns with their devices, then the master with its limiter.

use super::field::{kind, label, number, put, words};
use super::strip::{
    DEVICE, DEVICE_HERE, INSERT, Row, by_track, chain, device_index, rows, strip, strip_name, strips, title,
};
use super::{Change, Entry, Sheet};
use crate::devices::{self, Device};
use crate::dsp::parameter::Knobs;
use crate::instruments;
use crate::instruments::matrix::Matrix;
use crate::sequencer::lock::resolve;
use crate::song::Song;
use crate::song::edit::Edit;
use crate::song::insert::{Insert, MAX_INSERTS, Owner};
use crate::song::mixer::Mixer;
use crate::song::pattern::LaneSlot;
use crate::song::track::Track;
use crate::studio::seat::SheetCursor;
use crate::studio::view::View;

/// The sheet.
pub const SHEET: Sheet = Sheet {
    view: View::Mixer,
    columns: |studio, _| strips(studio.song()).map(|strip| title(studio.song(), strip)).collect(),
    rows: |studio, _, column| rows(studio.song(), strip(studio.song(), column)).len(),
    field: |studio, _, at| super::strip::field(studio.song(), strip(studio.song(), at.column), at.row),
    assign: |studio, _, at, entry| assign(studio.song(), at, entry),
    insert: |studio, seat| {
        let song = studio.song();
        let at = seat.sheet().column.min(song.tracks.len());
        let track = Track { name: format!("Track {}", song.tracks.len() + 1), ..Track::default() };
        let then = SheetCursor { column: at, ..seat.sheet() };
        Ok(Change::step(format!("new track {}", at + 1), Edit::InsertTrack { at: at as u16, track }, then))
    },
    duplicate: |studio, seat| duplicate(studio.song(), seat.sheet()),
    remove: |studio, seat| {
        if let Some(at) = insert_at(studio.song(), seat.sheet()) {
            return rearrange(studio.song(), seat.sheet(), "without", at, at.1, |chain| {
                drop(chain.remove(at.1))
            });
        }
        let at = track(studio.song(), seat.sheet())?;
        Ok(Change::step(
            format!("remove track {}", at + 1),
            Edit::RemoveTrack { at: at as u16 },
            seat.sheet(),
        ))
    },
    shift: |studio, seat, way| {
        let song = studio.song();
        if let Some(at) = insert_at(song, seat.sheet()) {
            let count = chain(song, at.0).len();
            let to = way.from(at.1, count).ok_or("the device is at the end of its chain")?;
            return rearrange(song, seat.sheet(), "move", at, to, |chain| chain.swap(at.1, to));
        }
        let at = track(song, seat.sheet())?;
        let to = way.from(at, song.tracks.len()).ok_or("the track is at the end of the mixer")?;
        let then = SheetCursor { column: to, ..seat.sheet() };
        let edit = Edit::MoveTrack { from: at as u16, to: to as u16 };
        Ok(Change::step(format!("move track {}", at + 1), edit, then))
    },
    enter: |_, _| None,
    arrive: |_, seat| {
        seat.sheet_mut().column = seat.place.track.into();
    },
    follow: |studio, seat| {
        if seat.sheet().column < studio.song().tracks.len() {
            seat.place.track = seat.sheet().column as u16;
        }
    },
};

/// The track at the cursor.
///
/// # Errors
/// If a return or the master is there.
pub fn track(song: &Song, at: SheetCursor) -> Result<usize, String> {
    match strip(song, at.column) {
        Owner::Track(track) => Ok(track),
        Owner::Return(_) | Owner::Master => {
            Err("returns and master stay as they are; choose a track".to_owned())
        }
    }
}

/// A copy of a track behind it, with all its lanes; on a device of a chain a copy of that.
fn duplicate(song: &Song, cursor: SheetCursor) -> Result<Change, String> {
    if let Some(at) = insert_at(song, cursor) {
        let copy = |chain: &mut Vec<Insert>| chain.insert(at.1 + 1, chain[at.1].clone());
        return rearrange(song, cursor, "twice", at, at.1 + 1, copy);
    }
    let at = track(song, cursor)?;
    let copied = (*song.tracks[at]).clone();
    let mut edits = vec![Edit::InsertTrack { at: at as u16 + 1, track: copied }];
    let lanes = song.patterns.iter().enumerate().filter_map(|(number, pattern)| {
        let slot = pattern.lanes.get(at).filter(|slot| **slot != LaneSlot::Empty)?;
        Some(Edit::Slot { pattern: number as u16, track: at as u16 + 1, slot: slot.clone() })
    });
    edits.extend(lanes);
    let then = SheetCursor { column: at + 1, ..cursor };
    Ok(Change::step(format!("track {} twice", at + 1), Edit::Several { edits }, then))
}

fn assign(song: &Song, at: SheetCursor, entry: Entry) -> Result<Change, String> {
    let strip = strip(song, at.column);
    let row = rows(song, strip).get(at.row).copied().ok_or("there is no such field")?;
    if let Row::Insert(_) | Row::InsertOwn(..) | Row::InsertDevice(..) = row {
        let (what, edit) = chain_edit(song, strip, row, entry)?;
        return Ok(Change::value(format!("{} {what}", strip_name(strip)), edit));
    }
    let (what, edit) = match strip {
        Owner::Track(track) => track_edit(song, track, row, entry)?,
        Owner::Return(index) => return_edit(song, index, row, entry)?,
        Owner::Master => master_edit(song, row, entry)?,
    };
    Ok(Change::value(format!("{} {what}", strip_name(strip)), edit))
}

/// Changes the chain of a track or of the master.
fn chain_edit(song: &Song, strip: Owner, row: Row, entry: Entry) -> Result<(String, Edit), String> {
    let mut inserts = chain(song, strip).to_vec();
    let missing = || "there is no such device".to_owned();
    let what = match row {
        Row::InsertDevice(slot, index) => {
            let knobs = inserts.get(slot).ok_or_else(missing)?.device.knobs();
            let (info, kind) = (knobs.info(index), inserts[slot].device.kind());
            let (name, value) = (info.name.to_owned(), number(info, entry)?);
            let edit = Edit::InsertParameter { owner: strip, slot: slot as u8, name, value };
            return Ok((format!("{kind} {}", label(info)), edit));
        }
        Row::InsertOwn(slot, index) => {
            let insert = inserts.get_mut(slot).ok_or_else(missing)?;
            let entry = by_track(song, strip, (insert.info(index), insert.value(index)), entry)?;
            put(insert, index, entry)?;
            format!("{} {}", insert.device.kind(), label(insert.info(index)))
        }
        Row::Insert(slot) => {
            let new = |kind: usize| Insert::new((devices::KINDS[kind].new)());
            match inserts.get_mut(slot) {
                Some(old) => {
                    let kind = kind(&DEVICE_HERE, entry)?;
                    if device_index(&old.device) != kind {
                        *old = new(kind);
                    }
                }
                None => inserts.extend(kind(&INSERT, entry)?.checked_sub(1).map(new)),
            }
            format!("insert {}", slot + 1)
        }
        _ => return Err("there is no such field".to_owned()),
    };
    Ok((what, with_chain(song, strip, inserts)))
}

/// The edit that gives a track or the master a chain.
fn with_chain(song: &Song, strip: Owner, inserts: Vec<Insert>) -> Edit {
    match strip {
        Owner::Track(at) => {
            Edit::SetTrack { at: at as u16, track: Track { inserts, ..(*song.tracks[at]).clone() } }
        }
        _ => Edit::SetMixer { mixer: Box::new(Mixer { inserts, ..(*song.mixer).clone() }) },
    }
}

/// The place of a chain that the cursor stands on, if it holds a device.
fn insert_at(song: &Song, at: SheetCursor) -> Option<(Owner, usize)> {
    let strip = strip(song, at.column);
    let slot = match *rows(song, strip).get(at.row)? {
        Row::Insert(slot) | Row::InsertOwn(slot, _) | Row::InsertDevice(slot, _) => slot,
        _ => return None,
    };
    (slot < chain(song, strip).len()).then_some((strip, slot))
}

/// The device whose fields the cursor stands on: of a chain or of a return.
pub fn device(song: &Song, at: SheetCursor) -> Option<&Device> {
    if let Some((strip, slot)) = insert_at(song, at) {
        return chain(song, strip).get(slot).map(|insert| &insert.device);
    }
    match (strip(song, at.column), rows(song, strip(song, at.column)).get(at.row)?) {
        (Owner::Return(index), Row::Device(_)) => song.mixer.returns.get(index).map(|back| &back.device),
        _ => None,
    }
}

/// Changes the order of the chain under the cursor; the cursor goes to the device of place `to`.
fn rearrange(
    song: &Song,
    cursor: SheetCursor,
    name: &str,
    (strip, slot): (Owner, usize),
    to: usize,
    change: impl FnOnce(&mut Vec<Insert>),
) -> Result<Change, String> {
    let mut inserts = chain(song, strip).to_vec();
    let kind = inserts[slot].device.kind();
    change(&mut inserts);
    if inserts.len() > MAX_INSERTS {
        return Err(format!("a chain has at most {MAX_INSERTS} devices"));
    }
    let edit = with_chain(song, strip, inserts);
    let after = edit.apply(song).map_err(|refusal| refusal.0)?;
    let row = rows(&after, strip).iter().position(|row| matches!(row, Row::Insert(slot) if *slot == to));
    let then = SheetCursor { row: row.unwrap_or(cursor.row), ..cursor };
    Ok(Change::step(format!("{} {name} {kind}", strip_name(strip)), edit, then))
}

/// What `&xx` can set.
const LOCKS: &str = "expected instrument.NAME, track.NAME, send.1, send.2, insert.1.NAME, return.1.NAME, master.NAME or master.insert.1.NAME, \
     with a parameter's name";

/// Whether a lock names something: a parameter of any kind of instrument, or of the mixer as it is.
fn is_parameter(song: &Song, track: usize, name: &str) -> bool {
    let of_patch =
        |name: &str| instruments::KINDS.iter().any(|kind| (kind.new)().knobs().find(name).is_some());
    let known = |name: &str| of_patch(name) || Matrix::default().find(name).is_some();
    name.is_empty()
        || name.strip_prefix("instrument.").is_some_and(known)
        || resolve(song, track, None, name).is_some()
}

fn track_edit(song: &Song, at: usize, row: Row, entry: Entry) -> Result<(String, Edit), String> {
    let mut track = (*song.tracks[at]).clone();
    let what = match row {
        Row::Name => {
            track.name = words(&track.name, entry)?;
            "name".to_owned()
        }
        Row::Lock(column) => {
            let lock = words(&track.locks[column], entry)?;
            if lock != track.locks[column] && !is_parameter(song, at, &lock) {
                return Err(LOCKS.to_owned());
            }
            track.locks[column] = lock;
            format!("& in effect column {}", column + 1)
        }
        Row::Own(index) | Row::Device(index) => {
            let entry = by_track(song, Owner::Track(at), (track.info(index), track.value(index)), entry)?;
            put(&mut track, index, entry)?;
            label(track.info(index))
        }
        _ => return Err("there is no such field".to_owned()),
    };
    Ok((what, Edit::SetTrack { at: at as u16, track }))
}

fn return_edit(song: &Song, at: usize, row: Row, entry: Entry) -> Result<(String, Edit), String> {
    let mut mixer = (*song.mixer).clone();
    let slot = &mut mixer.returns[at];
    let what = match row {
        Row::Name => {
            slot.name = words(&slot.name, entry)?;
            "name".to_owned()
        }
        Row::Kind => {
            let kind = kind(&DEVICE, entry)?;
            if kind != device_index(&slot.device) {
                slot.device = (devices::KINDS[kind].new)();
            }
            "device".to_owned()
        }
        Row::Device(index) => {
            let info = slot.device.knobs().info(index);
            let (name, value) = (info.name.to_owned(), number(info, entry)?);
            let what = format!("{} {}", slot.device.kind(), label(info));
            return Ok((what, Edit::ReturnParameter { index: at as u8, name, value }));
        }
        Row::Own(index) => {
            put(slot, index, entry)?;
            label(slot.info(index))
        }
        _ => return Err("there is no such field".to_owned()),
    };
    Ok((what, Edit::SetMixer { mixer: Box::new(mixer) }))
}

fn master_edit(song: &Song, row: Row, entry: Entry) -> Result<(String, Edit), String> {
    let mut mixer = (*song.mixer).clone();
    match row {
        Row::Device(index) => {
            let info = mixer.limiter.info(index);
            let edit = Edit::LimiterParameter { name: info.name.to_owned(), value: number(info, entry)? };
            Ok((format!("limiter {}", label(info)), edit))
        }
        Row::Own(index) => {
            put(&mut mixer, index, entry)?;
            let what = label(mixer.info(index));
            Ok((what, Edit::SetMixer { mixer: Box::new(mixer) }))
        }
        _ => Err("the master has no such field".to_owned()),
    }
}
