//! Tracks on which what comes in is heard while it comes: through the track's devices, or as it is.

use super::Engine;
use super::bus::QUANTUM;
use super::link::monitoring::{MonitorEnd, Monitored};
use super::mixer::Mixer;
use crate::song::MAX_TRACKS;

/// The part of its way that a level goes in a quantum: it is there after four.
const STEP: f32 = 0.25;

/// How a track monitors the input.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Monitor {
    /// The input's channels for left and right, from 0.
    pub channels: [u8; 2],
    /// Whether it goes through the track's devices and fader; else it is heard beside everything, at once.
    pub through: bool,
}

#[derive(Clone, Copy, Default)]
struct Place {
    /// The input's channels that are heard, and those that are to be: they change in silence.
    channels: [u8; 2],
    coming: [u8; 2],
    /// What is to be heard, through the devices and beside them, and how far that has come.
    wanted: [bool; 2],
    levels: [f32; 2],
}

/// All tracks' monitors.
pub(super) struct Monitors {
    places: Vec<Place>,
    /// Whether any may be heard: looking at all of them takes its time.
    busy: bool,
}

impl Default for Monitors {
    fn default() -> Monitors {
        Monitors { places: vec![Place::default(); MAX_TRACKS], busy: false }
    }
}

impl Monitors {
    /// From now on a track is monitored like that, or not.
    pub fn set(&mut self, track: u16, monitor: Option<Monitor>) {
        let Some(place) = self.places.get_mut(usize::from(track)) else { return };
        self.busy = true;
        place.wanted = monitor.map_or([false; 2], |monitor| [monitor.through, !monitor.through]);
        place.coming = monitor.map_or(place.coming, |monitor| monitor.channels);
    }

    /// Whether anything is heard.
    pub fn are_on(&self) -> bool {
        self.busy
    }

    /// Takes the next quantum, and adds it to the tracks through whose devices it goes.
    /// There are `tracks` of them; what goes into another is not heard.
    pub fn through(&mut self, input: &Monitored, tracks: usize, mixer: &mut Mixer) {
        let Ok(mut end) = input.try_borrow_mut() else { return };
        end.pull();
        for (track, place) in self.places.iter_mut().enumerate() {
            if let Some(ramp) = place.ramp(0, true).filter(|_| track < tracks)
                && let Some(out) = mixer.track(track, 0..QUANTUM)
            {
                place.add(&end, ramp, [out.left, out.right]);
            }
        }
    }

    /// Adds it to what is heard, beside devices and limiter.
    pub fn beside(&mut self, input: &Monitored, mixer: &mut Mixer) {
        let Ok(end) = input.try_borrow() else { return };
        for (track, place) in self.places.iter_mut().enumerate() {
            if let Some(ramp) = place.ramp(1, mixer.is_heard(track)) {
                let [left, right] = &mut mixer.out.channels;
                place.add(&end, ramp, [left, right]);
            }
        }
        self.busy = self.places.iter().any(|place| place.wanted != [false; 2] || place.levels != [0.0; 2]);
    }
}

impl Place {
    /// The levels at which the quantum begins and ends; `None` where nothing is heard. It is silent, in good time, while its track is
    /// not `heard` and before other channels are.
    fn ramp(&mut self, way: usize, heard: bool) -> Option<[f32; 2]> {
        if self.levels == [0.0; 2] {
            self.channels = self.coming;
        }
        let from = self.levels[way];
        let rises = self.wanted[way] && heard && self.channels == self.coming;
        let to = if rises { (from + STEP).min(1.0) } else { (from - STEP).max(0.0) };
        self.levels[way] = to;
        (from > 0.0 || to > 0.0).then_some([from, to])
    }

    fn add(&self, end: &MonitorEnd, [from, to]: [f32; 2], out: [&mut [f32]; 2]) {
        for (out, channel) in out.into_iter().zip(self.channels) {
            let Some(sound) = end.channel(channel.into()) else { continue };
            for (frame, (out, sample)) in out.iter_mut().zip(sound).enumerate() {
                *out += sample * (from + (to - from) * frame as f32 / QUANTUM as f32);
            }
        }
    }
}

impl Engine {
    /// Whether any track is monitored.
    pub(super) fn monitors(&self) -> bool {
        self.monitors.are_on()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The levels at the ends of the next quanta.
    fn ends(place: &mut Place, quanta: usize, heard: bool) -> Vec<f32> {
        (0..quanta).map(|_| place.ramp(1, heard).map_or(0.0, |[_, to]| to)).collect()
    }

    #[test]
    fn mutes_and_other_channels_come_in_good_time() {
        let mut monitors = Monitors::default();
        let beside = |channels| Some(Monitor { channels, through: false });
        monitors.set(3, beside([0, 1]));
        let place = &mut monitors.places[3];
        assert_eq!(ends(place, 5, true), [0.25, 0.5, 0.75, 1.0, 1.0]);
        assert_eq!(ends(place, 5, false), [0.75, 0.5, 0.25, 0.0, 0.0], "muted");
        assert_eq!(ends(place, 4, true), [0.25, 0.5, 0.75, 1.0]);
        monitors.set(3, beside([2, 2]));
        let place = &mut monitors.places[3];
        assert_eq!(ends(place, 3, true), [0.75, 0.5, 0.25]);
        assert_eq!(place.channels, [0, 1], "the old ones until they are silent");
        assert_eq!(ends(place, 2, true), [0.0, 0.25]);
        assert_eq!(place.channels, [2, 2]);
    }
}
