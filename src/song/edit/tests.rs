//! What each edit does, what it refuses, and what it leaves shared.

use super::*;
use crate::dsp::units::Decibels;
use crate::instruments::Patch;
use crate::instruments::sampler::{self, zone::Zone};
use crate::song::insert::Insert;
use crate::song::note::{Note, Pitch};
use crate::song::row::{EffectCell, VolumeCell};
use crate::song::shelf::Shelf;
use std::sync::Arc;

fn note(key: u8) -> Row {
    let mut row = Row::default();
    row.notes[0].note = Some(Note::On(Pitch::try_from(key).expect("a pitch")));
    row
}

fn after(song: &Song, edits: &[Edit]) -> Song {
    Edit::Several { edits: edits.to_vec() }.apply(song).expect("a valid edit")
}

fn refused(song: &Song, edit: Edit) -> String {
    edit.apply(song).unwrap_err().to_string()
}

fn rows(pattern: u16, track: u16, rows: &[(u16, Row)]) -> Edit {
    Edit::Rows { pattern, track, rows: rows.to_vec() }
}

/// Patterns and tracks, every lane with a note on every fourth row.
fn large(patterns: usize, tracks: usize) -> Song {
    let lane = Lane::new(None, (0..16).map(|n| (n * 4, note(48))).collect(), Default::default());
    let pattern =
        || Pattern { lanes: (0..tracks).map(|_| LaneSlot::of(lane.clone())).collect(), ..Pattern::default() };
    Song {
        tracks: (0..tracks).map(|_| Arc::default()).collect(),
        patterns: (0..patterns).map(|_| Arc::new(pattern())).collect::<Shelf<_>>(),
        ..Song::default()
    }
}

#[test]
fn a_note_is_written_and_cleared() {
    let song = Song::default();
    let written = rows(0, 3, &[(5, note(48))]).apply(&song).expect("a valid edit");
    assert_eq!(written.lane(0, 3).expect("a lane").row(5), note(48));
    assert!(written.lane(0, 2).is_none());
    assert_eq!(rows(0, 3, &[(5, Row::default())]).apply(&written).expect("a valid edit"), song);
}

#[test]
fn a_note_in_a_shared_lane_sounds_in_every_pattern_that_uses_it() {
    let shared = |pattern| Edit::Slot { pattern, track: 1, slot: LaneSlot::Shared(0) };
    let song = after(
        &Song::default(),
        &[
            Edit::AddSharedLane { lane: Box::new(Lane::default()) },
            Edit::InsertPattern { at: 1, pattern: Pattern::default() },
            shared(0),
            shared(1),
            rows(1, 1, &[(0, note(50))]),
        ],
    );
    assert_eq!(song.lane(0, 1).expect("a lane").row(0), note(50));
    assert!(
        refused(&song, Edit::Slot { pattern: 0, track: 0, slot: LaneSlot::Shared(1) }).contains("only 0")
    );
}

#[test]
fn values_out_of_range_are_moved_into_it() {
    let mut row = note(48);
    row.notes[1].volume = Some(VolumeCell::Volume(200));
    row.effects[0] = Some(EffectCell { code: b'#', value: 1 });
    let track = Track { volume: Decibels(f32::NAN), pan: -7.0, note_columns: 0, ..Track::default() };
    let settings = Settings { swing: 200, rows_per_beat: 0, ..Settings::default() };
    let entry = OrderEntry { repeats: 0, transpose: -100, swing: Some(3), ..OrderEntry::default() };
    let song = after(
        &Song::default(),
        &[
            rows(0, 0, &[(3, row), (512, note(48))]),
            Edit::LaneLength { pattern: 0, track: 1, length: Some(0) },
            Edit::PatternSettings { pattern: 0, name: "A".into(), length: 9999 },
            Edit::SetTrack { at: 0, track: Box::new(track) },
            Edit::SetSettings { settings: Box::new(settings) },
            Edit::SetOrder { at: 0, entry },
        ],
    );
    let lane = song.lane(0, 0).expect("a lane");
    assert_eq!(lane.row(3).notes[1].volume, Some(VolumeCell::Volume(64)));
    assert_eq!(lane.row(3).effects[0], None);
    assert_eq!(lane.rows().len(), 1);
    assert_eq!(song.lane(0, 1).expect("a lane").length, Some(1));
    assert_eq!(song.patterns.get(0).expect("a pattern").length, 512);
    let track = &song.tracks[0];
    assert_eq!((track.volume, track.pan, track.note_columns), (Decibels::UNITY, -1.0, 1));
    assert_eq!((song.settings.swing, song.settings.rows_per_beat), (75, 1));
    let entry = &song.order[0];
    assert_eq!((entry.repeats, entry.transpose, entry.swing), (1, -60, Some(50)));
}

#[test]
fn a_zone_that_is_no_number_never_reaches_the_song() {
    let zone = Zone { tune: f32::NAN, low_key: 200, slices: vec![300, 100, 300], ..Zone::default() };
    let patch = Patch::Sampler(sampler::Patch { zones: vec![zone].into(), ..Default::default() });
    let instrument = Some(Box::new(Instrument { fade_seconds: f32::NAN, ..Instrument::new("", patch) }));
    let song = after(&Song::default(), &[Edit::SetInstrument { slot: 0, instrument }]);
    let instrument = song.instrument(0).expect("an instrument");
    let Patch::Sampler(sampler) = &instrument.patch else { panic!("a sampler") };
    let zone = &sampler.zones[0];
    assert_eq!((zone.tune, zone.low_key, zone.slices.as_slice()), (0.0, 127, [100, 300].as_slice()));
    assert_eq!(instrument.fade_seconds, 1.0);
}

#[test]
fn what_names_nothing_is_refused_in_a_sentence() {
    let song = Song::default();
    assert_eq!(refused(&song, rows(7, 0, &[(0, note(48))])), "there is no pattern 7: the song has only 0");
    assert_eq!(refused(&song, rows(0, 8, &[(0, note(48))])), "there is no track 9: the song has 1 to 8");
    let entry = OrderEntry { pattern: 1, ..OrderEntry::default() };
    assert_eq!(
        refused(&song, Edit::InsertOrder { at: 0, entry }),
        "there is no pattern 1: the song has only 0"
    );
    let entry = OrderEntry { mutes: vec![8], ..OrderEntry::default() };
    assert!(refused(&song, Edit::InsertOrder { at: 0, entry }).starts_with("there is no track 9"));
    let knob = Edit::InstrumentParameter { slot: 1, name: "cutoff".into(), value: 1.0 };
    assert_eq!(refused(&song, knob), "there is no instrument 02");
    let knob = Edit::LimiterParameter { name: "warmth".into(), value: 1.0 };
    assert_eq!(refused(&song, knob), "the limiter has no parameter `warmth`");
    assert!(refused(&song, Edit::SetSample { index: 4096, sample: None }).contains("at most 4096 samples"));
    assert!(refused(&song, Edit::SetInstrument { slot: 255, instrument: None }).contains("255"));
    assert!(refused(&song, Edit::RemoveOrder { at: 0 }).contains("at least one"));
    assert!(refused(&song, Edit::RemovePattern { at: 0 }).contains("at least one"));
}

#[test]
fn a_song_takes_no_more_than_its_limits() {
    let song = large(1, super::super::MAX_TRACKS);
    assert!(
        refused(&song, Edit::InsertTrack { at: 0, track: Box::new(Track::default()) }).contains("128 tracks")
    );
    let one: Arc<Pattern> = Arc::default();
    let patterns = (0..super::super::MAX_PATTERNS).map(|_| one.clone()).collect();
    let song = Song { patterns, ..Song::default() };
    let insert = Edit::InsertPattern { at: 0, pattern: Pattern::default() };
    assert!(refused(&song, insert).contains("10000 patterns"));
}

#[test]
fn several_edits_are_all_or_none() {
    let song = Song::default();
    let edits = vec![rows(0, 0, &[(0, note(48))]), rows(9, 0, &[(0, note(48))])];
    assert!(Edit::Several { edits }.apply(&song).is_err());
    assert_eq!(song, Song::default());
}

#[test]
fn the_order_list_keeps_meaning_the_same_patterns() {
    let named = |name: &str| Pattern { name: name.to_owned(), ..Pattern::default() };
    let entry = |pattern| OrderEntry { pattern, ..OrderEntry::default() };
    let song = after(
        &Song::default(),
        &[
            Edit::InsertPattern { at: 0, pattern: named("new first") },
            Edit::InsertPattern { at: 2, pattern: named("last") },
            Edit::InsertOrder { at: 1, entry: entry(2) },
        ],
    );
    assert_eq!(song.order.iter().map(|entry| entry.pattern).collect::<Vec<_>>(), [1, 2]);
    assert!(refused(&song, Edit::RemovePattern { at: 2 }).contains("used at place 1"));
    let song = Edit::RemovePattern { at: 0 }.apply(&song).expect("a valid edit");
    assert_eq!(song.order.iter().map(|entry| entry.pattern).collect::<Vec<_>>(), [0, 1]);
    assert_eq!(song.patterns.get(1).expect("a pattern").name, "last");
}

#[test]
fn lanes_and_mutes_move_with_their_track() {
    let start = after(
        &Song::default(),
        &[
            rows(0, 1, &[(0, note(10))]),
            rows(0, 4, &[(0, note(40))]),
            Edit::SetOrder { at: 0, entry: OrderEntry { mutes: vec![4, 1], ..OrderEntry::default() } },
        ],
    );
    let keys = |song: &Song| -> Vec<(usize, u8)> {
        let key = |track| match song.lane(0, track)?.row(0).notes[0].note {
            Some(Note::On(pitch)) => Some((track, u8::from(pitch))),
            _ => None,
        };
        (0..song.tracks.len()).filter_map(key).collect()
    };
    let cases = [
        (Edit::InsertTrack { at: 2, track: Box::new(Track::default()) }, vec![(1, 10), (5, 40)], vec![1, 5]),
        (Edit::RemoveTrack { at: 0 }, vec![(0, 10), (3, 40)], vec![0, 3]),
        (Edit::RemoveTrack { at: 1 }, vec![(3, 40)], vec![3]),
        (Edit::MoveTrack { from: 1, to: 7 }, vec![(3, 40), (7, 10)], vec![3, 7]),
        (Edit::MoveTrack { from: 4, to: 0 }, vec![(0, 40), (2, 10)], vec![0, 2]),
    ];
    for (edit, expected, mutes) in cases {
        let song = edit.apply(&start).expect("a valid edit");
        assert_eq!((keys(&song), &song.order[0].mutes), (expected, &mutes), "{edit:?}");
    }
    let there = Edit::MoveTrack { from: 1, to: 6 }.apply(&start).expect("a valid edit");
    assert_eq!(Edit::MoveTrack { from: 6, to: 1 }.apply(&there).expect("a valid edit"), start);
}

#[test]
fn groups_and_side_chains_move_with_their_tracks() {
    let track = |output, side| {
        let insert = Insert { side, ..Insert::new((crate::devices::KINDS[0].new)()) };
        Arc::new(Track { output, inserts: vec![insert], ..Track::default() })
    };
    let tracks =
        vec![track(None, Some(3)), track(Some(0), None), track(Some(1), Some(0)), track(None, Some(2))];
    let start = Song { tracks, ..Song::default() };
    let ways = |song: &Song| -> Vec<_> {
        song.tracks
            .iter()
            .map(|track| (track.output, track.inserts.first().and_then(|insert| insert.side)))
            .collect()
    };
    let cases = [
        (
            Edit::InsertTrack { at: 1, track: Box::new(Track { output: Some(1), ..Track::default() }) },
            vec![(None, Some(4)), (Some(2), None), (Some(0), None), (Some(2), Some(0)), (None, Some(3))],
        ),
        (Edit::RemoveTrack { at: 1 }, vec![(None, Some(2)), (Some(0), Some(0)), (None, Some(1))]),
        (Edit::RemoveTrack { at: 0 }, vec![(None, None), (Some(0), None), (None, Some(1))]),
        (
            Edit::MoveTrack { from: 0, to: 3 },
            vec![(Some(3), None), (Some(0), Some(3)), (None, Some(1)), (None, Some(2))],
        ),
    ];
    for (edit, expected) in cases {
        assert_eq!(ways(&edit.apply(&start).expect("a valid edit")), expected, "{edit:?}");
    }
    for (at, output, says) in [
        (0, 2, "its sound would come back"),
        (1, 1, "its sound would come back"),
        (3, 4, "there is no track 5"),
    ] {
        let track = Track { output: Some(output), ..Track::default() };
        assert!(
            refused(&start, Edit::SetTrack { at, track: Box::new(track) }).contains(says),
            "{at} into {output}"
        );
    }
}

#[test]
fn an_edit_copies_one_lane_and_shares_the_rest() {
    let song = large(100, 8);
    let edited = rows(50, 2, &[(1, note(60))]).apply(&song).expect("a valid edit");
    for number in 0..100 {
        let (old, new) =
            (song.patterns.get(number).expect("a pattern"), edited.patterns.get(number).expect("a pattern"));
        assert_eq!(Arc::ptr_eq(old, new), number != 50);
        for (track, (old, new)) in old.lanes.iter().zip(new.lanes.iter()).enumerate() {
            let (LaneSlot::Own(old), LaneSlot::Own(new)) = (old, new) else { panic!("lanes of their own") };
            assert_eq!(Arc::ptr_eq(old, new), (number, track) != (50, 2));
        }
    }
    assert!(Arc::ptr_eq(&song.order, &edited.order) && Arc::ptr_eq(&song.mixer, &edited.mixer));
    let same = rows(50, 2, &[(0, note(48))]).apply(&song).expect("a valid edit");
    assert!(Arc::ptr_eq(
        song.patterns.get(50).expect("a pattern"),
        same.patterns.get(50).expect("a pattern")
    ));
}

#[test]
fn an_edit_of_a_hundred_thousand_others_is_moved_in_a_moment() {
    assert!(size_of::<Edit>() <= 144, "{} bytes", size_of::<Edit>());
}

#[test]
fn an_undo_step_of_a_large_song_is_small() {
    let song = large(1_000, 64);
    let edited = rows(500, 10, &[(1, note(60)), (2, note(61))]).apply(&song).expect("a valid edit");
    let lists = size_of::<Song>()
        + size_of_val(edited.tracks.as_slice())
        + edited.instruments.capacity().max(255) * size_of::<usize>()
        + edited.samples.capacity() * size_of::<usize>();
    let shelf = edited.patterns.own_bytes(&song.patterns);
    let pattern = edited.patterns.get(500).expect("a pattern");
    let lane = edited.lane(500, 10).expect("a lane");
    let touched = size_of::<Pattern>()
        + pattern.lanes.own_bytes(&song.patterns.get(500).expect("a pattern").lanes)
        + size_of::<Lane>()
        + lane.rows().bytes();
    let bytes = lists + shelf + touched;
    assert!(shelf > 0 && bytes < 10_000, "{bytes} bytes: lists {lists}, shelf {shelf}, touched {touched}");
}
