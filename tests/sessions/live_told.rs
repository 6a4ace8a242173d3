//! Playing live while the song is changed, and what ends by its name: what is told, and that what is shown is true.

use super::live::{ROW, heard, session};
use segno::song::edit::Edit;
use segno::song::order::OrderEntry;
use segno::song::pattern::Pattern;
use segno::studio::completion::of_line;

#[test]
fn what_waits_is_told_when_it_is_taken_out() {
    let mut session = session();
    session.keys("f5");
    session.hear(ROW + 500);
    session.keys("% 3");
    session.studio.edit("remove", Edit::RemoveOrder { at: 2 }).expect("it is there");
    assert_eq!(session.told(), "Chorus was waiting and is taken out: nothing waits any more");
    assert_eq!(session.studio.waiting(), "", "at once");
    session.hear(ROW);
    assert_eq!(session.studio.waiting(), "");
    session.studio.edit("insert", Edit::InsertOrder { at: 0, entry: OrderEntry::default() }).expect("room");
    session.keys("% 3");
    assert_eq!(session.studio.waiting(), "Verse in 14 rows", "the third one now");
    let pattern = Pattern { length: 16, ..Pattern::default() };
    session.studio.edit("insert", Edit::InsertPattern { at: 3, pattern }).expect("room");
    session.line("queue pattern 3").expect("there");
    session.studio.edit("remove", Edit::RemovePattern { at: 3 }).expect("nobody uses it");
    assert_eq!(session.told(), "pattern 3 was waiting and is taken out: nothing waits any more");
}

#[test]
fn what_plays_is_told_when_it_is_taken_out_and_nothing_else_is_shown_to_play() {
    let mut session = session();
    session.keys("f5 % l");
    session.hear(ROW * 2 + 500);
    assert_eq!(session.studio.present_section(0).map(|(at, _)| at), Some(0));
    session.studio.edit("remove", Edit::RemoveOrder { at: 0 }).expect("it is there");
    let told = session.told();
    assert_eq!(
        told,
        "Intro plays to its end though it is taken out; then comes Verse; \
         Intro was looping and is taken out: nothing loops any more"
    );
    for _ in 0..2 {
        assert!(session.studio.performing().gone && session.studio.present_section(0).is_none());
        assert_eq!(session.studio.performing().looped, None);
        session.hear(ROW * 4);
    }
    session.hear(ROW * 8);
    assert_eq!((heard(&session).as_str(), session.studio.performing().gone), ("0:2", false));
    assert_eq!(session.studio.present_section(0).map(|(_, section)| section.name), Some("Verse".to_owned()));
}

#[test]
fn a_loop_shrinks_with_its_entries() {
    let mut session = session();
    session.line("loop-entries 0 2").expect("there");
    session.keys("f5");
    session.hear(ROW + 500);
    session.studio.edit("remove", Edit::RemoveOrder { at: 2 }).expect("it is there");
    session.hear(ROW);
    assert_eq!(session.studio.performing().looped, Some([0, 1]));
    session.hear(ROW * 31);
    assert_eq!(heard(&session), "0:1");
}

#[test]
fn a_trainer_that_has_nowhere_to_go_says_so() {
    let mut session = session();
    session.line("speed-trainer 5 120").expect("possible");
    assert_eq!(
        session.told(),
        "nothing grows: the song plays at 120.0 BPM (100 %) already, and 120 is the goal; slower first: practice 70"
    );
    session.line("practice 70").expect("possible");
    session.line("speed-trainer 5 120").expect("possible");
    assert_eq!(session.told(), "5 faster with each pass, up to 120; let something loop");
}

#[test]
fn whatever_is_on_has_an_off() {
    let mut session = session();
    session.keys("f5 % l % h % p % ] % 3");
    session.hear(ROW);
    for line in [
        "loop-section off",
        "hold-sections off",
        "practice off",
        "live-transpose off",
        "queue off",
        "metronome off",
        "count-in off",
        "pre-roll off",
    ] {
        session.line(line).unwrap_or_else(|why| panic!("{line}: {why}"));
    }
    assert_eq!((session.studio.beside_song(), session.studio.waiting()), (String::new(), String::new()));
    assert!(!session.studio.live.hold);
    let offered = |line: &str| of_line(&session.studio, line);
    assert_eq!(offered("loop-section o").text, "loop-section off");
    assert_eq!(offered("queue Ve").text, "queue Verse");
    assert_eq!(offered("speed-trainer o").text, "speed-trainer off");
    assert_eq!(
        offered("queue ").offered,
        ["Intro", "Verse", "Chorus", "entry ", "pattern ", "mark a", "off"]
    );
}
