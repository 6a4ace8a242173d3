//! What was played of late, though nobody recorded it: kept here, and put into the pattern in time when that is asked for.

use super::placing::{Quantise, Spot, placed};
use crate::song::Song;
use crate::song::edit::Edit;
use crate::song::note::{Note, Pitch};
use crate::song::row::{NOTE_COLUMNS, NoteCell, Row, VolumeCell};
use crate::studio::Studio;
use crate::studio::block::together;
use crate::studio::commands::Answer;
use crate::studio::grid::{Column, lane_row, row_at, showing};
use crate::studio::seat::Seat;
use crate::studio::typing::Voiced;
use std::collections::{BTreeMap, VecDeque};
use std::num::NonZeroU8;

/// The most notes that are kept.
const MOST: usize = 4_096;
/// Seconds of silence that part what was played just now from what was before.
const SILENCE: u64 = 4;

/// The part of a second in which struck keys are a chord.
const CHORD: u64 = 20;

/// The port of the keys of the computer.
const TYPED: u8 = u8::MAX;

/// A note that was played; frames as the engine had rendered them.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Played {
    began: u64,
    ended: Option<u64>,
    /// Port, track and key, by which its end is known.
    who: (u8, u16, u8),
    instrument: u8,
    velocity: u8,
}

/// What was played, the oldest first.
#[derive(Debug, Default)]
pub struct Log {
    notes: VecDeque<Played>,
}

impl Log {
    /// A key of a port began to sound on a track.
    pub fn began(&mut self, frame: u64, who: (u8, u16, u8), instrument: u8, velocity: u8) {
        if self.notes.len() >= MOST {
            self.notes.pop_front();
        }
        self.notes.push_back(Played { began: frame, ended: None, who, instrument, velocity });
    }

    /// It came up.
    pub fn ended(&mut self, frame: u64, who: (u8, u16, u8)) {
        let same = |note: &&mut Played| note.who == who && note.ended.is_none();
        if let Some(note) = self.notes.iter_mut().rev().find(same) {
            note.ended = Some(frame);
        }
    }

    /// Of keys whose coming up nobody tells, those that were struck before `since` end where the next is struck.
    fn cut(&mut self, port: u8, since: u64, frame: u64) {
        let before = |note: &&mut Played| note.who.0 == port && note.began < since;
        for note in self.notes.iter_mut().rev().take(NOTE_COLUMNS).filter(before) {
            note.ended = note.ended.map(|ended| ended.min(frame));
        }
    }

    /// Another engine counts from 0.
    pub fn forget(&mut self) {
        self.notes.clear();
    }

    /// What was played since the last silence.
    fn phrase(&self, silence: u64) -> Vec<Played> {
        let mut phrase: Vec<Played> = Vec::new();
        for note in self.notes.iter().rev() {
            let end = note.ended.unwrap_or(u64::MAX);
            if phrase.last().is_some_and(|next| next.began.saturating_sub(end) > silence) {
                break;
            }
            phrase.push(*note);
        }
        phrase.reverse();
        phrase
    }
}

/// A way to find the spot of a frame.
struct Places<'a> {
    studio: &'a Studio,
    seat: &'a Seat,
    /// The first frame, and the frames of a row, where nothing played.
    still: Option<(u64, f64)>,
    quantise: Quantise,
}

impl Places<'_> {
    fn spot(&self, frame: u64) -> Option<Spot> {
        let song = self.studio.song();
        let Some((first, row)) = self.still else {
            let moment = self.studio.recorder.timeline.at(self.studio.heard_at(frame))?;
            return Some(placed(song, self.studio.transport.playing, moment, self.quantise));
        };
        let begin = f64::from(self.seat.place.row);
        let (row, delay) = self.quantise.placed(begin + frame.saturating_sub(first) as f64 / row);
        let round = self.seat.round();
        (row < u32::from(round.rows(song))).then_some(Spot { round, row: row as u16, delay })
    }
}

/// The rows that are written, by pattern and track.
#[derive(Default)]
struct Sheet {
    rows: BTreeMap<(u16, u16), BTreeMap<u16, Row>>,
    columns: BTreeMap<u16, (usize, bool)>,
}

impl Sheet {
    fn row(&mut self, song: &Song, track: u16, spot: Spot) -> &mut Row {
        let number = lane_row(song, spot.round, track, spot.row);
        let rows = self.rows.entry((spot.round.pattern, track)).or_default();
        rows.entry(number).or_insert_with(|| row_at(song, spot.round, track, spot.row))
    }

    fn put(&mut self, song: &Song, track: u16, spot: Spot, column: usize, cell: NoteCell) {
        self.row(song, track, spot).notes[column] = cell;
        let (most, late) = self.columns.entry(track).or_default();
        (*most, *late) = ((*most).max(column), *late || cell.delay > 0);
    }

    fn edit(self, song: &Song) -> Option<Edit> {
        let shown = self.columns.iter().filter_map(|(track, (column, late))| {
            let column = *column as u8;
            let delay = late.then_some(Column::Delay(column));
            showing(song, *track, std::iter::once(Column::Note(column)).chain(delay))
        });
        let mut edits: Vec<Edit> = shown.collect();
        edits.extend(self.rows.into_iter().map(|((pattern, track), rows)| Edit::Rows {
            pattern,
            track,
            rows: rows.into_iter().collect(),
        }));
        together(edits)
    }
}

impl Studio {
    /// Keeps what a key of the computer has struck; one that nobody tells of when it comes up ends in time.
    pub fn log_typed(&mut self, seat: &Seat, all: &[Voiced], volume: Option<VolumeCell>) {
        let frame = self.frame();
        let velocity = match volume {
            Some(VolumeCell::Volume(volume)) => (u16::from(volume) * 127 / 64).min(127) as u8,
            _ => 127,
        };
        if !seat.key_up {
            // What is struck nearly at once is a chord.
            let since = frame.saturating_sub(u64::from(self.rate()) / CHORD);
            self.recorder.log.cut(TYPED, since, frame);
        }
        for Voiced { track, pitch, .. } in all {
            let who = (TYPED, *track, pitch.midi());
            self.recorder.log.began(frame, who, seat.instrument, velocity);
            if !seat.key_up {
                self.recorder.log.ended(frame + self.gate(seat.instrument, pitch.midi()), who);
            }
        }
    }

    /// A key of the computer that struck this came up.
    pub fn log_typed_end(&mut self, voiced: &Voiced) {
        let frame = self.frame();
        self.recorder.log.ended(frame, (TYPED, voiced.track, voiced.pitch.midi()));
    }

    /// Puts what was played since the last silence into the grid: where it was heard, or, if nothing played, from the cursor on in the
    /// song's tempo. One step.
    ///
    /// # Errors
    /// If nothing was played.
    pub fn capture(&mut self, seat: &Seat) -> Answer {
        let rate = u64::from(self.rate().max(1));
        let mut phrase = self.recorder.log.phrase(SILENCE * rate);
        let first = phrase.first().ok_or("nothing was played; play a MIDI keyboard, or the note keys")?.began;
        let quantise = self.recorder.quantise;
        let plays = self.recorder.timeline.at(self.heard_at(first)).is_some();
        let settings = &self.song().settings;
        let rows = settings.tempo.bpm() / 60.0 * f64::from(settings.rows_per_beat.max(1));
        let still = (!plays).then_some((first, rate as f64 / rows));
        let places = Places { studio: self, seat, still, quantise };
        if let Some(last) = phrase.last().and_then(|last| places.spot(last.began)).filter(|_| plays) {
            // Of a pattern that played over and over, the last time through.
            let length = i32::from(last.round.rows(self.song()));
            let place = |spot: Spot| spot.round.before.wrapping_add(spot.row.into());
            phrase.retain(|note| {
                let spot = places.spot(note.began);
                spot.is_some_and(|spot| {
                    spot.round.pattern != last.round.pattern || place(last) - place(spot) < length
                })
            });
        }
        let (mut sheet, mut busy, mut written) = (Sheet::default(), BTreeMap::new(), 0);
        for note in &phrase {
            let (_, track, key) = note.who;
            let (Some(spot), Some(pitch)) = (places.spot(note.began), Pitch::from_midi(key)) else {
                continue;
            };
            let song = places.studio.song();
            let free = (0..NOTE_COLUMNS).find(|column| {
                let until: Option<&u64> = busy.get(&(track, *column));
                let row = sheet.row(song, track, spot).notes[*column];
                until.is_none_or(|until| *until <= note.began) && !matches!(row.note, Some(Note::On(_)))
            });
            let Some(column) = free else { continue };
            let volume =
                self.recorder.ways.velocity.then_some(note.velocity).filter(|velocity| *velocity < 127);
            let volume = volume
                .map(|velocity| VolumeCell::Volume(((u16::from(velocity) * 64 + 63) / 127).max(1) as u8));
            let instrument = NonZeroU8::new(note.instrument.saturating_add(1));
            let cell = NoteCell { note: Some(Note::On(pitch)), instrument, volume, delay: spot.delay };
            sheet.put(song, track, spot, column, cell);
            written += 1;
            busy.insert((track, column), note.ended.unwrap_or(u64::MAX));
            let Some(end) = note.ended.and_then(|ended| places.spot(ended)) else { continue };
            let end = if (end.round, end.row) == (spot.round, spot.row) {
                spot.next_row(song, self.transport.playing)
            } else {
                end
            };
            if sheet.row(song, track, end).notes[column].note.is_none() {
                let off = NoteCell { note: Some(Note::Off), delay: end.delay, ..NoteCell::default() };
                sheet.put(song, track, end, column, off);
            }
        }
        let left = phrase.len() - written;
        let edit = sheet.edit(self.song()).ok_or("what was played lies outside of the grid")?;
        self.edit("capture", edit)?;
        self.say(match left {
            0 => format!("captured {written} notes"),
            left => format!("captured {written} notes; {left} found no place in the pattern"),
        });
        Ok(())
    }
}
