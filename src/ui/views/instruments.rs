//! The instruments: their list, and the fields of the chosen one.

use crate::studio::shaping;
use crate::studio::sheets;
use crate::studio::zone_map::zones;
use crate::ui::scene::Scene;
use crate::ui::widgets::shape;
use crate::ui::widgets::sheet::{self, Manner};
use crate::ui::widgets::zones as keyboard;
use ratatui::buffer::Buffer;
use ratatui::layout::{Position, Rect};

/// Lines of a picture of an envelope, an LFO or zones, where there are so many lines or more, and where there are not.
const ROOMY: u16 = 32;
const HIGH: u16 = 11;
const LOW: u16 = 6;

/// Draws list and fields; the cell of the cursor.
pub fn draw(scene: &Scene, buffer: &mut Buffer, area: Rect) -> Option<Position> {
    let sheet = sheets::of(scene.seat.view)?;
    let chosen = Some(usize::from(scene.seat.instrument));
    let mut fields = area;
    let (picture, map) = (shaping::picture(scene.studio, scene.seat), zones(scene.studio, scene.seat));
    if picture.is_some() || map.is_some() {
        let lines = if area.height >= ROOMY { HIGH } else { LOW };
        fields.height = area.height.saturating_sub(lines);
        let below = Rect { y: area.y + fields.height, height: area.height - fields.height, ..area };
        if let Some(picture) = picture {
            shape::draw(scene, buffer, below, picture);
        }
        if let Some(map) = map {
            keyboard::draw(scene, buffer, below, map);
        }
    }
    sheet::draw(scene, buffer, fields, sheet, &Manner { pinned: true, chosen, ..Manner::USUAL })
}
