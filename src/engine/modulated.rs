//! The voices with what routes make of their patches. Notes of instruments without routes pass straight through.

use crate::dsp::lent::Lent;
use crate::dsp::units::{SampleRate, Semitones};
use crate::instruments::matrix::Matrix;
use crate::instruments::matrix::running::{Lfos, Moved, Pass, Running};
use crate::instruments::matrix::wiring::Wiring;
use crate::instruments::voice::{Choke, Context, NoteStart};
use crate::instruments::{LentVoices, Patch, VoicePool};
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
}

/// The pool of voices, their sources beside them by the same numbers, and the wiring of every instrument. Allocated once.
pub(super) struct Modulated {
    voices: VoicePool,
    running: Vec<Running>,
    slots: Vec<Slot>,
    /// Those that have routes.
    routed: Vec<u8>,
    rate: SampleRate,
}

impl Modulated {
    pub fn new(voices: usize, rate: SampleRate) -> Modulated {
        let slot = |number| Slot { wiring: Wiring::NONE, version: 0, lfos: Lfos::new(number) };
        Modulated {
            voices: VoicePool::new(voices),
            running: vec![Running::default(); voices],
            slots: (0..MAX_INSTRUMENTS as u32).map(slot).collect(),
            routed: Vec::with_capacity(MAX_INSTRUMENTS),
            rate,
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
        self.routed.clear();
        let slots = self.slots.iter().enumerate();
        self.routed.extend(slots.filter(|(_, slot)| !slot.wiring.is_empty()).map(|(number, _)| number as u8));
    }

    /// Playback begins: the oscillators that notes have in common begin too.
    pub fn begin(&mut self) {
        for (number, slot) in self.slots.iter_mut().enumerate() {
            slot.lfos = Lfos::new(number as u32);
        }
    }

    /// Frames go by for what the notes of an instrument have in common: to be told before they sound. `sound` tells how the
    /// instrument of a slot is set.
    pub fn pass<'a>(&mut self, sound: impl Fn(u8) -> Option<Sound<'a>>, beat_seconds: f32, frames: usize) {
        let pass = Pass { frames, rate: self.rate, beat_seconds };
        for number in &self.routed {
            if let Some(sound) = sound(*number) {
                self.slots[usize::from(*number)].lfos.advance(sound.matrix, &pass);
            }
        }
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

    /// As [`LentSounds::moved`].
    pub fn moved(&mut self, voice: usize, sound: Sound, beat_seconds: f32, frames: usize) -> Option<Moved> {
        // SAFETY: all voices are this function's own.
        unsafe { self.lend().moved(voice, sound, beat_seconds, frames) }
    }

    /// The voices and what moves them, for jobs that each play others.
    #[inline(always)]
    pub fn lend(&mut self) -> LentSounds<'_> {
        let Modulated { voices, running, slots, rate, .. } = self;
        LentSounds { voices: voices.lend(), running: Lent::of(running), slots, rate: *rate }
    }
}

/// Voices with what routes make of their patches, each for one job at a time.
pub(super) struct LentSounds<'a> {
    pub voices: LentVoices<'a>,
    running: Lent<'a, Running>,
    slots: &'a [Slot],
    rate: SampleRate,
}

impl LentSounds<'_> {
    /// What the routes make of a voice's sound at the end of the next frames; nothing without routes.
    ///
    /// # Safety
    /// Nobody else uses this voice at the same time.
    #[inline]
    pub unsafe fn moved(
        &self,
        voice: usize,
        sound: Sound,
        beat_seconds: f32,
        frames: usize,
    ) -> Option<Moved> {
        let slot = self.slots.get(usize::from(sound.slot)).filter(|slot| !slot.wiring.is_empty())?;
        // SAFETY: as the caller promises.
        let running = unsafe { self.running.at(voice) }?;
        let pass = Pass { frames, rate: self.rate, beat_seconds };
        let wiring = (&slot.wiring, slot.version);
        Some(running.advance((sound.patch, sound.matrix), wiring, &slot.lfos, &pass))
    }
}
