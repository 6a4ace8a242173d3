//! The whole engine and its inner loops: `cargo bench --bench engine`.

use divan::Bencher;
use divan::counter::ItemsCount;
use segno::cli::bench::stage::{VOICES, engine, sounding};
use segno::dsp::interpolation::Interpolation;
use segno::dsp::kernel::{Ramp, add_interpolated};

fn main() {
    divan::main();
}

/// Frames that are rendered at once.
const FRAMES: usize = 512;

/// 64 voices, no sends; the items are voice-frames.
#[divan::bench(args = Interpolation::NAMES)]
fn voices(bencher: Bencher, kind: &str) {
    play(bencher, kind, false, false);
}

/// The same through the sampler's filter.
#[divan::bench(args = ["sinc"])]
fn filtered_voices(bencher: Bencher, kind: &str) {
    play(bencher, kind, true, false);
}

/// The same with delay and reverb.
#[divan::bench(args = ["sinc"])]
fn voices_with_delay_and_reverb(bencher: Bencher, kind: &str) {
    play(bencher, kind, false, true);
}

fn place(kind: &str) -> usize {
    Interpolation::NAMES.iter().position(|name| *name == kind).expect("a kind of interpolation")
}

fn play(bencher: Bencher, kind: &str, filter: bool, sends: bool) {
    let mut engine = engine(sounding(place(kind), filter, sends, 0.005));
    let (mut left, mut right) = ([0.0; FRAMES], [0.0; FRAMES]);
    bencher
        .counter(ItemsCount::new(FRAMES * VOICES))
        .bench_local(|| engine.process(&mut left, &mut right, &mut |_| {}));
}

/// The bare inner loop: one voice of 64 frames; the items are frames.
#[divan::bench(args = Interpolation::NAMES)]
fn inner_loop(bencher: Bencher, kind: &str) {
    let kind = Interpolation::of(place(kind));
    let source: Vec<f32> = (0..4_096).map(|frame| (frame as f32 * 0.1).sin()).collect();
    let (mut left, mut right) = ([0.0; 64], [0.0; 64]);
    let ramps = [Ramp::new(0.1, 0.2, 64), Ramp::new(0.2, 0.1, 64)];
    let mut start = 8u64 << 32;
    bencher.counter(ItemsCount::new(64usize)).bench_local(|| {
        add_interpolated(kind, &source, (start, 0xEB33_3333), &ramps, &mut left, &mut right);
        start = (8 << 32) + (start + 64 * 0xEB33_3333) % (3_000 << 32);
    });
}
