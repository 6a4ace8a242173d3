//! docs/FORMAT.md is true: its examples are songs, and it names every field.

#![allow(clippy::unwrap_used, reason = "a test may")]

use segno::dsp::parameter::{Knobs, Parameters};
use segno::formats::presets;
use segno::formats::set::{self, Way};
use segno::formats::song::{read, write};
use segno::instruments::matrix::{Matrix, Route};
use segno::song::instrument::Instrument;
use segno::song::lane::MAX_ROWS;
use segno::song::mixer::{MAX_RETURNS, Mixer, Return};
use segno::song::note::{Note, Pitch};
use segno::song::order::OrderEntry;
use segno::song::phrase::{MAX_PHRASES, Phrase};
use segno::song::scale::Tonality;
use segno::song::track::Track;
use segno::song::tuning::{Mapping, Scale};
use segno::song::{
    MAX_INSTRUMENTS, MAX_ORDER, MAX_PATTERNS, MAX_SAMPLES, MAX_SHARED_LANES, MAX_TRACKS, Settings, Song,
};

const PAGE: &str = include_str!("../docs/FORMAT.md");

fn blocks() -> impl Iterator<Item = &'static str> {
    PAGE.split("```ron\n").skip(1).map(|rest| rest.split("```").next().unwrap())
}

#[test]
fn the_example_of_presets_is_one() {
    let lists: Vec<_> = blocks().filter(|block| block.starts_with('[')).collect();
    let found = presets::read("docs/FORMAT.md", lists[0].as_bytes());
    assert!(found.told.is_empty() && lists.len() == 1, "{:?}", found.told);
    assert_eq!(found.presets[0].name, "Round Bass");
}

/// The examples: whole songs as they are, parts of a song with a song around them.
fn examples() -> Vec<Song> {
    let blocks = blocks().filter(|block| !block.starts_with('['));
    let song = |block: &str| {
        let text = if block.starts_with('(') { block.to_owned() } else { format!("(format: 2,\n{block})") };
        read("docs/FORMAT.md", text.as_bytes()).unwrap_or_else(|problem| panic!("{problem}\n{text}"))
    };
    blocks.map(song).collect()
}

#[test]
fn every_example_is_a_song() {
    let songs = examples();
    assert_eq!(songs.len(), 12);
    for song in songs {
        assert_eq!(read("again.ron", write(&song).as_bytes()), Ok(song));
    }
}

#[test]
fn the_first_example_plays_what_the_page_says() {
    let song = &examples()[0];
    let lead = song.lane(0, 0).unwrap();
    assert_eq!(lead.row(0).notes[0].note, Some(Note::On(Pitch::MIDDLE_C)));
    assert_eq!(Pitch::MIDDLE_C.midi(), 60);
    assert_eq!(song.lane(0, 1).unwrap().length, Some(16));
    assert_eq!((song.order[0].repeats, song.settings.tempo.bpm()), (2, 96.0));
}

fn names<T: Parameters>() -> impl Iterator<Item = &'static str> {
    T::ROWS.iter().map(|row| row.info.name)
}

#[test]
fn every_field_is_explained() {
    let rows = names::<Track>()
        .chain(names::<Return>())
        .chain(names::<Instrument>())
        .chain(names::<Phrase>())
        .chain(names::<OrderEntry>())
        .chain(names::<Settings>())
        .chain(names::<Tonality>());
    for name in rows {
        assert!(PAGE.contains(&format!("`{name}`")), "{name} is not in docs/FORMAT.md");
    }
    // The second envelope and oscillator are as the first; of the macros the first and the last are named.
    for name in names::<Matrix>().filter(|name| name.contains("_1")).chain(names::<Route>()) {
        assert!(PAGE.contains(&format!("`{name}`")), "{name} is not in docs/FORMAT.md");
    }
    for name in ron_names(&Mapping::default()).into_iter().chain(ron_names(&Scale::equal())) {
        assert!(PAGE.contains(&format!("`{name}`")), "the tuning's {name} is not in docs/FORMAT.md");
    }
    let zone = ron_names(&segno::instruments::sampler::zone::Zone::default());
    for name in zone {
        assert!(PAGE.contains(&format!("`{name}`")), "the zone's {name} is not in docs/FORMAT.md");
    }
}

/// The names of a struct's fields as serde sees them.
fn ron_names(value: &impl serde::Serialize) -> Vec<String> {
    match serde_json::to_value(value).unwrap() {
        serde_json::Value::Object(fields) => fields.keys().cloned().collect(),
        _ => Vec::new(),
    }
}

#[test]
fn the_limits_are_those_of_the_program() {
    let limits = [
        (MAX_TRACKS, "tracks"),
        (MAX_INSTRUMENTS, "instruments"),
        (MAX_SAMPLES, "samples"),
        (MAX_PHRASES, "phrases"),
        (MAX_PATTERNS, "patterns"),
        (MAX_SHARED_LANES, "shared lanes"),
        (MAX_ORDER, "entries of the order"),
        (MAX_ROWS.into(), "rows in a"),
    ];
    for (limit, what) in limits {
        assert!(PAGE.contains(&format!("{limit} {what}")), "{limit} {what}");
    }
}

#[test]
fn what_is_left_out_has_the_value_of_the_page() {
    let plain = read("song.ron", b"(format: 1, tracks: { 1: () })").unwrap();
    assert_eq!(*plain.tracks[0], Track::default());
    assert_eq!(*plain.mixer, Mixer::default());
    let plain_return = read("song.ron", b"(format: 2, mixer: (returns: [()]))").unwrap();
    assert_eq!(plain_return.mixer.returns, [Return::default()]);
    assert_eq!(MAX_RETURNS, 8, "the page says so in words");
    assert_eq!(plain.settings.rows_per_beat, 4);
    for index in 0..plain.settings.count() {
        assert_eq!(plain.settings.value(index), plain.settings.info(index).default);
    }
}

#[test]
fn the_set_lists_of_the_page_and_of_the_songs_are_some() {
    let example = PAGE.split("```\n").find(|block| block.contains("title: \"Friday\"")).unwrap();
    let set = set::read("friday.set.ron", example.as_bytes()).unwrap();
    assert_eq!((set.songs.len(), set.songs[0].way(), set.songs[1].placing.gap), (3, Way::Wait, 1.5));
    for name in ["file", "title", "notes", "tempo", "then", "gap", "songs"] {
        assert!(PAGE.contains(&format!("`{name}`")), "{name}");
    }
    for way in set::WAYS {
        assert!(PAGE.contains(&format!("\"{way}\"")), "{way}");
    }
    let evening = set::read("evening.set.ron", include_bytes!("../songs/sets/evening.set.ron")).unwrap();
    let folder = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("songs/sets");
    assert!(evening.songs.iter().all(|song| folder.join(&song.file).is_file()));
}
