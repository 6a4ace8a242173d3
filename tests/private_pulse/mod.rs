//! A private PulseAudio server without hardware, and recordings of what was played into it.

#[path = "../installed/mod.rs"]
mod installed;

pub use installed::installed;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::thread::sleep;
use std::time::Duration;
use tempfile::TempDir;

/// The rate of the server's sink, so that nothing is resampled.
pub const RATE: u32 = 48_000;

/// The server. Ends when dropped.
pub struct Server {
    /// What is there of it: its socket, its cookie, what it says.
    pub folder: TempDir,
    process: Child,
}

impl Server {
    /// Starts a server of its own and waits until it answers.
    pub fn start() -> Server {
        let folder = tempfile::tempdir().expect("a folder");
        let process = launch(folder.path());
        let server = Server { folder, process };
        server.wait_until_it_answers();
        server
    }

    /// Ends the server as a crash would.
    pub fn kill(&mut self) {
        self.process.kill().expect("killed");
        self.process.wait().expect("ended");
        let _ = fs::remove_file(self.folder.path().join("socket"));
    }

    /// Starts the server again at the same place.
    pub fn start_again(&mut self) {
        self.process = launch(self.folder.path());
        self.wait_until_it_answers();
    }

    fn wait_until_it_answers(&self) {
        for _ in 0..200 {
            let asked = self.client("pactl").arg("info").stdout(Stdio::null()).stderr(Stdio::null()).status();
            if asked.is_ok_and(|status| status.success()) {
                return;
            }
            sleep(Duration::from_millis(25));
        }
        let log = fs::read_to_string(self.folder.path().join("log")).unwrap_or_default();
        panic!("PulseAudio does not answer:\n{log}");
    }

    /// A program that finds this server and no other.
    pub fn client(&self, program: impl AsRef<std::ffi::OsStr>) -> Command {
        let mut command = Command::new(program);
        let socket = self.folder.path().join("socket");
        command.env("PULSE_SERVER", format!("unix:{}", socket.display())).env("PULSE_SINK", "segno_test");
        command
            .env("XDG_RUNTIME_DIR", self.folder.path())
            .env("PULSE_COOKIE", self.folder.path().join("cookie"));
        command
    }

    /// Begins to record what the sink plays.
    pub fn record(&self) -> Recording {
        let file = self.folder.path().join("recording.raw");
        let _ = fs::remove_file(&file);
        let process = self
            .client("parec")
            .args([
                "-d",
                "segno_test.monitor",
                "--raw",
                "--format=float32le",
                "--channels=2",
                "--latency-msec=20",
            ])
            .arg(format!("--rate={RATE}"))
            .arg(&file)
            .spawn()
            .expect("parec starts");
        for _ in 0..200 {
            let listed = self.client("pactl").args(["list", "short", "source-outputs"]).output();
            if listed.is_ok_and(|listed| !listed.stdout.is_empty()) {
                break;
            }
            sleep(Duration::from_millis(25));
        }
        sleep(Duration::from_millis(300));
        Recording { process, file }
    }
}

fn launch(folder: &Path) -> Child {
    let sink =
        format!("module-null-sink sink_name=segno_test norewinds=1 rate={RATE} channels=2 format=float32le");
    let socket = folder.join("socket");
    let protocol = format!("module-native-protocol-unix socket={} auth-anonymous=1", socket.display());
    Command::new("pulseaudio")
        .args(["-n", "--daemonize=no", "--use-pid-file=no", "--exit-idle-time=-1", "--disable-shm=yes"])
        .args(["--realtime=no", "--high-priority=no", "--log-level=notice"])
        .arg(format!("--log-target=newfile:{}", folder.join("log").display()))
        .args(["-L", &protocol, "-L", &sink])
        .env("XDG_RUNTIME_DIR", folder)
        .env("PULSE_RUNTIME_PATH", folder)
        .env("PULSE_STATE_PATH", folder)
        .env("PULSE_COOKIE", folder.join("cookie"))
        .env("HOME", folder)
        .env_remove("DBUS_SESSION_BUS_ADDRESS")
        .env_remove("PULSE_SERVER")
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .spawn()
        .expect("PulseAudio starts")
}

impl Drop for Server {
    fn drop(&mut self) {
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}

/// A recording under way.
pub struct Recording {
    process: Child,
    file: PathBuf,
}

impl Recording {
    /// Ends it; the left and the right channel.
    pub fn finish(mut self) -> [Vec<f32>; 2] {
        sleep(Duration::from_millis(500));
        self.process.kill().expect("killed");
        self.process.wait().expect("ended");
        stereo(&fs::read(&self.file).expect("a recording"))
    }
}

/// Raw little-endian floats of two channels, taken apart.
pub fn stereo(bytes: &[u8]) -> [Vec<f32>; 2] {
    let samples: Vec<f32> = bytes.as_chunks::<4>().0.iter().map(|bytes| f32::from_le_bytes(*bytes)).collect();
    [0, 1].map(|channel| samples.as_chunks::<2>().0.iter().map(|frame| frame[channel]).collect())
}

/// Where a recording and what should have been played differ by more than `tolerance`: the first frame of the reference
/// at which they do, `None` if they are the same. The recorder may have begun at any time before the music.
pub fn first_difference(recorded: &[Vec<f32>; 2], expected: &[Vec<f32>; 2], tolerance: f32) -> Option<usize> {
    let sounding = |channels: &[Vec<f32>; 2]| {
        channels[0].iter().zip(&channels[1]).position(|(l, r)| l.abs().max(r.abs()) > tolerance)
    };
    let (Some(heard), Some(meant)) = (sounding(recorded), sounding(expected)) else { return Some(0) };
    let at = |channel: &Vec<f32>, frame: usize| channel.get(heard + frame).copied().unwrap_or(0.0);
    (meant..expected[0].len()).find(|frame| {
        let differs = |channel: usize| {
            (at(&recorded[channel], frame - meant) - expected[channel][*frame]).abs() > tolerance
        };
        differs(0) || differs(1)
    })
}
