//! Delay and reverb.

use crate::stage::{RATE, Running, click, device, noise, run};
use segno::dsp::filter::{Coefficients, Filter, Mode};
use segno::dsp::units::Hertz;

#[test]
fn an_echo_comes_on_its_frame() {
    let open = [("low_cut", 10.0), ("high_cut", 20_000.0), ("cross", 0.0), ("feedback", 0.5)];
    let mut settings = vec![("time", 5.0)];
    settings.extend(open);
    let [left, _] = run(&mut Running::new(RATE), &device("delay", &settings), &click(40_000), 64);
    let loud: Vec<usize> = (0..left.len()).filter(|n| left[*n].abs() > 0.2).collect();
    assert_eq!(loud, [12_000, 24_000, 36_000], "half a beat of half a second");
    assert!((left[12_000] - 1.0).abs() < 1e-6);
}

#[test]
fn ping_pong_changes_sides() {
    let [left, right] =
        run(&mut Running::new(RATE), &device("delay", &[("time", 5.0), ("cross", 1.0)]), &click(30_000), 64);
    let energy = |samples: &[f32]| samples.iter().map(|sample| sample * sample).sum::<f32>();
    assert!(energy(&left[11_900..13_000]) > 100.0 * energy(&right[11_900..13_000]));
    assert!(energy(&right[23_900..25_000]) > 100.0 * energy(&left[23_900..25_000]));
}

/// What a reverb answers to bursts of noise: both sides of each.
fn answers(settings: &[(&str, f32)]) -> Vec<Vec<f32>> {
    let seconds = settings.iter().find(|(name, _)| *name == "decay").map_or(2.2, |(_, seconds)| *seconds);
    let bursts = noise(4 * 2_400, 0.5);
    let answers = bursts.chunks(2_400).flat_map(|burst| {
        let mut sound = burst.to_vec();
        sound.resize((seconds * 48_000.0) as usize, 0.0);
        run(&mut Running::new(RATE), &device("reverb", settings), &sound, 64)
    });
    answers.collect()
}

/// The seconds in which they fall by 60 dB in a band of about an octave: Schroeder's backward integral (1965), from −5 to −35 dB.
fn decay(answers: &[Vec<f32>], hertz: f32) -> f64 {
    let band = Coefficients::new(Hertz(hertz), 0.6, RATE);
    let mut curve = vec![0.0f64; answers[0].len() - 4_800];
    for answer in answers {
        let mut answer = answer.clone();
        (0..2).for_each(|_| Filter::default().process(Mode::Bandpass, band, band, &mut answer));
        let mut sum = 0.0;
        for (energy, sample) in curve.iter_mut().rev().zip(answer.iter().rev()) {
            sum += f64::from(*sample).powi(2);
            *energy += sum;
        }
    }
    let at = |level: f64| curve.iter().position(|e| 10.0 * (e / curve[0]).log10() < level).expect("it falls");
    (at(-35.0) - at(-5.0)) as f64 / 48_000.0 * 2.0
}

#[test]
fn the_reverb_falls_by_60_decibels_in_its_time_in_every_band() {
    for (seconds, motion) in [(0.8f32, 0.0), (2.2, 0.35), (6.0, 0.35), (6.0, 0.0)] {
        let settings = [("decay", seconds), ("damping", 20_000.0), ("motion", motion), ("low_cut", 10.0)];
        let answers = answers(&settings);
        for hertz in [250.0f32, 500.0, 1_000.0, 2_000.0, 4_000.0, 8_000.0] {
            let ratio = decay(&answers, hertz) / f64::from(seconds);
            println!("reverb, {seconds} s, motion {motion}: {hertz} Hz: {ratio:.3}");
            // What reads between frames takes some of the highest highs at each of 120 turns.
            let allowed = if hertz > 4_000.0 { 0.09 } else { 0.05 };
            assert!((ratio - 1.0).abs() < allowed, "{seconds} s, motion {motion}: {ratio:.3} at {hertz} Hz");
        }
    }
}

#[test]
fn the_reverb_falls_in_half_of_its_time_where_it_is_damped() {
    for (seconds, damping) in [(0.8f32, 3_000.0f32), (2.2, 6_000.0), (6.0, 2_000.0)] {
        let answers = answers(&[("decay", seconds), ("damping", damping), ("low_cut", 10.0)]);
        // The band reaches below the damping's place, where it takes less.
        for (hertz, part) in [(damping, 0.53), (damping / 8.0, 0.98)] {
            let ratio = decay(&answers, hertz) / f64::from(seconds);
            println!("reverb, {seconds} s, damped at {damping} Hz: {hertz} Hz: {ratio:.3}");
            assert!((ratio / part - 1.0).abs() < 0.08, "{seconds} s, {damping} Hz: {ratio:.3} at {hertz} Hz");
        }
    }
}
