//! The cursor goes with what is heard, as long as the seat follows playback. Going up or down by hand ends that.

use super::Studio;
use super::rounds::Round;
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
    seat.edit && is_following(studio, seat)
}

/// Takes the seat to the place that is heard, if it follows. A grid that stays where it is shows the round that is heard, if
/// that is one of its pattern. Once a turn, and before every key.
pub fn follow(studio: &Studio, seat: &mut Seat) {
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

/// The round and row that are nearest to what is heard: a note that comes in the second half of a row belongs to the next,
/// if there is one.
pub fn nearest(studio: &Studio, seat: &Seat) -> (Round, u16) {
    let here = (seat.round(), seat.place.row);
    let Some(position) = studio.transport.position else { return here };
    let song = studio.song();
    if position.tick * 2 < position.ticks.max(1) {
        return here;
    }
    if here.1 + 1 < seat.rows(song) {
        return (here.0, here.1 + 1);
    }
    match studio.transport.playing {
        Some(Playing::Song { repeat, .. }) => {
            let next = here.0.next(song).or_else(|| Round::of(song, 0, 0).filter(|_| repeat));
            next.map_or(here, |next| (next, 0))
        }
        _ => (here.0.again(song), 0),
    }
}
