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

/// Does two things at the same time, or one after the other where the system gives no thread.
pub fn both<A: Send, B>(other: impl Fn() -> A + Sync, here: impl FnOnce() -> B) -> (A, B) {
    std::thread::scope(|scope| {
        let thread = std::thread::Builder::new().spawn_scoped(scope, &other).ok();
        let done = here();
        let others = thread.map(|it| it.join().unwrap_or_else(|panic| std::panic::resume_unwind(panic)));
        (others.unwrap_or_else(&other), done)
    })
}

/// Does `work` with pieces of a list, as many as there are cores, but no more than there would be of `least` each; the answers are in
/// their order. With one piece, or where the system gives no thread, all is done here.
pub fn pieces<T: Sync, R: Send>(things: &[T], least: usize, work: impl Fn(&[T]) -> R + Sync) -> Vec<R> {
    let count = cores().min(things.len() / least.max(1)).max(1);
    let mut pieces = things.chunks(things.len().div_ceil(count).max(1));
    let (first, work) = (pieces.next().unwrap_or_default(), &work);
    std::thread::scope(|scope| {
        let spawn =
            |piece| std::thread::Builder::new().spawn_scoped(scope, move || work(piece)).map_err(|_| piece);
        let further: Vec<_> = pieces.map(spawn).collect();
        let mut done = vec![work(first)];
        done.extend(further.into_iter().map(|further| match further {
            Ok(further) => further.join().unwrap_or_else(|panic| std::panic::resume_unwind(panic)),
            Err(piece) => work(piece),
        }));
        done
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pieces_are_all_of_a_list_in_its_order() {
        for (count, least) in [(0, 1), (1, 1), (7, 100), (7, 0), (1_000, 1), (1_001, 300)] {
            let list: Vec<usize> = (0..count).collect();
            let pieces = pieces(&list, least, <[usize]>::to_vec);
            assert_eq!(pieces.concat(), list);
            assert!((1..=(count / least.max(1)).max(1)).contains(&pieces.len()));
        }
    }

    #[test]
    fn both_are_done_and_what_went_wrong_there_is_told_here() {
        // What is done here waits for what is done there.
        let (there, here) = std::sync::mpsc::channel();
        let other = move || there.send(1).map(|()| 2);
        let (sent, got) = both(other, || here.recv());
        assert_eq!((sent, got), (Ok(2), Ok(1)));
        let wrong = std::panic::catch_unwind(|| both(|| panic!("there"), || 0).1);
        assert_eq!(wrong.expect_err("a panic").downcast_ref(), Some(&"there"));
    }
}
