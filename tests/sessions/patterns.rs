//! Rows, patterns, lanes and tracks.

use super::session::{Session, check, same, text};

#[test]
fn rows_come_and_go_in_a_track() {
    let tune = "00 C-4 // C-4 \n 01 D-4 // D-4 \n 15 E-4";
    check(tune, "insert", "00 // C-4 \n 01 C-4 // D-4 \n 02 D-4");
    check(tune, "down alt-i", "00 C-4 // C-4 \n 01 // D-4 \n 02 D-4");
    check(tune, "backspace", "00 D-4 // C-4 \n 01 // D-4 \n 14 E-4");
    check(tune, "down insert ctrl-w backspace", "00 C-4 // C-4 \n 01 D-4 // D-4");
    let mut session = Session::new("");
    session.keys("insert");
    assert_eq!(session.fault(), "nothing stands here or below");
}

#[test]
fn rows_come_and_go_in_every_track() {
    let tune = "00 C-4 // C-4 \n 01 D-4 // D-4";
    check(tune, "alt-insert", "01 C-4 // C-4 \n 02 D-4 // D-4");
    check(tune, "down alt-shift-i", "00 C-4 // C-4 \n 02 D-4 // D-4");
    check(tune, "alt-backspace", "00 D-4 // D-4");
    check(tune, "alt-insert ctrl-w delete ctrl-z ctrl-z", tune);
}

#[test]
fn a_pattern_is_duplicated_and_played_after_this_one() {
    let mut session = Session::new("00 C-4 01");
    session.keys("ctrl-d down z");
    assert_eq!((session.seat.order, session.seat.pattern), (1, 1));
    same(&session.grid(), "00 C-4 01 \n 01 C-4 01", "the copy");
    same(&text(session.studio.song(), 0), "00 C-4 01", "the first one");
    session.keys("ctrl-z ctrl-z");
    assert_eq!((session.studio.song().patterns.len(), session.studio.song().order.len()), (1, 1));
}

#[test]
fn patterns_are_made_named_sized_and_removed() {
    let mut session = Session::new("00 C-4 01");
    session.keys("ctrl-w +");
    same(&session.grid(), "", "a new pattern");
    session.line("pattern-length 32").unwrap();
    session.line("pattern-name verse").unwrap();
    let pattern = session.studio.song().patterns.get(1).unwrap().clone();
    assert_eq!((pattern.length, pattern.name.as_str()), (32, "verse"));
    assert!(session.line("pattern-length 0").unwrap_err().contains("1 to 512"));
    assert!(session.line("remove-pattern").unwrap_err().contains("is used"));
}

#[test]
fn lanes_are_shared_and_made_own_again() {
    let mut session = Session::new("00 C-4 01");
    session.keys("ctrl-w +");
    session.line("share-lane 0").unwrap();
    same(&session.grid(), "00 C-4 01", "shared");
    session.keys("down x");
    assert_eq!(session.told(), "this lane is shared: it changes in pattern 0 too");
    same(&text(session.studio.song(), 0), "00 C-4 01 \n 01 D-4 01", "in the other pattern too");
    session.line("own-lane").unwrap();
    session.keys("c");
    same(&text(session.studio.song(), 0), "00 C-4 01 \n 01 D-4 01", "no longer");
    same(&session.grid(), "00 C-4 01 \n 01 D-4 01 \n 02 E-4 01", "its own");
    assert!(session.line("own-lane").unwrap_err().contains("own already"));
    assert!(session.line("share-lane 1").unwrap_err().contains("another pattern"));
}

#[test]
fn lanes_have_a_length_of_their_own() {
    let mut session = Session::new("");
    session.line("lane-length 12").unwrap();
    assert_eq!(session.studio.song().lane(0, 0).unwrap().length, Some(12));
    session.line("lane-length").unwrap();
    assert!(session.studio.song().lane(0, 0).is_none());
}

#[test]
fn tracks_are_added_named_moved_and_removed() {
    let mut session = Session::new("00 C-4 // D-4");
    session.line("add-track Strings").unwrap();
    same(&session.grid(), "00 C-4 // // D-4", "between");
    assert_eq!(
        (session.cursor().as_str(), session.studio.song().tracks[1].name.as_str()),
        ("0.2 note", "Strings")
    );
    session.line("rename-track Brass").unwrap();
    session.keys("ctrl-w <");
    same(&session.grid(), "00 // C-4 // D-4", "to the left");
    assert_eq!(session.studio.song().tracks[0].name, "Brass");
    session.keys("ctrl-w <");
    assert_eq!(session.fault(), "the track is at the edge already");
    session.keys("ctrl-w >");
    session.line("remove-track").unwrap();
    same(&session.grid(), "00 C-4 // D-4", "gone");
}

#[test]
fn tracks_show_more_or_fewer_columns() {
    let mut session = Session::new("");
    session.keys("ctrl-w ] ctrl-w @ ctrl-w '");
    let track = session.studio.song().tracks[0].clone();
    assert_eq!((track.note_columns, track.effect_columns, track.show_delay), (2, 2, true));
    session.keys("right right right right right right 8 0");
    same(&session.grid(), "00 --- -- --- d80", "a delay");
    session.keys("ctrl-w [ ctrl-w # ctrl-w [");
    assert_eq!(session.fault(), "a track has 1 to 8 note columns");
    session.keys("ctrl-w #");
    assert_eq!(session.fault(), "a track has 1 to 4 effect columns");
}

#[test]
fn tracks_are_muted_and_soloed() {
    let mut session = Session::new("");
    let state = |session: &Session| {
        let tracks = &session.studio.song().tracks;
        tracks.iter().map(|track| (track.mute, track.solo)).take(2).collect::<Vec<_>>()
    };
    session.keys("alt-f9 tab alt-f10");
    assert_eq!(state(&session), [(true, false), (false, true)]);
    session.keys("ctrl-w t ctrl-w y");
    assert_eq!(state(&session), [(true, false), (true, false)]);
    session.keys("ctrl-w !");
    assert_eq!(state(&session), [(false, false), (false, false)]);
    session.keys("ctrl-w !");
    assert_eq!(session.fault(), "no track is muted or solo");
}

/// Where the cursor is: entry, pattern, row.
fn place(session: &Session) -> (u16, u16, u16) {
    (session.seat.order, session.seat.pattern, session.seat.place.row)
}

/// A session at the beginning of the first of two patterns.
fn with_another_pattern(grid: &str) -> Session {
    let mut session = Session::new(grid);
    session.keys("ctrl-w +");
    session.line("order 0").expect("an entry");
    session.keys("home");
    session
}

#[test]
fn undo_leads_back_from_a_pattern_that_goes() {
    let mut session = with_another_pattern("00 C-4 01 \n 08 D-4 01");
    session.keys("down down down down");
    session.line("split-pattern").expect("two halves");
    assert_eq!(place(&session), (1, 2, 0), "the second half");
    session.keys("down down x");
    session.keys("ctrl-z");
    assert_eq!(place(&session), (1, 2, 3), "it goes on being shown");
    session.keys("ctrl-z");
    assert_eq!(place(&session), (0, 0, 4), "where it was cut");
    session.keys("ctrl-y");
    assert_eq!(place(&session), (1, 2, 0), "and again");
    session.keys("ctrl-z");
    // A copy of the first pattern plays second.
    session.keys("ctrl-d down");
    assert_eq!(place(&session), (1, 2, 5));
    session.keys("ctrl-z");
    assert_eq!(place(&session), (0, 0, 4));
}

#[test]
fn undo_stays_with_the_pattern_that_is_shown_elsewhere() {
    let mut session = with_another_pattern("00 C-4 01");
    session.keys("ctrl-d");
    // On to what was the second entry, which is the third one now.
    session.line("order 2").expect("an entry");
    session.keys("down down");
    let shown = place(&session);
    assert_eq!(shown, (2, 1, 2));
    session.keys("ctrl-z");
    assert_eq!(place(&session), (1, 1, 2), "the same pattern at its place of the list");
    session.keys("ctrl-y");
    assert_eq!(place(&session), (2, 1, 2));
}
