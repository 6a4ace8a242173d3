//! How many notes of an instrument sound at once.

use crate::clicks;
use crate::stage::{SINE, Stage, strength, text};

fn song(limit: u16, rows: &[&str]) -> String {
    let patch = SINE.replace("attack: 0.001", "attack: 0.02").replace("release: 0.05", "release: 4.0");
    let limited = format!("(voice_limit: {limit}, volume: -18.0, patch: ({patch}))");
    let free = format!("(volume: -18.0, patch: ({SINE}))");
    text(&[&limited, &free], rows)
}

/// Which of some keys sound.
fn heard(stage: &mut Stage, keys: &[u8]) -> Vec<u8> {
    stage.hear(4_800);
    let sound = stage.hear(9_600);
    keys.iter().copied().filter(|key| strength(&sound, f32::from(*key)) > 0.004).collect()
}

#[test]
fn the_quietest_ends_for_one_more_and_before_it_what_was_let_go() {
    let keys = [60, 65, 70, 75, 80, 85];
    let mut stage = Stage::new(&song(3, &[]));
    for (key, velocity) in [(60, 1.0), (65, 0.3), (70, 0.9)] {
        stage.strike(key, velocity);
    }
    assert_eq!(heard(&mut stage, &keys), [60, 65, 70]);
    stage.strike(75, 0.8);
    assert_eq!(heard(&mut stage, &keys), [60, 70, 75], "the quietest");
    stage.lift(70);
    stage.lift(60);
    stage.strike(80, 0.2);
    assert_eq!(heard(&mut stage, &keys), [70, 75, 80], "of those that were let go the oldest");
    stage.strike(85, 0.2);
    assert_eq!(heard(&mut stage, &keys), [75, 80, 85], "the other one, though two are quieter");
    assert_eq!(stage.voices, 3);
    // A limit that is lowered holds from the next note on.
    stage.change(&song(1, &[]));
    assert_eq!(heard(&mut stage, &keys), [75, 80, 85]);
    stage.strike(60, 1.0);
    assert_eq!(heard(&mut stage, &keys), [60]);
}

#[test]
fn it_holds_within_a_row_and_for_its_instrument_alone() {
    let rows = ["C-4 01; F-4 01; A#4 01; D#5 02", "-; -; -; G#5 02"];
    for (limit, keys) in [(256, vec![60, 65, 70, 80]), (2, vec![65, 70, 80]), (1, vec![70, 80])] {
        let mut stage = Stage::new(&song(limit, &rows));
        stage.play(1);
        assert_eq!(heard(&mut stage, &[60, 65, 70, 80]), keys, "{limit}");
        assert_eq!(usize::from(stage.voices), keys.len(), "{limit}");
    }
}

#[test]
fn what_ends_for_one_more_makes_no_click() {
    let mut stage = Stage::new(&song(1, &[]));
    stage.strike(48, 1.0);
    stage.hear(9_600);
    let before = stage.hear(4_800);
    stage.strike(72, 1.0);
    let (during, after) = (stage.hear(4_800), stage.hear(4_800));
    let mut alone = Stage::new(&song(1, &[]));
    alone.strike(72, 1.0);
    let unmoved = alone.hear(4_800);
    assert_eq!(clicks::fault([&before, &during, &after], &unmoved), None);
}
