//! Effects on when, whether and how a note is struck.

use crate::trace::{hear, play, rows, song};
use segno::sequencer::command::Action;
use segno::sequencer::effects::describe;
use segno::sequencer::player::Playing;
use std::sync::Arc;

#[test]
fn notes_offs_cuts_and_fades() {
    let heard = rows(&["C-4 01", "===", "~~~", "^^^", "===; D-4 02"]);
    assert_eq!(heard.deeds(), ["0:start0 60", "6:off0", "12:fade0", "18:cut0", "24:off0", "24:start1 62"]);
}

#[test]
fn the_delay_field_is_exact_within_the_row() {
    assert_eq!(rows(&["C-4 01 --- d80"]).deeds(), ["3:start0 60"]);
    assert_eq!(rows(&["C-4 01 --- d01"]).deeds(), ["0+1536:start0 60"]);
    assert_eq!(rows(&["C-4 01 --- dFF"]).deeds(), ["5+64000:start0 60"]);
}

#[test]
fn what_comes_within_a_tick_leaves_the_rest_of_the_tick_before_it_alone() {
    for next in ["C-5 01 v40 d40 | H44", "C-5 01 v40 d40 | D02", "--- -- v20 d40", "C-5 01 v40 d40 | *F4 R44"]
    {
        let heard = rows(&["C-4 01", next]);
        let (before, now) = heard.ticks[6..8].iter().fold((0, 0), |(before, now), (tick, commands)| {
            let within = if tick.position.tick == 0 { u16::MAX } else { 32_768 };
            let early = commands.iter().filter(|command| command.at < within);
            let driven =
                early.filter(|command| matches!(command.action, Action::Drive(..) | Action::Start(..)));
            (before + driven.count(), now + commands.iter().filter(|command| command.at >= 32_768).count())
        });
        assert!(now > 0, "{next}: it comes half a tick late");
        assert_eq!(before, 0, "{next}: the old note is heard as it was until then");
    }
    assert_eq!(rows(&["C-4 01 --- d60 | SC2"]).deeds(), ["2+16384:start0 60", "2+16384:cut0"]);
}

#[test]
fn sd_delays_and_sc_cuts_at_a_tick() {
    assert_eq!(rows(&["C-4 01 | SD3"]).deeds(), ["3:start0 60"]);
    assert_eq!(rows(&["C-4 01 | SD0"]).deeds(), ["1:start0 60"]);
    assert!(rows(&["C-4 01 | SD6"]).deeds().is_empty(), "beyond the row the note is lost");
    assert_eq!(rows(&["C-4 01 | SC2"]).deeds(), ["0:start0 60", "2:cut0"]);
    assert_eq!(rows(&["C-4 01 | SC0"]).deeds(), ["0:start0 60", "1:cut0"]);
    assert_eq!(rows(&["C-4 01 | SC6"]).deeds(), ["0:start0 60"]);
}

#[test]
fn s7_acts_on_past_and_present_notes() {
    assert_eq!(rows(&["- | S70", "- | S71", "- | S72"]).deeds()[..2], ["0:past0 Cut", "0:past1 Cut"]);
    assert_eq!(rows(&["C-4 01 | S74"]).deeds()[..2], ["0:start0 60", "0:next0 Continue"]);
}

#[test]
fn o_skips_frames_and_sa_skips_many_more() {
    assert_eq!(
        rows(&["C-4 01 | O02", "C-4 01 | O00", "C-4 01"]).notes(),
        [(0, 64.0, 512, None), (6, 64.0, 512, None), (12, 64.0, 0, None)]
    );
    assert_eq!(rows(&["C-4 01 | SA1 O02"]).notes(), [(0, 64.0, 66_048, None)]);
}

#[test]
fn slash_chooses_a_slice() {
    assert_eq!(rows(&["C-4 01 | /1F"]).notes(), [(0, 64.0, 0, Some(31))]);
}

#[test]
fn q_strikes_again_and_changes_the_volume() {
    assert_eq!(rows(&["C-4 01 | Q02"]).deeds(), ["0:start0 60", "2:start0 60", "4:start0 60"]);
    let heard = rows(&["C-4 01 v64 | Q72", "- | Q00"]);
    let loud: Vec<f32> = heard.notes().iter().map(|note| note.1).collect();
    assert_eq!(loud, [64.0, 32.0, 16.0, 8.0, 4.0, 2.0], "the counter runs on over the next row");
}

#[test]
fn star_strikes_several_times_in_the_row() {
    assert_eq!(rows(&["C-4 01 | *30"]).deeds(), ["0:start0 60", "2:start0 60", "4:start0 60"]);
    assert_eq!(
        rows(&["C-4 01 | *40"]).deeds(),
        ["0:start0 60", "1+32768:start0 60", "3:start0 60", "4+32768:start0 60"]
    );
    let fading: Vec<f32> = rows(&["C-4 01 v64 | *35"]).notes().iter().map(|note| note.1).collect();
    assert_eq!(fading, [64.0, 32.0, 16.0]);
    let rising: Vec<f32> = rows(&["C-4 01 v64 | *3D"]).notes().iter().map(|note| note.1).collect();
    assert_eq!(rising, [16.0, 32.0, 64.0]);
}

#[test]
fn the_hits_of_a_ratchet_divide_the_row_exactly() {
    for hits in 1..=15u32 {
        let exact: Vec<String> = (0..hits)
            .map(|hit| match (hit * 6 * 65_536 / hits / 65_536, hit * 6 * 65_536 / hits % 65_536) {
                (tick, 0) => format!("{tick}:start0 60"),
                (tick, at) => format!("{tick}+{at}:start0 60"),
            })
            .collect();
        assert_eq!(rows(&[&format!("C-4 01 | *{hits:X}0")]).deeds(), exact);
    }
}

#[test]
fn a_rising_ratchet_ends_at_full_loudness_and_is_a_falling_one_backwards() {
    for hits in 2..=15 {
        for slope in 1..=7 {
            let loud = |slope: u8| -> Vec<f32> {
                rows(&[&format!("C-4 01 v64 | *{hits:X}{slope:X}")])
                    .notes()
                    .iter()
                    .map(|note| note.1)
                    .collect()
            };
            let (falling, mut rising) = (loud(slope), loud(slope + 8));
            rising.reverse();
            assert_eq!(rising, falling, "*{hits:X}{slope:X}");
            assert_eq!(falling[0], 64.0);
            let second = 64.0 * (1.0 - f32::from(slope) / 10.0);
            assert!((falling[1] - second).abs() < 0.01, "{falling:?}");
        }
    }
}

#[test]
fn every_hit_of_a_ratchet_begins_where_the_note_did() {
    let hits = rows(&["C-4 01 | *20 /03", "C-4 01 | *20 O02"]);
    assert_eq!(
        hits.notes(),
        [(0, 64.0, 0, Some(3)), (3, 64.0, 0, Some(3)), (6, 64.0, 512, None), (9, 64.0, 512, None)]
    );
}

#[test]
fn equals_lets_the_key_go() {
    assert_eq!(rows(&["C-4 01 | =08"]).deeds(), ["0:start0 60", "3:off0"]);
    assert_eq!(rows(&["C-4 01 | =14", "---"]).deeds(), ["0:start0 60", "7+32768:off0"]);
    assert_eq!(
        rows(&["C-4 01 | =20", "C-4 01", "---", "---"]).deeds(),
        ["0:start0 60", "6:start0 60"],
        "a new note ends the gate"
    );
}

#[test]
fn a_gate_that_ends_where_a_row_begins_is_exact_on_any_row() {
    for (gate, end) in [("10", "6:off0"), ("11", "6+24576:off0")] {
        for next in ["---", "C-4 | ?00", "C-4 | SD6", "--- -- v20"] {
            let heard = rows(&[&format!("C-4 01 | ={gate}"), next, "---"]);
            assert_eq!(heard.deeds(), ["0:start0 60", end], "={gate}, then {next}");
        }
    }
    let mut ordered = song(&["C-4 01 | SE1 =10", "---"]);
    assert_eq!(play(&ordered).deeds(), ["0:start0 60", "6:off0"], "on a row that is repeated");
    ordered = song(&["C-4 01 --- d40 | =10", "D-4 01 --- d80"]);
    assert_eq!(play(&ordered).deeds(), ["1+32768:start0 60", "7+32768:off0", "9:start0 62"]);
    ordered = song(&["C-4 01 --- d40 | =10", "D-4 01 --- d50"]);
    assert_eq!(
        play(&ordered).deeds(),
        ["1+32768:start0 60", "7+32768:off0", "7+57344:start0 62"],
        "the old note is let go before the new one begins"
    );
}

#[test]
fn question_mark_plays_by_chance_and_the_same_every_time() {
    let texts = vec!["C-4 01 | ?40"; 400];
    let (first, second) = (rows(&texts), rows(&texts));
    assert_eq!(first.deeds(), second.deeds());
    let played = first.notes().len();
    assert!((70..130).contains(&played), "a quarter of 400: {played}");
    assert_eq!(rows(&vec!["C-4 01 | ?FF"; 50]).notes().len(), 50);
    assert_eq!(rows(&vec!["C-4 01 | ?00"; 50]).notes().len(), 0);
    let mut other = song(&texts);
    Arc::make_mut(&mut other.settings).seed = 2;
    assert_ne!(play(&other).deeds(), first.deeds(), "another seed throws otherwise");
}

#[test]
fn a_chord_is_played_whole_or_not_at_all() {
    let heard = rows(&vec!["C-4 01; E-4 01 | ?80"; 100]);
    let ticks: Vec<usize> = heard.notes().iter().map(|note| note.0).collect();
    assert!(ticks.chunks(2).all(|pair| pair[0] == pair[1]));
}

#[test]
fn percent_plays_on_some_passes() {
    let mut three = song(&["C-4 01 | %23"]);
    Arc::make_mut(&mut three.order)[0].repeats = 6;
    let ticks: Vec<usize> = play(&three).notes().iter().map(|note| note.0 / 6).collect();
    assert_eq!(ticks, [1, 4]);
    three = song(&["C-4 01 | %53"]);
    Arc::make_mut(&mut three.order)[0].repeats = 6;
    let beyond: Vec<usize> = play(&three).notes().iter().map(|note| note.0 / 6).collect();
    assert_eq!(beyond, [1, 4], "behind the third pass comes the first again");
    assert_eq!(describe(b'%', 0x53), "Pass: on pass 2 of 3");
    let looped = hear(&song(&["C-4 01 | %12"]), Playing::Pattern { pattern: 0, row: 0 }, 24);
    assert_eq!(looped.notes().len(), 2, "a looped pattern counts its turns");
}

#[test]
fn percent_counts_passes_of_the_lane_not_rows() {
    let played =
        |heard: crate::trace::Heard| -> Vec<usize> { heard.notes().iter().map(|note| note.0 / 6).collect() };
    let looping = rows(&["---", "- | SB1", "C-4 01 | %12", "C-4 01 | %22"]);
    assert_eq!(played(looping), [4], "a pattern loop is no pass of the lane");
    let broken = song(&["C-4 01 | %12", "- | C00", "---", "---"]);
    assert_eq!(played(hear(&broken, Playing::Pattern { pattern: 0, row: 0 }, 36)), [0, 4]);
}

#[test]
fn caret_makes_notes_late_and_soft_within_its_bounds() {
    let heard = rows(&vec!["C-4 01 v64 | ^80"; 200]);
    let notes = heard.notes();
    assert_eq!(notes.len(), 200);
    let softest = notes.iter().map(|note| note.1).fold(64.0, f32::min);
    assert!((47.0..56.0).contains(&softest), "{softest}");
    let latest = notes.iter().map(|note| note.0 % 6).max();
    assert_eq!(latest, Some(1), "a quarter of a row is a tick and a half");
    assert_eq!(rows(&["C-4 01 v64 | ^00"]).notes()[0].1, 64.0);
}

#[test]
fn several_carets_throw_each_for_itself_and_end_at_silence() {
    let wild = rows(&vec!["C-4 01 v64 | ^FF ^FF ^FF ^FF"; 400]);
    assert!(wild.notes().iter().all(|note| (0.0..=64.0).contains(&note.1)));
    let two = rows(&vec!["C-4 01 v64 | ^80 ^80"; 200]);
    let odd = two.notes().iter().filter(|note| (note.1 * 4.0) as u32 % 2 == 1).count();
    assert!(odd > 50, "two equal throws would always add up to an even number: {odd}");
}

#[test]
fn ampersand_locks_what_the_track_says() {
    let mut locked = song(&["C-4 01 | &80", "- | &FF --- &00"]);
    Arc::make_mut(&mut locked.tracks[0]).locks =
        ["track.pan".into(), String::new(), "send.2".into(), String::new()];
    let deeds = play(&locked).deeds();
    assert_eq!(deeds[0], "0:lock track.pan 0.50");
    assert_eq!(deeds[2..], ["6:lock track.pan 1.00", "6:lock track.send_2 0.00"]);
}
