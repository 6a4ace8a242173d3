//! Audio files into samples: WAV, AIFF, FLAC, MP3, Ogg Vorbis. The kind is told by the bytes, not by the name.

use super::problem::Problem;
use crate::instruments::sample::SampleAudio;
use std::io::{Cursor, ErrorKind};
use std::panic::catch_unwind;
use symphonia::core::codecs::audio::{AudioDecoder, AudioDecoderOptions};
use symphonia::core::errors::Error;
use symphonia::core::formats::probe::Hint;
use symphonia::core::formats::{FormatOptions, FormatReader, TrackType};
use symphonia::core::io::MediaSourceStream;
use symphonia::core::meta::MetadataOptions;

/// The most frames of one sample: 46 minutes at 48 kHz, half a gigabyte of memory per channel.
pub const MOST_FRAMES: usize = 1 << 27;
/// The highest rate of a sample in Hz; the lowest is 1,000 Hz.
pub const HIGHEST_RATE: u32 = 768_000;
/// More channels than any recorder has; decoders set memory aside for as many as a file claims.
const MOST_CHANNELS: usize = 256;
/// Loud enough for any recording (+80 dB): what a broken float file holds beyond it is cut.
const LOUDEST: f32 = 1e4;

/// A decoded audio file.
#[derive(Debug)]
pub struct Decoded {
    /// Its sound: of more than two channels the first two.
    pub audio: SampleAudio,
    /// What was wrong with the file although it could be read: `ends before its time`.
    pub flaw: Option<String>,
}

/// Decodes a whole file. `path` is only for the message. Declared lengths are not believed: memory grows with what is decoded.
///
/// # Errors
/// If nothing can be decoded, or more than [`MOST_FRAMES`].
pub fn decode(path: &str, bytes: &[u8]) -> Result<Decoded, Problem> {
    // The decoders are not ours, and some count with numbers from the file that overflow: that file is broken, nothing else is.
    catch_unwind(|| decode_unguarded(path, bytes))
        .unwrap_or_else(|_| Err(problem(path, "it is so broken that its decoder gave up".to_owned())))
}

fn decode_unguarded(path: &str, bytes: &[u8]) -> Result<Decoded, Problem> {
    let source = MediaSourceStream::new(Box::new(Cursor::new(bytes)), Default::default());
    let (format, metadata) = (FormatOptions::default(), MetadataOptions::default());
    let mut reader = symphonia::default::get_probe()
        .probe(&Hint::new(), source, format, metadata)
        .map_err(|error| unknown(path, bytes, &error))?;
    let track = reader.default_track(TrackType::Audio);
    let found = track.and_then(|track| Some((track.id, track.codec_params.as_ref()?.audio()?)));
    let Some((track, parameters)) = found else {
        return Err(problem(path, "it holds no sound".to_owned()));
    };
    if parameters.channels.as_ref().is_some_and(|channels| channels.count() > MOST_CHANNELS) {
        return Err(problem(path, format!("it claims to have more than {MOST_CHANNELS} channels")));
    }
    let mut decoder = symphonia::default::get_codecs()
        .make_audio_decoder(parameters, &AudioDecoderOptions::default())
        .map_err(|error| problem(path, format!("its sound cannot be decoded ({})", words(&error))))?;
    let mut sound = Sound::default();
    let ended = sound.read(&mut *reader, track, &mut *decoder);
    if sound.frames() > MOST_FRAMES {
        let longest = format!("a sample of at most {MOST_FRAMES} frames");
        return Err(Problem {
            expected: format!("expected {longest}"),
            ..problem(path, "it is too long".into())
        });
    }
    if sound.frames() == 0 {
        let reason = ended.err().map(|error| format!(" ({})", words(&error))).unwrap_or_default();
        return Err(problem(path, format!("no frame of it can be decoded{reason}")));
    }
    if !(1_000..=HIGHEST_RATE).contains(&sound.rate) {
        let wrong = format!("its rate of {} Hz is impossible", sound.rate);
        let expected = format!("expected 1000 to {HIGHEST_RATE} Hz");
        return Err(Problem { expected, ..problem(path, wrong) });
    }
    let flaw = match ended {
        Err(error) => Some(format!("ends before its time ({})", words(&error))),
        Ok(()) if sound.broken > 0 => Some(format!("has {} broken places, which are left out", sound.broken)),
        Ok(()) => None,
    };
    Ok(Decoded { audio: SampleAudio::new(sound.rate, sound.channels), flaw })
}

/// What has been decoded so far.
#[derive(Default)]
struct Sound {
    rate: u32,
    channels: Vec<Vec<f32>>,
    /// Packets that could not be decoded.
    broken: usize,
}

impl Sound {
    fn frames(&self) -> usize {
        self.channels.first().map_or(0, Vec::len)
    }

    /// Reads packets until the end, a fault that ends everything, or the limit.
    fn read(
        &mut self,
        reader: &mut dyn FormatReader,
        track: u32,
        decoder: &mut dyn AudioDecoder,
    ) -> Result<(), Error> {
        let mut block: Vec<Vec<f32>> = Vec::new();
        while self.frames() <= MOST_FRAMES {
            let Some(packet) = reader.next_packet()? else { return Ok(()) };
            if packet.track_id != track {
                continue;
            }
            let decoded = match decoder.decode(&packet) {
                Ok(decoded) => decoded,
                Err(Error::DecodeError(_)) => {
                    self.broken += 1;
                    continue;
                }
                Err(error) => return Err(error),
            };
            if decoded.frames() == 0 || decoded.num_planes() == 0 {
                continue;
            }
            decoded.copy_to_vecs_planar(&mut block);
            if self.channels.is_empty() {
                self.rate = decoded.spec().rate();
                self.channels = vec![Vec::new(); block.len().min(2)];
            }
            // A stream that changes to mono goes on with the same sound on both sides.
            for (n, channel) in self.channels.iter_mut().enumerate() {
                let plane = &block[n.min(block.len() - 1)];
                channel.extend(plane.iter().map(|sample| sane(*sample)));
            }
        }
        Ok(())
    }
}

fn sane(sample: f32) -> f32 {
    if sample.is_finite() { sample.clamp(-LOUDEST, LOUDEST) } else { 0.0 }
}

fn words(error: &Error) -> String {
    match error {
        Error::IoError(error) if error.kind() == ErrorKind::UnexpectedEof => {
            "the file is cut short".to_owned()
        }
        error => error.to_string(),
    }
}

fn problem(path: &str, wrong: String) -> Problem {
    let expected = "expected WAV, AIFF, FLAC, MP3 or Ogg Vorbis audio".to_owned();
    Problem { path: path.to_owned(), line: 0, column: 0, wrong, expected }
}

/// Why no decoder took the file.
fn unknown(path: &str, bytes: &[u8], error: &Error) -> Problem {
    let wrong = match error {
        _ if bytes.is_empty() => "the file is empty".to_owned(),
        // A text or a picture also "ends unexpectedly" for whoever looks for sound in it.
        Error::IoError(error) if error.kind() == ErrorKind::UnexpectedEof && has_header(bytes) => {
            "it is cut short".to_owned()
        }
        Error::IoError(_) | Error::Unsupported(_) => "it is no audio file that can be read".to_owned(),
        error => format!("its beginning is broken ({})", words(error)),
    };
    problem(path, wrong)
}

/// Whether the file begins like one of a kind that is cut into chunks of stated lengths.
fn has_header(bytes: &[u8]) -> bool {
    [&b"RIFF"[..], b"FORM", b"fLaC", b"OggS"].iter().any(|magic| bytes.starts_with(magic))
}
