//! The program in terminals that people use, on a display that nobody sees: keys go in as from a keyboard, pictures come out.
#![cfg(target_os = "linux")]

#[path = "../installed/mod.rs"]
mod installed;
mod desk;

use desk::{Desk, OnWayland};
use std::fs;
use std::path::Path;
use std::time::Duration;

const FONT: &str = "DejaVu Sans Mono";

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

const XTERM: [&str; 6] = ["-fa", FONT, "-fs", "10", "-geometry", "120x36+0+0"];

const ALACRITTY: [&str; 11] = [
    "--config-file",
    "/dev/null",
    "-o",
    "font.normal.family=DejaVu Sans Mono",
    "-o",
    "font.size=8",
    "-o",
    "window.dimensions.columns=120",
    "-o",
    "window.dimensions.lines=36",
    "-e",
];

/// foot, which knows Wayland alone: as large as the screen of a compositor in a window.
const FOOT: OnWayland = OnWayland { program: "foot", arguments: &["-f", "DejaVu Sans Mono:size=10"] };

const TOOLS: [&str; 5] = ["Xvfb", "xdotool", "import", "identify", "convert"];

/// Whether the terminal's programs are here, and those that look at it.
fn installed(terminal: &[&str]) -> bool {
    installed::installed(&TOOLS) && installed::installed(terminal)
}

fn new_song(home: &Path) {
    desk::segno(home, &["new", "a.ron", "--quiet"]);
}

/// Types a note, saves, and looks at what is shown.
fn note_is_seen_and_saved(desk: &Desk) {
    let before = desk.other_picture(&[], 6);
    desk.keys(&["z"]);
    desk.other_picture(&before, 6);
    desk.keys(&["ctrl+s"]);
    desk.song("the note", |text| text.contains("C-4 01"));
}

/// A key that is held while the song plays ends its note where it comes up.
fn keys_come_up(desk: &Desk) {
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
}

#[test]
fn xterm_shows_the_grid_and_takes_keys() {
    if !installed(&["xterm"]) {
        return;
    }
    let desk = Desk::open("xterm", &[&XTERM[..], &["-e"]].concat(), new_song);
    note_is_seen_and_saved(&desk);
    desk.end();
}

#[test]
fn kitty_shows_the_grid_and_tells_when_keys_come_up() {
    if !installed(&["kitty"]) {
        return;
    }
    let desk = Desk::open("kitty", &KITTY, new_song);
    note_is_seen_and_saved(&desk);
    keys_come_up(&desk);
    desk.end();
}

#[test]
fn alacritty_shows_the_grid_and_takes_keys() {
    if !installed(&["alacritty"]) {
        return;
    }
    let desk = Desk::open("alacritty", &ALACRITTY, new_song);
    note_is_seen_and_saved(&desk);
    desk.end();
}

#[test]
fn foot_shows_the_grid_and_tells_when_keys_come_up() {
    if !installed(&["foot", "weston"]) {
        return;
    }
    let desk = FOOT.open(new_song);
    note_is_seen_and_saved(&desk);
    keys_come_up(&desk);
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
    if !installed(&["kitty"]) {
        return;
    }
    let desk = Desk::open("kitty", &KITTY, demo);
    waves_are_drawn_in_pixels(&desk);
    desk.end();
}

#[test]
fn foot_draws_waves_in_sixels() {
    if !installed(&["foot", "weston"]) {
        return;
    }
    let desk = FOOT.open(demo);
    waves_are_drawn_in_pixels(&desk);
    desk.end();
}

#[test]
fn xterm_draws_waves_in_sixels() {
    if !installed(&["xterm"]) {
        return;
    }
    let desk = Desk::open("xterm", &[&["-ti", "vt340"], &XTERM[..], &["-e"]].concat(), demo);
    waves_are_drawn_in_pixels(&desk);
    desk.end();
}
