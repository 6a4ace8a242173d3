//! A wave in dots, eight to a cell: from the lowest to the highest sample of each column of dots, the newest at the right.

use crate::ui::paint::put;
use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::style::Style;

/// The first of the signs of eight dots.
const BRAILLE: u32 = 0x2800;
/// The bits of a cell's dots: two columns, from the top.
const DOTS: [[u32; 4]; 2] = [[0x01, 0x02, 0x04, 0x40], [0x08, 0x10, 0x20, 0x80]];

/// The rows of dots that a part of a wave covers, of `rows` from the top; always at least one.
fn covered([lowest, highest]: [f32; 2], rows: i32) -> std::ops::RangeInclusive<i32> {
    let at = |sample: f32| {
        let sample = if sample.is_finite() { sample.clamp(-1.0, 1.0) } else { 0.0 };
        (((1.0 - sample) / 2.0 * rows as f32) as i32).clamp(0, rows - 1)
    };
    at(highest)..=at(lowest)
}

/// Draws the newest parts of a wave, full scale over the area's height.
pub fn draw(buffer: &mut Buffer, area: Rect, parts: impl DoubleEndedIterator<Item = [f32; 2]>, style: Style) {
    let rows = i32::from(area.height) * 4;
    let mut cells = vec![0; usize::from(area.width) * usize::from(area.height)];
    for (column, part) in (0..usize::from(area.width) * 2).rev().zip(parts.rev()) {
        for row in covered(part, rows) {
            let cell = row as usize / 4 * usize::from(area.width) + column / 2;
            cells[cell] |= DOTS[column % 2][row as usize % 4];
        }
    }
    for (y, line) in (area.y..).zip(cells.chunks(usize::from(area.width.max(1)))) {
        let sign = |dots: &u32| if *dots == 0 { Some(' ') } else { char::from_u32(BRAILLE + dots) };
        let text: String = line.iter().filter_map(sign).collect();
        put(buffer, area, (area.x, y), &text, style);
    }
}

/// Draws a line through values, one for each column of dots: each joins the one before, so that a steep flank has no gaps.
pub fn line(buffer: &mut Buffer, area: Rect, value: impl Fn(usize) -> f32, style: Style) {
    let mut last = value(0);
    let parts: Vec<[f32; 2]> = (0..usize::from(area.width) * 2)
        .map(|dot| {
            let now = value(dot);
            let before = std::mem::replace(&mut last, now);
            [now.min(before), now.max(before)]
        })
        .collect();
    draw(buffer, area, parts.into_iter(), style);
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_wave_stands_at_the_right_and_covers_what_it_reaches() {
        let area = Rect::new(0, 0, 3, 1);
        let mut buffer = Buffer::empty(area);
        draw(&mut buffer, area, [[0.0; 2], [-1.0, 1.0], [0.6, 9.0], [f32::NAN; 2]].into_iter(), Style::new());
        let text: String = buffer.content.iter().map(|cell| cell.symbol()).collect();
        assert_eq!(text, " ⢼⠡");
    }

    #[test]
    fn where_there_is_no_room_nothing_is_drawn() {
        let area = Rect::new(0, 0, 0, 0);
        draw(&mut Buffer::empty(area), area, [[0.0; 2]; 4].into_iter(), Style::new());
    }
}
