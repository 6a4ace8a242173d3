//! The file descriptors of the terminal: bytes in, bytes out, raw mode, size, and the way back to the shell.

use std::fs::File;
use std::io::{self, IsTerminal, Write};
use std::os::fd::{AsFd, AsRawFd, OwnedFd, RawFd};
use std::sync::{Arc, Mutex, PoisonError};
use std::thread::ThreadId;

/// What turns on a terminal of 80 columns if it does not tell its size.
const USUAL_SIZE: (u16, u16) = (80, 24);

/// Opens one direction: the standard stream if that is a terminal, else the terminal that controls the process.
fn open(stream: &(impl IsTerminal + AsFd)) -> io::Result<OwnedFd> {
    if stream.is_terminal() {
        return stream.as_fd().try_clone_to_owned();
    }
    let file = File::options().read(true).write(true).open("/dev/tty");
    file.map(OwnedFd::from).map_err(|_| io::Error::other("there is no terminal here"))
}

/// The terminal for reading.
///
/// # Errors
/// If there is none.
pub fn input() -> io::Result<OwnedFd> {
    open(&io::stdin())
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
pub fn poll<const N: usize>(
    descriptors: [(RawFd, libc::c_short); N],
    milliseconds: i32,
) -> io::Result<[libc::c_short; N]> {
    let mut all = descriptors.map(|(fd, events)| libc::pollfd { fd, events, revents: 0 });
    // SAFETY: the array lives through the call and its length is told.
    let answer = unsafe { libc::poll(all.as_mut_ptr(), N as libc::nfds_t, milliseconds) };
    if answer < 0 { Err(io::Error::last_os_error()) } else { Ok(all.map(|one| one.revents)) }
}

/// Reads what is there. 0: the terminal is gone.
///
/// # Errors
/// What the system says.
pub fn read(from: &OwnedFd, bytes: &mut [u8]) -> io::Result<usize> {
    // SAFETY: the buffer is ours and its length is told.
    let count = unsafe { libc::read(from.as_raw_fd(), bytes.as_mut_ptr().cast(), bytes.len()) };
    usize::try_from(count).map_err(|_| io::Error::last_os_error())
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

/// Columns and rows of the terminal, at least 1.
pub fn size() -> (u16, u16) {
    match crossterm::terminal::size() {
        Ok((columns, rows)) if columns > 0 && rows > 0 => (columns, rows),
        _ => USUAL_SIZE,
    }
}

/// The way back to the shell, kept where a panic and a signal find it.
struct WayBack {
    output: Output,
    bytes: String,
    standard_error: Option<File>,
    thread: ThreadId,
}

static WAY_BACK: Mutex<Option<WayBack>> = Mutex::new(None);

fn way_back() -> std::sync::MutexGuard<'static, Option<WayBack>> {
    WAY_BACK.lock().unwrap_or_else(PoisonError::into_inner)
}

/// From here on, [`leave`] writes `bytes` and ends raw mode. `standard_error` is the real one, for the message of a panic.
pub fn remember(output: &Output, bytes: String, standard_error: Option<File>) {
    let thread = std::thread::current().id();
    *way_back() = Some(WayBack { output: output.clone(), bytes, standard_error, thread });
}

/// Back to the shell. `false`: we were there already. Errors do not matter: there is nothing left to try.
pub fn leave() -> bool {
    let Some(mut back) = way_back().take() else { return false };
    let _ = back.output.write_all(back.bytes.as_bytes());
    let _ = crossterm::terminal::disable_raw_mode();
    true
}

/// Makes panics of the thread that shows the screen go back to the shell first, so that their message is seen. Panics of
/// other threads leave the screen alone; their message is collected with all of standard error.
pub fn install_panic_hook() {
    static ONCE: std::sync::Once = std::sync::Once::new();
    ONCE.call_once(|| {
        let previous = std::panic::take_hook();
        std::panic::set_hook(Box::new(move |panic| {
            let here = std::thread::current().id();
            let mine =
                way_back().as_mut().filter(|back| back.thread == here).map(|back| back.standard_error.take());
            if let Some(standard_error) = mine {
                leave();
                if let Some(original) = standard_error {
                    // SAFETY: both descriptors are open.
                    unsafe { libc::dup2(original.as_raw_fd(), 2) };
                }
            }
            previous(panic);
        }));
    });
}
