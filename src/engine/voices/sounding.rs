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
use crate::engine::owners::{Owner, Owners, WORD};
use crate::engine::playing::Playing;
use crate::instruments::matrix::running::Bend;
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
            // SAFETY: one voice after the other.
            None => self.owners.taken().for_each(|voice| unsafe { stage.sound(voice) }),
            Some(hands) => {
                let by_track = ByTrack::of(&self.owners);
                hands.all(by_track.count, &|place| {
                    // SAFETY: each job has a track of its own, and all voices on it.
                    by_track.voices(place).for_each(|voice| unsafe { stage.sound(voice) });
                });
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
    /// Adds the sound of one voice.
    ///
    /// # Safety
    /// Nobody else uses this voice, or its track, at the same time.
    #[inline(always)]
    unsafe fn sound(&self, voice: usize) {
        // SAFETY: as the caller promises.
        let playing = unsafe { self.pool.at(voice) };
        let (Some(owner), Some(playing)) = (self.owners.of(voice), playing) else { return };
        let track = owner.track();
        let context = Context { rate: self.rate, samples: &self.snapshot.samples };
        if playing.settled == self.epoch
            // SAFETY: as the caller promises.
            && let Some(out) = unsafe { self.tracks.track(track, self.span.clone()) }
            // SAFETY: as the caller promises.
            && unsafe { self.sounds.go_on(voice, &context, out) }
        {
            return;
        }
        // SAFETY: as the caller promises.
        if unsafe { self.move_on(voice, playing, track) } == Liveness::Ended {
            self.ended[voice / WORD].fetch_or(1 << (voice % WORD), Ordering::Relaxed);
        }
    }

    /// Adds the sound of a voice that moves.
    ///
    /// # Safety
    /// As for [`Stage::sound`].
    unsafe fn move_on(&self, voice: usize, playing: &mut Playing, track: usize) -> Liveness {
        let Stage { overrides, beat_seconds, share, .. } = *self;
        let frames = self.span.len();
        let seconds = frames as f32 / self.rate.hertz();
        let heard = self.leaving.heard(voice, playing, self.snapshot, overrides);
        let Some(Heard { instrument, sound, samples, bend: kept }) =
            heard.filter(|_| track < self.snapshot.song.tracks.len())
        else {
            return Liveness::Ended;
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
        let level = playing.drive.level * playing.volume.gain(instrument.volume) * playing.fade * bend.gain;
        let [left, right] = playing.place.levels(playing.drive.pan + instrument.pan + bend.pan);
        let left = playing.levels[0].stretch(level * left, share);
        let right = playing.levels[1].stretch(level * right, share);
        let moving = left.0 != left.1
            || right.0 != right.1
            || playing.fading != 0.0
            || glide != 0.0
            || moved.as_ref().is_some_and(|moved| moved.moves);
        playing.settled = if moving { 0 } else { self.epoch };
        let (left, right) = (left.1, right.1);
        playing.loud = left.max(right);
        let modulation = Modulation {
            pitch: Semitones(playing.drive.pitch + bend.pitch + glide),
            left,
            right,
            cutoff: Semitones(playing.drive.cutoff),
            resonance: playing.drive.resonance,
            beat_seconds,
        };
        let patch = moved.as_ref().map_or(sound.patch, |moved| &moved.patch);
        // SAFETY: as the caller promises.
        let Some(out) = (unsafe { self.tracks.track(track, self.span.clone()) }) else {
            return Liveness::Ended;
        };
        // SAFETY: as the caller promises.
        let liveness = unsafe { self.sounds.render(voice, patch, &modulation, &context, out) };
        if playing.fade == 0.0 && playing.loud < 1e-4 { Liveness::Ended } else { liveness }
    }
}
