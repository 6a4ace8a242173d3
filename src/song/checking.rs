//! What a song says about its own faults: which are accepted and why, and thresholds other than the usual ones.

use super::Song;
use super::unknown::Unknown;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use std::sync::Arc;

/// The most faults that a song accepts.
pub const MAX_ACCEPTED: usize = 10_000;
/// The most thresholds of its own.
pub const MAX_THRESHOLDS: usize = 1_000;

/// How a song is checked.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Checking {
    /// Thresholds in place of the rules' own, by the rules' names, in the rules' units.
    pub thresholds: BTreeMap<String, f32>,
    /// The faults that are meant.
    pub accepted: Vec<Accepted>,
    /// What the file held that this version does not know.
    #[serde(default)]
    pub unknown: Unknown,
}

/// A fault that is meant. Patterns and tracks keep their numbers as the order list does when others come and go.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Accepted {
    /// The rule's name.
    pub rule: String,
    /// The pattern, where the fault has one.
    pub pattern: Option<u16>,
    /// The track from 0, where it has one.
    pub track: Option<u16>,
    /// The pattern's row, where it has one.
    pub row: Option<u16>,
    /// What the fault is about: a note, an instrument, an effect. Tells faults of one place apart.
    pub about: String,
    /// Why it is meant.
    pub reason: String,
    /// What the file held that this version does not know.
    #[serde(default)]
    pub unknown: Unknown,
}

impl Checking {
    /// Whether nothing is said.
    pub fn is_empty(&self) -> bool {
        *self == Checking::default()
    }

    /// Takes out what cannot be: thresholds that are no numbers, and what is too many.
    pub(super) fn move_into_range(&mut self) {
        self.thresholds.retain(|_, threshold| threshold.is_finite());
        while self.thresholds.len() > MAX_THRESHOLDS {
            self.thresholds.pop_last();
        }
        self.accepted.truncate(MAX_ACCEPTED);
    }
}

/// The number of a pattern or of a track in what is accepted.
type Number = fn(&mut Accepted) -> &mut Option<u16>;

/// Patterns have new numbers; what is accepted in those that are gone is forgotten.
pub(super) fn follow_patterns(song: &mut Song, new: impl Fn(usize) -> Option<usize>) {
    follow(song, |accepted| &mut accepted.pattern, new);
}

/// Tracks have new numbers; what is accepted on those that are gone is forgotten.
pub(super) fn follow_tracks(song: &mut Song, new: impl Fn(usize) -> Option<usize>) {
    follow(song, |accepted| &mut accepted.track, new);
}

fn follow(song: &mut Song, number: Number, new: impl Fn(usize) -> Option<usize>) {
    let old = &song.settings.checking.accepted;
    let moved = |accepted: &Accepted| {
        let mut accepted = accepted.clone();
        if let Some(place) = number(&mut accepted) {
            *place = u16::try_from(new(usize::from(*place))?).ok()?;
        }
        Some(accepted)
    };
    let accepted: Vec<Accepted> = old.iter().filter_map(moved).collect();
    if *old != accepted {
        Arc::make_mut(&mut song.settings).checking.accepted = accepted;
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::song::Settings;
    use crate::song::edit::Edit;
    use crate::song::pattern::Pattern;
    use crate::song::track::Track;

    fn song() -> Song {
        let accepted = Accepted {
            rule: "stuck-note".to_owned(),
            pattern: Some(0),
            track: Some(2),
            row: Some(4),
            ..Accepted::default()
        };
        let checking = Checking { accepted: vec![accepted], ..Checking::default() };
        let settings = Settings { checking, ..Settings::default() };
        Edit::SetSettings { settings: Box::new(settings) }.apply(&Song::default()).expect("a valid edit")
    }

    fn places(song: &Song) -> Vec<(Option<u16>, Option<u16>)> {
        song.settings.checking.accepted.iter().map(|accepted| (accepted.pattern, accepted.track)).collect()
    }

    #[test]
    fn what_is_accepted_goes_along_with_patterns_and_tracks() {
        let after = |song: &Song, edit: Edit| edit.apply(song).expect("a valid edit");
        let song = song();
        let moved = after(&song, Edit::InsertPattern { at: 0, pattern: Pattern::default() });
        assert_eq!(places(&moved), [(Some(1), Some(2))]);
        let moved = after(&moved, Edit::InsertTrack { at: 1, track: Box::new(Track::default()) });
        assert_eq!(places(&moved), [(Some(1), Some(3))]);
        let moved = after(&moved, Edit::MoveTrack { from: 3, to: 0 });
        assert_eq!(places(&moved), [(Some(1), Some(0))]);
        assert_eq!(places(&after(&moved, Edit::RemovePattern { at: 0 })), [(Some(0), Some(0))]);
        assert_eq!(places(&after(&moved, Edit::RemoveTrack { at: 0 })), [], "its track is gone");
        let two = after(&song, Edit::InsertPattern { at: 1, pattern: Pattern::default() });
        let free = after(
            &two,
            Edit::SetOrder {
                at: 0,
                entry: crate::song::order::OrderEntry { pattern: 1, ..Default::default() },
            },
        );
        assert_eq!(places(&after(&free, Edit::RemovePattern { at: 0 })), [], "its pattern is gone");
    }
}
