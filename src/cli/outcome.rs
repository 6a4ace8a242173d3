//! How a command ends.

use crate::formats::problem::Problem as FileProblem;
use crate::io::problem::Problem as MachineProblem;
use crate::io::song_file::Unopened;
use crate::release::Unreleased;
use std::fmt::{Display, Formatter};
use std::io::ErrorKind;

/// What a command answers.
pub type Outcome = Result<(), Failure>;

/// The exit code of success.
pub const DONE: u8 = 0;
/// The exit code if the command line is at fault.
pub const ARGUMENTS: u8 = 2;

/// Why a command did not do what it was asked for. The text is one message, without a line end.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Failure {
    /// A file is at fault.
    Input(String),
    /// The command line is at fault.
    Arguments(String),
    /// A device, a disk or a permission is at fault.
    Machine(String),
    /// The user stopped it.
    Interrupted,
    /// What there is to say has been said, by another process; its exit code.
    Told(u8),
}

impl Failure {
    /// The program's exit code.
    pub fn code(&self) -> u8 {
        match self {
            Failure::Input(_) => 1,
            Failure::Arguments(_) => ARGUMENTS,
            Failure::Machine(_) => 3,
            Failure::Interrupted => 130,
            Failure::Told(code) => *code,
        }
    }
}

impl Display for Failure {
    fn fmt(&self, f: &mut Formatter<'_>) -> std::fmt::Result {
        match self {
            Failure::Input(message) | Failure::Arguments(message) | Failure::Machine(message) => {
                f.write_str(message)
            }
            Failure::Interrupted => f.write_str("interrupted"),
            Failure::Told(code) => write!(f, "ended with {code}"),
        }
    }
}

impl From<FileProblem> for Failure {
    fn from(problem: FileProblem) -> Failure {
        Failure::Input(problem.to_string())
    }
}

impl From<MachineProblem> for Failure {
    /// A file that is not there or is a folder is the caller's fault, anything else the machine's.
    fn from(problem: MachineProblem) -> Failure {
        let message = problem.to_string();
        match problem.reason.kind() {
            ErrorKind::NotFound | ErrorKind::IsADirectory | ErrorKind::NotADirectory => {
                Failure::Input(message)
            }
            _ => Failure::Machine(message),
        }
    }
}

impl From<Unopened> for Failure {
    fn from(unopened: Unopened) -> Failure {
        match unopened {
            Unopened::Machine(problem) => problem.into(),
            Unopened::File(problem) => problem.into(),
            other @ Unopened::Other { .. } => Failure::Input(other.to_string()),
            Unopened::Cancelled => Failure::Interrupted,
        }
    }
}

impl From<Unreleased> for Failure {
    fn from(unreleased: Unreleased) -> Failure {
        match unreleased {
            Unreleased::Input(message) => Failure::Input(message),
            Unreleased::File(problem) => problem.into(),
            Unreleased::Machine(problem) => problem.into(),
            Unreleased::Cancelled => Failure::Interrupted,
            Unreleased::Named(place, reason) => match Failure::from(*reason) {
                Failure::Input(message) => Failure::Input(format!("{place}: {message}")),
                Failure::Machine(message) => Failure::Machine(format!("{place}: {message}")),
                other => other,
            },
        }
    }
}
