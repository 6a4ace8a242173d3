//! Writing WAV files.
