//! What devices take away and what the meters read, as text, of sound that the engine makes.

mod screen_stage;

use screen_stage::{Stage, song};
use segno::devices::{Device, KINDS};
use segno::engine::message::{Reduction, ToEngine};
use segno::song::Song;
use segno::song::edit::Edit;
use segno::song::insert::{Insert, Owner};
use segno::song::track::Track;
use segno::studio::metering::Reading;
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
    stage.studio.send(ToEngine::Strike { track, instrument: 1, key: 60, velocity: 0.5 });
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
        // The first column is not wider; beside it are bars of others.
        let heading = |stage: &mut Stage, what: &str| {
            let text = stage.text(width, height);
            let line = text.lines().find(|line| line.starts_with(what));
            line.unwrap_or_else(|| panic!("{what}: {text}")).chars().take(26).collect::<String>()
        };
        let shown = heading(&mut stage, "insert 1");
        assert!(shown.contains("-12.0 dB") && shown.contains('█'), "{shown}");
        if width == 200 {
            let shown = heading(&mut stage, "insert 2");
            assert!(!shown.contains("dB"), "an equaliser takes nothing away: {shown}");
        }
        stage.seat.frugal = true;
        let shown = heading(&mut stage, "insert 1");
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
    let told = Reduction { owner: Owner::Track(0), slot: 0, decibels: -15.0 };
    let mut still = Stage::new(with(song(), 0, vec![Insert::new(device("compressor", &settings))]));
    still.press("f10");
    still.seat.sheet_mut().row = rows(&stage) - 4;
    still.studio.transport.reductions = vec![told];
    insta::assert_snapshot!("compressor_80x24", still.text(80, 24));
}

/// What the meters read.
fn reading(stage: &Stage) -> Reading {
    stage.studio.metered.as_ref().expect("meters").meters.reading()
}

fn meter() -> Insert {
    Insert::new(device("meter", &[]))
}

/// A line of the page of meters that holds a word.
fn line(stage: &mut Stage, what: &str) -> String {
    let text = stage.text(80, 24);
    text.lines().find(|line| line.contains(what)).unwrap_or_else(|| panic!("{what}: {text}")).to_owned()
}

#[test]
fn a_meter_measures_its_place_in_the_chain_and_the_page_goes_from_one_to_the_next() {
    let gain = Insert::new(device("gain", &[("gain", -20.0)]));
    let mut song = with(song(), 0, vec![meter(), gain, meter()]);
    Arc::make_mut(&mut song.mixer).limiter.limiting = 0.0;
    let mut peaks = Vec::new();
    for (steps, place) in ["master", "Kick, insert 1", "Kick, insert 3"].into_iter().enumerate() {
        let mut stage = Stage::new(song.clone());
        stage.press("ctrl-w w");
        (0..steps).for_each(|_| stage.press("right"));
        assert!(line(&mut stage, "next of 3").starts_with(place), "{place}: {}", stage.text(80, 24));
        strike(&mut stage, 0);
        stage.play(3 * TENTH);
        peaks.push(reading(&stage).highest[0]);
        let reduction = line(&mut stage, "reduction");
        assert_eq!(reduction.contains("– dB"), place != "master", "{reduction}");
    }
    let mut stage = Stage::new(song);
    stage.press("ctrl-w w right right right");
    let [master, before, behind] = peaks[..] else { panic!("{peaks:?}") };
    assert!((behind / before - 0.1).abs() < 0.005, "20 dB between both: {before} {behind}");
    assert!((master / behind - 1.0).abs() < 0.05, "the fader stands at 0 dB: {master} {behind}");
    assert!(line(&mut stage, "next of 3").starts_with("master"));
    stage.press("left");
    assert!(line(&mut stage, "next of 3").starts_with("Kick, insert 3"));
}

#[test]
fn the_page_opened_on_a_meter_in_the_mixer_shows_that_one_and_follows_it() {
    let mut stage = Stage::new(with(song(), 1, vec![shut(6.0), meter()]));
    stage.press("f10 right");
    let sheet = segno::studio::sheets::of(stage.seat.view).expect("a sheet");
    let rows = (sheet.rows)(&stage.studio, &stage.seat, 1);
    // The last fields: the meter, whether it is on, a place for another.
    stage.seat.sheet_mut().row = rows - 3;
    assert!(stage.text(80, 24).contains("Ctrl-W w shows what it measures"), "{}", stage.text(80, 24));
    stage.press("ctrl-w w");
    assert!(line(&mut stage, "next of 2").starts_with("Bass, insert 2"));
    stage.press("escape alt-up");
    stage.play(1);
    stage.press("ctrl-w w");
    assert!(line(&mut stage, "next of 2").starts_with("Bass, insert 1"));
    stage.press("escape alt-delete");
    stage.play(1);
    stage.press("ctrl-w w");
    assert!(line(&mut stage, "a meter in a chain").starts_with("master"));
    assert!(line(&mut stage, "reduction").contains("  0.0 dB"));
    stage.press("right");
    assert!(stage.text(80, 24).contains("no chain has a meter"), "{}", stage.text(80, 24));
}

#[test]
fn the_page_stays_on_its_meter_where_a_track_is_put_in_front() {
    let mut stage = Stage::new(with(with(song(), 0, vec![meter()]), 1, vec![meter()]));
    stage.press("ctrl-w w right right");
    stage.play(1);
    assert!(line(&mut stage, "next of 3").starts_with("Bass, insert 1"));
    stage
        .studio
        .edit("a track", Edit::InsertTrack { at: 0, track: Box::new(Track::default()) })
        .expect("room");
    stage.play(1);
    assert!(line(&mut stage, "next of 3").starts_with("Bass, insert 1"), "{}", stage.text(80, 24));
    stage.press("left");
    stage.play(1);
    assert!(line(&mut stage, "next of 3").starts_with("Kick, insert 1"), "the one that was chosen");
}

#[test]
fn a_meter_that_is_switched_off_hears_nothing() {
    let mut stage = Stage::new(with(song(), 0, vec![Insert { on: false, ..meter() }]));
    stage.press("ctrl-w w right");
    strike(&mut stage, 0);
    stage.play(TENTH);
    assert!(stage.studio.transport.tracks[0] > 0.01, "there is sound");
    assert_eq!(reading(&stage).highest, [0.0; 2]);
}

#[test]
fn loudness_is_measured_from_where_playing_begins_whenever_the_page_is_opened() {
    let mut at_once = Stage::new(song());
    at_once.press("ctrl-w w f5");
    at_once.play(20 * TENTH);
    let mut later = Stage::new(song());
    later.press("f5");
    later.play(20 * TENTH);
    later.press("ctrl-w w");
    let both = [reading(&at_once), reading(&later)];
    assert!(both[0].loudness.integrated.is_some() && both[0].highest[0] > 0.0);
    assert_eq!(both[0], both[1]);
    assert!(line(&mut later, "integrated").contains("since it plays"));
    later.press("ctrl-w *");
    later.play(11 * TENTH);
    assert!(line(&mut later, "integrated").contains("over 0:01"), "{}", later.text(80, 24));
}

#[test]
fn silence_reads_as_nothing() {
    let mut stage = Stage::new(song());
    stage.press("ctrl-w w");
    strike(&mut stage, 0);
    stage.play(5 * TENTH);
    assert!(line(&mut stage, "momentary").contains("-"), "there is sound: {}", stage.text(80, 24));
    stage.studio.send(ToEngine::Panic);
    stage.play(32 * TENTH);
    for what in ["momentary", "short term"] {
        let line = line(&mut stage, what);
        assert!(line.contains("– LUFS"), "{line}");
    }
    assert!(line(&mut stage, "reduction").contains(" 0.0 dB"));
}
