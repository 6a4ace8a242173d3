//! Time and memory that this program has used, as the system counts them.

/// Nanoseconds that this thread has been computing: what other programs take of the processor does not count. Where the system
/// does not tell, the time that has gone by.
#[cfg(target_os = "linux")]
pub fn busy_ns() -> f64 {
    let mut time = libc::timespec { tv_sec: 0, tv_nsec: 0 };
    // SAFETY: `time` is there to be written.
    unsafe { libc::clock_gettime(libc::CLOCK_THREAD_CPUTIME_ID, &mut time) };
    time.tv_sec as f64 * 1e9 + time.tv_nsec as f64
}

/// Nanoseconds that have gone by.
#[cfg(not(target_os = "linux"))]
pub fn busy_ns() -> f64 {
    use std::sync::OnceLock;
    use std::time::Instant;
    static START: OnceLock<Instant> = OnceLock::new();
    START.get_or_init(Instant::now).elapsed().as_secs_f64() * 1e9
}

/// Bytes that the main thread has asked for and not given back.
#[cfg(all(target_os = "linux", target_env = "gnu"))]
pub fn allocated_bytes() -> Option<usize> {
    // SAFETY: it only reads the allocator's books.
    let books = unsafe { libc::mallinfo2() };
    Some(books.uordblks + books.hblkhd)
}

/// The system does not tell.
#[cfg(not(all(target_os = "linux", target_env = "gnu")))]
pub fn allocated_bytes() -> Option<usize> {
    None
}
