//! Who comes into a session, and what those are told who do not.

use super::installed::skipped;
use super::screen::{Home, Screen};
use segno::session::peer::own_user;
use segno::session::protocol::{Frame, Kind};
use segno::ui::terminal::line::Farewell;
use std::fs;
use std::io::Write;
use std::os::unix::fs::{MetadataExt, PermissionsExt};
use std::os::unix::net::{UnixListener, UnixStream};
use std::os::unix::process::CommandExt;
use std::process::Command;

/// A session that nobody looks at.
fn session(home: &Home, song: &str) {
    home.run(&["new", song, "--quiet"]);
    let mut screen = home.open((80, 24), &["--silent", song]);
    screen.wait_for(song.rsplit('/').next().unwrap_or(song));
    detach(&mut screen);
}

fn detach(screen: &mut Screen) {
    screen.keys("\x17T");
    assert_eq!(screen.end(), 0);
}

fn said(home: &Home, arguments: &[&str]) -> (u32, String) {
    let mut screen = home.open((100, 24), arguments);
    let code = screen.end();
    (code, screen.text())
}

#[test]
fn attach_needs_a_name_only_where_there_are_several() {
    let home = Home::new();
    let (code, text) = said(&home, &["attach"]);
    assert!(code == 1 && text.contains("no session runs; `segno SONG` starts one"), "{code} {text}");
    session(&home, "a.ron");
    fs::create_dir(home.path("other")).expect("a folder");
    session(&home, "other/a.ron");
    session(&home, "b.ron");
    let names: Vec<_> = home.sessions().iter().map(|session| session["name"].clone()).collect();
    assert_eq!(names, ["a", "a-2", "b"]);
    let (code, text) = said(&home, &["attach"]);
    assert!(code == 1 && text.contains("several sessions run: a, a-2, b; expected one of them"), "{text}");
    let (code, text) = said(&home, &["attach", "c"]);
    assert!(code == 1 && text.contains("there is no session c"), "{code} {text}");
    let mut screen = home.open((80, 24), &["attach", "b"]);
    screen.wait_for("b.ron");
    screen.keys("\x11");
    assert_eq!(screen.end(), 0);
    assert_eq!(home.sessions().len(), 2);
}

#[test]
fn a_song_that_cannot_be_opened_is_refused_in_the_same_words_as_without_a_session() {
    let home = Home::new();
    let (code, text) = said(&home, &["--silent", "nowhere.ron"]);
    assert_eq!((code, text), said(&home, &["--silent", "--alone", "nowhere.ron"]));
    assert_eq!(code, 1);
    assert!(home.sessions().is_empty());
}

#[test]
fn the_socket_is_the_users_alone_and_what_a_dead_owner_left_is_cleaned() {
    let home = Home::new();
    session(&home, "a.ron");
    let (folder, socket) = (home.path("run/segno"), home.path("run/segno/a.sock"));
    let mode = |path: &std::path::Path| fs::metadata(path).expect("there").mode() & 0o777;
    assert_eq!((mode(&folder), mode(&socket)), (0o700, 0o600));
    home.signal_owner(libc::SIGKILL);
    home.await_sessions("none", <[_]>::is_empty);
    assert!(!socket.exists());
    // One that nobody has looked at makes room for a new one.
    drop(UnixListener::bind(&socket).expect("a socket"));
    let mut screen = home.open((80, 24), &["--silent", "a.ron"]);
    screen.wait_for("a.ron");
    assert_eq!(home.sessions()[0]["name"], "a");
    detach(&mut screen);
}

#[test]
fn a_folder_that_others_may_enter_is_not_used() {
    let home = Home::new();
    home.run(&["new", "a.ron", "--quiet"]);
    let (first, second) = (home.path("run/segno"), home.path(&format!("tmp/segno-{}", own_user())));
    fs::create_dir(&first).expect("a folder");
    fs::set_permissions(&first, fs::Permissions::from_mode(0o755)).expect("set");
    let mut screen = home.open((80, 24), &["--silent", "a.ron"]);
    screen.wait_for("a.ron");
    assert!(second.join("a.sock").exists() && !first.join("a.sock").exists());
    screen.keys("\x11");
    assert_eq!(screen.end(), 0);
    // Where there is no folder at all, song and screen share one process, and that is said.
    fs::set_permissions(&second, fs::Permissions::from_mode(0o750)).expect("set");
    let mut screen = home.open((120, 24), &["--silent", "a.ron"]);
    screen.wait_for("nothing goes on when this terminal goes");
    screen.keys("\x1c");
    screen.wait_for("nothing would go on");
    screen.keys("\x11");
    assert_eq!(screen.end(), 0);
}

#[test]
fn a_session_whose_runtime_directory_went_is_found_again() {
    let home = Home::new();
    session(&home, "a.ron");
    fs::remove_dir_all(home.path("run")).expect("removed");
    let elsewhere = home.path(&format!("tmp/segno-{}/a.sock", own_user()));
    home.await_sessions("the session elsewhere", |list| list.len() == 1 && elsewhere.exists());
    let mut screen = home.open((80, 24), &["attach", "a"]);
    screen.wait_for("a.ron");
    screen.keys("\x11");
    assert_eq!(screen.end(), 0);
}

#[test]
fn the_doctor_asks_the_terminal_and_names_the_sessions() {
    let home = Home::new();
    session(&home, "a.ron");
    let mut screen = home.open((150, 40), &["doctor"]);
    screen.tells_keys_up = true;
    assert_eq!(screen.end(), 0);
    let text = screen.text();
    for told in ["150 × 40, 16 million colours, keys are told as they come up", "works  sessions:", ", a run"]
    {
        assert!(text.contains(told), "{told}\n{text}");
    }
}

#[test]
fn strangers_and_other_versions_are_told_why_they_stay_outside() {
    let home = Home::new();
    session(&home, "a.ron");
    let socket = home.path("run/segno/a.sock");
    let mut newer = UnixStream::connect(&socket).expect("connected");
    newer.write_all(b"H\x20\0\0\0{\"protocol\": 99, \"program\": \"9\"}").expect("written");
    let frame = Frame::read(&mut newer).expect("a frame").expect("an answer");
    let farewell: Farewell = frame.value().expect("a farewell");
    assert_eq!((frame.kind, farewell.code), (Kind::Farewell, 3));
    assert!(farewell.text.contains("protocol 99") && farewell.text.contains("attach with that one"));
    let mut noise = UnixStream::connect(&socket).expect("connected");
    noise.write_all(b"GET / HTTP/1.1\r\n\r\n").expect("written");
    assert!(!matches!(Frame::read(&mut noise), Ok(Some(_))), "no answer to what is no greeting");
    assert_eq!(home.sessions().len(), 1, "the session is none the worse");
}

/// Says what a session answers to somebody of another user. Without the variable there is nothing to do.
#[test]
fn stranger() {
    let Ok(socket) = std::env::var("SEGNO_STRANGER") else { return };
    let mut stream = UnixStream::connect(socket).expect("connected");
    let frame = Frame::read(&mut stream).expect("a frame").expect("an answer");
    println!("{}", frame.value::<Farewell>().expect("a farewell").text);
}

#[test]
fn another_user_is_sent_away_even_if_the_files_let_him_in() {
    if own_user() != 0 {
        skipped("only root can act for another user");
        return;
    }
    let home = Home::new();
    session(&home, "a.ron");
    let socket = home.path("run/segno/a.sock");
    for (path, mode) in [
        (home.folder.path(), 0o755),
        (&home.path("run"), 0o755),
        (&home.path("run/segno"), 0o755),
        (&socket, 0o666),
    ] {
        fs::set_permissions(path, fs::Permissions::from_mode(mode)).expect("set");
    }
    let program = home.path("stranger");
    fs::copy(std::env::current_exe().expect("this program"), &program).expect("copied");
    let mut command = Command::new(&program);
    command.args(["--exact", "doors::stranger", "--nocapture"]).env("SEGNO_STRANGER", &socket);
    let output = command.uid(65_534).gid(65_534).output().expect("it runs");
    let told = String::from_utf8_lossy(&output.stdout);
    assert!(told.contains("belongs to user 65534, not to 0"), "{told}");
    fs::set_permissions(home.path("run/segno"), fs::Permissions::from_mode(0o700)).expect("set");
}
