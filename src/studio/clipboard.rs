//! What was copied from the grid: fields by row and column, however many columns the tracks show.

use super::grid::Column;
use crate::song::row::Row;

/// A copied block.
#[derive(Clone, Debug, Default)]
pub struct Clipboard {
    /// Rows of the block; 0 when nothing was copied.
    pub rows: u16,
    /// The tracks of the block, left to right.
    pub tracks: Vec<Strip>,
}

/// One track of a copied block.
#[derive(Clone, Debug)]
pub struct Strip {
    /// The columns that were copied, left to right.
    pub columns: Vec<Column>,
    /// Every row of the block; fields outside `columns` are empty.
    pub rows: Vec<Row>,
}
