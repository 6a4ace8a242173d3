//! The file browser: each RON file is offered as what it is, and taken as that.

use super::place::Place;
use super::session::{Session, same};
use segno::formats::presets::FACTORY;
use segno::studio::commands::run_line;
use segno::studio::prompt::Prompt;
use segno::studio::set::Set;
use std::fs;

/// A song of one note, and a folder with a second one, presets, an album, a set list and a theme.
fn place() -> Place {
    let place = Place::with("00 C-4 01");
    let folder = place.path("all");
    fs::create_dir(&folder).expect("made");
    fs::copy(place.path("a.ron"), folder.join("b.ron")).expect("copied");
    for (name, text) in [
        ("bells.ron", FACTORY[3].1),
        ("ep.ron", "(title: \"EP\", artist: \"A\", songs: [(file: \"b.ron\")])"),
        ("friday.set.ron", "(title: \"Friday\", songs: [(file: \"b.ron\"), (file: \"b.ron\")])"),
        ("dusk.ron", "(inherits: \"dark\", roles: {})"),
        ("empty.ron", ""),
    ] {
        fs::write(folder.join(name), text).expect("written");
    }
    place
}

fn browse(place: &Place) -> Session {
    let mut session = place.open();
    session.line(&format!("browse {}", place.path("all").display())).expect("a folder");
    session
}

/// What the list that is open has for a search: names, and the first words of what they are.
fn offered(session: &Session) -> Vec<(String, String)> {
    let Some(Prompt::Choose { items, .. }) = &session.seat.prompt else { panic!("{}", session.told()) };
    let what = |help: &str| help.split(',').next().unwrap_or_default().to_owned();
    items.iter().map(|item| (item.name.clone(), what(&item.help))).collect()
}

#[test]
fn only_songs_are_called_songs() {
    let place = place();
    let session = browse(&place);
    let offered = offered(&session);
    let offered: Vec<_> = offered[1..].iter().map(|(name, what)| (name.as_str(), what.as_str())).collect();
    assert_eq!(
        offered,
        [("b.ron", "song"), ("bells.ron", "presets"), ("ep.ron", "album"), ("friday.set.ron", "set list")]
    );
}

#[test]
fn presets_are_heard_and_taken_as_presets() {
    let place = place();
    let mut session = browse(&place);
    session.typed("bells").keys("enter");
    assert!(offered(&session).iter().all(|(_, what)| what.starts_with("fm:")), "{:?}", offered(&session));
    session.typed("tubular").keys("enter");
    let first = session.studio.song().instrument(0).expect("an instrument").clone();
    assert_eq!((first.name.as_str(), first.patch.kind()), ("Bass", "fm"), "it keeps its given name");
    assert_eq!(session.studio.document.name(), "a.ron", "the song stays");
}

#[test]
fn a_set_list_opens_and_an_album_says_what_masters_it() {
    let place = place();
    let mut session = browse(&place);
    session.typed("friday").keys("enter").wait();
    assert_eq!(session.studio.set.as_ref().map(|set: &Set| set.list.songs.len()), Some(2));
    let mut session = browse(&place);
    session.typed("ep.ron").keys("enter");
    assert_eq!(session.told(), "ep.ron is an album: `segno master ep.ron -o FOLDER` masters it");
    same(&place.rows("a.ron"), "00 C-4 01", "nothing else happened");
}

#[test]
fn what_is_offered_at_one_seat_is_taken_there_whatever_another_one_opens() {
    let place = place();
    let mut session = browse(&place);
    let mut other = session.seat.beside();
    run_line(&mut session.studio, &mut other, "load-preset").expect("a list");
    session.typed("bells").keys("enter");
    std::mem::swap(&mut session.seat, &mut other);
    session.typed("kick").keys("enter");
    assert_eq!(session.fault(), "");
    let done = session.studio.document.history().past().next().unwrap_or_default().to_owned();
    assert!(done.starts_with("load preset"), "{done}");
}
