//! Reading audio files into samples.
