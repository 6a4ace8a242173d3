//! What runs in the guest.

mod clocks;
mod notes;
mod program;
mod sound;
