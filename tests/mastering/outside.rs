//! Masters on ffmpeg's meter: their loudness, their ceiling, their relations.

use crate::installed::installed;
use crate::number;
use crate::stage::{Album, music, written};
use serde_json::Value;
use std::process::Command;

/// How far ffmpeg's true peaks may be off: it tells tenths of a dB.
const PEAK: f64 = 0.1;

/// Integrated loudness and true peak as ffmpeg has them, of several files as one.
fn measured(album: &Album, files: &[String]) -> (f64, f64) {
    let mut ffmpeg = Command::new("ffmpeg");
    ffmpeg.current_dir(album.path()).args(["-nostats", "-hide_banner"]);
    for file in files {
        ffmpeg.args(["-i", file]);
    }
    let joined = format!("concat=n={}:v=0:a=1,ebur128=peak=true", files.len());
    let told = ffmpeg.args(["-filter_complex", &joined, "-f", "null", "-"]).output().expect("ffmpeg starts");
    let told = String::from_utf8_lossy(&told.stderr).into_owned();
    let summary = &told[told.rfind("Summary:").unwrap_or_else(|| panic!("{told}"))..];
    let number = |name: &str| -> f64 {
        let rest = &summary[summary.rfind(name).expect("a figure") + name.len()..];
        rest.split_whitespace().next().and_then(|word| word.parse().ok()).expect("a number")
    };
    (number("I:"), number("Peak:"))
}

fn files(report: &Value) -> Vec<String> {
    let songs = report["songs"].as_array().expect("songs");
    songs.iter().map(|song| format!("out/{}", song["file"].as_str().expect("a name"))).collect()
}

#[test]
fn an_albums_loudness_and_ceiling_hold_on_another_meter() {
    hold(-14.0, -1.0, "album");
}

#[test]
fn loud_tracks_hold_their_loudness_and_ceiling_on_another_meter() {
    hold(-10.0, -2.0, "track");
}

#[test]
fn a_soft_albums_loudness_and_ceiling_hold_on_another_meter() {
    hold(-18.0, -1.5, "album");
}

fn hold(loudness: f64, ceiling: f64, level: &str) {
    if !installed(&["ffmpeg"]) {
        return;
    }
    let album = Album::new(&format!(
        r#"(master: (loudness: {loudness:.1}, ceiling: {ceiling:.1}, level: "{level}", most_limiting: 20.0, compression: "loud"),
            songs: [(file: "a.wav", gap: 0.0), (file: "b.wav", gap: 0.0, offset: -3.0), (file: "c.wav", gap: 0.0)])"#
    ));
    for (n, (name, height)) in [("a.wav", 0.05), ("b.wav", 0.4), ("c.wav", 0.9)].into_iter().enumerate() {
        written(&album.path().join(name), 44_100, &music(44_100, 6.0, height, 11 + n as u32));
    }
    let report = album.master();
    let files = files(&report);
    let found: Vec<(f64, f64)> =
        files.iter().map(|file| measured(&album, std::slice::from_ref(file))).collect();
    let reason = report["reason"].as_str();
    for (n, (its_loudness, its_peak)) in found.iter().enumerate() {
        assert!(*its_peak <= ceiling + PEAK, "{level} {loudness}: {its_peak} dBTP in {}", files[n]);
        let own = number(&report["songs"][n]["after"]["integrated_lufs"]);
        assert!((own - its_loudness).abs() <= 0.1, "{own} and {its_loudness}");
    }
    if level == "album" {
        let (together, _) = measured(&album, &files);
        assert!(
            // ffmpeg tells tenths.
            (together - loudness).abs() <= 0.15 || reason.is_some(),
            "{together} in place of {loudness}"
        );
        let before = |n: usize| number(&report["songs"][n]["before"]["integrated_lufs"]);
        let offsets = [0.0, -3.0, 0.0];
        for (one, other) in [(0, 1), (1, 2)] {
            let wanted = before(one) + offsets[one] - before(other) - offsets[other];
            let relation = found[one].0 - found[other].0;
            // ffmpeg tells tenths: half of one at either end.
            assert!((relation - wanted).abs() <= 0.2, "songs {one} and {other}: {relation}, wanted {wanted}");
        }
    } else {
        for ((found, _), offset) in found.iter().zip([0.0, -3.0, 0.0]) {
            assert!((found - loudness - offset).abs() <= 0.1 || reason.is_some(), "{found}");
        }
    }
}
