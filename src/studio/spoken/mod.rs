//! What somebody who does not see the screen is told: the field under the cursor, what waits for an answer, what changed besides. One line
//! of plain words each, from the tables that the screen is drawn from. One file per kind of view.

mod grid;
pub mod lanes;
pub mod leader;
pub mod live;
pub mod prompt;
pub mod samples;
mod sheet;
pub mod state;

use super::Studio;
use super::seat::Seat;
use super::slots;
use super::view::View;

/// What stands under the cursor; `None` of pages, which are read line by line.
pub fn here(studio: &Studio, seat: &Seat) -> Option<String> {
    let song = studio.shown();
    Some(match seat.view {
        View::Pattern => grid::here(studio, seat),
        View::Roll => lanes::rolled(song, seat),
        View::Steps => lanes::stepped(song, seat),
        View::Automation => lanes::curved(song, seat),
        View::Matrix => slots::told(song, seat),
        View::Live => live::here(studio, seat),
        View::Wave => samples::here(studio, seat),
        View::Meters => state::levels(studio),
        view if view.is_page() => return None,
        _ => sheet::here(studio, seat),
    })
}
