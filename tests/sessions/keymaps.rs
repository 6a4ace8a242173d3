//! Hands that know another program find its habits: one session for each map of keys.

use super::session::{Session, same};
use segno::io::settings::Settings;
use segno::sequencer::player::Playing;
use segno::studio::prompt::Prompt;
use segno::studio::view::View;
use std::fs;

/// A session with that map over the grid.
fn with(map: &str, grid: &str) -> Session {
    let mut session = Session::new(grid);
    session.line(&format!("keymap {map}")).expect("a map");
    session
}

#[track_caller]
fn after(session: &Session, expected: &str) {
    same(&session.grid(), expected, &session.told());
}

#[test]
fn a_map_is_taken_at_once_remembered_and_left_again() {
    let mut session = Session::new("");
    session.keys(": k e y m a p space f t 2 enter");
    assert_eq!(session.seat.keymap.name(), "ft2");
    let (kept, _) = Settings::read(&Settings::file(&session.studio.folders.config));
    assert_eq!(kept.keymap.as_deref(), Some("ft2"));
    let fault = session.line("keymap fasttracker").expect_err("no such map");
    assert_eq!(fault, "there is no key map fasttracker; there are segno, it, ft2, mpt, renoise, vim");
    // The list begins at the present map; Enter alone in the first one keeps segno's.
    session.keys(": k e y m a p enter up up enter");
    assert_eq!(session.seat.keymap.name(), "segno");
}

#[test]
fn what_plays_is_started_and_stopped_while_a_list_asks() {
    let mut session = Session::new("00 C-4 01");
    let plays = |session: &Session| session.studio.transport.playing.is_some();
    let is_asked = |session: &Session| matches!(session.seat.prompt, Some(Prompt::Choose { .. }));
    session.keys(": k e y m a p enter f5");
    assert_eq!((plays(&session), is_asked(&session)), (true, true), "{}", session.told());
    session.keys("f8");
    assert_eq!((plays(&session), is_asked(&session)), (false, true));
    session.keys("ctrl-w 5");
    assert_eq!(
        (plays(&session), is_asked(&session)),
        (true, true),
        "for terminals that keep F5 to themselves"
    );
    session.keys("ctrl-w 8 v i ctrl-w f t 2 enter");
    assert!(!plays(&session));
    assert_eq!(session.seat.keymap.name(), "ft2", "behind letters it takes out the word");
}

#[test]
fn conflicts_are_a_page_that_leads_back() {
    let mut session = with("ft2", "");
    session.line("key-conflicts").expect("a page");
    assert_eq!(session.seat.view, View::Keys);
    session.keys("escape");
    assert_eq!(session.seat.view, View::Pattern);
    let given = session.seat.keymap.given_away();
    let f9 = "F9 in pattern grid: quarter-0 (by ft2), no longer record; it has";
    assert!(given.iter().any(|line| line.starts_with(f9)), "{given:?}");
}

#[test]
fn in_it_delete_takes_the_row_out_and_functions_load_and_save() {
    let mut session = with("it", "0 C-4 01\n1 D-4 01\n2 E-4 01");
    session.keys("down delete");
    after(&session, "00 C-4 01\n01 E-4 01");
    session.keys("insert z `");
    after(&session, "00 C-4 01\n01 C-4 01\n02 === 01");
    session.keys("ctrl-pageup alt-b down alt-e alt-c alt-u ctrl-pagedown");
    assert_eq!((session.seat.selection, session.seat.place.row), (None, 15));
    session.keys("f9");
    assert!(session.seat.prompt.is_some(), "a song to load is asked for");
}

#[test]
fn in_it_space_writes_the_last_value_once_more() {
    let mut session = with("it", "8 G-3 02 v20 | D04");
    session.keys("z space");
    after(&session, "00 C-4 01\n01 C-4 01\n08 G-3 02 v20 | D04");
    session.keys("ctrl-pageup down down down down down down down down enter up up space");
    after(&session, "00 C-4 01\n01 C-4 01\n06 G-3 02\n08 G-3 02 v20 | D04");
    session.keys("up up up right right right space up right right right space");
    after(&session, "00 C-4 01\n01 C-4 01\n04 --- -- v20 | D04\n06 G-3 02\n08 G-3 02 v20 | D04");
    assert!(session.seat.edit, "keys go on writing");
}

#[test]
fn in_it_home_and_end_go_by_steps() {
    let mut session = with("it", "");
    session.keys("down down tab right right home");
    assert_eq!(session.cursor(), "2.2 note", "the track's first field");
    session.keys("home");
    assert_eq!(session.cursor(), "2.1 note", "the first track");
    session.keys("home");
    assert_eq!(session.cursor(), "0.1 note", "the first row");
    session.keys("end end end");
    assert_eq!(session.cursor(), "15.8 effect");
}

#[test]
fn in_ft2_functions_transpose_block_track_and_pattern() {
    let mut session = with("ft2", "0 C-4 01 // C-4 02\n3 D-4 01 // D-4 02");
    session.keys("shift-f8");
    after(&session, "00 C#4 01 // C-4 02\n03 D#4 01 // D-4 02");
    session.keys("ctrl-f7");
    after(&session, "00 C-4 01 // B-3 02\n03 D-4 01 // C#4 02");
    session.keys("shift-f7 ctrl-f8");
    after(&session, "00 C-4 01 // C-4 02\n03 D-4 01 // D-4 02");
    assert_eq!(session.cursor(), "0.1 note", "the cursor stays");
}

#[test]
fn what_writes_while_editing_is_off_names_the_maps_own_key() {
    for (map, key) in [("segno", "Space"), ("renoise", "Escape")] {
        let mut session = with(map, "0 C-4 01");
        session.seat.edit = false;
        session.keys("delete");
        assert_eq!(session.fault(), format!("editing is off: keys only sound; {key} switches it on"));
    }
}

#[test]
fn in_ft2_functions_are_octaves_and_enter_and_space_play_and_stop() {
    let mut session = with("ft2", "");
    session.keys("f3 z f4 z");
    after(&session, "00 C-2 01\n01 C-3 01");
    session.keys("f11");
    assert_eq!(session.seat.place.row, 8, "the middle of the pattern");
    session.keys("1 f9 enter");
    after(&session, "00 C-2 01\n01 C-3 01\n08 ===");
    assert!(matches!(session.studio.transport.playing, Some(Playing::Song { order: 0, row: 0, .. })));
    session.keys("space");
    assert!(session.studio.transport.playing.is_none() && session.seat.edit, "it only stopped");
    session.keys("space z");
    assert!(!session.seat.edit);
    after(&session, "00 C-2 01\n01 C-3 01\n08 ===");
}

#[test]
fn in_ft2_shift_copies_the_track_and_alt_the_block() {
    let mut session = with("ft2", "0 C-4 01\n3 D-4 01");
    session.keys("down shift-f4 tab shift-f5");
    after(&session, "00 C-4 01 // C-4 01\n03 D-4 01 // D-4 01");
    assert_eq!(session.cursor(), "1.2 note", "the cursor stays");
    session.keys("ctrl-f3");
    after(&session, "");
    session.keys("ctrl-f5 f9 alt-down alt-f3");
    after(&session, "00 C-4 01 // --- 01\n03 D-4 01 // D-4 01");
    session.keys("alt-up");
    assert!(session.seat.selection.is_some(), "Alt and arrows mark");
}

#[test]
fn in_renoise_space_plays_escape_edits_and_a_lets_go() {
    let mut session = with("renoise", "");
    session.keys("z a escape x");
    after(&session, "00 C-4 01\n01 ===");
    session.keys("space");
    assert!(matches!(session.studio.transport.playing, Some(Playing::Song { order: 0, row: 0, .. })));
    session.keys("space f2");
    assert!(session.studio.transport.playing.is_none());
    assert_eq!(session.seat.view, View::Mixer);
    session.keys("f1 escape f10 x ctrl-k ctrl-k");
    after(&session, "00 C-4 01\n01 ===\n04 D-4 01");
    assert_eq!(session.studio.song().patterns.len(), 2, "a copy of the pattern");
}

#[test]
fn in_vim_letters_move_until_i_and_counts_go_before() {
    let mut session = with("vim", "0 C-4 01\n1 D-4 01");
    session.keys("z 3 j w j k");
    assert_eq!(session.cursor(), "3.2 note");
    after(&session, "00 C-4 01\n01 D-4 01");
    assert!(session.seat.prompt.is_none());
    session.keys("i z 1 escape u");
    after(&session, "00 C-4 01\n01 D-4 01\n03  // C-4 01");
    session.keys("g g b d d");
    after(&session, "00 D-4 01\n02  // C-4 01".replace("02 ", "03 ").as_str());
    session.keys("j p");
    after(&session, "00 D-4 01\n01 C-4 01\n03  // C-4 01");
    session.keys("u u ctrl-r ctrl-r x");
    after(&session, "00 D-4 01\n03  // C-4 01");
    session.keys(": q");
    assert!(session.seat.prompt.is_some(), "the line takes letters");
}

#[test]
fn in_vim_a_count_before_g_is_a_row() {
    let mut session = with("vim", "");
    session.keys("1 2 G");
    assert_eq!(session.cursor(), "12.1 note");
    session.keys("5 g g");
    assert_eq!(session.cursor(), "5.1 note");
    session.keys("G");
    assert_eq!(session.cursor(), "15.1 note");
    session.keys(": 7 enter");
    assert_eq!(session.cursor(), "7.1 note");
    session.keys("9 9 G");
    assert_eq!(session.cursor(), "15.1 note", "no further than the last");
}

#[test]
fn in_vim_blocks_are_marked_taken_out_and_put() {
    let mut session = with("vim", "0 C-4 01\n1 D-4 01\n2 E-4 01");
    session.keys("v j l d");
    after(&session, "02 E-4 01");
    assert_eq!(session.seat.selection, None);
    session.keys("G k p");
    after(&session, "02 E-4 01\n14 C-4 01\n15 D-4 01");
    session.keys("g g j j V y 4 j P o z escape");
    after(&session, "02 E-4 01\n06 E-4 01\n07 C-4 01");
}

#[test]
fn in_vim_sheets_take_letters_too() {
    let mut session = with("vim", "");
    session.line("view-order").expect("a view");
    session.keys("o o");
    assert_eq!(session.studio.song().order.len(), 3);
    session.keys("k d d");
    assert_eq!(session.studio.song().order.len(), 2);
    session.line("view-instruments").expect("a view");
    let before = session.seat.sheet();
    session.keys("j");
    assert_ne!(session.seat.sheet(), before, "j moves");
    let there = session.seat.sheet();
    session.keys("i j");
    assert_eq!(session.seat.sheet(), there, "j sounds");
    assert!(session.studio.audition.is_sounding());
}

#[test]
fn in_vim_a_dot_makes_the_last_change_again() {
    let mut session = with("vim", "0 C-4 01\n1 D-4 01\n2 E-4 01\n3 F-4 01\n4 G-4 01");
    session.keys("x .");
    after(&session, "02 E-4 01\n03 F-4 01\n04 G-4 01");
    session.keys("u");
    after(&session, "01 D-4 01\n02 E-4 01\n03 F-4 01\n04 G-4 01");
    session.keys("k .");
    after(&session, "02 E-4 01\n03 F-4 01\n04 G-4 01");
    // What was typed is typed again, as one step.
    session.keys("j i z x escape 8 j");
    session.line("step 1").expect("a step");
    let before = session.grid();
    session.keys(".");
    assert_ne!(session.grid(), before);
    session.keys("u");
    assert_eq!(session.grid(), before, "one step");
    // A block is marked again from the cursor on.
    let mut session = with("vim", "0 C-4 01\n1 D-4 01\n2 E-4 01\n3 F-4 01\n4 G-4 01");
    session.keys("v j l d j j .");
    after(&session, "04 G-4 01");
    let mut session = Session::new("");
    session.line("repeat-change").expect_err("nothing to repeat");
}

#[test]
fn in_vim_counts_take_rows_together_and_letters_mark_and_record() {
    let mut session = with("vim", "0 C-4 01\n1 D-4 01\n2 E-4 01\n3 F-4 01");
    session.keys("3 d d");
    after(&session, "00 F-4 01");
    session.keys("u");
    after(&session, "00 C-4 01\n01 D-4 01\n02 E-4 01\n03 F-4 01");
    session.keys("2 y y 8 j p");
    after(&session, "00 C-4 01\n01 D-4 01\n02 E-4 01\n03 F-4 01\n08 C-4 01\n09 D-4 01");
    session.keys("m a g g q b x j q @ b");
    after(&session, "01 D-4 01\n03 F-4 01\n08 C-4 01\n09 D-4 01");
    session.keys("' a $");
    assert_eq!(session.cursor(), "8.8 note");
    session.keys("0");
    assert_eq!(session.cursor(), "8.1 note");
}

#[test]
fn in_mpt_functions_play_and_control_letters_transpose() {
    let mut session = with("mpt", "0 C-4 01\n1 D-4 01");
    session.keys("ctrl-q");
    after(&session, "00 C#4 01\n01 D-4 01");
    session.keys("ctrl-a ctrl-a");
    after(&session, "00 B-3 01\n01 D-4 01");
    session.keys("f7");
    assert!(matches!(session.studio.transport.playing, Some(Playing::Pattern { .. })));
    session.keys("escape");
    assert!(session.studio.transport.playing.is_none());
    session.keys("f6");
    assert!(matches!(session.studio.transport.playing, Some(Playing::Song { order: 0, row: 0, .. })));
    session.keys("f8 alt-n");
    assert_eq!(session.seat.view, View::Instruments);
    session.keys("alt-p end `");
    after(&session, "00 B-3 01\n01 D-4 01\n15 ^^^");
    session.line("note-keys rows").expect("rows");
    session.keys("home 5 q");
    after(&session, "00 C-5 01\n01 D-4 01\n15 ^^^");
}

#[test]
fn a_command_whose_new_keys_are_none_keeps_those_it_has() {
    let mut session = Session::new("0 C-4 01");
    let config = session.studio.folders.config.clone();
    fs::create_dir_all(&config).expect("made");
    let map = r#"{ "stop": ["ctrl-nokey"], "play-song": ["ctrl-nokey", "f9"], "save": ["..."], "undo": [] }"#;
    fs::write(config.join("keymap.ron"), map).expect("written");
    session.line("keymap segno").expect("a map");
    let told: Vec<_> = session.studio.notices.iter().map(|notice| notice.text.clone()).collect();
    let told = |part: &str| assert!(told.iter().any(|text| text.contains(part)), "{part} in {told:?}");
    told("stop: ctrl-nokey is no key; expected such as ctrl-s, alt-f9, F5; it keeps F8");
    session.keys("f9");
    assert!(session.studio.transport.playing.is_some(), "one of two keys is one");
    session.keys("f8");
    assert!(session.studio.transport.playing.is_none(), "F8 still stops");
    session.keys("f5");
    assert!(session.studio.transport.playing.is_none(), "F5 has gone to no one");
    session.keys("x ctrl-z");
    after(&session, "00 D-4 01");
}

#[test]
fn in_vim_h_j_k_l_move_in_every_view() {
    let mut session = with("vim", "0 C-4 01\n8 E-4 01");
    session.line("view-roll").expect("a view");
    let pitch = session.seat.roll.pitch;
    session.keys("3 l k h");
    assert_eq!((session.seat.place.row, session.seat.roll.pitch), (2, pitch.transposed(1)));
    session.keys("j 0 y $ p u");
    after(&session, "00 C-4 01\n08 E-4 01");
    assert_eq!(session.told(), "undone: paste notes");
    session.keys("0 v 8 l 4 k d");
    after(&session, "");
    session.keys("u");

    session.line("view-steps").expect("a view");
    session.keys("0 $ ^ l l j h k");
    assert_eq!((session.seat.place.row, session.seat.roll.line), (1, 0));
    session.keys("9");
    assert!(session.grid().contains("01 C-4 01"), "digits strike: {}", session.grid());
    session.keys("u");

    session.line("view-matrix").expect("a view");
    session.keys("l l h d G");
    assert_eq!((session.seat.order, session.seat.place.track), (1, 1));
    session.keys("k v l y");
    assert_eq!(session.told(), "2 slots copied");
    session.keys("g g j space");
    assert!(matches!(session.studio.transport.playing, Some(Playing::Song { order: 1, .. })));
    session.keys("space");
    assert!(session.studio.transport.playing.is_none());
}
