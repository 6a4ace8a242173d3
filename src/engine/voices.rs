//! The pool of voices: who plays what, for which channel, and how each note ends.

mod duplicates;
mod leaving;
mod nudge;
mod room;
mod solo;
mod sounding;

use super::message::Snapshot;
use super::modulated::Modulated;
use super::overrides::Overrides;
use super::owners::{Owner, Owners};
use super::place::Place;
use super::playing::{Going, Playing};
use super::turns::Turns;
use crate::dsp::level::Level;
use crate::dsp::smooth::{Smooth, share};
use crate::dsp::units::{SampleRate, Semitones};
use crate::instruments::glide::Glide;
use crate::instruments::voice::{Choke, Context, MAX_STRETCH, NoteStart};
use crate::sequencer::command::{CHANNELS, Channel, Drive, NoteOn};
use crate::song::Song;
use crate::song::instrument::NewNoteAction;
use crate::song::note::HIGHEST_KEY;
use crate::song::voicing::PlayMode;
use duplicates::checks;
use leaving::Leaving;
pub(super) use nudge::Nudge;
use room::{VOICES, WORDS};
use solo::{Solo, Solos};
use std::sync::Arc;

/// Seconds in which levels follow the grid.
const SMOOTH_SECONDS: f32 = 0.002;

/// The pool.
pub(super) struct Voices {
    owners: Owners<WORDS>,
    pool: Vec<Playing>,
    /// The voices' own states, by the same numbers.
    sounds: Modulated,
    rate: SampleRate,
    shares: [f32; MAX_STRETCH + 1],
    started: u64,
    turns: Turns,
    solos: Solos,
    leaving: Leaving,
    /// Whether any instrument looks for duplicates.
    checks: bool,
    /// Counts the times that anything which all voices share has changed.
    epoch: u64,
    shared: (u32, f32),
    /// Notes that ended another one's voice.
    pub stolen: u32,
}

impl Voices {
    pub fn new(rate: SampleRate) -> Voices {
        let idle = || Playing {
            instrument: 0,
            choke_group: 0,
            choke: Choke::default(),
            key: 0,
            new_note: None,
            drive: Drive { pitch: 60.0, level: 0.0, pan: 0.0, cutoff: 0.0, resonance: 0.0 },
            moved: 0.0,
            levels: [Smooth::default(); 2],
            volume: Level::default(),
            place: Place::default(),
            fade: 1.0,
            fading: 0.0,
            glide: Glide::default(),
            leaving: None,
            released: false,
            order: 0,
            loud: 0.0,
            going: Going::default(),
        };
        Voices {
            owners: Owners::new(),
            pool: (0..VOICES).map(|_| idle()).collect(),
            sounds: Modulated::new(VOICES, rate),
            rate,
            shares: std::array::from_fn(|frames| share(frames, SMOOTH_SECONDS, rate.hertz())),
            started: 0,
            turns: Turns::new(),
            solos: Solos::new(),
            leaving: Leaving::new(),
            checks: false,
            epoch: 1,
            shared: (0, 0.0),
            stolen: 0,
        }
    }

    /// How many voices sound.
    pub fn sounding(&self) -> usize {
        self.owners.count()
    }

    /// The channels whose present note still sounds, a bit each: channel 64 × n + b is bit b of number n.
    pub fn channels(&self) -> [u64; CHANNELS / 64] {
        let mut bits = [0; CHANNELS / 64];
        for voice in self.owners.taken() {
            if let Some(Owner::Grid { channel, current: true }) = self.owners.of(voice) {
                let number = usize::from(channel.0);
                bits[number / 64] |= 1 << (number % 64);
            }
        }
        bits
    }

    /// The next snapshot's song is `new`; overrides are still those of the old one.
    pub fn follow(
        &mut self,
        old: Option<&Arc<Snapshot>>,
        new: &Song,
        overrides: &Overrides,
        beat_seconds: f32,
    ) {
        if let Some(old) = old {
            self.leave_kinds(old, new, overrides, beat_seconds);
        }
        self.sounds.follow(old.map(|old| &*old.song), new);
        self.checks = new.instruments.iter().flatten().any(|instrument| checks(instrument));
    }

    /// Playback begins: what takes turns begins anew, and so do oscillators that notes have in common.
    pub fn begin(&mut self) {
        self.sounds.begin();
        self.turns.begin();
        self.solos.begin();
    }

    /// Silence at once.
    pub fn clear(&mut self) {
        self.owners.clear();
        self.solos.let_go();
    }

    /// Lets every key go.
    pub fn release_all(&mut self) {
        self.each(|_| true, |_| true);
        self.solos.let_go();
    }

    /// Lets go every note of a track that the grid plays.
    pub fn release_track(&mut self, track: u16) {
        let of_grid = |owner| matches!(owner, Owner::Grid { .. });
        self.each(|owner| of_grid(owner) && owner.track() == usize::from(track), |_| true);
    }

    /// Lets a voice's key go.
    fn let_go(&mut self, voice: usize) {
        let playing = &mut self.pool[voice];
        (playing.released, playing.going.settled) = (true, 0);
        self.sounds.release(voice);
    }

    /// Does something to the voices of some owners; where it says so, the key is let go.
    fn each(&mut self, wanted: impl Fn(Owner) -> bool, mut deed: impl FnMut(&mut Playing) -> bool) {
        for voice in self.owners.taken() {
            if self.owners.of(voice).is_some_and(&wanted) && deed(&mut self.pool[voice]) {
                self.let_go(voice);
            }
        }
    }

    /// Cuts the notes of which something is true.
    fn cut_where(&mut self, ends: impl Fn(&Playing) -> bool) {
        self.each(
            |_| true,
            |old| {
                if ends(old) {
                    old.cut();
                }
                false
            },
        );
    }

    fn current(&mut self, channel: Channel) -> Option<&mut Playing> {
        self.owners.current(channel).map(|voice| &mut self.pool[voice])
    }

    /// Starts a note; the notes that it replaces or chokes end.
    pub fn start(
        &mut self,
        snapshot: &Snapshot,
        overrides: &Overrides,
        beat_seconds: f32,
        owner: Owner,
        note: NoteOn,
    ) {
        let song = &*snapshot.song;
        let (Some(instrument), Some(sound)) =
            (song.instrument(note.instrument.into()), overrides.sound(song, note.instrument))
        else {
            return;
        };
        let itself = overrides.itself(note.instrument, instrument);
        let keys = itself.keys(instrument);
        let key = (f32::from(note.key) + keys).clamp(0.0, HIGHEST_KEY.into()) as u8;
        if keys != 0.0 && !instrument.plays(key) {
            return;
        }
        let mut previous = None;
        if instrument.phrasing.play_mode != PlayMode::Poly {
            match self.solo(song, instrument, owner, &note) {
                Solo::GoesOn => return,
                Solo::Anew(last) => previous = last,
            }
        }
        if let Owner::Grid { channel, .. } = owner {
            let left = self.leave(channel, song);
            previous = previous.or(left);
        }
        let group = instrument.choke_group;
        if group != 0 {
            self.cut_where(|old| old.choke_group == group);
        }
        self.make_room_within(note.instrument, instrument.voice_limit);
        self.make_room();
        self.started += 1;
        let order = self.started;
        let rate = self.rate;
        let Some(voice) = self.owners.take(owner) else { return };
        let free = &mut self.pool[voice];
        let mut start = NoteStart {
            key,
            velocity: note.velocity,
            offset: note.offset,
            slice: note.slice,
            previous,
            turn: self.turns.next(note.instrument, note.key),
            seed: note.seed,
        };
        let context = Context { rate, samples: &snapshot.samples };
        (free.glide, free.key, free.released, free.leaving) = (Glide::default(), note.key, false, None);
        if instrument.phrasing.glide > 0.0 {
            free.glide = Glide::new(start.previous.take());
        }
        free.moved = itself.pitch(instrument, note.key);
        start.previous = start.previous.map(|Semitones(pitch)| Semitones(pitch + free.moved));
        self.sounds.start(voice, sound, &start, beat_seconds, &context);
        (free.instrument, free.choke_group, free.new_note) = (note.instrument, group, None);
        free.choke = self.sounds.choke(voice);
        (free.drive, free.levels, free.fade, free.fading) = (note.drive, [Smooth::default(); 2], 1.0, 0.0);
        (free.order, free.loud, free.going) = (order, note.drive.level, Going::default());
        self.choke_others(voice);
        if self.checks {
            self.end_duplicates(song, overrides, voice);
        }
    }

    /// The channel leaves its present note behind, which ends as its new-note action says; its pitch.
    pub fn leave(&mut self, channel: Channel, song: &Song) -> Option<Semitones> {
        let voice = self.owners.leave(channel)?;
        let old = &mut self.pool[voice];
        let pitch = Semitones(old.drive.pitch);
        let action = song.instrument(old.instrument.into()).map_or(NewNoteAction::Cut, |old| old.new_note);
        if old.end(old.new_note.unwrap_or(action), song) {
            self.let_go(voice);
        }
        Some(pitch)
    }

    /// Ends the notes of the same instrument that a voice chokes.
    fn choke_others(&mut self, voice: usize) {
        let Playing { choke, instrument, order, .. } = self.pool[voice];
        if choke.is_any() {
            self.cut_where(|old| {
                old.order != order && old.instrument == instrument && old.choke.is_ended_by(&choke)
            });
        }
    }

    /// Moves the channel's note.
    pub fn drive(&mut self, channel: Channel, drive: Drive) {
        if let Some(playing) = self.current(channel) {
            (playing.drive, playing.going.settled) = (drive, 0);
        }
    }

    /// Lets the channel's key go.
    pub fn release(&mut self, channel: Channel) {
        if let Some(voice) = self.owners.current(channel) {
            self.let_go(voice);
        }
    }

    /// Ends the channel's note at once.
    pub fn cut(&mut self, channel: Channel) {
        if let Some(playing) = self.current(channel) {
            playing.cut();
        }
    }

    /// Begins the fade-out of the channel's note.
    pub fn fade(&mut self, channel: Channel, song: &Song) {
        if let Some(playing) = self.current(channel) {
            _ = playing.end(NewNoteAction::Fade, song);
        }
    }

    /// Sets the new-note action of the channel's note.
    pub fn set_new_note(&mut self, channel: Channel, action: NewNoteAction) {
        if let Some(playing) = self.current(channel) {
            playing.new_note = Some(action);
        }
    }

    /// Ends the notes that the channel has left behind.
    pub fn past_notes(&mut self, channel: Channel, action: NewNoteAction, song: &Song) {
        let left = Owner::Grid { channel, current: false };
        self.each(|owner| owner == left, |playing| playing.end(action, song));
    }

    /// Ends every voice of a track at once, without a fade: its sound was no number.
    pub fn drop_track(&mut self, track: usize) {
        for voice in self.owners.taken() {
            if self.owners.of(voice).is_some_and(|owner| owner.track() == track) {
                self.owners.free(voice);
            }
        }
    }
}
