//! Draws a seat on a studio: views, widgets, themes. Knows nothing of how things change.

pub mod terminal;
pub mod theme;
