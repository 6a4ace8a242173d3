//! The outside world: sound devices, files on disk, settings. Knows nothing of what songs mean.
