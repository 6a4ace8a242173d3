//! The song that plays: the demo on as many tracks as are wanted.

use segno::formats;
use std::path::{Path, PathBuf};

/// Writes the demo with `tracks` tracks and its samples into `folder`.
pub fn write(folder: &Path, tracks: usize) -> PathBuf {
    let songs = Path::new(env!("CARGO_MANIFEST_DIR")).join("songs");
    let text = std::fs::read(songs.join("demo.ron")).expect("the demo");
    let mut song = formats::song::read("demo.ron", &text).expect("the demo is a song");
    let own = song.tracks.len();
    // Twice the same notes are as much to draw as others.
    song.tracks = (0..tracks).map(|track| song.tracks[track % own].clone()).collect();
    let wide = |pattern: &std::sync::Arc<segno::song::pattern::Pattern>| {
        let mut pattern = (**pattern).clone();
        let lane = |track: usize| pattern.lanes.get(track).cloned().unwrap_or_default();
        pattern.lanes = (0..tracks).map(|track| lane(track % own)).collect();
        std::sync::Arc::new(pattern)
    };
    song.patterns = song.patterns.iter().map(wide).collect();
    let samples = folder.join("samples");
    std::fs::create_dir_all(&samples).expect("a folder");
    for sample in std::fs::read_dir(songs.join("samples")).expect("samples").flatten() {
        std::fs::copy(sample.path(), samples.join(sample.file_name())).expect("a copy");
    }
    let path = folder.join("demo.ron");
    std::fs::write(&path, formats::song::write(&song)).expect("a song");
    path
}
