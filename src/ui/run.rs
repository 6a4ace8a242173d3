//! The loop of one seat at one terminal: keys in, turns of the studio, pictures out. Draws only when something has changed.

use super::appearance::Appearance;
use super::terminal::input::Input;
use super::terminal::session::Terminal;
use crate::studio::Studio;
use crate::studio::following::follow;
use crate::studio::input;
use crate::studio::notices::FRESH;
use crate::studio::notices::Weight;
use crate::studio::pointer;
use crate::studio::seat::Seat;
use crate::studio::tour;
use std::time::{Duration, Instant};

/// Between two pictures while something moves.
const FRAME: Duration = Duration::from_millis(33);
/// The same on a slow line.
const FRUGAL_FRAME: Duration = Duration::from_millis(100);
/// Between two looks at the studio while nothing moves.
const REST: Duration = Duration::from_millis(100);

/// Why the loop ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Ended {
    /// The user left.
    Left,
    /// The terminal is gone, or the system wants the program to end.
    Gone,
}

/// Runs until the user leaves or the terminal is gone.
pub fn run(
    studio: &mut Studio,
    seat: &mut Seat,
    terminal: &mut Terminal,
    look: &mut Appearance,
    frugal: bool,
) -> Ended {
    let frame = if frugal { FRUGAL_FRAME } else { FRAME };
    let mut changed = true;
    let mut drawn = None::<Instant>;
    look.changes(studio, seat, true, true);
    loop {
        let due = drawn.map_or(Duration::ZERO, |at| frame.saturating_sub(at.elapsed()));
        if changed && due.is_zero() {
            terminal.draw(|frame| look.draw(frame, studio, seat));
            (changed, drawn) = (false, Some(Instant::now()));
        }
        let moving = changed || studio.transport.playing.is_some() || studio.audition.is_sounding();
        let mut event = terminal.next(if moving { due.clamp(Duration::from_millis(5), frame) } else { REST });
        let pressed = event.is_some();
        while let Some(input) = event {
            match input {
                Input::Key { key, stroke, base } => input::press_at(studio, seat, key, base, stroke),
                Input::Mouse(mouse) => pointer::point(studio, seat, mouse, Instant::now()),
                Input::Paste(text) => input::paste(studio, seat, &text),
                Input::Focus(false) => input::let_go(studio, seat),
                Input::Stop | Input::Gone => return Ended::Gone,
                _ => {}
            }
            // A key's echo does not wait for the next picture.
            (changed, drawn) = (true, None);
            if seat.leaving {
                return Ended::Left;
            }
            event = terminal.next(Duration::ZERO);
        }
        if std::mem::take(&mut seat.suspending) {
            input::let_go(studio, seat);
            terminal.suspend();
        }
        if let Some(text) = studio.to_clipboard.take() {
            terminal.copy(&text);
        }
        for line in terminal.messages() {
            studio.notices.add(Weight::Aside, line);
        }
        let mut seen = studio.turn();
        studio.arrive(seat);
        follow(studio, seat);
        seen |= tour::advance(studio, seat);
        changed |= look.follow(studio);
        seen |= studio.notices.last().is_some_and(|notice| {
            // When a notice leaves the status line the picture changes once more.
            let over = notice.at.elapsed();
            over > FRESH && over < FRESH + REST * 2
        });
        changed |= look.changes(studio, seat, pressed, seen);
    }
}
