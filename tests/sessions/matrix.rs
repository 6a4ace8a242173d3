//! The pattern matrix: slots that are copied, shared, muted, played; entries that come, go and move.

use super::session::{Session, rows, same, song, text};
use segno::song::edit::Edit;
use segno::song::order::OrderEntry;
use segno::song::pattern::{LaneSlot, Pattern};
use segno::studio::view::View;

/// Three patterns of 16 rows, played in the order 0 1 2 1.
fn session() -> Session {
    let mut edits = Vec::new();
    for number in 1..3 {
        edits.push(Edit::InsertPattern { at: number, pattern: Pattern { length: 16, ..Pattern::default() } });
    }
    edits.extend(rows(1, "00 D-4 // D-5"));
    edits.extend(rows(2, "00 E-4 // // E-6"));
    for (at, pattern) in [(1, 1), (2, 2), (3, 1)] {
        edits.push(Edit::InsertOrder { at, entry: OrderEntry { pattern, ..OrderEntry::default() } });
    }
    let song = Edit::Several { edits }.apply(&song("00 C-4 // C-5")).expect("edits that fit");
    let mut session = Session::with(song);
    session.keys("shift-f11");
    assert_eq!(session.seat.view, View::Matrix);
    session
}

/// The grid of each pattern, a line each.
fn grids(session: &Session) -> String {
    let song = session.studio.song();
    let lines = (0..song.patterns.len()).map(|pattern| text(song, pattern as u16).replace('\n', "; "));
    lines.collect::<Vec<_>>().join("\n")
}

fn slot(session: &Session, pattern: usize, track: usize) -> LaneSlot {
    session
        .studio
        .song()
        .patterns
        .get(pattern)
        .expect("a pattern")
        .lanes
        .get(track)
        .cloned()
        .unwrap_or_default()
}

fn order(session: &Session) -> Vec<u16> {
    session.studio.song().order.iter().map(|entry| entry.pattern).collect()
}

fn mutes(session: &Session) -> Vec<Vec<u16>> {
    session.studio.song().order.iter().map(|entry| entry.mutes.clone()).collect()
}

#[test]
fn the_matrix_and_the_grid_are_at_the_same_place() {
    let mut session = session();
    session.keys("down down right right enter");
    assert_eq!((session.seat.view, session.seat.order, session.seat.pattern), (View::Pattern, 2, 2));
    assert_eq!(session.cursor(), "0.3 note");
    session.keys("ctrl-w _ up up up up left left left left escape");
    assert_eq!(
        (session.seat.view, session.seat.order, session.cursor().as_str()),
        (View::Pattern, 0, "0.1 note")
    );
    session.keys("+ shift-f11 enter");
    assert_eq!(session.seat.pattern, 0, "a pattern that was only looked at gives way to the entry's");
}

#[test]
fn slots_are_copied_cut_pasted_and_cleared() {
    let mut session = session();
    session.keys("shift-right c down down v");
    same(&grids(&session), "00 C-4 // C-5; \n 00 D-4 // D-5; \n 00 C-4 // C-5 // E-6;", "pasted");
    session.keys("ctrl-z home x end right v");
    same(&grids(&session), "00 // C-5; \n 00 D-4 // C-4; \n 00 E-4 // // E-6;", "cut and pasted");
    assert_eq!(session.told(), "paste slots: the same pattern plays at entry 1 too");
    session.keys("k delete");
    same(&grids(&session), "\n 00 D-4; \n 00 E-4 // // E-6;", "a column is cleared");
    session.keys("escape ctrl-z ctrl-z ctrl-z");
    same(&grids(&session), "00 C-4 // C-5; \n 00 D-4 // D-5; \n 00 E-4 // // E-6;", "undone");
    session.keys("home left left down down right delete");
    assert_eq!(session.fault(), "nothing is written here");
}

#[test]
fn aliases_are_made_pasted_and_made_unique() {
    let mut session = session();
    session.keys("b down down a");
    for pattern in 0..3 {
        assert_eq!(slot(&session, pattern, 0), LaneSlot::Shared(0));
    }
    session.keys("b escape home enter down x shift-f11 down down enter");
    same(&session.grid(), "00 C-4 // // E-6 \n 01 D-4 01", "what is written in one is in all");
    session.keys("shift-f11 u enter down c");
    assert!(matches!(slot(&session, 2, 0), LaneSlot::Own(_)));
    same(&text(session.studio.song(), 0), "00 C-4 // C-5 \n 01 D-4 01", "no longer");
    session.keys("shift-f11 right right c home A");
    assert_eq!((slot(&session, 2, 2), slot(&session, 0, 2)), (LaneSlot::Shared(1), LaneSlot::Shared(1)));
    session.keys("ctrl-z");
    assert_eq!(slot(&session, 0, 2), LaneSlot::Empty, "all of it is one step");
    session.keys("down shift-down shift-down a ctrl-z left left left end a");
    assert!(session.fault().starts_with("mark entries of different patterns first"));
}

#[test]
fn an_entry_gets_a_pattern_of_its_own() {
    let mut session = session();
    session.keys("end U");
    assert_eq!(order(&session), [0, 1, 2, 3]);
    same(&text(session.studio.song(), 3), "00 D-4 // D-5", "the copy");
    session.keys("U");
    assert_eq!(session.fault(), "no other entry plays this pattern");
    session.keys("ctrl-z k U");
    assert_eq!(order(&session), [0, 1, 2, 3], "of marked ones the first keeps it");
}

#[test]
fn slots_are_muted_at_one_entry() {
    let mut session = session();
    session.keys("down shift-right m");
    assert_eq!(mutes(&session), [vec![], vec![0, 1], vec![], vec![]]);
    session.keys("left left m");
    assert_eq!(mutes(&session)[1], [1], "and let be heard");
    session.keys("l m");
    assert_eq!(mutes(&session)[1].len(), 8);
    assert_eq!(session.told(), "8 slots muted");
    session.keys("c up v");
    assert_eq!(mutes(&session)[0].len(), 8, "mutes are copied with the slots");
}

#[test]
fn entries_are_repeated_moved_taken_out_and_named() {
    let mut session = session();
    session.keys("shift-down d");
    assert_eq!((order(&session), session.seat.order), (vec![0, 1, 0, 1, 2, 1], 2));
    session.keys("n V e r s e enter");
    assert_eq!(session.studio.song().order[2].section.as_deref(), Some("Verse"));
    session.keys("home ] - -");
    assert_eq!(session.fault(), "the song has patterns 0 to 2");
    session.keys("+ shift-down J");
    assert_eq!(order(&session), [0, 1, 2, 1, 1, 1]);
    session.keys("K R");
    assert_eq!((order(&session), session.seat.order), (vec![0, 1, 2, 1], 2));
    session.keys("l R home R R R R");
    assert_eq!(session.fault(), "the order list keeps at least one place");
}

#[test]
fn the_cursor_goes_along_with_what_is_heard_until_it_is_moved() {
    let mut session = session();
    session.keys("down space");
    session.hear(16 * 6_000 + 3_000);
    session.keys("left");
    assert_eq!(session.seat.order, 2, "it has gone on to the next entry");
    session.keys("up");
    assert_eq!((session.seat.order, session.seat.follow), (1, false));
    session.hear(6_000);
    session.keys("left");
    assert_eq!(session.seat.order, 1, "it stays");
    session.keys("space");
    assert!(session.studio.transport.playing.is_none());
}
