//! WAV files, written as a stream: 16 and 24 bit with dither, 32-bit float. Beyond 4 GiB the file becomes an RF64 (EBU Tech 3306),
//! for which its header keeps a place.

use crate::instruments::sample::SampleAudio;
use std::io::{self, BufWriter, Cursor, Seek, SeekFrom, Write};

/// How a sample is stored.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Depth {
    /// 16-bit integers, dithered.
    Int16,
    /// 24-bit integers, dithered.
    Int24,
    /// 32-bit floats, as they are.
    Float32,
}

impl Depth {
    /// Bits of one sample.
    pub fn bits(self) -> u16 {
        match self {
            Depth::Int16 => 16,
            Depth::Int24 => 24,
            Depth::Float32 => 32,
        }
    }

    /// As the command line names it.
    pub fn name(self) -> &'static str {
        match self {
            Depth::Int16 => "16",
            Depth::Int24 => "24",
            Depth::Float32 => "32f",
        }
    }
}

/// What a file holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Format {
    /// Frames per second.
    pub rate: u32,
    /// Channels, 1 to 18.
    pub channels: u16,
    /// How a sample is stored.
    pub depth: Depth,
}

impl Format {
    /// Bytes of one frame.
    pub fn frame_bytes(self) -> u16 {
        self.channels * (self.depth.bits() / 8)
    }

    /// Whether `WAVEFORMATEXTENSIBLE` is required: integers of more than 16 bits, or more than two channels.
    fn is_extensible(self) -> bool {
        self.channels > 2 || self.depth == Depth::Int24
    }
}

/// The bytes of a file of floats that holds this sound.
///
/// # Errors
/// If it has no channel, or does not fit into memory.
pub fn of_floats(audio: &SampleAudio) -> io::Result<Vec<u8>> {
    let format = Format { rate: audio.rate(), channels: audio.channels() as u16, depth: Depth::Float32 };
    let mut file = WavWriter::new(Cursor::new(Vec::new()), format)?;
    let channels: Vec<&[f32]> = (0..audio.channels()).map(|index| audio.channel(index)).collect();
    file.write(&channels)?;
    file.finish().map(Cursor::into_inner)
}

/// The chunk that keeps the place of `ds64`.
const KEEPER_BYTES: u32 = 28;

/// The whole header of a file with that many frames, up to the first sample. Its length depends on the format only.
pub fn header(format: Format, frames: u64) -> Vec<u8> {
    let data = frames * u64::from(format.frame_bytes());
    let (chunk, facts) = (format_chunk(format), format.depth == Depth::Float32 || format.is_extensible());
    let length = 12 + 8 + u64::from(KEEPER_BYTES) + 8 + chunk.len() as u64 + if facts { 12 } else { 0 } + 8;
    let riff = length - 8 + data + data % 2;
    let large = riff > u64::from(u32::MAX);
    let short = |number: u64| if large { u32::MAX } else { number as u32 }.to_le_bytes();
    let mut out = Vec::with_capacity(length as usize);
    out.extend_from_slice(if large { b"RF64" } else { b"RIFF" });
    out.extend_from_slice(&short(riff));
    out.extend_from_slice(b"WAVE");
    out.extend_from_slice(if large { b"ds64" } else { b"JUNK" });
    out.extend_from_slice(&KEEPER_BYTES.to_le_bytes());
    for number in [riff, data, frames] {
        out.extend_from_slice(&if large { number } else { 0 }.to_le_bytes());
    }
    out.extend_from_slice(&[0; 4]);
    out.extend_from_slice(b"fmt ");
    out.extend_from_slice(&(chunk.len() as u32).to_le_bytes());
    out.extend_from_slice(&chunk);
    if facts {
        out.extend_from_slice(b"fact");
        out.extend_from_slice(&4u32.to_le_bytes());
        out.extend_from_slice(&short(frames));
    }
    out.extend_from_slice(b"data");
    out.extend_from_slice(&short(data));
    out
}

/// The most bytes of samples in a file with a [`plain_header`], whose lengths have 32 bits: a little less than 4 GiB.
const MOST_PLAIN_BYTES: u64 = (u32::MAX - 64) as u64;

/// Whether so many frames fit into a file with a [`plain_header`].
pub fn fits_plain(format: Format, frames: u64) -> bool {
    frames.saturating_mul(format.frame_bytes().into()) <= MOST_PLAIN_BYTES
}

/// The shortest header: `fmt ` of 16 bytes with the tag of plain numbers, then `data` and nothing else, as shops want it. Floats have
/// the 18 bytes and the `fact` that they need.
pub fn plain_header(format: Format, frames: u64) -> Vec<u8> {
    let data = frames * u64::from(format.frame_bytes());
    let is_float = format.depth == Depth::Float32;
    let tag: u16 = if is_float { 3 } else { 1 };
    let chunk = tagged(tag, format);
    let facts = if is_float { 2 + 12 } else { 0 };
    let mut out = Vec::with_capacity(58);
    out.extend_from_slice(b"RIFF");
    out.extend_from_slice(&((36 + facts + data + data % 2) as u32).to_le_bytes());
    out.extend_from_slice(b"WAVEfmt ");
    out.extend_from_slice(&(if is_float { 18u32 } else { 16 }).to_le_bytes());
    out.extend_from_slice(&chunk);
    if is_float {
        out.extend_from_slice(&[0; 2]);
        out.extend_from_slice(b"fact");
        out.extend_from_slice(&4u32.to_le_bytes());
        out.extend_from_slice(&(frames as u32).to_le_bytes());
    }
    out.extend_from_slice(b"data");
    out.extend_from_slice(&(data as u32).to_le_bytes());
    out
}

/// The 16 bytes with which every `fmt ` begins.
fn tagged(tag: u16, format: Format) -> Vec<u8> {
    let mut out = Vec::with_capacity(40);
    out.extend_from_slice(&tag.to_le_bytes());
    out.extend_from_slice(&format.channels.to_le_bytes());
    out.extend_from_slice(&format.rate.to_le_bytes());
    out.extend_from_slice(&(format.rate * u32::from(format.frame_bytes())).to_le_bytes());
    out.extend_from_slice(&format.frame_bytes().to_le_bytes());
    out.extend_from_slice(&format.depth.bits().to_le_bytes());
    out
}

/// What stands in `fmt `: `WAVEFORMAT` for 16 bits, with an empty extension for floats, or `WAVEFORMATEXTENSIBLE`.
fn format_chunk(format: Format) -> Vec<u8> {
    /// `KSDATAFORMAT_SUBTYPE_…` behind its first two bytes, which are the tag.
    const SUBTYPE: [u8; 14] = [0, 0, 0, 0, 0x10, 0, 0x80, 0, 0, 0xAA, 0, 0x38, 0x9B, 0x71];
    let tag: u16 = if format.depth == Depth::Float32 { 3 } else { 1 };
    let outer = if format.is_extensible() { 0xFFFE } else { tag };
    let mut out = tagged(outer, format);
    if format.is_extensible() {
        // One channel is the centre; more begin at the front left.
        let speakers = if format.channels == 1 { 4 } else { (1u32 << format.channels.min(18)) - 1 };
        out.extend_from_slice(&22u16.to_le_bytes());
        out.extend_from_slice(&format.depth.bits().to_le_bytes());
        out.extend_from_slice(&speakers.to_le_bytes());
        out.extend_from_slice(&tag.to_le_bytes());
        out.extend_from_slice(&SUBTYPE);
    } else if tag != 1 {
        out.extend_from_slice(&0u16.to_le_bytes());
    }
    out
}

/// Noise of triangular density, two steps wide from end to end, added before rounding: the error is then noise of one and the same
/// level whatever the music does (Lipshitz, Wannamaker and Vanderkooy 1992). The same noise every time.
struct Dither(u64);

impl Dither {
    /// The next value, −1 to 1 steps.
    fn next(&mut self) -> f64 {
        // xorshift64* (Vigna 2016): its two halves are two throws.
        self.0 ^= self.0 >> 12;
        self.0 ^= self.0 << 25;
        self.0 ^= self.0 >> 27;
        let bits = self.0.wrapping_mul(0x2545_F491_4F6C_DD1D);
        ((bits >> 32) as f64 - f64::from(bits as u32)) / 4_294_967_296.0
    }
}

/// Rounds samples to the steps of a depth.
pub struct Quantiser {
    depth: Depth,
    dither: Option<Dither>,
}

impl Quantiser {
    /// For a depth; integers are dithered, always with the same noise.
    pub fn new(depth: Depth) -> Quantiser {
        Quantiser { depth, dither: (depth != Depth::Float32).then_some(Dither(0x5E67_0D17_4E55_1992)) }
    }

    /// For sound that already stands on the steps of this depth.
    pub fn without_dither(depth: Depth) -> Quantiser {
        Quantiser { depth, dither: None }
    }

    fn full(depth: Depth) -> f64 {
        f64::from(1u32 << (depth.bits() - 1))
    }

    /// The nearest step, dithered; full scale is the same on both sides of zero.
    pub fn step(&mut self, sample: f32) -> i32 {
        let full = Quantiser::full(self.depth);
        let noise = self.dither.as_mut().map_or(0.0, Dither::next);
        let step = (f64::from(sample) * full + noise).round();
        step.clamp(-(full - 1.0), full - 1.0) as i32
    }

    /// The level of the nearest step; floats stay as they are.
    pub fn level(&mut self, sample: f32) -> f32 {
        if self.depth == Depth::Float32 {
            return sample;
        }
        (f64::from(self.step(sample)) / Quantiser::full(self.depth)) as f32
    }

    /// Whether a sample stands on a step of the depth.
    pub fn is_step(depth: Depth, sample: f32) -> bool {
        depth == Depth::Float32 || (f64::from(sample) * Quantiser::full(depth)).fract() == 0.0
    }
}

/// Writes one file.
pub struct WavWriter<W: Write + Seek> {
    sink: BufWriter<W>,
    format: Format,
    frames: u64,
    cut: u64,
    quantiser: Quantiser,
    is_plain: bool,
}

impl<W: Write + Seek> WavWriter<W> {
    /// Begins a file where `sink` begins. Integers are dithered, always with the same noise.
    ///
    /// # Errors
    /// If `sink` does not take the header.
    pub fn new(sink: W, format: Format) -> io::Result<WavWriter<W>> {
        WavWriter::with(sink, format, false)
    }

    /// The same with a [`plain_header`], for files of less than 4 GiB.
    ///
    /// # Errors
    /// If `sink` does not take the header.
    pub fn plain(sink: W, format: Format) -> io::Result<WavWriter<W>> {
        WavWriter::with(sink, format, true)
    }

    fn with(sink: W, format: Format, is_plain: bool) -> io::Result<WavWriter<W>> {
        let sink = BufWriter::with_capacity(1 << 16, sink);
        let quantiser = Quantiser::new(format.depth);
        let mut writer = WavWriter { sink, format, frames: 0, cut: 0, quantiser, is_plain };
        writer.write_header()?;
        Ok(writer)
    }

    fn write_header(&mut self) -> io::Result<()> {
        let header = if self.is_plain { plain_header } else { header };
        self.sink.write_all(&header(self.format, self.frames))
    }

    /// Leaves the dither out, for sound that already stands on the steps of this depth.
    pub fn without_dither(mut self) -> WavWriter<W> {
        self.quantiser = Quantiser::without_dither(self.format.depth);
        self
    }

    /// Writes a block: one slice for each channel, all of one length; 1 is full scale, what is beyond it is cut in integers.
    ///
    /// # Errors
    /// If `sink` takes no more, or a plain file would be longer than one can be.
    pub fn write(&mut self, channels: &[&[f32]]) -> io::Result<()> {
        let frames = channels.iter().map(|channel| channel.len()).min().unwrap_or(0);
        if self.is_plain && !fits_plain(self.format, self.frames + frames as u64) {
            return Err(io::Error::other("it is longer than a plain WAV file can be, which is 4 GiB"));
        }
        for frame in 0..frames {
            for channel in channels.iter().take(self.format.channels.into()) {
                self.put(channel[frame])?;
            }
        }
        self.frames += frames as u64;
        Ok(())
    }

    fn put(&mut self, sample: f32) -> io::Result<()> {
        match self.format.depth {
            Depth::Float32 => self.sink.write_all(&sample.to_le_bytes()),
            Depth::Int16 => {
                let step = self.step(sample);
                self.sink.write_all(&step.to_le_bytes()[..2])
            }
            Depth::Int24 => {
                let step = self.step(sample);
                self.sink.write_all(&step.to_le_bytes()[..3])
            }
        }
    }

    fn step(&mut self, sample: f32) -> i32 {
        self.cut += u64::from(f64::from(sample.abs()) > 1.0);
        self.quantiser.step(sample)
    }

    /// Samples that were louder than full scale and have been cut.
    pub fn cut(&self) -> u64 {
        self.cut
    }

    /// Ends the file: the header learns its length.
    ///
    /// # Errors
    /// If `sink` does not take the rest.
    pub fn finish(mut self) -> io::Result<W> {
        let data = self.frames * u64::from(self.format.frame_bytes());
        if data % 2 == 1 {
            self.sink.write_all(&[0])?;
        }
        self.sink.seek(SeekFrom::Start(0))?;
        self.write_header()?;
        self.sink.seek(SeekFrom::End(0))?;
        self.sink.into_inner().map_err(|error| error.into_error())
    }
}
