//! A tape that is stopped: slower and lower until it stands. Let go, it is at its speed again.

use super::{Ramp, Sides};
use crate::dsp::units::SampleRate;

/// Beats until it stands, and seconds that this may take.
const BEATS: f32 = 2.0;
const SECONDS: [f32; 2] = [0.3, 2.0];
/// Seconds in which the sound comes back.
const BACK: f32 = 0.03;
/// Frames in which it comes.
const EDGE: f32 = 64.0;
/// Below this part of its speed it fades as well.
const FADES: f32 = 0.1;

/// What has come since it was stopped, and where it is read.
pub(super) struct Tape {
    memory: Vec<[f32; 2]>,
    written: usize,
    place: f32,
    speed: f32,
    rate: f32,
    stops: bool,
    wet: Ramp,
}

impl Tape {
    /// It goes over half of the way that it would have gone.
    pub fn new(rate: SampleRate) -> Tape {
        let memory = vec![[0.0; 2]; (rate.hertz() * SECONDS[1] / 2.0) as usize + 256];
        Tape {
            memory,
            written: 0,
            place: 0.0,
            speed: 0.0,
            rate: rate.hertz(),
            stops: false,
            wet: Ramp::default(),
        }
    }

    pub fn clear(&mut self) {
        (self.stops, self.wet) = (false, Ramp::default());
    }

    pub fn process(&mut self, stops: bool, beat_seconds: f32, sides: &mut Sides) {
        if stops && !self.stops {
            (self.written, self.place, self.speed) = (0, 0.0, 1.0);
        }
        self.stops = stops;
        if !stops && self.wet.level == 0.0 {
            return;
        }
        let slower = 1.0 / ((BEATS * beat_seconds).clamp(SECONDS[0], SECONDS[1]) * self.rate);
        let [left, right] = sides;
        for (left, right) in left.iter_mut().zip(right) {
            if let Some(free) = self.memory.get_mut(self.written) {
                *free = [*left, *right];
                self.written += 1;
            }
            let wet = self.wet.step(stops, if stops { EDGE } else { BACK * self.rate });
            let kept = self.read();
            *left += (kept[0] - *left) * wet;
            *right += (kept[1] - *right) * wet;
            self.place += self.speed;
            self.speed = (self.speed - slower).max(0.0);
        }
    }

    fn read(&self) -> [f32; 2] {
        if self.speed == 0.0 {
            return [0.0; 2];
        }
        let (at, part) = (self.place as usize, self.place.fract());
        let frame = |at: usize| self.memory[at.min(self.written.saturating_sub(1))];
        let (one, next) = (frame(at), frame(at + 1));
        let level = (self.speed / FADES).min(1.0);
        [0, 1].map(|side| (one[side] + (next[side] - one[side]) * part) * level)
    }
}
