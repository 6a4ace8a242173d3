//! The process that shows a session in a terminal: bytes from there to the owner and back, and nothing else. It knows no song, so
//! nothing is lost when it goes.

use super::calling::sessions;
use super::keyboards::Slot;
use super::protocol::{Frame, Kind, Welcome, encode, facts};
use crate::io::listening::hub::Codec;
use crate::io::listening::receiver::Receiver as Ear;
use crate::ui::terminal::console::Console;
use crate::ui::terminal::line::{Farewell, Line};
use crate::ui::terminal::reader::Event;
use std::io::{self, Read, Write};
use std::net::Shutdown;
use std::os::unix::net::UnixStream;
use std::sync::mpsc::{Receiver, Sender, channel};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

/// How long an owner may take to put everything in order when it ends.
const END_WAIT: Duration = Duration::from_secs(5);

/// After so many numbers the owner is told which ones have come: 100 ms.
const TOLD: u32 = 10;

/// Why nothing more is shown.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Parting {
    /// One of the three has said so.
    Farewell(Farewell),
    /// The owner says nothing more.
    Lost,
}

/// The way to the owner, for all that speak to it.
#[derive(Clone, Debug)]
pub struct Voice(Arc<Mutex<UnixStream>>);

impl Voice {
    /// Says something. An owner that does not take it has ended: that is told by whoever reads from it.
    pub fn say(&self, bytes: &[u8]) {
        let _ = self.0.lock().unwrap_or_else(PoisonError::into_inner).write_all(bytes);
    }
}

/// Whoever hears the song here.
#[derive(Clone)]
pub struct Hearing {
    /// How the sound shall come.
    pub codec: Codec,
    /// Where it goes.
    pub ear: Arc<Mutex<Ear>>,
    /// Where the line lies while there is one, for the keyboards here.
    pub slot: Slot,
}

impl Hearing {
    fn ear<T>(&self, deed: impl FnOnce(&mut Ear) -> T) -> T {
        deed(&mut self.ear.lock().unwrap_or_else(PoisonError::into_inner))
    }
}

/// What the client is told.
enum Told {
    Terminal(Event),
    /// Whether the terminal is behind.
    Behind(bool),
    Suspend,
    Farewell(Farewell),
    Lost,
}

/// Shows a session in this process's terminal until one of the three goes. The terminal is given back then. Whoever hears the song
/// hears it from the session.
///
/// # Errors
/// If there is no terminal that can show it.
pub fn show(
    stream: UnixStream,
    welcome: &Welcome,
    mut console: Console,
    hearing: Option<Hearing>,
) -> io::Result<Parting> {
    stream.set_read_timeout(None)?;
    stream.set_write_timeout(None)?;
    let (to, told) = channel();
    let voice = Voice(Arc::new(Mutex::new(stream.try_clone()?)));
    let mut known = console.facts();
    // Whoever has to hear the song here has its pictures come from afar too.
    known.capabilities.ssh |= hearing.is_some();
    voice.say(&facts(&known).encode());
    if let Some(hearing) = &hearing {
        hearing.ear(Ear::forget);
        voice.say(&Frame::of(Kind::Listen, &hearing.codec).encode());
        hearing.slot.set(Some(voice.clone()));
    }
    let (from, out, pictures, ears) = (stream.try_clone()?, console.output(), to.clone(), hearing.clone());
    let (back, behind) = (voice.clone(), to.clone());
    // The writer must not wait for the line to the owner. Nobody listens any more only at the end.
    out.watch(Box::new(move |is_behind| _ = behind.send(Told::Behind(is_behind))));
    let shows = std::thread::Builder::new().name("pictures".into());
    let shows = shows.spawn(move || pass_pictures(from, out, &pictures, ears.as_ref(), &back))?;
    console.listen(move |event| to.send(Told::Terminal(event)).is_ok());
    let (parting, waits) = carry(&mut console, &voice, &told, welcome);
    hearing.iter().for_each(|hearing| hearing.slot.set(None));
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
    if let Some(hearing) = &hearing {
        hearing.ear(Ear::forget);
    }
    Ok(parting)
}

/// Carries what the terminal tells to the owner; why that ended, and whether the owner is about to end too.
fn carry(console: &mut Console, voice: &Voice, told: &Receiver<Told>, welcome: &Welcome) -> (Parting, bool) {
    let name = &welcome.name;
    let goes_on = format!("{name} goes on; `segno attach {name}` shows it again");
    let gone = |text: String| (Parting::Farewell(Farewell { code: 130, text }), false);
    let send = |bytes: Vec<u8>| voice.say(&bytes);
    loop {
        match told.recv() {
            Ok(Told::Terminal(Event::Bytes(bytes))) => send(encode(Kind::Bytes, &bytes)),
            Ok(Told::Terminal(Event::Size(columns, rows))) => send(Frame::size(columns, rows).encode()),
            Ok(Told::Terminal(Event::Cell(width, height))) => send(Frame::cell(width, height).encode()),
            Ok(Told::Behind(is_behind)) => send(encode(Kind::Behind, &[u8::from(is_behind)])),
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
            Ok(Told::Farewell(farewell)) => return (Parting::Farewell(farewell), true),
            Ok(Told::Lost) | Err(_) => return (Parting::Lost, false),
        }
    }
}

/// What is said when an owner on this machine says nothing more: it has ended, or has given this terminal up.
pub fn lost(welcome: &Welcome) -> Farewell {
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

/// Shows what the owner sends, and lets it be heard, however slowly the terminal takes its pictures.
fn pass_pictures(
    mut from: UnixStream,
    mut out: impl Write,
    to: &Sender<Told>,
    ears: Option<&Hearing>,
    back: &Voice,
) {
    let mut told: Option<u32> = None;
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
            Ok(Some(Frame { kind: Kind::Sound, bytes })) => {
                let came = ears.and_then(|hearing| hearing.ear(|ear| ear.take(&bytes)));
                let is_due = |number: &u32| told.is_none_or(|told| number.wrapping_sub(told) >= TOLD);
                if let Some(number) = came.filter(is_due) {
                    told = Some(number);
                    back.say(&Frame::came(number).encode());
                }
            }
            Ok(Some(Frame { kind: Kind::Told, bytes })) => {
                ears.into_iter().for_each(|hearing| hearing.ear(|ear| ear.told(&bytes)));
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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::io::listening::packet::{Head, Kind as Form};
    use crate::ui::terminal::writer::Writer;

    #[test]
    fn a_terminal_that_takes_nothing_does_not_stop_the_sound_and_the_owner_learns_of_it() {
        let (mut owner, client) = UnixStream::pair().expect("a pair");
        let (nobody_reads, pipe) = io::pipe().expect("a pipe");
        let out = Writer::start(pipe).expect("a thread");
        let voice = Voice(Arc::new(Mutex::new(client.try_clone().expect("the same"))));
        let behind = voice.clone();
        out.watch(Box::new(move |is| behind.say(&encode(Kind::Behind, &[u8::from(is)]))));
        let (ear, _speaker) = Ear::new(48_000);
        let hearing = Hearing { codec: Codec::Pcm, ear: Arc::new(Mutex::new(ear)), slot: Slot::default() };
        let (to, told) = channel();
        let shows = std::thread::spawn(move || pass_pictures(client, out, &to, Some(&hearing), &voice));
        owner.write_all(&encode(Kind::Bytes, &vec![b'x'; 1 << 20])).expect("sent");
        let behind = Frame::read(&mut owner).expect("a frame").expect("one");
        assert_eq!((behind.kind, behind.bytes), (Kind::Behind, vec![1]));
        let packet = Head { kind: Form::Pcm, frames: 1, sequence: TOLD, at: 0, micros: 0 }.packet(&[0; 4]);
        owner.write_all(&encode(Kind::Sound, &packet)).expect("sent");
        let mut next = || Frame::read(&mut owner).expect("a frame").expect("one");
        let mut came = next();
        while came.kind == Kind::Behind {
            assert_eq!(came.bytes, [1], "it has taken as much as the pipe holds");
            came = next();
        }
        assert_eq!((came.kind, came.number()), (Kind::Came, Some(TOLD)));
        drop((owner, nobody_reads));
        assert!(matches!(told.recv(), Ok(Told::Lost)));
        shows.join().expect("it ends");
    }
}
