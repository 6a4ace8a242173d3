//! The cursor goes with what is heard, as long as the seat follows playback. Going up or down by hand ends that.

use super::Studio;
use super::seat::Seat;
use crate::sequencer::player::{Playing, Position};

/// Whether the seat's row is the row that is heard.
pub fn is_following(studio: &Studio, seat: &Seat) -> bool {
    studio.board.is_none()
        && seat.follow
        && studio.transport.playing.is_some()
        && !studio.hearing.is_example()
}

/// Whether typed notes are written where they are heard.
pub fn is_recording(studio: &Studio, seat: &Seat) -> bool {
    // Among phrases nobody hears where their rows are.
    seat.edit && studio.board.is_none() && is_following(studio, seat)
}

/// Takes the seat to the place that is heard, if it follows. A grid that stays where it is shows the round that is heard, if
/// that is one of its pattern. Once a turn, and before every key.
pub fn follow(studio: &Studio, seat: &mut Seat) {
    studio.follow_fault(seat);
    let heard =
        studio.transport.position.zip(studio.transport.playing).filter(|_| !studio.hearing.is_example());
    let heard = heard.filter(|_| studio.board.is_none());
    let Some((Position { order, repeat, pattern, row, before, .. }, playing)) = heard else { return };
    let in_order = matches!(playing, Playing::Song { .. });
    if seat.follow {
        if in_order {
            seat.order = order;
        }
        (seat.pattern, seat.place.row) = (pattern, row);
    }
    if pattern == seat.pattern && (order == seat.order || !in_order) {
        (seat.repeat, seat.before) = (repeat, before);
    }
    seat.stay_inside(studio.song());
}

/// The cursor was moved to another row by hand: the grid stays there.
pub fn leave(studio: &mut Studio, seat: &mut Seat) {
    if is_following(studio, seat) {
        seat.follow = false;
        studio.say("the grid stays here; Ctrl-F follows playback again");
    }
}
