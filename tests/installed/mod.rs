//! Whether programs that a test needs are on this machine.

use std::collections::BTreeSet;
use std::io::Write;
use std::sync::{Mutex, PoisonError};

/// Whether all of them are in the path. Where they must be (in CI), a missing one is a failure; else it is told.
pub fn installed(programs: &[&str]) -> bool {
    let path = std::env::var_os("PATH").unwrap_or_default();
    let is_there =
        |program: &&&str| std::env::split_paths(&path).any(|folder| folder.join(program).is_file());
    let Some(missing) = programs.iter().find(|program| !is_there(program)) else { return true };
    let required = ["CI", "SEGNO_REQUIRE_SERVERS"].iter().any(|name| std::env::var_os(name).is_some());
    assert!(!required, "{missing} is not installed, and here it must be");
    skipped(&format!("{missing} is not installed"));
    false
}

/// Tells that this test, or a part of it, is skipped: where everybody sees it (what a passing test prints is hidden, all but what goes
/// straight to standard error), once in each test. Alone it is for what no machine must have; else [`installed`] asks for it.
pub fn skipped(reason: &str) {
    static TOLD: Mutex<BTreeSet<String>> = Mutex::new(BTreeSet::new());
    let thread = std::thread::current();
    let line = format!("skipped: {reason} ({})", thread.name().unwrap_or("a test"));
    if TOLD.lock().unwrap_or_else(PoisonError::into_inner).insert(line.clone()) {
        // One write, so that no other test's line comes between.
        let _ = std::io::stderr().lock().write_all(format!("{line}\n").as_bytes());
    }
}
