//! Sessions at the grid: what stood there, what was typed, what stands there then.

mod arranging;
mod automation;
#[path = "../clicks/mod.rs"]
mod clicks;
mod session;
mod freezing;
mod grooves;
mod matrix;
mod topics;
mod tour;
mod moving;
mod rounds;
mod wavetables;
mod writing;
mod scales;
mod melody;
mod recording;
mod blocks;
mod changing;
mod parting;
mod pasting;
mod finding;
mod macros;
mod places;
mod patterns;
mod phrases;
mod files;
mod choices;
mod curves;
mod rolls;
mod keymaps;
mod random;
mod resampling;
