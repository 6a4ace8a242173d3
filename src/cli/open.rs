//! `segno [SONG]`: the screen.

use super::arguments::{Globals, ScreenArguments};
use super::outcome::{Failure, Outcome};

/// Opens the screen and stays in it until the user quits.
///
/// # Errors
/// If there is no terminal, or the song cannot be read.
pub fn open(arguments: &ScreenArguments, _: Globals) -> Outcome {
    let song = arguments.song.as_ref().map(|song| song.display().to_string()).unwrap_or_default();
    Err(Failure::Machine(format!(
        "{song}: this build has no screen yet; see `segno --help` for the commands"
    )))
}
