//! The views: one file each and a row in the table below.

pub mod pattern;
pub mod roll;
pub mod steps;
pub mod curves;
pub mod help;
pub mod check;
pub mod conflicts;
pub mod log;
pub mod topic;
pub mod order;
pub mod matrix;
pub mod live;
pub mod stage;
pub mod instruments;
pub mod phrases;
pub mod samples;
pub mod wave;
pub mod meters;
pub mod loudness;
pub mod midi;
pub mod mixer;
pub mod song;
pub mod remarks;

use super::frame::{header, keys, status, tabs, tour};
use super::paint::{line, put, wrapped};
use super::prompts;
use super::scene::Scene;
use super::theme::Styles;
use crate::studio::Studio;
use crate::studio::seat::Seat;
use crate::studio::view::View;
use crate::ui::terminal::graphics::Offers;
use crate::ui::theme::table::Role;
use ratatui::Frame;
use ratatui::buffer::Buffer;
use ratatui::layout::{Position, Rect};

/// How a view is drawn.
pub struct Drawing {
    /// The view.
    pub view: View,
    /// The smallest screen that has room for it, in columns and lines.
    pub least: (u16, u16),
    /// Draws it. The cell where a reader of the screen should look.
    pub draw: fn(&Scene, &mut Buffer, Rect) -> Option<Position>,
}

/// Every view.
pub const DRAWINGS: &[Drawing] = &[
    Drawing { view: View::Pattern, least: (60, 16), draw: pattern::draw },
    Drawing { view: View::Roll, least: (60, 16), draw: roll::draw },
    Drawing { view: View::Steps, least: (60, 16), draw: steps::draw },
    Drawing { view: View::Automation, least: (60, 16), draw: curves::draw },
    Drawing { view: View::Order, least: (60, 16), draw: order::draw },
    Drawing { view: View::Matrix, least: (60, 16), draw: matrix::draw },
    Drawing { view: View::Live, least: (60, 16), draw: live::draw },
    Drawing { view: View::Stage, least: (60, 16), draw: stage::draw },
    Drawing { view: View::Instruments, least: (80, 24), draw: instruments::draw },
    Drawing { view: View::Phrases, least: (60, 16), draw: phrases::draw },
    Drawing { view: View::Samples, least: (60, 16), draw: samples::draw },
    Drawing { view: View::Wave, least: (60, 16), draw: wave::draw },
    Drawing { view: View::Mixer, least: (80, 24), draw: mixer::draw },
    Drawing { view: View::Meters, least: (60, 16), draw: meters::draw },
    Drawing { view: View::Loudness, least: (80, 24), draw: loudness::draw },
    Drawing { view: View::Midi, least: (60, 16), draw: midi::draw },
    Drawing { view: View::Song, least: (60, 16), draw: song::draw },
    Drawing { view: View::Check, least: (60, 16), draw: check::draw },
    Drawing { view: View::Remarks, least: (60, 16), draw: remarks::draw },
    Drawing { view: View::Help, least: (60, 16), draw: help::draw },
    Drawing { view: View::Log, least: (60, 16), draw: log::draw },
    Drawing { view: View::Topic, least: (60, 16), draw: topic::draw },
    Drawing { view: View::Keys, least: (60, 16), draw: conflicts::draw },
];

/// Draws the whole screen; `offers`: where waves are shown in pixels. The cursor of the terminal goes to the field that is edited.
pub fn draw(frame: &mut Frame, studio: &Studio, seat: &Seat, styles: &Styles, offers: Option<&Offers>) {
    let screen = frame.area();
    let scene = Scene { studio, seat, styles, offers };
    let buffer = frame.buffer_mut();
    seat.spots.borrow_mut().clear();
    buffer.set_style(screen, styles.of(Role::Screen).patch(styles.of(Role::Text)));
    let Some(drawing) = DRAWINGS.iter().find(|drawing| drawing.view == seat.view) else { return };
    let (width, height) = drawing.least;
    let hidden = screen.width < width || screen.height < height;
    seat.hidden.set(hidden);
    if hidden {
        too_small(&scene, buffer, screen, drawing.least);
        // What takes the keys is seen, however little room there is.
        if let Some(cursor) = prompts::draw(&scene, buffer, screen).filter(|cursor| screen.contains(*cursor))
        {
            frame.set_cursor_position(cursor);
        }
        return;
    }
    seat.window.drawn(screen.width, screen.height);
    let above = header::height(screen.height);
    buffer.set_style(line(screen, 0), styles.of(Role::Header));
    header::draw(&scene, buffer, Rect { height: above, ..screen });
    let songs = tabs::height(&scene);
    tabs::draw(&scene, buffer, Rect { y: screen.y + above, height: songs, ..screen });
    let above = above + songs;
    let lesson = tour::height(&scene);
    let told = status::more(&scene, screen.width);
    let body = Rect { y: screen.y + above, height: screen.height - above - 2 - told - lesson, ..screen };
    tour::draw(&scene, buffer, Rect { y: body.bottom(), height: lesson, ..screen });
    let mut cursor = (drawing.draw)(&scene, buffer, body);
    status::draw(&scene, buffer, screen);
    buffer.set_style(line(screen, screen.height - 1), styles.of(Role::Status));
    keys::draw(&scene, buffer, line(screen, screen.height - 1));
    cursor = prompts::draw(&scene, buffer, screen).or(cursor);
    if let Some(cursor) = cursor.filter(|cursor| screen.contains(*cursor)) {
        frame.set_cursor_position(cursor);
    }
}

/// Draws the seat's view alone.
pub fn body(scene: &Scene, buffer: &mut Buffer, area: Rect) {
    if let Some(drawing) = DRAWINGS.iter().find(|drawing| drawing.view == scene.seat.view) {
        (drawing.draw)(scene, buffer, area);
    }
}

fn too_small(scene: &Scene, buffer: &mut Buffer, screen: Rect, least: (u16, u16)) {
    let text = format!(
        "The {} view needs {} columns and {} lines; this window has {} and {}. Playback goes on.",
        scene.seat.view.name(),
        least.0,
        least.1,
        screen.width,
        screen.height,
    );
    for (index, text) in wrapped(&text, screen.width).iter().enumerate() {
        let area = line(screen, index as u16);
        put(buffer, area, (area.x, area.y), text, scene.styles.of(Role::Warning));
    }
}
