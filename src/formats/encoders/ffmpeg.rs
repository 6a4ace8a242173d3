//! ffmpeg at work: it takes what it is given through its standard input until that ends.

use super::other;
use std::ffi::OsString;
use std::io::{self, Read, Write};
use std::path::Path;
use std::process::{Child, ChildStdin, Command, Stdio};

/// The program.
pub(super) const PROGRAM: &str = "ffmpeg";

/// A file's name as it takes it: without that word a colon in it would end the name of a protocol.
pub(super) fn file(path: &Path) -> OsString {
    let mut name = OsString::from("file:");
    name.push(path);
    name
}

/// One that runs. Dropped before its end it is stopped.
pub(super) struct Fed {
    running: Child,
    sink: Option<ChildStdin>,
    /// Why it took no more; what it says itself at its end tells more.
    fed: io::Result<()>,
}

impl Fed {
    /// Starts it; it says nothing but what goes wrong.
    ///
    /// # Errors
    /// If it cannot be started.
    pub fn start(told: impl FnOnce(&mut Command)) -> io::Result<Fed> {
        let mut command = Command::new(PROGRAM);
        command.args(["-nostdin", "-hide_banner", "-loglevel", "error", "-y"]);
        told(&mut command);
        let mut running =
            command.stdin(Stdio::piped()).stdout(Stdio::null()).stderr(Stdio::piped()).spawn()?;
        let sink = running.stdin.take();
        Ok(Fed { running, sink, fed: Ok(()) })
    }

    /// Gives it bytes, unless it has taken no more before.
    pub fn feed(&mut self, bytes: &[u8]) {
        if let (Some(sink), Ok(())) = (&mut self.sink, &self.fed) {
            self.fed = sink.write_all(bytes);
        }
    }

    /// Whether it has taken all so far.
    pub fn is_hungry(&self) -> bool {
        self.fed.is_ok()
    }

    /// Waits until it has ended.
    ///
    /// # Errors
    /// In its own words if it failed, or if it did not take all.
    pub fn end(mut self) -> io::Result<()> {
        drop(self.sink.take());
        let mut told = Vec::new();
        if let Some(mut errors) = self.running.stderr.take() {
            errors.read_to_end(&mut told)?;
        }
        if !self.running.wait()?.success() {
            let told = String::from_utf8_lossy(&told);
            return Err(other(format!("{PROGRAM}: {}", told.trim().lines().last().unwrap_or("it failed"))));
        }
        std::mem::replace(&mut self.fed, Ok(()))
    }
}

impl Drop for Fed {
    fn drop(&mut self) {
        drop(self.sink.take());
        let _ = self.running.kill();
        let _ = self.running.wait();
    }
}
