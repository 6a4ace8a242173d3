//! Several songs open at once: each as it was left, and what goes from one to the other.

use super::place::{Place as Folder, question};
use super::session::{Session, same, text};
use segno::formats;
use segno::instruments::Patch;
use segno::instruments::sampler::{self, zone::Zone};
use segno::io::paths::Folders;
use segno::song::instrument::Instrument;
use segno::song::sample::SampleReference;
use segno::studio::document::Document;
use segno::studio::grid::{Column, Place, Selection};
use segno::studio::view::View;
use std::fs;
use std::sync::Arc;

/// A session with `a.ron`, and beside it `b.ron`, which is looked at.
fn two(place: &Folder, other: &str) -> Session {
    place.write("b.ron", other);
    let mut session = place.open();
    session.line(&format!("open-tab {}", place.path("b.ron").display())).expect("begun");
    session.wait();
    session
}

fn name(session: &Session) -> String {
    session.studio.document.name()
}

#[test]
fn each_song_has_its_own_cursor_history_and_changes() {
    let place = Folder::with("00 C-4 01");
    let mut session = place.open();
    session.keys("down down e f12");
    session.line(&format!("open-tab {}", place.path("b.ron").display())).expect("begun");
    session.wait();
    assert!(session.fault().contains("b.ron: could not read the song"), "{}", session.fault());
    session.keys("f2");

    let mut session = two(&place, "05 A-3 02");
    assert_eq!((name(&session).as_str(), session.cursor().as_str()), ("b.ron", "0.1 note"));
    session.keys("down z x");
    same(&session.grid(), "01 C-4 01 \n 02 D-4 01 \n 05 A-3 02", "the other song");
    session.keys("| ,");
    assert_eq!((name(&session).as_str(), session.cursor().as_str()), ("a.ron", "0.1 note"));
    same(&session.grid(), "00 C-4 01", "the first song");
    session.keys("down c f4");
    session.keys("ctrl-pagedown");
    assert_eq!((name(&session).as_str(), session.cursor().as_str()), ("b.ron", "3.1 note"));
    assert_eq!(session.seat.view, View::Pattern);
    session.keys("ctrl-z");
    same(&session.grid(), "01 C-4 01 \n 05 A-3 02", "undone here");
    session.keys("ctrl-z ctrl-z");
    assert_eq!(session.fault(), "nothing to undo");
    session.keys("| .");
    assert_eq!((name(&session).as_str(), session.seat.view), ("a.ron", View::Instruments));
    session.keys("ctrl-z");
    assert_eq!(session.told(), "undone: note");
    same(&session.grid(), "00 C-4 01", "undone there");
}

#[test]
fn a_file_has_one_tab_and_tabs_are_gone_to_by_number_name_and_list() {
    let place = Folder::with("00 C-4 01");
    let mut session = two(&place, "05 A-3 02");
    place.write("c.ron", "");
    session.line(&format!("tabe {}", place.path("c.ron").display())).expect("begun");
    session.wait();
    session.line(&format!("open {}", place.path("a.ron").display())).expect("there already");
    session.turn();
    assert_eq!(session.told(), "a.ron is open already: this is it");
    session.line("tab 2").expect("there");
    assert_eq!(name(&session), "b.ron");
    session.line("tab c").expect("there");
    assert_eq!(name(&session), "c.ron");
    session.keys("| / up up enter");
    assert_eq!(name(&session), "a.ron");
    assert_eq!(session.line("tab 4"), Err("expected a song's name, or a number from 1 to 3".to_owned()));
    let names = |session: &Session| session.studio.documents().map(Document::name).collect::<Vec<_>>();
    session.keys("| . | q");
    assert_eq!(names(&session), ["a.ron", "c.ron"]);
    assert_eq!(name(&session), "c.ron");
    session.keys("| q");
    assert_eq!((names(&session), name(&session).as_str()), (vec!["a.ron".to_owned()], "a.ron"));
    session.keys("| q");
    assert_eq!(session.fault(), "this is the only song; quit leaves the program");
}

#[test]
fn one_song_plays_at_a_time() {
    let place = Folder::with("00 C-4 01");
    let mut session = two(&place, "");
    session.keys("| , f5");
    session.hear(20_000);
    assert!(session.studio.transport.playing.is_some());
    session.keys("| .");
    assert!(session.studio.transport.playing.is_none());
    let told = session.studio.notices.iter().rev().nth(1).map(|notice| notice.text.clone());
    assert_eq!(told.as_deref(), Some("playback stopped: one song plays at a time"));
    session.hear(4_800);
    session.keys("f5");
    let heard = session.listen(9_600);
    assert!(heard.iter().all(|sample| *sample == 0.0), "the engine has the empty song");
    session.keys("| , f5");
    assert!(session.listen(20_000).iter().any(|sample| *sample != 0.0), "and this one again");
}

#[test]
fn unsaved_changes_are_asked_about_in_every_song_before_it_is_closed_or_left() {
    let place = Folder::with("00 C-4 01");
    let mut session = two(&place, "05 A-3 02");
    session.keys("z | , down down e ctrl-q");
    assert_eq!(question(&session).0, "a.ron has changes that are not saved");
    session.keys("s");
    same(&place.rows("a.ron"), "00 C-4 01 \n 02 E-5 01", "saved on the way");
    assert_eq!(
        (question(&session).0.as_str(), name(&session).as_str()),
        ("b.ron has changes that are not saved", "b.ron")
    );
    session.keys("c");
    assert!(!session.seat.leaving && session.seat.prompt.is_none());
    session.keys("| q c");
    assert_eq!(session.studio.tabs.count(), 2);
    session.keys("ctrl-q d");
    assert!(session.seat.leaving);
    same(&place.rows("b.ron"), "05 A-3 02", "not wanted");
    drop(session);
    let again = Session::of_file(&place.path("b.ron"), Folders::below(place.0.path()));
    assert!(again.studio.recovery.is_none(), "and not offered again");
}

#[test]
fn a_song_that_would_give_way_can_stay_beside_the_new_one() {
    let place = Folder::with("00 C-4 01");
    place.write("b.ron", "05 A-3 02");
    let mut session = place.open();
    session.keys("down e");
    session.line(&format!("open {}", place.path("b.ron").display())).expect("asked");
    session.keys("t").wait();
    assert_eq!((name(&session).as_str(), session.studio.tabs.count()), ("b.ron", 2));
    session.keys("| ,");
    same(&session.grid(), "00 C-4 01 \n 01 E-5 01", "still there");
    session.keys("| c");
    assert_eq!((name(&session).as_str(), session.grid().as_str()), ("untitled.ron", ""));
    session.line(&format!("save {}", place.path("new.ron").display())).expect("saved");
    assert_eq!(
        session.studio.documents().map(Document::name).collect::<Vec<_>>(),
        ["a.ron", "new.ron", "b.ron"]
    );
}

#[test]
fn after_a_kill_every_song_has_its_changes() {
    let place = Folder::with("00 C-4 01");
    let mut session = two(&place, "05 A-3 02");
    session.keys("z | , down down e");
    kill(&place, session);
    let mut again = place.open();
    again.studio.welcome(&mut again.seat);
    again.keys("t");
    same(&again.grid(), "00 C-4 01 \n 02 E-5 01", "the first song");
    again.line(&format!("open-tab {}", place.path("b.ron").display())).expect("begun");
    again.wait();
    assert!(question(&again).0.starts_with("b.ron was not saved the last time"), "{:?}", question(&again));
    again.keys("t");
    same(&again.grid(), "00 C-4 01 \n 05 A-3 02", "the second song");
}

/// A dead program lets go of its locks; its journals and its list of open songs are as they are.
fn kill(place: &Folder, session: Session) {
    let state = session.studio.folders.state.clone();
    for folder in [place.path(""), state.join("journal"), state.join("open")] {
        for file in fs::read_dir(folder).into_iter().flatten().flatten().map(|file| file.path()) {
            if file.extension().is_some_and(|ending| ending == "lock") {
                fs::remove_file(file).expect("removed");
            }
        }
    }
    std::mem::forget(session);
}

#[test]
fn songs_without_a_file_are_offered_once_and_to_one_session() {
    let place = Folder::with("00 C-4 01");
    let left = |session: &mut Session| {
        session.studio.keep_open_songs();
        session.turn();
        question(session).1
    };
    let mut session = place.open();
    assert_eq!(left(&mut session), [""; 0]);
    // Two of them, in one of which nothing was done.
    session.keys("| c z | c");
    session.turn();
    kill(&place, session);

    let mut again = place.open();
    assert_eq!(left(&mut again), ["  a song without a file"]);
    again.keys("o");
    again.turn();
    assert_eq!(again.studio.documents().count(), 2);
    assert!(question(&again).0.contains("was not saved the last time"), "{:?}", question(&again));
    again.keys("t");
    same(&again.grid(), "00 C-4 01", "what was typed in it");
    again.turn();
    kill(&place, again);

    let mut third = place.open();
    assert_eq!(left(&mut third), ["  a song without a file"]);
    // Another program has begun meanwhile, without a file: what is left is its song.
    let _other = Session::inside(super::session::song(""), third.studio.folders.clone());
    third.keys("o");
    third.turn();
    assert_eq!(third.told(), "the song without a file has been taken up by another session");
    assert_eq!(third.studio.documents().count(), 1);
}

/// A file of a short sound.
fn sound(place: &Folder, name: &str) {
    let path = place.path(name);
    fs::create_dir_all(path.parent().expect("a folder")).expect("made");
    let mut bytes =
        b"RIFF\x2c\0\0\0WAVEfmt \x10\0\0\0\x01\0\x01\0\x80\xbb\0\0\0\x77\x01\0\x02\0\x10\0data\x08\0\0\0"
            .to_vec();
    bytes.extend([0, 0, 0, 64, 0, 0, 0, 192]);
    fs::write(path, bytes).expect("written");
}

#[test]
fn notes_go_into_another_song_with_the_instruments_that_they_name() {
    let place = Folder::with("00 C-4 01");
    // In another folder: a song whose instrument 01 plays a sample, and whose 02 is the same as here.
    let other = Folder::with("");
    sound(&other, "samples/hit.wav");
    let mut theirs = super::session::song("00 C-5 01 // E-5 02 \n 01 G-5 01");
    let patch =
        Patch::Sampler(sampler::Patch { zones: Arc::new(vec![Zone::default()]), ..Default::default() });
    theirs.instruments[0] = Some(Arc::new(Instrument::new("Hit", patch)));
    let sample = SampleReference { name: "hit".into(), path: "samples/hit.wav".into(), ..Default::default() };
    theirs.samples = vec![Some(Arc::new(sample))];
    fs::write(other.path("b.ron"), formats::song::write(&theirs)).expect("written");

    let mut session = place.open();
    session.line(&format!("open-tab {}", other.path("b.ron").display())).expect("begun");
    session.wait();
    let anchor = session.seat.place;
    let head = Place { row: 1, track: 1, column: Column::Instrument(0), digit: 0 };
    session.seat.selection = Some(Selection { anchor, head, stays: false });
    session.keys("ctrl-c | ,");
    session.keys("down down down down ctrl-v");
    assert!(
        session.told().contains("instruments of b.ron: 01 Hit is Bass here; paste-with-instruments"),
        "{}",
        session.told()
    );
    session.keys("ctrl-z | v").wait();
    assert_eq!(session.told(), "pasted with instruments: 03 Hit");
    same(&session.grid(), "00 C-4 01 \n 04 C-5 03 // E-5 02 \n 05 G-5 03", "with its instrument");
    assert!(place.path("samples/hit.wav").exists(), "its sample lies beside this song");
    let song = session.studio.song().clone();
    assert_eq!(song.instrument(2).map(|it| it.patch.samples()), Some(vec![0]));
    assert_eq!(song.samples[0].as_ref().map(|it| it.path.as_str()), Some("samples/hit.wav"));
    session.keys("ctrl-v ctrl-z | v").wait();
    assert_eq!(session.told(), "pasted with instruments: its instruments are here already");
    session.keys("ctrl-z ctrl-z");
    same(&session.grid(), "00 C-4 01", "one step each");
    assert!(session.studio.song().instrument(2).is_none());

    session.keys("| .");
    session.line("instrument 01").expect("chosen");
    session.keys("| y | ,");
    session.line("instrument 02").expect("chosen");
    session.keys("| p").wait();
    session.turn();
    assert_eq!((session.told().as_str(), session.seat.instrument), ("instrument 03 is Hit", 2));
}

#[test]
fn what_is_made_in_the_background_waits_for_its_song() {
    let place = Folder::with("00 C-4 01");
    sound(&place, "hit.wav");
    let mut session = two(&place, "");
    session.keys("| ,");
    session.line(&format!("load-sample {}", place.path("hit.wav").display())).expect("begun");
    session.keys("| .").wait();
    assert!(session.studio.song().samples.is_empty(), "not into this one");
    session.keys("| ,").wait();
    assert_eq!(session.studio.song().samples.len(), 1);
    assert_eq!(session.studio.song().instrument(2).map(|it| it.name.as_str()), Some("hit"));
}

#[test]
fn slots_of_the_matrix_go_into_another_song_as_lanes_of_their_own() {
    let place = Folder::with("00 C-4 01");
    let mut session = two(&place, "05 A-3 02");
    session.line("view-matrix").expect("looked at");
    session.keys("ctrl-c | ,");
    session.line("view-matrix").expect("looked at");
    session.line("paste-alias").expect("pasted");
    same(&text(session.studio.song(), 0), "05 A-3 02", "a lane of its own");
    assert!(session.studio.song().shared_lanes.is_empty());
}

#[test]
fn notes_of_the_piano_roll_go_into_another_song() {
    let place = Folder::with("00 C-4 01");
    let mut theirs = super::session::song("05 A-3 02; C-4 02 \n 07 G-3 02");
    let patch = theirs.instruments[1].as_ref().expect("an instrument").patch.clone();
    theirs.instruments[1] = Some(Arc::new(Instrument::new("Pad", patch)));
    fs::write(place.path("a.ron"), formats::song::write(&theirs)).expect("written");
    let mut session = place.open();
    session.line("view-roll").expect("looked at");
    session.keys("ctrl-v");
    assert_eq!(
        session.fault(),
        "no notes were copied yet; c copies the marked ones or the one at the cursor"
    );
    session.keys("tab c");
    assert_eq!(session.told(), "copied 1 note");
    place.write("b.ron", "00 C-4 01");
    session.line(&format!("open-tab {}", place.path("b.ron").display())).expect("begun");
    session.wait();
    session.keys("f2 down down down");
    session.line("view-roll").expect("looked at");
    session.keys("ctrl-v");
    same(&session.grid(), "00 C-4 01 \n 03 -; C-4 02 \n 05 -; ===", "the note and its end");
    assert_eq!(
        session.told(),
        "instruments of a.ron: 02 Pad is Lead here; copy-instrument there and paste-instrument here take one over"
    );
    session.keys("ctrl-z");
    same(&session.grid(), "00 C-4 01", "one step");
}

#[test]
fn frames_of_a_sample_go_into_a_sample_of_another_song() {
    let place = Folder::with("00 C-4 01");
    sound(&place, "hit.wav");
    let mut session = two(&place, "");
    for _ in 0..2 {
        session.line(&format!("load-sample {}", place.path("hit.wav").display())).expect("begun");
        session.wait();
        while session.studio.samples.are_loading() {
            session.turn();
        }
        session.line("view-wave").expect("looked at");
        session.keys("| ,");
    }
    let frames = |session: &Session| session.studio.samples.bank().audio(0).expect("a sample").frames();
    assert_eq!((name(&session).as_str(), frames(&session)), ("b.ron", 4));
    session.keys("ctrl-v");
    assert_eq!(session.fault(), "no frames were copied yet: Ctrl-C copies those that are marked");
    session.keys("home m end ctrl-c");
    let count = frames(&session);
    session.keys("| ,");
    assert_eq!(name(&session), "a.ron");
    // The same number of a sample, but another song's: what comes of it is a new file.
    session.keys("home ctrl-v").wait();
    while session.studio.samples.are_loading() {
        session.turn();
    }
    assert!(session.told().contains("into sample 0, which has a new file"), "{}", session.told());
    assert!(frames(&session) > count, "{} of {count}", frames(&session));
    session.keys("| ,");
    assert_eq!(frames(&session), count, "the other song's sample is as it was");
}
