//! The terminal of a Unix system: file descriptors, raw mode, signals.

use super::reader::{Came, Ear, Event};
use super::tty;
use signal_hook::consts::{SIGCONT, SIGHUP, SIGINT, SIGQUIT, SIGTERM, SIGWINCH};
use signal_hook::iterator::{Handle, Signals};
use std::fs::File;
use std::io::{self, IsTerminal, Write};
use std::os::fd::{AsFd, AsRawFd, OwnedFd, RawFd};
use std::sync::Arc;
use std::thread::JoinHandle;

/// Keys come at once and unedited.
///
/// # Errors
/// If there is no terminal.
pub fn begin_raw() -> io::Result<()> {
    crossterm::terminal::enable_raw_mode()
}

/// The terminal is as it was before [`begin_raw`].
///
/// # Errors
/// What the system says.
pub fn end_raw() -> io::Result<()> {
    crossterm::terminal::disable_raw_mode()
}

/// Opens one direction: the standard stream if that is a terminal, else the terminal that controls the process.
fn open(stream: &(impl IsTerminal + AsFd)) -> io::Result<OwnedFd> {
    if stream.is_terminal() {
        return stream.as_fd().try_clone_to_owned();
    }
    let file = File::options().read(true).write(true).open("/dev/tty");
    file.map(OwnedFd::from).map_err(|_| io::Error::other("there is no terminal here"))
}

/// The terminal for reading, until [`Stop`] is dropped.
#[derive(Debug)]
pub struct Source {
    input: OwnedFd,
    stopped: io::PipeReader,
}

/// Ends the waiting of the source that it was made with, by being dropped.
#[derive(Debug)]
pub struct Stop {
    _writer: io::PipeWriter,
}

impl Source {
    /// Opens it.
    ///
    /// # Errors
    /// If there is none, or the system gives no pipe.
    pub fn open() -> io::Result<(Source, Stop)> {
        let input = open(&io::stdin())?;
        let (stopped, writer) = io::pipe()?;
        Ok((Source { input, stopped }, Stop { _writer: writer }))
    }

    /// Waits for bytes.
    pub fn wait(&mut self, bytes: &mut [u8]) -> Came {
        let both = [(self.input.as_raw_fd(), libc::POLLIN), (self.stopped.as_raw_fd(), libc::POLLIN)];
        match poll(both, -1) {
            Ok([_, stopped]) if stopped != 0 => Came::Stop,
            Ok([0, _]) => Came::Nothing,
            Ok([ready, _]) if ready & libc::POLLIN == 0 => Came::Gone,
            Ok(_) => match self.read(bytes) {
                Ok(0) => Came::Gone,
                Ok(count) => Came::Bytes(count),
                Err(error) => unless_it_passes(&error),
            },
            Err(error) => unless_it_passes(&error),
        }
    }

    fn read(&self, bytes: &mut [u8]) -> io::Result<usize> {
        // SAFETY: the buffer is ours and its length is told.
        let count = unsafe { libc::read(self.input.as_raw_fd(), bytes.as_mut_ptr().cast(), bytes.len()) };
        usize::try_from(count).map_err(|_| io::Error::last_os_error())
    }
}

/// Nothing came if trying again may help.
fn unless_it_passes(error: &io::Error) -> Came {
    let passes = matches!(error.kind(), io::ErrorKind::Interrupted | io::ErrorKind::WouldBlock);
    if passes { Came::Nothing } else { Came::Gone }
}

/// The terminal for writing.
#[derive(Clone, Debug)]
pub struct Output(Arc<OwnedFd>);

impl Output {
    /// Opens it.
    ///
    /// # Errors
    /// If there is none.
    pub fn open() -> io::Result<Output> {
        Ok(Output(Arc::new(open(&io::stdout())?)))
    }
}

/// Waits until one of the descriptors is ready; what each is ready for. Milliseconds; a negative number waits for ever.
///
/// # Errors
/// What the system says, an interruption among others.
fn poll<const N: usize>(
    descriptors: [(RawFd, libc::c_short); N],
    milliseconds: i32,
) -> io::Result<[libc::c_short; N]> {
    let mut all = descriptors.map(|(fd, events)| libc::pollfd { fd, events, revents: 0 });
    // SAFETY: the array lives through the call and its length is told.
    let answer = unsafe { libc::poll(all.as_mut_ptr(), N as libc::nfds_t, milliseconds) };
    if answer < 0 { Err(io::Error::last_os_error()) } else { Ok(all.map(|one| one.revents)) }
}

impl Write for Output {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        let fd = self.0.as_raw_fd();
        loop {
            // SAFETY: the bytes live through the call and their number is told.
            let count = unsafe { libc::write(fd, bytes.as_ptr().cast(), bytes.len()) };
            if let Ok(count) = usize::try_from(count) {
                return Ok(count);
            }
            let error = io::Error::last_os_error();
            match error.kind() {
                io::ErrorKind::Interrupted => {}
                io::ErrorKind::WouldBlock => {
                    poll([(fd, libc::POLLOUT)], 1_000)?;
                }
                _ => return Err(error),
            }
        }
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

/// Whether the shell can stop this program and let it go on.
pub const JOBS: bool = true;

/// Stops the job, this process with it, until it is continued.
pub fn stop_job() {
    // SAFETY: a plain call.
    unsafe { libc::kill(0, libc::SIGTSTP) };
}

/// Makes `original` standard error again.
pub fn give_back_standard_error(original: &File) {
    // SAFETY: both descriptors are open.
    unsafe { libc::dup2(original.as_raw_fd(), 2) };
}

/// The thread that waits for signals. Dropping it ends it.
#[derive(Debug)]
pub struct SignalListener {
    signals: Handle,
    thread: Option<JoinHandle<()>>,
}

impl SignalListener {
    /// Starts it. The second signal that asks the program to end does so at once.
    ///
    /// # Errors
    /// If the system gives no thread or signal handler.
    pub fn start(to: Ear) -> io::Result<SignalListener> {
        let mut signals = Signals::new([SIGWINCH, SIGCONT, SIGTERM, SIGINT, SIGQUIT, SIGHUP])?;
        let handle = signals.handle();
        let thread = std::thread::Builder::new().name("signals".into()).spawn(move || {
            let mut asked = false;
            for signal in signals.forever() {
                let event = match signal {
                    SIGWINCH => {
                        to.tell_size();
                        continue;
                    }
                    SIGCONT => Event::Continue,
                    SIGHUP => Event::Gone,
                    _ if asked => {
                        tty::leave();
                        let _ = signal_hook::low_level::emulate_default_handler(signal);
                        return;
                    }
                    _ => {
                        asked = true;
                        Event::Stop
                    }
                };
                to.tell(event);
            }
        })?;
        Ok(SignalListener { signals: handle, thread: Some(thread) })
    }
}

impl Drop for SignalListener {
    fn drop(&mut self) {
        self.signals.close();
        if let Some(thread) = self.thread.take() {
            let _ = thread.join();
        }
    }
}
