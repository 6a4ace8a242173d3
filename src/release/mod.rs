//! From songs to a release: measured, mastered, encoded, published. Knows no screens and no terminals.
//!
//! [`measure`] says how loud sound is, all of it and part by part.

pub mod measure;
