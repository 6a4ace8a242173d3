//! The columns of something found, kept in place: a hundred thousand places are found without asking for memory for each.

use crate::song::row::{EFFECT_COLUMNS, NOTE_COLUMNS};
use crate::studio::grid::Column;
use std::ops::Deref;

/// The most columns of one place: four fields of a note and all effects.
const MOST: usize = 4 + EFFECT_COLUMNS;

/// Columns of one row.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
pub struct Columns {
    list: [Column; MOST],
    count: u8,
}

impl Default for Columns {
    fn default() -> Self {
        Columns { list: [Column::Note(NOTE_COLUMNS as u8); MOST], count: 0 }
    }
}

impl Columns {
    /// Adds one; more than there can be are left out.
    pub fn push(&mut self, column: Column) {
        if let Some(place) = self.list.get_mut(usize::from(self.count)) {
            *place = column;
            self.count += 1;
        }
    }
}

impl Deref for Columns {
    type Target = [Column];

    fn deref(&self) -> &[Column] {
        &self.list[..usize::from(self.count)]
    }
}

impl std::fmt::Debug for Columns {
    fn fmt(&self, formatter: &mut std::fmt::Formatter) -> std::fmt::Result {
        formatter.debug_list().entries(self.iter()).finish()
    }
}
