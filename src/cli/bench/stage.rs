//! What is measured: a snapshot whose notes sound for ever, and a song of many patterns. The benchmarks in `benches/` use the same.

use crate::devices;
use crate::dsp::units::{Decibels, SampleRate};
use crate::engine::Engine;
use crate::engine::fitting::Fitter;
use crate::engine::message::{Snapshot, ToEngine};
use crate::instruments::sample::{SampleAudio, SampleBank};
use crate::instruments::sampler;
use crate::instruments::sampler::zone::{LoopMode, Zone};
use crate::instruments::{self, Patch};
use crate::sequencer::player::Playing;
use crate::song::Song;
use crate::song::edit::Edit;
use crate::song::insert::Insert;
use crate::song::instrument::Instrument;
use crate::song::lane::Lane;
use crate::song::mixer::MAX_RETURNS;
use crate::song::note::{Note, Pitch};
use crate::song::pattern::{LaneSlot, Pattern};
use crate::song::row::{EffectCell, NoteCell, Row};
use crate::song::sample::SampleReference;
use crate::song::track::Track;
use crate::song::unknown::Unknown;
use std::num::NonZeroU8;
use std::sync::Arc;

/// Voices that sound while the engine is measured.
pub const VOICES: usize = 64;
/// Tracks they are spread over.
pub const TRACKS: usize = 16;
/// Patterns of the generated song.
pub const PATTERNS: usize = 1_000;
/// Frames of the sample that sounds.
const FRAMES: usize = 48_000;
/// Frames per second of that sample.
pub const SAMPLE_RATE: u32 = 44_100;

/// A sample that sounds softly, in a loop, −1 to 1; `loud` is its peak.
pub fn tone(loud: f32) -> Vec<f32> {
    (0..FRAMES).map(|frame| (frame as f32 * 0.031).sin() * loud).collect()
}

/// The keys that are held, one for each voice.
pub fn keys() -> impl Iterator<Item = u8> {
    (0..VOICES).map(|voice| (55 + voice / TRACKS * 3) as u8)
}

/// Sixteen tracks and a sampler that reads as [`crate::dsp::interpolation::Interpolation::NAMES`] says at that index, plain or
/// through its resonant filter. With `sends`, every track sends to both returns, a delay and a reverb.
pub fn sounding(interpolation: usize, filter: bool, sends: bool, loud: f32) -> Snapshot {
    let audio = SampleAudio::new(SAMPLE_RATE, vec![tone(loud)]);
    let zone = Zone { loop_mode: LoopMode::Forward, loop_end: FRAMES as u32, ..Zone::default() };
    let patch = Patch::Sampler(sampler::Patch {
        zones: Arc::new(vec![zone]),
        interpolation: interpolation as f32,
        filter_on: if filter { 1.0 } else { 0.0 },
        cutoff: 2_000.0,
        resonance: 0.5,
        ..sampler::Patch::default()
    });
    let send = if sends { Decibels(-12.0) } else { Decibels::OFF };
    let track = Track { sends: [send; MAX_RETURNS], ..Track::default() };
    let song = Song {
        tracks: (0..TRACKS).map(|_| Arc::new(track.clone())).collect(),
        instruments: vec![Some(Arc::new(Instrument::new("Tone", patch)))],
        samples: vec![Some(Arc::new(SampleReference::default()))],
        ..Song::default()
    };
    Snapshot { song: Arc::new(song), samples: Arc::new(SampleBank::new(vec![Some(Arc::new(audio))])) }
}

fn loaded(snapshot: Snapshot) -> Engine {
    let mut engine = Engine::new(SampleRate::STANDARD);
    Fitter::new(SampleRate::STANDARD).load(&mut engine, Arc::new(snapshot));
    engine
}

/// An engine in which all voices sound, past their attacks.
pub fn engine(snapshot: Snapshot) -> Engine {
    let mut engine = loaded(snapshot);
    for (voice, key) in keys().enumerate() {
        let track = (voice % TRACKS) as u16;
        engine.handle(ToEngine::Strike { track, instrument: 0, key, velocity: 0.8 });
    }
    warm(engine)
}

/// An engine that plays a song for ever.
pub fn player(snapshot: Snapshot) -> Engine {
    let mut engine = loaded(snapshot);
    engine.handle(ToEngine::Play(Playing::Song { order: 0, row: 0, repeat: true }));
    warm(engine)
}

/// Two seconds later.
fn warm(mut engine: Engine) -> Engine {
    let (mut left, mut right) = ([0.0; 64], [0.0; 64]);
    (0..1_500).for_each(|_| engine.process(&mut left, &mut right, &mut |_| {}));
    engine
}

/// Which tracks strike their notes together.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Strikes {
    /// All of them, at every second row: the most that a song can ask of one block.
    AtOnce,
    /// Each at every fourth row, a quarter of them at each.
    InTurn,
}

/// The same instrument, mixer and tracks in a song that plays by itself: four notes on every track, each with a vibrato, so that
/// rows and ticks have their work too.
pub fn playing(loud: f32, strikes: Strikes) -> Snapshot {
    let mut snapshot = sounding(3, false, true, loud);
    let song = Arc::make_mut(&mut snapshot.song);
    let lane = |track: usize| {
        let row = |row: u16| {
            let mut written = Row::default();
            for (column, cell) in written.notes[..VOICES / TRACKS].iter_mut().enumerate() {
                let key = 55 + column * 3 + (track + usize::from(row)) % 5;
                cell.note = Pitch::from_midi(key as u8).map(Note::On);
                cell.instrument = NonZeroU8::new(1);
            }
            written.effects[0] = Some(EffectCell { code: b'H', value: 0x42 });
            (row, written)
        };
        let (first, step) = match strikes {
            Strikes::AtOnce => (0, 2),
            Strikes::InTurn => (track % 4, 4),
        };
        let rows = (first as u16..64).step_by(step).map(row).collect();
        LaneSlot::of(Lane::new(None, rows, Unknown::default()))
    };
    let pattern = Pattern { lanes: (0..TRACKS).map(lane).collect(), ..Pattern::default() };
    song.patterns.set(0, Arc::new(pattern));
    let track = Track { note_columns: (VOICES / TRACKS) as u8, ..(*song.tracks[0]).clone() };
    song.tracks = (0..TRACKS).map(|_| Arc::new(track.clone())).collect();
    snapshot
}

/// Tracks, voices and devices of a full song.
pub const FULL: (usize, usize, usize) = (32, 48, 40);

/// A song with every kind of instrument, the sampler on every second track, and every kind of device but the limiter in chains of
/// one or two: as much as [`FULL`] says, the devices of the returns among them.
pub fn full() -> Snapshot {
    let (tracks, voices, placed) = FULL;
    let mut snapshot = playing(0.02, Strikes::AtOnce);
    let song = Arc::make_mut(&mut snapshot.song);
    let others = || instruments::KINDS.iter().filter(|kind| kind.name != "sampler");
    song.instruments.extend(others().map(|kind| Some(Arc::new(Instrument::new(kind.name, (kind.new)())))));
    let mut devices = devices::KINDS.iter().filter(|kind| kind.name != "limiter").cycle();
    let mut next = || Some(Insert::new((devices.next()?.new)()));
    let in_returns: usize = song.mixer.returns.iter().map(|back| back.inserts.len()).sum();
    let double = placed - in_returns - tracks;
    let track = |number: usize, inserts: Vec<Insert>| Track {
        note_columns: if number < voices - tracks { 2 } else { 1 },
        inserts,
        ..(*song.tracks[0]).clone()
    };
    let chains =
        (0..tracks).map(|number| (0..if number < double { 2 } else { 1 }).filter_map(|_| next()).collect());
    let strips: Vec<_> = chains.enumerate().map(|(number, chain)| Arc::new(track(number, chain))).collect();
    let kinds = others().count();
    let lane = |number: usize| {
        let row = |row: u16| {
            let mut written = Row::default();
            let columns = usize::from(strips[number].note_columns);
            for (column, cell) in written.notes[..columns].iter_mut().enumerate() {
                let key = 48 + column * 7 + (number + usize::from(row)) % 12;
                cell.note = Pitch::from_midi(key as u8).map(Note::On);
                let other = if number.is_multiple_of(2) { 0 } else { 1 + number / 2 % kinds };
                cell.instrument = NonZeroU8::new(1 + other as u8);
            }
            (row, written)
        };
        LaneSlot::of(Lane::new(None, (0..64).step_by(4).map(row).collect(), Unknown::default()))
    };
    let pattern = Pattern { lanes: (0..tracks).map(lane).collect(), ..Pattern::default() };
    song.patterns.set(0, Arc::new(pattern));
    song.tracks = strips;
    snapshot
}

/// A song of many patterns: eight tracks, a note on every fourth row.
pub fn big_song() -> Song {
    let pattern = |number: usize| {
        let row = |row: u16| {
            let pitch = Pitch::from_midi(36 + ((usize::from(row) * 7 + number) % 48) as u8);
            let note = pitch.map(Note::On);
            let mut written = Row::default();
            written.notes[0] = NoteCell { note, instrument: NonZeroU8::new(1), ..NoteCell::default() };
            (row, written)
        };
        let lane = || Lane::new(None, (0..64).step_by(4).map(row).collect(), Unknown::default());
        let lanes = (0..8).map(|_| LaneSlot::of(lane())).collect();
        Arc::new(Pattern { lanes, ..Pattern::default() })
    };
    Song { patterns: (0..PATTERNS).map(pattern).collect(), ..Song::default() }
}

/// One edit in that song, another one for each number: a row of one lane is cleared.
pub fn edit(number: usize) -> Edit {
    let rows = vec![((number % 16 * 4) as u16, Row::default())];
    Edit::Rows { pattern: (number * 7 % PATTERNS) as u16, track: (number % 8) as u16, rows }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::dsp::wide::narrow;

    #[test]
    fn a_full_song_has_the_same_bits_by_wide_loops_and_by_narrow_ones() {
        let sound = |is_narrow: bool| {
            narrow::IS_WANTED.set(is_narrow);
            let mut engine = loaded(full());
            engine.handle(ToEngine::Play(Playing::Song { order: 0, row: 0, repeat: true }));
            let (mut left, mut right) = (vec![0.0; 40_000], vec![0.0; 40_000]);
            engine.process(&mut left, &mut right, &mut |_| {});
            narrow::IS_WANTED.set(false);
            [left, right]
        };
        let wide = sound(false);
        assert!(wide[0].iter().any(|sample| sample.abs() > 0.05), "it sounds");
        assert!(wide == sound(true));
    }
}
