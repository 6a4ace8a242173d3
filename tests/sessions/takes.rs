//! Takes: pass by pass, chosen, dropped, replaced, within marked rows; count-in and metronome.

use super::played::{Keys, ROW};
use segno::studio::commands::find;

/// Two passes of a pattern of 16 rows, a note in each.
fn two_passes(grid: &str) -> Keys {
    let mut keys = Keys::new(grid);
    keys.keys("f9").hear(ROW * 2 + 500).down(60).hear(ROW).up(60).hear(ROW * 13).down(62).hear(ROW).up(62);
    keys
}

#[test]
fn each_pass_is_a_step_and_can_be_chosen() {
    let mut keys = two_passes("");
    let both = "00 D-4 01 \n 01 === \n 02 C-4 01 \n 03 ===";
    keys.grid(both, "two passes");
    keys.keys("f8 _ y");
    keys.grid("02 C-4 01 \n 03 ===", "the first pass");
    keys.keys("_ y");
    keys.grid("00 D-4 01 \n 01 ===", "the second pass");
    keys.keys("_ y");
    keys.grid(both, "all of them");
    keys.session.line("take 2").expect("there is one");
    keys.grid("00 D-4 01 \n 01 ===", "the second pass");
    assert_eq!(keys.session.line("take 3"), Err("there are passes 1 to 2".to_owned()));
    let mut keys = two_passes("");
    keys.keys("ctrl-z");
    keys.grid("02 C-4 01 \n 03 ===", "the second pass is taken back");
    keys.keys("ctrl-z");
    keys.grid("", "and the first");
}

#[test]
fn the_best_of_each_pass_is_put_together_by_rows_and_what_was_written_since_stays() {
    let mut keys = two_passes("08 G-4 02");
    keys.keys("f8 home down down down down down z");
    keys.keys("home _ y");
    keys.grid("02 C-4 01 \n 03 === \n 05 C-4 01 \n 08 G-4 02", "the first pass, and what was typed");
    keys.keys("home shift-down");
    keys.session.line("take 2").expect("there is one");
    keys.grid(
        "00 D-4 01 \n 01 === \n 02 C-4 01 \n 03 === \n 05 C-4 01 \n 08 G-4 02",
        "the second pass in rows 0 and 1, the first behind them",
    );
    assert!(keys.session.told().contains("pass 2 of 2 in rows 0 to 1"), "{}", keys.session.told());
    keys.keys("ctrl-z");
    keys.grid("02 C-4 01 \n 03 === \n 05 C-4 01 \n 08 G-4 02", "one step");
}

#[test]
fn again_drops_the_take_and_begins_where_it_began() {
    let mut keys = Keys::new("05 E-4 02");
    keys.keys("down f9").hear(ROW * 2 + 500).down(60).hear(ROW);
    keys.grid("03 C-4 01 \n 05 E-4 02", "a take from row 1");
    keys.keys("_ a").up(60).hear(ROW / 2);
    keys.grid("05 E-4 02", "dropped");
    assert_eq!(keys.session.studio.transport.position.map(|position| position.row), Some(1));
    assert!(keys.session.studio.transport.playing.is_some());
    let mut keys = Keys::new("");
    keys.keys("_ a");
    assert!(keys.session.fault().contains("nothing was recorded"), "{}", keys.session.fault());
}

#[test]
fn recording_replaces_if_that_is_wished() {
    let grid = "00 C-5 02 \n 02 C-5 02 \n 04 C-5 02 // C-5 02 \n 06 C-5 02 \n 08 C-5 02";
    let mut keys = Keys::new(grid);
    keys.keys("_ r f9").hear(ROW * 4 + 500).down(60).hear(ROW).up(60).hear(ROW * 2);
    keys.grid("04 C-4 01 // C-5 02 \n 05 === \n 08 C-5 02", "up to where it is heard");
}

#[test]
fn only_marked_rows_are_recorded_if_that_is_wished() {
    let mut keys = Keys::new("");
    keys.session.line("pre-roll 1").expect("possible");
    keys.keys("down down down down shift-down shift-down _ p f9");
    for key in [60, 62, 64, 65] {
        keys.hear(500).down(key).hear(ROW).up(key).hear(ROW * 2 - 628);
    }
    keys.grid("06 E-4 01 \n 07 ===", "rows 4 to 6, with a bar before");
}

#[test]
fn bars_are_counted_before_recording() {
    let mut keys = Keys::new("");
    keys.session.line("count-in 1").expect("possible");
    keys.keys("f9");
    let heard = keys.session.listen(ROW * 16 - 64);
    let beats =
        heard.chunks(ROW * 4).filter(|beat| beat[..1_000].iter().any(|sample| sample.abs() > 0.05)).count();
    assert_eq!(beats, 4, "four beats of the metronome");
    assert_eq!(keys.session.studio.transport.position, None, "the song waits");
    // A little early, and on the first row all the same.
    keys.down(60).hear(ROW).up(60).hear(ROW);
    keys.grid("00 C-4 01 \n 01 ===", "after a bar");
}

#[test]
fn a_key_of_the_computer_that_is_struck_while_it_is_counted_in_comes_on_the_first_row() {
    let mut keys = Keys::new("");
    keys.keys("space f6").hear(ROW * 5);
    keys.keys("f8");
    keys.session.line("count-in 1").expect("possible");
    keys.keys("home f9").hear(ROW * 4);
    assert_eq!(keys.session.studio.transport.position, None, "where it was heard last means nothing");
    keys.keys("z");
    keys.grid("00 C-4 01", "in the middle of the bar that is counted");
}

#[test]
fn rows_that_were_on_their_way_when_playback_was_stopped_take_no_notes_of_the_count() {
    let mut keys = Keys::new("");
    keys.session.line("count-in 1").expect("possible");
    keys.keys("space f6").hear(ROW * 5);
    keys.session.play_on(ROW * 3);
    keys.keys("f8");
    keys.session.play_on(ROW);
    keys.keys("home f9").hear(ROW * 4);
    keys.keys("z");
    keys.grid("00 C-4 01", "in the middle of the bar that is counted");
}

#[test]
fn a_count_that_is_broken_off_records_nothing() {
    let mut keys = Keys::new("04 E-4 01");
    keys.session.line("count-in 1").expect("possible");
    keys.keys("f9").hear(ROW * 4);
    keys.keys("z f8");
    keys.grid("04 E-4 01", "as it was");
    assert_eq!(keys.session.told(), "the count is broken off: nothing is recorded");
    keys.keys("f9").hear(ROW * 4);
    keys.keys("z").hear(ROW * 14);
    keys.keys("f8");
    keys.grid("00 C-4 01 \n 04 E-4 01", "counted to its end it is recorded");
}

#[test]
fn the_metronome_is_heard_on_beats_and_its_level_is_set() {
    let mut keys = Keys::new("");
    keys.keys("space _ m f6");
    let heard = keys.session.listen(ROW * 8);
    let loudest =
        |from: usize| heard[from..from + ROW].iter().fold(0.0f32, |most, sample| most.max(sample.abs()));
    assert!(loudest(0) > 0.1 && loudest(ROW * 4) > 0.1, "beats");
    assert!(loudest(ROW * 2) < 1e-3, "nothing between");
    keys.session.line("metronome 100").expect("possible");
    let louder = keys.session.listen(ROW * 8).iter().fold(0.0f32, |most, sample| most.max(sample.abs()));
    assert!(louder > 2.0 * loudest(0), "{louder}");
    assert!(keys.session.line("metronome 101").expect_err("too loud").contains("0 to 100"));
    assert!(find("metronome-up").is_some());
}

#[test]
fn the_metronome_has_channels_of_its_own_where_the_sound_card_has_them() {
    let loudest = |sound: &[f32]| sound.iter().fold(0.0f32, |most, sample| most.max(sample.abs()));
    let mut keys = Keys::new("");
    keys.keys("space _ m f6");
    let together = keys.session.listen(ROW * 16);
    assert!(loudest(&together) > 0.1);
    let fault = keys.session.line("metronome-output 0").expect_err("no channel");
    assert!(fault.contains("3+4"), "{fault}");
    keys.session.line("metronome-output 3+4").expect("possible");
    let heard = keys.session.listen_on(4, ROW * 16);
    assert!(loudest(&heard[0]) < 1e-3 && loudest(&heard[1]) < 1e-3, "the master has nothing of it");
    assert_eq!(heard[2], together, "the same beats");
    assert_eq!(heard[3], heard[2]);
    keys.session.line("metronome-output 2").expect("possible");
    let heard = keys.session.listen_on(2, ROW * 16);
    assert!(loudest(&heard[0]) < 1e-3);
    assert_eq!(heard[1], together, "one channel alone");
    keys.session.line("metronome-output 3+4").expect("possible");
    assert_eq!(keys.session.listen(ROW * 16), together, "a card of two channels has it with the master");
    keys.session.line("metronome-output off").expect("possible");
    let heard = keys.session.listen_on(4, ROW * 16);
    assert_eq!(heard[0], together);
    assert!(loudest(&heard[2]) == 0.0, "{}", keys.session.told());
}
