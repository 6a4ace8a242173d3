//! Real ports of ALSA: sequencer, raw MIDI and cards, in a guest whose cards are made of software and whose time is virtual. The tests
//! beside this file run there, all in one guest; those in it say what became of them.
#![cfg(all(target_os = "linux", not(feature = "jack-midi")))]

#[path = "../guest/mod.rs"]
mod guest;
#[path = "../heard/mod.rs"]
mod heard;
#[path = "../installed/mod.rs"]
mod installed;
#[allow(dead_code, reason = "each user takes a part")]
#[path = "../program/screen.rs"]
mod screen;

mod cable;
mod inside;

use std::sync::OnceLock;

/// What the guest has said.
fn report() -> Option<&'static str> {
    static REPORT: OnceLock<Option<String>> = OnceLock::new();
    REPORT.get_or_init(|| guest::run("inside::")).as_deref()
}

/// One test that the guest has run.
fn passed_in_the_guest(name: &str) {
    let Some(report) = report() else { return };
    let line = format!("::{name} ... ok");
    assert!(report.lines().any(|said| said.ends_with(&line)), "{report}");
    let figures = report.lines().filter_map(|said| said.strip_prefix(&format!("{name}: ")));
    figures.for_each(|figure| println!("{figure}"));
}

/// A test here for each that runs there.
macro_rules! in_the_guest {
    ($($name:ident)*) => {
        $(#[test]
        fn $name() {
            passed_in_the_guest(stringify!($name));
        })*

        #[test]
        fn every_test_of_the_guest_is_told_here() {
            let Some(report) = report() else { return };
            let told = [$(stringify!($name)),*].len();
            assert!(report.contains(&format!("running {told} tests")), "{told} are told:\n{report}");
        }
    };
}

in_the_guest! {
    notes_running_status_and_exclusive_messages_come_in_as_they_were_sent
    what_is_sent_comes_out_at_the_other_end_and_comes_to_rest
    a_clock_is_known_after_two_beats
    a_jittering_clock_is_known_after_two_beats
    a_step_of_the_tempo_is_caught_within_two_beats
    our_clock_comes_out_within_a_block_of_its_moment
    a_song_is_heard_as_it_is_rendered
    the_program_plays_by_a_clock_and_ends_the_notes_of_a_port_that_vanishes
}
