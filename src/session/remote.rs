//! Sessions on other machines: `ssh` carries the protocol there, and a process there carries it on to the session's socket.

use super::protocol::{Frame, Kind};
use crate::ui::terminal::line::Farewell;
use std::ffi::OsStr;
use std::io::{self, BufRead, BufReader, Read, Write};
use std::net::Shutdown;
use std::os::fd::OwnedFd;
use std::os::unix::net::UnixStream;
use std::process::{Child, Command, Stdio};
use std::sync::{Arc, Mutex, PoisonError};

/// The most lines of `ssh` that are kept to be told.
const LINES: usize = 20;
/// What of a line is carried at once, in bytes.
const PIECE: usize = 16 << 10;

/// A line to another machine. Dropping it ends that.
pub struct Call {
    process: Child,
    said: Arc<Mutex<Vec<String>>>,
}

/// A word as a shell on the other side reads it as one.
fn quoted(word: &str) -> String {
    format!("'{}'", word.replace('\'', r"'\''"))
}

/// What is to be run on the other side.
fn command(program: &str, song: Option<&str>) -> String {
    let song = song.map(|song| format!(" --song {}", quoted(song))).unwrap_or_default();
    format!("{} attach --pipe{song}", quoted(program))
}

impl Call {
    /// Calls a machine by this program, which is `ssh` or takes what that takes; `program` is segno there. It may ask for passwords at
    /// the terminal. A line that has died without a word is noticed within a quarter of a minute.
    ///
    /// # Errors
    /// If it cannot be started.
    pub fn begin(
        ssh: &OsStr,
        host: &str,
        program: &str,
        song: Option<&str>,
    ) -> io::Result<(UnixStream, Call)> {
        let (ours, theirs) = UnixStream::pair()?;
        let ends = [OwnedFd::from(theirs.try_clone()?), OwnedFd::from(theirs)].map(Stdio::from);
        let [input, output] = ends;
        let mut process = Command::new(ssh)
            .args(["-T", "-o", "ServerAliveInterval=5", "-o", "ServerAliveCountMax=3", "--", host])
            .arg(command(program, song))
            .stdin(input)
            .stdout(output)
            .stderr(Stdio::piped())
            .spawn()?;
        let said = Arc::<Mutex<Vec<String>>>::default();
        if let Some(error) = process.stderr.take() {
            let own = Arc::clone(&said);
            std::thread::Builder::new().name("what ssh says".into()).spawn(move || {
                for line in BufReader::new(error).lines().map_while(Result::ok) {
                    let mut said = own.lock().unwrap_or_else(PoisonError::into_inner);
                    if said.len() < LINES {
                        said.push(line.chars().filter(|character| !character.is_control()).collect());
                    }
                }
            })?;
        }
        Ok((ours, Call { process, said }))
    }

    /// What it has said since the last time.
    pub fn said(&self) -> Vec<String> {
        std::mem::take(&mut *self.said.lock().unwrap_or_else(PoisonError::into_inner))
    }
}

impl Drop for Call {
    fn drop(&mut self) {
        // One that has ended needs no end.
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}

/// Carries bytes between standard input and output and a session, until one of the three ends.
///
/// # Errors
/// What the system says of the session's side.
pub fn carry(stream: UnixStream) -> io::Result<()> {
    let mut to = stream.try_clone()?;
    std::thread::Builder::new().name("from the line".into()).spawn(move || {
        let mut input = io::stdin().lock();
        pass(&mut input, &mut to);
        // Whoever reads from it sees the end, and so does the session.
        let _ = to.shutdown(Shutdown::Both);
    })?;
    let (mut from, mut output) = (stream, io::stdout().lock());
    pass(&mut from, &mut output);
    Ok(())
}

/// Passes on what comes as soon as it comes.
fn pass(from: &mut impl Read, to: &mut impl Write) {
    let mut piece = vec![0; PIECE];
    while let Ok(count @ 1..) = from.read(&mut piece) {
        if to.write_all(&piece[..count]).and_then(|()| to.flush()).is_err() {
            return;
        }
    }
}

/// Tells whoever has called why nothing comes of it.
pub fn refuse(text: &str) {
    let farewell = Frame::of(Kind::Farewell, &Farewell { code: 3, text: text.to_owned() });
    let mut output = io::stdout().lock();
    // Whoever has called may have gone.
    let _ = output.write_all(&farewell.encode()).and_then(|()| output.flush());
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_song_s_name_is_one_word_on_the_other_side() {
        assert_eq!(command("segno", None), "'segno' attach --pipe");
        let odd = command("segno", Some("it's a $(song); rm"));
        assert_eq!(odd, r"'segno' attach --pipe --song 'it'\''s a $(song); rm'");
    }
}
