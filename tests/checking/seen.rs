//! Faults that stand in the song.

use crate::stage::{ORGAN, Parts, bank, of, seen};
use segno::check::fault::Fault;
use segno::check::rule::Find;
use segno::check::rules::RULES;
use segno::instruments::sample::SampleBank;
use segno::song::Song;
use segno::song::clip::{Clip, Take};
use segno::song::curve::{Curve, Point};
use segno::song::edit::Edit;
use std::collections::BTreeSet;

/// A fault: its rule, where it is as text, a song that has it and the same song without it.
struct Case {
    rule: &'static str,
    place: &'static str,
    faulty: Parts,
    mended: Parts,
}

fn case(rule: &'static str, place: &'static str, faulty: Parts, mended: Parts) -> Case {
    Case { rule, place, faulty, mended }
}

const TRACKS: &str =
    "tracks: { 1: (name: \"One\", note_columns: 3, effect_columns: 2), 2: (name: \"Two\") },";
const SAMPLER: &str =
    "(name: \"Keys\", patch: (kind: \"sampler\", zones: [(sample: 0, low_key: 48, high_key: 72)]))";

fn cases() -> Vec<Case> {
    let new = Parts::new;
    let continuing = ORGAN.replace("(name", "(new_note: \"continue\", name");
    let two_voices = ORGAN.replace("(name", "(voice_limit: 2, name");
    let chord = || new(&["0 C-4 01; E-4 01; G-4 01, 8 ===; ===; ==="]).with(TRACKS);
    let melody = "0 C-4 01, 1 D-4 01, 2 E-4 01, 3 F-4 01, 4 G-4 01, 5 A-4 01, 6 B-4 01, 7 C-5 01, ";
    let leak = |rows: &str| -> &'static str { String::leak(format!("{melody}{rows}")) };
    let plain = || new(&["0 C-4 01, 8 ==="]);
    let second = |rows: &str| format!("1: (length: 16, lanes: {{ {} }})", crate::stage::lane(1, rows));
    vec![
        case("stuck-note", "0:04 track 1", new(&["4 C-4 01"]), new(&["4 C-4 01, 8 ==="])),
        case(
            "stuck-note",
            "0:00 track 1",
            new(&["0 C-4 01, 4 E-4 01, 8 ==="]).played_by(&[&continuing]),
            new(&["0 C-4 01, 4 E-4 01, 8 ==="]),
        ),
        case(
            "missing-instrument",
            "0:00 track 1",
            new(&["0 C-4 02, 4 C-4 01, 8 ==="]),
            new(&["0 C-4 01, 4 C-4 01, 8 ==="]),
        ),
        case(
            "missing-instrument",
            "0:00 track 2",
            new(&["0 C-4 01, 8 ===", "0 E-4"]),
            new(&["0 C-4 01, 8 ===", "0 E-4 01, 8 ==="]),
        ),
        case(
            "missing-sample",
            "sample 1",
            new(&["0 C-4 01"]).played_by(&[&SAMPLER.replace("sample: 0", "sample: 1")]),
            new(&["0 C-4 01"]).played_by(&[SAMPLER]),
        ),
        case(
            "missing-sample",
            "sample 4",
            plain().with(
                "tracks: { 1: (name: \"One\", inserts: [(device: (kind: \"convolution\", sample: 4))]) },",
            ),
            plain(),
        ),
        case(
            "out-of-range",
            "0:02 track 1",
            new(&["2 C-2 01"]).played_by(&[SAMPLER]),
            new(&["2 C-4 01"]).played_by(&[SAMPLER]),
        ),
        case(
            "out-of-range",
            "0:02 track 1",
            new(&["2 B-9 01, 8 ==="]).with("tracks: { 1: () }, order: [(pattern: 0, transpose: 12)],"),
            new(&["2 B-8 01, 8 ==="]).with("tracks: { 1: () }, order: [(pattern: 0, transpose: 12)],"),
        ),
        case("stolen-voice", "0:00 track 1", chord().played_by(&[&two_voices]), chord()),
        case(
            "silent-track",
            "track 1",
            plain().with("tracks: { 1: (name: \"One\", mute: true), 2: () },"),
            plain(),
        ),
        case("silent-track", "track 1", plain().with("tracks: { 1: (volume: -60.0), 2: () },"), plain()),
        case(
            "silent-track",
            "track 1",
            plain().with("tracks: { 1: (), 2: () }, order: [(pattern: 0, mutes: [1])],"),
            plain(),
        ),
        case(
            "silent-track",
            "track 2",
            plain().with("tracks: { 1: (), 2: (solo: true) },").and("").two(),
            plain(),
        ),
        case(
            "unreachable-pattern",
            "pattern 1",
            plain().with("tracks: { 1: () }, order: [(pattern: 0)],").and(&second("0 E-4 01, 8 ===")),
            plain().with("tracks: { 1: () },").and(&second("0 E-4 01, 8 ===")),
        ),
        case(
            "unreachable-pattern",
            "entry 1",
            new(&["0 C-4 01 | B02, 8 ==="]).with("tracks: { 1: () },").three(),
            new(&["0 C-4 01, 8 ==="]).with("tracks: { 1: () },").three(),
        ),
        case(
            "doubled-note",
            "0:00 track 1",
            new(&["0 C-4 01; C-4 01, 8 ===; ==="]).with(TRACKS),
            new(&["0 C-4 01; E-4 01, 8 ===; ==="]).with(TRACKS),
        ),
        case("dead-effect", "0:00 track 1", new(&["0 C-4 01 | B09, 8 ==="]), new(&["0 C-4 01 | D01, 8 ==="])),
        case(
            "dead-effect",
            "0:00 track 1",
            new(&["0 C-4 01 | &40, 8 ==="]).with("tracks: { 1: (locks: [\"instrument.nonsense\"]) },"),
            new(&["0 C-4 01 | &40, 8 ==="]).with("tracks: { 1: (locks: [\"instrument.cutoff\"]) },"),
        ),
        case("dead-effect", "0:00 track 1", new(&["0 C-4 01 | S90, 8 ==="]), new(&["0 C-4 01 | S00, 8 ==="])),
        case("tempo-step", "0:04", new(&["0 C-4 01, 4 | TA0, 8 ==="]), new(&["0 C-4 01, 4 | T7B, 8 ==="])),
        case(
            "out-of-scale",
            "0:09 track 1",
            new(&[leak("9 C#4 01, 12 ===")]).with("scale: \"major\", tracks: { 1: () },"),
            new(&[leak("9 D-4 01, 12 ===")]).with("scale: \"major\", tracks: { 1: () },"),
        ),
        case(
            "empty-entry",
            "entry 1",
            plain().with("tracks: { 1: () },").and("1: (length: 16)"),
            plain().with("tracks: { 1: () },"),
        ),
        case(
            "duplicate-pattern",
            "entry 1",
            plain().with("tracks: { 1: () },").and(&second("0 C-4 01, 8 ===")),
            plain().with("tracks: { 1: () },").and(&second("0 C-4 01, 9 ===")),
        ),
        case("unused-instrument", "instrument 02", plain().played_by(&[ORGAN, ORGAN]), plain()),
        case(
            "unused-sample",
            "sample 1",
            new(&["0 C-4 01"])
                .played_by(&[SAMPLER])
                .with("tracks: { 1: () }, samples: { 0: (path: \"a.wav\"), 1: (path: \"b.wav\") },"),
            new(&["0 C-4 01"])
                .played_by(&[SAMPLER])
                .with("tracks: { 1: () }, samples: { 0: (path: \"a.wav\") },"),
        ),
    ]
}

impl Parts {
    /// The second track plays what the first one does.
    fn two(mut self) -> Parts {
        self.rows = vec![self.rows[0], self.rows[0]];
        self
    }

    /// Two more patterns like it, each a little other.
    fn three(self) -> Parts {
        let pattern = |number: usize, rows: &str| {
            format!("{number}: (length: 16, lanes: {{ {} }}), ", crate::stage::lane(1, rows))
        };
        let more = pattern(1, "0 D-4 01, 8 ===") + &pattern(2, "0 E-4 01, 8 ===");
        self.and(&more)
    }
}

fn samples() -> std::sync::Arc<SampleBank> {
    bank(vec![vec![vec![0.1; 4_800]]])
}

/// What was found of a rule, as places and sentences.
fn told(faults: &[&Fault]) -> Vec<(String, String)> {
    faults.iter().map(|fault| (fault.finding.place.text(), fault.sentence())).collect()
}

#[test]
fn every_rule_finds_its_fault_where_it_is_and_is_silent_once_it_is_mended() {
    let samples = samples();
    for Case { rule, place, faulty, mended } in cases() {
        let faults = seen(&faulty.song(), &samples);
        let found = of(&faults, rule);
        let told = told(&found);
        assert!(found.iter().any(|fault| fault.finding.place.text() == place), "{rule} at {place}: {told:?}");
        assert!(found.iter().all(|fault| fault.finding.message.len() > 20), "{told:?}");
        let faults = seen(&mended.song(), &samples);
        let left = of(&faults, rule);
        let left: Vec<String> = left.iter().map(|fault| fault.sentence()).collect();
        assert!(left.is_empty(), "{rule} where nothing is wrong: {left:?}");
    }
}

#[test]
fn every_rule_that_looks_at_the_song_has_a_song_that_it_finds_fault_with() {
    let known: BTreeSet<&str> = cases().iter().map(|case| case.rule).collect();
    for rule in RULES.iter().filter(|rule| matches!(rule.find, Find::Song(_))) {
        assert!(known.contains(rule.name), "{}", rule.name);
    }
}

#[test]
fn what_a_fix_does_mends_its_fault_and_brings_no_worse_one() {
    let samples = samples();
    let mut mended = BTreeSet::new();
    for Case { rule, faulty, .. } in cases() {
        let song = faulty.song();
        let faults = seen(&song, &samples);
        let bad = crate::stage::bad(&faults).len();
        for fault in of(&faults, rule) {
            let Some(edit) = fault.finding.fix.as_ref().and_then(|fix| fix.edit.clone()) else { continue };
            let after = edit.apply(&song).unwrap_or_else(|refusal| panic!("{rule}: {refusal}"));
            let left = seen(&after, &samples);
            let same = of(&left, rule).into_iter().any(|left| left.finding == fault.finding);
            assert!(!same, "{rule}: {} is still there", fault.sentence());
            assert!(crate::stage::bad(&left).len() <= bad, "{rule}: {:?}", crate::stage::bad(&left));
            mended.insert(rule);
        }
    }
    let expected = [
        "dead-effect",
        "doubled-note",
        "duplicate-pattern",
        "empty-entry",
        "out-of-range",
        "out-of-scale",
        "silent-track",
        "stolen-voice",
        "stuck-note",
        "unreachable-pattern",
        "unused-instrument",
        "unused-sample",
    ];
    assert_eq!(mended.into_iter().collect::<Vec<_>>(), expected);
}

#[test]
fn a_note_that_a_looping_song_ends_itself_is_not_stuck() {
    let song = |jump: &str| -> Song {
        let rows = ["0 C-4 01, 8 E-4 01".to_owned(), format!("15 | {jump}")];
        let rows: Vec<&'static str> =
            rows.into_iter().map(|rows| -> &'static str { String::leak(rows) }).collect();
        Parts::new(&rows).song()
    };
    let none = SampleBank::default();
    assert_eq!(
        of(&seen(&song("B00"), &none), "stuck-note").len(),
        0,
        "the first row cuts it when it comes again"
    );
    assert_eq!(of(&seen(&song("D00"), &none), "stuck-note").len(), 1, "it hangs where the song ends");
    let elsewhere = Parts::new(&["0 C-4 01, 4 ===", "8 E-4 01, 15 | B00"]).song();
    assert_eq!(
        of(&seen(&elsewhere, &none), "stuck-note").len(),
        0,
        "its own row comes again and strikes anew"
    );
}

#[test]
fn a_song_without_faults_has_none() {
    let faults = seen(&Parts::new(&["0 C-4 01, 8 ==="]).song(), &SampleBank::default());
    assert_eq!(faults.iter().map(Fault::sentence).collect::<Vec<_>>(), [""; 0]);
    assert!(!segno::check::is_at_fault(&faults));
}

#[test]
fn the_songs_that_come_with_segno_have_no_faults() {
    let folder = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("songs");
    let entries = std::fs::read_dir(&folder).expect("the folder of songs");
    let songs = entries.map(|entry| entry.expect("an entry").path());
    let songs: Vec<_> = songs.filter(|path| path.extension().is_some_and(|ending| ending == "ron")).collect();
    assert!(songs.len() >= 3);
    for path in songs {
        let song = segno::io::song_file::read(&path).unwrap_or_else(|problem| panic!("{problem}"));
        let loaded = segno::io::sample_files::load_all(&folder, &song);
        let bad = crate::stage::bad(&seen(&song, &loaded.bank));
        assert_eq!(bad, [""; 0], "{}", path.display());
    }
}

#[test]
fn a_sample_that_only_a_clip_plays_is_used() {
    let parts = Parts::new(&["0 C-4 01"])
        .played_by(&[SAMPLER])
        .with("tracks: { 1: () }, samples: { 0: (path: \"a.wav\"), 1: (path: \"take.wav\") },");
    let song = parts.song();
    let unused = |song: &Song| of(&seen(song, &SampleBank::default()), "unused-sample").len();
    assert_eq!(unused(&song), 1);
    let clip = Clip {
        takes: vec![Take { sample: 1, offset: 0, length: 9_000, ..Take::default() }],
        ..Clip::default()
    };
    let song = Edit::Clip { pattern: 0, track: 0, clip }.apply(&song).expect("a song");
    assert_eq!(unused(&song), 0);
}

#[test]
fn a_track_that_is_opened_while_it_plays_is_neither_silent_nor_left_out() {
    use segno::sequencer::score::Score;
    let song = |one: &str, two: &str| {
        let tracks = format!("tracks: {{ 1: ({one}), 2: ({two}) }},");
        Parts::new(&["0 C-4 01 | &00", "0 E-4 01, 8 ==="]).with(&tracks).song()
    };
    let found = |song: &Song| {
        let faults = seen(song, &SampleBank::default());
        let notes = Score::of(song).notes.len();
        (["silent-track", "stuck-note"].map(|rule| of(&faults, rule).len()), notes)
    };
    assert_eq!(found(&song("mute: true", "")), ([1, 0], 1));
    assert_eq!(found(&song("mute: true, locks: [\"track.mute\"]", "")), ([0, 1], 2), "the note still hangs");
    assert_eq!(found(&song("output: 2", "mute: true")), ([2, 0], 0));
    assert_eq!(found(&song("volume: -60.0", "")).0[0], 1);
    assert_eq!(found(&song("volume: -60.0, locks: [\"track.volume\"]", "")).0[0], 1, "00 leaves it there");
    let faults = seen(&song("output: 2", "mute: true"), &SampleBank::default());
    let messages: Vec<&str> =
        of(&faults, "silent-track").iter().map(|fault| fault.finding.message.as_str()).collect();
    assert!(messages[0].contains("goes into a group that is muted all through the song"), "{messages:?}");
    assert!(messages[1].contains("is muted all through the song"), "{messages:?}");
    assert_eq!(found(&song("solo: true", "")), ([1, 1], 1));
    assert_eq!(found(&song("solo: true, locks: [\"track.solo\"]", "")), ([0, 1], 2), "the solo is taken off");
}

#[test]
fn a_mute_that_what_moves_it_never_opens_is_one_all_through() {
    let silent = |effect: &'static str, settings: &str| -> Vec<String> {
        let tracks = format!("tracks: {{ 1: ({settings}), 2: () }},");
        let song = Parts::new(&[String::leak(format!("0 C-4 01 | {effect}, 8 ==="))]).with(&tracks).song();
        let faults = seen(&song, &SampleBank::default());
        of(&faults, "silent-track").iter().map(|fault| fault.finding.message.clone()).collect()
    };
    let muted = "mute: true, locks: [\"track.mute\"]";
    assert_eq!(silent("&7F", muted), [""; 0], "just below the middle it opens");
    let told = silent("&80", muted);
    assert!(told[0].contains("muted, and what moves its mute never opens it, all through"), "{told:?}");
    assert_eq!(silent("&FF", "solo: true, locks: [\"track.solo\"]").len(), 1, "it stays solo");
    assert_eq!(silent("&10", "volume: -60.0, locks: [\"track.volume\"]"), [""; 0], "the fader goes up");
    // A curve that stays above the middle, and one that goes below it behind the lane's end.
    let drawn = |points: &[&str]| {
        let song = Parts::new(&["0 C-4 01, 8 ==="]).with("tracks: { 1: (mute: true), 2: () },").song();
        let points = points.iter().map(|text| Point::parse(text).expect(text)).collect();
        let curve = Curve::new("track.mute", points);
        let song = Edit::Curve { pattern: 0, track: 0, curve }.apply(&song).expect("a curve");
        of(&seen(&song, &SampleBank::default()), "silent-track").len()
    };
    assert_eq!(drawn(&["0 100 hold", "8 0"]), 0);
    assert_eq!(drawn(&["0 100", "8 60"]), 1);
    assert_eq!(drawn(&["0 100 hold", "16 0"]), 1, "the lane has 16 rows");
}

#[test]
fn entries_that_play_one_pattern_are_one_fault() {
    let song = Parts::new(&["0 C-4 01, 8 ==="])
        .with("order: [(pattern: 1), (pattern: 0), (pattern: 1), (pattern: 2), (pattern: 1)],")
        .and("1: (length: 16), 2: (length: 8)")
        .song();
    let faults = seen(&song, &SampleBank::default());
    let empty = of(&faults, "empty-entry");
    let messages: Vec<&str> = empty.iter().map(|fault| fault.finding.message.as_str()).collect();
    let wanted = [
        "entries 0, 2 and 4 play pattern 1, in which nothing is written, for 16 rows",
        "entry 3 plays pattern 2, in which nothing is written, for 8 rows",
    ];
    assert_eq!(messages, wanted);
    let edit = empty[0].finding.fix.as_ref().and_then(|fix| fix.edit.clone()).expect("an edit");
    let mended = edit.apply(&song).expect("it can be done");
    assert_eq!(mended.order.iter().map(|entry| entry.pattern).collect::<Vec<_>>(), [0, 1]);
    let led = Parts::new(&["0 C-4 01 | B03, 8 ==="])
        .with("order: [(pattern: 0), (pattern: 1), (pattern: 1), (pattern: 2)],")
        .and("1: (length: 16), 2: (length: 8)")
        .song();
    let faults = seen(&led, &SampleBank::default());
    let never: Vec<&str> =
        of(&faults, "unreachable-pattern").iter().map(|fault| fault.finding.message.as_str()).collect();
    let wanted =
        "entries 1 and 2 of the order list are never reached: a jump leads past them or ends the song before";
    assert_eq!(never, [wanted]);
}
