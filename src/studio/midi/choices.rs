//! What ports are for: chosen by people, kept in a file, told to threads and engine.

use crate::engine::click::ClickSettings;
use crate::engine::message::ToEngine;
use crate::io::settings::ports::{self, FARTHEST, PortChoice};
use crate::studio::Studio;
use crate::studio::commands::Answer;

/// The usual level of the metronome, in percent.
const LEVEL: u32 = 50;

impl Studio {
    /// The names of all ports that there are or that something was chosen for, in order.
    pub fn midi_names(&self) -> Vec<String> {
        let listed = self.midi.listed();
        let there = listed.inputs.into_iter().chain(listed.outputs).map(|port| port.name);
        let mut names: Vec<String> = there.chain(self.midi.open.values().cloned()).collect();
        names.extend(self.midi.choices.keys().cloned());
        let mut seen = std::collections::BTreeSet::new();
        names.retain(|name| seen.insert(name.clone()));
        names
    }

    /// A port by its number from 1 or by a part of its name.
    ///
    /// # Errors
    /// If there is none, or several.
    pub fn midi_named(&self, text: &str) -> Result<String, String> {
        let names = self.midi_names();
        if names.is_empty() {
            return Err(match &self.midi.absent {
                Some(reason) => format!("no MIDI here: {reason}"),
                None => "no MIDI port is here; one that is plugged in comes by itself".to_owned(),
            });
        }
        let by_number = text.parse::<usize>().ok().and_then(|number| names.get(number.checked_sub(1)?));
        let lower = text.to_lowercase();
        let is_alike = |name: &&String| !lower.is_empty() && name.to_lowercase().contains(&lower);
        let mut alike = names.iter().filter(is_alike);
        let by_name = || match (names.iter().find(|name| *name == text), alike.next(), alike.next()) {
            (Some(exact), ..) => Some(exact),
            (None, Some(one), None) => Some(one),
            _ => None,
        };
        let found = by_number.or_else(by_name).cloned();
        found.ok_or_else(|| {
            let list: Vec<String> =
                names.iter().enumerate().map(|(n, name)| format!("{} {name}", n + 1)).collect();
            format!("expected one port by number or name: {}", list.join(", "))
        })
    }

    /// Changes what a port is for, and keeps that. Of clocks only one leads.
    ///
    /// # Errors
    /// If it cannot be kept; it holds until the end of the session then.
    pub fn choose_for_port(&mut self, name: &str, change: impl FnOnce(&mut PortChoice)) -> Answer {
        let mut choice = self.midi.choice(name);
        change(&mut choice);
        choice.offset = choice.offset.clamp(-FARTHEST, FARTHEST);
        if choice.clock_in {
            self.midi.choices.values_mut().for_each(|other| other.clock_in = false);
        }
        self.midi.choices.insert(name.to_owned(), choice);
        self.choose_ports();
        self.tell_ports();
        let written = ports::write(&self.folders.config, &self.lasting_choices());
        written.map_err(|problem| format!("{problem}; it holds until the end of the session"))
    }

    /// Tells the engine how the metronome sounds, and how many bars are counted before the next playback.
    pub(in crate::studio) fn tell_click(&mut self, bars: u8) {
        let settings = &self.song().settings;
        let per_bar = (settings.rows_per_bar / settings.rows_per_beat.max(1)).clamp(1, 16);
        let level = self.settings.click_level.unwrap_or(LEVEL) as f32 / 100.0;
        self.send(ToEngine::Click(ClickSettings {
            on: self.settings.metronome == Some(true),
            level: level * level,
            count_in: bars.saturating_mul(per_bar).min(32),
            beats: per_bar,
            channels: self.settings.click_channels(),
        }));
    }
}
