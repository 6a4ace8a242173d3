//! What devices take away and what the meters read, as text, of sound that the engine makes.

mod screen_stage;

use screen_stage::{Stage, song};
use segno::devices::{Device, KINDS};
use segno::engine::message::ToEngine;
use segno::song::Song;
use segno::song::insert::{Insert, Owner};
use segno::song::track::Track;
use std::sync::Arc;

/// Quanta of about a tenth of a second.
const TENTH: usize = 75;

fn device(kind: &str, settings: &[(&str, f32)]) -> Device {
    let mut device = (KINDS.iter().find(|one| one.name == kind).expect(kind).new)();
    for (name, value) in settings {
        let index = device.knobs().find(name).expect(name);
        device.knobs_mut().set_value(index, *value);
    }
    device
}

/// A gate that never opens and takes away so many dB.
fn shut(decibels: f32) -> Insert {
    Insert::new(device("gate", &[("threshold", 0.0), ("range", -decibels)]))
}

fn with(mut song: Song, track: usize, inserts: Vec<Insert>) -> Song {
    song.tracks[track] = Arc::new(Track { inserts, ..(*song.tracks[track]).clone() });
    song
}

/// Holds a key on a track, as soon as the engine has the song.
fn strike(stage: &mut Stage, track: u16) {
    stage.play(1);
    stage.studio.send(ToEngine::Strike { track, instrument: 0, key: 60, velocity: 0.5 });
}

#[test]
fn every_device_of_every_chain_says_what_it_takes_away() {
    let mut song = song();
    let mut wanted = Vec::new();
    for track in 0..4 {
        let range = |slot: usize| (1 + 2 * slot + track) as f32;
        song = with(song, track, (0..8).map(|slot| shut(range(slot))).collect());
        wanted.extend((0..8).map(|slot| (Owner::Track(track), slot, -range(slot))));
    }
    Arc::make_mut(&mut song.mixer).inserts = vec![shut(7.5)];
    wanted.push((Owner::Master, 0, -7.5));
    let mut stage = Stage::new(song);
    (0..4).for_each(|track| strike(&mut stage, track));
    stage.play(3 * TENTH);
    for (owner, slot, range) in wanted {
        let taken = stage.studio.transport.reduction_of(owner, slot);
        assert!((taken - range).abs() < 0.06, "{owner:?} {slot}: {taken} dB and not {range}");
    }
    assert_eq!(stage.studio.transport.reduction_of(Owner::Return(0), 0), 0.0);
    stage.studio.send(ToEngine::Panic);
    stage.play(2 * TENTH);
    assert!(stage.studio.transport.reductions.is_empty(), "{:?}", stage.studio.transport.reductions);
}

#[test]
fn the_mixer_shows_beside_a_device_what_it_takes_away() {
    for (width, height) in [(80, 24), (200, 60)] {
        let mut stage = Stage::new(with(song(), 0, vec![shut(12.0), Insert::new(device("eq", &[]))]));
        strike(&mut stage, 0);
        stage.play(3 * TENTH);
        // Behind its first fields, so that it is seen though the list is long.
        stage.press("f10 end");
        stage.seat.sheet_mut().row = 21;
        let line = |stage: &mut Stage, what: &str| {
            let text = stage.text(width, height);
            let line =
                text.lines().find(|line| line.contains(what)).unwrap_or_else(|| panic!("{what}: {text}"));
            line.to_owned()
        };
        let shown = line(&mut stage, "insert 1");
        assert!(shown.contains("-12.0 dB") && shown.contains('█'), "{shown}");
        stage.seat.frugal = true;
        let shown = line(&mut stage, "insert 1");
        assert!(shown.contains("-12.0 dB") && !shown.contains('█'), "{shown}");
    }
}

#[test]
fn the_curve_of_a_compressor_is_drawn_with_the_place_where_the_sound_is() {
    let settings = [("threshold", -40.0), ("ratio", 4.0), ("knee", 0.0)];
    let mut stage = Stage::new(with(song(), 0, vec![Insert::new(device("compressor", &settings))]));
    stage.press("f10");
    let rows = |stage: &Stage| {
        let sheet = segno::studio::sheets::of(stage.seat.view).expect("a sheet");
        (sheet.rows)(&stage.studio, &stage.seat, 0)
    };
    stage.seat.sheet_mut().row = rows(&stage) - 4;
    for (width, height) in [(80, 24), (200, 60)] {
        let text = stage.text(width, height);
        assert!(text.contains("reduction") && text.contains("0.0 dB") && !text.contains('●'), "{text}");
    }
    strike(&mut stage, 0);
    stage.play(5 * TENTH);
    let taken = stage.studio.transport.reduction_of(Owner::Track(0), 0);
    assert!(taken < -3.0, "{taken}");
    for (width, height) in [(80, 24), (200, 60)] {
        let text = stage.text(width, height);
        assert!(text.contains('●') && text.contains(&format!("{taken:.1} dB")), "{text}");
    }
}
