//! `segno export`: a song as another program's file, by the file's ending.

use super::arguments::{ExportArguments, Globals};
use super::outcome::{Failure, Outcome};
use super::print;
use crate::formats::{musicxml, smf};
use crate::io::save::save;
use crate::io::song_file;
use crate::sequencer::score::Score;
use crate::song::Song;
use serde_json::json;

/// What writes a kind of file.
type Writer = fn(&Song, &Score) -> Vec<u8>;

/// The endings of files that can be written.
const KINDS: &[(&str, Writer)] =
    &[("mid", smf::write), ("midi", smf::write), ("musicxml", score), ("xml", score)];

fn score(song: &Song, played: &Score) -> Vec<u8> {
    let artist = song.settings.artist.trim();
    let composer = (!artist.is_empty()).then(|| ("composer".to_owned(), artist.to_owned()));
    musicxml::write(song, played, composer.as_slice()).into_bytes()
}

/// Writes the file; it appears when it is whole.
pub fn run(arguments: &ExportArguments, globals: Globals) -> Outcome {
    let ending = arguments.output.extension().map(|ending| ending.to_string_lossy().to_lowercase());
    let kind = KINDS.iter().find(|(name, _)| ending.as_deref() == Some(name));
    let Some((_, write)) = kind else {
        let known = KINDS.iter().map(|(name, _)| format!(".{name}")).collect::<Vec<_>>().join(", ");
        let told = "its ending names no kind of file that can be written; expected";
        return Err(Failure::Arguments(format!("{}: {told} {known}", arguments.output.display())));
    };
    let song = song_file::read(&arguments.song)?;
    let played = Score::of(&song);
    save(&arguments.output, &write(&song, &played))?;
    let (notes, bars) = (played.notes.len(), played.bars.len());
    if globals.json {
        return print::json(&json!({ "path": arguments.output, "notes": notes, "bars": bars }));
    }
    print::text(&format!("{}: {notes} notes in {bars} bars\n", arguments.output.display()))
}
