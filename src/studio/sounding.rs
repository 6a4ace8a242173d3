//! Note keys in the view of the instruments: they sound the chosen one, so that it is heard while it is changed.

use super::Studio;
use super::commands::Answer;
use super::entry::{is_held, pitch, strike};
use super::key::{Key, Stroke};
use super::seat::Seat;
use super::view::View;

/// Gives a stroke to the chosen instrument. `None` where it means no note: then it is the key map's.
pub fn press(studio: &mut Studio, seat: &mut Seat, key: Key, stroke: Stroke) -> Option<Answer> {
    if seat.view != View::Instruments || seat.leader.is_some() || seat.prompt.is_some() {
        return None;
    }
    let character = key.typed()?;
    let small = character.to_lowercase().next()?;
    let semitones = seat.layout.note(character).or_else(|| seat.layout.note(small))?;
    let (track, pitch) = (seat.place.track, pitch(seat, semitones)?);
    match stroke {
        Stroke::Press if !is_held(studio, seat, character) => {
            strike(studio, track, seat.instrument, pitch, None);
        }
        Stroke::Press | Stroke::Repeat => {}
        Stroke::Release => studio.lift(track, pitch.midi()),
    }
    // A value that is being turned stays one step while it is listened to.
    studio.in_gesture = true;
    Some(Ok(()))
}
