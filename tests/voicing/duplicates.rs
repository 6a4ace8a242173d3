//! Duplicates of notes that a column has left behind.

use crate::stage::{ROW, Stage, text};

const CHECKS: [&str; 4] = ["off", "note", "sample", "instrument"];

fn instrument(check: &str, action: &str, patch: &str) -> String {
    format!(
        "(new_note: \"continue\", fade_seconds: 0.3, duplicate_check: \"{check}\", duplicate_action: \"{action}\", \
         volume: -18.0, patch: ({patch}))"
    )
}

/// Middle C below F#4 and the C above from there on, both for ever; once let go, gone within a second and a half.
const TWO: &str = "kind: \"sampler\", release: 0.8, zones: [(sample: 0, high_key: 65, loop_mode: \"forward\"), \
                   (sample: 1, low_key: 66, loop_mode: \"forward\")]";
/// Middle C alone.
const ONE: &str = "kind: \"sampler\", release: 0.8, zones: [(sample: 0, loop_mode: \"forward\")]";
/// No sample.
const NONE: &str = "kind: \"subtractive\", sustain: 1.0, release: 0.8";

/// How many notes sound 0.1, 0.5 and 3 seconds after the last row has begun.
fn sounding(instruments: &[&str], rows: &[&str]) -> [u16; 3] {
    let mut stage = Stage::new(&text(instruments, rows));
    stage.play(rows.len() - 1);
    [4_800, 19_200, 120_000].map(|frames| {
        stage.hear(frames);
        stage.voices
    })
}

#[test]
fn each_check_finds_its_duplicates_and_each_action_ends_them_in_its_way() {
    let seconds = [
        ("C-4 01", [false, true, true, true]),
        ("E-4 01", [false, false, true, true]),
        ("C-5 01", [false, false, false, true]),
        ("C-4 02", [false, false, true, false]),
    ];
    for (action, ended) in [("cut", [1, 1, 1]), ("fade", [2, 1, 1]), ("off", [2, 2, 1])] {
        for (second, found) in seconds {
            for (check, found) in CHECKS.into_iter().zip(found) {
                let (two, one) = (instrument(check, action, TWO), instrument("off", "cut", ONE));
                let heard = sounding(&[&two, &one], &["C-4 01", second]);
                assert_eq!(heard, if found { ended } else { [2, 2, 2] }, "{check} {action}: {second}");
            }
        }
    }
}

#[test]
fn notes_without_a_sample_are_duplicates_by_their_instrument() {
    let found = |check, second| {
        let (first, other) = (instrument(check, "cut", NONE), instrument(check, "cut", NONE));
        sounding(&[&first, &other], &["C-4 01", second])[1] == 1
    };
    assert_eq!(CHECKS.map(|check| found(check, "E-4 01")), [false, false, true, true]);
    assert_eq!(CHECKS.map(|check| found(check, "C-4 02")), [false; 4]);
    assert_eq!(CHECKS.map(|check| found(check, "C-4 01")), [false, true, true, true]);
}

#[test]
fn all_that_the_column_has_left_behind_is_looked_at_and_no_other_column() {
    let note = instrument("note", "cut", TWO);
    assert_eq!(sounding(&[&note], &["C-4 01", "E-4 01", "G-4 01", "C-4 01"])[0], 3);
    assert_eq!(sounding(&[&note], &["C-4 01", "-; C-4 01"])[0], 2);
    // What the new-note action itself has ended is not found again.
    let cut = note.replace("continue", "cut");
    assert_eq!(sounding(&[&cut], &["C-4 01", "E-4 01", "C-4 01"])[0], 1);
}

#[test]
fn the_block_size_changes_no_bit() {
    let note = instrument("note", "fade", TWO);
    let song = text(&[&note], &["C-4 01", "E-4 01", "C-4 01", "C-4 01 --- d40"]);
    let sound = |size| {
        let mut stage = Stage::new(&song);
        stage.size = size;
        let sound = stage.play(4);
        assert_eq!(sound.len(), 4 * ROW);
        sound
    };
    let whole = sound(1_024);
    assert!([1, 17, 480].into_iter().all(|size| sound(size) == whole));
}
