//! An envelope that is looked at once a block: attack, decay, sustain, release, in a few additions.

use super::envelope::Shape;
use super::units::SampleRate;

/// What a block changes, worked out from a [`Shape`] whenever that moves. There is no hold.
#[derive(Clone, Copy, Debug, Default)]
pub struct Slopes {
    attack: f32,
    decay: f32,
    sustain: f32,
    release: f32,
}

/// The factor by which something falls in `frames` if it falls by 60 dB in `seconds`.
pub fn fall(seconds: f32, frames: usize, rate: SampleRate) -> f32 {
    // log2 of a thousandth.
    (-9.965_784 * frames as f32 / (seconds.max(1e-4) * rate.hertz())).exp2()
}

impl Slopes {
    /// For blocks of `frames`.
    pub fn new(shape: &Shape, frames: usize, rate: SampleRate) -> Slopes {
        Slopes {
            attack: frames as f32 / (shape.attack.max(1e-4) * rate.hertz()),
            decay: fall(shape.decay, frames, rate),
            sustain: shape.sustain,
            release: fall(shape.release, frames, rate),
        }
    }
}

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
enum Stage {
    #[default]
    Done,
    Attack,
    Decay,
    Release,
}

/// A running envelope. Its levels are 0 to 1; between blocks they are meant to go straight.
#[derive(Clone, Copy, Debug, Default)]
pub struct Contour {
    stage: Stage,
    level: f32,
}

/// Below this it has ended: −80 dB.
const SILENT: f32 = 1e-4;

impl Contour {
    /// A struck key.
    pub fn struck() -> Contour {
        Contour { stage: Stage::Attack, level: 0.0 }
    }

    /// The key is let go.
    pub fn release(&mut self) {
        if self.stage != Stage::Done {
            self.stage = Stage::Release;
        }
    }

    /// Whether it has come to its end.
    pub fn is_done(&self) -> bool {
        self.stage == Stage::Done
    }

    /// A block further: where it began and where it ends.
    #[inline(always)]
    pub fn step(&mut self, slopes: &Slopes) -> [f32; 2] {
        let from = self.level;
        match self.stage {
            Stage::Attack => {
                self.level += slopes.attack;
                if self.level >= 1.0 {
                    *self = Contour { stage: Stage::Decay, level: 1.0 };
                }
            }
            Stage::Decay => {
                self.level = slopes.sustain + (self.level - slopes.sustain) * slopes.decay;
                if slopes.sustain == 0.0 && self.level < SILENT {
                    *self = Contour::default();
                }
            }
            Stage::Release => {
                self.level *= slopes.release;
                if self.level < SILENT {
                    *self = Contour::default();
                }
            }
            Stage::Done => {}
        }
        [from, self.level]
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_stage_takes_its_time() {
        let shape = Shape { attack: 0.08, hold: 0.0, decay: 0.4, sustain: 0.5, release: 0.2 };
        let slopes = Slopes::new(&shape, 16, SampleRate(16_000));
        let mut contour = Contour::struck();
        let after =
            |blocks: usize, contour: &mut Contour| (0..blocks).fold(0.0, |_, _| contour.step(&slopes)[1]);
        assert!((after(40, &mut contour) - 0.5).abs() < 1e-4);
        assert_eq!(after(41, &mut contour), 1.0);
        assert!((after(400, &mut contour) - 0.5005).abs() < 1e-5, "60 dB nearer");
        after(2_000, &mut contour);
        contour.release();
        assert!((after(200, &mut contour) - 0.0005).abs() < 1e-6);
        assert!(!contour.is_done());
        after(80, &mut contour);
        assert!(contour.is_done() && contour.step(&slopes) == [0.0; 2]);
    }
}
