//! The step sequencer: a line for each voice, that is a pitch of an instrument, and a step for each row.

use super::{cell, draft, louder, put, write};
use crate::song::Song;
use crate::song::lane::Lane;
use crate::song::note::{Note, Pitch};
use crate::song::row::{NoteCell, VolumeCell};
use crate::studio::Studio;
use crate::studio::commands::Answer;
use crate::studio::curves;
use crate::studio::entry::strike;
use crate::studio::seat::Seat;
use std::collections::BTreeSet;
use std::sync::Arc;

/// What a line strikes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Voice {
    /// The instrument's slot from 0; none where the grid writes none.
    pub instrument: Option<u8>,
    /// The pitch.
    pub pitch: Pitch,
}

impl Voice {
    /// Of what is written, if that is a note.
    pub fn of(cell: &NoteCell) -> Option<Voice> {
        match cell.note {
            Some(Note::On(pitch)) => {
                Some(Voice { instrument: cell.instrument.map(|it| it.get() - 1), pitch })
            }
            _ => None,
        }
    }
}

fn of_lane(lane: &Lane) -> impl Iterator<Item = Voice> {
    lane.rows().iter().flat_map(|(_, row)| row.notes).filter_map(|cell| Voice::of(&cell))
}

/// The voices that a track has in all patterns of a song, kept as long as that is the same.
#[derive(Clone, Debug)]
pub struct Known {
    song: Arc<Song>,
    track: u16,
    voices: BTreeSet<Voice>,
}

impl Known {
    fn of(song: &Arc<Song>, track: u16) -> Known {
        let lanes = (0..song.patterns.len()).filter_map(|pattern| song.lane(pattern, track.into()));
        Known { song: song.clone(), track, voices: lanes.flat_map(of_lane).collect() }
    }
}

/// The voices of the cursor's track: of its lane, of what it plays in other patterns, and those that were asked for; by
/// instrument, the lowest pitch first.
pub fn voices(song: &Arc<Song>, seat: &Seat) -> Vec<Voice> {
    let (track, mut kept) = (seat.place.track, seat.roll.known.borrow_mut());
    let is_same = |known: &Known| Arc::ptr_eq(&known.song, song) && known.track == track;
    let known = match kept.take().filter(is_same) {
        Some(known) => kept.insert(known),
        None => kept.insert(Known::of(song, track)),
    };
    let added = seat.roll.added.iter().filter(|voice| !known.voices.contains(voice));
    let mut voices: Vec<Voice> = known.voices.iter().chain(added).copied().collect();
    voices.sort_unstable();
    voices
}

/// The voice of the cursor's line.
pub fn voice(song: &Arc<Song>, seat: &Seat) -> Result<Voice, String> {
    let none = "this track strikes nothing yet: Insert makes a line of a note".to_owned();
    let voices = voices(song, seat);
    voices.get(seat.roll.line.min(voices.len().saturating_sub(1))).copied().ok_or(none)
}

/// What a voice strikes with in a row of the lane: the note column and what is written there.
pub fn step(song: &Song, seat: &Seat, voice: Voice, row: u16) -> Option<(usize, NoteCell)> {
    let written = curves::lane(song, seat)?.written(row)?;
    written.notes.into_iter().enumerate().find(|(_, cell)| Voice::of(cell) == Some(voice))
}

/// A step at the cursor, or no longer.
pub fn toggle(studio: &mut Studio, seat: &mut Seat) -> Answer {
    let song = studio.song().clone();
    let (voice, row) = (voice(&song, seat)?, curves::row(&song, seat));
    if step(&song, seat, voice, row).is_some() {
        return clear(studio, seat);
    }
    let mut draft = draft(&song, seat);
    put(&mut draft, row, struck(seat, voice), None)?;
    write(studio, seat, "step", &draft, None)?;
    listen(studio, seat, voice);
    Ok(())
}

/// What a voice is written with.
pub fn struck(seat: &Seat, voice: Voice) -> NoteCell {
    let written = cell(seat, voice.pitch, voice.instrument.unwrap_or(0));
    NoteCell { instrument: voice.instrument.and_then(|it| std::num::NonZeroU8::new(it + 1)), ..written }
}

/// Takes the step at the cursor out.
pub fn clear(studio: &mut Studio, seat: &Seat) -> Answer {
    let song = studio.song().clone();
    let (voice, row) = (voice(&song, seat)?, curves::row(&song, seat));
    let mut draft = draft(&song, seat);
    let (column, _) = step(&song, seat, voice, row).ok_or("there is no step at the cursor")?;
    let span = draft.spans().into_iter().find(|span| (span.column, span.row) == (column, row));
    draft.remove(&span.ok_or("the step stands in a column that the track does not show")?);
    write(studio, seat, "remove step", &draft, None)
}

/// A step at the cursor that is so loud, 0 to 64; where there is none it is put in.
pub fn loud(studio: &mut Studio, seat: &mut Seat, volume: u8) -> Answer {
    let song = studio.song().clone();
    let (voice, row) = (voice(&song, seat)?, curves::row(&song, seat));
    let mut draft = draft(&song, seat);
    let volume = Some(VolumeCell::Volume(volume.min(VolumeCell::HIGHEST)));
    match step(&song, seat, voice, row) {
        Some((column, cell)) => {
            let span = draft.spans().into_iter().find(|span| (span.column, span.row) == (column, row));
            let span = span.ok_or("the step stands in a column that the track does not show")?;
            draft.change(&span, NoteCell { volume, ..cell });
        }
        None => put(&mut draft, row, NoteCell { volume, ..struck(seat, voice) }, None)?,
    }
    write(studio, seat, "step volume", &draft, None)
}

/// The step at the cursor louder or softer by so many of 64.
pub fn loudness(studio: &mut Studio, seat: &Seat, by: i16) -> Answer {
    let song = studio.song().clone();
    let (voice, row) = (voice(&song, seat)?, curves::row(&song, seat));
    let mut draft = draft(&song, seat);
    let (column, _) = step(&song, seat, voice, row).ok_or("there is no step at the cursor")?;
    let span = draft.spans().into_iter().find(|span| (span.column, span.row) == (column, row));
    let span = span.ok_or("the step stands in a column that the track does not show")?;
    draft.change(&span, louder(&span.cell, by)?);
    write(studio, seat, "step volume", &draft, Some(&format!("volume {row} {column}")))
}

/// All steps of the line by rows to the right, around the lane's end.
pub fn rotate(studio: &mut Studio, seat: &Seat, by: i32) -> Answer {
    let song = studio.song().clone();
    let (voice, rows) = (voice(&song, seat)?, i32::from(curves::rows(&song, seat)));
    let mut draft = draft(&song, seat);
    let steps: Vec<_> =
        draft.spans().into_iter().filter(|span| Voice::of(&span.cell) == Some(voice)).collect();
    if steps.is_empty() {
        return Err("the line has no steps".to_owned());
    }
    for span in &steps {
        draft.remove(span);
    }
    for span in &steps {
        let length = span.is_ended.then_some(span.end - span.row);
        put(&mut draft, (i32::from(span.row) + by).rem_euclid(rows) as u16, span.cell, length)?;
    }
    write(studio, seat, "rotate steps", &draft, None)
}

/// A step in every so many rows of the line, from the cursor on; what is there stays.
pub fn fill(studio: &mut Studio, seat: &Seat, every: u16) -> Answer {
    let song = studio.song().clone();
    let (voice, first) = (voice(&song, seat)?, curves::row(&song, seat));
    let mut draft = draft(&song, seat);
    for row in (first..curves::rows(&song, seat)).step_by(every.max(1).into()) {
        if step(&song, seat, voice, row).is_none() {
            put(&mut draft, row, struck(seat, voice), None)?;
        }
    }
    write(studio, seat, "fill steps", &draft, None)
}

/// Takes all steps of the line out; the line stays.
pub fn clear_line(studio: &mut Studio, seat: &mut Seat) -> Answer {
    let song = studio.song().clone();
    let voice = voice(&song, seat)?;
    let mut draft = draft(&song, seat);
    for span in draft.spans().iter().filter(|span| Voice::of(&span.cell) == Some(voice)) {
        draft.remove(span);
    }
    write(studio, seat, "clear steps", &draft, None)?;
    keep(seat, voice);
    Ok(())
}

/// A line of a pitch of the chosen instrument, on which the cursor goes.
pub fn add(studio: &Studio, seat: &mut Seat, pitch: Pitch) {
    let voice = Voice { instrument: Some(seat.instrument), pitch };
    keep(seat, voice);
    let place = voices(studio.song(), seat).iter().position(|other| *other == voice);
    seat.roll.line = place.unwrap_or(0);
}

fn keep(seat: &mut Seat, voice: Voice) {
    if !seat.roll.added.contains(&voice) {
        seat.roll.added.push(voice);
    }
}

/// Sounds a voice.
pub fn listen(studio: &mut Studio, seat: &Seat, voice: Voice) {
    let instrument = voice.instrument.unwrap_or(seat.instrument);
    strike(studio, seat.place.track, instrument, voice.pitch, None, false);
}
