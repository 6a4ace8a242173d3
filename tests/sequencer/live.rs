//! What is asked for live happens exactly where its border is: where playback goes, what loops, which tracks are silent, how fast and
//! how high it is.

use crate::sample_exact::clicking;
use crate::trace::{pattern, song};
use segno::dsp::lfo::next_random;
use segno::dsp::units::SampleRate;
use segno::engine::Engine;
use segno::engine::message::{FromEngine, Snapshot, ToEngine};
use segno::instruments::{KINDS, Patch};
use segno::sequencer::command::{Action, Command};
use segno::sequencer::performance::{Cue, Goal, Quantum, Speed, Wish};
use segno::sequencer::player::{Player, Playing};
use segno::song::Song;
use segno::song::instrument::Instrument;
use segno::song::order::OrderEntry;
use std::collections::BTreeSet;
use std::sync::Arc;

/// Three patterns of eight rows with two rows a beat and four a bar, each with its own note in every row: C, D, E. The order list plays
/// them one after the other.
fn three() -> Song {
    let rows = |note: &'static str| vec![note; 8];
    let mut three = song(&rows("C-4 01"));
    for note in ["D-4 01", "E-4 01"] {
        three.patterns.push(Arc::new(pattern(&[&rows(note)])));
    }
    let entry = |pattern| OrderEntry { pattern, ..OrderEntry::default() };
    let settings = Arc::make_mut(&mut three.settings);
    (settings.rows_per_beat, settings.rows_per_bar) = (2, 4);
    Song { order: Arc::new([0, 1, 2].map(entry).to_vec()), ..three }
}

fn from(order: u16) -> Playing {
    Playing::Song { order, row: 0, repeat: false }
}

/// Plays rows; before some of them something is asked for. `order:row` of each row.
fn rows(song: &Song, playing: Playing, wishes: &[(usize, Wish)], count: usize) -> Vec<String> {
    let mut player = Player::new();
    let mut out: Vec<Command> = Vec::with_capacity(Player::MOST_COMMANDS);
    player.start(song, playing);
    let mut rows = Vec::new();
    while rows.len() < count {
        let Some(tick) = player.tick(song, &mut out) else { break };
        if tick.position.tick == 0 {
            rows.push(format!("{}:{}", tick.position.order, tick.position.row));
            let due = wishes.iter().filter(|(row, _)| row + 1 == rows.len());
            due.for_each(|(_, wish)| player.perform(*wish));
        }
    }
    rows
}

fn to(order: u16, quantum: Quantum) -> Wish {
    Wish::Queue(Some(Cue { goal: Goal::Entry { order, row: 0 }, quantum, looped: None }))
}

#[test]
fn what_waits_is_gone_to_at_its_border() {
    let song = three();
    let gone = |quantum, asked: usize| {
        let rows = rows(&song, from(0), &[(asked, to(2, quantum))], 20);
        rows.iter().position(|row| row == "2:0")
    };
    assert_eq!([0, 3, 7].map(|row| gone(Quantum::Pattern, row)), [Some(8); 3]);
    assert_eq!([0, 3, 4, 7].map(|row| gone(Quantum::Bar, row)), [4, 4, 8, 8].map(Some));
    assert_eq!([0, 1, 2, 5].map(|row| gone(Quantum::Beat, row)), [2, 2, 4, 6].map(Some));
    assert_eq!([0, 5].map(|row| gone(Quantum::Row, row)), [1, 6].map(Some));
    let after = rows(&song, from(0), &[(1, to(2, Quantum::Bar))], 99);
    assert_eq!(after.len(), 4 + 8, "from there the song goes on to its end");
}

#[test]
fn a_second_wish_takes_the_place_of_the_first_and_none_takes_it_back() {
    let song = three();
    let now = rows(&song, from(0), &[(0, to(2, Quantum::Pattern)), (2, to(2, Quantum::Row))], 5);
    assert_eq!(now, ["0:0", "0:1", "0:2", "2:0", "2:1"]);
    let other = rows(&song, from(0), &[(0, to(2, Quantum::Bar)), (1, to(1, Quantum::Bar))], 5);
    assert_eq!(other[4], "1:0");
    let none = rows(&song, from(0), &[(0, to(2, Quantum::Pattern)), (1, Wish::Queue(None))], 9);
    assert_eq!(none[8], "1:0");
    let nowhere = rows(&song, from(0), &[(0, to(99, Quantum::Row))], 3);
    assert_eq!(nowhere[2], "0:2", "there is no such entry");
}

#[test]
fn a_pattern_by_itself_can_be_gone_to_and_left() {
    let song = three();
    let alone = Wish::Queue(Some(Cue { goal: Goal::Pattern(1), quantum: Quantum::Pattern, looped: None }));
    let rows = rows(&song, from(0), &[(0, alone), (20, to(2, Quantum::Pattern))], 99);
    assert_eq!(rows.iter().filter(|row| *row == "1:0").count(), 2, "over and over: {rows:?}");
    assert_eq!(rows[24..].first().map(String::as_str), Some("2:0"));
    assert_eq!(rows.len(), 32);
}

#[test]
fn entries_loop_until_they_no_longer_do() {
    let song = three();
    let wishes = [(0, Wish::Loop(Some([0, 1]))), (40, Wish::Loop(None))];
    let rows = rows(&song, from(0), &wishes, 99);
    let firsts: Vec<&str> = rows.iter().step_by(8).map(String::as_str).collect();
    assert_eq!(firsts, ["0:0", "1:0", "0:0", "1:0", "0:0", "1:0", "2:0"]);
    let looped = Wish::Queue(Some(Cue {
        goal: Goal::Entry { order: 2, row: 0 },
        quantum: Quantum::Pattern,
        looped: Some([2, 2]),
    }));
    let rows = self::rows(&song, from(0), &[(0, looped)], 40);
    assert_eq!(rows[32], "2:0", "it holds where it has gone to");
}

#[test]
fn a_jump_of_the_song_leads_out_of_no_loop() {
    let mut song = three();
    song.patterns.set(0, Arc::new(pattern(&[&["C-4 01", "C-4 01 | B02"]])));
    let rows = rows(&song, from(0), &[(0, Wish::Loop(Some([0, 0])))], 5);
    assert_eq!(rows, ["0:0", "0:1", "0:0", "0:1", "0:0"]);
}

/// The keys that are struck in each row, and the lengths of its ticks in frames, 6 of them.
fn keys(song: &Song, wishes: &[(usize, Wish)], count: usize) -> Vec<Vec<u8>> {
    let mut player = Player::new();
    let mut out: Vec<Command> = Vec::with_capacity(Player::MOST_COMMANDS);
    player.start(song, from(0));
    let mut keys: Vec<Vec<u8>> = Vec::new();
    while let Some(tick) = player.tick(song, &mut out) {
        if tick.position.tick == 0 {
            if keys.len() == count {
                break;
            }
            keys.push(Vec::new());
            let due = wishes.iter().filter(|(row, _)| row + 1 == keys.len());
            due.for_each(|(_, wish)| player.perform(*wish));
        }
        let struck = out.iter().filter_map(|command| match command.action {
            Action::Start(_, note) => Some(note.key),
            _ => None,
        });
        keys.last_mut().expect("a row").extend(struck);
    }
    keys
}

#[test]
fn everything_but_drums_is_transposed() {
    let mut song = three();
    let drums = KINDS.iter().find(|kind| kind.name == "drums").expect("drums");
    song.instruments[1] = Some(Arc::new(Instrument::new("kit", (drums.new)())));
    assert!(matches!(song.instrument(1).map(|it| &it.patch), Some(Patch::Drums(_))));
    song.patterns.set(0, Arc::new(pattern(&[&["C-4 01"; 4], &["C-4 02"; 4]])));
    let heard = keys(&song, &[(1, Wish::Transpose(3))], 4);
    assert_eq!(heard, [vec![60, 60], vec![60, 60], vec![63, 60], vec![63, 60]], "from the next note on");
}

#[test]
fn a_track_plays_another_patterns_lane_beside_the_song() {
    let mut song = three();
    song.patterns.set(0, Arc::new(pattern(&[&["C-4 01"; 8], &["C-3 01"; 8]])));
    song.patterns.set(1, Arc::new(pattern(&[&["D-4 01", "---", "F-4 01"], &["D-3 01"; 3]])));
    let other = Wish::Lane { track: 0, pattern: Some(1), quantum: Quantum::Beat };
    let own = Wish::Lane { track: 0, pattern: None, quantum: Quantum::Pattern };
    let heard = keys(&song, &[(0, other), (6, own)], 9);
    let first: Vec<Option<u8>> = heard.iter().map(|row| row.iter().copied().find(|key| *key >= 60)).collect();
    let expected = [60, 60, 62, 0, 65, 62, 0, 65, 62].map(|key| Some(key).filter(|key| *key > 0));
    assert_eq!(first, expected, "it turns by its own pattern's rows, then the song's lane is back");
    assert!(heard[..8].iter().all(|row| row.contains(&48)), "the other track goes on");
}

/// The frames at which clicks come, in blocks of so many frames; wishes are told when so many frames were asked for.
fn clicks(snapshot: &Snapshot, wishes: &[(usize, ToEngine)], block: usize, frames: usize) -> Vec<usize> {
    let mut engine = Engine::new(SampleRate(48_000));
    engine.handle(ToEngine::Snapshot(Arc::new(snapshot.clone())));
    engine.handle(ToEngine::Play(from(0)));
    let (mut left, mut right) = (vec![0.0; frames], vec![0.0; frames]);
    for (number, (left, right)) in left.chunks_mut(block).zip(right.chunks_mut(block)).enumerate() {
        let range = number * block..(number + 1) * block;
        for (_, wish) in wishes.iter().filter(|(at, _)| range.contains(at)) {
            match wish {
                ToEngine::Perform(wish) => _ = engine.handle(ToEngine::Perform(*wish)),
                other => panic!("{other:?}"),
            }
        }
        engine.process(left, right, &mut |_| {});
    }
    let late = engine.latency().0 as usize;
    (0..frames).filter(|frame| left[*frame].abs() > 0.01).map(|frame| frame - late).collect()
}

/// A click in every fourth row; then a pattern with one in every row. 125 BPM: a row is 5,760 frames.
fn two() -> Snapshot {
    let mut snapshot = clicking(&["C-4 01", "---", "---", "---", "C-4 01", "---", "---", "---"], "125");
    let song = Arc::make_mut(&mut snapshot.song);
    song.patterns.push(Arc::new(pattern(&[&["C-4 01"; 8]])));
    let entry = |pattern| OrderEntry { pattern, ..OrderEntry::default() };
    song.order = Arc::new([0, 1].map(entry).to_vec());
    snapshot
}

#[test]
fn the_first_frame_of_what_was_queued_is_that_of_its_row() {
    for (block, asked) in [(64, 6_400), (512, 5_120), (37, 20_000)] {
        let heard = clicks(&two(), &[(asked, ToEngine::Perform(to(1, Quantum::Beat)))], block, 40_000);
        let expected: Vec<usize> =
            [0].into_iter().chain((4..7).map(|row| row * 5_760)).filter(|at| *at < 39_900).collect();
        assert_eq!(heard[..4], expected[..4], "blocks of {block}");
    }
}

#[test]
fn a_silent_track_is_silent_to_the_frame_and_back_to_the_frame() {
    let all = clicks(&two(), &[], 64, 5_760 * 16);
    assert_eq!(all.len(), 2 + 8);
    let mute = |tracks, quantum| ToEngine::Perform(Wish::Silence { tracks, quantum });
    let wishes = [(500, mute(1, Quantum::Pattern)), (5_760 * 9, mute(0, Quantum::Beat))];
    let heard = clicks(&two(), &wishes, 64, 5_760 * 16);
    let expected: Vec<usize> = [0, 4, 12, 13, 14, 15].iter().map(|row| row * 5_760).collect();
    assert_eq!(heard, expected, "the second pattern's first four rows are silent");
}

#[test]
fn a_slower_tempo_is_exact_and_grows_with_each_pass() {
    let half = ToEngine::Perform(Wish::Speed(Speed { ratio: 500_000, trainer: None }));
    let heard = clicks(&two(), &[(0, half)], 64, 5_760 * 10);
    // Told before the first tick: a row is twice as long.
    assert_eq!(heard, [0, 5_760 * 8]);
    let mut player = Player::new();
    let song = three();
    let mut out = Vec::with_capacity(Player::MOST_COMMANDS);
    player.start(&song, Playing::Pattern { pattern: 0, row: 0 });
    player.perform(Wish::Speed(Speed { ratio: 700_000, trainer: Some([100_000, 950_000]) }));
    let mut ratios = Vec::new();
    while ratios.len() < 40 {
        let tick = player.tick(&song, &mut out).expect("it goes on for ever");
        if tick.position.tick == 0 {
            ratios.push(player.performing().ratio);
        }
    }
    assert_eq!(
        [0, 7, 8, 16, 24, 32].map(|row| ratios[row]),
        [700_000, 700_000, 800_000, 900_000, 950_000, 950_000]
    );
    assert_eq!(player.performing().passes, 4);
}

#[test]
fn what_holds_is_told_when_it_has_changed() {
    let mut engine = Engine::new(SampleRate(48_000));
    engine.handle(ToEngine::Snapshot(Arc::new(two())));
    engine.handle(ToEngine::Play(from(0)));
    engine.handle(ToEngine::Perform(to(1, Quantum::Bar)));
    let (mut left, mut right, mut told) = (vec![0.0; 5_760 * 9], vec![0.0; 5_760 * 9], Vec::new());
    engine.process(&mut left, &mut right, &mut |report| {
        if let FromEngine::Performing { at, performing } = report {
            told.push((at.0, performing.heard, performing.cue.is_some(), performing.leaps));
        }
    });
    let late = engine.latency().0;
    // The last tick of the row takes the cue, and the first one of the next row has leapt.
    let end = late + 5_760 * 8;
    assert_eq!(told, [(late, 1, true, false), (end - 960, 1, false, true), (end, 1, false, false)]);
}

#[test]
fn whatever_is_asked_for_no_note_hangs() {
    // Notes whose ends stand in rows that may never be played.
    let mut song = three();
    for (number, note) in ["C-4 01", "E-4 01", "G-4 01"].iter().enumerate() {
        let held = [note, "---", "---", "---", "---", "---", "---", "==="];
        let quiet = ["---"; 8];
        let tracks: Vec<&[&str]> =
            (0..3).map(|track| if track == number { &held[..] } else { &quiet[..] }).collect();
        song.patterns.set(number, Arc::new(pattern(&tracks)));
    }
    let quanta = [Quantum::Pattern, Quantum::Bar, Quantum::Beat, Quantum::Row];
    let mut random = 7;
    let mut below = |count: usize| {
        random = next_random(random);
        random as usize % count
    };
    for _ in 0..200 {
        let mut player = Player::new();
        let mut out: Vec<Command> = Vec::with_capacity(Player::MOST_COMMANDS);
        player.start(&song, Playing::Song { order: 0, row: 0, repeat: true });
        let mut held: BTreeSet<u16> = BTreeSet::new();
        for step in 0..400 {
            if step < 300 && below(4) == 0 {
                let quantum = quanta[below(4)];
                let order = below(3) as u16;
                player.perform(match below(6) {
                    0 => Wish::Loop(Some([order, order])),
                    1 => Wish::Loop(None),
                    2 => Wish::Lane {
                        track: order,
                        pattern: (below(2) == 0).then_some(below(3) as u16),
                        quantum,
                    },
                    3 => Wish::Queue(Some(Cue { goal: Goal::Pattern(order), quantum, looped: None })),
                    _ => to(order, quantum),
                });
            }
            if step == 300 {
                (0..3).for_each(|track| {
                    player.perform(Wish::Lane { track, pattern: None, quantum: Quantum::Row })
                });
                player.perform(Wish::Loop(None));
            }
            // At the end an empty place is gone to: whatever was held must have been let go of.
            if step == 340 {
                player.perform(to(0, Quantum::Row));
            }
            // From a pattern by itself it goes on once through the song.
            let Some(tick) = player.tick(&song, &mut out) else { break };
            for command in &out {
                match command.action {
                    Action::Start(channel, _) => _ = held.insert(channel.0),
                    Action::Release(channel) | Action::Cut(channel) => _ = held.remove(&channel.0),
                    _ => {}
                }
            }
            // What sounds is what the row's own pattern has begun, or another lane.
            if step > 350 {
                let own = tick.position.pattern * 8;
                assert!(
                    held.iter().all(|channel| *channel == own),
                    "{held:?} in pattern {}",
                    tick.position.pattern
                );
            }
        }
    }
}
