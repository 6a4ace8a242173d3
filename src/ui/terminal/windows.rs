//! The console of Windows, told to be a terminal like any other: it reads our sequences and sends keys as sequences
//! (learn.microsoft.com/windows/console/console-virtual-terminal-sequences; Windows 10 1703 or later).

use super::reader::{Came, Ear, Event};
use super::tty;
use super::utf16::Units;
use std::collections::VecDeque;
use std::fs::File;
use std::io::{self, Write};
use std::os::windows::io::{AsRawHandle, FromRawHandle, OwnedHandle, RawHandle};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;
use windows_sys::Win32::Foundation::{FALSE, TRUE, WAIT_OBJECT_0};
use windows_sys::Win32::System::Console::{
    CTRL_BREAK_EVENT, CTRL_C_EVENT, DISABLE_NEWLINE_AUTO_RETURN, ENABLE_EXTENDED_FLAGS,
    ENABLE_PROCESSED_OUTPUT, ENABLE_VIRTUAL_TERMINAL_INPUT, ENABLE_VIRTUAL_TERMINAL_PROCESSING,
    ENABLE_WINDOW_INPUT, GetConsoleMode, GetConsoleOutputCP, INPUT_RECORD, KEY_EVENT, ReadConsoleInputW,
    SetConsoleCtrlHandler, SetConsoleMode, SetConsoleOutputCP, WINDOW_BUFFER_SIZE_EVENT,
};
use windows_sys::Win32::System::Threading::{CreateEventW, INFINITE, SetEvent, WaitForMultipleObjects};
use windows_sys::core::BOOL;

/// The code page of UTF-8.
const UTF_8: u32 = 65_001;
/// The virtual key of Alt: when it comes up it may bring a character that was typed by its number.
const ALT: u16 = 0x12;
/// How long a console that is closed may wait for the program to end by itself; the system waits no longer either.
const END_WAIT: Duration = Duration::from_secs(5);

fn checked(answer: BOOL) -> io::Result<()> {
    if answer == FALSE { Err(io::Error::last_os_error()) } else { Ok(()) }
}

fn open(name: &str) -> io::Result<File> {
    let file = File::options().read(true).write(true).open(name);
    file.map_err(|_| io::Error::other("there is no terminal here"))
}

fn mode_of(console: RawHandle) -> io::Result<u32> {
    let mut mode = 0;
    // SAFETY: the handle is open and the place for the mode is ours.
    checked(unsafe { GetConsoleMode(console, &mut mode) })?;
    Ok(mode)
}

fn set_mode(console: RawHandle, mode: u32) -> io::Result<()> {
    // SAFETY: a plain call on an open handle.
    checked(unsafe { SetConsoleMode(console, mode) })
}

/// The console as it was before raw mode.
struct Before {
    input: (File, u32),
    output: (File, u32),
    code_page: u32,
}

static BEFORE: Mutex<Option<Before>> = Mutex::new(None);

fn locked<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

/// Keys come as sequences and unedited, sequences are obeyed, bytes are UTF-8.
///
/// # Errors
/// If there is no console, or one that knows no sequences.
pub fn begin_raw() -> io::Result<()> {
    let mut before = locked(&BEFORE);
    if before.is_some() {
        return Ok(());
    }
    let (input, output) = (open("CONIN$")?, open("CONOUT$")?);
    let modes = (mode_of(input.as_raw_handle())?, mode_of(output.as_raw_handle())?);
    // SAFETY: a plain call.
    let code_page = unsafe { GetConsoleOutputCP() };
    let before = before.insert(Before { input: (input, modes.0), output: (output, modes.1), code_page });
    set_mode(
        before.input.0.as_raw_handle(),
        ENABLE_WINDOW_INPUT | ENABLE_EXTENDED_FLAGS | ENABLE_VIRTUAL_TERMINAL_INPUT,
    )?;
    set_mode(
        before.output.0.as_raw_handle(),
        ENABLE_PROCESSED_OUTPUT | ENABLE_VIRTUAL_TERMINAL_PROCESSING | DISABLE_NEWLINE_AUTO_RETURN,
    )?;
    // SAFETY: a plain call.
    checked(unsafe { SetConsoleOutputCP(UTF_8) })
}

/// The console is as it was before [`begin_raw`].
///
/// # Errors
/// What the system says.
pub fn end_raw() -> io::Result<()> {
    let Some(before) = locked(&BEFORE).take() else { return Ok(()) };
    // SAFETY: a plain call.
    let code_page = checked(unsafe { SetConsoleOutputCP(before.code_page) });
    let output = set_mode(before.output.0.as_raw_handle(), before.output.1);
    set_mode(before.input.0.as_raw_handle(), before.input.1).and(output).and(code_page)
}

/// An event of the system that is set once.
#[derive(Debug)]
struct Flag(OwnedHandle);

/// The console for reading, until [`Stop`] is dropped.
#[derive(Debug)]
pub struct Source {
    input: File,
    stopped: Arc<Flag>,
    units: Units,
    ready: VecDeque<u8>,
}

/// Ends the waiting of the source that it was made with, by being dropped.
#[derive(Debug)]
pub struct Stop(Arc<Flag>);

impl Drop for Stop {
    fn drop(&mut self) {
        // SAFETY: the event is open.
        unsafe { SetEvent(self.0.0.as_raw_handle()) };
    }
}

impl Source {
    /// Opens it.
    ///
    /// # Errors
    /// If there is none, or the system gives no event.
    pub fn open() -> io::Result<(Source, Stop)> {
        let input = open("CONIN$")?;
        // SAFETY: nothing but the answer is used: a new handle that nobody else owns.
        let flag = unsafe { CreateEventW(std::ptr::null(), TRUE, FALSE, std::ptr::null()) };
        if flag.is_null() {
            return Err(io::Error::last_os_error());
        }
        // SAFETY: the handle is open and nobody else's.
        let stopped = Arc::new(Flag(unsafe { OwnedHandle::from_raw_handle(flag) }));
        let stop = Stop(Arc::clone(&stopped));
        Ok((Source { input, stopped, units: Units::default(), ready: VecDeque::new() }, stop))
    }

    /// Waits for bytes.
    pub fn wait(&mut self, bytes: &mut [u8]) -> Came {
        if self.ready.is_empty() {
            let handles = [self.stopped.0.as_raw_handle(), self.input.as_raw_handle()];
            // SAFETY: both handles are open and their number is told.
            let answer = unsafe { WaitForMultipleObjects(2, handles.as_ptr(), FALSE, INFINITE) };
            match answer {
                WAIT_OBJECT_0 => return Came::Stop,
                answer if answer == WAIT_OBJECT_0 + 1 => {}
                _ => return Came::Gone,
            }
            match self.fetch() {
                Ok(true) => return Came::Size,
                Ok(false) => {}
                Err(_) => return Came::Gone,
            }
        }
        let count = self.ready.len().min(bytes.len());
        bytes.iter_mut().zip(self.ready.drain(..count)).for_each(|(place, byte)| *place = byte);
        if count == 0 { Came::Nothing } else { Came::Bytes(count) }
    }

    /// Takes the records that are there; whether one told of another size.
    fn fetch(&mut self) -> io::Result<bool> {
        let mut records = [INPUT_RECORD::default(); 128];
        let mut count = 0;
        let most = records.len() as u32;
        // SAFETY: the records are ours and their number is told.
        checked(unsafe {
            ReadConsoleInputW(self.input.as_raw_handle(), records.as_mut_ptr(), most, &mut count)
        })?;
        let mut resized = false;
        let mut bytes = Vec::new();
        for record in &records[..count as usize] {
            match u32::from(record.EventType) {
                WINDOW_BUFFER_SIZE_EVENT => resized = true,
                KEY_EVENT => {
                    // SAFETY: the record says that it is of this kind; any 16 bits are a unit.
                    let (key, unit) =
                        unsafe { (record.Event.KeyEvent, record.Event.KeyEvent.uChar.UnicodeChar) };
                    // Parts of sequences come without a key, and so does the character 0 of Ctrl-Space.
                    let told = unit != 0 || key.wVirtualKeyCode == 0;
                    if told && (key.bKeyDown != FALSE || key.wVirtualKeyCode == ALT) {
                        (0..key.wRepeatCount.max(1)).for_each(|_| self.units.push(unit, &mut bytes));
                    }
                }
                _ => {}
            }
        }
        self.ready.extend(bytes);
        Ok(resized)
    }
}

/// The console for writing.
#[derive(Clone, Debug)]
pub struct Output(Arc<File>);

impl Output {
    /// Opens it.
    ///
    /// # Errors
    /// If there is none.
    pub fn open() -> io::Result<Output> {
        Ok(Output(Arc::new(open("CONOUT$")?)))
    }
}

impl Write for Output {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        (&*self.0).write(bytes)
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

/// Whether the shell can stop this program and let it go on.
pub const JOBS: bool = false;

/// Nothing: there are no jobs.
pub fn stop_job() {}

/// Nothing: standard error was never taken.
pub fn give_back_standard_error(_: &File) {}

/// Who hears of the signals, and whether one has asked the program to end already.
static LISTENER: Mutex<Option<(Ear, bool)>> = Mutex::new(None);

/// Listens for Ctrl-Break and the closing of the console. Dropping it ends that.
#[derive(Debug)]
pub struct SignalListener;

impl SignalListener {
    /// Starts it. The second signal that asks the program to end does so at once.
    ///
    /// # Errors
    /// If the system does not tell.
    pub fn start(to: Ear) -> io::Result<SignalListener> {
        *locked(&LISTENER) = Some((to, false));
        // SAFETY: the handler lives as long as the program.
        checked(unsafe { SetConsoleCtrlHandler(Some(told), TRUE) })?;
        Ok(SignalListener)
    }
}

impl Drop for SignalListener {
    fn drop(&mut self) {
        // SAFETY: a plain call.
        unsafe { SetConsoleCtrlHandler(Some(told), FALSE) };
        *locked(&LISTENER) = None;
    }
}

/// Called on a thread of the system's own. `FALSE`: the program ends at once.
unsafe extern "system" fn told(kind: u32) -> BOOL {
    let asks = matches!(kind, CTRL_C_EVENT | CTRL_BREAK_EVENT);
    let event = if asks { Event::Stop } else { Event::Gone };
    let sent = match &mut *locked(&LISTENER) {
        Some((to, asked)) => !std::mem::replace(asked, true) && to.tell(event),
        None => false,
    };
    if sent && !asks {
        // Returning would end the program before it has put everything in order.
        std::thread::sleep(END_WAIT);
    }
    if !sent {
        tty::leave();
    }
    BOOL::from(sent)
}
