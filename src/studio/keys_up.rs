//! Keys that are down and sound, and what their coming up does: the note ends, and while recording its end is written too.
//! Only some terminals tell that a key came up.

use super::Studio;
use super::commands::Answer;
use super::following::is_recording;
use super::key::Key;
use super::recorder::placing::Spot;
use super::recorder::{record_end, spot_now};
use super::seat::Seat;
use super::typing::Voiced;

/// A key that is down and sounds.
#[derive(Clone, Debug)]
pub struct Held {
    /// The key.
    pub key: Key,
    /// What it sounds, and where that stands.
    all: Vec<Voiced>,
    /// Where it was written, if it was recorded.
    began: Option<Spot>,
}

/// Remembers what a key sounds that has just been struck; `write`: it is written into the grid too.
pub fn hold(studio: &Studio, seat: &mut Seat, key: Key, all: &[Voiced], write: bool) {
    let recorded = write && is_recording(studio, seat);
    let began = recorded.then(|| spot_now(studio, seat));
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
    for voiced in &held.all {
        studio.lift(voiced.track, voiced.pitch.midi());
        studio.log_typed_end(voiced);
    }
    match held.began {
        Some(began) if is_recording(studio, seat) => {
            let now = spot_now(studio, seat);
            held.all.iter().try_for_each(|voiced| record_end(studio, *voiced, began, now))
        }
        _ => Ok(()),
    }
}
