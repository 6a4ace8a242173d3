//! The program on a pseudo terminal, the line, and an emulator at its other end.

use super::song;
use super::wire::{Line, Way};
use portable_pty::{Child, CommandBuilder, MasterPty, PtySize, native_pty_system};
use std::io::{Read, Write};
use std::num::NonZeroU16;
use std::path::Path;
use std::sync::mpsc::{Receiver, Sender, channel};
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};
use std::thread::sleep;
use std::time::{Duration, Instant};

pub const TRACKS: usize = 16;
/// Longer than anything takes: only a fault gets there.
const PATIENCE: Duration = Duration::from_secs(60);

/// What kind of terminal it is.
#[derive(Clone, Copy, Debug)]
pub struct Kind {
    pub columns: u16,
    pub rows: u16,
    pub term: &'static str,
    pub true_colour: bool,
    /// The program believes to be reached over SSH.
    pub ssh: bool,
}

/// What is counted.
#[derive(Clone, Copy, Debug, Default)]
pub struct Told {
    /// Bytes that the program has written.
    pub bytes: usize,
    /// Frames among them: writes that came in one piece.
    pub frames: usize,
    /// Bytes that are still under way.
    pub waiting: usize,
}

struct Shown {
    emulator: vt100::Parser,
    told: Told,
}

#[derive(Clone)]
struct Shared {
    shown: Arc<Mutex<Shown>>,
    changed: Arc<Condvar>,
}

impl Shared {
    fn lock(&self) -> MutexGuard<'_, Shown> {
        self.shown.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

pub struct Terminal {
    child: Box<dyn Child + Send + Sync>,
    shared: Shared,
    keys: Sender<(Instant, Vec<u8>)>,
    _master: Box<dyn MasterPty + Send>,
    /// Where the song's process lives.
    home: tempfile::TempDir,
}

impl Terminal {
    /// Opens the screen with the song, and waits for it.
    pub fn open(kind: Kind, options: &[&str], line: Line) -> Terminal {
        let home = tempfile::tempdir().expect("a folder");
        let song = song::write(home.path(), TRACKS).display().to_string();
        let words = [&[song.as_str(), "--silent", "--keymap", "segno"], options].concat();
        let folder = home.path().to_owned();
        Terminal::start(kind, env!("CARGO_BIN_EXE_segno").as_ref(), &words, &folder, home, line)
    }

    /// Runs a program in the home `here`; the song's process lives in the other one.
    pub fn start(
        kind: Kind,
        program: &Path,
        words: &[&str],
        here: &Path,
        home: tempfile::TempDir,
        line: Line,
    ) -> Terminal {
        let size = PtySize { rows: kind.rows, cols: kind.columns, pixel_width: 0, pixel_height: 0 };
        let pair = native_pty_system().openpty(size).expect("a terminal");
        let mut command = CommandBuilder::new(program);
        command.args(words);
        command.cwd(here);
        command.env_clear();
        command.env("TERM", kind.term);
        command.env("LANG", "C.UTF-8");
        command.env("HOME", here);
        command.env("XDG_RUNTIME_DIR", here);
        command.env("PATH", std::env::var_os("PATH").unwrap_or_default());
        command.env("SEGNO_SSH", here.join("call"));
        if kind.ssh {
            command.env("SSH_CONNECTION", "192.0.2.1 50000 192.0.2.2 22");
        }
        if kind.true_colour {
            command.env("COLORTERM", "truecolor");
        }
        let child = pair.slave.spawn_command(command).expect("the program starts");
        drop(pair.slave);
        let mut reader = pair.master.try_clone_reader().expect("a reader");
        let writer = pair.master.take_writer().expect("a writer");
        let number = |number: u16| NonZeroU16::new(number).expect("a size");
        let emulator = vt100::Parser::new(number(kind.rows), number(kind.columns), 0);
        let shared = Shared {
            shown: Arc::new(Mutex::new(Shown { emulator, told: Told::default() })),
            changed: Arc::default(),
        };
        let (keys, typed) = channel();
        let (to, written) = channel();
        std::thread::spawn(move || carry_keys(writer, Way::new(line), &typed));
        let (counted, answers) = (shared.clone(), keys.clone());
        std::thread::spawn(move || {
            let mut buffer = [0; 65_536];
            while let Ok(count @ 1..) = reader.read(&mut buffer) {
                let told = &mut counted.lock().told;
                told.bytes += count;
                told.waiting += count;
                told.frames += 1;
                if to.send((Instant::now(), buffer[..count].to_vec())).is_err() {
                    return;
                }
            }
        });
        let end = shared.clone();
        std::thread::spawn(move || show(&end, Way::new(line), &written, &answers));
        let mut terminal = Terminal { child, shared, keys, _master: pair.master, home };
        terminal.wait("the song", |text| text.contains("Dal Segno") || text.contains("demo.ron"));
        terminal
    }

    pub fn told(&self) -> Told {
        self.shared.lock().told
    }

    /// Types at the terminal's end of the line.
    pub fn press(&mut self, keys: &str) {
        self.keys.send((Instant::now(), keys.as_bytes().to_vec())).expect("the program reads");
    }

    /// Plays the song from its beginning.
    pub fn play(&mut self) {
        self.press("\x1b[15~");
        self.wait("playing", |text| text.contains('▶'));
    }

    /// Whether it shows that the song plays.
    #[cfg(unix)]
    pub fn plays(&self) -> bool {
        self.shared.lock().emulator.screen().contents().contains('▶')
    }

    /// Waits until the terminal shows what `wanted` accepts.
    pub fn wait(&mut self, what: &str, wanted: impl Fn(&str) -> bool) {
        let until = Instant::now() + PATIENCE;
        let mut shown = self.shared.lock();
        loop {
            let text = shown.emulator.screen().contents();
            if wanted(&text) {
                return;
            }
            let left = until.saturating_duration_since(Instant::now());
            assert!(!left.is_zero(), "waiting for {what}, the screen shows:\n{text}");
            shown = self.shared.changed.wait_timeout(shown, left).unwrap_or_else(PoisonError::into_inner).0;
        }
    }
}

impl Drop for Terminal {
    /// Song and sound would go on.
    fn drop(&mut self) {
        // Not by asking: a session that has much to do answers too late. Its song lies in this folder.
        let home = self.home.path().display().to_string();
        let _ = std::process::Command::new("pkill").args(["-9", "-f", &home]).status();
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

fn wait_until(then: Instant) {
    let left = then.saturating_duration_since(Instant::now());
    if !left.is_zero() {
        sleep(left);
    }
}

/// What is typed and answered, on its way to the program.
fn carry_keys(mut writer: Box<dyn Write + Send>, mut way: Way, typed: &Receiver<(Instant, Vec<u8>)>) {
    while let Ok((at, keys)) = typed.recv() {
        wait_until(way.arrival(at, keys.len()));
        if writer.write_all(&keys).and_then(|()| writer.flush()).is_err() {
            return;
        }
    }
}

/// What the program writes, on its way to the emulator, which answers.
fn show(
    shared: &Shared,
    mut way: Way,
    written: &Receiver<(Instant, Vec<u8>)>,
    answers: &Sender<(Instant, Vec<u8>)>,
) {
    let mut asked = Asked::default();
    while let Ok((at, bytes)) = written.recv() {
        wait_until(way.arrival(at, bytes.len()));
        let mut shown = shared.lock();
        shown.emulator.process(&bytes);
        shown.told.waiting -= bytes.len();
        drop(shown);
        shared.changed.notify_all();
        for answer in asked.of(&bytes) {
            // A program that is just leaving no longer reads.
            let _ = answers.send((Instant::now(), answer.to_vec()));
        }
    }
}

/// Finds the questions that a terminal answers, though they come in pieces.
#[derive(Default)]
struct Asked {
    /// What may be the beginning of a question.
    begun: Vec<u8>,
}

impl Asked {
    const QUESTIONS: [(&[u8], &[u8]); 2] = [(b"\x1b[5n", b"\x1b[0n"), (b"\x1b[c", b"\x1b[?62c")];

    fn of(&mut self, bytes: &[u8]) -> Vec<&'static [u8]> {
        let mut answers = Vec::new();
        for byte in bytes {
            self.begun.push(*byte);
            let whole = Self::QUESTIONS.iter().find(|(question, _)| *question == self.begun);
            answers.extend(whole.map(|(_, answer)| *answer));
            if !Self::QUESTIONS.iter().any(|(question, _)| question.starts_with(&self.begun)) {
                self.begun.clear();
                if *byte == 0x1b {
                    self.begun.push(*byte);
                }
            }
        }
        answers
    }
}
