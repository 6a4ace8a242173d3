//! Armed tracks stay armed wherever they go: tracks come, go and change places.

use super::Inputs;
use crate::song::track::Track;
use std::sync::Arc;

impl Inputs {
    /// The tracks as they are now.
    pub(super) fn follow_tracks(&mut self, tracks: &[Arc<Track>]) {
        let same = |(one, other): (&Arc<Track>, &Arc<Track>)| Arc::ptr_eq(one, other);
        if self.tracks.len() == tracks.len() && self.tracks.iter().zip(tracks).all(same) {
            return;
        }
        let before = std::mem::replace(&mut self.tracks, tracks.to_vec());
        let found = |old: usize| {
            let old = before.get(old)?;
            tracks.iter().position(|new| Arc::ptr_eq(old, new))
        };
        let place = |track: u16| {
            let at = usize::from(track);
            if at >= before.len() {
                return Some(track);
            }
            // One that was changed meanwhile stands where those beside it say.
            let seen_from = |other: usize| Some(found(other)? as i64 + at as i64 - other as i64);
            let left = || (0..at).rev().find_map(seen_from);
            let right = || (at + 1..before.len()).find_map(seen_from);
            let place = found(at).map(|place| place as i64).or_else(|| match (left(), right()) {
                (Some(left), Some(right)) if left != right && tracks.len() < before.len() => None,
                (left, right) => left.or(right).or(Some(at as i64)),
            });
            place.filter(|place| (0..tracks.len() as i64).contains(place)).map(|place| place as u16)
        };
        self.arms.retain_mut(|arm| match place(arm.track) {
            Some(track) => {
                arm.track = track;
                true
            }
            None => false,
        });
        self.arms.sort_by_key(|arm| arm.track);
    }
}
