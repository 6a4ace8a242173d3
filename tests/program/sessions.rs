//! The song and its sound outlive the terminal that shows them.

use super::screen::{Home, Screen};
use std::fs;

fn start(home: &Home) -> Screen {
    if !home.path("a.ron").exists() {
        home.run(&["new", "a.ron", "--template", "instruments", "--quiet"]);
    }
    let mut screen = home.open((80, 24), &["--silent", "a.ron"]);
    screen.wait_for("a.ron");
    screen
}

fn restored(screen: &Screen) -> bool {
    let written = String::from_utf8_lossy(&screen.written);
    written.rfind("\x1b[?1049l") > written.rfind("\x1b[?1049h")
}

#[test]
fn a_lost_terminal_leaves_the_song_playing_and_another_one_shows_it_where_it_was() {
    let home = Home::new();
    let mut screen = start(&home);
    screen.keys("zx");
    screen.wait_for("D-4 01");
    // The grid stays at row 7 of the second track while the song plays.
    screen.keys("\x06\x1b[B\x1b[B\x1b[B\x1b[B\x1b[B\t");
    screen.wait_for("row 07");
    screen.keys("\x1b[15~");
    screen.wait_for("playing");
    screen.signal(libc::SIGKILL);
    screen.end();
    home.await_sessions("an empty seat", |list| list[0]["seats"] == 0 && list[0]["playing"] == true);
    let before = fs::read(home.path("a.ron")).expect("a song");

    let mut screen = home.open((120, 40), &["attach"]);
    screen.wait_for("playing");
    screen.wait("the same place", |text| text.contains("row 07") && text.contains("D-4 01"));
    // The larger screen has the bar with the names of the views.
    screen.wait_for("[pattern]");
    screen.keys("\x1b[19~");
    screen.wait_for("stopped");
    // The cursor is where it was: the note goes into the second track.
    screen.keys("v");
    screen.wait_for("F-4 01");
    screen.keys("\x13");
    screen.wait_for("saved a.ron");
    let after = fs::read_to_string(home.path("a.ron")).expect("a song");
    assert_ne!(before, after.as_bytes());
    assert!(after.contains("7: \"F-4 01\""), "{after}");
    screen.keys("\x11");
    assert_eq!(screen.end(), 0);
    assert_eq!(home.sessions(), Vec::<serde_json::Value>::new());
}

#[test]
fn detaching_leaves_it_running_and_the_song_leads_back_until_somebody_quits() {
    let home = Home::new();
    let mut screen = start(&home);
    screen.keys("z");
    screen.wait_for("C-4 01");
    screen.keys("\x1c");
    assert_eq!(screen.end(), 0);
    assert!(restored(&screen));
    screen.wait_for("a goes on; `segno attach a` shows it again");
    let listed = home.run(&["sessions"]);
    let listed = String::from_utf8_lossy(&listed.stdout).into_owned();
    assert!(listed.contains("a.ron") && listed.contains("not saved"), "{listed}");

    let owner = home.owner();
    let mut screen = home.open((90, 30), &["./a.ron"]);
    screen.wait_for("C-4 01");
    assert_eq!(home.owner(), owner, "the same process");
    assert!(!screen.text().contains("take them"), "nothing was lost");
    screen.keys("\x11");
    screen.wait_for("not saved");
    screen.keys("d");
    assert_eq!(screen.end(), 0);
    assert!(home.sessions().is_empty());
    let mut screen = start(&home);
    assert!(!screen.text().contains("open too") && !screen.text().contains("C-4 01"), "{}", screen.text());
    screen.keys(":detach\r");
    assert_eq!(screen.end(), 0);
}

#[test]
fn a_session_is_taken_off_its_terminals_from_another_one() {
    let home = Home::new();
    let mut screen = start(&home);
    // Also while something is asked.
    screen.keys(":sav");
    screen.wait_for(":sav");
    let detached = home.run(&["detach"]);
    let told = String::from_utf8_lossy(&detached.stdout).into_owned();
    assert_eq!(told, "a goes on without its terminal; `segno attach a` shows it again\n");
    assert_eq!(screen.end(), 0);
    assert!(restored(&screen));
    home.await_sessions("an empty seat", |list| list[0]["seats"] == 0);
    let again = home.run(&["detach", "--json"]);
    let answer: serde_json::Value = serde_json::from_slice(&again.stdout).expect("one document");
    assert_eq!(answer, serde_json::json!({ "name": "a", "seats": 0 }));
    let mut screen = home.open((80, 24), &["attach"]);
    screen.wait_for(":sav");
    screen.keys("\x1c");
    assert_eq!(screen.end(), 0, "the key works while something is asked");
    let mut screen = home.open((80, 24), &["attach"]);
    screen.wait_for(":sav");
    screen.keys("\x15quit\r");
    assert_eq!(screen.end(), 0);
}

#[test]
fn every_song_that_is_open_leads_back_to_its_tab() {
    let home = Home::new();
    home.run(&["new", "b.ron", "--quiet"]);
    let mut screen = start(&home);
    screen.keys(":open-tab b.ron\r");
    screen.wait_for("2 b");
    screen.keys("z");
    screen.wait_for("C-4 01");
    screen.keys(":detach\r");
    assert_eq!(screen.end(), 0);
    let sessions = home.sessions();
    let names: Vec<_> = sessions[0]["songs"].as_array().expect("a list").iter().collect();
    assert!(names.len() == 2 && sessions[0]["changed"] == true, "{sessions:?}");
    for (song, note) in [("a.ron", false), ("b.ron", true)] {
        let mut screen = home.open((90, 30), &[song]);
        screen.wait("its tab", |text| text.contains("C-4 01") == note && text.contains("2 b"));
        screen.keys(":detach\r");
        assert_eq!(screen.end(), 0);
    }
    assert_eq!(home.sessions().len(), 1);
}

#[test]
fn an_owner_that_is_told_to_end_tells_its_terminals_and_keeps_the_work() {
    let home = Home::new();
    let mut screen = start(&home);
    screen.keys("z");
    screen.wait_for("C-4 01");
    home.signal_owner(libc::SIGHUP);
    screen.keys("x");
    screen.wait_for("D-4 01");
    home.signal_owner(libc::SIGTERM);
    assert_eq!(screen.end(), 130);
    assert!(restored(&screen));
    screen.wait_for("what was not saved is kept");
    assert!(home.sessions().is_empty());
    let mut screen = start(&home);
    screen.wait_for("take them");
    screen.keys("t");
    screen.wait_for("D-4 01");
}

#[test]
fn a_client_that_is_told_to_end_gives_its_terminal_back_and_nothing_else_ends() {
    let home = Home::new();
    for signal in [libc::SIGTERM, libc::SIGINT, libc::SIGHUP] {
        let mut screen = start(&home);
        screen.signal(signal);
        assert_eq!(screen.end(), 130);
        assert!(restored(&screen));
        home.await_sessions("an empty seat", |list| list[0]["seats"] == 0);
    }
}

#[test]
fn a_stopped_client_stops_nothing_else_and_is_drawn_anew() {
    let home = Home::new();
    let mut screen = start(&home);
    screen.keys("\x1b[15~");
    screen.wait_for("playing");
    screen.signal(libc::SIGSTOP);
    let mut other = home.open((100, 30), &["attach", "a"]);
    other.wait_for("playing");
    other.keys("\x1b[19~");
    other.wait_for("stopped");
    let before = String::from_utf8_lossy(&screen.written).matches("\x1b[?1049h").count();
    screen.signal(libc::SIGCONT);
    screen.wait_for_bytes("\x1b[?1049h", before);
    screen.wait_for("stopped");
    other.keys("\x11");
    other.wait_for("one other seat is at this song too");
    other.keys("e");
    assert_eq!(other.end(), 0);
    assert_eq!(screen.end(), 0);
    screen.wait_for("a was ended at another seat");
}
