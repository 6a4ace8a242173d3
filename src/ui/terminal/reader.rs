//! What tells of the terminal: the thread that reads it and what waits for signals. Both end with the screen.

use super::system::{SignalListener, Source, Stop};
use super::tty;
use std::io;
use std::sync::{Arc, Mutex, PoisonError};
use std::thread::JoinHandle;

/// What is told of a terminal, this process's own or one far away.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Event {
    /// What the terminal sent.
    Bytes(Vec<u8>),
    /// Columns and rows, at least 1; perhaps the same as before.
    Size(u16, u16),
    /// Width and height of a cell in pixels, at least 1, as the system knows them; perhaps the same as before.
    Cell(u16, u16),
    /// The process at the terminal was stopped and goes on.
    Continue,
    /// Someone asks the program to end: SIGTERM, SIGINT or SIGQUIT.
    Stop,
    /// The terminal is gone.
    Gone,
}

/// What came while a source waited.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Came {
    /// Nothing: the waiting was disturbed.
    Nothing,
    /// So many bytes, at least 1.
    Bytes(usize),
    /// Another size of the terminal.
    Size,
    /// The end: the terminal is gone.
    Gone,
    /// The wish to listen no longer.
    Stop,
}

type Hears = Box<dyn FnMut(Event) -> bool + Send>;

/// Who hears what the listeners tell; another one may take over.
#[derive(Clone)]
pub struct Ear(Arc<Mutex<Hears>>);

impl Ear {
    /// This one hears. It answers whether it wants to hear more.
    pub fn new(hears: impl FnMut(Event) -> bool + Send + 'static) -> Ear {
        Ear(Arc::new(Mutex::new(Box::new(hears))))
    }

    /// From now on another one hears, first what was told `earlier`.
    pub fn turn_to(
        &self,
        mut hears: impl FnMut(Event) -> bool + Send + 'static,
        earlier: impl Iterator<Item = Event>,
    ) {
        let mut present = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        earlier.for_each(|event| {
            hears(event);
        });
        *present = Box::new(hears);
    }

    /// Tells; whether anybody wants to hear more.
    pub fn tell(&self, event: Event) -> bool {
        (self.0.lock().unwrap_or_else(PoisonError::into_inner))(event)
    }

    /// Tells the terminal's size, and that of its cells where the system knows it.
    pub fn tell_size(&self) -> bool {
        let (columns, rows) = tty::size();
        let cell = tty::cell().is_none_or(|(width, height)| self.tell(Event::Cell(width, height)));
        self.tell(Event::Size(columns, rows)) && cell
    }
}

/// Both listeners. Dropping it ends them.
#[derive(Debug)]
pub struct Listeners {
    stop: Option<Stop>,
    thread: Option<JoinHandle<()>>,
    _signals: SignalListener,
}

impl Listeners {
    /// Starts both.
    ///
    /// # Errors
    /// If the system gives no thread or signal handler.
    pub fn start(source: Source, stop: Stop, to: Ear) -> io::Result<Listeners> {
        let signals = SignalListener::start(to.clone())?;
        let thread = std::thread::Builder::new().name("terminal".into());
        let thread = thread.spawn(move || read(source, &to))?;
        Ok(Listeners { stop: Some(stop), thread: Some(thread), _signals: signals })
    }
}

impl Drop for Listeners {
    fn drop(&mut self) {
        self.stop = None;
        if let Some(thread) = self.thread.take() {
            let _ = thread.join();
        }
    }
}

/// Reads until the terminal goes, nobody listens, or the source is stopped.
fn read(mut source: Source, to: &Ear) {
    let mut bytes = [0; 4_096];
    loop {
        let heard = match source.wait(&mut bytes) {
            Came::Stop => false,
            Came::Nothing => true,
            Came::Bytes(count) => to.tell(Event::Bytes(bytes[..count].to_vec())),
            Came::Size => to.tell_size(),
            Came::Gone => {
                to.tell(Event::Gone);
                false
            }
        };
        if !heard {
            return;
        }
    }
}
