//! The file browser: what a folder holds, and what becomes of it.

use super::desk::{Desk, write_sound};
use segno::formats;
use segno::song::Song;
use segno::song::edit::Edit;
use segno::song::instrument::Instrument;
use segno::song::notation::parse_row;
use segno::studio::prompt::Prompt;
use std::path::{Path, PathBuf};

/// A saved song, and a folder with a sound, a text, a hidden file and a folder in it.
fn desk() -> (Desk, PathBuf) {
    let mut desk = Desk::with(Song::default());
    let sounds = desk.root.path().join("sounds");
    std::fs::create_dir_all(sounds.join("Loops")).expect("made");
    write_sound(&sounds.join("kick.wav"), 1, (0..4_800).map(|n| (n % 100) as f32 * 0.003));
    std::fs::write(sounds.join("notes.txt"), "no sound").expect("written");
    std::fs::write(sounds.join(".hidden.wav"), "no sound").expect("written");
    desk.save();
    (desk, sounds)
}

fn offered(desk: &Desk) -> Vec<String> {
    match &desk.seat.prompt {
        Some(Prompt::Choose { items, .. }) => items.iter().map(|item| item.name.clone()).collect(),
        other => panic!("{other:?}"),
    }
}

fn browse(desk: &mut Desk, folder: &Path) {
    desk.keys(":").typed(&format!("browse {}", folder.display())).keys("enter");
}

#[test]
fn a_folder_shows_folders_and_what_is_of_use() {
    let (mut desk, sounds) = desk();
    browse(&mut desk, &sounds);
    assert_eq!(offered(&desk), ["../", "Loops/", "kick.wav"]);
    desk.typed("loops").keys("enter");
    assert_eq!(offered(&desk), ["../"]);
    desk.keys("enter");
    assert_eq!(offered(&desk), ["../", "Loops/", "kick.wav"], "out again");
    desk.keys("escape");
    for name in ["a.au", "b.WMA", "c.w64", "d.mp2", "e.doc"] {
        std::fs::write(sounds.join("Loops").join(name), "sound").expect("written");
    }
    browse(&mut desk, &sounds.join("Loops"));
    assert_eq!(offered(&desk), ["../", "a.au", "b.WMA", "c.w64", "d.mp2"]);
    desk.keys("escape");
    browse(&mut desk, &sounds.join("nowhere"));
    assert!(desk.last_notice().contains("cannot be read"), "{}", desk.last_notice());
}

#[test]
fn a_sound_is_heard_on_the_way_and_taken() {
    let (mut desk, sounds) = desk();
    browse(&mut desk, &sounds);
    let before = desk.studio.song().clone();
    desk.keys("down down");
    desk.wait();
    assert!(desk.played(0.1) > 0.05, "it is heard");
    assert_eq!(*desk.studio.song(), before, "nothing is taken yet");
    desk.keys("enter");
    desk.wait();
    let song = desk.studio.song();
    assert_eq!(song.samples[0].as_ref().map(|sample| sample.name.as_str()), Some("kick"));
    assert!(song.instrument(0).is_some(), "{}", desk.last_notice());
}

#[test]
fn a_song_is_heard_on_the_way_and_the_present_one_stays() {
    let (mut desk, sounds) = desk();
    let patch = (segno::instruments::KINDS[1].new)();
    let instrument = Some(Box::new(Instrument::new("Tone", patch)));
    let row = parse_row("C-4 01").expect("a row");
    let edits = vec![
        Edit::SetInstrument { slot: 0, instrument },
        Edit::Rows { pattern: 0, track: 0, rows: vec![(0, row)] },
    ];
    let other = Edit::Several { edits }.apply(&Song::default()).expect("a song");
    std::fs::write(sounds.join("tune.ron"), formats::song::write(&other)).expect("written");
    std::fs::write(sounds.join("broken.ron"), "(format: 2, tracks: 7)").expect("written");
    let before = desk.studio.song().clone();
    browse(&mut desk, &sounds);
    assert_eq!(offered(&desk), ["../", "Loops/", "broken.ron", "kick.wav", "tune.ron"]);
    desk.keys("down down down down");
    desk.wait();
    assert!(desk.played(0.3) > 0.01, "it is heard: {}", desk.last_notice());
    assert!(desk.studio.hearing.is_example());
    desk.keys("escape");
    desk.played(0.1);
    assert!(desk.studio.transport.playing.is_none() && !desk.studio.hearing.is_example());
    assert!(*desk.studio.song() == before && !desk.studio.document.is_changed());

    // What plays is not interrupted, and what cannot be read says so.
    desk.keys("f5");
    browse(&mut desk, &sounds);
    desk.keys("down down down down");
    desk.wait();
    desk.played(0.1);
    assert!(desk.studio.transport.playing.is_some() && !desk.studio.hearing.is_example());
    desk.keys("escape f8");
    desk.played(0.1);
    browse(&mut desk, &sounds);
    desk.keys("down down");
    desk.wait();
    assert!(desk.last_notice().contains("broken.ron"), "{}", desk.last_notice());
}

#[test]
fn folders_one_goes_to_often_are_offered_in_every_folder() {
    let (mut desk, sounds) = desk();
    desk.keys(":").typed(&format!("favourite-folder {}", sounds.display())).keys("enter");
    let songs = desk.root.path().join("songs");
    browse(&mut desk, &songs);
    let often = format!("{}/", sounds.canonicalize().expect("there").display());
    assert_eq!(offered(&desk), ["../".to_owned(), "a.ron".to_owned(), often]);
    desk.typed("sounds").keys("enter");
    assert_eq!(offered(&desk), ["../", "Loops/", "kick.wav"]);
    desk.keys("escape :").typed("favourite-folder").keys("enter");
    browse(&mut desk, &songs);
    assert_eq!(offered(&desk), ["../", "a.ron"]);
}

#[test]
fn a_key_keeps_the_folder_that_is_shown_or_chosen() {
    let (mut desk, sounds) = desk();
    let songs = desk.root.path().join("songs");
    let named = |folder: &Path| format!("{}/", folder.canonicalize().expect("there").display());
    browse(&mut desk, &sounds);
    desk.keys("ctrl-r");
    let here = sounds.canonicalize().expect("there");
    assert_eq!(desk.last_notice(), format!("{} is offered in every folder now", here.display()));
    assert_eq!(offered(&desk), ["../", "Loops/", "kick.wav"], "the list stays open");
    desk.keys("down ctrl-r");
    let loops = named(&sounds.join("Loops"));
    assert_eq!(offered(&desk), ["../", "Loops/", "kick.wav", &loops], "the chosen one");
    desk.keys("escape");
    browse(&mut desk, &songs);
    assert_eq!(offered(&desk), ["../", "a.ron", &named(&sounds), &loops]);
    // What is searched stays, and the folder that is chosen is offered no longer.
    desk.typed("loops").keys("ctrl-r");
    assert_eq!(offered(&desk), ["../", "a.ron", &named(&sounds)]);
    assert!(desk.last_notice().ends_with("Loops is no longer offered"), "{}", desk.last_notice());
    let Some(Prompt::Choose { line, .. }) = &desk.seat.prompt else { panic!("no list") };
    assert_eq!(line.text(), "loops");
}
