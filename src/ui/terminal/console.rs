//! The terminal of this process: raw mode, the alternate screen, questions and their answers, and the way back to the shell.

use super::capabilities::{Capabilities, Environment, KEYBOARD_PUSH};
use super::colour::ColourDepth;
use super::graphics::{Protocol, kitty};
use super::input::parser::Parser;
use super::input::{Answer, Input};
use super::line::{Facts, Line};
use super::reader::{Ear, Event, Listeners};
use super::system::{self, Output, Source};
use super::tty;
use super::writer::{LAST_WAIT, Writer};
use crate::io::standard_error::StandardError;
use std::io::{self, Write};
use std::sync::Arc;
use std::sync::mpsc::{Receiver, channel};
use std::time::{Duration, Instant};

/// How long the terminal may take to answer the questions at the start.
const ANSWER_WAIT: Duration = Duration::from_secs(1);
/// How long releases and answers under way may take to arrive before the shell reads the keys again.
const LEAVE_WAIT: Duration = Duration::from_millis(200);

/// The alternate screen; then what it has of its own.
const ENTER: &str = "\x1b[?1049h\x1b[r\x1b[m\x1b[2J";
const PASTE_AND_FOCUS: &str = "\x1b[?2004h\x1b[?1004h";
/// Buttons and drags in the SGR form; never every movement.
const MOUSE: &str = "\x1b[?1000h\x1b[?1002h\x1b[?1006h";
const MOUSE_OFF: &str = "\x1b[?1006l\x1b[?1002l\x1b[?1000l";
/// The picture is wiped first: the Linux console, GNU screen and mosh have no screen behind it that would come back.
const LEAVE: &str = "\x1b[?1004l\x1b[?2004l\x1b[r\x1b[m\x1b[?25h\x1b[H\x1b[2J\x1b[?1049l";
const KEYBOARD_POP: &str = "\x1b[<u";
const KEYBOARD_EXTRA_OFF: &str = "\x1b[>4m";
const FENCE: &str = "\x1b[c";

/// How the terminal is opened.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Options {
    /// The user's choice of colours; `None`: as many as the terminal shows.
    pub colours: Option<ColourDepth>,
    /// Buttons, drags and the wheel are told. The terminal's own selection needs shift then. `None`: where nothing speaks against it.
    pub mouse: Option<bool>,
}

/// The open terminal. Dropping it gives the terminal back as it was.
pub struct Console {
    output: Output,
    writer: Writer,
    options: Options,
    environment: Environment,
    capabilities: Capabilities,
    answered_in: Option<Duration>,
    /// What the terminal sent during the questions.
    early: Vec<u8>,
    /// What else was told then, and what is told until somebody listens.
    held: Vec<Event>,
    events: Receiver<Event>,
    ear: Ear,
    listeners: Option<Listeners>,
    standard_error: Option<Arc<StandardError>>,
}

impl Console {
    /// Opens the terminal: raw mode, the alternate screen, everything it grants. Asks once what it can do, for a second at most.
    /// Where standard error is collected, the message of a panic goes to the real one.
    ///
    /// # Errors
    /// If there is no terminal, it is too simple for a screen, or the system gives no threads.
    pub fn open(options: Options, standard_error: Option<Arc<StandardError>>) -> io::Result<Console> {
        let environment = Environment::of_process();
        if environment.term == "dumb" {
            return Err(io::Error::other("this terminal (TERM=dumb) cannot show a screen"));
        }
        let ((source, stop), output) = (Source::open()?, Output::open()?);
        let (to, events) = channel();
        let ear = Ear::new(move |event| to.send(event).is_ok());
        tty::install_panic_hook();
        let writer = Writer::start(output.clone())?;
        let mut console = Console {
            output,
            writer,
            options,
            environment,
            capabilities: Capabilities::default(),
            answered_in: None,
            early: Vec::new(),
            held: Vec::new(),
            events,
            ear: ear.clone(),
            listeners: None,
            standard_error,
        };
        console.enter(false)?;
        console.listeners = Some(Listeners::start(source, stop, ear)?);
        console.ask()?;
        Ok(console)
    }

    /// Where the bytes for the terminal go.
    pub fn output(&self) -> Writer {
        self.writer.clone()
    }

    /// What is known of the terminal, with what was typed since it was opened; once.
    pub fn facts(&mut self) -> Facts {
        Facts {
            size: tty::size(),
            term: self.environment.term.clone(),
            capabilities: self.capabilities.clone(),
            answered_in: self.answered_in,
            early: std::mem::take(&mut self.early),
        }
    }

    /// From now on this one hears what the terminal and the system tell, and what they have told since the questions.
    pub fn listen(&mut self, hears: impl FnMut(Event) -> bool + Send + 'static) {
        self.ear.turn_to(hears, self.held.drain(..).chain(self.events.try_iter()));
    }

    /// Kitty's protocol is pushed wherever it does no harm; only the flags in the answer count.
    fn keyboard(&self) -> [&'static str; 2] {
        if self.environment.term == "linux" { ["", ""] } else { [KEYBOARD_PUSH, KEYBOARD_POP] }
    }

    /// Whether the mouse is asked for. GNU screen holds an Esc back while it watches the mouse.
    fn has_mouse(&self) -> bool {
        self.options.mouse.unwrap_or(!self.environment.screen)
    }

    /// Tells the ways out what to undo.
    fn remember(&self, pop: &str) {
        let mouse = if self.has_mouse() { MOUSE_OFF } else { "" };
        let extra = if self.capabilities.keyboard_extra().is_empty() { "" } else { KEYBOARD_EXTRA_OFF };
        let drawn = self.capabilities.canvas.is_some_and(|canvas| canvas.protocol == Protocol::Kitty);
        let drawn = if drawn { kitty::CLEAR } else { "" };
        let whole = if self.capabilities.synchronised { "\x1b[?2026l" } else { "" };
        let original = self.standard_error.as_ref().and_then(|collected| collected.original().ok());
        let out = (&self.output, &self.writer);
        tty::remember(out, format!("{whole}{drawn}{pop}{extra}{mouse}{LEAVE}"), original);
    }

    /// Raw mode and our modes. `again`: the keyboard may be in our mode already.
    fn enter(&mut self, again: bool) -> io::Result<()> {
        let [push, pop] = self.keyboard();
        self.remember(pop);
        if again {
            system::end_raw()?;
        }
        let (first, extra) = (if again { pop } else { "" }, self.capabilities.keyboard_extra());
        let mouse = if self.has_mouse() { MOUSE } else { "" };
        let entered = system::begin_raw()
            .and_then(|()| self.send(&format!("{ENTER}{first}{push}{extra}{PASTE_AND_FOCUS}{mouse}")));
        entered.inspect_err(|_| {
            tty::leave();
        })
    }

    fn send(&mut self, text: &str) -> io::Result<()> {
        self.writer.write_all(text.as_bytes())
    }

    /// Asks what the terminal can do. Keys typed meanwhile are kept.
    fn ask(&mut self) -> io::Result<()> {
        self.send(&self.environment.questions())?;
        let asked = Instant::now();
        let mut answers;
        (answers, self.early, self.held) = answers_of(&self.events, ANSWER_WAIT);
        self.answered_in = Some(asked.elapsed()).filter(|took| *took < ANSWER_WAIT);
        if let Some((width, height)) = tty::cell()
            && !answers.iter().any(|answer| matches!(answer, Answer::Cell { .. }))
        {
            answers.push(Answer::Cell { width, height });
        }
        self.capabilities = Capabilities::judge(&self.environment, &answers, self.options.colours);
        self.remember(self.keyboard()[1]);
        self.send(self.capabilities.keyboard_extra())
    }
}

/// The answers up to the fence, all bytes that came with them, and what else was told.
fn answers_of(events: &Receiver<Event>, wait: Duration) -> (Vec<Answer>, Vec<u8>, Vec<Event>) {
    let deadline = Instant::now() + wait;
    let mut parser = Parser::new();
    let (mut answers, mut all, mut others, mut found) = (Vec::new(), Vec::new(), Vec::new(), Vec::new());
    let mut fenced = false;
    while !fenced && !others.contains(&Event::Gone) {
        let left = deadline.saturating_duration_since(Instant::now());
        let Ok(event) = events.recv_timeout(left) else { break };
        match event {
            Event::Bytes(bytes) => {
                parser.feed(&bytes, Duration::ZERO, &mut found);
                all.extend(bytes);
            }
            Event::Size(..) | Event::Cell(..) => {}
            event => others.push(event),
        }
        for input in found.drain(..) {
            if let Input::Answer(answer) = input {
                fenced |= matches!(answer, Answer::Attributes { .. });
                answers.push(answer);
            }
        }
    }
    (answers, all, others)
}

impl Write for Console {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.writer.write(bytes)
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

impl Line for Console {
    fn is_busy(&self) -> bool {
        self.writer.is_busy()
    }

    /// Gives the terminal back and stops, as Ctrl-Z does elsewhere; comes back when the shell lets it go on. Does nothing on
    /// systems whose shells stop no programs.
    fn suspend(&mut self) -> io::Result<bool> {
        if system::JOBS {
            self.writer.settle(LAST_WAIT);
        }
        if system::JOBS && tty::leave() {
            system::stop_job();
            self.enter(false)?;
            self.ear.tell_size();
        }
        Ok(true)
    }

    fn resume(&mut self) -> io::Result<()> {
        self.enter(true)
    }
}

impl Drop for Console {
    /// Pops the keyboard's mode first and waits for what is under way, so that no release lands in the shell.
    fn drop(&mut self) {
        let (to, events) = channel();
        self.ear.turn_to(move |event| to.send(event).is_ok(), std::iter::empty());
        let under_way = self.capabilities.keyboard_flags != 0 || self.capabilities.answers;
        if under_way && !std::thread::panicking() {
            let pop = self.keyboard()[1];
            if self.send(&format!("{pop}{FENCE}")).is_ok() {
                self.remember("");
                answers_of(&events, LEAVE_WAIT);
            }
        }
        self.writer.settle(LAST_WAIT);
        tty::leave();
        self.writer.close();
        drop(events);
        self.listeners = None;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_last_answer_is_heard_too() {
        let (to, events) = channel();
        for bytes in [&b"z\x1b[?31u"[..], b"\x1b[?63;1;2;4;6c", b"late"] {
            to.send(Event::Bytes(bytes.to_vec())).expect("heard");
        }
        let (answers, early, _) = answers_of(&events, ANSWER_WAIT);
        assert_eq!(answers, [Answer::KeyboardFlags(31), Answer::Attributes { sixels: true }]);
        assert!(early.starts_with(b"z") && !early.ends_with(b"late"), "what comes later is not waited for");
    }
}
