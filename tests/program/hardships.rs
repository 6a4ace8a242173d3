//! Full disks, disks that take nothing, and clocks that jump: the work goes on, and one is told.

use super::installed::{installed, skipped};
use super::screen::{Home, Screen};
use segno::session::peer::own_user;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::{Duration, SystemTime, UNIX_EPOCH};

/// A small disk of its own below a home.
struct Disk(PathBuf);

impl Disk {
    /// None where only a stronger user could have one.
    fn at(path: &Path, kilobytes: u32) -> Option<Disk> {
        fs::create_dir_all(path).expect("a folder");
        let size = format!("size={kilobytes}k");
        let mounted = own_user() == 0
            && Command::new("mount")
                .args(["-t", "tmpfs", "-o", &size, "tmpfs"])
                .arg(path)
                .status()
                .is_ok_and(|status| status.success());
        if !mounted {
            skipped("nothing can be mounted here");
        }
        mounted.then(|| Disk(path.to_path_buf()))
    }

    fn remount(&self, how: &str) {
        let how = format!("remount,{how}");
        let status = Command::new("mount").args(["-o", &how]).arg(&self.0).status().expect("mount");
        assert!(status.success());
    }

    /// Writes until nothing more goes.
    fn fill(&self) {
        let piece = vec![0; 1 << 20];
        assert!(fs::write(self.0.join("filling"), piece).is_err(), "the disk is full");
    }
}

impl Drop for Disk {
    fn drop(&mut self) {
        let _ = Command::new("umount").arg("-l").arg(&self.0).status();
    }
}

/// The song opened again after its session was killed, with what that had not saved.
fn taken_after_a_kill(home: &Home, mut screen: Screen) -> Screen {
    home.signal_owner(libc::SIGKILL);
    assert_eq!(screen.end(), 3);
    let mut screen = home.open((80, 40), &["--silent", "a.ron"]);
    screen.wait_for("take them");
    screen.keys("t");
    screen
}

#[test]
fn on_a_full_disk_the_work_goes_on_and_is_safe_again_once_there_is_room() {
    let home = Home::new();
    let Some(disk) = Disk::at(&home.path(".local/state"), 256) else { return };
    home.run(&["new", "a.ron", "--template", "instruments", "--quiet"]);
    let mut screen = home.open((120, 24), &["--silent", "a.ron"]);
    screen.wait_for("a.ron");
    disk.fill();
    screen.keys("z");
    screen.wait_for("a crash would lose what is not saved");
    screen.wait_for("C-4 01");
    screen.keys("x");
    screen.wait_for("D-4 01");
    fs::remove_file(home.path(".local/state/filling")).expect("removed");
    screen.keys("c");
    screen.wait_for("E-4 01");
    let mut screen = taken_after_a_kill(&home, screen);
    screen.wait("all three", |text| ["C-4 01", "D-4 01", "E-4 01"].iter().all(|note| text.contains(note)));
}

#[test]
fn a_song_that_does_not_fit_the_disk_stays_as_it_was_and_can_be_saved_elsewhere() {
    let home = Home::new();
    let Some(disk) = Disk::at(&home.path("small"), 128) else { return };
    home.run(&["new", "small/a.ron", "--template", "instruments", "--quiet"]);
    let before = fs::read(home.path("small/a.ron")).expect("a song");
    let mut screen = home.open((200, 24), &["--silent", "small/a.ron"]);
    screen.wait_for("a.ron");
    disk.fill();
    screen.keys("z");
    screen.wait_for("C-4 01");
    screen.keys("\x13");
    screen.wait_for("No space left");
    assert_eq!(fs::read(home.path("small/a.ron")).expect("a song"), before);
    screen.keys(":save-as b.ron\r");
    screen.wait_for("saved b.ron");
    assert!(fs::read_to_string(home.path("b.ron")).expect("a song").contains("C-4 01"));
    screen.keys("\x11");
    assert_eq!(screen.end(), 0);
}

#[test]
fn in_a_home_that_takes_nothing_one_can_play_and_write_and_save_elsewhere() {
    let home = Home::new();
    let Some(disk) = Disk::at(&home.path("home"), 512) else { return };
    home.run(&["new", "home/a.ron", "--template", "instruments", "--quiet"]);
    disk.remount("ro");
    let mut screen = home.open_with(&[("HOME", "home")], (200, 24), &["--silent", "home/a.ron"]);
    screen.wait_for("a.ron");
    screen.keys("\x1b[15~");
    screen.wait_for("playing");
    screen.keys("\x1b[19~");
    screen.wait_for("stopped");
    screen.keys("z");
    screen.wait_for("a crash would lose what is not saved");
    screen.keys("\x13");
    screen.wait_for("Read-only file system");
    screen.keys(&format!(":save-as {}\r", home.path("b.ron").display()));
    screen.wait_for("stopped  b.ron");
    assert!(fs::read_to_string(home.path("b.ron")).expect("a song").contains("C-4 01"));
    screen.keys("\x11");
    assert_eq!(screen.end(), 0);
    // Without a song there is the demo all the same.
    let mut screen = home.open_with(&[("HOME", "home")], (80, 24), &["--silent", "--keymap", "segno"]);
    screen.wait_for("demo.ron");
    screen.keys("\x11");
    assert_eq!(screen.end(), 0);
}

#[test]
fn a_clock_that_jumps_stops_nothing_and_loses_nothing() {
    const DAY: u64 = 86_400;
    if !installed(&["faketime"]) {
        return;
    }
    // It tells which library it puts before the system's own clock; the clock goes as a file says.
    let told = Command::new("faketime").args(["-f", "+0", "sh", "-c", "printf %s $LD_PRELOAD"]).output();
    let library = String::from_utf8(told.expect("it runs").stdout).expect("a path");
    let home = Home::new();
    let jump = |by: &str| fs::write(home.path("clock"), by).expect("written");
    jump("+400d");
    home.run(&["new", "a.ron", "--template", "instruments", "--quiet"]);
    let clock = [
        ("LD_PRELOAD", library.into()),
        ("FAKETIME_TIMESTAMP_FILE", home.path("clock").into()),
        ("FAKETIME_NO_CACHE", "1".into()),
        ("DONT_FAKE_MONOTONIC", "1".into()),
    ];
    let mut screen = home.open_in(clock.to_vec(), (120, 30), &["--silent", "a.ron"]);
    screen.wait_for("stopped  a.ron");
    let now = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or(Duration::ZERO).as_secs();
    let since = home.sessions()[0]["since"].as_u64().expect("a time");
    assert!(since > now + 399 * DAY, "the owner's clock is ahead: {since}");
    screen.keys("z");
    screen.wait_for("C-4 01");
    screen.keys("\x1b[17~");
    screen.wait_for("playing");
    screen.wait_for_another_row();
    jump("-400d");
    screen.wait_for_another_row();
    jump("+4000d");
    screen.wait_for_another_row();
    screen.keys("\x1b[19~");
    screen.wait_for("stopped");
    screen.keys("\x1b[Bx");
    screen.wait_for("D-4 01");
    screen.keys("\x13");
    screen.wait_for("saved a.ron");
    jump("-4000d");
    screen.keys("c");
    screen.wait_for("E-4 01");
    let mut screen = taken_after_a_kill(&home, screen);
    screen.wait("no question", |text| !text.contains("take them"));
    screen.keys("\x13");
    screen.wait_for("saved a.ron");
    let song = fs::read_to_string(home.path("a.ron")).expect("a song");
    assert!(["C-4 01", "D-4 01", "E-4 01"].iter().all(|note| song.contains(note)), "{song}");
}
