//! Arguments to one of the layers above; answers to exit codes. One file per command.
//! Results go to standard output, messages and progress to standard error. Knows no music.

pub mod arguments;
pub mod outcome;
pub mod print;
pub mod interrupt;
pub mod open;
#[cfg(unix)]
pub mod attach;
#[cfg(unix)]
pub mod connect;
#[cfg(windows)]
mod unattached;
#[cfg(windows)]
use unattached as attach;
pub mod sessions;
pub mod parameters;
pub mod new;
pub mod play;
pub mod render;
pub mod export;
pub mod check;
pub mod measure;
pub mod chart;
mod mastering;
pub mod master;
pub mod publish;
pub mod serve;
pub mod feedback;
pub mod progress;
pub mod bench;
pub mod devices;
pub mod doctor;
pub mod tables;
pub mod shell;
pub mod tour;

use arguments::{Command, Everything};
use clap::{CommandFactory, Parser};
use outcome::{Failure, Outcome};
use std::ffi::{OsStr, OsString};
use std::io::Write;
use std::path::Path;
use std::process::ExitCode;

/// The command that takes what the screen takes.
const TOUR: &str = "tour";
/// What every command takes.
const ANYWHERE: [&str; 2] = ["--json", "--quiet"];

/// Runs the command line and returns the program's exit code: 0 done, 1 input, 2 arguments, 3 machine, 130 interrupted.
pub fn run(arguments: impl IntoIterator<Item = OsString>) -> ExitCode {
    let everything = match Everything::try_parse_from(command_first(arguments.into_iter().collect())) {
        Ok(everything) => everything,
        Err(error) => {
            // Help and version come this way too; they print to standard output and are no fault.
            let _ = error.print();
            return ExitCode::from(if error.use_stderr() { outcome::ARGUMENTS } else { outcome::DONE });
        }
    };
    match answer(everything) {
        Ok(()) => ExitCode::from(outcome::DONE),
        Err(failure) => {
            if !matches!(failure, Failure::Interrupted | Failure::Told(_)) {
                let _ = writeln!(std::io::stderr(), "{failure}");
            }
            ExitCode::from(failure.code())
        }
    }
}

/// The words with that of a command before what every command takes, which may stand on either side of it.
fn command_first(mut words: Vec<OsString>) -> Vec<OsString> {
    let before =
        words.iter().skip(1).take_while(|word| ANYWHERE.iter().any(|option| *word == option)).count();
    if before > 0 && words.get(before + 1).is_some_and(|word| names_command(word)) {
        words[1..before + 2].rotate_right(1);
    }
    words
}

/// Whether a word is that of a command.
fn names_command(word: &OsStr) -> bool {
    let known =
        |word: &str| Everything::command().get_subcommands().any(|command| command.get_name() == word);
    word.to_str().is_some_and(known)
}

/// Whether a word in the place of a song is that of a command, and not the name of a song that is there, with its ending or without.
fn is_command(word: &OsStr) -> bool {
    let path = Path::new(word);
    names_command(word) && !path.exists() && !path.with_extension("ron").exists()
}

fn answer(everything: Everything) -> Outcome {
    let Everything { globals, screen, command } = everything;
    let named = screen.song.as_deref().filter(|song| is_command(song.as_os_str()));
    if let Some(word) = named.filter(|word| command.is_none() && *word != Path::new(TOUR)) {
        let word = word.display();
        return Err(Failure::Arguments(format!(
            "`{word}` is a command: it stands before its options, `segno {word} …`"
        )));
    }
    match command {
        // An option of the screen before the word makes it a song's name.
        None if screen.song.as_deref() == Some(Path::new(TOUR)) && !Path::new(TOUR).exists() => {
            tour::run(screen.seat, globals)
        }
        None => open::open(&screen, globals),
        Some(Command::Tour(arguments)) => tour::run(arguments, globals),
        Some(Command::New(arguments)) => new::run(&arguments, globals),
        Some(Command::Play(arguments)) => play::run(&arguments, globals),
        Some(Command::Render(arguments)) => render::run(&arguments, globals),
        Some(Command::Export(arguments)) => export::run(&arguments, globals),
        Some(Command::Check(arguments)) => check::run(&arguments, globals),
        Some(Command::Measure(arguments)) => measure::run(&arguments, globals),
        Some(Command::Master(arguments)) => master::run(&arguments, globals),
        Some(Command::Publish(arguments)) => publish::run(&arguments, globals),
        Some(Command::Feedback(arguments)) => feedback::run(&arguments, globals),
        Some(Command::Serve(arguments)) => serve::run(&arguments, globals),
        Some(Command::Bench) => bench::run(globals),
        Some(Command::Attach(arguments)) => attach::run(arguments, globals),
        Some(Command::Sessions) => sessions::run(globals),
        Some(Command::Detach { name }) => attach::detach(name, globals),
        #[cfg(unix)]
        Some(Command::Connect(arguments)) => connect::run(&arguments, globals),
        #[cfg(windows)]
        Some(Command::Connect(_)) => attach::none(),
        Some(Command::Devices) => devices::run(globals),
        Some(Command::Doctor) => doctor::run(globals),
        Some(Command::Keys { keymap }) => tables::keys(keymap.as_deref(), globals),
        Some(Command::Effects) => tables::effects(globals),
        Some(Command::Instruments) => tables::instruments(globals),
        Some(Command::Parameters) => parameters::run(globals),
        Some(Command::Completions { shell }) => shell::completions(shell),
        Some(Command::Manual { folder }) => shell::manual(folder.as_deref()),
    }
}
