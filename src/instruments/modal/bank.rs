//! A bank of modes: complex numbers that turn and shrink, eight side by side.

use crate::dsp::sine::{cosine, sine};
use crate::dsp::units::SampleRate;
use crate::instruments::blocks::BLOCK;

/// The most modes.
pub const MODES: usize = 32;
/// Modes that are computed side by side.
const LANES: usize = 8;
const GROUPS: usize = MODES / LANES;
/// Where modes have ended, linear: −90 dB.
const SILENT: f32 = 3e-5;
/// Modes above this, in turns per frame, are silent; they begin to fade a tenth below.
const HIGHEST: f32 = 0.45;

type Lanes = [f32; LANES];

/// Up to 32 modes. The output of each is the imaginary part, so a mode that is struck begins at 0.
#[derive(Clone, Copy, Debug, Default)]
pub struct Bank {
    real: [Lanes; GROUPS],
    imaginary: [Lanes; GROUPS],
    cosines: [Lanes; GROUPS],
    sines: [Lanes; GROUPS],
    left: [Lanes; GROUPS],
    right: [Lanes; GROUPS],
    /// Groups that sound.
    groups: usize,
}

fn lanes(values: [f32; MODES]) -> [Lanes; GROUPS] {
    std::array::from_fn(|group| std::array::from_fn(|lane| values[group * LANES + lane]))
}

impl Bank {
    /// Gives each mode a push: the level at which it begins.
    pub fn strike(&mut self, levels: &[f32; MODES]) {
        self.real = lanes(*levels);
        self.imaginary = [[0.0; LANES]; GROUPS];
        self.groups = levels.iter().rposition(|level| *level != 0.0).map_or(0, |last| last / LANES + 1);
    }

    /// Whether every mode has decayed.
    pub fn is_silent(&self) -> bool {
        self.groups == 0
    }

    /// Tunes the modes: `ratios` times `hertz`, each losing `losses` nepers per second.
    pub fn tune(&mut self, ratios: &[f32; MODES], losses: &[f32; MODES], hertz: f32, rate: SampleRate) {
        let per_frame = 1.0 / rate.hertz();
        let (mut cosines, mut sines) = ([0.0; MODES], [0.0; MODES]);
        for n in 0..MODES {
            let turns = ratios[n] * hertz * per_frame;
            let turns = if turns < 0.5 { turns } else { 0.5 };
            let loss = losses[n] * per_frame;
            let loss = if loss < 1.0 { loss } else { 1.0 };
            // The exponential's series to the fourth power: losses are small.
            let shrink = 1.0 - loss * (1.0 - loss * (0.5 - loss * (1.0 / 6.0 - loss / 24.0)));
            let (cos, sin) = (cosine(turns), sine(turns));
            // One step of Newton's method brings the pair onto the circle, to the last bit.
            let shrink = shrink * (1.5 - 0.5 * (cos * cos + sin * sin));
            (cosines[n], sines[n]) = (cos * shrink, sin * shrink);
        }
        (self.cosines, self.sines) = (lanes(cosines), lanes(sines));
    }

    /// Sets how loud each mode is, left and right; modes above what the rate can carry are silent.
    pub fn place(&mut self, levels: &[[f32; MODES]; 2], ratios: &[f32; MODES], hertz: f32, rate: SampleRate) {
        let there = ratios.map(|ratio| {
            let turns = ratio * hertz / rate.hertz();
            ((HIGHEST - turns) / (0.1 * HIGHEST)).clamp(0.0, 1.0)
        });
        let placed = |levels: &[f32; MODES]| lanes(std::array::from_fn(|n| levels[n] * there[n]));
        (self.left, self.right) = (placed(&levels[0]), placed(&levels[1]));
    }

    /// Adds a block to both channels.
    #[inline(always)]
    pub fn render(&mut self, sound: &mut [[f32; BLOCK]; 2]) {
        let mut sums = [[[0.0f32; LANES]; BLOCK]; 2];
        let [lefts, rights] = &mut sums;
        let states = self.real.iter_mut().zip(&mut self.imaginary);
        let turns = self.cosines.iter().zip(&self.sines);
        let places = self.left.iter().zip(&self.right);
        for (((real, imaginary), (cosine, sine)), (left, right)) in
            states.zip(turns).zip(places).take(self.groups)
        {
            let (mut re, mut im) = (*real, *imaginary);
            for (to_left, to_right) in lefts.iter_mut().zip(rights.iter_mut()) {
                for lane in 0..LANES {
                    let next = cosine[lane] * re[lane] - sine[lane] * im[lane];
                    im[lane] = sine[lane] * re[lane] + cosine[lane] * im[lane];
                    re[lane] = next;
                    to_left[lane] += im[lane] * left[lane];
                    to_right[lane] += im[lane] * right[lane];
                }
            }
            (*real, *imaginary) = (re, im);
        }
        for (sound, sums) in sound.iter_mut().zip(&sums) {
            for (sample, lanes) in sound.iter_mut().zip(sums) {
                let [a, b, c, d, e, f, g, h] = lanes;
                *sample += ((a + e) + (b + f)) + ((c + g) + (d + h));
            }
        }
        self.retire();
    }

    /// High modes decay first: their groups are left out once they are silent.
    fn retire(&mut self) {
        let quiet = |values: &Lanes| values.iter().all(|value| value.abs() < SILENT);
        while self.groups > 0 && quiet(&self.real[self.groups - 1]) && quiet(&self.imaginary[self.groups - 1])
        {
            self.groups -= 1;
        }
    }
}
