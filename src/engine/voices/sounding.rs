//! The sound of all voices for a stretch of frames, one after the other or side by side.

use super::Voices;
use super::leaving::{Heard, Leaving};
use super::room::{VOICES, WORDS};
use crate::dsp::lent::Lent;
use crate::dsp::units::{SampleRate, Semitones};
use crate::engine::hands::Hands;
use crate::engine::message::Snapshot;
use crate::engine::mixer::{LentTracks, Mixer};
use crate::engine::modulated::LentSounds;
use crate::engine::overrides::Overrides;
use crate::engine::owners::{Owner, Owners, Taken, WORD};
use crate::engine::playing::{Going, Playing};
use crate::instruments::matrix::running::Bend;
use crate::instruments::unfiltered::{self, TOGETHER, Unfiltered};
use crate::instruments::voice::{Context, Liveness, MAX_STRETCH, Modulation};
use crate::song::MAX_TRACKS;
use std::ops::Range;
use std::sync::atomic::{AtomicU64, Ordering};

/// Everything that a stretch of frames takes.
struct Stage<'a> {
    snapshot: &'a Snapshot,
    overrides: &'a Overrides,
    leaving: &'a Leaving,
    owners: &'a Owners<WORDS>,
    pool: Lent<'a, Playing>,
    sounds: LentSounds<'a>,
    tracks: LentTracks<'a>,
    rate: SampleRate,
    span: Range<usize>,
    beat_seconds: f32,
    /// The part of the way that levels go.
    share: f32,
    epoch: u64,
    /// A bit for each voice that has come to its end.
    ended: [AtomicU64; WORDS],
}

/// The voices of each track, in the pool's order.
struct ByTrack {
    /// The tracks that have any.
    tracks: [u8; MAX_TRACKS],
    count: usize,
    first: [u16; MAX_TRACKS],
    next: [u16; VOICES],
}

/// Stands for no voice.
const NOBODY: u16 = u16::MAX;

impl ByTrack {
    fn of(owners: &Owners<WORDS>) -> ByTrack {
        let (tracks, first, next) = ([0; MAX_TRACKS], [NOBODY; MAX_TRACKS], [NOBODY; VOICES]);
        let mut list = ByTrack { tracks, count: 0, first, next };
        let mut last = [NOBODY; MAX_TRACKS];
        for voice in owners.taken() {
            let track = owners.of(voice).map_or(0, Owner::track).min(MAX_TRACKS - 1);
            match list.next.get_mut(usize::from(last[track])) {
                Some(next) => *next = voice as u16,
                None => {
                    (list.first[track], list.tracks[list.count]) = (voice as u16, track as u8);
                    list.count += 1;
                }
            }
            last[track] = voice as u16;
        }
        list
    }

    fn voices(&self, place: usize) -> impl Iterator<Item = usize> {
        let mut voice = self.first[usize::from(self.tracks[place])];
        std::iter::from_fn(move || {
            let now = usize::from(voice);
            voice = *self.next.get(now)?;
            Some(now)
        })
    }
}

impl Voices {
    /// Adds frames `span` of the quantum of all voices to their tracks; with `hands`, the tracks side by side. A voice whose track is not
    /// there ends.
    pub fn render(
        &mut self,
        snapshot: &Snapshot,
        overrides: &Overrides,
        beat_seconds: f32,
        span: Range<usize>,
        mixer: &mut Mixer,
        hands: Option<&dyn Hands>,
    ) {
        let frames = span.len();
        let shared = (overrides.generation(), beat_seconds);
        if shared != self.shared {
            (self.shared, self.epoch) = (shared, self.epoch + 1);
        }
        self.sounds.pass(|slot| overrides.sound(&snapshot.song, slot), beat_seconds, frames);
        let stage = Stage {
            snapshot,
            overrides,
            leaving: &self.leaving,
            owners: &self.owners,
            pool: Lent::of(&mut self.pool),
            sounds: self.sounds.lend(),
            tracks: mixer.lend_tracks(),
            rate: self.rate,
            span,
            beat_seconds,
            share: self.shares[frames.min(MAX_STRETCH)],
            epoch: self.epoch,
            ended: [const { AtomicU64::new(0) }; WORDS],
        };
        match hands {
            // SAFETY: it has all voices and tracks.
            None => unsafe { stage.sound_all(self.owners.taken()) },
            Some(hands) => {
                let by_track = ByTrack::of(&self.owners);
                // SAFETY: each job has a track of its own, and all voices on it.
                hands.all(by_track.count, &|place| unsafe { stage.sound_all(by_track.voices(place)) });
            }
        }
        for (word, mut bits) in stage.ended.map(AtomicU64::into_inner).into_iter().enumerate() {
            while bits != 0 {
                self.owners.free(word * WORD + bits.trailing_zeros() as usize);
                bits &= bits - 1;
            }
        }
        self.forget_left();
    }
}

impl Stage<'_> {
    /// Adds the sound of some voices: first of those that need nobody, then of those that are filtered side by side. So the sums of a
    /// track do not depend on who is beside whom.
    ///
    /// # Safety
    /// Nobody else uses these voices, or their tracks, at the same time.
    #[inline(always)]
    unsafe fn sound_all(&self, voices: impl Iterator<Item = usize>) {
        let mut waiting = [0u64; WORDS];
        for voice in voices {
            // SAFETY: as the caller promises.
            if !unsafe { self.sound(voice) } {
                waiting[voice / WORD] |= 1 << (voice % WORD);
            }
        }
        if waiting != [0; WORDS] {
            // SAFETY: as the caller promises.
            unsafe { self.sound_filtered(Taken::of(waiting)) };
        }
    }

    /// Adds the sound of one voice, or says that it waits for its filter.
    ///
    /// # Safety
    /// As for [`Stage::sound_all`].
    #[inline(always)]
    unsafe fn sound(&self, voice: usize) -> bool {
        // SAFETY: as the caller promises.
        let playing = unsafe { self.pool.at(voice) };
        let Some(playing) = playing else { return true };
        if playing.going.settled == self.epoch
            && let Going { track, onward: Some(onward), .. } = &mut playing.going
            // SAFETY: as the caller promises.
            && let Some(out) = unsafe { self.tracks.track(usize::from(*track), self.span.clone()) }
            && onward.go_on(&self.snapshot.samples, out)
        {
            return true;
        }
        let Some(owner) = self.owners.of(voice) else { return true };
        if let Some(onward) = playing.going.onward.take() {
            // SAFETY: as the caller promises.
            unsafe { self.sounds.voices.resume(voice, &onward) };
        }
        // SAFETY: as the caller promises.
        if unsafe { self.sounds.voices.waits_for_filter(voice) } {
            return false;
        }
        // SAFETY: as the caller promises.
        let liveness = unsafe { self.move_on(voice, playing, owner.track(), None) };
        self.end(voice, playing, liveness.unwrap_or(Liveness::Ended));
        true
    }

    /// Adds the sound of voices that are filtered side by side.
    ///
    /// # Safety
    /// As for [`Stage::sound_all`].
    #[inline(never)]
    unsafe fn sound_filtered(&self, voices: Taken<WORDS>) {
        let mut raws: [Unfiltered; TOGETHER] = std::array::from_fn(|_| Unfiltered::default());
        let mut group = [(0, 0); TOGETHER];
        let mut count = 0;
        for voice in voices {
            // SAFETY: as the caller promises.
            let playing = unsafe { self.pool.at(voice) };
            let (Some(owner), Some(playing)) = (self.owners.of(voice), playing) else { continue };
            let context = Context { rate: self.rate, samples: &self.snapshot.samples };
            let raw = &mut raws[count];
            let goes_on = playing.going.settled == self.epoch
                // SAFETY: as the caller promises.
                && unsafe { self.sounds.voices.go_on_unfiltered(voice, &context, self.span.len(), raw) };
            // SAFETY: as the caller promises.
            let done = match goes_on {
                true => None,
                false => unsafe { self.move_on(voice, playing, owner.track(), Some(raw)) },
            };
            match done {
                Some(liveness) => self.end(voice, playing, liveness),
                None => {
                    group[count] = (voice, owner.track());
                    count += 1;
                }
            }
            if count == TOGETHER {
                // SAFETY: as the caller promises.
                unsafe { self.finish(&group, &mut raws) };
                count = 0;
            }
        }
        // SAFETY: as the caller promises.
        unsafe { self.finish(&group[..count], &mut raws[..count]) };
    }

    /// Filters and adds what voices, and their tracks, have left.
    ///
    /// # Safety
    /// As for [`Stage::sound_all`].
    unsafe fn finish(&self, group: &[(usize, usize)], raws: &mut [Unfiltered]) {
        unfiltered::filter(raws);
        for ((voice, track), raw) in group.iter().zip(raws) {
            // SAFETY: as the caller promises.
            unsafe {
                self.sounds.voices.filtered(*voice, raw);
                if let (Some(playing), Some(out)) =
                    (self.pool.at(*voice), self.tracks.track(*track, self.span.clone()))
                {
                    raw.add_to(out);
                    self.end(*voice, playing, raw.liveness);
                }
            }
        }
    }

    /// Notes that a voice has come to its end, if it has.
    #[inline(always)]
    fn end(&self, voice: usize, playing: &Playing, liveness: Liveness) {
        if liveness == Liveness::Ended || playing.fade == 0.0 && playing.loud < 1e-4 {
            self.ended[voice / WORD].fetch_or(1 << (voice % WORD), Ordering::Relaxed);
        }
    }

    /// Adds the sound of a voice that moves, or leaves it in `raw`; it is over where it is on no track.
    ///
    /// # Safety
    /// As for [`Stage::sound_all`].
    unsafe fn move_on(
        &self,
        voice: usize,
        playing: &mut Playing,
        track: usize,
        raw: Option<&mut Unfiltered>,
    ) -> Option<Liveness> {
        let Stage { overrides, beat_seconds, share, .. } = *self;
        let frames = self.span.len();
        let seconds = frames as f32 / self.rate.hertz();
        let heard = self.leaving.heard(voice, playing, self.snapshot, overrides);
        let Some(Heard { instrument, sound, samples, bend: kept }) =
            heard.filter(|_| track < self.snapshot.song.tracks.len())
        else {
            return Some(Liveness::Ended);
        };
        let context = Context { rate: self.rate, samples };
        playing.fade = (playing.fade - playing.fading * seconds).max(0.0);
        let moved = match kept {
            // SAFETY: as the caller promises.
            None => unsafe { self.sounds.moved(voice, sound, beat_seconds, frames) },
            Some(_) => None,
        };
        let bend = moved.as_ref().map(|moved| moved.bend).or(kept).unwrap_or(Bend::NONE);
        let glide = playing.glide.next(Semitones(playing.drive.pitch), instrument.phrasing.glide, seconds);
        let itself = overrides.itself(playing.instrument, instrument);
        playing.moved = itself.pitch(instrument, playing.key);
        let level = playing.drive.level * playing.volume.gain(itself.volume) * playing.fade * bend.gain;
        let [left, right] = playing.place.levels(playing.drive.pan + itself.pan + bend.pan);
        let left = playing.levels[0].stretch(level * left, share);
        let right = playing.levels[1].stretch(level * right, share);
        let moving = left.0 != left.1
            || right.0 != right.1
            || playing.fading != 0.0
            || glide != 0.0
            || moved.as_ref().is_some_and(|moved| moved.moves);
        playing.going.settled = if moving { 0 } else { self.epoch };
        let (left, right) = (left.1, right.1);
        playing.loud = left.max(right);
        let modulation = Modulation {
            pitch: Semitones(playing.drive.pitch + playing.moved + bend.pitch + glide),
            left,
            right,
            cutoff: Semitones(playing.drive.cutoff),
            resonance: playing.drive.resonance,
            beat_seconds,
        };
        let patch = moved.as_ref().map_or(sound.patch, |moved| &moved.patch);
        // SAFETY: as the caller promises.
        let Some(out) = (unsafe { self.tracks.track(track, self.span.clone()) }) else {
            return Some(Liveness::Ended);
        };
        // SAFETY: as the caller promises.
        let liveness = unsafe { self.sounds.voices.render(voice, patch, &modulation, &context, out, raw) };
        if !moving && liveness == Some(Liveness::Sounding) {
            // SAFETY: as the caller promises.
            playing.going.onward = unsafe { self.sounds.voices.onward(voice) };
            playing.going.track = track as u16;
        }
        liveness
    }
}
