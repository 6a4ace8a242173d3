//! Every kind of instrument and of device by itself, as it comes: `cargo bench --bench kinds`.

use divan::Bencher;
use divan::counter::ItemsCount;
use segno::dsp::lfo::next_random;
use segno::dsp::units::SampleRate;
use segno::instruments::sample::{SampleAudio, SampleBank};
use segno::instruments::sampler::zone::Zone;
use segno::instruments::voice::{Context, MAX_STRETCH, Modulation, NoteStart, Stereo};
use segno::instruments::{self, Patch, VoicePool};
use segno::{devices, devices::AnyProcessor};
use std::sync::Arc;

fn main() {
    divan::main();
}

const RATE: SampleRate = SampleRate::STANDARD;

/// Voices that sound at once.
const VOICES: usize = 16;

/// Frames after which notes are struck again, so that those which die away count as played.
const NOTE: usize = 12_000;

/// Voices of one kind; the items are voice-frames.
#[divan::bench(args = instruments::KIND_NAMES)]
fn instrument(bencher: Bencher, kind: &str) {
    let kind = instruments::KINDS.iter().find(|row| row.name == kind).expect("a kind");
    let mut patch = (kind.new)();
    if let Patch::Sampler(sampler) = &mut patch {
        sampler.zones = Arc::new(vec![Zone { root: 60, ..Zone::default() }]);
    }
    let sine = (0..480_000).map(|frame| (frame as f32 * 0.03).sin()).collect();
    let samples = SampleBank::new(vec![Some(Arc::new(SampleAudio::new(RATE.0, vec![sine])))]);
    let context = Context { rate: RATE, samples: &samples };
    let mut pool = VoicePool::new(VOICES);
    let (mut left, mut right) = ([0.0; MAX_STRETCH], [0.0; MAX_STRETCH]);
    let mut frames = 0;
    bencher.counter(ItemsCount::new(VOICES * MAX_STRETCH)).bench_local(|| {
        for voice in 0..VOICES {
            if frames % NOTE < MAX_STRETCH {
                let key = 48 + voice as u8;
                let note = NoteStart {
                    key,
                    velocity: 0.8,
                    offset: 0,
                    slice: None,
                    previous: None,
                    turn: 0,
                    seed: 1 + voice as u32,
                };
                pool.start(voice, &patch, &note, &context);
            }
            let out = Stereo { left: &mut left, right: &mut right };
            pool.render(voice, &patch, &Modulation::default(), &context, out);
        }
        frames += MAX_STRETCH;
    });
}

/// Noise through one device; the items are stereo frames.
#[divan::bench(args = devices::KIND_NAMES)]
fn device(bencher: Bencher, kind: &str) {
    let kind = devices::KINDS.iter().find(|row| row.name == kind).expect("a kind");
    let device = (kind.new)();
    let mut processor = AnyProcessor::new(&device, RATE);
    let mut state = 1;
    let noise: [f32; 4_096] = std::array::from_fn(|_| {
        state = next_random(state);
        state as i32 as f32 / (1u32 << 31) as f32 * 0.5
    });
    let mut blocks = noise.chunks_exact(MAX_STRETCH).cycle();
    let (mut left, mut right) = ([0.0; MAX_STRETCH], [0.0; MAX_STRETCH]);
    bencher.counter(ItemsCount::new(MAX_STRETCH)).bench_local(|| {
        let block = blocks.next().expect("noise for ever");
        left.copy_from_slice(block);
        right.copy_from_slice(block);
        processor.process(&device, 0.5, Stereo { left: &mut left, right: &mut right }, None)
    });
}
