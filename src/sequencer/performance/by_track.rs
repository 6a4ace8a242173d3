//! Something that only some tracks have.

use crate::song::MAX_TRACKS;

/// What tracks have, and a bit for each that has any: asked for in every quantum, so nothing is looked for.
#[derive(Clone, Copy, Debug)]
pub(super) struct ByTrack<T> {
    list: [Option<T>; MAX_TRACKS],
    tracks: u128,
}

impl<T: Copy> ByTrack<T> {
    /// No track has any.
    pub const EMPTY: ByTrack<T> = ByTrack { list: [None; MAX_TRACKS], tracks: 0 };

    /// The tracks that have any, a bit each.
    pub fn tracks(&self) -> u128 {
        self.tracks
    }

    /// What a track has.
    pub fn get(&self, track: usize) -> Option<T> {
        *self.list.get(track)?
    }

    /// Gives a track something, or takes it away. Tracks that cannot be are passed over.
    pub fn put(&mut self, track: usize, what: Option<T>) {
        if let Some(place) = self.list.get_mut(track) {
            self.tracks = self.tracks & !(1 << track) | u128::from(what.is_some()) << track;
            *place = what;
        }
    }

    /// The first track from `from` on that has any, and what that is.
    pub fn next(&self, from: usize) -> Option<(usize, T)> {
        let track = from + self.tracks.checked_shr(from as u32)?.trailing_zeros() as usize;
        Some((track, self.get(track)?))
    }

    /// Changes what there is.
    pub fn each(&mut self, change: impl FnMut(&mut T)) {
        self.list.iter_mut().flatten().for_each(change);
    }
}
