//! Songs whose lists change while they play: playback stays with what it plays.

use crate::trace::{pattern, song};
use segno::cli::bench::stage;
use segno::engine::message::{FromEngine, ToEngine};
use segno::sequencer::command::Command;
use segno::sequencer::player::{Player, Playing};
use segno::song::Song;
use segno::song::edit::Edit;
use segno::song::order::OrderEntry;
use segno::song::pattern::Pattern;
use std::sync::Arc;

fn entry(pattern: u16) -> OrderEntry {
    OrderEntry { pattern, ..OrderEntry::default() }
}

/// A song of six patterns of one row, one note each, in this order.
fn six(order: &[u16]) -> Song {
    let mut six = song(&["C-4 01"]);
    for note in ["C#4 01", "D-4 01", "D#4 01", "E-4 01", "F-4 01"] {
        six.patterns.push(Arc::new(pattern(&[&[note]])));
    }
    Song { order: Arc::new(order.iter().copied().map(entry).collect()), ..six }
}

/// Plays one row, does the edits, and plays on: the keys that are struck, above C-4.
fn keys(song: &Song, playing: Playing, edits: &[Edit], rows: usize) -> Vec<u8> {
    let mut player = Player::new();
    let mut out: Vec<Command> = Vec::with_capacity(Player::MOST_COMMANDS);
    player.start(song, playing);
    let mut song = song.clone();
    let mut keys = Vec::new();
    for row in 0..rows {
        for tick in 0..6 {
            if (row, tick) == (0, 3) {
                let changed =
                    edits.iter().fold(song.clone(), |song, edit| edit.apply(&song).expect("an edit"));
                player.follow(&song, &changed);
                song = changed;
            }
            if player.tick(&song, &mut out).is_none() {
                return keys;
            }
            keys.extend(out.iter().filter_map(|command| match command.action {
                segno::sequencer::command::Action::Start(_, note) => Some(note.key - 60),
                _ => None,
            }));
        }
    }
    keys
}

fn from(order: u16) -> Playing {
    Playing::Song { order, row: 0, repeat: false }
}

#[test]
fn entries_that_come_or_go_before_the_playing_one_move_it() {
    let song = six(&[0, 1, 2, 3, 4, 5]);
    assert_eq!(keys(&song, from(3), &[], 9), [3, 4, 5]);
    assert_eq!(keys(&song, from(3), &[Edit::InsertOrder { at: 2, entry: entry(1) }], 9), [3, 4, 5]);
    assert_eq!(keys(&song, from(3), &[Edit::RemoveOrder { at: 0 }], 9), [3, 4, 5]);
    assert_eq!(keys(&song, from(3), &[Edit::InsertOrder { at: 6, entry: entry(0) }], 9), [3, 4, 5, 0]);
    assert_eq!(keys(&song, from(3), &[Edit::InsertOrder { at: 4, entry: entry(0) }], 9), [3, 0, 4, 5]);
}

#[test]
fn the_playing_entry_may_be_changed_moved_or_taken_out() {
    let song = six(&[0, 1, 2, 3, 4, 5]);
    let swapped = [Edit::SetOrder { at: 3, entry: entry(4) }, Edit::SetOrder { at: 4, entry: entry(3) }];
    assert_eq!(keys(&song, from(3), &swapped, 9), [3, 5], "it is at place 4 now");
    assert_eq!(
        keys(&song, from(3), &[Edit::RemoveOrder { at: 3 }], 9),
        [3, 4, 5],
        "the next one is not left out"
    );
    assert_eq!(keys(&song, from(5), &[Edit::RemoveOrder { at: 5 }], 9), [5], "it was the last");
    assert_eq!(keys(&song, from(3), &[Edit::SetOrder { at: 3, entry: entry(0) }], 9), [3, 4, 5]);
    let twice = OrderEntry { repeats: 2, ..entry(3) };
    assert_eq!(keys(&song, from(3), &[Edit::SetOrder { at: 3, entry: twice }], 9), [3, 3, 4, 5]);
}

#[test]
fn patterns_that_come_or_go_change_no_place() {
    let song = six(&[0, 1, 3, 4, 5]);
    let looped = Playing::Pattern { pattern: 3, row: 0 };
    let (come, gone) =
        (Edit::InsertPattern { at: 0, pattern: Pattern::default() }, Edit::RemovePattern { at: 2 });
    for edits in [vec![come.clone()], vec![gone.clone()], vec![gone, come]] {
        assert_eq!(keys(&song, looped, &edits, 4), [3, 3, 3, 3], "{edits:?}");
        assert_eq!(keys(&song, from(2), &edits, 9), [3, 4, 5], "{edits:?}");
    }
    let both = [Edit::RemovePattern { at: 2 }, Edit::InsertOrder { at: 0, entry: entry(0) }];
    assert_eq!(keys(&song, from(2), &both, 9), [3, 4, 5]);
}

#[test]
fn a_song_that_shrinks_while_it_plays_goes_on() {
    let long = song(&["C-4 01"; 32]);
    let mut player = Player::new();
    let mut out: Vec<Command> = Vec::with_capacity(Player::MOST_COMMANDS);
    player.start(&long, Playing::Song { order: 0, row: 20, repeat: true });
    assert_eq!(player.tick(&long, &mut out).map(|tick| tick.position.row), Some(20));
    let short = song(&["C-4 01"; 4]);
    player.follow(&long, &short);
    assert_eq!(player.tick(&short, &mut out).map(|tick| tick.position.row), Some(0));
    let gone = Song { order: Arc::new(Vec::new()), ..short.clone() };
    player.follow(&short, &gone);
    assert!((0..100).all(|_| player.tick(&gone, &mut out).is_none_or(|tick| tick.position.row < 4)));
}

#[test]
fn the_notes_of_a_track_that_is_taken_out_are_over() {
    let all = stage::sounding(2, false, false, 0.1);
    let mut first = stage::sounding(2, false, false, 0.1);
    Arc::make_mut(&mut first.song).tracks.truncate(1);
    let mut engine = stage::engine(stage::sounding(2, false, false, 0.1));
    let mut voices = |snapshot| {
        engine.handle(ToEngine::Snapshot(Arc::new(snapshot)));
        let (mut left, mut right) = ([0.0; 9_600], [0.0; 9_600]);
        let mut sounding = 0;
        engine.process(&mut left, &mut right, &mut |report| {
            if let FromEngine::Meters(meters) = report {
                sounding = usize::from(meters.voices);
            }
        });
        sounding
    };
    let of_one_track = stage::VOICES / stage::TRACKS;
    assert_eq!(voices(first), of_one_track);
    assert_eq!(voices(all), of_one_track, "the tracks that come back are silent");
}
