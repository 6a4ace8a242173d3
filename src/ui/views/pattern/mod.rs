//! The pattern grid: tracks with their heads, rows that follow the cursor or the ear, patterns before and after.
//! The rows span the whole width, so that a terminal can scroll them.

mod tracks;
mod lines;
pub mod heads;
mod cells;
mod mask;
mod strip;
mod welcome;

use crate::ui::paint::line;
use crate::ui::scene::Scene;
use crate::ui::theme::table::Role;
use crate::ui::widgets::wave;
use lines::Lines;
use ratatui::buffer::Buffer;
use ratatui::layout::{Position, Rect};
use tracks::Tracks;

/// From this height on the order list has a line above the grid.
const TALL: u16 = 24;

/// From these columns and lines on there is the master's wave above it, so many lines high.
const ROOMY: (u16, u16) = (160, 48);
const WAVE: u16 = 4;

/// Draws the grid; the cell of the cursor.
pub fn draw(scene: &Scene, buffer: &mut Buffer, area: Rect) -> Option<Position> {
    let mut above = u16::from(area.height >= TALL);
    if above > 0 {
        strip::draw(scene, buffer, line(area, 0));
    }
    let roomy = area.height >= ROOMY.1 && area.width >= ROOMY.0;
    if roomy && !scene.is_frugal() {
        let scope = Rect { y: area.y + above, height: WAVE, ..area };
        let transport = &scene.studio.transport;
        let parts = transport.wave.iter().copied();
        wave::sweep(buffer, scope, parts, transport.wave_parts, scene.styles.of(Role::Wave));
        above += WAVE;
    }
    let heads = Rect { y: area.y + above, height: 2, ..area };
    let below = u16::from(mask::is_told(scene));
    let grid = Rect { y: heads.bottom(), height: area.height.saturating_sub(above + 2 + below), ..area };
    let lines = Lines::of(scene, grid.height);
    let tracks = Tracks::of(scene, area.width, lines.label_cells());
    heads::draw(scene, buffer, heads, &tracks);
    let cursor = cells::draw(scene, buffer, grid, &tracks, &lines);
    if below > 0 {
        mask::draw(scene, buffer, Rect { y: grid.bottom(), height: 1, ..area }.intersection(area), &tracks);
    }
    welcome::draw(scene, buffer, Rect { height: lines.free_above(), ..grid });
    cursor
}
