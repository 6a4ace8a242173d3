//! Keys that are held and let go: how long they sound, and what a take writes.

use super::session::{Session, same};
use segno::dsp::units::Decibels;
use segno::sequencer::player::Playing;
use segno::song::edit::Edit;
use segno::studio::input;

/// A row in frames: an eighth of a second.
const ROW: usize = 6_000;

/// A session at a terminal that tells when keys come up.
fn with_key_up(grid: &str) -> Session {
    let mut session = Session::new(grid);
    session.seat.key_up = true;
    session
}

#[test]
fn notes_are_recorded_where_they_are_heard() {
    let mut session = with_key_up("");
    session.keys("f9");
    session.hear(ROW * 2 + 500);
    session.keys("z");
    session.hear(ROW * 2);
    session.lift("z");
    session.hear(5_000);
    session.keys("x");
    same(&session.grid(), "02 C-4 01 \n 04 === \n 05 D-4 01", "a take");
    session.keys("ctrl-z");
    same(&session.grid(), "", "one step for a take");
    session.keys("f9 z");
    same(&session.grid(), "", "recording is over");
    assert!(session.studio.transport.playing.is_some());
}

#[test]
fn a_held_key_sounds_until_it_is_let_go() {
    let mut session = with_key_up("");
    session.keys("z");
    session.hear(48_000 * 2);
    assert!(session.studio.audition.is_sounding(), "after two seconds");
    // Whatever is done meanwhile, the key that comes up is the one that went down.
    session.keys("] tab f4 :").lift("z");
    assert!(!session.studio.audition.is_sounding());
    same(&session.grid(), "00 C-4 01", "no end is written while nothing plays");
    session.keys("escape z");
    session.hear(48_000 * 2);
    assert!(session.studio.audition.is_sounding(), "the chosen instrument");
    session.lift("z");
    assert!(!session.studio.audition.is_sounding());
}

#[test]
fn where_no_terminal_tells_a_note_ends_by_itself() {
    let mut session = Session::new("");
    session.keys("z");
    session.hear(48 * 590);
    assert!(session.studio.audition.is_sounding());
    session.hear(48 * 20);
    assert!(!session.studio.audition.is_sounding());
}

#[test]
fn quick_strokes_of_one_key_are_all_meant() {
    let mut session = with_key_up("");
    for _ in 0..3 {
        session.keys("z").lift("z");
        session.hear(48 * 30);
    }
    same(&session.grid(), "00 C-4 01 \n 01 C-4 01 \n 02 C-4 01", "three strokes within a tenth of a second");
}

#[test]
fn the_end_of_a_note_is_written_unless_another_note_ended_it() {
    let mut session = with_key_up("");
    session.keys("f9");
    session.hear(ROW * 2 + 500);
    session.keys("z");
    session.hear(ROW);
    session.keys("x");
    session.hear(ROW);
    session.lift("z");
    same(&session.grid(), "02 C-4 01 \n 03 D-4 01", "z came up under x");
    session.lift("x");
    same(&session.grid(), "02 C-4 01 \n 03 D-4 01 \n 04 ===", "x came up");
    session.keys("c").lift("c");
    same(&session.grid(), "02 C-4 01 \n 03 D-4 01 \n 04 E-4 01 \n 05 ===", "a short one lasts a row");
}

#[test]
fn a_note_that_is_held_over_the_patterns_end_ends_in_its_next_round() {
    let mut session = with_key_up("");
    session.keys("f9");
    session.hear(ROW * 14 + 500);
    session.keys("z tab");
    session.hear(ROW * 4);
    session.lift("z");
    same(&session.grid(), "02 === \n 14 C-4 01", "held for four rows of sixteen");
    session.keys("shift-tab");
    session.hear(ROW);
    session.keys("x");
    session.hear(ROW * 14);
    session.lift("x");
    same(&session.grid(), "02 === \n 03 D-4 01 \n 14 C-4 01", "others have come since");
}

#[test]
fn a_note_belongs_to_the_row_that_is_nearest_however_many_ticks_that_has() {
    let mut session = Session::new("00 | A03");
    session.keys("f9");
    session.hear(ROW / 2 * 2 + ROW / 3 + 500);
    session.keys("z");
    same(&session.grid(), "00 | A03 \n 03 C-4 01", "tick 2 of 3");
    let mut session = Session::new("00 | A0C");
    session.keys("f9");
    session.hear(ROW * 2 * 2 + ROW / 2 + 500);
    session.keys("z");
    same(&session.grid(), "00 | A0C \n 02 C-4 01", "tick 3 of 12");
}

#[test]
fn a_note_in_the_last_half_row_of_a_song_stays_in_its_row() {
    let mut session = Session::new("");
    session.keys("f5");
    session.hear(ROW * 15 + ROW * 2 / 3);
    session.keys("z");
    same(&session.grid(), "15 C-4 01", "no row comes after it");
}

#[test]
fn stop_stops_whatever_the_studio_believes() {
    let mut session = Session::new("00 C-4 01 \n 01 C-4 01 \n 02 C-4 01 \n 03 C-4 01");
    session.studio.play(Playing::Pattern { pattern: 0, row: 0 });
    session.studio.transport.stop();
    session.hear(ROW / 2);
    assert!(session.studio.transport.playing.is_none() && session.studio.transport.voices > 0);
    session.studio.stop();
    session.hear(ROW * 2);
    assert_eq!(session.studio.transport.voices, 0);
}

#[test]
fn with_the_focus_all_keys_are_let_go() {
    let mut session = with_key_up("");
    session.keys("f9");
    session.hear(ROW * 2 + 500);
    session.keys("z");
    session.hear(ROW);
    input::let_go(&mut session.studio, &mut session.seat);
    assert!(!session.studio.audition.is_sounding());
    same(&session.grid(), "02 C-4 01 \n 03 ===", "the focus went");
}

#[test]
fn where_nobody_tells_that_keys_come_up_a_lost_focus_writes_nothing() {
    let mut session = Session::new("");
    session.keys("f9");
    session.hear(ROW * 2 + 500);
    session.keys("z");
    session.hear(ROW * 4);
    input::let_go(&mut session.studio, &mut session.seat);
    same(&session.grid(), "02 C-4 01", "the focus went");
}

#[test]
fn what_returns_and_master_sound_is_measured() {
    let mut session = Session::new("");
    let mut track = (*session.studio.song().tracks[0]).clone();
    track.sends[1] = Decibels(0.0);
    session.studio.edit("send", Edit::SetTrack { at: 0, track: Box::new(track) }).expect("an edit");
    session.keys("z");
    session.hear(48 * 300);
    let transport = &session.studio.transport;
    assert!(transport.tracks[0] > 0.0 && transport.returns[0] == 0.0, "{:?}", transport.returns);
    assert!(transport.returns[1] > 0.001, "{:?}", transport.returns);
    let highest = transport.wave.iter().map(|[_, highest]| *highest).fold(0.0, f32::max);
    let lowest = transport.wave.iter().map(|[lowest, _]| *lowest).fold(0.0, f32::min);
    assert!(highest > 0.01 && lowest < -0.01 && highest <= transport.highest, "{lowest} to {highest}");
}

#[test]
fn typed_notes_are_recorded_beside_what_stands_there() {
    let mut session = with_key_up("02 E-4 02 v20 \n 03 G-4 02");
    session.keys("f9");
    session.hear(ROW * 2 + 500);
    session.keys("z");
    session.hear(ROW);
    session.lift("z");
    let beside = "02 E-4 02 v20; C-4 01 \n 03 G-4 02; ===";
    same(&session.grid(), beside, "in the next note column, with its end");
    session.keys("=");
    same(&session.grid(), beside, "no end takes a note's place");
    assert_eq!(session.fault(), "row 3 has a note, which ends the one before; _ r lets recording replace it");
    session.keys("ctrl-z");
    same(&session.grid(), "02 E-4 02 v20 \n 03 G-4 02", "one step");
    // Step by step a note takes the place of what stood there.
    session.keys("f8 home down down z");
    same(&session.grid(), "02 C-4 01 v20 \n 03 G-4 02", "typed at rest");
    let mut session = with_key_up("02 E-4 02 v20");
    session.keys("_ r f9");
    session.hear(ROW * 2 + 500);
    session.keys("z");
    same(&session.grid(), "02 C-4 01 v20", "recording replaces");
}

#[test]
fn a_chord_is_recorded_beside_what_stands_in_any_of_its_columns() {
    let mut session = Session::new("02 E-4 02; -; G-4 02");
    session.line("chord major").expect("a chord");
    session.keys("f9");
    session.hear(ROW * 2 + 500);
    session.keys("z");
    same(&session.grid(), "02 E-4 02; C-4 01; G-4 02; E-4 01; G-4 01", "in the columns that are free");
}

#[test]
fn the_last_note_is_recorded_once_more_beside_what_stands_there() {
    let mut session = Session::new("02 E-4 02");
    session.keys("z home f9");
    session.hear(ROW * 2 + 500);
    session.line("write-last").expect("a note");
    same(&session.grid(), "00 C-4 01 \n 02 E-4 02; C-4 01", "in the next note column");
    session.keys("ctrl-z");
    same(&session.grid(), "00 C-4 01 \n 02 E-4 02", "one step");
    session.keys("f8 home down down");
    session.line("write-last").expect("a note");
    same(&session.grid(), "00 C-4 01 \n 02 C-4 01", "over it at rest");
}
