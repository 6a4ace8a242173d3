//! The thread that watches which ports there are: the library does not tell.

use super::input::Incoming;
use super::output::Outgoing;
use super::{CLIENT, Event, Listed, PortInfo, Shared, VIRTUAL, held, plain, unique};
use crate::engine::live::PORTS;
use midir::{MidiIO, MidiInput, MidiInputConnection, MidiOutput};
use std::collections::BTreeMap;
use std::sync::Arc;
use std::sync::atomic::Ordering::Relaxed;
use std::time::Duration;

/// Between two looks at the ports.
const LOOK: Duration = Duration::from_millis(500);
/// Ports that only give back what they get: nobody plays there.
const ECHOES: &[&str] = &["Midi Through", "Midi through"];

/// Names and ports of one direction, without our own.
fn ports<T: MidiIO>(all: &T) -> Vec<(String, T::Port)> {
    let known = all.ports().into_iter().filter_map(|port| Some((plain(&all.port_name(&port).ok()?), port)));
    let (names, ports): (Vec<String>, Vec<T::Port>) =
        known.filter(|(name, _)| !name.starts_with(CLIENT)).unzip();
    unique(names.into_iter()).into_iter().zip(ports).collect()
}

fn names<T: MidiIO>(all: &T) -> Vec<PortInfo> {
    ports(all).into_iter().map(|(name, _)| PortInfo { name, place: None }).collect()
}

pub(super) fn list() -> Result<Listed, String> {
    let (inputs, outputs) = clients()?;
    Ok(Listed { inputs: names(&inputs), outputs: names(&outputs) })
}

fn clients() -> Result<(MidiInput, MidiOutput), String> {
    let inputs = MidiInput::new(CLIENT).map_err(|error| error.to_string())?;
    let outputs = MidiOutput::new(CLIENT).map_err(|error| error.to_string())?;
    Ok((inputs, outputs))
}

pub(super) struct Supervisor {
    shared: Arc<Shared>,
    /// Open ports by their places, with their names.
    open: BTreeMap<u8, (String, MidiInputConnection<Incoming>)>,
    /// The place that a name had last.
    places: BTreeMap<String, u8>,
    outgoing: Outgoing,
    /// Names that did not open, which was told.
    refused: Vec<String>,
}

impl Supervisor {
    pub fn new(shared: Arc<Shared>) -> Supervisor {
        let outgoing = Outgoing::new(Arc::clone(&shared));
        Supervisor { shared, open: BTreeMap::new(), places: BTreeMap::new(), outgoing, refused: Vec::new() }
    }

    /// Watches until the owner is gone.
    pub fn run(mut self) {
        let (inputs, outputs) = match clients() {
            Ok(clients) => clients,
            Err(reason) => {
                self.shared.tell(Event::Absent(reason));
                return;
            }
        };
        self.open_virtual();
        while !self.shared.stop.load(Relaxed) {
            let found = ports(&inputs);
            self.close(&found);
            found.iter().for_each(|(name, port)| self.open(name, port));
            self.outgoing.follow(&outputs, &ports(&outputs));
            self.show(&found);
            std::thread::park_timeout(LOOK);
        }
    }

    /// A port of our own, which other programs can send to.
    #[cfg(unix)]
    fn open_virtual(&mut self) {
        use midir::os::unix::VirtualInput;
        let incoming = Incoming::new(0, VIRTUAL.to_owned(), Arc::clone(&self.shared));
        let Ok(input) = MidiInput::new(CLIENT) else { return };
        if let Ok(connection) = input.create_virtual(
            "in",
            |stamp, bytes, incoming: &mut Incoming| incoming.take(stamp, bytes),
            incoming,
        ) {
            self.keep(0, VIRTUAL, connection);
        }
    }

    #[cfg(not(unix))]
    fn open_virtual(&mut self) {}

    fn keep(&mut self, place: u8, name: &str, connection: MidiInputConnection<Incoming>) {
        self.places.insert(name.to_owned(), place);
        self.open.insert(place, (name.to_owned(), connection));
        self.shared.tell(Event::Opened(place, name.to_owned()));
    }

    /// The place of a name: the one that it had before, or a free one.
    fn place(&self, name: &str) -> Option<u8> {
        let board = held(&self.shared.board);
        let free = |place: &u8| !self.open.contains_key(place) && !board.lent.contains_key(place);
        let before = self.places.get(name).copied().filter(free);
        let unknown = |place: &u8| free(place) && !self.places.values().any(|taken| taken == place);
        before.or_else(|| (0..PORTS as u8).find(unknown)).or_else(|| (0..PORTS as u8).find(free))
    }

    fn open(&mut self, name: &str, port: &midir::MidiInputPort) {
        let is_open = self.open.values().any(|(open, _)| open == name);
        let echo = ECHOES.iter().any(|echo| name.starts_with(echo));
        if is_open
            || echo
            || held(&self.shared.board).closed.contains(name)
            || self.refused.iter().any(|it| it == name)
        {
            return;
        }
        let Some(place) = self.place(name) else {
            return self.refuse(name, &format!("{PORTS} ports are open already"));
        };
        let incoming = Incoming::new(place, name.to_owned(), Arc::clone(&self.shared));
        let take = |stamp: u64, bytes: &[u8], incoming: &mut Incoming| incoming.take(stamp, bytes);
        let opened = MidiInput::new(CLIENT)
            .map_err(|error| error.to_string())
            .and_then(|input| input.connect(port, "in", take, incoming).map_err(|error| error.to_string()));
        match opened {
            Ok(connection) => self.keep(place, name, connection),
            Err(reason) => self.refuse(name, &reason),
        }
    }

    fn refuse(&mut self, name: &str, reason: &str) {
        self.refused.push(name.to_owned());
        self.shared.tell(Event::Notice(format!("MIDI port {name} does not open: {reason}")));
    }

    /// Closes what is gone, or is not wanted any more.
    fn close(&mut self, found: &[(String, midir::MidiInputPort)]) {
        let closed = held(&self.shared.board).closed.clone();
        let there = |name: &str| name == VIRTUAL || found.iter().any(|(other, _)| other == name);
        let over: Vec<u8> = self
            .open
            .iter()
            .filter(|(_, (name, _))| !there(name) || closed.contains(name))
            .map(|(place, _)| *place)
            .collect();
        for place in over {
            if let Some((name, connection)) = self.open.remove(&place) {
                connection.close();
                self.shared.tell(Event::Gone(place, name));
            }
        }
        self.refused.retain(|name| found.iter().any(|(other, _)| other == name));
    }

    /// Shows what there is.
    fn show(&self, found: &[(String, midir::MidiInputPort)]) {
        let own =
            (self.open.contains_key(&0) && self.places.get(VIRTUAL) == Some(&0)).then(|| VIRTUAL.to_owned());
        let all = own.into_iter().chain(found.iter().map(|(name, _)| name.clone()));
        let place =
            |name: &str| self.open.iter().find(|(_, (open, _))| open == name).map(|(place, _)| *place);
        let inputs = all.map(|name| PortInfo { place: place(&name), name }).collect();
        held(&self.shared.board).listed = Listed { inputs, outputs: self.outgoing.listed() };
    }
}
