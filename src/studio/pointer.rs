//! The mouse: what stands under it is what the screen has drawn there, and a click does what keys would do. Nothing needs it.

use super::Studio;
use super::commands::{Answer, Context, find, run_line};
use super::curves;
use super::dragging::drag;
use super::following::leave;
use super::grid::{Place, Selection};
use super::grips::{self, Grip};
use super::input::handled;
use super::key::{Key, KeyCode};
use super::keymap::menu::LEADER;
use super::movement;
use super::prompt::{self, Prompt, run_or_ask};
use super::roll::{drags, marked};
use super::rounds::Round;
use super::seat::{Seat, SheetCursor};
use super::sheets;
use super::view::View;
use super::wave;
use crate::song::Song;
use crate::song::note::Pitch;
use std::time::{Duration, Instant};

/// What the mouse did.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum MouseDeed {
    /// Button 0 (left), 1 (middle), 2 (right) went down.
    Down(u8),
    /// It came up.
    Up(u8),
    /// It moved while held.
    Drag(u8),
    /// The wheel: rows, positive is down.
    Wheel(i8),
    /// The sideways wheel: columns, positive is right.
    Sideways(i8),
}

/// The mouse.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Mouse {
    /// What it did.
    pub deed: MouseDeed,
    /// The column, 0 is the leftmost.
    pub column: u16,
    /// The row, 0 is the topmost.
    pub row: u16,
    /// Control was held.
    pub control: bool,
    /// Alt was held.
    pub alt: bool,
    /// Shift was held.
    pub shift: bool,
}

/// What was drawn somewhere, as far as the mouse can do something with it.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Target {
    /// A field of the grid, and the line of the grid on which it stands.
    Cell {
        /// The round that it is a row of.
        round: Round,
        /// The field.
        place: Place,
        /// The line, from 0.
        line: u16,
    },
    /// The head of a track.
    Track(u16),
    /// A field of the present sheet.
    Field(SheetCursor),
    /// A place of the piano roll.
    Note {
        /// The row of the lane.
        row: u16,
        /// The pitch.
        pitch: Pitch,
    },
    /// A place of the step sequencer.
    Step {
        /// The row of the lane.
        row: u16,
        /// The line.
        line: usize,
    },
    /// A frame of the sample in the editor.
    Frame(u32),
    /// A slot of the matrix: an entry and a track.
    Slot(u16, u16),
    /// A row under a curve.
    CurveRow(u16),
    /// One of the things that match in the prompt's list.
    Thing(usize),
    /// The answer to a question that has this key.
    Answer(char),
    /// Something under the fields of an instrument that can be dragged.
    Grip(Grip),
    /// An entry of the order list, where that is one line.
    Entry(u16),
    /// A section in the live view, by its place.
    Section(usize),
    /// One of the open songs, by its place.
    Tab(usize),
    /// Something that a command does.
    Run(&'static str),
    /// A group of commands, by the letter of the menu.
    Group(char),
    /// A box: what it covers is not there.
    Cover,
}

/// Where something was drawn.
#[derive(Clone, Copy, Debug)]
pub struct Spot {
    /// The leftmost column and the topmost row.
    pub from: (u16, u16),
    /// Columns and rows.
    pub size: (u16, u16),
    /// What it is.
    pub target: Target,
}

impl Spot {
    fn holds(&self, column: u16, row: u16) -> bool {
        let inside = |at: u16, from: u16, size: u16| at >= from && at - from < size;
        inside(column, self.from.0, self.size.0) && inside(row, self.from.1, self.size.1)
    }
}

/// The button as it went down last.
#[derive(Clone, Copy, Debug)]
pub struct Pressed {
    pub(super) at: (u16, u16),
    when: Instant,
    pub(super) target: Option<Target>,
    /// Whether it was the right button, or Control was held: marks where the left one alone draws.
    pub(super) aside: bool,
}

/// Two clicks within this time are a double click.
const DOUBLE: Duration = Duration::from_millis(400);
/// Lines of a page that the wheel goes at once.
const LINES: usize = 3;

/// The mouse did something at the seat's screen.
pub fn point(studio: &mut Studio, seat: &mut Seat, mouse: Mouse, now: Instant) {
    handled(studio, seat, |studio, seat| route(studio, seat, mouse, now));
}

/// What was drawn there, on top; while a prompt waits only what belongs to it.
fn under(seat: &Seat, column: u16, row: u16) -> Option<Target> {
    let spots = seat.spots.borrow();
    let found = spots.iter().rev().find(|spot| spot.holds(column, row)).map(|spot| spot.target);
    let of_prompt = |target: &Target| matches!(target, Target::Thing(_) | Target::Answer(_) | Target::Cover);
    found.filter(|target| seat.prompt.is_none() || of_prompt(target))
}

fn route(studio: &mut Studio, seat: &mut Seat, mouse: Mouse, now: Instant) -> Answer {
    let at = (mouse.column, mouse.row);
    let target = under(seat, mouse.column, mouse.row);
    match mouse.deed {
        MouseDeed::Down(0) => {
            (seat.leader, seat.count) = (Vec::new(), None);
            let again = seat
                .pressed
                .filter(|last| last.at == at && now.saturating_duration_since(last.when) <= DOUBLE);
            if let Some(Pressed { target: Some(first), .. }) = again {
                seat.pressed = None;
                return open(studio, seat, first);
            }
            seat.pressed = Some(Pressed { at, when: now, target, aside: mouse.control });
            target.map_or(Ok(()), |target| choose(studio, seat, target, mouse.shift))
        }
        MouseDeed::Down(2) if matches!(target, Some(Target::Frame(_))) => {
            seat.pressed = Some(Pressed { at, when: now, target, aside: true });
            seat.wave.pen = None;
            drag(studio, seat, target, at)
        }
        // Elsewhere the right button works on notes and steps alone.
        MouseDeed::Down(2) if matches!(target, Some(Target::Note { .. } | Target::Step { .. })) => {
            seat.pressed = Some(Pressed { at, when: now, target, aside: true });
            target.map_or(Ok(()), |target| choose(studio, seat, target, mouse.shift))
        }
        MouseDeed::Down(_) => {
            seat.pressed = None;
            Ok(())
        }
        MouseDeed::Drag(0 | 2) => drag(studio, seat, target, at),
        MouseDeed::Wheel(by) | MouseDeed::Sideways(by) if matches!(target, Some(Target::Entry(_))) => {
            let last = studio.song().order.len().saturating_sub(1);
            let to = usize::from(seat.order).saturating_add_signed(by.signum().into()).min(last);
            run_line(studio, seat, &format!("order {to}"))
        }
        MouseDeed::Wheel(by) if mouse.control || mouse.alt => {
            if let Some(target @ (Target::Note { .. } | Target::Step { .. })) = target {
                choose(studio, seat, target, false)?;
            }
            run_line(studio, seat, turned(seat, by))
        }
        MouseDeed::Wheel(by) if mouse.shift => sideways(studio, seat, by),
        MouseDeed::Wheel(by) => wheel(studio, seat, by),
        MouseDeed::Sideways(by) => sideways(studio, seat, by),
        _ => Ok(()),
    }
}

/// Goes to a field of the grid, which stays on its line of the screen.
fn go(studio: &mut Studio, seat: &mut Seat, round: Round, place: Place, line: u16) {
    leave(studio, seat);
    if round != seat.round() {
        seat.go_to_round(&studio.song().clone(), round);
        seat.selection = None;
    }
    (seat.place, seat.grid_line) = (place, Some(line));
}

/// Goes to a row of the lane at the cursor, within the turn of the lane that is looked at.
pub(super) fn go_to_lane_row(song: &Song, seat: &mut Seat, row: u16) {
    let here = curves::row(song, seat);
    movement::rows_inside(song, seat, i32::from(row) - i32::from(here));
}

/// One click.
fn choose(studio: &mut Studio, seat: &mut Seat, target: Target, shift: bool) -> Answer {
    match target {
        Target::Cell { round, place, line } => {
            let anchor = seat.selection.filter(|_| shift).map_or(seat.place, |marked| marked.anchor);
            go(studio, seat, round, place, line);
            seat.selection = shift.then_some(Selection { anchor, head: place, stays: false });
        }
        Target::Track(track) => {
            seat.place = Place { track, ..seat.place };
            seat.selection = None;
        }
        Target::Field(cursor) => sheets::go(studio, seat, cursor),
        Target::CurveRow(row) => {
            leave(studio, seat);
            go_to_lane_row(studio.song(), seat, row);
        }
        Target::Note { row, pitch } => {
            drags::pressed(seat);
            let marked = marked::edges(studio.song(), seat);
            // What is marked can be taken hold of.
            if !shift && marked.is_some_and(|(rows, pitches)| rows.contains(&row) && pitches.contains(&pitch))
            {
                return Ok(());
            }
            let here = (curves::row(studio.song(), seat), seat.roll.pitch);
            seat.roll.corner = shift.then(|| seat.roll.corner.unwrap_or(here));
            leave(studio, seat);
            go_to_lane_row(studio.song(), seat, row);
            seat.roll.pitch = pitch;
        }
        Target::Step { row, line } => {
            drags::pressed(seat);
            leave(studio, seat);
            go_to_lane_row(studio.song(), seat, row);
            seat.roll.line = line;
        }
        Target::Frame(frame) => {
            seat.wave.pen = None;
            wave::go(studio, seat, shift, |_, _| frame as usize);
        }
        Target::Slot(order, track) => {
            leave(studio, seat);
            seat.go_to_order(&studio.song().clone(), order);
            seat.place.track = track;
        }
        Target::Entry(order) => return run_line(studio, seat, &format!("order {order}")),
        Target::Section(index) => seat.sheet_mut().row = index,
        Target::Grip(grip) => grips::take(studio, seat, grip),
        Target::Tab(place) => return run_line(studio, seat, &format!("tab {}", place + 1)),
        Target::Thing(index) => return prompt::choose_thing(studio, seat, index),
        Target::Answer(key) => return prompt::press(studio, seat, Key::char(key)),
        Target::Run(name) => {
            if let Some(command) = find(name) {
                return run_or_ask(studio, seat, command, "");
            }
        }
        Target::Group(letter) => {
            (seat.leader, seat.pressed) = (vec![LEADER, Key::char(letter)], None);
        }
        Target::Cover => {}
    }
    Ok(())
}

/// A second click at the same place: what Enter does there.
fn open(studio: &mut Studio, seat: &mut Seat, target: Target) -> Answer {
    match target {
        Target::Thing(_) => prompt::press(studio, seat, Key::plain(KeyCode::Enter)),
        Target::Field(_) => run_line(studio, seat, "enter-field"),
        Target::Cell { .. } => run_line(studio, seat, "pick-up"),
        Target::Track(_) => run_line(studio, seat, "mute"),
        Target::CurveRow(_) => run_line(studio, seat, "curve-value"),
        Target::Note { .. } => run_line(studio, seat, "toggle-note"),
        Target::Step { .. } => run_line(studio, seat, "toggle-step"),
        Target::Frame(_) => run_line(studio, seat, "mark-wave"),
        Target::Slot(..) => run_line(studio, seat, "slot-to-grid"),
        Target::Section(_) => run_line(studio, seat, "queue-here"),
        other => choose(studio, seat, other, false),
    }
}

/// The command that turns the value at the cursor.
fn turned(seat: &Seat, by: i8) -> &'static str {
    match (Context::of(seat.view), by < 0) {
        (Context::Sheet, true) => "turn-up",
        (Context::Sheet, false) => "turn-down",
        (Context::Curves, true) => "curve-up",
        (Context::Curves, false) => "curve-down",
        (Context::Roll, true) => "louder-note",
        (Context::Roll, false) => "softer-note",
        (Context::Steps, true) => "louder-step",
        (Context::Steps, false) => "softer-step",
        (_, true) => "octave-up",
        (_, false) => "octave-down",
    }
}

fn wheel(studio: &mut Studio, seat: &mut Seat, by: i8) -> Answer {
    let up = by < 0;
    if let Some(prompt) = &seat.prompt {
        let scrolls = !matches!(prompt, Prompt::Line(_) | Prompt::Value { .. });
        let key = Key::plain(if up { KeyCode::Up } else { KeyCode::Down });
        return if scrolls { prompt::press(studio, seat, key) } else { Ok(()) };
    }
    let beat = usize::from(studio.song().settings.rows_per_beat.max(1));
    let context = Context::of(seat.view);
    let times = match context {
        Context::Page => LINES,
        Context::Grid => beat,
        _ => 1,
    };
    let Some(row) = WHEEL.iter().find(|row| row.context == context) else { return Ok(()) };
    (0..times).try_for_each(|_| run_line(studio, seat, row.along[usize::from(!up)]))
}

fn sideways(studio: &mut Studio, seat: &mut Seat, by: i8) -> Answer {
    let context = Context::of(seat.view);
    let row = WHEEL.iter().find(|row| row.context == context).filter(|_| seat.prompt.is_none());
    let name = row.and_then(|row| row.aside).map(|names| names[usize::from(by > 0)]);
    name.map_or(Ok(()), |name| run_line(studio, seat, name))
}

/// What the wheel does in the views of a context: up and down, left and right.
struct Wheel {
    context: Context,
    along: [&'static str; 2],
    aside: Option<[&'static str; 2]>,
}

const WHEEL: &[Wheel] = &[
    Wheel { context: Context::Grid, along: ["up", "down"], aside: Some(["previous-track", "next-track"]) },
    Wheel {
        context: Context::Sheet,
        along: ["field-up", "field-down"],
        aside: Some(["field-left", "field-right"]),
    },
    Wheel {
        context: Context::Curves,
        along: ["curve-row-back", "curve-row-on"],
        aside: Some(["curve-row-back", "curve-row-on"]),
    },
    Wheel {
        context: Context::Roll,
        along: ["roll-up", "roll-down"],
        aside: Some(["roll-left", "roll-right"]),
    },
    Wheel {
        context: Context::Steps,
        along: ["line-up", "line-down"],
        aside: Some(["steps-left", "steps-right"]),
    },
    Wheel {
        context: Context::Matrix,
        along: ["slot-up", "slot-down"],
        aside: Some(["slot-left", "slot-right"]),
    },
    Wheel {
        context: Context::Wave,
        along: ["wave-nearer", "wave-farther"],
        aside: Some(["wave-left", "wave-right"]),
    },
    Wheel {
        context: Context::Live,
        along: ["live-up", "live-down"],
        aside: Some(["live-left", "live-right"]),
    },
    Wheel { context: Context::Page, along: ["scroll-up", "scroll-down"], aside: None },
];

/// The command that looks at a view.
pub fn looks_at(view: View) -> Option<&'static str> {
    let name = if view == View::Help { "help".to_owned() } else { format!("view-{}", view.name()) };
    find(&name).map(|command| command.name)
}
