//! Which tracks are silent by hand: what their voices give is kept out of the mixer from one frame on, so that echoes ring out.

use super::bus::{Bus, QUANTUM};

/// Frames before the border in which a track fades out or in: too short to be heard as such, long enough not to click.
const EDGE: u64 = 32;

/// The silent tracks before a border and from it on, a bit each.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Gate {
    before: u128,
    after: u128,
    at: u64,
}

impl Gate {
    /// From that frame on these tracks are silent; those that were not before.
    pub fn turn(&mut self, silent: u128, at: u64) -> u128 {
        if silent == self.after {
            return 0;
        }
        *self = Gate { before: self.after, after: silent, at };
        silent & !self.before
    }

    /// Whether nothing is silent.
    pub fn is_open(&self) -> bool {
        self.before | self.after == 0
    }

    /// Whether a track is silent at a frame.
    pub fn is_silent(&self, track: usize, frame: u64) -> bool {
        let silent = if frame < self.at { self.before } else { self.after };
        silent >> track & 1 == 1
    }

    /// Takes out of a track's quantum that begins at `frame` what is not to be heard.
    pub fn close(&self, track: usize, frame: u64, bus: &mut Bus) {
        let [was, is] = [self.before, self.after].map(|silent| silent >> track & 1 == 1);
        let (earlier, later) = (frame + QUANTUM as u64 + EDGE <= self.at, frame >= self.at);
        match (was, is) {
            (false, false) => {}
            (true, true) => *bus = Bus::SILENT,
            _ if earlier => {
                if was {
                    *bus = Bus::SILENT;
                }
            }
            _ if later => {
                if is {
                    *bus = Bus::SILENT;
                }
            }
            _ => {
                for side in &mut bus.channels {
                    for (sample, frame) in side.iter_mut().zip(frame..) {
                        let left = self.at.saturating_sub(frame).min(EDGE) as f32 / EDGE as f32;
                        *sample *= if is { left } else { 1.0 - left };
                    }
                }
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn closed(gate: &Gate, from: u64) -> Vec<f32> {
        let mut heard = Vec::new();
        for quantum in 0..3 {
            let mut bus = Bus { channels: [[1.0; QUANTUM]; 2] };
            gate.close(1, from + quantum * QUANTUM as u64, &mut bus);
            heard.extend(bus.channels[0]);
        }
        heard
    }

    #[test]
    fn a_track_is_silent_from_the_frame_on_and_open_again_at_the_frame() {
        let mut gate = Gate::default();
        assert_eq!(gate.turn(0b10, 1_000), 0b10);
        let heard = closed(&gate, 896);
        assert!(heard[..104 - 31].iter().all(|sample| *sample == 1.0) && heard[103] > 0.0);
        assert!(heard[104..].iter().all(|sample| *sample == 0.0), "nothing from the border on");
        assert!(heard.windows(2).all(|two| two[0] - two[1] < 0.04), "no step");
        assert_eq!(gate.turn(0, 2_010), 0);
        let heard = closed(&gate, 1_920);
        assert!(heard[..90 - 32].iter().all(|sample| *sample == 0.0));
        assert!(heard[90..].iter().all(|sample| *sample == 1.0), "the whole of its first frame");
        assert!(!gate.is_open() && !gate.is_silent(1, 2_010) && gate.is_silent(1, 2_009));
    }
}
