//! What waits to be sent to a client: whoever puts something in never waits, a thread sends it. Pictures are put in only while it is
//! empty, so it stays short however slow the client is; one that takes nothing for long is given up.

use super::protocol::{Frame, Kind, encode};
use crate::io::listening::grade::Grade;
use crate::io::listening::hub::{Codec, Ear, Item};
use crate::io::listening::queue::Queue;
use crate::ui::terminal::line::{Farewell, Line};
use std::io::{self, ErrorKind, Write};
use std::net::Shutdown;
use std::os::unix::net::UnixStream;
use std::sync::mpsc::Sender;
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

/// After this long in which a client has taken nothing it is given up: its line hangs.
pub const PATIENCE: Duration = Duration::from_secs(60);
/// How long one attempt to send waits.
const ATTEMPT: Duration = Duration::from_millis(500);
/// How long a client may take to be told goodbye.
const FAREWELL_WAIT: Duration = Duration::from_secs(1);

#[derive(Debug, Default)]
struct State {
    bytes: Vec<u8>,
    /// Something for the terminal is being sent.
    sending: bool,
    /// Sound was sent last.
    sounded: bool,
    /// The client's terminal has not got what went there, and since then it has taken nothing of it.
    behind: Option<Instant>,
    closing: bool,
    broken: bool,
}

#[derive(Debug, Default)]
struct Shared {
    state: Mutex<State>,
    changed: Condvar,
    sound: Queue,
}

impl Shared {
    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Waits for bytes to send; `None`: there will be no more.
    fn next(&self) -> Option<Vec<u8>> {
        let mut state = self.state();
        state.sending = false;
        loop {
            // Sound first, but pictures in turn with it.
            if !std::mem::take(&mut state.sounded) || state.bytes.is_empty() {
                let sound: Vec<u8> = std::iter::from_fn(|| self.sound.take()).flat_map(frame).collect();
                if !sound.is_empty() {
                    state.sounded = true;
                    return Some(sound);
                }
            }
            if !state.bytes.is_empty() {
                state.sending = true;
                return Some(std::mem::take(&mut state.bytes));
            }
            if state.closing || state.broken {
                return None;
            }
            state = self.changed.wait(state).unwrap_or_else(PoisonError::into_inner);
        }
    }
}

/// Something for listeners as a frame.
fn frame(item: Item) -> Vec<u8> {
    match item {
        Item::Sound(_, packet) => encode(Kind::Sound, &packet),
        Item::Text(text) => encode(Kind::Told, text.as_bytes()),
    }
}

/// What of the line is about sound.
#[derive(Clone, Debug)]
pub struct SoundLine {
    shared: Arc<Shared>,
}

impl SoundLine {
    /// How the sound shall come from now on.
    pub fn choose(&self, codec: Codec) {
        self.shared.sound.choose(codec);
        self.shared.sound.expect_told();
    }

    /// The client has told that a packet has come.
    pub fn came(&self, number: u32) {
        self.shared.sound.came(number);
        self.wake();
    }

    /// No more sound is sent.
    pub fn end(&self) {
        self.shared.sound.end();
    }

    fn wake(&self) {
        // Whoever is about to wait for it has looked already.
        drop(self.shared.state());
        self.shared.changed.notify_all();
    }
}

impl Ear for SoundLine {
    fn codec(&self) -> Codec {
        self.shared.sound.codec()
    }

    fn grade(&self) -> Grade {
        self.shared.sound.grade()
    }

    fn hear(&mut self, item: Item) -> bool {
        let there = self.shared.sound.put(item);
        self.wake();
        there
    }
}

/// Holds pictures back while the client's terminal is slower than the line.
#[derive(Debug)]
pub struct Brake {
    shared: Arc<Shared>,
}

impl Brake {
    /// Whether the terminal has not got yet what went there. Said again while that lasts, it has taken some of it.
    pub fn set(&self, behind: bool) {
        self.shared.state().behind = behind.then(Instant::now);
    }
}

/// The line to a client. Once it is dropped, what is left is sent, for a second at most, and then the line ends.
#[derive(Debug)]
pub struct Outbox {
    shared: Arc<Shared>,
    patience: Duration,
}

impl Outbox {
    /// Starts to send to a client, which is given up when it has taken nothing for `patience`. `open` is dropped when the line has
    /// ended.
    ///
    /// # Errors
    /// If the system gives no thread.
    pub fn start(out: UnixStream, patience: Duration, open: Sender<()>) -> io::Result<Outbox> {
        out.set_write_timeout(Some(ATTEMPT))?;
        let shared = Arc::<Shared>::default();
        let own = Arc::clone(&shared);
        std::thread::Builder::new().name("to a client".into()).spawn(move || {
            while let Some(bytes) = own.next() {
                if send(&out, &bytes, patience, &own).is_err() {
                    break;
                }
            }
            own.state().broken = true;
            own.sound.end();
            // Whoever reads from this client learns of it so.
            let _ = out.shutdown(Shutdown::Both);
            drop(open);
        })?;
        Ok(Outbox { shared, patience })
    }

    /// Hears how the client's terminal keeps up.
    pub fn brake(&self) -> Brake {
        Brake { shared: Arc::clone(&self.shared) }
    }

    /// What of it is about sound.
    pub fn sound(&self) -> SoundLine {
        SoundLine { shared: Arc::clone(&self.shared) }
    }

    fn put(&self, bytes: &[u8]) -> io::Result<()> {
        let mut state = self.shared.state();
        if state.broken {
            return Err(ErrorKind::BrokenPipe.into());
        }
        state.bytes.extend_from_slice(bytes);
        self.shared.changed.notify_all();
        Ok(())
    }
}

/// Sends all of it, however many attempts that takes, as long as some of it goes now and then.
fn send(mut out: &UnixStream, mut bytes: &[u8], patience: Duration, shared: &Shared) -> io::Result<()> {
    let mut last = Instant::now();
    while !bytes.is_empty() {
        match out.write(bytes) {
            Ok(0) => return Err(ErrorKind::WriteZero.into()),
            Ok(count) => (bytes, last) = (&bytes[count..], Instant::now()),
            Err(error) if error.kind() == ErrorKind::Interrupted => {}
            Err(error) if matches!(error.kind(), ErrorKind::WouldBlock | ErrorKind::TimedOut) => {
                let patience = if shared.state().closing { FAREWELL_WAIT } else { patience };
                if last.elapsed() >= patience {
                    return Err(error);
                }
            }
            Err(error) => return Err(error),
        }
    }
    Ok(())
}

impl Write for Outbox {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.put(&encode(Kind::Bytes, bytes))?;
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

impl Line for Outbox {
    fn is_busy(&self) -> bool {
        let mut state = self.shared.state();
        if state.behind.is_some_and(|since| since.elapsed() >= self.patience) {
            state.broken = true;
            self.shared.changed.notify_all();
        }
        !state.broken && (state.behind.is_some() || state.sending || !state.bytes.is_empty())
    }

    fn suspend(&mut self) -> io::Result<bool> {
        self.put(&encode(Kind::Suspend, &[]))?;
        Ok(false)
    }

    /// The client has taken its terminal by itself.
    fn resume(&mut self) -> io::Result<()> {
        Ok(())
    }

    fn dismiss(&mut self, farewell: &Farewell) {
        // One that is gone needs no goodbye.
        let _ = self.put(&Frame::of(Kind::Farewell, farewell).encode());
    }
}

impl Drop for Outbox {
    fn drop(&mut self) {
        self.shared.sound.end();
        self.shared.state().closing = true;
        self.shared.changed.notify_all();
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::io::Read;
    use std::sync::mpsc::channel;

    #[test]
    fn whoever_puts_something_in_never_waits_and_a_client_that_takes_nothing_is_given_up() {
        let (ours, theirs) = UnixStream::pair().expect("a pair");
        let mut outbox = Outbox::start(ours, Duration::ZERO, channel().0).expect("a thread");
        // Far more than a socket holds, and nobody reads.
        let picture = vec![b'x'; 4 << 20];
        outbox.write_all(&picture).expect("taken");
        assert!(outbox.is_busy());
        while !outbox.shared.state().broken {
            std::thread::sleep(Duration::from_millis(5));
        }
        assert!(outbox.write_all(b"more").is_err());
        drop((outbox, theirs));
    }

    #[test]
    fn sound_and_pictures_take_turns_and_sound_is_no_reason_to_hold_a_picture_back() {
        let (ours, mut theirs) = UnixStream::pair().expect("a pair");
        let mut outbox = Outbox::start(ours, PATIENCE, channel().0).expect("a thread");
        let mut sound = outbox.sound();
        for number in 1..=3 {
            assert!(sound.hear(Item::Sound(number, Arc::from([number as u8]))));
            let frame = Frame::read(&mut theirs).expect("a frame").expect("one");
            assert_eq!((frame.kind, frame.bytes), (Kind::Sound, vec![number as u8]));
            assert!(!outbox.is_busy());
            outbox.write_all(b"picture").expect("taken");
            assert_eq!(Frame::read(&mut theirs).expect("a frame").expect("one").kind, Kind::Bytes);
        }
        drop(outbox);
        assert!(!sound.hear(Item::Sound(4, Arc::from([4]))), "nobody is there any more");
    }

    #[test]
    fn a_terminal_slower_than_the_line_holds_pictures_back_and_no_sound() {
        let (ours, mut theirs) = UnixStream::pair().expect("a pair");
        let outbox = Outbox::start(ours, PATIENCE, channel().0).expect("a thread");
        let (brake, mut sound) = (outbox.brake(), outbox.sound());
        brake.set(true);
        assert!(outbox.is_busy() && sound.hear(Item::Sound(1, Arc::from([7]))));
        assert_eq!(Frame::read(&mut theirs).expect("a frame").expect("one").bytes, [7]);
        brake.set(false);
        assert!(!outbox.is_busy());
        // Slow as it is, it takes something within every minute.
        for _ in 0..3 {
            brake.set(true);
            outbox.shared.state().behind = Instant::now().checked_sub(PATIENCE * 9 / 10);
            assert!(outbox.is_busy(), "it is waited for");
        }
        outbox.shared.state().behind = Instant::now().checked_sub(PATIENCE);
        brake.set(true);
        assert!(outbox.is_busy() && !outbox.shared.state().broken, "it has just taken some");
        let (ours, mut theirs) = UnixStream::pair().expect("a pair");
        let mut outbox = Outbox::start(ours, Duration::ZERO, channel().0).expect("a thread");
        outbox.brake().set(true);
        assert!(!outbox.is_busy() && outbox.write_all(b"picture").is_err(), "it hangs: it is given up");
        assert_eq!(Frame::read(&mut theirs).expect("the end"), None);
    }

    #[test]
    fn the_last_words_arrive_before_the_end() {
        let (ours, mut theirs) = UnixStream::pair().expect("a pair");
        let mut outbox = Outbox::start(ours, PATIENCE, channel().0).expect("a thread");
        outbox.write_all(b"picture").expect("taken");
        outbox.dismiss(&Farewell { code: 3, text: "bye".to_owned() });
        drop(outbox);
        let mut all = Vec::new();
        theirs.read_to_end(&mut all).expect("read");
        let mut rest = all.as_slice();
        let first = Frame::read(&mut rest).expect("a frame").expect("one");
        assert_eq!((first.kind, first.bytes.as_slice()), (Kind::Bytes, &b"picture"[..]));
        let last = Frame::read(&mut rest).expect("a frame").expect("one");
        assert_eq!(last.value::<Farewell>().expect("a farewell").text, "bye");
        assert!(rest.is_empty());
    }
}
