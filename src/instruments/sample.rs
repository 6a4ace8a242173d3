//! Loaded sample audio, laid out for interpolation, and the bank that patches point into.

use super::derived::{Derived, Want};
use super::streamed::Streamed;
use std::ops::Range;
use std::sync::{Arc, OnceLock};

/// The frames of silence (or of the loop's other end) kept before and after the audio for the interpolation kernels.
pub const GUARD: usize = 16;

/// Frames of which the lowest and the highest are kept together.
const STRETCH: usize = 256;
/// The extent of nothing.
const NOTHING: [f32; 2] = [f32::INFINITY, f32::NEG_INFINITY];

fn joined(a: [f32; 2], b: [f32; 2]) -> [f32; 2] {
    [a[0].min(b[0]), a[1].max(b[1])]
}

fn extent(frames: &[f32]) -> [f32; 2] {
    frames.iter().fold(NOTHING, |all, frame| joined(all, [*frame; 2]))
}

/// The audio of one sample, decoded.
#[derive(Debug, PartialEq)]
pub struct SampleAudio {
    rate: u32,
    frames: usize,
    channels: Vec<Vec<f32>>,
    /// Made when a picture first asks for it.
    overview: OnceLock<Vec<Vec<[f32; 2]>>>,
}

impl SampleAudio {
    /// Takes one or two channels of equal length at `rate` Hz. More channels are left out, none gives silence.
    pub fn new(rate: u32, channels: Vec<Vec<f32>>) -> SampleAudio {
        let frames = channels.iter().map(Vec::len).min().unwrap_or(0);
        let padded = channels.iter().take(2).map(|channel| {
            let mut padded = vec![0.0; GUARD];
            padded.extend_from_slice(&channel[..frames]);
            padded.extend_from_slice(&[0.0; GUARD]);
            padded
        });
        SampleAudio { rate, frames, channels: padded.collect(), overview: OnceLock::new() }
    }

    /// Frames per second.
    pub fn rate(&self) -> u32 {
        self.rate
    }

    /// The number of frames.
    pub fn frames(&self) -> usize {
        self.frames
    }

    /// The number of channels: 0, 1 or 2.
    pub fn channels(&self) -> usize {
        self.channels.len()
    }

    /// One channel without its guard.
    pub fn channel(&self, index: usize) -> &[f32] {
        &self.channels[index][GUARD..GUARD + self.frames]
    }

    /// The mean of the channels, of some frames that are there. Allocates.
    pub fn mono(&self, frames: Range<usize>) -> Vec<f32> {
        let mut sound = vec![0.0; frames.len()];
        for channel in 0..self.channels() {
            let from = &self.channel(channel)[frames.clone()];
            sound.iter_mut().zip(from).for_each(|(to, from)| *to += from / self.channels() as f32);
        }
        sound
    }

    /// The lowest and the highest frame of one channel in a stretch that is there; an empty one has what stands at its start. Long
    /// stretches are looked up in a table, made at the first call. Allocates then.
    pub fn extent(&self, index: usize, frames: Range<usize>) -> [f32; 2] {
        let sound = self.channel(index);
        if frames.is_empty() {
            return [sound.get(frames.start).copied().unwrap_or(0.0); 2];
        }
        let (first, last) = (frames.start.div_ceil(STRETCH), frames.end / STRETCH);
        if last <= first {
            return extent(&sound[frames]);
        }
        let tables = self.overview.get_or_init(|| {
            let table = |index| self.channel(index).chunks(STRETCH).map(extent).collect();
            (0..self.channels()).map(table).collect()
        });
        let ends = [&sound[frames.start..first * STRETCH], &sound[last * STRETCH..frames.end]];
        let ends = ends.into_iter().filter(|end| !end.is_empty()).map(extent);
        ends.chain(tables[index][first..last].iter().copied()).fold(NOTHING, joined)
    }

    /// One channel with [`GUARD`] frames before and after it.
    pub fn padded(&self, index: usize) -> &[f32] {
        &self.channels[index]
    }
}

/// The sound of a sample.
#[derive(Clone, Debug)]
pub enum Sound {
    /// It lies in memory.
    Whole(Arc<SampleAudio>),
    /// It stays on the disk: clips play it, instruments do not.
    Streamed(Arc<Streamed>),
}

/// The samples of a song by index. A sample that is missing or still loading is a hole and plays as silence.
#[derive(Clone, Debug, Default)]
pub struct SampleBank {
    samples: Vec<Option<Sound>>,
    /// What was made of them, sorted by what it is.
    derived: Vec<(Want, Derived)>,
}

impl SampleBank {
    /// A bank of these samples.
    pub fn new(samples: Vec<Option<Arc<SampleAudio>>>) -> SampleBank {
        let samples = samples.into_iter().map(|audio| audio.map(Sound::Whole)).collect();
        SampleBank { samples, derived: Vec::new() }
    }

    /// What is at `index`, if it is there.
    pub fn sound(&self, index: usize) -> Option<&Sound> {
        self.samples.get(index)?.as_ref()
    }

    /// The audio at `index`, if it is there and lies in memory.
    pub fn get(&self, index: usize) -> Option<&SampleAudio> {
        match self.sound(index)? {
            Sound::Whole(audio) => Some(audio),
            Sound::Streamed(_) => None,
        }
    }

    /// The same, shared: for what goes on working with it.
    pub fn audio(&self, index: usize) -> Option<Arc<SampleAudio>> {
        match self.sound(index)? {
            Sound::Whole(audio) => Some(audio.clone()),
            Sound::Streamed(_) => None,
        }
    }

    /// Whether any of them stays on the disk.
    pub fn has_streamed(&self) -> bool {
        self.samples.iter().flatten().any(|sound| matches!(sound, Sound::Streamed(_)))
    }

    /// Puts audio into a place, growing the bank with holes if need be.
    pub fn set(&mut self, index: usize, audio: Option<Arc<SampleAudio>>) {
        self.put(index, audio.map(Sound::Whole));
    }

    /// Puts a sound into a place, growing the bank with holes if need be.
    pub fn put(&mut self, index: usize, sound: Option<Sound>) {
        if index >= self.samples.len() {
            self.samples.resize(index + 1, None);
        }
        self.samples[index] = sound;
    }

    /// What was made of a sample, if it is there.
    pub fn derived(&self, want: Want) -> Option<&Derived> {
        let place = self.derived.binary_search_by_key(&want, |(want, _)| *want).ok()?;
        Some(&self.derived[place].1)
    }

    /// Puts what was made of a sample beside it.
    pub fn put_derived(&mut self, want: Want, derived: Derived) {
        match self.derived.binary_search_by_key(&want, |(want, _)| *want) {
            Ok(place) => self.derived[place].1 = derived,
            Err(place) => self.derived.insert(place, (want, derived)),
        }
    }

    /// Takes out everything that was made of samples.
    pub fn forget_derived(&mut self) {
        self.derived.clear();
    }
}
