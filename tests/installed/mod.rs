//! Whether programs that a test needs are on this machine.

/// Whether all of them are in the path. Where they must be (in CI), a missing one is a failure; else it is told.
pub fn installed(programs: &[&str]) -> bool {
    let path = std::env::var_os("PATH").unwrap_or_default();
    let is_there =
        |program: &&&str| std::env::split_paths(&path).any(|folder| folder.join(program).is_file());
    let Some(missing) = programs.iter().find(|program| !is_there(program)) else { return true };
    let required = ["CI", "SEGNO_REQUIRE_SERVERS"].iter().any(|name| std::env::var_os(name).is_some());
    assert!(!required, "{missing} is not installed, and here it must be");
    println!("skipped: {missing} is not installed");
    false
}
