//! The voices with what routes make of their patches. Notes of instruments without routes pass straight through.

use crate::dsp::units::{SampleRate, Semitones};
use crate::instruments::matrix::Matrix;
use crate::instruments::matrix::running::{Lfos, Moved, Pass, Running};
use crate::instruments::matrix::wiring::Wiring;
use crate::instruments::voice::{Choke, Context, Liveness, Modulation, NoteStart, Stereo};
use crate::instruments::{Patch, VoicePool};
use crate::song::{MAX_INSTRUMENTS, Song};
use std::sync::Arc;

/// The sound of an instrument as it is set: by the song, by locks.
#[derive(Clone, Copy)]
pub(super) struct Sound<'a> {
    /// The instrument's slot.
    pub slot: u8,
    pub patch: &'a Patch,
    pub matrix: &'a Matrix,
}

/// What an instrument's notes have in common.
struct Slot {
    wiring: Wiring,
    /// Another number for every other wiring; 0 for none yet.
    version: u32,
    lfos: Lfos,
    /// Where the oscillators stand, in frames of [`Modulated::clock`].
    at: u64,
}

/// The pool of voices, their sources beside them by the same numbers, and the wiring of every instrument. Allocated once.
pub(super) struct Modulated {
    voices: VoicePool,
    running: Vec<Running>,
    slots: Vec<Slot>,
    rate: SampleRate,
    /// Frames that have gone by.
    clock: u64,
}

impl Modulated {
    pub fn new(voices: usize, rate: SampleRate) -> Modulated {
        let slot = |number| Slot { wiring: Wiring::NONE, version: 0, lfos: Lfos::new(number), at: 0 };
        Modulated {
            voices: VoicePool::new(voices),
            running: vec![Running::default(); voices],
            slots: (0..MAX_INSTRUMENTS as u32).map(slot).collect(),
            rate,
            clock: 0,
        }
    }

    /// Wires the instruments that are others in `new` than in `old`.
    pub fn follow(&mut self, old: Option<&Song>, new: &Song) {
        for (number, slot) in self.slots.iter_mut().enumerate() {
            let of = |song: &Song| song.instruments.get(number).and_then(Option::as_ref).map(Arc::as_ptr);
            if old.is_some_and(|old| of(old) == of(new)) {
                continue;
            }
            let wiring = new
                .instrument(number)
                .map_or(Wiring::NONE, |instrument| Wiring::new(&instrument.matrix, instrument.patch.knobs()));
            if slot.wiring != wiring || slot.version == 0 {
                (slot.wiring, slot.version) = (wiring, slot.version.wrapping_add(1).max(1));
            }
        }
    }

    /// Playback begins: the oscillators that notes have in common begin too.
    pub fn begin(&mut self) {
        for (number, slot) in self.slots.iter_mut().enumerate() {
            (slot.lfos, slot.at) = (Lfos::new(number as u32), self.clock);
        }
    }

    /// Frames go by: to be told after everything that sounds in them.
    pub fn pass(&mut self, frames: usize) {
        self.clock += frames as u64;
    }

    /// Starts a note.
    pub fn start(
        &mut self,
        voice: usize,
        sound: Sound,
        note: &NoteStart,
        beat_seconds: f32,
        context: &Context,
    ) {
        if let Some(running) = self.running.get_mut(voice) {
            *running = Running::new(note);
        }
        let moved = self.moved(voice, sound, beat_seconds, 0);
        let patch = moved.as_ref().map_or(sound.patch, |moved| &moved.patch);
        self.voices.start(voice, patch, note, context);
    }

    /// The key is let go.
    pub fn release(&mut self, voice: usize) {
        self.voices.release(voice);
        if let Some(running) = self.running.get_mut(voice) {
            running.release();
        }
    }

    /// As [`VoicePool::slide`].
    pub fn slide(&mut self, voice: usize, from: Semitones) {
        self.voices.slide(voice, from);
    }

    /// As [`VoicePool::sample`].
    pub fn sample(&self, voice: usize, patch: &Patch) -> Option<u16> {
        self.voices.sample(voice, patch)
    }

    /// As [`VoicePool::choke`].
    pub fn choke(&self, voice: usize) -> Choke {
        self.voices.choke(voice)
    }

    #[inline]
    fn is_routed(&self, slot: u8) -> bool {
        self.slots.get(usize::from(slot)).is_some_and(|slot| !slot.wiring.is_empty())
    }

    /// What the routes make of a voice's sound at the end of the next frames; nothing without routes.
    #[inline]
    pub fn moved(&mut self, voice: usize, sound: Sound, beat_seconds: f32, frames: usize) -> Option<Moved> {
        if self.is_routed(sound.slot) { self.by_routes(voice, sound, beat_seconds, frames) } else { None }
    }

    #[inline(never)]
    fn by_routes(&mut self, voice: usize, sound: Sound, beat_seconds: f32, frames: usize) -> Option<Moved> {
        let slot = self.slots.get_mut(usize::from(sound.slot))?;
        let pass = Pass { frames, rate: self.rate, beat_seconds };
        let to = self.clock + frames as u64;
        let since = Pass { frames: to.saturating_sub(slot.at) as usize, ..pass };
        slot.lfos.advance(sound.matrix, &since);
        slot.at = to.max(slot.at);
        let wiring = (&slot.wiring, slot.version);
        let running = self.running.get_mut(voice)?;
        Some(running.advance((sound.patch, sound.matrix), wiring, &slot.lfos, &pass))
    }

    /// As [`VoicePool::render`].
    #[inline]
    pub fn render(
        &mut self,
        voice: usize,
        patch: &Patch,
        modulation: &Modulation,
        context: &Context,
        out: Stereo,
    ) -> Liveness {
        self.voices.render(voice, patch, modulation, context, out)
    }

    /// As [`VoicePool::go_on`].
    #[inline]
    pub fn go_on(&mut self, voice: usize, context: &Context, out: Stereo) -> bool {
        self.voices.go_on(voice, context, out)
    }
}
