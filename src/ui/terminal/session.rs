//! The terminal while the screen is up.

use super::backend::Shadow;
use super::capabilities::{Capabilities, Environment, KEYBOARD_PUSH};
use super::colour::ColourDepth;
use super::input::{Answer, Input};
use super::pace::{self, Pace};
use super::reader::{Event, Listeners};
use super::system::{self, Output, Source};
use super::tty;
use crate::io::standard_error::StandardError;
use crossterm::Command;
use crossterm::clipboard::CopyToClipboard;
use ratatui::Frame;
use ratatui::backend::Backend;
use std::collections::VecDeque;
use std::io::{self, Write};
use std::sync::mpsc::{Receiver, RecvTimeoutError, channel};
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
const LEAVE: &str = "\x1b[?1004l\x1b[?2004l\x1b[r\x1b[m\x1b[?25h\x1b[?1049l";
const KEYBOARD_POP: &str = "\x1b[<u";
const KEYBOARD_EXTRA_OFF: &str = "\x1b[>4m";
const FENCE: &str = "\x1b[c";

/// How the terminal is opened.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Options {
    /// The user's choice of colours; `None`: as many as the terminal shows.
    pub colours: Option<ColourDepth>,
    /// Buttons, drags and the wheel are told. The terminal's own selection needs shift then.
    pub mouse: bool,
    /// The cursor stays invisible at its place, for themes that draw their own. Screen readers follow it all the same.
    pub invisible_cursor: bool,
}

/// The open terminal. Dropping it gives the terminal back as it was.
pub struct Terminal {
    screen: ratatui::Terminal<Shadow<Output>>,
    output: Output,
    options: Options,
    environment: Environment,
    capabilities: Capabilities,
    pace: Pace,
    start: Instant,
    frames: u64,
    pending: VecDeque<Input>,
    gone: bool,
    told_gone: bool,
    events: Receiver<Event>,
    listeners: Option<Listeners>,
    standard_error: Option<StandardError>,
}

impl Terminal {
    /// Opens the terminal: raw mode, the alternate screen, everything it grants. Asks once what it can do, for a second at most.
    ///
    /// # Errors
    /// If there is no terminal, it is too simple for a screen, or the system gives no threads.
    pub fn open(options: Options) -> io::Result<Terminal> {
        let environment = Environment::of_process();
        if environment.term == "dumb" {
            return Err(io::Error::other("this terminal (TERM=dumb) cannot show a screen"));
        }
        let ((source, stop), output) = (Source::open()?, Output::open()?);
        let standard_error = StandardError::collect()?;
        let (columns, rows) = tty::size();
        let (to, events) = channel();
        tty::install_panic_hook();
        let shadow = Shadow::new(output.clone(), columns, rows, ColourDepth::default());
        let mut terminal = Terminal {
            screen: ratatui::Terminal::new(shadow)?,
            output,
            options,
            environment,
            capabilities: Capabilities::default(),
            pace: Pace::default(),
            start: Instant::now(),
            frames: 0,
            pending: VecDeque::new(),
            gone: false,
            told_gone: false,
            events,
            listeners: None,
            standard_error: Some(standard_error),
        };
        terminal.enter(false)?;
        terminal.listeners = Some(Listeners::start(source, stop, to)?);
        terminal.ask()?;
        Ok(terminal)
    }

    /// Kitty's protocol is pushed wherever it does no harm; only the flags in the answer count.
    fn keyboard(&self) -> [&'static str; 2] {
        if self.environment.term == "linux" { ["", ""] } else { [KEYBOARD_PUSH, KEYBOARD_POP] }
    }

    /// Tells the ways out what to undo.
    fn remember(&self, pop: &str) {
        let mouse = if self.options.mouse { MOUSE_OFF } else { "" };
        let extra = if self.capabilities.keyboard_extra().is_empty() { "" } else { KEYBOARD_EXTRA_OFF };
        let whole = if self.capabilities.synchronised { "\x1b[?2026l" } else { "" };
        let original = self.standard_error.as_ref().and_then(|collected| collected.original().ok());
        tty::remember(&self.output, format!("{whole}{pop}{extra}{mouse}{LEAVE}"), original);
    }

    /// Raw mode and our modes; nothing is known of the picture. `again`: the keyboard may be in our mode already.
    fn enter(&mut self, again: bool) -> io::Result<()> {
        let [push, pop] = self.keyboard();
        self.remember(pop);
        if again {
            system::end_raw()?;
        }
        let (first, extra) = (if again { pop } else { "" }, self.capabilities.keyboard_extra());
        let mouse = if self.options.mouse { MOUSE } else { "" };
        self.screen.backend_mut().forget();
        let entered = system::begin_raw()
            .and_then(|()| self.send(&format!("{ENTER}{first}{push}{extra}{PASTE_AND_FOCUS}{mouse}")));
        entered.inspect_err(|_| {
            tty::leave();
        })
    }

    fn send(&mut self, text: &str) -> io::Result<()> {
        self.output.write_all(text.as_bytes())
    }

    /// Asks what the terminal can do. Keys typed meanwhile are kept.
    fn ask(&mut self) -> io::Result<()> {
        self.send(&self.environment.questions())?;
        let answers = self.answers(ANSWER_WAIT);
        self.capabilities = Capabilities::judge(&self.environment, &answers, self.options.colours);
        let backend = self.screen.backend_mut();
        backend.set_depth(self.capabilities.colours);
        backend.set_synchronised(self.capabilities.synchronised);
        backend.set_invisible(self.options.invisible_cursor);
        backend.set_stamp(if self.capabilities.answers { pace::STAMP } else { b"" });
        self.pace = Pace::new(self.capabilities.answers);
        self.remember(self.keyboard()[1]);
        self.send(self.capabilities.keyboard_extra())
    }

    /// The answers up to the fence; everything else is kept for later.
    fn answers(&mut self, wait: Duration) -> Vec<Answer> {
        let deadline = Instant::now() + wait;
        let mut answers = Vec::new();
        while let Ok(event) = self.events.recv_timeout(deadline.saturating_duration_since(Instant::now())) {
            match event {
                Event::Input(Input::Answer(Answer::Attributes)) => break,
                Event::Input(Input::Answer(answer)) => answers.push(answer),
                Event::Input(Input::Gone) => {
                    self.pending.push_back(Input::Gone);
                    break;
                }
                Event::Input(input) => self.pending.push_back(input),
                Event::Size | Event::Continue => self.refresh(),
            }
        }
        answers
    }

    fn now(&self) -> Duration {
        self.start.elapsed()
    }

    /// The next thing that the terminal or the system tells, or `None` after `timeout`. Frames that were kept back go out
    /// meanwhile.
    pub fn next(&mut self, timeout: Duration) -> Option<Input> {
        let deadline = Instant::now() + timeout;
        loop {
            if let Some(input) = self.pending.pop_front() {
                return Some(self.told(input));
            }
            if self.gone {
                if std::mem::replace(&mut self.told_gone, true) {
                    std::thread::sleep(timeout);
                }
                return Some(Input::Gone);
            }
            let left = deadline.saturating_duration_since(Instant::now());
            let waiting = self.screen.backend().is_waiting();
            let wait = if waiting { left.min(self.pace.wait(self.now())) } else { left };
            match self.events.recv_timeout(wait) {
                Ok(Event::Input(Input::Answer(Answer::Reached))) => {
                    self.pace.reached(self.now());
                    self.flush();
                }
                Ok(Event::Input(Input::Answer(_))) => {}
                Ok(Event::Input(input)) => return Some(self.told(input)),
                Ok(Event::Size) => self.refresh(),
                Ok(Event::Continue) => {
                    if self.enter(true).is_err() {
                        self.lost();
                    }
                    self.refresh();
                    self.announce_size();
                }
                Err(RecvTimeoutError::Timeout) if wait < left => self.flush(),
                Err(RecvTimeoutError::Timeout) => return None,
                Err(RecvTimeoutError::Disconnected) => self.lost(),
            }
        }
    }

    /// Takes note of what is told.
    fn told(&mut self, input: Input) -> Input {
        match input {
            Input::Gone => self.lost(),
            Input::Focus(true) if self.capabilities.multiplexed => self.screen.backend_mut().forget(),
            _ => {}
        }
        input
    }

    fn lost(&mut self) {
        self.gone = true;
    }

    /// Looks at the terminal's size; a new one is told.
    fn refresh(&mut self) {
        let (columns, rows) = tty::size();
        if self.size() != (columns, rows) {
            self.screen.backend_mut().resize(columns, rows);
            self.announce_size();
        }
    }

    /// Tells the size; one that was not yet told is out of date.
    fn announce_size(&mut self) {
        let (columns, rows) = self.size();
        self.pending.retain(|input| !matches!(input, Input::Resize { .. }));
        self.pending.push_back(Input::Resize { columns, rows });
    }

    /// Draws a frame: only what differs from the last one is sent. If the line is slow it goes out later, unless a newer one
    /// replaces it. If the terminal is gone, [`Terminal::next`] tells.
    pub fn draw(&mut self, view: impl FnOnce(&mut Frame)) {
        if self.gone {
            return;
        }
        self.hold_back();
        if self.screen.draw(view).is_err() {
            self.lost();
        }
        self.count();
    }

    fn hold_back(&mut self) {
        let held = self.pace.wait(self.now()) > Duration::ZERO;
        let limit = self.pace.limit();
        let backend = self.screen.backend_mut();
        backend.set_held(held);
        backend.set_limit(limit);
    }

    /// Sends what waits, if the pace allows.
    fn flush(&mut self) {
        self.hold_back();
        if self.screen.backend().is_waiting() && self.screen.backend_mut().flush().is_err() {
            self.lost();
        }
        self.count();
    }

    /// Tells the pace what was just sent.
    fn count(&mut self) {
        let backend = self.screen.backend();
        if backend.frames() > self.frames {
            self.frames = backend.frames();
            self.pace.sent(self.start.elapsed(), backend.last_frame());
        }
    }

    /// Columns and rows.
    pub fn size(&self) -> (u16, u16) {
        self.screen.backend().size().map_or((1, 1), |size| (size.width, size.height))
    }

    /// What this terminal can do.
    pub fn capabilities(&self) -> &Capabilities {
        &self.capabilities
    }

    /// Puts a text into the terminal's clipboard (OSC 52), where it has one that programs may write: nobody tells. The Linux console
    /// would print the text.
    pub fn copy(&mut self, text: &str) {
        let mut sequence = String::new();
        let written = CopyToClipboard::to_clipboard_from(text).write_ansi(&mut sequence);
        if self.environment.term != "linux" && written.is_ok() && self.send(&sequence).is_err() {
            self.lost();
        }
    }

    /// The lines that libraries wrote to standard error since the last call.
    pub fn messages(&self) -> Vec<String> {
        self.standard_error.as_ref().map(StandardError::lines).unwrap_or_default()
    }

    /// Gives the terminal back and stops, as Ctrl-Z does elsewhere; comes back when the shell lets it go on. Does nothing on
    /// systems whose shells stop no programs.
    pub fn suspend(&mut self) {
        if !system::JOBS || !tty::leave() {
            return;
        }
        system::stop_job();
        if self.enter(false).is_err() {
            self.lost();
        }
        self.refresh();
        self.announce_size();
    }
}

impl Drop for Terminal {
    /// Pops the keyboard's mode first and waits for what is under way, so that no release lands in the shell.
    fn drop(&mut self) {
        let under_way = self.capabilities.keyboard_flags != 0 || self.pace.is_waiting();
        if under_way && !self.gone && !std::thread::panicking() {
            let pop = self.keyboard()[1];
            if self.send(&format!("{pop}{FENCE}")).is_ok() {
                self.remember("");
                self.answers(LEAVE_WAIT);
            }
        }
        tty::leave();
        self.listeners = None;
    }
}
