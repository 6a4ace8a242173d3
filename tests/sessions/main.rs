//! Sessions at the grid: what stood there, what was typed, what stands there then.

mod automation;
#[path = "../clicks/mod.rs"]
mod clicks;
mod session;
mod topics;
mod tour;
mod moving;
mod rounds;
mod wavetables;
mod writing;
mod recording;
mod blocks;
mod finding;
mod patterns;
mod files;
mod choices;
mod curves;
mod keymaps;
mod random;
mod resampling;
