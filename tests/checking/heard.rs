//! Faults that are heard.

use crate::stage::{Parts, bank, heard, of};
use segno::check::hearing::Hearing;
use segno::check::listen;
use segno::check::rule::Find;
use segno::check::rules::RULES;
use segno::instruments::sample::SampleBank;
use segno::render::rendering::Report;
use std::collections::BTreeSet;
use std::f32::consts::TAU;
use std::sync::Arc;

/// Two seconds.
const FRAMES: usize = 96_000;

fn sine(hertz: f32, level: f32) -> Vec<f32> {
    (0..FRAMES).map(|n| level * (n as f32 * hertz / 48_000.0 * TAU).sin()).collect()
}

/// Noise from a linear congruential generator (Numerical Recipes), the same each time.
fn noise(level: f32) -> Vec<f32> {
    let mut state = 1u32;
    let next = |_| {
        state = state.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
        level * ((state >> 8) as f32 / 8_388_608.0 - 1.0)
    };
    (0..FRAMES).map(next).collect()
}

fn changed(mut sound: Vec<f32>, change: impl Fn(usize, &mut f32)) -> Vec<f32> {
    sound.iter_mut().enumerate().for_each(|(n, sample)| change(n, sample));
    sound
}

const LIMITED: &str = "tracks: { 1: (name: \"One\"), 2: (name: \"Two\") },";
const UNLIMITED: &str = "tracks: { 1: (name: \"One\"), 2: (name: \"Two\") }, mixer: (limiter: (on: false)),";
const PUSHED: &str = "tracks: { 1: (name: \"One\"), 2: (name: \"Two\") }, mixer: (limiter: (gain: 18.0)),";
const SOFT: &str = "tracks: { 1: (name: \"One\"), 2: (name: \"Two\", volume: -50.0) },";

/// A song whose instruments each play a sound as it is: 01 the first, 02 the second.
fn played(sounds: usize, rows: &[&'static str]) -> Parts {
    let sampler =
        |number: usize| format!("(name: \"Sound\", patch: (kind: \"sampler\", zones: [(sample: {number})]))");
    let instruments: Vec<String> = (0..sounds).map(sampler).collect();
    let instruments: Vec<&str> = instruments.iter().map(String::as_str).collect();
    Parts::new(rows).played_by(&instruments).with(LIMITED)
}

/// A rule, what it is about by its place, the song with the fault and the one without, each with its sounds.
struct Case {
    rule: &'static str,
    place: &'static str,
    faulty: (Parts, Arc<SampleBank>),
    mended: (Parts, Arc<SampleBank>),
}

fn cases() -> Vec<Case> {
    let case = |rule, place, faulty, mended| Case { rule, place, faulty, mended };
    let one = |sound: Vec<f32>| bank(vec![vec![sound]]);
    let both = |left: Vec<f32>, right: Vec<f32>| bank(vec![vec![left, right]]);
    let two = |first: Vec<f32>, second: Vec<f32>| bank(vec![vec![first], vec![second]]);
    let alone = || played(1, &["0 C-4 01"]);
    let pair = || played(2, &["0 C-4 01", "0 C-4 02"]);
    let quiet = || one(sine(220.0, 0.3));
    let offset = changed(sine(220.0, 0.3), |_, sample| *sample += 0.05);
    let broken = changed(sine(220.0, 0.3), |n, sample| *sample *= if n > 50_000 { -1.0 } else { 1.0 });
    let short = || one(sine(220.0, 0.3)[..12_000].to_vec());
    vec![
        case(
            "clipping",
            "0:",
            (alone().with(UNLIMITED), one(sine(220.0, 1.3))),
            (alone(), one(sine(220.0, 1.3))),
        ),
        case(
            "limiter-hard",
            "0:",
            (alone().with(PUSHED), one(sine(220.0, 0.8))),
            (alone(), one(sine(220.0, 0.8))),
        ),
        case("dc-offset", "track 1", (alone(), one(offset)), (alone(), quiet())),
        case("click", "0:08 track 1", (alone(), one(broken)), (alone(), quiet())),
        case("silent-start", "0:00", (played(1, &["8 C-4 01"]), quiet()), (alone(), quiet())),
        case(
            "silent-middle",
            "0:02",
            (played(1, &["0 C-4 01, 56 C-4 01"]).long(64), short()),
            (played(1, &["0 C-4 01, 28 C-4 01, 56 C-4 01"]).long(64), short()),
        ),
        case(
            "silent-end",
            "0:02",
            (played(1, &["0 C-4 01"]).long(64), short()),
            (played(1, &["0 C-4 01, 30 C-4 01, 60 C-4 01"]).long(64), short()),
        ),
        case(
            "mono-loss",
            "track 1",
            (alone(), both(sine(220.0, 0.3), sine(220.0, -0.3))),
            (alone(), both(sine(220.0, 0.3), sine(220.0, 0.3))),
        ),
        case(
            "masked",
            "track 2",
            (pair(), two(noise(0.5), noise(0.02))),
            (pair(), two(noise(0.5), noise(0.4))),
        ),
        case(
            "inaudible",
            "track 2",
            (pair().with(SOFT), two(noise(0.5), sine(440.0, 0.2))),
            (pair(), two(noise(0.5), sine(440.0, 0.2))),
        ),
    ]
}

#[test]
fn every_rule_hears_its_fault_where_it_is_and_nothing_once_it_is_mended() {
    for Case { rule, place, faulty, mended } in cases() {
        let faults = heard(&faulty.0.song(), &faulty.1);
        let told: Vec<String> = faults
            .iter()
            .map(|fault| format!("{} {}", fault.finding.place.text(), fault.sentence()))
            .collect();
        let found = of(&faults, rule);
        assert!(
            found.iter().any(|fault| fault.finding.place.text().starts_with(place)),
            "{rule} at {place}: {told:?}"
        );
        for fault in found {
            let (value, threshold) = (fault.finding.value, fault.finding.threshold);
            assert!(value > threshold && threshold.is_some(), "{rule}: {value:?} over {threshold:?}");
        }
        let faults = heard(&mended.0.song(), &mended.1);
        let told: Vec<String> = faults
            .iter()
            .map(|fault| format!("{} {} {:?}", fault.rule.name, fault.sentence(), fault.finding.value))
            .collect();
        assert!(of(&faults, rule).is_empty(), "{rule} where nothing is wrong: {told:?}");
    }
}

#[test]
fn the_masker_is_named() {
    let case = cases().into_iter().find(|case| case.rule == "masked").expect("a case");
    let faults = heard(&case.faulty.0.song(), &case.faulty.1);
    assert!(of(&faults, "masked")[0].sentence().contains("track 2 (Two) is hidden by track 1 (One)"));
}

#[test]
fn a_master_that_is_turned_down_as_proposed_no_longer_clips() {
    let case = cases().into_iter().find(|case| case.rule == "clipping").expect("a case");
    let song = case.faulty.0.song();
    let faults = heard(&song, &case.faulty.1);
    let edit = of(&faults, "clipping")[0].finding.fix.clone().and_then(|fix| fix.edit).expect("an edit");
    let after = edit.apply(&song).expect("a valid edit");
    assert!(of(&heard(&after, &case.faulty.1), "clipping").is_empty());
}

#[test]
fn what_the_engine_reports_of_itself_is_told() {
    let song = Parts::new(&["0 C-4 01, 8 ==="]).song();
    let found = |report: Report| {
        let hearing = Hearing { report, ..Hearing::default() };
        let faults = listen(&song, &SampleBank::default(), &hearing);
        faults.into_iter().map(|fault| (fault.rule.name, fault.finding.value)).collect::<Vec<_>>()
    };
    assert_eq!(found(Report::default()), []);
    assert_eq!(found(Report { stolen: 3, ..Report::default() }), [("lost-note", Some(3.0))]);
    assert_eq!(found(Report { not_finite: 2, ..Report::default() }), [("not-a-number", Some(2.0))]);
}

#[test]
fn every_rule_that_listens_has_a_song_that_it_finds_fault_with() {
    let mut known: BTreeSet<&str> = cases().iter().map(|case| case.rule).collect();
    known.extend(["lost-note", "not-a-number"]);
    for rule in RULES.iter().filter(|rule| matches!(rule.find, Find::Sound(_))) {
        assert!(known.contains(rule.name), "{}", rule.name);
    }
}
