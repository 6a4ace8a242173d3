//! Slices in the sample editor: where they begin is moved by keys.

use super::place::Place;
use super::session::Session;
use segno::instruments::Patch;
use std::f32::consts::TAU;

/// A sampler with a tone of 100 frames a turn, 6,400 frames long, in the sample editor: a cell is 100 frames.
fn session(place: &Place) -> Session {
    let file = place.path("tone.wav");
    let (channels, sample_rate, bits_per_sample) = (1, 48_000, 16);
    let sample_format = hound::SampleFormat::Int;
    let spec = hound::WavSpec { channels, sample_rate, bits_per_sample, sample_format };
    let mut sound = hound::WavWriter::create(&file, spec).expect("a file");
    let frames = (0..6_400).map(|n| ((n as f32 + 0.5) / 100.0 * TAU).sin() * 9_000.0);
    frames.for_each(|frame| sound.write_sample(frame as i16).expect("written"));
    sound.finalize().expect("written");
    let mut session = place.open();
    session.line(&format!("load-sample {}", file.display())).expect("begun");
    while session.studio.jobs.iter().next().is_some() || session.studio.samples.are_loading() {
        session.turn();
        std::thread::yield_now();
    }
    session.turn();
    session.line("view-wave").expect("looked at");
    session.seat.wave.cells.set(64);
    session
}

fn slices(session: &Session) -> Vec<u32> {
    let song = session.studio.song();
    let samplers = song.instruments.iter().flatten().filter_map(|it| match &it.patch {
        Patch::Sampler(sampler) => sampler.zones.first(),
        _ => None,
    });
    samplers.flat_map(|zone| zone.slices.clone()).collect()
}

#[test]
fn the_slice_at_the_cursor_moves_by_cells_and_by_frames() {
    let place = Place::with("00 C-4 01");
    let mut session = session(&place);
    session.line("slice-grid 4").expect("slices");
    assert_eq!(slices(&session), [0, 1_600, 3_200, 4_800]);
    session.keys("right ] 6 6 9");
    assert_eq!((slices(&session), session.seat.wave.cursor), (vec![0, 1_801, 3_200, 4_800], 1_801));
    assert_eq!(session.told(), "slice 2 begins at frame 1801");
    session.keys("4 7 7");
    assert_eq!(slices(&session), [0, 1_699, 3_200, 4_800]);
    session.keys("alt-> alt-. alt-< alt-,");
    assert_eq!(slices(&session), [0, 1_699, 3_200, 4_800], "other keys for the same");
    session.keys("ctrl-z");
    assert_eq!(slices(&session), [0, 1_600, 3_200, 4_800], "one slice's moves are one step");
    session.keys("ctrl-y");
    assert_eq!(slices(&session), [0, 1_699, 3_200, 4_800]);
}

#[test]
fn a_slice_stays_between_its_neighbours() {
    let place = Place::with("00 C-4 01");
    let mut session = session(&place);
    session.line("slice-grid 64").expect("slices");
    session.keys("right ] 6");
    assert_eq!(slices(&session)[1..4], [100, 299, 300], "the third ends before the fourth");
    session.keys("6");
    assert_eq!(session.fault(), "slice 3 does not go past the next slice, or the end");
    session.keys("4 4");
    assert_eq!(slices(&session)[1..4], [100, 101, 300]);
    session.keys("7");
    assert_eq!(session.fault(), "slice 3 does not go past the slice before, or the start");
}

#[test]
fn a_slice_goes_to_the_next_rise_through_zero() {
    let place = Place::with("00 C-4 01");
    let mut session = session(&place);
    session.keys("right s 9 9 9 Z");
    assert_eq!((slices(&session), session.seat.wave.cursor), (vec![200], 200), "{}", session.told());
    session.keys("end Z");
    assert_eq!(session.fault(), "no slice begins at the cursor: [ and ] lead to those there are");
}
