//! The mixer: a column for each track, then the returns with their devices, then the master with its limiter.

use super::field::{kind, label, number, put, words};
use super::strip::{DEVICE, Row, Strip, device_index, rows, strip, strips};
use super::{Change, Entry, Sheet};
use crate::devices;
use crate::dsp::parameter::Knobs;
use crate::instruments;
use crate::sequencer::lock::resolve;
use crate::song::Song;
use crate::song::edit::Edit;
use crate::song::pattern::LaneSlot;
use crate::song::track::Track;
use crate::studio::seat::SheetCursor;
use crate::studio::view::View;

/// The sheet.
pub const SHEET: Sheet = Sheet {
    view: View::Mixer,
    columns: |studio, _| strips(studio.song()).map(|strip| strip.title(studio.song())).collect(),
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
        let at = track(studio.song(), seat.sheet())?;
        Ok(Change::step(
            format!("remove track {}", at + 1),
            Edit::RemoveTrack { at: at as u16 },
            seat.sheet(),
        ))
    },
    shift: |studio, seat, way| {
        let song = studio.song();
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
        Strip::Track(track) => Ok(track),
        Strip::Return(_) | Strip::Master => {
            Err("returns and master stay as they are; choose a track".to_owned())
        }
    }
}

/// A copy of a track behind it, with all its lanes.
fn duplicate(song: &Song, cursor: SheetCursor) -> Result<Change, String> {
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
    let (what, edit) = match strip {
        Strip::Track(track) => track_edit(song, track, row, entry)?,
        Strip::Return(index) => return_edit(song, index, row, entry)?,
        Strip::Master => master_edit(song, row, entry)?,
    };
    Ok(Change::value(format!("{} {what}", strip.name()), edit))
}

/// What `&xx` can set.
const LOCKS: &str = "expected instrument.NAME, track.volume, track.pan, send.1, send.2 or return.1.NAME, with a parameter's name";

/// Whether a lock names something: a parameter of any kind of instrument, or of the mixer as it is.
fn is_parameter(song: &Song, track: usize, name: &str) -> bool {
    let known = |name: &str| instruments::KINDS.iter().any(|kind| (kind.new)().knobs().find(name).is_some());
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
            put(&mut track, index, entry)?;
            label(track.info(index))
        }
        Row::Kind => "kind".to_owned(),
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
        Row::Lock(_) => "lock".to_owned(),
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
        Row::Name | Row::Kind | Row::Lock(_) => Err("the master has no such field".to_owned()),
    }
}
