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
use clap::Parser;
use outcome::{Failure, Outcome};
use std::ffi::OsString;
use std::io::Write;
use std::path::Path;
use std::process::ExitCode;

/// The command that takes what the screen takes.
const TOUR: &str = "tour";

/// Runs the command line and returns the program's exit code: 0 done, 1 input, 2 arguments, 3 machine, 130 interrupted.
pub fn run(arguments: impl IntoIterator<Item = OsString>) -> ExitCode {
    let everything = match Everything::try_parse_from(arguments) {
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

fn answer(everything: Everything) -> Outcome {
    let Everything { globals, screen, command } = everything;
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
