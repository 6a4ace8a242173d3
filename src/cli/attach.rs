//! `segno attach`: a session that runs is shown in this terminal; and how the screen finds or starts the session of its song.

use super::arguments::{AttachArguments, Globals, ScreenArguments};
use super::open::{alone, need_terminal, options, wishes};
use super::outcome::{Failure, Outcome};
use super::print;
use crate::io::paths::Folders;
use crate::io::settings::Settings;
use crate::session::client::{Parting, lost};
use crate::session::protocol::Welcome;
use crate::session::starting::{self, Started};
use crate::session::{calling, client, remote};
use crate::ui::run::Wishes;
use crate::ui::terminal::console::Console;
use crate::ui::terminal::line::Farewell;
use std::io::{ErrorKind, Write};
use std::path::Path;

/// Shows a session that runs.
///
/// # Errors
/// If there is none of that name, or it cannot be told which one is meant.
pub fn run(arguments: AttachArguments, globals: Globals) -> Outcome {
    if arguments.pipe {
        return pipe(arguments);
    }
    need_terminal()?;
    let (settings, _) = Settings::read(&Settings::file(&Folders::of_user_or_temporary().config));
    let name = match arguments.name {
        Some(name) => name,
        None => only_one("attach")?,
    };
    let AttachArguments { watch, called, look, .. } = arguments;
    let wishes = Wishes { watch, name: called, ..look.wishes(&settings) };
    show(&name, wishes, &settings, globals)
}

/// The name of the session if there is only one.
fn only_one(command: &str) -> Result<String, Failure> {
    let names: Vec<String> = calling::sessions()
        .into_iter()
        .map(|found| found.map_or_else(|(name, _)| name, |welcome| welcome.name))
        .collect();
    match names.as_slice() {
        [name] => Ok(name.clone()),
        [] => Err(Failure::Input("no session runs; `segno SONG` starts one".to_owned())),
        names => Err(Failure::Input(format!(
            "several sessions run: {}; expected one of them: `segno {command} {}`",
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

/// Takes a session off all terminals that show it.
///
/// # Errors
/// If there is none of that name, or it cannot be told which one is meant.
pub fn detach(name: Option<String>, globals: Globals) -> Outcome {
    let name = name.map_or_else(|| only_one("detach"), Ok)?;
    let Welcome { name, seats, .. } =
        calling::detach(&name).map_err(|error| unentered(&name, "reach", &error))?;
    if globals.json {
        return print::json(&serde_json::json!({ "name": name, "seats": seats }));
    }
    print::text(&match seats {
        0 => format!("no terminal shows {name}\n"),
        1 => format!("{name} goes on without its terminal; `segno attach {name}` shows it again\n"),
        seats => {
            format!("{name} goes on without its {seats} terminals; `segno attach {name}` shows it again\n")
        }
    })
}

/// Why nobody came to a session.
fn unentered(name: &str, deed: &str, error: &std::io::Error) -> Failure {
    match error.kind() {
        ErrorKind::NotFound | ErrorKind::ConnectionRefused => {
            Failure::Input(format!("there is no session {name}; `segno sessions` lists them"))
        }
        _ => Failure::Machine(format!("could not {deed} {name}: {error}")),
    }
}

fn show(name: &str, wishes: Wishes, settings: &Settings, globals: Globals) -> Outcome {
    let (stream, welcome) =
        calling::enter(name, wishes).map_err(|error| unentered(name, "attach to", &error))?;
    let shown = Console::open(options(settings), None)
        .and_then(|console| client::show(stream, &welcome, console, None))
        .map_err(|error| Failure::Machine(format!("could not open the screen: {error}")))?;
    let farewell = match shown {
        Parting::Farewell(farewell) => farewell,
        Parting::Lost => lost(&welcome),
    };
    part(&farewell, globals)
}

/// What is said when the shell has its terminal back, and the exit code.
///
/// # Errors
/// If the code is none of success.
pub fn part(farewell: &Farewell, globals: Globals) -> Outcome {
    let Farewell { code, text } = farewell;
    let wanted = *code != 0 || !globals.quiet;
    if wanted && !text.is_empty() {
        let _ = writeln!(std::io::stderr(), "{text}");
    }
    if *code == 0 { Ok(()) } else { Err(Failure::Told(*code)) }
}

/// Speaks the sessions' protocol on standard input and output, for whoever has called from another machine. What goes wrong is said in
/// that protocol too.
fn pipe(arguments: AttachArguments) -> Outcome {
    let stream = named_or_started(arguments).and_then(|name| {
        calling::socket_of(&name)
            .map_err(|error| Failure::Machine(format!("could not attach to {name}: {error}")))
    });
    match stream {
        Ok(stream) => {
            let carried = remote::carry(stream);
            carried.map_err(|error| Failure::Machine(format!("the line broke: {error}")))
        }
        Err(failure) => {
            remote::refuse(&failure.to_string());
            Err(Failure::Told(failure.code()))
        }
    }
}

/// The session that is meant: of that name, of that song, the only one, or a new one, which makes no sound where it runs.
fn named_or_started(arguments: AttachArguments) -> Result<String, Failure> {
    if let Some(name) = arguments.name {
        return Ok(name);
    }
    if arguments.song.is_none() && !calling::sessions().is_empty() {
        return only_one("attach");
    }
    let mut wanted = ScreenArguments { song: arguments.song, ..ScreenArguments::default() };
    wanted.seat.sound.silent = true;
    let started = starting::alone(|| match wanted.song.as_deref().and_then(calling::with_song) {
        Some(Welcome { name, .. }) => Ok(Started::Session(name)),
        None => starting::start(&wanted.of_owner()),
    })?;
    match started {
        Ok(Started::Session(name)) => Ok(name),
        Ok(Started::Failed(_)) => Err(Failure::Machine("the session could not be started".to_owned())),
        Err(error) => Err(Failure::Machine(format!("could not start the session: {error}"))),
    }
}
