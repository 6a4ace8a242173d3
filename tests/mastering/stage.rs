//! An album in a folder of its own, and sound for it.

use serde_json::Value;
use std::path::Path;
use std::process::{Command, Output};

/// An album file in a temporary folder.
pub struct Album(tempfile::TempDir);

impl Album {
    pub fn new(text: &str) -> Album {
        let folder = tempfile::tempdir().expect("a folder");
        std::fs::write(folder.path().join("album.ron"), text).expect("written");
        Album(folder)
    }

    pub fn path(&self) -> &Path {
        self.0.path()
    }

    /// What `segno master album.ron -o out --json` answers.
    pub fn run(&self) -> Output {
        self.run_with(&[])
    }

    /// What it answers with these arguments more.
    pub fn run_with(&self, more: &[&str]) -> Output {
        let mut segno = Command::new(env!("CARGO_BIN_EXE_segno"));
        segno.current_dir(self.path()).args(["master", "album.ron", "-o", "out", "--json"]).args(more);
        segno.env("XDG_CACHE_HOME", self.path().join("cache"));
        segno.output().expect("segno starts")
    }

    /// The report of a run that succeeds.
    pub fn master(&self) -> Value {
        self.master_with(&[])
    }

    /// That with these arguments more.
    pub fn master_with(&self, more: &[&str]) -> Value {
        let output = self.run_with(more);
        let told = String::from_utf8_lossy(&output.stderr);
        assert_eq!(output.status.code(), Some(0), "{told}");
        serde_json::from_slice(&output.stdout).expect("a document")
    }

    /// What is told of a run that fails, and the exit code.
    pub fn failure(&self) -> (i32, String) {
        let output = self.run();
        (output.status.code().expect("an end"), String::from_utf8_lossy(&output.stderr).into_owned())
    }

    /// The names in the folder.
    pub fn names(&self) -> Vec<String> {
        let entries = std::fs::read_dir(self.path()).expect("a folder");
        let mut names: Vec<_> = entries
            .map(|entry| entry.expect("an entry").file_name().to_string_lossy().into_owned())
            .collect();
        names.sort();
        names
    }
}

/// So many seconds of beats and chords, at about that height; each number gives others.
pub fn music(rate: u32, seconds: f64, height: f32, number: u32) -> Vec<f32> {
    let mut noise = 0x9E37_79B9u32.wrapping_mul(number + 1);
    let frames = (seconds * f64::from(rate)) as usize;
    let sample = |n: usize| {
        noise = noise.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
        let second = n as f32 / rate as f32;
        let beat = (second * 2.0).fract() / 2.0;
        let tone = |hertz: f32| (second * hertz * std::f32::consts::TAU).sin();
        let root = 110.0 * (1.0 + number as f32 * 0.05);
        let chord = 0.3 * (tone(root) + tone(root * 1.5) + 0.5 * tone(root * 5.0));
        let drum = (-beat * 30.0).exp() * (0.8 * tone(55.0) + 0.4 * (noise as f32 / u32::MAX as f32 - 0.5));
        // As 24 bits hold it.
        (((chord + drum) * height) * 8_388_608.0).round() / 8_388_608.0
    };
    (0..frames).map(sample).collect()
}

/// Writes one sound into both channels, the right one a little softer, 24 bits.
pub fn written(path: &Path, rate: u32, sound: &[f32]) {
    let spec = hound::WavSpec {
        channels: 2,
        sample_rate: rate,
        bits_per_sample: 24,
        sample_format: hound::SampleFormat::Int,
    };
    let mut file = hound::WavWriter::create(path, spec).expect("a file");
    for sample in sound {
        let step = (sample.clamp(-1.0, 1.0) * 8_388_607.0).round() as i32;
        file.write_sample(step).expect("written");
        file.write_sample(step / 2).expect("written");
    }
    file.finalize().expect("finished");
}

/// The rate and the channels of a WAV file.
pub fn read(path: &Path) -> (u32, [Vec<f32>; 2]) {
    let mut file = hound::WavReader::open(path).unwrap_or_else(|error| panic!("{}: {error}", path.display()));
    let spec = file.spec();
    let full = (1u32 << (spec.bits_per_sample - 1)) as f32;
    let mut channels = [Vec::new(), Vec::new()];
    for (n, sample) in file.samples::<i32>().enumerate() {
        channels[n % 2].push(sample.expect("a sample") as f32 / full);
    }
    (spec.sample_rate, channels)
}
