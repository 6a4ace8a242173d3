//! An envelope exact to the sample: attack, hold, decay, sustain, release.

use super::units::SampleRate;

/// The times and the level of an envelope.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Shape {
    /// Seconds from silence to full, in a straight line.
    pub attack: f32,
    /// Seconds at full.
    pub hold: f32,
    /// Seconds from full to 60 dB nearer the sustain level, exponentially.
    pub decay: f32,
    /// 0 to 1.
    pub sustain: f32,
    /// Seconds from wherever it is to 60 dB below, exponentially.
    pub release: f32,
}

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
enum Stage {
    #[default]
    Done,
    Attack,
    Hold,
    Decay,
    Release,
}

/// A running envelope. Its levels are 0 to 1.
#[derive(Clone, Copy, Debug, Default)]
pub struct Envelope {
    stage: Stage,
    level: f32,
    /// Frames since the stage began.
    frames: u32,
    /// The level at which the stage began.
    from: f32,
    /// What a frame of a fall of so many frames leaves: worked out once.
    fall: (u32, f32),
}

/// 60 dB as a factor.
const SIXTY_DECIBELS: f32 = 1e-3;

/// Below this a release has ended: −80 dB.
const SILENT: f32 = 1e-4;

impl Envelope {
    /// The key is struck: attack from wherever the envelope is, so that a retriggered note does not click.
    pub fn start(&mut self) {
        self.enter(Stage::Attack);
    }

    /// The key is let go.
    pub fn release(&mut self) {
        if self.stage != Stage::Done && self.stage != Stage::Release {
            self.enter(Stage::Release);
        }
    }

    /// Whether it has come to its end.
    pub fn is_done(&self) -> bool {
        self.stage == Stage::Done
    }

    /// The level now.
    pub fn level(&self) -> f32 {
        self.level
    }

    /// Whether it will stay where it is until the key is let go.
    pub fn is_steady(&self, shape: &Shape) -> bool {
        self.stage == Stage::Decay && self.level == shape.sustain
    }

    /// The next frames' levels.
    pub fn render(&mut self, shape: &Shape, rate: SampleRate, out: &mut [f32]) {
        let mut rest = out;
        while !rest.is_empty() {
            if self.stage == Stage::Done || self.is_steady(shape) {
                rest.fill(self.level);
                return;
            }
            let done = self.stretch(shape, rate, rest);
            rest = &mut rest[done..];
        }
    }

    /// Moves on by `frames` at once and returns the level there: what `render` would have written last.
    pub fn advance(&mut self, shape: &Shape, rate: SampleRate, frames: usize) -> f32 {
        let mut levels = [0.0; 64];
        let mut left = frames;
        while left > 0 {
            let now = left.min(levels.len());
            self.render(shape, rate, &mut levels[..now]);
            left -= now;
        }
        self.level
    }

    fn enter(&mut self, stage: Stage) {
        *self = Envelope { stage, frames: 0, from: self.level, ..*self };
    }

    /// Writes as much of the present stage as fits; returns how many frames that were.
    fn stretch(&mut self, shape: &Shape, rate: SampleRate, out: &mut [f32]) -> usize {
        let length = |seconds: f32| (seconds.max(0.0) * rate.hertz()).round() as u32;
        match self.stage {
            Stage::Attack => {
                let total = length(shape.attack);
                let now = (total.saturating_sub(self.frames) as usize).min(out.len());
                for (n, level) in out[..now].iter_mut().enumerate() {
                    let place = (self.frames + n as u32 + 1) as f32 / total as f32;
                    *level = self.from + (1.0 - self.from) * place;
                }
                self.frames += now as u32;
                if self.frames >= total {
                    self.level = 1.0;
                    self.enter(Stage::Hold);
                } else {
                    self.level = out[now - 1];
                }
                now
            }
            Stage::Hold => {
                let total = length(shape.hold);
                let now = (total.saturating_sub(self.frames) as usize).min(out.len());
                out[..now].fill(1.0);
                self.frames += now as u32;
                if self.frames >= total {
                    self.enter(Stage::Decay);
                }
                now
            }
            Stage::Decay => {
                self.fall(shape.sustain, length(shape.decay), out);
                if (self.level - shape.sustain).abs() < SILENT {
                    self.level = shape.sustain;
                    if shape.sustain == 0.0 {
                        self.stage = Stage::Done;
                    }
                }
                out.len()
            }
            Stage::Release => {
                self.fall(0.0, length(shape.release), out);
                if self.level < SILENT {
                    self.level = 0.0;
                    self.stage = Stage::Done;
                }
                out.len()
            }
            Stage::Done => out.len(),
        }
    }

    /// Falls exponentially towards `to`, 60 dB in `total` frames.
    fn fall(&mut self, to: f32, total: u32, out: &mut [f32]) {
        if self.fall.0 != total {
            self.fall = (total, SIXTY_DECIBELS.powf(1.0 / total as f32));
        }
        // Of no time at all nothing is left.
        let factor = self.fall.1;
        for level in out {
            self.level = to + (self.level - to) * factor;
            *level = self.level;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const RATE: SampleRate = SampleRate(1_000);
    const SHAPE: Shape = Shape { attack: 0.01, hold: 0.005, decay: 0.1, sustain: 0.5, release: 0.05 };

    #[test]
    fn every_stage_takes_its_time_to_the_frame() {
        let mut envelope = Envelope::default();
        envelope.start();
        let mut levels = [0.0; 200];
        envelope.render(&SHAPE, RATE, &mut levels);
        assert!((levels[4] - 0.5).abs() < 1e-6 && levels[9] == 1.0 && levels[8] < 1.0);
        assert_eq!(levels[10..15], [1.0; 5]);
        assert!(levels[15] < 1.0);
        let after = levels[15 + 99];
        assert!((after - (0.5 + 0.5 * 1e-3)).abs() < 1e-5, "60 dB nearer after the decay: {after}");
        envelope.release();
        let mut release = [0.0; 60];
        envelope.render(&SHAPE, RATE, &mut release);
        assert!((release[49] / levels[199] - 1e-3).abs() < 1e-5);
        assert!(!envelope.is_done(), "it ends 80 dB down, not 60");
    }

    #[test]
    fn the_cutting_of_blocks_does_not_matter() {
        let (mut whole, mut parts) = (Envelope::default(), Envelope::default());
        whole.start();
        parts.start();
        let (mut first, mut second) = ([0.0; 120], [0.0; 120]);
        whole.render(&SHAPE, RATE, &mut first);
        second.chunks_mut(7).for_each(|chunk| parts.render(&SHAPE, RATE, chunk));
        assert_eq!(first, second);
    }

    #[test]
    fn a_second_strike_goes_on_from_where_it_was() {
        let mut envelope = Envelope::default();
        envelope.start();
        let mut levels = [0.0; 8];
        envelope.render(&SHAPE, RATE, &mut levels[..5]);
        envelope.start();
        envelope.render(&SHAPE, RATE, &mut levels[5..]);
        assert!((levels[5] - levels[4]).abs() < 0.11);
    }
}
