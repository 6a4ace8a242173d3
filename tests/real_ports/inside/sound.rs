//! A song through the card.

use crate::cable::{CARD, RATE, Recording, frames};
use crate::guest;
use crate::heard;
use crate::screen::Home;

#[test]
#[ignore = "runs in a guest"]
fn a_song_is_heard_as_it_is_rendered() {
    if !guest::is_here() {
        return;
    }
    let home = Home::new();
    std::fs::write(home.path("song.ron"), heard::song(1)).expect("written");
    let offline = home.run(&["play", "song.ron", "--stdout"]);
    assert!(offline.status.success(), "{}", String::from_utf8_lossy(&offline.stderr));
    let expected = frames(&offline.stdout);
    let recording = Recording::start();
    let played = home.run(&["play", "song.ron", "--device", CARD, "--buffer", "256"]);
    let said = String::from_utf8_lossy(&played.stderr).into_owned();
    assert!(played.status.success() && said.is_empty(), "no callback was late: {said}");
    let sound = recording.finish();
    let first = |frames: &[[f32; 2]]| frames.iter().position(|frame| *frame != [0.0; 2]);
    let (from, begin) = (first(&sound).expect("sound"), first(&expected).expect("music"));
    let expected = &expected[begin..];
    assert!(expected.len() > 3 * RATE as usize, "{} frames of music", expected.len());
    let heard = &sound[from..(from + expected.len()).min(sound.len())];
    let differs = heard.iter().zip(expected).position(|(heard, meant)| heard != meant);
    assert!(differs.is_none() && heard.len() == expected.len(), "differs at {differs:?}");
}
