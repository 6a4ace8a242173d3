//! What is locked of the song's own: what instruments do to their notes beside their patches, and the switches and delays of tracks.

use super::Overrides;
use crate::dsp::parameter::Parameters;
use crate::dsp::units::Decibels;
use crate::sequencer::command::LockOwner;
use crate::song::instrument::Instrument;
use crate::song::routing::Switches;
use crate::song::track::Track;
use crate::song::{MAX_TRACKS, Song};

/// What an instrument does to its notes beside its patch.
#[derive(Clone, Copy)]
pub(in crate::engine) struct Itself {
    /// Its level.
    pub volume: Decibels,
    /// −1 (left) to 1 (right).
    pub pan: f32,
    /// Semitones added to every note.
    transpose: f32,
    /// Cents added to every note.
    finetune: f32,
}

impl Itself {
    /// As the song has it.
    fn of(instrument: &Instrument) -> Itself {
        let Instrument { volume, pan, transpose, finetune, .. } = *instrument;
        Itself { volume, pan, transpose: f32::from(transpose), finetune }
    }

    /// Sets the parameter of that name.
    fn set(&mut self, name: &str, value: f32) {
        match name {
            "volume" => self.volume = Decibels(value),
            "pan" => self.pan = value,
            "transpose" => self.transpose = value,
            "finetune" => self.finetune = value,
            _ => {}
        }
    }

    /// Semitones by which keys are transposed beyond what the song says, which the sequencer has done.
    pub fn keys(&self, instrument: &Instrument) -> f32 {
        self.transpose - f32::from(instrument.transpose)
    }

    /// Semitones by which the note of a key, as the sequencer tells it, sounds higher than the song says.
    pub fn pitch(&self, instrument: &Instrument, key: u8) -> f32 {
        let (keys, key) = (self.keys(instrument), f32::from(key));
        let tuned = if keys == 0.0 { 0.0 } else { instrument.tuned(key + keys) - instrument.tuned(key) };
        keys + tuned + (self.finetune - instrument.finetune) * 0.01
    }
}

impl Overrides {
    /// What the instrument of a slot does to its notes, as it is to sound.
    #[inline]
    pub fn itself(&self, slot: u8, instrument: &Instrument) -> Itself {
        let copy = self.settings.get(usize::from(slot)).and_then(Option::as_ref);
        copy.copied().unwrap_or_else(|| Itself::of(instrument))
    }

    /// Sets a row of an instrument itself.
    pub(super) fn set_itself(&mut self, song: &Song, slot: u8, parameter: u8, place: f32) {
        let Some((instrument, copy)) =
            song.instrument(slot.into()).zip(self.settings.get_mut(usize::from(slot)))
        else {
            return;
        };
        if let Some(row) = Instrument::ROWS.get(usize::from(parameter)) {
            copy.get_or_insert_with(|| Itself::of(instrument)).set(row.info.name, row.info.at(place));
        }
    }

    /// What is locked of tracks: the track, the row's name and its value.
    fn of_tracks(&self) -> impl Iterator<Item = (usize, &'static str, f32)> {
        self.list.iter().filter_map(|(target, _, place)| {
            let LockOwner::Track { track } = target.owner else { return None };
            let row = Track::ROWS.get(usize::from(target.parameter))?;
            Some((usize::from(track), row.info.name, row.info.at(*place)))
        })
    }

    /// Whether anything is locked that says which tracks are heard, or when.
    pub fn moves_tracks(&self) -> bool {
        self.of_tracks().any(|(_, name, _)| matches!(name, "mute" | "solo" | "solo_safe" | "delay"))
    }

    /// How the tracks are switched.
    pub fn switches(&self, song: &Song) -> [Switches; MAX_TRACKS] {
        let mut all = Switches::of(song);
        for (track, name, value) in self.of_tracks() {
            let Some(switches) = all.get_mut(track) else { continue };
            match name {
                "mute" => switches.mute = value > 0.5,
                "solo" => switches.solo = value > 0.5,
                "solo_safe" => switches.solo_safe = value > 0.5,
                _ => {}
            }
        }
        all
    }

    /// How many milliseconds each track comes later, or earlier if negative.
    pub fn delays(&self, song: &Song) -> [f32; MAX_TRACKS] {
        let mut all = [0.0; MAX_TRACKS];
        all.iter_mut().zip(&song.tracks).for_each(|(delay, track)| *delay = track.delay);
        for (track, name, value) in self.of_tracks() {
            if let Some(delay) = all.get_mut(track).filter(|_| name == "delay") {
                *delay = value;
            }
        }
        all
    }
}
