//! Edits of the list of returns: sends, and the names of parameters in locks and curves, stay with their return.

use super::{Refusal, full, none};
use crate::dsp::parameter::Knobs;
use crate::dsp::units::Decibels;
use crate::song::Song;
use crate::song::curve::Curve;
use crate::song::insert::chain_into_range;
use crate::song::lane::Lane;
use crate::song::mixer::{MAX_RETURNS, Mixer, Return};
use crate::song::pattern::LaneSlot;
use crate::song::track::Track;
use std::sync::Arc;

/// The new place of a return; `None` if it is no longer there.
type Moves<'a> = &'a dyn Fn(usize) -> Option<usize>;

/// Puts a return before that place.
pub(super) fn insert(song: &mut Song, at: usize, back: &Return) -> Result<(), Refusal> {
    let count = song.mixer.returns.len();
    if count >= MAX_RETURNS {
        return Err(full("returns", MAX_RETURNS));
    }
    if at > count {
        return Err(none("return", at + 1, 1, count));
    }
    let mut back = back.clone();
    back.move_into_range();
    chain_into_range(&mut back.inserts);
    let moves = |index: usize| Some(if index >= at { index + 1 } else { index });
    // What it names are returns by their numbers so far.
    back.sends = renumbered(&back.sends, Decibels::OFF, &moves);
    change(song, count, &moves, |mixer| mixer.returns.insert(at, back));
    Ok(())
}

/// Takes a return out.
pub(super) fn remove(song: &mut Song, at: usize) -> Result<(), Refusal> {
    let count = song.mixer.returns.len();
    if at >= count {
        return Err(none("return", at + 1, 1, count));
    }
    let moves = |index: usize| (index != at).then_some(if index > at { index - 1 } else { index });
    change(song, count, &moves, |mixer| drop(mixer.returns.remove(at)));
    Ok(())
}

/// Moves a return.
pub(super) fn shift(song: &mut Song, from: usize, to: usize) -> Result<(), Refusal> {
    let count = song.mixer.returns.len();
    if let Some(missing) = [from, to].into_iter().find(|index| *index >= count) {
        return Err(none("return", missing + 1, 1, count));
    }
    if from == to {
        return Ok(());
    }
    let moves = |index: usize| {
        Some(match index {
            _ if index == from => to,
            _ if from < index && index <= to => index - 1,
            _ if to <= index && index < from => index + 1,
            _ => index,
        })
    };
    change(song, count, &moves, |mixer| {
        let back = mixer.returns.remove(from);
        mixer.returns.insert(to, back);
    });
    Ok(())
}

/// Changes the list and gives everything that names one of its `count` returns the new numbers. What does not change stays shared.
fn change(song: &mut Song, count: usize, moves: Moves, list: impl FnOnce(&mut Mixer)) {
    let known = |index: usize| if index < count { moves(index) } else { None };
    let mixer = Arc::make_mut(&mut song.mixer);
    for back in &mut mixer.returns {
        back.sends = renumbered(&back.sends, Decibels::OFF, &known);
    }
    list(mixer);
    for (index, back) in mixer.returns.iter_mut().enumerate() {
        back.sends[..=index].fill(Decibels::OFF);
    }
    for track in &mut song.tracks {
        let new = renumbered_track(track, &known);
        if **track != new {
            *track = Arc::new(new);
        }
    }
    for number in 0..song.patterns.len() {
        let touched = |slot: &LaneSlot| matches!(slot, LaneSlot::Own(lane) if names_any(lane));
        let found = song.patterns.get(number).is_some_and(|pattern| pattern.lanes.iter().any(touched));
        if found && let Some(pattern) = song.patterns.get_mut(number) {
            for slot in pattern.lanes.iter_mut() {
                if let LaneSlot::Own(lane) = slot
                    && names_any(lane)
                {
                    *slot = LaneSlot::of(renumbered_lane(lane, &known));
                }
            }
            pattern.trim();
        }
    }
    for number in 0..song.shared_lanes.len() {
        let found = song.shared_lanes.get(number).is_some_and(|lane| names_any(lane));
        if found && let Some(lane) = song.shared_lanes.get_mut(number) {
            *lane = renumbered_lane(lane, &known);
        }
    }
}

/// What there is for each return, at the new places; `nothing` for new ones.
fn renumbered<T: Copy>(old: &[T; MAX_RETURNS], nothing: T, moves: Moves) -> [T; MAX_RETURNS] {
    let mut new = [nothing; MAX_RETURNS];
    for (index, value) in old.iter().enumerate() {
        if let Some(place) = moves(index).and_then(|index| new.get_mut(index)) {
            *place = *value;
        }
    }
    new
}

fn renumbered_track(track: &Track, moves: Moves) -> Track {
    Track {
        sends: renumbered(&track.sends, Decibels::OFF, moves),
        pre: renumbered(&track.pre, false, moves),
        locks: track.locks.each_ref().map(|lock| match named(lock) {
            // Of a return that is gone stays a name that means nothing: empty would be the instrument's cutoff.
            Some((kind, _, rest)) => renamed(lock, moves).unwrap_or_else(|| format!("{kind}0{rest}")),
            None => lock.clone(),
        }),
        ..track.clone()
    }
}

/// Whether a curve moves something of a return, also in what was frozen.
fn names_any(lane: &Lane) -> bool {
    lane.curves().iter().any(|curve| named(curve.target()).is_some())
        || lane.frozen.as_deref().is_some_and(names_any)
}

/// The lane with its curves under their new names; those of a return that is gone are taken out.
fn renumbered_lane(lane: &Lane, moves: Moves) -> Lane {
    let mut new = Lane::new(lane.length, lane.rows().to_vec(), lane.unknown.clone());
    for curve in lane.curves() {
        if let Some(target) = renamed(curve.target(), moves) {
            new.set_curve(Curve::new(&target, curve.points().to_vec()));
        }
    }
    for clip in lane.clips() {
        _ = new.set_clip((**clip).clone());
    }
    new.frozen = lane.frozen.as_deref().map(|frozen| Arc::new(renumbered_lane(frozen, moves)));
    new.frozen_rows = lane.frozen_rows;
    new
}

/// The parts of a name such as `return.2.volume` or `send.2` around the return's index.
fn named(name: &str) -> Option<(&str, usize, &str)> {
    let (kind, rest) = ["return.", "send.", "track.send_"]
        .iter()
        .find_map(|kind| Some((*kind, name.strip_prefix(kind)?)))?;
    let end = rest.find('.').unwrap_or(rest.len());
    let index = rest[..end].parse::<usize>().ok()?.checked_sub(1)?;
    Some((kind, index, &rest[end..]))
}

/// The name with the return's new number, or as it is where it names none; `None` if that return is gone.
fn renamed(name: &str, moves: Moves) -> Option<String> {
    let Some((kind, index, rest)) = named(name) else { return Some(name.to_owned()) };
    // A return's sends are parameters of it.
    let of_send = |parameter: &str| parameter.strip_prefix(".send_")?.parse::<usize>().ok()?.checked_sub(1);
    let rest = match of_send(rest) {
        Some(send) => format!(".send_{}", moves(send)? + 1),
        None => rest.to_owned(),
    };
    Some(format!("{kind}{}{rest}", moves(index)? + 1))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::song::curve::Point;
    use crate::song::edit::Edit;
    use crate::song::pattern::Pattern;
    use crate::song::unknown::Unknown;

    /// A song of four returns, with curves of these names in a lane and in a shared one.
    fn song(targets: &[&str]) -> Song {
        let mut lane = Lane::new(None, Vec::new(), Unknown::default());
        targets.iter().for_each(|target| _ = lane.set_curve(Curve::new(target, vec![Point::default()])));
        let mut song = Song::default();
        song.shared_lanes.push(Arc::new(lane.clone()));
        let lanes = vec![LaneSlot::of(lane), LaneSlot::Shared(0)].into();
        song.patterns.set(0, Arc::new(Pattern { lanes, ..Pattern::default() }));
        let mut mixer = Mixer { returns: vec![Return::default(); 4], ..Mixer::default() };
        mixer.returns[0].sends[1..4].copy_from_slice(&[Decibels(-1.0), Decibels(-2.0), Decibels(-3.0)]);
        song.mixer = Arc::new(mixer);
        song
    }

    fn targets(song: &Song, track: usize) -> Vec<String> {
        let lane = song.lane(0, track).expect("a lane");
        lane.curves().iter().map(|curve| curve.target().to_owned()).collect()
    }

    #[test]
    fn curves_follow_their_return() {
        let start = song(&[
            "return.2.volume",
            "return.3.insert.1.mix",
            "send.2",
            "track.send_3",
            "return.1.send_3",
            "track.pan",
        ]);
        let cases: [(Edit, &[&str]); 4] = [
            (
                Edit::RemoveReturn { at: 1 },
                &["return.2.insert.1.mix", "track.send_2", "return.1.send_2", "track.pan"],
            ),
            (
                Edit::MoveReturn { from: 1, to: 2 },
                &[
                    "return.3.volume",
                    "return.2.insert.1.mix",
                    "send.3",
                    "track.send_2",
                    "return.1.send_2",
                    "track.pan",
                ],
            ),
            (
                Edit::InsertReturn { at: 1, back: Box::new(Return::default()) },
                &[
                    "return.3.volume",
                    "return.4.insert.1.mix",
                    "send.3",
                    "track.send_4",
                    "return.1.send_4",
                    "track.pan",
                ],
            ),
            (
                Edit::InsertReturn { at: 4, back: Box::new(Return::default()) },
                &[
                    "return.2.volume",
                    "return.3.insert.1.mix",
                    "send.2",
                    "track.send_3",
                    "return.1.send_3",
                    "track.pan",
                ],
            ),
        ];
        for (edit, expected) in cases {
            let after = edit.apply(&start).expect("a valid edit");
            assert_eq!([targets(&after, 0), targets(&after, 1)], [expected, expected], "{edit:?}");
        }
    }

    #[test]
    fn what_was_frozen_stays_and_its_curves_follow_too() {
        let lane = |target: &str| {
            let mut lane = Lane::default();
            lane.set_curve(Curve::new(target, vec![Point::default()]));
            lane
        };
        for (outside, renamed) in [("send.2", "send.3"), ("track.pan", "track.pan")] {
            let mut frozen = lane(outside);
            (frozen.frozen, frozen.frozen_rows) = (Some(Arc::new(lane("return.2.volume"))), Some([2, 5]));
            let mut start = song(&[]);
            for track in [0, 1] {
                let edit = Edit::Lane { pattern: 0, track, lane: Box::new(frozen.clone()) };
                start = edit.apply(&start).expect("a valid edit");
            }
            let after = Edit::MoveReturn { from: 1, to: 2 }.apply(&start).expect("a valid edit");
            for track in [0, 1] {
                assert_eq!(targets(&after, track), [renamed]);
                assert_eq!(after.lane(0, track).and_then(|lane| lane.frozen_rows), Some([2, 5]));
                let kept = after.lane(0, track).and_then(|lane| lane.frozen.as_deref());
                assert_eq!(kept, Some(&lane("return.3.volume")), "{outside} on track {track}");
            }
        }
    }

    #[test]
    fn sends_of_returns_go_to_later_ones_alone() {
        let start = song(&[]);
        let levels = |edit: Edit, index: usize| {
            edit.apply(&start).expect("a valid edit").mixer.returns[index].sends[..4]
                .iter()
                .map(|send| send.0)
                .collect::<Vec<_>>()
        };
        assert_eq!(levels(Edit::RemoveReturn { at: 2 }, 0), [-60.0, -1.0, -3.0, -60.0]);
        assert_eq!(levels(Edit::MoveReturn { from: 0, to: 2 }, 2), [-60.0, -60.0, -60.0, -3.0]);
        assert_eq!(levels(Edit::MoveReturn { from: 3, to: 1 }, 0), [-60.0, -3.0, -1.0, -2.0]);
        assert_eq!(levels(Edit::InsertReturn { at: 0, back: Box::default() }, 1), [-60.0, -60.0, -1.0, -2.0]);
    }

    #[test]
    fn what_a_list_does_not_touch_stays_shared() {
        let start = song(&["track.pan"]);
        let after = Edit::RemoveReturn { at: 3 }.apply(&start).expect("a valid edit");
        assert!(start.tracks.iter().zip(&after.tracks).all(|(old, new)| Arc::ptr_eq(old, new)));
        let pattern = |song: &Song| song.patterns.get(0).cloned().expect("a pattern");
        assert!(Arc::ptr_eq(&pattern(&start), &pattern(&after)));
        for edit in [Edit::RemoveReturn { at: 4 }, Edit::MoveReturn { from: 4, to: 0 }] {
            let refusal = edit.apply(&start).expect_err("there are four").to_string();
            assert_eq!(refusal, "there is no return 5: the song has 1 to 4");
        }
    }
}
