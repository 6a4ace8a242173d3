//! Note keys in the view of the instruments: they sound the chosen one, so that it is heard while it is changed.

use super::Studio;
use super::commands::Answer;
use super::entry::{is_held, pitch, strike};
use super::key::{Key, Stroke};
use super::keymap::Mode;
use super::keys_up::hold;
use super::seat::Seat;
use super::view::View;

/// Gives a stroke to the chosen instrument. `None` where it means no note: then it is the key map's.
pub fn press(
    studio: &mut Studio,
    seat: &mut Seat,
    key: Key,
    place: Option<char>,
    stroke: Stroke,
) -> Option<Answer> {
    if seat.view != View::Instruments
        || seat.leader.is_some()
        || seat.prompt.is_some()
        || seat.mode() == Some(Mode::Normal)
    {
        return None;
    }
    let character = key.typed()?;
    let semitones = seat.layout.note_at(character, place)?;
    let pitch = pitch(seat, semitones)?;
    if stroke == Stroke::Press && !is_held(studio, seat, character) {
        strike(studio, seat.place.track, seat.instrument, pitch, None, seat.key_up);
        hold(studio, seat, key, pitch, false);
    }
    // A value that is being turned stays one step while it is listened to.
    studio.in_gesture = true;
    Some(Ok(()))
}
