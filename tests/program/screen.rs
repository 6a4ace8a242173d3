//! The program on a terminal of its own: keys in, an emulated screen out. Waiting is for something to appear, never for time.

use portable_pty::{Child, CommandBuilder, MasterPty, PtySize, native_pty_system};
use serde_json::Value;
use std::ffi::OsString;
use std::io::{Read, Write};
use std::path::{Path, PathBuf};
use std::process::{Command, Output};
use std::sync::mpsc::{Receiver, channel};
use std::time::{Duration, Instant};

/// Far longer than anything takes on a busy machine: only a hang gets there.
const PATIENCE: Duration = Duration::from_secs(60);

/// A home of its own for every program under test.
pub struct Home {
    pub folder: tempfile::TempDir,
}

impl Home {
    pub fn new() -> Home {
        let folder = tempfile::tempdir().expect("a folder");
        for name in ["run", "tmp"] {
            std::fs::create_dir(folder.path().join(name)).expect("a folder");
        }
        Home { folder }
    }

    /// A path below this home.
    pub fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    /// Runs the program without a terminal.
    pub fn run(&self, arguments: &[&str]) -> Output {
        let mut command = Command::new(env!("CARGO_BIN_EXE_segno"));
        command.args(arguments).current_dir(self.folder.path()).env_clear();
        command.envs(environment(self.folder.path())).output().expect("the program runs")
    }

    /// What `segno sessions --json` lists.
    pub fn sessions(&self) -> Vec<Value> {
        let listed = self.run(&["sessions", "--json"]);
        assert!(listed.status.success(), "{}", String::from_utf8_lossy(&listed.stderr));
        serde_json::from_slice(&listed.stdout).expect("a list")
    }

    /// Waits until the list of sessions is one that `wanted` accepts.
    pub fn await_sessions(&self, what: &str, wanted: impl Fn(&[Value]) -> bool) {
        let begun = Instant::now();
        while !wanted(&self.sessions()) {
            assert!(begun.elapsed() < PATIENCE, "waiting for {what}: {:?}", self.sessions());
            std::thread::sleep(Duration::from_millis(20));
        }
    }

    /// The process that owns the only session.
    pub fn owner(&self) -> i32 {
        let sessions = self.sessions();
        assert_eq!(sessions.len(), 1, "{sessions:?}");
        sessions[0]["process"].as_i64().and_then(|process| i32::try_from(process).ok()).expect("a process")
    }

    /// Sends a signal to the process that owns the only session.
    pub fn signal_owner(&self, signal: i32) {
        // SAFETY: a plain call; the process has just answered.
        assert_eq!(unsafe { libc::kill(self.owner(), signal) }, 0);
    }

    /// Opens the program's screen of that size.
    pub fn open(&self, (columns, rows): (u16, u16), arguments: &[&str]) -> Screen {
        self.open_with(&[], (columns, rows), arguments)
    }

    /// The same with folders below this home in place of some of the world's.
    pub fn open_with(
        &self,
        folders: &[(&'static str, &str)],
        (columns, rows): (u16, u16),
        arguments: &[&str],
    ) -> Screen {
        let folders = folders.iter().map(|(name, folder)| (*name, self.path(folder).into_os_string()));
        self.open_in(folders.collect(), (columns, rows), arguments)
    }

    /// The same where the world is otherwise.
    pub fn open_in(
        &self,
        other: Vec<(&'static str, OsString)>,
        size: (u16, u16),
        arguments: &[&str],
    ) -> Screen {
        self.open_program(env!("CARGO_BIN_EXE_segno"), other, size, arguments)
    }

    /// Another program in this home, which shows ours.
    pub fn open_program(
        &self,
        program: &str,
        other: Vec<(&'static str, OsString)>,
        size: (u16, u16),
        arguments: &[&str],
    ) -> Screen {
        let mut world = self.world();
        world.extend(other);
        Screen::open(program, self.folder.path(), &world, size, arguments)
    }

    /// What programs in this home know of the world.
    pub fn world(&self) -> Vec<(&'static str, OsString)> {
        environment(self.folder.path())
    }
}

impl Drop for Home {
    /// No session outlives its test.
    fn drop(&mut self) {
        for session in self.sessions() {
            if let Some(process) = session["process"].as_i64().and_then(|process| i32::try_from(process).ok())
            {
                // SAFETY: a plain call.
                unsafe { libc::kill(process, libc::SIGKILL) };
            }
        }
    }
}

/// What programs under test know of the world.
fn environment(home: &Path) -> Vec<(&'static str, OsString)> {
    let text = |value: &str| OsString::from(value);
    vec![
        ("TERM", text("xterm-256color")),
        ("LANG", text("C.UTF-8")),
        ("COLORTERM", text("truecolor")),
        ("HOME", home.into()),
        ("XDG_RUNTIME_DIR", home.join("run").into()),
        ("TMPDIR", home.join("tmp").into()),
        ("PATH", std::env::var_os("PATH").unwrap_or_default()),
    ]
}

/// A running program and what its terminal shows.
pub struct Screen {
    child: Box<dyn Child + Send + Sync>,
    keys: Box<dyn Write + Send>,
    bytes: Receiver<Vec<u8>>,
    emulator: vt100::Parser,
    /// Everything the program has written.
    pub written: Vec<u8>,
    /// It grants kitty's keyboard protocol. To be set before the first look at the screen.
    pub tells_keys_up: bool,
    _master: Box<dyn MasterPty + Send>,
}

impl Screen {
    fn open(
        program: &str,
        home: &Path,
        world: &[(&'static str, OsString)],
        (columns, rows): (u16, u16),
        arguments: &[&str],
    ) -> Screen {
        let size = PtySize { rows, cols: columns, pixel_width: 0, pixel_height: 0 };
        let pair = native_pty_system().openpty(size).expect("a terminal");
        let mut command = CommandBuilder::new(program);
        command.args(arguments);
        command.cwd(home);
        command.env_clear();
        world.iter().for_each(|(name, value)| command.env(name, value));
        let child = pair.slave.spawn_command(command).expect("the program starts");
        drop(pair.slave);
        let mut reader = pair.master.try_clone_reader().expect("a reader");
        let keys = pair.master.take_writer().expect("a writer");
        let (sender, bytes) = channel();
        std::thread::spawn(move || {
            let mut buffer = [0; 65_536];
            while let Ok(count @ 1..) = reader.read(&mut buffer) {
                if sender.send(buffer[..count].to_vec()).is_err() {
                    return;
                }
            }
        });
        let size = |number: u16| std::num::NonZeroU16::new(number).expect("a size");
        let emulator = vt100::Parser::new(size(rows), size(columns), 0);
        Screen {
            child,
            keys,
            bytes,
            emulator,
            written: Vec::new(),
            tells_keys_up: false,
            _master: pair.master,
        }
    }

    /// Types text as it is; control characters and sequences included.
    pub fn keys(&mut self, keys: &str) {
        self.keys.write_all(keys.as_bytes()).expect("the program reads");
        self.keys.flush().expect("the program reads");
    }

    /// What the screen shows, rows joined by line ends.
    pub fn text(&self) -> String {
        self.emulator.screen().contents()
    }

    /// The colour behind the first cell.
    pub fn ground(&self) -> vt100::Color {
        self.emulator.screen().cell(0, 0).map_or(vt100::Color::Default, vt100::Cell::bgcolor)
    }

    /// Takes what has come; questions about the terminal are answered.
    fn take(&mut self, bytes: &[u8]) {
        self.written.extend_from_slice(bytes);
        self.emulator.process(bytes);
        let flags = if self.tells_keys_up { "\x1b[?31u" } else { "" };
        let answers = [(&b"\x1b[?u"[..], flags), (b"\x1b[c", "\x1b[?62c"), (b"\x1b[5n", "\x1b[0n")];
        for (question, answer) in answers {
            for _ in bytes.windows(question.len()).filter(|window| *window == question) {
                // A program that is just leaving no longer reads.
                let _ = self.keys.write_all(answer.as_bytes());
            }
        }
    }

    /// Waits until the screen shows something that `wanted` accepts.
    pub fn wait(&mut self, what: &str, wanted: impl Fn(&str) -> bool) {
        let begun = Instant::now();
        while !wanted(&self.text()) {
            match self.bytes.recv_timeout(Duration::from_millis(100)) {
                Ok(bytes) => self.take(&bytes),
                Err(_) if begun.elapsed() > PATIENCE || self.is_over() => {
                    panic!("waiting for {what}, the screen shows:\n{}", self.text())
                }
                Err(_) => {}
            }
        }
    }

    /// Waits until playback has gone on to another row than the one that is shown.
    pub fn wait_for_another_row(&mut self) {
        let row = |text: &str| text.split("row ").nth(1).and_then(|rest| rest.get(..2)).map(str::to_owned);
        let shown = row(&self.text());
        self.wait("another row", |text| row(text) != shown);
    }

    /// Waits until the program has written something once more than so many times.
    pub fn wait_for_bytes(&mut self, sequence: &str, times: usize) {
        let begun = Instant::now();
        while String::from_utf8_lossy(&self.written).matches(sequence).count() <= times {
            assert!(begun.elapsed() < PATIENCE, "it does not write {sequence:?}:\n{}", self.text());
            if let Ok(bytes) = self.bytes.recv_timeout(Duration::from_millis(100)) {
                self.take(&bytes);
            }
        }
    }

    /// Waits until the screen shows this text.
    pub fn wait_for(&mut self, text: &str) {
        self.wait(text, |screen| screen.contains(text));
    }

    fn is_over(&mut self) -> bool {
        self.child.try_wait().is_ok_and(|over| over.is_some())
    }

    /// Waits until the program has ended; its exit code.
    pub fn end(&mut self) -> u32 {
        let begun = Instant::now();
        loop {
            let over = self.child.try_wait().expect("a child");
            // What was written last may still be under way when the program is over; the terminal tells its end.
            let patience = if over.is_some() { 5_000 } else { 20 };
            while let Ok(bytes) = self.bytes.recv_timeout(Duration::from_millis(patience)) {
                self.take(&bytes);
            }
            match over {
                Some(status) => return status.exit_code(),
                None if begun.elapsed() > PATIENCE => panic!("it does not end:\n{}", self.text()),
                None => {}
            }
        }
    }

    /// Sends a signal.
    pub fn signal(&mut self, signal: i32) {
        let process = self.child.process_id().expect("a process") as i32;
        // SAFETY: the process is our own child and not yet waited for.
        assert_eq!(unsafe { libc::kill(process, signal) }, 0);
    }
}

impl Drop for Screen {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}
