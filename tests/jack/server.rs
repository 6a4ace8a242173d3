//! A server of its own, without hardware.

use super::installed::installed;
use std::process::{Child, Command, Stdio};
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::Duration;

/// Frames per second, and of a period.
pub const RATE: u32 = 48_000;
const PERIOD: u32 = 256;
/// This test's own process is a client; the environment says of which server.
const CLIENT: &str = "SEGNO_TEST_JACK";

/// The server. Ends when dropped.
pub struct Server {
    _alone: MutexGuard<'static, ()>,
    name: String,
    process: Child,
}

impl Server {
    /// Starts it and waits until it answers; nothing where there is no JACK. An `exact` one loses no sound: clients that are late slow its clock.
    pub fn start(name: &str, exact: bool) -> Option<Server> {
        if !installed(&["jackd", "jack_lsp"]) {
            return None;
        }
        // Two servers at once are late twice as often.
        static ALONE: Mutex<()> = Mutex::new(());
        let alone = ALONE.lock().unwrap_or_else(PoisonError::into_inner);
        let name = format!("segno-{name}-{}", std::process::id());
        let process = Command::new("jackd")
            .args(["--no-mlock", "-r", "-n", &name])
            .args(exact.then_some("-S"))
            .args(["-d", "dummy", "-C", "2", "-P", "2"])
            .args(["-r", &RATE.to_string(), "-p", &PERIOD.to_string()])
            .env("JACK_NO_AUDIO_RESERVATION", "1")
            .env_remove("DBUS_SESSION_BUS_ADDRESS")
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn()
            .expect("jackd starts");
        let server = Server { _alone: alone, name, process };
        for _ in 0..400 {
            if server.ports().is_some() {
                return Some(server);
            }
            std::thread::sleep(Duration::from_millis(25));
        }
        panic!("the server does not answer");
    }

    /// The names of its ports.
    pub fn ports(&self) -> Option<String> {
        let asked = self.client("jack_lsp").stderr(Stdio::null()).output().ok()?;
        asked.status.success().then(|| String::from_utf8_lossy(&asked.stdout).into_owned())
    }

    /// A program that finds this server and no other.
    pub fn client(&self, program: impl AsRef<std::ffi::OsStr>) -> Command {
        let mut command = Command::new(program);
        command.env("JACK_DEFAULT_SERVER", &self.name).env("JACK_NO_START_SERVER", "1");
        command.env_remove("DBUS_SESSION_BUS_ADDRESS");
        command
    }

    /// Runs one of the ignored tests in a process of its own that finds this server.
    pub fn run(&self, name: &str) {
        let ran = self
            .client(std::env::current_exe().expect("this test"))
            .args(["--exact", name, "--ignored", "--nocapture"])
            .env(CLIENT, &self.name)
            .output()
            .expect("this test starts");
        let said = String::from_utf8_lossy(&ran.stdout).into_owned() + &String::from_utf8_lossy(&ran.stderr);
        assert!(ran.status.success(), "{said}");
        println!("{said}");
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        // One that is killed leaves its place in the list of all servers, which has eight.
        // SAFETY: a plain call; the process is our child and not yet waited for.
        unsafe { libc::kill(self.process.id() as i32, libc::SIGTERM) };
        let _ = self.process.wait();
    }
}

/// The server whose client this process is, if it is one.
pub fn own() -> Option<String> {
    std::env::var(CLIENT).ok()
}
