//! A song of 1,000 patterns: opened, saved, edited. `cargo bench --bench song` shows time and memory.

use divan::{AllocProfiler, Bencher};
use segno::cli::bench::stage::{big_song, edit};
use segno::formats;

#[global_allocator]
static ALLOCATOR: AllocProfiler = AllocProfiler::system();

fn main() {
    divan::main();
}

#[divan::bench(sample_count = 20)]
fn read(bencher: Bencher) {
    let text = formats::song::write(&big_song());
    bencher.bench(|| formats::song::read("song.ron", text.as_bytes()).is_ok());
}

#[divan::bench(sample_count = 20)]
fn write(bencher: Bencher) {
    let song = big_song();
    bencher.bench(|| formats::song::write(&song));
}

/// What one edit allocates is the memory of an undo step.
#[divan::bench]
fn one_edit(bencher: Bencher) {
    let song = big_song();
    let edit = edit(70);
    bencher.bench(|| edit.apply(&song));
}
