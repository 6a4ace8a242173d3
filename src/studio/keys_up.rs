//! Keys that are down and sound, and what their coming up does: the note ends, and while recording its end is written too.
//! Only some terminals tell that a key came up.

use super::Studio;
use super::commands::Answer;
use super::entry::write;
use super::following::{is_recording, nearest};
use super::grid::row_at;
use super::key::Key;
use super::rounds::Round;
use super::seat::Seat;
use super::typing::Voiced;
use crate::song::note::Note;

/// A key that is down and sounds.
#[derive(Clone, Debug)]
pub struct Held {
    /// The key.
    pub key: Key,
    /// What it sounds, and where that stands.
    all: Vec<Voiced>,
    /// Where it was written, if it was recorded.
    began: Option<Began>,
}

/// The most patterns that are looked through for what ended a note while its key was down.
const LONGEST: usize = 64;

/// Where a note was recorded.
#[derive(Clone, Copy, Debug)]
struct Began {
    round: Round,
    row: u16,
}

/// Remembers what a key sounds that has just been struck; `write`: it is written into the grid too.
pub fn hold(studio: &Studio, seat: &mut Seat, key: Key, all: &[Voiced], write: bool) {
    let recorded = write && is_recording(studio, seat);
    let began = recorded.then(|| {
        let (round, row) = nearest(studio, seat);
        Began { round, row }
    });
    seat.held.retain(|held| held.key != key);
    if !seat.key_up {
        return;
    }
    seat.held.push(Held { key, all: all.to_vec(), began });
}

/// A key came up.
///
/// # Errors
/// If the end of a recorded note cannot be written.
pub fn release(studio: &mut Studio, seat: &mut Seat, key: Key) -> Answer {
    let Some(at) = seat.held.iter().position(|held| held.key == key) else { return Ok(()) };
    let held = seat.held.swap_remove(at);
    held.all.iter().for_each(|voiced| studio.lift(voiced.track, voiced.pitch.midi()));
    match held.began {
        Some(began) if is_recording(studio, seat) => {
            held.all.iter().try_for_each(|voiced| record_end(studio, seat, *voiced, began))
        }
        _ => Ok(()),
    }
}

/// Writes an end of the key after its note, unless another note has come since.
fn record_end(studio: &mut Studio, seat: &Seat, held: Voiced, began: Began) -> Answer {
    let song = studio.song().clone();
    let at = |round, row| row_at(&song, round, held.track, row).notes[held.column].note;
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
    ended.notes[held.column].note = Some(Note::Off);
    write(studio, "record", round, held.track, row, ended, true)
}
