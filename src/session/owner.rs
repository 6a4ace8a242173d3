//! The process that owns song and sound. It has no terminal: whoever wants to see it comes in by its door.

use super::door::Door;
use super::starting::READY;
use crate::io::paths::make_folder;
use crate::io::problem::Problem;
use crate::io::standard_error::StandardError;
use crate::studio::Studio;
use crate::studio::seat::Seat;
use crate::ui::run::{Ended, Message, Room};
use signal_hook::consts::{SIGHUP, SIGINT, SIGQUIT, SIGTERM};
use signal_hook::iterator::Signals;
use std::fs::File;
use std::io::{self, Write};
use std::os::fd::AsRawFd;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::mpsc::{Sender, channel};
use std::time::Duration;

/// How long clients may take to be told goodbye.
const FAREWELL_WAIT: Duration = Duration::from_secs(2);

/// Leaves the terminal from which the program was started: its end, and its keys, are no longer this process's.
pub fn leave_terminal() {
    // SAFETY: a plain call. It fails only where the process leads its group already, and then nothing is to be left.
    unsafe { libc::setsid() };
}

/// Makes the standard streams of these numbers nothing.
fn close_streams(numbers: &[i32]) -> io::Result<()> {
    let nothing = File::options().read(true).write(true).open("/dev/null")?;
    for number in numbers {
        // SAFETY: the descriptor is open.
        if unsafe { libc::dup2(nothing.as_raw_fd(), *number) } < 0 {
            return Err(io::Error::last_os_error());
        }
    }
    Ok(())
}

/// The file into which an owner writes why it broke.
pub fn log_file(state: &Path) -> PathBuf {
    state.join("sessions.log")
}

/// Writes the message of a panic where it can be found.
fn log_panics(name: &str, state: &Path) {
    let (name, state) = (name.to_owned(), state.to_owned());
    std::panic::set_hook(Box::new(move |panic| {
        let file = File::options().create(true).append(true).open(log_file(&state));
        // There is nobody to tell that this went wrong too.
        let _ = file.and_then(|mut file| writeln!(file, "{name}, process {}: {panic}", std::process::id()));
    }));
}

/// Tells of signals that ask for the end; the second one ends at once. That a terminal hangs up is nothing to us.
fn listen_to_signals(to: Sender<Message>) -> io::Result<()> {
    let mut signals = Signals::new([SIGHUP, SIGTERM, SIGINT, SIGQUIT])?;
    std::thread::Builder::new().name("signals".into()).spawn(move || {
        for signal in signals.forever().filter(|signal| *signal != SIGHUP) {
            if to.send(Message::Stop).is_err() {
                let _ = signal_hook::low_level::emulate_default_handler(signal);
            }
        }
    })?;
    Ok(())
}

/// Opens the door, says so on standard output, and stays until somebody ends the session or the system does. `begin` is done once
/// others can come in.
///
/// # Errors
/// If the door cannot be opened.
pub fn run(mut studio: Studio, seat: Seat, begin: impl FnOnce(&mut Studio)) -> Result<Ended, Problem> {
    let song = studio.document.path().map(Path::to_path_buf).unwrap_or_default();
    let (open, closed) = channel();
    let door = Door::open(&song, open)?;
    let wrong = Problem::during("begin a session", door.path());
    let mut room = serve(&door, seat, &studio).map_err(wrong)?;
    studio.company.session = Some(door.name().to_owned());
    begin(&mut studio);
    let ended = room.run(&mut studio);
    drop(door);
    // What takes long first: a client's shell comes back when nothing of ours is left.
    drop(studio);
    drop(room);
    let _ = closed.recv_timeout(FAREWELL_WAIT);
    Ok(ended)
}

fn serve(door: &Door, seat: Seat, studio: &Studio) -> io::Result<Room> {
    // A folder that cannot be made costs the log alone.
    let _ = make_folder(&studio.folders.state);
    log_panics(door.name(), &studio.folders.state);
    let mut output = io::stdout().lock();
    close_streams(&[0, 2])?;
    let (room, to) = Room::new(seat, Some(Arc::new(StandardError::collect()?)));
    listen_to_signals(to.clone())?;
    door.serve(to)?;
    writeln!(output, "{READY}{}", door.name())?;
    output.flush()?;
    close_streams(&[1])?;
    Ok(room)
}
