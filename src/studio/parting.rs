//! Chords parted into voices or instruments, over note columns or tracks: pure functions of a
//! song and a place. What a column's next note would have ended still ends, and nothing is lost.

use super::block::together;
use super::grid::{Column, showing};
use super::slots::slot;
use crate::sequencer::effects::{self, Effect};
use crate::song::edit::Edit;
use crate::song::instrument::NewNoteAction;
use crate::song::lane::Lane;
use crate::song::note::{Note, Pitch};
use crate::song::pattern::LaneSlot;
use crate::song::row::{EffectCell, NOTE_COLUMNS, NoteCell, Row};
use crate::song::track::Track;
use crate::song::unknown::Unknown;
use crate::song::{MAX_TRACKS, Song};

/// By what chords are parted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum By {
    /// The highest note first.
    Voice,
    /// The lowest number first.
    Instrument,
}

/// Where the parts go.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum To {
    /// Note columns of the same track.
    Columns,
    /// The same track and new ones behind it.
    Tracks,
}

/// A note that sounds: in which part, and what it is.
#[derive(Clone, Copy)]
struct Sounding {
    part: usize,
    column: usize,
    pitch: Pitch,
    instrument: u8,
}

/// A lane, parted: the cells of each part by row.
struct Parted<'a> {
    song: &'a Song,
    by: By,
    /// The note of each old column that sounds.
    now: [Option<Sounding>; NOTE_COLUMNS],
    instruments: Vec<u8>,
    rows: Vec<(u16, Vec<Vec<NoteCell>>)>,
}

impl Parted<'_> {
    /// Puts one row's cells into parts.
    fn row(&mut self, number: u16, cells: &[NoteCell], last: &mut [u8]) -> Result<(), String> {
        let mut struck: Vec<(usize, Pitch, u8)> = Vec::new();
        for (old, cell) in cells.iter().enumerate() {
            if let Some(instrument) = cell.instrument {
                last[old] = instrument.get();
            }
            if let Some(Note::On(pitch)) = cell.note {
                struck.push((old, pitch, last[old]));
            }
        }
        struck.sort_by_key(|(_, pitch, _)| std::cmp::Reverse(*pitch));
        let ended = self.now;
        struck.iter().for_each(|(old, ..)| self.now[*old] = None);
        let mut made: Vec<Vec<NoteCell>> = vec![Vec::new(); self.count()];
        // What belongs to a note that sounds on goes where that is.
        for (old, cell) in cells.iter().enumerate().filter(|(_, cell)| !cell.is_empty()) {
            if struck.iter().any(|(other, ..)| *other == old) {
                continue;
            }
            let Sounding { part, column, .. } = self.now[old].unwrap_or(self.rest(old, last[old]));
            put(&mut made[part], column, *cell, number)?;
        }
        let mut above: Option<usize> = None;
        for (old, pitch, instrument) in &struck {
            let (part, column) = self.place(*pitch, *instrument, above)?;
            above = Some(part);
            let sounding = Sounding { part, column, pitch: *pitch, instrument: *instrument };
            self.now[*old] = Some(sounding);
            // A number that stood in another column before is written out.
            let written = std::num::NonZeroU8::new(*instrument);
            let cell = NoteCell { instrument: cells[*old].instrument.or(written), ..cells[*old] };
            put(&mut made[part], column, cell, number)?;
        }
        for (old, ..) in &struck {
            let Some(before) = ended[*old] else { continue };
            let taken = made[before.part].get(before.column).is_some_and(|cell| !cell.is_empty());
            if let Some(note) = self.ending(before.instrument).filter(|_| !taken) {
                let cell = NoteCell { note: Some(note), delay: cells[*old].delay, ..NoteCell::default() };
                put(&mut made[before.part], before.column, cell, number)?;
            }
        }
        self.rows.push((number, made));
        Ok(())
    }

    fn count(&self) -> usize {
        match self.by {
            By::Voice => NOTE_COLUMNS,
            By::Instrument => self.instruments.len().max(1),
        }
    }

    /// Where a cell goes that belongs to no note.
    fn rest(&self, old: usize, instrument: u8) -> Sounding {
        let part = match self.by {
            By::Voice => old,
            By::Instrument => self.instruments.iter().position(|it| *it == instrument).unwrap_or(0),
        };
        let column = if self.by == By::Voice { 0 } else { old };
        Sounding { part, column, pitch: Pitch::LOWEST, instrument }
    }

    /// The part and its column for a note, below that of the one before it in the row.
    fn place(&self, pitch: Pitch, instrument: u8, above: Option<usize>) -> Result<(usize, usize), String> {
        let sounding = || self.now.iter().flatten();
        if self.by == By::Instrument {
            let part = self.instruments.iter().position(|it| *it == instrument).unwrap_or(0);
            let free = |column: &usize| !sounding().any(|it| (it.part, it.column) == (part, *column));
            let column = (0..NOTE_COLUMNS).find(free).ok_or_else(too_many)?;
            return Ok((part, column));
        }
        let free = |part: &usize| !sounding().any(|it| it.part == *part);
        let higher = sounding().filter(|it| it.pitch >= pitch).map(|it| it.part).max();
        let first = higher.max(above).map_or(0, |part| part + 1);
        let part = (first..NOTE_COLUMNS).chain(0..first.min(NOTE_COLUMNS)).find(free);
        part.map(|part| (part, 0)).ok_or_else(too_many)
    }

    /// What ends a note of an instrument as the next one of its column did.
    fn ending(&self, instrument: u8) -> Option<Note> {
        let slot = usize::from(instrument.checked_sub(1)?);
        match self.song.instrument(slot).map_or(NewNoteAction::Cut, |instrument| instrument.new_note) {
            NewNoteAction::Cut => Some(Note::Cut),
            NewNoteAction::Continue => None,
            NewNoteAction::Off => Some(Note::Off),
            NewNoteAction::Fade => Some(Note::Fade),
        }
    }
}

fn too_many() -> String {
    format!("more than {NOTE_COLUMNS} notes would sound at once: a track has {NOTE_COLUMNS} note columns")
}

fn put(cells: &mut Vec<NoteCell>, column: usize, cell: NoteCell, row: u16) -> Result<(), String> {
    if cells.len() <= column {
        cells.resize(column + 1, NoteCell::default());
    }
    if !cells[column].is_empty() {
        return Err(format!("row {row} would hold two things in one field"));
    }
    cells[column] = cell;
    Ok(())
}

/// Whether an effect acts on the notes of its track.
pub(super) fn of_notes(effect: &EffectCell) -> bool {
    effect.code == b'&' || !effects::of(effect.code, effect.value).is_some_and(Effect::acts_once)
}

/// The lane of a track in a pattern, if its notes may be taken apart or put together.
///
/// # Errors
/// If it plays nothing, is frozen or shared.
pub(super) fn lane(song: &Song, pattern: u16, track: u16) -> Result<&Lane, String> {
    let nothing = || format!("track {} plays nothing here", track + 1);
    let lane = song.lane(pattern.into(), track.into()).filter(|lane| !lane.rows().is_empty());
    let lane = lane.ok_or_else(nothing)?;
    if lane.frozen.is_some() {
        return Err(format!("track {} is frozen here: unfreeze it first", track + 1));
    }
    if matches!(slot(song, pattern, track), LaneSlot::Shared(_)) {
        return Err(format!("track {} shares its lane: own-lane makes it the pattern's own", track + 1));
    }
    Ok(lane)
}

/// The lanes of a track that are to be parted, by pattern. Of several patterns those are left out in which it plays nothing.
fn lanes<'a>(song: &'a Song, patterns: &[u16], track: u16) -> Result<Vec<(u16, &'a Lane)>, String> {
    if let [only] = patterns {
        return Ok(vec![(*only, lane(song, *only, track)?)]);
    }
    let is_written = |pattern: &&u16| {
        song.lane(usize::from(**pattern), track.into()).is_some_and(|lane| !lane.rows().is_empty())
    };
    let found = patterns.iter().filter(is_written).map(|pattern| {
        let lane = lane(song, *pattern, track).map_err(|why| format!("pattern {pattern}: {why}"))?;
        Ok((*pattern, lane))
    });
    let found: Vec<(u16, &Lane)> = found.collect::<Result<_, String>>()?;
    if found.is_empty() { Err(format!("track {} plays nothing in the song", track + 1)) } else { Ok(found) }
}

/// The edits that part the notes of a track in some patterns, and how many parts there are.
///
/// # Errors
/// If there is nothing to part, or no room for the parts.
pub fn split(song: &Song, patterns: &[u16], track: u16, by: By, to: To) -> Result<(Edit, usize), String> {
    let old = lanes(song, patterns, track)?;
    let settings = song.tracks.get(usize::from(track)).ok_or("there is no such track")?;
    let shown = usize::from(settings.note_columns).min(NOTE_COLUMNS);
    let mut instruments: Vec<u8> = Vec::new();
    for cell in old.iter().flat_map(|(_, lane)| lane.rows()).flat_map(|(_, row)| row.notes) {
        instruments.extend(cell.instrument.map(|number| number.get()));
    }
    instruments.sort_unstable();
    instruments.dedup();
    let mut made: Vec<Parted> = Vec::new();
    for (pattern, lane) in &old {
        let instruments = instruments.clone();
        let mut parted = Parted { song, by, now: [None; NOTE_COLUMNS], instruments, rows: Vec::new() };
        let mut last = [0; NOTE_COLUMNS];
        for (number, row) in lane.rows() {
            let parted = parted.row(number, &row.notes[..shown], &mut last);
            parted.map_err(|why| if old.len() > 1 { format!("pattern {pattern}: {why}") } else { why })?;
        }
        made.push(parted);
    }
    let rows = || made.iter().flat_map(|parted| &parted.rows);
    let used = |part: usize| rows().any(|(_, cells)| !cells[part].is_empty());
    let count = made.first().map_or(0, Parted::count);
    let parts: Vec<usize> = (0..count).filter(|part| used(*part)).collect();
    if parts.len() < 2 && (by, to) != (By::Voice, To::Columns) {
        let what = if by == By::Voice { "one voice" } else { "one instrument" };
        return Err(format!("track {} has {what} here", track + 1));
    }
    let width = |part: usize| rows().map(|(_, cells)| cells[part].len()).max().unwrap_or(0).max(1);
    let mut edits = Vec::new();
    if to == To::Columns {
        let columns: usize = parts.iter().map(|part| width(*part)).sum();
        if columns > NOTE_COLUMNS {
            return Err(format!("that takes {columns} note columns, and a track has {NOTE_COLUMNS}"));
        }
        edits.extend(showing(song, track, [Column::Note(columns.max(1) as u8 - 1)]));
        for ((pattern, lane), parted) in old.iter().zip(&made) {
            let beside = |row: &Row, cells: &[Vec<NoteCell>]| {
                let mut new = *row;
                new.notes[..shown].fill(NoteCell::default());
                let mut first = 0;
                for part in &parts {
                    let own = cells[*part].iter().enumerate();
                    own.for_each(|(column, cell)| new.notes[first + column] = *cell);
                    first += width(*part);
                }
                new
            };
            let rows = parted.rows.iter().zip(lane.rows());
            let rows = rows.map(|((number, cells), (_, row))| (*number, beside(&row, cells))).collect();
            edits.push(Edit::Rows { pattern: *pattern, track, rows });
        }
        return Ok((together(edits).unwrap_or(Edit::Several { edits: Vec::new() }), parts.len()));
    }
    if song.tracks.len() + parts.len() - 1 > MAX_TRACKS {
        return Err(format!(
            "that takes {} more tracks, and a song has at most {MAX_TRACKS}",
            parts.len() - 1
        ));
    }
    for (index, part) in parts.iter().enumerate() {
        let at = track + index as u16;
        let name = match by {
            By::Voice => format!("{} {}", settings.name.trim(), index + 1),
            By::Instrument => {
                let number = instruments[*part];
                let own =
                    song.instrument(usize::from(number) - 1).map(|it| it.name.clone()).unwrap_or_default();
                format!("{} {number:02X} {own}", settings.name.trim())
            }
        };
        let of = Track {
            name: name.trim().to_owned(),
            note_columns: width(*part) as u8,
            ..Track::clone(settings)
        };
        edits.push(if index == 0 {
            Edit::SetTrack { at, track: Box::new(of) }
        } else {
            Edit::InsertTrack { at, track: Box::new(of) }
        });
        for ((pattern, old), parted) in old.iter().zip(&made) {
            let lane = part_of(old, parted, *part, index == 0);
            // Another pattern may have nothing of a part.
            if index == 0 || !lane.rows().is_empty() {
                edits.push(Edit::Lane { pattern: *pattern, track: at, lane: Box::new(lane) });
            }
        }
    }
    Ok((Edit::Several { edits }, parts.len()))
}

/// The lane of one part. The first one keeps what is no note's.
fn part_of(old: &Lane, parted: &Parted, part: usize, is_first: bool) -> Lane {
    let mut new = Lane::new(old.length, Vec::new(), Unknown::default());
    for ((number, made), (_, before)) in parted.rows.iter().zip(old.rows()) {
        let mut row = Row::default();
        made[part].iter().enumerate().for_each(|(column, cell)| row.notes[column] = *cell);
        row.effects = before.effects.map(|it| it.filter(|it| is_first || (of_notes(it) && it.code != b'&')));
        new.set(*number, row);
    }
    if is_first {
        new.unknown = old.unknown.clone();
        old.curves().iter().for_each(|curve| _ = new.set_curve((**curve).clone()));
        old.clips().iter().for_each(|clip| _ = new.set_clip((**clip).clone()));
    }
    new
}
