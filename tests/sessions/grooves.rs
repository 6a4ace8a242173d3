//! Grooves that are chosen and typed, and notes that are spread over rows.

use super::session::{Session, check, same};
use segno::song::groove::Groove;

fn text(groove: Option<Groove>) -> String {
    groove.map_or(String::new(), |groove| groove.to_string())
}

#[test]
fn grooves_are_chosen_by_name_or_typed_for_song_entry_and_track() {
    let mut session = Session::new("");
    session.keys("_ g t r i p l e t enter");
    assert_eq!(text(session.studio.song().settings.groove), "2 1");
    assert_eq!(session.told(), "the song: groove triplet (2 1)");
    session.line("groove none").expect("taken away");
    assert_eq!(session.studio.song().settings.groove, None);
    session.line("track-groove 28 24, 24 24").expect("typed");
    assert_eq!(text(session.studio.song().tracks[0].groove), "28 24 24 24");
    session.line("entry-groove quintuplet").expect("named");
    assert_eq!(text(session.studio.song().order[0].groove), "3 2");
    assert!(
        session.line("groove 0 1").unwrap_err().starts_with("expected a groove's name, or 1 to 16 lengths")
    );
    session.keys("ctrl-z ctrl-z");
    assert_eq!(session.studio.song().tracks[0].groove, None);
}

#[test]
fn notes_are_spread_evenly_over_the_marked_rows() {
    let three = "00 C-4 01 \n 01 D-4 01 \n 02 E-4 01";
    let spread = "00 C-4 01 \n 01 D-4 01 --- d55 \n 02 E-4 01 --- dAB";
    check(three, "shift-down shift-down shift-down _ n enter", spread);
    let mut session = Session::new("00 C-4 01 v20 \n 03 ===");
    session.keys("shift-down shift-down _ n 3 enter");
    same(
        &session.grid(),
        "00 C-4 01 v20 \n 01 C-4 01 v20 \n 02 C-4 01 v20 \n 03 ===",
        "one note three times",
    );
    session.keys("escape home shift-down shift-down shift-down shift-down shift-down shift-down _ n 5 enter");
    let five =
        "00 C-4 01 v20 \n 01 C-4 01 v20 d66 \n 02 C-4 01 v20 dCD \n 04 === -- --- d33 \n 05 C-4 01 v20 d9A";
    same(&session.grid(), five, "round and round");
    assert!(session.studio.song().tracks[0].show_delay);
    session.keys("escape _ n 3 enter");
    assert!(session.fault().starts_with("mark the rows"));
    session.keys("home shift-down _ n 3 enter");
    assert!(session.fault().contains("3 notes need 3 rows or more"), "{}", session.fault());
}

#[test]
fn fill_is_switched_on_and_off_in_every_view() {
    let mut session = Session::new("");
    session.keys("_ f");
    assert!(session.studio.transport.fill);
    session.keys("f11 _ f");
    assert!(!session.studio.transport.fill);
}
