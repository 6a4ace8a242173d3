//! SoundFont 2: a file of many instruments with their samples (SoundFont Technical Specification 2.04, E-mu 2006). One preset of it
//! becomes a sampler. Read where it lies: whatever lengths and numbers the file claims, nothing outside it is touched.

mod records;
mod zones;

use super::foreign::{Amplitude, Filter, Foreign, MOST_ZONES, Region, Sound, patch, tuned};
use super::problem::Problem;
use super::riff::{long, word};
use super::wav::{Depth, Format, header};
use crate::dsp::parameter::Knobs;
use crate::instruments::sampler;
use crate::instruments::sampler::zone::{LoopMode, Zone};
use records::{Records, chunk, list, name};
use std::cell::Cell;
use std::collections::{BTreeMap, BTreeSet};
use zones::generator as of;
use zones::{Bags, Both, Modulator};

/// The most zones and generators that are read for one preset.
const MOST_READ: usize = 4_000_000;

/// How many times the bytes of a file the sounds of one preset may have in all.
const MOST_COPIES: usize = 3;

/// Whether some bytes are the beginning of such a file.
pub fn is_one(bytes: &[u8]) -> bool {
    bytes.starts_with(b"RIFF") && bytes.get(8..12) == Some(b"sfbk")
}

/// A preset of a file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Preset {
    /// Its bank, 0 to 128, of which 128 is drums.
    pub bank: u16,
    /// Its number in the bank, 0 to 127.
    pub program: u16,
    /// Its name.
    pub name: String,
}

impl Preset {
    /// How lists show it: `000:012 Marimba`.
    pub fn title(&self) -> String {
        format!("{:03}:{:03} {}", self.bank, self.program, self.name)
    }
}

/// The presets that the list `pdta` of a file has, in its order: the place of one is its number for [`read`].
pub fn presets(pdta: &[u8]) -> Vec<Preset> {
    let records = Records::new(chunk(pdta, b"phdr"), 38);
    // The last one only says where the zones of the one before end.
    let preset = |index: usize| {
        let record = records.get(index)?;
        let [program, bank] = [20, 22].map(|at| word(record, at).unwrap_or(0));
        Some(Preset { bank, program, name: name(&record[..20]) })
    };
    (0..records.count().saturating_sub(1)).filter_map(preset).collect()
}

/// The list of presets, instruments and sample headers of a whole file.
pub fn data(bytes: &[u8]) -> &[u8] {
    bytes.get(12..).and_then(|chunks| list(chunks, b"pdta")).unwrap_or(&[])
}

/// The sample data of a file.
struct Sounds<'a> {
    high: &'a [u8],
    /// The eight bits below the sixteen, if the file has them.
    low: Option<&'a [u8]>,
}

/// A sample's header.
struct Header {
    name: String,
    start: u32,
    end: u32,
    looped: [u32; 2],
    rate: u32,
    key: u8,
    cents: i8,
}

fn sample_header(records: Records, index: usize) -> Option<Header> {
    // The last one is none.
    let record = records.get(index).filter(|_| index + 1 < records.count())?;
    let [start, end, first, last, rate] = [20, 24, 28, 32, 36].map(|at| long(record, at).unwrap_or(0));
    let kind = word(record, 44)?;
    // In the memory of a sound card that nobody has.
    let in_memory = kind & 0x8000 != 0;
    (!in_memory && start < end).then(|| Header {
        name: name(&record[..20]),
        start,
        end,
        looped: [first, last],
        rate: if (1_000..=768_000).contains(&rate) { rate } else { 44_100 },
        key: record[40],
        cents: record[41] as i8,
    })
}

impl Sounds<'_> {
    /// A sample as a WAV file; `None` if it does not lie in the file.
    fn wave(&self, header: &Header) -> Option<Vec<u8>> {
        let (start, end) = (header.start as usize, header.end as usize);
        let high = self.high.get(2 * start..2 * end)?;
        let low = self.low.and_then(|low| low.get(start..end));
        let depth = if low.is_some() { Depth::Int24 } else { Depth::Int16 };
        let mut bytes = self::header(Format { rate: header.rate, channels: 1, depth }, (end - start) as u64);
        match low {
            None => bytes.extend_from_slice(high),
            Some(low) => {
                for (low, high) in low.iter().zip(high.chunks(2)) {
                    bytes.push(*low);
                    bytes.extend_from_slice(high);
                }
                // Chunks of a RIFF file have an even length.
                bytes.resize(bytes.len() + (end - start) % 2, 0);
            }
        }
        Some(bytes)
    }
}

/// Reads a preset by its place among [`presets`]. `path` is for messages.
///
/// # Errors
/// If the file is none, has no such preset, or nothing in it that could be played.
pub fn read(path: &str, bytes: &[u8], preset: usize) -> Result<Foreign, Problem> {
    let problem = |wrong: String| {
        let expected = "expected a SoundFont 2 file".to_owned();
        Problem { path: path.to_owned(), line: 0, column: 0, wrong, expected }
    };
    if !is_one(bytes) {
        return Err(problem("it is no SoundFont".to_owned()));
    }
    let pdta = data(bytes);
    let presets = presets(pdta);
    let chosen = presets.get(preset).ok_or_else(|| problem(format!("it has {} presets", presets.len())))?;
    let sdta = list(&bytes[12..], b"sdta").unwrap_or(&[]);
    let high = chunk(sdta, b"smpl");
    let low = Some(chunk(sdta, b"sm24")).filter(|low| low.len() >= high.len() / 2 && !high.is_empty());
    let sounds = Sounds { high, low };
    let records = |name: &[u8; 4], size: usize| Records::new(chunk(pdta, name), size);
    let outer = Bags {
        owners: records(b"phdr", 38),
        at: 24,
        bags: records(b"pbag", 4),
        generators: records(b"pgen", 4),
        modulators: records(b"pmod", 10),
        left: Cell::new(MOST_READ),
    };
    let inner = Bags {
        owners: records(b"inst", 22),
        at: 20,
        bags: records(b"ibag", 4),
        generators: records(b"igen", 4),
        modulators: records(b"imod", 10),
        left: Cell::new(MOST_READ),
    };
    let headers = records(b"shdr", 46);

    let mut taken: BTreeMap<u16, Option<u16>> = BTreeMap::new();
    let (mut regions, mut waves, mut missing) = (Vec::new(), Vec::new(), 0);
    let (mut modulators, mut played) = (Vec::new(), BTreeSet::new());
    // What samples share, each has for itself in files of its own: but not without end.
    let mut room = MOST_COPIES.saturating_mul(bytes.len());
    for outer in outer.of(preset, of::INSTRUMENT, MOST_ZONES) {
        let instrument = usize::from(outer.get(of::INSTRUMENT).unwrap_or(0));
        if played.insert(instrument) && modulators.len() < MOST_ZONES {
            modulators.extend(inner.modulators_of(instrument));
        }
        for inner in inner.of(instrument, of::SAMPLE, MOST_ZONES) {
            if regions.len() >= MOST_ZONES {
                break;
            }
            let number = inner.get(of::SAMPLE).unwrap_or(0);
            let both = Both { inner: &inner, outer: &outer };
            let (Some(keys), Some(velocities)) = (both.keys(), both.velocities()) else { continue };
            let header = sample_header(headers, number.into());
            let sound = *taken.entry(number).or_insert_with(|| {
                let header = header.as_ref()?;
                room = room.checked_sub(2 * (header.end - header.start) as usize)?;
                let bytes = sounds.wave(header)?;
                waves.push(Sound::Wave { name: header.name.clone(), bytes });
                Some(waves.len() as u16 - 1)
            });
            match (header, sound) {
                (Some(header), Some(sound)) => {
                    regions.push(region(&both, (keys, velocities), &header, sound))
                }
                _ => missing += 1,
            }
        }
    }
    if regions.is_empty() {
        return Err(problem(format!("preset {} plays no sample that is in it", chosen.title())));
    }
    let mut told = Vec::new();
    if missing > 0 {
        told.push(format!("{missing} zones have samples that are not in the file, and are left out"));
    }
    let mut patch = patch(regions, &mut told);
    modulators.extend(outer.modulators_of(preset));
    take_modulators(&mut patch, &modulators, &mut told);
    let (name, fades, open_loops) = (chosen.name.clone(), Vec::new(), Vec::new());
    Ok(Foreign { name, patch, sounds: waves, fades, open_loops, told })
}

/// Sets what the sampler has of modulators: softer keys are softer, as the format says where nothing is said, and close the
/// filter. The first of a kind counts, instruments' before the preset's; the others are told.
fn take_modulators(patch: &mut sampler::Patch, modulators: &[Modulator], told: &mut Vec<String>) {
    let (mut level, mut cutoff, mut others) = (None, None, 0);
    for modulator in modulators {
        let (own, place) = match (modulator.level(), modulator.cutoff()) {
            (Some(own), _) => (own, &mut level),
            (_, Some(own)) => (own, &mut cutoff),
            _ => {
                others += usize::from(modulator.amount != 0);
                continue;
            }
        };
        others += usize::from(*place.get_or_insert(own) != own);
    }
    (patch.velocity_level, patch.velocity) = (level.unwrap_or(1.0), cutoff.unwrap_or(0.0));
    patch.move_into_range();
    if others > 0 {
        told.push(format!("{others} modulators are not taken"));
    }
}

/// Seconds of a time in cents of an octave around one second.
fn seconds(cents: i32) -> f32 {
    if cents <= -12_000 { 0.0 } else { (cents as f32 / 1_200.0).exp2() }
}

/// What a zone comes to.
fn region(both: &Both, (keys, velocities): ([u8; 2], [u8; 2]), header: &Header, sound: u16) -> Region {
    let frame = |base: i64, fine: usize, coarse: usize| {
        let moved = base + i64::from(both.own(fine, 0)) + 32_768 * i64::from(both.own(coarse, 0));
        (moved - i64::from(header.start)).clamp(0, i64::from(u32::MAX)) as u32
    };
    let length = header.end - header.start;
    let end = frame(header.end.into(), of::END, of::END_COARSE);
    let cutoff = both.sum(of::FILTER_CUTOFF, 13_500);
    let peak = both.sum(of::FILTER_Q, 0) as f32 / 10.0;
    let own_root = both.own(of::ROOT, -1);
    let key = match u8::try_from(own_root) {
        Ok(key) if key < 128 => key,
        _ if header.key < 128 => header.key,
        _ => 60,
    };
    let cents = 100 * both.sum(of::COARSE_TUNE, 0) + both.sum(of::FINE_TUNE, 0) + i32::from(header.cents);
    let (root, tune) = tuned(f32::from(key), cents as f32);
    let class = both.own(of::CLASS, 0).clamp(0, 255) as u8;
    let zone = Zone {
        sample: sound,
        low_key: keys[0],
        high_key: keys[1],
        low_velocity: velocities[0],
        high_velocity: velocities[1],
        root,
        tune,
        pitch_track: both.sum(of::SCALE, 100) as f32 / 100.0,
        volume: -both.sum(of::ATTENUATION, 0) as f32 / 10.0,
        pan: both.sum(of::PAN, 0) as f32 / 500.0,
        start: frame(header.start.into(), of::START, of::START_COARSE),
        end: if end < length { end } else { 0 },
        loop_mode: match both.own(of::MODES, 0) & 3 {
            1 => LoopMode::Forward,
            3 => LoopMode::Sustain,
            _ => LoopMode::Off,
        },
        loop_start: frame(header.looped[0].into(), of::LOOP_START, of::LOOP_START_COARSE),
        loop_end: frame(header.looped[1].into(), of::LOOP_END, of::LOOP_END_COARSE),
        choke_group: class,
        choked_by: class,
        ..Zone::default()
    };
    // Higher keys may be shorter: the middle one of the zone's counts for all of them.
    let middle = (i32::from(keys[0]) + i32::from(keys[1])) / 2;
    let by_key = |time: usize, scale: usize| {
        let cents = both.sum(time, -12_000);
        if cents <= -12_000 { cents } else { cents + both.sum(scale, 0) * (60 - middle) }
    };
    // Decay and release are told as the times of 100 dB, the sampler's are those of 60 dB.
    let amplitude = Amplitude {
        attack: seconds(both.sum(of::ATTACK, -12_000)),
        hold: seconds(by_key(of::HOLD, of::KEY_TO_HOLD)),
        decay: 0.6 * seconds(by_key(of::DECAY, of::KEY_TO_DECAY)),
        sustain: 10f32.powf(-both.sum(of::SUSTAIN, 0).clamp(0, 1_440) as f32 / 200.0),
        release: 0.6 * seconds(both.sum(of::RELEASE, -12_000)),
    };
    let hertz = 440.0 * ((cutoff as f32 - 6_900.0) / 1_200.0).exp2();
    let filter = (cutoff < 13_500 || peak > 0.0).then_some(Filter { mode: 0, cutoff: hertz, peak });
    Region { zone, amplitude, filter }
}
