//! Segno beside libopenmpt, where the system has it: `cargo bench --bench against_libopenmpt`.
//!
//! Both play 64 looped notes at 48 kHz in blocks of 512 frames, turn by turn in one run, so that both see the same machine.
//! Where valgrind is installed, the instructions of both are counted too (`--no-count` leaves that out).

#[cfg(unix)]
#[path = "openmpt/library.rs"]
mod library;
#[cfg(unix)]
#[path = "openmpt/module.rs"]
mod module;

#[cfg(unix)]
#[path = "openmpt/compare.rs"]
mod compare;

fn main() {
    #[cfg(unix)]
    compare::main();
    #[cfg(not(unix))]
    println!("libopenmpt is looked for on Unix only");
}
