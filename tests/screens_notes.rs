//! The screen while notes are written: scales, chords, and what waits to be taken.

mod screen_stage;

use insta::assert_snapshot;
use screen_stage::{Stage, song};
use segno::studio::commands::run_line;

fn line(stage: &mut Stage, text: &str) {
    run_line(&mut stage.studio, &mut stage.seat, text).unwrap_or_else(|why| panic!("{text}: {why}"));
}

#[test]
fn notes_beside_the_scale_have_a_sign() {
    let mut stage = Stage::new(song());
    line(&mut stage, "scale minor F");
    line(&mut stage, "chord seventh");
    line(&mut stage, "inversion 2");
    let text = stage.text(80, 24);
    assert!(text.contains("F minor") && text.contains("seventh/2"), "{text}");
    assert!(text.contains("E-4!03") && text.contains("D-4!03") && text.contains("G-4 03"), "{text}");
    line(&mut stage, "scale none");
    assert!(!stage.text(80, 24).contains("E-4!"), "only where a scale is chosen");
}

#[test]
fn what_waits_is_marked_by_a_sign_and_told() {
    let mut stage = Stage::new(song());
    line(&mut stage, "scale minor C");
    stage.press("tab tab");
    line(&mut stage, "harmonise third below");
    assert_snapshot!(stage.text(80, 24));
    stage.press("escape");
    let text = stage.text(80, 24);
    assert!(!text.contains("variation") && !text.contains("*C-5"), "{text}");
}

#[test]
fn numbers_are_written_as_the_user_likes() {
    let mut stage = Stage::new(song());
    stage.studio.settings.row_numbers = Some("hex".to_owned());
    stage.studio.settings.volume_numbers = Some("hex".to_owned());
    stage.press("end");
    let text = stage.text(80, 24);
    assert!(text.lines().any(|line| line.starts_with("1F")), "{text}");
    stage.press("home");
    assert!(stage.text(80, 24).contains("C-3 01v40"), "v64: {}", stage.text(80, 24));
}

#[test]
fn a_row_with_an_open_remark_has_a_sign_and_says_it() {
    let mut stage = Stage::new(song());
    stage.press("down down");
    line(&mut stage, "add-remark too\u{1b}loud");
    stage.press("up down");
    let text = stage.text(80, 24);
    assert!(text.lines().any(|line| line.starts_with("02¶")), "{text}");
    assert!(text.contains("¶ too·loud"), "{text}");
    stage.press(": v i e w - r e m a r k s enter");
    let list = stage.text(80, 24);
    assert!(list.contains("0:2") && list.contains("open") && list.contains("too·loud"), "{list}");
    stage.press("f2");
    line(&mut stage, "remark-done");
    stage.press("up down");
    assert!(!stage.text(80, 24).contains('¶'), "what is done has no sign");
}
