//! The piano roll and the step sequencer as a seat uses them: the same lane as in the grid, its notes by pitch or by voice. The row of
//! the cursor is the grid's.

pub mod drags;
pub mod marked;
pub mod spans;
pub mod voices;

use super::Studio;
use super::block::{counted, together};
use super::commands::Answer;
use super::curves;
use super::entry::{may_write, strike, tell_sharing};
use super::grid::row_at;
use super::movement;
use super::seat::Seat;
use super::typing::wider;
use crate::song::Song;
use crate::song::edit::Edit;
use crate::song::note::{Note, Pitch};
use crate::song::row::{NOTE_COLUMNS, NoteCell, VolumeCell};
use spans::{Draft, Span};
use std::cell::{Cell, RefCell};
use std::num::NonZeroU8;
use voices::{Known, Voice};

/// How the seat looks at notes.
#[derive(Clone, Debug)]
pub struct Roll {
    /// The pitch of the cursor.
    pub pitch: Pitch,
    /// Rows of the next note, as long as the last one that was made longer or shorter.
    pub length: u16,
    /// The line of the cursor in the step sequencer.
    pub line: usize,
    /// The corner of the marked box across from the cursor: row and pitch.
    pub corner: Option<(u16, Pitch)>,
    /// What the mouse does while its button is held.
    pub drag: Option<drags::Drag>,
    /// Which rows and pitches the picture shows.
    pub window: Cell<Window>,
    /// Whether the picture stays where it is, because the mouse works in it.
    pub stays: bool,
    /// Voices that were asked for and strike nothing yet.
    pub added: Vec<Voice>,
    /// Those that the song has.
    pub known: RefCell<Option<Known>>,
}

/// The part of a lane that a picture shows.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Window {
    /// The first row.
    pub row: u16,
    /// The number of the highest pitch, or the first line.
    pub line: i32,
}

impl Default for Roll {
    fn default() -> Roll {
        Roll {
            pitch: Pitch::MIDDLE_C,
            length: 1,
            line: 0,
            corner: None,
            drag: None,
            window: Cell::default(),
            stays: false,
            added: Vec::new(),
            known: RefCell::default(),
        }
    }
}

/// The lane of the cursor, to be changed.
pub fn draft(song: &Song, seat: &Seat) -> Draft {
    let columns = song.tracks.get(usize::from(seat.place.track)).map_or(1, |track| track.note_columns.into());
    Draft::new(curves::lane(song, seat), curves::rows(song, seat), columns)
}

/// The note at the cursor.
pub fn here(song: &Song, seat: &Seat) -> Option<Span> {
    draft(song, seat).at(curves::row(song, seat), seat.roll.pitch)
}

/// The marked notes, or else the one at the cursor.
fn chosen(song: &Song, seat: &Seat) -> Result<Vec<Span>, String> {
    match marked::notes(song, seat) {
        Some(notes) if notes.is_empty() => Err("there is no note in the marked box".to_owned()),
        Some(notes) => Ok(notes),
        None => {
            here(song, seat).map(|span| vec![span]).ok_or_else(|| "there is no note at the cursor".to_owned())
        }
    }
}

/// What a new note is written with: the chosen instrument, and the last volume where the mask says so.
pub fn cell(seat: &Seat, pitch: Pitch, instrument: u8) -> NoteCell {
    let volume = if seat.mask.volume { seat.lately.volume } else { None };
    let instrument = NonZeroU8::new(instrument.saturating_add(1)).filter(|_| seat.mask.instrument);
    NoteCell { note: Some(Note::On(pitch)), instrument, volume, delay: 0 }
}

/// Writes what was changed of the lane: one step; `gesture` joins it to the same one before.
fn write(studio: &mut Studio, seat: &Seat, name: &str, draft: &Draft, gesture: Option<&str>) -> Answer {
    may_write(seat)?;
    let (pattern, track) = (seat.pattern, seat.place.track);
    let mut edits = wider(studio.song(), [(track, draft.columns)].into_iter(), false);
    edits.push(Edit::Rows { pattern, track, rows: draft.changes() });
    let edit = together(edits).ok_or("there is nothing to change here")?;
    match gesture {
        Some(gesture) => studio.turn_knob(name, edit, gesture)?,
        None => studio.edit(name, edit)?,
    }
    tell_sharing(studio, pattern, &[track]);
    Ok(())
}

/// Puts a note in.
fn put(draft: &mut Draft, row: u16, cell: NoteCell, length: Option<u16>) -> Answer {
    let is_in = draft.put(row, cell, length);
    is_in.then_some(()).ok_or_else(|| format!("all {NOTE_COLUMNS} note columns sound in this row"))
}

/// A note at the cursor, or no longer.
pub fn toggle(studio: &mut Studio, seat: &mut Seat) -> Answer {
    let song = studio.song().clone();
    let (row, pitch, mut draft) = (curves::row(&song, seat), seat.roll.pitch, draft(&song, seat));
    if let Some(span) = draft.at(row, pitch) {
        draft.remove(&span);
        return write(studio, seat, "remove note", &draft, None);
    }
    put(&mut draft, row, cell(seat, pitch, seat.instrument), Some(seat.roll.length))?;
    write(studio, seat, "note", &draft, None)?;
    listen(studio, seat);
    Ok(())
}

/// Sounds the pitch of the cursor.
pub fn listen(studio: &mut Studio, seat: &Seat) {
    let song = studio.song().clone();
    let own = here(&song, seat).and_then(|span| span.cell.instrument).map(|instrument| instrument.get() - 1);
    let instrument = own.unwrap_or(seat.instrument);
    strike(studio, seat.place.track, instrument, seat.roll.pitch, None, false);
}

/// The marked notes or the one at the cursor longer or shorter; without one, the next note.
pub fn lengthen(studio: &mut Studio, seat: &mut Seat, by: i32) -> Answer {
    let song = studio.song().clone();
    let mut draft = draft(&song, seat);
    if seat.roll.corner.is_some() {
        let spans = chosen(&song, seat)?;
        let changed = spans.iter().filter(|span| draft.lengthen(span, by) != span.end).count();
        return match changed {
            0 => Err("none of the marked notes can be so".to_owned()),
            _ => write(studio, seat, "note lengths", &draft, Some("lengths")),
        };
    }
    let Some(span) = here(&song, seat) else {
        let most = i32::from(curves::rows(&song, seat));
        seat.roll.length = (i32::from(seat.roll.length) + by).clamp(1, most) as u16;
        studio.say(format!("the next note lasts {}", counted(seat.roll.length.into(), "row")));
        return Ok(());
    };
    let end = draft.lengthen(&span, by);
    if end == span.end {
        return Err(
            if by > 0 { "another note of its column begins there" } else { "a note lasts a row" }.to_owned()
        );
    }
    seat.roll.length = end - span.row;
    write(studio, seat, "note length", &draft, Some(&format!("length {} {}", span.row, span.column)))
}

/// The marked notes or the one at the cursor move by rows and semitones; the cursor goes along.
pub fn carry(studio: &mut Studio, seat: &mut Seat, rows: i32, semitones: i32) -> Answer {
    let song = studio.song().clone();
    let spans = chosen(&song, seat)?;
    let mut draft = draft(&song, seat);
    if !draft.carry_all(&spans, rows, semitones) {
        return Err(match spans.len() {
            1 => "there is no room for the note there".to_owned(),
            _ => "there is no room for the notes there".to_owned(),
        });
    }
    write(studio, seat, "move note", &draft, Some(&format!("carry {semitones} {rows}")))?;
    marked::carry(seat, rows, semitones);
    seat.roll.pitch = seat.roll.pitch.transposed(semitones);
    movement::rows_inside(&song, seat, rows);
    Ok(())
}

/// What is written where a note is louder or softer by so many of 64.
///
/// # Errors
/// If its volume field holds no volume.
pub fn louder(cell: &NoteCell, by: i16) -> Result<NoteCell, String> {
    let present = match cell.volume {
        Some(VolumeCell::Volume(volume)) => volume,
        None => VolumeCell::HIGHEST,
        Some(_) => return Err("the volume field holds something else there".to_owned()),
    };
    let volume = i16::from(present).saturating_add(by).clamp(0, VolumeCell::HIGHEST.into()) as u8;
    Ok(NoteCell { volume: Some(VolumeCell::Volume(volume)), ..*cell })
}

/// The marked notes or the one at the cursor louder or softer by so many of 64.
pub fn loudness(studio: &mut Studio, seat: &Seat, by: i16) -> Answer {
    let song = studio.song().clone();
    let spans = chosen(&song, seat)?;
    let mut draft = draft(&song, seat);
    for span in &spans {
        draft.change(span, louder(&span.cell, by)?);
    }
    let (row, column) = (spans[0].row, spans[0].column);
    write(studio, seat, "volume", &draft, Some(&format!("volume {row} {column}")))
}

/// Takes out the marked notes or the one at the cursor.
pub fn remove(studio: &mut Studio, seat: &mut Seat) -> Answer {
    let song = studio.song().clone();
    let spans = chosen(&song, seat)?;
    let mut draft = draft(&song, seat);
    spans.iter().for_each(|span| draft.remove(span));
    write(studio, seat, if spans.len() == 1 { "remove note" } else { "remove notes" }, &draft, None)?;
    seat.roll.corner = None;
    Ok(())
}

/// To the next note that is struck, or the last one before: by rows, then by pitch.
pub fn neighbour(studio: &Studio, seat: &mut Seat, on: bool) -> Answer {
    let song = studio.song();
    let place = (curves::row(song, seat), seat.roll.pitch);
    let mut notes: Vec<_> = draft(song, seat).spans().iter().map(|span| (span.row, span.pitch)).collect();
    notes.sort_unstable();
    let found = match on {
        true => notes.into_iter().find(|note| *note > place),
        false => notes.into_iter().rev().find(|note| *note < place),
    };
    let (row, pitch) = found.ok_or("there is no other note on that side")?;
    seat.roll.pitch = pitch;
    movement::rows_inside(song, seat, i32::from(row) - i32::from(place.0));
    Ok(())
}

/// The cursor goes to what the grid's cursor stands on, or to the first note of the lane.
pub fn arrive(studio: &Studio, seat: &mut Seat) {
    let song = studio.song();
    let under = row_at(song, seat.round(), seat.place.track, seat.place.row);
    let number = usize::from(if seat.place.column.is_effect() { 0 } else { seat.place.column.number() });
    let pitch = match under.notes[number].note {
        Some(Note::On(pitch)) => Some(pitch),
        _ => draft(song, seat).spans().iter().map(|span| span.pitch).max(),
    };
    seat.roll.pitch = pitch.unwrap_or(seat.roll.pitch);
    seat.roll.line = 0;
}
