//! Which tracks something moves a parameter of while a song plays, and which are heard at some time because of it.

use super::extents::{Extent, Extents};
use crate::song::lane::Lane;
use crate::song::pattern::{LaneSlot, Pattern};
use crate::song::routing::{Routing, Switches};
use crate::song::shelf::Shelf;
use crate::song::{MAX_TRACKS, Song};

/// What moves how late a track is.
pub const DELAY: &str = "track.delay";
/// What moves a track's fader.
pub const VOLUME: &str = "track.volume";
/// What moves whether a track is muted.
pub const MUTE: &str = "track.mute";
/// What moves whether a track is solo.
pub const SOLO: &str = "track.solo";
/// What moves whether a track is heard also while others are solo.
pub const SOLO_SAFE: &str = "track.solo_safe";

/// The tracks on which something may move a parameter, of one song after another. What was found in patterns is kept for as long as
/// these are the same, so that an edit in one pattern costs a look at that one.
#[derive(Debug)]
pub struct Moving {
    name: &'static str,
    /// The patterns and shared lanes that were looked at last.
    patterns: Shelf<Pattern>,
    shared: Shelf<Lane>,
    /// The tracks that have a curve of it, by pattern, a bit each.
    found: Vec<u128>,
    /// How many patterns were looked at.
    #[cfg(test)]
    looked: usize,
}

impl Moving {
    /// Of the parameter of that name, as `&xx` and curves have it.
    pub fn of(name: &'static str) -> Moving {
        Moving {
            name,
            patterns: Shelf::default(),
            shared: Shelf::default(),
            found: Vec::new(),
            #[cfg(test)]
            looked: 0,
        }
    }

    /// The tracks of a song on which something may move the parameter, a bit each: a curve of a pattern, or `&xx` of a column. Looks at
    /// the patterns that are others than those of the song before; at all if shared lanes are.
    pub fn follow(&mut self, song: &Song) -> u128 {
        if !self.shared.is_shared_with(&song.shared_lanes) {
            self.shared = song.shared_lanes.clone();
            self.patterns = Shelf::default();
        }
        self.found.resize(song.patterns.len(), 0);
        for (number, pattern) in song.patterns.others_than(&self.patterns) {
            self.found[number] = self.curves(pattern);
            #[cfg(test)]
            (self.looked += 1);
        }
        self.patterns = song.patterns.clone();
        let curves = self.found.iter().fold(0, |tracks, found| tracks | found);
        let tracks = song.tracks.iter().enumerate().take(MAX_TRACKS);
        tracks.fold(0, |tracks, (track, settings)| {
            let locks = || settings.locks.iter().any(|lock| lock == self.name);
            tracks | u128::from(curves >> track & 1 == 1 || locks()) << track
        })
    }

    /// The tracks that have a curve of the parameter in a pattern.
    fn curves(&self, pattern: &Pattern) -> u128 {
        pattern.lanes.iter().enumerate().take(MAX_TRACKS).fold(0, |tracks, (track, slot)| {
            let lane = match slot {
                LaneSlot::Empty => None,
                LaneSlot::Own(lane) => Some(lane),
                LaneSlot::Shared(number) => self.shared.get(usize::from(*number)),
            };
            let moves = lane.is_some_and(|lane| lane.curve(self.name).is_some());
            tracks | u128::from(moves) << track
        })
    }
}

/// The tracks of a song on which something may move the parameter of that name, as [`Moving::follow`].
pub fn moved_tracks(song: &Song, name: &'static str) -> u128 {
    Moving::of(name).follow(song)
}

/// The tracks that are heard at some time, a bit each: as they are switched, or as what moves their switches, their groups' and
/// others' solo switches them at some time.
pub fn heard_tracks(song: &Song) -> u128 {
    let [mutes, solos, safes] = [MUTE, SOLO, SOLO_SAFE].map(|name| Extents::of(song, name));
    let mut routing = Routing::of(song);
    let [off, on] = [Extent::switches_off, Extent::switches_on];
    // Nothing is heard for being muted. Either no track is solo that need not be, or as many are as can be.
    [false, true].into_iter().fold(0, |tracks, solo| {
        let mut switches = Switches::of(song);
        for (track, switches) in switches.iter_mut().enumerate() {
            switches.mute &= !mutes.goes(track, off);
            switches.solo = match solo {
                true => switches.solo || solos.goes(track, on),
                false => switches.solo && !solos.goes(track, off),
            };
            switches.solo_safe |= safes.goes(track, on);
        }
        routing.listen(&switches);
        let heard = (0..song.tracks.len().min(MAX_TRACKS)).filter(|track| routing.is_heard(*track));
        heard.fold(tracks, |tracks, track| tracks | 1 << track)
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::song::curve::{Curve, Place, Point, Shape};
    use crate::song::edit::Edit;
    use crate::song::row::{EffectCell, Row};
    use crate::song::track::Track;
    use std::sync::Arc;

    fn curve(pattern: u16, track: u16, target: &str) -> Edit {
        let points = vec![Point { at: 0, place: Place::TOP, shape: Shape::Hold }];
        Edit::Curve { pattern, track, curve: Curve::new(target, points) }
    }

    #[test]
    fn an_edit_in_one_pattern_is_a_look_at_that_one() {
        let patterns = (0..100).map(|_| Arc::new(Pattern::default())).collect();
        let song = Song { patterns, ..Song::default() };
        let mut moving = Moving::of(DELAY);
        assert_eq!((moving.follow(&song), moving.looked), (0, 100));
        let song = curve(40, 2, DELAY).apply(&song).expect("an edit");
        assert_eq!((moving.follow(&song), moving.looked), (0b100, 101));
        let song = curve(99, 0, "track.pan").apply(&song).expect("an edit");
        assert_eq!((moving.follow(&song), moving.looked), (0b100, 102));
        assert_eq!((moving.follow(&song), moving.looked), (0b100, 102), "nothing is another");
        let other = Song { patterns: Shelf::default(), ..song };
        assert_eq!((moving.follow(&other), moving.looked), (0, 102), "they are gone");
    }

    #[test]
    fn a_shared_lane_is_looked_at_wherever_it_stands() {
        let mut pattern = Pattern::default();
        *pattern.slot_mut(1) = LaneSlot::Shared(0);
        let patterns = [pattern, Pattern::default()].map(Arc::new).into_iter().collect();
        let shared_lanes = std::iter::once(Arc::new(Lane::default())).collect();
        let song = Song { patterns, shared_lanes, ..Song::default() };
        let mut moving = Moving::of(DELAY);
        assert_eq!(moving.follow(&song), 0);
        let song = curve(0, 1, DELAY).apply(&song).expect("an edit");
        assert_eq!(moving.follow(&song), 0b10);
        assert_eq!(moved_tracks(&song, DELAY), 0b10);
    }

    #[test]
    fn what_is_opened_while_it_plays_is_heard_at_some_time() {
        // 0 goes into 1, which is muted; 2 and 3 stand alone.
        let mut tracks = vec![Track::default(); 4];
        tracks[0].output = Some(1);
        tracks[1].mute = true;
        // What each track's first effect column sets goes down in row 0 and up in row 1.
        let written = |row: u16, value: u8| {
            let mut written = Row::default();
            written.effects[0] = Some(EffectCell { code: b'&', value });
            (row, written)
        };
        let rows = vec![written(0, 0), written(1, 0xFF)];
        let heard = |tracks: &[Track]| {
            let tracks: Vec<_> = tracks.iter().cloned().map(Arc::new).collect();
            let each = 0..tracks.len() as u16;
            let edits = each.map(|track| Edit::Rows { pattern: 0, track, rows: rows.clone() }).collect();
            let song = Song { tracks, ..Song::default() };
            heard_tracks(&Edit::Several { edits }.apply(&song).expect("edits"))
        };
        assert_eq!(heard(&tracks), 0b1100);
        tracks[1].locks[0] = MUTE.to_owned();
        assert_eq!(heard(&tracks), 0b1111, "with its group");
        tracks[2].solo = true;
        assert_eq!(heard(&tracks), 0b0100);
        tracks[3].locks[0] = SOLO_SAFE.to_owned();
        assert_eq!(heard(&tracks), 0b1100, "it becomes safe");
        tracks[2].locks[0] = SOLO.to_owned();
        assert_eq!(heard(&tracks), 0b1111, "the solo is taken off");
        tracks[2].mute = true;
        tracks[2].locks[0] = String::new();
        tracks[0].locks[0] = SOLO.to_owned();
        assert_eq!(heard(&tracks), 0b1011, "one that others leave out becomes solo too");
    }
}
