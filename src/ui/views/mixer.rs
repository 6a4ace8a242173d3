//! The mixer: a strip with its meter for each track, then the returns and the master. On an equaliser its curve is drawn below.

use crate::devices::{Device, eq};
use crate::dsp::units::SampleRate;
use crate::studio::sheets;
use crate::ui::scene::Scene;
use crate::ui::widgets::curve;
use crate::ui::widgets::sheet::{self, Manner};
use ratatui::buffer::Buffer;
use ratatui::layout::{Position, Rect};

/// Lines of the curve of an equaliser.
const CURVE: u16 = 9;

/// The level of a strip: tracks, then returns, then the master.
fn level(scene: &Scene, strip: usize) -> Option<f32> {
    let transport = &scene.studio.transport;
    let tracks = scene.song().tracks.len();
    match strip.checked_sub(tracks) {
        None => transport.tracks.get(strip).copied(),
        Some(back) if back < scene.song().mixer.returns.len() => transport.returns.get(back).copied(),
        Some(_) => Some(transport.master[0].max(transport.master[1])),
    }
}

/// Draws the strips; the cell of the cursor.
pub fn draw(scene: &Scene, buffer: &mut Buffer, area: Rect) -> Option<Position> {
    let sheet = sheets::of(scene.seat.view)?;
    let mut strips = area;
    if let Some(Device::Eq(settings)) = sheets::mixer::device(scene.song(), scene.seat.sheet()) {
        strips.height = area.height.saturating_sub(CURVE);
        let below = Rect { y: area.y + strips.height, height: area.height - strips.height, ..area };
        let rate = SampleRate(scene.studio.rate());
        curve::draw(buffer, below, |hertz| eq::response(settings, rate, hertz), scene.styles);
    }
    sheet::draw(scene, buffer, strips, sheet, &Manner { level: Some(level), ..Manner::USUAL })
}
