//! Each song of a release as a score and as a MIDI file, where it is a song and not a finished sound file.

use super::lists::stem;
use super::tagging::full_title;
use crate::formats::album::Album;
use crate::formats::{musicxml, smf};
use crate::io::paths::make_folder;
use crate::io::sample_files::hash;
use crate::io::save::save;
use crate::io::song_file;
use crate::release::Unreleased;
use crate::release::master::report::Report;
use crate::release::master::sound::is_song;
use crate::sequencer::score::Score;
use std::path::Path;
use std::sync::Arc;

/// The folder of scores in a release.
const FOLDER: &str = "scores";
/// The roles of an album's credits that a score names.
const ROLES: [&str; 3] = ["composer", "lyricist", "arranger"];

/// Writes them; answers names and sums.
///
/// # Errors
/// A song that cannot be read, or a disk that takes no more.
pub(super) fn write(
    (album, from): (&Album, &Path),
    report: &Report,
    out: &Path,
) -> Result<Vec<(String, String)>, Unreleased> {
    let mut files = Vec::new();
    for (track, about) in album.songs.iter().zip(&report.songs) {
        let source = from.join(&track.file);
        if !is_song(&source) {
            continue;
        }
        make_folder(&out.join(FOLDER))?;
        let mut song = song_file::read(&source)?;
        Arc::make_mut(&mut song.settings).title = full_title(track, &about.title);
        let played = Score::of(&song);
        let named = |role: &'static str| {
            let those = album.credits_of(track).filter(move |credit| credit.has(role));
            those.map(move |credit| (role.to_owned(), credit.name.clone()))
        };
        let creators: Vec<(String, String)> = ROLES.into_iter().flat_map(named).collect();
        let score = musicxml::write(&song, &played, &creators).into_bytes();
        for (ending, bytes) in [("mid", smf::write(&song, &played)), ("musicxml", score)] {
            let name = format!("{FOLDER}/{}.{ending}", stem(&about.file));
            save(&out.join(&name), &bytes)?;
            files.push((name, hash(&bytes)));
        }
    }
    Ok(files)
}
