//! Keys that are down and sound, and what their coming up does: the note ends, and while recording its end is written too.
//! Only some terminals tell that a key came up.

use super::Studio;
use super::commands::Answer;
use super::entry::{note_column, write};
use super::following::{is_recording, nearest};
use super::grid::row_at;
use super::key::Key;
use super::rounds::Round;
use super::seat::Seat;
use crate::song::note::{Note, Pitch};

/// A key that is down and sounds.
#[derive(Clone, Copy, Debug)]
pub struct Held {
    /// The key.
    pub key: Key,
    track: u16,
    pitch: Pitch,
    /// Where its note was written, if it was recorded.
    began: Option<Began>,
}

/// The most patterns that are looked through for what ended a note while its key was down.
const LONGEST: usize = 64;

/// Where a note was recorded.
#[derive(Clone, Copy, Debug)]
struct Began {
    round: Round,
    row: u16,
    /// The note column.
    number: usize,
}

/// Remembers what a key sounds that has just been struck at the seat's track; `write`: it is written into the grid too.
pub fn hold(studio: &Studio, seat: &mut Seat, key: Key, pitch: Pitch, write: bool) {
    let recorded = note_column(seat.place.column).filter(|_| write && is_recording(studio, seat));
    let began = recorded.map(|number| {
        let (round, row) = nearest(studio, seat);
        Began { round, row, number }
    });
    seat.held.retain(|held| held.key != key);
    if !seat.key_up {
        return;
    }
    seat.held.push(Held { key, track: seat.place.track, pitch, began });
}

/// A key came up.
///
/// # Errors
/// If the end of a recorded note cannot be written.
pub fn release(studio: &mut Studio, seat: &mut Seat, key: Key) -> Answer {
    let Some(at) = seat.held.iter().position(|held| held.key == key) else { return Ok(()) };
    let held = seat.held.swap_remove(at);
    studio.lift(held.track, held.pitch.midi());
    match held.began {
        Some(began) if is_recording(studio, seat) => record_end(studio, seat, held, began),
        _ => Ok(()),
    }
}

/// Writes an end of the key after its note, unless another note has come since.
fn record_end(studio: &mut Studio, seat: &Seat, held: Held, began: Began) -> Answer {
    let song = studio.song().clone();
    let at = |round, row| row_at(&song, round, held.track, row).notes[began.number].note;
    let (round, heard) = nearest(studio, seat);
    let goes_on = round == began.round && heard >= began.row;
    let row = if goes_on { heard.max(began.row + 1) } else { heard };
    let since = if goes_on { row + 1 } else { began.round.rows(&song) };
    let mut between: Vec<_> = (began.row + 1..since).map(|row| (began.round, row)).collect();
    if !goes_on {
        let later = |round: &Round| round.next(&song);
        let passed = std::iter::successors(later(&began.round), later).take(LONGEST);
        let passed = passed.take_while(|other| *other != round);
        between.extend(passed.flat_map(|other| (0..other.rows(&song)).map(move |row| (other, row))));
        between.extend((0..=row).map(|row| (round, row)));
    }
    let is_own = at(began.round, began.row) == Some(Note::On(held.pitch));
    if !is_own || row >= round.rows(&song) || between.iter().any(|(round, row)| at(*round, *row).is_some()) {
        return Ok(());
    }
    let mut ended = row_at(&song, round, held.track, row);
    ended.notes[began.number].note = Some(Note::Off);
    write(studio, "record", round, held.track, row, ended, true)
}
