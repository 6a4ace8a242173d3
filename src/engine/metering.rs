//! What the engine tells of its levels.

use super::bus::QUANTUM;
use super::message::{FromEngine, Meters, NO_WAVE, REDUCTIONS_AT_ONCE, WAVE_PARTS};
use super::{Engine, METERS_PER_SECOND};
use crate::dsp::units::Frames;
use crate::song::MAX_TRACKS;

/// The lowest and the highest of some samples; what is no number counts for nothing.
fn extremes(samples: &[f32]) -> [f32; 2] {
    // Side by side; written so that each is one instruction for many.
    let (mut lowest, mut highest) = ([f32::INFINITY; LANES], [f32::NEG_INFINITY; LANES]);
    let (whole, rest) = samples.as_chunks::<LANES>();
    let mut look = |frames: &[f32]| {
        for ((sample, lowest), highest) in frames.iter().zip(&mut lowest).zip(&mut highest) {
            *lowest = if sample < lowest { *sample } else { *lowest };
            *highest = if sample > highest { *sample } else { *highest };
        }
    };
    whole.iter().for_each(|frames| look(frames));
    look(rest);
    [lowest.into_iter().fold(f32::INFINITY, f32::min), highest.into_iter().fold(f32::NEG_INFINITY, f32::max)]
}

/// Samples that are compared side by side.
const LANES: usize = 16;

impl Engine {
    /// Tells of the quantum that was made, if it is time.
    pub(super) fn meter(&mut self, report: &mut dyn FnMut(FromEngine)) {
        let whole = (self.rate.0 / METERS_PER_SECOND).max(1);
        let part = self.frames_to_meters * WAVE_PARTS as u32 / whole;
        if let Some([lowest, highest]) = self.wave.get_mut(part as usize) {
            let [low, high] = extremes(self.mixer.out.channels.as_flattened());
            (*lowest, *highest) = (lowest.min(low), highest.max(high));
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_lowest_and_the_highest_sample_are_found_wherever_they_stand() {
        for place in 0..37 {
            let mut samples = [0.25; 37];
            (samples[place], samples[(place + 20) % 37]) = (-2.0, f32::NAN);
            assert_eq!(extremes(&samples), [-2.0, 0.25]);
            samples[place] = 3.0;
            assert_eq!(extremes(&samples), [0.25, 3.0]);
        }
        assert_eq!(extremes(&[]), NO_WAVE);
    }
}
