//! What is saved is what was there: random songs, every parameter, unknown fields, exactly the rows that changed.

#![allow(clippy::unwrap_used, reason = "a test may")]

mod song_random;

use proptest::prelude::*;
use segno::devices;
use segno::dsp::parameter::{Info, Knobs};
use segno::formats::song::{read, write};
use segno::instruments::sampler::zone::Zone;
use segno::instruments::{self, Patch};
use segno::song::Song;
use segno::song::difference::difference;
use segno::song::edit::Edit;
use segno::song::insert::{Insert, Owner};
use segno::song::instrument::Instrument;
use segno::song::mixer::Mixer;
use segno::song::notation::{parse_row, row_text};
use song_random::{Random, full_song, song};

fn load(text: &str) -> Song {
    read("song.ron", text.as_bytes()).unwrap_or_else(|problem| panic!("{problem}\n{text}"))
}

proptest! {
    #[test]
    fn a_saved_song_is_the_same_song(seeds in prop::collection::vec(any::<u64>(), 0..60)) {
        let song = song(&seeds);
        let text = write(&song);
        let loaded = load(&text);
        prop_assert_eq!(&loaded, &song);
        prop_assert_eq!(write(&loaded), text);
    }

    #[test]
    fn undoing_every_edit_gives_every_song_back(seeds in prop::collection::vec(any::<u64>(), 1..40)) {
        let mut history = vec![(Song::default(), write(&Song::default()))];
        for seed in seeds {
            let (last, _) = history.last().unwrap();
            if let Ok(edited) = Random(seed).edit().apply(last) {
                let text = write(&edited);
                history.push((edited, text));
            }
        }
        for (song, text) in history.iter().rev() {
            prop_assert_eq!(&write(song), text);
        }
    }

    #[test]
    fn two_songs_differ_in_words_exactly_if_they_differ(
        first in prop::collection::vec(any::<u64>(), 0..30),
        more in prop::collection::vec(any::<u64>(), 0..4),
    ) {
        let old = song(&first);
        let new = song(&first.iter().chain(&more).copied().collect::<Vec<_>>());
        let lines = difference(&old, &new);
        prop_assert_eq!(lines.is_empty(), old == new, "{:?}", lines);
        prop_assert!(difference(&new, &new).is_empty());
    }

    #[test]
    fn edits_survive_the_journal(seed in any::<u64>()) {
        let edit = Random(seed).edit();
        let line = serde_json::to_string(&edit).unwrap();
        prop_assert_eq!(serde_json::from_str::<Edit>(&line).unwrap(), edit);
    }

    #[test]
    fn a_row_reads_as_it_is_written(seed in any::<u64>()) {
        let row = Random(seed).row();
        let text = row_text(&row);
        prop_assert_eq!(parse_row(&text), Ok(row), "{}", text);
    }

    #[test]
    fn no_text_makes_the_notation_panic(text in "[-A-Za-z0-9#=^~;|?%*/& Äß]{0,40}") {
        if let Ok(row) = parse_row(&text) {
            prop_assert_eq!(parse_row(&row_text(&row)), Ok(row));
        }
    }
}

/// Values at both ends, at the default, and one that needs many digits.
fn values(info: &Info) -> Vec<f32> {
    [0.0, 1.0 / 3.0, 0.7, 1.0].map(|position| info.at(position)).into_iter().chain([info.default]).collect()
}

fn with_patch(patch: Patch) -> Song {
    let instrument = Some(Box::new(Instrument::new("sound", patch)));
    Edit::SetInstrument { slot: 0, instrument }.apply(&Song::default()).unwrap()
}

#[test]
fn every_parameter_of_every_instrument_is_saved() {
    for kind in instruments::KINDS {
        let count = (kind.new)().knobs().count();
        for index in 0..count {
            for value in values((kind.new)().knobs().info(index)) {
                let mut patch = (kind.new)();
                patch.knobs_mut().set_value(index, value);
                let song = with_patch(patch);
                assert_eq!(load(&write(&song)), song, "{} {}", kind.name, index);
            }
        }
        let song = with_patch((kind.new)());
        assert_eq!(load(&write(&song)), song, "{}", kind.name);
    }
}

/// The names of a struct's fields, without those of its parameter rows.
fn fields_beside_rows(saved: serde_json::Value, knobs: &dyn Knobs) -> Vec<String> {
    let fields = saved.as_object().unwrap().keys().cloned();
    fields.filter(|name| knobs.find(name).is_none()).collect()
}

#[test]
fn a_patch_holds_nothing_that_the_file_leaves_out() {
    for kind in instruments::KINDS {
        let patch = (kind.new)();
        let saved = serde_json::to_value(&patch).unwrap();
        let fields = saved.as_object().unwrap().values().next().unwrap().clone();
        let beside = fields_beside_rows(fields, patch.knobs());
        let known: &[&str] = if kind.name == "sampler" { &["zones"] } else { &[] };
        assert_eq!(beside, known, "{}: formats/song must write these", kind.name);
    }
    let zone = Zone::default();
    assert_eq!(fields_beside_rows(serde_json::to_value(&zone).unwrap(), &zone), ["slices"]);
}

#[test]
fn every_parameter_of_every_device_is_saved() {
    for kind in devices::KINDS {
        for index in 0..(kind.new)().knobs().count() {
            for value in values((kind.new)().knobs().info(index)) {
                let mut mixer = Mixer::default();
                let mut device = (kind.new)();
                device.knobs_mut().set_value(index, value);
                mixer.returns[1].inserts = vec![Insert::new(device)];
                let song = Edit::SetMixer { mixer: Box::new(mixer) }.apply(&Song::default()).unwrap();
                assert_eq!(load(&write(&song)), song, "{} {}", kind.name, index);
            }
        }
    }
    let mut mixer = Mixer::default();
    for index in 0..mixer.limiter.count() {
        mixer.limiter.set_value(index, mixer.limiter.info(index).at(0.3));
    }
    let song = Edit::SetMixer { mixer: Box::new(mixer) }.apply(&Song::default()).unwrap();
    assert_eq!(load(&write(&song)), song);
}

#[test]
fn a_changed_row_changes_its_line_alone() {
    let song = full_song();
    let places = (0..song.patterns.len())
        .flat_map(|pattern| (0..song.tracks.len()).map(move |track| (pattern, track)));
    let written = |(pattern, track)| song.lane(pattern, track).is_some_and(|lane| !lane.rows().is_empty());
    let (pattern, track) = places.into_iter().find(|place| written(*place)).unwrap();
    let (number, _) = song.lane(pattern, track).unwrap().rows().iter().next().unwrap();
    let row = parse_row("C-4 01 v32 | D04").unwrap();
    let edit = Edit::Rows { pattern: pattern as u16, track: track as u16, rows: vec![(number, row)] };
    let (before, after) = (write(&song), write(&edit.apply(&song).unwrap()));
    let changed: Vec<_> = before.lines().zip(after.lines()).filter(|(a, b)| a != b).collect();
    assert_eq!(before.lines().count(), after.lines().count());
    assert_eq!(changed.len(), 1);
    assert_eq!(changed[0].1.trim(), format!("{number}: \"C-4 01 v32 | D04\","));
}

#[test]
fn two_returns_of_one_device_become_strips_that_sound_the_same() {
    let old = r#"(
    format: 1,
    tracks: { 1: (send_1: -6.0, pre_2: true, locks: ["return.1.feedback", "return.2.volume", "return.2.width"]) },
    mixer: (returns: [
        (name: "Echo", volume: -3.0, device: (kind: "delay", feedback: 0.5)), // the second is as it comes
    ]),
    patterns: { 0: (lanes: { 1: Own(rows: {}, curves: [(target: "return.2.decay", points: ["0 0"])]) }) },
)"#;
    let new = r#"(
    format: 2,
    tracks: { 1: (send_1: -6.0, pre_2: true,
        locks: ["return.1.insert.1.feedback", "return.2.volume", "return.2.insert.1.width"]) },
    mixer: (returns: [
        (name: "Echo", volume: -3.0, inserts: [(device: (kind: "delay", feedback: 0.5), mix: 1.0)]),
        (name: "Reverb", inserts: [(device: (kind: "reverb"), on: true)]),
    ]),
    patterns: { 0: (lanes: { 1: Own(rows: {}, curves: [(target: "return.2.insert.1.decay", points: ["0 0"])]) }) },
)"#;
    let song = load(old);
    assert_eq!(song, load(new));
    assert_eq!(load(&write(&song)), song);
    assert_eq!(*load("(format: 1)").mixer, *load("(format: 2)").mixer);
    assert_eq!(*load("(format: 1, mixer: (returns: []))").mixer, Mixer::default());
    assert!(load("(format: 2, mixer: (returns: []))").mixer.returns.is_empty());
    let eight = load("(format: 2, mixer: (returns: [(), (), (), (), (), (), (), (width: 2.0)]))");
    assert_eq!((eight.mixer.returns.len(), eight.mixer.returns[7].width), (8, 2.0));
    assert_eq!(load(&write(&eight)), eight);
}

#[test]
fn unknown_fields_survive_at_every_level() {
    let text = r#"(
    format: 1,
    new_song: 1,
    tracks: { 1: (name: "A", new_track: "2") },
    instruments: { 0x01: (patch: (kind: "sampler", new_patch: [3], zones: [(new_zone: Four)]),
        tuning: (cents: [1200.0], new_tuning: 1.25), modulation: (routes: [(new_route: "r")], new_matrix: Two), new_instrument: 5, phrases: { 2: (new_phrase: 'p', rows: { 4: "C-4" }) }) },
    samples: { 0: (path: "a.wav", new_sample: (6)) },
    mixer: (
        returns: [(device: (kind: "delay", new_device: 7.5), new_return: {8: 9})],
        limiter: (new_limiter: true),
        new_mixer: 'x',
    ),
    order: [(pattern: 0, new_entry: None)],
    shared_lanes: { 0: (rows: {0: "C-4"}, new_lane: Some(1)) },
    patterns: { 0: (lanes: { 1: Own(rows: {}, r#new-own: "//") }, new_pattern: "\"") },
)"#;
    let song = load(text);
    let written = write(&song);
    for field in [
        "new_song: 1",
        "new_track: \"2\"",
        "new_patch: [3]",
        "new_zone: Four",
        "new_instrument: 5",
        "new_tuning: 1.25",
        "new_phrase: 'p'",
        "new_route: \"r\"",
        "new_matrix: Two",
        "new_sample: (6)",
        "new_device: 7.5",
        "new_return: {8: 9}",
        "new_limiter: true",
        "new_mixer: 'x'",
        "new_entry: None",
        "new_lane: Some(1)",
        "r#new-own: \"//\"",
        "new_pattern: \"\\\"\"",
    ] {
        assert!(written.contains(field), "{field} in\n{written}");
    }
    assert_eq!(load(&written), song);
    assert_eq!(write(&load(&written)), written);
}

#[test]
fn comments_and_spaces_do_not_matter() {
    let mut random = Random(5);
    let rows = Edit::Rows { pattern: 0, track: 1, rows: (0..20).map(|row| (row, random.row())).collect() };
    let song = rows.apply(&with_patch((instruments::KINDS[0].new)())).unwrap();
    let text =
        write(&song).replace(",\n", " /* 1, \"two\" */ ,// three (\n\n").replace(": ", "\t:/* /* 4 */ */\n");
    assert_eq!(load(&text), song);
}

#[test]
fn a_comment_behind_an_unknown_value_does_not_swallow_what_follows() {
    let song = load("(format: 1, future: 3 // three\n, title: \"T\")");
    assert_eq!(load(&write(&song)), song);
    assert_eq!(song.settings.title, "T");
}

#[test]
fn patterns_that_the_order_does_not_use_and_gaps_are_kept() {
    let song = load("(format: 1, order: [(pattern: 2)], patterns: { 2: (), 0: (name: \"unused\") })");
    assert_eq!(song.patterns.len(), 3);
    assert_eq!(load(&write(&song)), song);
}

#[test]
fn a_short_file_is_enough_for_a_song() {
    let song = load("(format: 1, patterns: { 0: (lanes: { 8: Own(rows: { 0: \"C-4\" }) }), 1: () })");
    assert_eq!(song.tracks.len(), 8);
    assert_eq!(song.order.iter().map(|entry| entry.pattern).collect::<Vec<_>>(), [0, 1]);
    assert_eq!(load("(format: 1)"), Song::default());
}

#[test]
fn the_switch_of_limiters_is_read_under_its_older_name() {
    let song = load(
        "(format: 2, tracks: { 1: (inserts: [(device: (kind: \"limiter\", on: false), on: true)]) },
          mixer: (limiter: (on: false)))",
    );
    let insert = &song.tracks[0].inserts[0];
    let of_device = insert.device.knobs().find("limiting").map(|index| insert.device.knobs().value(index));
    assert_eq!((song.mixer.limiter.limiting, of_device, insert.on), (0.0, Some(0.0), true));
    let text = write(&song);
    assert_eq!((text.matches("limiting: false").count(), text.contains("on: ")), (2, false), "{text}");
    assert_eq!(load(&text), song);
}

#[test]
fn the_switch_of_limiters_moves_under_its_older_name() {
    let song = load(
        "(format: 2, tracks: { 1: (locks: [\"\", \"master.on\"]), 2: (), 3: () }, patterns: { 0: (lanes: {
          1: Own(curves: [(target: \"master.on\", points: [\"0 100\"])]),
          2: Own(curves: [(target: \"master.on\", points: [\"0 100\"]), (target: \"master.limiting\", points: [\"0 0\"])]),
          3: Own(curves: [(target: \"insert.1.on\", points: [\"0 100\"])]) }) })",
    );
    assert_eq!(song.tracks[0].locks[..2], ["", "master.limiting"]);
    let targets = |track: usize| -> Vec<&str> {
        song.lane(0, track).expect("a lane").curves().iter().map(|curve| curve.target()).collect()
    };
    assert_eq!(targets(0), ["master.limiting"]);
    assert_eq!(targets(1), ["master.on", "master.limiting"], "both were there");
    assert_eq!(targets(2), ["insert.1.on"], "of any device");
    assert_eq!(load(&write(&song)), song);
}

#[test]
fn edits_of_older_journals_switch_limiters() {
    let song = load(
        "(format: 2, tracks: { 1: (inserts: [(device: (kind: \"limiter\"))]) }, mixer: (limiter: (ceiling: -2.0)))",
    );
    let off = |edit: Edit| {
        // As they were written before the switch had a name of its own.
        let line = serde_json::to_string(&edit).expect("a line").replace("limiting", "on");
        let edit: Edit = serde_json::from_str(&line).expect("an edit");
        let song = edit.apply(&song).expect("it can be done");
        let device = song.tracks[0].inserts[0].device.knobs();
        [song.mixer.limiter.limiting, device.value(device.find("limiting").expect("a switch"))]
    };
    let name = || "limiting".to_owned();
    assert_eq!(off(Edit::LimiterParameter { name: name(), value: 0.0 }), [0.0, 1.0]);
    let owner = Owner::Track(0);
    assert_eq!(off(Edit::InsertParameter { owner, slot: 0, name: name(), value: 0.0 }), [1.0, 0.0]);
    let mut mixer = (*song.mixer).clone();
    mixer.limiter.limiting = 0.0;
    assert_eq!(off(Edit::SetMixer { mixer: Box::new(mixer) }), [0.0, 1.0]);
    let mut track = (*song.tracks[0]).clone();
    let knobs = track.inserts[0].device.knobs_mut();
    let switch = knobs.find("limiting").expect("a switch");
    knobs.set_value(switch, 0.0);
    assert_eq!(off(Edit::SetTrack { at: 0, track: Box::new(track) }), [1.0, 0.0]);
}
