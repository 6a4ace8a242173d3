//! A preset as it sounds: a note that is held and let go, in figures.

use ebur128::{EbuR128, Mode};
use segno::dsp::units::{SampleRate, Semitones};
use segno::formats::presets::{Preset, factory};
use segno::instruments::matrix::running::{Lfos, Moved, Pass, Running};
use segno::instruments::matrix::wiring::Wiring;
use segno::instruments::sample::{SampleAudio, SampleBank};
use segno::instruments::sampler::zone::Zone;
use segno::instruments::voice::{Context, Liveness, MAX_STRETCH, Modulation, NoteStart, Stereo};
use segno::instruments::{Patch, VoicePool};
use std::f64::consts::TAU;
use std::sync::{Arc, OnceLock};

const RATE: usize = 48_000;
/// Frames of which each level is taken: 20 milliseconds.
const MOMENT: usize = 960;
/// Seconds that the key is held.
const HELD: f64 = 2.5;
/// Seconds in which it is to end once the key is let go.
const LONGEST: f64 = 30.0;
/// Frames of a spectrum.
const FRAMES: usize = 4_096;
/// Bands of a spectrum, from 40 Hz on, three to an octave.
const BANDS: usize = 27;
/// Where the stretches end that spectra are compared in, in seconds.
const STRETCHES: [f64; 5] = [0.1, 0.4, 1.2, HELD, HELD + 0.6];
/// What lies so far below the loudest band counts as silent, in dB.
const FLOOR: f64 = -50.0;

/// A note in figures. Levels in dB, 0 is full scale.
pub struct Sound {
    pub preset: &'static Preset,
    pub peak: f64,
    /// The loudest 200 ms, K-weighted, in LUFS.
    pub loud: f64,
    /// The mean of all samples.
    pub middle: f64,
    pub finite: bool,
    /// Seconds from letting go to the end; `None` if it does not end.
    pub ends: Option<f64>,
    /// The mean power of each 20 ms.
    pub moments: Vec<f64>,
    /// The power of each band in each stretch, in dB below the loudest.
    pub bands: [[f64; BANDS]; STRETCHES.len()],
    /// The power of every frequency while the key is held.
    power: Vec<f64>,
}

/// A string of ten harmonics that decays and begins with a scrape, for the sampler: three seconds of middle C.
fn sample() -> SampleAudio {
    let mut noise = 1u32;
    let frame = |n: usize| {
        let time = n as f64 / RATE as f64;
        noise = noise.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
        let scrape = (f64::from(noise >> 8) / f64::from(1 << 23) - 1.0) * (-time / 0.01).exp();
        let partial = |k: i32| {
            (TAU * 261.63 * f64::from(k) * time).sin() / f64::from(k)
                * (-time * (0.4 + 0.2 * f64::from(k))).exp()
        };
        (0.35 * (1..=10).map(partial).sum::<f64>() + 0.2 * scrape) as f32
    };
    SampleAudio::new(RATE as u32, vec![(0..3 * RATE).map(frame).collect()])
}

fn decibels(power: f64) -> f64 {
    10.0 * power.max(1e-20).log10()
}

impl Sound {
    fn of(preset: &'static Preset, bank: &SampleBank) -> Sound {
        let mut patch = preset.patch.clone();
        if let Patch::Sampler(sampler) = &mut patch {
            sampler.zones = Arc::new(vec![Zone::default()]);
        }
        let context = Context { rate: SampleRate(RATE as u32), samples: bank };
        let note = NoteStart {
            key: preset.key,
            velocity: 1.0,
            offset: 0,
            slice: None,
            previous: None,
            turn: 0,
            seed: 7,
        };
        let mut pool = VoicePool::new(1);
        let wiring = Wiring::new(&preset.matrix, patch.knobs());
        let (mut running, mut common) = (Running::new(&note), Lfos::new(0));
        let mut moved = |running: &mut Running, frames| {
            let pass = Pass { frames, rate: context.rate, beat_seconds: 0.5 };
            common.advance(&preset.matrix, &pass);
            running.advance((&patch, &preset.matrix), (&wiring, 1), &common, &pass)
        };
        pool.start(0, &moved(&mut running, 0).patch, &note, &context);
        let (mut sound, mut ends): ([Vec<f32>; 2], _) = ([Vec::new(), Vec::new()], None);
        let held = (HELD * RATE as f64) as usize;
        while sound[0].len() < held + (LONGEST * RATE as f64) as usize {
            let now = sound[0].len();
            if (held..held + MAX_STRETCH).contains(&now) {
                pool.release(0);
                running.release();
            }
            sound.iter_mut().for_each(|side| side.resize(now + MAX_STRETCH, 0.0));
            let [left, right] = &mut sound;
            let out = Stereo { left: &mut left[now..], right: &mut right[now..] };
            let Moved { patch, bend, .. } = moved(&mut running, MAX_STRETCH);
            let modulation = Modulation {
                pitch: Semitones(f32::from(preset.key) + bend.pitch),
                left: bend.gain * (1.0 - bend.pan).min(1.0),
                right: bend.gain * (1.0 + bend.pan).min(1.0),
                ..Modulation::default()
            };
            if pool.render(0, &patch, &modulation, &context, out) == Liveness::Ended {
                ends = Some((now as f64 - held as f64).max(0.0) / RATE as f64);
                break;
            }
        }
        Sound::measured(preset, sound, ends)
    }

    fn measured(preset: &'static Preset, sound: [Vec<f32>; 2], ends: Option<f64>) -> Sound {
        let all = || sound.iter().flatten();
        let peak = all().fold(0.0f32, |peak, sample| peak.max(sample.abs()));
        let mean =
            sound.iter().map(|side| side.iter().map(|s| f64::from(*s)).sum::<f64>() / side.len() as f64);
        let finite = all().all(|sample| sample.is_finite());
        let mut meter = EbuR128::new(2, RATE as u32, Mode::M).expect("a meter");
        let mut loud = f64::NEG_INFINITY;
        let silence = vec![0.0f32; RATE / 5];
        let padded = |side: &[f32]| side.iter().chain(&silence).copied().collect::<Vec<_>>();
        let (left, right) = (padded(&sound[0]), padded(&sound[1]));
        for (left, right) in left.chunks(MOMENT).zip(right.chunks(MOMENT)) {
            meter.add_frames_planar_f32(&[left, right]).expect("frames");
            loud = loud.max(meter.loudness_window(200).unwrap_or(f64::NEG_INFINITY));
        }
        let mono: Vec<f64> = left.iter().zip(&right).map(|(l, r)| 0.5 * f64::from(l + r)).collect();
        let square =
            |part: &[f32]| part.iter().map(|s| f64::from(*s).powi(2)).sum::<f64>() / part.len() as f64;
        let moments = left
            .chunks(MOMENT)
            .zip(right.chunks(MOMENT))
            .map(|(l, r)| 0.5 * (square(l) + square(r)))
            .collect();
        let (bands, power) = spectra(&mono);
        let middle = 20.0 * mean.map(f64::abs).fold(1e-10, f64::max).log10();
        let peak = 20.0 * f64::from(peak).max(1e-10).log10();
        Sound { preset, peak, loud, middle, finite, ends, moments, bands, power }
    }

    pub fn is(&self, tag: &str) -> bool {
        self.preset.tags.iter().any(|other| other == tag)
    }

    /// The part of the power that lies between two frequencies in Hz.
    pub fn part(&self, low: f64, high: f64) -> f64 {
        let within =
            |(bin, _): &(usize, &f64)| (low..high).contains(&(*bin as f64 * RATE as f64 / FRAMES as f64));
        let some: f64 = self.power.iter().enumerate().filter(within).map(|(_, power)| power).sum();
        some / self.power.iter().sum::<f64>().max(1e-20)
    }

    /// The mean frequency of the power, in Hz.
    pub fn centre(&self) -> f64 {
        let at = |bin: usize| bin as f64 * RATE as f64 / FRAMES as f64;
        let sum: f64 = self.power.iter().enumerate().map(|(bin, power)| at(bin) * power).sum();
        sum / self.power.iter().sum::<f64>().max(1e-20)
    }

    /// The level at so many seconds, in dB against the loudest 20 ms.
    pub fn level(&self, seconds: f64) -> f64 {
        let moment = (seconds * RATE as f64) as usize / MOMENT;
        let most = self.moments.iter().fold(0.0f64, |most, power| most.max(*power));
        decibels(self.moments.get(moment).copied().unwrap_or(0.0)) - decibels(most)
    }

    /// Seconds until it is within 6 dB of its loudest.
    pub fn rise(&self) -> f64 {
        let moments = 0..self.moments.len();
        let seconds = |moment: usize| moment as f64 * MOMENT as f64 / RATE as f64;
        moments.map(seconds).find(|at| self.level(*at) > -6.0).unwrap_or(0.0)
    }

    /// How different another sound is: the mean distance of their bands in dB.
    pub fn distance(&self, other: &Sound) -> f64 {
        let pairs = self.bands.as_flattened().iter().zip(other.bands.as_flattened());
        let sum: f64 = pairs.map(|(one, other)| (one - other).powi(2)).sum();
        (sum / (BANDS * STRETCHES.len()) as f64).sqrt()
    }
}

/// The bands of each stretch, and the power of each frequency while the key is held.
fn spectra(mono: &[f64]) -> ([[f64; BANDS]; STRETCHES.len()], Vec<f64>) {
    let fft = realfft::RealFftPlanner::<f64>::new().plan_fft_forward(FRAMES);
    let (mut block, mut spectrum) = (fft.make_input_vec(), fft.make_output_vec());
    let mut bands = [[0.0; BANDS]; STRETCHES.len()];
    let mut power = vec![0.0; spectrum.len()];
    for (number, start) in (0..mono.len()).step_by(FRAMES / 4).enumerate() {
        let middle = number as f64 * (FRAMES / 4) as f64 / RATE as f64;
        let Some(stretch) = STRETCHES.iter().position(|end| middle < *end) else { break };
        for (n, sample) in block.iter_mut().enumerate() {
            let window = 0.5 - 0.5 * (TAU * n as f64 / FRAMES as f64).cos();
            // The first block begins before the note, so that its stroke is in the middle of a window.
            let at = (start + n).checked_sub(FRAMES / 2);
            *sample = at.and_then(|at| mono.get(at)).copied().unwrap_or(0.0) * window;
        }
        fft.process(&mut block, &mut spectrum).expect("sizes fit");
        for (bin, value) in spectrum.iter().enumerate().skip(1) {
            let hertz = bin as f64 * RATE as f64 / FRAMES as f64;
            let band = ((hertz / 40.0).log2() * 3.0).max(0.0) as usize;
            bands[stretch][band.min(BANDS - 1)] += value.norm_sqr();
            power[bin] += if middle < HELD { value.norm_sqr() } else { 0.0 };
        }
    }
    let most = bands.as_flattened().iter().fold(1e-20f64, |most, power| most.max(*power));
    let told = bands.map(|stretch| stretch.map(|power| decibels(power / most).max(FLOOR)));
    (told, power)
}

/// Every preset of the factory, played once for all tests.
pub fn sounds() -> &'static [Sound] {
    static PLAYED: OnceLock<Vec<Sound>> = OnceLock::new();
    PLAYED.get_or_init(|| {
        let bank = SampleBank::new(vec![Some(Arc::new(sample()))]);
        let presets = factory();
        std::thread::scope(|scope| {
            let halves = presets.chunks(presets.len().div_ceil(2));
            let played = |half: &'static [Preset]| {
                let bank = &bank;
                scope.spawn(move || half.iter().map(|preset| Sound::of(preset, bank)).collect::<Vec<_>>())
            };
            let threads: Vec<_> = halves.map(played).collect();
            threads.into_iter().flat_map(|thread| thread.join().expect("played")).collect()
        })
    })
}
