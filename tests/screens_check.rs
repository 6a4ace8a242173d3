//! The view of faults as text, with some of each severity.

mod screen_stage;

use insta::assert_snapshot;
use screen_stage::{Stage, song};

fn stage() -> Stage {
    let mut stage = Stage::new(song());
    stage.press("& v");
    for _ in 0..2 {
        stage.studio.faults();
        stage.studio.turn();
        while stage.studio.jobs.iter().next().is_some() {
            std::thread::yield_now();
            stage.studio.turn();
        }
    }
    stage
}

#[test]
fn the_faults_in_a_small_terminal() {
    assert_snapshot!(stage().text(80, 24));
}

#[test]
fn the_faults_in_a_large_terminal_one_of_them_accepted() {
    let mut stage = stage();
    stage.press("& a f i n e enter end");
    stage.studio.turn();
    assert_snapshot!(stage.text(200, 60));
}
