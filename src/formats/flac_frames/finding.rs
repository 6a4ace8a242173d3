//! Frames of a file found where they stand, so that any of its samples can be read without the others: by a guess at the place, and a search on both
//! sides of it. A frame is one whose sum holds.

use super::{Info, LENGTH, MAGIC};
use flac_codec::decode::FlacStreamReader;
use flac_codec::stream::FrameHeader;
use std::collections::BTreeMap;
use std::io::{self, Read, Seek, SeekFrom};
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::{Mutex, PoisonError};

/// The most blocks before the sound: more has no file that a recorder wrote.
const MOST_BLOCKS: usize = 64;
/// The most bits that a float holds exactly.
const MOST_BITS: u32 = 24;
/// How often the last frame is looked for, each time further from the end.
const LOOKS: u64 = 32;
/// So many frames ahead are read one by one rather than looked for.
const AHEAD: u64 = 8;

/// A file of one or two channels, of up to 24 bits.
pub struct Layout {
    /// What its first block says.
    pub info: Info,
    /// Samples of a channel that are there, whatever that says.
    pub frames: u64,
    /// The byte at which the first frame stands.
    data: u64,
    /// The byte behind the last frame.
    end: u64,
    /// More bytes than any frame has.
    longest: usize,
    /// Where frames stand: the byte for the first sample, as far as that was seen.
    known: Mutex<BTreeMap<u64, u64>>,
}

/// A frame that was decoded.
struct Found {
    first: u64,
    /// Interleaved.
    steps: Vec<i32>,
    bytes: usize,
}

/// The first block of a file, and the byte behind the last block; `None` if it is no such file.
fn begin(file: &mut (impl Read + Seek)) -> io::Result<Option<(Info, u64)>> {
    file.seek(SeekFrom::Start(0))?;
    let mut head = Vec::new();
    file.by_ref().take((8 + LENGTH) as u64).read_to_end(&mut head)?;
    let is_one = head.len() == 8 + LENGTH && &head[..4] == MAGIC && head[4] & 0x7F == 0;
    let Some(info) = Info::parse(&head[8.min(head.len())..]).filter(|_| is_one) else { return Ok(None) };
    let (mut last, mut at) = (head[4] & 0x80 != 0, (8 + LENGTH) as u64);
    for _ in 0..MOST_BLOCKS {
        if last {
            return Ok(Some((info, at)));
        }
        let mut block = [0; 4];
        file.seek(SeekFrom::Start(at))?;
        if let Err(error) = file.read_exact(&mut block) {
            return if error.kind() == io::ErrorKind::UnexpectedEof { Ok(None) } else { Err(error) };
        }
        last = block[0] & 0x80 != 0;
        at += 4 + u64::from(u32::from_be_bytes([0, block[1], block[2], block[3]]));
    }
    Ok(None)
}

impl Layout {
    /// Looks at a file's first block and its last frame; `None` if it is no such file.
    ///
    /// # Errors
    /// If the file cannot be read.
    pub fn read(file: &mut (impl Read + Seek)) -> io::Result<Option<Layout>> {
        let Some((info, data)) = begin(file)? else { return Ok(None) };
        let fits = info.channels <= 2 && info.bits <= MOST_BITS && info.blocks[1] >= 16;
        if !fits || !crate::formats::audio::has_possible_rate(info.rate) {
            return Ok(None);
        }
        let bits = usize::from(info.channels) * (info.bits as usize + 1);
        let longest = usize::from(info.blocks[1]) * bits / 8 + 256;
        let end = file.seek(SeekFrom::End(0))?;
        let mut layout = Layout { info, frames: 0, data, end, longest, known: Mutex::default() };
        if layout.frame(&layout.bytes(file, data, 1)?).is_none_or(|found| found.first != 0) {
            return Ok(None);
        }
        layout.note(0, data);
        for look in 1..=LOOKS {
            let from = end.saturating_sub(look * longest as u64).max(data);
            let (mut at, bytes) = (0, layout.bytes(file, from, 2)?);
            let mut last = None;
            while let Some(found) = layout.next(&bytes, &mut at) {
                last = Some(found.first + layout.length(&found));
            }
            if let Some(frames) = last {
                (layout.frames, layout.end) = (frames, from + at as u64);
                return Ok(Some(layout));
            }
        }
        Ok(None)
    }

    /// Whether that file, as it is now, has its first frame in the same place and its sound in the same form.
    ///
    /// # Errors
    /// If the file cannot be read.
    pub fn is_that_of(&self, file: &mut (impl Read + Seek)) -> io::Result<bool> {
        let found = begin(file)?.map(|(info, data)| (Info { total: self.info.total, ..info }, data));
        Ok(found == Some((self.info, self.data)))
    }

    /// Reads samples from `first` on into the channels, which have one length; how many there were.
    ///
    /// # Errors
    /// If the file cannot be read.
    pub fn decode(
        &self,
        file: &mut (impl Read + Seek),
        first: u64,
        channels: &mut [Vec<f32>],
    ) -> io::Result<usize> {
        let wanted = channels.first().map_or(0, Vec::len) as u64;
        let (mut at, mut next) = self.find(file, first)?;
        let scale = 1.0 / (1u64 << (self.info.bits - 1)) as f32;
        while next < first + wanted && at < self.end {
            let Some(found) = self.frame(&self.bytes(file, at, 1)?).filter(|found| found.first == next)
            else {
                break;
            };
            let pairs = found.steps.chunks_exact(self.info.channels.into()).zip(next..);
            for (steps, place) in pairs.filter(|(_, place)| (first..first + wanted).contains(place)) {
                for (step, channel) in steps.iter().zip(channels.iter_mut()) {
                    channel[(place - first) as usize] = *step as f32 * scale;
                }
            }
            next += self.length(&found);
            at += found.bytes as u64;
            self.note(next, at);
        }
        Ok(next.saturating_sub(first).min(wanted) as usize)
    }

    /// The byte and the first sample of a frame that holds a sample, or stands a little before it.
    fn find(&self, file: &mut (impl Read + Seek), sample: u64) -> io::Result<(u64, u64)> {
        let (mut low, mut high) = {
            let known = self.known.lock().unwrap_or_else(PoisonError::into_inner);
            let low = known.range(..=sample).next_back().map_or((self.data, 0), |(first, at)| (*at, *first));
            (low, known.range(sample + 1..).next().map_or(self.end, |(_, at)| *at))
        };
        let near = AHEAD * u64::from(self.info.blocks[1]);
        while sample - low.1 >= near && high > low.0 + 2 * self.longest as u64 {
            let middle = low.0 + (high - low.0) / 2;
            let (bytes, mut at) = (self.bytes(file, middle, 2)?, 0);
            match self.next(&bytes, &mut at) {
                Some(found) if found.first <= sample && found.first > low.1 => {
                    low = (middle + (at - found.bytes) as u64, found.first);
                    self.note(low.1, low.0);
                }
                _ => high = middle,
            }
        }
        Ok(low)
    }

    /// Bytes from a place on: as many as that many frames can have.
    fn bytes(&self, file: &mut (impl Read + Seek), at: u64, frames: usize) -> io::Result<Vec<u8>> {
        file.seek(SeekFrom::Start(at))?;
        let mut bytes = Vec::with_capacity(self.longest * frames);
        file.by_ref().take((self.longest * frames) as u64).read_to_end(&mut bytes)?;
        Ok(bytes)
    }

    /// The first frame from a place in the bytes on; the place is moved behind it.
    fn next(&self, bytes: &[u8], at: &mut usize) -> Option<Found> {
        let marks = bytes.windows(2).enumerate().skip(*at).filter(|(_, mark)| is_mark(mark));
        let (place, found) =
            marks.map(|(place, _)| place).find_map(|place| Some((place, self.frame(&bytes[place..])?)))?;
        *at = place + found.bytes;
        Some(found)
    }

    /// The frame with which the bytes begin.
    fn frame(&self, bytes: &[u8]) -> Option<Found> {
        if !bytes.get(..2).is_some_and(is_mark) {
            return None;
        }
        // The decoder is not ours: what it stumbles over is no frame.
        catch_unwind(AssertUnwindSafe(|| self.frame_unguarded(bytes))).ok().flatten()
    }

    fn frame_unguarded(&self, bytes: &[u8]) -> Option<Found> {
        let Info { blocks, rate, channels, bits, .. } = self.info;
        let header = FrameHeader::read_subset(&mut &bytes[..]).ok()?;
        let mut left = bytes;
        let mut reader = FlacStreamReader::new(&mut left);
        let frame = reader.read().ok()?;
        if (frame.sample_rate, frame.channels, frame.bits_per_sample) != (rate, channels, bits) {
            return None;
        }
        let steps = frame.samples.to_vec();
        // Frames of one length are numbered, others tell their first sample.
        let each = if header.blocking_strategy { 1 } else { u64::from(blocks[1]) };
        Some(Found {
            first: header.frame_number.0.checked_mul(each)?,
            steps,
            bytes: bytes.len() - left.len(),
        })
    }

    fn length(&self, found: &Found) -> u64 {
        (found.steps.len() / usize::from(self.info.channels)) as u64
    }

    fn note(&self, first: u64, at: u64) {
        self.known.lock().unwrap_or_else(PoisonError::into_inner).insert(first, at);
    }
}

/// Whether two bytes may begin a frame.
fn is_mark(bytes: &[u8]) -> bool {
    bytes[0] == 0xFF && bytes[1] >> 1 == 0x7C
}

#[cfg(test)]
mod tests {
    use super::super::writing::Frames;
    use super::*;
    use crate::formats::audio::decode;
    use std::io::Cursor;

    const LONG: usize = 400_003;

    fn step(frame: usize, channel: usize) -> i32 {
        let turn = frame as f64 * (0.01 + 0.003 * channel as f64);
        (turn.sin() * 3_000_000.0) as i32 + (frame * 7_919 % 1_000) as i32
    }

    /// A file, and how far it goes after each piece.
    fn written(rate: u32, channels: usize, frames: usize) -> Vec<u8> {
        let mut writer = Frames::new(rate, channels as u8, 24);
        let (mut bytes, mut total) = (writer.head(0), 0);
        for piece in (0..frames).collect::<Vec<_>>().chunks(997) {
            let steps = piece.iter().flat_map(|frame| (0..channels).map(|channel| step(*frame, channel)));
            total += writer.take(steps, &mut bytes).expect("encoded");
        }
        total += writer.rest(&mut bytes).expect("encoded");
        assert_eq!(total, frames as u64);
        let head = writer.head(total);
        bytes[..head.len()].copy_from_slice(&head);
        bytes
    }

    #[test]
    fn any_place_is_read_without_the_others_as_a_decoder_reads_the_whole() {
        for channels in [1, 2] {
            let bytes = written(48_000, channels, LONG);
            let whole = decode("a.flac", &bytes).expect("decoded").audio;
            let layout = Layout::read(&mut Cursor::new(&bytes)).expect("read").expect("a layout");
            assert_eq!((layout.info.rate, layout.frames), (48_000, LONG as u64));
            assert_eq!(whole.frames(), LONG);
            // Far from each other, backwards, at the end and beyond it.
            for first in [300_000usize, 12, 0, 399_000, 123_457, 8_192, LONG - 1, LONG] {
                let mut page = vec![vec![9.0; 8_192]; channels];
                let count = layout.decode(&mut Cursor::new(&bytes), first as u64, &mut page).expect("read");
                assert_eq!(count, 8_192.min(LONG - first), "from {first}");
                for (number, channel) in page.iter().enumerate() {
                    assert!(channel[..count] == whole.channel(number)[first..first + count], "from {first}");
                    let exact = |place: usize| step(first + place, number) as f32 / 8_388_608.0;
                    assert!((0..count).all(|place| channel[place] == exact(place)));
                }
            }
        }
    }

    #[test]
    fn a_file_that_nobody_has_finished_has_all_its_whole_frames() {
        let whole = written(44_100, 2, 100_000);
        let unfinished = [&Frames::new(44_100, 2, 24).head(0), &whole[42..whole.len() - 5_000]].concat();
        let layout = Layout::read(&mut Cursor::new(&unfinished)).expect("read").expect("a layout");
        assert_eq!(layout.frames % 4_096, 0, "the frame that was cut is left out");
        assert!((90_000..100_000).contains(&layout.frames), "{}", layout.frames);
        let mut page = vec![vec![0.0; 100]; 2];
        let first = layout.frames - 100;
        assert_eq!(layout.decode(&mut Cursor::new(&unfinished), first, &mut page).expect("read"), 100);
        assert_eq!(page[1][99], step(first as usize + 99, 1) as f32 / 8_388_608.0);
        let decoded = decode("a.flac", &unfinished).expect("decoded").audio;
        assert_eq!(decoded.frames() as u64, layout.frames, "and a decoder finds the same");
    }

    #[test]
    fn what_a_reference_encoder_wrote_is_read_and_other_files_are_none() {
        let bytes = include_bytes!("../../../tests/audio/tone.flac");
        let whole = decode("tone.flac", bytes).expect("decoded").audio;
        let layout = Layout::read(&mut Cursor::new(bytes)).expect("read").expect("a layout");
        assert_eq!(layout.frames as usize, whole.frames());
        let mut all = vec![vec![0.0; whole.frames()]; whole.channels()];
        layout.decode(&mut Cursor::new(bytes), 0, &mut all).expect("read");
        assert!((0..whole.channels()).all(|channel| all[channel][..] == *whole.channel(channel)));
        for other in [&b""[..], b"fLaC", b"RIFF\0\0\0\0WAVEfmt ", &bytes[..42], &bytes[..60]] {
            assert!(Layout::read(&mut Cursor::new(other)).expect("read").is_none());
        }
    }
}
