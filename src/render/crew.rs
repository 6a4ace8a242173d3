//! The hands that render a song beside the thread that asked for it: one for each further core.
//!
//! A quantum of sound takes some hundred microseconds, hardly more than it takes to wake a thread. So hands look for work for a while
//! before they sleep. Where other programs keep the cores busy, nobody waits for a hand that has not come: what is to be done is done
//! by those that are there.

use crate::engine::hands::Hands;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::thread::JoinHandle;

/// Cores that this program may use.
pub fn cores() -> usize {
    std::thread::available_parallelism().map_or(1, usize::from)
}

/// Looks for work before a hand sleeps, or before others may run: about a tenth of a millisecond.
const LOOKS: u32 = 4_000;

/// What is to be done, as the hands see it.
#[derive(Clone, Copy)]
struct Task {
    job: *const (dyn Fn(usize) + Sync),
    count: usize,
}

// SAFETY: the job may be called from any thread; `Crew::all` keeps it alive until nobody works on it.
unsafe impl Send for Task {}

/// Whether a task may be begun, the first bit; how many hands are at it; and how many tasks there were.
#[derive(Default)]
struct Gate(AtomicUsize);

const OPEN: usize = 1;
const HAND: usize = 2;
const ROUND: usize = 1 << 16;

impl Gate {
    /// The next task may be begun; nobody is at one.
    fn open(&self) {
        let round = self.0.load(Ordering::Relaxed) / ROUND;
        self.0.store(round.wrapping_add(1).wrapping_mul(ROUND) | OPEN, Ordering::SeqCst);
    }

    /// A task that may be begun, other than the one that was `seen` last.
    fn is_new(&self, seen: usize) -> bool {
        let now = self.0.load(Ordering::SeqCst);
        now & OPEN != 0 && now / ROUND != seen
    }

    /// One more hand is at the task, which can be begun; its number.
    fn enter(&self) -> Option<usize> {
        let one_more = |now: usize| (now & OPEN != 0).then_some(now + HAND);
        self.0.fetch_update(Ordering::AcqRel, Ordering::Relaxed, one_more).ok().map(|before| before / ROUND)
    }

    fn leave(&self) {
        self.0.fetch_sub(HAND, Ordering::Release);
    }

    /// Nobody begins the task any more.
    fn close(&self) {
        self.0.fetch_and(!OPEN, Ordering::AcqRel);
    }

    fn is_left(&self) -> bool {
        self.0.load(Ordering::Acquire) % ROUND < HAND
    }
}

#[derive(Default)]
struct Shared {
    gate: Gate,
    task: Mutex<Option<Task>>,
    /// The next job of the task that nobody has begun.
    next: AtomicUsize,
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
            // SAFETY: it lives until all hands that are at it have left.
            let job = unsafe { &*task.job };
            job(number);
        }
    }

    /// A hand's life.
    fn serve(&self, sleeps: &AtomicBool) {
        let mut seen = 0;
        let is_called = |seen| self.gate.is_new(seen) || self.over.load(Ordering::SeqCst);
        while !self.over.load(Ordering::Relaxed) {
            if !soon(|| is_called(seen)) {
                sleeps.store(true, Ordering::SeqCst);
                while !is_called(seen) {
                    std::thread::park();
                }
                sleeps.store(false, Ordering::SeqCst);
            }
            let Some(round) = self.gate.enter() else { continue };
            seen = round;
            let task = *self.task.lock().unwrap_or_else(PoisonError::into_inner);
            if let Some(task) = task {
                // SAFETY: only arithmetic on floats runs inside; nothing there depends on denormals being kept.
                let work = || unsafe { no_denormals::no_denormals(|| self.work(task)) };
                if std::panic::catch_unwind(std::panic::AssertUnwindSafe(work)).is_err() {
                    self.failed.store(true, Ordering::Relaxed);
                }
            }
            self.gate.leave();
        }
    }
}

/// Whether something becomes so while one looks.
fn soon(is_so: impl Fn() -> bool) -> bool {
    (0..LOOKS).any(|_| {
        std::hint::spin_loop();
        is_so()
    })
}

/// A hand.
struct Hand {
    sleeps: Arc<AtomicBool>,
    life: JoinHandle<()>,
}

impl Hand {
    fn wake(&self) {
        if self.sleeps.load(Ordering::SeqCst) {
            self.life.thread().unpark();
        }
    }
}

/// The hands. They end with it.
pub struct Crew {
    shared: Arc<Shared>,
    hands: Vec<Hand>,
}

impl Crew {
    /// So many threads, the caller's among them; fewer where the system gives no more.
    pub fn new(threads: usize) -> Crew {
        let shared = Arc::new(Shared::default());
        let hire = |_| {
            let (shared, sleeps) = (shared.clone(), Arc::new(AtomicBool::new(false)));
            let own = sleeps.clone();
            let life =
                std::thread::Builder::new().name("render".to_owned()).spawn(move || shared.serve(&own));
            life.ok().map(|life| Hand { sleeps, life })
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
        // SAFETY: only the lifetime is taken off; all hands that are at it are waited for below, whatever happens.
        let job: *const (dyn Fn(usize) + Sync) = unsafe { std::mem::transmute(std::ptr::from_ref(job)) };
        let task = Task { job, count };
        *shared.task.lock().unwrap_or_else(PoisonError::into_inner) = Some(task);
        shared.next.store(0, Ordering::Relaxed);
        shared.gate.open();
        self.hands.iter().for_each(Hand::wake);
        let own = std::panic::catch_unwind(std::panic::AssertUnwindSafe(|| shared.work(task)));
        shared.gate.close();
        if !soon(|| shared.gate.is_left()) {
            while !shared.gate.is_left() {
                std::thread::yield_now();
            }
        }
        if let Err(panic) = own {
            std::panic::resume_unwind(panic);
        }
        assert!(!shared.failed.load(Ordering::Relaxed), "a thread that renders has failed");
    }
}

impl Drop for Crew {
    fn drop(&mut self) {
        self.shared.over.store(true, Ordering::SeqCst);
        for hand in self.hands.drain(..) {
            hand.life.thread().unpark();
            let _ = hand.life.join();
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
    fn who_has_not_come_is_not_waited_for_and_comes_too_late() {
        let gate = Gate::default();
        assert_eq!(gate.enter(), None, "before there is a task");
        gate.open();
        assert!(gate.is_new(0) && gate.is_left());
        let round = gate.enter().expect("a task");
        assert!(!gate.is_new(round) && !gate.is_left());
        gate.close();
        assert_eq!((gate.enter(), gate.is_new(0)), (None, false), "what there was is done");
        assert!(!gate.is_left());
        gate.leave();
        assert!(gate.is_left());
        gate.open();
        assert!(gate.is_new(round) && gate.is_left());
    }

    #[test]
    fn a_hand_that_sleeps_comes_when_it_is_called() {
        let crew = Crew::new(2);
        for _ in 0..3 {
            while !crew.hands[0].sleeps.load(Ordering::SeqCst) {
                std::thread::yield_now();
            }
            // Neither ends before both have begun.
            let begun = std::sync::Barrier::new(2);
            crew.all(2, &|_| _ = begun.wait());
        }
    }

    #[test]
    fn a_job_that_panics_is_not_waited_for_forever() {
        let crew = Crew::new(2);
        let all = || crew.all(8, &|job| assert!(job != 5));
        assert!(std::panic::catch_unwind(std::panic::AssertUnwindSafe(all)).is_err());
    }
}
