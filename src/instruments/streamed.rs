//! Recorded sound that stays on the disk and is read page by page where it is played.

use std::fmt;
use std::sync::atomic::{AtomicU32, Ordering};

/// Frames of a page.
pub const PAGE: usize = 8_192;

/// Where the frames of a sound are read from, by one thread or several: never the audio thread.
pub trait Source: Send + Sync {
    /// Reads frames from `first` on into the channels, which have one length; how many there were.
    ///
    /// # Errors
    /// Why nothing can be read, in words.
    fn read(&self, first: u64, channels: &mut [Vec<f32>]) -> Result<usize, String>;
}

/// A recorded sound.
pub struct Streamed {
    id: u32,
    name: String,
    rate: u32,
    frames: u64,
    channels: usize,
    source: Box<dyn Source>,
}

impl fmt::Debug for Streamed {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Streamed { id, name, rate, frames, channels, .. } = self;
        write!(out, "Streamed {{ {id}: {name}, {frames} frames of {channels} at {rate} Hz }}")
    }
}

impl Streamed {
    /// A sound of so many frames per second, frames and channels (1 or 2). `name` is what faults are told by.
    pub fn new(name: &str, (rate, frames, channels): (u32, u64, usize), source: Box<dyn Source>) -> Streamed {
        /// Every sound of the program has a number of its own.
        static NEXT: AtomicU32 = AtomicU32::new(1);
        let id = NEXT.fetch_add(1, Ordering::Relaxed);
        Streamed { id, name: name.to_owned(), rate, frames, channels: channels.clamp(1, 2), source }
    }

    /// Its number, which no other sound has while the program runs.
    pub fn id(&self) -> u32 {
        self.id
    }

    /// What it is called.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// Frames per second.
    pub fn rate(&self) -> u32 {
        self.rate
    }

    /// The number of frames.
    pub fn frames(&self) -> u64 {
        self.frames
    }

    /// The number of channels: 1 or 2.
    pub fn channels(&self) -> usize {
        self.channels
    }

    /// The number of pages.
    pub fn pages(&self) -> u32 {
        self.frames.div_ceil(PAGE as u64) as u32
    }

    /// Reads a page; with it the reason why it has less than belongs there, if that is so. Reads a file and allocates.
    pub fn page(&self, number: u32) -> (Page, Option<String>) {
        let first = u64::from(number) * PAGE as u64;
        let expected = self.frames.saturating_sub(first).min(PAGE as u64) as usize;
        let mut channels = vec![vec![0.0; expected]; self.channels];
        let (frames, fault) = match self.source.read(first, &mut channels) {
            Ok(frames) if frames < expected => (frames, Some("the file has become shorter".to_owned())),
            Ok(_) => (expected, None),
            Err(fault) => (0, Some(fault)),
        };
        (Page { sound: self.id, number, frames, channels }, fault)
    }
}

/// Some frames of a sound, [`PAGE`] of them; the last one may have fewer, and one that could not be read whole has.
#[derive(Debug)]
pub struct Page {
    /// The sound.
    pub sound: u32,
    /// Its place in the sound, from 0.
    pub number: u32,
    /// Frames that could be read.
    pub frames: usize,
    /// The channels.
    pub channels: Vec<Vec<f32>>,
}
