//! Zones of a sampler over the keys, from left to right, and the velocities, from below to above; the keyboard below them.

use crate::instruments::sampler::zone::Zone;
use crate::studio::grips::Grip;
use crate::studio::pointer::Target;
use crate::studio::zone_map::{HIGHEST, Side, told};
use crate::ui::paint::put;
use crate::ui::scene::Scene;
use crate::ui::theme::table::Role;
use ratatui::buffer::Buffer;
use ratatui::layout::Rect;

/// The picture: where keys and velocities lie.
struct Map {
    area: Rect,
    /// Keys of a cell, and velocities of a line.
    each: [u8; 2],
}

impl Map {
    fn of(area: Rect) -> Map {
        let keys = (u16::from(HIGHEST) + 1).div_ceil(area.width.max(1));
        let velocities = (u16::from(HIGHEST) + 1).div_ceil(area.height.max(1));
        Map { area, each: [keys as u8, velocities as u8] }
    }

    fn x(&self, key: u8) -> u16 {
        self.area.x + u16::from(key / self.each[0])
    }

    fn y(&self, velocity: u8) -> u16 {
        let from_below = u16::from(velocity / self.each[1]);
        self.area.bottom().saturating_sub(1 + from_below).max(self.area.y)
    }

    /// The cells of a zone.
    fn cells(&self, zone: &Zone) -> Rect {
        let (left, right) = (self.x(zone.low_key), self.x(zone.high_key.max(zone.low_key)));
        let (top, bottom) = (self.y(zone.high_velocity), self.y(zone.low_velocity));
        Rect { x: left, y: top, width: right + 1 - left, height: (bottom + 1).saturating_sub(top) }
            .intersection(self.area)
    }
}

/// Draws the zones, the one at the cursor over all others; the last line tells what that is.
pub fn draw(scene: &Scene, buffer: &mut Buffer, area: Rect, (zones, at): (&[Zone], usize)) {
    let styles = scene.styles;
    let map = Map::of(Rect { height: area.height.saturating_sub(2), ..area });
    let others = zones.iter().enumerate().filter(|(number, _)| *number != at);
    for (number, zone) in others.chain(zones.get(at).map(|zone| (at, zone))) {
        let cells = map.cells(zone);
        let here = number == at;
        let style = styles.of(if here { Role::Cursor } else { Role::Wave });
        let fill = if here { "█" } else { "░" };
        for y in cells.top()..cells.bottom() {
            put(buffer, map.area, (cells.x, y), &fill.repeat(cells.width.into()), style);
        }
        put(buffer, cells, (cells.x, cells.y), &(number + 1).to_string(), styles.of(Role::Title));
        spots(scene, &map, number, zone, cells);
    }
    keyboard(scene, buffer, &map, zones.get(at));
    let below = (area.x, area.bottom().saturating_sub(1));
    put(buffer, area, below, &told(zones, at), styles.of(Role::Faint));
}

/// What the mouse holds where: the edges of a zone, or all of it.
fn spots(scene: &Scene, map: &Map, number: usize, zone: &Zone, cells: Rect) {
    let range = [zone.low_key, zone.high_key, zone.low_velocity, zone.high_velocity];
    let grip = |side: Side| Target::Grip(Grip::Zone { zone: number, side, range, each: map.each });
    scene.spot(cells, grip(Side::Whole));
    if cells.height > 2 {
        scene.spot(Rect { height: 1, ..cells }, grip(Side::Hard));
        scene.spot(Rect { y: cells.bottom() - 1, height: 1, ..cells }, grip(Side::Soft));
    }
    if cells.width > 2 {
        scene.spot(Rect { width: 1, ..cells }, grip(Side::Low));
        scene.spot(Rect { x: cells.right() - 1, width: 1, ..cells }, grip(Side::High));
    }
}

/// The keys: a number where an octave begins, a sign for black ones where each has a cell, the root of the zone at the cursor.
fn keyboard(scene: &Scene, buffer: &mut Buffer, map: &Map, zone: Option<&Zone>) {
    let y = map.area.bottom();
    let below = Rect { y, height: 1, ..map.area };
    for key in 0..=HIGHEST {
        let black = matches!(key % 12, 1 | 3 | 6 | 8 | 10);
        let sign = match key % 12 {
            0 => (i32::from(key / 12) - 1).rem_euclid(10).to_string(),
            _ if map.each[0] > 1 => "·".to_owned(),
            _ if black => "#".to_owned(),
            _ => "·".to_owned(),
        };
        if key % 12 == 0 || key % map.each[0] == 0 && !octave_begins(key, map.each[0]) {
            put(buffer, below, (map.x(key), y), &sign, scene.styles.of(Role::RowNumber));
        }
    }
    if let Some(zone) = zone {
        put(buffer, below, (map.x(zone.root), y), "◆", scene.styles.of(Role::Note));
    }
}

/// Whether an octave begins in the cell of a key.
fn octave_begins(key: u8, each: u8) -> bool {
    (key..key.saturating_add(each)).any(|key| key % 12 == 0)
}
