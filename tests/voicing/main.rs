//! How the notes of an instrument share its voices, in the engine's own sound: play modes, duplicates, limits, and what becomes of
//! them when it is another kind.

#[path = "../clicks/mod.rs"]
mod clicks;
mod duplicates;
mod kinds;
mod limits;
mod solo;
mod stage;
