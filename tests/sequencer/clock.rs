//! Hours of music end on the frame that arithmetic in whole numbers says.

use crate::trace::{lane, pattern, song};
use segno::dsp::units::{Frames, SampleRate};
use segno::sequencer::clock::Clock;
use segno::sequencer::command::Command;
use segno::sequencer::player::{Player, Playing};
use segno::song::Song;
use segno::song::order::OrderEntry;
use segno::song::pattern::LaneSlot;
use segno::song::tempo::Tempo;
use std::sync::Arc;

const HOURS: u64 = 10;

/// Plays a song over and over for so many ticks; returns the frame at which the last one ends.
fn end_of(song: &Song, rate: u32, ticks: u64) -> Frames {
    let (mut player, mut clock) = (Player::new(), Clock::new(SampleRate(rate)));
    let mut out: Vec<Command> = Vec::with_capacity(Player::MOST_COMMANDS);
    player.start(song, Playing::Song { order: 0, row: 0, repeat: true });
    let mut end = Frames(0);
    for _ in 0..ticks {
        let tick = player.tick(song, &mut out).expect("a song that repeats does not end");
        end = clock.tick(tick.length);
    }
    end
}

/// A song of one track at 127.3 BPM.
fn at_127_3(rows: &[&str]) -> Song {
    let mut song = song(rows);
    song.tracks.truncate(1);
    Arc::make_mut(&mut song.settings).tempo = Tempo::parse("127.3").expect("a tempo");
    song
}

#[test]
fn ten_hours_at_127_3_bpm_end_on_the_very_frame() {
    let song = at_127_3(&["C-4 01", "---", "E-4 01 --- d80", "---"]);
    // 1,273 beats in ten minutes, 4 rows a beat, 6 ticks a row.
    let ticks = HOURS * 6 * 1_273 * 4 * 6;
    for rate in [44_100, 48_000] {
        assert_eq!(end_of(&song, rate, ticks), Frames(HOURS * 3_600 * u64::from(rate)));
    }
}

#[test]
fn ten_hours_of_swing_and_of_rows_of_other_lengths_too() {
    let mut swinging = at_127_3(&["C-4 01", "- | S61", "C-4 01 | A05", "- | A07"]);
    Arc::make_mut(&mut swinging.settings).swing = 58;
    // Four rows of 58, 42, 58 and 42 hundredths of two rows, with 6, 7, 5 and 7 ticks; then, as `A07` stays, 7, 8, 5 and 7.
    let first = 58 * 6 + 42 * 7 + 58 * 5 + 42 * 7;
    let other = 58 * 7 + 42 * 8 + 58 * 5 + 42 * 7;
    let rounds: u128 = 300_000;
    let hundredths = first + other * (rounds - 1);
    // A tick of 100 hundredths of two rows is 2 × 600 / (1,273 × 4 × 6) seconds.
    let exact = hundredths * 2 * 600 * 48_000 / (100 * 1_273 * 4 * 6);
    let ticks = 25 + 27 * (rounds as u64 - 1);
    assert_eq!(end_of(&swinging, 48_000, ticks), Frames(exact as u64));
    assert!(exact > 10 * 3_600 * 48_000, "that is ten hours");
}

#[test]
fn ten_hours_of_sections_in_three_tempi_too() {
    let mut song = at_127_3(&["C-4 01"; 4]);
    let mut turning = lane(&["C-4 01", "---", "---"]);
    turning.length = Some(3);
    let mut odd = pattern(&[&["---"; 5]]);
    odd.lanes = vec![LaneSlot::Own(Arc::new(turning))].into();
    song.patterns.push(Arc::new(odd));
    let entry = |pattern, tempo| OrderEntry { pattern, tempo: Tempo::parse(tempo), ..OrderEntry::default() };
    song.order = Arc::new(vec![entry(0, "127.3"), entry(1, "382/3"), entry(0, "90.71")]);
    let rounds = 24_000u128;
    // Frames of a row: 44,100 × 60 / (4 × tempo); tempi as whole numbers over 30,000.
    let row = |tempo: u128, over: u128| 44_100 * 60 * over * 1_273 * 382 * 9_071 / (4 * tempo);
    let exact = (4 * row(1_273, 10) + 5 * row(382, 3) + 4 * row(9_071, 100)) * rounds / (1_273 * 382 * 9_071);
    let ticks = rounds as u64 * 13 * 6;
    assert_eq!(end_of(&song, 44_100, ticks), Frames(exact as u64));
    assert!(exact > 10 * 3_600 * 44_100, "that is ten hours");
}
