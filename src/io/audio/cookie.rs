//! The cookie by which PulseAudio knows its user. The client that `cpal` uses looks for it in `$PULSE_COOKIE`, `~/.config/pulse/cookie` and
//! `~/.pulse-cookie`, and a server hangs up on it where it finds none. PulseAudio's own programs look in `$XDG_CONFIG_HOME` too, and
//! show 256 zeros where there is none, which is enough for servers that let everybody in, or know their user by the socket.

use crate::io::paths::Folders;
use crate::io::save::save;
use std::ffi::OsString;
use std::fs::{self, File, Permissions};
use std::io;
use std::os::unix::fs::PermissionsExt;
use std::path::{Path, PathBuf};

/// The variable that names the cookie's file.
const NAMED: &str = "PULSE_COOKIE";
/// Bytes of a cookie.
const LENGTH: usize = 256;
/// The file of zeros in the folder for state.
const ZEROS: &str = "pulse-cookie";

/// Names the cookie in the environment, as PulseAudio's own programs find it. Where there is none and a server is there, a file of zeros
/// that only its owner can read is made in the folder for state. Nothing happens where that cannot be written, or where nothing is to
/// be done.
///
/// # Safety
/// No other thread may run: the environment is changed.
pub unsafe fn name() {
    let variable = |name: &str| std::env::var_os(name).filter(|value| !value.is_empty());
    let Some(path) = path(&variable, &Folders::of_user_or_temporary().state) else { return };
    if variable(NAMED).is_none_or(|named| named != path) {
        // SAFETY: the caller runs no other thread.
        unsafe { std::env::set_var(NAMED, path) };
    }
}

/// Where the cookie is in an environment; `None` where the client needs no help.
fn path(variable: &dyn Fn(&str) -> Option<OsString>, state: &Path) -> Option<PathBuf> {
    let folder = |name: &str| variable(name).map(PathBuf::from).filter(|path| path.is_absolute());
    let own = folder("XDG_CONFIG_HOME").map(|config| config.join("pulse/cookie"));
    let home = folder("HOME");
    let usual = [".config/pulse/cookie", ".pulse-cookie"].map(|file| Some(home.as_ref()?.join(file)));
    let places = [variable(NAMED).map(PathBuf::from), own.clone()].into_iter().chain(usual);
    if let Some(found) = places.flatten().find(|place| is_cookie(place)) {
        return Some(found);
    }
    let sockets = ["PULSE_RUNTIME_PATH", "XDG_RUNTIME_DIR"].map(folder);
    let is_there = || sockets.iter().flatten().any(|folder| folder.join("pulse/native").exists());
    match variable("PULSE_SERVER").is_some() || is_there() {
        true => zeros(state).ok(),
        // A server that is started later leaves it there.
        false => own,
    }
}

/// Whether a file is a cookie that can be read.
fn is_cookie(path: &Path) -> bool {
    fs::metadata(path).is_ok_and(|found| found.is_file() && found.len() == LENGTH as u64)
        && File::open(path).is_ok()
}

/// The file of zeros in that folder, made if it is not there.
fn zeros(folder: &Path) -> io::Result<PathBuf> {
    let path = folder.join(ZEROS);
    if !is_cookie(&path) {
        fs::create_dir_all(folder)?;
        save(&path, &[0; LENGTH]).map_err(io::Error::other)?;
        fs::set_permissions(&path, Permissions::from_mode(0o600))?;
    }
    Ok(path)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_cookie_is_found_where_pulseaudios_own_programs_find_it() {
        let folder = tempfile::tempdir().expect("a folder");
        let at = |name: &str| folder.path().join(name);
        let (own, usual, state) = (at("config/pulse/cookie"), at("home/.config/pulse/cookie"), at("state"));
        let find = |server: bool| {
            let variable = |name: &str| match name {
                "PULSE_COOKIE" => Some(at("named").into()),
                "XDG_CONFIG_HOME" => Some(at("config").into()),
                "HOME" => Some(at("home").into()),
                "PULSE_SERVER" => server.then(|| "unix:/nowhere".into()),
                _ => None,
            };
            path(&variable, &state)
        };
        let put = |path: &Path, length: usize| {
            fs::create_dir_all(path.parent().expect("a folder")).expect("made");
            fs::write(path, vec![7; length]).expect("written");
        };
        assert_eq!(find(false), Some(own.clone()));
        assert!(!state.exists(), "nothing is written where there is no server");
        assert_eq!(find(true), Some(state.join(ZEROS)));
        assert_eq!(fs::read(state.join(ZEROS)).expect("a file"), [0; LENGTH]);
        put(&usual, LENGTH);
        assert_eq!(find(true), Some(usual));
        put(&own, 3);
        assert_ne!(find(true), Some(own.clone()), "too short for a cookie");
        put(&own, LENGTH);
        assert_eq!(find(true), Some(own));
        put(&at("named"), LENGTH);
        assert_eq!(find(true), Some(at("named")));
    }
}
