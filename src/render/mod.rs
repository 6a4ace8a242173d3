//! The engine without a clock: song to samples. Knows no screens.
