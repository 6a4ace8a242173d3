//! MIDI ports: all that the machine has, opened as they come and closed as they go, by name. Messages that come in go straight to the
//! engine; what the engine sends out is sent by a thread at the moment when it is to be heard. Knows no songs.

pub mod lent;
mod input;
mod output;
mod sent;
mod supervisor;

use crate::engine::link::midi::{MidiEnd, SendingEnd};
use std::collections::{BTreeMap, BTreeSet, VecDeque};
use std::sync::atomic::{AtomicBool, Ordering::Relaxed};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::thread::{Builder, JoinHandle};
use supervisor::Supervisor;

/// The name under which other programs see this one.
pub const CLIENT: &str = "segno";
/// The name of the port of our own that other programs can send to.
pub const VIRTUAL: &str = "segno: in";

/// A port of the machine.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PortInfo {
    /// Its name, without numbers that change when it is plugged in again; a number behind it where several have one name.
    pub name: String,
    /// The place at which the engine knows it, while it is open.
    pub place: Option<u8>,
}

/// The ports that there are.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Listed {
    /// Those that send to us.
    pub inputs: Vec<PortInfo>,
    /// Those that we can send to.
    pub outputs: Vec<PortInfo>,
}

/// What has happened at the ports.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Event {
    /// A port that sends to us is open at that place.
    Opened(u8, String),
    /// It is gone.
    Gone(u8, String),
    /// A port that we send to is open at that place.
    OutputOpened(u8, String),
    /// It is gone.
    OutputGone(u8, String),
    /// There is no MIDI on this machine, for that reason.
    Absent(String),
    /// Something to tell the user.
    Notice(String),
}

/// What the threads and the owner of [`Ports`] share.
#[derive(Default)]
struct Board {
    /// Ports that are not to be opened.
    closed: BTreeSet<String>,
    /// Ports that are sent to.
    wanted: BTreeSet<String>,
    /// Ports of other machines, by their places.
    lent: BTreeMap<u8, String>,
    listed: Listed,
    events: VecDeque<Event>,
}

struct Shared {
    board: Mutex<Board>,
    /// The engine's end; whichever port has something takes it for a moment.
    engine: Mutex<Option<MidiEnd>>,
    /// What the engine sends.
    sending: Mutex<Option<SendingEnd>>,
    stop: AtomicBool,
}

fn held<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

impl Shared {
    fn tell(&self, event: Event) {
        /// More than that nobody reads.
        const MOST: usize = 1_000;
        let mut board = held(&self.board);
        if board.events.len() < MOST {
            board.events.push_back(event);
        }
    }
}

/// The ports, watched until this is dropped.
pub struct Ports {
    shared: Arc<Shared>,
    threads: Vec<JoinHandle<()>>,
}

impl Ports {
    /// Begins to watch. `closed` are not opened; `wanted` are sent to. Where there is no MIDI at all that becomes one notice.
    ///
    /// # Errors
    /// If the system gives no thread.
    pub fn start(closed: BTreeSet<String>, wanted: BTreeSet<String>) -> std::io::Result<Ports> {
        let board = Mutex::new(Board { closed, wanted, ..Board::default() });
        let shared = Arc::new(Shared {
            board,
            engine: Mutex::default(),
            sending: Mutex::default(),
            stop: AtomicBool::new(false),
        });
        let mut ports = Ports { shared: Arc::clone(&shared), threads: Vec::new() };
        let supervisor = Supervisor::new(Arc::clone(&shared));
        let watch = Builder::new().name("midi ports".to_owned());
        ports.threads.push(watch.spawn(move || supervisor.run())?);
        Ok(ports)
    }

    /// From now on messages go to that engine, and come from it.
    pub fn connect(&self, engine: Option<MidiEnd>, sending: Option<SendingEnd>) {
        *held(&self.shared.engine) = engine;
        *held(&self.shared.sending) = sending;
    }

    /// Which ports are not to be opened, and which are sent to.
    pub fn choose(&self, closed: BTreeSet<String>, wanted: BTreeSet<String>) {
        let mut board = held(&self.shared.board);
        (board.closed, board.wanted) = (closed, wanted);
    }

    /// The ports that there are.
    pub fn listed(&self) -> Listed {
        held(&self.shared.board).listed.clone()
    }

    /// What has happened since the last call.
    pub fn events(&self) -> Vec<Event> {
        held(&self.shared.board).events.drain(..).collect()
    }
}

impl Drop for Ports {
    fn drop(&mut self) {
        self.shared.stop.store(true, Relaxed);
        for thread in self.threads.drain(..) {
            thread.thread().unpark();
            let _ = thread.join();
        }
    }
}

/// The machine's ports, without opening any. The sound library may write to standard error.
///
/// # Errors
/// If there is no MIDI here, in the library's words.
pub fn list() -> Result<Listed, String> {
    supervisor::list()
}

/// A name as the machine tells it, without the numbers of ALSA that change from one plugging to the next: `Keys:Keys MIDI 1 24:0`.
fn plain(name: &str) -> String {
    let digits = |text: &str| !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
    let plain = match name.rsplit_once(' ') {
        Some((plain, numbers)) if numbers.split_once(':').is_some_and(|(a, b)| digits(a) && digits(b)) => {
            plain
        }
        _ => name,
    };
    let plain = plain.trim();
    match plain.split_once(':') {
        // A device that calls its port as itself.
        Some((client, port)) if port.starts_with(client) => port.to_owned(),
        _ => plain.replace(':', ": ").replace(":  ", ": "),
    }
}

/// Names of ports in their order, with numbers behind those that are not the first of their name.
fn unique(names: impl Iterator<Item = String>) -> Vec<String> {
    let mut known: Vec<String> = Vec::new();
    for name in names {
        let same = |other: &String| {
            *other == name || other.strip_prefix(&name).is_some_and(|rest| rest.starts_with(" ("))
        };
        let before = known.iter().filter(|other| same(other)).count();
        known.push(if before == 0 { name } else { format!("{name} ({})", before + 1) });
    }
    known
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_device_has_its_name_wherever_it_is_plugged_in() {
        assert_eq!(plain("Launchkey:Launchkey MIDI 1 24:0"), "Launchkey MIDI 1");
        assert_eq!(plain("Launchkey:Launchkey MIDI 1 28:0"), "Launchkey MIDI 1");
        assert_eq!(plain("segno:in 128:0"), "segno: in");
        assert_eq!(plain("USB MIDI 2"), "USB MIDI 2");
        assert_eq!(plain("a2j: Keys [20] (capture)"), "a2j: Keys [20] (capture)");
        assert_eq!(plain(""), "");
    }

    #[test]
    fn devices_of_one_name_are_told_apart() {
        let names = ["Keys", "Pads", "Keys", "Keys"].map(str::to_owned).into_iter();
        assert_eq!(unique(names), ["Keys", "Pads", "Keys (2)", "Keys (3)"]);
    }
}
