//! The sequencer, heard tick by tick.

mod order;
mod pitch_effects;
mod play_effects;
mod time_effects;
mod trace;
mod volume_effects;
