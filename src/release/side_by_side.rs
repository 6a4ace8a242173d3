//! Work on several songs at once, as many as the machine has cores. Each is done by itself, so what comes out does not depend on how
//! many there are.

use super::Unreleased;
use crate::render::crew::cores;
use std::ops::ControlFlow;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Mutex, MutexGuard, PoisonError};

/// Told what is being done and how much of it, 0 to 1, from any thread; says whether to go on.
pub type WatchAll<'a> = &'a (dyn Fn(&str, f64) -> ControlFlow<()> + Sync);

fn locked<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

/// Does `work` with each of so many numbers; the answers are in their order. `deed` says what it is; `work` gets the number and
/// someone to be told how much of it is done.
///
/// # Errors
/// The first by number that failed for a reason of its own; the others are stopped then.
pub fn each<R: Send>(
    deed: &str,
    count: usize,
    watch: WatchAll,
    work: impl Fn(usize, &mut dyn FnMut(f64) -> ControlFlow<()>) -> Result<R, Unreleased> + Sync,
) -> Result<Vec<R>, Unreleased> {
    let parts: Vec<Mutex<f64>> = (0..count).map(|_| Mutex::new(0.0)).collect();
    let (next, failed) = (Mutex::new(0..count), AtomicBool::new(false));
    let done = Mutex::new(Vec::with_capacity(count));
    let serve = || {
        while !failed.load(Ordering::Relaxed)
            && let Some(number) = { locked(&next).next() }
        {
            let mut told = |part: f64| {
                *locked(&parts[number]) = part;
                if failed.load(Ordering::Relaxed) {
                    return ControlFlow::Break(());
                }
                watch(deed, parts.iter().map(|part| *locked(part)).sum::<f64>() / count.max(1) as f64)
            };
            let result = work(number, &mut told);
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
    let reason = done
        .iter()
        .position(|(_, result)| matches!(result, Err(reason) if !matches!(reason, Unreleased::Cancelled)));
    if let Some(at) = reason {
        return Err(done.swap_remove(at).1.err().unwrap_or(Unreleased::Cancelled));
    }
    done.into_iter().map(|(_, result)| result).collect()
}
