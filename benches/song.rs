//! A song of 1,000 patterns: opened, saved, edited. `cargo bench --bench song` shows time and memory.

use divan::{AllocProfiler, Bencher};
use segno::cli::bench::stage::{big_song, edit};
use segno::formats;
use segno::io::paths::Folders;
use segno::song::edit::Edit;
use segno::song::lane::Lane;
use segno::song::order::OrderEntry;
use segno::song::pattern::{LaneSlot, Pattern};
use segno::song::row::{NoteCell, Row};
use segno::song::track::Track;
use segno::song::{Settings, Song};
use segno::studio::document::Document;
use segno::studio::search::instead::Instead;
use segno::studio::search::{Wanted, patterns_in_order};
use std::cell::Cell;
use std::path::Path;
use std::sync::Arc;

#[global_allocator]
static ALLOCATOR: AllocProfiler = AllocProfiler::system();

fn main() {
    divan::main();
}

#[divan::bench(sample_count = 20)]
fn read(bencher: Bencher) {
    let text = formats::song::write(&big_song());
    bencher.bench(|| formats::song::read("song.ron", text.as_bytes()).is_ok());
}

#[divan::bench(sample_count = 20)]
fn write(bencher: Bencher) {
    let song = big_song();
    bencher.bench(|| formats::song::write(&song));
}

/// What one edit allocates is the memory of an undo step.
#[divan::bench]
fn one_edit(bencher: Bencher) {
    let song = big_song();
    let edit = edit(70);
    bencher.bench(|| edit.apply(&song));
}

/// The patterns of the big song eight times side by side: 64 tracks.
fn wide_song() -> Song {
    let song = big_song();
    let wide = |pattern: &Arc<Pattern>| {
        let mut pattern = (**pattern).clone();
        let own = |slot: &LaneSlot| match slot {
            LaneSlot::Own(lane) => LaneSlot::of(Lane::clone(lane)),
            other => other.clone(),
        };
        pattern.lanes = (0..64).map(|track| own(&pattern.lanes[track % 8])).collect();
        Arc::new(pattern)
    };
    let patterns = song.patterns.iter().map(wide).collect();
    let named = |number: usize| Arc::new(Track { name: number.to_string(), ..Track::default() });
    Song { patterns, tracks: (0..64).map(named).collect(), ..song }
}

/// A note is written in 64 tracks of 1,000 patterns.
#[divan::bench]
fn one_edit_in_64_tracks(bencher: Bencher) {
    let song = wide_song();
    let row = Row { notes: [NoteCell { delay: 7, ..NoteCell::default() }; 8], ..Row::default() };
    let edit = Edit::Rows { pattern: 500, track: 63, rows: vec![(9, row)] };
    bencher.bench(|| edit.apply(&song));
}

/// Edits of every reach: of a cell, of a pattern among others, of a track through all patterns, of the order list, of settings.
const REACHES: [&str; 11] = [
    "cell",
    "lane length",
    "insert pattern",
    "remove pattern",
    "insert entry",
    "insert track",
    "remove track",
    "move track",
    "track",
    "settings",
    "insert rows in all tracks",
];

fn edit_of(reach: &str) -> Edit {
    let row = Row { notes: [NoteCell { delay: 7, ..NoteCell::default() }; 8], ..Row::default() };
    let track = || Track { name: "new".to_owned(), ..Track::default() };
    match reach {
        "cell" => Edit::Rows { pattern: 500, track: 63, rows: vec![(9, row)] },
        "lane length" => Edit::LaneLength { pattern: 500, track: 31, length: Some(12) },
        "insert pattern" => Edit::InsertPattern { at: 500, pattern: Pattern::default() },
        "remove pattern" => Edit::RemovePattern { at: 500 },
        "insert entry" => Edit::InsertOrder { at: 0, entry: OrderEntry::default() },
        "insert track" => Edit::InsertTrack { at: 31, track: Box::new(track()) },
        "remove track" => Edit::RemoveTrack { at: 31 },
        "move track" => Edit::MoveTrack { from: 1, to: 62 },
        "track" => Edit::SetTrack { at: 31, track: Box::new(track()) },
        "settings" => {
            let settings = Settings { title: "new".to_owned(), ..Settings::default() };
            Edit::SetSettings { settings: Box::new(settings) }
        }
        _ => {
            let rows =
                |track: u16| Edit::Rows { pattern: 500, track, rows: (0..64).map(|at| (at, row)).collect() };
            Edit::Several { edits: (0..64).map(rows).collect() }
        }
    }
}

/// What the studio does with an edit: apply it, and look whether anything changed.
#[divan::bench(args = REACHES, sample_count = 50)]
fn any_edit_in_64_tracks(bencher: Bencher, reach: &str) {
    let edit = edit_of(reach);
    let mut song = wide_song();
    if reach == "remove pattern" {
        // One that no entry plays.
        let edit = edit_of("insert pattern");
        song = edit.apply(&song).unwrap_or(song);
    }
    assert!(edit.apply(&song).is_ok_and(|new| new != song), "{reach} changes the song");
    // The song before stays in the history: nothing of either is let go here.
    bencher.bench(|| edit.apply(&song).map(|new| (new != song, new)));
}

/// A million rows are looked through for several conditions.
#[divan::bench(sample_count = 20)]
fn find_in_64_tracks(bencher: Bencher) {
    let song = wide_song();
    let patterns = patterns_in_order(&song);
    bencher.bench(|| {
        let wanted = Wanted::parse("note=C-4..E-4 instrument=01 row%16=0 empty(volume)");
        wanted.map(|wanted| wanted.find(&song, &patterns).len())
    });
}

/// One note of twelve is replaced in them.
#[divan::bench(sample_count = 20)]
fn replace_in_64_tracks(bencher: Bencher) {
    let song = wide_song();
    let patterns = patterns_in_order(&song);
    let hits = Wanted::parse("C-.").map(|wanted| wanted.find(&song, &patterns)).unwrap_or_default();
    let instead = Instead::parse("volume=20", 0);
    bencher.bench(|| {
        let edit = instead.as_ref().ok().and_then(|instead| instead.edit(&song, &hits).ok()).flatten();
        edit.map(|(edit, _)| edit.apply(&song).is_ok())
    });
}

/// The whole of it, as `:replace-everywhere` does it: found, replaced, one step of undo, and its line in the journal.
#[divan::bench(sample_count = 20)]
fn replace_everywhere_in_64_tracks(bencher: Bencher) {
    let (song, place) = (wide_song(), tempfile::tempdir());
    let patterns = patterns_in_order(&song);
    let place = place.as_ref().map_or(Path::new("/nowhere"), |place| place.path());
    let turns = Cell::new(0);
    // Each with a journal of its own: no other lies before its first line.
    let opened = || {
        turns.set(turns.get() + 1);
        Document::untitled(song.clone(), &Folders::below(&place.join(turns.get().to_string()))).document
    };
    bencher.with_inputs(opened).bench_local_values(|mut document| {
        let hits = Wanted::parse("C-.").map(|wanted| wanted.find(document.song(), &patterns));
        let instead = Instead::parse("volume=20", 0);
        let edit = hits.and_then(|hits| instead?.edit(document.song(), &hits)).ok().flatten();
        let done = edit.map(|(edit, _)| document.edit("replace", edit, None, 0).is_ok());
        (done, document)
    });
}
