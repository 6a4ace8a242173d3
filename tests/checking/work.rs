//! How much there is to do for a large song: counted, not timed.

use crate::stage::ORGAN;
use segno::check::rule::Find;
use segno::check::rules::RULES;
use segno::check::survey::Survey;
use segno::formats::song::read;
use segno::instruments::sample::SampleBank;
use segno::song::Song;

/// A song of 64 tracks and so many patterns of eight rows, each a little other.
fn song(patterns: usize) -> Song {
    let keys = ["C", "D", "E", "F", "G", "A", "B"];
    let lanes = |pattern: usize| -> String {
        let note = |track: usize| format!("{}-{}", keys[(pattern + track) % 7], 2 + pattern % 5);
        let lane = |track: usize| {
            format!(
                "{}: Own(rows: {{ 0: \"{} 01\", {}: \"===\" }}), ",
                track + 1,
                note(track),
                1 + pattern % 7
            )
        };
        (0..64).map(lane).collect()
    };
    let tracks: String = (1..=64).map(|track| format!("{track}: (), ")).collect();
    let patterns: String = (0..patterns)
        .map(|number| format!("{number}: (length: 8, lanes: {{ {} }}),\n", lanes(number)))
        .collect();
    let text = format!(
        "(format: 2, scale: \"minor\", tracks: {{ {tracks} }}, instruments: {{ 1: {ORGAN} }}, patterns: {{ {patterns} }})"
    );
    read("large.ron", text.as_bytes()).unwrap_or_else(|problem| panic!("{problem}"))
}

/// Rows that are looked at and played by all rules.
fn work(song: &Song) -> u64 {
    let samples = SampleBank::default();
    let survey = Survey::of(song, &samples, &|| true).expect("nobody stops it");
    for rule in RULES {
        if let Find::Song(find) = rule.find {
            find(&survey, rule.threshold_in(song));
        }
    }
    survey.work()
}

#[test]
fn twice_the_song_is_twice_the_work() {
    let (half, whole) = (work(&song(500)), work(&song(1_000)));
    let rows = 1_000 * 64 * 2;
    assert!(whole > rows && whole < 12 * rows, "{whole} steps for {rows} rows");
    assert!((1.99..2.01).contains(&(whole as f64 / half as f64)), "{half} and {whole}");
}
