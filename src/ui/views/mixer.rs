//! The mixer: a strip with its meter for each track, then the returns and the master.

use crate::studio::sheets;
use crate::ui::scene::Scene;
use crate::ui::widgets::sheet::{self, Manner};
use ratatui::buffer::Buffer;
use ratatui::layout::{Position, Rect};

/// The level of a strip: tracks, then returns, then the master.
fn level(scene: &Scene, strip: usize) -> Option<f32> {
    let transport = &scene.studio.transport;
    let tracks = scene.song().tracks.len();
    match strip.checked_sub(tracks) {
        None => transport.tracks.get(strip).copied(),
        Some(back) if back < transport.returns.len() => Some(transport.returns[back]),
        Some(_) => Some(transport.master[0].max(transport.master[1])),
    }
}

/// Draws the strips; the cell of the cursor.
pub fn draw(scene: &Scene, buffer: &mut Buffer, area: Rect) -> Option<Position> {
    let sheet = sheets::of(scene.seat.view)?;
    sheet::draw(scene, buffer, area, sheet, &Manner { level: Some(level), ..Manner::USUAL })
}
