//! How late an input comes: a burst of noise leaves by the output, comes back by a cable or through the air, and is found again in what was
//! recorded, where it agrees best with what was sent (cross-correlation).

use super::super::Studio;
use super::super::commands::Answer;
use crate::engine::message::ToEngine;
use crate::engine::probe::{self, LENGTH};
use crate::io::settings::latencies;
use crate::io::takes::{Cut, Order};
use std::sync::mpsc::{Receiver, TryRecvError, channel};

/// Seconds after the burst in which it is looked for, and before.
const AFTER: f64 = 1.0;
const BEFORE: f64 = 0.1;
/// Seconds after which nobody waits any more.
const PATIENCE: u64 = 5;
/// How well it must agree, 0 to 1, and how much better than anywhere else.
const LEAST: f32 = 0.25;
const CLEAR: f32 = 1.5;
/// So many frames around the best place belong to it.
const AROUND: usize = 48;

/// A measurement that is under way.
pub(super) enum Calibration {
    /// The engine was asked for the burst, when it stood at that frame.
    Asked(u64),
    /// The burst has left: the input's frame at which it would come without any delay.
    Left(u64, f64),
    /// What came in is on its way.
    Copied(f64, Receiver<Option<Cut>>),
}

/// The frame of a sound at which the burst agrees best with it, and how well; `None` if that is nowhere clear. The sign does not matter.
pub fn find(sound: &[f32]) -> Option<(usize, f32)> {
    let burst: Vec<f32> = (0..LENGTH).map(probe::sample).collect();
    let own: f32 = burst.iter().map(|sample| sample * sample).sum();
    // Loudness from the begin up to each frame: that of a stretch is a difference.
    let loudness = sound.iter().scan(0.0f64, |sum, sample| {
        *sum += f64::from(sample * sample);
        Some(*sum)
    });
    let loudness: Vec<f64> = std::iter::once(0.0).chain(loudness).collect();
    let agreement = |(place, part): (usize, &[f32])| {
        let loud = (loudness[place + LENGTH] - loudness[place]) as f32;
        if loud < 1e-6 {
            return 0.0;
        }
        let product: f32 = part.iter().zip(&burst).map(|(one, other)| one * other).sum();
        product.abs() / (loud * own).sqrt()
    };
    let agreements: Vec<f32> = sound.windows(LENGTH).enumerate().map(agreement).collect();
    let best = |from: &mut dyn Iterator<Item = (usize, f32)>| {
        from.fold((0, 0.0f32), |best, one| if one.1 > best.1 { one } else { best })
    };
    let (place, agreement) = best(&mut agreements.iter().copied().enumerate());
    let elsewhere = agreements.iter().copied().enumerate();
    let (_, second) = best(&mut elsewhere.filter(|(other, _)| other.abs_diff(place) > AROUND));
    (agreement >= LEAST && agreement > second * CLEAR).then_some((place, agreement))
}

impl Studio {
    /// Begins to measure how late the input comes.
    ///
    /// # Errors
    /// If something plays or is recorded, or nothing comes in.
    pub fn calibrate(&mut self) -> Answer {
        if self.transport.playing.is_some() || self.inputs.is_recording() {
            return Err("stop first: only the burst of noise may be heard".to_owned());
        }
        self.incoming()?;
        self.inputs.calibration = Some(Calibration::Asked(self.frame()));
        self.send(ToEngine::Probe);
        self.say("a burst of noise is played: it must come back by a cable, or from the loudspeaker");
        Ok(())
    }

    /// The burst has left at a frame of the engine.
    pub(super) fn begin_listening(&mut self, at: u64) {
        if let (Some(Calibration::Asked(_)), Some(anchor)) = (&self.inputs.calibration, self.inputs.anchor())
        {
            self.inputs.calibration = Some(Calibration::Left(at, at as f64 - anchor));
        }
    }

    /// What is to be done for a measurement once a turn.
    pub(super) fn follow_calibration(&mut self) {
        let rate = f64::from(self.rate().max(1));
        let patience = PATIENCE * u64::from(self.rate());
        let (margin, length) = (BEFORE * rate, ((BEFORE + AFTER) * rate) as usize + LENGTH);
        let (now, end) = (self.frame(), self.inputs.end());
        let next = match self.inputs.calibration.take() {
            None => return,
            Some(Calibration::Asked(since) | Calibration::Left(since, _)) if now > since + patience => {
                return self.warn("the input was not measured: nothing came in for five seconds");
            }
            Some(Calibration::Left(since, due)) => {
                let from = (due - margin).max(0.0) as u64;
                if end < from + length as u64 {
                    Calibration::Left(since, due)
                } else {
                    let (reply, answer) = channel();
                    self.inputs.order(Order::Copy { from, frames: length, reply });
                    Calibration::Copied(due, answer)
                }
            }
            Some(Calibration::Copied(due, answer)) => match answer.try_recv() {
                Ok(Some(cut)) => return self.measure_delay(due, cut),
                Ok(None) | Err(TryRecvError::Disconnected) => {
                    return self.warn("the input was not measured: it is gone");
                }
                Err(TryRecvError::Empty) => Calibration::Copied(due, answer),
            },
            Some(asked) => asked,
        };
        self.inputs.calibration = Some(next);
    }

    /// Looks for the burst in every channel, in the background.
    fn measure_delay(&mut self, due: f64, cut: Cut) {
        let started = self.jobs.start("measuring the input", move |_, found| {
            let channel = |number: usize| -> Vec<f32> {
                cut.samples.iter().skip(number).step_by(cut.channels.max(1)).copied().collect()
            };
            let all = (0..cut.channels).filter_map(|number| find(&channel(number)));
            let best = all.reduce(|one, other| if other.1 > one.1 { other } else { one });
            let delay = best.map(|(place, _)| ((cut.first + place as u64) as f64 - due).round() as i64);
            // Nobody listens any more only when the studio itself is gone.
            drop(found.send(Box::new(move |studio| studio.take_delay(delay))));
        });
        if let Err(error) = started {
            self.warn(format!("the input cannot be measured: {error}"));
        }
    }

    fn take_delay(&mut self, delay: Option<i64>) {
        let Some(delay) = delay else {
            let what = "the burst did not come back: lead the output to the input, and turn both up";
            return self.warn(format!("the input was not measured: {what}"));
        };
        let name = self.way_name();
        self.inputs.latencies.insert(name, delay);
        if let Err(problem) = latencies::write(&self.folders.config, &self.inputs.latencies) {
            self.warn(format!("{problem}; what was measured holds until the end of the session"));
        }
        let milliseconds = delay as f64 * 1_000.0 / f64::from(self.rate().max(1));
        self.say(format!(
            "what comes in is {delay} frames late ({milliseconds:.1} ms): takes are moved by that"
        ));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_burst_is_found_to_the_frame_in_noise_and_upside_down() {
        let mut sound: Vec<f32> = (0..6_000).map(|place| 0.05 * probe::sample(place + 90_000)).collect();
        assert_eq!(find(&sound), None, "other noise is no burst");
        for place in 0..LENGTH {
            sound[3_217 + place] -= 0.1 * probe::sample(place);
        }
        assert_eq!(find(&sound).map(|(place, _)| place), Some(3_217));
        assert_eq!(find(&[0.0; 4_000]), None, "silence");
        assert_eq!(find(&[]), None);
    }
}
