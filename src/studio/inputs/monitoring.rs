//! Armed tracks that are heard while sound comes in.

use super::super::Studio;
use super::super::commands::Answer;
use super::super::seat::Seat;
use super::arms::Monitoring;
use crate::engine::message::ToEngine;
use crate::engine::monitors::Monitor;

impl Studio {
    /// How the armed track under the cursor is heard: as it is named, or the next way.
    ///
    /// # Errors
    /// If it is not armed for sound, or what was typed is no way.
    pub fn monitor_input(&mut self, seat: &Seat, text: &str) -> Answer {
        let track = seat.place.track;
        let arm = self.inputs.arms.iter_mut().find(|arm| arm.track == track);
        let arm = arm.ok_or_else(|| format!("track {} is not armed for sound: * a arms it", track + 1))?;
        arm.monitoring = Monitoring::read(text, arm.monitoring)?;
        let howls = "where the microphone hears the loudspeakers this howls";
        let said = match arm.monitoring {
            Monitoring::Off => format!("track {} is not heard while it comes in", track + 1),
            Monitoring::In => format!("track {} is heard as it comes in; {howls}", track + 1),
            Monitoring::Through => {
                format!("track {} is heard through its devices as it comes in; {howls}", track + 1)
            }
        };
        self.say(said);
        Ok(())
    }

    /// Lets the engine hear what has come in newly, and tells it which tracks are heard.
    pub(super) fn send_monitors(&mut self) {
        let end =
            self.inputs.keeping.as_ref().and_then(|keeping| keeping.board(|board| board.monitor.take()));
        end.into_iter().for_each(|end| self.link.monitor(end));
        let wanted: Vec<(u16, Monitor)> =
            self.inputs.arms.iter().filter_map(|arm| Some((arm.track, arm.monitor()?))).collect();
        if wanted == self.inputs.monitored {
            return;
        }
        let before = std::mem::replace(&mut self.inputs.monitored, wanted.clone());
        for (track, _) in before {
            if !wanted.iter().any(|(other, _)| *other == track) {
                self.send(ToEngine::Monitor { track, monitor: None });
            }
        }
        for (track, monitor) in wanted {
            self.send(ToEngine::Monitor { track, monitor: Some(monitor) });
        }
    }
}
