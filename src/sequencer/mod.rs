//! Song and tick in, commands for voices out. Silent and deterministic; knows nothing of audio.
//!
//! One call of [`player::Player::tick`] plays one tick of the song; [`clock::Clock`] says at which frame a tick begins.

pub mod command;
pub mod clock;
pub mod player;
pub mod duration;
pub mod moments;
pub mod effects;
pub mod chase;
mod cells;
mod channel;
mod curves;
pub mod lock;
mod moved;
pub mod phrases;
mod position;
pub mod random;
mod trigger;
mod wave;
