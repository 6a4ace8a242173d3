//! The queue from a sound card's inputs to whoever keeps what comes in: the samples, and of every block when it came.

use super::monitoring::{MonitorEnd, MonitorFeed, monitoring};
use ringbuf::traits::{Consumer, Observer, Producer, Split};
use ringbuf::{HeapCons, HeapProd, HeapRb};
use std::sync::Arc;
use std::sync::atomic::{AtomicU32, AtomicU64, Ordering::Relaxed};

/// The most channels of an input.
pub const MOST_CHANNELS: usize = 32;
/// Seconds of sound that can be under way, so that a disk may take its time.
const SECONDS: usize = 4;
/// Blocks that can be under way.
const BLOCKS: usize = 16_384;

/// A block of sound that came in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Block {
    /// Its first frame, counted from the first one of its stream. Frames that were lost are counted too.
    pub first: u64,
    /// How many frames it has.
    pub frames: u32,
    /// When its first frame was captured, in microseconds on the clock of `io`.
    pub micros: i64,
}

/// What is measured of an input. Written by the device's thread, read by anyone.
#[derive(Debug, Default)]
pub struct InputVitals {
    /// Frames that came.
    pub frames: AtomicU64,
    /// Gaps: reported by the sound system, or made because nobody took what came.
    pub xruns: AtomicU32,
    /// The highest level of each channel since it was last taken, as the bits of an `f32`.
    peaks: [AtomicU32; MOST_CHANNELS],
}

impl InputVitals {
    /// The highest level of a channel since this was last asked, linear.
    pub fn take_peak(&self, channel: usize) -> f32 {
        self.peaks.get(channel).map_or(0.0, |peak| f32::from_bits(peak.swap(0, Relaxed)))
    }
}

/// Makes a queue for a stream of so many channels (1 to [`MOST_CHANNELS`]) and frames per second.
pub fn input(channels: usize, rate: u32) -> (InputEnd, KeepingEnd) {
    let channels = channels.clamp(1, MOST_CHANNELS);
    let (feed, monitor) = monitoring(channels);
    queue(channels, rate, feed, Some(Box::new(monitor)))
}

/// The same for any number of channels, whose levels nobody looks at and which nobody monitors.
pub(super) fn wide_input(channels: usize, rate: u32) -> (InputEnd, KeepingEnd) {
    queue(channels.max(1), rate, monitoring(1).0, None)
}

fn queue(
    channels: usize,
    rate: u32,
    feed: MonitorFeed,
    monitor: Option<Box<MonitorEnd>>,
) -> (InputEnd, KeepingEnd) {
    let (sample_in, sample_out) = HeapRb::new(channels * rate.max(1) as usize * SECONDS).split();
    let (block_in, block_out) = HeapRb::new(BLOCKS).split();
    let vitals: Arc<InputVitals> = Arc::default();
    let end = InputEnd {
        feed,
        metered: if monitor.is_some() { channels } else { 0 },
        samples: sample_in,
        blocks: block_in,
        channels,
        rate: f64::from(rate.max(1)),
        next: 0,
        due: None,
        seen: 0,
        vitals: vitals.clone(),
    };
    (end, KeepingEnd { samples: sample_out, blocks: block_out, channels, rate, vitals, monitor })
}

/// The device's end. Nothing here allocates, waits or calls the system.
pub struct InputEnd {
    feed: MonitorFeed,
    /// Channels whose levels are measured.
    metered: usize,
    samples: HeapProd<f32>,
    blocks: HeapProd<Block>,
    channels: usize,
    rate: f64,
    /// The number of the next frame.
    next: u64,
    /// The microsecond at which the next block is due.
    due: Option<i64>,
    /// Gaps that were seen when the last block came.
    seen: u32,
    vitals: Arc<InputVitals>,
}

impl InputEnd {
    /// What is measured here.
    pub fn vitals(&self) -> &Arc<InputVitals> {
        &self.vitals
    }

    /// Takes whole frames whose first one was captured at that microsecond. After a gap that the sound system has reported, as many
    /// frames count as lost as the clock says; a block that finds no room is lost whole, and told as a gap.
    pub fn take(&mut self, samples: &[f32], micros: i64) {
        let frames = samples.len() / self.channels;
        let gaps = self.vitals.xruns.load(Relaxed);
        if std::mem::replace(&mut self.seen, gaps) != gaps {
            let late = self.due.map_or(0, |due| micros - due) as f64 * self.rate / 1e6;
            if late > frames as f64 / 2.0 {
                self.next += late.round() as u64;
            }
        }
        self.due = Some(micros + (frames as f64 * 1e6 / self.rate) as i64);
        let block = Block { first: self.next, frames: frames as u32, micros };
        let whole = &samples[..frames * self.channels];
        self.next += frames as u64;
        self.feed.put(whole);
        if self.samples.vacant_len() >= whole.len() && !self.blocks.is_full() {
            self.samples.push_slice(whole);
            // There is room: it was looked for, and nobody else puts anything in.
            _ = self.blocks.try_push(block);
        } else {
            self.vitals.xruns.fetch_add(1, Relaxed);
            self.seen = self.seen.wrapping_add(1);
        }
        for (channel, peak) in self.vitals.peaks.iter().enumerate().take(self.metered) {
            let level = whole.iter().skip(channel).step_by(self.channels);
            let level = level.fold(0.0f32, |level, sample| level.max(sample.abs()));
            // Floats that are not negative are in the order of their bits.
            peak.fetch_max(level.to_bits(), Relaxed);
        }
        self.vitals.frames.fetch_add(frames as u64, Relaxed);
    }
}

/// The end of whoever keeps what comes.
pub struct KeepingEnd {
    samples: HeapCons<f32>,
    blocks: HeapCons<Block>,
    channels: usize,
    rate: u32,
    vitals: Arc<InputVitals>,
    monitor: Option<Box<MonitorEnd>>,
}

impl KeepingEnd {
    /// The end for whoever lets it be heard; once.
    pub fn take_monitor(&mut self) -> Option<MonitorEnd> {
        self.monitor.take().map(|end| *end)
    }

    /// The next block, its samples added to `out`: whole frames.
    pub fn take(&mut self, out: &mut Vec<f32>) -> Option<Block> {
        let block = self.blocks.try_pop()?;
        let from = out.len();
        out.resize(from + block.frames as usize * self.channels, 0.0);
        self.samples.pop_slice(&mut out[from..]);
        Some(block)
    }

    /// How many channels it has.
    pub fn channels(&self) -> usize {
        self.channels
    }

    /// Frames per second.
    pub fn rate(&self) -> u32 {
        self.rate
    }

    /// What is measured at the other end.
    pub fn vitals(&self) -> &Arc<InputVitals> {
        &self.vitals
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_comes_is_taken_in_order_with_its_moments_and_peaks() {
        let (mut device, mut keeper) = input(2, 48_000);
        device.take(&[0.1, -0.9, 0.3, 0.2], 1_000);
        device.take(&[0.5, 0.0], 1_041);
        let mut kept = Vec::new();
        let blocks = [keeper.take(&mut kept), keeper.take(&mut kept), keeper.take(&mut kept)];
        let expected = [(0, 2, 1_000), (2, 1, 1_041)]
            .map(|(first, frames, micros)| Some(Block { first, frames, micros }));
        assert_eq!([blocks[0], blocks[1]], expected);
        assert_eq!(blocks[2], None);
        assert_eq!(kept, [0.1, -0.9, 0.3, 0.2, 0.5, 0.0]);
        let peaks = [0, 1, 1].map(|channel| keeper.vitals().take_peak(channel));
        assert_eq!(peaks, [0.5, 0.9, 0.0], "a peak that was taken is gone");
    }

    #[test]
    fn a_gap_that_was_reported_is_counted_in_frames_by_the_clock() {
        let (mut device, mut keeper) = input(1, 48_000);
        device.take(&[0.0; 480], 0);
        // Jitter alone is no gap.
        device.take(&[0.0; 480], 14_000);
        device.vitals().xruns.fetch_add(1, Relaxed);
        device.take(&[0.0; 480], 24_000 + 100_000);
        let mut kept = Vec::new();
        let firsts: Vec<u64> =
            std::iter::from_fn(|| keeper.take(&mut kept)).map(|block| block.first).collect();
        assert_eq!(firsts, [0, 480, 960 + 4_800], "a tenth of a second is missing");
    }

    #[test]
    fn where_nobody_takes_what_comes_the_newest_is_left_out_whole_and_counted() {
        let (mut device, mut keeper) = input(1, 1_000);
        for block in 0..6 {
            device.take(&[block as f32; 1_000], block * 1_000_000);
        }
        assert_eq!(keeper.vitals().xruns.load(Relaxed), 2, "four seconds have room");
        let mut kept = Vec::new();
        while keeper.take(&mut kept).is_some() {}
        device.take(&[6.0; 1_000], 6_000_000);
        assert_eq!(keeper.take(&mut kept).map(|block| block.first), Some(6_000), "its number tells the gap");
        assert_eq!(kept.len(), 5_000);
    }
}
