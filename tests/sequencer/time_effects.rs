//! Effects on time and order.

use crate::trace::{pattern, play, rows, song};
use segno::sequencer::effects::describe;
use segno::song::order::OrderEntry;
use std::sync::Arc;

#[test]
fn a_sets_the_ticks_of_this_and_the_following_rows() {
    let heard = rows(&["C-4 01", "C-4 01 | A03", "C-4 01"]);
    assert_eq!(heard.deeds(), ["0:start0 60", "6:start0 60", "9:start0 60"]);
    assert_eq!(heard.ticks.len(), 12);
    assert_eq!(heard.ticks[0].0.length, heard.ticks[8].0.length, "a tick stays as long as it was");
    assert_eq!(rows(&["- | A00"]).ticks.len(), 6);
}

#[test]
fn t_sets_and_slides_the_tempo() {
    let tempo = |texts: &[&str]| -> Vec<u64> {
        rows(texts).ticks.iter().map(|(tick, _)| tick.beats_per_minute >> 16).collect()
    };
    assert_eq!(tempo(&["- | T96"]), [150; 6]);
    assert_eq!(tempo(&["- | T12"]), [120, 122, 124, 126, 128, 130]);
    assert_eq!(tempo(&["- | T02", "- | T00"])[11], 100);
    let at = |bpm: u32, text: &str| -> Vec<u64> {
        let mut outside = song(&[text]);
        Arc::make_mut(&mut outside.settings).tempo = segno::song::tempo::Tempo::whole(bpm);
        play(&outside).ticks.iter().map(|(tick, _)| tick.beats_per_minute >> 16).collect()
    };
    assert_eq!(at(300, "- | T11"), [300; 6], "a slide never goes against its direction");
    assert_eq!(at(300, "- | T02"), [300, 298, 296, 294, 292, 290]);
    assert_eq!(at(25, "- | T01"), [25; 6]);
    assert_eq!(at(25, "- | T12"), [25, 27, 29, 31, 33, 35]);
    assert_eq!(at(250, "- | T13"), [250, 253, 255, 255, 255, 255]);
    let tick = rows(&["- | T7D"]).ticks[0].0.length;
    assert_eq!(tick.denominator / tick.numerator, 3_000, "at 125 BPM a tick is 20 ms");
}

#[test]
fn b_jumps_and_c_breaks() {
    let mut jumping = song(&["- | B02", "---"]);
    jumping.patterns.push(Arc::new(pattern(&[&["---", "- | C01", "---"]])));
    let entry = |pattern| OrderEntry { pattern, ..OrderEntry::default() };
    jumping.order = Arc::new(vec![entry(0), entry(0), entry(1), entry(1)]);
    assert_eq!(play(&jumping).rows(), ["0:0", "2:0", "2:1", "3:1"]);
}

#[test]
fn b_and_c_together_say_order_and_row() {
    let mut jumping = song(&["- | B01 C01", "---"]);
    jumping.patterns.push(Arc::new(pattern(&[&["---", "---"]])));
    jumping.order = Arc::new(vec![OrderEntry::default(), OrderEntry { pattern: 1, ..OrderEntry::default() }]);
    assert_eq!(play(&jumping).rows(), ["0:0", "1:1"]);
}

#[test]
fn a_jump_back_ends_a_song_that_does_not_repeat() {
    assert_eq!(rows(&["---", "- | B00", "---"]).rows(), ["0:0", "0:1"]);
}

#[test]
fn sb_loops_within_the_pattern() {
    assert_eq!(
        rows(&["---", "- | SB0", "- | SB2", "---"]).rows(),
        ["0:0", "0:1", "0:2", "0:1", "0:2", "0:1", "0:2", "0:3"]
    );
}

#[test]
fn a_pattern_loop_knows_nothing_of_other_patterns() {
    let mut looping = song(&["---", "---", "- | SB0", "- | SB1", "---"]);
    looping.patterns.push(Arc::new(pattern(&[&["---", "- | SB1", "---", "---", "---"]])));
    let entry = |pattern, repeats| OrderEntry { pattern, repeats, ..OrderEntry::default() };
    looping.order = Arc::new(vec![entry(0, 1), entry(1, 2)]);
    assert_eq!(play(&looping).rows()[..7], ["0:0", "0:1", "0:2", "0:3", "0:2", "0:3", "0:4"]);
    let turn = ["1:0", "1:1", "1:0", "1:1", "1:2", "1:3", "1:4"];
    assert_eq!(play(&looping).rows()[7..], [turn, turn].concat(), "each repeat begins anew");
}

#[test]
fn se_repeats_a_row_without_its_notes() {
    let heard = rows(&["C-4 01 v32 | SE2 D01", "---"]);
    assert_eq!(heard.rows(), ["0:0", "0:0", "0:0", "0:1"]);
    assert_eq!(heard.deeds(), ["0:start0 60"]);
    assert_eq!(heard.volumes()[17], 32.0 - 15.0, "its effects run again");
}

#[test]
fn s6_lengthens_one_row() {
    let heard = rows(&["C-4 01 | S62 S61", "C-4 01"]);
    assert_eq!(heard.deeds(), ["0:start0 60", "9:start0 60"]);
    assert_eq!(heard.ticks.len(), 15);
}

#[test]
fn s00_repeats_the_channels_last_special() {
    assert_eq!(
        rows(&["C-4 01 | SC2", "C-4 01 | S00"]).deeds(),
        ["0:start0 60", "2:cut0", "6:start0 60", "8:cut0"]
    );
    assert_eq!(describe(b'S', 0), "Special: repeats the last S command");
    assert_eq!(describe(b'S', 1), "S0x does nothing");
}
