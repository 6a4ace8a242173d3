//! A song through JACK.

use super::installed::installed;
use super::screen::Home;
use super::server::{RATE, Server};
use std::process::Stdio;
use std::time::Duration;

/// Two seconds, the first row empty.
const SONG: &str = r#"(
    format: 1,
    tempo: "120",
    tracks: { 1: (name: "Lead", note_columns: 2) },
    instruments: { 0x01: (name: "Saw", patch: (kind: "subtractive", cutoff: 1800.0, voices: 3)) },
    order: [(pattern: 0, repeats: 1)],
    patterns: {
        0: (
            length: 16,
            lanes: {
                1: Own(rows: { 2: "C-4 01; E-4 01", 8: "D-4 01 v48; F-4 01 v48", 12: "===; ===" }),
            },
        ),
    },
)"#;

#[test]
fn what_jack_plays_is_what_is_rendered() {
    if !installed(&["jack_capture"]) {
        return;
    }
    let home = Home::new();
    std::fs::write(home.path("song.ron"), SONG).expect("written");
    let offline = home.run(&["play", "song.ron", "--stdout"]);
    assert!(offline.status.success(), "{}", String::from_utf8_lossy(&offline.stderr));
    let samples: Vec<f32> =
        offline.stdout.as_chunks::<4>().0.iter().map(|bytes| f32::from_le_bytes(*bytes)).collect();
    let expected: Vec<[f32; 2]> = samples.as_chunks::<2>().0.to_vec();
    // Where a recorder joins, a busy server may drop a period: the sound itself is there or not at all.
    for attempt in 1..=5 {
        let Some(server) = Server::start("sound", true) else { return };
        let file = home.path("sound.wav");
        let _ = std::fs::remove_file(&file);
        let mut recorder = server
            .client("jack_capture")
            .args(["--daemon", "--hide-buffer-usage", "--no-stdin", "-c", "2", "--format", "wav"])
            .args(["--port", "system:playback_1", "--port", "system:playback_2", "--filename"])
            .arg(&file)
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn()
            .expect("jack_capture starts");
        let is_there = (0..1_500).any(|_| {
            let ended = recorder.try_wait().expect("our child");
            assert!(ended.is_none(), "jack_capture has ended: {ended:?}");
            std::thread::sleep(Duration::from_millis(20));
            server.ports().is_some_and(|ports| ports.contains("jack_capture"))
        });
        if !is_there {
            recorder.kill().and_then(|()| recorder.wait()).expect("ended");
            panic!("jack_capture has no ports");
        }
        std::thread::sleep(Duration::from_millis(400));
        let played = server
            .client(env!("CARGO_BIN_EXE_segno"))
            .arg("play")
            .arg(home.path("song.ron"))
            .args(["--device", "jack", "--rate", &RATE.to_string()])
            .output()
            .expect("segno starts");
        let said = String::from_utf8_lossy(&played.stderr).into_owned();
        assert!(played.status.success() && !said.contains("timer"), "{said}");
        // SAFETY: a plain call; the process is our child and not yet waited for.
        unsafe { libc::kill(recorder.id() as i32, libc::SIGINT) };
        recorder.wait().expect("ended");
        let heard = hound::WavReader::open(&file).expect("a recording").into_samples::<f32>();
        let heard: Vec<f32> = heard.map_while(Result::ok).collect();
        let heard: Vec<[f32; 2]> = heard.as_chunks::<2>().0.to_vec();
        let first = |frames: &[[f32; 2]]| frames.iter().position(|frame| *frame != [0.0; 2]);
        let (from, begin) = (first(&heard).expect("sound"), first(&expected).expect("music"));
        let differs = (begin..expected.len()).find(|frame| {
            let heard = heard.get(from + frame - begin).copied().unwrap_or_default();
            heard.iter().zip(&expected[*frame]).any(|(heard, meant)| (heard - meant).abs() > 1e-6)
        });
        let Some(frame) = differs else { return };
        println!("attempt {attempt} differs at frame {frame}: {said}");
        assert!(!said.is_empty(), "differs at frame {frame}, and no callback was late");
    }
    panic!("five times in a row the machine was too busy");
}
