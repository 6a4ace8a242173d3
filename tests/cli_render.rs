//! `segno render` as its user meets it: exit codes, what is written, what is told.

use serde_json::Value;
use std::path::Path;
use std::process::{Command, Output};

/// Two seconds of a sampler and a saw.
const SONG: &str = r#"(
    format: 1,
    tempo: "120",
    tracks: { 1: (name: "Tone", volume: -6.0), 2: (name: "Saw", volume: -9.0) },
    instruments: {
        0x01: (name: "Tone", patch: (kind: "sampler", zones: [(sample: 0, root: 69)])),
        0x02: (name: "Saw", patch: (kind: "subtractive")),
    },
    samples: { 0: (name: "Tone", path: "samples/tone.flac") },
    order: [(pattern: 0, section: "Intro"), (pattern: 0, section: "Verse", repeats: REPEATS)],
    patterns: { 0: (length: 8, lanes: {
        1: Own(rows: { 0: "A-4 01", 4: "A-5 01" }),
        2: Own(rows: { 2: "C-3 02", 6: "===" }),
    }) },
)"#;

fn folder(repeats: &str) -> tempfile::TempDir {
    let folder = tempfile::tempdir().expect("a folder");
    std::fs::create_dir(folder.path().join("samples")).expect("made");
    std::fs::write(folder.path().join("samples/tone.flac"), include_bytes!("audio/tone.flac"))
        .expect("written");
    std::fs::write(folder.path().join("song.ron"), SONG.replace("REPEATS", repeats)).expect("written");
    folder
}

fn segno(folder: &Path, arguments: &[&str]) -> Output {
    let mut command = Command::new(env!("CARGO_BIN_EXE_segno"));
    command.current_dir(folder).arg("render").args(arguments).output().expect("segno starts")
}

fn text(bytes: &[u8]) -> &str {
    std::str::from_utf8(bytes).expect("text")
}

/// The files of a folder, in order.
fn names(folder: &Path) -> Vec<String> {
    let entries = std::fs::read_dir(folder).expect("a folder");
    let mut names: Vec<_> =
        entries.map(|entry| entry.expect("an entry").file_name().to_string_lossy().into_owned()).collect();
    names.sort();
    names
}

#[test]
fn a_song_becomes_a_file_and_the_answer_says_what_it_is() {
    let folder = folder("1");
    let output = segno(folder.path(), &["song.ron", "-o", "out.wav", "--json"]);
    assert_eq!((output.status.code(), text(&output.stderr)), (Some(0), ""));
    let answer: Value = serde_json::from_slice(&output.stdout).expect("one document");
    let reader = hound::WavReader::open(folder.path().join("out.wav")).expect("a WAV file");
    let spec = reader.spec();
    assert_eq!((spec.sample_rate, spec.bits_per_sample, spec.channels), (48_000, 24, 2));
    assert_eq!(answer["frames"], reader.duration());
    assert_eq!((&answer["path"], &answer["sample_rate"]), (&"out.wav".into(), &48_000.into()));
    assert!((answer["seconds"].as_f64().expect("seconds") - 2.0).abs() < 0.5, "{answer}");
    let peak = answer["peak"].as_f64().expect("a peak");
    assert!((-20.0..-1.0).contains(&peak), "{answer}");
    assert!(answer["integrated_lufs"].is_f64() && answer["speed"].is_f64(), "{answer}");
    assert_eq!(names(folder.path()), ["out.wav", "samples", "song.ron"]);
}

#[test]
fn every_option_has_its_effect() {
    let folder = folder("1");
    let cases: [(&[&str], u32, u16); 4] = [
        (&["--rate", "44100", "--bits", "16", "--block", "17"], 44_100, 16),
        (&["--bits", "32f", "--from", "Verse", "--to", "1:4", "--loops", "2", "--seed", "7"], 48_000, 32),
        (&["--lufs", "-20"], 48_000, 24),
        (&["--peak=-6"], 48_000, 24),
    ];
    for (options, rate, bits) in cases {
        let output =
            segno(folder.path(), &[&["song.ron", "-o", "out.wav", "--quiet", "--json"], options].concat());
        assert_eq!((output.status.code(), text(&output.stderr)), (Some(0), ""), "{options:?}");
        let answer: Value = serde_json::from_slice(&output.stdout).expect("one document");
        let spec = hound::WavReader::open(folder.path().join("out.wav")).expect("a WAV file").spec();
        assert_eq!((spec.sample_rate, spec.bits_per_sample), (rate, bits), "{options:?}");
        let near = |name: &str, expected: f64| {
            let found = answer[name].as_f64().expect(name);
            assert!((found - expected).abs() < 0.1, "{options:?}: {name} is {found}");
        };
        match options[0] {
            "--lufs" => near("integrated_lufs", -20.0),
            "--peak=-6" => near("peak", -6.0),
            _ => {}
        }
    }
}

#[test]
fn the_ending_says_how_the_file_is_compressed() {
    let folder = folder("1");
    let text = SONG.replace("REPEATS", "1").replacen("format: 1,", r#"format: 1, title: "Two seconds","#, 1);
    std::fs::write(folder.path().join("song.ron"), text).expect("written");
    let decoded = |name: &str| {
        let bytes = std::fs::read(folder.path().join(name)).expect("a file");
        segno::formats::audio::decode(name, &bytes).expect("sound").audio
    };
    let render =
        |name: &str, bits: &str| segno(folder.path(), &["song.ron", "-o", name, "--bits", bits, "--json"]);
    assert!(render("a.wav", "16").status.success());
    let wave = decoded("a.wav");
    for (name, rate) in [("a.flac", 48_000), ("a.mp3", 48_000), ("a.OPUS", 48_000)] {
        let output = render(name, "16");
        assert_eq!((output.status.code(), self::text(&output.stderr)), (Some(0), ""), "{name}");
        let answer: Value = serde_json::from_slice(&output.stdout).expect("one document");
        assert_eq!((&answer["path"], &answer["sample_rate"]), (&name.into(), &rate.into()));
        let sound = decoded(name);
        assert_eq!((sound.rate(), sound.frames()), (rate, wave.frames()), "{name}");
        let far =
            (0..wave.frames()).map(|n| (sound.channel(0)[n] - wave.channel(0)[n]).abs()).fold(0.0, f32::max);
        assert!(far < if name == "a.flac" { 1e-9 } else { 0.05 }, "{name}: {far}");
        let bytes = std::fs::read(folder.path().join(name)).expect("a file");
        assert!(bytes.windows(11).any(|bytes| bytes == b"Two seconds"), "{name} has its title");
    }
    assert_eq!(names(folder.path()), ["a.OPUS", "a.flac", "a.mp3", "a.wav", "samples", "song.ron"]);
    let refused = render("b.flac", "32f");
    assert_eq!(refused.status.code(), Some(2));
    assert!(self::text(&refused.stderr).contains("FLAC holds no floats"));
}

#[test]
fn stems_are_files_of_the_mixs_length() {
    let folder = folder("1");
    let output = segno(folder.path(), &["song.ron", "-o", "mix.wav", "--stems", "parts/wet", "--json"]);
    assert_eq!((output.status.code(), text(&output.stderr)), (Some(0), ""));
    let answer: Value = serde_json::from_slice(&output.stdout).expect("one document");
    assert_eq!(answer["stems"], serde_json::json!(["parts/wet/01 Tone.wav", "parts/wet/02 Saw.wav"]));
    assert_eq!(names(&folder.path().join("parts/wet")), ["01 Tone.wav", "02 Saw.wav"]);
    for stem in answer["stems"].as_array().expect("a list") {
        let path = folder.path().join(stem.as_str().expect("a path"));
        assert_eq!(answer["frames"], hound::WavReader::open(path).expect("a WAV file").duration());
    }
}

#[test]
fn a_hole_is_told_and_the_rest_is_rendered() {
    let folder = folder("1");
    std::fs::remove_file(folder.path().join("samples/tone.flac")).expect("removed");
    let told = segno(folder.path(), &["song.ron", "-o", "out.wav"]);
    assert_eq!(told.status.code(), Some(0));
    let said = text(&told.stderr);
    assert!(said.starts_with("sample Tone (samples/tone.flac) plays as silence: "), "{said}");
    assert_eq!(said.lines().count(), 1, "and no bar where no terminal is: {said}");
    let line = text(&told.stdout);
    assert!(
        line.starts_with("out.wav: 0:0") && line.contains("24 bit") && line.ends_with("times real time\n"),
        "{line}"
    );
    let quiet = segno(folder.path(), &["song.ron", "-o", "out.wav", "--quiet", "--json"]);
    assert_eq!((quiet.status.code(), text(&quiet.stderr)), (Some(0), ""), "it is in the answer");
    let quiet_line = segno(folder.path(), &["song.ron", "-o", "out.wav", "--quiet"]);
    assert_eq!(text(&quiet_line.stderr), said, "a fault is told all the same");
    let answer: Value = serde_json::from_slice(&quiet.stdout).expect("one document");
    assert_eq!(answer["notices"][0].as_str().expect("a sentence"), said.trim());
}

#[test]
fn faults_have_their_codes_and_leave_nothing() {
    let folder = folder("1");
    std::fs::write(folder.path().join("bad.ron"), "(\n    format: 1,\n    tempo: \"3\",\n)")
        .expect("written");
    let cases: [(&[&str], i32, &str); 10] = [
        (
            &["song.ron", "-o", "out.aup"],
            2,
            "out.aup: its ending names no kind of file that can be written; expected .wav, .flac, .mp3, .opus, .ogg, .m4a",
        ),
        (&["song.ron", "-o", "out"], 2, "out: its ending names no kind"),
        (
            &["song.ron", "-o", "./samples/../samples/tone.flac"],
            2,
            "./samples/../samples/tone.flac: this file is the song's own",
        ),
        (&["song.ron", "-o", "out.wav", "--from", "Coda"], 2, "Coda: no section of the song (Intro, Verse)"),
        (&["song.ron", "-o", "out.wav", "--from", "Verse", "--to", "Intro"], 2, "--to lies before --from"),
        (&["song.ron", "-o", "out.wav", "--bits", "12"], 2, "error: invalid value '12' for '--bits <BITS>'"),
        (
            &["song.ron", "-o", "out.wav", "--lufs", "-14", "--peak", "-1"],
            2,
            "error: the argument '--lufs <LUFS>' cannot be used with",
        ),
        (&["none.ron", "-o", "out.wav"], 1, "none.ron: could not read the song"),
        (&["bad.ron", "-o", "out.wav"], 1, "bad.ron:3:"),
        (&["song.ron", "-o", "nowhere/out.wav"], 1, "nowhere: could not make a new file in the folder"),
    ];
    for (arguments, code, part) in cases {
        let output = segno(folder.path(), arguments);
        let said = text(&output.stderr);
        assert_eq!(output.status.code(), Some(code), "{arguments:?}: {said}");
        assert!(said.starts_with(part), "{said}");
        assert!(output.stdout.is_empty());
    }
    assert_eq!(names(folder.path()), ["bad.ron", "samples", "song.ron"]);
    // Stems have the names of tracks, and a sample may have such a one.
    let song = SONG.replace("REPEATS", "1").replace("samples/tone.flac", "samples/02 Saw.wav");
    std::fs::write(folder.path().join("own.ron"), song).expect("written");
    let output = segno(folder.path(), &["own.ron", "-o", "out.wav", "--stems", "samples"]);
    let told = "samples/02 Saw.wav: this file is the song's own\n";
    assert_eq!((output.status.code(), text(&output.stderr)), (Some(2), told));
    assert_eq!(names(&folder.path().join("samples")), ["tone.flac"]);
}

/// Sends a signal, which only Unix systems have.
#[cfg(unix)]
#[test]
fn an_interrupt_leaves_no_half_file() {
    use std::process::Stdio;
    let folder = folder("255");
    std::fs::write(folder.path().join("out.wav"), "old").expect("written");
    let mut rendering = Command::new(env!("CARGO_BIN_EXE_segno"))
        .current_dir(folder.path())
        .args(["render", "song.ron", "-o", "out.wav", "--block", "64", "--loops", "50"])
        .stderr(Stdio::null())
        .stdout(Stdio::null())
        .spawn()
        .expect("segno starts");
    // Its new file is there: the signals are heard from here on.
    while names(folder.path()).len() < 4 {
        assert!(rendering.try_wait().expect("asked").is_none(), "it works for a while");
        std::thread::yield_now();
    }
    let sent =
        Command::new("kill").arg("-INT").arg(rendering.id().to_string()).status().expect("kill starts");
    assert!(sent.success());
    assert_eq!(rendering.wait().expect("ended").code(), Some(130));
    assert_eq!(names(folder.path()), ["out.wav", "samples", "song.ron"]);
    assert_eq!(std::fs::read(folder.path().join("out.wav")).expect("a file"), b"old");
}

#[test]
fn what_is_played_ends_as_what_is_rendered_also_after_slow_echoes() {
    let folder = tempfile::tempdir().expect("a folder");
    // An echo every four seconds, the first of them long after the end of the song.
    let song = r#"(
        format: 1,
        tempo: "30",
        tracks: { 1: (send_1: 0.0) },
        instruments: { 0x01: (patch: (kind: "subtractive", sustain: 0.0, decay: 0.1)) },
        order: [(pattern: 0)],
        patterns: { 0: (length: 1, lanes: { 1: Own(rows: { 0: "C-5 01" }) }) },
        mixer: (returns: [(name: "Echo", device: (kind: "delay", time: "2 beats", feedback: 0.2)), (name: "Hall", device: (kind: "reverb"))]),
    )"#;
    std::fs::write(folder.path().join("song.ron"), song).expect("written");
    let rendered = segno(folder.path(), &["song.ron", "-o", "out.wav", "--json"]);
    let answer: Value =
        serde_json::from_slice(&rendered.stdout).unwrap_or_else(|_| panic!("{}", text(&rendered.stderr)));
    let frames = answer["frames"].as_u64().expect("frames");
    assert!(frames > 48_000 * 7, "two echoes at least: {frames} frames");
    let mut play = Command::new(env!("CARGO_BIN_EXE_segno"));
    let play = play.current_dir(folder.path()).args(["play", "song.ron", "--stdout"]);
    let played = play.output().expect("segno starts");
    let given = played.stdout.len() as u64 / 8;
    assert!((frames..frames + 3_000).contains(&given), "{given} frames played, {frames} rendered");
}
