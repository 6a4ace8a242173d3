//! The engine without a clock: song to samples, as fast as they come. Knows no screens and no files.
//!
//! A [`plan::Plan`] says what is rendered, a [`rendering::Rendering`] gives its blocks, [`mixdown`] measures and writes them,
//! [`stems`] are the tracks on their own, an [`excerpt`] is a part of a pattern; all cores work on each. The same song and seed give the
//! same samples at any block size.

pub mod place;
pub mod crew;
pub mod each;
pub mod plan;
pub mod rendering;
pub mod tail;
pub mod hearing;
pub mod mixdown;
pub mod stems;
mod needed;
pub mod excerpt;
