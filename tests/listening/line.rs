//! An engine that plays, its listening thread and server, and plain clients of that.

use segno::dsp::units::SampleRate;
use segno::engine::link::{AudioEnd, StudioEnd, connect};
use segno::engine::message::{Snapshot, ToEngine};
use segno::instruments::sample::SampleBank;
use segno::io::listening::hub::Hub;
use segno::io::listening::packet::{Head, Kind};
use segno::io::listening::place::Place;
use segno::io::listening::server::Server;
use segno::io::sample_files::load_all;
use segno::sequencer::player::Playing;
use segno::song::Song;
use serde_json::Value;
use std::io::{Read, Write};
use std::net::TcpStream;
use std::path::Path;
use std::sync::Arc;
use std::time::Duration;
use tungstenite::client::IntoClientRequest;
use tungstenite::{Message, WebSocket};

pub const RATE: SampleRate = SampleRate(48_000);
/// Frames of a packet: 10 ms.
pub const PACKET: usize = 480;
/// Only a hang gets there.
pub const PATIENCE: Duration = Duration::from_secs(60);

/// The song that is heard, and its samples.
pub fn song() -> (Song, Arc<SampleBank>) {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("songs");
    let song = segno::io::song_file::read(&folder.join("lamp.ron")).expect("a song");
    let samples = Arc::new(load_all(&folder, &song).bank);
    (song, samples)
}

/// A studio's part of it.
pub struct Stage {
    pub studio: StudioEnd,
    pub hub: Hub,
    pub server: Server,
}

/// An engine that has been told to play, and everything that lets others listen to it.
pub fn stage() -> (Stage, AudioEnd) {
    stage_of(song())
}

/// The same with that song.
pub fn stage_of((song, samples): (Song, Arc<SampleBank>)) -> (Stage, AudioEnd) {
    let (mut studio, audio) = connect(RATE);
    studio.send(ToEngine::Snapshot(Arc::new(Snapshot { song: Arc::new(song), samples })));
    studio.send(ToEngine::Play(Playing::Song { order: 0, row: 0, repeat: true }));
    let hub = Hub::start().expect("a thread");
    hub.connect(studio.take_tap());
    let server = Server::start("127.0.0.1:0".parse().expect("an address"), hub.way()).expect("a server");
    (Stage { studio, hub, server }, audio)
}

impl Stage {
    /// The path of something at the page.
    pub fn path(&self, name: &str) -> String {
        let url = self.server.url();
        let path = url.splitn(4, '/').nth(3).expect("a path");
        format!("/{path}{name}")
    }

    pub fn call(&self) -> TcpStream {
        let stream = TcpStream::connect(self.server.address()).expect("somebody answers");
        stream.set_read_timeout(Some(PATIENCE)).expect("set");
        stream
    }

    /// The status and the body that somebody gets who asks with these headers.
    pub fn ask(&self, path: &str, host: &str, headers: &str) -> (u16, String) {
        let mut stream = self.call();
        let request = format!("GET {path} HTTP/1.1\r\nHost: {host}\r\nConnection: close\r\n{headers}\r\n");
        stream.write_all(request.as_bytes()).expect("sent");
        let mut answer = String::new();
        stream.read_to_string(&mut answer).expect("an answer");
        let status = answer.split(' ').nth(1).and_then(|status| status.parse().ok()).expect("a status");
        let body = answer.split_once("\r\n\r\n").map_or("", |(_, body)| body);
        (status, body.to_owned())
    }

    /// What the page's figures say.
    pub fn figures(&self) -> Value {
        let (status, body) = self.ask(&self.path("figures"), "localhost", "");
        assert_eq!(status, 200);
        serde_json::from_str(&body).expect("JSON")
    }

    /// Waits until the listening thread has taken everything that has been played. What `listener` is sent meanwhile is lost.
    pub fn wait_until_taken(&self, listener: &mut Listener) {
        // It takes what there is after each thing that it is told: when the second has come, it did so after the first.
        for at in [1, 2] {
            self.hub.tell(&Place { at, ..Place::default() });
        }
        while listener.text()["place"]["at"] != 2 {}
    }

    /// Somebody who listens, from the first packet on.
    pub fn listener(&self) -> Listener {
        self.listener_from(&format!("http://{}", self.server.address())).expect("let in")
    }

    /// The same for a page of that origin.
    ///
    /// # Errors
    /// If the server refuses.
    pub fn listener_from(&self, origin: &str) -> Result<Listener, String> {
        let address = format!("ws://{}{}", self.server.address(), self.path("sound"));
        let mut request = address.into_client_request().expect("a request");
        request.headers_mut().insert("Origin", origin.parse().expect("a header"));
        let (line, _) = tungstenite::client(request, self.call()).map_err(|error| error.to_string())?;
        let mut listener = Listener { line, texts: Vec::new() };
        let first = listener.text();
        assert!(first["format"]["rate"] == RATE.0, "the format comes first: {first}");
        Ok(listener)
    }
}

/// A client that speaks WebSocket.
pub struct Listener {
    line: WebSocket<TcpStream>,
    pub texts: Vec<Value>,
}

impl Listener {
    /// Says something.
    pub fn say(&mut self, what: &Value) {
        self.line.send(Message::text(what.to_string())).expect("sent");
    }

    fn next(&mut self) -> Message {
        self.line.read().expect("something comes")
    }

    /// The next document.
    pub fn text(&mut self) -> Value {
        loop {
            if let Message::Text(text) = self.next() {
                return serde_json::from_str(&text).expect("JSON");
            }
        }
    }

    /// The next packet of sound; texts before it are kept.
    pub fn packet(&mut self) -> (Head, Vec<u8>) {
        loop {
            match self.next() {
                Message::Binary(bytes) => {
                    let (head, sound) = Head::read(&bytes).expect("a packet");
                    if head.kind != Kind::Rest {
                        return (head, sound.to_vec());
                    }
                }
                Message::Text(text) => self.texts.push(serde_json::from_str(&text).expect("JSON")),
                _ => {}
            }
        }
    }

    /// Reads until the server closes the line.
    pub fn read_to_the_end(&mut self) -> bool {
        while let Ok(message) = self.line.read() {
            if matches!(message, Message::Close(_)) {
                return true;
            }
        }
        false
    }
}
