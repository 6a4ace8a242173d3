//! The tour looks at what was really done.

use super::session::{Session, song};
use segno::io::paths::Folders;
use segno::studio::commands::find;
use segno::studio::tour::STEPS;

fn step(session: &Session) -> usize {
    session.seat.tour.as_ref().map_or(0, |tour| tour.step + 1)
}

#[test]
fn ten_steps_lead_from_the_first_key_to_a_saved_loop() {
    let folder = tempfile::tempdir().expect("a folder");
    let file = folder.path().join("loop.ron");
    let mut session = Session::inside(song("0 C-3 01"), Folders::below(folder.path()));
    session.line("tour").expect("a tour");
    assert_eq!(step(&session), 1);
    session.keys("down down down down");
    assert_eq!(step(&session), 1, "not yet in the second track");
    session.keys("tab");
    assert_eq!(step(&session), 2);
    session.keys("z x c");
    assert_eq!(step(&session), 2, "three notes are not four");
    session.keys("v");
    assert_eq!(step(&session), 3);
    session.keys("f6");
    session.keys("f8 ctrl-z");
    assert_eq!(step(&session), 3, "only undone");
    session.keys("ctrl-y");
    assert_eq!(step(&session), 4);
    session.keys("f6");
    assert_eq!(step(&session), 5);
    session.keys("f8 alt-f9");
    assert_eq!(step(&session), 5, "the loop would be saved without its melody");
    session.keys("alt-f9");
    assert_eq!(step(&session), 6);
    session.keys("shift-f4 down enter");
    assert_eq!(step(&session), 7, "{}", session.told());
    session.keys("up right right right right right right h 4 8");
    assert_eq!(step(&session), 8, "{}", session.cursor());
    session.keys("home shift-tab tab ' 1 shift-down shift-down ctrl-c ' 3 ctrl-v");
    assert_eq!(step(&session), 9, "{}", session.told());
    session.keys("f10 + + f2");
    assert_eq!(step(&session), 10);
    session.line(&format!("save {}", file.display())).expect("saved");
    session.keys("up");
    assert_eq!(step(&session), 0, "{}", session.told());
    assert!(session.told().contains("the tour is done") && file.exists(), "{}", session.told());
    assert_eq!(session.studio.settings.tour, None);
}

#[test]
fn a_tour_that_is_left_goes_on_where_it_was() {
    let mut session = Session::new("");
    session.line("tour").expect("a tour");
    session.keys("tab down down down down");
    session.line("tour stop").expect("left");
    assert_eq!(step(&session), 0);
    session.line("tour").expect("again");
    assert_eq!(step(&session), 2);
    session.line("tour 9").expect("a step");
    assert_eq!(step(&session), 9);
    let fault = session.line("tour 11").expect_err("no such step");
    assert_eq!(fault, "the tour has steps 1 to 10; expected one of them, again, or stop");
}

#[test]
fn every_command_that_the_tour_names_is_there() {
    assert_eq!(STEPS.len(), 10);
    for step in STEPS {
        for part in step.text.split('{').skip(1) {
            let name = part.split('}').next().unwrap_or_default();
            assert!(find(name).is_some(), "{}: {name}", step.title);
        }
    }
}
