//! Faults that are meant: kept with a reason in the song, and known again after other edits.

use crate::stage::{Parts, bad, of, seen};
use segno::check::is_at_fault;
use segno::check::verdict::{accepting, no_longer};
use segno::formats::song::{read, write};
use segno::instruments::sample::SampleBank;
use segno::song::edit::Edit;
use segno::song::note::Note;
use segno::song::pattern::Pattern;
use segno::song::row::Row;
use segno::song::track::Track;
use segno::song::{Settings, Song};

fn none() -> SampleBank {
    SampleBank::default()
}

fn after(song: &Song, edit: Edit) -> Song {
    edit.apply(song).expect("a valid edit")
}

/// A song with two notes that hang, and the same song with the first one accepted.
fn songs() -> [Song; 2] {
    let song = Parts::new(&["4 C-4 01", "6 E-4 01"]).song();
    let faults = seen(&song, &none());
    let checking = accepting(&song, of(&faults, "stuck-note")[0], "the drone goes on");
    let settings = Settings { checking, ..(*song.settings).clone() };
    [song.clone(), after(&song, Edit::SetSettings { settings: Box::new(settings) })]
}

/// The rows of stuck notes that are accepted and of those that are not.
fn rows(song: &Song) -> [Vec<u16>; 2] {
    let faults = seen(song, &none());
    [true, false].map(|accepted| {
        let stuck = of(&faults, "stuck-note").into_iter();
        let stuck = stuck.filter(|fault| fault.accepted.is_some() == accepted);
        stuck.filter_map(|fault| fault.finding.place.row).collect()
    })
}

#[test]
fn an_accepted_fault_is_told_as_such_and_counts_no_more() {
    let [song, accepted] = songs();
    assert_eq!((rows(&song), rows(&accepted)), ([vec![], vec![4, 6]], [vec![4], vec![6]]));
    let faults = seen(&accepted, &none());
    assert_eq!(bad(&faults).len(), 1);
    let one = of(&faults, "stuck-note").into_iter().find(|fault| fault.accepted.is_some()).expect("one");
    assert!(one.sentence().ends_with("; accepted because the drone goes on") && one.word() == "accepted");
    let checking = no_longer(&accepted, one);
    assert!(checking.is_empty(), "taken back: {checking:?}");
    let other = of(&faults, "stuck-note").into_iter().find(|fault| fault.accepted.is_none()).expect("one");
    let settings = Settings { checking: accepting(&accepted, other, "both"), ..(*accepted.settings).clone() };
    let both = after(&accepted, Edit::SetSettings { settings: Box::new(settings) });
    assert!(!is_at_fault(&seen(&both, &none())));
}

#[test]
fn it_stands_in_the_song_file() {
    let accepted = &songs()[1];
    let text = write(accepted);
    let line = "(rule: \"stuck-note\", pattern: 0, track: 1, row: 4, about: \"column 1\", reason: \"the drone goes on\"),";
    assert!(text.contains(line), "{text}");
    assert_eq!(read("song.ron", text.as_bytes()).as_ref(), Ok(accepted));
}

#[test]
fn it_is_known_again_after_patterns_tracks_and_rows_were_put_in_before_it() {
    let accepted = &songs()[1];
    let moved = after(accepted, Edit::InsertPattern { at: 0, pattern: Pattern::default() });
    assert_eq!(rows(&moved), [vec![4], vec![6]]);
    let moved = after(&moved, Edit::InsertTrack { at: 0, track: Box::new(Track::default()) });
    assert_eq!(rows(&moved), [vec![4], vec![6]]);
    let lane = moved.lane(1, 1).expect("its lane").clone();
    let rows_moved = vec![(4, Row::default()), (7, lane.row(4))];
    let moved = after(&moved, Edit::Rows { pattern: 1, track: 1, rows: rows_moved });
    assert_eq!(rows(&moved), [vec![7], vec![6]]);
}

#[test]
fn it_is_not_taken_for_another_fault() {
    let accepted = &songs()[1];
    let mut row = accepted.lane(0, 0).expect("its lane").row(4);
    row.notes[0].note = Some(Note::Off);
    let mended = after(accepted, Edit::Rows { pattern: 0, track: 0, rows: vec![(4, row)] });
    assert_eq!(rows(&mended), [vec![], vec![6]], "the other track's note is not the one that was meant");
}

#[test]
fn thresholds_of_the_song_hold_in_place_of_the_usual_ones() {
    let parts = Parts::new(&["0 C-4 01, 4 | TA0, 8 ==="]);
    let with = |most: f32| {
        let mut song = parts.song();
        let mut settings = (*song.settings).clone();
        settings.checking.thresholds.insert("tempo-step".to_owned(), most);
        song = after(&song, Edit::SetSettings { settings: Box::new(settings) });
        let read = read("song.ron", write(&song).as_bytes()).expect("a song");
        assert_eq!(read, song);
        of(&seen(&read, &none()), "tempo-step")
            .iter()
            .map(|fault| fault.finding.threshold)
            .collect::<Vec<_>>()
    };
    assert_eq!((with(20.0), with(40.0)), (vec![Some(20.0)], vec![]));
}

#[test]
fn an_accepted_entry_goes_along_with_its_pattern() {
    use segno::song::order::OrderEntry;
    let song = Parts::new(&["4 C-4 01, 8 ==="]).song();
    let song = after(&song, Edit::InsertPattern { at: 1, pattern: Pattern::default() });
    let entry = OrderEntry { pattern: 1, ..OrderEntry::default() };
    let song = after(&song, Edit::InsertOrder { at: 1, entry });
    let checking = accepting(&song, of(&seen(&song, &none()), "empty-entry")[0], "a breath");
    let settings = Settings { checking, ..(*song.settings).clone() };
    let song = after(&song, Edit::SetSettings { settings: Box::new(settings) });
    let is_accepted = |song: &Song| {
        let faults = seen(song, &none());
        let those = of(&faults, "empty-entry");
        assert_eq!(those.len(), 1);
        those[0].accepted.is_some()
    };
    assert!(is_accepted(&song));
    let later = after(&song, Edit::InsertOrder { at: 0, entry: OrderEntry::default() });
    assert!(is_accepted(&later), "another entry before it");
    let later = after(&later, Edit::InsertPattern { at: 0, pattern: Pattern::default() });
    assert!(is_accepted(&later), "another pattern before its own");
}

#[test]
fn entries_that_older_songs_accept_by_their_numbers_stay_accepted() {
    let song = |about: &str| {
        let about =
            about.replace(" and ", "\", reason: \"a rest\"), (rule: \"empty-entry\", pattern: 1, about: \"");
        let accepted = format!(
            "check: (accepted: [(rule: \"empty-entry\", pattern: 1, about: \"{about}\", reason: \"a breath\")]),"
        );
        let order = "order: [(pattern: 0), (pattern: 1), (pattern: 0), (pattern: 1)],";
        Parts::new(&["0 C-4 01, 8 ==="]).with(&format!("{accepted} {order}")).and("1: (length: 16)").song()
    };
    let accepted = |about: &str| {
        let faults = seen(&song(about), &none());
        of(&faults, "empty-entry").iter().map(|fault| fault.accepted.is_some()).collect::<Vec<_>>()
    };
    assert_eq!(["entry", "entry 3", "entry 7"].map(accepted), [[true]; 3]);
    assert_eq!(["entry of old", "entries"].map(accepted), [[false]; 2]);
    let song = song("entry 1 and entry 3");
    let faults = seen(&song, &none());
    assert_eq!(no_longer(&song, of(&faults, "empty-entry")[0]).accepted, [], "both stood for the same");
}
