//! What somebody said to rows: written at the cursor, read from files, gone to, settled, taken back.

use super::session::Session;
use segno::song::edit::Edit;
use segno::song::order::OrderEntry;
use segno::song::pattern::Pattern;
use segno::song::remark::{Remark, State};
use segno::studio::view::View;

/// Rows, words and states of the remarks.
fn remarks(session: &Session) -> Vec<(u16, &str, State)> {
    session.studio.song().remarks.iter().map(|one| (one.row, one.text.as_str(), one.state)).collect()
}

fn row(session: &Session) -> u16 {
    session.seat.place.row
}

#[test]
fn a_remark_is_said_to_the_cursors_row_and_is_one_step() {
    let mut session = Session::new("0 C-4 01");
    session.keys("down down ' ! t o o space l o u d enter");
    assert_eq!(remarks(&session), [(2, "too loud", State::Open)]);
    session.keys("ctrl-z");
    assert_eq!(remarks(&session), []);
    session.keys("ctrl-y ' ! enter");
    assert_eq!(remarks(&session), [(2, "too loud", State::Open)], "nothing said is no remark");
}

#[test]
fn open_remarks_are_gone_to_around_the_song_and_settled_ones_are_not() {
    let mut session = Session::new("0 C-4 01");
    session.keys("' >");
    assert_eq!(session.fault(), "there is no open remark");
    for (row, text) in [(4, "a"), (8, "b"), (12, "c")] {
        session.seat.place.row = row;
        session.line(&format!("add-remark {text}")).expect("said");
    }
    session.keys("home");
    session.seat.place.row = 0;
    let rows: Vec<u16> = (0..4).map(|_| row(session.keys("' >"))).collect();
    assert_eq!(rows, [4, 8, 12, 4]);
    let rows: Vec<u16> = (0..2).map(|_| row(session.keys("' <"))).collect();
    assert_eq!(rows, [12, 8]);
    session.line("remark-done").expect("settled");
    assert_eq!(session.told(), "the remark is done now");
    assert_eq!(remarks(&session)[1], (8, "b", State::Done));
    assert_eq!(row(session.keys("' >")), 12);
    assert_eq!(row(session.keys("' <")), 4);
    session.keys("' ' ");
    assert_eq!(row(&session), 12, "going to a remark is a jump");
    session.keys("down");
    assert_eq!(session.line("remark-wont-do").unwrap_err(), "there is no remark here");
}

#[test]
fn remarks_are_gone_to_where_their_pattern_plays_now() {
    let mut session = Session::new("0 C-4 01");
    let studio = &mut session.studio;
    let pattern = Pattern { length: 16, ..Pattern::default() };
    studio.edit("pattern", Edit::InsertPattern { at: 1, pattern }).expect("made");
    let entry = OrderEntry { pattern: 1, ..OrderEntry::default() };
    studio.edit("entry", Edit::InsertOrder { at: 1, entry: entry.clone() }).expect("made");
    let remarks =
        [4, 8].map(|row| Remark { order: 1, pattern: 1, row, text: "x".to_owned(), ..Remark::default() });
    studio.edit("said", Edit::SetRemarks { remarks: remarks.to_vec() }).expect("said");
    studio.edit("moved", Edit::RemoveOrder { at: 1 }).expect("moved");
    studio.edit("moved", Edit::InsertOrder { at: 0, entry }).expect("moved");
    let rows: Vec<u16> = (0..4).map(|_| row(session.keys("' >"))).collect();
    assert_eq!(rows, [4, 8, 4, 8]);
}

#[test]
fn the_list_shows_changes_and_goes_to_remarks() {
    let mut session = Session::new("0 C-4 01");
    for (row, text) in [(4, "a"), (8, "b")] {
        session.seat.place.row = row;
        session.line(&format!("add-remark {text}")).expect("said");
    }
    session.line("view-remarks").expect("a view");
    assert_eq!(
        (session.seat.view, session.seat.sheet().row),
        (View::Remarks, 1),
        "at the one under the cursor"
    );
    session.keys("right enter");
    assert_eq!(remarks(&session)[1].2, State::Done);
    session.keys("enter enter");
    assert_eq!(remarks(&session)[1].2, State::Open, "and around");
    session.keys("+ + end right right right enter end ! enter");
    assert_eq!(remarks(&session)[1], (8, "b!", State::WontDo));
    session.keys("up delete");
    assert_eq!(remarks(&session)[0].1, "");
    session.keys("ctrl-z home left left left left enter");
    assert_eq!((session.seat.view, row(&session)), (View::Pattern, 4));
    session.line("view-remarks").expect("a view");
    session.line("remark-wont-do").expect("settled");
    assert_eq!(remarks(&session)[0].2, State::WontDo);
}

#[test]
fn comments_of_a_file_are_one_step_and_go_out_again() {
    let folder = tempfile::tempdir().expect("a folder");
    let (file, out) = (folder.path().join("a.txt"), folder.path().join("b.csv"));
    std::fs::write(&file, "0:01 [Ann] loud\n0:00.5 muddy\n").expect("written");
    let mut session = Session::new("0 C-4 01");
    session.line(&format!("import-remarks {}", file.display())).expect("begun");
    session.wait();
    assert_eq!(session.told(), "2 new remarks");
    assert_eq!(remarks(&session), [(4, "muddy", State::Open), (8, "loud", State::Open)]);
    session.line(&format!("import-remarks {}", file.display())).expect("begun");
    session.wait();
    assert_eq!(session.told(), "0 new remarks, 2 there already");
    session.line(&format!("export-remarks {}", out.display())).expect("begun");
    session.wait();
    let text = std::fs::read_to_string(&out).expect("a file");
    assert_eq!(text.lines().nth(2), Some(",0:01,Ann,loud,,open"));
    session.keys("ctrl-z");
    assert_eq!(remarks(&session), [], "all at once");
    std::fs::write(&file, "0:01 good\nbad\n\nworse\n").expect("written");
    let fault = session.line(&format!("import-remarks {}", file.display())).unwrap_err();
    assert!(
        fault.contains("a.txt:4: `worse` has no time") && fault.contains(":import-good-remarks"),
        "{fault}"
    );
    session.line(&format!("import-good-remarks {}", file.display())).expect("begun");
    session.wait();
    assert_eq!(remarks(&session).len(), 1);
}
