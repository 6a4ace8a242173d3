//! Audio files into samples: WAV, AIFF, CAF, FLAC, MP3 and its elder kin, Ogg and Matroska with Vorbis or Opus, MP4 with AAC or ALAC; what is left
//! by ffmpeg, where that is installed and the file lies on the disk. The kind is told by the bytes, not by the name.

use super::heard::{self, Cut};
use super::opus_sound::{OpusSound, RATE};
use super::outside_sound::{self, Kind, Silent, TELLING, kind_of};
use super::problem::Problem;
use super::rf64;
use crate::instruments::sample::SampleAudio;
use std::io::{self, Cursor, ErrorKind, Read, SeekFrom};
use std::ops::ControlFlow;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::Path;
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
pub(super) const MOST_CHANNELS: usize = 256;
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

/// What is done with pieces.
type Hear<'a> = &'a mut dyn FnMut(Piece) -> ControlFlow<()>;

/// Decodes a whole file. `path` is only for the message. Declared lengths are not believed: memory grows with what is decoded.
///
/// # Errors
/// If nothing can be decoded, or more than [`MOST_FRAMES`].
pub fn decode(path: &str, bytes: &[u8]) -> Result<Decoded, Problem> {
    gather(path, |hear| stream(path, Cursor::new(bytes), hear))
}

/// The same with a file that lies at a place with these bytes, so that ffmpeg can read it too.
///
/// # Errors
/// As [`decode`].
pub fn decode_file(path: &str, place: &Path, bytes: &[u8]) -> Result<Decoded, Problem> {
    gather(path, |hear| stream_file(path, place, Cursor::new(bytes), hear))
}

fn gather(path: &str, stream: impl FnOnce(Hear) -> Result<Streamed, Problem>) -> Result<Decoded, Problem> {
    let (mut rate, mut channels) = (0, Vec::new());
    let streamed = stream(&mut |piece| {
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
pub fn stream<'s>(path: &str, source: impl MediaSource + 's, hear: Hear) -> Result<Streamed, Problem> {
    stream_inside(path, source, hear).map_err(|unread| match unread {
        Unread::Of(kind) => problem(path, format!("it is {}, which only ffmpeg reads", kind.name)),
        Unread::Faulty(problem) | Unread::Unknown(problem) | Unread::Undecoded(problem) => problem,
    })
}

/// The same with a file that lies at a place, so that ffmpeg can read it too: of what is decoded here it hears nothing.
///
/// # Errors
/// If nothing of it can be decoded.
pub fn stream_file<'s>(
    path: &str,
    place: &Path,
    source: impl MediaSource + 's,
    hear: Hear,
) -> Result<Streamed, Problem> {
    let unread = match stream_inside(path, source, hear) {
        Ok(streamed) => return Ok(streamed),
        Err(Unread::Faulty(problem)) => return Err(problem),
        Err(unread) => unread,
    };
    outside_sound::stream(path, place, hear).map_err(|silent| match (unread, silent) {
        (Unread::Undecoded(mut problem), Silent::NotInstalled) => {
            problem.wrong += "; ffmpeg, which may know more, is not installed";
            problem
        }
        (Unread::Faulty(problem) | Unread::Unknown(problem) | Unread::Undecoded(problem), _) => problem,
        (Unread::Of(_), Silent::Faulty(problem)) => problem,
        (Unread::Of(kind), Silent::NotInstalled) => {
            let wrong = format!("it is {}, which only ffmpeg reads, and ffmpeg is not installed", kind.name);
            problem(path, wrong)
        }
    })
}

/// Why a file gives nothing here.
enum Unread {
    /// It is of a kind that only ffmpeg reads.
    Of(&'static Kind),
    /// Nobody here knows its kind.
    Unknown(Problem),
    /// Its kind is known, but no decoder knows what is in it.
    Undecoded(Problem),
    /// What is wrong with it.
    Faulty(Problem),
}

fn stream_inside<'s>(path: &str, mut source: impl MediaSource + 's, hear: Hear) -> Result<Streamed, Unread> {
    let start = first_bytes(&mut source).map_err(|error| unread(path, &error))?;
    if let Some(kind) = kind_of(&start) {
        return Err(Unread::Of(kind));
    }
    // The decoders are not ours, and some count with numbers from the file that overflow: that file is broken, nothing else is.
    catch_unwind(AssertUnwindSafe(|| stream_unguarded(path, &start, source, hear)))
        .unwrap_or_else(|_| Err(problem(path, "it is so broken that its decoder gave up".to_owned()).into()))
}

fn stream_unguarded<'s>(
    path: &str,
    start: &[u8],
    mut source: impl MediaSource + 's,
    hear: Hear,
) -> Result<Streamed, Unread> {
    if start.starts_with(rf64::MAGIC) {
        return Ok(rf64::stream(path, source, hear)?);
    }
    let heard = heard::read(start, &mut source).map_err(|error| unread(path, &error))?;
    let source = MediaSourceStream::new(Box::new(source), Default::default());
    let (format, metadata) = (FormatOptions::default(), MetadataOptions::default());
    let mut reader = symphonia::default::get_probe()
        .probe(&Hint::new(), source, format, metadata)
        .map_err(|error| unknown(path, start, &error))?;
    let track = reader.default_track(TrackType::Audio);
    let found =
        track.and_then(|track| Some((track.id, track.codec_params.as_ref()?.audio()?, track.num_frames)));
    let Some((track, parameters, of)) = found else {
        return Err(Unread::Undecoded(problem(path, "it holds no sound that is known".to_owned())));
    };
    if parameters.channels.as_ref().is_some_and(|channels| channels.count() > MOST_CHANNELS) {
        return Err(problem(path, format!("it claims to have more than {MOST_CHANNELS} channels")).into());
    }
    let undecoded = |error| format!("its sound cannot be decoded ({})", words(&error));
    let mut decoder = decoder(parameters, heard::is_mp4(start))
        .map_err(|error| Unread::Undecoded(problem(path, undecoded(error))))?;
    // Opus tells the rate of what it was made from.
    let rate = if parameters.codec == CODEC_ID_OPUS { Some(RATE) } else { parameters.sample_rate };
    let of_track = heard.iter().find(|heard| heard.track == track).zip(rate);
    let cut = of_track.map_or(Cut::default(), |(heard, rate)| heard.frames(rate, of));
    let of = cut.most.or(of);
    let mut sound =
        Sound { rate: 0, frames: 0, block: Vec::new(), count: 0, broken: 0, odd: 0, packets: 0, of, cut };
    let ended = sound.read(&mut *reader, track, &mut *decoder, hear);
    if sound.frames == 0 {
        let reason = ended.as_ref().err().map(|error| format!(" ({})", words(error))).unwrap_or_default();
        let problem = problem(path, format!("no frame of it can be decoded{reason}"));
        return Err(match ended {
            Err(Error::Unsupported(_)) => Unread::Undecoded(problem),
            _ => Unread::Faulty(problem),
        });
    }
    if !has_possible_rate(sound.rate) {
        let wrong = format!("its rate of {} Hz is impossible", sound.rate);
        let expected = format!("expected 1000 to {HIGHEST_RATE} Hz");
        return Err(Problem { expected, ..problem(path, wrong) }.into());
    }
    let flaw = match ended {
        Err(error) => Some(format!("ends before its time ({})", words(&error))),
        Ok(()) if sound.broken > 0 => Some(format!("has {} broken places, which are left out", sound.broken)),
        Ok(()) => odd_told(sound.odd),
    };
    Ok(Streamed { frames: sound.frames, flaw })
}

impl From<Problem> for Unread {
    fn from(problem: Problem) -> Unread {
        Unread::Faulty(problem)
    }
}

fn decoder(parameters: &AudioCodecParameters, is_mp4: bool) -> Result<Box<dyn AudioDecoder>, Error> {
    match parameters.codec {
        CODEC_ID_OPUS => Ok(Box::new(OpusSound::new(parameters, is_mp4)?)),
        _ => symphonia::default::get_codecs().make_audio_decoder(parameters, &AudioDecoderOptions::default()),
    }
}

pub(super) fn has_possible_rate(rate: u32) -> bool {
    (1_000..=HIGHEST_RATE).contains(&rate)
}

/// The first bytes, by which its kind is told: behind the tags that stand before some (ID3v2). The source stands at its start again then.
fn first_bytes(source: &mut impl MediaSource) -> io::Result<Vec<u8>> {
    let mut bytes = Vec::new();
    source.take(TELLING as u64).read_to_end(&mut bytes)?;
    if let [b'I', b'D', b'3', _, _, _, length @ ..] = &bytes[..]
        && let Some(length) = length.get(..4)
    {
        let length = length.iter().fold(0, |length, byte| length << 7 | u64::from(byte & 0x7F));
        let mut behind = Vec::new();
        source.seek(SeekFrom::Start(10 + length))?;
        source.take(TELLING as u64).read_to_end(&mut behind)?;
        if !behind.is_empty() {
            bytes = behind;
        }
    }
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
    /// Samples that are no numbers.
    odd: usize,
    /// Packets that came.
    packets: u64,
    of: Option<u64>,
    /// Frames that are still to be left out, for they belong to the encoder.
    cut: Cut,
}

impl Sound {
    /// Reads packets until the end, a fault that ends everything, or until nobody listens any more.
    fn read(
        &mut self,
        reader: &mut dyn FormatReader,
        track: u32,
        decoder: &mut dyn AudioDecoder,
        hear: Hear,
    ) -> Result<(), Error> {
        loop {
            let Some(packet) = reader.next_packet()? else { return Ok(()) };
            if packet.track_id != track {
                continue;
            }
            self.packets += 1;
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
            if self.count == 0 {
                (self.rate, self.count) = (decoded.spec().rate(), self.block.len());
            }
            // A stream that changes to mono goes on with the same sound on both sides.
            while let (true, Some(last)) = (self.block.len() < self.count, self.block.last().cloned()) {
                self.block.push(last);
            }
            self.block.truncate(self.count);
            let frames = self.cut(decoded.frames() as u64);
            self.frames += frames;
            if !has_possible_rate(self.rate) {
                return Ok(());
            }
            if frames == 0 {
                continue;
            }
            self.odd += self.block.iter().flatten().filter(|sample| !sample.is_finite()).count();
            self.block.iter_mut().flatten().for_each(|sample| *sample = sane(*sample));
            let piece = Piece { rate: self.rate, channels: &self.block, of: self.of };
            if hear(piece).is_break() || self.cut.most.is_some_and(|most| self.frames >= most) {
                return Ok(());
            }
        }
    }

    /// Takes from the block of so many frames those that are not to be heard; how many are left.
    fn cut(&mut self, frames: u64) -> u64 {
        let start = self.cut.skip.min(frames);
        let padded = self.cut.padded.filter(|(packet, _)| *packet == self.packets).map_or(0, |(_, end)| end);
        let left = (frames - start).saturating_sub(padded);
        let left = self.cut.most.map_or(left, |most| left.min(most - self.frames));
        self.cut.skip -= start;
        for channel in &mut self.block {
            channel.truncate((start + left) as usize);
            channel.drain(..start as usize);
        }
        left
    }
}

/// What is told of so many samples that are no numbers.
pub(super) fn odd_told(count: usize) -> Option<String> {
    (count > 0).then(|| format!("has {count} samples that are no numbers: they are silent"))
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

/// The machine does not give the file's bytes.
fn unread(path: &str, error: &io::Error) -> Unread {
    Unread::Faulty(problem(path, format!("it cannot be read ({error})")))
}

/// Why no decoder took the file.
fn unknown(path: &str, bytes: &[u8], error: &Error) -> Unread {
    let problem = |wrong: String| problem(path, wrong);
    match error {
        _ if bytes.is_empty() => Unread::Faulty(problem("the file is empty".to_owned())),
        // A text or a picture also "ends unexpectedly" for whoever looks for sound in it.
        Error::IoError(error) if error.kind() == ErrorKind::UnexpectedEof && has_header(bytes) => {
            Unread::Faulty(problem("it is cut short".to_owned()))
        }
        Error::IoError(_) | Error::Unsupported(_) => {
            Unread::Unknown(problem("it is no audio file that can be read".to_owned()))
        }
        error => Unread::Unknown(problem(format!("its beginning is broken ({})", words(error)))),
    }
}

/// Whether the file begins like one of a kind that is cut into chunks of stated lengths.
fn has_header(bytes: &[u8]) -> bool {
    [&b"RIFF"[..], b"FORM", b"fLaC", b"OggS"].iter().any(|magic| bytes.starts_with(magic))
}
