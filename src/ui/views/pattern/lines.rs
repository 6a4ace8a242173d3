//! Which row stands on which line of the screen: the row of the cursor stays in the middle, or rows stand in
//! pages where few redraws are wanted. Above and below is what plays before and after.

use crate::studio::rounds::Round;
use crate::ui::scene::Scene;

/// What stands on a line.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Source {
    /// The round that it is a row of.
    pub round: Round,
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
        let paged = scene.is_frugal();
        let first = if paged {
            focus / height.max(1) * height
        } else {
            focus - scene.seat.grid_line.map_or(height / 2, |line| i32::from(line).min(height - 1))
        };
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
            row => Some(Source { round: scene.seat.round(), row: row as u16, own: true }),
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

/// The row that comes `distance` (from 1) rows before the pattern's first.
fn before(scene: &Scene, mut distance: i32) -> Option<Source> {
    let mut round = scene.seat.round();
    loop {
        round = round.previous(scene.song())?;
        let length = i32::from(round.rows(scene.song()));
        if distance <= length {
            return Some(Source { round, row: (length - distance) as u16, own: false });
        }
        distance -= length;
    }
}

/// The row that comes `distance` (from 0) rows after the pattern's last.
fn behind(scene: &Scene, mut distance: i32) -> Option<Source> {
    let mut round = scene.seat.round();
    loop {
        round = round.next(scene.song())?;
        let length = i32::from(round.rows(scene.song()));
        if distance < length {
            return Some(Source { round, row: distance as u16, own: false });
        }
        distance -= length;
    }
}
