//! Zones that take turns, fall by chance and choke each other, in the engine's own sound.

use crate::trace::song;
use segno::dsp::units::SampleRate;
use segno::engine::Engine;
use segno::engine::message::{Snapshot, ToEngine};
use segno::instruments::Patch;
use segno::instruments::sample::{SampleAudio, SampleBank};
use segno::instruments::sampler::{self, zone::Zone};
use segno::sequencer::player::Playing;
use segno::song::Song;
use segno::song::instrument::{Instrument, NewNoteAction};
use segno::song::tempo::Tempo;
use std::sync::Arc;

/// Frames of a row.
const ROW: usize = 6_000;

/// A song at rows of 6,000 frames whose samples are steady levels: 0.1, 0.2, 0.3 …, 3,000 frames long or, the fifth, very long.
fn playing(rows: &[&str], zones: Vec<Zone>) -> (Song, Snapshot) {
    let mut song = song(rows);
    let zones = Arc::new(zones);
    let patch = sampler::Patch { zones, interpolation: 0.0, ..sampler::Patch::default() };
    let mut instrument = Instrument::new("levels", Patch::Sampler(patch));
    instrument.new_note = NewNoteAction::Continue;
    song.instruments[0] = Some(Arc::new(instrument));
    Arc::make_mut(&mut song.settings).tempo = Tempo::parse("120").expect("a tempo");
    let level = |n: usize| {
        let frames = if n == 5 { 200_000 } else { 3_000 };
        Some(Arc::new(SampleAudio::new(48_000, vec![vec![n as f32 * 0.1; frames]])))
    };
    let samples = Arc::new(SampleBank::new((1..=5).map(level).collect()));
    (song.clone(), Snapshot { song: Arc::new(song), samples })
}

/// The levels in the middle of each row's first half, in tenths.
fn levels(engine: &mut Engine, rows: usize, block: usize) -> (Vec<f32>, Vec<f32>) {
    engine.handle(ToEngine::Play(Playing::Song { order: 0, row: 0, repeat: false }));
    let late = engine.latency().0 as usize;
    let frames = rows * ROW + late;
    let (mut left, mut right) = (vec![0.0; frames], vec![0.0; frames]);
    for (left, right) in left.chunks_mut(block).zip(right.chunks_mut(block)) {
        engine.process(left, right, &mut |_| {});
    }
    ((0..rows).map(|row| (left[late + row * ROW + 1_500] * 10.0).round()).collect(), left)
}

fn engine(snapshot: Snapshot) -> Engine {
    let mut engine = Engine::new(SampleRate(48_000));
    engine.handle(ToEngine::Snapshot(Arc::new(snapshot)));
    engine
}

fn turn(sample: u16, turn: u8) -> Zone {
    Zone { sample, turn, turns: 3, ..Zone::default() }
}

#[test]
fn zones_take_turns_key_by_key_from_where_playback_began() {
    let rows = ["C-4 01", "C-4 01", "D-4 01", "C-4 01", "C-4 01", "D-4 01", "C-4 01", "D-4 01"];
    let (_, snapshot) = playing(&rows, vec![turn(0, 1), turn(1, 2), turn(2, 3)]);
    let mut engine = engine(snapshot);
    let (first, sound) = levels(&mut engine, 8, 512);
    assert_eq!(first, [1.0, 2.0, 1.0, 3.0, 1.0, 2.0, 2.0, 3.0]);
    engine.handle(ToEngine::Panic);
    let (again, _) = levels(&mut engine, 8, 333);
    assert_eq!(again, first, "and once more from the beginning");
    let other = playing(&rows, vec![turn(0, 1), turn(1, 2), turn(2, 3)]).1;
    let (_, cut) = levels(&mut self::engine(other), 8, 77);
    assert_eq!(sound, cut, "the same bytes at another block size");
}

#[test]
fn zones_that_fall_by_chance_fall_the_same_way_every_time() {
    let rows = ["C-4 01"; 40];
    let by_chance = |seed: u64| {
        let zones = [(0, 0.0, 0.5), (1, 0.5, 1.0)];
        let zone =
            |(sample, low_chance, high_chance)| Zone { sample, low_chance, high_chance, ..Zone::default() };
        let (mut song, mut snapshot) = playing(&rows, zones.map(zone).to_vec());
        Arc::make_mut(&mut song.settings).seed = seed as _;
        snapshot.song = Arc::new(song);
        levels(&mut engine(snapshot), 40, 512).0
    };
    let heard = by_chance(1);
    let ones = heard.iter().filter(|level| **level == 1.0).count();
    assert_eq!(ones + heard.iter().filter(|level| **level == 2.0).count(), 40);
    assert!((10..=30).contains(&ones), "{ones} of 40");
    assert_eq!(heard, by_chance(1));
    assert_ne!(heard, by_chance(2));
}

#[test]
fn a_zone_ends_the_zones_that_its_group_chokes_and_no_others() {
    let hats = |choke_group| {
        let open = Zone { sample: 4, high_key: 59, choked_by: 7, ..Zone::default() };
        let closed = Zone { sample: 1, low_key: 60, choke_group, ..Zone::default() };
        vec![Zone { pitch_track: 0.0, ..open }, closed]
    };
    let heard = |choke_group| {
        let (_, snapshot) = playing(&["B-3 01", "C-4 01", "---"], hats(choke_group));
        levels(&mut engine(snapshot), 3, 512).0
    };
    assert_eq!(heard(7), [5.0, 2.0, 0.0], "the open one is over");
    assert_eq!(heard(6), [5.0, 7.0, 5.0], "another group");
    assert_eq!(heard(0), [5.0, 7.0, 5.0], "no group");
}
