//! Ctrl-C and its relatives, asked for between two pieces of work.

use super::outcome::Failure;
use std::sync::Arc;
use std::sync::atomic::AtomicBool;

/// Becomes true when the user or the system asks the program to stop; from now on that does not end it at once.
///
/// # Errors
/// If the system does not tell.
pub fn flag() -> Result<Arc<AtomicBool>, Failure> {
    let flag = Arc::new(AtomicBool::new(false));
    system::register(&flag)
        .map_err(|error| Failure::Machine(format!("could not wait for signals: {error}")))?;
    Ok(flag)
}

#[cfg(unix)]
mod system {
    use std::io;
    use std::sync::Arc;
    use std::sync::atomic::AtomicBool;

    pub fn register(flag: &Arc<AtomicBool>) -> io::Result<()> {
        for signal in [libc::SIGINT, libc::SIGTERM, libc::SIGHUP] {
            signal_hook::flag::register(signal, Arc::clone(flag))?;
        }
        Ok(())
    }
}

#[cfg(windows)]
mod system {
    use std::io;
    use std::sync::atomic::{AtomicBool, Ordering};
    use std::sync::{Arc, Mutex, PoisonError};
    use std::time::Duration;
    use windows_sys::Win32::Foundation::{FALSE, TRUE};
    use windows_sys::Win32::System::Console::{CTRL_BREAK_EVENT, CTRL_C_EVENT, SetConsoleCtrlHandler};
    use windows_sys::core::BOOL;

    /// How long the system lets a program live whose console is closed.
    const END_WAIT: Duration = Duration::from_secs(5);

    static FLAGS: Mutex<Vec<Arc<AtomicBool>>> = Mutex::new(Vec::new());

    pub fn register(flag: &Arc<AtomicBool>) -> io::Result<()> {
        FLAGS.lock().unwrap_or_else(PoisonError::into_inner).push(Arc::clone(flag));
        // SAFETY: the handler lives as long as the program.
        let answer = unsafe { SetConsoleCtrlHandler(Some(told), TRUE) };
        if answer == FALSE { Err(io::Error::last_os_error()) } else { Ok(()) }
    }

    /// Called on a thread of the system's own.
    unsafe extern "system" fn told(kind: u32) -> BOOL {
        let flags = FLAGS.lock().unwrap_or_else(PoisonError::into_inner).clone();
        flags.iter().for_each(|flag| flag.store(true, Ordering::Relaxed));
        if !matches!(kind, CTRL_C_EVENT | CTRL_BREAK_EVENT) {
            // Returning would end the program before it has put everything in order.
            std::thread::sleep(END_WAIT);
        }
        TRUE
    }
}
