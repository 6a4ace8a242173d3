//! What is made for the user: shown and heard, then taken as one step or left without a trace.

use super::session::{Session, same, text};
use segno::formats::song::write;
use segno::sequencer::player::Playing;
use segno::song::edit::Edit;
use segno::song::notation::parse_row;
use std::sync::Arc;

/// Four chords and a tune.
const TUNE: &str = "
    00 C-4 01 // C-3 02; E-3 02; G-3 02
    02 D-4
    04 E-4 // A-2; C-3; E-3
    06 G-4
    08 F-4 // F-2; A-2; C-3
    10 E-4
    12 D-4 // G-2; B-2; D-3
    14 B-3";

/// The tune in C major, with room for its chords.
fn tune() -> Session {
    let mut session = Session::new(TUNE);
    session.line("scale major C").expect("a scale");
    session.keys("tab ctrl-w ] ctrl-w ] shift-tab");
    session
}

/// The grid as it is shown.
fn shown(session: &Session) -> String {
    text(session.studio.shown(), session.seat.pattern)
}

#[test]
fn what_is_left_leaves_the_song_as_it_was() {
    for keys in ["; c", "; h", "; l", "; d enter", "; e enter", "tab ; a", "tab tab ; b"] {
        let mut session = tune();
        let (song, bytes) = (session.studio.song().clone(), write(session.studio.song()));
        let steps = session.studio.document.history().past().count();
        let journal = session.journal();
        assert!(!journal.is_empty());
        session.keys(keys).turn();
        assert!(session.studio.preview.is_some(), "{keys}: {}", session.fault());
        assert_ne!(shown(&session), session.grid(), "{keys}: something is shown");
        session.keys("right right left right").turn();
        session.keys("escape").turn();
        assert!(session.studio.preview.is_none() && session.seat.prompt.is_none());
        assert!(Arc::ptr_eq(&song, session.studio.song()), "{keys}: the very same song");
        assert_eq!(write(session.studio.song()), bytes);
        assert_eq!(session.studio.document.history().past().count(), steps, "{keys}: no step");
        assert_eq!(session.journal(), journal, "{keys}: nothing in the journal");
        assert_eq!(shown(&session), session.grid());
    }
}

#[test]
fn what_is_taken_is_one_step_and_what_was_shown() {
    for keys in ["; c", "; h", "; l", "; d enter", "; e enter", "tab ; a", "tab tab ; b"] {
        let mut session = tune();
        let before = (session.grid(), session.studio.document.history().past().count());
        session.keys(keys).keys("right");
        let seen = shown(&session);
        session.keys("enter");
        same(&session.grid(), &seen, keys);
        assert_eq!(session.studio.document.history().past().count(), before.1 + 1, "{keys}: one step");
        session.keys("ctrl-z");
        same(&session.grid(), &before.0, "undo");
    }
}

#[test]
fn variations_come_again_when_gone_back_to() {
    let mut session = tune();
    session.keys("; c");
    let first = shown(&session);
    session.keys("right");
    let second = shown(&session);
    session.keys("n p left");
    assert_eq!(shown(&session), first);
    session.keys("right");
    assert_eq!(shown(&session), second);
    assert_ne!(first, second);
    session.keys("left left");
    assert_eq!(session.fault(), "this is the first variation");
    assert!(session.studio.preview.is_some(), "it goes on waiting");
}

#[test]
fn what_waits_is_heard_while_the_pattern_goes_round() {
    let mut session = Session::new("");
    session.line("euclid 4 16").expect("a rhythm");
    session.keys("space");
    assert_eq!(session.studio.transport.playing, Some(Playing::Pattern { pattern: 0, row: 0 }));
    let loud = session.listen(48_000).iter().fold(0.0_f32, |most, sample| most.max(sample.abs()));
    assert!(loud > 0.01, "it sounds though the song is empty: {loud}");
    session.keys("escape");
    session.hear(96_000 * 2);
    let rest = session.listen(48_000).iter().fold(0.0_f32, |most, sample| most.max(sample.abs()));
    assert!(rest < 1e-4, "left, it is heard no more: {rest}");
    same(&session.grid(), "", "and stands nowhere");
}

#[test]
fn euclid_spreads_the_note_under_the_cursor() {
    let mut session = Session::new("00 G-4 02");
    session.line("euclid 5 16").expect("a rhythm");
    session.keys("enter");
    same(&session.grid(), "00 G-4 02 \n 03 G-4 02 \n 06 G-4 02 \n 09 G-4 02 \n 12 G-4 02", "5 of 16");
    session.keys("home alt-2 ; e backspace backspace backspace backspace 3 space 8 space 1 enter enter");
    same(&session.grid(), "04 G-4 02 \n 10 G-4 02 \n 14 G-4 02", "3 of 8 by two rows, turned");
    assert!(session.line("euclid 9 8").is_err_and(|why| why.contains("not more than steps")));
}

#[test]
fn harmonies_stay_in_the_scale_and_go_where_they_are_sent() {
    let mut session = Session::new("00 C-4 01 v30 \n 04 D-4 \n 06 === \n 08 B-3");
    session.line("scale major C").expect("a scale");
    session.line("harmonise third above").expect("a harmony");
    session.keys("enter");
    let after = "00 C-4 01 v30; E-4 01 v30 \n 04 D-4; F-4 \n 06 ===; === \n 08 B-3; D-4";
    same(&session.grid(), after, "thirds");
    session.keys("ctrl-z");
    session.line("harmonise sixth below tracks").expect("a harmony");
    session.keys("enter");
    let after = "00 C-4 01 v30 // E-3 01 v30 \n 04 D-4 // F-3 \n 06 === // === \n 08 B-3 // D-3";
    same(&session.grid(), after, "sixths in the next track");
    assert!(session.line("harmonise zigzag").is_err_and(|why| why.contains("third above")));
}

#[test]
fn voices_go_into_free_columns_and_leave_what_stands_there() {
    let base = "00 E-4 01 v10; C-3 02 \n 04 D-4 01 v32 d80; F-4 01 \n 08 E-4 01 v16; G-4 02";
    let mut session = Session::new(base);
    session.line("scale major C").expect("a scale");
    session.line("harmonise third above").expect("a harmony");
    let made = session.studio.preview.as_ref().map(|preview| preview.made.told.clone());
    assert_eq!(made.as_deref(), Some("third above, C major, in note column 3"));
    session.keys("enter");
    let after = "00 E-4 01 v10; C-3 02; G-4 01 v10 \n 04 D-4 01 v32 d80; F-4 01; F-4 01 v32 d80 \n 08 E-4 01 v16; G-4 02; G-4 01 v16";
    same(&session.grid(), after, "the second column stays");
    assert_eq!(session.studio.song().tracks[0].note_columns, 3);
    session.line("harmonise triad above").expect("two voices");
    session.keys("enter ctrl-z");
    same(&session.grid(), after, "one step");
    let full = "00 E-4 01; C-3; D-3; E-3; F-3; G-3; A-3; B-3 // C-5 02";
    let mut session = Session::new(full);
    let why = session.line("harmonise third above").expect_err("no room");
    assert_eq!(why, "no note column of track 1 from 2 on is free here");
    session.line("harmonise third above tracks").expect("a harmony");
    session.keys("enter");
    assert!(
        session.grid().contains("// C-5 02; G-4 01"),
        "beside what the next track plays: {}",
        session.grid()
    );
}

#[test]
fn a_counter_line_is_as_late_as_its_line() {
    let mut session =
        Session::new("00 C-5 01 --- d80; G-2 02 \n 04 D-5 01 \n 08 C-5 01 --- d20 \n 12 === -- --- d10");
    session.line("scale major C").expect("a scale");
    session.line("counter-line below").expect("a voice");
    session.keys("enter");
    let grid = session.grid();
    let voice: Vec<&str> = grid.lines().filter_map(|line| line.split(';').nth(2)).collect();
    let delays: Vec<bool> =
        ["d80", "01", "d20", "d10"].iter().zip(&voice).map(|(end, cell)| cell.ends_with(end)).collect();
    assert_eq!(delays, [true; 4], "{grid}");
    assert!(grid.starts_with("00 C-5 01 --- d80; G-2 02; "), "{grid}");
}

#[test]
fn arpeggios_play_chords_one_note_after_the_other() {
    let chords = "00 C-4 01; E-4 01; G-4 01 \n 08 A-3; D-4 \n 12 ===";
    let mut session = Session::new(chords);
    session.keys("ctrl-w ] ctrl-w ]");
    session.line("step 2").expect("a step");
    session.line("arpeggiate up-down").expect("an arpeggio");
    session.keys("enter");
    let after = "00 C-4 01 \n 02 E-4 01 \n 04 G-4 01 \n 06 E-4 01 \n 08 A-3 \n 10 D-4 \n 12 ===";
    same(&session.grid(), after, "up and down");
    let mut session = Session::new("00 C-4 01; E-4 01 \n 04 ===");
    session.keys("ctrl-w ]");
    session.line("arpeggiate down 2 1").expect("an arpeggio");
    session.keys("enter");
    same(&session.grid(), "00 E-5 01 \n 01 C-5 01 \n 02 E-4 01 \n 03 C-4 01 \n 04 ===", "two octaves down");
}

#[test]
fn basses_follow_the_chords() {
    let mut session = tune();
    session.keys("tab tab");
    session.line("bass-line roots").expect("a bass");
    session.keys("enter");
    let roots: Vec<String> = session
        .grid()
        .lines()
        .filter_map(|line| Some(line.split("//").nth(2)?.trim().chars().take(2).collect()))
        .collect();
    assert_eq!(roots, ["C-", "A-", "F-", "G-"]);
}

#[test]
fn drums_use_the_songs_own_or_the_keys_of_one_kit() {
    let mut session = Session::new("");
    session.line("drum-pattern house").expect("a pattern");
    session.keys("enter");
    let kicks = session.grid().lines().filter(|line| line.contains("C-2 01 v64")).count();
    assert_eq!(kicks, 4, "MIDI key 36 of the chosen instrument: {}", session.grid());
    assert!(session.studio.song().tracks[0].note_columns >= 4);
}

#[test]
fn a_phrase_goes_on_in_its_own_rhythm() {
    let mut session = Session::new("00 C-4 01 \n 02 D-4 \n 04 E-4 \n 06 D-4");
    session.line("scale major C").expect("a scale");
    session.keys("' 2 ; c enter");
    let rows: Vec<String> = session.grid().lines().map(|line| line.chars().take(2).collect()).collect();
    assert_eq!(rows, ["00", "02", "04", "06", "08", "10", "12", "14"], "{}", session.grid());
    assert!(!session.grid().contains('#'), "in the scale: {}", session.grid());
}

#[test]
fn counter_lines_stand_below_and_consonant() {
    let mut session = tune();
    session.keys("; l enter");
    let columns = session.studio.song().tracks[0].note_columns;
    assert_eq!((columns, session.grid().lines().filter(|line| line.contains(';')).count()), (2, 8));
}

#[test]
fn an_empty_pattern_goes_on_with_what_the_track_plays() {
    let mut session = Session::new("00 C-4 02 \n 02 D-4 \n 04 E-4 \n 06 D-4");
    session.keys("ctrl-w + home ; c enter");
    assert!(session.grid().lines().count() > 4 && session.grid().lines().all(|line| line.ends_with(" 02")));
}

#[test]
fn what_waits_stands_on_the_song_as_it_becomes_meanwhile() {
    let mut session = Session::new("");
    session.line("euclid 2 16").expect("a rhythm");
    let rows = vec![(1, parse_row("G-5 02").expect("a row"))];
    session.studio.edit("other", Edit::Rows { pattern: 0, track: 1, rows }).expect("an edit");
    session.turn();
    let both = "00 C-4 01 \n 01  // G-5 02 \n 08 C-4 01";
    same(&shown(&session), both, "another edit");
    session.keys("enter");
    same(&session.grid(), both, "taken");
    session.keys("ctrl-z");
    same(&session.grid(), "01  // G-5 02", "only what was taken is taken back");
}
