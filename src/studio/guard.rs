//! What may be done from a seat: somebody who only watches looks around, and during a show nothing is destroyed. Which commands these
//! are stands in their rows; whatever is done, what stood in the grid when the performance lock came on stays as it is.

use super::Studio;
use super::commands::groups::GROUPS;
use super::commands::{Answer, Command};
use super::company::WATCHES;
use super::seat::Seat;
use crate::song::Song;
use crate::song::instrument::Instrument;
use crate::song::lane::Lane;
use crate::song::row::{NoteCell, Row};
use std::sync::Arc;

/// The song whose cells the lock keeps.
#[derive(Clone, Debug)]
pub(super) struct Kept {
    /// Its number among the open ones.
    number: u64,
    /// As it was when the lock came on, or when it came to be played.
    song: Arc<Song>,
}

fn is_looking(command: &Command) -> bool {
    let has = |commands: &[Command]| commands.iter().any(|other| other.name == command.name);
    let of_group = || GROUPS.iter().any(|group| group.looks && has(group.commands));
    command.terms.looks.unwrap_or_else(of_group)
}

/// Refuses a command that may not be done from a seat, or not now.
///
/// # Errors
/// Says why.
pub fn check(studio: &Studio, seat: &Seat, command: &Command) -> Answer {
    if seat.person.watches && !is_looking(command) {
        return Err(WATCHES.to_owned());
    }
    if studio.company.locked && command.terms.destroys {
        return Err(format!(
            "{} is kept out by the performance lock; :performance-lock takes it off",
            command.name
        ));
    }
    Ok(())
}

/// While the lock is on: refuses a change after which something that stood in the grid, or in a phrase, is not there any more or
/// something else. What was written since may go, so that a slip can be mended.
///
/// # Errors
/// Says what stands where.
pub fn keep(studio: &mut Studio, before: &Arc<Song>, after: &Song) -> Answer {
    if !studio.company.locked {
        return Ok(());
    }
    let number = studio.tabs.number();
    let known = studio.company.kept.as_ref().filter(|kept| kept.number == number);
    let kept = known.map_or(before, |kept| &kept.song);
    let counts = |song: &Song| [song.patterns.len(), song.tracks.len()];
    let (was, is) = (counts(kept), counts(after));
    if is[0] < was[0] || is[1] < was[1] {
        return Err(refused("a pattern or a track would go"));
    }
    let moved = is != was || is_moved(before, after);
    if !moved && let Some(place) = lost(kept, after) {
        return Err(refused(&place));
    }
    // Where patterns or tracks have come or changed places, all that stands is kept from then on.
    let song = Arc::new(if moved { after.clone() } else { (**kept).clone() });
    studio.company.kept = Some(Kept { number, song });
    Ok(())
}

fn refused(what: &str) -> String {
    format!("{what}: the performance lock keeps it; :performance-lock takes it off")
}

/// Whether tracks have changed places.
fn is_moved(before: &Song, after: &Song) -> bool {
    let pairs = before.tracks.iter().zip(&after.tracks);
    let mut changed = pairs.filter(|(was, is)| !Arc::ptr_eq(was, is));
    changed.any(|(_, is)| before.tracks.iter().any(|other| Arc::ptr_eq(other, is)))
}

/// What of a song is not there any more, in words.
fn lost(before: &Song, after: &Song) -> Option<String> {
    for pattern in 0..before.patterns.len() {
        for track in 0..before.tracks.len() {
            let lanes = [before, after].map(|song| song.lane(pattern, track));
            if let Some(row) = lost_row(lanes) {
                return Some(format!(
                    "row {row} of track {} in pattern {pattern} holds something",
                    track + 1
                ));
            }
        }
    }
    let phrases = |song: &Song, slot: u8| {
        song.instrument(slot.into()).map(|Instrument { phrases, .. }| phrases.list.clone())
    };
    (0..u8::MAX).find_map(|slot| {
        let (was, is) = (phrases(before, slot)?, phrases(after, slot)?);
        let row = was.iter().zip(&is).find_map(|(was, is)| lost_row([Some(&was.lane), Some(&is.lane)]))?;
        Some(format!("row {row} of a phrase of instrument {:02X} holds something", slot + 1))
    })
}

/// The first row of which something is not there any more.
fn lost_row([before, after]: [Option<&Lane>; 2]) -> Option<u16> {
    let before = before?;
    if after.is_some_and(|after| std::ptr::eq(before, after)) {
        return None;
    }
    let is = |number| after.map_or_else(Row::default, |lane| lane.row(number));
    before.rows().iter().find(|(number, was)| !holds(&is(*number), was)).map(|(number, _)| *number)
}

/// Whether a row holds all that another one does.
fn holds(is: &Row, was: &Row) -> bool {
    fn same<T: PartialEq>(is: &Option<T>, was: &Option<T>) -> bool {
        was.is_none() || is == was
    }
    let cell = |(is, was): (&NoteCell, &NoteCell)| {
        let late = was.delay == 0 || is.delay == was.delay;
        same(&is.note, &was.note)
            && same(&is.instrument, &was.instrument)
            && same(&is.volume, &was.volume)
            && late
    };
    is.notes.iter().zip(&was.notes).all(cell)
        && is.effects.iter().zip(&was.effects).all(|(is, was)| same(is, was))
}

#[cfg(test)]
mod tests {
    use crate::studio::commands::all;

    #[test]
    fn what_takes_much_away_is_kept_out_by_the_lock() {
        for lost in ["remove-", "delete-", "cut-"]
            .iter()
            .flat_map(|start| all().filter(move |command| command.name.starts_with(start)))
        {
            let small = ["remove-mark", "remove-note", "remove-step", "remove-curve", "remove-point"];
            let small = small.contains(&lost.name) || ["cut-points", "cut-row"].contains(&lost.name);
            assert!(small || lost.terms.destroys, "{} is neither small nor kept out", lost.name);
        }
    }
}
