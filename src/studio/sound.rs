//! Where the sound goes: found in the background, so that the screen never waits for a sound system.

use super::Studio;
use crate::dsp::units::SampleRate;
use crate::engine::link::connect;
use crate::instruments;
use crate::io::audio::{Choice, Output};
use crate::io::settings::Settings;

impl Studio {
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
        self.follow_clock();
        self.reset_meters();
        self.connect_midi();
        self.unpublished = true;
        let before = std::mem::take(&mut self.transport);
        (self.transport.position, self.transport.tempo) = (before.position, before.tempo);
        match Output::start(choice, rate, Box::new(audio)) {
            Ok(output) => self.attach(output),
            Err(error) => self.warn(format!("no sound: {error}")),
        }
        if let Some(playing) = before.resumed() {
            self.play(playing);
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
}
