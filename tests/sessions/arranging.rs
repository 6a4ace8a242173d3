//! Patterns cut apart, put together, made longer and shorter; and how long the song is.

use super::session::{Session, rows, same, song, text};
use segno::sequencer::command::{Action, Command};
use segno::sequencer::player::{Player, Playing};
use segno::song::Song;
use segno::song::curve::{Curve, Point};
use segno::song::edit::Edit;
use segno::song::lane::Lane;
use segno::song::notation::parse_row;
use segno::song::order::OrderEntry;
use segno::song::pattern::{LaneSlot, Pattern};
use segno::song::tempo::Tempo;
use std::sync::Arc;

/// The keys that are struck: row of the song, channel, key, with the tempo. Rows are counted from the song's start.
fn heard(song: &Song) -> Vec<(usize, u16, u8, u64)> {
    let mut player = Player::new();
    let mut out: Vec<Command> = Vec::with_capacity(Player::MOST_COMMANDS);
    player.start(song, Playing::Song { order: 0, row: 0, repeat: false });
    let (mut notes, mut row) = (Vec::new(), 0);
    while let Some(tick) = player.tick(song, &mut out) {
        for command in &out {
            if let Action::Start(channel, note) = command.action {
                notes.push((row, channel.0, note.key, tick.beats_per_minute >> 16));
            }
        }
        row += usize::from(tick.position.tick + 1 == tick.position.ticks);
    }
    notes
}

fn edited(song: &Song, edits: Vec<Edit>) -> Song {
    Edit::Several { edits }.apply(song).expect("edits that fit")
}

/// A note in every row of one track, a lane of five rows in another, a shared lane in a third; the pattern plays three times, and another
/// one in between.
fn tune() -> Song {
    let lines: Vec<String> = (0..16).map(|row| format!("{row} C-{} 01", row % 8)).collect();
    let first = edited(&song(&lines.join("\n")), rows(0, "0 // E-4 01 \n 3 // F-4 01"));
    let shared = first.lane(0, 1).cloned().expect("a lane");
    let entry = |pattern, repeats| OrderEntry { pattern, repeats, ..OrderEntry::default() };
    let mut edits = vec![
        Edit::LaneLength { pattern: 0, track: 1, length: Some(5) },
        Edit::AddSharedLane { lane: Box::new(shared) },
        Edit::Slot { pattern: 0, track: 2, slot: LaneSlot::Shared(0) },
        Edit::InsertPattern { at: 1, pattern: Pattern { length: 16, ..Pattern::default() } },
        Edit::SetOrder { at: 0, entry: OrderEntry { section: Some("A".into()), ..entry(0, 1) } },
        Edit::InsertOrder { at: 1, entry: OrderEntry { tempo: Some(Tempo::whole(90)), ..entry(1, 1) } },
        Edit::InsertOrder { at: 2, entry: entry(0, 1) },
    ];
    edits.extend(rows(1, "8 D-5 01"));
    edited(&first, edits)
}

/// The song with a lane of its first pattern frozen: one note in place of its own.
fn frozen(song: &Song, track: u16) -> Song {
    let mut lane = Lane::default();
    lane.set(0, parse_row("C-4 02").expect("a row"));
    lane.frozen = song.lane(0, track.into()).cloned().map(Arc::new);
    edited(song, vec![Edit::Lane { pattern: 0, track, lane: Box::new(lane) }])
}

#[test]
fn a_split_pattern_sounds_as_before_wherever_it_plays() {
    let before = tune();
    for row in [1, 6, 15] {
        let mut session = Session::with(before.clone());
        session.keys("ctrl-right ctrl-right");
        session.seat.place.row = row;
        session.keys("_ s");
        let song = session.studio.song();
        assert_eq!(heard(song), heard(&before), "split before row {row}: {}", session.told());
        assert_eq!(song.order.iter().map(|entry| entry.pattern).collect::<Vec<_>>(), [0, 2, 1, 0, 2]);
        assert_eq!((session.seat.order, session.seat.place.row), (4, 0), "at the same moment");
        assert!(song.order.iter().skip(1).all(|entry| entry.section.is_none()));
        session.keys("ctrl-left _ j");
        assert_eq!(heard(session.studio.song()), heard(&before), "joined again: {}", session.fault());
        assert_eq!(session.seat.rows(session.studio.song()), 16);
        session.keys("ctrl-z ctrl-z");
        assert_eq!(**session.studio.song(), before);
    }
    let mut session = Session::with(before);
    session.keys("_ s");
    assert!(session.fault().contains("a later one than the first"));
}

#[test]
fn repeats_are_split_into_turns_and_joined_into_one_pattern() {
    let mut session = Session::new("0 C-4 01 \n 8 D-4 01");
    let entry = OrderEntry { repeats: 2, ..OrderEntry::default() };
    session.studio.edit("repeats", Edit::SetOrder { at: 0, entry }).expect("an edit");
    let before = (**session.studio.song()).clone();
    session.keys("pagedown up up up up up up up _ s");
    assert_eq!(session.studio.song().order.len(), 4);
    assert_eq!(heard(session.studio.song()), heard(&before));
    session.keys("ctrl-z ctrl-w + _ j");
    assert_eq!(session.fault(), "this is the last entry: nothing follows it");
    session.keys("ctrl-left _ j");
    assert_eq!(session.seat.rows(session.studio.song()), 48, "twice sixteen and sixteen");
    assert_eq!(heard(session.studio.song()), heard(&before));
}

#[test]
fn lanes_go_on_turning_over_the_repeats_of_a_split_pattern() {
    let repeated = OrderEntry { repeats: 7, ..OrderEntry::default() };
    let before = edited(&tune(), vec![Edit::SetOrder { at: 2, entry: repeated }]);
    let mut session = Session::with(before.clone());
    session.seat.place.row = 6;
    session.keys("_ s");
    let song = session.studio.song();
    assert_eq!(heard(song), heard(&before), "{}", session.told());
    let order: Vec<u16> = song.order.iter().map(|entry| entry.pattern).collect();
    let expected = [0, 2, 1, 0, 2, 4, 3, 6, 5, 8, 7, 10, 9, 0, 2, 4, 3];
    assert_eq!(order, expected, "after five repeats it is where it was");
    assert!(matches!(song.patterns.get(4).map(|it| &it.lanes[2]), Some(LaneSlot::Shared(0))));
}

#[test]
fn frozen_lanes_that_turn_are_arranged_as_before_they_were_frozen() {
    let before = tune();
    let start = frozen(&before, 1);
    let mut session = Session::with(start.clone());
    session.seat.place.row = 6;
    session.keys("_ s");
    assert_eq!(heard(session.studio.song()), heard(&before), "split");

    let mut session = Session::with(start.clone());
    session.keys("ctrl-right _ j");
    let behind = |song: &Song| heard(song).into_iter().filter(|note| note.0 >= 16).collect::<Vec<_>>();
    assert_eq!(behind(session.studio.song()), behind(&before), "joined: {}", session.fault());

    let mut session = Session::with(start.clone());
    session.line("insert-time 4").expect("put in");
    assert_eq!(session.studio.song().lane(0, 1), before.lane(0, 1), "stretched");

    let [mut before, mut start] = [before, start];
    for song in [&mut before, &mut start] {
        Arc::make_mut(&mut song.settings).rows_per_bar = 8;
    }
    let cut = |song: Song| {
        let mut session = Session::with(song);
        session.seat.place.row = 8;
        session.line("delete-bars 1").expect("taken out");
        let song = session.studio.song().clone();
        heard(&song).into_iter().filter(|note| note.0 < 8).collect::<Vec<_>>()
    };
    assert_eq!(cut(start), cut(before), "a bar taken out");
}

#[test]
fn a_shared_lane_that_is_frozen_plays_its_notes_in_both_halves() {
    let before = tune();
    let mut session = Session::with(frozen(&before, 2));
    session.seat.place.row = 2;
    session.keys("_ s");
    let song = session.studio.song();
    assert_eq!(heard(song), heard(&before), "{}", session.told());
    assert!(song.lane(0, 2).is_some_and(|lane| lane.frozen.is_none()));
    assert!(song.shared_lanes.get(0).is_some_and(|lane| lane.frozen.is_some()), "others may play it");
}

#[test]
fn entries_that_set_something_are_not_joined() {
    let mut session = Session::with(tune());
    session.keys("_ j");
    assert_eq!(session.fault(), "entry 1 has a tempo of its own: it stays an entry");
    let muted = OrderEntry { mutes: vec![1], ..OrderEntry::default() };
    session.studio.edit("mute", Edit::SetOrder { at: 2, entry: muted }).expect("an edit");
    session.keys("ctrl-right _ j");
    assert_eq!(session.fault(), "entries 1 and 2 are muted or transposed in different ways");
}

#[test]
fn a_curve_that_is_cut_goes_on_as_it_went() {
    let points = ["0 0", "16 80"].map(|text| Point::parse(text).expect("a point"));
    let curve = Curve::new("track.pan", points.to_vec());
    let mut session = Session::new("");
    session.studio.edit("curve", Edit::Curve { pattern: 0, track: 0, curve }).expect("an edit");
    session.keys("pagedown");
    session.seat.place.row = 4;
    session.keys("_ s");
    let song = session.studio.song();
    let value = |pattern: usize, at: f32| {
        song.lane(pattern, 0).unwrap().curve("track.pan").unwrap().value(at).unwrap()
    };
    for row in 0..4 {
        assert!((value(0, row as f32 * 256.0) - 0.05 * row as f32).abs() < 1e-3, "row {row}");
    }
    for row in 4..16 {
        assert!((value(1, (row - 4) as f32 * 256.0) - 0.05 * row as f32).abs() < 1e-3, "row {row}");
    }
    session.keys("ctrl-left _ j");
    let song = session.studio.song();
    let curve = song.lane(2, 0).unwrap().curve("track.pan").unwrap();
    for row in 0..16 {
        assert!(
            (curve.value(row as f32 * 256.0).unwrap() - 0.05 * row as f32).abs() < 1e-3,
            "row {row}, joined"
        );
    }
}

#[test]
fn time_is_put_into_a_pattern_and_taken_out_of_all_its_tracks() {
    let mut session = Session::new("0 C-4 01 // C-5 02 \n 4 D-4 01 // D-5 02 \n 15 E-4 01");
    session.seat.place.row = 4;
    session.keys("_ i");
    assert_eq!(session.told(), "pattern 0 has 20 rows now");
    same(&session.grid(), "00 C-4 01 // C-5 02 \n 08 D-4 01 // D-5 02 \n 19 E-4 01", "a beat more");
    session.keys("shift-down shift-down _ x");
    same(&session.grid(), "00 C-4 01 // C-5 02 \n 05 D-4 01 // D-5 02 \n 16 E-4 01", "the marked rows less");
    session.keys("escape");
    session.line("delete-time 100").expect("up to the end");
    assert_eq!(session.seat.rows(session.studio.song()), 6);
    assert!(session.line("insert-time 512").unwrap_err().contains("1 to 512 rows"));
    assert!(session.line("insert-time 0").unwrap_err().contains("expected a number of rows"));
}

#[test]
fn lanes_that_turn_or_are_shared_are_told_of_when_time_is_put_in() {
    let mut session = Session::with(tune());
    session.line("insert-time 4").expect("put in");
    assert_eq!(
        session.told(),
        "pattern 0 has 20 rows now; 1 lane that turns goes on turning; its shared lanes are its own now"
    );
    assert_eq!(session.studio.song().lane(0, 1).and_then(|lane| lane.length), Some(5));
    assert_eq!(session.studio.song().shared_lanes.get(0).map(|lane| lane.rows().len()), Some(2));
}

#[test]
fn bars_are_put_into_the_song_at_one_place_alone() {
    let mut before = tune();
    Arc::make_mut(&mut before.settings).rows_per_bar = 8;
    let mut session = Session::with(before.clone());
    session.keys("ctrl-right ctrl-right");
    session.seat.place.row = 11;
    session.keys("_ b");
    let later = |notes: Vec<(usize, u16, u8, u64)>, from: usize, by: usize| {
        let moved =
            |(row, channel, key, tempo)| (if row >= from { row + by } else { row }, channel, key, tempo);
        notes.into_iter().map(moved).collect::<Vec<_>>()
    };
    assert_eq!(
        heard(session.studio.song()),
        later(heard(&before), 40, 8),
        "row 8 of the third entry is row 40"
    );
    assert_eq!(text(session.studio.song(), 0), text(&before.clone().into(), 0), "the pattern itself stays");
    session.keys("_ k");
    assert_eq!(heard(session.studio.song()), heard(&before), "and taken out again: {}", session.told());
    session.line("insert-bars 100").expect("put in");
    assert_eq!(heard(session.studio.song()), later(heard(&before), 40, 800));
}

#[test]
fn beats_and_rows_are_put_into_the_song_and_taken_out_at_one_place_alone() {
    let before = tune();
    let mut session = Session::with(before.clone());
    session.keys("ctrl-right ctrl-right");
    let place = session.seat.place.row;
    let change = |session: &mut Session, row: u16, line: &str| {
        session.seat.place.row = row;
        session.line(line).unwrap_or_else(|fault| panic!("{line}: {fault}"));
        session.told()
    };
    let later = |from: usize, by: usize| -> Vec<_> {
        let moved =
            |(row, channel, key, tempo)| (if row >= from { row + by } else { row }, channel, key, tempo);
        heard(&before).into_iter().map(moved).collect()
    };
    assert_eq!(place, 0);
    // Row 7 of the third entry, which begins at row 32.
    let told = change(&mut session, 7, "insert-bars 3 rows");
    assert_eq!(told, "3 rows put in; other entries play what they played");
    assert_eq!(heard(session.studio.song()), later(39, 3));
    assert_eq!(text(session.studio.song(), 0), text(&before.clone().into(), 0), "the pattern itself stays");
    change(&mut session, 0, "delete-bars 3 rows");
    assert_eq!(heard(session.studio.song()), heard(&before), "and taken out again");

    let mut session = Session::with(before.clone());
    session.keys("ctrl-right ctrl-right");
    change(&mut session, 7, "insert-bars beat");
    assert_eq!(heard(session.studio.song()), later(36, 4), "before the cursor's beat");
    session.keys("ctrl-z");
    assert_eq!(session.told(), "undone: insert beats");
    assert_eq!(
        session.line("insert-bars 3 hours").unwrap_err(),
        "expected a number and bars, beats or rows, as 3 beats"
    );
    assert_eq!(
        session.line("delete-bars 0 rows").unwrap_err(),
        "expected a number of bars, beats or rows, 1 to 999"
    );
    assert_eq!(**session.studio.song(), before);
}

#[test]
fn bars_are_taken_out_over_several_entries_and_what_those_set_stays_set() {
    let mut before = tune();
    Arc::make_mut(&mut before.settings).rows_per_bar = 8;
    let mut session = Session::with(before.clone());
    session.seat.place.row = 8;
    session.line("delete-bars 3").expect("taken out");
    let left = |(row, channel, key, tempo)| match row {
        0..8 => Some((row, channel, key, tempo)),
        8..32 => None,
        row => Some((row - 24, channel, key, 90)),
    };
    let expected: Vec<_> = heard(&before).into_iter().filter_map(left).collect();
    assert_eq!(heard(session.studio.song()), expected, "the tempo of the entry that is gone holds behind it");
    session.keys("ctrl-z");
    session.keys("ctrl-left ctrl-left");
    session.seat.place.row = 0;
    session.line("delete-bars 2").expect("taken out");
    assert_eq!(session.studio.song().order[0].section.as_deref(), Some("A"), "the section begins later");
    assert!(session.line("delete-bars 999").unwrap_err().contains("nothing would be left"));
}

#[test]
fn a_deep_copy_shares_nothing() {
    let mut session = Session::with(tune());
    session.keys("_ d");
    let song = session.studio.song().clone();
    assert_eq!((session.seat.order, session.seat.pattern, song.order.len()), (1, 2, 4));
    assert_eq!(song.lane(2, 2).map(|lane| lane.rows()), song.lane(0, 2).map(|lane| lane.rows()));
    let own = song
        .patterns
        .get(2)
        .map(|pattern| pattern.lanes.iter().all(|slot| !matches!(slot, LaneSlot::Shared(_))));
    assert_eq!(own, Some(true));
}

#[test]
fn the_length_of_the_song_counts_repeats_breaks_jumps_and_tempo() {
    let mut session = Session::new("");
    let told = |session: &mut Session| {
        session.keys("_ l");
        session.wait();
        session.told()
    };
    assert_eq!(told(&mut session), "the song has 1 bar, 0:02");
    let entry = OrderEntry { repeats: 3, ..OrderEntry::default() };
    session.studio.edit("repeats", Edit::SetOrder { at: 0, entry }).expect("an edit");
    assert_eq!(told(&mut session), "the song has 3 bars, 0:06");
    for edit in rows(0, "7 C-4 01 | T3C \n 11 - | C00") {
        session.studio.edit("effects", edit).expect("an edit");
    }
    assert_eq!(told(&mut session), "the song has 0 bars and 12 rows, 0:02", "seven rows at 120, five at 60");
    for edit in rows(0, "7 - | B00 \n 11 -") {
        session.studio.edit("effects", edit).expect("an edit");
    }
    assert_eq!(told(&mut session), "the song has 0 bars and 8 rows, 0:01", "a jump back ends it");
}
