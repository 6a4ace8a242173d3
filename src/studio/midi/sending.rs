//! What is sent to MIDI ports: tracks that are played outside, and the clock.

use super::places::sixteenths_of;
use crate::engine::message::ToEngine;
use crate::engine::outgoing::{ClockOut, Target};
use crate::io::settings::ports::PortChoice;
use crate::sequencer::player::Playing;
use crate::song::outlet::{CHANNELS, Outlet, PROGRAMS};
use crate::studio::Studio;
use crate::studio::commands::Answer;
use std::collections::BTreeSet;

impl Studio {
    /// The bit of an open port that we send to.
    pub(super) fn bit_of(&self, name: &str) -> u16 {
        let place = self.midi.outputs.iter().find(|(_, open)| *open == name).map(|(place, _)| *place);
        place.map_or(0, |place| 1 << place)
    }

    /// The ports that are sent to: those that get the clock, those that have lights, and those that play tracks.
    pub(super) fn sent_to(&self) -> BTreeSet<String> {
        let sent = |choice: &PortChoice| choice.clock_out || choice.lights;
        let clock = self.midi.choices.iter().filter(|(_, choice)| sent(choice)).map(|(name, _)| name.clone());
        let tracks =
            self.document.song().tracks.iter().filter_map(|track| Some(track.outlet.as_ref()?.port.clone()));
        clock.chain(tracks).collect()
    }

    /// Tells the engine who gets the clock, and where the next playback begins; JACK's transport goes along. Nobody does while an example is heard.
    pub(in crate::studio) fn tell_clock_out(&mut self, playing: Option<Playing>) {
        let names = self.midi.choices.iter().filter(|(_, choice)| choice.clock_out);
        let to = names.map(|(name, _)| self.bit_of(name)).fold(0, |all, bit| all | bit);
        let to = if self.hearing.is_example() { 0 } else { to };
        if let Some(playing) = playing {
            self.lead_jack(playing);
        }
        let from =
            playing.map_or(self.midi.clock_out.from, |playing| sixteenths_of(self.document.song(), playing));
        let clock = ClockOut { to, always: self.settings.clock_always == Some(true), from };
        if playing.is_some() || self.midi.clock_out != clock {
            self.midi.clock_out = clock;
            self.send(ToEngine::ClockOut(clock));
        }
    }

    /// Tells the engine which tracks are played outside, as far as that is new. Where a port is not there, the track's instruments play.
    pub(in crate::studio) fn tell_outlets(&mut self) {
        let song = self.document.song().clone();
        let target = |outlet: &Outlet| {
            let to = self.bit_of(&outlet.port);
            let program = outlet.program.map(|program| program.clamp(1, PROGRAMS) - 1);
            (to != 0).then_some(Target { to, channel: outlet.channel.clamp(1, CHANNELS) - 1, program })
        };
        let new: Vec<Option<Target>> =
            song.tracks.iter().map(|track| track.outlet.as_ref().and_then(target)).collect();
        if new == self.midi.targets {
            return;
        }
        for track in 0..new.len().max(self.midi.targets.len()) {
            let target = new.get(track).copied().flatten();
            if self.midi.targets.get(track).copied().flatten() != target {
                self.send(ToEngine::Outlet { track: track as u16, target });
            }
        }
        self.midi.targets = new;
    }

    /// The ports of the present song and of the clock are opened.
    pub(super) fn choose_ports(&mut self) {
        let wanted = self.sent_to();
        let closed = self.midi.closed();
        if (&closed, &wanted) != (&self.midi.chosen.0, &self.midi.chosen.1) {
            if let Some(ports) = &self.midi.ports {
                ports.choose(closed.clone(), wanted.clone());
            }
            self.midi.chosen = (closed, wanted);
        }
    }
}

/// Reads what stands behind `midi-track`: `Synth`, `Synth channel 3`, `2 channel 3 program 12`.
///
/// # Errors
/// What was expected.
pub fn read_outlet(studio: &Studio, text: &str) -> Result<Outlet, String> {
    let mut words: Vec<&str> = text.split_whitespace().collect();
    let mut take = |name: &str, most: u8| -> Result<Option<u8>, String> {
        let Some(at) = words.iter().position(|word| *word == name) else { return Ok(None) };
        let number = words.get(at + 1).and_then(|word| word.parse::<u8>().ok());
        let number = number.filter(|number| (1..=most).contains(number));
        let number = number.ok_or_else(|| format!("expected {name} and a number from 1 to {most}"))?;
        words.drain(at..at + 2);
        Ok(Some(number))
    };
    let channel = take("channel", CHANNELS)?.unwrap_or(1);
    let program = take("program", PROGRAMS)?;
    let port = studio.midi_named(&words.join(" "))?;
    Ok(Outlet { port, channel, program })
}

/// Lets a track be played outside, or by its instruments again.
///
/// # Errors
/// What was expected.
pub fn set_outlet(studio: &mut Studio, at: u16, text: &str) -> Answer {
    let outlet = if text == "off" { None } else { Some(read_outlet(studio, text)?) };
    let old = studio.song().tracks.get(usize::from(at)).ok_or("there is no such track")?;
    let mut track = (**old).clone();
    track.outlet = outlet.clone();
    studio.edit("MIDI track", crate::song::edit::Edit::SetTrack { at, track: Box::new(track) })?;
    studio.say(match outlet {
        Some(outlet) => format!("track {} is played by {outlet}", at + 1),
        None => format!("track {} is played by its instruments", at + 1),
    });
    Ok(())
}
