//! Ctrl-K leads to every command by letters that every keyboard has.

use super::session::{Session, same};
use segno::studio::grid::{Column, Place};
use segno::studio::key::Key;
use segno::studio::keymap::menu::LEADER;
use segno::studio::view::View;
use std::fs;

/// A session with the user's keys.
fn with_keys(grid: &str, keymap: &str) -> Session {
    let mut session = Session::new(grid);
    let config = session.studio.folders.config.clone();
    fs::create_dir_all(&config).expect("made");
    fs::write(config.join("keymap.ron"), keymap).expect("written");
    session.line("keymap segno").expect("a map");
    session
}

#[track_caller]
fn after(session: &Session, expected: &str) {
    same(&session.grid(), expected, &session.told());
}

#[test]
fn a_letter_stands_for_each_first_key() {
    let grid = "0 C-4 01\n1 D-4 01\n2 E-4 01";
    for (by_sign, by_letter) in [
        ("ctrl-a \\ b", "ctrl-k g a ctrl-k b b"),
        ("down _ i", "down ctrl-k a i"),
        ("' 2 z", "ctrl-k j 2 z"),
        ("; space z", "ctrl-k n space z"),
        ("ctrl-w down", "ctrl-k w down"),
        ("down down @ a . @ @ up up \" a", "down down ctrl-k q a . ctrl-k q space up up ctrl-k e a"),
    ] {
        let (mut first, mut second) = (Session::new(grid), Session::new(grid));
        first.keys(by_sign);
        second.keys(by_letter);
        assert_ne!(first.grid(), Session::new(grid).grid(), "{by_sign}: {}", first.told());
        same(&second.grid(), &first.grid(), by_letter);
    }
}

#[test]
fn signs_that_the_effect_column_takes_are_reached_by_letters() {
    let mut session = Session::new("0 C-4 01");
    session.seat.place = Place { column: Column::Effect(0), ..session.seat.place };
    session.keys("% 3 0 up ctrl-k l enter");
    after(&session, "00 C-4 01 | %30");
    assert_eq!(session.seat.view, View::Live);
}

#[test]
fn escape_leaves_the_menu_and_a_key_too_much_is_told() {
    let mut session = Session::new("0 C-4 01");
    for keys in ["ctrl-k escape", "ctrl-k b escape", "\\ escape", "shift-f1 escape"] {
        session.keys(keys);
        assert!(session.seat.leader.is_empty(), "{keys}");
        assert_eq!(session.told(), "", "{keys}");
    }
    session.keys("ctrl-k p 9");
    assert_eq!(session.fault(), "Ctrl-K p 9 is no command");
    after(&session, "00 C-4 01");
}

#[test]
fn a_command_that_takes_something_is_gone_on_with() {
    let mut session = Session::new("0 C-4 01");
    session.keys("ctrl-k p n V e r s e enter");
    assert_eq!(session.studio.song().patterns.get(0).unwrap().name, "Verse");
    session.keys("ctrl-k p l 8 enter ctrl-k m t ctrl-k m n P a d enter");
    assert_eq!(session.studio.song().patterns.get(0).unwrap().length, 8);
    assert_eq!(session.studio.song().tracks[1].name, "Pad");
    session.keys("ctrl-k c r escape");
    assert_eq!(session.studio.settings.row_numbers, None);
    session.keys("ctrl-k c r h e x enter");
    assert!(session.studio.settings.row_numbers.is_some(), "{}", session.told());
    session.keys("ctrl-k g s 4 enter z x");
    after(&session, "00 C-4 01 // C-4 01\n04  // D-4 01");
}

#[test]
fn the_menu_follows_what_the_user_has_changed() {
    let mut session = with_keys("0 C-4 01\n1 D-4 01", r#"{ "reverse": ["\\ z"], "menu": ["ctrl-g"] }"#);
    session.keys("ctrl-a ctrl-g b z");
    after(&session, "14 D-4 01\n15 C-4 01");
    session.keys("ctrl-k b b");
    assert_eq!(session.fault(), "Ctrl-K b b is no command");
    // Who takes Ctrl-K for something else has the menu by its other keys.
    let mut session = with_keys("0 C-4 01", r#"{ "clear-field": ["ctrl-k"] }"#);
    session.keys("ctrl-k");
    after(&session, "");
    session.keys("shift-f1 b");
    assert_eq!(session.seat.leader, [LEADER, Key::char('b')]);
}

#[test]
fn other_programs_keys_are_behind_the_menu_too() {
    let mut session = Session::new("0 C-4 01");
    session.line("keymap renoise").expect("a map");
    session.keys("ctrl-k ctrl-k");
    assert_eq!(session.studio.song().patterns.len(), 2, "a copy of the pattern");
    session.line("keymap vim").expect("a map");
    session.keys("ctrl-k g a ctrl-k b b");
    after(&session, "15 C-4 01");
    session.keys("u escape g g 3 ctrl-k w down");
    after(&session, "00 A-3 01");
}

#[test]
fn lists_take_what_plays_and_stops_behind_the_menu() {
    let mut session = Session::new("0 C-4 01");
    session.keys(": k e y m a p enter ctrl-k w 5");
    assert!(session.studio.transport.playing.is_some() && session.seat.prompt.is_some());
    session.keys("ctrl-k w 8 v i m enter");
    assert!(session.studio.transport.playing.is_none());
    assert_eq!(session.seat.keymap.name(), "vim");
}
