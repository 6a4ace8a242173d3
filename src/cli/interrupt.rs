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
    #[cfg(unix)]
    for signal in [libc::SIGINT, libc::SIGTERM, libc::SIGHUP] {
        signal_hook::flag::register(signal, Arc::clone(&flag))
            .map_err(|error| Failure::Machine(format!("could not wait for signals: {error}")))?;
    }
    Ok(flag)
}
