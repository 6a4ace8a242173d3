//! The thin binary: arguments to the library, its answer to an exit code.

fn main() -> std::process::ExitCode {
    segno::cli::run(std::env::args_os())
}
