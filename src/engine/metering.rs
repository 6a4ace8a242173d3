//! What the engine tells of its levels.

use super::bus::QUANTUM;
use super::message::{FromEngine, Meters, NO_WAVE, REDUCTIONS_AT_ONCE, WAVE_PARTS};
use super::{Engine, METERS_PER_SECOND};
use crate::dsp::units::Frames;
use crate::song::MAX_TRACKS;

impl Engine {
    /// Tells of the quantum that was made, if it is time.
    pub(super) fn meter(&mut self, report: &mut dyn FnMut(FromEngine)) {
        let whole = (self.rate.0 / METERS_PER_SECOND).max(1);
        let part = self.frames_to_meters * WAVE_PARTS as u32 / whole;
        if let Some([lowest, highest]) = self.wave.get_mut(part as usize) {
            let samples = self.mixer.out.channels.as_flattened();
            *lowest = samples.iter().fold(*lowest, |lowest, sample| lowest.min(*sample));
            *highest = samples.iter().fold(*highest, |highest, sample| highest.max(*sample));
        }
        self.frames_to_meters += QUANTUM as u32;
        if self.frames_to_meters < whole {
            return;
        }
        self.frames_to_meters = 0;
        if let Some(reading) = self.pace.reading(self.frame) {
            report(FromEngine::Clock(reading));
        }
        report(FromEngine::Meters(Meters {
            at: Frames(self.frame),
            tracks: std::mem::replace(&mut self.mixer.peaks, [0.0; MAX_TRACKS]),
            returns: std::mem::take(&mut self.mixer.return_peaks),
            master: std::mem::take(&mut self.mixer.master_peaks),
            wave: std::mem::replace(&mut self.wave, [NO_WAVE; WAVE_PARTS]),
            reduction: self.mixer.reduction(),
            voices: self.voices.sounding() as u16,
            stolen: self.voices.stolen,
        }));
        self.tell_reductions(report);
    }

    /// Tells of the devices that take level away.
    fn tell_reductions(&mut self, report: &mut dyn FnMut(FromEngine)) {
        let at = Frames(self.frame);
        let (mut taken, mut count) = ([None; REDUCTIONS_AT_ONCE], 0);
        self.mixer.chains.reductions(&mut |reduction| {
            taken[count] = Some(reduction);
            count += 1;
            if count == REDUCTIONS_AT_ONCE {
                report(FromEngine::Reductions { at, taken });
                (taken, count) = ([None; REDUCTIONS_AT_ONCE], 0);
            }
        });
        if count > 0 {
            report(FromEngine::Reductions { at, taken });
        }
    }
}
