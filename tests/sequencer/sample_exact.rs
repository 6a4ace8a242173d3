//! Notes begin on the very frame, in the engine's own sound: a sample of one frame is played and looked for.

use crate::trace::song;
use segno::dsp::units::SampleRate;
use segno::engine::Engine;
use segno::engine::message::{FromEngine, Snapshot, ToEngine};
use segno::instruments::Patch;
use segno::instruments::sample::{SampleAudio, SampleBank};
use segno::instruments::sampler::{self, zone::Zone};
use segno::sequencer::player::{Playing, Position};
use segno::song::Song;
use segno::song::instrument::Instrument;
use segno::song::phrase::{Phrase, PhraseMode};
use segno::song::sample::SampleReference;
use segno::song::tempo::Tempo;
use std::sync::Arc;

/// A song whose first instrument is a click of one frame, read without interpolation.
pub fn clicking(rows: &[&str], tempo: &str) -> Snapshot {
    let mut song = song(rows);
    let zones = Arc::new(vec![Zone::default()]);
    let patch = sampler::Patch { zones, interpolation: 0.0, attack: 0.0, ..sampler::Patch::default() };
    song.instruments[0] = Some(Arc::new(Instrument::new("click", Patch::Sampler(patch))));
    song.samples = vec![Some(Arc::new(SampleReference::default()))];
    Arc::make_mut(&mut song.settings).tempo = Tempo::parse(tempo).expect("a tempo");
    of(song)
}

fn of(song: Song) -> Snapshot {
    let mut click = vec![0.0; 200];
    click[0] = 0.5;
    let audio = SampleAudio::new(48_000, vec![click]);
    Snapshot { song: Arc::new(song), samples: Arc::new(SampleBank::new(vec![Some(Arc::new(audio))])) }
}

/// The frames at which clicks come, in the song's time, when `frames` are asked for in blocks of `block`; `strike` is done
/// when the engine has handed out that many frames.
fn clicks(snapshot: Snapshot, block: usize, frames: usize, strike: Option<usize>) -> Vec<usize> {
    let mut engine = Engine::new(SampleRate(48_000));
    engine.handle(ToEngine::Snapshot(Arc::new(snapshot)));
    if strike.is_none() {
        engine.handle(ToEngine::Play(Playing::Song { order: 0, row: 0, repeat: false }));
    }
    let (mut left, mut right) = (vec![0.0; frames], vec![0.0; frames]);
    for (number, (left, right)) in left.chunks_mut(block).zip(right.chunks_mut(block)).enumerate() {
        if strike == Some(number * block) {
            engine.handle(ToEngine::Strike { track: 0, instrument: 0, key: 60, velocity: 1.0 });
        }
        engine.process(left, right, &mut |_| {});
    }
    let late = engine.latency().0 as usize;
    (0..frames).filter(|frame| left[*frame].abs() > 0.01).map(|frame| frame - late).collect()
}

#[test]
fn every_delay_of_the_delay_column_is_exact_to_the_frame() {
    let texts: Vec<String> = (0..=255).map(|delay| format!("C-4 01 --- d{delay:02X}")).collect();
    let rows: Vec<&str> = texts.iter().map(String::as_str).collect();
    // Rows of 48,000 × 60 / (127.3 × 4) frames; row n begins n/256 of a row late.
    let exact = |row: u64| ((row * 256 + row) * 48_000 * 600 / (1_273 * 4 * 256)) as usize;
    let expected: Vec<usize> = (0..=255).map(exact).collect();
    assert_eq!(clicks(clicking(&rows, "127.3"), 512, expected[255] + 1_000, None), expected);
}

#[test]
fn no_note_is_lost_where_a_tick_ends_within_a_frame() {
    let texts: Vec<String> = (0..=255).map(|delay| format!("C-4 01 --- d{delay:02X}")).collect();
    let rows: Vec<&str> = texts.iter().map(String::as_str).collect();
    // Ticks of 100/3 frames: many a delay ends in the very frame in which its tick does.
    let mut snapshot = clicking(&rows, "900");
    Arc::make_mut(&mut Arc::make_mut(&mut snapshot.song).settings).rows_per_beat = 16;
    let expected: Vec<usize> = (0..=255).map(|row| (row * 256 + row) * 200 / 256).collect();
    assert_eq!(clicks(snapshot, 512, expected[255] + 1_000, None), expected);
}

#[test]
fn an_offset_behind_the_end_of_the_sample_is_ignored() {
    let snapshot = clicking(&["C-4 01 | O01", "C-4 01 | SA1 O00", "C-4 01 | O00"], "125");
    assert_eq!(clicks(snapshot, 512, 20_000, None), [0, 5_760, 11_520], "the sample has 200 frames");
}

#[test]
fn the_picture_of_a_note_comes_when_the_note_does() {
    let mut engine = Engine::new(SampleRate(48_000));
    engine.handle(ToEngine::Snapshot(Arc::new(clicking(&["---", "C-4 01"], "125"))));
    engine.handle(ToEngine::Play(Playing::Song { order: 0, row: 0, repeat: false }));
    let (mut left, mut right, mut told) = ([0.0f32; 8_000], [0.0; 8_000], None);
    engine.process(&mut left, &mut right, &mut |report| {
        if let FromEngine::Position { at, position: Some(Position { row: 1, tick: 0, .. }), .. } = report {
            told = Some(at.0 as usize);
        }
    });
    assert!(told.is_some());
    assert_eq!(left.iter().position(|sample| sample.abs() > 0.01), told);
}

#[test]
fn d80_is_half_a_row() {
    // 125 BPM: a row is 5,760 frames.
    let snapshot = clicking(&["C-4 01 --- d80", "C-4 01", "C-4 01 --- d80"], "125");
    assert_eq!(clicks(snapshot, 64, 20_000, None), [2_880, 5_760, 14_400]);
}

#[test]
fn swing_is_exact_to_the_frame_with_delays_too() {
    let mut snapshot = clicking(&["C-4 01", "C-4 01", "C-4 01 --- d40", "C-4 01 --- d40"], "127.3");
    let song = Arc::make_mut(&mut snapshot.song);
    Arc::make_mut(&mut song.settings).swing = 61;
    // Two rows are 48,000 × 600 / (1,273 × 2) frames: 61 parts of 100 are the first's, 39 the second's.
    let at = |hundredths_of_four: u64| (hundredths_of_four * 48_000 * 600 / (1_273 * 2 * 400)) as usize;
    let expected = [0, at(61 * 4), at(400 + 61), at(400 + 61 * 4 + 39)];
    assert_eq!(clicks(snapshot, 480, 30_000, None), expected);
}

#[test]
fn a_key_struck_between_two_blocks_sounds_at_the_same_frame_whatever_their_size() {
    let struck = |block: usize, frame: usize| clicks(clicking(&["---"], "120"), block, 4_000, Some(frame));
    for block in [1, 5, 16, 50, 64, 80, 160, 200, 320, 1_600] {
        assert_eq!(struck(block, 1_600), [1_600], "blocks of {block}: 1,600 is the border of a quantum");
    }
    for block in [1, 3, 25, 75, 225, 675] {
        assert_eq!(struck(block, 675), [704], "blocks of {block}: 704 is the next border after 675");
    }
}

#[test]
fn the_song_comes_on_the_same_frames_in_blocks_of_any_size() {
    let rows = ["C-4 01 --- d13", "C-4 01 | *30", "C-4 01 | SD2", "C-4 01 | Q02"];
    let whole = clicks(clicking(&rows, "127.3"), 40_000, 40_000, None);
    assert!(whole.len() > 7);
    for block in [1, 63, 64, 65, 441, 1_024] {
        assert_eq!(clicks(clicking(&rows, "127.3"), block, 40_000, None), whole, "blocks of {block}");
    }
}

/// The first instrument strikes a phrase of one row of which a beat has seven.
fn sevenths(rows: &[&str]) -> Snapshot {
    let mut snapshot = clicking(rows, "120");
    let song = Arc::make_mut(&mut snapshot.song);
    let instrument = Arc::make_mut(song.instruments[0].as_mut().expect("an instrument"));
    let lane = crate::trace::lane(&["C-4"]);
    let phrase = Phrase { length: 1, rows_per_beat: 7, lane, ..Phrase::default() };
    (instrument.phrases.mode, instrument.phrases.list) = (PhraseMode::Program, vec![Arc::new(phrase)]);
    snapshot
}

#[test]
fn a_phrase_comes_on_its_frames_in_blocks_of_any_size() {
    let rows = [&["C-4 01"][..], &["---"; 15]].concat();
    let expected: Vec<usize> = (0..28).map(|row| row * 24_000 / 7).collect();
    for block in [64, 63, 441] {
        assert_eq!(clicks(sevenths(&rows), block, 96_000, None), expected, "blocks of {block}");
    }
}

#[test]
fn a_key_strikes_a_phrase_at_once_while_the_song_stands_still() {
    let expected: Vec<usize> = (0..14).map(|row| 1_600 + row * 24_000 / 7).collect();
    for block in [64, 160, 320] {
        assert_eq!(clicks(sevenths(&["---"]), block, 49_000, Some(1_600)), expected, "blocks of {block}");
    }
}

#[test]
fn a_key_that_strikes_a_phrase_within_a_tick_begins_it_there_and_ends_it_when_it_comes_up() {
    let mut engine = Engine::new(SampleRate(48_000));
    engine.handle(ToEngine::Snapshot(Arc::new(sevenths(&["---"; 16]))));
    engine.handle(ToEngine::Play(Playing::Song { order: 0, row: 0, repeat: false }));
    let (mut left, mut right) = (vec![0.0; 32_000], vec![0.0; 32_000]);
    // Borders of quanta in the middle of ticks of 1,000 frames.
    for (from, to, said) in [
        (0, 1_600, Some(ToEngine::Strike { track: 1, instrument: 0, key: 60, velocity: 1.0 })),
        (1_600, 16_000, Some(ToEngine::Lift { track: 1, key: 60 })),
        (16_000, 32_000, None),
    ] {
        engine.process(&mut left[from..to], &mut right[from..to], &mut |_| {});
        said.into_iter().for_each(|message| _ = engine.handle(message));
    }
    let late = engine.latency().0 as usize;
    let heard: Vec<usize> =
        (0..32_000).filter(|frame| left[*frame].abs() > 0.01).map(|frame| frame - late).collect();
    assert_eq!(heard, [1_600, 5_028, 8_457, 11_885, 15_314]);
}
