//! The size of the terminal, and the way back to the shell.

use super::system::{Output, end_raw, give_back_standard_error};
use super::writer::{LAST_WAIT, Writer};
use std::fs::File;
use std::io::Write;
use std::sync::{Mutex, PoisonError};
use std::thread::ThreadId;

/// What turns on a terminal of 80 columns if it does not tell its size.
const USUAL_SIZE: (u16, u16) = (80, 24);

/// Columns and rows of the terminal, at least 1.
pub fn size() -> (u16, u16) {
    match crossterm::terminal::size() {
        Ok((columns, rows)) if columns > 0 && rows > 0 => (columns, rows),
        _ => USUAL_SIZE,
    }
}

/// Width and height of a cell in pixels, if the system knows how many the terminal has.
pub fn cell() -> Option<(u16, u16)> {
    let size = crossterm::terminal::window_size().ok()?;
    let cell = (size.width.checked_div(size.columns)?, size.height.checked_div(size.rows)?);
    (cell.0 > 0 && cell.1 > 0).then_some(cell)
}

/// The way back to the shell, kept where a panic and a signal find it.
struct WayBack {
    output: Output,
    writer: Writer,
    bytes: String,
    standard_error: Option<File>,
    thread: ThreadId,
}

static WAY_BACK: Mutex<Option<WayBack>> = Mutex::new(None);

fn way_back() -> std::sync::MutexGuard<'static, Option<WayBack>> {
    WAY_BACK.lock().unwrap_or_else(PoisonError::into_inner)
}

/// From here on, [`leave`] writes `bytes` in place of whatever waits in the writer, and ends raw mode. `standard_error` is the real one,
/// for the message of a panic.
pub fn remember((output, writer): (&Output, &Writer), bytes: String, standard_error: Option<File>) {
    let thread = std::thread::current().id();
    let (output, writer) = (output.clone(), writer.clone());
    *way_back() = Some(WayBack { output, writer, bytes, standard_error, thread });
}

/// Back to the shell. `false`: we were there already. Errors do not matter: there is nothing left to try.
pub fn leave() -> bool {
    let Some(mut back) = way_back().take() else { return false };
    back.writer.forget();
    // Behind what is on its way, never in the middle of it; a terminal that takes nothing is not waited for.
    match back.writer.write_all(back.bytes.as_bytes()) {
        Ok(()) => _ = back.writer.settle(LAST_WAIT),
        Err(_) => _ = back.output.write_all(back.bytes.as_bytes()),
    }
    let _ = end_raw();
    true
}

/// Makes panics of the thread that shows the screen go back to the shell first, so that their message is seen. Panics of
/// other threads leave the screen alone; their message is collected with all of standard error.
pub fn install_panic_hook() {
    static ONCE: std::sync::Once = std::sync::Once::new();
    ONCE.call_once(|| {
        let previous = std::panic::take_hook();
        std::panic::set_hook(Box::new(move |panic| {
            let here = std::thread::current().id();
            let mine =
                way_back().as_mut().filter(|back| back.thread == here).map(|back| back.standard_error.take());
            if let Some(standard_error) = mine {
                leave();
                if let Some(original) = standard_error {
                    give_back_standard_error(&original);
                }
            }
            previous(panic);
        }));
    });
}
