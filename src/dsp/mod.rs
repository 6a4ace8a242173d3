//! Sample arithmetic: units, oscillators, filters, envelopes, interpolation, smoothing.
//! Knows nothing of songs and notes. Nothing here allocates after `new`, locks or panics.

pub mod units;
pub mod parameter;
