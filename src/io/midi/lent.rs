//! A port that lies at another machine: what it sends goes the same way as from those here.

use super::input::Incoming;
use super::{Event, Ports, Shared, held};
use crate::engine::live::PORTS;
use crate::midi::message::Message;
use std::sync::Arc;

/// What stands before its name.
pub const FAR: &str = "far: ";

/// A port that lies elsewhere, until this is dropped.
pub struct Lent {
    place: u8,
    name: String,
    shared: Arc<Shared>,
    incoming: Incoming,
}

impl Ports {
    /// A place for a port of another machine; none if all are taken.
    pub fn lend(&self, name: &str) -> Option<Lent> {
        self.lend_own(&format!("{FAR}{name}"))
    }

    /// A place for something of our own that is no port of the machine; none if all are taken.
    pub fn lend_own(&self, name: &str) -> Option<Lent> {
        let name = name.to_owned();
        let mut board = held(&self.shared.board);
        let here: Vec<u8> = board.listed.inputs.iter().filter_map(|port| port.place).collect();
        let free = |place: &u8| !here.contains(place) && !board.lent.contains_key(place);
        // Those here begin at the other end.
        let place = (0..PORTS as u8).rev().find(free)?;
        board.lent.insert(place, name.clone());
        drop(board);
        self.shared.tell(Event::Opened(place, name.clone()));
        let shared = Arc::clone(&self.shared);
        let incoming = Incoming::new(place, name.clone(), Arc::clone(&shared));
        Some(Lent { place, name, shared, incoming })
    }
}

impl Lent {
    /// It says that, at a microsecond of our own clock.
    pub fn say(&self, at: i64, message: Message) {
        if let Some(engine) = held(&self.shared.engine).as_mut() {
            engine.send(self.place, at, message);
        }
    }

    /// Bytes have come, with a stamp of the other machine's clock in microseconds.
    pub fn take(&mut self, stamp: u64, bytes: &[u8]) {
        self.incoming.take(stamp, bytes);
    }
}

impl Drop for Lent {
    fn drop(&mut self) {
        held(&self.shared.board).lent.remove(&self.place);
        self.shared.tell(Event::Gone(self.place, std::mem::take(&mut self.name)));
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::engine::link::midi::wire;
    use crate::midi::message::Message;
    use std::collections::BTreeSet;

    #[test]
    fn a_port_elsewhere_has_a_place_here_while_it_is_lent() {
        let ports = Ports::start(BTreeSet::new(), BTreeSet::new()).expect("a thread");
        let (end, mut out) = wire();
        ports.connect(Some(end), None);
        let mut keys = ports.lend("Keys").expect("a place");
        let other = ports.lend("Pads").expect("a place");
        assert_ne!(keys.place, other.place);
        keys.take(5, &[0x91, 60, 100, 62, 101]);
        let heard: Vec<_> = std::iter::from_fn(|| out.take()).collect();
        let note = |key, velocity| Message::NoteOn { channel: 1, key, velocity };
        assert_eq!(
            heard.iter().map(|input| input.message).collect::<Vec<_>>(),
            [note(60, 100), note(62, 101)]
        );
        assert!(heard.iter().all(|input| input.port == keys.place));
        let place = keys.place;
        drop(keys);
        let events = ports.events();
        assert!(events.contains(&Event::Opened(place, "far: Keys".into())));
        assert!(events.contains(&Event::Gone(place, "far: Keys".into())));
    }
}
