//! The songs that come with segno: they are as segno itself would save them, complete, and together they use what it has.

use segno::formats::song::{read, write};
use segno::instruments::Patch;
use segno::instruments::sampler::zone::LoopMode;
use segno::io::paths::folder_of;
use segno::io::sample_files::load_all;
use segno::sequencer::command::Command;
use segno::sequencer::player::{Player, Playing};
use segno::song::Song;
use segno::song::lane::Lane;
use segno::song::pattern::LaneSlot;
use segno::song::row::{Row, VolumeCell};
use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

/// The most that all samples may weigh, in bytes.
const MOST_BYTES: u64 = 3_000_000;

fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("songs")
}

/// Every song of the folder, with its path and text.
fn songs() -> Vec<(PathBuf, String, Song)> {
    let entries = fs::read_dir(folder()).expect("the folder of songs");
    let mut paths: Vec<PathBuf> = entries.map(|entry| entry.expect("an entry").path()).collect();
    paths.retain(|path| path.extension().is_some_and(|ending| ending == "ron"));
    paths.sort();
    let song = |path: PathBuf| {
        let text = fs::read_to_string(&path).expect("a song's text");
        let song = read(&path.to_string_lossy(), text.as_bytes());
        let song = song.unwrap_or_else(|problem| panic!("{problem}"));
        (path, text, song)
    };
    paths.into_iter().map(song).collect()
}

/// How long the song plays in seconds, its tail not counted. Panics if it does not come to an end.
fn seconds(song: &Song) -> f64 {
    let mut player = Player::new();
    let mut out: Vec<Command> = Vec::with_capacity(Player::MOST_COMMANDS);
    player.start(song, Playing::Song { order: 0, row: 0, repeat: false });
    let mut sum = 0.0;
    while let Some(tick) = player.tick(song, &mut out) {
        sum += 60.0 * tick.length.numerator as f64 / tick.length.denominator as f64;
        assert!(sum < 600.0, "{} does not end", song.settings.title);
    }
    sum
}

#[test]
fn every_song_is_written_as_it_stands() {
    for (path, text, song) in songs() {
        // Compared line by line first, for a failure that can be read.
        let written = write(&song);
        let other = text.lines().zip(written.lines()).find(|(here, there)| here != there);
        assert_eq!(other, None, "{}", path.display());
        assert_eq!(text, written, "{}", path.display());
    }
}

#[test]
fn every_sample_is_there_and_is_the_one_that_was_saved() {
    for (path, _, song) in songs() {
        let loaded = load_all(folder_of(&path), &song);
        assert_eq!(loaded.sentences().collect::<Vec<_>>(), Vec::<String>::new(), "{}", path.display());
        for sample in song.samples.iter().flatten() {
            assert_eq!(sample.hash.len(), 64, "{}: {} has its hash", path.display(), sample.name);
        }
    }
}

#[test]
fn no_sample_lies_there_unused_and_together_they_are_light() {
    let used: BTreeSet<PathBuf> = songs()
        .iter()
        .flat_map(|(_, _, song)| song.samples.iter().flatten())
        .map(|sample| folder().join(&sample.path))
        .collect();
    let entries = fs::read_dir(folder().join("samples")).expect("the folder of samples");
    let there: BTreeSet<PathBuf> = entries.map(|entry| entry.expect("an entry").path()).collect();
    assert_eq!(there, used);
    let bytes: u64 = there.iter().map(|path| fs::metadata(path).expect("a file").len()).sum();
    assert!(bytes < MOST_BYTES, "{bytes}");
}

#[test]
fn there_are_three_songs_and_each_has_a_form() {
    let songs = songs();
    assert!(songs.len() >= 3);
    assert!(songs.iter().any(|(path, ..)| path.ends_with("demo.ron")));
    for (path, _, song) in songs {
        let seconds = seconds(&song);
        assert!((90.0..150.0).contains(&seconds), "{}: {seconds} s", path.display());
        let sections: BTreeSet<_> = song.order.iter().filter_map(|entry| entry.section.clone()).collect();
        assert!(sections.len() >= 5, "{}: {sections:?}", path.display());
        assert!(!song.settings.title.is_empty() && !song.settings.comment.is_empty());
    }
}

/// What a row uses.
fn of_row(row: &Row, found: &mut BTreeSet<String>) {
    for effect in row.effects.iter().flatten() {
        found.insert((effect.code as char).to_string());
        if effect.code == b'S' {
            found.insert(format!("S{:X}", effect.value >> 4));
        }
    }
    if row.notes.iter().filter(|cell| cell.note.is_some()).count() > 2 {
        found.insert("chord".to_owned());
    }
    for cell in &row.notes {
        if cell.delay > 0 {
            found.insert("delay column".to_owned());
        }
        if matches!(cell.volume, Some(VolumeCell::Volume(_))) {
            found.insert("volume field".to_owned());
        }
    }
}

/// What an instrument uses.
fn of_patch(patch: &Patch, found: &mut BTreeSet<String>) {
    found.insert(patch.kind().to_owned());
    let Patch::Sampler(patch) = patch else { return };
    if patch.filter_on > 0.5 {
        found.insert("sampler's filter".to_owned());
    }
    if patch.reverse > 0.5 {
        found.insert("backwards".to_owned());
    }
    for zone in patch.zones.iter() {
        let name = LoopMode::NAMES[zone.loop_mode as usize];
        found.insert(format!("loop {name}"));
        if zone.low_velocity > 0 {
            found.insert("velocity zones".to_owned());
        }
        if zone.low_key > 0 {
            found.insert("key zones".to_owned());
        }
        if !zone.slices.is_empty() {
            found.insert("slices".to_owned());
        }
    }
}

fn of_lane(lane: &Lane, pattern_length: Option<u16>, found: &mut BTreeSet<String>) {
    if let (Some(length), Some(whole)) = (lane.length, pattern_length)
        && whole % length != 0
    {
        found.insert("lane that turns".to_owned());
    }
    lane.rows().iter().for_each(|(_, row)| of_row(&row, found));
}

/// Everything that a song uses, by name.
fn features(song: &Song) -> BTreeSet<String> {
    let mut found = BTreeSet::new();
    for pattern in song.patterns.iter() {
        for slot in pattern.lanes.iter() {
            match slot {
                LaneSlot::Own(lane) => of_lane(lane, Some(pattern.length), &mut found),
                LaneSlot::Shared(number) => {
                    found.insert("shared lane".to_owned());
                    let lane = song.shared_lanes.get(usize::from(*number)).expect("a lane");
                    of_lane(lane, Some(pattern.length), &mut found);
                }
                LaneSlot::Empty => {}
            }
        }
    }
    song.instruments.iter().flatten().for_each(|instrument| {
        of_patch(&instrument.patch, &mut found);
        if instrument.choke_group > 0 {
            found.insert("choke group".to_owned());
        }
    });
    let mut add = |used: bool, name: &str| {
        if used {
            found.insert(name.to_owned());
        }
    };
    add(song.settings.swing > 50, "swing");
    for entry in song.order.iter() {
        add(entry.repeats > 1, "repeats");
        add(!entry.mutes.is_empty(), "mutes");
        add(entry.transpose != 0, "transpose");
        add(entry.tempo.is_some(), "tempo of a section");
        add(entry.swing.is_some(), "swing of a section");
    }
    for track in &song.tracks {
        add(track.pan != 0.0, "panning");
        add(track.sends[0].0 > -60.0, "first send");
        add(track.sends[1].0 > -60.0, "second send");
    }
    found
}

#[test]
fn together_they_use_what_segno_has() {
    let used: BTreeSet<String> = songs().iter().flat_map(|(_, _, song)| features(song)).collect();
    let wanted = [
        "sampler",
        "key zones",
        "velocity zones",
        "slices",
        "loop forward",
        "loop ping-pong",
        "sampler's filter",
        "backwards",
        "choke group",
        "subtractive",
        "swing",
        "lane that turns",
        "shared lane",
        "repeats",
        "mutes",
        "transpose",
        "tempo of a section",
        "swing of a section",
        "panning",
        "first send",
        "second send",
        "delay column",
        "volume field",
        "chord",
        "D",
        "E",
        "F",
        "G",
        "H",
        "J",
        "M",
        "Q",
        "R",
        "S",
        "SD",
        "T",
        "X",
        "Y",
        "Z",
        "/",
        "*",
        "=",
        "^",
        "&",
        "?",
        "%",
    ];
    let missing: Vec<_> = wanted.into_iter().filter(|name| !used.contains(*name)).collect();
    assert_eq!(missing, Vec::<&str>::new(), "used: {used:?}");
}
