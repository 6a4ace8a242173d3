//! Work that takes longer than a turn: loading, rendering, exporting. Each job has a thread, a name, its progress and a way
//! to be cancelled; what it finds comes back as deeds that the studio does between two turns, so nobody waits for it. What is found for
//! a song that is put aside waits until that is the present one again. The end of the program waits for jobs, but not for long.

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

/// For whom a job works.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Client {
    /// Whichever song is the present one.
    Everyone,
    /// The song of that number.
    Song(u64),
    /// Nobody any more: its song was closed.
    Nobody,
}

/// A running job.
#[derive(Debug)]
pub struct Job {
    /// What it does: `rendering demo.wav`. One without a name is not shown.
    pub name: String,
    /// How far it is.
    pub progress: Arc<Progress>,
    client: Client,
    deeds: Receiver<Deed>,
    thread: JoinHandle<()>,
}

/// All running jobs, oldest first.
#[derive(Debug, Default)]
pub struct Jobs {
    list: Vec<Job>,
    /// The number of the present song.
    song: u64,
}

impl Jobs {
    /// Starts a job for the present song. It sends what it finds as deeds and is over when `work` returns. Its progress, which tells
    /// it apart too.
    ///
    /// # Errors
    /// If the system gives no thread.
    pub fn start(
        &mut self,
        name: &str,
        work: impl FnOnce(&Arc<Progress>, &Sender<Deed>) + Send + 'static,
    ) -> std::io::Result<Arc<Progress>> {
        self.start_for(Client::Song(self.song), name, work)
    }

    /// The same for whichever song is the present one when something is found.
    ///
    /// # Errors
    /// As [`Jobs::start`].
    pub fn start_for_all(
        &mut self,
        name: &str,
        work: impl FnOnce(&Arc<Progress>, &Sender<Deed>) + Send + 'static,
    ) -> std::io::Result<Arc<Progress>> {
        self.start_for(Client::Everyone, name, work)
    }

    fn start_for(
        &mut self,
        client: Client,
        name: &str,
        work: impl FnOnce(&Arc<Progress>, &Sender<Deed>) + Send + 'static,
    ) -> std::io::Result<Arc<Progress>> {
        let (sender, deeds) = channel();
        let progress = Arc::new(Progress::default());
        let seen = Arc::clone(&progress);
        let thread = thread::Builder::new().name(name.to_owned()).spawn(move || work(&seen, &sender))?;
        self.list.push(Job { name: name.to_owned(), progress: Arc::clone(&progress), client, deeds, thread });
        Ok(progress)
    }

    /// The running jobs: those of which something is still to come for the present song, or that work.
    pub fn iter(&self) -> impl Iterator<Item = &Job> {
        self.list.iter().filter(|job| self.is_heard(job) || !job.thread.is_finished())
    }

    fn is_heard(&self, job: &Job) -> bool {
        job.client == Client::Everyone || job.client == Client::Song(self.song)
    }

    /// The song of that number is the present one now.
    pub(super) fn go_to(&mut self, song: u64) {
        self.song = song;
    }

    /// A song was closed: what is being done for it ends, and nobody wants what comes of it. The names of these jobs.
    pub(super) fn give_up(&mut self, song: u64) -> Vec<String> {
        let own = self.list.iter_mut().filter(|job| job.client == Client::Song(song));
        own.map(|job| {
            job.client = Client::Nobody;
            job.progress.cancel();
            job.name.clone()
        })
        .filter(|name| !name.is_empty())
        .collect()
    }

    /// Asks all jobs to end; how many there were.
    pub fn cancel(&self) -> usize {
        self.list.iter().for_each(|job| job.progress.cancel());
        self.list.len()
    }

    /// What has been found for the present song since the last call. Jobs that are over leave the list.
    pub(super) fn found(&mut self) -> Vec<Deed> {
        let mut found = Vec::new();
        let song = self.song;
        self.list.retain(|job| {
            match job.client {
                Client::Song(other) if other != song => return true,
                Client::Nobody => return !job.thread.is_finished(),
                _ => {}
            }
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
    fn what_is_found_for_a_song_waits_until_that_is_the_present_one() {
        let mut jobs = Jobs::default();
        let work = |_: &Arc<Progress>, found: &Sender<Deed>| drop(found.send(Box::new(|_| {})));
        jobs.start("own", work).expect("a thread");
        jobs.start_for_all("everyone's", work).expect("a thread");
        jobs.go_to(1);
        let count = |jobs: &mut Jobs| {
            while jobs.iter().any(|job| !job.thread.is_finished()) {
                thread::yield_now();
            }
            (jobs.found().len(), jobs.iter().count())
        };
        assert_eq!(count(&mut jobs), (1, 0), "what waits is no work");
        jobs.go_to(0);
        assert_eq!(count(&mut jobs), (1, 0));
        jobs.start("own", work).expect("a thread");
        assert_eq!(jobs.give_up(0), ["own"]);
        assert_eq!(count(&mut jobs), (0, 0));
    }

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
