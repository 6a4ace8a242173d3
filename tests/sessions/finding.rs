//! Looking for fields, and putting others in their place.

use super::session::{Session, check, rows, same, song, text};
use segno::song::edit::Edit;
use segno::song::order::OrderEntry;
use segno::song::pattern::{LaneSlot, Pattern};
use segno::studio::grid::Place;
use segno::studio::view::View;

/// A song of three patterns, played 2, 0, 2; pattern 1 is in no entry.
fn three(first: &str, second: &str, third: &str) -> Session {
    let mut edits = Vec::new();
    for (pattern, grid) in [(1, second), (2, third)] {
        edits
            .push(Edit::InsertPattern { at: pattern, pattern: Pattern { length: 16, ..Pattern::default() } });
        edits.extend(rows(pattern, grid));
    }
    let entry = |pattern| OrderEntry { pattern, ..OrderEntry::default() };
    edits.push(Edit::InsertOrder { at: 0, entry: entry(2) });
    edits.push(Edit::InsertOrder { at: 2, entry: entry(2) });
    Session::with(Edit::Several { edits }.apply(&song(first)).expect("edits that fit"))
}

/// Where the seat is: order entry, pattern, cursor.
fn place(session: &Session) -> String {
    format!("{}/{} {}", session.seat.order, session.seat.pattern, session.cursor())
}

#[test]
fn a_note_is_found_from_pattern_to_pattern_in_the_order_they_play() {
    let mut session = three("03 C-4 01 // C-4 02", "05 C-4 01", "00 C-4 01 \n 07 D-4 01");
    session.seat.go_to_order(&session.studio.song().clone(), 0);
    session.keys("/ C - 4 enter");
    assert_eq!(place(&session), "1/0 3.1 note");
    assert_eq!(session.told(), "2 of 4: C-4 in pattern 0, row 3, track 1");
    session.keys("/ enter");
    assert_eq!(place(&session), "1/0 3.2 note");
    session.keys("alt-n");
    assert_eq!(place(&session), "1/1 5.1 note", "what no entry plays comes last");
    session.keys("ctrl-w N");
    assert_eq!(session.told(), "1 of 4: C-4 in pattern 2, row 0, track 1", "around the song's end");
    session.keys("ctrl-r");
    assert_eq!(place(&session), "0/1 5.1 note", "and back");
    session.keys("alt-r");
    assert_eq!(session.told(), "3 of 4: C-4 in pattern 0, row 3, track 2");
}

#[test]
fn any_sign_stands_for_a_dot_and_fields_stand_together() {
    let mut session = Session::new("00 C-4 01 | D04 \n 02 C-5 02 v20 \n 04 D-4 02 | D40 \n 06 === -- v20");
    for (wanted, places) in [
        ("D..", vec!["0.1 effect", "4.1 effect"]),
        (".-4", vec!["4.1 note", "0.1 note"]),
        ("02", vec!["2.1 instrument", "4.1 instrument", "2.1 instrument"]),
        ("v2.", vec!["2.1 volume", "6.1 volume"]),
        ("===", vec!["6.1 note"]),
        ("C-. 02", vec!["2.1 note"]),
        ("d-4 D4.", vec!["4.1 note"]),
        ("=== --", vec!["6.1 note"]),
    ] {
        session.seat.place = Place::default();
        session.line(&format!("find {wanted}")).expect("found");
        let mut found = vec![session.cursor()];
        for _ in 1..places.len() {
            session.keys("ctrl-n");
            found.push(session.cursor());
        }
        assert_eq!(found, places, "{wanted}");
    }
}

#[test]
fn what_is_nowhere_or_is_no_field_is_told() {
    let mut session = Session::new("00 C-4 01");
    session.keys("/ G - 4 enter");
    assert_eq!(session.fault(), "G-4 is nowhere in the song");
    session.keys("ctrl-w ? x y enter");
    assert!(session.fault().starts_with("column 1: xy is no field"), "{}", session.fault());
    assert_eq!(session.cursor(), "0.1 note");
}

#[test]
fn fields_are_replaced_in_the_pattern_or_the_marked_block() {
    let before = "00 C-4 01 | D04 \n 02 C-4 02 | D40 \n 04 E-4 01";
    for (line, after) in [
        ("replace C-4 F#3", "00 F#3 01 | D04 \n 02 F#3 02 | D40 \n 04 E-4 01"),
        ("replace D.. A..", "00 C-4 01 | A04 \n 02 C-4 02 | A40 \n 04 E-4 01"),
        ("replace 01 0A", "00 C-4 0A | D04 \n 02 C-4 02 | D40 \n 04 E-4 0A"),
        ("replace D.. -", "00 C-4 01 \n 02 C-4 02 \n 04 E-4 01"),
        ("replace C-4 02 to D-4 03", "00 C-4 01 | D04 \n 02 D-4 03 | D40 \n 04 E-4 01"),
        ("replace .-4 01 to .-5 01 v20", "00 C-5 01 v20 | D04 \n 02 C-4 02 | D40 \n 04 E-5 01 v20"),
        ("replace E-4 to E-4 H42", "00 C-4 01 | D04 \n 02 C-4 02 | D40 \n 04 E-4 01 | H42"),
    ] {
        let mut session = Session::new(before);
        session.line(line).expect("done");
        same(&session.grid(), after, line);
        session.keys("ctrl-z");
        same(&session.grid(), before, "one step");
    }
    let mut session = Session::new(before);
    session.keys("down shift-down shift-down : r e p l a c e space C - 4 space G - 4 enter");
    same(&session.grid(), "00 C-4 01 | D04 \n 02 G-4 02 | D40 \n 04 E-4 01", "only in the block");
    assert_eq!(session.told(), "C-4 replaced by G-4 at 1 place of the block");
    assert_eq!(session.line("replace E-4 D-4").unwrap_err(), "E-4 is nowhere in the block");
}

#[test]
fn a_shared_lane_is_replaced_once_and_as_far_as_it_is_played() {
    let mut song = song("03 C-4 01 \n 12 C-4 01");
    let shared = LaneSlot::Shared(0);
    let lane = song.lane(0, 0).cloned().expect("a lane");
    let longer = Pattern { length: 32, ..Pattern::default() };
    let edits = vec![
        Edit::InsertPattern { at: 1, pattern: longer },
        Edit::AddSharedLane { lane: Box::new(lane) },
        Edit::Slot { pattern: 0, track: 0, slot: shared.clone() },
        Edit::Slot { pattern: 1, track: 0, slot: shared },
        Edit::PatternSettings { pattern: 0, name: String::new(), length: 8 },
    ];
    song = Edit::Several { edits }.apply(&song).expect("edits that fit");
    let mut session = Session::with(song);
    session.line("replace-everywhere C-4 D-4").expect("done");
    assert_eq!(session.told(), "C-4 replaced by D-4 at 2 places of the song");
    same(&text(session.studio.song(), 1), "03 D-4 01 \n 12 D-4 01", "both rows, each once");
}

#[test]
fn what_plays_only_in_the_second_repeat_is_found_there() {
    let mut song = song("03 C-4 01");
    let edits = vec![
        Edit::LaneLength { pattern: 0, track: 0, length: Some(32) },
        Edit::SetOrder { at: 0, entry: OrderEntry { repeats: 2, ..OrderEntry::default() } },
    ];
    song = Edit::Several { edits }.apply(&song).expect("edits that fit");
    let mut session = Session::with(song);
    session.keys("end down down down").keys("c");
    session.seat.go_to_order(&session.studio.song().clone(), 0);
    session.line("find E-4").expect("found");
    assert_eq!((session.seat.repeat, session.cursor().as_str()), (1, "2.1 note"));
}

#[test]
fn fields_are_replaced_in_the_whole_song() {
    let mut session = three("03 C-4 01", "05 C-4 01 // D-4 01", "00 C-4 01");
    session.line("replace-everywhere C-4 B-4").expect("done");
    let all =
        |session: &Session| (0..3).map(|pattern| text(session.studio.song(), pattern)).collect::<String>();
    same(&all(&session), "03 B-4 01 \n 05 B-4 01 // D-4 01 \n 00 B-4 01", "three patterns");
    assert_eq!(session.told(), "C-4 replaced by B-4 at 3 places of the song");
    session.keys("ctrl-z");
    assert_eq!(session.told(), "undone: replace C-4 by B-4");
    same(&all(&session), "03 C-4 01 \n 05 C-4 01 // D-4 01 \n 00 C-4 01", "one step");
}

#[test]
fn what_cannot_stand_there_changes_nothing() {
    let mut session = Session::new("00 C-4 01 v20 \n 01 C-4");
    for (line, why) in [
        ("replace C-4", "expected what is replaced by what"),
        ("replace v20 v99", "`v99` is no volume"),
        ("replace C-4 .5", ".5: . keeps a sign, but none stands there"),
        ("replace C-4 hello", "column 5: hello is no field"),
        ("replace C-4 01 D-4 02", "expected what is replaced by what"),
    ] {
        let told = session.line(line).unwrap_err();
        assert!(told.starts_with(why), "{line}: {told}");
    }
    same(&session.grid(), "00 C-4 01 v20 \n 01 C-4", "nothing");
}

#[test]
fn a_lane_that_turns_is_searched_once_and_the_view_does_not_matter() {
    let mut session = Session::new("01 C-4 01");
    session.line("lane-length 4").expect("shorter");
    session.keys("f10");
    session.line("find C-4").expect("found");
    assert_eq!(session.told(), "1 of 1: C-4 in pattern 0, row 1, track 1");
    assert_eq!(session.seat.view, View::Pattern);
}

#[test]
fn a_slash_is_an_effect_where_effects_are_typed() {
    check("", "tab left left left / 4 0", "00 | /40");
}

#[test]
fn conditions_find_and_clauses_replace() {
    let before = "00 C-4 01 v10 | D04 \n 02 C-5 02 v30 | D40 \n 04 E-4 01 // C-4 01 v05 \n 06 G-4 01 v15";
    for (line, after) in [
        (
            "replace note=C-4..B-4 volume<20 to volume*50% note+12",
            "00 C-5 01 v05 | D04 \n 02 C-5 02 v30 | D40 \n 04 E-4 01 // C-5 01 v03 \n 06 G-5 01 v08",
        ),
        (
            "replace row%4=0 note=on track=1 to instrument=0A",
            "00 C-4 0A v10 | D04 \n 02 C-5 02 v30 | D40 \n 04 E-4 0A // C-4 01 v05 \n 06 G-4 01 v15",
        ),
        (
            "replace effect=D.. value>10 to effect=-",
            "00 C-4 01 v10 | D04 \n 02 C-5 02 v30 \n 04 E-4 01 // C-4 01 v05 \n 06 G-4 01 v15",
        ),
        (
            "replace note=on empty(volume) to v40",
            "00 C-4 01 v10 | D04 \n 02 C-5 02 v30 | D40 \n 04 E-4 01 v40 // C-4 01 v05 \n 06 G-4 01 v15",
        ),
        (
            "replace in=track volume<20 to volume=-",
            "00 C-4 01 | D04 \n 02 C-5 02 v30 | D40 \n 04 E-4 01 // C-4 01 v05 \n 06 G-4 01",
        ),
    ] {
        let mut session = Session::new(before);
        session.line(line).expect(line);
        same(&session.grid(), after, line);
        session.keys("ctrl-z");
        same(&session.grid(), before, "one step");
    }
    let mut session = Session::new(before);
    let told = session.line("replace note=C-4 to note+x").unwrap_err();
    assert!(told.starts_with("column 18: `x` is no number to move note by"), "{told}");
    session.line("find volume<20 track=2").expect("found");
    assert_eq!(session.cursor(), "4.2 volume");
    assert_eq!(
        session.line("replace in=block C-4 D-4").unwrap_err(),
        "expected what is replaced by what: C-4 D-4, or D.. A.., or volume<20 note=on to volume*50%, or 05 -"
    );
    assert_eq!(session.line("replace in=block C-4 to D-4").unwrap_err(), "no block is marked");
}

#[test]
fn empty_rows_are_filled_where_a_condition_says_which() {
    let mut session = Session::new("04 G-4 01");
    session.line("replace row%4=0 track=1 empty(note) to note=C-3 instrument=02").expect("done");
    same(&session.grid(), "00 C-3 02 \n 04 G-4 01 \n 08 C-3 02 \n 12 C-3 02", "a beat");
    let told = session.line("find empty(note)").unwrap_err();
    assert!(told.starts_with("empty fields stand everywhere: say in which rows"), "{told}");
}

#[test]
fn what_was_found_is_listed_and_gone_to() {
    let mut session = three("03 C-4 01", "05 C-4 01", "00 D-4 01 \n 07 C-4 01 v20");
    session.line("list-found C-4").expect("a list");
    let Some(segno::studio::prompt::Prompt::Choose { title, items, .. }) = &session.seat.prompt else {
        panic!("a list")
    };
    assert_eq!(title, "C-4: 3 places in the song");
    let lines: Vec<String> = items.iter().map(|item| format!("{} | {}", item.name, item.help)).collect();
    assert_eq!(
        lines,
        [
            "1 02:007 track 1 note | C-4 01 v20, entry 0",
            "2 00:003 track 1 note | C-4 01, entry 1",
            "3 01:005 track 1 note | C-4 01, not in the order list"
        ]
    );
    session.keys("down down enter");
    assert_eq!((session.seat.pattern, session.cursor().as_str()), (1, "5.1 note"));
    session.keys("\\ l down enter");
    assert_eq!(
        (session.seat.pattern, session.cursor().as_str()),
        (0, "3.1 note"),
        "what was looked for last"
    );
}

#[test]
fn places_are_replaced_one_by_one_as_one_step() {
    let before = "00 C-4 01 \n 02 C-4 02 \n 04 C-4 03 \n 06 C-4 04 \n 08 C-4 05";
    let mut session = Session::new(before);
    session.line("replace-each C-4 D-4").expect("asked");
    session.keys("y");
    assert_eq!(session.cursor(), "2.1 note", "the cursor shows which one is asked about");
    session.keys("n y q");
    let after = "00 D-4 01 \n 02 C-4 02 \n 04 D-4 03 \n 06 C-4 04 \n 08 C-4 05";
    same(&session.grid(), after, "yes no yes quit");
    assert_eq!(session.told(), "C-4 replaced by D-4 at 2 places of the pattern");
    session.keys("ctrl-z");
    same(&session.grid(), before, "one step");
    session.keys("\\ / C - 4 space E - 4 enter n a");
    same(&session.grid(), "00 C-4 01 \n 02 E-4 02 \n 04 E-4 03 \n 06 E-4 04 \n 08 E-4 05", "all that follow");
    session.keys("ctrl-z");
    same(&session.grid(), before, "one step");
}

#[test]
fn what_is_asked_of_entries_says_in_which_the_cursor_comes_to_stand() {
    let mut session = three("03 C-4 01", "", "05 C-4 01");
    session.seat.go_to_order(&session.studio.song().clone(), 1);
    for (line, found) in [
        ("find C-4 order=2", "2/2 5.1 note"),
        ("find C-4 order=0", "0/2 5.1 note"),
        ("find C-4 order>0", "1/0 3.1 note"),
        ("find C-4 order>0", "2/2 5.1 note"),
        ("find C-4", "1/0 3.1 note"),
        ("find C-4 order=1..2", "2/2 5.1 note"),
    ] {
        session.line(line).expect(line);
        assert_eq!(place(&session), found, "{line}");
    }
    session.line("order 0").expect("an entry");
    session.line("list-found C-4 order=2").expect("one place");
    session.keys("enter");
    assert_eq!(place(&session), "2/2 5.1 note", "from the list");
}
