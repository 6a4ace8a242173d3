//! The MIDI ports here, played there: what they send goes over the line to the session on the other machine.

use super::client::Voice;
use super::protocol::{Kind, encode};
use crate::engine::link::midi::wire;
use crate::io::midi::{Event, Ports};
use crate::midi::writer::Bytes;
use std::collections::{BTreeMap, BTreeSet};
use std::io;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::thread::JoinHandle;
use std::time::Duration;

/// Between two looks at what was played.
const LOOK: Duration = Duration::from_millis(2);

/// The line that there is now, and how many there have been.
#[derive(Clone, Debug, Default)]
pub struct Slot(Arc<Mutex<(u64, Option<Voice>)>>);

impl Slot {
    /// There is another line now, or none.
    pub fn set(&self, voice: Option<Voice>) {
        let mut slot = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        *slot = (slot.0 + 1, voice);
    }

    fn get(&self) -> (u64, Option<Voice>) {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }
}

/// The ports here, watched until this is dropped.
pub struct Keyboards {
    stop: Arc<AtomicBool>,
    thread: Option<JoinHandle<()>>,
}

impl Keyboards {
    /// Begins to watch; what is played goes to the line that lies in `slot`.
    ///
    /// # Errors
    /// If the system gives no thread.
    pub fn start(slot: Slot) -> io::Result<Keyboards> {
        let ports = Ports::start(BTreeSet::new(), BTreeSet::new())?;
        let stop = Arc::<AtomicBool>::default();
        let own = Arc::clone(&stop);
        let thread = std::thread::Builder::new().name("keys to the line".into()).spawn(move || {
            carry(&ports, &slot, &own);
        })?;
        Ok(Keyboards { stop, thread: Some(thread) })
    }
}

impl Drop for Keyboards {
    fn drop(&mut self) {
        self.stop.store(true, Ordering::Relaxed);
        if let Some(thread) = self.thread.take() {
            let _ = thread.join();
        }
    }
}

/// A port as it is told of.
fn port(place: u8, name: &str) -> Vec<u8> {
    encode(Kind::Port, &[&[place], name.as_bytes()].concat())
}

fn carry(ports: &Ports, slot: &Slot, stop: &AtomicBool) {
    let (end, mut played) = wire();
    ports.connect(Some(end), None);
    let (mut names, mut line) = (BTreeMap::<u8, String>::new(), 0);
    while !stop.load(Ordering::Relaxed) {
        let (number, voice) = slot.get();
        let say = |bytes: Vec<u8>| voice.iter().for_each(|voice| voice.say(&bytes));
        if std::mem::replace(&mut line, number) != number {
            names.iter().for_each(|(place, name)| say(port(*place, name)));
        }
        for event in ports.events() {
            match event {
                Event::Opened(place, name) => {
                    say(port(place, &name));
                    names.insert(place, name);
                }
                Event::Gone(place, _) => {
                    say(port(place, ""));
                    names.remove(&place);
                }
                _ => {}
            }
        }
        while let Some(input) = played.take() {
            let Some(bytes) = Bytes::of(input.message) else { continue };
            let stamp = input.at.0.to_le_bytes();
            say(encode(Kind::Midi, &[&[input.port], &stamp[..], bytes.as_slice()].concat()));
        }
        std::thread::sleep(LOOK);
    }
}
