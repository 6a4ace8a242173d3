//! What stands in the place of sessions on systems that have none.

use super::arguments::{AttachArguments, Globals, ScreenArguments};
use super::outcome::{Failure, Outcome};
use crate::io::settings::Settings;
use std::path::Path;

/// There are no sessions on this system.
///
/// # Errors
/// Always: says so.
pub fn none() -> Outcome {
    let text = "song and screen share one process on this system: there are no sessions".to_owned();
    Err(Failure::Machine(text))
}

/// The same for `segno attach`.
///
/// # Errors
/// Always: says so.
pub fn run(_: AttachArguments, _: Globals) -> Outcome {
    none()
}

/// The same for `segno detach`.
///
/// # Errors
/// Always: says so.
pub fn detach(_: Option<String>, _: Globals) -> Outcome {
    none()
}

/// The same for the screen, which is never asked for a session.
///
/// # Errors
/// Always: says so.
pub fn find_or_start(_: &ScreenArguments, _: &Path, _: &Settings, _: Globals) -> Outcome {
    none()
}
