//! One open stream: the source on loan inside its callback, measured, converted to the device's sample format.

use super::SoundSource;
use super::devices::Candidate;
use super::vitals::note;
use super::vitals::{Heartbeat, Vitals};
use crate::io::moment::micros_of;
use cpal::traits::{DeviceTrait, StreamTrait};
use cpal::{BufferSize, FromSample, SizedSample, Stream, StreamConfig};
use std::sync::Arc;
use std::sync::atomic::Ordering::Relaxed;
use std::sync::mpsc::{SyncSender, sync_channel};
use std::time::{Duration, Instant};

/// How long a source may take to come back from a stream that was dropped.
const RETURN: Duration = Duration::from_secs(5);

/// Frames converted at a time.
const CHUNK: usize = 256;

/// A source on loan: wherever this is dropped, the source goes home.
struct Lease {
    source: Option<Box<dyn SoundSource>>,
    home: SyncSender<Box<dyn SoundSource>>,
}

impl Drop for Lease {
    fn drop(&mut self) {
        if let Some(source) = self.source.take() {
            let _ = self.home.try_send(source);
        }
    }
}

/// A stream that plays, and the way its source comes back.
pub(super) struct Playing {
    stream: Stream,
    home: std::sync::mpsc::Receiver<Box<dyn SoundSource>>,
    pub description: String,
    /// Seconds of one buffer.
    pub period: Duration,
    /// Its channels.
    pub channels: u16,
}

impl Playing {
    /// Ends the stream; `None` if the sound system does not give the source back.
    ///
    /// The callback is made silent and given two buffers' time first: JACK aborts a program whose overloaded callback it
    /// has to cancel.
    pub fn end(self, vitals: &Vitals) -> Option<Box<dyn SoundSource>> {
        vitals.closing.store(true, Relaxed);
        std::thread::sleep(self.period * 2);
        drop(self.stream);
        let source = self.home.recv_timeout(RETURN).ok();
        vitals.closing.store(false, Relaxed);
        source
    }
}

/// Opens a stream and lets it play. If that fails the source comes back with the reason; without it if it was lost.
pub(super) fn open(
    candidate: &Candidate,
    mut source: Box<dyn SoundSource>,
    vitals: &Arc<Vitals>,
) -> Result<Playing, (String, Option<Box<dyn SoundSource>>)> {
    let mut sizes = vec![BufferSize::Fixed(candidate.buffer)];
    // JACK takes no size but its server's; PulseAudio's default would be two seconds.
    if candidate.host != "pulseaudio" {
        sizes.push(BufferSize::Default);
    }
    let mut reason = String::new();
    for buffer_size in sizes {
        let config = StreamConfig { channels: candidate.channels, sample_rate: candidate.rate, buffer_size };
        let (sender, home) = sync_channel(1);
        let lease = Lease { source: Some(source), home: sender };
        let built = build(candidate, config, lease, vitals).and_then(|stream| {
            stream.play()?;
            Ok(stream)
        });
        match built {
            Ok(stream) => {
                let frames = stream.buffer_size().unwrap_or(candidate.buffer);
                let name = super::devices::name(&candidate.device);
                let (host, rate) = (&candidate.host, candidate.rate);
                return Ok(Playing {
                    stream,
                    home,
                    description: format!("{host}: {name}, {rate} Hz, {frames} frames"),
                    period: Duration::from_secs_f64(f64::from(frames) / f64::from(rate.max(1))),
                    channels: candidate.channels,
                });
            }
            Err(error) => {
                reason = error.to_string();
                match home.recv_timeout(RETURN) {
                    Ok(returned) => source = returned,
                    Err(_) => return Err((reason, None)),
                }
            }
        }
    }
    Err((reason, Some(source)))
}

/// Calls a function with the type of a sample format and some arguments.
macro_rules! by_format {
    ($format:expr, $build:ident($($argument:expr),*)) => {
        match $format {
            cpal::SampleFormat::F32 => $build::<f32>($($argument),*),
            cpal::SampleFormat::F64 => $build::<f64>($($argument),*),
            cpal::SampleFormat::I8 => $build::<i8>($($argument),*),
            cpal::SampleFormat::I16 => $build::<i16>($($argument),*),
            cpal::SampleFormat::I24 => $build::<cpal::I24>($($argument),*),
            cpal::SampleFormat::I32 => $build::<i32>($($argument),*),
            cpal::SampleFormat::I64 => $build::<i64>($($argument),*),
            cpal::SampleFormat::U8 => $build::<u8>($($argument),*),
            cpal::SampleFormat::U16 => $build::<u16>($($argument),*),
            cpal::SampleFormat::U24 => $build::<cpal::U24>($($argument),*),
            cpal::SampleFormat::U32 => $build::<u32>($($argument),*),
            cpal::SampleFormat::U64 => $build::<u64>($($argument),*),
            _ => Err(cpal::Error::from(cpal::ErrorKind::UnsupportedConfig)),
        }
    };
}
pub(super) use by_format;

fn build(
    candidate: &Candidate,
    config: StreamConfig,
    lease: Lease,
    vitals: &Arc<Vitals>,
) -> Result<Stream, cpal::Error> {
    by_format!(candidate.format, build_as(candidate, config, lease, vitals))
}

fn build_as<T: SizedSample + FromSample<f32>>(
    candidate: &Candidate,
    config: StreamConfig,
    mut lease: Lease,
    vitals: &Arc<Vitals>,
) -> Result<Stream, cpal::Error> {
    let channels = usize::from(config.channels.max(1));
    let mut heartbeat = Heartbeat::new(config.sample_rate, candidate.buffer);
    let mut scratch = vec![0.0f32; CHUNK * channels];
    let whole_numbers = !T::FORMAT.is_float();
    let (counted, watched) = (Arc::clone(vitals), Arc::clone(vitals));
    let callback = move |out: &mut [T], info: &cpal::OutputCallbackInfo| {
        let begun = Instant::now();
        if counted.closing.load(Relaxed) {
            out.fill(T::EQUILIBRIUM);
            return;
        }
        if let Some(source) = &mut lease.source {
            source.asked(micros_of(begun));
        }
        for part in out.chunks_mut(CHUNK * channels) {
            let samples = &mut scratch[..part.len()];
            match &mut lease.source {
                Some(source) => source.fill(samples, channels),
                None => samples.fill(0.0),
            }
            for (out, sample) in part.iter_mut().zip(samples) {
                // The largest float below 1: full scale itself is one step too high for whole numbers.
                let sample = if whole_numbers { sample.clamp(-1.0, 0.999_999_94) } else { *sample };
                *out = T::from_sample(sample);
            }
        }
        let time = info.timestamp();
        heartbeat.beat(&counted, begun, out.len() / channels, time.playback.duration_since(time.callback));
        if let Some(source) = &mut lease.source {
            source.measured(&counted);
        }
    };
    let failed = move |error: cpal::Error| {
        note(&error, &watched.lost, &watched.errors, || {
            watched.xruns.fetch_add(1, Relaxed);
        })
    };
    candidate.device.build_output_stream(config, callback, failed, None)
}
