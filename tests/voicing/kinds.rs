//! Instruments that become another kind while notes of them sound.

use crate::clicks;
use crate::stage::{SINE, Stage, strength, text};
use segno::instruments::KIND_NAMES;

fn song(patch: &str) -> String {
    text(&[&format!("(volume: -12.0, patch: ({patch}))")], &[])
}

/// A patch of a kind that sounds as long as it can.
fn patch(kind: &str) -> String {
    match kind {
        "sampler" => "kind: \"sampler\", zones: [(sample: 0, loop_mode: \"forward\")]".to_owned(),
        "subtractive" => SINE.to_owned(),
        kind => format!("kind: \"{kind}\""),
    }
}

/// The frames before something changes under a held key, around it, and after it.
fn changed(kind: &str, change: impl FnOnce(&mut Stage)) -> ([Vec<f32>; 3], Stage) {
    let mut stage = Stage::new(&song(&patch(kind)));
    stage.strike(48, 1.0);
    stage.hear(4_800);
    let before = stage.hear(4_800);
    change(&mut stage);
    let (during, after) = (stage.hear(2_400), stage.hear(4_800));
    ([before, during, after], stage)
}

#[test]
fn what_sounds_fades_without_a_click_and_is_gone() {
    for kind in KIND_NAMES {
        let ([_, unmoved, _], _) = changed(kind, |_| {});
        let others = KIND_NAMES.iter().filter(|other| *other != kind).map(|other| song(&patch(other)));
        for other in others.chain([text(&[], &[])]) {
            let ([before, during, after], stage) = changed(kind, |stage| stage.change(&other));
            assert!(clicks::peak(&before) > 0.002, "{kind} is heard");
            assert_eq!(clicks::fault([&before, &during, &after], &unmoved), None, "{kind}: {other}");
            assert!(clicks::peak(&after) < 1e-3 * clicks::peak(&before), "{kind} is over: {other}");
            assert_eq!((stage.voices, stage.held()), (0, 1), "{kind}: the old song is let go: {other}");
        }
    }
    // Such a test can fail.
    let ([before, mut cut, after], _) = changed("subtractive", |_| {});
    cut[1_000..].fill(0.0);
    assert!(clicks::fault([&before, &cut, &[0.0; 4_800]], &after[..2_400]).is_some());
}

#[test]
fn what_routes_have_made_of_a_note_it_stays_while_it_fades() {
    let routed = |patch: &str| {
        let route = |target: &str, amount: f32| {
            format!("(source: \"macro 1\", target: \"{target}\", amount: {amount:?})")
        };
        let routes = [route("note pitch", 0.25), route("note volume", 0.1), route("level", -0.3)].join(", ");
        text(
            &[&format!("(volume: -12.0, modulation: (routes: [{routes}], macro_1: 1.0), patch: ({patch}))")],
            &[],
        )
    };
    for kind in ["sampler", "subtractive"] {
        let heard = |other: Option<String>| {
            let mut stage = Stage::new(&routed(&patch(kind)));
            stage.strike(72, 1.0);
            stage.hear(4_800);
            let before = stage.hear(4_800);
            other.iter().for_each(|other| stage.change(other));
            [before, stage.hear(2_400), stage.hear(4_800)]
        };
        let [_, unmoved, _] = heard(None);
        let [before, during, after] = heard(Some(song(&patch("fm"))));
        assert_eq!(clicks::fault([&before, &during, &after], &unmoved), None, "{kind}");
        let [bent, plain] = [84.0, 72.0].map(|key| strength(&during[..600], key));
        assert!(bent > 4.0 * plain, "{kind}: {bent} an octave higher, {plain} at the key");
    }
}

#[test]
fn it_sounds_on_for_some_milliseconds_while_the_new_kind_plays_at_once() {
    let ([_, during, after], _) = changed("subtractive", |stage| {
        stage.change(&song(&patch("sampler")));
        stage.strike(72, 1.0);
    });
    assert!(strength(&during[..600], 48.0) > 0.02, "the old note is still heard");
    assert!(strength(&after, 48.0) < 1e-3 && strength(&after, 72.0) > 0.05, "and then the new one alone");
}

#[test]
fn changes_in_quick_succession_end_too() {
    let ([_, _, after], stage) = changed("subtractive", |stage| {
        for kind in KIND_NAMES.iter().cycle().take(20) {
            stage.change(&song(&patch(kind)));
            stage.strike(72, 1.0);
            stage.hear(64);
        }
        stage.lift(72);
        stage.change(&song(SINE));
    });
    assert!(after.iter().all(|sample| sample.is_finite()));
    assert_eq!((clicks::peak(&after) < 1e-3, stage.voices, stage.held()), (true, 0, 1));
}
