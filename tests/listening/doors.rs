//! Who is let in.

use super::line::stage;
use std::io::{Read, Write};
use std::time::Duration;

#[test]
fn the_page_comes_to_whoever_has_its_address_and_asks_nothing_of_others() {
    let (stage, _audio) = stage();
    let (status, page) = stage.ask(&stage.path(""), "127.0.0.1:8765", "");
    assert_eq!(status, 200);
    assert!(page.contains("AudioWorkletProcessor") && page.contains("role=\"status\""));
    assert!(!page.contains("{{nonce}}") && page.contains("<script nonce=\""));
    for outside in ["src=\"http", "href=\"http", "@import", "url("] {
        assert!(!page.contains(outside), "{outside}");
    }
    let other = stage.ask(&stage.path(""), "localhost", "").1;
    assert_ne!(page, other, "what marks its parts is never the same");
    assert_eq!(stage.ask(stage.path("").trim_end_matches('/'), "localhost", "").0, 308);
    assert_eq!(stage.ask(&stage.path("other"), "localhost", "").0, 404);
}

#[test]
fn a_wrong_token_finds_nothing_and_learns_nothing() {
    let (stage, _audio) = stage();
    let right = stage.path("");
    let flipped = if right.ends_with("0/") { "1/" } else { "0/" };
    let near = format!("{}{flipped}", &right[..right.len() - 2]);
    for path in ["/", "/figures", "//figures", "/0/", "/../", near.as_str(), &near.replace('/', "")] {
        let path = if path.starts_with('/') { path.to_owned() } else { format!("/{path}") };
        for name in ["", "sound", "figures"] {
            assert_eq!(stage.ask(&format!("{path}{name}"), "localhost", ""), (404, String::new()), "{path}");
        }
    }
}

#[test]
fn no_more_than_sixty_four_are_inside_at_once() {
    let (stage, _audio) = stage();
    let idle: Vec<_> = (0..64).map(|_| stage.call()).collect();
    let mut waiting = stage.call();
    write!(waiting, "GET {} HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n", stage.path(""))
        .expect("sent");
    waiting.set_read_timeout(Some(Duration::from_millis(500))).expect("set");
    let mut answer = [0; 12];
    assert!(waiting.read(&mut answer).is_err(), "it is not let in yet");
    drop(idle);
    waiting.set_read_timeout(None).expect("set");
    waiting.read_exact(&mut answer).expect("an answer");
    assert_eq!(&answer, b"HTTP/1.1 200");
}

#[test]
fn a_name_that_somebody_lets_point_here_is_refused() {
    let (stage, _audio) = stage();
    for host in ["evil.example", "evil.example:80", "localhost.evil.example", "192.168.1.4", ""] {
        for name in ["", "figures", "sound"] {
            let asked = stage.ask(&stage.path(name), host, "");
            assert_eq!(asked, (403, String::new()), "{host}");
        }
    }
}

#[test]
fn sound_comes_to_our_own_page_alone() {
    let (stage, _audio) = stage();
    for origin in ["http://evil.example", "null", "http://127.0.0.1:1", "https://localhost"] {
        let refused = stage.listener_from(origin).err().expect("refused");
        assert!(refused.contains("403"), "{origin}: {refused}");
    }
    let upgrade = "Connection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==\r\n";
    assert_ne!(stage.ask(&stage.path("sound"), "localhost", upgrade).0, 101, "no origin at all");
    assert!(stage.server.listeners().is_empty());
    stage.listener();
}

#[test]
fn there_is_room_for_sixteen() {
    let (stage, _audio) = stage();
    let listeners: Vec<_> = (0..16).map(|_| stage.listener()).collect();
    let origin = format!("http://{}", stage.server.address());
    assert!(stage.listener_from(&origin).err().expect("refused").contains("503"));
    drop(listeners);
}

#[test]
fn the_port_is_on_this_machine_alone_and_goes_with_the_server() {
    let (stage, _audio) = stage();
    let address = stage.server.address();
    assert!(address.ip().is_loopback());
    let mut listener = stage.listener();
    drop(stage.server);
    assert!(listener.read_to_the_end(), "the line is closed in good order");
    assert!(std::net::TcpStream::connect(address).is_err());
}
