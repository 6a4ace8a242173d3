//! The thin binary: arguments to the library, its answer to an exit code.

fn main() -> std::process::ExitCode {
    // SAFETY: the program begins here, with one thread.
    #[cfg(all(unix, feature = "pulse"))]
    unsafe {
        segno::io::audio::cookie::name();
    }
    segno::cli::run(std::env::args_os())
}
