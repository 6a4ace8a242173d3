//! The sequencer, heard tick by tick.

#[path = "../clicks/mod.rs"]
mod clicks;

mod after_the_end;
mod clock;
mod chase;
mod clips;
mod conditions;
mod curves;
mod effect_table;
mod grooves;
mod live;
mod live_edits;
mod order;
mod phrases;
mod pitch_effects;
mod play_effects;
mod resting;
mod sample_exact;
mod streamed;
mod time_effects;
mod trace;
mod volume_effects;
mod warped;
mod zones_in_turn;
