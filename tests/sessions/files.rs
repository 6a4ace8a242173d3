//! Songs that are saved and opened while others do the same.

use super::place::{Place, question};
use super::session::{Session, same, song};
use segno::formats;
use segno::io::paths::Folders;
use segno::song::sample::SampleReference;
use segno::studio::input;
use segno::studio::prompt::Prompt;
use std::fs;
use std::sync::Arc;

#[test]
fn what_something_else_wrote_is_not_saved_over_unasked() {
    let place = Place::with("00 C-4 01");
    let mut session = place.open();
    place.write("a.ron", "00 C-4 01 \n 03 G-4 02");
    session.keys("down e ctrl-s");
    let (title, lines) = question(&session);
    assert_eq!(title, "Not saved: something else has written a.ron since it was read");
    assert!(lines.iter().any(|line| line.contains("pattern 0") && line.contains('3')), "{lines:?}");
    session.keys("c");
    same(&place.rows("a.ron"), "00 C-4 01 \n 03 G-4 02", "nothing was saved");
    assert!(session.studio.document.is_changed());
    session.keys("ctrl-s r");
    assert_eq!(session.told(), "saved a.ron");
    same(&place.rows("a.ron"), "00 C-4 01 \n 01 E-5 01", "replaced");
    session.keys("ctrl-z ctrl-s");
    assert_eq!(session.told(), "saved a.ron", "what was written by ourselves is no one else's");
}

#[test]
fn both_versions_are_kept_under_two_names() {
    let place = Place::with("00 C-4 01");
    let mut session = place.open();
    fs::write(place.path("a.ron"), "no song any more").expect("written");
    session.keys("down e ctrl-s");
    assert!(
        question(&session).1[0].starts_with("What stands there now is no song: a.ron:"),
        "{:?}",
        question(&session)
    );
    session.keys("a enter");
    assert_eq!(
        (session.told().as_str(), session.studio.document.name().as_str()),
        ("saved a-2.ron", "a-2.ron")
    );
    same(&place.rows("a-2.ron"), "00 C-4 01 \n 01 E-5 01", "under another name");
    assert_eq!(fs::read_to_string(place.path("a.ron")).expect("a file"), "no song any more");
}

#[test]
fn a_file_that_was_only_touched_or_taken_away_is_saved_as_ever() {
    let place = Place::with("00 C-4 01");
    let mut session = place.open();
    place.write("a.ron", "00 C-4 01");
    session.keys("down e ctrl-s");
    assert_eq!(session.told(), "saved a.ron");
    fs::remove_file(place.path("a.ron")).expect("removed");
    session.keys("down c");
    session.line(&format!("save-as {}", place.path("a.ron").display())).expect("saved");
    same(&place.rows("a.ron"), "00 C-4 01 \n 01 E-5 01 \n 03 E-4 01", "there again");
}

#[test]
fn leaving_with_a_save_that_has_to_be_asked_about_does_not_leave() {
    let place = Place::with("");
    let mut session = place.open();
    place.write("a.ron", "03 G-4 02");
    session.keys("z ctrl-q s");
    assert!(question(&session).0.starts_with("Not saved"));
    session.keys("escape");
    assert!(!session.seat.leaving && session.studio.document.is_changed());
}

#[test]
fn a_song_is_opened_beside_the_one_at_work() {
    let place = Place::with("00 C-4 01");
    place.write("b.ron", "05 A-3 02");
    let mut session = place.open();
    session.keys("down down").line(&format!("open {}", place.path("b.ron").display())).expect("begun");
    assert_eq!(
        session.studio.jobs.iter().map(|job| job.name.as_str()).collect::<Vec<_>>(),
        ["opening b.ron"]
    );
    same(&session.grid(), "00 C-4 01", "the present song stays");
    session.wait();
    assert_eq!((session.studio.document.name().as_str(), session.cursor().as_str()), ("b.ron", "2.1 note"));
    same(&session.grid(), "05 A-3 02", "the new song is there");
}

#[test]
fn what_is_done_while_a_song_is_read_is_asked_about_before_it_gives_way() {
    let place = Place::with("00 C-4 01");
    place.write("b.ron", "05 A-3 02");
    let mut session = place.open();
    let open = format!("open {}", place.path("b.ron").display());
    session.line(&open).expect("begun");
    session.keys("down e");
    session.wait();
    same(&session.grid(), "00 C-4 01 \n 01 E-5 01", "nothing is lost");
    assert_eq!(question(&session).0, "The song has changes that are not saved");
    session.keys("s");
    session.wait();
    same(&session.grid(), "05 A-3 02", "saved and opened");
    same(&place.rows("a.ron"), "00 C-4 01 \n 01 E-5 01", "the song that was left");
}

#[test]
fn a_song_waits_until_what_is_being_typed_is_done() {
    let place = Place::with("00 C-4 01");
    place.write("b.ron", "05 A-3 02");
    let mut session = place.open();
    session.line(&format!("open {}", place.path("b.ron").display())).expect("begun");
    session.keys(": t e");
    session.wait();
    assert_eq!(session.studio.document.name(), "a.ron");
    session.keys("escape").turn();
    assert_eq!(session.studio.document.name(), "b.ron");
}

#[test]
fn opening_is_cancelled_and_what_cannot_be_opened_is_told() {
    let place = Place::with("00 C-4 01");
    place.write("b.ron", "05 A-3 02");
    let mut session = place.open();
    session.keys("down e");
    session.line(&format!("open {}", place.path("b.ron").display())).expect("asked");
    session.keys("d ctrl-w k");
    session.wait();
    assert_eq!(session.told(), "b.ron was not opened: cancelled");
    same(&session.grid(), "00 C-4 01 \n 01 E-5 01", "all is as it was");
    session.line(&format!("open {}", place.path("c.ron").display())).expect("asked");
    session.keys("d");
    session.wait();
    assert!(session.fault().contains("c.ron: could not read the song"), "{}", session.fault());
    assert!(session.studio.document.is_changed(), "given up only for a song that is there");
}

#[test]
fn of_two_songs_asked_for_the_later_one_is_opened() {
    let place = Place::with("00 C-4 01");
    place.write("b.ron", "05 A-3 02");
    let mut session = place.open();
    for name in ["b.ron", "a.ron", "b.ron"] {
        session.line(&format!("open {}", place.path(name).display())).expect("begun");
    }
    session.wait();
    assert_eq!(session.studio.document.name(), "b.ron");
    assert_eq!(session.told(), "opened b.ron");
}

#[test]
fn wq_saves_and_leaves() {
    let place = Place::with("");
    let mut session = place.open();
    session.line("wq").expect("nothing to save");
    assert!(session.seat.leaving);
    drop(session);
    let mut session = place.open();
    session.keys("z");
    session.line("wq").expect("saved");
    assert!(session.seat.leaving && !session.studio.document.is_changed());
}

#[test]
fn paths_commands_and_words_are_completed() {
    let place = Place::with("00 C-4 01");
    place.write("song-one.ron", "00 D-4 01");
    place.write("song-two.ron", "00 E-4 01");
    let mut session = place.open();
    let text = |session: &Session| match &session.seat.prompt {
        Some(Prompt::Line(line) | Prompt::Value { line, .. }) => line.text().to_owned(),
        _ => String::new(),
    };
    session.keys("ctrl-o");
    input::paste(&mut session.studio, &mut session.seat, &place.path("so").display().to_string());
    session.keys("tab");
    assert_eq!(text(&session), place.path("song-").display().to_string());
    assert_eq!(session.seat.offered, ["song-one.ron", "song-two.ron"]);
    session.keys("t tab");
    assert!(text(&session).ends_with("song-two.ron") && session.seat.offered.is_empty());
    session.keys("enter").wait();
    same(&session.grid(), "00 E-4 01", "the song that was completed is open");

    session.keys(": t h e m tab");
    assert_eq!(text(&session), "theme");
    session.keys("space l tab");
    assert_eq!(text(&session), "theme light");
    session.keys("ctrl-u a d d - i n s t r u m e n t space s u tab");
    assert_eq!(text(&session), "add-instrument subtractive");
    session.keys("ctrl-u s t e p space 4 enter");
    session.keys(": up");
    assert_eq!(text(&session), "step 4");
    session.keys("down");
    assert_eq!(text(&session), "");
}

#[test]
fn rendering_replaces_a_file_only_when_asked_and_never_a_sample() {
    let place = Place::with("00 C-4 01");
    let mut with_sample = song("00 C-4 01");
    let sample = SampleReference { name: "kick".into(), path: "kick.wav".into(), ..Default::default() };
    with_sample.samples = vec![Some(Arc::new(sample))];
    fs::write(place.path("a.ron"), formats::song::write(&with_sample)).expect("written");
    fs::write(place.path("kick.wav"), "a sample").expect("written");
    fs::write(place.path("mix.wav"), "made by hand").expect("written");
    let mut session = place.open();
    session.wait();
    let refused = session.line(&format!("render {}", place.path("kick.wav").display())).expect_err("refused");
    assert!(refused.ends_with("kick.wav is a sample of this song"), "{refused}");
    let line = format!("render {}", place.path("mix.wav").display());
    session.line(&line).expect("asked");
    assert!(question(&session).0.ends_with("mix.wav exists already"));
    session.keys("k").wait();
    assert_eq!(fs::read(place.path("mix.wav")).expect("a file"), b"made by hand");
    session.line(&line).expect("asked");
    session.keys("r").wait();
    assert!(fs::read(place.path("mix.wav")).expect("a file").starts_with(b"RIFF"), "{}", session.told());
    assert_eq!(fs::read(place.path("kick.wav")).expect("a file"), b"a sample");
}

#[test]
fn samples_go_along_into_another_folder_and_a_refusal_changes_nothing() {
    let place = Place::with("");
    let mut with_sample = song("00 C-4 01");
    let sample =
        SampleReference { name: "kick".into(), path: "samples/kick.wav".into(), ..Default::default() };
    with_sample.samples = vec![Some(Arc::new(sample))];
    fs::write(place.path("a.ron"), formats::song::write(&with_sample)).expect("written");
    for (folder, sound) in [("samples", "one"), ("other/samples", "two")] {
        fs::create_dir_all(place.path(folder)).expect("made");
        fs::write(place.path(folder).join("kick.wav"), sound).expect("written");
    }
    place.write("other/b.ron", "00 E-4 01");
    let mut session = place.open();
    session.keys("down e").wait();
    let path = |session: &Session| session.studio.song().samples[0].as_ref().expect("a sample").path.clone();
    let theirs = Session::of_file(&place.path("other/b.ron"), Folders::below(&place.path("elsewhere")));
    session.line(&format!("save {}", place.path("other/b.ron").display())).expect("asked");
    session.keys("r").wait();
    assert!(session.told().contains("has it open") || session.fault().contains("has it open"));
    assert_eq!(
        (path(&session).as_str(), place.path("other/samples/kick-2.wav").exists()),
        ("samples/kick.wav", false)
    );
    drop(theirs);

    session.line(&format!("save {}", place.path("other/c.ron").display())).expect("begun");
    session.wait();
    assert_eq!(
        (session.studio.document.name().as_str(), path(&session).as_str()),
        ("c.ron", "samples/kick-2.wav")
    );
    assert_eq!(fs::read(place.path("other/samples/kick-2.wav")).expect("a file"), b"one");
    session.keys("ctrl-z");
    same(&session.grid(), "00 C-4 01", "the note before");
    assert_eq!(path(&session), "samples/kick-2.wav", "the file has that name at every step");
}

#[test]
fn a_path_that_is_refused_is_mended_not_typed_anew() {
    let place = Place::with("00 C-4 01");
    let mut session = place.open();
    session.line("save-as").expect("asked");
    let missing = place.path("missing/new.ron");
    input::paste(&mut session.studio, &mut session.seat, &missing.display().to_string());
    session.keys("enter");
    let folder = place.path("missing");
    assert_eq!(session.fault(), format!("there is no folder {}", folder.display()));
    fs::create_dir(&folder).expect("made");
    session.keys("enter");
    assert!(missing.exists() && session.seat.prompt.is_none(), "{}", session.told());
}
