//! Going back to where one was, and to marks.

use super::session::{Session, song};
use segno::io::paths::Folders;
use segno::song::edit::Edit;
use segno::song::order::OrderEntry;
use segno::song::pattern::Pattern;
use segno::song::remark::Remark;

/// A song of three patterns of 64 rows, played 0, 1, 2.
fn three() -> segno::song::Song {
    let mut edits = vec![Edit::PatternSettings { pattern: 0, name: String::new(), length: 64 }];
    for pattern in 1..3 {
        edits.push(Edit::InsertPattern { at: pattern, pattern: Pattern::default() });
        edits.push(Edit::InsertOrder { at: pattern, entry: OrderEntry { pattern, ..OrderEntry::default() } });
    }
    Edit::Several { edits }.apply(&song("")).expect("edits that fit")
}

fn place(session: &Session) -> String {
    format!("{}/{} {}", session.seat.order, session.seat.pattern, session.cursor())
}

#[test]
fn long_jumps_can_be_taken_back() {
    let mut session = Session::with(three());
    session.keys("' ,");
    assert_eq!(session.fault(), "no jump was made before");
    session.keys("down down tab end");
    assert_eq!(place(&session), "0/0 63.2 note");
    session.keys("ctrl-right ctrl-right down down down");
    assert_eq!(place(&session), "2/2 63.2 note");
    let here = place(&session);
    session.keys(": p a t t e r n space 0 enter");
    session.keys("' '");
    assert_eq!(place(&session), here, "back");
    session.keys("' , ' , ' ,");
    assert_eq!(place(&session), "0/0 2.2 note", "to where the first jump began");
    session.keys("' ,");
    assert_eq!(session.fault(), "no jump was made before");
    session.keys("ctrl-w end");
    assert_eq!(place(&session), "0/0 63.2 note", "and on again");
    session.keys("' . ' .");
    assert_eq!(place(&session), here);
}

#[test]
fn small_steps_are_no_jumps() {
    let mut session = Session::with(three());
    session.keys("pagedown pagedown pagedown down tab right");
    session
        .keys("pagedown pagedown down down down down down down down down down down down down down down down");
    session.keys("' ,");
    assert_eq!(session.fault(), "no jump was made before");
}

#[test]
fn marks_are_set_gone_to_listed_and_kept_for_the_song() {
    let root = tempfile::tempdir().expect("a folder");
    let folders = Folders::below(root.path());
    let path = root.path().join("song.ron");
    let mut session = Session::inside(three(), folders.clone());
    session.keys("ctrl-right down down tab right ' A");
    assert_eq!(session.told(), "mark a is here; ' a goes to it");
    session.line(&format!("save {}", path.display())).expect("saved");
    session.keys("ctrl-right end ' B home ' a");
    assert_eq!(place(&session), "1/1 2.2 instrument");
    drop(session);
    let mut later = Session::of_file(&path, folders.clone());
    later.keys("' b");
    assert_eq!(place(&later), "2/2 63.2 instrument");
    later.keys("' / enter");
    assert_eq!(place(&later), "1/1 2.2 instrument", "the first one in the list");
    later.keys("' c");
    assert_eq!(later.fault(), "there is no mark c: ' C sets it");
    later.line("remove-mark a").expect("removed");
    assert_eq!(later.line("go-to-mark a").unwrap_err(), "there is no mark a: ' A sets it");
    later.line(&format!("save {}", root.path().join("other.ron").display())).expect("saved");
    later.keys("' b");
    assert_eq!(place(&later), "2/2 63.2 instrument", "the song keeps its marks under another name");
    later.line(&format!("open {}", path.display())).expect("begun");
    later.wait();
    later.keys("' ,");
    assert_eq!(later.fault(), "no jump was made before", "jumps are those of one song");
    later.keys("home down ' b ' ,");
    assert_eq!(place(&later), "0/0 1.2 instrument");
}

#[test]
fn a_mark_finds_its_pattern_where_it_plays_now() {
    let mut session = Session::with(three());
    session.keys("ctrl-right ctrl-right down ' A ctrl-left ctrl-left");
    session
        .studio
        .edit("insert", Edit::InsertOrder { at: 0, entry: OrderEntry::default() })
        .expect("inserted");
    session.keys("' a");
    assert_eq!(place(&session), "3/2 1.1 note");
}

#[test]
fn what_was_looked_for_is_a_jump_however_near_it_is() {
    let mut session = Session::new("04 C-4 01 // G-4 01");
    session.keys("down / G - 4 enter");
    assert_eq!(session.cursor(), "4.2 note");
    session.keys("' ' ");
    assert_eq!(session.cursor(), "1.1 note");
}

#[test]
fn marks_go_along_with_rows_that_come_and_go() {
    let mut session = Session::with(three());
    let row = |session: &mut Session, letter: &str| {
        session.keys(&format!("' {letter}"));
        format!("{}.{}", session.seat.place.row, session.seat.place.track + 1)
    };
    session
        .studio
        .edit("notes", Edit::Several { edits: super::session::rows(0, "20 C-4 01 // C-4 01") })
        .expect("rows");
    session.line("pattern 0").expect("a pattern");
    session.seat.place.row = 20;
    session.keys("' A tab ' B shift-tab");
    session.seat.place.row = 4;
    session.keys("insert");
    assert_eq!([row(&mut session, "a"), row(&mut session, "b")], ["21.1", "20.2"], "its own track alone");
    session.seat.place.row = 8;
    session.line("insert-time 8").expect("time");
    assert_eq!([row(&mut session, "a"), row(&mut session, "b")], ["29.1", "28.2"]);
    session.line("undo").expect("a step");
    assert_eq!([row(&mut session, "a"), row(&mut session, "b")], ["21.1", "20.2"], "back with the rows");
    session.line("redo").expect("a step");
    assert_eq!([row(&mut session, "a"), row(&mut session, "b")], ["29.1", "28.2"]);
    session.seat.place.row = 26;
    session.line("delete-time 4").expect("time");
    assert_eq!([row(&mut session, "a"), row(&mut session, "b")], ["26.1", "26.2"], "where the rest begins");
}

/// A song with remarks at rows of its first pattern, and a mark at each.
fn remarked(rows: [u16; 2]) -> Session {
    let mut session = Session::with(three());
    let remark = |row: u16| Remark { row, text: format!("row {row}"), ..Remark::default() };
    let edit = Edit::SetRemarks { remarks: rows.map(remark).to_vec() };
    session.studio.edit("remarks", edit).expect("remarks");
    session.line("order 0").expect("an entry");
    for (row, letter) in rows.iter().zip(["A", "B"]) {
        session.seat.place.row = *row;
        session.keys(&format!("' {letter}"));
    }
    session
}

/// Where remarks and marks are: pattern and row.
fn said_and_marked(session: &Session) -> [Vec<(u16, u16)>; 2] {
    let remarks = session.studio.song().remarks.iter().map(|remark| (remark.pattern, remark.row));
    let marks = session.seat.marks.spots.values().map(|spot| (spot.pattern, spot.place.row));
    [remarks.collect(), marks.collect()]
}

#[test]
fn remarks_and_marks_go_along_where_a_pattern_is_cut_and_put_together() {
    let mut session = remarked([4, 20]);
    let before = said_and_marked(&session);
    session.seat.place.row = 16;
    session.line("split-pattern").expect("two halves");
    let second = session.studio.song().order[1].pattern;
    let there = vec![(0, 4), (second, 4)];
    assert_eq!(said_and_marked(&session), [there.clone(), there]);
    session.line("order 0").expect("an entry");
    session.line("join-patterns").expect("one pattern");
    let whole = session.studio.song().order[0].pattern;
    let there = vec![(whole, 4), (whole, 20)];
    assert_eq!(said_and_marked(&session), [there.clone(), there]);
    session.line("undo").expect("a step");
    session.line("undo").expect("a step");
    assert_eq!(said_and_marked(&session), before, "and back");
}

#[test]
fn remarks_and_marks_go_along_with_time_and_bars() {
    let mut session = remarked([4, 20]);
    session.seat.place.row = 8;
    session.line("insert-time 8").expect("time");
    assert_eq!(said_and_marked(&session), [vec![(0, 4), (0, 28)], vec![(0, 4), (0, 28)]]);
    session.line("undo").expect("a step");
    session.seat.place.row = 16;
    session.line("insert-bars 2").expect("bars");
    let [remarks, marks] = said_and_marked(&session);
    assert_eq!(remarks, marks);
    let song = session.studio.song();
    let row =
        |pattern: u16, row: u16| song.lane(pattern.into(), 0).map(|lane| lane.row(row)).unwrap_or_default();
    assert_eq!((remarks[0], remarks.len()), ((song.order[0].pattern, 4), 2));
    // The second one is still said to the row that it was said to, behind the new bars.
    let (pattern, at) = remarks[1];
    assert_eq!(pattern, song.order[2].pattern);
    assert_eq!(at, 4, "rows behind the border");
    assert_eq!(row(pattern, at), segno::song::row::Row::default());
}
