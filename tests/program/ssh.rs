//! A song on another machine through the real `ssh` and a real `sshd`.

use super::connect::{SEGNO, heard};
use super::real_ssh::Server;
use super::screen::{Home, Screen};
use std::fs;

/// Two homes, a server of the one, and a client in the other that knows it as `far`.
struct Net {
    here: Home,
    there: Home,
    _server: Server,
}

impl Net {
    /// Nothing where ssh or its server is not installed.
    fn new() -> Option<Net> {
        let (here, there) = (Home::new(), Home::new());
        there.run(&["new", "a.ron", "--template", "instruments", "--quiet"]);
        let server = Server::start(here.folder.path(), there.folder.path())?;
        Some(Net { here, there, _server: server })
    }

    fn connect(&self, keys_up: bool) -> Screen {
        let song = self.there.path("a.ron").display().to_string();
        let arguments = ["connect", "--silent", "--program", SEGNO, "far", &song];
        let mut screen = self.here.open_with(&[("SEGNO_SSH", "call")], (100, 30), &arguments);
        screen.tells_keys_up = keys_up;
        screen.wait_for("a.ron");
        screen
    }

    /// Ends the client's ssh as a network that goes does.
    fn cut(&self) {
        let process = fs::read_to_string(self.here.path("line")).expect("a line");
        let process: i32 = process.trim().parse().expect("a number");
        // SAFETY: a plain call; the process carries our own line.
        assert_eq!(unsafe { libc::kill(process, libc::SIGKILL) }, 0);
    }
}

#[test]
fn through_ssh_a_song_is_edited_and_heard_and_shown_again_after_the_line_broke() {
    let Some(net) = Net::new() else { return };
    let mut screen = net.connect(false);
    // The first instrument, a sampler, has no sample.
    screen.keys(":instrument 02\rzx");
    screen.wait_for("D-4 02");
    screen.keys("\x1b[17~");
    screen.wait_for("playing");
    // Some rows later sound has come too.
    screen.wait_for("row 40");
    let left = String::from_utf8_lossy(&screen.written).matches("\x1b[?1049l").count();
    net.cut();
    screen.wait_for_bytes("\x1b[?1049l", left);
    screen.wait_for_bytes("the line to far is gone; the song goes on there. Called again in 1 s", 0);
    screen.wait_for("playing");
    screen.keys("\x1b[19~");
    screen.wait_for("stopped");
    screen.keys("c");
    screen.wait_for("E-4 02");
    screen.keys("\x1c");
    assert_eq!(screen.end(), 0);
    screen.wait_for("a goes on");
    assert!(heard(&screen) > 0.3, "{}", screen.text());
    net.there.await_sessions("an empty seat", |list| list[0]["seats"] == 0 && list[0]["changed"] == true);
    assert!(net.here.sessions().is_empty(), "nothing runs here");
}

#[test]
fn through_ssh_keys_that_come_up_here_end_their_notes_there() {
    let Some(net) = Net::new() else { return };
    let mut screen = net.connect(true);
    screen.keys(":instrument 02\r");
    screen.wait_for("inst 02");
    // F9 records; an azerty keyboard, on which w stands on the place of z.
    screen.keys("\x1b[20~");
    screen.wait_for("record");
    screen.wait_for("row 01");
    screen.keys("\x1b[119::122;1:1;119u");
    screen.wait_for("C-4 02");
    screen.keys("\x1b[119::122;1:3u");
    screen.wait_for("===");
    screen.keys("\x1b[115;5u\x1b[92;5u");
    assert_eq!(screen.end(), 0);
    let after = fs::read_to_string(net.there.path("a.ron")).expect("a song");
    assert!(after.contains("C-4 02") && after.contains("==="), "{after}");
}

#[test]
fn a_host_that_ssh_cannot_reach_is_told_in_the_words_of_ssh() {
    let Some(net) = Net::new() else { return };
    let arguments = ["connect", "--silent", "--program", SEGNO, "nobody@no-such-host.invalid"];
    let mut screen = net.here.open_with(&[("SEGNO_SSH", "call")], (100, 30), &arguments);
    assert_eq!(screen.end(), 3);
    screen.wait_for("Could not resolve hostname");
    screen.wait_for("segno on nobody@no-such-host.invalid cannot be reached");
}
