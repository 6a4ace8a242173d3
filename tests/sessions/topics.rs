//! Help by topics: found by a few letters, with examples that leave the song alone.

use super::session::Session;
use segno::sequencer::effects;
use segno::song::notation::parse_row;
use segno::studio::commands::find;
use segno::studio::topics::all;
use segno::studio::view::View;

#[test]
fn topics_name_commands_that_are_there_and_examples_are_rows() {
    let topics = all();
    for topic in &topics {
        for part in topic.text.split('{').skip(1) {
            let name = part.split('}').next().unwrap_or_default();
            assert!(find(name).is_some(), "{}: {name}", topic.name);
        }
        for (_, row) in topic.example.into_iter().flatten() {
            assert!(parse_row(row).is_ok(), "{}: {row}", topic.name);
        }
    }
    for (code, effect) in effects::written() {
        let topic = topics.iter().find(|topic| topic.name == format!("effect {code}: {}", effect.name));
        let topic = topic.unwrap_or_else(|| panic!("no topic of {code}"));
        let holds = |(_, row): &(u16, &str)| row.contains(&format!("| {code}"));
        assert!(topic.example.is_some_and(|example| example.iter().any(holds)), "{code}");
    }
}

#[test]
fn a_few_letters_find_an_effect_and_its_example_sounds_without_touching_the_song() {
    let mut session = Session::new("0 C-4 01\n5 D-4 01");
    session.keys("down f1 v i b r a t o enter");
    assert_eq!(session.seat.view, View::Topic);
    assert!(session.seat.topic.to_lowercase().contains("vibrato"), "{}", session.seat.topic);
    let (before, place) = (session.grid(), session.seat.place);
    session.keys("enter");
    let heard = session.listen(24_000);
    assert!(heard.iter().any(|sample| sample.abs() > 0.01), "it sounds");
    assert_eq!((session.grid(), session.seat.place), (before, place));
    assert!(!session.studio.document.is_changed());
    session.keys("f8 escape");
    assert_eq!(session.seat.view, View::Pattern);
    assert!(session.studio.transport.playing.is_none() && !session.studio.hearing.is_example());
}

#[test]
fn what_needs_a_sample_or_a_phrase_has_an_example_too() {
    let mut session = Session::new("0 C-4 01");
    // The tone of a stroke, or a note of the phrase, at a time when the plain note would not sound like that.
    let turns = |heard: &[f32]| heard.windows(2).filter(|pair| pair[0] < 0.0 && pair[1] >= 0.0).count();
    let mut heard = |effect: &str| {
        session.line(&format!("topics effect {effect}")).expect("a topic");
        session.keys("enter");
        // A row is 6,000 frames at 120 beats per minute.
        let sound = session.listen(72_000);
        session.keys("f8");
        assert!(!session.studio.document.is_changed());
        sound
    };
    let slices = heard("/: Slice");
    let row = |sound: &[f32], row: usize| turns(&sound[row * 6_000 + 200..row * 6_000 + 3_200]);
    assert!(
        row(&slices, 2) > row(&slices, 0) + 3,
        "the third stroke is higher: {} {}",
        row(&slices, 2),
        row(&slices, 0)
    );
    let offsets = heard("O: Sample offset");
    assert!(row(&offsets, 6) > row(&offsets, 0) + 3, "the third stroke is higher");
    let high = heard("SA: High offset");
    assert!(high.iter().any(|sample| sample.abs() > 0.01));
    let phrase = heard("@: Phrase");
    assert!(phrase[6_200..].iter().any(|sample| sample.abs() > 0.01));
    assert!(heard("&: Parameter lock").iter().any(|sample| sample.abs() > 0.01));
}

#[test]
fn the_list_begins_at_what_somebody_looks_at() {
    let mut session = Session::new("0 C-4 01 | SC2");
    session.keys("right right right right right right f1 enter");
    assert_eq!(session.seat.topic, "effect SC: Note cut");
    session.keys("escape f10 f1 enter");
    assert_eq!(session.seat.topic, "mixer");
    for (view, topic) in
        [("roll", "piano roll"), ("steps", "piano roll"), ("matrix", "matrix"), ("midi", "MIDI")]
    {
        session.keys("escape");
        session.line(&format!("view-{view}")).expect("a view");
        session.keys("f1 enter");
        assert_eq!(session.seat.topic, topic);
    }
}
