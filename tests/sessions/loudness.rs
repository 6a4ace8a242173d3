//! How loud the song is: measured in the background, gone to, compared with other sound.

use super::session::{Session, song};
use segno::song::edit::Edit;
use segno::song::order::OrderEntry;
use segno::song::row::Row;
use segno::studio::measuring::Known;
use segno::studio::view::View;
use std::sync::Arc;

/// A soft note, and a loud one half a pattern later; the pattern plays twice, as two sections.
fn two_sections() -> Session {
    let mut song = song("00 C-4 01 v10\n08 C-4 01 v40\n10 ===");
    let section = |name: &str| OrderEntry { section: Some(name.to_owned()), ..OrderEntry::default() };
    song.order = Arc::new(vec![section("Verse"), section("Chorus")]);
    Session::with(song)
}

#[test]
fn the_first_look_measures_and_enter_goes_to_the_highest_peak() {
    let mut session = two_sections();
    session.keys("& w");
    assert_eq!((session.seat.view, session.studio.is_measured()), (View::Loudness, Known::Soon(0.0)));
    assert_eq!(session.studio.jobs.iter().next().map(|job| job.name.as_str()), Some("measuring the song"));
    session.keys("& e");
    assert!(session.fault().contains("being measured"), "{}", session.fault());
    session.wait();
    assert!(session.told().starts_with("the song is measured: -"), "{}", session.told());
    assert_eq!(session.studio.is_measured(), Known::Now);
    let parts = &session.studio.measured().expect("figures").parts;
    let names: Vec<&str> = parts.iter().map(|part| part.name.as_str()).collect();
    assert_eq!(names, ["the song", "highest peak", "loudest 0.4 s", "loudest 3 s", "Verse", "Chorus"]);
    // 16 rows of 125 ms.
    assert!((parts[5].seconds.start - 2.0).abs() < 0.01, "{:?}", parts[5].seconds);
    // The first of those that are alike to a hundredth of a dB.
    let peak = |part: usize| parts[part].found.true_peak.expect("sound");
    assert!((0.0..=0.01).contains(&(peak(0) - peak(1))), "{parts:?}");
    session.keys("down enter");
    assert_eq!((session.seat.view, session.cursor()), (View::Pattern, "8.1 note".to_owned()));
    assert!(session.told().starts_with("highest peak: -"), "{}", session.told());
    session.keys("& w end enter");
    assert_eq!((session.seat.order, session.cursor().as_str()), (1, "0.1 note"));
}

#[test]
fn after_a_change_the_old_figures_stay_until_it_is_measured_again() {
    let mut session = two_sections();
    session.keys("& w");
    session.wait();
    let loudness = |session: &Session| {
        session.studio.measured().and_then(|found| found.parts[0].found.max_momentary).expect("sound")
    };
    let before = loudness(&session);
    let rows = vec![(8, Row::default())];
    session
        .studio
        .edit("take the loud note out", Edit::Rows { pattern: 0, track: 0, rows })
        .expect("an edit");
    assert_eq!((session.studio.is_measured(), loudness(&session)), (Known::Before, before));
    session.keys("& e");
    session.wait();
    assert!(session.studio.is_measured() == Known::Now && loudness(&session) < before - 3.0);
}

#[test]
fn what_was_cancelled_is_not_measured_and_another_song_has_figures_of_its_own() {
    let mut session = two_sections();
    session.keys("& w ctrl-w k");
    session.wait();
    assert_eq!(session.studio.is_measured(), Known::Not);
    session.keys("& e");
    session.wait();
    session.keys("| c");
    session.turn();
    assert_eq!(session.studio.is_measured(), Known::Not);
    session.keys("| ,");
    session.turn();
    assert_eq!(session.studio.is_measured(), Known::Now);
}

#[test]
fn two_songs_are_measured_side_by_side() {
    let mut session = two_sections();
    session.keys("& w | c & w");
    session.wait();
    let loudness =
        |session: &Session| session.studio.measured().map(|found| found.parts[0].found.integrated.is_some());
    assert_eq!((session.studio.is_measured(), loudness(&session)), (Known::Now, Some(false)), "it is silent");
    session.keys("| ,");
    session.wait();
    assert_eq!((session.studio.is_measured(), loudness(&session)), (Known::Now, Some(true)));
    session.keys("| .");
    assert_eq!((session.studio.is_measured(), loudness(&session)), (Known::Now, Some(false)));
}

#[test]
fn colours_are_compared_with_what_is_named() {
    let mut session = two_sections();
    session.keys("& r");
    session.keys("enter");
    session.wait();
    assert_eq!(session.studio.reference().map(|(name, _)| name.as_str()), Some("pink"));
    assert_eq!(session.line("measure-against /nowhere/no.wav"), Ok(()));
    session.wait();
    assert!(session.told().contains("/nowhere/no.wav"), "{}", session.told());
    assert!(session.studio.reference().is_some(), "what was compared with before stays");
    assert_eq!(session.line("measure-against nothing"), Ok(()));
    assert!(session.studio.reference().is_none());
}
