//! What is written to a terminal, on a thread of its own: one that takes nothing makes nobody wait. Pictures are put in only while it
//! has nothing to do, so what waits stays short.

use std::io::{self, ErrorKind, Write};
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

/// With more bytes than this before a terminal, it is behind.
const BEHIND: usize = 16 << 10;

/// What is written at once: more than most pictures, and what a pseudo terminal takes before somebody reads it.
const PIECE: usize = 4 << 10;

/// How long a terminal may take to get what is left before its shell has it again.
pub const LAST_WAIT: Duration = Duration::from_secs(1);

/// Hears whether the terminal is behind, each time that changes, and again each time that one which is behind has taken something; must
/// not wait for long.
pub type Heard = Box<dyn FnMut(bool) + Send>;

#[derive(Default)]
struct State {
    bytes: Vec<u8>,
    /// Bytes that are being written.
    sending: usize,
    is_behind: bool,
    heard: Option<Heard>,
    closing: bool,
    broken: bool,
}

impl State {
    fn waiting(&self) -> usize {
        self.bytes.len() + self.sending
    }

    /// One that is behind has taken so many bytes more.
    fn took(&mut self, count: usize) {
        self.sending = self.sending.saturating_sub(count);
        if self.is_behind && self.waiting() > 0 {
            self.heard.iter_mut().for_each(|heard| heard(true));
        }
    }

    /// Said while nobody else can change it, so that the last word is the true one.
    fn say(&mut self) {
        let is_behind = if self.is_behind { self.waiting() > 0 } else { self.waiting() > BEHIND };
        if std::mem::replace(&mut self.is_behind, is_behind) != is_behind {
            self.heard.iter_mut().for_each(|heard| heard(is_behind));
        }
    }
}

#[derive(Default)]
struct Shared {
    state: Mutex<State>,
    changed: Condvar,
}

impl Shared {
    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// What is to be written next; `None`: there will be no more.
    fn next(&self) -> Option<Vec<u8>> {
        let mut state = self.state();
        state.sending = 0;
        state.say();
        self.changed.notify_all();
        while state.bytes.is_empty() {
            if state.closing {
                return None;
            }
            state = self.changed.wait(state).unwrap_or_else(PoisonError::into_inner);
        }
        state.sending = state.bytes.len();
        Some(std::mem::take(&mut state.bytes))
    }
}

/// The way to the thread; clones lead to the same one.
#[derive(Clone)]
pub struct Writer {
    shared: Arc<Shared>,
}

impl Writer {
    /// Starts the thread that writes to `out`. It ends after [`Writer::close`], or when `out` takes nothing more.
    ///
    /// # Errors
    /// If the system gives no thread.
    pub fn start(mut out: impl Write + Send + 'static) -> io::Result<Writer> {
        let shared = Arc::<Shared>::default();
        let own = Arc::clone(&shared);
        std::thread::Builder::new().name("to the terminal".into()).spawn(move || {
            while let Some(bytes) = own.next() {
                let written = bytes.chunks(PIECE).try_for_each(|piece| {
                    out.write_all(piece)?;
                    own.state().took(piece.len());
                    Ok::<(), io::Error>(())
                });
                if written.and_then(|()| out.flush()).is_err() {
                    let mut state = own.state();
                    (state.broken, state.sending) = (true, 0);
                    state.bytes.clear();
                    state.say();
                    own.changed.notify_all();
                    return;
                }
            }
        })?;
        Ok(Writer { shared })
    }

    /// From now on this one hears when the terminal is behind and when it has everything again.
    pub fn watch(&self, heard: Heard) {
        self.shared.state().heard = Some(heard);
    }

    /// Whether something is still on its way.
    pub fn is_busy(&self) -> bool {
        self.shared.state().waiting() > 0
    }

    /// Waits until the terminal has everything, so long at most; whether it has.
    pub fn settle(&self, patience: Duration) -> bool {
        let until = Instant::now() + patience;
        let mut state = self.shared.state();
        loop {
            let left = until.saturating_duration_since(Instant::now());
            if state.waiting() == 0 || state.broken || left.is_zero() {
                return state.waiting() == 0;
            }
            let changed = &self.shared.changed;
            state = changed.wait_timeout(state, left).unwrap_or_else(PoisonError::into_inner).0;
        }
    }

    /// What waits will not be written.
    pub fn forget(&self) {
        let mut state = self.shared.state();
        state.bytes.clear();
        state.say();
        self.shared.changed.notify_all();
    }

    /// Nothing more will come; nobody waits for what is left.
    pub fn close(&self) {
        let mut state = self.shared.state();
        (state.closing, state.heard) = (true, None);
        self.shared.changed.notify_all();
    }
}

impl Write for Writer {
    /// Takes all of it at once.
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        let mut state = self.shared.state();
        if state.broken {
            return Err(ErrorKind::BrokenPipe.into());
        }
        state.bytes.extend_from_slice(bytes);
        state.say();
        self.shared.changed.notify_all();
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::io::Read;
    use std::sync::mpsc::channel;

    #[test]
    fn a_terminal_that_takes_nothing_makes_nobody_wait_and_gets_everything_later() {
        let (mut reader, pipe) = io::pipe().expect("a pipe");
        let mut writer = Writer::start(pipe).expect("a thread");
        let (to, told) = channel();
        writer.watch(Box::new(move |behind| _ = to.send(behind)));
        // Far more than a pipe holds, and nobody reads.
        let picture: Vec<u8> = (0..1 << 20).map(|number: u32| (number % 251) as u8).collect();
        writer.write_all(&picture).expect("taken");
        assert_eq!(told.recv(), Ok(true));
        assert!(writer.is_busy() && !writer.settle(Duration::ZERO));
        writer.write_all(b"last").expect("taken");
        let mut came = vec![0; picture.len() + 4];
        reader.read_exact(&mut came).expect("everything");
        assert!(came.starts_with(&picture) && came.ends_with(b"last"));
        let mut progress = 0;
        while told.recv() == Ok(true) {
            progress += 1;
        }
        assert!(progress > 100, "each piece that it took was told: {progress}");
        assert!(!writer.is_busy() && writer.settle(Duration::ZERO));
        drop(reader);
        while writer.write_all(b"nobody").is_ok() {
            std::thread::yield_now();
        }
        assert!(!writer.is_busy(), "nothing is on its way to nobody");
    }
}
