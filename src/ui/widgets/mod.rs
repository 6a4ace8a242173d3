//! What several views draw with.

pub mod meter;
pub mod popup;
pub mod page;
pub mod across;
pub mod columns;
pub mod shape;
pub mod curve;
pub mod transfer;
pub mod length;
pub mod spectrum;
pub mod wave;
pub mod zones;
pub mod sheet;
mod sheet_column;
