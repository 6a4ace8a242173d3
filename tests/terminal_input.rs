//! Bytes from a terminal → what they mean.

use proptest::prelude::*;
use segno::studio::key::{Key, Stroke};
use segno::studio::pointer::{Mouse, MouseDeed};
use segno::ui::terminal::input::parser::Parser;
use segno::ui::terminal::input::{Answer, Input};
use std::time::Duration;

const NOW: Duration = Duration::from_secs(100);
const LATER: Duration = Duration::from_secs(200);

fn fed(parser: &mut Parser, bytes: &[u8]) -> Vec<Input> {
    let mut out = Vec::new();
    parser.feed(bytes, NOW, &mut out);
    out
}

/// What `bytes` mean if nothing comes behind them.
fn read(bytes: &[u8]) -> Vec<Input> {
    let mut parser = Parser::new();
    let mut out = fed(&mut parser, bytes);
    parser.tick(LATER, &mut out);
    out
}

/// Keys as text: `Up`, `Ctrl-S`, `a@q` with the place, `+` before a repeat, `-` before a release.
fn shown(input: &Input) -> String {
    match input {
        Input::Key { key, stroke, base } => {
            let stroke = match stroke {
                Stroke::Press => "",
                Stroke::Repeat => "+",
                Stroke::Release => "-",
            };
            let place = base.map(|base| format!("@{base}")).unwrap_or_default();
            format!("{stroke}{key}{place}")
        }
        other => format!("{other:?}"),
    }
}

fn keys(inputs: &[Input]) -> String {
    inputs.iter().map(shown).collect::<Vec<_>>().join(" ")
}

#[test]
fn keys_of_the_plain_protocol() {
    for (bytes, wanted) in [
        ("a", "a"),
        ("Zz9~", "Z z 9 ~"),
        ("öß漢😀", "ö ß 漢 😀"),
        (" ", "Space"),
        ("\r\t\x7f\x08", "Enter Tab Backspace Backspace"),
        ("\x01\x13\x1a", "Ctrl-A Ctrl-S Ctrl-Z"),
        ("\0\x1c\x1d\x1f", "Ctrl-Space Ctrl-\\ Ctrl-] Ctrl-_"),
        ("\x1b", "Escape"),
        ("\x1b\x1b", "Escape Escape"),
        ("\x1bx\x1bQ\x1b\x01\x1bö", "Alt-X Alt-Shift-Q Ctrl-Alt-A Alt-Ö"),
        ("\x1b\r\x1b\x7f", "Alt-Enter Alt-Backspace"),
        ("\x1b[A\x1b[B\x1b[C\x1b[D\x1b[H\x1b[F", "Up Down Right Left Home End"),
        ("\x1bOA\x1bOB\x1bOC\x1bOD\x1bOH\x1bOF", "Up Down Right Left Home End"),
        ("\x1bOP\x1bOQ\x1bOR\x1bOS", "F1 F2 F3 F4"),
        ("\x1b[1~\x1b[2~\x1b[3~\x1b[4~\x1b[5~\x1b[6~", "Home Insert Delete End PageUp PageDown"),
        ("\x1b[15~\x1b[17~\x1b[20~\x1b[21~\x1b[23~\x1b[24~", "F5 F6 F9 F10 F11 F12"),
        ("\x1b[1;2A\x1b[1;5C\x1b[1;3D\x1b[1;8H", "Shift-Up Ctrl-Right Alt-Left Ctrl-Alt-Shift-Home"),
        ("\x1b[3;5~\x1b[5;2~\x1b[1;2P\x1b[1;5R", "Ctrl-Delete Shift-PageUp Shift-F1 Ctrl-F3"),
        ("\x1b[Z", "Shift-Tab"),
        ("\x1b[[A\x1b[[E", "F1 F5"),
        ("\x1b[25~\x1b[34~", "Shift-F1 Shift-F8"),
        ("\x1b[7~\x1b[8~\x1b[7$\x1b[8^\x1b[3@", "Home End Shift-Home Ctrl-End Ctrl-Shift-Delete"),
        ("\x1b[a\x1bOa\x1b\x1b[A", "Shift-Up Ctrl-Up Alt-Up"),
        ("\x1b[11~\x1b[14~", "F1 F4"),
        ("\x1bOj\x1bOp\x1bOM", "* 0 Enter"),
        ("\x1b[5A", "Ctrl-Up"),
        ("a\x1b[Ab", "a Up b"),
        ("\x1b\x1bx", "Escape Alt-X"),
        ("\x1b[2\x1b[A", "Up"),
        ("\x1b[2\x18a", "a"),
        ("\x1bX", "Alt-Shift-X"),
    ] {
        assert_eq!(keys(&read(bytes.as_bytes())), wanted, "{bytes:?}");
    }
}

#[test]
fn keys_of_the_kitty_protocol_and_of_modify_other_keys() {
    for (bytes, wanted) in [
        ("\x1b[97u", "a"),
        ("\x1b[97;5u\x1b[115;6u", "Ctrl-A Ctrl-Shift-S"),
        ("\x1b[27u\x1b[13u\x1b[9u\x1b[127u\x1b[32u", "Escape Enter Tab Backspace Space"),
        ("\x1b[9;5u\x1b[13;2u\x1b[105;5u", "Ctrl-Tab Shift-Enter Ctrl-I"),
        ("\x1b[97:65;2u", "A"),
        ("\x1b[97;2u", "A"),
        ("\x1b[49:33;2u", "!"),
        ("\x1b[61:43;6u", "Ctrl-+"),
        ("\x1b[97::113;1:1u", "a@q"),
        ("\x1b[97::113;1:2u", "+a@q"),
        ("\x1b[1089::99;5:1u", "Ctrl-C@c"),
        ("\x1b[1089::99;1:1;1089u", "с@c"),
        ("\x1b[97;;229u", "å"),
        ("\x1b[0;;233:97u", "a é"),
        ("\x1b[97;65;65u", "A"),
        ("\x1b[97;65u", "A"),
        ("\x1b[1;1:3A\x1b[15;1:3~\x1b[1;5:2P", "-Up -F5 +Ctrl-F1"),
        ("\x1b[57441;2u\x1b[57358u\x1b[57376u", ""),
        ("\x1b[57400u\x1b[57414u\x1b[57417u", "1 Enter Left"),
        ("\x1b[97;9u\x1b[1;9A", ""),
        ("\x1b[27;5;105~\x1b[27;2;13~\x1b[27;6;83~", "Ctrl-I Shift-Enter Ctrl-Shift-S"),
        ("\x1b[u\x1b[0u\x1b[1114112u\x1b[7u", ""),
    ] {
        assert_eq!(keys(&read(bytes.as_bytes())), wanted, "{bytes:?}");
    }
}

#[test]
fn a_release_names_the_key_that_went_down() {
    let mut parser = Parser::new();
    assert_eq!(fed(&mut parser, b"\x1b[?31u"), [Input::Answer(Answer::KeyboardFlags(31))]);
    for (bytes, wanted) in [
        ("\x1b[97:65:113;2:1;65u", "A@q"),
        ("\x1b[97::113;1:3u", "-A@q"),
        ("\x1b[97::113;1:3u", "-a@q"),
        ("\x1b[97;1:1;97u", "a"),
        ("\x1b[115;1:1;115u", "s"),
        ("\x1b[97;2:3u", "-a"),
        ("\x1b[115;5:3u", "-s"),
        ("\x1b[1;2A\x1b[1;1:3A", "Shift-Up -Shift-Up"),
    ] {
        assert_eq!(keys(&fed(&mut parser, bytes.as_bytes())), wanted, "{bytes:?}");
    }
}

#[test]
fn places_are_told_where_the_layout_has_something_else_there() {
    let mut parser = Parser::new();
    fed(&mut parser, b"\x1b[?31u");
    for (bytes, wanted) in [
        ("\x1b[119::122;1:1;119u\x1b[119::122;1:3u", "w@z -w@z"),
        ("\x1b[233:50:50;2:1;50u\x1b[233::50;1:3u", "2@2 -2@2"),
        ("\x1b[1103::122;1:1;1103u\x1b[101;1:1;101u", "я@z e"),
    ] {
        assert_eq!(keys(&fed(&mut parser, bytes.as_bytes())), wanted, "{bytes:?}");
    }
}

#[test]
fn answers_are_no_keys() {
    let name = |name: &str| Answer::Name(name.to_owned());
    for (bytes, wanted) in [
        ("\x1b[0n", Answer::Reached),
        ("\x1b[?62;22c", Answer::Attributes { sixels: false }),
        ("\x1b[?63;1;4;22c", Answer::Attributes { sixels: true }),
        ("\x1b[6;17;8t", Answer::Cell { width: 8, height: 17 }),
        ("\x1b_Gi=31;OK\x1b\\", Answer::Graphics),
        ("\x1b[?1;2c", Answer::Attributes { sixels: false }),
        ("\x1b[>41;354;0c", Answer::Device { kind: 41, version: 354 }),
        ("\x1b[?2026;2$y", Answer::Mode { mode: 2026, state: 2 }),
        ("\x1b[?15u", Answer::KeyboardFlags(15)),
        ("\x1b[12;40R", Answer::Other),
        ("\x1b[>4;2m", Answer::Other),
        ("\x1b]11;rgb:1c1c/ff/0\x07", Answer::Background(0x1c, 255, 0)),
        ("\x1b]11;rgb:1c1c/ffff/0000\x1b\\", Answer::Background(0x1c, 255, 0)),
        ("\x1b]11;rgb:zz/1/2\x1b\\", Answer::Other),
        ("\x1bP>|kitty(0.26.5)\x1b\\", name("kitty(0.26.5)")),
        ("\x1bP1$r48:2::1:2:3m\x1b\\", Answer::Setting("48:2::1:2:3m".to_owned())),
        ("\x1bP0$r\x1b\\", Answer::Other),
        ("\x1b[8;60;200t", Answer::Other),
    ] {
        assert_eq!(read(bytes.as_bytes()), [Input::Answer(wanted)], "{bytes:?}");
    }
}

#[test]
fn an_escape_just_before_an_answer_is_a_key() {
    for answer in ["\x1b[0n", "\x1b[?2026;2$y", "\x1b]11;rgb:zz/1/2\x1b\\"] {
        let found = read(format!("\x1b{answer}").as_bytes());
        assert_eq!(keys(&found[..1]), "Escape", "{answer:?}");
        assert!(matches!(found[1..], [Input::Answer(_)]), "{answer:?}: {found:?}");
    }
}

#[test]
fn pastes_focus_and_mouse() {
    let mouse = |deed, column, row| Mouse { deed, column, row, control: false, alt: false, shift: false };
    let paste = |text: &str| vec![Input::Paste(text.to_owned())];
    for (bytes, wanted) in [
        ("\x1b[200~hi\r\nthere\rß\x1b[201~", paste("hi\nthere\nß")),
        ("\x1b[200~\x1b[A\x1b[20\x1b[201~", paste("[A[20")),
        ("\x1b[200~\x1b\x1b[201~", paste("")),
        ("\x1b[200~a\x1b[2", paste("a")),
        ("\x1b[I", vec![Input::Focus(true)]),
        ("\x1b[O", vec![Input::Focus(false)]),
        ("\x1b[<0;5;7M", vec![Input::Mouse(mouse(MouseDeed::Down(0), 4, 6))]),
        ("\x1b[<2;5;7m", vec![Input::Mouse(mouse(MouseDeed::Up(2), 4, 6))]),
        ("\x1b[<32;5;7M", vec![Input::Mouse(mouse(MouseDeed::Drag(0), 4, 6))]),
        ("\x1b[<64;1;1M", vec![Input::Mouse(mouse(MouseDeed::Wheel(-1), 0, 0))]),
        ("\x1b[<80;1;1M", vec![Input::Mouse(Mouse { control: true, ..mouse(MouseDeed::Wheel(-1), 0, 0) })]),
        ("\x1b[<35;1;1M", vec![]),
        ("\x1b[M !!", vec![]),
        ("\x1b[5;6z", vec![Input::Unknown("CSI 5;6z".to_owned())]),
    ] {
        assert_eq!(read(bytes.as_bytes()), wanted, "{bytes:?}");
    }
}

#[test]
fn a_lone_escape_waits_a_moment_and_parts_of_a_sequence_find_each_other() {
    let mut parser = Parser::new();
    assert_eq!(parser.wait(NOW), None);
    assert_eq!(fed(&mut parser, b"\x1b"), []);
    assert_eq!(parser.wait(NOW), Some(Duration::from_millis(50)));
    let mut out = Vec::new();
    parser.tick(NOW + Duration::from_millis(49), &mut out);
    assert_eq!(out, []);
    parser.feed(b"[A", NOW + Duration::from_millis(49), &mut out);
    assert_eq!(keys(&out), "Up");
    assert_eq!(parser.wait(NOW), None);
    assert_eq!(fed(&mut parser, b"\x1b"), []);
    let mut out = Vec::new();
    parser.tick(NOW + Duration::from_millis(50), &mut out);
    assert_eq!(keys(&out), "Escape");
    fed(&mut parser, b"\x1b[?1u\x1b");
    assert_eq!(parser.wait(NOW), Some(Duration::from_secs(1)));
}

#[test]
fn what_never_ends_is_dropped_in_time() {
    for (bytes, seconds) in
        [("\x1b[1;2", 1), ("\x1bO", 1), ("\x1b]11;rgb", 2), ("\x1bP>|x\x1b", 2), ("\u{f6}", 0)]
    {
        let mut parser = Parser::new();
        assert!(keys(&fed(&mut parser, bytes.as_bytes())).len() <= 2, "{bytes:?}");
        let mut out = Vec::new();
        parser.tick(NOW + Duration::from_secs(seconds), &mut out);
        parser.feed(b"z", NOW + Duration::from_secs(seconds), &mut out);
        assert_eq!(keys(&out), "z", "{bytes:?}");
    }
}

/// Answers of terminals, whole.
fn answers() -> impl Strategy<Value = String> {
    prop_oneof![
        "\x1b\\[\\?[0-9;]{0,12}[cunR]",
        "\x1b\\[>[0-9;]{0,12}[cm]",
        "\x1b\\[\\?[0-9;]{1,9}\\$y",
        "\x1b\\[[0-9]{1,3};[0-9]{3}R",
        "\x1b\\[[0-9]{1,2}n",
        "\x1b\\][0-9]{1,2};[ -~]{0,30}(\x07|\x1b\\\\)",
        "\x1bP[ -~]{0,40}\x1b\\\\",
        "\x1b_[ -~äö]{0,40}\x1b\\\\",
    ]
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 2_000, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn answers_never_type(answer in answers()) {
        let typed = read(answer.as_bytes()).into_iter().find(|input| matches!(input, Input::Key { .. }));
        // The same bytes are F3 with Shift, Alt or Control; nobody can tell which.
        let place = answer.strip_prefix("\x1b[").and_then(|rest| rest.strip_suffix('R')?.split_once(';'));
        let place = place.and_then(|(row, column)| Some((row.parse().ok()?, column.parse().ok()?)));
        let is_f3 = matches!(place, Some((1u16, 2..=16u16)));
        prop_assert!(typed.is_none() || is_f3, "{:?}", typed);
    }

    #[test]
    fn any_bytes_in_any_packets_mean_the_same(
        parts in prop::collection::vec(prop_oneof![
            prop::collection::vec(any::<u8>(), 0..20),
            answers().prop_map(String::into_bytes),
            "\x1b\\[[0-9:;]{0,9}[A-Za-z~$^@]".prop_map(String::into_bytes),
            Just(b"\x1b[200~".to_vec()),
            Just(b"\x1b[201~".to_vec()),
        ], 0..12),
    ) {
        let whole = parts.concat();
        let mut together = Parser::new();
        let mut wanted = fed(&mut together, &whole);
        let mut parser = Parser::new();
        let mut found: Vec<Input> = parts.iter().flat_map(|part| fed(&mut parser, part)).collect();
        together.tick(LATER, &mut wanted);
        parser.tick(LATER, &mut found);
        prop_assert_eq!(&found, &wanted);
        for input in found {
            if let Input::Key { key: Key { code: segno::studio::key::KeyCode::Char(character), .. }, .. } = input {
                prop_assert!(!character.is_control());
            }
        }
    }
}
