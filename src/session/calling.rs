//! Calling sessions: which there are, and coming in.

use super::door::clear_away;
use super::folder::{candidates, socket, sockets};
use super::peer;
use super::protocol::{Frame, Hello, Kind, Welcome, expect};
use crate::io::paths::canonical;
use crate::ui::run::Wishes;
use std::io::{self, Write};
use std::os::unix::net::UnixStream;
use std::path::Path;
use std::time::Duration;

/// How long a session may take to answer.
const ANSWER_WAIT: Duration = Duration::from_secs(5);

/// Calls at a socket with a greeting, and hears how things are.
///
/// # Errors
/// If nobody answers there, it is somebody else's, or he refuses, in his words.
pub fn call(path: &Path, hello: &Hello) -> io::Result<(UnixStream, Welcome)> {
    let mut stream = UnixStream::connect(path)?;
    peer::check(&stream)?;
    stream.set_read_timeout(Some(ANSWER_WAIT))?;
    stream.set_write_timeout(Some(ANSWER_WAIT))?;
    let welcome = greet(&mut stream, hello)?;
    Ok((stream, welcome))
}

/// Says who comes, and hears how things are.
///
/// # Errors
/// If nobody answers, or he refuses, in his words.
pub fn greet(stream: &mut UnixStream, hello: &Hello) -> io::Result<Welcome> {
    stream.write_all(&Frame::of(Kind::Hello, hello).encode())?;
    expect(stream, Kind::Welcome)
}

/// The socket of a session, with nothing said there yet.
///
/// # Errors
/// If nobody answers there or it is somebody else's; if there is none, the reason's kind is `NotFound`.
pub fn socket_of(name: &str) -> io::Result<UnixStream> {
    let mut answer = Err(io::ErrorKind::NotFound.into());
    for folder in candidates() {
        answer = UnixStream::connect(socket(&folder, name));
        if answer.is_ok() {
            break;
        }
    }
    answer.and_then(|stream| peer::check(&stream).map(|()| stream))
}

/// What is known of a session: how things are there, or its name and why it does not tell.
pub type Found = Result<Welcome, (String, String)>;

/// Every session of this user. Sockets that dead processes have left are taken away.
pub fn sessions() -> Vec<Found> {
    let (mut found, asks): (Vec<Found>, Hello) = (Vec::new(), Hello::new(None));
    for path in sockets() {
        // One that was just being opened answers at the second time.
        let answer = match call(&path, &asks) {
            Err(error) if error.kind() == io::ErrorKind::ConnectionRefused && !clear_away(&path) => {
                call(&path, &asks)
            }
            answer => answer,
        };
        match answer {
            Ok((_, welcome)) => found.push(Ok(welcome)),
            Err(_) if !path.exists() => {}
            Err(error) => {
                let name = path.file_stem().unwrap_or_default().to_string_lossy().into_owned();
                found.push(Err((name, error.to_string())));
            }
        }
    }
    found
}

/// The session that has a song open, in any of its tabs.
pub fn with_song(song: &Path) -> Option<Welcome> {
    let song = canonical(song).display().to_string();
    sessions().into_iter().flatten().find(|welcome| welcome.songs.contains(&song))
}

/// Comes into the session of that name.
///
/// # Errors
/// As [`call`]; if there is none, the reason's kind is `NotFound`.
pub fn enter(name: &str, wishes: Wishes) -> io::Result<(UnixStream, Welcome)> {
    called(name, &Hello::new(Some(wishes)))
}

/// Lets all terminals of a session leave it running; how things were there.
///
/// # Errors
/// As [`enter`]; if it is of an older program, which does not know of that.
pub fn detach(name: &str) -> io::Result<Welcome> {
    let (_, welcome) = called(name, &Hello { detach: true, ..Hello::new(None) })?;
    match welcome.detached {
        true => Ok(welcome),
        false => Err(io::Error::other("an older segno runs there, which only its own terminals can leave")),
    }
}

fn called(name: &str, hello: &Hello) -> io::Result<(UnixStream, Welcome)> {
    let mut answer = Err(io::ErrorKind::NotFound.into());
    for folder in candidates() {
        let path = socket(&folder, name);
        if path.exists() {
            answer = call(&path, hello);
        }
        if answer.is_ok() {
            break;
        }
    }
    answer
}
