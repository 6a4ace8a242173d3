//! Clips in the engine's own sound: they begin on the frame of their row, whatever the block size, and also where playback begins later.

use crate::trace::song;
use segno::dsp::units::SampleRate;
use segno::engine::Engine;
use segno::engine::message::{Snapshot, ToEngine};
use segno::instruments::sample::{SampleAudio, SampleBank};
use segno::sequencer::clips;
use segno::sequencer::performance::{Cue, Goal, Quantum, Wish};
use segno::sequencer::player::Playing;
use segno::song::clip::{Change, Clip, Take};
use segno::song::edit::Edit;
use segno::song::order::OrderEntry;
use segno::song::pattern::Pattern;
use std::sync::Arc;

const RATE: SampleRate = SampleRate(48_000);

/// A row: 120 BPM, four rows a beat.
const ROW: usize = 6_000;

/// Level of a frame of the recorded sound, in 1/65,536, so that every frame can be told from every other.
fn level(frame: usize) -> f32 {
    (frame % 20_000 + 1) as f32 / 65_536.0
}

fn sound(rate: u32, frames: usize) -> Option<Arc<SampleAudio>> {
    let both = vec![(0..frames).map(level).collect(), (0..frames).map(|frame| -level(frame)).collect()];
    Some(Arc::new(SampleAudio::new(rate, both)))
}

/// An empty pattern of 16 rows, and another one, with that clip on the first track of the first.
fn snapshot(clip: Clip) -> Snapshot {
    let edits = vec![
        Edit::PatternSettings { pattern: 0, name: String::new(), length: 16 },
        Edit::InsertPattern { at: 1, pattern: Pattern { length: 8, ..Pattern::default() } },
        Edit::InsertOrder { at: 1, entry: OrderEntry { pattern: 1, ..OrderEntry::default() } },
        Edit::Clip { pattern: 0, track: 0, clip },
    ];
    let song = Edit::Several { edits }.apply(&song(&["---"])).expect("a song");
    let samples = vec![sound(48_000, 200_000), sound(48_000, 200_000), sound(24_000, 100_000)];
    Snapshot { song: Arc::new(song), samples: Arc::new(SampleBank::new(samples)) }
}

/// What is heard, left, from the frame of the first row played on; the limiter lets it pass as it is.
pub fn heard(snapshot: &Snapshot, playing: Playing, block: usize, frames: usize) -> Vec<f32> {
    let mut engine = Engine::new(RATE);
    engine.handle(ToEngine::Snapshot(Arc::new(snapshot.clone())));
    for said in clips::before(&snapshot.song, playing, RATE) {
        engine.handle(ToEngine::Recall(said));
    }
    engine.handle(ToEngine::Play(playing));
    let late = engine.latency().0 as usize;
    let (mut left, mut right) = (vec![0.0; frames + late], vec![0.0; frames + late]);
    for (left, right) in left.chunks_mut(block).zip(right.chunks_mut(block)) {
        engine.process(left, right, &mut |_| {});
    }
    left.split_off(late)
}

const WHOLE: Playing = Playing::Song { order: 0, row: 0, repeat: false };

fn take(offset: i64, length: u64) -> Take {
    Take { sample: 0, offset, length, ..Take::default() }
}

#[test]
fn a_clip_begins_on_the_frame_of_its_row_and_ends_after_its_length() {
    let clip = Clip { row: 3, takes: vec![take(100, 10_000)], ..Clip::default() };
    let sound = heard(&snapshot(clip), WHOLE, 512, 60_000);
    let begin = 3 * ROW;
    assert!(sound[..begin].iter().all(|sample| *sample == 0.0));
    let gain = sound[begin] / level(100);
    assert!((0.5..=1.01).contains(&gain), "panned to the middle: {gain}");
    for frame in 0..10_000 {
        let expected = gain * level(100 + frame);
        assert!((sound[begin + frame] - expected).abs() < 1e-6, "frame {frame}");
    }
    assert!(sound[begin + 10_000..].iter().all(|sample| *sample == 0.0));
}

#[test]
fn a_sound_that_begins_later_than_its_row_does_and_clips_go_on_over_patterns() {
    let clip = Clip { row: 14, takes: vec![take(-700, 0)], ..Clip::default() };
    let sound = heard(&snapshot(clip), WHOLE, 512, 24 * ROW + 4_000);
    let begin = 14 * ROW + 700;
    assert_eq!(sound.iter().position(|sample| *sample != 0.0), Some(begin));
    let ratio = sound[begin + 9_999] / sound[begin];
    assert!((ratio - 10_000.0).abs() < 1.0, "in the next pattern: {ratio}");
    let end = sound.iter().rposition(|sample| *sample != 0.0).expect("a sound");
    assert!((24 * ROW..24 * ROW + 300).contains(&end), "with the song it ends softly: {end}");
}

#[test]
fn the_block_size_changes_no_bit() {
    let changes = vec![Change { row: 5, take: 1 }];
    let takes = vec![take(10, 0), Take { sample: 2, offset: 3_000, length: 0, ..Take::default() }];
    let snapshot = snapshot(Clip { row: 2, takes, changes, fade_in: 500, ..Clip::default() });
    let first = heard(&snapshot, WHOLE, 512, 60_000);
    assert!(first.iter().any(|sample| *sample != 0.0));
    for block in [1, 37, 64, 1_024] {
        assert!(heard(&snapshot, WHOLE, block, 60_000) == first, "blocks of {block}");
    }
}

#[test]
fn another_take_crosses_over_without_a_step_and_keeps_the_time() {
    let clip = |changes| {
        let takes = vec![take(0, 0), Take { sample: 1, offset: 4_000, length: 0, ..Take::default() }];
        Clip { row: 0, takes, changes, ..Clip::default() }
    };
    let one = heard(&snapshot(clip(Vec::new())), WHOLE, 512, 4 * ROW);
    let comp = heard(&snapshot(clip(vec![Change { row: 2, take: 1 }])), WHOLE, 512, 4 * ROW);
    assert!(one[..2 * ROW] == comp[..2 * ROW], "the same until there");
    let gain = one[0] / level(0);
    let after = 2 * ROW + 240;
    assert!(
        (comp[after] - gain * level(4_000 + after)).abs() < 1e-6,
        "the other one after five milliseconds"
    );
    let between = comp[2 * ROW + 120];
    let (from, to) = (gain * level(2 * ROW + 120), gain * level(4_000 + 2 * ROW + 120));
    assert!((from.min(to)..from.max(to)).contains(&between), "{from} {between} {to}");
}

#[test]
fn a_clip_that_is_taken_out_while_it_sounds_goes_softly() {
    let clip = Clip { takes: vec![take(0, 100_000)], gain: -600, ..Clip::default() };
    let with = snapshot(clip.clone());
    let empty = Edit::Clip { pattern: 0, track: 0, clip: Clip { takes: Vec::new(), ..clip } };
    let song = Arc::new(empty.apply(&with.song).expect("a song"));
    let without = Snapshot { song, ..with.clone() };
    let playing = Playing::Song { order: 0, row: 0, repeat: false };
    let mut engine = Engine::new(RATE);
    engine.handle(ToEngine::Snapshot(Arc::new(with)));
    engine.handle(ToEngine::Play(playing));
    let late = engine.latency().0 as usize;
    let (mut left, mut right) = ([0.0; 640], [0.0; 640]);
    (0..10).for_each(|_| engine.process(&mut left, &mut right, &mut |_| {}));
    let before = *left.last().expect("a frame");
    engine.handle(ToEngine::Snapshot(Arc::new(without)));
    let (mut left, mut right) = (vec![0.0; late + 640], vec![0.0; late + 640]);
    engine.process(&mut left, &mut right, &mut |_| {});
    let steps = std::iter::once(&before).chain(&left).zip(&left).map(|(one, next)| (next - one).abs());
    assert!(before > 0.04, "it sounds: {before}");
    assert!(steps.fold(0.0, f32::max) < 0.001, "no step");
    assert!(left[late + 300..].iter().all(|sample| *sample == 0.0), "and it is over");
}

#[test]
fn playback_from_the_middle_finds_the_clip_under_way() {
    let snapshot = snapshot(Clip { row: 2, takes: vec![take(50, 0)], ..Clip::default() });
    let whole = heard(&snapshot, WHOLE, 512, 24 * ROW);
    for (order, row, at) in [(0, 9, 9 * ROW), (1, 0, 16 * ROW), (1, 5, 21 * ROW)] {
        let part = heard(&snapshot, Playing::Song { order, row, repeat: false }, 512, ROW);
        assert!(part[300..] == whole[at + 300..at + ROW], "entry {order}, row {row}");
    }
    let pattern = heard(&snapshot, Playing::Pattern { pattern: 0, row: 6 }, 512, ROW);
    assert!(pattern[300..] == whole[6 * ROW + 300..7 * ROW], "the pattern alone");
    let before = heard(&snapshot, Playing::Song { order: 0, row: 1, repeat: false }, 512, ROW);
    assert!(before.iter().all(|sample| *sample == 0.0), "what comes later has not begun");
}

#[test]
fn a_sample_of_another_rate_keeps_its_pitch_and_a_missing_one_is_silent() {
    let of = |sample| Clip { takes: vec![Take { sample, ..Take::default() }], ..Clip::default() };
    let (same, half) = (heard(&snapshot(of(0)), WHOLE, 512, ROW), heard(&snapshot(of(2)), WHOLE, 512, ROW));
    let (fast, slow) = (same[4_000] - same[3_000], half[4_000] - half[3_000]);
    assert!((slow / fast - 0.5).abs() < 0.01, "half as steep: {slow} {fast}");
    let missing = heard(&snapshot(of(7)), WHOLE, 512, ROW);
    assert!(missing.iter().all(|sample| *sample == 0.0));
}

#[test]
fn where_playing_live_leaps_the_clip_of_the_rows_before_ends() {
    let clip = Clip { takes: vec![take(0, 200_000)], ..Clip::default() };
    let mut engine = Engine::new(RATE);
    engine.handle(ToEngine::Snapshot(Arc::new(snapshot(clip))));
    engine.handle(ToEngine::Play(WHOLE));
    let listen = |engine: &mut Engine, frames: usize| {
        let (mut left, mut right) = (vec![0.0; frames], vec![0.0; frames]);
        engine.process(&mut left, &mut right, &mut |_| {});
        left.iter().fold(0.0f32, |peak, sample| peak.max(sample.abs()))
    };
    assert!(listen(&mut engine, 3 * ROW) > 0.1);
    let goal = Goal::Entry { order: 1, row: 0 };
    engine.handle(ToEngine::Perform(Wish::Queue(Some(Cue { goal, quantum: Quantum::Row, looped: None }))));
    listen(&mut engine, 2 * ROW);
    assert!(listen(&mut engine, ROW) < 1e-6, "it sounds on over the other pattern");
}

#[test]
fn what_was_found_for_a_count_in_that_was_stopped_is_forgotten() {
    let clip = Clip { row: 4, takes: vec![take(0, 200_000)], ..Clip::default() };
    let snapshot = snapshot(clip);
    let mut engine = Engine::new(RATE);
    engine.handle(ToEngine::Snapshot(Arc::new(snapshot.clone())));
    let middle = Playing::Song { order: 0, row: 8, repeat: false };
    clips::before(&snapshot.song, middle, RATE)
        .into_iter()
        .for_each(|said| _ = engine.handle(ToEngine::Recall(said)));
    engine.handle(ToEngine::Stop);
    engine.handle(ToEngine::Play(WHOLE));
    let (mut left, mut right) = (vec![0.0; 3 * ROW], vec![0.0; 3 * ROW]);
    engine.process(&mut left, &mut right, &mut |_| {});
    assert!(left.iter().all(|sample| sample.abs() < 1e-6), "nothing sounds before its row");
}
