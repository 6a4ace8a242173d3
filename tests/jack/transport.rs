//! The transport of JACK, followed and led.

use super::screen::Home;
use super::server::{RATE, Server, own};
use jack::{Client, ClientOptions, TransportState};
use segno::engine::link::midi::wire;
use segno::io::jack_transport::JackTransport;
use segno::io::midi::Ports;
use segno::midi::message::Message;
use segno::sequencer::tempo_map::{Placed, TempoMap};
use segno::song::Song;
use std::cell::Cell;
use std::collections::BTreeSet;
use std::ffi::OsString;
use std::sync::Arc;
use std::time::Duration;

/// Runs the ignored test of that name beside a server.
fn beside_a_server(name: &str) {
    if let Some(server) = Server::start(name, false) {
        server.run(&format!("transport::{name}_there"));
    }
}

/// Another program, which moves the transport.
fn other() -> Client {
    jack::set_logger(jack::LoggerType::None);
    Client::new("another", ClientOptions::NO_START_SERVER).expect("a server").0
}

fn wait_for<T>(what: &str, mut found: impl FnMut() -> Option<T>) -> T {
    for _ in 0..6_000 {
        if let Some(found) = found() {
            return found;
        }
        std::thread::sleep(Duration::from_millis(5));
    }
    panic!("{what} did not happen");
}

#[test]
fn the_song_goes_where_the_transport_goes() {
    beside_a_server("the_song_goes_where_the_transport_goes");
}

#[test]
#[ignore = "runs beside a server"]
fn the_song_goes_where_the_transport_goes_there() {
    if own().is_none() {
        return;
    }
    let other = other();
    let (end, mut wire) = wire();
    let ports = Ports::start(BTreeSet::new(), BTreeSet::new()).expect("a thread");
    ports.connect(Some(end), None);
    let transport = JackTransport::start(ports.lend_own("JACK transport")).expect("a thread");
    // 64 rows of 125 ms, 120 BPM.
    let map = TempoMap::of(&Song::default(), || true).expect("a map");
    transport.follow_map(Arc::new(map));
    wait_for("the transport", || transport.reading());
    let row = |second: f64| {
        let row: Placed = wait_for("a row", || transport.wish());
        assert!((row.second - second).abs() < 1e-9, "{row:?}, expected {second}");
        row
    };
    let state = || other.transport().query().expect("a server").state;
    // It is started at a second, waits until the song is ready, and then begins at its row.
    other.transport().locate(RATE).expect("located");
    other.transport().start().expect("started");
    let first = row(1.0);
    assert_eq!(state(), TransportState::Starting, "it waits for the song");
    transport.prepared(first);
    let mut said = Vec::new();
    // Where this machine was busy another row is asked for.
    let begun = Cell::new(0.0);
    let mut hear = |count: usize| {
        said.clear();
        wait_for("messages", || {
            if let Some(row) = transport.wish() {
                begun.set(row.second);
                transport.prepared(row);
            }
            said.extend(std::iter::from_fn(|| wire.take()).map(|input| (input.at.0 as i64, input.message)));
            (said.len() >= count).then(|| said.clone())
        })
    };
    let heard = hear(50);
    assert_eq!(heard[0].1, Message::Continue);
    assert!(heard[1..].iter().all(|(_, message)| *message == Message::Clock), "{heard:?}");
    assert_eq!(heard[0].0, heard[1].0, "its first pulse is its row");
    // Somewhere else: what plays stops, and begins there.
    other.transport().locate(5 * RATE).expect("located");
    let next = row(5.0);
    begun.set(next.second);
    transport.prepared(next);
    let heard = hear(30);
    assert!(heard.iter().any(|(_, message)| *message == Message::Stop), "it stops: {heard:?}");
    let place = heard.iter().rposition(|(_, message)| *message == Message::Continue).expect("it begins");
    other.transport().stop().expect("stopped");
    wait_for("a stop", || (state() == TransportState::Stopped).then_some(()));
    let frame = other.transport().query().expect("a server").pos.frame();
    let last = hear(1);
    let all: Vec<(i64, Message)> = heard[place..].iter().chain(&last).copied().collect();
    let pulses = all.iter().filter(|(_, message)| *message == Message::Clock).count() as f64;
    // 48 pulses of a second.
    let due = (f64::from(frame) / f64::from(RATE) - begun.get()) * 48.0;
    assert!((pulses - due).abs() < 3.0, "{pulses} pulses until {frame}, {due} are due");
    assert_eq!(all.last().map(|(_, message)| *message), Some(Message::Stop));
}

/// The program in a home whose settings say how it stands to the transport.
fn program(role: &str, home: &Home) -> super::screen::Screen {
    // Long enough for the slowest machine.
    let song =
        "(format: 1, tempo: \"120\", order: [(pattern: 0, repeats: 60)], patterns: { 0: (length: 64) })";
    std::fs::write(home.path("a.ron"), song).expect("written");
    let server = ("JACK_DEFAULT_SERVER", OsString::from(own().unwrap_or_default()));
    let start = ("JACK_NO_START_SERVER", OsString::from("1"));
    let mut screen = home.open_in(vec![server, start], (120, 30), &["a.ron", "--device", "jack"]);
    screen.wait_for("a.ron");
    screen.keys(&format!(":jack-transport {role}\r"));
    screen.wait_for("JACK's transport");
    screen.keys(":view-midi\r");
    screen.wait_for("JACK transport: stopped");
    screen
}

#[test]
fn the_program_follows() {
    beside_a_server("the_program_follows");
}

#[test]
#[ignore = "runs beside a server"]
fn the_program_follows_there() {
    if own().is_none() {
        return;
    }
    let (home, other) = (Home::new(), other());
    let mut screen = program("follow", &home);
    other.transport().locate(2 * RATE).expect("located");
    other.transport().start().expect("started");
    screen.wait_for("JACK transport: rolling");
    screen.wait_for("playing");
    screen.wait_for(", leads");
    other.transport().stop().expect("stopped");
    screen.wait_for("JACK transport: stopped");
    screen.wait("rest", |text| !text.contains("playing"));
}

#[test]
fn the_program_leads() {
    beside_a_server("the_program_leads");
}

#[test]
#[ignore = "runs beside a server"]
fn the_program_leads_there() {
    if own().is_none() {
        return;
    }
    let (home, other) = (Home::new(), other());
    let state = || other.transport().query().expect("a server");
    let mut screen = program("lead", &home);
    other.transport().locate(7 * RATE).expect("located");
    screen.keys("\x1b[15~");
    screen.wait_for("JACK transport: rolling");
    let rolling = wait_for("rolling", || Some(state()).filter(|now| now.state == TransportState::Rolling));
    assert!(rolling.pos.frame() < 7 * RATE, "it was located at the song's start: {}", rolling.pos.frame());
    screen.keys("\x1b[19~");
    screen.wait_for("JACK transport: stopped");
    wait_for("a stop", || (state().state == TransportState::Stopped).then_some(()));
}
