//! Starting the process that owns song and sound: this program again, without a terminal.

use super::folder::{Turn, hold, usable};
use crate::io::problem::Problem;
use std::ffi::OsString;
use std::io::{self, BufRead, BufReader};
use std::process::{Command, Stdio};

/// What the owner writes when others can come in; behind it stands the session's name.
pub const READY: &str = "ready ";

/// What came of starting an owner.
#[derive(Debug, PartialEq, Eq)]
pub enum Started {
    /// It is there; the session's name.
    Session(String),
    /// It has said why not, and ended with this exit code.
    Failed(u8),
}

/// Does something while no other process of this user looks for sessions or starts one.
///
/// # Errors
/// If there is no folder for sessions.
pub fn alone<T>(deed: impl FnOnce() -> T) -> Result<T, Problem> {
    let folder = usable()?;
    let held =
        hold(&folder, Turn::Starting).map_err(Problem::during("use the folder for sessions", &folder))?;
    let answer = deed();
    drop(held);
    Ok(answer)
}

/// Starts an owner with these arguments and waits until it is there. Until then it writes to our standard error.
///
/// # Errors
/// If the program cannot be started.
pub fn start(arguments: &[OsString]) -> io::Result<Started> {
    let mut owner = Command::new(std::env::current_exe()?)
        .args(arguments)
        .stdin(Stdio::null())
        .stdout(Stdio::piped())
        .spawn()?;
    let mut line = String::new();
    if let Some(output) = owner.stdout.take() {
        BufReader::new(output).read_line(&mut line)?;
    }
    match line.trim_end().strip_prefix(READY) {
        Some(name) => Ok(Started::Session(name.to_owned())),
        None => {
            let code = owner.wait()?.code().and_then(|code| u8::try_from(code).ok());
            Ok(Started::Failed(code.unwrap_or(3)))
        }
    }
}
