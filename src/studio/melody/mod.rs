//! What is made from what stands there: lines that go on, voices beside them, basses, drums, arpeggios. Pure functions of a
//! song, a place, a few words and a number: the same ones always give the same, so that they can be tried and taken.

pub mod site;
pub mod tonality;
pub mod sketch;
pub mod line;
pub mod euclid;
pub mod walk;
pub mod harmony;
pub mod counterpoint;
pub mod sounding;
pub mod bass;
pub mod styles;
pub mod drums;
pub mod arpeggio;
