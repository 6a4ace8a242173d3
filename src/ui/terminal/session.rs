//! A terminal while it shows a screen: what it sends becomes input, pictures become the few bytes that differ, at its own pace.
//! Nothing here waits: events are given to it, and [`Terminal::wait`] says when it wants to be looked at again.

use super::backend::Shadow;
use super::backend::cell::hide_right_halves;
use super::capabilities::{CELL, Capabilities};
use super::graphics::{Canvas, Picture};
use super::input::parser::Parser;
use super::input::{Answer, Input};
use super::line::{Facts, Farewell, Line};
use super::pace::{Pace, SMALLEST_LIMIT, Stamp};
use super::reader::Event;
use crossterm::Command;
use crossterm::clipboard::CopyToClipboard;
use ratatui::Frame;
use ratatui::backend::Backend;
use std::collections::VecDeque;
use std::io::{self, Write};
use std::time::{Duration, Instant};

/// How soon a line that was busy is looked at again.
const BUSY_WAIT: Duration = Duration::from_millis(10);

/// Tells how much time has passed since any fixed moment.
pub type Clock = Box<dyn Fn() -> Duration + Send>;

/// A terminal.
pub struct Terminal {
    screen: ratatui::Terminal<Shadow<Box<dyn Line>>>,
    term: String,
    capabilities: Capabilities,
    /// It tells itself how large a cell is.
    tells_cell: bool,
    parser: Parser,
    pace: Pace,
    clock: Clock,
    frames: u64,
    pending: VecDeque<Input>,
    /// Its process is stopped: nothing is shown.
    asleep: bool,
    gone: bool,
    /// A key's echo is due.
    hurries: bool,
}

impl Terminal {
    /// The terminal at the end of a line.
    ///
    /// # Errors
    /// None that a line gives.
    pub fn new(line: Box<dyn Line>, facts: Facts) -> io::Result<Terminal> {
        let start = Instant::now();
        Terminal::with_clock(line, facts, Box::new(move || start.elapsed()))
    }

    /// The same where time passes by that clock.
    ///
    /// # Errors
    /// None that a line gives.
    pub fn with_clock(line: Box<dyn Line>, facts: Facts, clock: Clock) -> io::Result<Terminal> {
        let Facts { size: (columns, rows), term, capabilities, answered_in, early } = facts;
        let mut shadow = Shadow::new(line, columns.max(1), rows.max(1), capabilities.colours);
        shadow.set_canvas(capabilities.canvas);
        shadow.set_synchronised(capabilities.synchronised);
        let (mut parser, mut found) = (Parser::new(), Vec::new());
        parser.feed(&early, Duration::ZERO, &mut found);
        let tells_cell = found.iter().any(|input| matches!(input, Input::Answer(Answer::Cell { .. })));
        found.retain(|input| !matches!(input, Input::Answer(_)));
        Ok(Terminal {
            screen: ratatui::Terminal::new(shadow)?,
            term,
            pace: Pace::new(answered_in.filter(|_| capabilities.answers)),
            capabilities,
            tells_cell,
            parser,
            clock,
            frames: 0,
            pending: found.into(),
            asleep: false,
            gone: false,
            hurries: false,
        })
    }

    fn now(&self) -> Duration {
        (self.clock)()
    }

    /// Takes what the terminal or the system tells.
    pub fn take(&mut self, event: Event) {
        match event {
            Event::Bytes(bytes) => {
                let (now, mut found) = (self.now(), Vec::new());
                self.parser.feed(&bytes, now, &mut found);
                found.into_iter().for_each(|input| self.told(input));
            }
            Event::Size(columns, rows) => {
                if self.size() != (columns, rows) {
                    self.screen.backend_mut().resize(columns.max(1), rows.max(1));
                    self.announce_size();
                }
                // Another size of the writing has another size of cells, be there as many of them as before.
                let asks = self.tells_cell && self.capabilities.canvas.is_some();
                self.gone |= asks && self.line().write_all(CELL.as_bytes()).is_err();
            }
            Event::Cell(width, height) if !self.tells_cell => self.set_cell((width, height)),
            Event::Cell(..) => {}
            Event::Continue => {
                if self.line().resume().is_err() {
                    self.gone = true;
                }
                self.wake();
            }
            Event::Stop => self.pending.push_back(Input::Stop),
            Event::Gone => self.gone = true,
        }
    }

    fn told(&mut self, input: Input) {
        match input {
            Input::Answer(Answer::Reached) => self.reached(Stamp::Status),
            Input::Answer(Answer::Attributes { .. }) => self.reached(Stamp::Attributes),
            Input::Answer(Answer::Cell { width, height }) => {
                self.tells_cell = true;
                self.set_cell((width, height));
            }
            Input::Answer(_) => {}
            input => {
                if input == Input::Focus(true) && self.capabilities.multiplexed {
                    self.screen.backend_mut().forget();
                }
                self.pending.push_back(input);
            }
        }
    }

    /// The terminal has come to the end of a frame.
    fn reached(&mut self, stamp: Stamp) {
        self.pace.reached(self.now(), stamp);
        self.flush();
    }

    /// Cells are so large now: pictures of another size are wanted.
    fn set_cell(&mut self, cell: (u16, u16)) {
        let canvas = self.capabilities.canvas.as_mut().filter(|canvas| canvas.cell != cell);
        if let Some(canvas) = canvas {
            canvas.cell = cell;
            self.announce_size();
        }
    }

    /// The next thing that the terminal or the system has told; last, and from then on, that the terminal is gone.
    pub fn next_input(&mut self) -> Option<Input> {
        let gone = self.gone.then_some(Input::Gone);
        self.pending.pop_front().or(gone)
    }

    /// How long from now [`Terminal::turn`] has something to do at the latest; `None`: not before more is told.
    pub fn wait(&self) -> Option<Duration> {
        let now = self.now();
        let line = self.screen.backend();
        let kept = match line.is_waiting() && !self.asleep {
            true if line.line().is_busy() => Some(BUSY_WAIT),
            true => Some(self.pace.wait(now)),
            false => None,
        };
        let told = (self.gone || !self.pending.is_empty()).then_some(Duration::ZERO);
        [kept, told, self.parser.wait(now)].into_iter().flatten().min()
    }

    /// Time has passed: a lone escape becomes a key, frames that were kept back go out.
    pub fn turn(&mut self) {
        let (now, mut found) = (self.now(), Vec::new());
        self.parser.tick(now, &mut found);
        found.into_iter().for_each(|input| self.told(input));
        if self.screen.backend().is_waiting() {
            self.flush();
        }
    }

    /// Whoever holds the terminal has it again: nothing is known of the picture.
    fn wake(&mut self) {
        self.asleep = false;
        self.screen.backend_mut().forget();
        self.announce_size();
    }

    /// Tells the size; one that was not yet told is out of date.
    fn announce_size(&mut self) {
        let (columns, rows) = self.size();
        self.pending.retain(|input| !matches!(input, Input::Resize { .. }));
        self.pending.push_back(Input::Resize { columns, rows });
    }

    /// The next frame shows what a key has done: it goes out though others are under way.
    pub fn hurry(&mut self) {
        self.hurries = true;
    }

    /// Draws a frame, with waves in pixels where they can be shown: only what differs from the last one is sent. If the line is slow it goes out later, unless a newer one
    /// replaces it. If the terminal is gone, [`Terminal::next_input`] tells.
    pub fn draw(&mut self, view: impl FnOnce(&mut Frame, Option<Canvas>) -> Vec<Picture>) {
        if self.gone {
            return;
        }
        // Nothing goes out before its pictures are known.
        self.screen.backend_mut().set_held(true);
        let (canvas, mut pictures) = (self.canvas(), Vec::new());
        let drawn = self.screen.draw(|frame| {
            pictures = view(frame, canvas);
            hide_right_halves(frame.buffer_mut());
        });
        if drawn.is_err() {
            self.gone = true;
        }
        self.screen.backend_mut().set_pictures(pictures);
        self.flush();
        self.hurries &= self.screen.backend().is_waiting();
    }

    fn hold_back(&mut self) {
        let crowded = self.pace.wait(self.now()) > Duration::ZERO;
        let held = self.asleep || (crowded && !(self.hurries && self.pace.has_room_for_echo()));
        if !crowded {
            self.pace.give_up(self.now());
        }
        let limit = if crowded { Some(SMALLEST_LIMIT) } else { self.pace.limit() };
        let stamp = if self.capabilities.answers { self.pace.stamp().question() } else { b"" };
        let backend = self.screen.backend_mut();
        let held = held || backend.line().is_busy();
        backend.set_held(held);
        backend.set_limit(limit);
        backend.set_stamp(stamp);
    }

    /// Sends what waits, if the pace allows.
    fn flush(&mut self) {
        self.hold_back();
        if self.screen.backend().is_waiting() && self.screen.backend_mut().flush().is_err() {
            self.gone = true;
        }
        self.count();
    }

    /// Tells the pace what was just sent.
    fn count(&mut self) {
        let backend = self.screen.backend();
        if backend.frames() > self.frames {
            self.frames = backend.frames();
            self.hurries = false;
            self.pace.sent((self.clock)(), backend.last_frame());
        }
    }

    /// Columns and rows.
    pub fn size(&self) -> (u16, u16) {
        self.screen.backend().size().map_or((1, 1), |size| (size.width, size.height))
    }

    /// How waves are shown in pixels here, unless the line from afar is slow.
    fn canvas(&self) -> Option<Canvas> {
        self.capabilities.canvas.filter(|_| !(self.capabilities.ssh && self.pace.is_slow()))
    }

    /// What this terminal can do.
    pub fn capabilities(&self) -> &Capabilities {
        &self.capabilities
    }

    fn line(&mut self) -> &mut Box<dyn Line> {
        self.screen.backend_mut().out()
    }

    /// Puts a text into the terminal's clipboard (OSC 52), where it has one that programs may write: nobody tells. The Linux console
    /// would print the text.
    pub fn copy(&mut self, text: &str) {
        let mut sequence = String::new();
        let written = CopyToClipboard::to_clipboard_from(text).write_ansi(&mut sequence);
        if self.term != "linux" && written.is_ok() && self.line().write_all(sequence.as_bytes()).is_err() {
            self.gone = true;
        }
    }

    /// Gives the terminal to its shell for a while, as Ctrl-Z does elsewhere.
    pub fn suspend(&mut self) {
        match self.line().suspend() {
            Ok(true) => self.wake(),
            Ok(false) => self.asleep = true,
            Err(_) => self.gone = true,
        }
    }

    /// Nothing more is shown here.
    pub fn dismiss(&mut self, farewell: &Farewell) {
        self.line().dismiss(farewell);
    }
}

#[cfg(test)]
mod tests;
