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

/// Cells for levels at the left of a line.
const LEVELS: u16 = 4;

/// Names the highest, the middle and the lowest level at the left of an area whose last line is left for the other axis; where the line goes.
pub fn beside_levels(buffer: &mut Buffer, area: Rect, levels: [&str; 3], style: Style) -> Rect {
    let (width, height) = (area.width.saturating_sub(LEVELS), area.height.saturating_sub(1));
    for (part, level) in (0..).zip(levels) {
        put(buffer, area, (area.x, area.y + height.saturating_sub(1) * part / 2), level, style);
    }
    Rect { x: area.x + LEVELS, width, height, ..area }
}

/// Draws the newest parts of a wave, full scale over the area's height.
pub fn draw(buffer: &mut Buffer, area: Rect, parts: impl DoubleEndedIterator<Item = [f32; 2]>, style: Style) {
    let columns = usize::from(area.width) * 2;
    let newest: Vec<_> = parts.rev().take(columns).collect();
    let free = std::iter::repeat_n(None, columns - newest.len());
    plot(buffer, area, free.chain(newest.into_iter().rev().map(Some)), style);
}

/// Draws a part in each column of dots, or nothing.
fn plot(buffer: &mut Buffer, area: Rect, parts: impl Iterator<Item = Option<[f32; 2]>>, style: Style) {
    let rows = i32::from(area.height) * 4;
    let mut cells = vec![0; usize::from(area.width) * usize::from(area.height)];
    for (column, part) in parts.enumerate() {
        for row in part.map(|part| covered(part, rows)).into_iter().flatten() {
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

/// Columns of dots that stay empty before the oldest part of a wave that is swept.
const GAP: usize = 6;

/// Draws the newest of `parts`, of which there have been `count` in all, as an oscilloscope sweeps: each stands where it was drawn first, and
/// new ones take the place of the oldest. So little changes from picture to picture.
pub fn sweep(
    buffer: &mut Buffer,
    area: Rect,
    parts: impl DoubleEndedIterator<Item = [f32; 2]>,
    count: u64,
    style: Style,
) {
    let columns = usize::from(area.width) * 2;
    let mut swept = vec![None; columns];
    let newest_first = (0..count).rev().zip(parts.rev());
    for (number, part) in newest_first.take(columns.saturating_sub(GAP)) {
        swept[(number % columns as u64) as usize] = Some(part);
    }
    plot(buffer, area, swept.into_iter(), style);
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
    fn a_swept_wave_stands_still_but_for_its_newest_part() {
        let area = Rect::new(0, 0, 6, 1);
        let swept = |count: u64| {
            let mut buffer = Buffer::empty(area);
            let parts = (0..count).map(|number| [0.0, if number % 2 == 0 { 1.0 } else { 0.0 }]);
            sweep(&mut buffer, area, parts, count, Style::new());
            buffer.content.iter().map(|cell| cell.symbol().to_owned()).collect::<String>()
        };
        assert_eq!(swept(6), "⠧⠧⠧   ");
        assert_eq!(swept(12), "   ⠧⠧⠧");
        assert_eq!(swept(14), "⠧   ⠧⠧");
        sweep(&mut Buffer::empty(area), Rect::ZERO, [[0.0; 2]; 4].into_iter(), 4, Style::new());
    }

    #[test]
    fn where_there_is_no_room_nothing_is_drawn() {
        let area = Rect::new(0, 0, 0, 0);
        draw(&mut Buffer::empty(area), area, [[0.0; 2]; 4].into_iter(), Style::new());
    }
}
