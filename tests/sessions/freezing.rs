//! Lanes that are frozen into samples, and whose notes come back.

use super::session::{Session, rows, same, song, text};
use segno::devices;
use segno::dsp::units::SampleRate;
use segno::formats;
use segno::io::paths::Folders;
use segno::render::plan::Plan;
use segno::render::rendering::Rendering;
use segno::song::Song;
use segno::song::curve::{Curve, Point};
use segno::song::edit::Edit;
use segno::song::insert::Insert;
use segno::song::order::OrderEntry;
use segno::song::pattern::{LaneSlot, Pattern};
use segno::song::tempo::Tempo;
use std::fs;
use std::path::Path;
use std::sync::Arc;

/// Two tracks; the first goes through an echo, is panned and moved by a curve, and sets the tempo.
pub fn piece() -> Song {
    let mut song =
        song("0 C-4 01 // C-5 02 \n 4 E-4 01 v20 | T90 // === \n 8 G-4 01 \n 12 === // G-4 02 \n 15 // ===");
    let echo = devices::KINDS.iter().find(|kind| kind.name == "delay").expect("a delay");
    let track = Arc::make_mut(&mut song.tracks[0]);
    (track.inserts, track.pan) = (vec![Insert::new((echo.new)())], -0.5);
    track.volume.0 = -6.0;
    let points = ["0 20", "12 80"].map(|text| Point::parse(text).expect("a point"));
    let curve = Curve::new("track.pan", points.to_vec());
    Edit::Curve { pattern: 0, track: 0, curve }.apply(&song).expect("a curve")
}

/// The same at one tempo.
fn steady() -> Song {
    let edits = rows(0, "4 E-4 01 v20 // ===");
    Edit::Several { edits }.apply(&piece()).expect("rows")
}

/// A song of two patterns with one note each: the entries, and what stands in their first tracks.
fn two(first: &str, second: &str, entries: &[OrderEntry]) -> Song {
    let pattern = Pattern { length: 16, ..Pattern::default() };
    let mut edits = vec![Edit::InsertPattern { at: 1, pattern }];
    edits.extend(rows(0, first).into_iter().chain(rows(1, second)));
    let mut song = Edit::Several { edits }.apply(&song("")).expect("edits that fit");
    song.order = Arc::new(entries.to_vec());
    song
}

fn plays(pattern: u16) -> OrderEntry {
    OrderEntry { pattern, ..OrderEntry::default() }
}

pub fn session(folder: &Path, song: &Song) -> Session {
    let file = folder.join("a.ron");
    fs::write(&file, formats::song::write(song)).expect("written");
    Session::of_file(&file, Folders::below(folder))
}

pub fn settle(session: &mut Session) {
    for _ in 0..3 {
        session.wait();
        session.turn();
    }
}

/// The left channel of the rendered song.
pub fn rendered(session: &Session) -> Vec<f32> {
    let plan = Plan { rate: SampleRate(48_000), ..Plan::default() };
    let part = plan.part(session.studio.song()).expect("a part");
    let mut rendering = Rendering::new(&part, session.studio.samples.bank(), &plan, None);
    let mut sound = Vec::new();
    while let Some(block) = rendering.next_block() {
        sound.extend_from_slice(block[0]);
    }
    sound
}

/// The energy of what one sound has and the other has not, as a part of the first one's.
pub fn apart(before: &[f32], after: &[f32]) -> f64 {
    let energy =
        |sound: &mut dyn Iterator<Item = f32>| sound.map(|sample| f64::from(sample).powi(2)).sum::<f64>();
    let whole = energy(&mut before.iter().copied());
    assert!(whole > 1.0, "{whole}");
    energy(&mut before.iter().zip(after).map(|(one, other)| one - other)) / whole
}

#[test]
fn a_frozen_track_sounds_as_before_and_its_notes_come_back() {
    let folder = tempfile::tempdir().expect("a folder");
    let mut session = session(folder.path(), &piece());
    let (song, before) = (session.studio.song().clone(), rendered(&session));
    session.keys("_ z");
    settle(&mut session);
    assert_eq!(session.told(), "1 track of pattern 0 frozen; :unfreeze brings the notes back");
    let expected = "00 C-4 03 // C-5 02 \n 04 --- | T90 // === \n 12 // G-4 02 \n 15 // ===";
    same(&session.grid(), &expected.replace("--- | T90", "| T90"), "one note, and what moves time");
    let lane = session.studio.song().lane(0, 0).expect("a lane").clone();
    assert_eq!(lane.curves(), song.lane(0, 0).expect("a lane").curves(), "the track's curves go on");
    assert_eq!(lane.frozen.as_deref(), song.lane(0, 0));

    // A sampler's notes begin with a millisecond from silence, which the echo repeats.
    assert!(apart(&before, &rendered(&session)) < 1e-5);

    session.keys("_ z");
    assert_eq!(session.fault(), "track 1 of pattern 0 is frozen already");
    session.line("save").expect("saved");
    let again = Session::of_file(&folder.path().join("a.ron"), Folders::below(folder.path()));
    assert_eq!(again.studio.song(), session.studio.song(), "the file keeps what was frozen");

    session.keys("_ u");
    assert_eq!(session.studio.song().lane(0, 0), song.lane(0, 0));
    assert!(session.studio.song().instrument(2).is_none(), "the instrument that played it is gone");
    session.keys("_ u");
    assert_eq!(session.fault(), "no track is frozen here");
    session.keys("ctrl-z ctrl-z");
    assert_eq!(*session.studio.song(), song, "both are one step each");
}

#[test]
fn all_tracks_are_frozen_at_once_and_a_shared_lane_wherever_it_plays() {
    let folder = tempfile::tempdir().expect("a folder");
    let piece = steady();
    let mut session = session(folder.path(), &piece);
    session.keys("ctrl-w +");
    session.line("share-lane 0").expect("shared");
    session.line("freeze pattern").expect("begun");
    settle(&mut session);
    assert!(session.told().starts_with("1 track of pattern 1 frozen"), "{}", session.told());
    assert!(text(session.studio.song(), 0).starts_with("00 C-4 03 //"));
    session.line("pattern-length 8").expect("shorter");
    session.keys("ctrl-left");
    session.line("unfreeze track").expect("back");
    session.keys("_ z");
    assert!(session.fault().contains("shared with patterns of other lengths"));
    session.keys("ctrl-z ctrl-z");
    session.line("freeze pattern").expect("begun");
    settle(&mut session);
    assert!(session.told().starts_with("1 track of pattern 0 frozen"), "the other one: {}", session.told());
    session.line("unfreeze pattern").expect("back");
    assert_eq!(session.told(), "the notes of 2 tracks are back");
    assert_eq!(text(session.studio.song(), 0), text(&Arc::new(piece), 0));
}

#[test]
fn what_cannot_be_frozen_says_why() {
    let mut unsaved = Session::with(piece());
    unsaved.keys("_ z");
    assert!(unsaved.fault().starts_with("save the song first"));
    let folder = tempfile::tempdir().expect("a folder");
    let mut song = piece();
    Arc::make_mut(&mut song.order).push(OrderEntry { transpose: 7, ..OrderEntry::default() });
    let mut session = session(folder.path(), &song);
    session.keys("_ z");
    assert!(session.fault().ends_with("is transposed in different ways where it plays"));
    let faster = OrderEntry { tempo: Some(Tempo::whole(90)), ..OrderEntry::default() };
    session.studio.edit("faster", Edit::SetOrder { at: 1, entry: faster }).expect("an edit");
    session.keys("_ z");
    assert!(session.fault().ends_with("plays at different tempos or grooves"));
    session.keys("tab tab _ z");
    assert_eq!(session.fault(), "track 3 of pattern 0 plays nothing");
    session.line("remove-track").expect("another song");
    session.studio.edit("order", Edit::RemoveOrder { at: 1 }).expect("an edit");
    session
        .studio
        .edit("repeats", Edit::SetOrder { at: 0, entry: OrderEntry { repeats: 2, ..OrderEntry::default() } })
        .expect("an edit");
    session.keys("shift-tab shift-tab");
    session.line("lane-length 5").expect("a length");
    session.keys("_ z");
    assert!(session.fault().contains("turns against its pattern"), "{}", session.fault());
}

#[test]
fn a_lane_that_another_track_shares_is_not_frozen() {
    let folder = tempfile::tempdir().expect("a folder");
    let lane = piece().lane(0, 0).cloned().expect("a lane");
    let slot = |track| Edit::Slot { pattern: 0, track, slot: LaneSlot::Shared(0) };
    let edits = vec![Edit::AddSharedLane { lane: Box::new(lane) }, slot(0), slot(2)];
    let start = Edit::Several { edits }.apply(&piece()).expect("edits that fit");
    let mut session = session(folder.path(), &start);
    session.keys("_ z");
    assert_eq!(session.fault(), "track 1 of pattern 0 is shared with track 3: make it its own first");
}

#[test]
fn a_pattern_is_frozen_as_the_order_list_plays_it_wherever_the_cursor_is() {
    let folder = tempfile::tempdir().expect("a folder");
    let tempo = Some(Tempo::whole(60));
    let entry = OrderEntry { pattern: 1, tempo, transpose: 5, ..OrderEntry::default() };
    let mut edits = vec![
        Edit::InsertPattern { at: 1, pattern: Pattern { length: 16, ..Pattern::default() } },
        Edit::InsertOrder { at: 1, entry },
    ];
    edits.extend(rows(1, "0 C-4 01 \n 4 E-4 01 \n 12 ==="));
    let start = Edit::Several { edits }.apply(&song("")).expect("edits that fit");
    let mut session = session(folder.path(), &start);
    let before = rendered(&session);
    session.seat.pattern = 1;
    session.line("freeze").expect("begun");
    settle(&mut session);
    assert!(session.told().starts_with("1 track of pattern 1 frozen"), "{}", session.told());
    let apart = apart(&before, &rendered(&session));
    assert!(apart < 1e-3, "{apart}");
}

#[test]
fn what_stays_of_a_lane_that_turns_comes_with_every_turn() {
    let folder = tempfile::tempdir().expect("a folder");
    let points = ["0 20", "3 80"].map(|text| Point::parse(text).expect("a point"));
    let curve = Curve::new("track.pan", points.to_vec());
    let edits = vec![
        Edit::LaneLength { pattern: 0, track: 0, length: Some(4) },
        Edit::Curve { pattern: 0, track: 0, curve: curve.clone() },
    ];
    let start = song("0 C-4 01 \n 1 - | T90 \n 2 === \n 6 - | T60");
    let start = Edit::Several { edits }.apply(&start).expect("edits that fit");
    let mut session = session(folder.path(), &start);
    session.keys("_ z");
    settle(&mut session);
    let expected = "00 C-4 03 \n 01 | T90 \n 05 | T90 \n 09 | T90 \n 13 | T90";
    same(&session.grid(), expected, "four turns, and nothing of the row behind them");
    let lane = session.studio.song().lane(0, 0).expect("a lane");
    let laid = lane.curve("track.pan").expect("a curve");
    for row in 0..16_u16 {
        let value = |curve: &Curve, row: u16| curve.value(f32::from(row) * 256.0).expect("points");
        let (now, was) = (value(laid, row), value(&curve, row % 4));
        assert!((now - was).abs() < 1e-3, "row {row}: {now}, not {was}");
    }
    session.keys("_ u");
    assert_eq!(session.told(), "the notes of 1 track are back");
    assert_eq!(session.studio.song().lane(0, 0), start.lane(0, 0));
}

/// Writes rows and a curve, of which one row does not stay when the notes come back, and lets them come back. Gives the curve.
pub fn thaw_what_was_written(session: &mut Session, grid: &str) -> Curve {
    let curve = Curve::new("track.pan", vec![Point::parse("3 70").expect("a point")]);
    let mut edits = rows(0, grid);
    edits.push(Edit::Curve { pattern: 0, track: 0, curve: curve.clone() });
    session.studio.edit("meanwhile", Edit::Several { edits }).expect("edits that fit");
    session.keys("_ u");
    let told = "the notes of 1 track are back; what was written since in 1 row is gone until undo";
    assert_eq!(session.told(), told);
    curve
}

#[test]
fn what_was_written_for_the_song_and_the_mixer_stays_when_the_notes_come_back() {
    let folder = tempfile::tempdir().expect("a folder");
    let mut session = session(folder.path(), &piece());
    session.keys("_ z");
    settle(&mut session);
    let curve = thaw_what_was_written(&mut session, "5 - | T60 \n 7 D-4 01");
    same(
        &session.grid(),
        "00 C-4 01 // C-5 02 \n 04 E-4 01 v20 | T90 // === \n 05 | T60 \n 08 G-4 01 \n 12 === // G-4 02 \n 15 // ===",
        "the tempo stays, the note goes",
    );
    let lane = session.studio.song().lane(0, 0).expect("a lane");
    assert_eq!(lane.curve("track.pan"), Some(&curve));
}

#[test]
fn what_is_changed_meanwhile_is_not_frozen_and_what_is_cut_is_as_it_was_before() {
    let folder = tempfile::tempdir().expect("a folder");
    let mut session = session(folder.path(), &piece());
    session.line("freeze").expect("begun");
    for edit in rows(0, "1 D-4 01") {
        session.studio.edit("meanwhile", edit).expect("an edit");
    }
    settle(&mut session);
    assert_eq!(session.told(), "track 1 was changed meanwhile and is not frozen");
    session.keys("ctrl-z");
    session.line("freeze").expect("begun");
    settle(&mut session);
    session.seat.place.row = 8;
    session.keys("_ s");
    same(
        &text(session.studio.song(), 0),
        "00 C-4 01 // C-5 02 \n 04 E-4 01 v20 | T90 // ===",
        "the notes are back",
    );
}

#[test]
fn a_freeze_that_is_under_way_is_not_begun_again() {
    let folder = tempfile::tempdir().expect("a folder");
    let mut session = session(folder.path(), &piece());
    session.line("freeze").expect("begun");
    let again = session.line("freeze pattern").expect_err("it is under way");
    assert_eq!(again, "pattern 0 is being frozen: wait until that is done");
    settle(&mut session);
    assert_eq!(session.told(), "1 track of pattern 0 frozen; :unfreeze brings the notes back");
    let samples = session.studio.song().samples.iter().flatten().count();
    assert_eq!(samples, 1);
}

#[test]
fn a_tempo_from_another_pattern_is_that_of_the_frozen_one() {
    let folder = tempfile::tempdir().expect("a folder");
    let start = two("2 - | T90", "0 C-4 01 \n 8 G-4 01 \n 15 ===", &[plays(0), plays(1)]);
    let mut session = session(folder.path(), &start);
    let before = rendered(&session);
    session.line("order 1").expect("an entry");
    assert_eq!(session.seat.pattern, 1);
    session.line("freeze").expect("begun");
    settle(&mut session);
    assert!(session.told().starts_with("1 track of pattern 1 frozen"), "{}", session.told());
    let difference = apart(&before, &rendered(&session));
    assert!(difference < 1e-3, "{difference}");
}

#[test]
fn a_pattern_that_is_not_everywhere_as_long_is_not_frozen() {
    let folder = tempfile::tempdir().expect("a folder");
    let start = two("2 - | T90", "0 C-4 01", &[plays(1), plays(0), plays(1)]);
    let mut session = session(folder.path(), &start);
    session.line("order 2").expect("an entry");
    session.line("freeze").expect("begun");
    settle(&mut session);
    let why =
        "its rows are not everywhere as long: at entry 2 T90 in row 2 of track 1 of pattern 0 makes them so";
    assert_eq!(session.told(), format!("not frozen: frozen 01 01 Track 1: {why}"));
    let speed = two("2 - | A03", "0 C-4 01", &[plays(0), plays(1)]);
    let folder = tempfile::tempdir().expect("a folder");
    let mut session = self::session(folder.path(), &speed);
    session.line("order 1").expect("an entry");
    session.line("freeze").expect("begun");
    settle(&mut session);
    assert!(session.told().contains("at entry 1 A03 in row 2 of track 1 of pattern 0"), "{}", session.told());
}

#[test]
fn what_does_not_come_each_time_is_not_frozen() {
    let twice = OrderEntry { repeats: 2, ..OrderEntry::default() };
    let refused = |row: &str, entry: &OrderEntry| {
        let folder = tempfile::tempdir().expect("a folder");
        let start = two(row, "", &[entry.clone(), plays(1)]);
        let mut session = session(folder.path(), &start);
        session.line("freeze").err().unwrap_or_default()
    };
    let of = "track 1 of pattern 0 does not play the same each time:";
    assert_eq!(refused("0 C-4 01 | %12", &twice), format!("{of} %12 in row 0"));
    assert_eq!(refused("0 C-4 01 | %12", &plays(0)), "", "one pass is always the first");
    assert_eq!(refused("0 C-4 01 | %11", &twice), "");
    assert_eq!(refused("3 C-4 01 | ?80", &twice), format!("{of} ?80 in row 3"));
    assert_eq!(refused("3 C-4 01 | S28", &plays(0)), format!("{of} S28 in row 3"));
    assert_eq!(refused("3 C-4 01 | S22", &twice), format!("{of} S22 in row 3"));
}

#[test]
fn a_frozen_lane_is_shared_on_its_own_track_alone() {
    let folder = tempfile::tempdir().expect("a folder");
    let start = two("0 C-4 01", "", &[plays(0), plays(1)]);
    let mut session = session(folder.path(), &start);
    session.line("freeze").expect("begun");
    settle(&mut session);
    session.keys("shift-f11");
    session.line("copy-slots").expect("copied");
    session.keys("right");
    let why = session.line("paste-alias").expect_err("another track");
    assert_eq!(why, "a frozen lane is shared on its own track alone: unfreeze it first, or paste a copy");
    session.keys("left down");
    session.line("paste-alias").expect("the same track");
    assert_eq!(text(session.studio.song(), 1), "00 C-4 03\n");
}

#[test]
fn a_lane_that_turns_takes_back_what_was_written_in_one_of_its_turns() {
    let folder = tempfile::tempdir().expect("a folder");
    let start = song("0 C-4 01 \n 2 ===");
    let length = Edit::LaneLength { pattern: 0, track: 0, length: Some(4) };
    let start = length.apply(&start).expect("a length");
    let mut session = session(folder.path(), &start);
    session.line("freeze").expect("begun");
    settle(&mut session);
    for edit in rows(0, "9 - | T60") {
        session.studio.edit("meanwhile", edit).expect("an edit");
    }
    session.line("unfreeze").expect("back");
    let turns = "00 C-4 01 \n 02 === \n 04 C-4 01 \n 06 === \n 08 C-4 01 \n 09 | T60 \n 10 === \n 12 C-4 01 \n 14 ===";
    same(&session.grid(), turns, &session.told());
    assert_eq!(session.studio.song().lane(0, 0).and_then(|lane| lane.length), None);
}

#[test]
fn repeats_that_count_their_passes_are_not_cut_apart() {
    let twice = OrderEntry { repeats: 2, ..OrderEntry::default() };
    let mut session = Session::with(two("4 C-4 01 | %12", "", &[twice, plays(1)]));
    let why = "the repeats of pattern 0 count their passes (%12 in row 4 of track 1): cut apart they would begin anew";
    session.keys("down down down down");
    for line in ["split-pattern", "join-patterns"] {
        assert_eq!(session.line(line), Err(why.to_owned()), "{line}");
    }
    session.seat.repeat = 1;
    assert_eq!(session.line("insert-bars"), Err(why.to_owned()));
    assert_eq!(session.line("delete-bars"), Err(why.to_owned()));
}
