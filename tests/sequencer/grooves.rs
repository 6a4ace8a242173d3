//! Grooves: rows that are longer or shorter than others, of the song, of an entry, of a track.

use crate::trace::{Heard, pattern, play, song};
use segno::dsp::units::{Frames, SampleRate};
use segno::sequencer::clock::Clock;
use segno::song::Song;
use segno::song::groove::{BUILT_IN, Groove};
use segno::song::order::OrderEntry;
use std::sync::Arc;

fn groove(text: &str) -> Option<Groove> {
    Some(Groove::parse(text).unwrap_or_else(|| panic!("{text}")))
}

fn grooving(rows: usize, text: &str) -> Song {
    let mut grooving = song(&vec!["---"; rows]);
    Arc::make_mut(&mut grooving.settings).groove = groove(text);
    grooving
}

/// Frames at which rows end, at 48 kHz: a straight row has 6,000.
fn ends(heard: &Heard) -> Vec<u64> {
    let mut clock = Clock::new(SampleRate(48_000));
    let ends: Vec<Frames> = heard.ticks.iter().map(|(tick, _)| clock.tick(tick.length)).collect();
    ends.iter().skip(5).step_by(6).map(|frame| frame.0).collect()
}

#[test]
fn rows_are_as_long_as_the_groove_says() {
    assert_eq!(ends(&play(&grooving(4, "2 1"))), [8_000, 12_000, 20_000, 24_000]);
    assert_eq!(ends(&play(&grooving(4, "30 30 20 20"))), [7_200, 14_400, 19_200, 24_000]);
    assert_eq!(ends(&play(&grooving(4, "3 2 1"))), [9_000, 15_000, 18_000, 27_000]);
    assert_eq!(ends(&play(&grooving(2, "straight"))), [6_000, 12_000]);
}

#[test]
fn a_groove_of_two_rows_is_a_swing_to_the_frame() {
    for percent in 50..=75 {
        let mut swinging = grooving(16, "1");
        let settings = Arc::make_mut(&mut swinging.settings);
        (settings.swing, settings.groove) = (percent, None);
        let as_groove = grooving(16, &format!("{percent} {}", 100 - percent));
        assert_eq!(ends(&play(&swinging)), ends(&play(&as_groove)), "{percent} %");
    }
}

#[test]
fn whole_turns_of_every_groove_end_where_straight_ones_do_after_minutes_too() {
    for named in BUILT_IN {
        let mut long = grooving(512, named.name);
        Arc::make_mut(&mut long.order)[0].repeats = 4;
        let mut clock = Clock::new(SampleRate(44_100));
        let mut player = segno::sequencer::player::Player::new();
        let mut out = Vec::with_capacity(segno::sequencer::player::Player::MOST_COMMANDS);
        player.start(&long, segno::sequencer::player::Playing::Song { order: 0, row: 0, repeat: false });
        let mut end = Frames(0);
        while let Some(tick) = player.tick(&long, &mut out) {
            end = clock.tick(tick.length);
        }
        let eighths = 512 * 4 * 44_100;
        assert_eq!(end, Frames(eighths / 8), "{}", named.name);
    }
}

#[test]
fn an_entry_sets_the_groove_from_there_on_and_swing_is_one_too() {
    let mut ordered = grooving(2, "1");
    let triplet = OrderEntry { groove: groove("2 1"), ..OrderEntry::default() };
    let swing = OrderEntry { swing: Some(60), ..OrderEntry::default() };
    ordered.order = Arc::new(vec![OrderEntry::default(), triplet, OrderEntry::default(), swing]);
    let lengths: Vec<u64> = {
        let ends = ends(&play(&ordered));
        std::iter::once(&0).chain(&ends).zip(&ends).map(|(begin, end)| end - begin).collect()
    };
    assert_eq!(lengths, [6_000, 6_000, 8_000, 4_000, 8_000, 4_000, 7_200, 4_800]);
}

#[test]
fn a_track_swings_while_the_others_are_straight() {
    let straight: &[&str] = &["C-4 01", "C-4 01", "C-4 01 --- d80", "C-4 01 --- d80"];
    let mut two = song(straight);
    two.patterns.set(0, Arc::new(pattern(&[straight, straight])));
    Arc::make_mut(&mut two.tracks[1]).groove = groove("2 1");
    let deeds = play(&two).deeds();
    // Row 1 begins a third of the row late; a delay of a half is half of what is left: two thirds.
    let (third, two_thirds) = (21_845 * 6, (21_845 + 43_691 / 2) * 6);
    let at = |row: usize, part: usize| match (row * 6 + part / 65_536, part % 65_536) {
        (tick, 0) => format!("{tick}:"),
        (tick, at) => format!("{tick}+{at}:"),
    };
    for (row, own, other) in
        [(0, 0, 0), (1, 0, third), (2, 65_536 * 3, 65_536 * 3), (3, 65_536 * 3, two_thirds)]
    {
        for (channel, part) in [(0, own), (8, other)] {
            let deed = format!("{}start{channel} 60", at(row, part));
            assert!(deeds.contains(&deed), "{deed} in {deeds:?}");
        }
    }
}
