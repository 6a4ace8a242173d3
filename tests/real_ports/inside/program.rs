//! The program on a terminal, played and led from outside.

use crate::cable::{CARD, Controller, RATE, Recording, cable};
use crate::guest;
use crate::screen::Home;
use midir::MidiOutput;
use midir::os::unix::VirtualOutput;
use segno::io::moment::micros;
use std::time::Duration;

/// What figures are told as.
const NAME: &str = "the_program_plays_by_a_clock_and_ends_the_notes_of_a_port_that_vanishes";

/// A short note on every beat.
const BEATS: &str = r#"(
    format: 1,
    tempo: "90",
    tracks: { 1: (name: "Lead") },
    instruments: { 0x01: (name: "Saw", patch: (kind: "subtractive")) },
    order: [(pattern: 0, repeats: 8)],
    patterns: {
        0: (
            length: 16,
            lanes: {
                1: Own(length: 4, rows: { 0: "C-5 01", 1: "===" }),
            },
        ),
    },
)"#;

/// Frames of where sound begins after a twentieth of a second in which next to nothing was heard.
fn onsets(sound: &[f32]) -> Vec<usize> {
    let quiet = sound.iter().fold(0.0f32, |peak, sample| peak.max(sample.abs())) / 50.0;
    let mut silent = 0;
    let mut found = Vec::new();
    for (frame, sample) in sound.iter().enumerate() {
        if sample.abs() < quiet {
            silent += 1;
        } else {
            if silent > RATE as usize / 20 {
                found.push(frame);
            }
            silent = 0;
        }
    }
    found
}

#[test]
#[ignore = "runs in a guest"]
fn the_program_plays_by_a_clock_and_ends_the_notes_of_a_port_that_vanishes() {
    if !guest::is_here() {
        return;
    }
    let home = Home::new();
    std::fs::write(home.path("song.ron"), BEATS).expect("written");
    let recording = Recording::start();
    let mut screen = home.open((100, 30), &["song.ron", "--device", CARD, "--buffer", "256"]);
    screen.wait_for("song.ron");
    screen.wait_for("MIDI in: Virtual Raw MIDI 1-");
    screen.keys(&format!(":midi-clock-in {}\r", cable(0)));
    screen.wait_for("its clock, start and stop lead");
    let mut master = Controller::new(0);
    master.send(&[0xFA]);
    let mut due = (micros() + 50_000) as f64;
    for pulse in 0..16 * 24 + 1 {
        master.send_at(due as i64, &[0xF8]);
        due += 60e6 / if pulse < 8 * 24 { 120.0 } else { 140.0 } / 24.0;
    }
    master.send(&[0xFC]);
    screen.wait("a halt", |text| !text.contains("playing"));
    std::thread::sleep(Duration::from_secs(1));
    // A keyboard whose key is held down, until it is pulled out.
    let mut keys = MidiOutput::new("Keys").expect("a client").create_virtual("out").expect("a port");
    screen.wait_for("MIDI in: Keys: out");
    keys.send(&[0x90, 72, 110]).expect("sent");
    std::thread::sleep(Duration::from_secs(1));
    keys.close();
    screen.wait_for("MIDI port Keys: out is gone; its notes have ended");
    std::thread::sleep(Duration::from_secs(1));
    let left: Vec<f32> = recording.finish().iter().map(|frame| frame[0]).collect();
    let begun = onsets(&left);
    assert_eq!(begun.len(), 17 + 1, "seventeen beats and a key: {begun:?}");
    let between: Vec<i64> = begun.windows(2).map(|two| two[1] as i64 - two[0] as i64).collect();
    println!("{NAME}: frames between beats: {:?}", &between[..16]);
    // The first beat is as late as the card makes it. From the second on beats lie where the master's do, at 120 and, two beats after the
    // step, at 140 BPM.
    let near = |beats: &[i64], frames: i64| beats.iter().all(|between| (between - frames).abs() < 48);
    assert!(near(&between[1..8], 24_000) && near(&between[10..16], 20_571), "{between:?}");
    let tempo = |from: usize, to: usize| {
        60.0 * f64::from(RATE) * (to - from) as f64 / (begun[to] - begun[from]) as f64
    };
    let [before, after] = [tempo(1, 8), tempo(10, 16)];
    println!("{NAME}: {before:.3} and {after:.3} BPM");
    assert!((before - 120.0).abs() < 0.1 && (after - 140.0).abs() < 0.1, "{before}, {after}");
    // The key sounded until its port was gone, and then no more.
    let quiet = left.iter().rposition(|sample| sample.abs() >= 1e-3).expect("sound");
    let held = quiet - begun[17];
    assert!(
        held > RATE as usize && left.len() - quiet > RATE as usize / 2,
        "{held} frames, {}",
        left.len() - quiet
    );
}
