//! The time of single blocks: `cargo bench --bench blocks`.
//!
//! 100,000 blocks of 64 frames of a song that plays on 16 tracks: 64 voices, moved at every tick, delay and reverb running, the
//! limiter at work. The notes are struck anew on a quarter of the tracks at each row, and then on all tracks at once. Time is what the thread computes, so that waiting for a processor
//! does not count; what interrupts it does. The engine does the same work in every run, so a block's own work is the least time
//! that it took in any of several runs: what interrupted one of them is not in it.

use segno::cli::bench::clock::busy_ns;
use segno::cli::bench::machine;
use segno::cli::bench::stage::{Strikes, player, playing};

/// Blocks of 64 frames.
const BLOCKS: usize = 100_000;
/// Runs of all of them.
const RUNS: usize = 5;

fn main() {
    println!("{}", machine());
    for (name, strikes) in [("in turn", Strikes::InTurn), ("all at once", Strikes::AtOnce)] {
        println!("struck {name}:");
        measure(strikes);
    }
}

fn measure(strikes: Strikes) {
    let mut least = vec![f64::INFINITY; BLOCKS];
    for run in 1..=RUNS {
        let times = run_once(strikes);
        least.iter_mut().zip(&times).for_each(|(least, time)| *least = least.min(*time));
        print_line(&format!("run {run}"), times);
    }
    print_line(&format!("least of {RUNS}"), least);
}

fn run_once(strikes: Strikes) -> Vec<f64> {
    let mut engine = player(playing(0.05, strikes));
    let (mut left, mut right) = ([0.0; 64], [0.0; 64]);
    let mut time = || {
        let begun = busy_ns();
        engine.process(&mut left, &mut right, &mut |_| {});
        busy_ns() - begun
    };
    (0..BLOCKS).map(|_| time()).collect()
}

fn print_line(name: &str, mut times: Vec<f64>) {
    times.sort_by(f64::total_cmp);
    let at = |thousandths: usize| times[(times.len() - 1) * thousandths / 1_000] / 1e3;
    let block = 64.0 / 48_000.0 * 1e6;
    println!(
        "{name}: median {:.1} µs, 99.9th percentile {:.1} µs ({:.1} % of the block's {block:.0} µs), \
         longest {:.1} µs ({:.1} medians)",
        at(500),
        at(999),
        at(999) / block * 100.0,
        at(1_000),
        at(1_000) / at(500)
    );
}
