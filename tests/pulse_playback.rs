//! `segno play` on a real server: the same sound as offline, and what happens when the server goes.

mod heard;
mod private_pulse;

use private_pulse::{Server, first_difference, installed, stereo};
use std::io::{BufRead, BufReader};
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

/// The cookie that is made where there is none, below a home.
const ZEROS: &str = ".local/state/segno/pulse-cookie";
const SEGNO: &str = env!("CARGO_BIN_EXE_segno");

fn song(folder: &Path, repeats: u32) -> PathBuf {
    let path = folder.join("song.ron");
    std::fs::write(&path, heard::song(repeats)).expect("written");
    path
}

#[test]
fn what_is_heard_is_what_is_rendered() {
    if !installed(&["pulseaudio", "parec", "pactl"]) {
        return;
    }
    let folder = tempfile::tempdir().expect("a folder");
    let song = song(folder.path(), 1);
    let offline = Command::new(SEGNO).arg("play").arg(&song).arg("--stdout").output().expect("segno starts");
    assert!(offline.status.success(), "{}", String::from_utf8_lossy(&offline.stderr));
    let expected = stereo(&offline.stdout);
    let loudest = expected.iter().flatten().fold(0.0f32, |loudest, sample| loudest.max(sample.abs()));
    assert!(loudest > 0.05 && expected[0].len() > 4 * 48_000, "music: {loudest}, {}", expected[0].len());
    // A machine that is too busy to call back in time says so; only then may the sound differ.
    for attempt in 1..=5 {
        let server = Server::start();
        let recording = server.record();
        let played = server.client(SEGNO).arg("play").arg(&song).output().expect("segno starts");
        let said = String::from_utf8_lossy(&played.stderr).into_owned();
        assert_eq!(played.status.code(), Some(0), "{said}");
        let Some(frame) = first_difference(&recording.finish(), &expected, 1e-4) else {
            assert!(!said.contains("timer"), "it played on the server: {said}");
            return;
        };
        assert!(
            said.contains("late callbacks"),
            "differs at frame {frame}, and no callback was late: {said}"
        );
        println!("attempt {attempt} differs at frame {frame}: {said}");
    }
    panic!("five times in a row the machine was too busy");
}

/// The devices that a program of a person with this home finds.
fn devices(server: &Server, home: &Path, config: Option<&Path>) -> String {
    let mut command = server.client(SEGNO);
    for name in ["PULSE_COOKIE", "XDG_CONFIG_HOME", "XDG_STATE_HOME"] {
        command.env_remove(name);
    }
    command.envs(config.map(|config| ("XDG_CONFIG_HOME", config)));
    let listed = command.env("HOME", home).arg("devices").output().expect("segno starts");
    String::from_utf8_lossy(&listed.stdout).into_owned()
}

#[test]
fn the_server_is_reached_without_a_cookie_and_with_one_in_another_folder() {
    if !installed(&["pulseaudio", "pactl"]) {
        return;
    }
    let server = Server::start();
    let folder = tempfile::tempdir().expect("a folder");
    let (home, other) = (folder.path().join("home"), folder.path().join("other"));
    let config = other.join("config");
    std::fs::create_dir_all(config.join("pulse")).expect("made");
    std::fs::write(config.join("pulse/cookie"), [7; 256]).expect("written");
    let found = devices(&server, &other, Some(&config));
    assert!(found.contains("segno_test"), "{found}");
    assert!(!other.join(ZEROS).exists(), "the cookie that is there is used");
    let found = devices(&server, &home, None);
    assert!(found.contains("segno_test"), "{found}");
    let made = std::fs::metadata(home.join(ZEROS)).expect("a cookie of zeros");
    assert_eq!(made.len(), 256);
    #[cfg(unix)]
    assert_eq!(std::os::unix::fs::PermissionsExt::mode(&made.permissions()) & 0o777, 0o600);
}

#[cfg(unix)]
#[test]
fn a_server_that_is_started_later_is_reached_without_a_cookie() {
    if !installed(&["pulseaudio", "pactl"]) {
        return;
    }
    let mut server = Server::start();
    server.kill();
    let (folder, runtime) = (tempfile::tempdir().expect("a folder"), server.folder.path().join("pulse"));
    std::fs::create_dir(&runtime).expect("made");
    std::os::unix::fs::symlink("../socket", runtime.join("native")).expect("a link");
    let mut command = server.client(SEGNO);
    for name in ["PULSE_COOKIE", "PULSE_SERVER", "XDG_CONFIG_HOME", "XDG_STATE_HOME"] {
        command.env_remove(name);
    }
    let mut played = command
        .arg("play")
        .arg(song(folder.path(), 5))
        .args(["--device", "segno_test"])
        .env("HOME", folder.path())
        .stderr(Stdio::piped())
        .stdout(Stdio::null())
        .spawn()
        .expect("segno starts");
    let mut said = BufReader::new(played.stderr.take().expect("its messages")).lines();
    let mut next = || said.next().map(|line| line.expect("text")).unwrap_or_default();
    let none = next();
    assert!(none.contains("no sound device segno_test") && none.contains("timer"), "{none}");
    server.start_again();
    let found = next();
    let _ = played.kill();
    let _ = played.wait();
    assert!(found.contains("sound") && found.contains(": pulseaudio: "), "{found}");
}

#[test]
fn a_song_goes_on_without_its_server_and_is_heard_again_with_it() {
    if !installed(&["pulseaudio", "pactl"]) {
        return;
    }
    let folder = tempfile::tempdir().expect("a folder");
    let song = song(folder.path(), 3);
    let mut server = Server::start();
    let mut command = server.client(SEGNO);
    let mut played = command
        .arg("play")
        .arg(&song)
        .stderr(Stdio::piped())
        .stdout(Stdio::null())
        .spawn()
        .expect("segno starts");
    for _ in 0..400 {
        let listed = server.client("pactl").args(["list", "short", "sink-inputs"]).output().expect("pactl");
        if !listed.stdout.is_empty() {
            break;
        }
        std::thread::sleep(std::time::Duration::from_millis(20));
    }
    server.kill();
    let mut said = BufReader::new(played.stderr.take().expect("its messages")).lines();
    let mut next = || said.next().map(|line| line.expect("text")).unwrap_or_default();
    let lost = next();
    assert!(lost.contains("music time runs on a timer"), "{lost}");
    server.start_again();
    let back = next();
    // Which words depends on whether the stream had begun to play when the server went.
    assert!(back.contains("sound") && back.contains(": pulseaudio: "), "{back}");
    assert_eq!(played.wait().expect("ended").code(), Some(0));
}

#[test]
fn without_a_server_and_a_card_a_song_still_plays_to_its_end() {
    let folder = tempfile::tempdir().expect("a folder");
    let song = song(folder.path(), 1);
    let played = Command::new(SEGNO)
        .arg("play")
        .arg(&song)
        .args(["--device", "no such device"])
        .env("PULSE_SERVER", format!("unix:{}/none", folder.path().display()))
        .output()
        .expect("segno starts");
    let said = String::from_utf8_lossy(&played.stderr).into_owned();
    assert_eq!(played.status.code(), Some(0), "{said}");
    assert_eq!(said.lines().count(), 1, "one line and nothing of the libraries: {said}");
    assert!(said.contains("no sound device no such device") && said.contains("timer"), "{said}");
}

#[test]
fn a_wrong_song_or_place_is_told_with_its_place() {
    let folder = tempfile::tempdir().expect("a folder");
    let good = song(folder.path(), 1);
    let bad = folder.path().join("bad.ron");
    std::fs::write(&bad, "(\n    format: 1,\n    tempo: \"3\",\n)").expect("written");
    let none = folder.path().join("none.ron");
    let cases: [(&Path, &[&str], i32, &str); 3] = [
        (&bad, &[], 1, "bad.ron:3:"),
        (&none, &[], 1, "none.ron: could not read the song"),
        (&good, &["--from", "Coda"], 2, "Coda: no section of the song"),
    ];
    for (song, arguments, code, part) in cases {
        let output = Command::new(SEGNO)
            .arg("play")
            .arg(song)
            .arg("--silent")
            .args(arguments)
            .output()
            .expect("starts");
        let said = String::from_utf8_lossy(&output.stderr).into_owned();
        assert_eq!(output.status.code(), Some(code), "{said}");
        assert!(said.contains(part), "{said}");
    }
}

#[cfg(unix)]
#[test]
fn an_interrupt_stops_it_with_130() {
    let folder = tempfile::tempdir().expect("a folder");
    let song = song(folder.path(), 100);
    let mut played = Command::new(SEGNO)
        .arg("play")
        .arg(&song)
        .args(["--stdout", "--loop"])
        .stdout(Stdio::piped())
        .spawn()
        .expect("segno starts");
    // Sound arrives: the signals are heard from here on.
    let mut out = played.stdout.take().expect("its sound");
    std::io::Read::read_exact(&mut out, &mut [0; 64]).expect("sound");
    let stopped =
        Command::new("kill").arg("-INT").arg(played.id().to_string()).status().expect("kill starts");
    assert!(stopped.success());
    std::io::copy(&mut out, &mut std::io::sink()).expect("the rest");
    assert_eq!(played.wait().expect("ended").code(), Some(130));
}
