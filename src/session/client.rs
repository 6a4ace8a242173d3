//! The process that shows a session in a terminal: bytes from there to the owner and back, and nothing else. It knows no song, so
//! nothing is lost when it goes.

use super::calling::sessions;
use super::protocol::{Frame, Kind, Welcome, encode, facts};
use crate::ui::terminal::console::{Console, Options};
use crate::ui::terminal::line::{Farewell, Line};
use crate::ui::terminal::reader::Event;
use std::io::{self, Read, Write};
use std::net::Shutdown;
use std::os::unix::net::UnixStream;
use std::sync::mpsc::{Receiver, Sender, channel};
use std::time::Duration;

/// How long an owner may take to put everything in order when it ends.
const END_WAIT: Duration = Duration::from_secs(5);

/// What the client is told.
enum Told {
    Terminal(Event),
    Suspend,
    Farewell(Farewell),
    Lost,
}

/// Shows a session in this process's terminal until one of the three goes. The terminal is given back then.
///
/// # Errors
/// If there is no terminal that can show it.
pub fn show(stream: UnixStream, welcome: &Welcome, options: Options) -> io::Result<Farewell> {
    let mut console = Console::open(options, None)?;
    stream.set_read_timeout(None)?;
    stream.set_write_timeout(None)?;
    let (to, told) = channel();
    (&stream).write_all(&facts(&console.facts()).encode())?;
    let (from, out, pictures) = (stream.try_clone()?, console.output(), to.clone());
    let shows = std::thread::Builder::new().name("pictures".into());
    let shows = shows.spawn(move || pass_pictures(from, out, &pictures))?;
    console.listen(move |event| to.send(Told::Terminal(event)).is_ok());
    let (farewell, waits) = carry(&mut console, &stream, &told, welcome);
    if !waits {
        // Nothing may be drawn once the shell has the terminal.
        let _ = stream.shutdown(Shutdown::Both);
    }
    let _ = shows.join();
    drop(console);
    if waits {
        // Until the owner has let go of the song, so that it can be opened at once.
        let _ = stream.set_read_timeout(Some(END_WAIT));
        let _ = (&stream).read(&mut [0; 64]);
    }
    Ok(farewell)
}

/// Carries what the terminal tells to the owner; why that ended, and whether the owner is about to end too.
fn carry(
    console: &mut Console,
    mut stream: &UnixStream,
    told: &Receiver<Told>,
    welcome: &Welcome,
) -> (Farewell, bool) {
    let name = &welcome.name;
    let goes_on = format!("{name} goes on; `segno attach {name}` shows it again");
    let gone = |text: String| (Farewell { code: 130, text }, false);
    // An owner that does not take it has ended: that is told by whoever reads from it.
    let mut send = |bytes: Vec<u8>| {
        let _ = stream.write_all(&bytes);
    };
    loop {
        match told.recv() {
            Ok(Told::Terminal(Event::Bytes(bytes))) => send(encode(Kind::Bytes, &bytes)),
            Ok(Told::Terminal(Event::Size(columns, rows))) => send(Frame::size(columns, rows).encode()),
            Ok(Told::Terminal(Event::Continue)) => match console.resume() {
                Ok(()) => send(encode(Kind::Continue, &[])),
                Err(_) => return gone(String::new()),
            },
            Ok(Told::Suspend) => match console.suspend() {
                Ok(_) => send(encode(Kind::Continue, &[])),
                Err(_) => return gone(String::new()),
            },
            Ok(Told::Terminal(Event::Stop)) => return gone(goes_on),
            Ok(Told::Terminal(Event::Gone)) => return gone(String::new()),
            Ok(Told::Farewell(farewell)) => return (farewell, true),
            Ok(Told::Lost) | Err(_) => return (lost(welcome), false),
        }
    }
}

/// What is said when the owner says nothing more: it has ended, or has given this terminal up.
fn lost(welcome: &Welcome) -> Farewell {
    let Welcome { name, song, .. } = welcome;
    let goes_on = sessions().into_iter().flatten().any(|found| found.process == welcome.process);
    let text = if goes_on {
        format!(
            "this terminal took nothing for too long; {name} goes on, and `segno attach {name}` shows it again"
        )
    } else {
        format!("{name} has broken off: `segno {song}` opens the song again and offers what was not saved")
    };
    Farewell { code: 3, text }
}

/// Shows what the owner sends.
fn pass_pictures(mut from: UnixStream, mut out: impl Write, to: &Sender<Told>) {
    let last = loop {
        match Frame::read(&mut from) {
            Ok(Some(Frame { kind: Kind::Bytes, bytes })) => {
                if out.write_all(&bytes).is_err() {
                    break Told::Terminal(Event::Gone);
                }
            }
            Ok(Some(Frame { kind: Kind::Suspend, .. })) => {
                if to.send(Told::Suspend).is_err() {
                    return;
                }
            }
            Ok(Some(frame)) if frame.kind == Kind::Farewell => {
                break frame.value().map_or(Told::Lost, Told::Farewell);
            }
            _ => break Told::Lost,
        }
    };
    // Nobody listens any more only when the client is on its way out.
    let _ = to.send(last);
}
