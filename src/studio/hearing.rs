//! Sounds that are listened to before one is taken. The engine plays a song in which they stand; the document knows nothing of
//! them, so they are neither in its history nor in its journal.

mod examples;

use super::Studio;
use super::commands::Answer;
use super::topics::Example;
use crate::instruments::sample::{SampleAudio, SampleBank};
use crate::sequencer::player::Playing;
use crate::song::instrument::Instrument;
use crate::song::{MAX_INSTRUMENTS, MAX_SAMPLES, Song};
use std::path::PathBuf;
use std::sync::Arc;

/// Seconds that a note is held: long enough for a pad to come up.
const HELD: f32 = 1.5;
/// Seconds that the last sounds may ring once nobody listens to others any more.
const RINGING: u64 = 10;

/// What is listened to.
#[derive(Debug, Default)]
pub struct Hearing {
    /// What stands in a slot instead of the song's own instrument.
    instead: Option<(u8, Arc<Instrument>)>,
    /// The last two that were struck, each in a slot of its own: one rings out as it was while the other sounds.
    struck: [Option<Arc<Instrument>>; 2],
    /// Which of the two was the last.
    last: usize,
    /// A sound that is in no song, heard as the sample of the number behind the last that songs have.
    sound: Option<Arc<SampleAudio>>,
    /// The file that is to be listened to as soon as it is read.
    pub(super) file: Option<PathBuf>,
    /// Track and key that sound.
    note: Option<(u16, u8)>,
    /// A song that is heard instead of the document's, while it plays.
    example: Option<Arc<Song>>,
    /// Its samples, if they are not the document's.
    bank: Option<Arc<SampleBank>>,
    /// The engine's frame at which nothing rings any more.
    until: Option<u64>,
}

/// The slots of those that were struck: the last ones, which songs use last.
fn slot(number: usize) -> usize {
    MAX_INSTRUMENTS - 1 - number
}

impl Hearing {
    /// The song as the engine is to hear it. Slots that the song uses itself stay its own.
    pub fn song(&self, song: &Arc<Song>) -> Arc<Song> {
        if let Some(example) = &self.example {
            return example.clone();
        }
        if self.instead.is_none() && self.struck.iter().all(Option::is_none) {
            return song.clone();
        }
        let mut heard = Song::clone(song);
        let mut put = |slot: usize, instrument: &Arc<Instrument>| {
            if heard.instruments.len() <= slot {
                heard.instruments.resize(slot + 1, None);
            }
            heard.instruments[slot] = Some(instrument.clone());
        };
        for (number, struck) in self.struck.iter().enumerate() {
            if let Some(struck) = struck.as_ref().filter(|_| song.instrument(slot(number)).is_none()) {
                put(slot(number), struck);
            }
        }
        if let Some((slot, instrument)) = &self.instead {
            put(usize::from(*slot), instrument);
        }
        Arc::new(heard)
    }

    /// The samples as the engine is to hear them.
    pub fn samples(&self, bank: Arc<SampleBank>) -> Arc<SampleBank> {
        let bank = self.bank.as_ref().filter(|_| self.is_example()).cloned().unwrap_or(bank);
        let Some(sound) = &self.sound else { return bank };
        let mut heard = SampleBank::clone(&bank);
        heard.set(MAX_SAMPLES, Some(sound.clone()));
        Arc::new(heard)
    }

    /// Whether what plays is no part of the song.
    pub fn is_example(&self) -> bool {
        self.example.is_some()
    }

    /// Whether something stands in a slot instead of the song's own instrument.
    pub fn is_on(&self) -> bool {
        self.instead.is_some()
    }
}

impl Studio {
    /// An instrument stands in a slot for now, for what plays and, if a track and a key are told, for a note that is struck
    /// there. The note before it ends.
    pub fn hear(&mut self, chosen: u8, instrument: Instrument, note: Option<(u16, u8)>) {
        self.lift_heard();
        let instrument = Arc::new(instrument);
        self.hearing.instead = Some((chosen, instrument.clone()));
        self.hearing.until = None;
        self.unpublished = true;
        let Some(note) = note else { return };
        let struck = self.take_slot(instrument, Some(chosen)).unwrap_or(chosen);
        self.strike_heard(struck, note, HELD.into());
    }

    /// A note of an instrument that stands in no slot of the song, held for so many seconds; the one before it ends. What plays
    /// is not changed.
    ///
    /// # Errors
    /// If the song uses the slots in which it would stand.
    pub fn listen(&mut self, instrument: Instrument, note: (u16, u8), seconds: f64) -> Answer {
        self.lift_heard();
        let struck = self.take_slot(Arc::new(instrument), None);
        let struck =
            struck.ok_or("nothing can be listened to: the song uses both of the last instrument slots")?;
        self.unpublished = true;
        self.strike_heard(struck, note, seconds);
        let rings = (f64::from(self.rate()) * seconds) as u64 + u64::from(self.rate()) * RINGING;
        self.hearing.until = Some(self.frame() + rings);
        Ok(())
    }

    /// A sound that is in no song can be listened to: the number of its sample.
    pub fn hear_sound(&mut self, sound: Arc<SampleAudio>) -> u16 {
        self.hearing.sound = Some(sound);
        self.unpublished = true;
        MAX_SAMPLES as u16
    }

    /// Puts what is struck into one of the two last slots, in turn where the song uses neither.
    fn take_slot(&mut self, instrument: Arc<Instrument>, chosen: Option<u8>) -> Option<u8> {
        let free = |number: &usize| {
            self.document.song().instrument(slot(*number)).is_none()
                && chosen.map(usize::from) != Some(slot(*number))
        };
        let next = [1 - self.hearing.last, self.hearing.last].into_iter().find(free)?;
        (self.hearing.struck[next], self.hearing.last) = (Some(instrument), next);
        Some(slot(next) as u8)
    }

    fn strike_heard(&mut self, slot: u8, (track, key): (u16, u8), seconds: f64) {
        let until = self.frame() + (f64::from(self.rate()) * seconds) as u64;
        self.strike_until(track, slot, key, 1.0, until);
        self.hearing.note = Some((track, key));
    }

    /// Every slot is the song's own again, and the note ends.
    pub fn hear_no_more(&mut self) {
        if self.hearing.instead.take().is_none() {
            return;
        }
        self.lift_heard();
        self.hearing.until = Some(self.frame() + u64::from(self.rate()) * RINGING);
        self.unpublished = true;
    }

    /// Plays the rows of an example once, with a sound of the factory; the song knows nothing of it.
    pub fn hear_example(&mut self, rows: Example) {
        self.stop();
        self.hearing.bank = None;
        let sample = self.hear_sound(Arc::new(examples::strokes()));
        self.hearing.example = Some(Arc::new(examples::song(rows, sample)));
        self.begin(Playing::Song { order: 0, row: 0, repeat: false });
    }

    /// Plays another song from its start; the present one knows nothing of it.
    pub fn hear_song(&mut self, song: Arc<Song>, bank: Arc<SampleBank>) {
        self.stop();
        self.hearing.sound = None;
        (self.hearing.example, self.hearing.bank) = (Some(song), Some(bank));
        self.unpublished = true;
        self.begin(Playing::Song { order: 0, row: 0, repeat: false });
    }

    pub(super) fn forget_example(&mut self) {
        if self.hearing.example.take().is_some() {
            (self.hearing.sound, self.hearing.bank) = (None, None);
            self.unpublished = true;
        }
    }

    /// The note that is listened to ends.
    pub(super) fn lift_heard(&mut self) {
        if let Some((track, key)) = self.hearing.note.take() {
            self.lift(track, key);
        }
    }

    /// What has rung out is forgotten. Once a turn.
    pub(super) fn let_ring_out(&mut self) {
        if self.transport.playing.is_none() {
            self.forget_example();
        }
        if self.hearing.until.is_some_and(|until| until <= self.frame()) {
            let (example, file) = (self.hearing.example.take(), self.hearing.file.take());
            let sound = self.hearing.sound.take().filter(|_| example.is_some());
            let bank = self.hearing.bank.take();
            self.hearing = Hearing { example, bank, file, sound, ..Hearing::default() };
            self.unpublished = true;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::instruments::KINDS;

    fn instrument(name: &str) -> Arc<Instrument> {
        Arc::new(Instrument::new(name, (KINDS[1].new)()))
    }

    #[test]
    fn what_is_heard_stands_in_no_slot_that_the_song_uses() {
        let song = Arc::new(Song { instruments: vec![Some(instrument("own"))], ..Song::default() });
        assert!(Arc::ptr_eq(&Hearing::default().song(&song), &song));
        let hearing = Hearing {
            instead: Some((0, instrument("heard"))),
            struck: [Some(instrument("now")), Some(instrument("before"))],
            ..Hearing::default()
        };
        let name = |song: &Song, slot| song.instrument(slot).map(|it| it.name.clone()).unwrap_or_default();
        let heard = hearing.song(&song);
        assert_eq!([name(&heard, 0), name(&heard, 254), name(&heard, 253)], ["heard", "now", "before"]);
        assert_eq!(song.instruments.len(), 1);
        let full =
            Arc::new(Song { instruments: vec![Some(instrument("own")); MAX_INSTRUMENTS], ..Song::default() });
        let heard = hearing.song(&full);
        assert_eq!([name(&heard, 0), name(&heard, 254), name(&heard, 253)], ["heard", "own", "own"]);
    }
}
