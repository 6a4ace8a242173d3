//! Any bytes from the terminal: the parser takes them in whatever packets, never types control characters, and comes to rest.
#![no_main]

use libfuzzer_sys::fuzz_target;
use segno::studio::key::KeyCode;
use segno::ui::terminal::input::Input;
use segno::ui::terminal::input::parser::Parser;
use std::time::Duration;

fuzz_target!(|packets: Vec<Vec<u8>>| {
    let (mut parser, mut whole) = (Parser::new(), Parser::new());
    let (mut found, mut wanted) = (Vec::new(), Vec::new());
    for packet in &packets {
        parser.feed(packet, Duration::ZERO, &mut found);
    }
    whole.feed(&packets.concat(), Duration::ZERO, &mut wanted);
    for (parser, out) in [(&mut parser, &mut found), (&mut whole, &mut wanted)] {
        parser.tick(Duration::from_secs(60), out);
        assert_eq!(parser.wait(Duration::from_secs(60)), None);
    }
    assert_eq!(found, wanted);
    for input in found {
        if let Input::Key { key, .. } = input {
            assert!(!matches!(key.code, KeyCode::Char(character) if character.is_control()), "{key}");
        }
    }
});
