//! What every preset of the factory promises.

use crate::sound::{Sound, sounds};
use segno::formats::presets::{FACTORY, TAGS, factory, read, write};
use segno::instruments::KINDS;
use segno::instruments::matrix::NOTE_TARGETS;
use segno::song::voicing::PlayMode;
use std::collections::BTreeSet;
use std::path::Path;

/// Names of the presets of which something does not hold, with what was measured.
fn those(wrong: impl Fn(&Sound) -> bool, told: impl Fn(&Sound) -> String) -> Vec<String> {
    let faults = sounds().iter().filter(|sound| wrong(sound));
    faults.map(|sound| format!("{}: {}", sound.preset.name, told(sound))).collect()
}

#[test]
fn the_files_are_as_segno_itself_writes_them() {
    for (name, text) in FACTORY {
        let found = read(name, text.as_bytes());
        assert!(found.told.is_empty(), "{:?}", found.told);
        let written = write(&found.presets);
        if std::env::var_os("SEGNO_WRITE_DOCS").is_some_and(|value| value == "1") {
            let file = Path::new(env!("CARGO_MANIFEST_DIR")).join("songs/presets").join(name);
            std::fs::write(file, written).expect("written");
        } else {
            assert!(written == *text, "songs/presets/{name}; SEGNO_WRITE_DOCS=1 cargo test writes it anew");
        }
        let kind = name.strip_suffix(".ron").expect("a file of RON");
        assert!(found.presets.iter().all(|preset| preset.patch.kind() == kind), "{name}");
    }
}

#[test]
fn there_are_presets_of_every_kind_with_names_of_their_own_and_known_words() {
    assert!(factory().len() >= 90, "{}", factory().len());
    for kind in KINDS {
        assert!(
            factory().iter().filter(|preset| preset.patch.kind() == kind.name).count() >= 10,
            "{}",
            kind.name
        );
    }
    let names: BTreeSet<_> = factory().iter().map(|preset| preset.name.to_lowercase()).collect();
    assert_eq!(names.len(), factory().len(), "each name once");
    for preset in factory() {
        let unknown: Vec<_> = preset.tags.iter().filter(|tag| !TAGS.contains(&tag.as_str())).collect();
        assert!(unknown.is_empty() && preset.tags.len() >= 2, "{}: {unknown:?}", preset.name);
        assert!(!KINDS.iter().any(|kind| kind.name == preset.name), "{} is a kind", preset.name);
    }
    let used: BTreeSet<_> = factory().iter().flat_map(|preset| &preset.tags).collect();
    let unused: Vec<_> = TAGS.iter().filter(|tag| !used.contains(&(**tag).to_owned())).collect();
    assert!(unused.is_empty(), "nothing is {unused:?}");
}

#[test]
fn routes_lead_somewhere_and_what_moves_is_there_in_every_kind() {
    let routed = || factory().iter().filter(|preset| !preset.matrix.routes.is_empty());
    for preset in routed() {
        let knobs = preset.patch.knobs();
        for route in preset.matrix.routes.iter() {
            let named =
                knobs.find(&route.target).is_some() || NOTE_TARGETS.iter().any(|it| it.name == route.target);
            assert!(named && route.amount != 0.0, "{}: {}", preset.name, route.target);
        }
    }
    assert!(routed().count() >= 12, "{}", routed().count());
    for kind in KINDS {
        assert!(routed().any(|preset| preset.patch.kind() == kind.name), "{}", kind.name);
    }
    for mode in [PlayMode::Mono, PlayMode::Legato] {
        assert!(
            routed().any(|preset| preset.phrasing.play_mode == mode && preset.phrasing.glide > 0.0),
            "{mode:?}"
        );
    }
}

#[test]
fn every_one_is_loud_enough_and_none_too_loud() {
    for sound in sounds() {
        println!(
            "{};{:.1};{:.1};{:.1};{:?};{:.0};{:.2};{:.2}",
            sound.preset.name,
            sound.peak,
            sound.loud,
            sound.middle,
            sound.ends,
            sound.centre(),
            sound.part(0.0, 250.0),
            sound.rise()
        );
    }
    let faults = those(|sound| !sound.finite, |_| "a sample is no number".to_owned());
    assert!(faults.is_empty(), "{faults:#?}");
    let faults =
        those(|sound| !(-18.0..=-1.0).contains(&sound.peak), |sound| format!("{:.1} dBFS", sound.peak));
    assert!(faults.is_empty(), "loudest samples from -18 to -1 dBFS: {faults:#?}");
}

#[test]
fn going_through_the_list_makes_no_jumps_in_loudness() {
    let mut all: Vec<f64> = sounds().iter().map(|sound| sound.loud).collect();
    all.sort_by(f64::total_cmp);
    let median = all[all.len() / 2];
    let faults = those(|sound| (sound.loud - median).abs() > 10.0, |sound| format!("{:.1} LUFS", sound.loud));
    assert!(faults.is_empty(), "within 10 dB of {median:.1} LUFS: {faults:#?}");
}

#[test]
fn every_one_ends_and_stays_in_the_middle() {
    let faults = those(|sound| sound.ends.is_none(), |_| "after 30 s it still sounds".to_owned());
    assert!(faults.is_empty(), "{faults:#?}");
    let faults = those(|sound| sound.middle > -50.0, |sound| format!("its mean is {:.1} dB", sound.middle));
    assert!(faults.is_empty(), "{faults:#?}");
}

#[test]
fn no_two_sound_nearly_the_same() {
    let all = sounds();
    let mut pairs: Vec<_> = (0..all.len())
        .flat_map(|n| {
            (0..n).map(move |m| (all[n].distance(&all[m]), &all[n].preset.name, &all[m].preset.name))
        })
        .collect();
    pairs.sort_by(|one, other| one.0.total_cmp(&other.0));
    println!("{:#?}", &pairs[..12]);
    let close: Vec<_> = pairs.iter().take_while(|pair| pair.0 < 3.0).collect();
    assert!(close.is_empty(), "less than 3 dB apart: {close:#?}");
}
