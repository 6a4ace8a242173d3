//! Sound in: a stream of the machine's sound system into a queue, watched and opened again by a thread of its own.
//!
//! Each stream that opens has a new queue, whose other end goes to whoever keeps what comes.

use super::Choice;
use super::devices::{Candidate, Way, candidates, name};
use super::stream::by_format;
use super::vitals::note;
use crate::engine::link::input::{InputEnd, InputVitals, KeepingEnd, MOST_CHANNELS, input};
use crate::io::moment::micros_of;
use cpal::traits::{DeviceTrait, StreamTrait};
use cpal::{BufferSize, ErrorKind, FromSample, SizedSample, Stream, StreamConfig};
use std::collections::VecDeque;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering::Relaxed};
use std::sync::{Arc, Mutex, PoisonError};
use std::thread::JoinHandle;
use std::time::{Duration, Instant};

/// How often the thread looks at a stream.
const LOOK: Duration = Duration::from_millis(20);
/// A stream without a callback for so long is no stream.
const PATIENCE: Duration = Duration::from_secs(2);
/// The first and the longest wait before a device is tried again.
const RETRY: [Duration; 2] = [Duration::from_secs(1), Duration::from_secs(16)];
/// Errors of unknown kind after which a stream is opened anew.
const MOST_ERRORS: u64 = 500;
/// More notices than that nobody reads.
const MOST_NOTICES: usize = 100;
/// Frames converted at a time.
const CHUNK: usize = 256;

/// Takes the other end of the queue of a stream that has opened, and its description; `None` where a stream is gone.
pub type Taker = Box<dyn FnMut(Option<(KeepingEnd, String)>) + Send>;

#[derive(Default)]
struct Shared {
    notices: Mutex<VecDeque<String>>,
    stop: AtomicBool,
}

impl Shared {
    fn notice(&self, text: String) {
        let mut notices = self.notices.lock().unwrap_or_else(PoisonError::into_inner);
        if notices.len() < MOST_NOTICES {
            notices.push_back(text);
        }
    }
}

/// Sound that comes in until this is dropped.
pub struct Input {
    shared: Arc<Shared>,
    supervisor: Option<JoinHandle<()>>,
}

impl Input {
    /// Opens the chosen device at `rate` frames per second, whenever it is there. Never fails for want of a device: that becomes a
    /// notice.
    ///
    /// # Errors
    /// If the system gives no thread.
    pub fn start(choice: Choice, rate: u32, taker: Taker) -> std::io::Result<Input> {
        let shared: Arc<Shared> = Arc::default();
        let choice = Choice { rate: Some(rate), ..choice };
        let mut supervisor = Supervisor { choice, rate, taker, shared: shared.clone(), told: false };
        let thread = std::thread::Builder::new().name("input".to_owned()).spawn(move || supervisor.run())?;
        Ok(Input { shared, supervisor: Some(thread) })
    }

    /// What has happened since the last call, in words for the user.
    pub fn notices(&self) -> Vec<String> {
        self.shared.notices.lock().unwrap_or_else(PoisonError::into_inner).drain(..).collect()
    }
}

impl Drop for Input {
    fn drop(&mut self) {
        self.shared.stop.store(true, Relaxed);
        if let Some(supervisor) = self.supervisor.take() {
            supervisor.thread().unpark();
            let _ = supervisor.join();
        }
    }
}

/// What the callbacks of a stream tell.
#[derive(Default)]
struct Signs {
    callbacks: AtomicU64,
    errors: AtomicU64,
    lost: AtomicBool,
    /// The callback is to take nothing more: JACK aborts a program whose overloaded callback it has to cancel.
    closing: AtomicBool,
}

struct Supervisor {
    choice: Choice,
    rate: u32,
    taker: Taker,
    shared: Arc<Shared>,
    /// Whether it was told that nothing comes in.
    told: bool,
}

impl Supervisor {
    fn run(&mut self) {
        let mut wait = RETRY[0];
        while !self.stopped() {
            let reason = match self.on_device() {
                Ok(()) => {
                    wait = RETRY[0];
                    "the input is gone; it is taken again when it is back".to_owned()
                }
                Err(reason) => reason,
            };
            if self.stopped() {
                return;
            }
            if !std::mem::replace(&mut self.told, true) {
                self.shared.notice(reason);
            }
            let until = Instant::now() + wait;
            while !self.stopped() && Instant::now() < until {
                std::thread::park_timeout(LOOK);
            }
            wait = (wait * 2).min(RETRY[1]);
        }
    }

    fn stopped(&self) -> bool {
        self.shared.stop.load(Relaxed)
    }

    /// Takes what comes from the first device that opens, until it is gone or this is over.
    fn on_device(&mut self) -> Result<(), String> {
        let mut reason = match &self.choice.device {
            Some(device) => format!("no sound comes in: there is no input {device} at {} Hz", self.rate),
            None => "no sound comes in: there is no input device".to_owned(),
        };
        for candidate in candidates(&self.choice, Way::In) {
            if candidate.rate != self.rate {
                let (host, rate) = (&candidate.host, candidate.rate);
                reason = format!("{host} records at {rate} Hz only, the song plays at {}", self.rate);
                continue;
            }
            match self.watch(&candidate) {
                Ok(()) => return Ok(()),
                Err(fault) => reason = format!("the input of {} does not open: {fault}", candidate.host),
            }
        }
        Err(reason)
    }

    /// Watches a stream until it is gone or this is over. An error if nothing ever came.
    fn watch(&mut self, candidate: &Candidate) -> Result<(), String> {
        let signs: Arc<Signs> = Arc::default();
        let (stream, keeping, channels) = open(candidate, &signs).map_err(|error| error.to_string())?;
        let frames = stream.buffer_size().unwrap_or(candidate.buffer);
        let described = format!(
            "{}: {}, {} Hz, {channels} channels, {frames} frames",
            candidate.host,
            name(&candidate.device),
            candidate.rate
        );
        let mut keeping = Some(keeping);
        let (mut callbacks, mut last_sign) = (0, Instant::now());
        while !self.stopped() {
            let now = signs.callbacks.load(Relaxed);
            if now != callbacks {
                (callbacks, last_sign) = (now, Instant::now());
            }
            if callbacks > 0
                && let Some(keeping) = keeping.take()
            {
                if std::mem::take(&mut self.told) {
                    self.shared.notice(format!("sound comes in: {described}"));
                }
                (self.taker)(Some((keeping, described.clone())));
            }
            let broken = signs.lost.load(Relaxed) || signs.errors.load(Relaxed) > MOST_ERRORS;
            if broken || last_sign.elapsed() > PATIENCE {
                break;
            }
            std::thread::park_timeout(LOOK);
        }
        signs.closing.store(true, Relaxed);
        std::thread::sleep(Duration::from_secs_f64(2.0 * f64::from(frames) / f64::from(self.rate.max(1))));
        drop(stream);
        if keeping.is_some() && !self.stopped() {
            return Err("nothing comes from it".to_owned());
        }
        (self.taker)(None);
        Ok(())
    }
}

fn open(candidate: &Candidate, signs: &Arc<Signs>) -> Result<(Stream, KeepingEnd, usize), cpal::Error> {
    let mut sizes = vec![BufferSize::Fixed(candidate.buffer)];
    // As for sound out: JACK takes no size but its server's, PulseAudio's default would be two seconds.
    if candidate.host != "pulseaudio" {
        sizes.push(BufferSize::Default);
    }
    let mut failed = cpal::Error::from(ErrorKind::UnsupportedConfig);
    for buffer_size in sizes {
        let (end, keeping) = input(usize::from(candidate.channels), candidate.rate);
        let channels = keeping.channels();
        let config = StreamConfig { channels: candidate.channels, sample_rate: candidate.rate, buffer_size };
        let built = by_format!(candidate.format, build(candidate, config, end, signs)).and_then(|stream| {
            stream.play()?;
            Ok(stream)
        });
        match built {
            Ok(stream) => return Ok((stream, keeping, channels)),
            Err(error) => failed = error,
        }
    }
    Err(failed)
}

fn build<T: SizedSample>(
    candidate: &Candidate,
    config: StreamConfig,
    mut end: InputEnd,
    signs: &Arc<Signs>,
) -> Result<Stream, cpal::Error>
where
    f32: FromSample<T>,
{
    let given = usize::from(config.channels.max(1));
    let kept = given.min(MOST_CHANNELS);
    let rate = f64::from(config.sample_rate.max(1));
    let mut scratch = vec![0.0f32; CHUNK * kept];
    let (counted, watched, vitals): (_, _, Arc<InputVitals>) =
        (signs.clone(), signs.clone(), end.vitals().clone());
    let callback = move |data: &[T], info: &cpal::InputCallbackInfo| {
        let now = micros_of(Instant::now());
        if counted.closing.load(Relaxed) {
            return;
        }
        let time = info.timestamp();
        let frames = data.len() / given;
        // A sound system that does not tell when its first frame came has it at hand for at least its length.
        let length = Duration::from_secs_f64(frames as f64 / rate);
        let age = time.callback.duration_since(time.capture).max(length);
        let first = now - age.as_micros() as i64;
        for (number, part) in data.chunks(CHUNK * given).enumerate() {
            let frames = part.len() / given;
            for (frame, given) in scratch.chunks_exact_mut(kept).zip(part.chunks_exact(given)) {
                for (kept, given) in frame.iter_mut().zip(given) {
                    *kept = f32::from_sample_(*given);
                }
            }
            let later = (number * CHUNK) as f64 * 1e6 / rate;
            end.take(&scratch[..frames * kept], first + later as i64);
        }
        counted.callbacks.fetch_add(1, Relaxed);
    };
    let failed = move |error: cpal::Error| {
        note(&error, &watched.lost, &watched.errors, || {
            vitals.xruns.fetch_add(1, Relaxed);
        })
    };
    candidate.device.build_input_stream(config, callback, failed, None)
}
