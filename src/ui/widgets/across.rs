//! Rows of a lane from left to right: which are seen, and where.

use crate::studio::grid::lane_row;
use crate::studio::movement::bar;
use crate::studio::numbers::Numbers;
use crate::ui::paint::put;
use crate::ui::scene::Scene;
use crate::ui::theme::table::Role;
use ratatui::buffer::Buffer;
use ratatui::layout::Rect;

/// The most cells of a row.
const WIDEST: u16 = 8;

/// Where rows stand on the screen.
pub struct Across {
    /// The whole picture.
    pub area: Rect,
    /// Cells of a row.
    pub cells: u16,
    /// The first row that is seen.
    pub first: u16,
    /// Rows that are seen.
    pub count: u16,
}

impl Across {
    /// So many rows in an area; the cursor's row is seen.
    pub fn of(area: Rect, rows: u16, cursor: u16) -> Across {
        Across::from(area, rows, cursor, None)
    }

    /// The same from a row on where the cursor's is seen there too.
    pub fn from(area: Rect, rows: u16, cursor: u16, kept: Option<u16>) -> Across {
        let cells = (area.width / rows.max(1)).clamp(1, WIDEST);
        let count = (area.width / cells).min(rows);
        let kept = kept.filter(|first| (*first..first.saturating_add(count)).contains(&cursor));
        let first = kept.unwrap_or(cursor.saturating_sub(count / 2)).min(rows - count);
        Across { area, cells, first, count }
    }

    /// The column of a row's first cell, if it is seen.
    pub fn x(&self, row: u16) -> Option<u16> {
        let place = row.checked_sub(self.first).filter(|place| *place < self.count)?;
        Some(self.area.x + place * self.cells)
    }

    /// Numbers of rows in a line: of beats, or of bars where these are too narrow, and that of the cursor.
    pub fn numbers(&self, scene: &Scene, buffer: &mut Buffer, y: u16, cursor: u16) {
        let line = Rect { y, height: 1, ..self.area };
        let beat = u16::from(scene.song().settings.rows_per_beat.max(1));
        let shown = Numbers::of(&scene.studio.settings);
        let step = if self.cells * beat >= 4 { beat } else { bar(scene.song()) as u16 };
        for row in self.first..self.first + self.count {
            let Some(x) = self.x(row) else { continue };
            if row % step == 0 && self.x(cursor).is_none_or(|at| at.abs_diff(x) > 2) {
                put(buffer, line, (x, y), &shown.row(row, 2), scene.styles.of(Role::RowNumber));
            }
            if row == cursor {
                put(buffer, line, (x, y), &shown.row(row, 2), scene.styles.of(Role::Cursor));
            }
        }
    }

    /// The rows of cursor and ear, over so many lines from the top.
    pub fn highlight(&self, scene: &Scene, buffer: &mut Buffer, lines: u16, cursor: u16) {
        let seat = scene.seat;
        let heard = scene.heard_row(seat.round());
        let heard = heard.map(|heard| lane_row(scene.song(), seat.round(), seat.place.track, heard));
        for (row, role) in [(heard, Role::PlayRow), (Some(cursor), Role::CursorRow)] {
            if let Some(x) = row.and_then(|row| self.x(row)) {
                let column = Rect { x, width: self.cells, height: lines, ..self.area };
                buffer.set_style(column, scene.styles.of(role));
            }
        }
    }

    /// The cells of a row in a line of the picture.
    pub fn cell(&self, row: u16, y: u16) -> Option<Rect> {
        self.x(row).map(|x| Rect { x, y, width: self.cells, height: 1 })
    }
}
