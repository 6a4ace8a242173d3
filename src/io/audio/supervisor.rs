//! The thread that keeps music time going: on a device while one plays, on a timer while none does.

use super::devices::{Way, candidates};
use super::stream::{Playing, open};
use super::{Choice, Shared, SoundSource};
use crate::dsp::units::SampleRate;
use crate::io::moment::micros_of;
use std::sync::Arc;
use std::sync::atomic::Ordering::Relaxed;
use std::time::{Duration, Instant};

/// How often the thread looks at a stream.
const LOOK: Duration = Duration::from_millis(20);
/// A stream without a callback for so long is no stream.
const PATIENCE: Duration = Duration::from_secs(1);
/// Errors of unknown kind after which a stream is opened anew.
const MOST_ERRORS: u64 = 500;
/// The first and the longest wait before a device is tried again.
const RETRY: [Duration; 2] = [Duration::from_secs(1), Duration::from_secs(16)];
/// The most that the timer catches up: a program that was held for longer goes on where it was.
const MOST_LATE: Duration = Duration::from_secs(10);
/// Frames that the timer asks for at once.
const BLOCK: usize = 512;

/// Where music time stands while no device counts it.
struct Timer {
    from: Instant,
    done: u64,
    frames: Vec<f32>,
}

impl Timer {
    fn new(from: Instant) -> Timer {
        Timer { from, done: 0, frames: vec![0.0; BLOCK * 2] }
    }

    /// Asks for what is due since the last call.
    fn catch_up(&mut self, now: Instant, rate: SampleRate, source: &mut dyn SoundSource) -> u64 {
        let counted = Duration::from_secs_f64(self.done as f64 / f64::from(rate.0));
        let late = now.saturating_duration_since(self.from).saturating_sub(counted);
        if late > MOST_LATE {
            self.from += late;
        }
        let due = rate.frames(now.saturating_duration_since(self.from).as_secs_f64()).0;
        let before = self.done;
        source.asked(micros_of(now));
        while self.done < due {
            let frames = (due - self.done).min(BLOCK as u64);
            source.fill(&mut self.frames[..frames as usize * 2], 2);
            self.done += frames;
        }
        self.done - before
    }
}

/// A stream that ended, with the source it had; `None` if the sound system kept it.
type Returned = Option<Box<dyn SoundSource>>;

pub(super) struct Supervisor {
    choice: Choice,
    rate: SampleRate,
    shared: Arc<Shared>,
    /// Whether a device has ever played.
    heard: bool,
    /// The last reason for no sound that was told.
    told: Option<String>,
}

impl Supervisor {
    pub fn new(choice: Choice, rate: SampleRate, shared: Arc<Shared>) -> Supervisor {
        let choice = Choice { rate: Some(rate.0), ..choice };
        Supervisor { choice, rate, shared, heard: false, told: None }
    }

    /// Runs until the output is dropped.
    pub fn run(mut self, mut source: Box<dyn SoundSource>) {
        let mut timer = Timer::new(Instant::now());
        let mut wait = RETRY[0];
        while !self.stopped() {
            if !self.choice.silent {
                let before = self.shared.vitals.callbacks.load(Relaxed);
                let Some(returned) = self.on_device(source) else {
                    self.shared
                        .notice("the sound system keeps the sound; restart to hear it again".to_owned());
                    return;
                };
                source = returned;
                if self.shared.vitals.callbacks.load(Relaxed) > before {
                    timer = Timer::new(self.shared.vitals.supplied_until());
                    wait = RETRY[0];
                }
            }
            self.on_timer(&mut timer, source.as_mut(), wait);
            wait = (wait * 2).min(RETRY[1]);
        }
    }

    fn stopped(&self) -> bool {
        self.shared.stop.load(Relaxed)
    }

    /// Plays on the first device that does, until it is gone or the output is dropped.
    fn on_device(&mut self, mut source: Box<dyn SoundSource>) -> Returned {
        let mut reason = match &self.choice.device {
            Some(device) => format!("no sound device {device} plays at {} Hz", self.rate.0),
            None => "no sound device plays".to_owned(),
        };
        for candidate in candidates(&self.choice, Way::Out) {
            let vitals = &self.shared.vitals;
            // Another rate would play at another pitch.
            if candidate.rate != self.rate.0 {
                reason = format!(
                    "{} plays at {} Hz only, the song at {}",
                    candidate.host, candidate.rate, self.rate.0
                );
                continue;
            }
            vitals.lost.store(false, Relaxed);
            vitals.errors.store(0, Relaxed);
            match open(&candidate, source, vitals) {
                Ok(playing) => match self.watch(playing) {
                    (returned, None) => return returned,
                    (returned, Some(fault)) => {
                        reason = fault;
                        source = returned?;
                    }
                },
                Err((fault, returned)) => {
                    reason = format!("{} does not open: {fault}", candidate.host);
                    source = returned?;
                }
            }
        }
        self.tell(reason);
        Some(source)
    }

    /// Says once why there is no sound.
    fn tell(&mut self, reason: String) {
        self.shared.describe(format!("no sound: {reason}"));
        if self.told.is_none() {
            self.shared.notice(format!("{reason}; music time runs on a timer"));
        }
        self.told = Some(reason);
    }

    /// Watches a stream until it is gone or the output is dropped. With a fault if it never really played.
    fn watch(&mut self, playing: Playing) -> (Returned, Option<String>) {
        let vitals = Arc::clone(&self.shared.vitals);
        let (opened, frames) = (Instant::now(), vitals.frames());
        let mut callbacks = vitals.callbacks.load(Relaxed);
        // PulseAudio calls once before the stream plays: two calls are a sign of life.
        let alive_at = callbacks + 2;
        let mut last_sign = Instant::now();
        let mut alive = false;
        let fault = loop {
            if self.stopped() {
                break None;
            }
            let now = vitals.callbacks.load(Relaxed);
            if now != callbacks {
                (callbacks, last_sign) = (now, Instant::now());
            }
            if !alive && now >= alive_at {
                alive = true;
                self.begin(&playing.description);
                let (has, wanted) = (playing.channels, self.choice.channels.unwrap_or(0));
                if has < wanted {
                    let of = &playing.description;
                    self.shared.notice(format!(
                        "{of}: {has} channels; what belongs on channel {wanted} is heard with the master"
                    ));
                }
            }
            let consumed = (vitals.frames() - frames) as f64 / f64::from(self.rate.0);
            if consumed > 4.0 * opened.elapsed().as_secs_f64() + 4.0 {
                break Some("the device takes sound faster than it can play");
            }
            if last_sign.elapsed() > PATIENCE {
                break Some("the device asks for no sound");
            }
            if vitals.lost.load(Relaxed) || vitals.errors.load(Relaxed) > MOST_ERRORS {
                break Some("the sound device is gone");
            }
            std::thread::park_timeout(LOOK);
        };
        vitals.on_device.store(false, Relaxed);
        let returned = playing.end(&vitals);
        match fault {
            Some(fault) if alive => {
                self.tell(fault.to_owned());
                (returned, None)
            }
            fault => (returned, fault.map(str::to_owned)),
        }
    }

    /// A device plays.
    fn begin(&mut self, description: &str) {
        self.shared.vitals.on_device.store(true, Relaxed);
        self.shared.describe(description.to_owned());
        if self.told.take().is_some() {
            let word = if self.heard { "sound is back" } else { "there is sound now" };
            self.shared.notice(format!("{word}: {description}"));
        }
        self.heard = true;
    }

    /// Lets a timer ask for sound for so long, or for ever if nothing else was wanted.
    fn on_timer(&self, timer: &mut Timer, source: &mut dyn SoundSource, wait: Duration) {
        if self.choice.silent {
            self.shared.describe("silent: a timer counts".to_owned());
        }
        let until = Instant::now() + wait;
        while !self.stopped() && (self.choice.silent || Instant::now() < until) {
            let frames = timer.catch_up(Instant::now(), self.rate, source);
            self.shared.vitals.frames.fetch_add(frames, Relaxed);
            std::thread::park_timeout(Duration::from_millis(5));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    struct Silence;

    impl SoundSource for Silence {
        fn fill(&mut self, block: &mut [f32], _channels: usize) {
            block.fill(0.0);
        }
    }

    #[test]
    fn a_program_that_was_held_goes_on_where_it_was() {
        let (rate, begin) = (SampleRate(48_000), Instant::now());
        let mut timer = Timer::new(begin);
        let mut frames =
            |seconds: f64| timer.catch_up(begin + Duration::from_secs_f64(seconds), rate, &mut Silence);
        assert_eq!(frames(1.0), 48_000);
        assert_eq!(frames(6.0), 240_000, "a while without a device is caught up");
        assert_eq!(frames(3_606.0), 0, "an hour is not");
        assert_eq!(frames(3_606.5), 24_000);
    }
}
