//! The open terminal on a real pseudo terminal: what it says on the way in, and that every way out gives the terminal back.
//!
//! The program under test is this test binary itself, started again with `SEGNO_TERMINAL_CHILD` set.
#![cfg(unix)]

use portable_pty::{Child, CommandBuilder, MasterPty, PtySize, native_pty_system};
use segno::io::standard_error::StandardError;
use segno::studio::key::{Key, KeyCode};
use segno::ui::terminal::console::{Console, Options};
use segno::ui::terminal::input::Input;
use segno::ui::terminal::reader::Event;
use segno::ui::terminal::session::Terminal;
use std::io::{Read, Write};
use std::num::NonZeroU16;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::mpsc::{Receiver, channel};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::thread::JoinHandle;
use std::time::{Duration, Instant};

const CHILD: &str = "SEGNO_TERMINAL_CHILD";
const PATIENCE: Duration = Duration::from_secs(20);
/// The code with which the child says that its terminal is gone.
const GONE: i32 = 7;
const STOPPED: i32 = 8;

/// What the terminal tells next.
fn next(terminal: &mut Terminal, events: &Receiver<Event>) -> Option<Input> {
    let deadline = Instant::now() + PATIENCE;
    loop {
        terminal.turn();
        let left = deadline.saturating_duration_since(Instant::now());
        match terminal.next_input() {
            None if left.is_zero() => return None,
            None => {}
            input => return input,
        }
        if let Ok(event) = events.recv_timeout(terminal.wait().map_or(left, |wait| wait.min(left))) {
            terminal.take(event);
        }
    }
}

/// The program under test. Without the variable there is nothing to do.
#[test]
fn child() {
    let Ok(mode) = std::env::var(CHILD) else { return };
    if mode == "deaf" {
        // SAFETY: plain calls; the set is ours. Blocked here, the signal is blocked in every thread.
        unsafe {
            let mut set = std::mem::zeroed();
            libc::sigemptyset(&mut set);
            libc::sigaddset(&mut set, libc::SIGHUP);
            libc::pthread_sigmask(libc::SIG_BLOCK, &set, std::ptr::null_mut());
        }
    }
    let standard_error = Arc::new(StandardError::collect().expect("a pipe"));
    let mut console = Console::open(Options::default(), Some(standard_error)).expect("a terminal");
    let (to, events) = channel();
    let facts = console.facts();
    console.listen(move |event| to.send(event).is_ok());
    let mut terminal = Terminal::new(Box::new(console), facts).expect("a terminal");
    let mut told = Vec::new();
    let code = loop {
        let (columns, rows) = terminal.size();
        let capabilities = terminal.capabilities().clone();
        let told_now = told.join(" ");
        terminal.draw(|frame, _| {
            let line =
                format!("ready {columns}x{rows} {} {}", capabilities.colours.name(), capabilities.key_up);
            frame.buffer_mut().set_string(0, 0, line, ratatui::style::Style::new());
            frame.buffer_mut().set_string(0, 1, told_now, ratatui::style::Style::new());
            frame.set_cursor_position((3, 2));
            Vec::new()
        });
        match next(&mut terminal, &events) {
            Some(Input::Key { key, .. }) if key == Key::char('q') => break 0,
            Some(Input::Key { key, .. }) if key == Key::char('p') => {
                if mode == "noise" {
                    let _ = std::thread::spawn(|| panic!("in another thread")).join();
                } else {
                    panic!("the needle broke");
                }
            }
            Some(Input::Key { key: Key { code: KeyCode::Char('z'), control: true, .. }, .. }) => {
                terminal.suspend()
            }
            Some(Input::Gone) => break GONE,
            Some(Input::Stop) if mode == "stubborn" => told.push("stop".to_owned()),
            Some(Input::Stop) => break STOPPED,
            Some(Input::Key { key, .. }) => told.push(key.to_string()),
            Some(Input::Resize { .. }) => told.push("resize".to_owned()),
            Some(Input::Focus(focus)) => told.push(format!("focus-{focus}")),
            Some(Input::Paste(text)) => told.push(format!("paste-{text}")),
            Some(_) => {}
            None => break 9,
        }
    };
    drop(terminal);
    std::process::exit(code);
}

fn locked<T>(shared: &Mutex<T>) -> MutexGuard<'_, T> {
    shared.lock().unwrap_or_else(PoisonError::into_inner)
}

/// A child on a pseudo terminal, with a thread that collects what it writes and answers as a terminal does.
struct Screen {
    master: Option<Box<dyn MasterPty + Send>>,
    writer: Option<Box<dyn Write + Send>>,
    child: Box<dyn Child + Send + Sync>,
    bytes: Arc<Mutex<Vec<u8>>>,
    reader: Option<JoinHandle<()>>,
    leaving: Arc<AtomicBool>,
}

impl Screen {
    fn open(mode: &str, kitty: bool) -> Screen {
        let pty = native_pty_system();
        let pair = pty.openpty(PtySize { rows: 24, cols: 80, ..PtySize::default() }).expect("a pty");
        let mut command = CommandBuilder::new(std::env::current_exe().expect("this program"));
        command.args(["--exact", "child", "--nocapture", "--test-threads=1"]);
        command.env_clear();
        command.env("TERM", "xterm-256color");
        command.env(CHILD, mode);
        let child = pair.slave.spawn_command(command).expect("a child");
        drop(pair.slave);
        let bytes: Arc<Mutex<Vec<u8>>> = Arc::default();
        let mut reader = pair.master.try_clone_reader().expect("a reader");
        let collected = Arc::clone(&bytes);
        let writer = Arc::new(Mutex::new(pair.master.take_writer().expect("a writer")));
        let answers = Arc::clone(&writer);
        let leaving: Arc<AtomicBool> = Arc::default();
        let left = Arc::clone(&leaving);
        let reader = std::thread::spawn(move || {
            let mut read = [0; 4_096];
            while let Ok(count @ 1..) = reader.read(&mut read) {
                if left.load(Ordering::SeqCst) {
                    return;
                }
                let text = String::from_utf8_lossy(&read[..count]).into_owned();
                locked(&collected).extend_from_slice(&read[..count]);
                let mut answer = String::new();
                for (question, its) in [
                    ("\x1b[?u", "\x1b[?31u"),
                    ("\x1bP$qm", "\x1bP1$r48:2::1:2:3m\x1b\\"),
                    ("\x1b[5n", "\x1b[0n"),
                    ("\x1b[c", "\x1b[?62c"),
                ] {
                    if text.contains(question) && (kitty || !question.ends_with('u')) {
                        answer.push_str(its);
                    }
                }
                let _ = locked(&answers).write_all(answer.as_bytes());
            }
        });
        let writer: Box<dyn Write + Send> = Box::new(Locked(writer));
        let (master, writer, reader) = (Some(pair.master), Some(writer), Some(reader));
        Screen { master, writer, child, bytes, reader, leaving }
    }

    fn text(&self) -> String {
        String::from_utf8_lossy(&locked(&self.bytes)).into_owned()
    }

    /// What the user sees.
    fn seen(&self) -> String {
        let (rows, columns) = (NonZeroU16::MIN.saturating_add(23), NonZeroU16::MIN.saturating_add(79));
        let mut parser = vt100::Parser::new(rows, columns, 0);
        parser.process(&locked(&self.bytes));
        parser.screen().contents()
    }

    fn await_text(&self, wanted: &str) {
        let deadline = Instant::now() + PATIENCE;
        while !self.text().contains(wanted) {
            assert!(Instant::now() < deadline, "no {wanted:?} in {:?}", self.text());
            std::thread::sleep(Duration::from_millis(5));
        }
    }

    /// Everything, once the child has gone: what it wrote last comes a little after its end.
    fn last_text(&self) -> String {
        let deadline = Instant::now() + PATIENCE;
        while self.reader.as_ref().is_some_and(|reader| !reader.is_finished()) {
            assert!(Instant::now() < deadline, "the child has not gone: {:?}", self.text());
            std::thread::sleep(Duration::from_millis(5));
        }
        self.text()
    }

    fn await_seen(&self, wanted: &str) {
        let deadline = Instant::now() + PATIENCE;
        while !self.seen().contains(wanted) {
            assert!(Instant::now() < deadline, "no {wanted:?} in {:?}", self.seen());
            std::thread::sleep(Duration::from_millis(5));
        }
    }

    fn send(&mut self, bytes: &str) {
        self.writer.as_mut().expect("a writer").write_all(bytes.as_bytes()).expect("written");
    }

    fn signal(&self, signal: i32) {
        let process = self.child.process_id().expect("a process");
        // SAFETY: a plain call on a child that has not been waited for.
        assert_eq!(unsafe { libc::kill(process as i32, signal) }, 0);
    }

    /// The child's end: its code, or 1000 if a signal ended it.
    fn end(&mut self) -> u32 {
        let deadline = Instant::now() + PATIENCE;
        loop {
            if let Some(status) = self.child.try_wait().expect("a status") {
                return if status.signal().is_some() { 1_000 } else { status.exit_code() };
            }
            if Instant::now() > deadline {
                let _ = self.child.kill();
                panic!("the child does not end");
            }
            std::thread::sleep(Duration::from_millis(5));
        }
    }
}

struct Locked(Arc<Mutex<Box<dyn Write + Send>>>);

impl Write for Locked {
    fn write(&mut self, bytes: &[u8]) -> std::io::Result<usize> {
        locked(&self.0).write(bytes)
    }
    fn flush(&mut self) -> std::io::Result<()> {
        locked(&self.0).flush()
    }
}

/// What every way out must say, in this order.
fn assert_given_back(text: &str) {
    let (_, after) = text.rsplit_once("ready").expect("a picture");
    let mut rest = after;
    let parts =
        ["\x1b[<u", "\x1b[?1004l", "\x1b[?2004l", "\x1b[r", "\x1b[m", "\x1b[?25h", "\x1b[2J", "\x1b[?1049l"];
    for part in parts {
        let at = rest.find(part).unwrap_or_else(|| panic!("no {part:?} in its place in {after:?}"));
        rest = &rest[at + part.len()..];
    }
}

#[test]
fn the_terminal_is_asked_shown_and_given_back() {
    let mut screen = Screen::open("", true);
    screen.await_seen("ready 80x24 true true");
    let text = screen.text();
    for part in ["\x1b[?1049h", "\x1b[>31u", "\x1b[?2004h", "\x1b[?1004h"] {
        assert!(text.contains(part), "{part:?}");
    }
    screen.send("\x1b[97;1:1;97u\x1b[I\x1b[200~x y\x1b[201~\x1b[0n");
    screen.await_seen("a focus-true paste-x y");
    screen.send("q");
    assert_eq!(screen.end(), 0);
    assert_given_back(&screen.last_text());
}

#[test]
fn a_terminal_that_grants_nothing_works_too() {
    let mut screen = Screen::open("", false);
    screen.await_seen("ready 80x24 true false");
    screen.send("q");
    assert_eq!(screen.end(), 0);
    assert_given_back(&screen.last_text());
}

#[test]
fn a_resize_is_told_and_the_picture_drawn_anew() {
    let mut screen = Screen::open("", false);
    screen.await_seen("ready 80x24");
    let size = PtySize { rows: 20, cols: 70, ..PtySize::default() };
    screen.master.as_ref().unwrap().resize(size).unwrap();
    screen.await_text("ready 70x20");
    screen.await_text("resize");
    screen.send("q");
    assert_eq!(screen.end(), 0);
}

#[test]
fn a_panic_gives_the_terminal_back_and_its_message_is_seen() {
    let mut screen = Screen::open("", false);
    screen.await_seen("ready 80x24");
    screen.send("p");
    assert_eq!(screen.end(), 101);
    screen.await_text("the needle broke");
    let text = screen.text();
    assert_given_back(&text);
    let (_, after) = text.rsplit_once("\x1b[?1049l").unwrap();
    assert!(after.contains("the needle broke"), "{after}");
}

#[test]
fn a_panic_elsewhere_leaves_the_screen_alone() {
    let mut screen = Screen::open("noise", false);
    screen.await_seen("ready 80x24");
    screen.send("pb");
    screen.await_seen("b");
    assert!(!screen.text().contains("in another thread"));
    screen.send("q");
    assert_eq!(screen.end(), 0);
}

#[test]
fn signals_that_ask_for_the_end_are_told_and_the_second_one_ends() {
    for signal in [libc::SIGTERM, libc::SIGINT] {
        let mut screen = Screen::open("", false);
        screen.await_seen("ready 80x24");
        screen.signal(signal);
        assert_eq!(screen.end(), STOPPED as u32);
        assert_given_back(&screen.last_text());
    }
    let mut screen = Screen::open("stubborn", false);
    screen.await_seen("ready 80x24");
    screen.signal(libc::SIGTERM);
    screen.await_seen("stop");
    screen.signal(libc::SIGTERM);
    assert_eq!(screen.end(), 1_000);
    assert_given_back(&screen.last_text());
}

#[test]
fn a_hangup_ends_the_program() {
    let mut screen = Screen::open("", false);
    screen.await_seen("ready 80x24");
    screen.signal(libc::SIGHUP);
    assert_eq!(screen.end(), GONE as u32);
}

#[test]
fn the_program_ends_when_its_terminal_goes_whether_a_signal_tells_or_not() {
    for mode in ["", "deaf"] {
        let mut screen = Screen::open(mode, false);
        screen.await_seen("ready 80x24");
        screen.leaving.store(true, Ordering::SeqCst);
        screen.send("b");
        screen.reader.take().unwrap().join().unwrap();
        (screen.writer, screen.master) = (None, None);
        assert_eq!(screen.end(), GONE as u32, "{mode}");
    }
}

#[test]
fn going_on_after_a_stop_enters_and_draws_again() {
    let mut screen = Screen::open("", true);
    screen.await_seen("ready 80x24");
    let before = screen.text().matches("\x1b[?1049h").count();
    screen.signal(libc::SIGSTOP);
    screen.signal(libc::SIGCONT);
    let deadline = Instant::now() + PATIENCE;
    while screen.text().matches("\x1b[?1049h").count() == before || !screen.seen().contains("resize") {
        assert!(Instant::now() < deadline, "{:?}", screen.text());
        std::thread::sleep(Duration::from_millis(5));
    }
    screen.send("\x1a");
    screen.await_text("\x1b[?1049l");
    screen.await_seen("resize resize");
    screen.send("q");
    assert_eq!(screen.end(), 0);
    assert_given_back(&screen.last_text());
}
