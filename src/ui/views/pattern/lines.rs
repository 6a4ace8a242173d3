//! Which row stands on which line of the screen: the row of the cursor stays in the middle, or rows stand in
//! pages where few redraws are wanted. Above and below are the patterns of the entries before and after.

use crate::ui::scene::Scene;

/// What stands on a line.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Source {
    /// The entry of the order list.
    pub order: u16,
    /// The pattern.
    pub pattern: u16,
    /// The row.
    pub row: u16,
    /// Whether it is of the pattern that is edited.
    pub own: bool,
}

/// The lines of the grid.
pub struct Lines {
    sources: Vec<Option<Source>>,
    /// The highest row number that is shown.
    highest: u16,
}

impl Lines {
    /// What stands on so many lines.
    pub fn of(scene: &Scene, height: u16) -> Lines {
        let rows = i32::from(scene.seat.rows(scene.song()));
        let focus = i32::from(scene.seat.place.row);
        let height = i32::from(height);
        let paged = scene.studio.settings.frugal == Some(true);
        let first = if paged { focus / height.max(1) * height } else { focus - height / 2 };
        let source = |line: i32| match first + line {
            row if row < 0 => {
                if paged {
                    None
                } else {
                    before(scene, -row)
                }
            }
            row if row >= rows => {
                if paged {
                    None
                } else {
                    behind(scene, row - rows)
                }
            }
            row => {
                let (order, pattern) = (scene.seat.order, scene.seat.pattern);
                Some(Source { order, pattern, row: row as u16, own: true })
            }
        };
        let sources: Vec<_> = (0..height).map(source).collect();
        let highest = sources.iter().flatten().map(|source| source.row).max().unwrap_or(0);
        Lines { sources, highest: highest.max(scene.seat.rows(scene.song()) - 1) }
    }

    /// What stands on a line.
    pub fn get(&self, line: u16) -> Option<Source> {
        self.sources.get(usize::from(line)).copied().flatten()
    }

    /// Lines above the first row.
    pub fn free_above(&self) -> u16 {
        self.sources.iter().take_while(|source| source.is_none()).count() as u16
    }

    /// Cells that the row numbers take.
    pub fn label_cells(&self) -> u16 {
        if self.highest > 99 { 3 } else { 2 }
    }
}

/// Whether the pattern in the grid is the one of the seat's entry: only then something comes before and after it.
fn in_order(scene: &Scene) -> bool {
    let entry = scene.song().order.get(usize::from(scene.seat.order));
    entry.is_some_and(|entry| entry.pattern == scene.seat.pattern)
}

fn neighbour(scene: &Scene, order: u16) -> Option<(u16, i32)> {
    let pattern = scene.song().order.get(usize::from(order))?.pattern;
    let length = scene.song().patterns.get(pattern.into())?.length;
    Some((pattern, i32::from(length.max(1))))
}

/// The row that comes `distance` (from 1) rows before the pattern's first.
fn before(scene: &Scene, mut distance: i32) -> Option<Source> {
    let mut order = scene.seat.order;
    while in_order(scene) {
        order = order.checked_sub(1)?;
        let (pattern, length) = neighbour(scene, order)?;
        if distance <= length {
            return Some(Source { order, pattern, row: (length - distance) as u16, own: false });
        }
        distance -= length;
    }
    None
}

/// The row that comes `distance` (from 0) rows after the pattern's last.
fn behind(scene: &Scene, mut distance: i32) -> Option<Source> {
    let mut order = scene.seat.order;
    while in_order(scene) {
        order = order.checked_add(1)?;
        let (pattern, length) = neighbour(scene, order)?;
        if distance < length {
            return Some(Source { order, pattern, row: distance as u16, own: false });
        }
        distance -= length;
    }
    None
}
