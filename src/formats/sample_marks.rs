//! What a sound file says of how a sampler plays it: the key at which it sounds as recorded, a loop, where its slices begin. WAV has that in the
//! chunks `smpl`, `inst` and `cue ` (Multimedia Programming Interface and Data Specifications 1.0, IBM and Microsoft 1991, and the New
//! Multimedia Data Types and Data Techniques 3.0, 1994), AIFF in `INST` and `MARK` (Audio Interchange File Format 1.3, Apple 1989), 8SVX in `VHDR` (Electronic Arts 1985), and FLAC in
//! either, where it keeps chunks of the file that it was made from.

use super::foreign::tuned;
use super::riff::{big_chunks, big_long, big_word, chunks, long};
use super::song::sounds::MOST_SLICES;
use crate::instruments::sampler::zone::{LAST_FRAME, LoopMode, Zone};

/// The most chunks of a file that are looked at, and the most loops in one.
const MOST: usize = 4_096;
/// Bytes of a loop and of a cue point in WAV.
const RECORD: usize = 24;

/// What a file says, as a zone that plays the whole of it.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Marked {
    /// The zone, of the sample 0.
    pub zone: Zone,
    /// What the user should know, a sentence each.
    pub told: Vec<String>,
}

/// A loop of a file.
#[derive(Clone, Copy, Debug)]
struct Loop {
    mode: LoopMode,
    /// The first frame, and the one after the last.
    frames: (u32, u32),
    is_backward: bool,
}

/// What was found in a file.
#[derive(Debug, Default)]
struct Marks {
    /// Root and fine tuning.
    tuned: Option<(u8, f32)>,
    loops: Vec<Loop>,
    /// Frames of points that are no ends of loops.
    points: Vec<u32>,
}

/// Reads what the bytes of a whole file of so many frames say. Whatever is broken or not there is left out.
pub fn read(bytes: &[u8], frames: usize) -> Marked {
    let marks = match (bytes.get(..4), bytes.get(8..12)) {
        (Some(b"RIFF" | b"RF64"), Some(b"WAVE")) => of_wave(chunks(&bytes[12..])),
        (Some(b"FORM"), Some(b"AIFF" | b"AIFC")) => of_aiff(big_chunks(&bytes[12..])),
        (Some(b"FORM"), Some(b"8SVX")) => of_amiga(big_chunks(&bytes[12..])),
        (Some(b"fLaC"), _) => {
            let kept = |program| kept_chunks(bytes, program);
            match kept(b"riff").next() {
                Some(_) => of_wave(kept(b"riff").filter_map(|bytes| chunks(bytes).next())),
                None => of_aiff(kept(b"aiff").filter_map(|bytes| big_chunks(bytes).next())),
            }
        }
        _ => Marks::default(),
    };
    marks.zone(frames)
}

/// The blocks of a FLAC file that keep chunks for a program (RFC 9639, 8.4).
fn kept_chunks<'a>(bytes: &'a [u8], program: &'static [u8; 4]) -> impl Iterator<Item = &'a [u8]> {
    /// The kind of block in which programs keep what they like.
    const APPLICATION: u32 = 2;
    let mut rest = bytes.get(4..).unwrap_or_default();
    let blocks = std::iter::from_fn(move || {
        let head = big_long(rest, 0)?;
        let length = (head & 0xFF_FFFF) as usize;
        let block = rest.get(4..4 + length)?;
        let is_last = head >> 31 == 1;
        rest = if is_last { &[] } else { &rest[4 + length..] };
        Some((head >> 24 & 0x7F, block))
    });
    blocks.filter(|(kind, _)| *kind == APPLICATION).filter_map(|(_, block)| block.strip_prefix(program))
}

/// A root that a file names; 0 is what is written where none is known.
fn known(key: u32) -> bool {
    (1..=127).contains(&key)
}

fn of_wave<'a>(chunks: impl Iterator<Item = (&'a [u8], &'a [u8])>) -> Marks {
    let (mut marks, mut of_instrument) = (Marks::default(), None);
    for (id, chunk) in chunks.take(MOST) {
        match id {
            b"smpl" => take_sampler(chunk, &mut marks),
            b"inst" => {
                let key = chunk.first().copied().filter(|key| known((*key).into()));
                let cents = chunk.get(1).map_or(0.0, |cents| f32::from(*cents as i8));
                of_instrument = key.map(|key| tuned(key.into(), cents));
            }
            b"cue " => {
                let points = chunk.get(4..).unwrap_or_default().chunks_exact(RECORD);
                // The place in the chunk of samples; some fill only the place in the order of playing.
                let frame = |point: &[u8]| long(point, 20).filter(|frame| *frame > 0).or(long(point, 4));
                marks.points.extend(points.take(MOST_SLICES).filter_map(frame));
            }
            _ => {}
        }
    }
    marks.tuned = marks.tuned.or(of_instrument);
    marks
}

fn take_sampler(chunk: &[u8], marks: &mut Marks) {
    let (Some(key), Some(fraction)) = (long(chunk, 12), long(chunk, 16)) else { return };
    if known(key) {
        // How far above its key the recording sounds, as a part of a semitone of 32 bits: so far it is moved down.
        let cents = (f64::from(fraction) / 2f64.powi(32) * 100.0) as f32;
        marks.tuned = Some(tuned(key as f32, -cents));
    }
    for record in chunk.get(36..).unwrap_or_default().chunks_exact(RECORD).take(MOST) {
        let number = |at| long(record, at).unwrap_or(0);
        let kind = number(4);
        let mode = if kind == 1 { LoopMode::PingPong } else { LoopMode::Forward };
        let frames = (number(8), number(12).saturating_add(1));
        marks.loops.push(Loop { mode, frames, is_backward: kind == 2 });
    }
}

fn of_aiff<'a>(chunks: impl Iterator<Item = (&'a [u8], &'a [u8])>) -> Marks {
    let (mut marks, mut points, mut instrument): (_, Vec<(u16, u32)>, _) =
        (Marks::default(), Vec::new(), None);
    for (id, chunk) in chunks.take(MOST) {
        match id {
            b"MARK" => points = markers(chunk),
            b"INST" => instrument = Some(chunk),
            _ => {}
        }
    }
    if let Some(chunk) = instrument {
        let [key, cents] = [0, 1].map(|at| chunk.get(at).copied().unwrap_or(0));
        marks.tuned = known(key.into()).then(|| tuned(key.into(), f32::from(cents as i8)));
        // The first loop is that of the held key, the second that behind it.
        for (at, forward) in [(8, LoopMode::Sustain), (14, LoopMode::Forward)] {
            let [kind, first, last] = [0, 2, 4].map(|by| big_word(chunk, at + by).unwrap_or(0));
            let mode = match kind {
                1 => forward,
                2 => LoopMode::PingPong,
                _ => continue,
            };
            let frame = |wanted| points.iter().find(|(id, _)| *id == wanted).map(|(_, frame)| *frame);
            if let (Some(start), Some(end)) = (frame(first), frame(last)) {
                marks.loops.push(Loop { mode, frames: (start, end), is_backward: false });
                points.retain(|(id, _)| ![first, last].contains(id));
            }
        }
    }
    marks.points = points.into_iter().map(|(_, frame)| frame).collect();
    marks
}

/// In 8SVX a part that repeats follows one that is heard once.
fn of_amiga<'a>(mut chunks: impl Iterator<Item = (&'a [u8], &'a [u8])>) -> Marks {
    let head = chunks.find(|(id, _)| *id == b"VHDR").map_or(&[][..], |(_, head)| head);
    let [once, again] = [0, 4].map(|at| big_long(head, at).unwrap_or(0));
    let frames = (once, once.saturating_add(again));
    Marks { loops: vec![Loop { mode: LoopMode::Forward, frames, is_backward: false }], ..Marks::default() }
}

/// The markers of AIFF: their numbers, and the frames before which they stand.
fn markers(chunk: &[u8]) -> Vec<(u16, u32)> {
    let mut rest = chunk.get(2..).unwrap_or_default();
    let one = std::iter::from_fn(|| {
        let marker = (big_word(rest, 0)?, big_long(rest, 2)?);
        // A name of so many signs, made even with its length.
        let name = usize::from(*rest.get(6)?);
        rest = rest.get(6 + (name + 2) / 2 * 2..).unwrap_or_default();
        Some(marker)
    });
    one.take(MOST_SLICES).collect()
}

impl Marks {
    fn zone(self, frames: usize) -> Marked {
        let mut told = Vec::new();
        let mut zone = Zone::default();
        (zone.root, zone.tune) = self.tuned.unwrap_or((zone.root, zone.tune));
        let whole = u32::try_from(frames).unwrap_or(u32::MAX);
        let fitting = |found: &Loop| {
            let (start, end) = (found.frames.0, found.frames.1.min(whole));
            // One of a single frame is what is written where there is none.
            let is_one = end >= start.saturating_add(2) && start <= LAST_FRAME;
            (is_one && (end == whole || end <= LAST_FRAME)).then_some((*found, (start, end)))
        };
        let mut loops = self.loops.iter().filter_map(fitting);
        if let Some((found, (start, end))) = loops.next() {
            (zone.loop_mode, zone.loop_start) = (found.mode, start);
            zone.loop_end = if end == whole { 0 } else { end };
            if found.is_backward {
                told.push("its loop runs backwards, which zones do not: it runs forwards".to_owned());
            }
            let others = loops.count();
            if others > 0 {
                told.push(format!("its file has {} loops, of which the first is taken", others + 1));
            }
        }
        zone.slices = self.points.into_iter().filter(|frame| *frame < whole).collect();
        zone.slices.sort_unstable();
        zone.slices.dedup();
        Marked { zone, told }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn numbers(numbers: &[u32]) -> Vec<u8> {
        numbers.iter().flat_map(|number| number.to_le_bytes()).collect()
    }

    fn chunk(id: &[u8; 4], bytes: &[u8]) -> Vec<u8> {
        let padding = vec![0; bytes.len() % 2];
        [&id[..], &(bytes.len() as u32).to_le_bytes(), bytes, &padding].concat()
    }

    fn wave(chunks: &[Vec<u8>]) -> Vec<u8> {
        // Something odd stands before them.
        let chunks = [chunk(b"LIST", b"INFOx"), chunks.concat()].concat();
        [&b"RIFF"[..], &(chunks.len() as u32 + 4).to_le_bytes(), b"WAVE", &chunks].concat()
    }

    fn sampler(key: u32, fraction: u32, loops: &[[u32; 3]]) -> Vec<u8> {
        let mut bytes = numbers(&[0, 0, 20_833, key, fraction, 0, 0, loops.len() as u32, 0]);
        for [kind, start, last] in loops {
            bytes.extend(numbers(&[0, *kind, *start, *last, 0, 0]));
        }
        chunk(b"smpl", &bytes)
    }

    fn looped(zone: &Zone) -> (LoopMode, u32, u32) {
        (zone.loop_mode, zone.loop_start, zone.loop_end)
    }

    #[test]
    fn a_wave_has_its_root_its_tuning_and_its_loop() {
        let of = |key, fraction, loops: &[[u32; 3]]| read(&wave(&[sampler(key, fraction, loops)]), 10_000);
        // A quarter of a semitone above A: to sound as A it is moved down so far.
        let found = of(69, 1 << 30, &[[0, 1_000, 4_999]]);
        assert_eq!((found.zone.root, found.zone.tune), (69, -25.0));
        assert_eq!((looped(&found.zone), found.told), ((LoopMode::Forward, 1_000, 5_000), vec![]));
        let high = of(69, 3 << 30, &[[1, 0, 9_999]]).zone;
        assert_eq!(
            (high.root, high.tune),
            (70, 25.0),
            "three quarters above it are a quarter below the next"
        );
        assert_eq!(looped(&high), (LoopMode::PingPong, 0, 0), "to the end");
        // What programs write that know nothing.
        assert_eq!(of(0, 0, &[[0, 0, 0]]).zone, Zone::default());
        assert_eq!(looped(&of(60, 0, &[[0, 20_000, 30_000], [0, 5, 8]]).zone), (LoopMode::Forward, 5, 9));
        let many = of(60, 0, &[[2, 0, 99], [0, 5, 8]]);
        assert_eq!(many.told.len(), 2, "{:?}", many.told);
    }

    #[test]
    fn cue_points_are_slices_in_order() {
        let mut points = numbers(&[4]);
        // One beyond the end, one twice, and one that has only its place in the order of playing.
        for (place, frame) in [(0, 700), (0, 30_000), (0, 700), (300, 0)] {
            points.extend(numbers(&[1, place, u32::from_le_bytes(*b"data"), 0, 0, frame]));
        }
        let zone = read(&wave(&[chunk(b"cue ", &points)]), 10_000).zone;
        assert_eq!(zone, Zone { slices: vec![300, 700], ..Zone::default() });
        let kept = [chunk(b"cue ", &points), chunk(b"inst", &[62, 0xF6, 0, 0, 127, 1, 127])];
        let block = |last: u8, kept: &[u8]| {
            let length = (kept.len() as u32 + 4).to_be_bytes();
            [&[last << 7 | 2], &length[1..], b"riff", kept].concat()
        };
        let flac = [&b"fLaC\0\0\0\x02xx"[..], &block(0, &kept[0]), &block(1, &kept[1]), b"\xFF\xF8"].concat();
        let zone = read(&flac, 10_000).zone;
        assert_eq!((zone.slices, zone.root, zone.tune), (vec![300, 700], 62, -10.0));
    }

    #[test]
    fn an_aiff_has_markers_and_loops_between_them() {
        let marker = |id: u16, frame: u32, name: &str| {
            let padding = vec![0; (name.len() + 1) % 2];
            let name = [&[name.len() as u8], name.as_bytes(), &padding].concat();
            [&id.to_be_bytes()[..], &frame.to_be_bytes(), &name].concat()
        };
        let markers = [marker(1, 100, "begin"), marker(2, 600, "loop"), marker(3, 900, "")].concat();
        let markers = [&3u16.to_be_bytes()[..], &markers].concat();
        let instrument = [57u8, 0xEC, 0, 127, 1, 127, 0, 0, 0, 1, 0, 2, 0, 3, 0, 0, 0, 0, 0, 0];
        let big = |id: &[u8], bytes: &[u8]| [id, &(bytes.len() as u32).to_be_bytes(), bytes].concat();
        let chunks = [big(b"INST", &instrument), big(b"MARK", &markers)].concat();
        let file = [&b"FORM"[..], &(chunks.len() as u32 + 4).to_be_bytes(), b"AIFF", &chunks].concat();
        let zone = read(&file, 1_000).zone;
        assert_eq!((zone.root, zone.tune, zone.slices.clone()), (57, -20.0, vec![100]));
        assert_eq!(looped(&zone), (LoopMode::Sustain, 600, 900));
        for end in 0..file.len() {
            read(&file[..end], 1_000);
        }
    }
}
