//! The cursor goes with what is heard, as long as the seat follows playback. Going up or down by hand ends that.

use super::Studio;
use super::seat::Seat;
use crate::sequencer::player::Playing;
use crate::song::Song;

/// Whether the seat's row is the row that is heard.
pub fn is_following(studio: &Studio, seat: &Seat) -> bool {
    seat.follow && studio.transport.playing.is_some()
}

/// Whether typed notes are written where they are heard.
pub fn is_recording(studio: &Studio, seat: &Seat) -> bool {
    seat.edit && is_following(studio, seat)
}

/// Takes the seat to the place that is heard, if it follows. Once a turn, and before every key.
pub fn follow(studio: &Studio, seat: &mut Seat) {
    let Some(position) = studio.transport.position.filter(|_| is_following(studio, seat)) else { return };
    if let Some(Playing::Song { .. }) = studio.transport.playing {
        seat.order = position.order;
    }
    (seat.pattern, seat.place.row) = (position.pattern, position.row);
    seat.stay_inside(studio.song());
}

/// The cursor was moved to another row by hand: the grid stays there.
pub fn leave(studio: &mut Studio, seat: &mut Seat) {
    if is_following(studio, seat) {
        seat.follow = false;
        studio.say("the grid stays here; Ctrl-F follows playback again");
    }
}

/// The pattern and row that are nearest to what is heard: a note that comes in the second half of a row belongs to the next.
pub fn nearest(studio: &Studio, seat: &Seat) -> (u16, u16) {
    let here = (seat.pattern, seat.place.row);
    let Some(position) = studio.transport.position else { return here };
    let song = studio.song();
    if position.tick * 2 < u16::from(song.settings.ticks_per_row) {
        return here;
    }
    if position.row + 1 < seat.rows(song) {
        return (here.0, here.1 + 1);
    }
    (pattern_after(song, studio.transport.playing, position.order, position.repeat).unwrap_or(here.0), 0)
}

/// The pattern that plays when the present one is over.
fn pattern_after(song: &Song, playing: Option<Playing>, order: u16, repeat: u8) -> Option<u16> {
    let entry = song.order.get(usize::from(order))?;
    match playing {
        Some(Playing::Song { .. }) if repeat + 1 >= entry.repeats => {
            let next = song.order.get(usize::from(order) + 1).or_else(|| song.order.first());
            next.map(|entry| entry.pattern)
        }
        _ => None,
    }
}
