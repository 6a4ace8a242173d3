//! The threads that listen: one reads the terminal, one waits for signals. Both end with the screen.

use super::input::Input;
use super::input::parser::Parser;
use super::tty;
use signal_hook::consts::{SIGCONT, SIGHUP, SIGINT, SIGTERM, SIGWINCH};
use signal_hook::iterator::{Handle, Signals};
use std::io;
use std::os::fd::{AsRawFd, OwnedFd};
use std::sync::mpsc::Sender;
use std::thread::JoinHandle;
use std::time::Instant;

/// What the threads tell.
#[derive(Debug, PartialEq, Eq)]
pub enum Event {
    /// For the program.
    Input(Input),
    /// The terminal's size may be another one.
    Size,
    /// The process was stopped and goes on.
    Continue,
}

/// Both threads. Dropping it ends them.
#[derive(Debug)]
pub struct Listeners {
    stop: Option<io::PipeWriter>,
    signals: Handle,
    threads: Vec<JoinHandle<()>>,
}

impl Listeners {
    /// Starts both.
    ///
    /// # Errors
    /// If the system gives no thread, pipe or signal handler.
    pub fn start(input: OwnedFd, to: Sender<Event>) -> io::Result<Listeners> {
        let mut signals = Signals::new([SIGWINCH, SIGCONT, SIGTERM, SIGINT, SIGHUP])?;
        let handle = signals.handle();
        let (stopped, stop) = io::pipe()?;
        let mut listeners = Listeners { stop: Some(stop), signals: handle, threads: Vec::new() };
        let keys = to.clone();
        let thread = std::thread::Builder::new().name("terminal".into());
        listeners.threads.push(thread.spawn(move || read(&input, &stopped, &keys))?);
        let thread = std::thread::Builder::new().name("signals".into());
        listeners.threads.push(thread.spawn(move || {
            let mut asked = false;
            for signal in signals.forever() {
                let event = match signal {
                    SIGWINCH => Event::Size,
                    SIGCONT => Event::Continue,
                    SIGHUP => Event::Input(Input::Gone),
                    _ if asked => {
                        tty::leave();
                        let _ = signal_hook::low_level::emulate_default_handler(signal);
                        return;
                    }
                    _ => {
                        asked = true;
                        Event::Input(Input::Stop)
                    }
                };
                if to.send(event).is_err() {
                    return;
                }
            }
        })?);
        Ok(listeners)
    }
}

impl Drop for Listeners {
    fn drop(&mut self) {
        self.stop = None;
        self.signals.close();
        for thread in self.threads.drain(..) {
            let _ = thread.join();
        }
    }
}

/// Reads until the terminal goes, nobody listens, or the other end of `stopped` is dropped.
fn read(input: &OwnedFd, stopped: &io::PipeReader, to: &Sender<Event>) {
    let mut parser = Parser::new();
    let start = Instant::now();
    let mut bytes = [0; 4_096];
    let mut found = Vec::new();
    loop {
        let wait = parser.wait(start.elapsed());
        let wait = wait.map_or(-1, |wait| i32::try_from(wait.as_millis() + 1).unwrap_or(i32::MAX));
        let ready = tty::poll([(input.as_raw_fd(), libc::POLLIN), (stopped.as_raw_fd(), libc::POLLIN)], wait);
        let gone = match ready {
            Ok([_, stopped]) if stopped != 0 => return,
            Ok([0, _]) => {
                parser.tick(start.elapsed(), &mut found);
                false
            }
            Ok([ready, _]) if ready & libc::POLLIN == 0 => true,
            Ok(_) => match tty::read(input, &mut bytes) {
                Ok(0) => true,
                Ok(count) => {
                    parser.feed(&bytes[..count], start.elapsed(), &mut found);
                    false
                }
                Err(error) => !passes(&error),
            },
            Err(error) => !passes(&error),
        };
        found.extend(gone.then_some(Input::Gone));
        for input in found.drain(..) {
            if to.send(Event::Input(input)).is_err() {
                return;
            }
        }
        if gone {
            return;
        }
    }
}

/// Whether trying again may help.
fn passes(error: &io::Error) -> bool {
    matches!(error.kind(), io::ErrorKind::Interrupted | io::ErrorKind::WouldBlock)
}
