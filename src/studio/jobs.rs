//! Work that takes longer than a turn: loading, rendering, exporting. Each job has a thread, a name, its progress and a way
//! to be cancelled; what it finds comes back as deeds that the studio does between two turns, so nobody waits for it. The end of
//! the program waits for them, but not for long.

use super::Studio;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU32, Ordering::Relaxed};
use std::sync::mpsc::{Receiver, Sender, TryRecvError, channel};
use std::thread::{self, JoinHandle};
use std::time::{Duration, Instant};

/// How long the end of the program waits for jobs to clean up what they were writing.
const GRACE: Duration = Duration::from_secs(2);

/// Something that a job has found, done on the studio's own thread.
pub type Deed = Box<dyn FnOnce(&mut Studio) + Send>;

/// What a job and the studio see of each other while it runs.
#[derive(Debug, Default)]
pub struct Progress {
    thousandths: AtomicU32,
    cancelled: AtomicBool,
}

impl Progress {
    /// Says how much is done, 0 to 1.
    pub fn set(&self, part: f64) {
        self.thousandths.store((part.clamp(0.0, 1.0) * 1_000.0) as u32, Relaxed);
    }

    /// How much is done, 0 to 1.
    pub fn part(&self) -> f64 {
        f64::from(self.thousandths.load(Relaxed)) / 1_000.0
    }

    /// Whether the job is to end as soon as it can.
    pub fn is_cancelled(&self) -> bool {
        self.cancelled.load(Relaxed)
    }

    /// Asks the job to end as soon as it can.
    pub fn cancel(&self) {
        self.cancelled.store(true, Relaxed);
    }
}

/// A running job.
#[derive(Debug)]
pub struct Job {
    /// What it does: `rendering demo.wav`. One without a name is not shown.
    pub name: String,
    /// How far it is.
    pub progress: Arc<Progress>,
    deeds: Receiver<Deed>,
    thread: JoinHandle<()>,
}

/// All running jobs, oldest first.
#[derive(Debug, Default)]
pub struct Jobs {
    list: Vec<Job>,
}

impl Jobs {
    /// Starts a job. It sends what it finds as deeds and is over when `work` returns. Its progress, which tells it apart too.
    ///
    /// # Errors
    /// If the system gives no thread.
    pub fn start(
        &mut self,
        name: &str,
        work: impl FnOnce(&Arc<Progress>, &Sender<Deed>) + Send + 'static,
    ) -> std::io::Result<Arc<Progress>> {
        let (sender, deeds) = channel();
        let progress = Arc::new(Progress::default());
        let seen = Arc::clone(&progress);
        let thread = thread::Builder::new().name(name.to_owned()).spawn(move || work(&seen, &sender))?;
        self.list.push(Job { name: name.to_owned(), progress: Arc::clone(&progress), deeds, thread });
        Ok(progress)
    }

    /// The running jobs.
    pub fn iter(&self) -> impl Iterator<Item = &Job> {
        self.list.iter()
    }

    /// Asks all jobs to end; how many there were.
    pub fn cancel(&self) -> usize {
        self.list.iter().for_each(|job| job.progress.cancel());
        self.list.len()
    }

    /// What has been found since the last call. Jobs that are over leave the list.
    pub(super) fn found(&mut self) -> Vec<Deed> {
        let mut found = Vec::new();
        self.list.retain(|job| {
            loop {
                match job.deeds.try_recv() {
                    Ok(deed) => found.push(deed),
                    Err(TryRecvError::Empty) => return true,
                    Err(TryRecvError::Disconnected) => return false,
                }
            }
        });
        found
    }
}

impl Drop for Jobs {
    fn drop(&mut self) {
        self.cancel();
        let until = Instant::now() + GRACE;
        while self.list.iter().any(|job| !job.thread.is_finished()) && Instant::now() < until {
            thread::sleep(Duration::from_millis(2));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_end_waits_until_jobs_have_cleaned_up() {
        let cleaned = Arc::new(AtomicBool::new(false));
        let mut jobs = Jobs::default();
        let by_job = Arc::clone(&cleaned);
        let work = move |progress: &Arc<Progress>, _: &Sender<Deed>| {
            while !progress.is_cancelled() {
                thread::yield_now();
            }
            thread::sleep(Duration::from_millis(20));
            by_job.store(true, Relaxed);
        };
        jobs.start("writing", work).expect("a thread");
        drop(jobs);
        assert!(cleaned.load(Relaxed));
    }
}
