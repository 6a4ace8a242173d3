//! The cookie by which PulseAudio knows its user. The client that `cpal` uses looks for it in `$PULSE_COOKIE`, `~/.config/pulse/cookie` and
//! `~/.pulse-cookie`, and a server hangs up on it where it finds none. PulseAudio's own programs look in `$XDG_CONFIG_HOME` too, and
//! show 256 zeros where there is none, which is enough for servers that let everybody in, or know their user by the socket: a user's own
//! does, whatever its cookie is. They look anew for each connection, since a server may be started at any time.

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

/// Names the cookie in the environment, as PulseAudio's own programs find it; where there is none yet, the file that [`show`] makes.
///
/// # Safety
/// No other thread may run: the environment is changed.
pub unsafe fn name() {
    let path = path(&variable, &Folders::of_user_or_temporary().state);
    if variable(NAMED).is_none_or(|named| named != path) {
        // SAFETY: the caller runs no other thread.
        unsafe { std::env::set_var(NAMED, path) };
    }
}

/// Before a server is asked: where there is no cookie and a server is there, a file of zeros that only its owner can read is made in the
/// folder for state. Nothing happens where that cannot be written.
pub fn show() {
    let state = Folders::of_user_or_temporary().state;
    if needs_zeros(&variable, &state) {
        _ = zeros(&state);
    }
}

fn variable(name: &str) -> Option<OsString> {
    std::env::var_os(name).filter(|value| !value.is_empty())
}

fn folder(variable: &dyn Fn(&str) -> Option<OsString>, name: &str) -> Option<PathBuf> {
    variable(name).map(PathBuf::from).filter(|path| path.is_absolute())
}

/// Where the client looks in a home by itself.
fn usual(variable: &dyn Fn(&str) -> Option<OsString>) -> impl Iterator<Item = PathBuf> {
    let home = folder(variable, "HOME").into_iter();
    home.flat_map(|home| [".config/pulse/cookie", ".pulse-cookie"].map(|file| home.join(file)))
}

/// Where the cookie is in an environment, or will be.
fn path(variable: &dyn Fn(&str) -> Option<OsString>, state: &Path) -> PathBuf {
    let own = folder(variable, "XDG_CONFIG_HOME").map(|config| config.join("pulse/cookie"));
    let named = variable(NAMED).map(PathBuf::from);
    let mut places = named.into_iter().chain(own).chain(usual(variable));
    places.find(|place| is_cookie(place)).unwrap_or(state.join(ZEROS))
}

/// Whether zeros are named, no cookie has come since, and a server is there.
fn needs_zeros(variable: &dyn Fn(&str) -> Option<OsString>, state: &Path) -> bool {
    let sockets = ["PULSE_RUNTIME_PATH", "XDG_RUNTIME_DIR"].map(|name| folder(variable, name));
    let is_there = || sockets.iter().flatten().any(|folder| folder.join("pulse/native").exists());
    variable(NAMED).is_some_and(|named| named == state.join(ZEROS))
        && !usual(variable).any(|place| is_cookie(&place))
        && (variable("PULSE_SERVER").is_some() || is_there())
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
        let at = &|name: &str| folder.path().join(name);
        let (own, usual, state) = (at("config/pulse/cookie"), at("home/.config/pulse/cookie"), at("state"));
        let variable = |server: bool, named: PathBuf| {
            move |name: &str| match name {
                "PULSE_COOKIE" => Some(named.clone().into()),
                "XDG_CONFIG_HOME" => Some(at("config").into()),
                "HOME" => Some(at("home").into()),
                "PULSE_SERVER" => server.then(|| "unix:/nowhere".into()),
                _ => None,
            }
        };
        let find = || path(&variable(true, at("named")), &state);
        let needs = |server: bool, named: PathBuf| needs_zeros(&variable(server, named), &state);
        let put = |path: &Path, length: usize| {
            fs::create_dir_all(path.parent().expect("a folder")).expect("made");
            fs::write(path, vec![7; length]).expect("written");
        };
        let made = state.join(ZEROS);
        assert_eq!(find(), made);
        assert!(!needs(false, made.clone()), "nothing is written where there is no server");
        assert!(needs(true, made.clone()) && !needs(true, at("named")));
        assert_eq!(zeros(&state).expect("made"), made);
        assert_eq!(fs::read(&made).expect("a file"), [0; LENGTH]);
        put(&usual, LENGTH);
        assert!(!needs(true, made), "the client finds it by itself");
        assert_eq!(find(), usual);
        put(&own, 3);
        assert_ne!(find(), own, "too short for a cookie");
        put(&own, LENGTH);
        assert_eq!(find(), own);
        put(&at("named"), LENGTH);
        assert_eq!(find(), at("named"));
    }
}
