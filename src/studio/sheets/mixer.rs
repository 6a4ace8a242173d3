//! The mixer: a column for each track, then one for each return, then the master with its limiter.

use super::field::{kind, label, number, put, words};
use super::groove;
use super::mixer_things::{Deed, thing};
use super::sample_fields::number_or_sample;
use super::strip::{
    DEVICE_HERE, INSERT, Row, by_track, chain, device_index, rows, strip, strip_name, strips, title,
};
use super::{Change, Entry, Sheet};
use crate::devices::{self, Device};
use crate::dsp::parameter::Knobs;
use crate::instruments;
use crate::instruments::matrix::Matrix;
use crate::sequencer::lock::{self, resolve};
use crate::song::Song;
use crate::song::edit::Edit;
use crate::song::insert::{Insert, Owner};
use crate::song::mixer::{Mixer, Return};
use crate::song::track::Track;
use crate::studio::Studio;
use crate::studio::commands::sheet::take;
use crate::studio::curves;
use crate::studio::prompt::choose;
use crate::studio::seat::SheetCursor;
use crate::studio::view::View;

/// The sheet.
pub const SHEET: Sheet = Sheet {
    view: View::Mixer,
    columns: |studio, _| strips(studio.song()).map(|strip| title(studio.song(), strip)).collect(),
    rows: |studio, _, column| rows(studio.song(), strip(studio.song(), column)).len(),
    field: |studio, _, at| super::strip::field(studio.song(), strip(studio.song(), at.column), at.row),
    assign: |studio, _, at, entry| assign(studio.song(), at, entry),
    insert: |studio, seat| thing(studio.song(), seat.sheet(), Deed::Insert),
    duplicate: |studio, seat| thing(studio.song(), seat.sheet(), Deed::Duplicate),
    remove: |studio, seat| thing(studio.song(), seat.sheet(), Deed::Remove),
    shift: |studio, seat, way| thing(studio.song(), seat.sheet(), Deed::Shift(way)),
    enter: |studio, seat| {
        let song = studio.song();
        match row_at(song, seat.sheet())? {
            Row::Groove => Some(groove::choose(seat, "Groove of the track", groove::of_track)),
            Row::Lock(column) => {
                let items = curves::listed(song, seat);
                let present = song.tracks.get(seat.sheet().column)?.locks[column].clone();
                Some(choose(seat, "What & sets", items, &present, take))
            }
            _ => None,
        }
    },
    arrive: |_, seat| {
        seat.sheet_mut().column = seat.place.track.into();
    },
    follow: |studio, seat| {
        if seat.sheet().column < studio.song().tracks.len() {
            seat.place.track = seat.sheet().column as u16;
        }
    },
};

/// The row of a strip that the cursor stands on.
fn row_at(song: &Song, at: SheetCursor) -> Option<Row> {
    rows(song, strip(song, at.column)).get(at.row).copied()
}

/// Whether the cursor stands on what `&xx` sets.
pub fn is_at_lock(song: &Song, at: SheetCursor) -> bool {
    matches!(row_at(song, at), Some(Row::Lock(_)))
}

/// The track at the cursor.
///
/// # Errors
/// If a return or the master is there.
pub fn track(song: &Song, at: SheetCursor) -> Result<usize, String> {
    match strip(song, at.column) {
        Owner::Track(track) => Ok(track),
        Owner::Return(_) | Owner::Master => Err("this is for tracks; choose one".to_owned()),
    }
}

/// The strip at the cursor.
pub fn strip_here(song: &Song, at: SheetCursor) -> Owner {
    strip(song, at.column)
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

/// Changes the chain of a strip.
fn chain_edit(song: &Song, strip: Owner, row: Row, entry: Entry) -> Result<(String, Edit), String> {
    let mut inserts = chain(song, strip).to_vec();
    let missing = || "there is no such device".to_owned();
    let what = match row {
        Row::InsertDevice(slot, index) => {
            let knobs = inserts.get(slot).ok_or_else(missing)?.device.knobs();
            let (info, kind) = (knobs.info(index), inserts[slot].device.kind());
            let value = number_or_sample(song, (info, knobs.value(index)), entry)?;
            let name = info.name.to_owned();
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
            let new = |kind: usize| strip.insert((devices::KINDS[kind].new)());
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

/// The edit that changes a return.
fn with_return(song: &Song, index: usize, change: impl FnOnce(&mut Return)) -> Edit {
    let mut mixer = (*song.mixer).clone();
    mixer.returns.get_mut(index).map(change);
    Edit::SetMixer { mixer: Box::new(mixer) }
}

/// The edit that gives a strip a chain.
pub(super) fn with_chain(song: &Song, strip: Owner, inserts: Vec<Insert>) -> Edit {
    match strip {
        Owner::Track(at) => {
            Edit::SetTrack { at: at as u16, track: Box::new(Track { inserts, ..(*song.tracks[at]).clone() }) }
        }
        Owner::Return(index) => with_return(song, index, |back| back.inserts = inserts),
        Owner::Master => Edit::SetMixer { mixer: Box::new(Mixer { inserts, ..(*song.mixer).clone() }) },
    }
}

/// The place of a chain that the cursor stands on, with a device or without.
pub(super) fn chain_slot(song: &Song, at: SheetCursor) -> Option<(Owner, usize)> {
    let strip = strip(song, at.column);
    match *rows(song, strip).get(at.row)? {
        Row::Insert(slot) | Row::InsertOwn(slot, _) | Row::InsertDevice(slot, _) => Some((strip, slot)),
        _ => None,
    }
}

/// The same if it holds a device.
pub(super) fn insert_at(song: &Song, at: SheetCursor) -> Option<(Owner, usize)> {
    chain_slot(song, at).filter(|(strip, slot)| *slot < chain(song, *strip).len())
}

/// The device whose fields the cursor stands on.
pub fn device(song: &Song, at: SheetCursor) -> Option<&Device> {
    let (strip, slot) = insert_at(song, at)?;
    chain(song, strip).get(slot).map(|insert| &insert.device)
}

/// What a device takes away that a row of the mixer is of.
pub struct Reducing {
    /// Its greatest reduction that is heard, in dB, 0 or below.
    pub decibels: f32,
    /// Whether the row is its first one.
    pub first: bool,
}

/// What the device takes away whose fields the cursor stands on; `None` if there is none that does.
pub fn reducing(studio: &Studio, at: SheetCursor) -> Option<Reducing> {
    let (song, transport) = (studio.shown(), &studio.transport);
    let row = *rows(song, strip(song, at.column)).get(at.row)?;
    if let Row::Limiter(index) = row {
        return Some(Reducing { decibels: transport.reduction, first: index == 0 });
    }
    let (owner, slot) = insert_at(song, at)?;
    let kind = device_index(device(song, at)?);
    let decibels = transport.reduction_of(owner, slot);
    devices::KINDS[kind].reduces.then_some(Reducing { decibels, first: matches!(row, Row::Insert(_)) })
}

/// The place of the meter whose fields the cursor stands on.
pub fn meter(song: &Song, at: SheetCursor) -> Option<(Owner, usize)> {
    insert_at(song, at).filter(|_| matches!(device(song, at), Some(Device::Meter(_))))
}

/// What `&xx` can set.
const LOCKS: &str = "expected instrument.NAME, track.NAME, send.1, insert.1.NAME, return.1.NAME, return.1.insert.1.NAME, master.NAME or \
     master.insert.1.NAME, with a parameter's name";

/// Whether a lock names something: a parameter of any kind of instrument, or of the mixer as it is.
fn is_parameter(song: &Song, track: usize, name: &str) -> bool {
    let of_patch =
        |name: &str| instruments::KINDS.iter().any(|kind| (kind.new)().knobs().find(name).is_some());
    let known =
        |name: &str| of_patch(name) || Matrix::default().find(name).is_some() || lock::is_of_instrument(name);
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
        Row::Groove => {
            track.groove = groove::read(entry)?;
            "groove".to_owned()
        }
        Row::Lock(column) => {
            let lock = words(&track.locks[column], entry)?;
            if lock != track.locks[column] && !is_parameter(song, at, &lock) {
                return Err(LOCKS.to_owned());
            }
            track.locks[column] = lock;
            format!("& in effect column {}", column + 1)
        }
        Row::Own(index) => {
            let entry = by_track(song, Owner::Track(at), (track.info(index), track.value(index)), entry)?;
            put(&mut track, index, entry)?;
            label(track.info(index))
        }
        _ => return Err("there is no such field".to_owned()),
    };
    Ok((what, Edit::SetTrack { at: at as u16, track: Box::new(track) }))
}

fn return_edit(song: &Song, at: usize, row: Row, entry: Entry) -> Result<(String, Edit), String> {
    let mut back = song.mixer.returns.get(at).ok_or("there is no such return")?.clone();
    let what = match row {
        Row::Name => {
            back.name = words(&back.name, entry)?;
            "name".to_owned()
        }
        Row::Own(index) => {
            put(&mut back, index, entry)?;
            label(back.info(index))
        }
        _ => return Err("there is no such field".to_owned()),
    };
    Ok((what, with_return(song, at, |place| *place = back)))
}

fn master_edit(song: &Song, row: Row, entry: Entry) -> Result<(String, Edit), String> {
    let mut mixer = (*song.mixer).clone();
    match row {
        Row::Limiter(index) => {
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
