//! A song on another machine, shown and heard here. In the place of `ssh` stands a program that runs what it is told in another home.

use super::screen::{Home, Screen};
use segno::io::listening::hub::Codec;
use segno::io::listening::packet::{Head, frames};
use segno::session::calling::call;
use segno::session::protocol::{Frame, Hello, Kind, encode, facts};
use segno::ui::run::Wishes;
use segno::ui::terminal::line::Facts;
use std::fs;
use std::io::Write;
use std::os::unix::fs::PermissionsExt;

/// Two homes, and what leads from the one to the other.
struct Line {
    here: Home,
    there: Home,
}

impl Line {
    fn new() -> Line {
        let (here, there) = (Home::new(), Home::new());
        there.run(&["new", "a.ron", "--template", "instruments", "--quiet"]);
        let far = there.folder.path().display();
        let script = format!(
            "#!/bin/sh\necho $$ > {far}/line\nwhile [ \"$1\" != -- ]; do shift; done\nshift 2\ncd {far}\n\
             exec env -i PATH=\"$PATH\" HOME={far} XDG_RUNTIME_DIR={far}/run TMPDIR={far}/tmp LANG=C.UTF-8 sh -c \"exec $*\"\n"
        );
        fs::write(here.path("ssh"), script).expect("written");
        fs::set_permissions(here.path("ssh"), fs::Permissions::from_mode(0o755)).expect("set");
        Line { here, there }
    }

    fn connect(&self, program: &str, song: &str) -> Screen {
        let arguments = ["connect", "--silent", "--program", program, "me@far", song];
        self.here.open_with(&[("SEGNO_SSH", "ssh")], (100, 30), &arguments)
    }

    /// Breaks the line as a network does.
    fn cut(&self) {
        let process = fs::read_to_string(self.there.path("line")).expect("a line");
        let process: i32 = process.trim().parse().expect("a number");
        // SAFETY: a plain call; the process carries our own line.
        assert_eq!(unsafe { libc::kill(process, libc::SIGKILL) }, 0);
    }
}

pub const SEGNO: &str = env!("CARGO_BIN_EXE_segno");

/// Seconds that the last line says were heard.
pub fn heard(screen: &Screen) -> f64 {
    let written = String::from_utf8_lossy(&screen.written).into_owned();
    let after = written.rsplit("heard ").next().and_then(|rest| rest.split(' ').next());
    after.and_then(|seconds| seconds.parse().ok()).unwrap_or_else(|| panic!("{written}"))
}

#[test]
fn a_song_there_is_edited_and_heard_here_and_goes_on_when_one_leaves() {
    let line = Line::new();
    let mut screen = line.connect(SEGNO, "a.ron");
    screen.wait_for("a.ron");
    // The first instrument, a sampler, has no sample.
    screen.keys(":instrument 02\rzx");
    screen.wait_for("D-4 02");
    screen.keys("\x1b[17~");
    screen.wait_for("playing");
    // Some rows later sound has come too.
    screen.wait_for("row 40");
    screen.keys("\x1c");
    assert_eq!(screen.end(), 0);
    screen.wait_for("a goes on");
    assert!(heard(&screen) > 0.3, "{}", screen.text());
    line.there.await_sessions("an empty seat that plays", |list| {
        list[0]["seats"] == 0 && list[0]["playing"] == true && list[0]["changed"] == true
    });
    assert!(line.here.sessions().is_empty(), "nothing runs here");
}

#[test]
fn keys_that_are_played_here_sound_there_and_are_heard_here() {
    let home = Home::new();
    home.run(&["new", "a.ron", "--template", "instruments", "--quiet"]);
    let mut screen = home.open((80, 24), &["--silent", "a.ron"]);
    screen.wait_for("a.ron");
    screen.keys(":instrument 02\r");
    screen.wait_for("inst 02");
    let socket = home.path("run/segno/a.sock");
    let (mut stream, _) = call(&socket, &Hello::new(Some(Wishes::default()))).expect("let in");
    stream.set_read_timeout(Some(std::time::Duration::from_secs(60))).expect("set");
    let say = |bytes: Vec<u8>| (&stream).write_all(&bytes).expect("taken");
    say(facts(&Facts { size: (80, 24), ..Facts::default() }).encode());
    say(Frame::of(Kind::Listen, &Codec::Pcm).encode());
    say(encode(Kind::Port, b"\x05Keys"));
    screen.wait_for("MIDI in: far: Keys");
    let (mut count, mut rate) = (0u64, None);
    loop {
        // Again and again: the first note may come before anybody hears it.
        if count.is_multiple_of(50) {
            let stamp = (count * 10_000).to_le_bytes();
            let note = if count.is_multiple_of(100) { [0x90, 60, 100] } else { [0x80, 60, 0] };
            (&stream).write_all(&encode(Kind::Midi, &[&[5], &stamp[..], &note].concat())).expect("taken");
        }
        count += 1;
        let frame = Frame::read(&mut stream).expect("a frame").expect("one");
        match frame.kind {
            Kind::Told => rate = rate.or(Some(frame.value::<serde_json::Value>().expect("JSON"))),
            Kind::Sound => {
                let (head, sound) = Head::read(&frame.bytes).expect("a packet");
                (&stream).write_all(&Frame::came(head.sequence).encode()).expect("taken");
                if frames(sound).iter().any(|[left, right]| left.abs().max(right.abs()) > 0.01) {
                    break;
                }
            }
            _ => {}
        }
    }
    assert_eq!(rate.expect("the format came first")["format"]["rate"], 48_000);
    drop(stream);
    screen.wait_for("MIDI port far: Keys is gone");
}

#[test]
fn a_line_that_breaks_gives_the_terminal_back_and_is_called_again() {
    let line = Line::new();
    let mut screen = line.connect(SEGNO, "a.ron");
    screen.wait_for("a.ron");
    screen.keys("zx");
    screen.wait_for("D-4 01");
    let left = String::from_utf8_lossy(&screen.written).matches("\x1b[?1049l").count();
    line.cut();
    screen.wait_for_bytes("\x1b[?1049l", left);
    screen.wait_for_bytes("the line to me@far is gone; the song goes on there. Called again in 1 s", 0);
    // It is there again, with what was done before.
    screen.wait_for("D-4 01");
    screen.keys("c");
    screen.wait_for("E-4 01");
    screen.keys("\x11");
    screen.wait_for("not saved");
    screen.keys("d");
    assert_eq!(screen.end(), 0);
    assert!(line.there.sessions().is_empty());
}

#[test]
fn what_cannot_be_called_is_told_with_the_reason() {
    let line = Line::new();
    let mut screen = line.connect("no-such-program", "a.ron");
    assert_eq!(screen.end(), 3);
    screen.wait_for("segno on me@far cannot be reached");
    screen.wait_for("no-such-program");
    let mut screen = line.connect(SEGNO, "none/there.ron");
    assert_ne!(screen.end(), 0);
    screen.wait_for("segno on me@far: ");
}
