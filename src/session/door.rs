//! The door of a session: its socket, and a thread for each process that comes in by it.

use super::far_ports::FarPorts;
use super::folder::{Turn, hold, name_for, socket, usable};
use super::outbox::{Outbox, PATIENCE};
use super::peer;
use super::protocol::{Frame, Hello, Kind, Welcome, expect};
use crate::io::paths::canonical;
use crate::io::problem::Problem;
use crate::studio::Studio;
use crate::studio::document::Document;
use crate::ui::run::{Message, Wishes};
use crate::ui::terminal::line::{Facts, Farewell};
use crate::ui::terminal::reader::Event;
use std::fs;
use std::io::{self, ErrorKind, Write};
use std::os::fd::AsRawFd;
use std::os::unix::fs::{MetadataExt, PermissionsExt};
use std::os::unix::net::{UnixListener, UnixStream};
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicU32, Ordering};
use std::sync::mpsc::{Sender, channel};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, SystemTime, UNIX_EPOCH};

/// How long somebody who comes in may take to say what he wants.
const HELLO_WAIT: Duration = Duration::from_secs(5);
/// How often the door looks whether its socket can still be found, in milliseconds.
const LOOK: i32 = 2_000;
/// What the system may keep of pictures for a client, in bytes: more would only make them late.
const SENT_AHEAD: libc::c_int = 16 << 10;
/// The largest picture that is made: a client cannot ask for all memory.
const MOST_COLUMNS: u16 = 2_000;
const MOST_ROWS: u16 = 1_000;
/// The most names that are tried: `song`, `song-2` …
const MOST: u32 = 1_000;

/// Numbers for terminals, each used once.
static NUMBERS: AtomicU32 = AtomicU32::new(1);

/// A socket that waits for clients.
#[derive(Debug)]
struct Socket {
    name: String,
    path: PathBuf,
    /// The file's device and number.
    file: (u64, u64),
    listener: UnixListener,
}

/// Whether nobody listens at a socket any more, or not yet.
fn is_dead(path: &Path) -> bool {
    matches!(UnixStream::connect(path), Err(error) if error.kind() == ErrorKind::ConnectionRefused)
}

/// Takes away a socket at which nobody listens any more, in turn with those that are being opened. Whether that was so.
pub fn clear_away(path: &Path) -> bool {
    if !is_dead(path) {
        return false;
    }
    let _turn = path.parent().and_then(|folder| hold(folder, Turn::Opening).ok());
    is_dead(path) && fs::remove_file(path).is_ok()
}

fn file_at(path: &Path) -> Option<(u64, u64)> {
    fs::symlink_metadata(path).ok().map(|found| (found.dev(), found.ino()))
}

impl Socket {
    /// Opens one that only this user can reach, under a name that no other session has; what a dead process has left makes room.
    fn open(wanted: &str) -> Result<Socket, Problem> {
        let folder = usable()?;
        let _turn = hold(&folder, Turn::Opening).map_err(Problem::during("open a socket in", &folder))?;
        let mut number = 1;
        loop {
            let name = if number == 1 { wanted.to_owned() } else { format!("{wanted}-{number}") };
            let path = socket(&folder, &name);
            if path.exists() && is_dead(&path) {
                let _ = fs::remove_file(&path);
            }
            match Socket::bind(&path) {
                Err(error) if error.kind() == ErrorKind::AddrInUse && number < MOST => number += 1,
                Err(error) => return Err(Problem::new("open the session's socket", &path, error)),
                Ok(listener) => {
                    let file = file_at(&path).unwrap_or_default();
                    return Ok(Socket { name, path, file, listener });
                }
            }
        }
    }

    fn bind(path: &Path) -> io::Result<UnixListener> {
        let listener = UnixListener::bind(path)?;
        fs::set_permissions(path, fs::Permissions::from_mode(0o600))?;
        listener.set_nonblocking(true)?;
        Ok(listener)
    }

    fn is_there(&self) -> bool {
        file_at(&self.path) == Some(self.file)
    }

    fn remove(&self) {
        if self.is_there() {
            let _ = fs::remove_file(&self.path);
        }
    }
}

/// The socket, and what every line to a client keeps until it has ended.
type Shared = Arc<Mutex<Option<(Socket, Sender<()>)>>>;

/// The open door. Dropping it takes the socket away.
#[derive(Debug)]
pub struct Door {
    /// None when the door is closed.
    socket: Shared,
    name: String,
    path: PathBuf,
}

impl Door {
    /// Opens a door for a session with that song. `open` is kept by it and by every line to a client.
    ///
    /// # Errors
    /// If no folder can be used or no socket opened.
    pub fn open(song: &Path, open: Sender<()>) -> Result<Door, Problem> {
        let socket = Socket::open(&name_for(song))?;
        let (name, path) = (socket.name.clone(), socket.path.clone());
        Ok(Door { socket: Arc::new(Mutex::new(Some((socket, open)))), name, path })
    }

    /// The session's name.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// The socket.
    pub fn path(&self) -> &Path {
        &self.path
    }

    /// Lets in who comes.
    ///
    /// # Errors
    /// If the system gives no thread.
    pub fn serve(&self, to: Sender<Message>) -> io::Result<()> {
        let shared = Arc::clone(&self.socket);
        let since = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default().as_secs();
        std::thread::Builder::new().name("door".into()).spawn(move || stand(&shared, &to, since))?;
        Ok(())
    }
}

impl Drop for Door {
    fn drop(&mut self) {
        if let Some((socket, _)) = self.socket.lock().unwrap_or_else(PoisonError::into_inner).take() {
            socket.remove();
        }
    }
}

/// What somebody who comes in is received with.
struct Host {
    /// The session's name.
    name: String,
    to: Sender<Message>,
    open: Sender<()>,
    /// Seconds since 1970.
    since: u64,
}

/// Stands at the door until that is closed.
fn stand(shared: &Shared, to: &Sender<Message>, since: u64) {
    loop {
        let descriptor = match &*shared.lock().unwrap_or_else(PoisonError::into_inner) {
            Some((socket, _)) => socket.listener.as_raw_fd(),
            None => return,
        };
        let mut waited = libc::pollfd { fd: descriptor, events: libc::POLLIN, revents: 0 };
        // SAFETY: the place is ours; a descriptor that is closed meanwhile is reported, not used.
        unsafe { libc::poll(&mut waited, 1, LOOK) };
        let mut place = shared.lock().unwrap_or_else(PoisonError::into_inner);
        let Some((socket, open)) = &mut *place else { return };
        while let Ok((stream, _)) = socket.listener.accept() {
            let host = Host { name: socket.name.clone(), to: to.clone(), open: open.clone(), since };
            let come = move || {
                // What goes wrong there has been told to whoever comes, or he is gone.
                let _ = receive(&stream, host);
            };
            // Without a thread he finds the door shut in his face, and the others are not disturbed.
            let _ = std::thread::Builder::new().name("a client".into()).spawn(come);
        }
        // The runtime directory goes with the user's last login: the socket then moves to where it can be found.
        if !socket.is_there()
            && let Ok(again) = Socket::open(&socket.name)
        {
            *socket = again;
        }
    }
}

/// Sends somebody away.
fn refuse(mut stream: &UnixStream, text: &str) -> io::Result<()> {
    let farewell = Farewell { code: 3, text: text.to_owned() };
    stream.write_all(&Frame::of(Kind::Farewell, &farewell).encode())
}

/// How things are.
fn state(studio: &Studio, name: &str, since: u64) -> Welcome {
    let file = |document: &Document| document.path().map(|path| canonical(path).display().to_string());
    Welcome {
        name: name.to_owned(),
        song: file(&studio.document).unwrap_or_default(),
        songs: studio.documents().filter_map(file).collect(),
        since,
        seats: studio.company.present.len(),
        playing: studio.transport.playing.is_some(),
        changed: studio.documents().any(Document::is_changed),
        listen: studio.listening.url(),
        process: std::process::id(),
        detached: false,
    }
}

/// Receives somebody, and reads what comes from the terminal until it is gone.
fn receive(mut stream: &UnixStream, host: Host) -> io::Result<()> {
    stream.set_nonblocking(false)?;
    stream.set_read_timeout(Some(HELLO_WAIT))?;
    stream.set_write_timeout(Some(HELLO_WAIT))?;
    if let Err(error) = peer::check(stream) {
        return refuse(stream, &error.to_string());
    }
    let hello: Hello = expect(&mut stream, Kind::Hello)?;
    if let Some(text) = hello.refusal() {
        return refuse(stream, &text);
    }
    let (answer, answered) = channel();
    let (own, since) = (host.name.clone(), host.since);
    let ask = Message::Deed(Box::new(move |studio, room| {
        // Whoever asked may have gone.
        let _ = answer.send(Welcome { detached: hello.detach, ..state(studio, &own, since) });
        if hello.detach {
            room.detach_all();
        }
    }));
    host.to.send(ask).map_err(|_| ErrorKind::NotConnected)?;
    let welcome = answered.recv_timeout(HELLO_WAIT).map_err(|_| ErrorKind::TimedOut)?;
    stream.write_all(&Frame::of(Kind::Welcome, &welcome).encode())?;
    match hello.attach {
        Some(wishes) => attach(stream, wishes, host),
        None => Ok(()),
    }
}

fn attach(mut stream: &UnixStream, wishes: Wishes, host: Host) -> io::Result<()> {
    let facts: Facts = expect(&mut stream, Kind::Facts)?;
    stream.set_read_timeout(None)?;
    let ahead = SENT_AHEAD;
    // SAFETY: the number is ours and its size is told. A system that takes another size is as well.
    unsafe {
        libc::setsockopt(
            stream.as_raw_fd(),
            libc::SOL_SOCKET,
            libc::SO_SNDBUF,
            (&raw const ahead).cast(),
            size_of::<libc::c_int>() as libc::socklen_t,
        )
    };
    let line = Outbox::start(stream.try_clone()?, PATIENCE, host.open)?;
    let (sound, brake) = (line.sound(), line.brake());
    let (mut hears, mut ports) = (false, FarPorts::default());
    let number = NUMBERS.fetch_add(1, Ordering::Relaxed);
    let sit = Message::Deed(Box::new(move |studio, room| {
        if let Err(error) = room.sit(studio, number, Box::new(line), facts, &wishes) {
            studio.warn(format!("a terminal could not be shown anything: {error}"));
        } else if let Some(song) = &wishes.song {
            studio.come_for(song);
        }
    }));
    host.to.send(sit).map_err(|_| ErrorKind::NotConnected)?;
    while let Ok(Some(frame)) = Frame::read(&mut stream) {
        let event = match frame.kind {
            Kind::Listen => {
                let Ok(codec) = frame.value() else { break };
                sound.choose(codec);
                if !std::mem::replace(&mut hears, true) {
                    let ear = Box::new(sound.clone());
                    let join = Message::Deed(Box::new(move |studio, _| match studio.listeners_way() {
                        Ok(way) => way.join(ear),
                        Err(error) => studio.warn(format!("nobody can listen: {error}")),
                    }));
                    host.to.send(join).map_err(|_| ErrorKind::NotConnected)?;
                }
                continue;
            }
            Kind::Port => {
                ports.named(&frame.bytes, &host.to);
                continue;
            }
            Kind::Midi => {
                ports.take(&frame.bytes);
                continue;
            }
            Kind::Behind => {
                brake.set(frame.bytes == [1]);
                continue;
            }
            Kind::Came => {
                frame.number().into_iter().for_each(|number| sound.came(number));
                continue;
            }
            Kind::Bytes => Event::Bytes(frame.bytes),
            Kind::Continue => Event::Continue,
            Kind::Size => match frame.columns_and_rows() {
                Some((columns, rows)) => {
                    Event::Size(columns.clamp(1, MOST_COLUMNS), rows.clamp(1, MOST_ROWS))
                }
                None => break,
            },
            Kind::Cell => match frame.columns_and_rows() {
                Some((width, height)) => Event::Cell(width.max(1), height.max(1)),
                None => break,
            },
            _ => break,
        };
        host.to.send(Message::Terminal(number, event)).map_err(|_| ErrorKind::NotConnected)?;
    }
    sound.end();
    host.to.send(Message::Terminal(number, Event::Gone)).map_err(|_| ErrorKind::NotConnected.into())
}
