//! What a note key writes: one note or a chord, in the scale if that is wished, into as many note columns as it takes.

use super::Studio;
use super::block::together;
use super::commands::Answer;
use super::dice::Dice;
use super::entry::{may_write, note_column, pitch, step_down, strike, tell_sharing};
use super::following::is_recording;
use super::grid::{Column, forget_stale_delay, lane_row, row_at, showing};
use super::key::Key;
use super::keys_up;
use super::layout::{NOTE_KEYS, NoteKeys};
use super::recorder::placing::Spot;
use super::recorder::{beside, record, spot_now};
use super::rounds::Round;
use super::seat::Seat;
use crate::song::Song;
use crate::song::chord::Chord;
use crate::song::edit::Edit;
use crate::song::note::{Note, Pitch};
use crate::song::row::{EffectCell, NOTE_COLUMNS, Row, VolumeCell};
use std::num::NonZeroU8;

/// Thousandths of a second within which keys are struck together, where the terminal does not tell when they come up: a slow
/// line delivers them at once.
const TOGETHER: u64 = 40;

/// How notes are typed.
#[derive(Clone, Copy, Debug)]
pub struct Typing {
    /// Which keys are which notes.
    pub keys: &'static NoteKeys,
    /// Whether notes go to the nearest one of the song's scale.
    pub snap: bool,
    /// The chord that one key writes.
    pub chord: Option<&'static Chord>,
    /// How many of its lowest notes stand an octave higher.
    pub inversion: u8,
    /// Whether its notes go over the tracks that follow, not over note columns.
    pub over_tracks: bool,
    /// Whether keys that are struck together are a chord.
    pub together: bool,
    /// How far below its volume a note comes by chance, 0 to 63.
    pub random: u8,
}

impl Default for Typing {
    fn default() -> Typing {
        Typing {
            keys: &NOTE_KEYS[0],
            snap: false,
            chord: None,
            inversion: 0,
            over_tracks: false,
            together: false,
            random: 0,
        }
    }
}

/// Which fields are written with a note besides the note itself.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Mask {
    /// The instrument.
    pub instrument: bool,
    /// The last volume that was entered.
    pub volume: bool,
    /// The last effect that was entered.
    pub effect: bool,
}

impl Default for Mask {
    fn default() -> Mask {
        Mask { instrument: true, volume: false, effect: false }
    }
}

impl Mask {
    /// Whether a field is written with a note; `None` if the mask has nothing to do with it.
    pub fn writes(self, column: Column) -> Option<bool> {
        match column {
            Column::Instrument(_) => Some(self.instrument),
            Column::Volume(_) => Some(self.volume),
            Column::Effect(0) => Some(self.effect),
            Column::Note(_) | Column::Delay(_) | Column::Effect(_) => None,
        }
    }

    /// What is written, in words.
    pub fn told(self) -> String {
        let fields =
            [(self.instrument, "instrument"), (self.volume, "last volume"), (self.effect, "last effect")];
        let written: Vec<&str> = fields.into_iter().filter(|(on, _)| *on).map(|(_, name)| name).collect();
        match written.is_empty() {
            true => "notes are written alone".to_owned(),
            false => format!("notes are written with {}", written.join(", ")),
        }
    }
}

/// A note of a chord and where it goes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Voiced {
    /// The track.
    pub track: u16,
    /// The note column, from 0.
    pub column: usize,
    /// The pitch.
    pub pitch: Pitch,
}

/// What was last written by a key, to which others that are struck together with it are added.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Started {
    round: Round,
    row: u16,
    track: u16,
    /// The first note column that is free for more.
    free: usize,
    /// The first track that is free for more.
    free_track: u16,
    /// The engine's frame at the first of them: all that is struck together is one step.
    first: u64,
    /// The engine's frame.
    at: u64,
}

impl Started {
    /// Where the notes of one more key go: behind those that are there.
    fn beside(&self, song: &Song, all: Vec<Voiced>, over_tracks: bool) -> Result<Vec<Voiced>, String> {
        let moved = |(number, voiced): (usize, Voiced)| match over_tracks {
            true => Voiced { track: self.free_track.saturating_add(number as u16), ..voiced },
            false => Voiced { column: self.free + number, ..voiced },
        };
        let is_there = |voiced: &Voiced| is_there(song, voiced);
        let all: Vec<Voiced> = all.into_iter().enumerate().map(moved).filter(is_there).collect();
        match (all.is_empty(), over_tracks) {
            (false, _) => Ok(all),
            (true, true) => Err("no track follows: no more notes at once".to_owned()),
            (true, false) => Err(format!("a track has {NOTE_COLUMNS} note columns: no more notes at once")),
        }
    }
}

/// Whether the song has that place.
fn is_there(song: &Song, voiced: &Voiced) -> bool {
    voiced.column < NOTE_COLUMNS && usize::from(voiced.track) < song.tracks.len()
}

/// What a key of so many semitones above the seat's octave sounds, from its track and its note column on.
///
/// # Errors
/// If that lies above B-9.
pub fn voiced(song: &Song, seat: &Seat, semitones: u8) -> Result<Vec<Voiced>, String> {
    let typed = pitch(seat, semitones).ok_or("that note lies above B-9; [ lowers the octave")?;
    let (typing, tonality) = (seat.typing, song.settings.tonality);
    let on = if typing.snap { tonality.nearest(typed) } else { typed };
    let pitches = typing.chord.map_or(vec![on], |chord| chord.pitches(on, tonality, typing.inversion));
    let first = note_column(seat.place.column).unwrap_or(0);
    let place = |(number, pitch): (usize, Pitch)| match typing.over_tracks {
        true => Voiced { track: seat.place.track + number as u16, column: first, pitch },
        false => Voiced { track: seat.place.track, column: first + number, pitch },
    };
    Ok(pitches.into_iter().enumerate().map(place).filter(|voiced| is_there(song, voiced)).collect())
}

/// Sounds what a key means and, if asked, writes it with what the mask says.
pub fn note(studio: &mut Studio, seat: &mut Seat, key: Key, semitones: u8, write: bool) -> Answer {
    let mut all = voiced(studio.song(), seat, semitones)?;
    let started = seat.lately.started.filter(|started| write && is_with(studio, seat, started));
    if let Some(started) = started {
        all = started.beside(studio.song(), all, seat.typing.over_tracks)?;
    }
    let volume = volume(studio, seat);
    for voiced in &all {
        strike(studio, voiced.track, seat.instrument, voiced.pitch, volume, seat.key_up);
    }
    let recording = write && is_recording(studio, seat);
    if !write || recording {
        studio.log_typed(seat, &all, volume);
    }
    let spot = match started {
        Some(started) => Spot::on(started.round, started.row),
        None if recording => spot_now(studio, seat),
        None => Spot::on(seat.round(), seat.place.row),
    };
    let placed = if recording { beside(studio, &all, spot, seat.instrument) } else { Ok(all.clone()) };
    keys_up::hold(studio, seat, key, placed.as_ref().unwrap_or(&all), write && placed.is_ok());
    if !write {
        return Ok(());
    }
    may_write(seat)?;
    let all = placed?;
    let first = started.map_or_else(|| studio.frame(), |started| started.first);
    let together = seat.typing.together.then(|| format!("struck together since {first}"));
    put(studio, seat, &all, (spot, volume), together.as_deref())?;
    let Spot { round, row, .. } = spot;
    let free = all.iter().map(|voiced| voiced.column + 1).max().unwrap_or(0);
    let free_track = all.iter().map(|voiced| voiced.track + 1).max().unwrap_or(0);
    let (track, at) = (seat.place.track, studio.frame());
    seat.lately.started = Some(Started { round, row, track, free, free_track, first, at });
    seat.lately.note = all.first().map(|voiced| Note::On(voiced.pitch));
    if started.is_none() {
        step_down(studio, seat);
    }
    Ok(())
}

/// Writes a note that was entered before into the note column under the cursor once more, with what the mask says; while recording
/// where it is heard.
///
/// # Errors
/// If it cannot be written there.
pub fn again(studio: &mut Studio, seat: &mut Seat, pitch: Pitch) -> Answer {
    let column = note_column(seat.place.column).unwrap_or(0);
    let all = [Voiced { track: seat.place.track, column, pitch }];
    let volume = seat.lately.volume.filter(|_| seat.mask.volume);
    strike(studio, seat.place.track, seat.instrument, pitch, volume, false);
    let (all, spot) = match is_recording(studio, seat) {
        true => {
            let spot = spot_now(studio, seat);
            (beside(studio, &all, spot, seat.instrument)?, spot)
        }
        false => (all.to_vec(), Spot::on(seat.round(), seat.place.row)),
    };
    put(studio, seat, &all, (spot, volume), None)?;
    step_down(studio, seat);
    Ok(())
}

/// Writes notes with what the mask says: as part of the take while recording, else as a step, or as part of a gesture.
fn put(
    studio: &mut Studio,
    seat: &Seat,
    all: &[Voiced],
    (spot, volume): (Spot, Option<VolumeCell>),
    gesture: Option<&str>,
) -> Answer {
    let fields = Fields {
        instrument: NonZeroU8::new(seat.instrument.saturating_add(1)).filter(|_| seat.mask.instrument),
        volume,
        effect: seat.lately.effect.filter(|_| seat.mask.effect),
        delay: None,
    };
    if is_recording(studio, seat) {
        record(studio, seat, all, spot, fields)?;
    } else {
        let edit = written(studio.song(), all, spot, fields);
        match gesture {
            Some(gesture) => studio.turn_knob("note", edit, gesture)?,
            None => studio.edit("note", edit)?,
        }
    }
    let mut tracks: Vec<u16> = all.iter().map(|voiced| voiced.track).collect();
    tracks.dedup();
    tell_sharing(studio, spot.round.pattern, &tracks);
    Ok(())
}

/// Whether a key that is struck now belongs to the chord that was started.
fn is_with(studio: &Studio, seat: &Seat, started: &Started) -> bool {
    let since = studio.frame().saturating_sub(started.at) * 1_000 / u64::from(studio.rate().max(1));
    let held = if seat.key_up { !seat.held.is_empty() } else { since <= TOGETHER };
    let same = (started.track, started.round.pattern) == (seat.place.track, seat.pattern);
    seat.typing.together && same && held
}

/// The volume that a note is written with: the last one if the mask says so, moved by chance if that is wished.
fn volume(studio: &Studio, seat: &Seat) -> Option<VolumeCell> {
    let last = seat.lately.volume.filter(|_| seat.mask.volume);
    let most = seat.typing.random;
    if most == 0 {
        return last;
    }
    let highest = match last {
        Some(VolumeCell::Volume(volume)) => volume,
        None => VolumeCell::HIGHEST,
        other => return other,
    };
    let step = studio.document.history().past().count() as u64;
    let place = [step, seat.pattern.into(), seat.place.track.into(), seat.place.row.into()];
    let below = Dice::at(studio.song().settings.seed, &place).below(usize::from(most) + 1);
    Some(VolumeCell::Volume(highest.saturating_sub(below as u8).max(1)))
}

/// What is written with a note; `None` leaves what stands there.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Fields {
    /// Its instrument.
    pub instrument: Option<NonZeroU8>,
    /// Its volume field.
    pub volume: Option<VolumeCell>,
    /// The effect in the first effect column.
    pub effect: Option<EffectCell>,
    /// Its delay.
    pub delay: Option<u8>,
}

/// The edit that writes notes into a row of a round; tracks get as many note columns as they take, and show delays where there are any.
pub fn written(song: &Song, all: &[Voiced], spot: Spot, fields: Fields) -> Edit {
    let (Spot { round, row, .. }, Fields { instrument, volume, effect, delay }) = (spot, fields);
    let mut rows: Vec<(u16, Row)> = Vec::new();
    for voiced in all {
        if rows.last().is_none_or(|(track, _)| *track != voiced.track) {
            let mut new = row_at(song, round, voiced.track, row);
            new.effects[0] = effect.or(new.effects[0]);
            rows.push((voiced.track, new));
        }
        let Some((_, new)) = rows.last_mut() else { continue };
        let cell = &mut new.notes[voiced.column];
        forget_stale_delay(song, voiced.track, cell);
        cell.note = Some(Note::On(voiced.pitch));
        cell.instrument = instrument.or(cell.instrument);
        cell.volume = volume.or(cell.volume);
        cell.delay = delay.unwrap_or(cell.delay);
    }
    let mut edits: Vec<Edit> = wider(
        song,
        all.iter().map(|voiced| (voiced.track, voiced.column + 1)),
        delay.is_some_and(|delay| delay > 0),
    );
    edits.extend(rows.into_iter().map(|(track, new)| Edit::Rows {
        pattern: round.pattern,
        track,
        rows: vec![(lane_row(song, round, track, row), new)],
    }));
    together(edits).unwrap_or(Edit::Several { edits: Vec::new() })
}

/// The edits that give tracks so many note columns where they have fewer, and let them show delays if asked.
pub fn wider(song: &Song, wanted: impl Iterator<Item = (u16, usize)>, delays: bool) -> Vec<Edit> {
    let mut most: Vec<(u16, u8)> = Vec::new();
    for (track, columns) in wanted {
        match most.iter_mut().find(|(other, _)| *other == track) {
            Some((_, known)) => *known = (*known).max(columns as u8),
            None => most.push((track, columns as u8)),
        }
    }
    let edit = |(at, count): (u16, u8)| {
        let last = count.checked_sub(1);
        let delay = last.filter(|_| delays).map(Column::Delay);
        showing(song, at, last.map(Column::Note).into_iter().chain(delay))
    };
    most.into_iter().filter_map(edit).collect()
}

/// Leaves the row as it is and goes on by the edit step.
///
/// # Errors
/// If the cursor is not in a note field, or editing is off.
pub fn rest(studio: &Studio, seat: &mut Seat) -> Answer {
    may_write(seat)?;
    if !matches!(seat.place.column, Column::Note(_)) {
        return Err("a rest stands in a note field".to_owned());
    }
    step_down(studio, seat);
    Ok(())
}
