//! The screen while notes are written: scales, chords, and what waits to be taken.

mod screen_stage;

use insta::assert_snapshot;
use screen_stage::{Stage, song};
use segno::song::edit::Edit;
use segno::song::notation::parse_row;
use segno::song::track::Track;
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
fn what_is_written_with_notes_stands_under_the_columns() {
    for (width, height, fields) in [(80, 24, "N   I -  -"), (200, 60, "N   I  -   -")] {
        let mut stage = Stage::new(song());
        stage.press("right ,");
        let alone = stage.text(width, height);
        let line = |text: &str| text.lines().find(|line| line.starts_with(", │")).map(str::to_owned);
        let silent = fields.replace('I', "-");
        assert!(line(&alone).is_some_and(|line| line.contains(&silent)), "{alone}");
        stage.press(", right right ,");
        let louder = stage.text(width, height);
        let both = fields.replacen('-', "V", 1);
        assert!(line(&louder).is_some_and(|line| line.matches(&both).count() >= 2), "{louder}");
        stage.press(",");
        assert_eq!(line(&stage.text(width, height)), None, "as usual");
    }
}

#[test]
fn a_delay_that_is_hidden_has_a_sign_and_is_told() {
    let mut late = song();
    let row = parse_row("C-2 02 v40 d80; C-3 02 --- d10").expect("a row");
    late = Edit::Rows { pattern: 0, track: 1, rows: vec![(3, row)] }.apply(&late).expect("a row");
    let mut stage = Stage::new(late);
    let wide = Track { note_columns: 2, ..Track::clone(&stage.studio.song().tracks[1]) };
    stage.studio.edit("wide", Edit::SetTrack { at: 1, track: Box::new(wide.clone()) }).expect("a track");
    stage.press("tab down down down");
    let text = stage.text(100, 24);
    assert!(text.contains("'C-2 02v40'C-3 02") || text.contains("'C-2 02 v40'C-3 02"), "{text}");
    assert!(text.contains("128/256 of a row late (its column is hidden): note C2"), "{text}");
    let shown = Track { show_delay: true, ..wide };
    stage.studio.edit("shown", Edit::SetTrack { at: 1, track: Box::new(shown) }).expect("a track");
    let text = stage.text(100, 24);
    assert!(!text.contains('\'') && text.contains("d80"), "{text}");
}

#[test]
fn an_empty_effect_names_a_key_that_it_does_not_take() {
    let mut stage = Stage::new(song());
    stage.press("right right right right right right");
    let text = stage.text(80, 24);
    assert!(text.contains("effect: a letter or sign and two digits; Alt-? lists them"), "{text}");
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
