//! Sample arithmetic: units, parameters, oscillators, filters, envelopes, interpolation, smoothing.
//! Knows nothing of songs and notes. Nothing here locks or panics, and nothing that the audio thread uses allocates after `new`; meters of
//! loudness, which it does not use, do.

pub mod units;
pub mod level;
pub mod loudness;
pub mod middle;
pub mod logarithm;
pub mod parameter;
pub mod resampling;
pub mod envelope;
pub mod filter;
pub mod ladder;
pub mod contour;
pub mod matched;
pub mod lfo;
pub mod smooth;
pub mod drift;
pub mod spectrum;
pub mod convolution;
pub mod interpolation;
pub mod kaiser;
pub mod blep;
pub mod fir;
pub mod true_peak;
pub mod halfband;
pub mod kernel;
pub mod wide;
pub mod lent;
pub mod noise;
pub mod onsets;
pub mod looping;
pub mod phases;
pub mod sinc;
pub mod sine;
pub mod splice;
pub mod tanh;
pub mod time_stretch;
pub mod transients;
pub mod halving;
pub mod wavetable;
