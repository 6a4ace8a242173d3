//! Instruments of which one note sounds on a track: mono and legato. A key that is let go gives the note back to the key that was
//! struck before it and is still down.

use super::Voices;
use crate::dsp::units::Semitones;
use crate::engine::owners::Owner;
use crate::sequencer::command::{Drive, NoteOn};
use crate::song::instrument::Instrument;
use crate::song::voicing::PlayMode;
use crate::song::{MAX_TRACKS, Song};

/// The most keys that are remembered while they are down; of more the oldest are forgotten.
const MOST_KEYS: usize = 64;

/// A key of a live player that is down.
#[derive(Clone, Copy)]
struct Down {
    track: u16,
    instrument: u8,
    /// As the player calls it.
    key: u8,
    /// As the instrument plays it.
    sounding: u8,
    pitch: f32,
}

/// What becomes of a note of such an instrument.
pub(super) enum Solo {
    /// The one that sounds goes on as the new one.
    GoesOn,
    /// It is struck anew, and comes from that pitch if it glides.
    Anew(Option<Semitones>),
}

/// The memory of all such instruments. Allocated once.
pub(super) struct Solos {
    down: Vec<Down>,
    /// By track: the instrument and the pitch of the last note.
    last: [Option<(u8, f32)>; MAX_TRACKS],
}

impl Solos {
    pub fn new() -> Solos {
        Solos { down: Vec::with_capacity(MOST_KEYS), last: [None; MAX_TRACKS] }
    }

    /// Playback begins: nothing was played before.
    pub fn begin(&mut self) {
        self.last = [None; MAX_TRACKS];
    }

    /// All keys are let go.
    pub fn let_go(&mut self) {
        self.down.clear();
    }

    /// The pitch of the last note on a track, if that was one of this instrument.
    fn last(&self, track: usize, slot: u8) -> Option<f32> {
        self.last.get(track).copied().flatten().filter(|(last, _)| *last == slot).map(|(_, pitch)| pitch)
    }

    fn set_last(&mut self, track: usize, slot: u8, pitch: f32) {
        if let Some(last) = self.last.get_mut(track) {
            *last = Some((slot, pitch));
        }
    }

    /// A note begins.
    fn note(&mut self, owner: Owner, note: &NoteOn) {
        let (instrument, sounding, pitch) = (note.instrument, note.key, note.drive.pitch);
        self.set_last(owner.track(), instrument, pitch);
        let Owner::Live { track, key } = owner else { return };
        self.take(track, key);
        if self.down.len() == MOST_KEYS {
            self.down.remove(0);
        }
        self.down.push(Down { track, instrument, key, sounding, pitch });
    }

    fn take(&mut self, track: u16, key: u8) -> Option<Down> {
        let place = self.down.iter().position(|down| (down.track, down.key) == (track, key))?;
        Some(self.down.remove(place))
    }

    /// A key is let go: the last of the instrument's keys on the track that are still down.
    fn lift(&mut self, track: u16, key: u8) -> Option<Down> {
        let slot = self.take(track, key)?.instrument;
        self.down.iter().rfind(|down| (down.track, down.instrument) == (track, slot)).copied()
    }
}

impl Voices {
    /// A note begins of an instrument of which only one sounds: the others on its track end, or the last one goes on as this one.
    pub(super) fn solo(&mut self, song: &Song, instrument: &Instrument, owner: Owner, note: &NoteOn) -> Solo {
        let (slot, track) = (note.instrument, owner.track());
        let (pool, owners) = (&self.pool, &self.owners);
        let sounding = owners.taken().filter(|voice| {
            let here = owners.of(*voice).is_some_and(|owner| owner.track() == track);
            here && pool[*voice].instrument == slot && !pool[*voice].is_cut()
        });
        let former = sounding.max_by_key(|voice| pool[*voice].order);
        let previous = match former.map(|voice| &pool[voice]) {
            Some(former) => Some(former.drive.pitch + former.glide.left()),
            None => self.solos.last(track, slot),
        };
        self.solos.note(owner, note);
        let Some(former) = former else { return Solo::Anew(previous.map(Semitones)) };
        let held = self.pool[former].is_held() && self.pool[former].key != note.key;
        if instrument.phrasing.play_mode == PlayMode::Legato && held {
            let mut drive = note.drive;
            match owner {
                Owner::Live { .. } => drive = Drive { pitch: drive.pitch, ..self.pool[former].drive },
                Owner::Grid { channel, .. } if self.owners.current(channel) != Some(former) => {
                    self.leave(channel, song);
                }
                Owner::Grid { .. } => {}
            }
            self.go_on(former, owner, (note.key, drive), instrument);
            return Solo::GoesOn;
        }
        for voice in self.owners.taken() {
            let here = self.owners.of(voice).is_some_and(|owner| owner.track() == track);
            if here && self.pool[voice].instrument == slot {
                self.end_at_once(voice);
            }
        }
        Solo::Anew(previous.map(Semitones))
    }

    /// A voice goes on with another key, for another owner.
    fn go_on(&mut self, voice: usize, owner: Owner, (key, drive): (u8, Drive), instrument: &Instrument) {
        let playing = &mut self.pool[voice];
        let from = playing.drive.pitch;
        if instrument.phrasing.glide > 0.0 {
            playing.glide.again(Semitones(from));
        } else {
            self.sounds.slide(voice, Semitones(from + playing.moved));
        }
        (playing.key, playing.drive, playing.going.settled) = (key, drive, 0);
        self.owners.pass(voice, owner);
    }

    /// Lets a live key go.
    pub fn lift(&mut self, song: Option<&Song>, track: u16, key: u8) {
        let owner = Owner::Live { track, key };
        if let Some(back) = self.solos.lift(track, key)
            && let Some(instrument) = song.and_then(|song| song.instrument(back.instrument.into()))
            && let Some(voice) = self.owners.taken().find(|voice| {
                let playing = &self.pool[*voice];
                let here = self.owners.of(*voice) == Some(owner);
                here && playing.instrument == back.instrument && playing.is_held()
            })
        {
            let drive = Drive { pitch: back.pitch, ..self.pool[voice].drive };
            self.go_on(voice, Owner::Live { track, key: back.key }, (back.sounding, drive), instrument);
            self.solos.set_last(track.into(), back.instrument, back.pitch);
        }
        self.each(|wanted| wanted == owner, |_| true);
    }
}
