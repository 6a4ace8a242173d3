//! The screen for those who hear it: a list of short lines, the newest last, and the terminal's cursor at the start of that. Nothing
//! moves by itself: keys are answered, and what is told is told; playback adds no line. What is being typed stands in the last line
//! with the cursor in it.

use super::paint::{put, width, wrapped};
use super::scene::Scene;
use super::theme::Styles;
use super::theme::table::Role;
use super::views;
use crate::studio::Studio;
use crate::studio::following::is_following;
use crate::studio::key::Key;
use crate::studio::notices::Weight;
use crate::studio::seat::Seat;
use crate::studio::spoken::state::{self, State};
use crate::studio::spoken::{self, leader, prompt};
use crate::studio::topics::with_keys;
use crate::studio::tour::STEPS;
use ratatui::Frame;
use ratatui::buffer::Buffer;
use ratatui::layout::{Position, Rect};
use std::collections::VecDeque;

/// The most lines that are kept; the oldest go first.
const MOST: usize = 200;
/// Cells across the picture from which a page's line is read.
const PAGE_WIDTH: u16 = 240;

/// What was said, and what was known when it was.
#[derive(Clone, Debug, Default)]
pub struct Reader {
    lines: VecDeque<String>,
    /// How many notices there had been.
    told: u64,
    here: String,
    state: State,
    prompt: Vec<String>,
    leader: Vec<Key>,
    lesson: Option<usize>,
}

impl Reader {
    /// A reader that has said nothing yet, not even the last of so many notices.
    pub fn new(told: u64) -> Reader {
        let mut reader = Reader { told, ..Reader::default() };
        reader.say("screen reader mode: each change is a line; where-am-i tells everything".to_owned());
        reader
    }

    /// The lines so far, the newest last.
    pub fn lines(&self) -> impl Iterator<Item = &str> {
        self.lines.iter().map(String::as_str)
    }

    fn say(&mut self, text: String) {
        if !text.trim().is_empty() {
            self.lines.push_back(text);
            let over = self.lines.len().saturating_sub(MOST);
            self.lines.drain(..over);
        }
    }

    /// Says what is new: after a key everything, else only what somebody should know. Whether that was something.
    pub fn listen(&mut self, studio: &Studio, seat: &Seat, styles: &Styles, after_key: bool) -> bool {
        let before = (self.lines.back().cloned(), self.lines.len());
        let notices = self.notices(studio, seat);
        self.lesson(seat);
        let waits = self.prompt(studio, seat);
        if after_key && !waits {
            self.place(studio, seat, styles, &notices);
        }
        before != (self.lines.back().cloned(), self.lines.len())
    }

    /// Says what was told, and gives it back.
    fn notices(&mut self, studio: &Studio, seat: &Seat) -> Vec<String> {
        let new = (studio.notices.count() - self.told) as usize;
        self.told = studio.notices.count();
        let told: Vec<_> = studio.notices.newest(new, seat.person.number).collect();
        for notice in told.iter().rev() {
            let word = match notice.weight {
                Weight::Warning => "warning: ",
                Weight::Fault => "not done: ",
                Weight::Done | Weight::Aside => "",
            };
            notice.text.lines().for_each(|line| self.say(format!("{word}{line}")));
        }
        told.into_iter().map(|notice| notice.text.clone()).collect()
    }

    fn lesson(&mut self, seat: &Seat) {
        let step = seat.tour.as_ref().map(|tour| tour.step);
        if std::mem::replace(&mut self.lesson, step) != step
            && let Some((number, lesson)) = step.and_then(|step| Some((step, STEPS.get(step)?)))
        {
            let text = with_keys(lesson.text, seat);
            self.say(format!("tour, step {} of {}, {}: {text}", number + 1, STEPS.len(), lesson.title));
        }
    }

    /// Whether something waits for an answer.
    fn prompt(&mut self, studio: &Studio, seat: &Seat) -> bool {
        let Some(present) = &seat.prompt else {
            self.prompt.clear();
            return false;
        };
        let told = prompt::told(studio, seat, present);
        if self.prompt.is_empty() {
            prompt::title(present).into_iter().for_each(|title| self.say(title.to_owned()));
            // What was under the cursor is told again when this is over.
            self.here.clear();
        }
        if told != self.prompt {
            told.iter().for_each(|line| self.say(line.clone()));
            self.prompt = told;
        }
        true
    }

    /// The states that have changed, and what is under the cursor if that is something else than before. While the seat follows
    /// playback the cursor runs by itself and is silent.
    fn place(&mut self, studio: &Studio, seat: &Seat, styles: &Styles, notices: &[String]) {
        if self.leader != seat.leader {
            self.leader.clone_from(&seat.leader);
            if !seat.leader.is_empty() {
                return self.say(leader::told(seat));
            }
        }
        let state = state::state(studio, seat);
        let silent = is_following(studio, seat);
        let changed = state.iter().enumerate().filter(|(at, told)| self.state.get(*at) != Some(told));
        let first = self.state.is_empty();
        // The entry that is heard goes on by itself too.
        let moves = |at: usize| silent && at + 1 == state.len();
        let is_new = |told: &String| !told.is_empty() && !notices.contains(told);
        let changed = changed.filter(|(at, told)| is_new(told) && !moves(*at) && (!first || *at < 2));
        let mut parts: Vec<String> = changed.map(|(_, told)| told.clone()).collect();
        self.state = state;
        let here = spoken::here(studio, seat).unwrap_or_else(|| page(studio, seat, styles));
        if here != self.here && !silent {
            parts.push(here.clone());
            self.here = here;
        }
        self.say(parts.join(", "));
    }

    /// Draws the lines.
    pub fn draw(&self, frame: &mut Frame, seat: &Seat, styles: &Styles) {
        let screen = frame.area();
        let buffer = frame.buffer_mut();
        seat.spots.borrow_mut().clear();
        seat.hidden.set(false);
        buffer.set_style(screen, styles.of(Role::Screen).patch(styles.of(Role::Text)));
        let typed = seat.prompt.as_ref().and_then(prompt::typed);
        let room = usize::from(screen.height).saturating_sub(usize::from(typed.is_some()));
        let mut rows: VecDeque<String> = VecDeque::new();
        let mut newest = 0;
        for (index, line) in self.lines.iter().rev().enumerate() {
            let parts = wrapped(line, screen.width);
            newest = if index == 0 { parts.len() } else { newest };
            parts.into_iter().rev().for_each(|part| rows.push_front(part));
            if rows.len() >= room {
                break;
            }
        }
        let shown = rows.len().min(room);
        for (index, row) in rows.iter().skip(rows.len() - shown).enumerate() {
            put(buffer, screen, (screen.x, screen.y + index as u16), row, styles.of(Role::Text));
        }
        let first = screen.y + shown.saturating_sub(newest.max(1)) as u16;
        let mut cursor = Position { x: screen.x, y: first };
        if let Some((title, line)) = typed {
            let y = screen.y + shown as u16;
            let (before, behind) = line.halves();
            let x = put(buffer, screen, (screen.x, y), &format!("{title}{before}"), styles.of(Role::Text));
            put(buffer, screen, (x, y), behind, styles.of(Role::Text));
            cursor = Position { x: x.min(screen.right().saturating_sub(1)), y };
        }
        frame.set_cursor_position(cursor);
    }
}

/// The line of a page that stands first on the screen: what would be drawn there.
fn page(studio: &Studio, seat: &Seat, styles: &Styles) -> String {
    let area = Rect { x: 0, y: 0, width: PAGE_WIDTH, height: 2 };
    let mut buffer = Buffer::empty(area);
    let scene = Scene { studio, seat, styles, offers: None };
    views::body(&scene, &mut buffer, area);
    let cells = (0..PAGE_WIDTH).map(|x| buffer[(x, 0)].symbol());
    let text: String = cells.collect();
    let text = text.split_whitespace().collect::<Vec<_>>().join(" ");
    let number = seat.scroll.min(seat.page.get().last) + 1;
    if width(&text) == 0 { format!("line {number} is empty") } else { text }
}
