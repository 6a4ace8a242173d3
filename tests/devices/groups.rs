//! Groups, side chains and the strips of tracks, heard through the whole engine.

use crate::stage::device;
use crate::through::{Stage, assert_no_step, first, loudest};
use segno::dsp::units::Decibels;
use segno::engine::message::ToEngine;
use segno::song::insert::Insert;
use segno::song::track::Track;
use std::sync::Arc;

/// A stage whose tracks are changed, on which these tracks are struck.
fn stage(struck: &[u16], change: impl Fn(&mut [Track])) -> Stage {
    let mut stage = Stage::new();
    set(&mut stage, change);
    for track in struck {
        stage.engine.handle(ToEngine::Strike { track: *track, instrument: 0, key: 60, velocity: 1.0 });
    }
    stage
}

fn set(stage: &mut Stage, change: impl Fn(&mut [Track])) {
    let song = Arc::make_mut(&mut stage.snapshot.song);
    let mut tracks: Vec<Track> = song.tracks.iter().map(|track| (**track).clone()).collect();
    change(&mut tracks);
    song.tracks = tracks.into_iter().map(Arc::new).collect();
    stage.tell();
}

fn group(tracks: &mut [Track]) {
    (tracks[0].output, tracks[1].output) = (Some(2), Some(2));
}

#[test]
fn what_goes_into_a_group_goes_through_its_fader_and_devices() {
    let plain = stage(&[0, 1], |_| {}).hear(4_800);
    let grouped = stage(&[0, 1], group).hear(4_800);
    assert!(plain.iter().zip(&grouped).all(|(plain, grouped)| (plain - grouped).abs() < 1e-6));
    let softer = |tracks: &mut [Track]| {
        group(tracks);
        tracks[2].volume = Decibels(-6.0);
        tracks[2].inserts = vec![Insert::new(device("gain", &[("gain", -6.0)]))];
    };
    let factor = 10f32.powf(-12.0 / 20.0);
    let soft = stage(&[0, 1], softer).hear(4_800);
    assert!(plain.iter().zip(&soft).skip(2_400).all(|(plain, soft)| (plain * factor - soft).abs() < 1e-4));
    let beside = stage(&[3], softer).hear(4_800);
    assert_eq!(beside, stage(&[3], |_| {}).hear(4_800), "another track goes past it");
}

#[test]
fn everything_comes_together_however_late_a_track_or_its_group_is() {
    let limiter = || Insert::new(device("limiter", &[]));
    let late = |tracks: &mut [Track]| {
        group(tracks);
        tracks[0].inserts = vec![limiter(), limiter()];
        tracks[2].inserts = vec![limiter()];
        tracks[2].delay = 5.0;
        tracks[4].output = Some(1);
    };
    // In the group, late and not; the group's own notes; outside; in a group in the group.
    let onsets = [0, 1, 2, 3, 4].map(|track| first(&stage(&[track], late).hear(24_000)));
    let delay = 240;
    let expected = onsets[3] + delay;
    assert_eq!(onsets, [expected, expected, expected, onsets[3], expected]);
}

#[test]
fn a_muted_group_is_silent_with_all_sends_and_solo_reaches_into_it() {
    let with_send = |tracks: &mut [Track]| {
        group(tracks);
        tracks[0].sends[1] = Decibels(0.0);
    };
    let muted = stage(&[0, 1], |tracks| {
        with_send(tracks);
        tracks[2].mute = true;
    });
    assert_eq!(loudest(&{ muted }.hear(24_000)), 0.0);
    let solo = |track: usize| {
        move |tracks: &mut [Track]| {
            group(tracks);
            tracks[track].solo = true;
        }
    };
    let of_group = stage(&[0, 1], solo(2)).hear(4_800);
    assert_eq!(of_group, stage(&[0, 1], group).hear(4_800));
    assert_eq!(stage(&[0, 3], solo(0)).hear(4_800), stage(&[0], group).hear(4_800), "track 3 is left out");
    let safe = |tracks: &mut [Track]| {
        solo(0)(tracks);
        tracks[3].solo_safe = true;
    };
    assert!(loudest(&stage(&[3], safe).hear(4_800)) > 0.01);
}

#[test]
fn a_compressor_a_gate_and_a_filter_follow_the_track_that_they_listen_to() {
    let keyed = |kind: &str, settings: &[(&str, f32)]| {
        let insert = Insert { mix: 1.0, side: Some(1), ..Insert::new(device(kind, settings)) };
        move |tracks: &mut [Track]| {
            tracks[0].inserts = vec![insert.clone()];
            // Only its key is of interest.
            tracks[1].mute = true;
        }
    };
    let compressor = keyed("compressor", &[("threshold", -40.0), ("ratio", 20.0), ("attack", 0.001)]);
    let gate = keyed("gate", &[("threshold", -30.0), ("range", -60.0)]);
    let filter = keyed("filter", &[("cutoff", 60.0), ("follow", 96.0), ("attack", 0.001)]);
    let loud =
        |struck: &[u16], change: &dyn Fn(&mut [Track])| loudest(&stage(struck, change).hear(9_600)[4_800..]);
    let free = loud(&[0], &|_| {});
    assert!((loud(&[0], &compressor) / free - 1.0).abs() < 0.01, "nothing to follow");
    assert!(loud(&[0, 1], &compressor) < 0.3 * free);
    assert!(loud(&[0], &gate) < 0.01 * free && (loud(&[0, 1], &gate) / free - 1.0).abs() < 0.01);
    assert!(loud(&[0], &filter) < 0.5 * loud(&[0, 1], &filter));
}

#[test]
fn panning_keeps_to_its_law_and_width_to_the_middle() {
    let heard = |law: f32, pan: f32| {
        let mut stage = Stage::new();
        let song = Arc::make_mut(&mut stage.snapshot.song);
        Arc::make_mut(&mut song.mixer).pan_law = law;
        set(&mut stage, |tracks| tracks[0].pan = pan);
        let (mut left, mut right) = (vec![0.0; 9_600], vec![0.0; 9_600]);
        stage.strike().engine.process(&mut left, &mut right, &mut |_| {});
        [loudest(&left[4_800..]), loudest(&right[4_800..])]
    };
    let [full, _] = heard(0.0, 0.0);
    let decibels = |level: f32| 20.0 * (level / full).max(1e-5).log10();
    for (law, middle) in [(0.0, 0.0), (1.0, -3.01), (2.0, -4.52), (3.0, -6.02)] {
        assert!((decibels(heard(law, 0.0)[0]) - middle).abs() < 0.02, "{law}");
        assert!((heard(law, 0.0)[0] / heard(law, 0.0)[1] - 1.0).abs() < 1e-3);
        let [left, right] = heard(law, -1.0).map(decibels);
        assert!(left.abs() < 0.02 && right < -90.0, "{law}: {left}, {right}");
    }
    let sides = |width: f32| {
        let mut stage = stage(&[0], |tracks| {
            tracks[0].inserts = vec![Insert { mix: 1.0, ..Insert::new(device("chorus", &[])) }];
            tracks[0].width = width;
        });
        let (mut left, mut right) = (vec![0.0; 9_600], vec![0.0; 9_600]);
        stage.engine.process(&mut left, &mut right, &mut |_| {});
        let apart: Vec<f32> = left.iter().zip(&right).map(|(left, right)| left - right).collect();
        loudest(&apart[4_800..])
    };
    assert!(sides(0.0) < 1e-6 && sides(1.0) > 1e-3);
    assert!((sides(2.0) / sides(1.0) - 2.0).abs() < 0.01);
}

#[test]
fn other_ways_and_waits_make_no_step_in_what_sounds() {
    let soft = |tracks: &mut [Track]| tracks[2].volume = Decibels(-20.0);
    let limiter = || Insert::new(device("limiter", &[]));
    type Change<'a> = &'a dyn Fn(&mut [Track]);
    let into_group: Change = &|tracks| tracks[0].output = Some(2);
    let to_master: Change = &|tracks| tracks[0].output = None;
    let late: Change = &|tracks| tracks[1].inserts = vec![limiter()];
    let not_late: Change = &|tracks| tracks[1].inserts.clear();
    let late_in_group: Change = &|tracks| {
        tracks[1].inserts = vec![limiter()];
        tracks[1].output = Some(0);
    };
    let ways: [&[(&str, Change)]; 3] = [
        &[("into a group", into_group), ("to the master", to_master), ("and back", into_group)],
        &[("another is late", late), ("and no longer", not_late), ("and again", late)],
        &[("what is in it is late", late_in_group), ("and no longer", not_late), ("late alone", late)],
    ];
    for changes in ways {
        let mut stage = stage(&[0], soft);
        let mut before = stage.hear(8_000);
        for (what, change) in changes {
            set(&mut stage, *change);
            let sound = stage.hear(4_800);
            assert_no_step(&before, &sound, what);
            before = stage.hear(3_600);
        }
    }
}
