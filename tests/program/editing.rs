//! A song is opened, played, edited, saved; a killed program loses nothing.

use super::screen::{Home, Screen};
use std::fs;
use std::path::Path;
use std::process::Command;

/// A small song with one instrument, as the program itself writes it.
fn new_song(home: &Home) -> String {
    let made = Command::new(env!("CARGO_BIN_EXE_segno"))
        .args(["new", "a.ron", "--template", "instruments", "--quiet"])
        .current_dir(home.folder.path())
        .status();
    assert!(made.expect("the program runs").success());
    fs::read_to_string(home.path("a.ron")).expect("a song")
}

fn open(home: &Home) -> Screen {
    let mut screen = home.open((80, 24), &["--silent", "a.ron"]);
    screen.wait_for("a.ron");
    screen
}

/// The lines that one text has and the other has not, in order.
fn added(before: &str, after: &str) -> Vec<String> {
    let old: Vec<&str> = before.lines().collect();
    after.lines().filter(|line| !old.contains(line)).map(|line| line.trim().to_owned()).collect()
}

#[test]
fn notes_are_typed_undone_saved_and_the_file_changes_by_just_their_rows() {
    let home = Home::new();
    let before = new_song(&home);
    let mut screen = open(&home);
    screen.keys("z");
    screen.wait_for("C-4 01");
    screen.keys("x");
    screen.wait_for("D-4 01");
    screen.keys("c");
    screen.wait_for("E-4 01");
    screen.keys("\x1a");
    screen.wait("the last note to go", |text| !text.contains("E-4 01"));
    screen.keys("\x13");
    screen.wait_for("saved a.ron");
    let after = fs::read_to_string(home.path("a.ron")).expect("a song");
    let rows: Vec<_> = added(&before, &after).into_iter().filter(|line| line.contains("-4 01")).collect();
    assert_eq!(rows, ["0: \"C-4 01\",", "1: \"D-4 01\","]);
    screen.keys("\x11");
    assert_eq!(screen.end(), 0);
}

#[test]
fn a_terminal_that_tells_places_and_releases_makes_any_keyboard_a_piano() {
    let home = Home::new();
    new_song(&home);
    let mut screen = home.open((80, 24), &["--silent", "a.ron"]);
    screen.tells_keys_up = true;
    screen.wait_for("a.ron");
    // An azerty keyboard: w stands on the place of z. F9 records.
    screen.keys("\x1b[119::122;1:1;119u\x1b[119::122;1:3u");
    screen.wait_for("C-4 01");
    screen.keys("\x1b[20~");
    screen.wait_for("record");
    screen.wait_for("row 01");
    screen.keys("\x1b[120;1:1;120u\x1b[120;1:3u");
    screen.wait_for("===");
    screen.keys("\x1b[115;5u\x1b[113;5u");
    assert_eq!(screen.end(), 0);
    let after = fs::read_to_string(home.path("a.ron")).expect("a song");
    assert!(after.contains("D-4 01") && after.contains("==="), "{after}");
}

#[test]
fn playing_moves_the_row_and_stops_on_f8() {
    let home = Home::new();
    new_song(&home);
    let mut screen = open(&home);
    // F6: the pattern again and again, so that it does not end before anybody looks.
    screen.keys("\x1b[17~");
    screen.wait_for("playing");
    screen.wait_for_another_row();
    screen.keys("\x1b[19~");
    screen.wait_for("stopped");
    screen.keys("\x11");
    assert_eq!(screen.end(), 0);
}

#[test]
fn a_killed_program_loses_nothing_and_says_what_it_found() {
    let home = Home::new();
    let before = new_song(&home);
    let mut screen = open(&home);
    screen.keys("z");
    screen.wait_for("C-4 01");
    screen.keys("b");
    screen.wait_for("G-4 01");
    home.signal_owner(libc::SIGKILL);
    assert_eq!(screen.end(), 3);
    screen.wait_for("offers what was not saved");
    assert_eq!(fs::read_to_string(home.path("a.ron")).expect("a song"), before);
    let mut screen = home.open((80, 24), &["--silent", "a.ron"]);
    screen.wait_for("take them");
    screen.wait_for("pattern 0");
    screen.keys("t");
    screen.wait_for("G-4 01");
    screen.keys("\x11");
    screen.wait_for("not saved");
    screen.keys("s");
    assert_eq!(screen.end(), 0);
    let after = fs::read_to_string(home.path("a.ron")).expect("a song");
    assert!(after.contains("C-4 01") && after.contains("G-4 01"));
}

#[test]
fn the_first_start_opens_the_demo_song_and_a_later_one_the_last_song() {
    let home = Home::new();
    let mut screen = home.open((80, 24), &["--silent"]);
    screen.wait_for("Which keys do your hands know?");
    // F5 plays the demo at once.
    screen.keys("\x1b[15~");
    screen.wait_for("playing");
    screen.keys("vim\r");
    screen.wait_for("normal");
    screen.keys("\x11");
    assert_eq!(screen.end(), 0);
    new_song(&home);
    let mut screen = open(&home);
    screen.keys("\x11");
    assert_eq!(screen.end(), 0);
    let mut screen = home.open((80, 24), &["--silent"]);
    screen.wait_for("a.ron");
    assert!(screen.text().contains("normal") && !screen.text().contains("Which keys"), "{}", screen.text());
    screen.keys("\x11");
    assert_eq!(screen.end(), 0);
}

#[test]
fn a_broken_song_is_refused_with_its_place_before_the_screen_opens() {
    let home = Home::new();
    fs::write(home.path("b.ron"), "(format: 1,\n tempo: \"fast\")\n").expect("written");
    let mut screen = home.open((80, 24), &["--silent", "b.ron"]);
    assert_eq!(screen.end(), 1);
    assert!(screen.text().contains("b.ron:2:"), "{}", screen.text());
    assert!(!screen.written.windows(8).any(|bytes| bytes == b"\x1b[?1049h"), "the screen never opened");
    assert!(Path::new(&home.path("b.ron")).exists());
}

#[test]
fn the_mouse_clicks_where_it_is_told_and_is_given_back_at_the_end() {
    let home = Home::new();
    new_song(&home);
    let mut screen = open(&home);
    // A note of the second track.
    screen.keys("\x1b[<0;17;16M\x1b[<0;17;16m");
    screen.keys("z");
    screen.wait_for("C-4");
    screen.keys("\x11");
    screen.wait_for("not saved");
    screen.keys("s");
    screen.end();
    let written = String::from_utf8_lossy(&screen.written).into_owned();
    let last = |sequence: &str| written.rfind(sequence);
    assert!(last("\x1b[?1006h").is_some() && last("\x1b[?1006l") > last("\x1b[?1006h"));
    let settings = home.path(".config/segno/settings.ron");
    fs::write(settings, "(mouse: false)").expect("written");
    let mut screen = open(&home);
    screen.keys("\x11");
    screen.end();
    assert!(
        !String::from_utf8_lossy(&screen.written).contains("\x1b[?1006h"),
        "the terminal keeps its mouse"
    );
}

#[test]
fn a_copied_block_goes_to_the_terminals_clipboard_and_a_paste_of_it_comes_back() {
    let home = Home::new();
    new_song(&home);
    let mut screen = open(&home);
    screen.keys("z");
    screen.wait_for("C-4 01");
    screen.keys("\x1b[A\x1b[1;2C\x03");
    screen.wait_for("copied 1 row of 1 track");
    // `segno 1 row: note instrument`, `00 C-4 01` in base 64.
    let sequence = b"\x1b]52;c;c2Vnbm8gMSByb3c6IG5vdGUgaW5zdHJ1bWVudAowMCBDLTQgMDEK\x1b\\";
    let is_there = |screen: &Screen| screen.written.windows(sequence.len()).any(|part| part == sequence);
    assert!(is_there(&screen), "OSC 52 with the block's text");
    screen.keys("\x1b[B\x1b[B\x1b[200~segno 1 row: note instrument\r00 G-7 01\r\x1b[201~");
    screen.wait_for("G-7 01");
    screen.keys("\x1b[200~zxcvb\x1b[201~");
    screen.wait_for("the pasted text is no block: line 1, column 1");
    screen.keys("\x13");
    screen.wait_for("saved a.ron");
    screen.keys("\x11");
    assert_eq!(screen.end(), 0);
}

#[test]
fn the_tour_takes_the_options_of_the_screen_before_and_behind_its_name() {
    for arguments in [&["--silent", "tour"], &["tour", "--silent"]] {
        let home = Home::new();
        let mut screen = home.open((80, 24), arguments);
        screen.wait_for("Which keys do your hands know?");
        screen.keys("\r");
        screen.wait_for("Tour, step 1 of 10");
    }
}
