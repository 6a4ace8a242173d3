//! Ports that we send to. The engine says ahead of time at which of its frames something is to be heard; a thread sends it when that
//! frame leaves the loudspeakers.

use super::sent::Sent;
use super::{CLIENT, Event, PortInfo, Shared, held};
use crate::engine::link::midi::{ANYWHERE, Sent as Said};
use crate::engine::live::PORTS;
use crate::io::moment::micros;
use crate::midi::message::Message;
use crate::midi::writer::Bytes;
use midir::{MidiOutput, MidiOutputConnection, MidiOutputPort};
use std::collections::BTreeMap;
use std::sync::atomic::{AtomicBool, Ordering::Relaxed};
use std::sync::{Arc, Mutex};
use std::thread::{Builder, JoinHandle};
use std::time::Duration;

/// Between two looks at what the engine has said.
const LOOK: Duration = Duration::from_millis(1);
/// Microseconds that a message may lie ahead; beyond, its stamp is wrong, and it goes at once.
const FARTHEST: i64 = 3_000_000;

/// A port that is open.
struct Port {
    name: String,
    connection: MidiOutputConnection,
    sent: Sent,
}

impl Port {
    /// One that does not take it is closed by whoever watches.
    fn send(&mut self, message: Message) {
        if let Some(bytes) = Bytes::of(message) {
            let _ = self.connection.send(bytes.as_slice());
            self.sent.heed(message);
        }
    }

    /// Brings what is played there to rest.
    fn rest(&mut self) {
        std::mem::take(&mut self.sent).rest(|message| self.send(message));
    }

    fn close(mut self) {
        self.rest();
        self.connection.close();
    }
}

type Open = BTreeMap<u8, Port>;

/// The ports that are sent to, and the thread that does so.
pub(super) struct Outgoing {
    shared: Arc<Shared>,
    open: Arc<Mutex<Open>>,
    listed: Vec<PortInfo>,
    places: BTreeMap<String, u8>,
    refused: Vec<String>,
    thread: Option<JoinHandle<()>>,
    stop: Arc<AtomicBool>,
}

impl Outgoing {
    pub fn new(shared: Arc<Shared>) -> Outgoing {
        Outgoing {
            shared,
            open: Arc::default(),
            listed: Vec::new(),
            places: BTreeMap::new(),
            refused: Vec::new(),
            thread: None,
            stop: Arc::default(),
        }
    }

    pub fn listed(&self) -> Vec<PortInfo> {
        self.listed.clone()
    }

    /// Opens what is wanted and there, closes what is not.
    pub fn follow(&mut self, _: &MidiOutput, found: &[(String, MidiOutputPort)]) {
        let wanted = held(&self.shared.board).wanted.clone();
        let open = Arc::clone(&self.open);
        let mut open = held(&open);
        let over = |name: &String| !wanted.contains(name) || !found.iter().any(|(other, _)| other == name);
        let gone: Vec<u8> =
            open.iter().filter(|(_, port)| over(&port.name)).map(|(place, _)| *place).collect();
        for place in gone {
            if let Some(port) = open.remove(&place) {
                let name = port.name.clone();
                port.close();
                self.shared.tell(Event::OutputGone(place, name));
            }
        }
        self.refused.retain(|name| found.iter().any(|(other, _)| other == name));
        for (name, port) in found.iter().filter(|(name, _)| wanted.contains(name)) {
            if open.values().any(|other| other.name == *name) || self.refused.contains(name) {
                continue;
            }
            let taken = |place: &u8| open.contains_key(place);
            let before = self.places.get(name).copied().filter(|place| !taken(place));
            let Some(place) = before.or_else(|| (0..PORTS as u8).find(|place| !taken(place))) else {
                continue;
            };
            let opened = MidiOutput::new(CLIENT)
                .map_err(|error| error.to_string())
                .and_then(|output| output.connect(port, "out").map_err(|error| error.to_string()));
            match opened {
                Ok(connection) => {
                    self.places.insert(name.clone(), place);
                    open.insert(place, Port { name: name.clone(), connection, sent: Sent::default() });
                    self.shared.tell(Event::OutputOpened(place, name.clone()));
                }
                Err(reason) => {
                    self.refused.push(name.clone());
                    self.shared.tell(Event::Notice(format!("MIDI port {name} does not open: {reason}")));
                }
            }
        }
        let place = |name: &str| open.iter().find(|(_, other)| other.name == name).map(|(place, _)| *place);
        self.listed =
            found.iter().map(|(name, _)| PortInfo { name: name.clone(), place: place(name) }).collect();
        let needed = !open.is_empty();
        drop(open);
        if needed && self.thread.is_none() {
            self.begin();
        }
    }

    fn begin(&mut self) {
        let (shared, open, stop) = (Arc::clone(&self.shared), Arc::clone(&self.open), Arc::clone(&self.stop));
        let thread = Builder::new().name("midi out".to_owned()).spawn(move || send_on(&shared, &open, &stop));
        match thread {
            Ok(thread) => self.thread = Some(thread),
            Err(error) => self.shared.tell(Event::Notice(format!("no MIDI is sent: {error}"))),
        }
    }
}

impl Drop for Outgoing {
    fn drop(&mut self) {
        self.stop.store(true, Relaxed);
        if let Some(thread) = self.thread.take() {
            let _ = thread.join();
        }
    }
}

/// Sends what the engine says, each at its moment, until the owner is gone; then everything that is played there comes to rest.
fn send_on(shared: &Shared, open: &Mutex<Open>, stop: &AtomicBool) {
    let mut waiting: Vec<(i64, Said)> = Vec::new();
    while !stop.load(Relaxed) {
        let now = micros();
        if let Some(sending) = held(&shared.sending).as_mut() {
            while let Some(sent) = sending.take() {
                let at = sending.moment(sent.at).filter(|at| (now..now + FARTHEST).contains(at));
                waiting.push((at.unwrap_or(now), sent));
            }
        }
        waiting.sort_by_key(|(at, _)| *at);
        let due = waiting.partition_point(|(at, _)| *at <= now);
        if due > 0 {
            let mut open = held(open);
            waiting.drain(..due).for_each(|(_, sent)| send(&mut open, sent));
        }
        let next =
            waiting.first().map_or(LOOK, |(at, _)| Duration::from_micros((at - micros()).max(0) as u64));
        std::thread::sleep(next.min(LOOK));
    }
    held(open).values_mut().for_each(Port::rest);
}

fn send(open: &mut Open, Said { to, message, .. }: Said) {
    let ports = open.iter_mut().filter(|(place, _)| to & 1 << **place != 0 || to == ANYWHERE);
    ports.for_each(|(_, port)| port.send(message));
}
