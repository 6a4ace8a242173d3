//! How the audio thread fares: counted there in atomics, read anywhere.

use cpal::ErrorKind;
use std::sync::atomic::{AtomicBool, AtomicU32, AtomicU64, Ordering::Relaxed};
use std::time::{Duration, Instant};

/// Counters of one output, over all the streams it has had.
#[derive(Debug)]
pub struct Vitals {
    began: Instant,
    pub(super) frames: AtomicU64,
    pub(super) callbacks: AtomicU64,
    late: AtomicU64,
    pub(super) xruns: AtomicU64,
    pub(super) errors: AtomicU64,
    load: AtomicU32,
    latency: AtomicU32,
    /// Nanoseconds from `began` to the end of what the latest callback supplied.
    supplied_until: AtomicU64,
    pub(super) lost: AtomicBool,
    pub(super) closing: AtomicBool,
    pub(super) on_device: AtomicBool,
}

impl Vitals {
    pub(super) fn new() -> Vitals {
        Vitals {
            began: Instant::now(),
            frames: AtomicU64::new(0),
            callbacks: AtomicU64::new(0),
            late: AtomicU64::new(0),
            xruns: AtomicU64::new(0),
            errors: AtomicU64::new(0),
            load: AtomicU32::new(0),
            latency: AtomicU32::new(0),
            supplied_until: AtomicU64::new(0),
            lost: AtomicBool::new(false),
            closing: AtomicBool::new(false),
            on_device: AtomicBool::new(false),
        }
    }

    /// Frames asked for since the start.
    pub fn frames(&self) -> u64 {
        self.frames.load(Relaxed)
    }

    /// Callbacks that took longer than what they supplied lasts, or came so late that sound was surely missing.
    pub fn late(&self) -> u64 {
        self.late.load(Relaxed)
    }

    /// Gaps that the sound system itself has reported. Some never do: see [`Vitals::late`].
    pub fn xruns(&self) -> u64 {
        self.xruns.load(Relaxed)
    }

    /// The part of its time that the audio thread needs, 0 to 1 and above, over about the last second.
    pub fn load(&self) -> f32 {
        f32::from_bits(self.load.load(Relaxed))
    }

    /// Frames from a callback until what it supplies is heard, as the sound system tells; 0 if it does not.
    pub fn latency(&self) -> u32 {
        self.latency.load(Relaxed)
    }

    /// Whether a device plays; otherwise a timer counts.
    pub fn on_device(&self) -> bool {
        self.on_device.load(Relaxed)
    }

    /// When the sound supplied last ends: from there on a timer goes on.
    pub(super) fn supplied_until(&self) -> Instant {
        self.began + Duration::from_nanos(self.supplied_until.load(Relaxed))
    }
}

/// The audio thread's own side: measures each callback. `Instant` reads a clock in user space there (vDSO on Linux,
/// commpage on macOS, a counter on Windows), which is no system call.
pub(super) struct Heartbeat {
    rate: f64,
    /// Seconds of one buffer.
    period: f64,
    last: Option<(Instant, f64)>,
    seen: u32,
    load: f32,
}

impl Heartbeat {
    /// Callbacks of a stream that begins: they come in a bunch and mean nothing.
    const WARMING_UP: u32 = 4;
    /// A gap of so many buffers has used up what the sound system holds.
    const LATE: f64 = 1.5;

    pub(super) fn new(rate: u32, buffer: u32) -> Heartbeat {
        let rate = f64::from(rate.max(1));
        Heartbeat { rate, period: f64::from(buffer) / rate, last: None, seen: 0, load: 0.0 }
    }

    /// To be called when the callback has supplied `frames` frames, having begun at `begun`.
    pub(super) fn beat(&mut self, vitals: &Vitals, begun: Instant, frames: usize, latency: Duration) {
        let length = frames as f64 / self.rate;
        let took = begun.elapsed().as_secs_f64();
        self.seen = self.seen.saturating_add(1);
        let gap = self.last.map_or(0.0, |(last, length)| {
            (begun - last).as_secs_f64() - Self::LATE * length.max(self.period)
        });
        if self.seen > Self::WARMING_UP && (took > length || gap > 0.0) {
            vitals.late.fetch_add(1, Relaxed);
        }
        self.last = Some((begun, length));
        if length > 0.0 {
            let share = (length.min(1.0)) as f32;
            self.load += ((took / length) as f32 - self.load) * share;
            vitals.load.store(self.load.to_bits(), Relaxed);
        }
        vitals.latency.store((latency.as_secs_f64() * self.rate) as u32, Relaxed);
        vitals.frames.fetch_add(frames as u64, Relaxed);
        vitals.callbacks.fetch_add(1, Relaxed);
        let until = (begun - vitals.began).as_nanos() as u64 + (length * 1e9) as u64;
        vitals.supplied_until.store(until, Relaxed);
    }
}

/// Notes what a stream tells of itself, and counts `gap` for lost sound. This may run on the audio thread, thousands of times a second:
/// atomics only.
pub(super) fn note(error: &cpal::Error, lost: &AtomicBool, errors: &AtomicU64, gap: impl FnOnce()) {
    match error.kind() {
        ErrorKind::Xrun => gap(),
        ErrorKind::DeviceNotAvailable | ErrorKind::StreamInvalidated | ErrorKind::HostUnavailable => {
            lost.store(true, Relaxed);
        }
        ErrorKind::DeviceChanged | ErrorKind::RealtimeDenied => {}
        _ => {
            errors.fetch_add(1, Relaxed);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The late callbacks among callbacks of 480 frames at 48 kHz (10 ms) that come so many milliseconds apart.
    fn late_among(gaps: &[u64]) -> u64 {
        let vitals = Vitals::new();
        let mut heartbeat = Heartbeat::new(48_000, 480);
        // In the future, so that the time that this test itself takes counts for nothing.
        let mut at = vitals.began + Duration::from_secs(3_600);
        for gap in gaps {
            at += Duration::from_millis(*gap);
            heartbeat.beat(&vitals, at, 480, Duration::ZERO);
        }
        vitals.late()
    }

    #[test]
    fn a_gap_that_empties_the_buffer_is_late_and_jitter_is_not() {
        assert_eq!(late_among(&[10; 20]), 0);
        assert_eq!(late_among(&[10, 10, 10, 10, 10, 14, 6, 13, 7, 10]), 0);
        assert_eq!(late_among(&[10, 10, 10, 10, 10, 16, 4, 10, 30, 10]), 2);
    }

    #[test]
    fn the_first_bunch_is_never_late() {
        assert_eq!(late_among(&[0, 200, 0, 90, 10, 10]), 0);
    }
}
