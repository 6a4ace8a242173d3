//! However the program ends, the terminal is as it was before.

use super::screen::{Home, Screen};

fn open(home: &Home, arguments: &[&str]) -> Screen {
    home.run(&["new", "a.ron", "--quiet"]);
    let mut screen = home.open((100, 30), &[&["--silent", "a.ron"], arguments].concat());
    screen.wait_for("a.ron");
    screen
}

fn assert_restored(screen: &Screen) {
    let written = String::from_utf8_lossy(&screen.written);
    let last = |sequence: &str| written.rfind(sequence);
    assert!(last("\x1b[?1049l") > last("\x1b[?1049h"), "the alternate screen is left");
    assert!(last("\x1b[?25h") > last("\x1b[?25l"), "the cursor is shown");
    assert!(last("\x1b[?2004l") > last("\x1b[?2004h"), "pastes are plain again");
}

#[test]
fn leaving_restores_the_terminal() {
    let home = Home::new();
    for arguments in [&[][..], &["--alone"]] {
        let mut screen = open(&home, arguments);
        screen.keys("\x11");
        assert_eq!(screen.end(), 0);
        assert_restored(&screen);
    }
}

#[test]
fn signals_restore_the_terminal_and_keep_the_work() {
    for signal in [libc::SIGTERM, libc::SIGINT, libc::SIGHUP] {
        let home = Home::new();
        let mut screen = open(&home, &["--alone"]);
        screen.keys("z");
        screen.wait_for("C-4");
        screen.signal(signal);
        screen.end();
        assert_restored(&screen);
        let mut screen = home.open((100, 30), &["--alone", "--silent", "a.ron"]);
        screen.wait_for("take them");
        screen.keys("t");
        screen.wait_for("C-4");
    }
}

#[test]
fn without_a_terminal_the_screen_says_what_to_do_instead() {
    let home = Home::new();
    let output = home.run(&[]);
    assert_eq!(output.status.code(), Some(3));
    let said = String::from_utf8_lossy(&output.stderr);
    assert!(said.contains("terminal") && said.contains("segno play"), "{said}");
}
