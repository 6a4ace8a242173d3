//! What the lower lines say: what was told, whole; and the keys that are worth learning.

mod screen_stage;

use screen_stage::{Stage, song};
use segno::sequencer::player::Playing;
use segno::studio::commands::find;
use segno::studio::keymap::{Keymap, names};
use segno::studio::view::View;
use segno::ui::appearance::Appearance;
use segno::ui::terminal::capabilities::Capabilities;

#[test]
fn what_is_told_is_told_whole() {
    let mut stage = Stage::new(song());
    stage.press("ctrl-w l ctrl-w l");
    let before = stage.text(80, 24);
    let fault = "the sentence is a long one, for it names a file in a folder with a long name, \
                 then the reason for which it was refused, and last of all what was expected instead of it";
    stage.studio.warn(fault);
    let text = stage.text(80, 24);
    let rows: Vec<&str> = text.lines().skip(20).collect();
    assert_eq!(rows[0].chars().next(), Some('!'), "{text}");
    let told = rows[..3].join(" ").split_whitespace().collect::<Vec<_>>().join(" ");
    assert_eq!(told, format!("! {fault}"), "{text}");
    stage.studio.warn(["word"; 200].join(" "));
    let text = stage.text(80, 24);
    assert!(text.contains("… Ctrl-W l shows all of it"), "{text}");
    assert_eq!(before.lines().take(15).collect::<Vec<_>>(), text.lines().take(15).collect::<Vec<_>>());
}

#[test]
fn a_window_that_is_smaller_than_the_screen_is_made_for_is_told_once() {
    let mut stage = Stage::new(song());
    let mut look = Appearance::new(&Capabilities::default(), &mut stage.studio, None);
    let mut told = |stage: &mut Stage, width: u16, height: u16| {
        let before = stage.studio.notices.count();
        stage.buffer(width, height);
        look.follow(&mut stage.studio, &mut stage.seat);
        (stage.studio.notices.count() > before).then(|| stage.text(width, height))
    };
    assert_eq!(told(&mut stage, 80, 24), None);
    assert_eq!(told(&mut stage, 40, 10), None, "too small to work in says so itself");
    let plain = stage.text(60, 16);
    let shown = told(&mut stage, 60, 16).expect("told");
    let rows: Vec<&str> = shown.lines().collect();
    assert!(rows[14].starts_with("✓ segno is made for 80x24; this window has 60x16"), "{shown}");
    assert!(plain.lines().take(14).eq(rows[..14].iter().copied()), "the grid is not hidden:\n{shown}");
    for step in [(61, 16), (79, 40), (100, 23), (60, 16)] {
        assert_eq!(told(&mut stage, step.0, step.1), None, "not at each step");
    }
    assert_eq!(told(&mut stage, 80, 24), None);
    assert!(told(&mut stage, 80, 23).expect("told again").contains("this window has 80x23"));
}

#[test]
fn what_a_key_did_leaves_with_the_next_key() {
    let mut stage = Stage::new(song());
    stage.press("ctrl-c");
    assert!(stage.text(80, 24).contains("✓ copied 1 row of 1 track"));
    stage.press("down");
    assert!(!stage.text(80, 24).contains("copied"));
}

#[test]
fn hints_name_no_stand_ins_of_keys_that_mean_something_else() {
    for name in names() {
        for (view, view_name) in View::ALL.iter().filter(|(view, _)| *view != View::Help) {
            let mut stage = Stage::new(song());
            stage.seat.set_keymap(Keymap::named(name).expect("a map"));
            stage.seat.look_at(*view);
            let text = stage.text(200, 60);
            let hints = text.lines().last().unwrap_or_default();
            assert!(
                !hints.contains("Ctrl-W 5") && !hints.contains("Ctrl-W Space"),
                "{name} {view_name}: {hints}"
            );
        }
    }
    let mut stage = Stage::new(song());
    stage.seat.set_keymap(Keymap::named("ft2").expect("a map"));
    let text = stage.text(200, 30);
    assert!(text.lines().last().is_some_and(|hints| hints.contains("Space stop, edit")), "{text}");
}

#[test]
fn the_page_of_keys_follows_the_map() {
    let mut keymap = Keymap::default();
    let before = keymap.conflicts().len();
    assert!(std::ptr::eq(keymap.conflicts(), keymap.conflicts()), "made once");
    let choice = segno::io::settings::keymap::Choice {
        command: "undo".to_owned(),
        keys: vec!["f5".to_owned()],
        place: "keymap.ron:1:1".to_owned(),
    };
    keymap.overlay(&[choice]);
    assert_eq!(keymap.conflicts().len(), before);
    assert!(
        keymap
            .conflicts()
            .iter()
            .flat_map(|section| &section.lines)
            .any(|line| line.starts_with("F5 everywhere: undo"))
    );
}

#[test]
fn the_live_view_tells_what_plays_and_what_waits_in_words() {
    for (width, height) in [(80, 24), (200, 60)] {
        let mut stage = Stage::new(song());
        stage.hear(1, 5);
        stage.press("% % 1 m 0 h");
        let text = stage.text(width, height);
        let shown = |part: &str| assert!(text.contains(part), "{part}: {text}");
        shown("▶");
        shown("»");
        shown("left");
        shown("next: ");
        shown("hold on");
        shown("BPM");
        shown("no effect");
        shown("Backspace");
    }
    let mut stage = Stage::new(song());
    stage.press("% tab");
    let text = stage.text(80, 24);
    assert!(text.contains("█") && text.contains("no set list"), "{text}");
}

#[test]
fn the_keys_of_a_page_are_shown_and_lead_back_to_it() {
    for (keys, view, name) in
        [("ctrl-w l", View::Log, "log"), ("_ v", View::Midi, "midi"), ("ctrl-w w", View::Meters, "meters")]
    {
        let mut stage = Stage::new(song());
        stage.press(keys);
        stage.press("?");
        let text = stage.text(120, 40);
        assert!(text.contains(&format!("In the {name} page")) && !text.contains("one row up"), "{text}");
        for part in ["/  f", ":find-in-page", "PageDown  Space", ":leave-page"] {
            assert!(text.contains(part), "{name}: {part} in {text}");
        }
        stage.press("escape");
        assert_eq!(stage.seat.view, view, "back to the page");
        stage.press("? alt-?");
        assert_eq!(stage.seat.view, view, "asked for again");
        stage.press("escape");
        assert_eq!(stage.seat.view, View::Pattern);
    }
    let mut stage = Stage::new(song());
    (0..60).for_each(|number| stage.studio.warn(format!("notice {number}")));
    stage.press("ctrl-w l");
    stage.text(80, 24);
    stage.press("pagedown");
    let before = stage.text(80, 24);
    stage.press("?");
    assert_ne!(stage.text(80, 24), before);
    stage.press("escape");
    assert_eq!(stage.text(80, 24), before, "the page stands where it stood");
}

#[test]
fn the_keys_of_what_waits_are_named_below_and_all_shown_by_f1() {
    for (asks, closes) in [("f1", "escape"), ("alt-?", "f1"), ("alt-h", "alt-?")] {
        let mut stage = Stage::new(song());
        stage.press("ctrl-p u n");
        let before = stage.text(80, 24);
        let hints = before.lines().last().unwrap_or_default();
        assert_eq!(hints.trim(), "Up Down choose  Enter do it  Escape leave  F1 keys  Ctrl-U empty");
        stage.press(asks);
        let text = stage.text(80, 24);
        for part in ["What can be pressed here", "PageUp PageDown", "ten at once", "F1 Alt-? Alt-H"] {
            assert!(text.contains(part), "{part} in {text}");
        }
        stage.press(closes);
        assert_eq!(stage.text(80, 24), before, "{closes} goes back to the list");
        stage.press(asks);
        stage.press("d");
        assert!(!stage.text(80, 24).contains("What can be pressed"), "any other key does what it does");
        assert!(stage.text(80, 24).contains("? und"), "{}", stage.text(80, 24));
    }
    // Everything that waits has its keys.
    for (keys, part) in [
        (":", "an earlier line, a later one"),
        ("ctrl-s", "write on, or offer what may come"),
        ("z ctrl-q", "the answer before which it stands"),
    ] {
        let mut stage = Stage::new(song());
        stage.press(keys);
        let before = stage.text(80, 24);
        stage.press("f1");
        let text = stage.text(80, 24);
        assert!(text.contains(part) && !text.contains('…'), "{part} in {text}");
        stage.press("escape");
        assert_eq!(stage.text(80, 24), before);
    }
}

#[test]
fn the_keys_that_play_and_stop_beside_what_waits_are_those_of_the_map() {
    let told = |stage: &mut Stage, keys: &str| {
        stage.press(keys);
        stage.text(80, 24)
    };
    let mut stage = Stage::new(song());
    let list = told(&mut stage, "ctrl-p f1");
    for part in ["F5 Ctrl-W 5", "play the song from its start", "F6 Ctrl-W 6", "F8 Ctrl-W 8"] {
        assert!(list.contains(part), "{part} in {list}");
    }
    let searched = told(&mut stage, "f1 u f1");
    assert!(searched.contains("F5") && !searched.contains("Ctrl-W 5"), "it takes out the word: {searched}");
    let line = told(&mut stage, "escape escape : f1");
    assert!(line.contains("F8") && !line.contains("Ctrl-W 8"), "{line}");
    let question = told(&mut stage, "escape escape z ctrl-q f1");
    assert!(question.contains("F5") && !question.contains('…'), "{question}");
    // Another map has other keys for them.
    let mut stage = Stage::new(song());
    stage.seat.keymap = Keymap::named("it").expect("a map");
    let play = stage.seat.keymap.keys_of(find("play-song").expect("known"));
    let list = told(&mut stage, ": f1");
    let line = list.lines().find(|line| line.contains("play the song from its start")).expect("told");
    assert!(play.iter().any(|keys| line.contains(keys.as_str())), "{play:?} in {line}");
}

#[test]
fn no_value_is_cut_in_a_small_terminal() {
    for page in ["f4", "f10", "f11", "f12"] {
        let mut stage = Stage::new(song());
        stage.press(page);
        for step in 0..24 {
            let text = stage.text(80, 24);
            let parts = text.match_indices('…').map(|(at, _)| &text[..at]);
            let cut = parts.filter(|before| before.ends_with(|sign: char| sign.is_ascii_digit())).count();
            assert_eq!(cut, 0, "{page}, {step} to the right: {text}");
            stage.press("right");
        }
    }
    let mut stage = Stage::new(song());
    stage.press("f10");
    let names = |text: &str| text.matches("Track 8").count();
    assert_eq!(names(&stage.text(80, 24)), 2, "eight tracks stand beside each other, with their names");
    stage.press("f11");
    assert!(stage.text(80, 24).contains("(50 %)"), "{}", stage.text(80, 24));
}

#[test]
fn long_names_in_lists_are_told_apart() {
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("a-song-with-quite-a-long-name.ron");
    std::fs::write(&path, segno::formats::song::write(&song())).expect("written");
    let far = folder.path().join("one/folder/in/another/until/its/name/is/longer/than/half/of/the/list");
    for name in ["drums", "drones"] {
        std::fs::create_dir_all(far.join(name)).expect("made");
    }
    let mut stage = Stage::open(&path);
    for name in ["drums", "drones"] {
        let line = format!("favourite-folder {}", far.join(name).display());
        segno::studio::commands::run_line(&mut stage.studio, &mut stage.seat, &line).expect("kept");
    }
    stage.press("shift-f9");
    let text = stage.text(80, 24);
    let hints = "Up Down try  Ctrl-T again  Enter take  Escape leave  Ctrl-R favourite  F1 keys";
    assert_eq!(text.lines().last(), Some(hints), "what the browser takes has room");
    for part in ["a-song-with-quite-a-long-name.ron", "/of/the/list/drums/", "/of/the/list/drones/"] {
        assert!(text.contains(part), "{part} in {text}");
    }
}

#[test]
fn the_gap_before_the_next_song_of_a_set_is_no_place_in_the_last_one() {
    let mut stage = Stage::new(song());
    stage.hear(0, 12);
    stage.studio.transport.hand_over(Playing::Song { order: 0, row: 0, repeat: false }, 48_000 * 3);
    stage.studio.transport.heard = 48_000;
    for (columns, lines) in [(80, 24), (200, 60)] {
        let text = stage.text(columns, lines);
        let first = text.lines().next().unwrap_or_default();
        assert!(first.contains("gap") && first.contains("begins in 0:02"), "{first}");
        assert!(!first.contains("row") && !first.contains("entry"), "{first}");
    }
    stage.press("% tab");
    assert!(stage.text(80, 24).contains("▶ begins in 0:02"), "{}", stage.text(80, 24));
}

#[test]
fn the_stage_tells_the_notes_of_the_set_and_marks_what_has_no_room() {
    use segno::formats::set::{Piece, SetList};
    use segno::studio::set::Set;
    let piece = |file: &str, notes: String| Piece { file: file.to_owned(), notes, ..Piece::default() };
    let songs = vec![piece("lamp.ron", "capo 2\n".repeat(60)), piece("bus.ron", String::new())];
    let list = SetList { title: "Friday".to_owned(), notes: "Doors at eight".to_owned(), songs };
    let mut stage = Stage::new(song());
    stage.studio.begin_set(Set::new(list, std::path::Path::new("no folder/show.set.ron"), 0));
    stage.seat.look_at(View::Stage);
    let small = stage.text(80, 24);
    let place = |text: &str, part: &str| text.find(part).unwrap_or_else(|| panic!("{part} in {text}"));
    assert!(place(&small, "Doors at eight") < place(&small, "capo 2"), "{small}");
    assert!(small.contains("capo 2…") && small.contains("NEXT BUS   follows"), "{small}");
    let large = stage.text(200, 60);
    place(&large, "NEXT follows");
    place(&large, "capo 2…");
    assert!(!large.contains("BUS"), "its name is in large letters: {large}");
    let tall = |text: &str, ink: &str| text.lines().filter(|line| line.contains(ink)).count();
    assert_eq!(tall(&large, "██"), 20, "two names of ten lines: {large}");
}

#[test]
fn the_menu_lists_its_groups_and_what_is_in_them() {
    let mut stage = Stage::new(song());
    stage.press("ctrl-k");
    insta::assert_snapshot!("the_menu_80x24", stage.text(80, 24));
    stage.press("b");
    let text = stage.text(80, 24);
    assert!(text.contains("Ctrl-K b and then (blocks: find, paste, change)"), "{text}");
    assert!(text.contains("f      paste-flood") && !text.contains("more in the help"), "{text}");
    insta::assert_snapshot!("a_group_of_the_menu_80x24", text);
    stage.press("escape");
    assert!(!stage.text(80, 24).contains("and then"));
}
