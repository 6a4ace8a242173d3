//! What may be done from a seat: somebody who only watches looks around, and during a show nothing is destroyed. Which commands these
//! are stands in their rows; whatever is done, what stood in the grid when the performance lock came on stays as it is.

use super::Studio;
use super::commands::groups::GROUPS;
use super::commands::{Answer, Command};
use super::company::WATCHES;
use super::seat::Seat;
use crate::song::Song;
use crate::song::lane::Lane;
use crate::song::phrase::Phrases;
use crate::song::row::{NoteCell, Row};
use std::sync::Arc;

/// The song whose cells the lock keeps.
#[derive(Clone, Debug)]
pub(super) struct Kept {
    /// Its number among the open ones.
    number: u64,
    /// As it was when the lock came on, or when it came to be played.
    song: Arc<Song>,
    /// Which of its patterns each present one is; `None`: it has come since.
    patterns: Vec<Option<usize>>,
    /// The same of its tracks.
    tracks: Vec<Option<usize>>,
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

/// While the lock is on: refuses a change after which something that stood in the grid, or in a phrase, is not there any more,
/// something else, or behind the end of a pattern or lane that has become shorter. What was written since may go, so that a slip can be
/// mended.
///
/// # Errors
/// Says what stands where.
pub fn keep(studio: &mut Studio, before: &Arc<Song>, after: &Song) -> Answer {
    if !studio.company.locked {
        return Ok(());
    }
    let number = studio.tabs.number();
    let known = studio.company.kept.as_ref().filter(|kept| kept.number == number && kept.is_of(before));
    let first = known.is_none().then(|| Kept::of(number, before));
    let kept = known.or(first.as_ref()).and_then(|kept| kept.after(before, after));
    let kept = kept.ok_or_else(|| refused("a pattern or a track would go"))?;
    if let Some(place) = kept.lost(after) {
        return Err(refused(&place));
    }
    studio.company.kept = Some(kept);
    Ok(())
}

fn refused(what: &str) -> String {
    format!("{what}: the performance lock keeps it; :performance-lock takes it off")
}

impl Kept {
    fn of(number: u64, song: &Arc<Song>) -> Kept {
        let all = |count: usize| (0..count).map(Some).collect();
        let (patterns, tracks) = (all(song.patterns.len()), all(song.tracks.len()));
        Kept { number, song: song.clone(), patterns, tracks }
    }

    /// Whether it knows of each pattern and track of a song.
    fn is_of(&self, song: &Song) -> bool {
        (self.patterns.len(), self.tracks.len()) == (song.patterns.len(), song.tracks.len())
    }

    /// The same after a change with which patterns and tracks may have come, gone or changed places; `None` if one is gone that stood
    /// there.
    fn after(&self, before: &Song, after: &Song) -> Option<Kept> {
        let same = |from: usize, to: usize| {
            let pair = before.patterns.get(from).zip(after.patterns.get(to));
            pair.is_some_and(|(was, is)| Arc::ptr_eq(was, is))
        };
        // Patterns come and go, but never change places.
        let patterns = match before.patterns.len() == after.patterns.len() {
            true => self.patterns.clone(),
            false => matched(&self.patterns, after.patterns.len(), &[&same])?,
        };
        let (was, is) = (&before.tracks, &after.tracks);
        let same = |from: usize, to: usize| Arc::ptr_eq(&was[from], &is[to]);
        // One that goes into another track, which has changed places, has its lanes all the same.
        let lanes = |from: usize, to: usize| {
            let lane =
                |song: &Song, pattern: usize, track: usize| song.lane(pattern, track).map(std::ptr::from_ref);
            (0..before.patterns.len()).all(|pattern| lane(before, pattern, from) == lane(after, pattern, to))
        };
        let named = |from: usize, to: usize| was[from].name == is[to].name;
        let tracks = matched(&self.tracks, is.len(), &[&same, &lanes, &named])?;
        Some(Kept { number: self.number, song: self.song.clone(), patterns, tracks })
    }

    /// What of it is not there any more, in words.
    fn lost(&self, after: &Song) -> Option<String> {
        let kept = &self.song;
        let shared = kept.shared_lanes.len() == after.shared_lanes.len()
            && kept.shared_lanes.others_than(&after.shared_lanes).next().is_none();
        let as_it_was = shared && self.tracks.iter().copied().eq((0..kept.tracks.len()).map(Some));
        let there = |all: &[Option<usize>]| -> Vec<(usize, usize)> {
            all.iter().enumerate().filter_map(|(is, was)| Some(((*was)?, is))).collect()
        };
        let tracks = there(&self.tracks);
        for (was, is) in there(&self.patterns) {
            let pair = kept.patterns.get(was).zip(after.patterns.get(is));
            if as_it_was && pair.is_some_and(|(was, is)| Arc::ptr_eq(was, is)) {
                continue;
            }
            for (of, track) in &tracks {
                let lanes = [kept.lane(was, *of), after.lane(is, *track)];
                let lost = lost_row(lanes).or_else(|| {
                    let (was, is) = pair?;
                    unheard_row(lanes, [was.length, is.length])
                });
                if let Some(row) = lost {
                    return Some(format!("row {row} of track {} in pattern {is} holds something", track + 1));
                }
            }
        }
        let slots = kept.instruments.iter().enumerate();
        slots.filter_map(|(slot, was)| Some((slot, was.as_ref()?))).find_map(|(slot, was)| {
            let is = after.instruments.get(slot).and_then(Option::as_ref);
            let changed = is.is_none_or(|is| !Arc::ptr_eq(was, is));
            let row = changed.then(|| lost_phrase(&was.phrases, is.map(|is| &is.phrases)))??;
            Some(format!("row {row} of a phrase of instrument {:02X} holds something", slot + 1))
        })
    }
}

/// Which of those that are kept each of `new` elements is, after a change, told by what is the `same`, the surest first. `None` if one is
/// gone that is kept.
fn matched(
    kept: &[Option<usize>],
    new: usize,
    same: &[&dyn Fn(usize, usize) -> bool],
) -> Option<Vec<Option<usize>>> {
    let mut free: Vec<bool> = kept.iter().map(|_| true).collect();
    let mut from: Vec<Option<usize>> = vec![None; new];
    for same in same {
        for (to, from) in from.iter_mut().enumerate().filter(|(_, from)| from.is_none()) {
            let mut all = std::iter::once(to).chain(0..free.len());
            *from = all.find(|was| free.get(*was) == Some(&true) && same(*was, to));
            from.iter().for_each(|was| free[*was] = false);
        }
    }
    // What the change has touched stays in its order, what is kept before what is not.
    let mut rest: Vec<usize> = (0..free.len()).filter(|was| free[*was]).collect();
    rest.sort_by_key(|was| kept[*was].is_none());
    let mut rest = rest.into_iter();
    for from in from.iter_mut().filter(|from| from.is_none()) {
        *from = rest.next();
    }
    let gone = rest.any(|was| kept[was].is_some());
    (!gone).then(|| from.into_iter().map(|was| kept[was?]).collect())
}

/// The first row of the phrases of an instrument of which something is not there any more, whatever number its phrase has now.
fn lost_phrase(before: &Phrases, after: Option<&Phrases>) -> Option<u16> {
    let after = after.map_or(&[][..], |after| &after.list);
    let mut free = vec![true; after.len()];
    for (number, was) in before.list.iter().enumerate().filter(|(_, was)| !was.lane.rows().is_empty()) {
        let lost = |at: usize| {
            let is = after.get(at);
            let lanes = [Some(&was.lane), is.map(|phrase| &phrase.lane)];
            lost_row(lanes).or_else(|| unheard_row(lanes, [was.length, is?.length]))
        };
        let mut all = std::iter::once(number).chain(0..after.len());
        match all.find(|at| free.get(*at) == Some(&true) && lost(*at).is_none()) {
            Some(at) => free[at] = false,
            None => return lost(number).or_else(|| lost(after.len())),
        }
    }
    None
}

/// The first row of which something is not there any more.
fn lost_row([before, after]: [Option<&Lane>; 2]) -> Option<u16> {
    let before = before?;
    if after.is_some_and(|after| std::ptr::eq(before, after)) {
        return None;
    }
    let is = |number| after.map_or_else(Row::default, |lane| lane.row(number));
    before.rows().iter().find(|(number, was)| !holds(&is(*number), was)).map(|(number, _)| number)
}

/// The first row that is not heard any more, because its lane, or the pattern of these lengths, has become shorter.
fn unheard_row([before, after]: [Option<&Lane>; 2], [was, is]: [u16; 2]) -> Option<u16> {
    let own = |lane: Option<&Lane>| lane.and_then(|lane| lane.length);
    let heard = own(before).unwrap_or(was);
    let left = match own(after) {
        Some(own) if is < was => own.min(is),
        own => own.unwrap_or(is),
    };
    let mut rows = before?.rows().iter().map(|(number, _)| number);
    rows.find(|row| (left..heard).contains(row))
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
