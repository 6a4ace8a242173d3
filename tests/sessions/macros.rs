//! Keys that are recorded and pressed again.

use super::session::{Session, same, song};
use segno::io::paths::Folders;
use segno::studio::macros::Macros;

#[test]
fn keys_are_recorded_and_played_as_one_step() {
    let mut session = Session::new("");
    session.keys("@ b");
    assert_eq!(session.seat.macros.recorded(), Some('b'));
    session.keys("z down q @ @");
    assert_eq!(session.told(), "macro b has 3 keys; \" b plays it");
    let once = "00 C-4 01 \n 02 C-5 01";
    same(&session.grid(), once, "what was recorded was done");
    session.keys("\" b");
    same(&session.grid(), "00 C-4 01 \n 02 C-5 01 \n 03 C-4 01 \n 05 C-5 01", "once more");
    session.keys("\" \"");
    same(
        &session.grid(),
        "00 C-4 01 \n 02 C-5 01 \n 03 C-4 01 \n 05 C-5 01 \n 06 C-4 01 \n 08 C-5 01",
        "and again",
    );
    session.keys("ctrl-z");
    assert_eq!(session.told(), "undone: macro b");
    session.keys("ctrl-z");
    same(&session.grid(), once, "two replays, two steps");
    session.keys("ctrl-y ctrl-y ctrl-z ctrl-z home");
    session.line("play-macro b 3").expect("three times");
    session.keys("ctrl-z");
    same(&session.grid(), once, "three times are one step");
}

#[test]
fn commands_prompts_and_lines_are_part_of_a_macro() {
    let mut session = Session::new("00 C-4 01 v40 \n 04 C-4 01 v20");
    session.keys("@ a alt-l \\ % 5 0 enter escape : o c t a v e space 6 enter @ @");
    same(&session.grid(), "00 C-4 01 v20 \n 04 C-4 01 v10", "recorded");
    session.seat.octave = 4;
    session.keys("\" * a space 2 enter");
    same(&session.grid(), "00 C-4 01 v05 \n 04 C-4 01 v03", "twice");
    assert_eq!(session.seat.octave, 6);
    session.keys("ctrl-z");
    same(&session.grid(), "00 C-4 01 v20 \n 04 C-4 01 v10", "one step");
    session.keys("@ c z ctrl-p e n d - m a c r o enter");
    assert_eq!(session.told(), "macro c has 1 key; \" c plays it", "what ended it is no part of it");
}

#[test]
fn macros_are_typed_shown_and_kept() {
    let root = tempfile::tempdir().expect("a folder");
    let folders = Folders::below(root.path());
    let mut session = Session::inside(song(""), folders.clone());
    session.line("set-macro a z Down Alt-Q").expect("keys");
    session.line("set-macro b \" a x").expect("keys");
    assert!(session.line("set-macro c z hello").unwrap_err().starts_with("hello is no key"));
    session.line("set-macro a").expect("shown");
    let Some(segno::studio::prompt::Prompt::Line(line)) = &session.seat.prompt else { panic!("a line") };
    assert_eq!(line.text(), "set-macro a z Down Alt-Q");
    session.keys("backspace backspace backspace backspace backspace enter");
    let (mut other, faults) = Macros::of_user(&folders.config);
    assert_eq!(faults, [""; 0]);
    let texts = |macros: &Macros| -> Vec<String> {
        let one = |(letter, keys)| format!("{letter}: {}", segno::studio::macros::text(keys));
        macros.all().map(one).collect()
    };
    assert_eq!(texts(&other), ["a: z Down", "b: \" a x"]);
    session.keys("\" /");
    session.keys("down enter");
    same(&session.grid(), "00 C-4 01 \n 02 D-4 01", "a macro plays another one");
    session.keys("ctrl-z");
    same(&session.grid(), "", "and that is one step too");
    session.line("set-macro b -").expect("away");
    other = Macros::of_user(&folders.config).0;
    assert_eq!(texts(&other), ["a: z Down"]);
    session.line("press z s x").expect("pressed");
    same(&session.grid(), "03 C-4 01 \n 04 C#4 01 \n 05 D-4 01", "keys that are typed are pressed once");
}

#[test]
fn a_macro_ends_where_something_is_refused_and_never_plays_itself() {
    let mut session = Session::new("");
    session.line("set-macro a z \" a").expect("keys");
    session.keys("\" a");
    assert_eq!(session.fault(), "macro a, key 3 of 3 (a): macro a plays itself: it ends here");
    same(&session.grid(), "00 C-4 01", "what came before is done");
    session.line("set-macro b ctrl-v z").expect("keys");
    session.keys("\" b");
    assert_eq!(session.fault(), "macro b, key 1 of 2 (Ctrl-V): nothing was copied yet");
    same(&session.grid(), "00 C-4 01", "what comes after is not");
    session.line("set-macro c z z z z z z z z z z").expect("keys");
    session.line("set-macro d : p l a y - m a c r o Space c Space 9 9 9 Enter").expect("keys");
    let told = session.line("play-macro d 999").unwrap_err();
    assert!(told.contains("a macro presses at most 50000 keys at once"), "{told}");
    for (line, why) in [
        ("play-macro e", "there is no macro e: @ e begins to record it"),
        ("play-macro a 0", "a macro is played 1 to 999 times"),
        ("play-macro 7", "`7` is no letter; expected a to z"),
        ("end-macro", "no macro is being recorded: @ and a letter begin one"),
    ] {
        assert_eq!(session.line(line).unwrap_err(), why);
    }
    session.keys("@ x @ y");
    assert_eq!(session.fault(), "macro x is being recorded; @ @ ends that");
    session.keys("\" x");
    assert_eq!(session.fault(), "there is no macro x: @ x begins to record it");
}

#[test]
fn a_macro_makes_no_sound_and_leaves_no_key_down() {
    let mut session = Session::new("");
    session.seat.key_up = true;
    session.line("set-macro a z x c v").expect("keys");
    session.keys("\" a");
    same(&session.grid(), "00 C-4 01 \n 01 D-4 01 \n 02 E-4 01 \n 03 F-4 01", "written");
    assert!(session.seat.held.is_empty());
    assert!(session.listen(4_800).iter().all(|sample| *sample == 0.0), "four notes in one moment");
}
