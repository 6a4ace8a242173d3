//! Where the sound goes: found in the background, so that the screen never waits for a sound system.

use super::Studio;
use crate::dsp::units::SampleRate;
use crate::engine::link::connect;
use crate::instruments;
use crate::io::audio::{Choice, Output};
use crate::io::settings::Settings;
use crate::io::streaming;
use std::sync::atomic::Ordering::Relaxed;

impl Studio {
    /// The sound goes there from now on.
    pub fn attach(&mut self, output: Output) {
        self.output = Some(output);
    }

    /// Where the sound goes, in words; empty where nobody has attached anything.
    pub fn sound(&self) -> String {
        self.output.as_ref().map(Output::describe).unwrap_or_default()
    }

    /// The engine's rate in frames per second.
    pub fn rate(&self) -> u32 {
        self.link.rate().0
    }

    /// The engine's frame: how far it has rendered.
    pub fn frame(&self) -> u64 {
        self.link.vitals().rendered.load(Relaxed)
    }

    /// Frames between being rendered and being heard.
    pub fn latency(&self) -> u64 {
        self.link.vitals().latency.load(Relaxed).into()
    }

    /// The part of its time that the audio thread needs, 0 to 1 and above.
    pub fn load(&self) -> f32 {
        self.link.vitals().load.load(Relaxed) as f32 / 1_000.0
    }

    /// Callbacks that came too late, and gaps that the sound system reported.
    pub fn late(&self) -> u32 {
        self.link.vitals().late.load(Relaxed) + self.link.vitals().xruns.load(Relaxed)
    }

    /// Looks for the chosen device in the background and sends the sound there; without one, music time runs on a timer.
    pub fn find_sound(&mut self, choice: Choice) {
        self.choice = choice.clone();
        // The old stream ends before the new one begins: some devices are for one at a time. Ending takes a while.
        let old = self.output.take();
        let started = self.jobs.start_for_all("finding the sound device", move |_, found| {
            drop(old);
            // What an engine would otherwise make first, while the screen waits for it.
            instruments::prepare();
            let rate = choice.sample_rate();
            // Nobody listens any more only when the studio itself is gone.
            let _ = found.send(Box::new(move |studio| studio.start_sound(choice, rate)));
        });
        if let Err(error) = started {
            self.warn(format!("no sound: {error}"));
        }
    }

    /// A new engine at that rate takes over; what plays goes on from its row.
    fn start_sound(&mut self, choice: Choice, rate: SampleRate) {
        self.output = None;
        let (link, audio) = connect(rate);
        self.link = link;
        self.read_ahead();
        self.follow_clock();
        if self.metered.is_some() {
            self.reset_meters();
        }
        self.connect_midi();
        self.connect_listeners();
        self.unpublished = true;
        let before = std::mem::take(&mut self.transport);
        (self.transport.position, self.transport.tempo) = (before.position, before.tempo);
        self.transport.performing = before.performing;
        self.perform_anew();
        self.prepare_anew();
        // They may have been chosen while the device was looked for.
        let choice = Choice { channels: self.choice.channels, ..choice };
        match Output::start(choice, rate, Box::new(audio)) {
            Ok(output) => self.attach(output),
            Err(error) => self.warn(format!("no sound: {error}")),
        }
        if let Some(playing) = before.resumed() {
            self.play(playing);
        }
    }

    /// Lets a thread read what clips play from the disk.
    fn read_ahead(&mut self) {
        if let Some(Err(error)) = self.link.take_fetching().map(streaming::start) {
            self.warn(format!("long recordings are silent: {error}"));
        }
    }

    /// Chooses the sound anew and remembers the choice.
    pub(super) fn choose_sound(&mut self, choose: impl FnOnce(&mut Choice)) {
        let mut choice = self.choice.clone();
        choose(&mut choice);
        let Choice { device, rate, buffer, .. } = choice.clone();
        (self.settings.device, self.settings.rate, self.settings.buffer) = (device, rate, buffer);
        if let Err(problem) = self.settings.write(&Settings::file(&self.folders.config)) {
            self.warn(problem.to_string());
        }
        self.find_sound(choice);
    }

    /// Opens the device anew if it is to have other channels now.
    pub(super) fn widen_sound(&mut self) {
        let channels = self.settings.channels_wanted();
        let choice = Choice { channels, ..self.choice.clone() };
        if self.output.is_some() && choice != self.choice && !choice.silent {
            self.find_sound(choice);
        } else {
            self.choice = choice;
        }
    }
}
