//! The program within the real tmux: keys, pastes, what it is told and what it must not be sent, and the song when tmux goes.

use super::installed::installed;
use super::screen::Home;
use std::fs;
use std::process::Command;
use std::time::{Duration, Instant};

/// Only a hang gets there.
const PATIENCE: Duration = Duration::from_secs(60);
const SEGNO: &str = env!("CARGO_BIN_EXE_segno");

/// A server of tmux of its own in a home, with one pane of 100 columns and 30 rows in which a shell runs.
struct Tmux {
    home: Home,
}

impl Tmux {
    /// Nothing where tmux is not installed.
    fn new() -> Option<Tmux> {
        if !installed(&["tmux"]) {
            return None;
        }
        let tmux = Tmux { home: Home::new() };
        tmux.home.run(&["new", "a.ron", "--template", "instruments", "--quiet"]);
        tmux.run(&["new-session", "-d", "-x", "100", "-y", "30", "/bin/sh"]);
        tmux.run(&["pipe-pane", "-o", &format!("cat > {}", tmux.home.path("sent").display())]);
        Some(tmux)
    }

    fn run(&self, words: &[&str]) -> String {
        let mut command = Command::new("tmux");
        command.arg("-S").arg(self.home.path("tmux.sock")).args(["-f", "/dev/null"]).args(words);
        command.current_dir(self.home.folder.path()).env_clear().envs(self.home.world());
        let output = command.output().expect("tmux runs");
        assert!(output.status.success(), "{words:?}: {}", String::from_utf8_lossy(&output.stderr));
        String::from_utf8_lossy(&output.stdout).into_owned()
    }

    /// Types words into the shell.
    fn line(&self, text: &str) {
        self.run(&["send-keys", "-l", text]);
        self.keys(&["Enter"]);
    }

    fn keys(&self, keys: &[&str]) {
        self.run(&[&["send-keys"], keys].concat());
    }

    /// Waits until the pane shows that.
    fn wait_for(&self, text: &str) {
        let begun = Instant::now();
        loop {
            let shown = self.run(&["capture-pane", "-p", "-S", "-200"]);
            if shown.contains(text) {
                return;
            }
            assert!(begun.elapsed() < PATIENCE, "waiting for {text:?}, tmux shows:\n{shown}");
            std::thread::sleep(Duration::from_millis(50));
        }
    }

    /// What the programs in the pane have written.
    fn sent(&self) -> String {
        String::from_utf8_lossy(&fs::read(self.home.path("sent")).expect("what was sent")).into_owned()
    }
}

impl Drop for Tmux {
    fn drop(&mut self) {
        let mut command = Command::new("tmux");
        // One that has gone needs no end.
        let _ = command.arg("-S").arg(self.home.path("tmux.sock")).arg("kill-server").output();
    }
}

#[test]
fn within_tmux_one_plays_and_writes_and_when_tmux_goes_the_song_goes_on() {
    let Some(tmux) = Tmux::new() else { return };
    tmux.line(&format!("{SEGNO} doctor"));
    tmux.wait_for("within tmux");
    tmux.line(&format!("{SEGNO} --silent a.ron"));
    tmux.wait_for("stopped  a.ron");
    tmux.keys(&["z"]);
    tmux.wait_for("C-4 01");
    tmux.keys(&["F5"]);
    tmux.wait_for("playing");
    tmux.keys(&["F8"]);
    tmux.wait_for("stopped");
    // A paste plays and writes nothing.
    tmux.run(&["set-buffer", "xxxx"]);
    tmux.run(&["paste-buffer", "-p"]);
    tmux.keys(&["Down", "Down", "c"]);
    tmux.wait_for("E-4 01");
    let shown = tmux.run(&["capture-pane", "-p"]);
    assert!(!shown.contains("D-4 01"), "the paste has typed nothing:\n{shown}");
    let sent = tmux.sent();
    assert!(sent.contains("\x1b[?2004h") && sent.contains("\x1b[5n"), "it was asked for pastes and paced");
    for (sequence, what) in [
        ("\x1b[?2026h", "marks of frames, at whose end tmux paints anew"),
        ("\x1b_G", "pictures"),
        ("\x1bP0;1;0q", "sixels"),
    ] {
        assert!(!sent.contains(sequence), "{what}");
    }
    // Another size of the window.
    tmux.run(&["resize-window", "-x", "80", "-y", "24"]);
    tmux.wait_for("C-4 01");
    tmux.run(&["kill-server"]);
    tmux.home.await_sessions("an empty seat", |sessions| sessions.len() == 1 && sessions[0]["seats"] == 0);
    let mut screen = tmux.home.open((90, 26), &["attach"]);
    screen.wait("both notes", |text| text.contains("C-4 01") && text.contains("E-4 01"));
    screen.keys("\x11");
    screen.wait_for("not saved");
    screen.keys("d");
    assert_eq!(screen.end(), 0);
}
