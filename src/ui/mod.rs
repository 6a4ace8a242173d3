//! Draws a seat on a studio: views, widgets, themes. Knows nothing of how things change.

pub mod terminal;
pub mod theme;
pub mod paint;
pub mod scene;
pub mod widgets;
pub mod frame;
pub mod prompts;
pub mod views;
pub mod ascii;
pub mod reader;
pub mod appearance;
pub mod run;
