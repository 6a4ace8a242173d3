//! How large the window is in which a seat is seen, and whether that was told.

use std::cell::Cell;

/// The columns and lines that the screen is made for.
const MADE_FOR: (u16, u16) = (80, 24);

/// The window of a seat, as the screen has drawn it last.
#[derive(Clone, Debug, Default)]
pub struct Window {
    size: Cell<Option<(u16, u16)>>,
    told: bool,
}

impl Window {
    /// The screen was drawn in so many columns and lines, which were enough to work in.
    pub fn drawn(&self, columns: u16, lines: u16) {
        self.size.set(Some((columns, lines)));
    }

    /// What is to be told: once, as soon as it is smaller than what the screen is made for; again when it was large enough since.
    pub fn news(&mut self) -> Option<String> {
        let ((columns, lines), (most_columns, most_lines)) = (self.size.get()?, MADE_FOR);
        let small = columns < most_columns || lines < most_lines;
        let tells = small && !self.told;
        self.told = small;
        tells.then(|| {
            format!("segno is made for {most_columns}x{most_lines}; this window has {columns}x{lines}")
        })
    }
}
