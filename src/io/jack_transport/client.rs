//! A client of a JACK server that has no sound: it reads the transport, moves it, and makes it wait.

use super::Order;
use crate::io::moment::micros;
use crate::sequencer::conductor::{Motion, Reading};
use jack::{AsyncClient, ClientOptions, ClientStatus, Control, Frames, ProcessHandler, ProcessScope};
use jack::{NotificationHandler, TransportPosition, TransportState};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering::Relaxed};

/// The name under which the server knows it.
const NAME: &str = "segno transport";

/// What the server's threads and ours share.
#[derive(Default)]
struct Flags {
    gone: AtomicBool,
    ready: AtomicBool,
}

struct Watch(Arc<Flags>);

impl NotificationHandler for Watch {
    unsafe fn shutdown(&mut self, _: ClientStatus, _: &str) {
        self.0.gone.store(true, Relaxed);
    }
}

/// One that lets the transport start at once.
struct Quick;

impl ProcessHandler for Quick {
    fn process(&mut self, _: &jack::Client, _: &ProcessScope) -> Control {
        Control::Continue
    }
}

/// One that lets it wait until the song is ready.
struct Slow(Arc<Flags>);

impl ProcessHandler for Slow {
    const SLOW_SYNC: bool = true;

    fn process(&mut self, _: &jack::Client, _: &ProcessScope) -> Control {
        Control::Continue
    }

    fn sync(&mut self, _: &jack::Client, state: TransportState, _: &TransportPosition) -> bool {
        state != TransportState::Starting || self.0.ready.load(Relaxed)
    }
}

enum Active {
    Quick(AsyncClient<Watch, Quick>),
    Slow(AsyncClient<Watch, Slow>),
}

/// The client.
pub(super) struct Client {
    active: Active,
    flags: Arc<Flags>,
}

impl Client {
    /// Opens it; with `waits` the transport starts no sooner than that is allowed, or than the server's patience ends (two seconds).
    pub fn open(waits: bool) -> Result<Client, String> {
        jack::set_logger(jack::LoggerType::None);
        let no = |error: jack::Error| format!("no JACK server answers ({error})");
        let (client, _) = jack::Client::new(NAME, ClientOptions::NO_START_SERVER).map_err(no)?;
        let flags: Arc<Flags> = Arc::default();
        let watch = Watch(Arc::clone(&flags));
        let active = if waits {
            Active::Slow(client.activate_async(watch, Slow(Arc::clone(&flags))).map_err(no)?)
        } else {
            Active::Quick(client.activate_async(watch, Quick).map_err(no)?)
        };
        Ok(Client { active, flags })
    }

    fn client(&self) -> &jack::Client {
        match &self.active {
            Active::Quick(active) => active.as_client(),
            Active::Slow(active) => active.as_client(),
        }
    }

    /// Where the transport is; `None` if the server is gone.
    pub fn reading(&self) -> Option<Reading> {
        if self.flags.gone.load(Relaxed) {
            return None;
        }
        let client = self.client();
        let found = client.transport().query().ok()?;
        let motion = match found.state {
            TransportState::Stopped => Motion::Stopped,
            TransportState::Starting => Motion::Starting,
            TransportState::Rolling => Motion::Rolling,
        };
        let rate = found.pos.frame_rate().unwrap_or(self.rate()).max(1);
        // The server has a clock of its own.
        let passed = found.pos.usecs().map_or(0, |then| client.time() as i64 - then as i64);
        let second = f64::from(found.pos.frame()) / f64::from(rate);
        Some(Reading { motion, second, at: micros() - passed.max(0) })
    }

    fn rate(&self) -> Frames {
        self.client().sample_rate() as Frames
    }

    /// Moves the transport.
    pub fn order(&self, order: Order) {
        let transport = self.client().transport();
        // It fails only where the server is gone, which the next look tells.
        let _ = match order {
            Order::Stop => transport.stop(),
            Order::Roll(second) => {
                let frame = (second.max(0.0) * f64::from(self.rate())).round() as Frames;
                transport.locate(frame).and_then(|()| transport.start())
            }
        };
    }

    /// Whether a transport that waits may start.
    pub fn set_ready(&self, ready: bool) {
        self.flags.ready.store(ready, Relaxed);
    }
}
