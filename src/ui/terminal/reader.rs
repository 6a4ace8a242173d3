//! The thread that reads the terminal and what waits for signals. Both end with the screen.

use super::input::Input;
use super::input::parser::Parser;
use super::system::{SignalListener, Source, Stop};
use std::io;
use std::sync::mpsc::Sender;
use std::thread::JoinHandle;
use std::time::Instant;

/// What the listeners tell.
#[derive(Debug, PartialEq, Eq)]
pub enum Event {
    /// For the program.
    Input(Input),
    /// The terminal's size may be another one.
    Size,
    /// The process was stopped and goes on.
    #[cfg_attr(not(unix), expect(dead_code, reason = "no shell stops a program there"))]
    Continue,
}

/// What came while a [`Source`] waited.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Came {
    /// Nothing, for as long as was asked; or the waiting was disturbed.
    Nothing,
    /// So many bytes, at least 1.
    Bytes(usize),
    /// Another size of the terminal.
    #[cfg_attr(unix, expect(dead_code, reason = "a signal tells of it there"))]
    Size,
    /// The end: the terminal is gone.
    Gone,
    /// The wish to listen no longer.
    Stop,
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
    pub fn start(source: Source, stop: Stop, to: Sender<Event>) -> io::Result<Listeners> {
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
fn read(mut source: Source, to: &Sender<Event>) {
    let mut parser = Parser::new();
    let start = Instant::now();
    let mut bytes = [0; 4_096];
    let mut found = Vec::new();
    loop {
        let came = source.wait(parser.wait(start.elapsed()), &mut bytes);
        match came {
            Came::Stop => return,
            Came::Nothing => parser.tick(start.elapsed(), &mut found),
            Came::Bytes(count) => parser.feed(&bytes[..count], start.elapsed(), &mut found),
            Came::Size if to.send(Event::Size).is_err() => return,
            Came::Size => {}
            Came::Gone => found.push(Input::Gone),
        }
        for input in found.drain(..) {
            if to.send(Event::Input(input)).is_err() {
                return;
            }
        }
        if came == Came::Gone {
            return;
        }
    }
}
