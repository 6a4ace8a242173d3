//! Standard error kept off the screen: sound libraries write to file descriptor 2 as they like.
//! While this is held, what they write is collected as lines and shown where the program wants it.

#[cfg(unix)]
mod redirect {
    use std::collections::VecDeque;
    use std::fs::File;
    use std::io::{self, Read, Write};
    use std::os::fd::{AsRawFd, FromRawFd, OwnedFd, RawFd};
    use std::sync::{Arc, Mutex, PoisonError};
    use std::thread::JoinHandle;

    /// The most lines kept; the oldest go first.
    const MOST_LINES: usize = 1_000;
    /// Ends the reader: no library writes this byte.
    const END: u8 = 0;
    const STANDARD_ERROR: RawFd = 2;

    /// Standard error while it is collected. Dropping it gives it back.
    pub struct StandardError {
        original: OwnedFd,
        end: File,
        lines: Arc<Mutex<VecDeque<String>>>,
        reader: Option<JoinHandle<()>>,
    }

    fn checked(answer: i32) -> io::Result<i32> {
        if answer < 0 { Err(io::Error::last_os_error()) } else { Ok(answer) }
    }

    /// A second descriptor of the same file that children do not inherit.
    fn duplicate(descriptor: RawFd) -> io::Result<OwnedFd> {
        // SAFETY: the answer is a new descriptor that nobody else owns.
        unsafe { Ok(OwnedFd::from_raw_fd(checked(libc::fcntl(descriptor, libc::F_DUPFD_CLOEXEC, 3))?)) }
    }

    impl StandardError {
        /// Begins to collect.
        ///
        /// # Errors
        /// If the system gives no pipe or thread; standard error is as before then.
        pub fn collect() -> io::Result<StandardError> {
            let (mut from, to) = io::pipe()?;
            let original = duplicate(STANDARD_ERROR)?;
            let lines: Arc<Mutex<VecDeque<String>>> = Arc::default();
            let kept = Arc::clone(&lines);
            let reader = std::thread::Builder::new().name("standard error".into()).spawn(move || {
                let mut line = Vec::new();
                let mut bytes = [0; 4_096];
                while let Ok(count) = from.read(&mut bytes) {
                    for byte in &bytes[..count] {
                        if !matches!(*byte, b'\n' | END) {
                            line.push(*byte);
                            continue;
                        }
                        if !line.is_empty() {
                            let mut kept = kept.lock().unwrap_or_else(PoisonError::into_inner);
                            if kept.len() == MOST_LINES {
                                kept.pop_front();
                            }
                            kept.push_back(String::from_utf8_lossy(&line).into_owned());
                            line.clear();
                        }
                    }
                    if count == 0 || bytes[..count].contains(&END) {
                        return;
                    }
                }
            })?;
            let end = File::from(duplicate(to.as_raw_fd())?);
            // SAFETY: plain calls on descriptors that are open. A full pipe must not stop whoever writes.
            unsafe {
                checked(libc::fcntl(to.as_raw_fd(), libc::F_SETFL, libc::O_NONBLOCK))?;
                checked(libc::dup2(to.as_raw_fd(), STANDARD_ERROR))?;
            }
            Ok(StandardError { original, end, lines, reader: Some(reader) })
        }

        /// The real standard error, for messages of our own.
        ///
        /// # Errors
        /// If the system has no descriptor left.
        pub fn original(&self) -> io::Result<File> {
            Ok(File::from(duplicate(self.original.as_raw_fd())?))
        }

        /// The lines since the last call.
        pub fn lines(&self) -> Vec<String> {
            self.lines.lock().unwrap_or_else(PoisonError::into_inner).drain(..).collect()
        }

        /// Gives standard error back; the lines that are left.
        pub fn finish(mut self) -> Vec<String> {
            self.give_back();
            self.lines()
        }

        fn give_back(&mut self) {
            let Some(reader) = self.reader.take() else { return };
            // SAFETY: both descriptors are open.
            unsafe { libc::dup2(self.original.as_raw_fd(), STANDARD_ERROR) };
            let ended = self.end.write_all(&[END]).is_ok();
            if ended {
                let _ = reader.join();
            }
        }
    }

    impl Drop for StandardError {
        fn drop(&mut self) {
            self.give_back();
        }
    }
}

#[cfg(not(unix))]
mod redirect {
    use std::fs::File;
    use std::io;

    /// Standard error: no sound library writes to it here, so nothing is collected.
    pub struct StandardError;

    impl StandardError {
        /// Begins to collect.
        ///
        /// # Errors
        /// Never here.
        pub fn collect() -> io::Result<StandardError> {
            Ok(StandardError)
        }

        /// The real standard error, for messages of our own.
        ///
        /// # Errors
        /// If the console cannot be opened.
        pub fn original(&self) -> io::Result<File> {
            File::options().write(true).open("CONOUT$")
        }

        /// The lines since the last call.
        pub fn lines(&self) -> Vec<String> {
            Vec::new()
        }

        /// Gives standard error back; the lines that are left.
        pub fn finish(self) -> Vec<String> {
            Vec::new()
        }
    }
}

/// Standard error while it is collected.
pub type StandardError = redirect::StandardError;
