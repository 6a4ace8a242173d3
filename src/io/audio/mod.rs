//! Sound in ([`input`]) and sound out: a stream of the machine's sound system while there is one, a timer while there is none.
//!
//! Whoever makes the sound ([`SoundSource`]) never notices which of the two asks for it. One thread (`supervisor`) opens the
//! stream, watches it, takes the source back when the device is gone, and lets music time go on meanwhile.

#[cfg(all(unix, feature = "pulse"))]
pub mod cookie;
pub mod vitals;
pub mod devices;
pub mod input;
mod stream;
mod supervisor;

use crate::dsp::units::SampleRate;
use crate::engine::link::AudioEnd;
use std::collections::VecDeque;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::thread::JoinHandle;
use supervisor::Supervisor;
use vitals::Vitals;

/// Makes sound on the audio thread: no allocation, no lock, no system call, no panic.
pub trait SoundSource: Send {
    /// Fills `out`, whole frames of `channels` samples each, left and right first. Any number of frames.
    fn fill(&mut self, out: &mut [f32], channels: usize);

    /// Sound is asked for, at that microsecond of the program's clock; once before the frames of one callback.
    fn asked(&mut self, _micros: i64) {}

    /// Takes what was measured of the callback that has just been filled.
    fn measured(&mut self, _: &Vitals) {}
}

impl SoundSource for AudioEnd {
    fn fill(&mut self, out: &mut [f32], channels: usize) {
        self.fill_interleaved(out, channels);
    }

    fn asked(&mut self, micros: i64) {
        let vitals = self.vitals();
        vitals.epoch.set(micros, vitals.rendered.load(Ordering::Relaxed), self.rate());
    }

    fn measured(&mut self, measured: &Vitals) {
        let vitals = self.vitals();
        vitals.latency.store(measured.latency(), Ordering::Relaxed);
        vitals.late.store(measured.late() as u32, Ordering::Relaxed);
        vitals.xruns.store(measured.xruns() as u32, Ordering::Relaxed);
        vitals.load.store((measured.load() * 1_000.0) as u32, Ordering::Relaxed);
    }
}

/// What the user wants to hear with.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Choice {
    /// No device at all.
    pub silent: bool,
    /// A device as `devices::list` names it, a host, or a part of a device's name; `None`: the machine's default.
    pub device: Option<String>,
    /// Frames per second; `None`: 48 kHz where the device can.
    pub rate: Option<u32>,
    /// Frames of one buffer; `None`: what suits the sound system.
    pub buffer: Option<u32>,
    /// Channels that it has at least; `None`: left and right.
    pub channels: Option<u16>,
}

impl Choice {
    /// The rate at which a source for this choice should work. Asks the device, which may write to standard error.
    pub fn sample_rate(&self) -> SampleRate {
        let asked = self.rate.or_else(|| if self.silent { None } else { devices::preferred_rate(self) });
        asked.map_or(SampleRate::STANDARD, SampleRate)
    }
}

/// What the supervisor and the owner of an [`Output`] share.
#[derive(Default)]
struct Board {
    notices: VecDeque<String>,
    description: String,
}

struct Shared {
    board: Mutex<Board>,
    stop: AtomicBool,
    vitals: Arc<Vitals>,
}

impl Shared {
    fn with_board<T>(&self, deed: impl FnOnce(&mut Board) -> T) -> T {
        deed(&mut self.board.lock().unwrap_or_else(PoisonError::into_inner))
    }

    fn notice(&self, text: String) {
        /// More than that nobody reads.
        const MOST_NOTICES: usize = 100;
        self.with_board(|board| {
            if board.notices.len() < MOST_NOTICES {
                board.notices.push_back(text);
            }
        });
    }

    fn describe(&self, text: String) {
        self.with_board(|board| board.description = text);
    }
}

/// Sound that runs until this is dropped.
pub struct Output {
    shared: Arc<Shared>,
    supervisor: Option<JoinHandle<()>>,
}

impl Output {
    /// Starts: `source`, which works at `rate`, is asked for sound by the chosen device or, where there is none, by a timer.
    /// Never fails for want of a device: that becomes a notice.
    ///
    /// # Errors
    /// If the system gives no thread.
    pub fn start(choice: Choice, rate: SampleRate, source: Box<dyn SoundSource>) -> std::io::Result<Output> {
        let shared = Arc::new(Shared {
            board: Mutex::default(),
            stop: AtomicBool::new(false),
            vitals: Arc::new(Vitals::new()),
        });
        let supervisor = Supervisor::new(choice, rate, Arc::clone(&shared));
        let thread =
            std::thread::Builder::new().name("sound".to_owned()).spawn(move || supervisor.run(source))?;
        Ok(Output { shared, supervisor: Some(thread) })
    }

    /// What has happened since the last call, in words for the user.
    pub fn notices(&self) -> Vec<String> {
        self.shared.with_board(|board| board.notices.drain(..).collect())
    }

    /// What plays now: `pulseaudio: Null Output, 48000 Hz, 512 frames`. Empty until that is decided.
    pub fn describe(&self) -> String {
        self.shared.with_board(|board| board.description.clone())
    }

    /// How the audio thread fares.
    pub fn vitals(&self) -> &Arc<Vitals> {
        &self.shared.vitals
    }
}

impl Drop for Output {
    fn drop(&mut self) {
        self.shared.stop.store(true, Ordering::Relaxed);
        if let Some(supervisor) = self.supervisor.take() {
            supervisor.thread().unpark();
            let _ = supervisor.join();
        }
    }
}
