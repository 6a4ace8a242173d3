//! A guest: a User Mode Linux kernel, run as an ordinary program on this machine's own files, with a loopback card, MIDI ports and a
//! sequencer that are real to whoever uses them. Its time is virtual: it stands still while anybody computes and is skipped where all wait,
//! so that what happens there happens at the same moments on every machine, however busy.
//!
//! The kernel's first program is this test program itself: `boots` lays out what it needs, runs the tests, and ends the machine.

use super::installed::{installed, skipped};
use std::ffi::CString;
use std::fs::{self, File};
use std::os::unix::fs::{PermissionsExt, symlink};
use std::os::unix::process::CommandExt;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::Duration;

/// The folder of the machine outside; the kernel hands it on.
const OUTSIDE: &str = "SEGNO_GUEST";
/// Which tests are run.
const TESTS: &str = "SEGNO_GUEST_TESTS";
/// Where that folder, and one for what passes away, lie inside.
const SHARED: &str = "/mnt/outside";
const PASSING: &str = "/mnt/passing";
/// Looks at a guest that may hang, a tenth of a second apart: five minutes.
const LOOKS: u32 = 3_000;

/// Runs the ignored tests whose path holds `module` in a guest, one after another; what they said. `None` where there can be no guest here,
/// which is told.
pub fn run(module: &str) -> Option<String> {
    if cfg!(not(all(target_os = "linux", target_arch = "x86_64"))) {
        skipped("the guest is made for Linux on x86-64");
        return None;
    }
    if !installed(&["xz", "arecord"]) {
        return None;
    }
    if !packed().is_file() {
        skipped("the guest's kernel is not here; the package leaves it out");
        return None;
    }
    let folder = tempfile::tempdir().expect("a folder");
    let at = folder.path();
    unpack(&at.join("kernel"));
    symlink(std::env::current_exe().expect("this program"), at.join("init")).expect("a link");
    let mut guest = Running(start(at, module));
    let ended = (0..LOOKS).any(|_| {
        std::thread::sleep(Duration::from_millis(100));
        guest.0.try_wait().expect("a child").is_some()
    });
    let read = |name: &str| fs::read(at.join(name)).map(|bytes| String::from_utf8_lossy(&bytes).into_owned());
    let report = read("report").unwrap_or_default();
    if !at.join("booted").exists() {
        let console = read("console").unwrap_or_default();
        // Where programs must not look into each other, as in some containers: nothing that could be installed.
        let reason = console.lines().last().unwrap_or("no reason");
        skipped(&format!("no guest can be started here: {reason}"));
        return None;
    }
    assert!(ended, "the guest hangs:\n{report}\n{}", read("console").unwrap_or_default());
    Some(report)
}

/// The kernel, which is stored packed.
fn packed() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/guest/kernel.xz")
}

fn unpack(to: &Path) {
    let file = File::create(to).expect("a file");
    let unpacked = Command::new("xz").args(["-dc"]).arg(packed()).stdout(file).status().expect("xz starts");
    assert!(unpacked.success(), "the kernel is no xz file");
    fs::set_permissions(to, fs::Permissions::from_mode(0o755)).expect("set");
}

fn start(at: &Path, module: &str) -> Child {
    let folder = at.display();
    let console = File::create(at.join("console")).expect("a file");
    Command::new(at.join("kernel"))
        .args(["mem=512M", "time-travel=inf-cpu", "con=null", "con0=null,fd:2", "ssl=null", "umid=guest"])
        .args(["quiet", "loglevel=3", "panic=-1", "rootfstype=hostfs", "rootflags=/", "ro"])
        .args(["snd_aloop.index=0", "snd_virmidi.index=1", "snd_virmidi.midi_devs=4", "snd_dummy.index=2"])
        .arg(format!("uml_dir={folder}"))
        .arg(format!("{OUTSIDE}={folder}"))
        .arg(format!("{TESTS}={module}"))
        .arg(format!("init={folder}/init"))
        .args(["--", "guest::boots", "--exact", "--ignored", "--nocapture", "--test-threads=1"])
        .env("TMPDIR", at)
        .stdin(Stdio::null())
        .stdout(console.try_clone().expect("a file"))
        .stderr(console)
        .process_group(0)
        .spawn()
        .expect("the kernel starts")
}

/// The guest with all its processes, which end with this.
struct Running(Child);

impl Drop for Running {
    fn drop(&mut self) {
        // SAFETY: a plain call; the group was made for the guest alone, and its first process has not been waited for by anybody else.
        unsafe { libc::kill(-(self.0.id() as i32), libc::SIGKILL) };
        let _ = self.0.wait();
    }
}

#[test]
#[ignore = "the first program of a guest"]
fn boots() {
    let (Some(outside), Some(tests)) = (std::env::var_os(OUTSIDE), std::env::var_os(TESTS)) else { return };
    assert_eq!(std::process::id(), 1, "this ends the machine that it runs on");
    mount("proc", "/proc", "");
    mount("devtmpfs", "/dev", "");
    mount("sysfs", "/sys", "");
    for (folder, kind) in [("/dev/shm", "tmpfs"), ("/dev/pts", "devpts")] {
        fs::create_dir_all(folder).expect("a folder");
        mount(kind, folder, if kind == "devpts" { "ptmxmode=666" } else { "" });
    }
    let _ = fs::remove_file("/dev/ptmx");
    symlink("pts/ptmx", "/dev/ptmx").expect("a link");
    mount("tmpfs", "/mnt", "");
    for folder in [SHARED, PASSING] {
        fs::create_dir(folder).expect("a folder");
    }
    mount("hostfs", SHARED, &outside.to_string_lossy());
    // What the machine outside has put between programs and cards does not reach in here.
    if Path::new("/etc/alsa/conf.d").is_dir() {
        mount("tmpfs", "/etc/alsa/conf.d", "");
    }
    let shared = Path::new(SHARED);
    fs::write(shared.join("booted"), "").expect("written");
    let report = File::create(shared.join("report")).expect("a file");
    let ran = Command::new(fs::read_link("/proc/self/exe").expect("this program"))
        .arg(tests)
        .args(["--ignored", "--test-threads=1", "--show-output"])
        .env_clear()
        .env("PATH", "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin")
        .env("HOME", PASSING)
        .env("TMPDIR", PASSING)
        .env("RUST_BACKTRACE", "0")
        .env(OUTSIDE, SHARED)
        .stdin(Stdio::null())
        .stdout(report.try_clone().expect("a file"))
        .stderr(report)
        .status();
    fs::write(shared.join("ended"), format!("{ran:?}")).expect("written");
    // SAFETY: plain calls; this is the first program of a machine of its own.
    unsafe {
        libc::sync();
        libc::reboot(libc::RB_POWER_OFF);
    }
}

fn mount(kind: &str, at: &str, data: &str) {
    let [kind, target, data] = [kind, at, data].map(|text| CString::new(text).expect("no zero in it"));
    // SAFETY: all three are whole strings; the kernel copies them.
    let done = unsafe { libc::mount(kind.as_ptr(), target.as_ptr(), kind.as_ptr(), 0, data.as_ptr().cast()) };
    assert_eq!(done, 0, "{at}: {}", std::io::Error::last_os_error());
}

/// Whether this runs inside, where such tests belong.
pub fn is_here() -> bool {
    std::env::var_os(OUTSIDE).is_some()
}
