//! Tracks on which nothing happens: they change nothing of what is played.

use crate::trace::{lane, song};
use proptest::prelude::*;
use proptest::test_runner::TestCaseResult;
use segno::sequencer::command::Command;
use segno::sequencer::performance::{Quantum, Wish};
use segno::sequencer::player::{Player, Playing, Tick};
use segno::song::Song;
use segno::song::order::OrderEntry;
use segno::song::pattern::{LaneSlot, Pattern};
use segno::song::track::Track;
use std::sync::Arc;

/// What may stand in a row: notes that wait, ring, end and come back, and effects that act later or on everything.
const CELLS: [&str; 20] = [
    "C-4 01",
    "D-4 02 v20",
    "E-4 01 v40 d80",
    "-; G-4 01",
    "===",
    "^^^",
    "~~~",
    "C-4 01 | SD3",
    "C-4 01 | *42",
    "D-4 01 | =24",
    "--- -- v10",
    "--- 02",
    "| Q12",
    "| D0F",
    "| T90",
    "| A04",
    "| S62",
    "| SE1",
    "A-4 02 | SC2 ?80",
    "| %12 S00",
];
const ROWS: usize = 8;

type Written = Vec<(usize, usize)>;

/// Three tracks in two patterns; behind them come so many tracks, whose lanes hold nothing.
fn made(written: &[Written], empty: usize) -> Song {
    let mut song = song(&[]);
    song.tracks.truncate(3);
    let track = Track { note_columns: 8, effect_columns: 4, ..Track::default() };
    song.tracks.extend((0..empty).map(|_| Arc::new(track.clone())));
    let pattern = |tracks: &[Written]| {
        let rows = |written: &Written| {
            let mut rows = [""; ROWS];
            written.iter().for_each(|(row, cell)| rows[*row] = CELLS[*cell]);
            lane(&rows)
        };
        let lanes = tracks.iter().map(rows).chain((0..empty).map(|_| lane(&[])));
        let lanes = lanes.map(|lane| LaneSlot::Own(Arc::new(lane))).collect();
        Arc::new(Pattern { length: ROWS as u16, lanes, ..Pattern::default() })
    };
    song.patterns = written.chunks(3).map(pattern).collect();
    let entry =
        |pattern, mutes: &[u16]| OrderEntry { pattern, mutes: mutes.to_vec(), ..OrderEntry::default() };
    song.order = Arc::new(vec![entry(0, &[]), entry(1, &[0, 4]), entry(0, &[1])]);
    song
}

/// Plays both songs, does the same to both while they play, and compares them.
fn same(one: &Song, other: &Song, turned: Option<u16>, at: usize) -> TestCaseResult {
    let play = |song: &Song| {
        let mut player = Player::new();
        player.start(song, Playing::Song { order: 0, row: 0, repeat: true });
        let mut out: Vec<Command> = Vec::with_capacity(Player::MOST_COMMANDS);
        let mut heard: Vec<(Tick, Vec<Command>)> = Vec::new();
        for number in 0..400 {
            if number == at {
                player.perform(Wish::Silence { tracks: 0b1_0010, quantum: Quantum::Row });
                player.perform(Wish::Lane { track: 1, pattern: turned, quantum: Quantum::Beat });
                player.perform(Wish::Transpose(3));
            }
            let Some(tick) = player.tick(song, &mut out) else { break };
            heard.push((tick, out.clone()));
        }
        heard
    };
    let (one, other) = (play(one), play(other));
    prop_assert_eq!(one.len(), other.len());
    for (number, (one, other)) in one.iter().zip(&other).enumerate() {
        prop_assert_eq!(one, other, "tick {}", number);
    }
    Ok(())
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn tracks_on_which_nothing_is_written_change_nothing(
        written in proptest::collection::vec(proptest::collection::vec((0..ROWS, 0..CELLS.len()), 0..5), 6),
        empty in 1usize..20,
        turned in proptest::option::of(0u16..2),
        at in 0usize..200,
    ) {
        same(&made(&written, 0), &made(&written, empty), turned, at)?;
    }
}
