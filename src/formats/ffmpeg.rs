//! ffmpeg at work: it takes what it is given through its standard input until that ends, or gives what it makes through its standard output.

use std::ffi::OsString;
use std::io::{self, Read, Write};
use std::path::Path;
use std::process::{Child, ChildStderr, ChildStdin, ChildStdout, Command, Stdio};
use std::thread::{Builder, JoinHandle};

/// The program.
pub(super) const PROGRAM: &str = "ffmpeg";

/// A file's name as it takes it: without that word a colon in it would end the name of a protocol.
pub(super) fn file(path: &Path) -> OsString {
    let mut name = OsString::from("file:");
    name.push(path);
    name
}

/// One that says nothing but what goes wrong.
fn command() -> Command {
    let mut command = Command::new(PROGRAM);
    command.args(["-nostdin", "-hide_banner", "-loglevel", "error", "-y"]);
    // Ctrl-C is for segno, which then stops it and says why: a terminal sends it to the whole group.
    #[cfg(unix)]
    std::os::unix::process::CommandExt::process_group(&mut command, 0);
    command
}

/// The last of what it said went wrong.
fn last_words(told: &[u8]) -> String {
    let told = String::from_utf8_lossy(told);
    format!("{PROGRAM}: {}", told.trim().lines().last().unwrap_or("it failed"))
}

/// One that takes. Dropped before its end it is stopped.
pub(super) struct Fed {
    running: Child,
    sink: Option<ChildStdin>,
    /// Why it took no more; what it says itself at its end tells more.
    fed: io::Result<()>,
}

impl Fed {
    /// Starts it.
    ///
    /// # Errors
    /// If it cannot be started.
    pub fn start(told: impl FnOnce(&mut Command)) -> io::Result<Fed> {
        let mut command = command();
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
            return Err(io::Error::other(last_words(&told)));
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

/// One that gives. Dropped before its end it is stopped.
pub(super) struct Giving {
    running: Child,
    source: Option<ChildStdout>,
    /// Hears what goes wrong, so that it never waits for somebody to hear it.
    hearing: Option<JoinHandle<Vec<u8>>>,
}

impl Giving {
    /// Starts it.
    ///
    /// # Errors
    /// If it cannot be started.
    pub fn start(told: impl FnOnce(&mut Command)) -> io::Result<Giving> {
        let mut command = command();
        told(&mut command);
        let mut running =
            command.stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn()?;
        let (source, errors) = (running.stdout.take(), running.stderr.take());
        let mut giving = Giving { running, source, hearing: None };
        if let Some(errors) = errors {
            giving.hearing = Some(Builder::new().name("ffmpeg".to_owned()).spawn(move || end_of(errors))?);
        }
        Ok(giving)
    }

    /// Waits until it has ended, after what it gave; what went wrong although it did its work.
    ///
    /// # Errors
    /// In its own words if it failed.
    pub fn end(mut self) -> io::Result<Option<String>> {
        drop(self.source.take());
        let told = self.hearing.take().and_then(|hearing| hearing.join().ok()).unwrap_or_default();
        match self.running.wait()?.success() {
            true => Ok((!told.trim_ascii().is_empty()).then(|| last_words(&told))),
            false => Err(io::Error::other(last_words(&told))),
        }
    }
}

/// The last few thousand bytes of it.
fn end_of(mut errors: ChildStderr) -> Vec<u8> {
    const KEPT: usize = 4_096;
    let (mut told, mut block) = (Vec::new(), [0; KEPT]);
    while let Ok(count @ 1..) = errors.read(&mut block) {
        told.extend_from_slice(&block[..count]);
        told.drain(..told.len().saturating_sub(KEPT));
    }
    told
}

impl Read for Giving {
    fn read(&mut self, bytes: &mut [u8]) -> io::Result<usize> {
        self.source.as_mut().map_or(Ok(0), |source| source.read(bytes))
    }
}

impl Drop for Giving {
    fn drop(&mut self) {
        drop(self.source.take());
        let _ = self.running.kill();
        let _ = self.running.wait();
    }
}
