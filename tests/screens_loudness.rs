//! The view of loudness as text.

mod screen_stage;

use insta::assert_snapshot;
use screen_stage::{Stage, song};

fn waited(stage: &mut Stage) {
    while stage.studio.jobs.iter().next().is_some() {
        std::thread::yield_now();
        stage.studio.turn();
    }
}

#[test]
fn the_loudness_of_a_song_in_a_small_terminal() {
    let mut stage = Stage::new(song());
    stage.press("& w");
    waited(&mut stage);
    stage.press("down down");
    assert_snapshot!(stage.text(80, 24));
}

#[test]
fn the_loudness_of_a_song_beside_pink_noise_in_a_large_terminal() {
    let mut stage = Stage::new(song());
    stage.press("& w");
    waited(&mut stage);
    stage.press("& r enter");
    waited(&mut stage);
    assert_snapshot!(stage.text(200, 60));
}

#[test]
fn before_it_is_measured_the_view_says_how() {
    let mut stage = Stage::new(song());
    stage.press("& w ctrl-w k");
    waited(&mut stage);
    assert!(stage.text(80, 24).contains("Not measured: & e"), "{}", stage.text(80, 24));
}
