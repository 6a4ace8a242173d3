//! Work on several things at once, as many as the machine has cores. Each is done by itself, so what comes out does not depend on how
//! many there are.

use super::crew::cores;
use std::ops::ControlFlow;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Mutex, MutexGuard, PoisonError};

/// A lock; what another thread left in it is whole, for each step here is one assignment.
fn locked<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

/// Why one of several things was not done.
pub trait Undone {
    /// Whether only because somebody said stop.
    fn is_cancelled(&self) -> bool;
}

/// Does `work` with each thing; the answers are in their order. `watch` is told how much of all is done, 0 to 1, from any thread, and says
/// whether to go on; `work` gets a thing, its number, and someone to be told how much of it is done.
///
/// # Errors
/// The first by number that failed for a reason of its own, with its number; the others are stopped then.
pub fn each<T: Send, R: Send, E: Undone + Send>(
    things: Vec<T>,
    watch: &(dyn Fn(f64) -> ControlFlow<()> + Sync),
    work: impl Fn(usize, T, &mut dyn FnMut(f64) -> ControlFlow<()>) -> Result<R, E> + Sync,
) -> Result<Vec<R>, (usize, E)> {
    let count = things.len();
    let parts: Vec<Mutex<f64>> = things.iter().map(|_| Mutex::new(0.0)).collect();
    let failed = AtomicBool::new(false);
    let waiting = Mutex::new(things.into_iter().enumerate());
    let done = Mutex::new(Vec::with_capacity(count));
    let serve = || {
        while !failed.load(Ordering::Relaxed)
            && let Some((number, thing)) = { locked(&waiting).next() }
        {
            let mut told = |part: f64| {
                *locked(&parts[number]) = part;
                if failed.load(Ordering::Relaxed) {
                    return ControlFlow::Break(());
                }
                watch(parts.iter().map(|part| *locked(part)).sum::<f64>() / count.max(1) as f64)
            };
            let result = work(number, thing, &mut told);
            failed.fetch_or(result.is_err(), Ordering::Relaxed);
            *locked(&parts[number]) = 1.0;
            locked(&done).push((number, result));
        }
    };
    std::thread::scope(|scope| {
        for _ in 1..cores().min(count) {
            scope.spawn(serve);
        }
        serve();
    });
    let mut done = done.into_inner().unwrap_or_else(PoisonError::into_inner);
    done.sort_by_key(|(number, _)| *number);
    // The others were cancelled for the sake of one.
    let reason =
        done.iter().position(|(_, result)| result.as_ref().is_err_and(|reason| !reason.is_cancelled()));
    if let Some(at) = reason {
        done.swap(0, at);
    }
    done.into_iter().map(|(number, result)| result.map_err(|reason| (number, reason))).collect()
}
