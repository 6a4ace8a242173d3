//! What the engine tells: each report goes to whoever it concerns, most of them when they are heard.

use super::Studio;
use crate::engine::message::FromEngine;

impl Studio {
    /// Takes what the engine has told since the last time.
    pub(super) fn take_reports(&mut self) {
        self.tell_of_reading();
        while let Some(report) = self.link.receive() {
            match report {
                FromEngine::NotFinite { track } => {
                    let place = track.map_or("a return".to_owned(), |track| format!("track {}", track + 1));
                    self.warn(format!("{place} gave a sound that is no number and was silenced"));
                }
                FromEngine::Position { at, position, tempo } => {
                    self.recorder.timeline.take(at.0, position);
                    position.into_iter().for_each(|position| self.live.trail.take(position, tempo));
                }
                FromEngine::Performing { performing, .. } => self.live.trail.hold(&performing),
                _ => {}
            }
            self.tell_listeners(&report);
            self.hear_report(report);
            self.transport.take(report);
        }
    }
}
