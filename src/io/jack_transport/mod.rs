//! JACK's transport: read and moved by a thread of its own, which makes a clock of it for the engine. Where this program was built without
//! JACK there is none, which is said in words.

#[cfg_attr(all(feature = "jack", unix), path = "client.rs")]
#[cfg_attr(not(all(feature = "jack", unix)), path = "absent.rs")]
mod client;

use super::midi::lent::Lent;
use super::moment::micros;
use crate::sequencer::conductor::{Conductor, Motion, Reading, Told};
use crate::sequencer::tempo_map::{Placed, TempoMap};
use client::Client;
use std::sync::atomic::{AtomicBool, Ordering::Relaxed};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::thread::{Builder, JoinHandle, park_timeout};
use std::time::Duration;

/// Between two looks at a transport that moves, and at one that stands.
const LOOKS: [Duration; 2] = [Duration::from_millis(2), Duration::from_millis(10)];
/// Before a server that is not there is looked for again.
const RETRY: Duration = Duration::from_secs(2);

/// Something that the transport is to do.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Order {
    /// Roll from that second on.
    Roll(f64),
    /// Stop where it is.
    Stop,
}

/// What the thread and the owner share.
#[derive(Default)]
struct Board {
    reading: Option<Reading>,
    fault: Option<String>,
    map: Option<Arc<TempoMap>>,
    wish: Option<Placed>,
    prepared: Option<Placed>,
    orders: Vec<Order>,
    port: Option<Lent>,
    late: i64,
}

#[derive(Default)]
struct Shared {
    board: Mutex<Board>,
    stop: AtomicBool,
}

impl Shared {
    fn board(&self) -> MutexGuard<'_, Board> {
        self.board.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// The transport, looked at until this is dropped.
pub struct JackTransport {
    shared: Arc<Shared>,
    thread: Option<JoinHandle<()>>,
}

impl JackTransport {
    /// Begins to look. With a `port` the engine is led: the transport's clock comes in there, and the transport waits where it is started
    /// until the song is ready.
    ///
    /// # Errors
    /// If the system gives no thread.
    pub fn start(port: Option<Lent>) -> std::io::Result<JackTransport> {
        let shared: Arc<Shared> = Arc::default();
        let waits = port.is_some();
        shared.board().port = port;
        let looked = Arc::clone(&shared);
        let thread =
            Builder::new().name("jack transport".to_owned()).spawn(move || look_on(&looked, waits))?;
        Ok(JackTransport { shared, thread: Some(thread) })
    }

    /// The song goes like that.
    pub fn follow_map(&self, map: Arc<TempoMap>) {
        self.shared.board().map = Some(map);
    }

    /// The row from which the next continue is to play, if that is asked.
    pub fn wish(&self) -> Option<Placed> {
        self.shared.board().wish.take()
    }

    /// The engine's next continue plays from there.
    pub fn prepared(&self, row: Placed) {
        self.shared.board().prepared = Some(row);
    }

    /// The transport is to do that.
    pub fn order(&self, order: Order) {
        self.shared.board().orders.push(order);
    }

    /// The engine's sound is so many microseconds later than the transport's frames.
    pub fn set_late(&self, micros: i64) {
        self.shared.board().late = micros;
    }

    /// Where it is; `None` without a server.
    pub fn reading(&self) -> Option<Reading> {
        self.shared.board().reading
    }

    /// Why there is none.
    pub fn fault(&self) -> Option<String> {
        self.shared.board().fault.clone()
    }
}

impl Drop for JackTransport {
    fn drop(&mut self) {
        self.shared.stop.store(true, Relaxed);
        if let Some(thread) = self.thread.take() {
            thread.thread().unpark();
            let _ = thread.join();
        }
    }
}

fn look_on(shared: &Shared, waits: bool) {
    let mut conductor = Conductor::default();
    while !shared.stop.load(Relaxed) {
        match Client::open(waits) {
            Ok(client) => {
                shared.board().fault = None;
                attend(shared, &client, &mut conductor);
            }
            Err(reason) => {
                let mut board = shared.board();
                // What was to be done meanwhile is past.
                board.orders.clear();
                board.fault = Some(reason);
            }
        }
        // What played by it stops.
        conduct(shared, &mut conductor, &Reading::default());
        shared.board().reading = None;
        if !shared.stop.load(Relaxed) {
            park_timeout(RETRY);
        }
    }
}

/// Looks at the transport until the server or the owner is gone.
fn attend(shared: &Shared, client: &Client, conductor: &mut Conductor) {
    while !shared.stop.load(Relaxed) {
        let Some(reading) = client.reading() else {
            shared.board().fault = Some("the server is gone".to_owned());
            return;
        };
        let orders = std::mem::take(&mut shared.board().orders);
        orders.into_iter().for_each(|order| client.order(order));
        conduct(shared, conductor, &reading);
        client.set_ready(reading.motion == Motion::Starting && conductor.is_ready(reading.second));
        park_timeout(LOOKS[usize::from(reading.motion == Motion::Stopped)]);
    }
}

/// Makes a clock of a reading, and tells what is asked.
fn conduct(shared: &Shared, conductor: &mut Conductor, reading: &Reading) {
    let mut board = shared.board();
    board.reading = Some(*reading);
    if let Some(map) = board.map.take() {
        conductor.follow_map(map);
    }
    if let Some(row) = board.prepared.take() {
        conductor.prepared(row);
    }
    let Board { port: Some(port), wish, late, .. } = &mut *board else { return };
    conductor.turn(reading, micros(), &mut |told| match told {
        Told::Prepare(row) => *wish = Some(row),
        Told::Say(at, message) => port.say(at + *late, message),
    });
}
