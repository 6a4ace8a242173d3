//! What `&xx` moves of instruments themselves, tracks, chains and the master: each is heard, and none clicks.

use crate::clicks;
use crate::stage::device;
use crate::through::{Stage, loudest};
use segno::dsp::units::Decibels;
use segno::engine::message::ToEngine;
use segno::instruments::Patch;
use segno::sequencer::player::Playing;
use segno::song::insert::Insert;
use segno::song::lane::Lane;
use segno::song::mixer::Return;
use segno::song::notation::parse_row;
use segno::song::pattern::{LaneSlot, Pattern};
use segno::song::track::Track;
use std::sync::Arc;

/// A row in frames: an eighth of a second.
const ROW: usize = 6_000;
/// Frames of the stage's tone after which it comes round without a seam.
const WHOLE_TURNS: u32 = 40_334;

fn lane(rows: &[(u16, String)]) -> LaneSlot {
    let mut lane = Lane::default();
    rows.iter().for_each(|(number, text)| lane.set(*number, parse_row(text).expect(text)));
    LaneSlot::Own(Arc::new(lane))
}

/// A pattern of two tracks plays from its start, in which `&xx` sets this on its own track.
fn plays(name: &str, lanes: [LaneSlot; 2], change: &dyn Fn(&mut [Arc<Track>])) -> Stage {
    let mut stage = Stage::new();
    let song = Arc::make_mut(&mut stage.snapshot.song);
    song.patterns =
        [Arc::new(Pattern { length: 64, lanes: lanes.into_iter().collect(), ..Pattern::default() })]
            .into_iter()
            .collect();
    for track in &mut song.tracks {
        Arc::make_mut(track).locks[0] = name.to_owned();
    }
    let tone = Arc::make_mut(song.instruments[0].as_mut().expect("the tone"));
    let Patch::Sampler(sampler) = &mut tone.patch else { panic!("a sampler") };
    Arc::make_mut(&mut sampler.zones)[0].loop_end = WHOLE_TURNS;
    let gain = Insert::new(device("gain", &[("gain", -20.0)]));
    Arc::make_mut(&mut song.tracks[0]).inserts = vec![Insert { on: false, ..gain.clone() }];
    Arc::make_mut(&mut song.mixer).returns = vec![Return { inserts: vec![gain], ..Return::default() }];
    change(&mut song.tracks);
    stage.tell();
    stage.engine.handle(ToEngine::Play(Playing::Pattern { pattern: 0, row: 0 }));
    stage
}

/// A note of which `&xx` in that track sets a parameter at its start and in row 8: what is heard before and after, and around.
fn moved(name: &str, on: usize, [from, to]: [u8; 2], change: &dyn Fn(&mut [Arc<Track>])) -> [Vec<f32>; 3] {
    let locks = |note: &str| [(0, format!("{note} | &{from:02X}")), (8, format!("- | &{to:02X}"))];
    let lanes = match on {
        0 => [lane(&locks("C-4 01")), LaneSlot::Empty],
        _ => [lane(&[(0, "C-4 01".to_owned())]), lane(&locks("-"))],
    };
    let mut stage = plays(name, lanes, change);
    stage.hear(2 * ROW);
    [stage.hear(5 * ROW), stage.hear(3 * ROW), stage.hear(5 * ROW)]
}

fn level(sound: &[f32]) -> f64 {
    let power = sound.iter().map(|sample| f64::from(*sample).powi(2)).sum::<f64>() / sound.len() as f64;
    10.0 * power.max(1e-12).log10()
}

/// How often it rises through zero.
fn turns(sound: &[f32]) -> f64 {
    sound.windows(2).filter(|pair| pair[0] < 0.0 && pair[1] >= 0.0).count() as f64
}

/// The name, the track that sets it, from where to where, what is other in the tracks, and the levels against the note as it is, in dB;
/// −90 is silence.
type Case<'a> = (&'a str, usize, [u8; 2], &'a dyn Fn(&mut [Arc<Track>]), [f64; 2]);

#[test]
fn levels_and_switches_of_instruments_tracks_chains_and_master_are_moved() {
    let plain: &dyn Fn(&mut [Arc<Track>]) = &|_| {};
    let sent: &dyn Fn(&mut [Arc<Track>]) = &|tracks| {
        let track = Arc::make_mut(&mut tracks[0]);
        (track.volume, track.sends[0]) = (Decibels::OFF, Decibels(12.0));
    };
    let alone: &dyn Fn(&mut [Arc<Track>]) = &|tracks| Arc::make_mut(&mut tracks[2]).solo = true;
    let cases: [Case; 11] = [
        ("instrument.volume", 0, [0xD4, 0x80], plain, [-0.14, -23.86]),
        ("instrument.pan", 0, [0x80, 0xFF], plain, [0.0, -90.0]),
        ("track.mute", 0, [0x00, 0xFF], plain, [0.0, -90.0]),
        ("track.mute", 0, [0xFF, 0x00], plain, [-90.0, 0.0]),
        ("track.solo", 1, [0x00, 0xFF], plain, [0.0, -90.0]),
        ("track.solo", 0, [0x00, 0xFF], alone, [-90.0, 0.0]),
        ("track.solo_safe", 0, [0xFF, 0x00], alone, [0.0, -90.0]),
        ("track.pre_1", 0, [0x00, 0xFF], sent, [-90.0, -8.0]),
        ("insert.1.on", 0, [0x00, 0xFF], plain, [0.0, -20.0]),
        ("insert.1.on", 0, [0xFF, 0x00], plain, [-20.0, 0.0]),
        ("master.pan_law", 0, [0x00, 0xFF], plain, [0.0, -6.02]),
    ];
    let [untouched, same, _] = moved("track.width", 0, [0x80, 0x80], plain);
    for (name, on, places, change, expected) in cases {
        let [before, during, after] = moved(name, on, places, change);
        for (sound, expected) in [&before, &after].into_iter().zip(expected) {
            let found = level(sound) - level(&untouched);
            let right =
                if expected <= -90.0 { loudest(sound) < 1e-4 } else { (found - expected).abs() < 0.2 };
            assert!(right, "{name} {places:02X?}: {found:.2} dB instead of {expected}");
        }
        let fault = clicks::fault([&before, &during, &after], &same);
        assert_eq!(fault, None, "{name} {places:02X?}");
    }
}

#[test]
fn transposition_and_finetune_of_instruments_are_moved_while_a_note_sounds_and_for_the_next_one() {
    for (name, to, semitones) in [
        ("instrument.transpose", 0x99, 12.0),
        ("instrument.transpose", 0x66, -12.0),
        ("instrument.finetune", 0xFF, 1.0),
    ] {
        let [before, during, after] = moved(name, 0, [0x80, to], &|_| {});
        let ratio = turns(&after) / turns(&before);
        let expected = f64::exp2(semitones / 12.0);
        assert!((ratio / expected - 1.0).abs() < 0.01, "{name}: {ratio} instead of {expected}");
        if semitones == 1.0 {
            assert_eq!(clicks::fault([&before, &during, &after], &before), None, "{name}");
        }
        let rows = [(0, format!("C-4 01 | &{to:02X}")), (1, "C-4 01".to_owned())];
        let mut stage = plays(name, [lane(&rows), LaneSlot::Empty], &|_| {});
        stage.hear(2 * ROW);
        let struck = turns(&stage.hear(5 * ROW)) / turns(&after);
        assert!((struck - 1.0).abs() < 0.01, "{name}: struck {struck} times as high");
    }
}

#[test]
fn a_track_whose_delay_is_moved_comes_earlier_and_later_and_the_others_stay() {
    // Short notes in every eighth row; the delay is set two rows before.
    let places = [0x80, 0x00, 0xFF, 0x80, 0x40];
    let rows = |track: usize| {
        let note = |n: u16| [(8 * n + 8, "C-4 01".to_owned()), (8 * n + 9, "^^^".to_owned())];
        let locks = places.iter().zip(0..).map(|(place, n)| (8 * n + 6, format!("- | &{place:02X}")));
        let locks: Vec<_> = locks.filter(|_| track == 0).collect();
        locks.into_iter().chain((0..places.len() as u16).flat_map(note)).collect::<Vec<_>>()
    };
    let starts = |heard: usize| {
        let lanes = [0, 1].map(|track| lane(&rows(track)));
        let mut stage = plays("track.delay", lanes, &|tracks| {
            Arc::make_mut(&mut tracks[1 - heard]).volume = Decibels::OFF;
        });
        clicks::starts(&stage.hear(56 * ROW), 0.01)
    };
    let (found, others) = (starts(0), starts(1));
    let apart: Vec<f64> =
        found.iter().zip(&others).map(|(own, other)| (*own as f64 - *other as f64) / 48.0).collect();
    let expected = places.map(|place| f64::from(place) / 255.0 * 200.0 - 100.0);
    assert_eq!((found.len(), others.len()), (places.len(), places.len()), "{found:?} {others:?}");
    for (apart, expected) in apart.iter().zip(expected) {
        assert!((apart - expected).abs() < 0.5, "{apart} ms instead of {expected}");
    }
    assert!(others.windows(2).all(|pair| (pair[1] - pair[0]).abs_diff(8 * ROW) < 3), "{others:?}");
}

#[test]
fn moving_the_delay_of_a_track_makes_no_step() {
    let [before, during, after] = moved("track.delay", 0, [0x80, 0x90], &|_| {});
    let fault = clicks::fault([&before, &during, &after], &before);
    assert_eq!(fault, None);
    assert!((level(&after) - level(&before)).abs() < 0.1, "as loud as before");
}
