//! Brings what was written onto the disk itself, soon and without anybody waiting: against a power cut, which takes what the system has not
//! written yet.

use super::paths::folder_of;
use std::fs::File;
use std::io;
use std::path::Path;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::mpsc::{Receiver, SyncSender, sync_channel};
use std::sync::{Arc, Mutex, PoisonError};

#[derive(Debug, Default)]
struct Done {
    /// How often something was written before the last time that all of it was on the disk.
    safe: AtomicU64,
    /// What went wrong, until it has been told.
    fault: Mutex<Option<io::Error>>,
}

/// A thread that syncs one file whenever something was written to it; many writes in a row are one.
#[derive(Debug)]
pub struct Syncing {
    wake: SyncSender<()>,
    written: Arc<AtomicU64>,
    done: Arc<Done>,
}

impl Syncing {
    /// Starts it. The folder is synced as well, so that a new file is found in it.
    ///
    /// # Errors
    /// If the system gives no thread or descriptor.
    pub fn start(file: &File, path: &Path) -> io::Result<Syncing> {
        let (wake, woken) = sync_channel(1);
        let (written, done) = (Arc::<AtomicU64>::default(), Arc::<Done>::default());
        let (counted, told) = (Arc::clone(&written), Arc::clone(&done));
        let (file, folder) = (file.try_clone()?, folder_of(path).to_path_buf());
        std::thread::Builder::new().name("syncing".into()).spawn(move || {
            // Some systems open no folders; there the file alone has to do.
            let _ = File::open(folder).and_then(|folder| folder.sync_all());
            sync(&file, &woken, &counted, &told);
        })?;
        Ok(Syncing { wake, written, done })
    }

    /// Something was written.
    ///
    /// # Errors
    /// What went wrong the last time.
    pub fn wrote(&self) -> io::Result<()> {
        self.written.fetch_add(1, Ordering::SeqCst);
        // A full channel means that it will look anyway.
        let _ = self.wake.try_send(());
        let fault = self.done.fault.lock().unwrap_or_else(PoisonError::into_inner).take();
        fault.map_or(Ok(()), Err)
    }

    /// Whether everything that was written is on the disk.
    pub fn is_safe(&self) -> bool {
        self.done.safe.load(Ordering::SeqCst) == self.written.load(Ordering::SeqCst)
    }
}

/// Syncs until nobody writes any more.
fn sync(file: &File, woken: &Receiver<()>, written: &AtomicU64, done: &Done) {
    while woken.recv().is_ok() {
        let count = written.load(Ordering::SeqCst);
        match file.sync_data() {
            Ok(()) => done.safe.store(count, Ordering::SeqCst),
            Err(error) => *done.fault.lock().unwrap_or_else(PoisonError::into_inner) = Some(error),
        }
    }
}
