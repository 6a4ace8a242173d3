//! Sound that lies there whole at another rate, by a sinc under a Kaiser window. Allocates; not for the audio thread.
//!
//! `exact` has coefficients for a pair of whole rates and is as good as a master needs; `any` takes any ratio, reads between the lines of one
//! table, and keeps a little less of the highest frequencies.

pub mod any;
pub mod exact;
