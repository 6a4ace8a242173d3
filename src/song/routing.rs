//! Where the tracks' sounds go: each to the master or into another track, which is a group then; and which of them are heard.

use super::track::Track;
use super::{MAX_TRACKS, Song};
use std::sync::Arc;

/// What of a track says whether it is heard.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Switches {
    /// Silent until unmuted.
    pub mute: bool,
    /// While any track is solo, only those are heard.
    pub solo: bool,
    /// Heard also while others are solo.
    pub solo_safe: bool,
}

impl Switches {
    /// Of all tracks of a song.
    pub fn of(song: &Song) -> [Switches; MAX_TRACKS] {
        let mut all = [Switches::default(); MAX_TRACKS];
        for (switches, track) in all.iter_mut().zip(&song.tracks) {
            let Track { mute, solo, solo_safe, .. } = **track;
            *switches = Switches { mute, solo, solo_safe };
        }
        all
    }
}

/// The ways of all tracks of a song. Nothing here allocates.
#[derive(Clone, Copy, Debug)]
pub struct Routing {
    count: usize,
    outputs: [Option<u8>; MAX_TRACKS],
    order: [u8; MAX_TRACKS],
    group: [bool; MAX_TRACKS],
    key: [bool; MAX_TRACKS],
    heard: [bool; MAX_TRACKS],
}

impl Routing {
    /// Everything goes to the master.
    pub const NONE: Routing = Routing {
        count: 0,
        outputs: [None; MAX_TRACKS],
        order: [0; MAX_TRACKS],
        group: [false; MAX_TRACKS],
        key: [false; MAX_TRACKS],
        heard: [true; MAX_TRACKS],
    };

    /// Of a song. What leads to no track, or round in a circle, goes to the master.
    pub fn of(song: &Song) -> Routing {
        let mut routing = Routing { count: song.tracks.len().min(MAX_TRACKS), ..Routing::NONE };
        for track in 0..routing.count {
            if let Some(to) = output(&song.tracks, track).filter(|to| may_go(&song.tracks, track, *to)) {
                routing.outputs[track] = Some(to as u8);
                routing.group[to] = true;
            }
        }
        let of_tracks = song.tracks.iter().flat_map(|track| &track.inserts);
        let of_returns = song.mixer.returns.iter().flat_map(|back| &back.inserts);
        let keys = of_tracks
            .chain(of_returns)
            .chain(&song.mixer.inserts)
            .filter_map(|insert| insert.side)
            .map(usize::from);
        keys.filter(|key| *key < routing.count).for_each(|key| routing.key[key] = true);
        routing.sort(song);
        routing.listen(&Switches::of(song));
        routing
    }

    /// Puts what others wait for before them: tracks before their groups and, where no circle forbids it, before those that
    /// listen to them.
    fn sort(&mut self, song: &Song) {
        if !self.key.contains(&true) {
            let deepest = (0..self.count).map(|track| self.ways(track).count()).max().unwrap_or(1);
            let depths = (1..=deepest).rev();
            let tracks = depths.flat_map(|depth| (0..self.count).map(move |track| (depth, track)));
            let in_order = tracks.filter(|(depth, track)| self.ways(*track).count() == *depth);
            let mut order = [0; MAX_TRACKS];
            for (place, (_, track)) in order.iter_mut().zip(in_order) {
                *place = track as u8;
            }
            self.order = order;
            return;
        }
        let (mut done, mut place) = ([false; MAX_TRACKS], 0);
        while place < self.count {
            let waits = |track: usize, done: &[bool], strict: bool| {
                (0..self.count).any(|other| {
                    let sides = || song.tracks[track].inserts.iter().filter_map(|insert| insert.side);
                    !done[other]
                        && other != track
                        && (self.outputs[other] == Some(track as u8)
                            || strict && sides().any(|side| usize::from(side) == other))
                })
            };
            let before = place;
            for strict in [true, false] {
                for track in 0..self.count {
                    if !done[track] && !waits(track, &done, strict) {
                        self.order[place] = track as u8;
                        (done[track], place) = (true, place + 1);
                        if !strict {
                            break;
                        }
                    }
                }
                if place > before {
                    break;
                }
            }
        }
    }

    /// Finds out what is heard where the tracks are switched so.
    pub fn listen(&mut self, switches: &[Switches; MAX_TRACKS]) {
        let any_solo = switches.iter().any(|track| track.solo);
        // A group sounds for the sake of what is in it, and what is in a group for the group's.
        let mut for_others = [false; MAX_TRACKS];
        let kept = |track: usize| switches[track].solo || switches[track].solo_safe;
        for track in (0..self.count).filter(|track| kept(*track)) {
            self.ways(track).skip(1).for_each(|group| for_others[group] = true);
        }
        let count = self.count;
        for (track, for_others) in for_others.iter().enumerate().take(count) {
            let kept = || *for_others || self.ways(track).any(kept);
            let muted = self.ways(track).any(|way| switches[way].mute);
            self.heard[track] = !muted && (!any_solo || kept());
        }
    }

    /// A track, and the groups that its sound goes through on its way to the master.
    pub fn ways(&self, track: usize) -> impl Iterator<Item = usize> {
        std::iter::successors(Some(track), |track| self.output(*track))
    }

    /// Whether a track is muted, or a group that it goes into.
    pub fn is_muted(&self, song: &Song, track: usize) -> bool {
        self.ways(track).any(|track| song.tracks.get(track).is_some_and(|track| track.mute))
    }

    /// The tracks, those that others need before those.
    pub fn order(&self) -> impl Iterator<Item = usize> {
        let order = self.order;
        (0..self.count).map(move |place| usize::from(order[place]))
    }

    /// The track that a track's sound goes into; `None` is the master.
    pub fn output(&self, track: usize) -> Option<usize> {
        self.outputs.get(track).copied().flatten().map(usize::from)
    }

    /// Whether other tracks go into this one.
    pub fn is_group(&self, track: usize) -> bool {
        self.group.get(track) == Some(&true)
    }

    /// Whether a device somewhere listens to this track.
    pub fn is_key(&self, track: usize) -> bool {
        self.key.get(track) == Some(&true)
    }

    /// Whether a track is heard: not muted, nor what it goes into, and not left out by others that are solo.
    pub fn is_heard(&self, track: usize) -> bool {
        self.heard.get(track) == Some(&true)
    }
}

/// Where a track says that it goes, if that is another one.
fn output(tracks: &[Arc<Track>], track: usize) -> Option<usize> {
    let to = tracks.get(track)?.output.map(usize::from)?;
    (to != track && to < tracks.len().min(MAX_TRACKS)).then_some(to)
}

/// Whether a track's sound can go into that other one: it is there, and the sound does not come back from it.
pub fn may_go(tracks: &[Arc<Track>], track: usize, to: usize) -> bool {
    let ways = std::iter::successors(Some(to), |track| output(tracks, *track));
    to < tracks.len() && ways.take(tracks.len() + 1).all(|way| way != track)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A song with a track for each output.
    fn song(outputs: &[Option<u16>]) -> Song {
        let tracks = outputs.iter().map(|output| Arc::new(Track { output: *output, ..Track::default() }));
        Song { tracks: tracks.collect(), ..Song::default() }
    }

    fn order(song: &Song) -> Vec<usize> {
        Routing::of(song).order().collect()
    }

    #[test]
    fn tracks_come_before_the_groups_they_go_into() {
        let song = song(&[None, Some(0), Some(1), None]);
        assert_eq!(order(&song), [2, 1, 0, 3]);
        let routing = Routing::of(&song);
        assert_eq!([0, 1, 2].map(|track| routing.output(track)), [None, Some(0), Some(1)]);
        assert_eq!([0, 1, 2, 3].map(|track| routing.is_group(track)), [true, true, false, false]);
    }

    #[test]
    fn circles_and_what_is_not_there_go_to_the_master() {
        for outputs in [[Some(1), Some(0), Some(0)], [Some(0), Some(7), Some(1)], [Some(2), Some(0), Some(1)]]
        {
            let song = song(&outputs);
            let routing = Routing::of(&song);
            let mut all = order(&song);
            all.sort_unstable();
            assert_eq!(all, [0, 1, 2]);
            assert!((0..3).all(|track| routing.ways(track).count() < 4), "{outputs:?}");
        }
    }

    #[test]
    fn muting_and_solo_reach_through_groups() {
        let heard = |song: &Song| {
            let routing = Routing::of(song);
            (0..song.tracks.len()).filter(|track| routing.is_heard(*track)).collect::<Vec<_>>()
        };
        // 1 and 2 go into 0; 3 stands alone.
        let with = |change: &dyn Fn(&mut Vec<Arc<Track>>)| {
            let mut song = song(&[None, Some(0), Some(0), None]);
            change(&mut song.tracks);
            song
        };
        let set = |tracks: &mut Vec<Arc<Track>>, at: usize, change: fn(&mut Track)| {
            change(Arc::make_mut(&mut tracks[at]))
        };
        assert_eq!(heard(&with(&|_| {})), [0, 1, 2, 3]);
        assert_eq!(heard(&with(&|tracks| set(tracks, 0, |track| track.mute = true))), [3]);
        assert_eq!(heard(&with(&|tracks| set(tracks, 1, |track| track.solo = true))), [0, 1]);
        assert_eq!(heard(&with(&|tracks| set(tracks, 0, |track| track.solo = true))), [0, 1, 2]);
        let safe = with(&|tracks| {
            set(tracks, 1, |track| track.solo = true);
            set(tracks, 3, |track| track.solo_safe = true);
        });
        assert_eq!(heard(&safe), [0, 1, 3]);
        let safe_within = with(&|tracks| {
            set(tracks, 1, |track| track.solo_safe = true);
            set(tracks, 3, |track| track.solo = true);
        });
        assert_eq!(heard(&safe_within), [0, 1, 3], "its group is open for it");
        let safe_group = with(&|tracks| {
            set(tracks, 0, |track| track.solo_safe = true);
            set(tracks, 3, |track| track.solo = true);
        });
        assert_eq!(heard(&safe_group), [0, 1, 2, 3], "with what is in it");
    }
}
