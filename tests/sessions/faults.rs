//! What is wrong with the song: found while somebody looks, gone to, mended in one step, accepted with a reason.

use super::session::{Session, same};
use segno::song::edit::Edit;
use segno::studio::view::View;

impl Session {
    /// Lets the song be examined as it is now.
    fn examined(&mut self) -> &mut Session {
        for _ in 0..2 {
            self.studio.faults();
            self.turn();
            self.wait();
        }
        self
    }

    /// The rules of the list, with their severities.
    fn faults(&self) -> Vec<String> {
        self.studio.faults().iter().map(|fault| format!("{} {}", fault.word(), fault.rule.name)).collect()
    }
}

/// Before, keys in the list of faults, after.
#[track_caller]
fn mended(before: &str, keys: &str, after: &str) {
    let mut session = Session::new(before);
    session.keys("& v").examined().keys(keys);
    same(&session.grid(), after, &format!("{keys}: {}", session.told()));
    session.keys("ctrl-z");
    same(&session.grid(), before, "undo");
}

#[test]
fn what_is_proposed_is_one_step() {
    mended("00 C-4 01", "& m", "00 C-4 01\n15 ===");
    mended("00 C-4 01 | B09\n04 ===", "down & m", "00 C-4 01\n04 ===");
}

#[test]
fn the_list_follows_every_change_while_somebody_looks() {
    let mut session = Session::new("00 C-4 01");
    session.keys("& v").examined();
    assert_eq!(session.faults(), ["error stuck-note", "info unused-instrument"]);
    session.keys("& m").examined();
    assert_eq!(session.faults(), ["info unused-instrument"]);
    session.keys("& m").examined();
    assert_eq!((session.faults().len(), session.studio.song().instruments.len()), (0, 1));
    session.keys("& m");
    assert_eq!(session.fault(), "there are no faults");
    session.keys("ctrl-z ctrl-z").examined();
    assert_eq!(session.faults(), ["error stuck-note", "info unused-instrument"]);
    session.keys("f2");
    session.turn();
    session.wait();
    session.keys("delete");
    session.turn();
    assert_eq!(session.studio.jobs.iter().count(), 0, "nobody looks any more");
}

#[test]
fn enter_and_the_next_fault_go_to_its_place() {
    let mut session = Session::new("00 C-4 01\n04 === // C-4 09\n06 // E-4 01 // D-4 01");
    session.keys("& v").examined();
    let places: Vec<String> =
        session.studio.faults().iter().map(|fault| fault.finding.place.text()).collect();
    assert_eq!(
        places,
        ["0:04 track 2", "0:06 track 2", "0:06 track 3", "instrument 02"],
        "{:?}",
        session.faults()
    );
    session.keys("enter");
    assert_eq!((session.seat.view, session.cursor()), (View::Pattern, "4.2 note".to_owned()));
    assert!(session.told().contains("instrument 09, which is empty"), "{}", session.told());
    session.keys("& n & n");
    assert_eq!(session.cursor(), "6.3 note");
    session.keys("& n");
    assert_eq!((session.seat.view, session.seat.instrument), (View::Instruments, 1));
    session.keys("& p");
    assert_eq!((session.seat.view, session.cursor()), (View::Pattern, "6.3 note".to_owned()));
    session.keys("& v");
    assert_eq!(session.seat.sheet().row, 2, "the list stands where one has been");
}

#[test]
fn the_cursor_stays_on_its_fault_when_others_come_before_it() {
    let mut session = Session::new("06 C-4 01\n15 ===");
    session.keys("& v").examined();
    assert_eq!(session.faults(), ["info unused-instrument"]);
    session.keys("up");
    // Somebody else writes a note that hangs.
    let edits = super::session::rows(0, "00 // E-4 01");
    session.studio.edit("another hand", Edit::Several { edits }).expect("written");
    session.examined();
    assert_eq!(session.faults(), ["error stuck-note", "info unused-instrument"]);
    session.keys("& m");
    assert_eq!(session.studio.song().instruments.len(), 1, "the one on which the cursor stood is mended");
    session.examined();
    assert_eq!(session.faults(), ["error stuck-note"]);
}

#[test]
fn a_fault_that_is_meant_is_accepted_with_a_reason() {
    let mut session = Session::new("00 C-4 01 // C-4 02");
    session.keys("& v").examined();
    assert_eq!(session.faults(), ["error stuck-note", "error stuck-note"]);
    session.keys("& a i t space r i n g s enter");
    assert_eq!(session.told(), "stuck-note accepted because it rings");
    session.examined();
    assert_eq!(session.faults(), ["error stuck-note", "accepted stuck-note"]);
    let accepted = session.studio.song().settings.checking.accepted.clone();
    assert_eq!((accepted.len(), accepted[0].reason.as_str(), accepted[0].track), (1, "it rings", Some(0)));
    session.keys("end & a");
    session.examined();
    assert_eq!(session.faults(), ["error stuck-note", "error stuck-note"], "again: no longer");
    session.keys("& a enter");
    assert_eq!(session.fault(), "a fault is accepted with a reason");
    session.keys("ctrl-z ctrl-z").examined();
    assert_eq!(session.faults(), ["error stuck-note", "error stuck-note"]);
}

#[test]
fn listening_is_a_job_and_what_it_finds_joins_the_list() {
    let mut session = Session::new("08 C-4 01\n12 ===");
    session.keys("& v").examined().keys("& l");
    assert_eq!(
        session.studio.jobs.iter().next().map(|job| job.name.clone()),
        Some("listening for faults".to_owned())
    );
    session.keys("& l");
    assert!(session.fault().contains("being listened to"), "{}", session.fault());
    session.wait();
    assert!(session.faults().contains(&"warning silent-start".to_owned()), "{:?}", session.faults());
}

#[test]
fn a_rule_gets_a_threshold_for_the_song() {
    let mut session = Session::new("00 C-4 01 // C-4 02\n04 === | TA0 // ===");
    session.keys("& v").examined();
    assert_eq!(session.faults(), ["info tempo-step"]);
    session.line("fault-threshold tempo-step 50").expect("a rule");
    session.examined();
    assert_eq!(session.faults(), [""; 0]);
    assert_eq!(session.line("fault-threshold tempo-step x"), Err("x: expected a number of %".to_owned()));
    let unknown = session.line("fault-threshold unused-sample 4").expect_err("it has none");
    assert!(unknown.contains("no rule with a threshold"), "{unknown}");
}
