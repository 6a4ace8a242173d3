//! docs/ALBUM.md is true: its example is an album, it names every field, and faults are told with their places.

use segno::dsp::parameter::{Kind, Knobs};
use segno::formats::album::{Mastering, Placing, read};

const PAGE: &str = include_str!("../docs/ALBUM.md");

fn example() -> &'static str {
    let block = PAGE.split("```ron\n").nth(1).expect("an example");
    block.split("```").next().expect("its end")
}

#[test]
fn the_example_is_an_album() {
    let album = read("album.ron", example().as_bytes()).expect("an album");
    assert_eq!((album.title.as_str(), album.songs.len(), album.year()), ("Night Lines", 3, Some(2026)));
    assert_eq!((album.songs[0].isrc.as_str(), album.upc.as_str()), ("DEA122600001", "036000291452"));
    assert_eq!((album.songs[1].placing.offset, album.songs[1].placing.gap), (-2.0, 3.5));
    assert_eq!((album.mastering.tone.as_str(), album.mastering.compression), ("album", 1.0));
    let roles = album.credits_of(&album.songs[2]).flat_map(|credit| &credit.roles);
    assert_eq!(roles.collect::<Vec<_>>(), ["composer", "producer", "violin"]);
}

#[test]
fn the_album_of_the_songs_is_one() {
    let album = read("three-songs.ron", include_bytes!("../songs/albums/three-songs.ron")).expect("an album");
    let folder = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("songs/albums");
    assert!(album.songs.iter().all(|song| folder.join(&song.file).is_file()));
}

#[test]
fn the_page_names_every_parameter_with_its_range() {
    for knobs in [&Mastering::default() as &dyn Knobs, &Placing::default()] {
        for info in (0..knobs.count()).map(|index| knobs.info(index)) {
            let line =
                PAGE.lines().find(|line| line.starts_with('|') && line.contains(&format!("`{}`", info.name)));
            let line = line.unwrap_or_else(|| panic!("{} is not on the page", info.name));
            let numbers: Vec<String> = match info.kind {
                Kind::Choice(names) => names.iter().map(|name| format!("\"{name}\"")).collect(),
                _ => [info.low, info.high].map(|value| value.to_string().replace('-', "−")).to_vec(),
            };
            for number in numbers {
                // What has the same range as its neighbour may say so once.
                assert!(line.contains(&number), "{}: {number} is not in its line", info.name);
            }
        }
    }
}

fn told(from: &str, to: &str) -> String {
    assert!(example().contains(from), "{from}");
    read("album.ron", example().replacen(from, to, 1).as_bytes()).expect_err("a fault").to_string()
}

#[test]
fn faults_are_told_with_their_places() {
    let cases = [
        (
            "036000291452",
            "036000291453",
            "album.ron:6:10: the check digit of `036000291453` is 3, but the other digits make 2; expected 12 digits (UPC)",
        ),
        ("DE-A12-26-00001", "DE-A12", "album.ron:18:34: `DE-A12` is no ISRC; expected two letters"),
        ("2026-12-24", "2026-02-30", "album.ron:8:11: found `\"2026-02-30\""),
        ("\"zxx\"", "\"none\"", "album.ron:10:15: found `\"none\""),
        ("ceiling: -1.0", "ceiling: 1.0", "expected a number from -12 to -0.1 dBTP for `ceiling`"),
        ("\"gentle\"", "\"brutal\"", "expected one of \"off\", \"gentle\", \"loud\" for `compression`"),
        ("offset: -2.0", "ofset: -2.0", "album.ron:19:28: `ofset` does nothing; expected a field of a song"),
        ("file: \"demo.ron\"", "title: \"A\"", "album.ron:18:9: "),
        ("roles: [\"violin\"]", "roles: []", "expected a name and at least one role"),
        ("songs: [", "songs: 7, x: [", "expected `[` and a list"),
        ("format: 1", "format: 2", "album.ron:2:13: found `2`; expected a format from 1 to 1"),
    ];
    for (from, to, expected) in cases {
        let told = told(from, to);
        assert!(told.contains(expected), "{from} → {to}: {told}");
    }
}

#[test]
fn two_songs_with_one_isrc_are_refused() {
    let told = told("\"lamp.ron\",", "\"lamp.ron\", isrc: \"DEA122600001\",");
    assert!(told.contains("the ISRC DEA122600001 is that of song 1 too"), "{told}");
}

#[test]
fn an_album_needs_songs() {
    for text in ["()", "(songs: [])"] {
        let told = read("a.ron", text.as_bytes()).expect_err("no songs").to_string();
        assert!(told.contains("the album has no songs; expected `songs: [(file: …), …]`"), "{told}");
    }
}
