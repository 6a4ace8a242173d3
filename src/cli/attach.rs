//! `segno attach`: a session that runs is shown in this terminal; and how the screen finds or starts the session of its song.

use super::arguments::{AttachArguments, Globals, ScreenArguments};
use super::open::{alone, need_terminal, options, wishes};
use super::outcome::{Failure, Outcome};
use crate::io::paths::Folders;
use crate::io::settings::Settings;
use crate::session::protocol::Welcome;
use crate::session::starting::{self, Started};
use crate::session::{calling, client};
use crate::ui::run::Wishes;
use crate::ui::terminal::line::Farewell;
use std::io::{ErrorKind, Write};
use std::path::Path;

/// Shows a session that runs.
///
/// # Errors
/// If there is none of that name, or it cannot be told which one is meant.
pub fn run(arguments: AttachArguments, globals: Globals) -> Outcome {
    need_terminal()?;
    let (settings, _) = Settings::read(&Settings::file(&Folders::of_user_or_temporary().config));
    let name = match arguments.name {
        Some(name) => name,
        None => only_one()?,
    };
    let AttachArguments { watch, called, theme, screen_reader, .. } = arguments;
    let frugal = arguments.frugal || settings.frugal == Some(true);
    let wishes = Wishes { theme, frugal, screen_reader, watch, name: called, song: None };
    show(&name, wishes, &settings, globals)
}

/// The name of the session if there is only one.
fn only_one() -> Result<String, Failure> {
    let names: Vec<String> = calling::sessions()
        .into_iter()
        .map(|found| found.map_or_else(|(name, _)| name, |welcome| welcome.name))
        .collect();
    match names.as_slice() {
        [name] => Ok(name.clone()),
        [] => Err(Failure::Input("no session runs; `segno SONG` starts one".to_owned())),
        names => Err(Failure::Input(format!(
            "several sessions run: {}; expected one of them: `segno attach {}`",
            names.join(", "),
            names[0]
        ))),
    }
}

/// Shows the session that has the song open, or starts one. Where none can be, song and screen share this process.
///
/// # Errors
/// If the song cannot be read, or there is no terminal that can show it.
pub fn find_or_start(
    arguments: &ScreenArguments,
    song: &Path,
    settings: &Settings,
    globals: Globals,
) -> Outcome {
    let started = starting::alone(|| match calling::with_song(song) {
        Some(Welcome { name, .. }) => Ok(Started::Session(name)),
        None => starting::start(&arguments.of_owner()),
    });
    match started {
        Ok(Ok(Started::Session(name))) => {
            let wishes = Wishes { song: Some(song.to_owned()), ..wishes(arguments, settings) };
            show(&name, wishes, settings, globals)
        }
        Ok(Ok(Started::Failed(code))) => Err(Failure::Told(code)),
        Ok(Err(error)) => Err(Failure::Machine(format!("could not start the session: {error}"))),
        Err(problem) => alone(arguments, Some(format!("nothing goes on when this terminal goes: {problem}"))),
    }
}

fn show(name: &str, wishes: Wishes, settings: &Settings, globals: Globals) -> Outcome {
    let (stream, welcome) = calling::enter(name, wishes).map_err(|error| match error.kind() {
        ErrorKind::NotFound | ErrorKind::ConnectionRefused => {
            Failure::Input(format!("there is no session {name}; `segno sessions` lists them"))
        }
        _ => Failure::Machine(format!("could not attach to {name}: {error}")),
    })?;
    let shown = client::show(stream, &welcome, options(settings));
    let Farewell { code, text } =
        shown.map_err(|error| Failure::Machine(format!("could not open the screen: {error}")))?;
    let wanted = code != 0 || !globals.quiet;
    if wanted && !text.is_empty() {
        let _ = writeln!(std::io::stderr(), "{text}");
    }
    if code == 0 { Ok(()) } else { Err(Failure::Told(code)) }
}
