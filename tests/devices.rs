//! What the mixer's devices do to sound, in figures.

use proptest::prelude::*;
use segno::devices::{Device, KINDS, Rack};
use segno::dsp::filter::{Coefficients, Filter, Mode};
use segno::dsp::units::{Hertz, SampleRate};
use segno::instruments::voice::Stereo;

const RATE: SampleRate = SampleRate(48_000);

/// Runs a device over a signal in stretches of `size`; returns both channels.
fn run(rack: &mut Rack, device: &Device, input: &[f32], size: usize) -> [Vec<f32>; 2] {
    let (mut left, mut right) = (input.to_vec(), input.to_vec());
    for (left, right) in left.chunks_mut(size).zip(right.chunks_mut(size)) {
        rack.process(device, 0.5, Stereo { left, right });
    }
    [left, right]
}

fn device(kind: &str, settings: &[(&str, f32)]) -> Device {
    let mut device = (KINDS.iter().find(|k| k.name == kind).expect(kind).new)();
    for (name, value) in settings {
        let index = device.knobs().find(name).expect(name);
        device.knobs_mut().set_value(index, *value);
    }
    device
}

fn click(frames: usize) -> Vec<f32> {
    let mut signal = vec![0.0; frames];
    signal[0] = 1.0;
    signal
}

fn noise(frames: usize, loud: f32) -> Vec<f32> {
    let mut state = 7u32;
    let mut next = || {
        state = segno::dsp::lfo::next_random(state);
        (state as f32 / u32::MAX as f32 * 2.0 - 1.0) * loud
    };
    (0..frames).map(|_| next()).collect()
}

#[test]
fn an_echo_comes_on_its_frame() {
    let open = [("low_cut", 10.0), ("high_cut", 20_000.0), ("cross", 0.0), ("feedback", 0.5)];
    let mut settings = vec![("time", 5.0)];
    settings.extend(open);
    let [left, _] = run(&mut Rack::new(RATE), &device("delay", &settings), &click(40_000), 64);
    let loud: Vec<usize> = (0..left.len()).filter(|n| left[*n].abs() > 0.2).collect();
    assert_eq!(loud, [12_000, 24_000, 36_000], "half a beat of half a second");
    assert!((left[12_000] - 1.0).abs() < 1e-6);
}

#[test]
fn ping_pong_changes_sides() {
    let [left, right] =
        run(&mut Rack::new(RATE), &device("delay", &[("time", 5.0), ("cross", 1.0)]), &click(30_000), 64);
    let energy = |samples: &[f32]| samples.iter().map(|sample| sample * sample).sum::<f32>();
    assert!(energy(&left[11_900..13_000]) > 100.0 * energy(&right[11_900..13_000]));
    assert!(energy(&right[23_900..25_000]) > 100.0 * energy(&left[23_900..25_000]));
}

#[test]
fn the_reverb_falls_by_60_decibels_in_its_time() {
    for seconds in [0.8f32, 2.0] {
        let settings = [("decay", seconds), ("damping", 20_000.0), ("motion", 0.0), ("low_cut", 10.0)];
        let [mut left, _] = run(&mut Rack::new(RATE), &device("reverb", &settings), &click(200_000), 64);
        let low = Coefficients::new(Hertz(1_000.0), 0.0, RATE);
        Filter::default().process(Mode::Lowpass, low, low, &mut left);
        // Schroeder's backward integral (1965), from −5 to −35 dB.
        let mut sum = 0.0f64;
        let mut curve: Vec<f64> = left
            .iter()
            .rev()
            .map(|s| {
                sum += f64::from(*s).powi(2);
                sum
            })
            .collect();
        curve.reverse();
        let at =
            |level: f64| curve.iter().position(|e| 10.0 * (e / curve[0]).log10() < level).expect("it falls");
        let measured = (at(-35.0) - at(-5.0)) as f64 / 48_000.0 * 2.0;
        assert!((measured / f64::from(seconds) - 1.0).abs() < 0.1, "{seconds} s: {measured:.3} s");
    }
}

#[test]
fn silence_stays_silence_and_tails_end_in_it() {
    for kind in KINDS {
        let mut rack = Rack::new(RATE);
        let device = (kind.new)();
        let [left, right] = run(&mut rack, &device, &[0.0; 4_800], 64);
        assert!(left.iter().chain(&right).all(|sample| *sample == 0.0), "{}", kind.name);
        run(&mut rack, &device, &noise(4_800, 0.5), 64);
        let [left, _] = run(&mut rack, &device, &vec![0.0; 48_000 * 40], 64);
        assert!(left[left.len() - 480..].iter().all(|sample| *sample == 0.0), "{}'s tail ends", kind.name);
    }
}

#[test]
fn what_is_no_number_does_not_stick() {
    for kind in KINDS {
        let mut rack = Rack::new(RATE);
        let device = (kind.new)();
        run(&mut rack, &device, &[f32::NAN, f32::INFINITY, 0.0, 0.0], 64);
        rack.reset();
        let [left, _] = run(&mut rack, &device, &noise(9_600, 0.5), 64);
        assert!(left.iter().all(|sample| sample.is_finite()), "{}", kind.name);
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(24))]

    #[test]
    fn any_settings_at_any_rate_stay_finite_and_any_cutting_is_the_same(
        places in prop::collection::vec(0.0f32..=1.0, 16),
        rate in prop::sample::select(vec![8_000u32, 44_100, 48_000, 192_000]),
        size in 1usize..64,
    ) {
        for kind in KINDS {
            let mut device = (kind.new)();
            for (index, place) in places.iter().enumerate().take(device.knobs().count()) {
                let value = device.knobs().info(index).at(*place);
                device.knobs_mut().set_value(index, value);
            }
            let input = noise(6_000, 1.0);
            let whole = run(&mut Rack::new(SampleRate(rate)), &device, &input, 64);
            prop_assert!(whole.iter().flatten().all(|sample| sample.is_finite() && sample.abs() < 100.0), "{}", kind.name);
            let cut = run(&mut Rack::new(SampleRate(rate)), &device, &input, size);
            prop_assert_eq!(whole, cut);
        }
    }
}

/// The greatest step in the slope from frame to frame.
fn roughness(sound: &[f32]) -> f32 {
    sound.windows(3).map(|s| (s[2] - 2.0 * s[1] + s[0]).abs()).fold(0.0, f32::max)
}

#[test]
fn no_knob_that_is_turned_at_once_is_heard_as_a_click() {
    let turn = std::f32::consts::TAU * 100.0 / 48_000.0;
    let tone: Vec<f32> = (0..48_000).map(|n| (n as f32 * turn).sin() * 0.3).collect();
    let begin: Vec<f32> = tone.iter().enumerate().map(|(n, s)| s * (n as f32 / 24_000.0).min(1.0)).collect();
    for kind in KINDS {
        let device = (kind.new)();
        // While the time of an echo moves, its pitch does.
        let knobs = (0..device.knobs().count()).filter(|n| device.knobs().info(*n).group != "time");
        for (index, [from, to]) in knobs.flat_map(|knob| [(knob, [0.1, 0.9]), (knob, [0.9, 0.1])]) {
            let mut rack = Rack::new(RATE);
            let mut at = |place: f32, tone: &[f32]| {
                let mut device = device.clone();
                let value = device.knobs().info(index).at(place);
                device.knobs_mut().set_value(index, value);
                run(&mut rack, &device, tone, 64)[0].clone()
            };
            let mut sound = at(from, &begin);
            sound.extend(at(to, &tone));
            let steady = roughness(&sound[24_000..48_000]).max(roughness(&sound[72_000..]));
            let turned = roughness(&sound[47_990..72_000]);
            let name = &device.knobs().info(index).name;
            assert!(turned < 4.0 * steady + 2e-4, "{} {name} {from}: {turned} after {steady}", kind.name);
        }
    }
}
