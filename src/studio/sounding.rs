//! Note keys in the view of the instruments: they sound the chosen one, so that it is heard while it is changed.

use super::Studio;
use super::commands::Answer;
use super::entry::{is_held, strike};
use super::key::{Key, Stroke};
use super::keymap::Mode;
use super::keys_up::hold;
use super::seat::Seat;
use super::typing::voiced;
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
        || !seat.leader.is_empty()
        || seat.prompt.is_some()
        || seat.mode() == Some(Mode::Normal)
    {
        return None;
    }
    let character = key.typed()?;
    let semitones = seat.layout.note_at(seat.typing.keys, character, place)?;
    let all = voiced(studio.song(), seat, semitones).ok()?;
    if stroke == Stroke::Press && !is_held(studio, seat, character) {
        for voiced in &all {
            strike(studio, voiced.track, seat.instrument, voiced.pitch, None, seat.key_up);
        }
        hold(studio, seat, key, &all, false);
    }
    // A value that is being turned stays one step while it is listened to.
    studio.in_gesture = true;
    Some(Ok(()))
}
