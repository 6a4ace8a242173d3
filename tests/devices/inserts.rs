//! The chains of devices that tracks and master have, heard through the whole engine.

use crate::stage::device;
use crate::through::{Stage, assert_no_step, corner, first, loudest};
use segno::devices::KINDS;
use segno::engine::message::ToEngine;
use segno::instruments::{Patch, drums};
use segno::song::insert::Insert;
use segno::song::instrument::Instrument;
use segno::song::track::Track;
use std::sync::Arc;

#[test]
fn a_chain_sounds_in_its_place_and_only_on_its_track() {
    let echo = Insert { mix: 1.0, ..Insert::new(device("delay", &[("time", 5.0), ("feedback", 0.0)])) };
    let [plain, delayed, of_master] = [
        Stage::new().chain(&[]).strike().hear(24_000),
        Stage::new().chain(std::slice::from_ref(&echo)).strike().hear(24_000),
        Stage::new().master(&[echo]).strike().hear(24_000),
    ];
    for sound in [delayed, of_master] {
        let late = first(&sound) - first(&plain);
        assert!(late.abs_diff(12_000) < 3, "half a beat later: {late}");
    }
    let mut other = Stage::new();
    other.chain(&[Insert::new(device("delay", &[]))]);
    other.engine.handle(ToEngine::Strike { track: 1, instrument: 0, key: 60, velocity: 1.0 });
    assert_eq!(other.hear(24_000), plain, "the next track goes past it");
}

#[test]
fn what_is_off_or_not_mixed_in_changes_no_bit() {
    let plain = Stage::new().chain(&[]).strike().hear(9_600);
    for kind in KINDS {
        let mut insert = Insert::new((kind.new)());
        insert.on = false;
        let off = Stage::new().chain(&[insert.clone()]).strike().hear(9_600);
        (insert.on, insert.mix) = (true, 0.0);
        let unmixed = Stage::new().chain(&[insert]).strike().hear(9_600);
        let late = off.iter().zip(&plain).position(|(off, _)| *off != 0.0).expect("a sound")
            - plain.iter().position(|sample| *sample != 0.0).expect("a sound");
        for sound in [off, unmixed] {
            assert_eq!(sound[late..], plain[..9_600 - late], "{}, {late} frames late", kind.name);
        }
    }
}

#[test]
fn a_meter_changes_no_bit_however_it_comes_goes_is_switched_and_mixed() {
    let meter = Insert::new(device("meter", &[]));
    let (mut plain, mut metered) = (Stage::new(), Stage::new());
    plain.chain(&[]).strike();
    metered.chain(&[]).strike();
    for chain in [
        &[][..],
        std::slice::from_ref(&meter),
        &[Insert { on: false, ..meter.clone() }],
        &[Insert { mix: 0.3, ..meter.clone() }, meter.clone()],
        &[],
    ] {
        let sound = plain.hear(2_000);
        assert!(loudest(&sound) > 0.01);
        assert!(metered.chain(chain).hear(2_000) == sound, "{} of them", chain.len());
        assert_eq!(metered.engine.latency(), plain.engine.latency());
    }
}

#[test]
fn a_beat_that_begins_with_the_block_keeps_its_attack() {
    let beats = |chain: &[Insert]| {
        let mut stage = Stage::new();
        let snare = Patch::Drums(drums::Patch { drum: 1.0, ..drums::Patch::default() });
        let instrument = Instrument::new("Snare", snare);
        Arc::make_mut(&mut stage.snapshot.song).instruments = vec![Some(Arc::new(instrument))];
        let first = stage.chain(chain).beat(40);
        let second = stage.beat(40);
        // A chain that was switched off meanwhile.
        let off: Vec<_> = chain.iter().map(|insert| Insert { on: false, ..insert.clone() }).collect();
        stage.chain(&off).hear(4_800);
        [first, second, stage.chain(chain).beat(40)]
    };
    let plain = beats(&[]);
    let begin = plain[0].iter().find(|sample| **sample != 0.0).expect("a sound");
    assert!(begin.abs() > 0.05, "an attack without a way up to it: {begin}");
    for (kind, mix) in [("gain", 1.0), ("gain", 0.0), ("stereo", 1.0), ("limiter", 0.0), ("pitch", 0.0)] {
        let chain = [Insert { mix, ..Insert::new(device(kind, &[])) }];
        for (sound, plain) in beats(&chain).iter().zip(&plain) {
            let late = sound.iter().position(|sample| *sample != 0.0).expect("a sound")
                - plain.iter().position(|sample| *sample != 0.0).expect("a sound");
            let differences = sound[late..].iter().zip(plain).map(|(sound, plain)| (sound - plain).abs());
            let most = differences.fold(0.0, f32::max);
            assert!(most < 1e-6, "{kind}, mixed {mix}, {late} frames late: {most}");
        }
    }
}

#[test]
fn switching_and_mixing_makes_no_step() {
    for kind in KINDS {
        let insert = Insert::new((kind.new)());
        let mut stage = Stage::new();
        stage.chain(std::slice::from_ref(&insert)).strike();
        let before = stage.hear(12_000);
        let allowed = allowed(&before);
        for chain in [
            vec![Insert { on: false, ..insert.clone() }],
            vec![insert.clone()],
            vec![Insert { mix: 0.5, ..insert.clone() }],
            vec![Insert { mix: 0.0, ..insert.clone() }],
            vec![Insert { mix: 1.0, ..insert.clone() }],
        ] {
            let sound = stage.chain(&chain).hear(7_200);
            assert!(corner(&sound) < allowed, "{}: {} of {allowed}", kind.name, corner(&sound));
        }
    }
}

/// What the sound of a chain may have as its greatest corner after a change of it.
fn allowed(before: &[f32]) -> f32 {
    corner(&before[4_800..]).max(0.002) * 2.5
}

#[test]
fn devices_that_come_go_or_give_way_make_no_step() {
    for (index, kind) in KINDS.iter().enumerate() {
        let of = |kind: &segno::devices::DeviceKind| Insert { mix: 0.6, ..Insert::new((kind.new)()) };
        let (own, next) = (of(kind), of(&KINDS[(index + 1) % KINDS.len()]));
        let mut stage = Stage::new();
        let mut before = stage.chain(&[]).strike().hear(8_000);
        for chain in [&[own.clone()][..], &[own.clone(), next.clone()], &[next.clone(), own], &[next], &[]] {
            let sound = stage.chain(chain).hear(4_800);
            let names: Vec<_> = chain.iter().map(|insert| insert.device.kind()).collect();
            assert_no_step(&before, &sound, &format!("{names:?}"));
            before = stage.hear(3_600);
        }
    }
}

#[test]
fn a_tail_rings_on_after_the_notes_and_then_the_chain_sleeps() {
    let mut stage = Stage::new();
    let room = Insert { mix: 1.0, ..Insert::new(device("reverb", &[("decay", 0.5)])) };
    stage.chain(&[room]).strike().hear(24_000);
    stage.engine.handle(ToEngine::Lift { track: 0, key: 60 });
    stage.hear(9_600);
    assert!(loudest(&stage.hear(4_800)) > 1e-4, "the room still rings");
    stage.hear(48_000 * 20);
    assert_eq!(loudest(&stage.hear(4_800)), 0.0);
    assert!(loudest(&stage.strike().hear(24_000)) > 1e-3, "and wakes up");
}

#[test]
fn a_device_that_has_not_come_lets_the_sound_pass() {
    let plain = Stage::new().chain(&[]).strike().hear(4_800);
    let mut stage = Stage::new();
    let song = Arc::make_mut(&mut stage.snapshot.song);
    let inserts = vec![Insert::new(device("delay", &[]))];
    song.tracks[0] = Arc::new(Track { inserts, ..(*song.tracks[0]).clone() });
    stage.engine.handle(ToEngine::Snapshot(Arc::new(stage.snapshot.clone())));
    assert_eq!(stage.strike().hear(4_800), plain);
}

/// The first frame of a note on the first track and of one on the second, each heard alone.
fn onsets(change: impl Fn(&mut Stage)) -> [usize; 2] {
    [0, 1].map(|track| {
        let mut stage = Stage::new();
        change(&mut stage);
        stage.engine.handle(ToEngine::Strike { track, instrument: 0, key: 60, velocity: 1.0 });
        first(&stage.hear(24_000))
    })
}

#[test]
fn tracks_stay_together_whatever_their_devices_take() {
    let plain = onsets(|stage| _ = stage.chain(&[]));
    assert_eq!(plain[0], plain[1]);
    for count in 1..=3 {
        let chain = vec![Insert::new(device("limiter", &[])); count];
        let late = onsets(|stage| _ = stage.chain(&chain));
        assert_eq!(late[0], late[1], "{count} devices");
        let mut stage = Stage::new();
        let before = stage.engine.latency().0;
        let told = stage.chain(&chain).engine.latency().0 - before;
        assert_eq!(told as usize, late[0] - plain[0], "the engine says how late it all is");
        assert!(told > 0);
    }
}

#[test]
fn tracks_stay_together_when_a_device_looks_further_ahead() {
    let with = |ahead: f32| {
        let compressor = device("compressor", &[("ahead", ahead), ("threshold", 0.0)]);
        onsets(move |stage| _ = stage.chain(&[Insert { mix: 1.0, ..Insert::new(compressor.clone()) }]))
    };
    let (none, some) = (with(0.0), with(0.01));
    assert_eq!((none[0], some[0]), (none[1], some[1]));
    assert_eq!(some[0] - none[0], 480);
}

#[test]
fn a_track_comes_earlier_or_later_by_its_delay() {
    let with = |milliseconds: f32| {
        onsets(move |stage| {
            let song = Arc::make_mut(&mut stage.snapshot.song);
            song.tracks[0] = Arc::new(Track { delay: milliseconds, ..(*song.tracks[0]).clone() });
            stage.tell();
        })
    };
    let [first, second] = with(20.0);
    assert_eq!(first - second, 960);
    let [first, second] = with(-20.0);
    assert_eq!(second - first, 960);
}

#[test]
fn a_track_whose_wait_changes_makes_no_step() {
    for (from, to) in [(5.0, -30.0), (-30.0, 100.0), (100.0, 0.0)] {
        let mut stage = Stage::new();
        let set = |stage: &mut Stage, milliseconds: f32| {
            let song = Arc::make_mut(&mut stage.snapshot.song);
            song.tracks[0] = Arc::new(Track { delay: milliseconds, ..(*song.tracks[0]).clone() });
            stage.tell();
        };
        set(&mut stage, from);
        let before = stage.strike().hear(24_000);
        // The loop's own seam comes after a second.
        let allowed = corner(&before[9_600..]).max(0.002) * 4.0;
        set(&mut stage, to);
        let sound = stage.hear(9_600);
        assert!(corner(&sound) < allowed, "{from} to {to} ms: {} of {allowed}", corner(&sound));
    }
}
