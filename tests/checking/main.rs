//! The faults that a rehearsal would show: for every rule a song that has the fault and the same song with the fault mended.

mod stage;
mod seen;
mod heard;
mod accepted;
mod command;
mod work;
