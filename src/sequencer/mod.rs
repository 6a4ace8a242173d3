//! Song and tick in, commands for voices out. Silent and deterministic; knows nothing of audio.
//!
//! One call of [`player::Player::tick`] plays one tick of the song; [`clock::Clock`] says at which frame a tick begins.

pub mod command;
pub mod clock;
pub mod beats;
pub mod player;
pub mod duration;
pub mod score;
pub mod moments;
pub mod tempo_map;
pub mod conductor;
pub mod effects;
pub mod chase;
pub mod clips;
mod cells;
mod channel;
mod curves;
pub mod lock;
pub mod extents;
pub mod moving;
pub mod moved;
pub mod momentary;
pub mod performance;
pub mod phrases;
mod position;
mod sorting;
pub mod random;
mod trigger;
mod wave;
