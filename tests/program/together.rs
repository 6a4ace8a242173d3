//! Several people at one song.

use super::screen::{Home, Screen};

/// Two seats: the first at 80x24, the second larger.
fn two(home: &Home) -> [Screen; 2] {
    home.run(&["new", "a.ron", "--template", "instruments", "--quiet"]);
    let mut first = home.open((80, 24), &["--silent", "a.ron"]);
    first.wait_for("a.ron");
    let mut second = home.open((100, 30), &["attach", "a", "--as", "Anna"]);
    second.wait_for("seat 2 +1");
    first.wait_for("seat 1 +1");
    [first, second]
}

fn end(first: &mut Screen) {
    first.keys("\x11");
    first.wait_for("one other seat is at this song too");
    first.keys("e");
    first.wait("the end, or the question what becomes of changes", |text| {
        text.contains("not saved") || !text.contains("one other seat")
    });
    first.keys("d");
    assert_eq!(first.end(), 0);
}

#[test]
fn each_takes_back_its_own_steps_and_is_told_where_another_has_changed_them() {
    let home = Home::new();
    let [mut first, mut second] = two(&home);
    // The second seat goes to row 8, the first stays at the top.
    second.keys(&"\x1b[B".repeat(8));
    second.wait_for("row 08");
    assert!(first.text().contains("row 00"), "each has its own cursor");
    first.wait("the other's number at his row", |text| text.contains("082"));
    first.keys("z");
    second.wait_for("C-4 01");
    second.keys("x");
    first.wait_for("D-4 01");
    // The last step is the second seat's: the first one takes back its own all the same.
    first.keys("\x1a");
    first.wait("its own note to go", |text| !text.contains("C-4 01") && text.contains("D-4 01"));
    second.wait("the same there", |text| !text.contains("C-4 01") && text.contains("D-4 01"));
    assert!(first.text().contains("undone") && !second.text().contains("undone"), "each is told of its own");
    first.keys("\x1a");
    first.wait_for("nothing of yours to undo");
    first.keys("\x19");
    first.wait_for("C-4 01");
    // The second seat writes over it: it can no longer be taken back.
    second.keys(&"\x1b[A".repeat(9));
    second.wait_for("row 00");
    second.keys("c");
    first.wait_for("E-4 01");
    first.keys("\x1a");
    first.wait_for("no longer fits: seat 2 Anna has changed the same place since");
    second.keys("\x1a");
    first.wait_for("C-4 01");
    first.keys("\x1a");
    first.wait("its own note to go", |text| !text.contains("C-4 01") && text.contains("D-4 01"));
    end(&mut first);
    assert_eq!(second.end(), 0);
    second.wait_for("a was ended at another seat");
}

#[test]
fn a_killed_session_of_two_comes_back_with_what_both_did_and_took_back() {
    let home = Home::new();
    let [mut first, mut second] = two(&home);
    second.keys(&"\x1b[B".repeat(8));
    second.wait_for("row 08");
    first.keys("zv");
    second.wait_for("F-4 01");
    second.keys("x");
    first.wait_for("D-4 01");
    first.keys("\x1a");
    first.wait("the note to go", |text| !text.contains("F-4 01"));
    second.keys("c");
    first.wait_for("E-4 01");
    home.signal_owner(libc::SIGKILL);
    assert_eq!((first.end(), second.end()), (3, 3));
    let mut screen = home.open((80, 40), &["--silent", "a.ron"]);
    screen.wait_for("take them");
    screen.keys("t");
    screen.wait("what both did", |text| {
        ["C-4 01", "D-4 01", "E-4 01"].iter().all(|note| text.contains(note)) && !text.contains("F-4 01")
    });
}

#[test]
fn who_only_watches_looks_around_and_changes_nothing() {
    let home = Home::new();
    home.run(&["new", "a.ron", "--template", "instruments", "--quiet"]);
    let mut first = home.open((80, 24), &["--silent", "a.ron"]);
    first.wait_for("a.ron");
    let mut second = home.open((100, 30), &["attach", "--watch"]);
    second.wait_for("watching");
    let refused = "you only watch here";
    for (keys, what) in [
        ("z", "a note"),
        ("\x1b[15~", "play"),
        (":tempo 90\r", "the tempo"),
        ("\x13", "save"),
        (":performance-lock\r", "the lock"),
        ("\x1b[200~segno 1 row: note\r00 C-4\r\x1b[201~", "a paste"),
        ("\x1a", "undo"),
    ] {
        second.wait("the last refusal to go", |text| !text.contains(refused));
        second.keys(keys);
        second.wait(what, |text| text.contains(refused));
        // Looking around is free, and its answer takes the place of the refusal.
        second.keys(":people\r");
        second.wait_for("seat 2 (you) (watches)");
    }
    assert!(first.text().contains("120 BPM") && first.text().contains("stopped"));
    second.keys("\x1b[B\x1b[B\x1b[B");
    second.wait_for("row 03");
    first.keys("z");
    second.wait_for("C-4 01");
    second.keys("\x11");
    assert_eq!(second.end(), 0, "who only watches leaves, and nothing ends");
    first.keys("x");
    first.wait_for("D-4 01");
}

#[test]
fn what_one_says_all_read_and_during_a_show_nothing_is_destroyed() {
    let home = Home::new();
    let [mut first, mut second] = two(&home);
    second.keys(":say the bridge once more\r");
    first.wait_for("Anna: the bridge once more");
    first.keys(":performance-lock\r");
    second.wait_for("LOCKED");
    for keys in [":remove-track\r", ":open b.ron\r", "\x11", ":wq\r"] {
        second.keys(":people\r");
        second.wait_for("seat 2 Anna (you)");
        second.keys(keys);
        second.wait_for("kept out by the performance lock");
    }
    // What is no loss goes on.
    second.keys("z");
    first.wait_for("C-4 01");
    second.keys(":performance-lock\r");
    second.wait_for("take it off?");
    second.keys("u");
    second.wait("the lock to go", |text| !text.contains("LOCKED"));
    // Colours are each one's own.
    second.keys(":theme light\r");
    second.wait("the command line to close", |text| !text.contains(":theme"));
    for screen in [&mut first, &mut second] {
        screen.keys(":people\r");
        screen.wait_for("(you)");
    }
    assert_ne!(first.ground(), second.ground());
    end(&mut first);
    second.end();
}

#[test]
fn who_hears_the_screen_does_not_take_the_picture_from_others() {
    let home = Home::new();
    let [mut first, mut second] = two(&home);
    second.keys(":screen-reader on\r");
    second.wait("words in place of the picture", |text| !text.contains("seat 2 +1"));
    second.keys("\x1b[B");
    second.wait_for("row 01, track 1");
    first.keys("z");
    first.wait_for("C-4 01");
    assert!(first.text().contains("seat 1 +1"), "{}", first.text());
    end(&mut first);
}
