//! Who is at the other end of a socket: only this user's own processes are let in, and only they are trusted.

use std::io;
use std::os::unix::net::UnixStream;

/// The user that this process acts for.
pub fn own_user() -> u32 {
    // SAFETY: a plain call that cannot fail.
    unsafe { libc::geteuid() }
}

/// The user of the process at the other end.
///
/// # Errors
/// If the system does not tell.
#[cfg(any(target_os = "linux", target_os = "android"))]
pub fn user(stream: &UnixStream) -> io::Result<u32> {
    use std::os::fd::AsRawFd;
    let mut credentials = libc::ucred { pid: 0, uid: u32::MAX, gid: u32::MAX };
    let mut length = size_of::<libc::ucred>() as libc::socklen_t;
    // SAFETY: the place for the answer is ours and its size is told.
    let answer = unsafe {
        libc::getsockopt(
            stream.as_raw_fd(),
            libc::SOL_SOCKET,
            libc::SO_PEERCRED,
            (&raw mut credentials).cast(),
            &mut length,
        )
    };
    if answer == 0 { Ok(credentials.uid) } else { Err(io::Error::last_os_error()) }
}

/// The user of the process at the other end.
///
/// # Errors
/// If the system does not tell.
#[cfg(not(any(target_os = "linux", target_os = "android")))]
pub fn user(stream: &UnixStream) -> io::Result<u32> {
    use std::os::fd::AsRawFd;
    let (mut user, mut group) = (u32::MAX, u32::MAX);
    // SAFETY: the places for the answer are ours.
    let answer = unsafe { libc::getpeereid(stream.as_raw_fd(), &mut user, &mut group) };
    if answer == 0 { Ok(user) } else { Err(io::Error::last_os_error()) }
}

/// Refuses the process at the other end unless it is this user's own.
///
/// # Errors
/// Says whose it is.
pub fn check(stream: &UnixStream) -> io::Result<()> {
    let (theirs, ours) = (user(stream)?, own_user());
    if theirs == ours {
        return Ok(());
    }
    let text = format!("the process at the other end belongs to user {theirs}, not to {ours}");
    Err(io::Error::new(io::ErrorKind::PermissionDenied, text))
}
