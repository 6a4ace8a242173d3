//! Tracks by hand: mutes and solos at the next border, and lanes of other patterns. The mixer's own mutes stay what they are.

use crate::sequencer::performance::{Quantum, Wish};
use crate::song::routing::Routing;
use crate::song::{MAX_TRACKS, Song};
use crate::studio::Studio;
use crate::studio::live::Live;
use std::collections::BTreeMap;
use std::sync::Arc;

/// The tracks that are not heard where these are muted and solo besides, a bit each; none where none is.
fn silent(song: &Song, mutes: u128, solos: u128) -> u128 {
    if mutes == 0 && solos == 0 {
        return 0;
    }
    let mut heard = song.clone();
    for (at, track) in heard.tracks.iter_mut().enumerate().take(MAX_TRACKS) {
        let (mute, solo) = (mutes >> at & 1 == 1, solos >> at & 1 == 1);
        if mute || solo {
            let track = Arc::make_mut(track);
            (track.mute, track.solo) = (track.mute || mute, track.solo || solo);
        }
    }
    let routing = Routing::of(&heard);
    let count = heard.tracks.len().min(MAX_TRACKS);
    (0..count).filter(|track| !routing.is_heard(*track)).fold(0, |bits, track| bits | 1 << track)
}

/// Where the tracks of a song are in one that was made of it: the same ones, else those of the same name, else those of the same place.
fn places(before: &Song, after: &Song) -> Vec<Option<usize>> {
    type Same = fn(&Song, &Song, usize, usize) -> bool;
    let ways: [Same; 3] = [
        |before, after, from, to| Arc::ptr_eq(&before.tracks[from], &after.tracks[to]),
        |before, after, from, to| before.tracks[from].name == after.tracks[to].name,
        |_, _, from, to| from == to,
    ];
    let mut places: Vec<Option<usize>> = vec![None; before.tracks.len()];
    for same in ways {
        let missing: Vec<usize> = (0..places.len()).filter(|from| places[*from].is_none()).collect();
        for from in missing {
            let free = |to: &usize| !places.contains(&Some(*to)) && same(before, after, from, *to);
            places[from] = (0..after.tracks.len()).find(free);
        }
    }
    places
}

impl Studio {
    /// Tracks may have moved, come or gone: what is silent by hand, solo or turned to another lane goes along.
    pub(in crate::studio) fn follow_tracks(&mut self, before: &Song) {
        let Live { mutes, solos, .. } = self.live;
        if mutes == 0 && solos == 0 && self.live.lanes.is_empty() {
            return;
        }
        let places = places(before, self.document.song());
        if places.iter().enumerate().all(|(from, to)| *to == Some(from)) {
            return;
        }
        let moved = |bits: u128| {
            let set = places.iter().enumerate().filter(|(from, _)| bits >> from & 1 == 1);
            set.filter_map(|(_, to)| *to).fold(0, |bits, to| bits | 1 << to)
        };
        (self.live.mutes, self.live.solos, self.live.last_track) = (moved(mutes), moved(solos), None);
        self.tell_silence(Quantum::Row);
        let lanes = std::mem::take(&mut self.live.lanes);
        let at = |track: u16| places.get(usize::from(track)).copied().flatten().map(|to| to as u16);
        let new: BTreeMap<u16, u16> =
            lanes.iter().filter_map(|(track, pattern)| Some((at(*track)?, *pattern))).collect();
        for track in lanes.into_keys().filter(|track| !new.contains_key(track)) {
            self.perform(Wish::Lane { track, pattern: None, quantum: Quantum::Row });
        }
        for (track, pattern) in &new {
            self.perform(Wish::Lane { track: *track, pattern: Some(*pattern), quantum: Quantum::Row });
        }
        self.live.lanes = new;
    }

    /// Mutes a track at the next border, or lets it be heard then; asked for again before that, with the next row.
    pub fn mute_live(&mut self, track: u16) -> Result<(), String> {
        self.toggle(track, false)
    }

    /// Lets only this track be heard from the next border on, with others that are solo, or takes that back.
    pub fn solo_live(&mut self, track: u16) -> Result<(), String> {
        self.toggle(track, true)
    }

    fn toggle(&mut self, track: u16, solo: bool) -> Result<(), String> {
        let name = self.song().tracks.get(usize::from(track)).map(|track| track.name.clone());
        let name = name.ok_or_else(|| format!("there is no track {}", track + 1))?;
        let bit = 1u128.checked_shl(track.into()).unwrap_or(0);
        let waits = self.performing().silence.is_some() && self.live.last_track == Some((track, solo));
        let quantum = if waits { Quantum::Row } else { self.live.quantum };
        // Asked for once more, it is wanted sooner, not taken back.
        if !waits {
            let bits = if solo { &mut self.live.solos } else { &mut self.live.mutes };
            *bits ^= bit;
        }
        self.live.last_track = Some((track, solo));
        let on = if solo { self.live.solos } else { self.live.mutes } & bit != 0;
        self.tell_silence(quantum);
        let what = match (solo, on) {
            (false, true) => "silent",
            (false, false) => "heard",
            (true, true) => "solo",
            (true, false) => "no longer solo",
        };
        let when = self.wait(quantum);
        self.say(format!("track {} {name}: {what} {when}", track + 1));
        Ok(())
    }

    /// Every track is heard again that was silent by hand, with its own pattern's lane, from the next border on.
    pub fn open_live(&mut self) {
        let quantum = self.live.quantum;
        (self.live.mutes, self.live.solos, self.live.lane_quantum) = (0, 0, quantum);
        self.tell_silence(quantum);
        for track in std::mem::take(&mut self.live.lanes).into_keys() {
            self.perform(Wish::Lane { track, pattern: None, quantum });
        }
    }

    /// A track plays its lane of another pattern from the next border on, `None`: the present one's; asked for once more, with the next
    /// row. When that is.
    pub fn turn_lane(&mut self, track: u16, pattern: Option<u16>) -> Quantum {
        let waits = self.performing().turning.checked_shr(track.into()).unwrap_or(0) & 1 == 1;
        let again = waits && self.live.lanes.get(&track).copied() == pattern;
        match pattern {
            Some(pattern) => _ = self.live.lanes.insert(track, pattern),
            None => _ = self.live.lanes.remove(&track),
        }
        let quantum = if again { Quantum::Row } else { self.live.quantum };
        self.live.lane_quantum = quantum;
        self.perform(Wish::Lane { track, pattern, quantum });
        quantum
    }

    /// Tells the engine which tracks are silent, if that is anything new.
    pub(in crate::studio) fn tell_silence(&mut self, quantum: Quantum) {
        let tracks = silent(self.song(), self.live.mutes, self.live.solos);
        let performing = self.performing();
        if performing.silent != tracks || performing.silence.is_some() {
            self.perform(Wish::Silence { tracks, quantum });
        }
    }
}
