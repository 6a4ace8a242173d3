//! Devices that swing: tremolo, chorus, flanger, phaser, filter.

use crate::stage::{RATE, Running, click, decibels, device, noise, power_at, run, sine};
use segno::devices::KINDS;

#[test]
fn the_tremolo_swings_with_the_beat() {
    // A beat is half a second.
    for (span, frames) in [(5.0, 24_000), (9.0, 6_000)] {
        let device = device("tremolo", &[("span", span), ("depth", 1.0)]);
        let [left, _] = run(&mut Running::new(RATE), &device, &vec![1.0; 96_000], 64);
        for (turn, sound) in left.chunks(frames).enumerate() {
            let deepest = (0..frames).min_by(|a, b| sound[*a].total_cmp(&sound[*b])).expect("frames");
            assert!(deepest.abs_diff(frames / 2) < 24 && sound[deepest] < 1e-3, "turn {turn}: {deepest}");
        }
        assert!((left[frames] - 1.0).abs() < 0.01, "full at each turn's beginning");
    }
}

#[test]
fn half_a_turn_apart_the_tremolo_wanders_from_side_to_side() {
    let device = device("tremolo", &[("depth", 1.0), ("phase", 0.5)]);
    let [left, right] = run(&mut Running::new(RATE), &device, &vec![1.0; 48_000], 64);
    assert!(left.iter().zip(&right).all(|(left, right)| (left + right - 1.0).abs() < 0.01));
}

/// The gain at a frequency of a sound and what a device at rest makes of it, half of each, in dB.
fn mixed(kind: &str, settings: &[(&str, f32)], hertz: f64) -> f64 {
    let dry = click(1 << 14);
    let [wet, _] = run(&mut Running::new(RATE), &device(kind, settings), &dry, 64);
    let both: Vec<f32> = dry.iter().zip(&wet).map(|(dry, wet)| (dry + wet) * 0.5).collect();
    decibels(power_at(&both, hertz, false))
}

/// Frequencies from 50 to 20,000 Hz, fifty an octave.
fn frequencies() -> impl Iterator<Item = f64> {
    (0..430).map(|n| 50.0 * (f64::from(n) / 50.0).exp2())
}

#[test]
fn a_phaser_has_a_notch_for_every_two_of_its_stages() {
    for (choice, stages) in [(0.0, 4), (1.0, 6), (4.0, 12)] {
        let settings = [("stages", choice), ("depth", 0.0), ("feedback", 0.0), ("center", 1_000.0)];
        let gains: Vec<f64> = frequencies().map(|hertz| mixed("phaser", &settings, hertz)).collect();
        let notches = gains.windows(3).filter(|g| g[1] < -15.0 && g[1] < g[0] && g[1] <= g[2]).count();
        assert_eq!(notches, stages / 2, "{stages} stages");
    }
    let settings = [("depth", 0.0), ("feedback", 0.0)];
    let [wet, _] = run(&mut Running::new(RATE), &device("phaser", &settings), &click(1 << 14), 64);
    for hertz in [100.0, 700.0, 9_000.0] {
        assert!(decibels(power_at(&wet, hertz, false)).abs() < 0.01, "by itself it changes no level");
    }
}

#[test]
fn a_flanger_that_rests_is_a_comb() {
    let settings = [("depth", 0.0), ("feedback", 0.0), ("delay", 0.002)];
    for n in 0..10 {
        let tooth = 500.0 * f64::from(n);
        assert!(mixed("flanger", &settings, tooth) > -0.3, "{tooth} Hz");
        assert!(mixed("flanger", &settings, tooth + 250.0) < -30.0, "{tooth} Hz");
    }
}

#[test]
fn the_voices_of_a_chorus_sway_around_its_delay() {
    let settings = [("delay", 0.01), ("depth", 0.002), ("low_cut", 10.0)];
    let device = device("chorus", &settings);
    let [left, right] = run(&mut Running::new(RATE), &device, &click(4_800), 64);
    for channel in [left, right] {
        let heard: Vec<usize> = (0..channel.len()).filter(|n| channel[*n].abs() > 0.05).collect();
        let (first, last) = (heard[0], heard[heard.len() - 1]);
        assert!(first >= 480 - 98 && last <= 480 + 98, "{first} to {last}");
    }
    let hiss = noise(96_000, 0.5);
    let [wet, _] = run(&mut Running::new(RATE), &device, &hiss, 64);
    let power = |sound: &[f32]| decibels(sound.iter().map(|s| f64::from(*s).powi(2)).sum::<f64>());
    assert!(
        (power(&wet) - power(&hiss)).abs() < 2.0,
        "as loud as what comes in: {}",
        power(&wet) - power(&hiss)
    );
}

#[test]
fn effects_that_need_the_sound_itself_beside_them_say_so() {
    for kind in KINDS {
        let expected = match kind.name {
            "chorus" | "flanger" | "phaser" => 0.5,
            "delay" => 0.3,
            "reverb" | "convolution" => 0.25,
            _ => 1.0,
        };
        assert_eq!(kind.mix, expected, "{}", kind.name);
    }
}

#[test]
fn the_filter_cuts_swings_and_follows() {
    let level = |settings: &[(&str, f32)], hertz: f64, loud: f64| {
        let [left, _] =
            run(&mut Running::new(RATE), &device("filter", settings), &sine(hertz, loud, 96_000), 64);
        left[48_000..]
            .chunks(2_400)
            .map(|part| {
                decibels(2.0 * part.iter().map(|s| f64::from(*s).powi(2)).sum::<f64>() / 2_400.0) - loud
            })
            .collect::<Vec<_>>()
    };
    let still = [("cutoff", 1_000.0), ("resonance", 0.0)];
    let at = |mode: f32, hertz: f64| level(&[&still[..], &[("mode", mode)]].concat(), hertz, 0.0)[0];
    assert!((at(0.0, 1_000.0) + 3.01).abs() < 0.05 && (at(0.0, 4_000.0) + 24.0).abs() < 1.0);
    assert!((at(1.0, 1_000.0) + 3.01).abs() < 0.05 && (at(1.0, 250.0) + 24.0).abs() < 0.5);
    assert!(at(2.0, 1_000.0).abs() < 0.05 && at(3.0, 1_000.0) < -40.0);
    let swung = level(&[&still[..], &[("swing", 24.0), ("span", 5.0)]].concat(), 2_000.0, 0.0);
    let (least, most) =
        (swung.iter().copied().fold(0.0, f64::min), swung.iter().copied().fold(-99.0, f64::max));
    assert!(most > -1.0 && least < -24.0, "{least} to {most}");
    let follows = [&still[..], &[("follow", 48.0)]].concat();
    assert!(level(&follows, 4_000.0, 0.0)[9] > -3.0 && level(&follows, 4_000.0, -40.0)[9] < -20.0);
}
