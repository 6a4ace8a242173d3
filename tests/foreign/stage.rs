//! A song's folder into which instruments come, and notes of them, measured.

use segno::dsp::units::{SampleRate, Semitones};
use segno::instruments::sample::SampleBank;
use segno::instruments::voice::{Context, Modulation, NoteStart, Stereo};
use segno::instruments::{Patch, VoicePool};
use segno::io::instrument_import::{Imported, import_instrument};
use segno::io::sample_files::load;
use std::path::Path;

pub const RATE: u32 = 48_000;

pub fn write_wav(path: &Path, rate: u32, sound: &[i16]) {
    std::fs::create_dir_all(path.parent().expect("a folder")).expect("made");
    let spec = hound::WavSpec {
        channels: 1,
        sample_rate: rate,
        bits_per_sample: 16,
        sample_format: hound::SampleFormat::Int,
    };
    let mut file = hound::WavWriter::create(path, spec).expect("made");
    sound.iter().for_each(|sample| file.write_sample(*sample).expect("written"));
    file.finalize().expect("written");
}

/// What came, and the sound of its samples as far as they are there.
pub struct Come {
    pub imported: Imported,
    bank: SampleBank,
}

/// Brings a file into the song's folder `song` beside it.
pub fn bring(file: &Path, preset: usize) -> Result<Come, String> {
    let folder = file.parent().expect("a folder").join("song");
    std::fs::create_dir_all(&folder).expect("made");
    let imported = import_instrument(&folder, file, preset, |_| true).map_err(|why| why.to_string())?;
    let audio = |reference| load(&folder, reference).ok().map(|loaded| loaded.audio);
    let bank = SampleBank::new(imported.samples.iter().map(audio).collect());
    Ok(Come { imported, bank })
}

impl Come {
    /// Half a second of a key, struck for the `turn`th time: left and right.
    pub fn play(&self, key: u8, velocity: f32, turn: u32) -> [Vec<f32>; 2] {
        let patch = Patch::Sampler(self.imported.patch.clone());
        let context = Context { rate: SampleRate(RATE), samples: &self.bank };
        let note = NoteStart { key, velocity, offset: 0, slice: None, previous: None, turn, seed: 1 };
        let mut pool = VoicePool::new(1);
        pool.start(0, &patch, &note, &context);
        let modulation = Modulation { pitch: Semitones(key.into()), ..Modulation::default() };
        let (mut left, mut right) = (vec![0.0; 24_000], vec![0.0; 24_000]);
        for (left, right) in left.chunks_mut(64).zip(right.chunks_mut(64)) {
            pool.render(0, &patch, &modulation, &context, Stereo { left, right });
        }
        [left, right]
    }

    /// Pitch in Hz and level in dB of the second half of what a key sounds on the left.
    pub fn tone(&self, key: u8) -> (f64, f64) {
        let [left, _] = self.play(key, 1.0, 0);
        (hertz(&left[12_000..]), level(&left[12_000..]))
    }
}

/// The frequency of a sine, by where it crosses zero.
pub fn hertz(sound: &[f32]) -> f64 {
    let rises = sound.windows(2).enumerate().filter(|(_, pair)| pair[0] < 0.0 && pair[1] >= 0.0);
    let places: Vec<f64> =
        rises.map(|(n, pair)| n as f64 + f64::from(pair[0] / (pair[0] - pair[1]))).collect();
    match (places.first(), places.last()) {
        (Some(first), Some(last)) if last > first => {
            (places.len() - 1) as f64 * f64::from(RATE) / (last - first)
        }
        _ => 0.0,
    }
}

/// The level of a sine in dB of its peak.
pub fn level(sound: &[f32]) -> f64 {
    let power = sound.iter().map(|s| f64::from(*s).powi(2)).sum::<f64>() / sound.len() as f64;
    10.0 * (2.0 * power).max(1e-30).log10()
}

/// Asserts that a tone has a pitch within two cents and a level within 0.1 dB.
pub fn assert_tone((hertz, level): (f64, f64), expected: (f64, f64), what: &str) {
    let cents = 1_200.0 * (hertz / expected.0).log2();
    assert!(cents.abs() < 2.0, "{what}: {hertz} Hz for {}", expected.0);
    assert!((level - expected.1).abs() < 0.1, "{what}: {level} dB for {}", expected.1);
}
