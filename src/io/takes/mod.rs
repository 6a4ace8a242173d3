//! Takes of sound on their way from an input to files: one thread takes what comes, keeps the last seconds and writes what is recorded.
//! Knows no songs.

pub mod file;
mod keeper;
pub mod store;

use crate::dsp::units::SampleRate;
use crate::engine::link::Vitals;
use crate::engine::link::input::{InputVitals, KeepingEnd};
use crate::engine::link::monitoring::MonitorEnd;
use file::TakeFile;
use keeper::Keeper;
use std::collections::VecDeque;
use std::path::{Path, PathBuf};
use std::sync::mpsc::{Receiver, Sender, channel};
use std::sync::{Arc, Mutex, PoisonError};
use std::thread::JoinHandle;
use std::time::Duration;

/// How often the thread looks for what has come.
const LOOK: Duration = Duration::from_millis(10);

/// What is asked of the keeper.
pub enum Order {
    /// The engine's clock, by which moments become frames.
    Clock(Arc<Vitals>, SampleRate),
    /// An input has opened: its queue, and what it is in words.
    Input(KeepingEnd, String),
    /// There is no input any more.
    NoInput,
    /// These files are recorded from now on, or from `lead` frames ago.
    Begin {
        /// The files.
        files: Vec<TakeFile>,
        /// Frames before now.
        lead: u64,
    },
    /// The recording ends.
    End,
    /// Some of what was kept, from a frame of the stream on.
    Copy {
        /// The frame.
        from: u64,
        /// How many.
        frames: usize,
        /// Whoever asked; without an input he is told `None`.
        reply: Sender<Option<Cut>>,
    },
}

/// Some of what came in.
#[derive(Clone, Debug, PartialEq)]
pub struct Cut {
    /// Its first frame.
    pub first: u64,
    /// How many channels it has.
    pub channels: usize,
    /// Interleaved.
    pub samples: Vec<f32>,
}

/// The input that is open.
#[derive(Clone, Debug)]
pub struct InputFacts {
    /// What it is, in words.
    pub described: String,
    /// How many channels it has.
    pub channels: usize,
    /// Frames per second.
    pub rate: u32,
    /// What is measured of it.
    pub vitals: Arc<InputVitals>,
}

/// How a recording goes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Progress {
    /// The stream's frame at which the files begin.
    pub first: u64,
    /// Frames that were recorded.
    pub frames: u64,
    /// Gaps so far.
    pub gaps: usize,
    /// Seconds for which the disk has room; `None` where that cannot be said.
    pub seconds_free: Option<u64>,
}

/// A file that was recorded.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RecordedFile {
    /// The file.
    pub path: PathBuf,
    /// Frames that it holds.
    pub frames: u64,
    /// Why there are not more, if something went wrong.
    pub fault: Option<String>,
}

/// What was recorded.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Recorded {
    /// The stream's frame at which the files begin.
    pub first: u64,
    /// The files, in the order in which they were given.
    pub files: Vec<RecordedFile>,
    /// Their frames at which something is missing; silence stands there.
    pub gaps: Vec<u64>,
    /// Why it ended, if nobody has asked for that.
    pub why: Option<String>,
}

/// What has happened.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Event {
    /// A recording has begun at that frame of the stream.
    Began {
        /// The frame.
        first: u64,
    },
    /// A recording has ended.
    Ended(Recorded),
}

/// How it stands with the input.
#[derive(Default)]
pub struct Board {
    /// The input that is open.
    pub input: Option<InputFacts>,
    /// The end by which it can be heard, until somebody takes it.
    pub monitor: Option<MonitorEnd>,
    /// The frame of the stream up to which everything is kept.
    pub end: u64,
    /// Frames of the engine's clock less those of the stream, by the clock of `io` alone.
    pub anchor: Option<f64>,
    /// How much faster the stream's clock runs than the engine's, in parts of a million; once that can be said.
    pub drift: Option<f64>,
    /// Gaps of the stream so far.
    pub xruns: u32,
    /// How a recording goes.
    pub recording: Option<Progress>,
    /// What has happened and was not taken yet.
    pub events: VecDeque<Event>,
}

/// The keeper, in a thread of its own or in hands.
pub struct Keeping {
    orders: Option<Sender<Order>>,
    board: Arc<Mutex<Board>>,
    thread: Option<JoinHandle<()>>,
    by_hand: Option<Box<Keeper>>,
}

impl Keeping {
    fn parts() -> (Sender<Order>, Arc<Mutex<Board>>, Keeper) {
        let (sender, receiver): (_, Receiver<Order>) = channel();
        let board: Arc<Mutex<Board>> = Arc::default();
        (sender, board.clone(), Keeper::new(receiver, board))
    }

    /// A keeper in a thread.
    ///
    /// # Errors
    /// If the system gives none.
    pub fn start() -> std::io::Result<Keeping> {
        let (orders, board, mut keeper) = Keeping::parts();
        let thread = std::thread::Builder::new().name("takes".to_owned()).spawn(move || {
            while keeper.turn() {
                std::thread::sleep(LOOK);
            }
        })?;
        Ok(Keeping { orders: Some(orders), board, thread: Some(thread), by_hand: None })
    }

    /// A keeper that works when [`Keeping::turn`] is called and at no other time.
    pub fn by_hand() -> Keeping {
        let (orders, board, keeper) = Keeping::parts();
        Keeping { orders: Some(orders), board, thread: None, by_hand: Some(Box::new(keeper)) }
    }

    /// Lets one that is in hands do its work.
    pub fn turn(&mut self) {
        if let Some(keeper) = &mut self.by_hand {
            keeper.turn();
        }
    }

    /// Asks for something.
    pub fn order(&self, order: Order) {
        if let Some(orders) = &self.orders {
            // The thread ends only with this.
            _ = orders.send(order);
        }
    }

    /// A way to ask for something from another thread.
    pub fn sender(&self) -> Option<Sender<Order>> {
        self.orders.clone()
    }

    /// Looks at how it stands.
    pub fn board<T>(&self, look: impl FnOnce(&mut Board) -> T) -> T {
        look(&mut self.board.lock().unwrap_or_else(PoisonError::into_inner))
    }
}

impl Drop for Keeping {
    fn drop(&mut self) {
        self.orders = None;
        if let Some(thread) = self.thread.take() {
            let _ = thread.join();
        }
        if let Some(keeper) = &mut self.by_hand {
            keeper.turn();
        }
    }
}

/// Bytes that are free for the user where a folder lies; `None` if the system does not say.
#[cfg(unix)]
pub fn free_bytes(folder: &Path) -> Option<u64> {
    use std::os::unix::ffi::OsStrExt;
    let path = std::ffi::CString::new(folder.as_os_str().as_bytes()).ok()?;
    let mut told = std::mem::MaybeUninit::<libc::statvfs>::zeroed();
    // SAFETY: the path ends with a zero byte, and the structure is large enough for what is written into it.
    let answer = unsafe { libc::statvfs(path.as_ptr(), told.as_mut_ptr()) };
    // SAFETY: all of it is numbers, for which zero is a value, and the call has filled it.
    let told = (answer == 0).then(|| unsafe { told.assume_init() })?;
    #[expect(clippy::useless_conversion, reason = "the types differ between systems")]
    Some(u64::from(told.f_bavail) * u64::from(told.f_frsize))
}

/// Bytes that are free for the user where a folder lies; `None` if the system does not say.
#[cfg(windows)]
pub fn free_bytes(folder: &Path) -> Option<u64> {
    use std::os::windows::ffi::OsStrExt;
    use windows_sys::Win32::Storage::FileSystem::GetDiskFreeSpaceExW;
    let wide: Vec<u16> = folder.as_os_str().encode_wide().chain([0]).collect();
    let mut free = 0u64;
    // SAFETY: the path ends with a zero, and the number outlives the call.
    let answer =
        unsafe { GetDiskFreeSpaceExW(wide.as_ptr(), &mut free, std::ptr::null_mut(), std::ptr::null_mut()) };
    (answer != 0).then_some(free)
}
