//! What ffmpeg's meter says of the same music.

use super::installed::installed;
use super::{heard_in_blocks, near};
use std::path::Path;
use std::process::Command;

/// The number behind the last `name` in what ffmpeg told.
fn number(text: &str, name: &str) -> f64 {
    let at = text.rfind(name).unwrap_or_else(|| panic!("{name} in {text}"));
    let word = text[at + name.len()..].split_whitespace().next().expect("a number");
    word.parse().unwrap_or_else(|_| panic!("{word} is no number"))
}

#[test]
fn ffmpeg_agrees_about_the_songs() {
    if !installed(&["ffmpeg"]) {
        return;
    }
    let folder = tempfile::tempdir().expect("a folder");
    let songs = Path::new(env!("CARGO_MANIFEST_DIR")).join("songs");
    // Long enough to have a range.
    for (name, to) in [("demo", "8:0"), ("lamp", "6:0"), ("last-bus", "6:0")] {
        let (song, wav) = (songs.join(name).with_extension("ron"), folder.path().join("a.wav"));
        let mut render = Command::new(env!("CARGO_BIN_EXE_segno"));
        let part = ["render", "--quiet", "--bits", "32f", "--from", "4:0", "--to", to, "-o"];
        let render = render.args(part).arg(&wav).arg(&song);
        assert!(render.status().expect("segno starts").success());
        let mut measure = Command::new(env!("CARGO_BIN_EXE_segno"));
        let measured = measure.args(["measure", "--json"]).arg(&wav).output().expect("segno starts");
        let document: serde_json::Value = serde_json::from_slice(&measured.stdout).expect("a document");
        let own = |key: &str| document[0][key].as_f64().expect("a number");
        let mut ffmpeg = Command::new("ffmpeg");
        ffmpeg.args(["-nostats", "-hide_banner", "-i"]).arg(&wav);
        let told =
            ffmpeg.args(["-af", "ebur128=peak=true", "-f", "null", "-"]).output().expect("ffmpeg starts");
        let told = String::from_utf8_lossy(&told.stderr);
        let summary = &told[told.rfind("Summary:").expect("a summary")..];
        let near = |key: &str, theirs: f64, within: f64| {
            assert!((own(key) - theirs).abs() <= within, "{name} {key}: {} and {theirs}", own(key));
        };
        near("integrated_lufs", number(summary, "I:"), 0.1);
        near("loudness_range_lu", number(summary, "LRA:"), 0.2);
        near("true_peak_dbtp", number(summary, "Peak:"), 0.2);
    }
}

#[test]
fn another_meter_of_rust_agrees_about_all_figures_of_noise_in_steps() {
    let rate = 48_000;
    let mut state = 1u32;
    // Its peak filter is short and dull in the highest octave, which white noise is full of; reddened, both hear the same.
    let mut red = [0.0f32; 2];
    let mut noise = |n: usize| {
        state = state.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
        // It looks for the range once a second, this one ten times: what stands for a while is the same to both.
        let level = if n < 20 * rate as usize { 0.2 } else { 1.0 };
        let white = level * (state as f32 / u32::MAX as f32 - 0.5);
        red[0] += 0.3 * (white - red[0]);
        red[1] += 0.3 * (red[0] - red[1]);
        red[1]
    };
    let sound: Vec<f32> = (0..40 * rate as usize).map(&mut noise).collect();
    let turned: Vec<f32> = sound.iter().rev().copied().collect();
    let own = heard_in_blocks(rate, &vec![sound.clone(), turned.clone()], super::PEAKS, 4_096).whole();
    let mode = ebur128::Mode::I | ebur128::Mode::LRA | ebur128::Mode::TRUE_PEAK;
    let mut other = ebur128::EbuR128::new(2, rate, mode).expect("a meter");
    other.add_frames_planar_f32(&[&sound, &turned]).expect("frames");
    near(own.integrated, other.loudness_global().expect("I"), 0.02, "I");
    near(own.range, other.loudness_range().expect("LRA"), 0.1, "LRA");
    let peak = [0, 1].map(|channel| other.true_peak(channel).expect("a peak"));
    near(own.true_peak, 20.0 * peak[0].max(peak[1]).log10(), 0.1, "true peak");
}
