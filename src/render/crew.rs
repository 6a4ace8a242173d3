//! The hands that render a song beside the thread that asked for it: one for each further core.
//!
//! A quantum of sound takes some hundred microseconds, less than it takes to wake a thread. So hands do not sleep while a song is
//! rendered: they look for work, and let others run when there is none for a while.

use crate::engine::hands::Hands;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::thread::JoinHandle;

/// Cores that this program may use.
pub fn cores() -> usize {
    std::thread::available_parallelism().map_or(1, usize::from)
}

/// Looks for work before others may run.
const LOOKS: u32 = 4_000;

/// What is to be done, as the hands see it.
#[derive(Clone, Copy)]
struct Task {
    job: *const (dyn Fn(usize) + Sync),
    count: usize,
}

// SAFETY: the job may be called from any thread; `Crew::all` keeps it alive until nobody works on it.
unsafe impl Send for Task {}

#[derive(Default)]
struct Shared {
    /// Counts the tasks.
    round: AtomicUsize,
    task: Mutex<Option<Task>>,
    /// The next job of the task that nobody has begun.
    next: AtomicUsize,
    /// Hands that are through with the task.
    through: AtomicUsize,
    failed: AtomicBool,
    over: AtomicBool,
}

impl Shared {
    /// Does jobs of a task until none is left.
    fn work(&self, task: Task) {
        loop {
            let number = self.next.fetch_add(1, Ordering::Relaxed);
            if number >= task.count {
                return;
            }
            // SAFETY: it lives until all hands are through.
            let job = unsafe { &*task.job };
            job(number);
        }
    }

    /// A hand's life.
    fn serve(&self) {
        let mut seen = 0;
        while !self.over.load(Ordering::Relaxed) {
            let mut looks = 0;
            wait(&mut looks, || {
                self.round.load(Ordering::Acquire) != seen || self.over.load(Ordering::Relaxed)
            });
            seen = self.round.load(Ordering::Acquire);
            let task = *self.task.lock().unwrap_or_else(PoisonError::into_inner);
            if let Some(task) = task {
                // SAFETY: only arithmetic on floats runs inside; nothing there depends on denormals being kept.
                let work = || unsafe { no_denormals::no_denormals(|| self.work(task)) };
                if std::panic::catch_unwind(std::panic::AssertUnwindSafe(work)).is_err() {
                    self.failed.store(true, Ordering::Relaxed);
                }
                self.through.fetch_add(1, Ordering::Release);
            }
        }
    }
}

/// Waits until something is so.
fn wait(looks: &mut u32, is_so: impl Fn() -> bool) {
    while !is_so() {
        *looks += 1;
        if *looks < LOOKS { std::hint::spin_loop() } else { std::thread::yield_now() }
    }
}

/// The hands. They end with it.
pub struct Crew {
    shared: Arc<Shared>,
    hands: Vec<JoinHandle<()>>,
}

impl Crew {
    /// So many threads, the caller's among them; fewer where the system gives no more.
    pub fn new(threads: usize) -> Crew {
        let shared = Arc::new(Shared::default());
        let hire = |_| {
            let shared = shared.clone();
            std::thread::Builder::new().name("render".to_owned()).spawn(move || shared.serve()).ok()
        };
        let hands = (1..threads).map_while(hire).collect();
        Crew { shared, hands }
    }
}

impl Hands for Crew {
    fn all(&self, count: usize, job: &(dyn Fn(usize) + Sync)) {
        if self.hands.is_empty() || count < 2 {
            return (0..count).for_each(job);
        }
        let shared = &*self.shared;
        // SAFETY: only the lifetime is taken off; all hands are waited for below, whatever happens.
        let job: *const (dyn Fn(usize) + Sync) = unsafe { std::mem::transmute(std::ptr::from_ref(job)) };
        let task = Task { job, count };
        *shared.task.lock().unwrap_or_else(PoisonError::into_inner) = Some(task);
        shared.next.store(0, Ordering::Relaxed);
        shared.through.store(0, Ordering::Relaxed);
        shared.round.fetch_add(1, Ordering::Release);
        let own = std::panic::catch_unwind(std::panic::AssertUnwindSafe(|| shared.work(task)));
        let mut looks = 0;
        wait(&mut looks, || shared.through.load(Ordering::Acquire) == self.hands.len());
        if let Err(panic) = own {
            std::panic::resume_unwind(panic);
        }
        assert!(!shared.failed.load(Ordering::Relaxed), "a thread that renders has failed");
    }
}

impl Drop for Crew {
    fn drop(&mut self) {
        self.shared.over.store(true, Ordering::Relaxed);
        for hand in self.hands.drain(..) {
            let _ = hand.join();
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_job_is_done_once_however_often_there_are_some() {
        let crew = Crew::new(3);
        let done: Vec<AtomicUsize> = (0..50).map(|_| AtomicUsize::new(0)).collect();
        for round in 1..=2_000 {
            let count = round % done.len();
            crew.all(count, &|job| _ = done[job].fetch_add(1, Ordering::Relaxed));
            assert!(done[..count].iter().all(|done| done.swap(0, Ordering::Relaxed) == 1), "round {round}");
        }
    }

    #[test]
    fn a_job_that_panics_is_not_waited_for_forever() {
        let crew = Crew::new(2);
        let all = || crew.all(8, &|job| assert!(job != 5));
        assert!(std::panic::catch_unwind(std::panic::AssertUnwindSafe(all)).is_err());
    }
}
