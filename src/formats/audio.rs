//! Audio files into samples: WAV, AIFF, CAF, FLAC, MP3 and its elder kin, Ogg and Matroska with Vorbis or Opus, MP4 with AAC or ALAC. The kind
//! is told by the bytes, not by the name.

use super::opus_sound::OpusSound;
use super::problem::Problem;
use super::rf64;
use crate::instruments::sample::SampleAudio;
use std::io::{self, Cursor, ErrorKind, Read, SeekFrom};
use std::ops::ControlFlow;
use std::panic::{AssertUnwindSafe, catch_unwind};
use symphonia::core::codecs::audio::well_known::CODEC_ID_OPUS;
use symphonia::core::codecs::audio::{AudioCodecParameters, AudioDecoder, AudioDecoderOptions};
use symphonia::core::errors::Error;
use symphonia::core::formats::probe::Hint;
use symphonia::core::formats::{FormatOptions, FormatReader, TrackType};
use symphonia::core::io::{MediaSource, MediaSourceStream};
use symphonia::core::meta::MetadataOptions;

/// The most frames of one sample: 46 minutes at 48 kHz, half a gigabyte of memory per channel.
pub const MOST_FRAMES: usize = 1 << 27;
/// The highest rate of a sample in Hz; the lowest is 1,000 Hz.
pub const HIGHEST_RATE: u32 = 768_000;
/// More channels than any recorder has; decoders set memory aside for as many as a file claims.
const MOST_CHANNELS: usize = 256;
/// What can be read, in words.
pub const KINDS: &str = "WAV, AIFF, CAF, FLAC, MP3, Ogg (Vorbis, Opus), MP4 (AAC, ALAC) or Matroska";
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

/// A piece of a file's sound, in order.
pub struct Piece<'a> {
    /// Frames per second, the same in every piece.
    pub rate: u32,
    /// The channels in the file's order, as many in every piece, of one length.
    pub channels: &'a [Vec<f32>],
    /// How many frames the whole claims to have.
    pub of: Option<u64>,
}

/// What a file turned out to be.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Streamed {
    /// Frames that were decoded.
    pub frames: u64,
    /// What was wrong with the file although it could be read: `ends before its time`.
    pub flaw: Option<String>,
}

/// Decodes a whole file. `path` is only for the message. Declared lengths are not believed: memory grows with what is decoded.
///
/// # Errors
/// If nothing can be decoded, or more than [`MOST_FRAMES`].
pub fn decode(path: &str, bytes: &[u8]) -> Result<Decoded, Problem> {
    let (mut rate, mut channels) = (0, Vec::new());
    let streamed = stream(path, Cursor::new(bytes), &mut |piece| {
        rate = piece.rate;
        if channels.is_empty() {
            channels = vec![Vec::new(); piece.channels.len().min(2)];
        }
        let pairs = channels.iter_mut().zip(piece.channels);
        pairs.for_each(|(channel, plane): (&mut Vec<f32>, _)| channel.extend_from_slice(plane));
        let long = channels.first().is_some_and(|channel| channel.len() > MOST_FRAMES);
        if long { ControlFlow::Break(()) } else { ControlFlow::Continue(()) }
    })?;
    let frames = channels.first().map_or(0, Vec::len);
    if frames > MOST_FRAMES {
        let expected = format!("expected a sample of at most {MOST_FRAMES} frames");
        return Err(Problem { expected, ..problem(path, "it is too long".into()) });
    }
    Ok(Decoded { audio: SampleAudio::new(rate, channels), flaw: streamed.flaw })
}

/// Decodes a file piece by piece, with all its channels, until its end or until `hear` says stop. `path` is only for the message.
///
/// # Errors
/// If nothing of it can be decoded.
pub fn stream<'s>(
    path: &str,
    source: impl MediaSource + 's,
    hear: &mut dyn FnMut(Piece) -> ControlFlow<()>,
) -> Result<Streamed, Problem> {
    // The decoders are not ours, and some count with numbers from the file that overflow: that file is broken, nothing else is.
    catch_unwind(AssertUnwindSafe(|| stream_unguarded(path, source, hear)))
        .unwrap_or_else(|_| Err(problem(path, "it is so broken that its decoder gave up".to_owned())))
}

fn stream_unguarded<'s>(
    path: &str,
    mut source: impl MediaSource + 's,
    hear: &mut dyn FnMut(Piece) -> ControlFlow<()>,
) -> Result<Streamed, Problem> {
    let start = first_bytes(&mut source).map_err(|error| unknown(path, b"?", &Error::IoError(error)))?;
    if start == rf64::MAGIC {
        return rf64::stream(path, source, hear);
    }
    let source = MediaSourceStream::new(Box::new(source), Default::default());
    let (format, metadata) = (FormatOptions::default(), MetadataOptions::default());
    let mut reader = symphonia::default::get_probe()
        .probe(&Hint::new(), source, format, metadata)
        .map_err(|error| unknown(path, &start, &error))?;
    let track = reader.default_track(TrackType::Audio);
    let found =
        track.and_then(|track| Some((track.id, track.codec_params.as_ref()?.audio()?, track.num_frames)));
    let Some((track, parameters, of)) = found else {
        return Err(problem(path, "it holds no sound".to_owned()));
    };
    if parameters.channels.as_ref().is_some_and(|channels| channels.count() > MOST_CHANNELS) {
        return Err(problem(path, format!("it claims to have more than {MOST_CHANNELS} channels")));
    }
    let mut decoder = decoder(parameters)
        .map_err(|error| problem(path, format!("its sound cannot be decoded ({})", words(&error))))?;
    let mut sound = Sound { rate: 0, frames: 0, block: Vec::new(), count: 0, broken: 0, of };
    let ended = sound.read(&mut *reader, track, &mut *decoder, hear);
    if sound.frames == 0 {
        let reason = ended.err().map(|error| format!(" ({})", words(&error))).unwrap_or_default();
        return Err(problem(path, format!("no frame of it can be decoded{reason}")));
    }
    if !has_possible_rate(sound.rate) {
        let wrong = format!("its rate of {} Hz is impossible", sound.rate);
        let expected = format!("expected 1000 to {HIGHEST_RATE} Hz");
        return Err(Problem { expected, ..problem(path, wrong) });
    }
    let flaw = match ended {
        Err(error) => Some(format!("ends before its time ({})", words(&error))),
        Ok(()) if sound.broken > 0 => Some(format!("has {} broken places, which are left out", sound.broken)),
        Ok(()) => None,
    };
    Ok(Streamed { frames: sound.frames, flaw })
}

fn decoder(parameters: &AudioCodecParameters) -> Result<Box<dyn AudioDecoder>, Error> {
    match parameters.codec {
        CODEC_ID_OPUS => Ok(Box::new(OpusSound::new(parameters)?)),
        _ => symphonia::default::get_codecs().make_audio_decoder(parameters, &AudioDecoderOptions::default()),
    }
}

pub(super) fn has_possible_rate(rate: u32) -> bool {
    (1_000..=HIGHEST_RATE).contains(&rate)
}

/// Up to four bytes from the start, where the source stands again then.
fn first_bytes(source: &mut impl MediaSource) -> io::Result<Vec<u8>> {
    let mut bytes = Vec::new();
    source.take(4).read_to_end(&mut bytes)?;
    source.seek(SeekFrom::Start(0))?;
    Ok(bytes)
}

/// What has been decoded so far.
struct Sound {
    rate: u32,
    frames: u64,
    /// The last piece.
    block: Vec<Vec<f32>>,
    /// Channels of the first piece, which all others get.
    count: usize,
    /// Packets that could not be decoded.
    broken: usize,
    of: Option<u64>,
}

impl Sound {
    /// Reads packets until the end, a fault that ends everything, or until nobody listens any more.
    fn read(
        &mut self,
        reader: &mut dyn FormatReader,
        track: u32,
        decoder: &mut dyn AudioDecoder,
        hear: &mut dyn FnMut(Piece) -> ControlFlow<()>,
    ) -> Result<(), Error> {
        loop {
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
            decoded.copy_to_vecs_planar(&mut self.block);
            if self.frames == 0 {
                (self.rate, self.count) = (decoded.spec().rate(), self.block.len());
            }
            // A stream that changes to mono goes on with the same sound on both sides.
            while let (true, Some(last)) = (self.block.len() < self.count, self.block.last().cloned()) {
                self.block.push(last);
            }
            self.block.truncate(self.count);
            self.frames += decoded.frames() as u64;
            if !has_possible_rate(self.rate) {
                return Ok(());
            }
            self.block.iter_mut().flatten().for_each(|sample| *sample = sane(*sample));
            let piece = Piece { rate: self.rate, channels: &self.block, of: self.of };
            if hear(piece).is_break() {
                return Ok(());
            }
        }
    }
}

pub(super) fn sane(sample: f32) -> f32 {
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

pub(super) fn problem(path: &str, wrong: String) -> Problem {
    let expected = format!("expected {KINDS} audio");
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
