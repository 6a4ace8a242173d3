//! The mixer: a strip with its meter for each track, then the returns and the master.

use crate::studio::sheets;
use crate::ui::scene::Scene;
use crate::ui::widgets::sheet::{self, Manner};
use ratatui::buffer::Buffer;
use ratatui::layout::{Position, Rect};

/// The level of a strip: tracks first, the master last; returns are not measured.
fn level(scene: &Scene, strip: usize) -> Option<f32> {
    let song = scene.song();
    let transport = &scene.studio.transport;
    if strip < song.tracks.len() {
        return transport.tracks.get(strip).copied();
    }
    let master = song.tracks.len() + song.mixer.returns.len();
    (strip == master).then(|| transport.master[0].max(transport.master[1]))
}

/// Draws the strips; the cell of the cursor.
pub fn draw(scene: &Scene, buffer: &mut Buffer, area: Rect) -> Option<Position> {
    let sheet = sheets::of(scene.seat.view)?;
    sheet::draw(scene, buffer, area, sheet, &Manner { level: Some(level), ..Manner::USUAL })
}
