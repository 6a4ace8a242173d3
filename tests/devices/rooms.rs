//! Convolution with a sample of the song.

use crate::stage::{RATE, click, decibels, device, noise, power_at, sine};
use crate::through::{Stage, corner, loudest};
use segno::devices::{AnyProcessor, Device};
use segno::instruments::sample::{SampleAudio, SampleBank};
use segno::instruments::voice::Stereo;
use segno::song::insert::Insert;
use std::sync::Arc;

/// A room of noise that dies away, left and right different.
fn room(frames: usize) -> Vec<Vec<f32>> {
    let fall = |(n, sample): (usize, f32)| sample * (-6.0 * n as f32 / frames as f32).exp();
    let both = noise(2 * frames, 1.0);
    both.chunks(frames).map(|side| side.iter().copied().enumerate().map(fall).collect()).collect()
}

fn bank(rate: u32, channels: Vec<Vec<f32>>) -> SampleBank {
    SampleBank::new(vec![None, Some(Arc::new(SampleAudio::new(rate, channels)))])
}

/// Everything that is not the sample's own is switched off.
fn plain(settings: &[(&str, f32)]) -> Device {
    let off = [("sample", 1.0), ("low_cut", 10.0), ("high_cut", 20_000.0)];
    device("convolution", &off.into_iter().chain(settings.iter().copied()).collect::<Vec<_>>())
}

fn process(processor: &mut AnyProcessor, device: &Device, input: &[f32]) -> [Vec<f32>; 2] {
    let (mut left, mut right) = (input.to_vec(), input.to_vec());
    for (left, right) in left.chunks_mut(64).zip(right.chunks_mut(64)) {
        assert!(processor.process(device, 0.5, Stereo { left, right }, None));
    }
    [left, right]
}

fn run(device: &Device, bank: &SampleBank, input: &[f32]) -> [Vec<f32>; 2] {
    process(&mut AnyProcessor::with(device, RATE, bank), device, input)
}

#[test]
fn it_is_the_direct_convolution_with_the_sample_at_its_power() {
    let room = room(2_500);
    let power = |side: &Vec<f32>| side.iter().map(|s| f64::from(*s).powi(2)).sum::<f64>();
    let level = 1.0 / room.iter().map(power).fold(0.0, f64::max).sqrt();
    let input = noise(5_000, 0.5);
    let heard = run(&plain(&[]), &bank(48_000, room.clone()), &input);
    for (heard, room) in heard.iter().zip(&room) {
        let direct = |n: usize| {
            let sum = room.iter().take(n + 1).enumerate();
            level * sum.map(|(m, level)| f64::from(*level) * f64::from(input[n - m])).sum::<f64>()
        };
        let worst = (0..input.len()).map(|n| (f64::from(heard[n]) - direct(n)).abs()).fold(0.0, f64::max);
        assert!(worst < 1e-5, "{worst}");
    }
    let change = decibels(power(&heard[0][2_500..].to_vec()) / power(&input[2_500..].to_vec()));
    assert!(change.abs() < 1.0, "noise keeps its power: {change} dB");
}

#[test]
fn a_missing_sample_is_silence_and_silence_stays_silence() {
    let bank = bank(48_000, room(4_000));
    let heard = run(&plain(&[("sample", 0.0)]), &bank, &noise(2_000, 0.5));
    assert!(heard.iter().flatten().all(|sample| *sample == 0.0));
    assert!(run(&plain(&[]), &bank, &[0.0; 9_000]).iter().flatten().all(|sample| *sample == 0.0));
    let mut input = noise(1_000, 0.5);
    input.resize(12_000, 0.0);
    let [left, _] = run(&plain(&[]), &bank, &input);
    assert!(loudest(&left[1_000..4_000]) > 1e-3 && left[7_000..].iter().all(|sample| *sample == 0.0));
}

#[test]
fn the_pre_delay_and_the_cuts_are_as_they_say() {
    let bank = bank(48_000, vec![vec![1.0]]);
    let [late, _] = run(&plain(&[("pre_delay", 0.1)]), &bank, &click(9_600));
    assert_eq!(late.iter().position(|sample| sample.abs() > 1e-6), Some(4_800));
    assert!((late[4_800] - 1.0).abs() < 1e-6);
    for (name, cutoff) in [("low_cut", 1_000.0), ("high_cut", 1_000.0)] {
        let [left, _] = run(&plain(&[(name, cutoff)]), &bank, &click(48_000));
        let at = decibels(power_at(&left, 1_000.0, false));
        assert!((at + 3.0).abs() < 0.8, "{name}: {at} dB at its cutoff");
    }
}

#[test]
fn a_sample_of_another_rate_keeps_its_pitch() {
    let tone: Vec<f32> =
        (0..6_000).map(|n| (std::f32::consts::TAU * 440.0 * n as f32 / 24_000.0).sin()).collect();
    let [left, _] = run(&plain(&[]), &bank(24_000, vec![tone]), &click(12_000));
    let at = |hertz: f64| decibels(power_at(&left[1_000..11_000], hertz, true));
    assert!(at(440.0) > at(880.0) + 40.0 && at(440.0) > at(220.0) + 40.0, "{} {}", at(440.0), at(880.0));
}

#[test]
fn its_length_is_turned_without_a_click() {
    let bank = bank(48_000, room(30_000));
    let tone = sine(100.0, -10.0, 48_000);
    for (from, to) in [(1.0, 0.1), (0.1, 1.0), (0.5, 0.45)] {
        let [from, to] = [from, to].map(|length| plain(&[("length", length), ("high_cut", 500.0)]));
        let mut processor = AnyProcessor::with(&from, RATE, &bank);
        let [before, _] = process(&mut processor, &from, &tone);
        let [during, _] = process(&mut processor, &to, &tone);
        let joined = [&before[24_000..], &during[..24_000]].concat();
        let steady = corner(&before[40_000..]).max(corner(&during[40_000..]));
        assert!(corner(&joined) < 4.0 * steady + 2e-4, "{} after {steady}", corner(&joined));
    }
}

#[test]
fn another_sound_of_its_sample_makes_another_room_in_a_chain() {
    let mut stage = Stage::new();
    let number = stage.snapshot.song.samples.len().max(8) as f32;
    let heard = |stage: &mut Stage, channels: Option<Vec<Vec<f32>>>| {
        let audio = channels.map(|channels| Arc::new(SampleAudio::new(48_000, channels)));
        Arc::make_mut(&mut stage.snapshot.samples).set(number as usize, audio);
        let room = Insert { mix: 1.0, ..Insert::new(plain(&[("sample", number)])) };
        stage.chain(&[room]).hear(9_600);
        loudest(&stage.hear(4_800))
    };
    stage.chain(&[]).strike();
    assert_eq!(heard(&mut stage, None), 0.0);
    let open = heard(&mut stage, Some(vec![vec![1.0]]));
    assert!(open > 0.05, "{open}");
    let late = heard(&mut stage, Some(vec![[vec![0.0; 600], vec![1.0]].concat()]));
    assert!((late / open - 1.0).abs() < 0.2, "{late} and {open}");
    assert_eq!(heard(&mut stage, None), 0.0);
}
