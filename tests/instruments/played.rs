//! Notes of any kind of instrument, played and measured.

use segno::dsp::units::{SampleRate, Semitones};
use segno::instruments::sample::{SampleAudio, SampleBank};
use segno::instruments::sampler::zone::Zone;
use segno::instruments::voice::{Context, Liveness, MAX_STRETCH, Modulation, NoteStart, Stereo};
use segno::instruments::{KINDS, Patch, VoicePool};
use std::sync::Arc;

pub const RATE: SampleRate = SampleRate(48_000);

/// A sine of middle C for the sampler, ten seconds long.
pub fn bank() -> SampleBank {
    let turn = std::f64::consts::TAU * 261.625_565_3 / 48_000.0;
    let frames = (0..480_000).map(|n| (turn * f64::from(n)).sin() as f32 * 0.5).collect();
    SampleBank::new(vec![Some(Arc::new(SampleAudio::new(RATE.0, vec![frames])))])
}

pub fn patches() -> Vec<Patch> {
    let mut patches: Vec<Patch> = KINDS.iter().map(|kind| (kind.new)()).collect();
    for patch in &mut patches {
        if let Patch::Sampler(sampler) = patch {
            sampler.zones = Arc::new(vec![Zone { root: 60, ..Zone::default() }]);
        }
    }
    patches
}

/// A note and what has moved it.
pub struct Played<'a> {
    /// A pool of one voice.
    pub voice: VoicePool,
    pub patch: Patch,
    pub modulation: Modulation,
    pub context: Context<'a>,
    pub size: usize,
    pub ended: bool,
}

impl<'a> Played<'a> {
    pub fn new(patch: &Patch, key: u8, velocity: f32, rate: SampleRate, samples: &'a SampleBank) -> Self {
        let context = Context { rate, samples };
        let note = NoteStart { key, velocity, offset: 0, slice: None, previous: None, turn: 0, seed: 7 };
        let mut voice = VoicePool::new(1);
        voice.start(0, patch, &note, &context);
        let modulation = Modulation { pitch: Semitones(f32::from(key)), ..Modulation::default() };
        Played { voice, patch: patch.clone(), modulation, context, size: MAX_STRETCH, ended: false }
    }

    pub fn sound(&mut self, frames: usize) -> Vec<f32> {
        let (mut left, mut right) = (vec![0.0; frames], vec![0.0; frames]);
        for (left, right) in left.chunks_mut(self.size).zip(right.chunks_mut(self.size)) {
            let live =
                self.voice.render(0, &self.patch, &self.modulation, &self.context, Stereo { left, right });
            self.ended |= live == Liveness::Ended;
        }
        assert!(right.iter().all(|sample| sample.is_finite()));
        left
    }

    /// As the engine does: levels follow in two milliseconds.
    pub fn glide(&mut self, level: f32, frames: usize) -> Vec<f32> {
        let mut sound = Vec::new();
        while sound.len() < frames {
            let share = 1.0 - (-(self.size as f32) / 96.0).exp();
            self.modulation.left += (level - self.modulation.left) * share;
            sound.extend(self.sound(self.size));
        }
        sound
    }
}

pub fn set(patch: &mut Patch, index: usize, place: f32) {
    let value = patch.knobs().info(index).at(place);
    patch.knobs_mut().set_value(index, value);
}

/// The frequency of the strongest partial near `expected` Hz: the turning of the phase between two windows, half a second apart.
pub fn tuned(sound: &[f32], expected: f64) -> f64 {
    let frames = 24_000;
    let phase = |from: usize, hertz: f64| {
        let (mut real, mut imaginary) = (0.0f64, 0.0f64);
        for (n, sample) in sound[from..from + frames].iter().enumerate() {
            let turn = std::f64::consts::TAU * n as f64 / frames as f64;
            let window =
                0.35875 - 0.48829 * turn.cos() + 0.14128 * (2.0 * turn).cos() - 0.01168 * (3.0 * turn).cos();
            let at = std::f64::consts::TAU * hertz * (from + n) as f64 / 48_000.0;
            real += window * f64::from(*sample) * at.cos();
            imaginary += window * f64::from(*sample) * at.sin();
        }
        // The turns by which the tone is ahead of the probe.
        -imaginary.atan2(real) / std::f64::consts::TAU
    };
    let apart = 1_200;
    let turned = phase(apart, expected) - phase(0, expected);
    expected + (turned - turned.round()) * 48_000.0 / apart as f64
}

/// A patch of that kind with these values.
pub fn patch(kind: &str, values: &[(&str, f32)]) -> Patch {
    let mut patch = (KINDS.iter().find(|row| row.name == kind).expect(kind).new)();
    for (name, value) in values {
        let index = patch.knobs().find(name).expect(name);
        patch.knobs_mut().set_value(index, *value);
    }
    patch
}

/// The second half of a second at a frequency, struck hard.
pub fn tone(patch: &Patch, hertz: f64, samples: &SampleBank) -> Vec<f32> {
    let pitch = 69.0 + 12.0 * (hertz / 440.0).log2();
    let mut note = Played::new(patch, pitch.round() as u8, 1.0, RATE, samples);
    note.modulation.pitch = Semitones(pitch as f32);
    note.sound(12_000);
    note.sound(36_000)
}

/// The magnitudes of 32,768 frames, windowed, so that side lobes lie below −92 dB.
pub fn spectrum(sound: &[f32]) -> Vec<f64> {
    let frames = 1 << 15;
    let fft = realfft::RealFftPlanner::<f64>::new().plan_fft_forward(frames);
    let window = |n: usize| {
        let place = n as f64 / frames as f64 * std::f64::consts::TAU;
        0.35875 - 0.48829 * place.cos() + 0.14128 * (2.0 * place).cos() - 0.01168 * (3.0 * place).cos()
    };
    let mut block: Vec<f64> =
        sound[..frames].iter().enumerate().map(|(n, sample)| f64::from(*sample) * window(n)).collect();
    let mut spectrum = fft.make_output_vec();
    fft.process(&mut block, &mut spectrum).expect("sizes fit");
    spectrum.iter().map(|value| value.norm()).collect()
}

/// The level in dB of everything from 20 Hz to 20 kHz that is no harmonic of the tone, against its strongest one, at 48 kHz.
pub fn aliases(sound: &[f32], hertz: f64) -> f64 {
    let bin = 48_000.0 / f64::from(1 << 15);
    let (mut tone, mut other) = (0.0f64, 0.0f64);
    for (index, value) in spectrum(sound).iter().enumerate() {
        let at = index as f64 * bin;
        let off = (at / hertz - (at / hertz).round()).abs() * hertz;
        match off < 8.0 * bin {
            true => tone = tone.max(*value),
            false if (20.0..20_000.0).contains(&at) => other = other.max(*value),
            false => {}
        }
    }
    20.0 * (other / tone).log10()
}
