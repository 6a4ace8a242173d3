//! What somebody does who has never been here: names are typed, keys are tried, and each is answered.

use super::place::Place;
use super::session::{Session, same, song};
use segno::io::paths::Folders;
use segno::studio::input::paste;
use segno::studio::prompt::Prompt;
use segno::studio::view::View;

/// What stands in the line that is being typed.
fn line(session: &Session) -> String {
    match &session.seat.prompt {
        Some(Prompt::Value { line, .. } | Prompt::Line(line)) => line.text().to_owned(),
        other => panic!("{other:?}"),
    }
}

/// The names and sentences of the list that is open.
fn listed(session: &Session) -> Vec<(String, String)> {
    match &session.seat.prompt {
        Some(Prompt::Choose { items, .. }) => {
            items.iter().map(|item| (item.name.clone(), item.help.clone())).collect()
        }
        other => panic!("{other:?}"),
    }
}

#[test]
fn a_name_that_is_typed_takes_the_place_of_the_one_that_is_offered() {
    let mut session = Session::new("");
    session.keys("ctrl-s");
    assert_eq!(line(&session), "song.ron");
    session.keys("m y");
    assert_eq!(line(&session), "my");
    session.keys("escape ctrl-s home n e w -");
    assert_eq!(line(&session), "new-song.ron", "who goes into it changes it");
    // A track is called anew as well.
    session.keys("escape f10 down down down down down down enter B a s s enter");
    assert!(session.studio.song().tracks.iter().any(|track| track.name == "Bass"), "{}", session.told());
}

#[test]
fn a_sound_that_is_loaded_into_a_song_without_a_file_asks_for_the_songs_name_and_then_comes() {
    let place = Place::with("");
    let hit: Vec<u8> = b"RIFF\x2c\0\0\0WAVEfmt \x10\0\0\0\x01\0\x01\0\x80\xbb\0\0\0\x77\x01\0\x02\0\x10\0data\x08\0\0\0\x10\0\x20\0\x10\0\x20\0".to_vec();
    std::fs::create_dir(place.path("sounds")).expect("a folder");
    std::fs::write(place.path("sounds/hit.wav"), hit).expect("written");
    let mut session = Session::inside(song(""), Folders::below(place.0.path()));
    session.line(&format!("load-sample {}", place.path("sounds/hit.wav").display())).expect("asked");
    assert!(session.studio.song().samples.is_empty());
    let name = place.path("mine.ron").display().to_string();
    paste(&mut session.studio, &mut session.seat, &name);
    session.keys("enter").wait();
    assert_eq!(session.studio.document.path(), Some(place.path("mine.ron").as_path()));
    assert_eq!(session.studio.song().instrument(2).map(|it| it.name.as_str()), Some("hit"));
    let sample = session.studio.song().samples[0].clone().expect("a sample");
    assert_eq!(sample.path, "sounds/hit.wav", "it lies below the song already");

    // Who leaves the question is not surprised by a sample when saving later.
    let mut session = Session::inside(song(""), Folders::below(&place.path("other")));
    session.line(&format!("load-sample {}", place.path("sounds/hit.wav").display())).expect("asked");
    session.keys("escape");
    session.line("save").expect("asked");
    paste(&mut session.studio, &mut session.seat, &place.path("later.ron").display().to_string());
    session.keys("enter").wait();
    assert!(session.studio.song().samples.is_empty());
}

#[test]
fn where_there_are_no_samples_enter_and_insert_look_for_sound_files() {
    for key in ["enter", "insert"] {
        let mut session = Session::new("");
        session.keys("f3");
        session.keys(key);
        assert!(listed(&session).iter().any(|(name, _)| name == "../"), "{key}");
    }
}

#[test]
fn every_key_that_does_nothing_says_so() {
    let mut session = Session::new("");
    let mut told = |keys: &str| {
        session.keys(keys);
        session.fault()
    };
    assert_eq!(told("ctrl-t"), "Ctrl-T does nothing in the pattern view; ? or Alt-? shows the keys");
    assert_eq!(told("f11 x"), "x does nothing in the order view; ? or Alt-? shows the keys");
    assert_eq!(told("f2 k"), "k is no note: the keys are a piano of two rows");
    assert_eq!(told("right x"), "an instrument is 01 to FF; x does not fit");
    assert_eq!(told("? z"), "z does nothing in the help view; ? or Alt-? shows the keys");
}

#[test]
fn a_value_at_its_end_says_so_and_the_last_pattern_how_to_get_another() {
    let mut session = Session::new("");
    session.keys("f11 +");
    assert_eq!(session.fault(), "pattern 0 is the last one; :new-pattern makes another");
    session.keys("ctrl-e 1 enter");
    assert_eq!(session.fault(), "expected a pattern, 0 to 0; :new-pattern makes another");
    session.keys("escape f10 > > > >");
    assert_eq!(session.fault(), "it goes no further: -60 (off) to 12 dB");
}

#[test]
fn sounds_that_need_samples_come_last_where_there_are_none() {
    let mut session = Session::new("");
    session.line("instrument 3").expect("an empty slot");
    session.line("load-preset").expect("a list");
    let (first, last) = (listed(&session).first().cloned(), listed(&session).last().cloned());
    assert!(first.is_some_and(|(_, help)| !help.starts_with("sampler")), "{:?}", listed(&session)[0]);
    assert!(last.is_some_and(|(_, help)| help.starts_with("sampler")));
}

#[test]
fn the_sample_editor_without_samples_says_how_to_get_one() {
    let mut session = Session::new("");
    session.keys("ctrl-w $");
    assert!(session.fault().starts_with("the song has no samples yet: Shift-F9"), "{}", session.fault());
    assert_eq!(session.seat.view, View::Pattern);
    same(&session.grid(), "", "nothing was done");
}

#[test]
fn a_command_that_must_be_told_something_is_gone_on_with() {
    let mut session = Session::new("");
    session.keys(": t e m p o enter");
    assert_eq!((session.fault().as_str(), line(&session).as_str()), ("tempo takes BPM", "tempo "));
    session.keys("9 0 enter");
    assert_eq!(session.studio.song().settings.tempo.bpm(), 90.0);
    assert!(session.seat.prompt.is_none());
}
