//! Mono and legato, in the grid and under live keys, and glide.

use crate::clicks;
use crate::stage::{ROW, SINE, Stage, loud, part, pitch, played, strength, text};

/// A sine that has faded by half after about a row and a half.
const FADING: &str = "kind: \"subtractive\", wave: \"sine\", mix: 0.0, cutoff: 20000.0, resonance: 0.0, envelope: 0.0, \
                      velocity: 0.0, attack: 0.001, decay: 1.0, sustain: 0.0, release: 0.05";

fn instrument(mode: &str, glide: f32, patch: &str) -> String {
    format!("(play_mode: \"{mode}\", glide: {glide:?}, volume: -12.0, patch: ({patch}))")
}

/// How loud C, E and G are in the middle of a row.
fn chord(sound: &[f32], row: usize) -> [bool; 3] {
    let middle = part(sound, row, 2_000..5_600);
    [60.0, 64.0, 67.0].map(|key| strength(middle, key) > 0.05)
}

#[test]
fn one_note_sounds_on_the_track_whatever_its_column() {
    let rows = ["C-4 01", "-; E-4 01", "-; -; G-4 01", "-; -; ==="];
    let heard = |mode| {
        let sound = played(&instrument(mode, 0.0, SINE), &rows);
        [0, 1, 2].map(|row| chord(&sound, row))
    };
    assert_eq!(heard("poly"), [[true, false, false], [true, true, false], [true, true, true]]);
    for mode in ["mono", "legato"] {
        assert_eq!(heard(mode), [[true, false, false], [false, true, false], [false, false, true]], "{mode}");
        let sound = played(&instrument(mode, 0.0, SINE), &rows);
        assert!(loud(part(&sound, 3, 4_000..6_000)) < 1e-3, "{mode}: the key-off ends it");
        // Struck at once, the last column is the one that is heard.
        let together = played(&instrument(mode, 0.0, SINE), &["C-4 01; E-4 01; G-4 01", "---"]);
        assert_eq!(chord(&together, 0), [false, false, true], "{mode}");
    }
}

#[test]
fn a_legato_note_moves_the_pitch_and_strikes_no_envelope_and_a_mono_one_does() {
    for rows in [["C-4 01", "G-4 01", "---"], ["C-4 01", "-; G-4 01", "---"]] {
        let levels = |mode| {
            let sound = played(&instrument(mode, 0.0, FADING), &rows);
            let after = part(&sound, 1, 600..3_600);
            let cents = 100.0 * (pitch(after) - 67.0);
            assert!(cents.abs() < 5.0, "{mode}: {cents} cents off");
            loud(after) / loud(part(&sound, 0, 600..3_600))
        };
        let once = played(&instrument("mono", 0.0, FADING), &["C-4 01", "---", "---"]);
        let fading = loud(part(&once, 1, 600..3_600)) / loud(part(&once, 0, 600..3_600));
        assert!(fading < 0.8, "{fading}");
        let [mono, legato] = ["mono", "legato"].map(levels);
        assert!((mono - 1.0).abs() < 0.02, "struck anew: {mono}");
        assert!((legato - fading).abs() < 0.02, "goes on: {legato} as {fading}");
    }
}

#[test]
fn a_legato_note_over_one_that_was_let_go_or_of_the_same_key_is_struck_anew() {
    for rows in [["C-4 01", "===", "G-4 01"], ["C-4 01", "---", "C-4 01"], ["C-4 01", "~~~", "G-4 01"]] {
        let sound = played(&instrument("legato", 0.0, FADING), &rows);
        let again = loud(part(&sound, 2, 600..3_600)) / loud(part(&sound, 0, 600..3_600));
        assert!((again - 1.0).abs() < 0.02, "{rows:?}: {again}");
    }
}

#[test]
fn another_instrument_of_the_track_and_another_track_stay_as_they_are() {
    let [solo, poly] = ["legato", "poly"].map(|mode| instrument(mode, 0.0, SINE));
    let song = text(&[&solo, &poly], &["E-4 02; C-4 01", "-; G-4 01", "---"]);
    let sound = Stage::new(&song).play(3);
    assert_eq!(chord(&sound, 1), [false, true, true]);
    // In its own column it takes the other one's place, as that one's new-note action says.
    let song = text(&[&solo, &poly], &["E-4 02; C-4 01", "G-4 01", "---"]);
    let sound = Stage::new(&song).play(3);
    assert_eq!(chord(&sound, 1), [false, false, true]);
}

#[test]
fn glide_goes_from_the_last_pitch_in_its_time_for_every_kind() {
    let of_its_own = format!("{SINE}, glide: 0.1");
    let sampler = "kind: \"sampler\", zones: [(sample: 0, root: 60, loop_mode: \"forward\")]";
    for (mode, glide, patch) in [
        ("legato", 0.1, SINE),
        ("mono", 0.1, SINE),
        ("legato", 0.0, of_its_own.as_str()),
        ("mono", 0.0, of_its_own.as_str()),
        // Both are not added up.
        ("legato", 0.1, of_its_own.as_str()),
        ("legato", 0.1, sampler),
        ("mono", 0.1, sampler),
    ] {
        let sound = played(&instrument(mode, glide, patch), &["C-4 01", "C-5 01", "---"]);
        // 95 % of the way in a tenth of a second, slower and slower: 12 × 0.05 ^ (t / 0.1) semitones are left.
        let left = |seconds: f32| 12.0 * 0.05f32.powf(seconds / 0.1);
        for (from, to) in [(1_200, 1_800), (2_400, 3_000), (4_800, 5_700)] {
            let now = 72.0 - pitch(part(&sound, 1, from..to));
            let wanted = left((from + to) as f32 / 2.0 / 48_000.0);
            assert!((now - wanted).abs() < 0.35, "{mode} {glide} {patch}: {now} for {wanted} at {from}");
        }
    }
    // Also after silence, and not from what another playback has left.
    let after = |rows: &[&str]| {
        pitch(part(&played(&instrument("mono", 1.0, SINE), rows), rows.len() - 1, 600..2_400))
    };
    let far = after(&["C-4 01", "^^^", "---", "C-5 01"]);
    assert!(far < 71.0, "{far}");
    let mut stage = Stage::new(&text(&[&instrument("mono", 1.0, SINE)], &["C-5 01", "^^^", "---"]));
    stage.strike(48, 1.0);
    stage.hear(ROW);
    stage.lift(48);
    stage.hear(ROW * 4);
    let fresh = pitch(part(&stage.play(1), 0, 600..2_400));
    assert!((fresh - 72.0).abs() < 0.05, "{fresh}");
}

#[test]
fn a_key_that_is_let_go_gives_the_note_back_to_the_one_before() {
    for (mode, glide) in [("mono", 0.0), ("legato", 0.0), ("legato", 0.05)] {
        let mut stage = Stage::new(&text(&[&instrument(mode, glide, FADING)], &[]));
        let mut levels = Vec::new();
        let mut now = |stage: &mut Stage| {
            stage.hear(3_600);
            let sound = stage.hear(1_800);
            levels.push(loud(&sound));
            pitch(&sound)
        };
        let mut pitches = Vec::new();
        for (down, key) in
            [(true, 60), (true, 64), (true, 67), (false, 64), (false, 67), (true, 67), (false, 67)]
        {
            if down {
                stage.strike(key, 1.0)
            } else {
                stage.lift(key)
            }
            pitches.push(now(&mut stage).round());
        }
        assert_eq!(pitches, [60.0, 64.0, 67.0, 67.0, 60.0, 67.0, 60.0], "{mode}");
        assert!(levels[4] < levels[3] && levels[6] < levels[5], "{mode}: nothing is struck on the way back");
        assert_eq!(levels[1] > 0.9 * levels[0], mode == "mono", "{levels:?}");
        assert_eq!(stage.voices, 1, "{mode}");
        stage.lift(60);
        stage.hear(9_600);
        assert!(loud(&stage.hear(2_400)) < 1e-3, "{mode}: no key is down");
        assert_eq!(stage.voices, 0, "{mode}");
    }
}

#[test]
fn a_legato_key_sounds_as_loud_as_the_first_was_struck() {
    let mut stage = Stage::new(&text(&[&instrument("legato", 0.0, SINE)], &[]));
    let levels = [(60, 0.3), (64, 1.0)].map(|(key, velocity)| {
        stage.strike(key, velocity);
        stage.hear(2_400);
        loud(&stage.hear(4_800))
    });
    assert!((levels[1] / levels[0] - 1.0).abs() < 0.01, "{levels:?}");
}

#[test]
fn keys_that_playback_has_let_go_are_forgotten() {
    let mut stage = Stage::new(&text(&[&instrument("legato", 0.0, SINE)], &["---"]));
    stage.strike(60, 1.0);
    stage.strike(64, 1.0);
    stage.hear(4_800);
    stage.play(1);
    stage.strike(67, 1.0);
    stage.hear(4_800);
    stage.lift(67);
    stage.hear(9_600);
    assert!(loud(&stage.hear(2_400)) < 1e-3);
}

#[test]
fn no_change_of_notes_clicks() {
    let sampler = "kind: \"sampler\", zones: [(sample: 0, root: 60, loop_mode: \"forward\")], attack: 0.01";
    let soft = format!("{SINE}, attack: 0.01").replacen("attack: 0.001, ", "", 1);
    for patch in [soft.as_str(), sampler] {
        for (mode, glide) in
            [("mono", 0.0), ("legato", 0.0), ("mono", 0.08), ("legato", 0.08), ("legato", 3.0)]
        {
            for rows in [["C-4 01", "C-5 01"], ["C-4 01", "-; D-4 01"], ["C-5 01 v20", "-; A-4 01 v64"]] {
                let sound = played(&instrument(mode, glide, patch), &rows);
                let higher = played(&instrument("poly", 0.0, patch), &[rows[1], "---"]);
                let (before, rest) = sound[3_000..].split_at(ROW - 3_000);
                let unmoved = &higher[3_000..5_400];
                if let Some(fault) = clicks::fault([before, &rest[..2_400], &rest[2_400..]], unmoved) {
                    panic!("{mode} {glide} {rows:?} {patch}: {fault}");
                }
            }
        }
    }
}

#[test]
fn the_block_size_changes_no_bit() {
    let rows = ["C-4 01", "-; E-4 01 --- d80", "C-5 01; G-4 01 | D04", "===", "C-3 01"];
    for (mode, glide) in [("mono", 0.07), ("legato", 0.07), ("legato", 0.0)] {
        let song = text(&[&instrument(mode, glide, SINE)], &rows);
        let sound = |size| {
            let mut stage = Stage::new(&song);
            stage.size = size;
            stage.play(rows.len())
        };
        let whole = sound(1_024);
        assert!([1, 17, 64, 480].into_iter().all(|size| sound(size) == whole), "{mode} {glide}");
    }
}
