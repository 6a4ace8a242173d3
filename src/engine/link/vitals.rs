//! What the audio side tells of itself, in numbers that anyone may read at any time.

use super::midi::Epoch;
use std::sync::atomic::{AtomicBool, AtomicU32, AtomicU64};

/// What the audio side measures of itself. Written by the audio and device threads, read by anyone.
#[derive(Debug, Default)]
pub struct Vitals {
    /// Frames rendered since the start.
    pub rendered: AtomicU64,
    /// Frames between being rendered and being heard.
    pub latency: AtomicU32,
    /// Callbacks that took longer than their block lasts, or came too late.
    pub late: AtomicU32,
    /// Gaps that the sound system has reported.
    pub xruns: AtomicU32,
    /// Whether someone measures the sound.
    pub listening: AtomicBool,
    /// Part of the time that is spent computing, in thousandths, smoothed.
    pub load: AtomicU32,
    /// When frame 0 was asked for, or would have been: microseconds on the clock of `io`; [`i64::MIN`] until that is known.
    pub epoch: Epoch,
    /// MIDI messages that found no room.
    pub lost: AtomicU32,
    /// What was heard of MIDI and found no room on its way to the studio.
    pub unheard: AtomicU32,
    /// Times that a clip was silent because the disk was late.
    pub starved: AtomicU32,
    /// MIDI messages that found no room on their way out.
    pub unsent: AtomicU32,
}
