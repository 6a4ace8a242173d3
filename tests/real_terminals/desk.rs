//! A display, a terminal there, and its keys and pictures.

use std::fs::{self, Permissions};
use std::io::{BufRead, BufReader};
use std::os::unix::fs::PermissionsExt;
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};
use tempfile::TempDir;

/// Far longer than anything takes on a busy machine.
const PATIENCE: Duration = Duration::from_secs(90);
const SEGNO: &str = env!("CARGO_BIN_EXE_segno");

/// Waits until something is there.
fn wait<T>(what: &str, mut look: impl FnMut() -> Option<T>) -> T {
    let begun = Instant::now();
    loop {
        if let Some(found) = look() {
            return found;
        }
        assert!(begun.elapsed() < PATIENCE, "waiting for {what}");
        std::thread::sleep(Duration::from_millis(50));
    }
}

/// Runs the program in a home, without a terminal.
pub fn segno(home: &Path, arguments: &[&str]) {
    assert!(own(SEGNO, home).args(arguments).status().expect("segno runs").success(), "{arguments:?}");
}

/// A terminal that needs Wayland.
pub struct OnWayland {
    pub program: &'static str,
    pub arguments: &'static [&'static str],
}

impl OnWayland {
    /// Opens it in a compositor that is a window of the display: keys and pictures go by that. Now and then such a window is there before its
    /// keyboard and hears no keys: then another one is opened.
    pub fn open(&self, make: impl Fn(&Path)) -> Desk {
        (0..5).map(|_| self.begin(&make)).find(Desk::hears_keys).expect("a terminal that hears keys")
    }

    fn begin(&self, make: impl FnOnce(&Path)) -> Desk {
        Desk::with("weston", make, |home| {
            let words: Vec<String> = self
                .arguments
                .iter()
                .chain(&[SEGNO, "--silent", "a.ron"])
                .map(|word| format!("'{word}'"))
                .collect();
            let start = home.join("start");
            fs::write(&start, format!("#!/bin/sh\nexec {} {}\n", self.program, words.join(" ")))
                .expect("written");
            fs::set_permissions(&start, Permissions::from_mode(0o700)).expect("a program");
            let settings = home.join("weston.ini");
            let text = format!(
                "[core]\nshell=kiosk-shell.so\nidle-time=0\n[autolaunch]\npath={}\nwatch=true\n",
                start.display()
            );
            fs::write(&settings, text).expect("written");
            let mut compositor = own("weston", home);
            compositor.arg(format!("--config={}", settings.display()));
            compositor.args(["--backend=x11-backend.so", "--use-pixman", "--width=1000", "--height=700"]);
            compositor
        })
    }
}

/// One terminal at a time: each is asked what it can do, and one that draws without a graphics card beside five others answers too late.
static ALONE: Mutex<()> = Mutex::new(());

/// A display in memory, and a terminal there with the program on a new song.
pub struct Desk {
    home: TempDir,
    display: Child,
    number: String,
    terminal: Child,
    class: &'static str,
    _alone: MutexGuard<'static, ()>,
}

impl Desk {
    /// Opens a terminal by its class with the program on the song `a.ron` that `make` puts into the home.
    pub fn open(class: &'static str, arguments: &[&str], make: impl FnOnce(&Path)) -> Desk {
        let words: Vec<&str> = arguments.iter().copied().chain([SEGNO, "--silent", "a.ron"]).collect();
        Desk::with(class, make, |home| {
            let mut terminal = own(class, home);
            terminal.args(words);
            terminal
        })
    }

    fn with(class: &'static str, make: impl FnOnce(&Path), terminal: impl FnOnce(&Path) -> Command) -> Desk {
        let alone = ALONE.lock().unwrap_or_else(PoisonError::into_inner);
        let home = tempfile::tempdir().expect("a folder");
        fs::create_dir(home.path().join("run")).expect("a folder");
        fs::set_permissions(home.path().join("run"), Permissions::from_mode(0o700)).expect("ours alone");
        let mut display = Command::new("Xvfb")
            .args(["-displayfd", "1", "-screen", "0", "1400x900x24", "-nolisten", "tcp", "-noreset"])
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .expect("a display");
        let mut number = String::new();
        let told = display.stdout.take().expect("its output");
        BufReader::new(told).read_line(&mut number).expect("its number");
        let number = format!(":{}", number.trim());
        make(home.path());
        let terminal = terminal(home.path())
            .env("DISPLAY", &number)
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn()
            .expect("a terminal");
        let desk = Desk { home, display, number, terminal, class, _alone: alone };
        desk.told("\"seats\": 1");
        let window = desk.window();
        desk.tool(&["windowfocus", "--sync", &window]);
        desk
    }

    /// Waits until the list of sessions says so.
    pub fn told(&self, what: &str) {
        wait(what, || self.tells(what).then_some(()));
    }

    fn tells(&self, what: &str) -> bool {
        let listed = own(SEGNO, self.home.path()).args(["sessions", "--json"]).output();
        listed.is_ok_and(|listed| String::from_utf8_lossy(&listed.stdout).contains(what))
    }

    /// Whether the song plays when that is asked for by a key.
    fn hears_keys(&self) -> bool {
        self.other_picture(&[], 6);
        self.keys(&["F5"]);
        let plays = (0..100).any(|_| {
            std::thread::sleep(Duration::from_millis(100));
            self.tells("\"playing\": true")
        });
        if plays {
            self.keys(&["F8"]);
            self.told("\"playing\": false");
        }
        plays
    }

    pub fn tool(&self, words: &[&str]) -> String {
        let output =
            Command::new("xdotool").args(words).env("DISPLAY", &self.number).output().expect("xdotool");
        String::from_utf8_lossy(&output.stdout).trim().to_owned()
    }

    fn window(&self) -> String {
        let search = ["search", "--onlyvisible", "--class", self.class];
        wait("a window", || self.tool(&search).lines().last().map(str::to_owned))
    }

    /// Presses keys, each named as X names it.
    pub fn keys(&self, names: &[&str]) {
        names.iter().for_each(|name| _ = self.tool(&["key", name]));
    }

    /// The song's file, once it is as `wanted`.
    pub fn song(&self, what: &str, wanted: impl Fn(&str) -> bool) -> String {
        let file = self.home.path().join("a.ron");
        wait(what, || fs::read_to_string(&file).ok().filter(|text| wanted(text)))
    }

    /// A picture of the window, and how many colours it has.
    pub fn picture(&self, name: &str) -> (Vec<u8>, usize) {
        let file = self.home.path().join(name);
        let window = self.window();
        let shot = Command::new("import")
            .args(["-window", &window])
            .arg(&file)
            .env("DISPLAY", &self.number)
            .status()
            .expect("import");
        assert!(shot.success());
        let told = Command::new("identify").args(["-format", "%k"]).arg(&file).output().expect("identify");
        let colours = String::from_utf8_lossy(&told.stdout).trim().parse().expect("a number");
        let pixels = Command::new("convert").arg(&file).arg("rgb:-").output().expect("convert");
        (pixels.stdout, colours)
    }

    /// Types a line into the command line.
    pub fn line(&self, text: &str) {
        self.keys(&["colon"]);
        self.tool(&["type", "--delay", "30", text]);
        self.keys(&["Return"]);
    }

    /// The longest stretch of pixels of a wave's colour below each other, in the theme for a dark or a light background.
    fn longest_run(&self) -> usize {
        let (pixels, _) = self.picture("run.png");
        let told =
            Command::new("identify").args(["-format", "%w"]).arg(self.home.path().join("run.png")).output();
        let width: usize =
            String::from_utf8_lossy(&told.expect("identify").stdout).trim().parse().expect("a number");
        let near = |pixel: &[u8]| {
            let is = |colour: [u8; 3]| pixel.iter().zip(colour).all(|(one, other)| one.abs_diff(other) <= 4);
            is([0x81, 0xa1, 0xc1]) || is([0x2b, 0x5f, 0x92])
        };
        let mut runs = vec![0; width];
        let mut longest = 0;
        for row in pixels.chunks_exact(width * 3) {
            for (run, pixel) in runs.iter_mut().zip(row.chunks_exact(3)) {
                *run = if near(pixel) { *run + 1 } else { 0 };
                longest = longest.max(*run);
            }
        }
        longest
    }

    /// Waits until the wave is drawn in pixels, or is not any more: between dots of characters there are gaps.
    pub fn wave_in_pixels(&self, wanted: bool) {
        wait(&format!("a wave in pixels: {wanted}"), || {
            let run = self.longest_run();
            (if wanted { run > 60 } else { run < 40 }).then_some(())
        });
    }

    /// Waits until the picture has so many colours and is another one than before.
    pub fn other_picture(&self, before: &[u8], colours: usize) -> Vec<u8> {
        wait("another picture", || {
            let (pixels, found) = self.picture("shot.png");
            (found >= colours && pixels != before).then_some(pixels)
        })
    }

    pub fn end(mut self) {
        self.keys(&["ctrl+q"]);
        let code = wait("the end", || self.terminal.try_wait().expect("a state"));
        assert!(code.success(), "{code}");
    }
}

impl Drop for Desk {
    fn drop(&mut self) {
        for process in [&mut self.terminal, &mut self.display] {
            let _ = process.kill();
            let _ = process.wait();
        }
        // What plays goes on without its terminal.
        let told = own(SEGNO, self.home.path()).args(["sessions", "--json"]).output();
        let sessions: serde_json::Value =
            told.ok().and_then(|told| serde_json::from_slice(&told.stdout).ok()).unwrap_or_default();
        for process in
            sessions.as_array().into_iter().flatten().filter_map(|session| session["process"].as_i64())
        {
            // SAFETY: a plain call; the process has just answered.
            unsafe { libc::kill(process as i32, libc::SIGTERM) };
        }
    }
}

/// A program that knows of nothing but this home.
fn own(program: &str, home: &Path) -> Command {
    let mut command = Command::new(program);
    command.current_dir(home).env_clear();
    for (name, value) in [("LANG", "C.UTF-8"), ("LC_ALL", "C.UTF-8"), ("LIBGL_ALWAYS_SOFTWARE", "1")] {
        command.env(name, value);
    }
    command.env("PATH", std::env::var_os("PATH").unwrap_or_default());
    command.env("HOME", home).env("XDG_RUNTIME_DIR", home.join("run")).env("TMPDIR", home);
    command
}
