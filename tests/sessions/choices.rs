//! Choices of the user that outlast a session.

use super::session::Session;
use segno::io::settings::Settings;

#[test]
fn the_theme_and_plain_signs_are_remembered() {
    let mut session = Session::new("");
    session.keys(": t h e m e space l i g h t enter");
    session.line("ascii true").expect("taken");
    let file = Settings::file(&session.studio.folders.config);
    let (kept, fault) = Settings::read(&file);
    assert_eq!((kept.theme.as_deref(), kept.ascii, fault), (Some("light"), Some(true), Vec::new()));
    session.line("theme usual").expect("taken");
    session.line("ascii").expect("taken");
    let (kept, _) = Settings::read(&file);
    assert_eq!((kept.theme, kept.ascii), (None, None), "left to the terminal again");
}
