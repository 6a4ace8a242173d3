//! Returns by hand: before, keys, after.

use super::desk::Desk;
use segno::song::Song;
use segno::song::edit::Edit;
use segno::song::mixer::Return;
use std::sync::Arc;

fn desk() -> Desk {
    let mut song = Song::default();
    let track = Arc::make_mut(&mut song.tracks[0]);
    track.sends[0].0 = -6.0;
    (track.sends[1].0, track.pre[1]) = (-9.0, true);
    track.locks = ["return.1.volume", "send.2", "return.2.insert.1.decay", "track.pan"].map(str::to_owned);
    let mut desk = Desk::with(song);
    desk.keys("f10");
    desk
}

fn command(desk: &mut Desk, line: &str) {
    desk.keys("escape :").typed(line).keys("enter");
}

fn names(desk: &Desk) -> Vec<String> {
    desk.studio.song().mixer.returns.iter().map(|back| back.name.clone()).collect()
}

/// The first track's sends into the returns there are, and its locks.
fn sends(desk: &Desk) -> (Vec<f32>, Vec<bool>) {
    let song = desk.studio.song();
    let (track, count) = (&song.tracks[0], song.mixer.returns.len());
    (track.sends[..count].iter().map(|send| send.0).collect(), track.pre[..count].to_vec())
}

fn locks(desk: &Desk) -> Vec<String> {
    desk.studio.song().tracks[0].locks.to_vec()
}

/// One step of undo brings the song back.
#[track_caller]
fn undone(desk: &mut Desk, before: &Song) {
    desk.keys("ctrl-z");
    assert_eq!(desk.studio.song().mixer, before.mixer);
    assert_eq!(desk.studio.song().tracks, before.tracks);
}

#[test]
fn a_new_return_is_silent_and_eight_are_the_most() {
    let mut desk = desk();
    let before = (**desk.studio.song()).clone();
    command(&mut desk, "add-return Space");
    assert_eq!(names(&desk), ["Delay", "Reverb", "Space"]);
    assert_eq!(sends(&desk), (vec![-6.0, -9.0, -60.0], vec![false, true, false]));
    assert_eq!(desk.seat.sheet().column, 8 + 2, "the cursor stands on it");
    undone(&mut desk, &before);
    (0..6).for_each(|_| command(&mut desk, "add-return"));
    assert_eq!(names(&desk)[7], "Return 8");
    command(&mut desk, "add-return");
    assert_eq!(desk.last_notice(), "a song has at most 8 returns");
    assert_eq!(names(&desk).len(), 8);
}

#[test]
fn a_return_that_goes_takes_its_sends_along() {
    let mut desk = desk();
    let before = (**desk.studio.song()).clone();
    command(&mut desk, "remove-return 1");
    assert_eq!((names(&desk), sends(&desk)), (vec!["Reverb".to_owned()], (vec![-9.0], vec![true])));
    assert_eq!(locks(&desk), ["return.0.volume", "send.1", "return.1.insert.1.decay", "track.pan"]);
    undone(&mut desk, &before);
    command(&mut desk, "remove-return 3");
    assert_eq!(desk.last_notice(), "expected the number of a return, from 1 to 2");
    command(&mut desk, "remove-return 2");
    command(&mut desk, "remove-return 1");
    command(&mut desk, "remove-return 1");
    assert_eq!(desk.last_notice(), "the song has no returns; add-return makes one");
    assert!(names(&desk).is_empty());
}

#[test]
fn a_return_that_moves_takes_its_sends_along() {
    let mut desk = desk();
    let before = (**desk.studio.song()).clone();
    command(&mut desk, "move-return-on 1");
    assert_eq!(names(&desk), ["Reverb", "Delay"]);
    assert_eq!(sends(&desk), (vec![-9.0, -6.0], vec![true, false]));
    assert_eq!(locks(&desk), ["return.2.volume", "send.1", "return.1.insert.1.decay", "track.pan"]);
    undone(&mut desk, &before);
    command(&mut desk, "move-return-back 2");
    assert_eq!(names(&desk), ["Reverb", "Delay"]);
    command(&mut desk, "move-return-back 1");
    assert_eq!(desk.last_notice(), "the return is at the end of the returns");
}

#[test]
fn a_copy_stands_behind_and_gets_nothing_yet() {
    let mut desk = desk();
    let before = (**desk.studio.song()).clone();
    command(&mut desk, "duplicate-return 1");
    assert_eq!(names(&desk), ["Delay", "Delay", "Reverb"]);
    assert_eq!(sends(&desk), (vec![-6.0, -60.0, -9.0], vec![false, false, true]));
    let returns = &desk.studio.song().mixer.returns;
    assert_eq!(returns[0].inserts, returns[1].inserts);
    undone(&mut desk, &before);
}

#[test]
fn the_keys_of_tracks_work_on_returns() {
    let mut desk = desk();
    let before = (**desk.studio.song()).clone();
    desk.go_to("Reverb", "volume").keys("alt-k");
    assert_eq!(names(&desk), ["Reverb", "Delay"]);
    desk.keys("alt-j alt-d");
    assert_eq!(names(&desk), ["Delay", "Reverb", "Reverb"]);
    desk.keys("alt-i");
    assert_eq!(names(&desk), ["Delay", "Reverb", "Return 3", "Reverb"]);
    desk.keys("m");
    assert!(desk.studio.song().mixer.returns[2].mute);
    desk.keys("alt-r alt-r");
    assert_eq!(names(&desk), ["Delay", "Reverb"]);
    desk.keys("ctrl-z ctrl-z ctrl-z ctrl-z ctrl-z ctrl-z ctrl-z");
    assert_eq!(desk.studio.song().mixer, before.mixer);
}

#[test]
fn name_volume_pan_width_and_sends_are_fields() {
    let mut desk = desk();
    desk.go_to("Delay", "volume").keys("enter").typed("-7,5").keys("enter");
    desk.go_to("Delay", "pan").keys("enter").typed("-50").keys("enter");
    desk.go_to("Delay", "width").keys("enter").typed("0").keys("enter");
    desk.go_to("Delay", "send 2 Reverb").keys("enter").typed("-12").keys("enter");
    let back = &desk.studio.song().mixer.returns[0];
    assert_eq!((back.volume.0, back.pan, back.width, back.sends[1].0), (-7.5, -0.5, 0.0, -12.0));
    desk.go_to("Track 1", "send 2 Reverb").keys("enter").typed("-20").keys("enter");
    assert_eq!(desk.studio.song().tracks[0].sends[1].0, -20.0);
    desk.go_to("Delay", "name").keys("enter ctrl-u").typed("Echo").keys("enter");
    assert_eq!(names(&desk)[0], "Echo");
}

#[test]
fn chains_of_returns_are_changed_as_those_of_tracks() {
    let mut desk = desk();
    let kinds = |desk: &Desk| -> Vec<&str> {
        desk.studio.song().mixer.returns[0].inserts.iter().map(|insert| insert.device.kind()).collect()
    };
    desk.go_to("Delay", "feedback").keys("alt-d");
    assert_eq!(kinds(&desk), ["delay", "delay"]);
    let more = Edit::InsertReturn { at: 2, back: Box::new(Return::default()) };
    desk.studio.edit("more", more).unwrap();
    command(&mut desk, "remove-return 3");
    desk.go_to("Delay", "feedback").keys("alt-r");
    assert_eq!(kinds(&desk), ["delay"]);
    let insert = &desk.studio.song().mixer.returns[0].inserts[0];
    assert!(insert.on && insert.mix == 1.0);
    desk.go_to("Delay", "mix").keys("enter").typed("50").keys("enter");
    desk.go_to("Delay", "on").keys("enter");
    let insert = &desk.studio.song().mixer.returns[0].inserts[0];
    assert!(!insert.on && insert.mix == 0.5);
}
