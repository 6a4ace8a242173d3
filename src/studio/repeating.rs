//! The last change, to be made again as vi does: the keys from where the seat waited for a command to where it waits again, with
//! all that was typed between.

use super::Studio;
use super::commands::Answer;
use super::key::Key;
use super::macros::{Pressed, press_all};
use super::seat::Seat;
use crate::song::Song;
use std::sync::Arc;

/// The most keys that are remembered of one change; what took more is not made again.
const LONGEST: usize = 2_000;

/// The keys of the present change, and those of the last one.
#[derive(Debug, Default)]
pub struct Repeating {
    /// The song before the first of the present keys.
    before: Option<Arc<Song>>,
    keys: Vec<Pressed>,
    last: Vec<Pressed>,
}

/// Whether the seat waits for a command, and nothing is half said.
fn rests(seat: &Seat) -> bool {
    let waits = seat.prompt.is_none() && seat.leader.is_empty() && seat.count.is_none();
    waits && !seat.edit && seat.selection.is_none()
}

/// A key comes.
pub(super) fn comes(studio: &Studio, seat: &mut Seat) {
    if seat.keymap.has_modes() && rests(seat) && !seat.macros.is_playing() {
        seat.repeating.keys.clear();
        seat.repeating.before = Some(studio.song().clone());
    }
}

/// The key was done.
pub(super) fn done(studio: &Studio, seat: &mut Seat, pressed: Pressed) {
    if seat.macros.is_playing() || seat.repeating.before.is_none() {
        return;
    }
    if seat.repeating.keys.len() <= LONGEST {
        seat.repeating.keys.push(pressed);
    }
    let (ends, short) = (rests(seat), seat.repeating.keys.len() <= LONGEST);
    let Repeating { before, keys, last } = &mut seat.repeating;
    if ends && before.take().is_some_and(|before| !Arc::ptr_eq(&before, studio.song())) && short {
        last.clone_from(keys);
    }
}

impl Repeating {
    /// What is done now is no change that can be made again.
    pub fn skip(&mut self) {
        self.before = None;
    }
}

/// Makes the last change again where the cursor is: one step.
///
/// # Errors
/// If there was none, or one of its keys is refused.
pub fn repeat(studio: &mut Studio, seat: &mut Seat) -> Answer {
    seat.repeating.skip();
    let keys = seat.repeating.last.clone();
    if keys.is_empty() {
        return Err(match seat.keymap.has_modes() {
            true => "nothing was changed yet that could be done again".to_owned(),
            false => "changes are repeated in the vim map; @ and a letter record a macro".to_owned(),
        });
    }
    press_all(studio, seat, None, &keys, 1)
}

/// Whether a key that begins a macro's name ends the one that is being recorded: in vi the same letter does both.
pub(super) fn ends_recording(seat: &Seat, key: Key) -> bool {
    let layer = seat.layer();
    let begins = |sequence: &[Key]| {
        let found = seat.keymap.find(layer, sequence);
        found.is_some_and(|bound| bound.command.name == "record-macro")
    };
    seat.keymap.has_modes() && seat.macros.recorded().is_some() && begins(&[key, Key::char('a')])
}
