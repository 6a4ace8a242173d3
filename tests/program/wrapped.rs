//! The program within the real GNU screen and the real mosh, which keep a screen of their own and draw it to a terminal.

use super::installed::installed;
use super::screen::{Home, Screen};
use std::ffi::OsString;
use std::os::unix::fs::PermissionsExt;
use std::process::Command;

const SEGNO: &str = env!("CARGO_BIN_EXE_segno");
const SIZE: (u16, u16) = (100, 30);

fn home() -> Home {
    let home = Home::new();
    home.run(&["new", "a.ron", "--template", "instruments", "--quiet"]);
    home
}

/// In the shell that is shown: what the program finds out, then a song in which a note is written and that plays and stops.
fn a_note_is_written(screen: &mut Screen, within: &str) {
    screen.keys(&format!("{SEGNO} doctor\r"));
    screen.wait_for(within);
    screen.keys(&format!("{SEGNO} --silent a.ron; echo it ends with $?.\r"));
    screen.wait_for("stopped  a.ron");
    screen.keys("z");
    screen.wait_for("C-4 01");
    screen.keys("\x1b[15~");
    screen.wait_for("playing");
    screen.wait_for_another_row();
    screen.keys("\x1b[19~");
    screen.wait_for("stopped");
    let text = String::from_utf8_lossy(&screen.written).into_owned();
    for (sequence, what) in [("\x1b_G", "pictures"), ("\x1bP0;1;0q", "sixels")] {
        assert!(!text.contains(sequence), "{within}: {what}");
    }
}

/// Leaves without saving, and the shell too.
fn leave(screen: &mut Screen) {
    screen.keys("\x11");
    screen.wait_for("not saved");
    screen.keys("d");
    // Neither keeps what stood there before: the picture is wiped.
    screen.wait("the shell", |text| text.contains("it ends with 0.") && !text.contains("Track 1"));
    screen.keys("exit\r");
    screen.end();
}

#[test]
fn within_gnu_screen_a_song_is_edited_left_alone_and_shown_again() {
    if !installed(&["screen"]) {
        return;
    }
    let home = home();
    let sockets = home.path("screens");
    std::fs::create_dir(&sockets).expect("a folder");
    std::fs::set_permissions(&sockets, std::fs::Permissions::from_mode(0o700)).expect("ours alone");
    let world = || vec![("SCREENDIR", OsString::from(&sockets)), ("SHELL", "/bin/sh".into())];
    let mut screen = home.open_program("screen", world(), SIZE, &["-c", "/dev/null", "-U", "-S", "s"]);
    a_note_is_written(&mut screen, "within GNU screen");
    // Detached, the song goes on; on another terminal, of another size, it is all there.
    screen.keys("\x01d");
    screen.end();
    let mut screen = home.open_program("screen", world(), (80, 24), &["-c", "/dev/null", "-U", "-r", "s"]);
    screen.wait("the song again", |text| text.contains("a.ron") && text.contains("C-4 01"));
    screen.keys("x");
    screen.wait_for("D-4 01");
    // An Esc alone comes through: no mouse is watched for which screen would hold it back.
    screen.keys(":zzz");
    screen.wait_for(":zzz");
    screen.keys("\x1b");
    screen.wait("the line gone", |text| !text.contains(":zzz"));
    leave(&mut screen);
}

/// A server of mosh whose shell ends with it.
struct Far(i32);

impl Drop for Far {
    fn drop(&mut self) {
        // SAFETY: a plain call; a server that has ended by itself is not there any more.
        unsafe { libc::kill(self.0, libc::SIGTERM) };
    }
}

#[test]
fn through_mosh_a_song_is_edited() {
    if !installed(&["mosh-server", "mosh-client"]) {
        return;
    }
    let home = home();
    let mut command = Command::new("mosh-server");
    command.args(["new", "-i", "127.0.0.1", "-c", "256", "--", "/bin/sh"]);
    command.current_dir(home.folder.path()).env_clear().envs(home.world());
    // One whose client never comes ends by itself.
    let told = command.env("MOSH_SERVER_SIGNAL_TMOUT", "600").output().expect("mosh-server runs");
    let (out, err) = (String::from_utf8_lossy(&told.stdout), String::from_utf8_lossy(&told.stderr));
    let line = out.lines().find_map(|line| line.strip_prefix("MOSH CONNECT ")).expect("where it listens");
    let (port, key) = line.split_once(' ').expect("a port and a key");
    let process = err.split("pid = ").nth(1).and_then(|rest| rest.split(']').next()?.trim().parse().ok());
    let _far = Far(process.expect("its process"));
    let world = vec![("MOSH_KEY", OsString::from(key.trim()))];
    let mut screen = home.open_program("mosh-client", world, SIZE, &["127.0.0.1", port]);
    screen.wait("a shell", |text| text.contains('#') || text.contains('$'));
    a_note_is_written(&mut screen, "within mosh");
    leave(&mut screen);
}
