//! The loop of everyone at the studio: keys in, turns of the studio, pictures out. Draws only what has changed. One terminal may be
//! slow or go: the others never wait for it.

use super::appearance::Appearance;
use super::terminal::input::Input;
use super::terminal::line::{Facts, Farewell, Line};
use super::terminal::reader::Event;
use super::terminal::session::Terminal;
use crate::io::standard_error::StandardError;
use crate::studio::Studio;
use crate::studio::board::settle;
use crate::studio::company::Present;
use crate::studio::following::follow;
use crate::studio::input;
use crate::studio::notices::Weight;
use crate::studio::outlook;
use crate::studio::pointer;
use crate::studio::seat::Seat;
use crate::studio::tour;
use serde::{Deserialize, Serialize};
use std::io;
use std::path::PathBuf;
use std::sync::Arc;
use std::sync::mpsc::{Receiver, RecvTimeoutError, Sender, channel};
use std::time::{Duration, Instant};

/// Between two pictures while something moves.
const FRAME: Duration = Duration::from_millis(33);
/// The same on a slow line.
const FRUGAL_FRAME: Duration = Duration::from_millis(100);
/// Between two looks at the studio while nothing moves.
const REST: Duration = Duration::from_millis(100);
/// The most that is taken in before everyone sees what came of it.
const MOST_AT_ONCE: usize = 256;

/// Why the loop ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Ended {
    /// Somebody has ended it.
    Left,
    /// The last terminal is gone, or the system wants the program to end.
    Gone,
}

/// What is done between two turns.
pub type Deed = Box<dyn FnOnce(&mut Studio, &mut Room) + Send>;

/// What the loop is told.
pub enum Message {
    /// Something about the terminal of that number.
    Terminal(u32, Event),
    /// To be done between two turns: somebody comes in, or asks how things are.
    Deed(Deed),
    /// The system wants the program to end.
    Stop,
}

/// What somebody who comes in wants.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Wishes {
    /// The theme; none: as the settings say.
    pub theme: Option<String>,
    /// Few redraws, for slow lines.
    pub frugal: bool,
    /// Lines of words in place of pictures, for screen readers.
    pub screen_reader: bool,
    /// Only to look: nothing can be changed from this seat.
    pub watch: bool,
    /// What the person is called; none: as the seat says.
    pub name: Option<String>,
    /// The song that he came for; none: whatever is shown.
    pub song: Option<PathBuf>,
}

/// A seat and the terminal that shows it.
struct Shown {
    /// The number by which messages name the terminal.
    terminal_number: u32,
    seat: Seat,
    terminal: Terminal,
    look: Appearance,
    frame: Duration,
    changed: bool,
    /// Something was typed since the last turn.
    pressed: bool,
    drawn: Option<Instant>,
}

/// Why somebody is shown nothing more.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Parting {
    /// He has ended everything.
    Ends,
    /// He leaves it running.
    Detaches,
    /// The terminal is gone.
    Gone,
    /// The system wants the end.
    Stops,
}

/// Everyone at the studio.
pub struct Room {
    shown: Vec<Shown>,
    /// Terminals that are shown nothing more, and let go with the room.
    over: Vec<Terminal>,
    /// Seats whose terminal is not there, the one that was left last at the end.
    empty: Vec<Seat>,
    /// The number of the seat that did something last.
    last: u16,
    standard_error: Option<Arc<StandardError>>,
    messages: Receiver<Message>,
}

impl Shown {
    /// How long until the next picture may be drawn.
    fn due(&self) -> Duration {
        self.drawn.map_or(Duration::ZERO, |at| self.frame.saturating_sub(at.elapsed()))
    }

    fn draw(&mut self, studio: &Studio) {
        let Shown { seat, terminal, look, .. } = self;
        terminal.draw(|frame, canvas| look.draw_with(frame, studio, seat, canvas));
        (self.changed, self.drawn) = (false, Some(Instant::now()));
    }

    /// Does what has been typed; the reason if that was the last of it.
    fn attend(&mut self, studio: &mut Studio) -> Option<Parting> {
        let Shown { seat, terminal, .. } = self;
        while let Some(input) = terminal.next_input() {
            studio.act(seat);
            match input {
                Input::Key { key, stroke, base } => input::press_at(studio, seat, key, base, stroke),
                Input::Mouse(mouse) => pointer::point(studio, seat, mouse, Instant::now()),
                Input::Paste(text) => input::paste(studio, seat, &text),
                Input::Focus(false) => input::let_go(studio, seat),
                Input::Stop => return Some(Parting::Stops),
                Input::Gone => return Some(Parting::Gone),
                _ => {}
            }
            // A key's echo does not wait for the next picture.
            (self.changed, self.pressed, self.drawn) = (true, true, None);
            terminal.hurry();
            if seat.leaving {
                return Some(Parting::Ends);
            }
            if seat.detaching {
                break;
            }
        }
        if std::mem::take(&mut seat.suspending) {
            input::let_go(studio, seat);
            terminal.suspend();
        }
        if let Some(text) = studio.to_clipboard.take() {
            terminal.copy(&text);
        }
        std::mem::take(&mut seat.detaching).then_some(Parting::Detaches)
    }
}

impl Room {
    /// A room with one seat, at which nobody sits yet, and the way to tell it things. Lines of standard error become notices where
    /// it is collected.
    pub fn new(seat: Seat, standard_error: Option<Arc<StandardError>>) -> (Room, Sender<Message>) {
        let (to, messages) = channel();
        (
            Room {
                shown: Vec::new(),
                over: Vec::new(),
                empty: vec![seat],
                last: 0,
                standard_error,
                messages,
            },
            to,
        )
    }

    /// Somebody comes in: he gets the seat that was left last, or a new one beside the others. Draws the first picture.
    ///
    /// # Errors
    /// If the line refuses.
    pub fn sit(
        &mut self,
        studio: &mut Studio,
        terminal_number: u32,
        line: Box<dyn Line>,
        facts: Facts,
        wishes: &Wishes,
    ) -> io::Result<()> {
        let terminal = Terminal::new(line, facts)?;
        let mut look = Appearance::new(terminal.capabilities(), studio, wishes.theme.as_deref());
        if wishes.screen_reader {
            look.read_aloud();
        }
        let left = if wishes.watch { None } else { self.empty.pop() };
        let mut seat = left.unwrap_or_else(|| self.beside());
        seat.person.watches = wishes.watch;
        if let Some(name) = &wishes.name {
            seat.person.name = name.chars().filter(|character| !character.is_control()).take(24).collect();
        }
        if seat.person.number == 0 {
            let taken: Vec<u16> = self.seats().map(|seat| seat.person.number).collect();
            seat.person.number = (1..).find(|number| !taken.contains(number)).unwrap_or(u16::MAX);
        }
        seat.key_up = terminal.capabilities().key_up;
        outlook::follow(studio, &mut seat);
        seat.stay_inside(&studio.song().clone());
        if !wishes.watch {
            self.last = seat.person.number;
        }
        seat.reads_aloud = wishes.screen_reader.then_some(true);
        (seat.frugal, seat.is_remote) = (wishes.frugal, terminal.capabilities().ssh);
        let frame = if wishes.frugal { FRUGAL_FRAME } else { FRAME };
        look.changes(studio, &seat, true, true);
        let (changed, pressed, drawn) = (true, false, None);
        self.shown.push(Shown { terminal_number, seat, terminal, look, frame, changed, pressed, drawn });
        self.meet(studio);
        self.draw(studio);
        Ok(())
    }

    /// Everyone is to leave it running.
    pub fn detach_all(&mut self) {
        self.shown.iter_mut().for_each(|shown| shown.seat.detaching = true);
    }

    fn seats(&self) -> impl Iterator<Item = &Seat> {
        self.shown.iter().map(|shown| &shown.seat).chain(&self.empty)
    }

    /// Everyone learns who is there, and where.
    fn meet(&mut self, studio: &mut Studio) {
        let mut present: Vec<Present> = self.shown.iter().map(|shown| Present::of(&shown.seat)).collect();
        present.sort_by_key(|present| present.person.number);
        if studio.company.present != present {
            studio.company.present = present;
            self.shown.iter_mut().for_each(|shown| shown.changed = true);
        }
    }

    /// A new seat beside that of whoever did something last.
    fn beside(&self) -> Seat {
        let last = self.seats().find(|seat| seat.person.number == self.last).or_else(|| self.seats().next());
        last.map_or_else(|| Seat::new(Default::default(), &crate::studio::layout::LAYOUTS[0]), Seat::beside)
    }

    /// Runs until somebody ends it, the system does, or in a studio that ends with its terminal, that is gone. Terminals that were
    /// there until then are let go with the room.
    pub fn run(&mut self, studio: &mut Studio) -> Ended {
        loop {
            self.meet(studio);
            self.draw(studio);
            match self.messages.recv_timeout(self.wait(studio)) {
                Ok(message) => {
                    let more: Vec<Message> = self.messages.try_iter().take(MOST_AT_ONCE).collect();
                    for message in std::iter::once(message).chain(more) {
                        if !self.take(studio, message) {
                            self.dismiss_all(studio, Parting::Stops);
                            return Ended::Gone;
                        }
                    }
                }
                Err(RecvTimeoutError::Timeout) => {}
                Err(RecvTimeoutError::Disconnected) => return Ended::Gone,
            }
            if let Some(ended) = self.attend(studio) {
                return ended;
            }
            self.turn(studio);
        }
    }

    fn draw(&mut self, studio: &mut Studio) {
        for shown in self.shown.iter_mut().filter(|shown| shown.changed && shown.due().is_zero()) {
            settle(studio, &mut shown.seat);
            shown.draw(studio);
        }
    }

    /// How long nothing has to be done if nothing is told.
    fn wait(&self, studio: &Studio) -> Duration {
        let moving = studio.transport.playing.is_some() || studio.audition.is_sounding();
        let wait = |shown: &Shown| {
            let picture = match (shown.changed, moving) {
                (true, _) => shown.due().clamp(Duration::from_millis(5), shown.frame),
                (false, true) => shown.frame,
                (false, false) => REST,
            };
            shown.terminal.wait().map_or(picture, |wait| wait.min(picture))
        };
        // Who listens elsewhere is told of rows in time though nobody looks.
        let rest = if moving && studio.listening.is_on() { FRAME } else { REST };
        self.shown.iter().map(wait).min().unwrap_or(rest)
    }

    /// Takes what is told; `false`: the end is wanted.
    fn take(&mut self, studio: &mut Studio, message: Message) -> bool {
        match message {
            Message::Terminal(number, event) => {
                if let Some(shown) = self.shown.iter_mut().find(|shown| shown.terminal_number == number) {
                    shown.terminal.take(event);
                }
            }
            Message::Deed(deed) => deed(studio, self),
            Message::Stop => return false,
        }
        true
    }

    /// Does what everyone has typed.
    fn attend(&mut self, studio: &mut Studio) -> Option<Ended> {
        let mut index = 0;
        while let Some(shown) = self.shown.get_mut(index) {
            shown.terminal.turn();
            let parting = shown.attend(studio);
            if shown.drawn.is_none() {
                if !shown.seat.person.watches {
                    self.last = shown.seat.person.number;
                }
                self.shown.iter_mut().for_each(|shown| shown.changed = true);
            }
            match parting {
                None => index += 1,
                Some(Parting::Gone) if studio.company.session.is_none() => return Some(Ended::Gone),
                Some(parting @ (Parting::Detaches | Parting::Gone)) => self.part(studio, index, parting),
                Some(parting) => {
                    if parting == Parting::Ends {
                        self.part(studio, index, parting);
                    }
                    self.dismiss_all(studio, parting);
                    return Some(if parting == Parting::Ends { Ended::Left } else { Ended::Gone });
                }
            }
        }
        None
    }

    /// Somebody goes; the seat stays as it is, for whoever comes next.
    fn part(&mut self, studio: &mut Studio, index: usize, parting: Parting) {
        let Shown { mut seat, mut terminal, .. } = self.shown.remove(index);
        input::let_go(studio, &mut seat);
        self.meet(studio);
        // Whoever comes next has not asked to leave it.
        seat.detaching = false;
        self.empty.extend(Some(seat).filter(|seat| !seat.person.watches));
        let session = studio.company.session.as_deref().unwrap_or_default();
        let text = match parting {
            Parting::Detaches => format!("{session} goes on; `segno attach {session}` shows it again"),
            _ => String::new(),
        };
        terminal.dismiss(&Farewell { code: 0, text });
        if parting == Parting::Ends {
            self.over.push(terminal);
        }
    }

    /// Everyone who is still there goes.
    fn dismiss_all(&mut self, studio: &mut Studio, parting: Parting) {
        let session = studio.company.session.as_deref().unwrap_or_default();
        let farewell = match parting {
            Parting::Ends => Farewell { code: 0, text: format!("{session} was ended at another seat") },
            _ => {
                let kept = "what was not saved is kept and offered when the song is opened again";
                Farewell { code: 130, text: format!("{session} was told to end, and has: {kept}") }
            }
        };
        for Shown { mut seat, mut terminal, .. } in self.shown.drain(..) {
            input::let_go(studio, &mut seat);
            terminal.dismiss(&farewell);
            self.over.push(terminal);
        }
        studio.company.present.clear();
    }

    /// A turn of the studio, and what follows from it for everyone.
    fn turn(&mut self, studio: &mut Studio) {
        let told = self.standard_error.iter().flat_map(|collected| collected.lines());
        told.for_each(|line| studio.notices.add(Weight::Aside, line));
        let mut changed = studio.turn();
        let at_keys = |seat: &&mut Seat| (studio.hands_at(seat), seat.person.number == self.last);
        let shown = self.shown.iter_mut().map(|shown| &mut shown.seat).filter(|seat| !seat.person.watches);
        if let Some(seat) = shown.max_by_key(&at_keys).or(self.empty.iter_mut().max_by_key(&at_keys)) {
            outlook::follow(studio, seat);
            settle(studio, seat);
            studio.act(seat);
            studio.arrive(seat);
        }
        changed |= studio.notices.shifted(Instant::now(), REST * 2);
        for Shown { seat, look, changed: shows, pressed, .. } in &mut self.shown {
            outlook::follow(studio, seat);
            settle(studio, seat);
            follow(studio, seat);
            let seen = tour::advance(studio, seat) | changed;
            *shows |= look.follow(studio, seat) | look.changes(studio, seat, std::mem::take(pressed), seen);
        }
    }
}
