//! Tracks by hand: mutes and solos at the next border, and lanes of other patterns. The mixer's own mutes stay what they are.

use crate::sequencer::performance::{Quantum, Wish};
use crate::song::routing::Routing;
use crate::song::{MAX_TRACKS, Song};
use crate::studio::Studio;
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

impl Studio {
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
        (self.live.mutes, self.live.solos) = (0, 0);
        self.tell_silence(quantum);
        for track in std::mem::take(&mut self.live.lanes).into_keys() {
            self.perform(Wish::Lane { track, pattern: None, quantum });
        }
    }

    /// A track plays its lane of another pattern from the next border on; `None`: the present one's.
    pub fn turn_lane(&mut self, track: u16, pattern: Option<u16>) {
        match pattern {
            Some(pattern) => _ = self.live.lanes.insert(track, pattern),
            None => _ = self.live.lanes.remove(&track),
        }
        let quantum = self.live.quantum;
        self.perform(Wish::Lane { track, pattern, quantum });
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
