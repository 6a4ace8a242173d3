//! The program in terminals that people use, on a display that nobody sees: keys go in as from a keyboard, pictures come out.
#![cfg(target_os = "linux")]

mod installed;

use std::fs;
use std::io::{BufRead, BufReader};
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};
use tempfile::TempDir;

/// Far longer than anything takes on a busy machine.
const PATIENCE: Duration = Duration::from_secs(90);
const FONT: &str = "DejaVu Sans Mono";
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

/// A display in memory, and a terminal there with the program on a new song.
struct Desk {
    home: TempDir,
    display: Child,
    number: String,
    terminal: Child,
    class: &'static str,
}

impl Desk {
    fn open(class: &'static str, arguments: &[&str]) -> Desk {
        Desk::with(class, arguments, |home| {
            let made = own(SEGNO, home).args(["new", "a.ron", "--quiet"]).status().expect("segno runs");
            assert!(made.success());
        })
    }

    /// The same with the song that `make` puts into the home.
    fn with(class: &'static str, arguments: &[&str], make: impl FnOnce(&Path)) -> Desk {
        let home = tempfile::tempdir().expect("a folder");
        fs::create_dir(home.path().join("run")).expect("a folder");
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
        let terminal = own(class, home.path())
            .args(arguments)
            .args([SEGNO, "--silent", "a.ron"])
            .env("DISPLAY", &number)
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn()
            .expect("a terminal");
        let desk = Desk { home, display, number, terminal, class };
        desk.told("\"seats\": 1");
        let window = desk.window();
        desk.tool(&["windowfocus", "--sync", &window]);
        desk
    }

    /// Waits until the list of sessions says so.
    fn told(&self, what: &str) {
        wait(what, || {
            let listed = own(SEGNO, self.home.path()).args(["sessions", "--json"]).output().ok()?;
            String::from_utf8_lossy(&listed.stdout).contains(what).then_some(())
        });
    }

    fn tool(&self, words: &[&str]) -> String {
        let output =
            Command::new("xdotool").args(words).env("DISPLAY", &self.number).output().expect("xdotool");
        String::from_utf8_lossy(&output.stdout).trim().to_owned()
    }

    fn window(&self) -> String {
        let search = ["search", "--onlyvisible", "--class", self.class];
        wait("a window", || self.tool(&search).lines().last().map(str::to_owned))
    }

    /// Presses keys, each named as X names it.
    fn keys(&self, names: &[&str]) {
        names.iter().for_each(|name| _ = self.tool(&["key", name]));
    }

    /// The song's file, once it is as `wanted`.
    fn song(&self, what: &str, wanted: impl Fn(&str) -> bool) -> String {
        let file = self.home.path().join("a.ron");
        wait(what, || fs::read_to_string(&file).ok().filter(|text| wanted(text)))
    }

    /// A picture of the window, and how many colours it has.
    fn picture(&self, name: &str) -> (Vec<u8>, usize) {
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
    fn line(&self, text: &str) {
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
    fn wave_in_pixels(&self, wanted: bool) {
        wait(&format!("a wave in pixels: {wanted}"), || {
            let run = self.longest_run();
            (if wanted { run > 60 } else { run < 40 }).then_some(())
        });
    }

    /// Waits until the picture has so many colours and is another one than before.
    fn other_picture(&self, before: &[u8], colours: usize) -> Vec<u8> {
        wait("another picture", || {
            let (pixels, found) = self.picture("shot.png");
            (found >= colours && pixels != before).then_some(pixels)
        })
    }

    fn end(mut self) {
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

/// kitty of 120 columns and 36 lines, whatever its settings say.
const KITTY: [&str; 20] = [
    "--config",
    "NONE",
    "-o",
    "font_family=DejaVu Sans Mono",
    "-o",
    "font_size=10",
    "-o",
    "initial_window_width=120c",
    "-o",
    "initial_window_height=36c",
    "-o",
    "remember_window_size=no",
    "-o",
    "confirm_os_window_close=0",
    "-o",
    "update_check_interval=0",
    "-o",
    "enable_audio_bell=no",
    "-o",
    "linux_display_server=x11",
];

const TOOLS: [&str; 5] = ["Xvfb", "xdotool", "import", "identify", "convert"];

/// Types a note, saves, and looks at what is shown.
fn note_is_seen_and_saved(desk: &Desk) {
    let before = desk.other_picture(&[], 6);
    desk.keys(&["z"]);
    desk.other_picture(&before, 6);
    desk.keys(&["ctrl+s"]);
    desk.song("the note", |text| text.contains("C-4 01"));
}

#[test]
fn xterm_shows_the_grid_and_takes_keys() {
    if !installed::installed(&TOOLS) || !installed::installed(&["xterm"]) {
        return;
    }
    let options = ["-fa", FONT, "-fs", "10", "-geometry", "120x36+0+0", "-e"];
    let desk = Desk::open("xterm", &options);
    note_is_seen_and_saved(&desk);
    desk.end();
}

#[test]
fn kitty_shows_the_grid_and_tells_when_keys_come_up() {
    if !installed::installed(&TOOLS) || !installed::installed(&["kitty"]) {
        return;
    }
    let desk = Desk::open("kitty", &KITTY);
    note_is_seen_and_saved(&desk);
    // A key that is held while the song plays ends its note where it comes up.
    let before = desk.picture("still.png").0;
    desk.keys(&["F5"]);
    desk.told("\"playing\": true");
    desk.other_picture(&before, 6);
    desk.tool(&["keydown", "x"]);
    std::thread::sleep(Duration::from_millis(900));
    desk.tool(&["keyup", "x"]);
    desk.keys(&["F8", "ctrl+s"]);
    let song = desk.song("the held note", |text| text.contains("D-4 01"));
    assert!(song.contains("==="), "its end is written too: {song}");
    desk.end();
}

/// The demo, which has samples.
fn demo(home: &Path) {
    let songs = Path::new(env!("CARGO_MANIFEST_DIR")).join("songs");
    fs::copy(songs.join("demo.ron"), home.join("a.ron")).expect("a copy");
    fs::create_dir(home.join("samples")).expect("a folder");
    for sample in fs::read_dir(songs.join("samples")).expect("samples").flatten() {
        fs::copy(sample.path(), home.join("samples").join(sample.file_name())).expect("a copy");
    }
}

/// Looks at a sample: its wave stands there in pixels, gives way to what is drawn over it, and leaves nothing behind.
fn waves_are_drawn_in_pixels(desk: &Desk) {
    desk.other_picture(&[], 6);
    desk.line("view-wave");
    desk.wave_in_pixels(true);
    desk.keys(&["ctrl+p"]);
    desk.wave_in_pixels(false);
    desk.keys(&["Escape"]);
    desk.wave_in_pixels(true);
    desk.keys(&["Right", "Right"]);
    desk.wave_in_pixels(true);
    desk.line("terminal-pictures false");
    desk.wave_in_pixels(false);
    desk.line("terminal-pictures true");
    desk.wave_in_pixels(true);
    desk.keys(&["F2"]);
    desk.wave_in_pixels(false);
}

#[test]
fn kitty_draws_waves_in_pixels() {
    if !installed::installed(&TOOLS) || !installed::installed(&["kitty"]) {
        return;
    }
    let desk = Desk::with("kitty", &KITTY, demo);
    waves_are_drawn_in_pixels(&desk);
    desk.end();
}

#[test]
fn xterm_draws_waves_in_sixels() {
    if !installed::installed(&TOOLS) || !installed::installed(&["xterm"]) {
        return;
    }
    let options = ["-ti", "vt340", "-fa", FONT, "-fs", "10", "-geometry", "120x36+0+0", "-e"];
    let desk = Desk::with("xterm", &options, demo);
    waves_are_drawn_in_pixels(&desk);
    desk.end();
}
