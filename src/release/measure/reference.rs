//! What the colour of a sound is compared with: pink noise, a sound file, a song, or all songs of an album.

use super::{Source, hear};
use crate::dsp::loudness::meter::What;
use crate::dsp::loudness::tone::Tone;
use crate::io::paths::folder_of;
use crate::io::{album_file, song_file};
use crate::release::Unreleased;
use crate::release::master::sound::{Watch, is_song};
use std::path::Path;

/// The word for pink noise, in which each third of an octave is as strong as any other.
pub const PINK: &str = "pink";

/// What is compared with.
#[derive(Clone, Debug)]
pub struct Reference {
    /// Its colour.
    pub tone: Tone,
    /// What the user should know, a sentence each.
    pub notices: Vec<String>,
}

/// Hears what is named: `pink`, or a file. Songs of an album count alike, however loud they are.
///
/// # Errors
/// If it cannot be read or rendered, or `watch` says stop.
pub fn listen(path: &Path, watch: Watch) -> Result<Reference, Unreleased> {
    const COLOUR: What = What { peaks: false, tone: true };
    if path == Path::new(PINK) {
        return Ok(Reference { tone: Tone::pink(), notices: Vec::new() });
    }
    // A file of that ending that is no song may be an album.
    let album =
        (is_song(path) && song_file::read(path).is_err()).then(|| album_file::read(path).ok()).flatten();
    let Some(album) = album else {
        let Source { heard, notices, .. } = hear(path, COLOUR, watch)?;
        return Ok(Reference { tone: heard.tone, notices });
    };
    let count = album.songs.len().max(1) as f64;
    let (mut tones, mut notices) = (Vec::new(), Vec::new());
    for (number, track) in album.songs.iter().enumerate() {
        let path = folder_of(path).join(&track.file);
        let source = hear(&path, COLOUR, &mut |part| watch((number as f64 + part) / count))
            .map_err(|reason| reason.named_at(&track.place, &path))?;
        tones.push(source.heard.tone);
        notices.extend(source.notices);
    }
    Ok(Reference { tone: Tone::mean(tones.iter()), notices })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::dsp::loudness::tone::BANDS;
    use crate::dsp::units::SampleRate;
    use crate::release::master::sound::Keeper;
    use std::ops::ControlFlow;

    fn written(path: &Path, hertz: f32, height: f32) {
        let turn = std::f32::consts::TAU * hertz / 44_100.0;
        let channel: Vec<f32> = (0..44_100).map(|n| height * (n as f32 * turn).sin()).collect();
        let mut keeper = Keeper::new(path, SampleRate(44_100)).expect("a file");
        keeper.write([&channel, &channel]).expect("written");
        keeper.finish().expect("written");
    }

    fn found(path: &Path) -> Result<Tone, Unreleased> {
        listen(path, &mut |_| ControlFlow::Continue(())).map(|reference| reference.tone)
    }

    #[test]
    fn songs_of_an_album_count_alike_and_pink_noise_is_level() {
        let folder = tempfile::tempdir().expect("a folder");
        let path = |name: &str| folder.path().join(name);
        written(&path("low.wav"), 100.0, 0.9);
        written(&path("high.wav"), 5_000.0, 0.01);
        std::fs::write(path("album.ron"), r#"(songs: [(file: "low.wav"), (file: "high.wav")])"#)
            .expect("written");
        let levels = found(&path("album.ron")).expect("an album").levels();
        let (low, high) = (levels[7].expect("100 Hz"), levels[24].expect("5 kHz"));
        assert!((low - high).abs() < 0.2, "{low} {high}");
        let alone = found(&path("low.wav")).expect("a sound").levels();
        assert!(alone[7] > Some(-3.0) && alone[24].is_none_or(|level| level < -60.0));
        let pink = found(Path::new(PINK)).expect("pink").levels();
        assert!((0..BANDS).all(|band| pink[band] == pink[0]) && pink[0].is_some());
        std::fs::write(path("no.ron"), "(what: 1)").expect("written");
        let told = found(&path("no.ron")).expect_err("no song").to_string();
        assert!(told.contains("no.ron") && told.contains("what"), "{told}");
    }
}
