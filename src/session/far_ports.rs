//! The MIDI ports of a client that has called from another machine: what they send goes to the engine here.

use crate::io::midi::lent::Lent;
use crate::ui::run::Message;
use std::collections::BTreeMap;
use std::sync::mpsc::{Sender, channel};
use std::time::Duration;

/// How long the studio may take to find a place for a port.
const PLACE_WAIT: Duration = Duration::from_secs(5);
/// The longest name, in characters.
const LONGEST_NAME: usize = 60;

/// The ports, by the places that they have there.
#[derive(Default)]
pub struct FarPorts(BTreeMap<u8, Lent>);

impl FarPorts {
    /// A port has come, or with no name has gone: its place, and its name.
    pub fn named(&mut self, told: &[u8], to: &Sender<Message>) {
        let Some((place, name)) = told.split_first() else { return };
        self.0.remove(place);
        let name = String::from_utf8_lossy(name);
        let name: String =
            name.chars().filter(|character| !character.is_control()).take(LONGEST_NAME).collect();
        if name.is_empty() {
            return;
        }
        let (answer, answered) = channel();
        let deed = Message::Deed(Box::new(move |studio, _| {
            // Whoever has asked may have gone: then the port goes too.
            let _ = answer.send(studio.midi.lend(&name));
        }));
        if to.send(deed).is_ok()
            && let Ok(Some(lent)) = answered.recv_timeout(PLACE_WAIT)
        {
            self.0.insert(*place, lent);
        }
    }

    /// A port has sent something: its place, the microsecond there (64 bits), and the bytes.
    pub fn take(&mut self, told: &[u8]) {
        if let Some((place, rest)) = told.split_first()
            && let Some((stamp, bytes)) = rest.split_first_chunk::<8>()
            && let Some(port) = self.0.get_mut(place)
        {
            port.take(u64::from_le_bytes(*stamp), bytes);
        }
    }
}
