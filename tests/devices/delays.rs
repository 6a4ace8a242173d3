//! Delay and reverb.

use crate::stage::{RATE, Running, click, device, run};
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

#[test]
fn the_reverb_falls_by_60_decibels_in_its_time() {
    for seconds in [0.8f32, 2.0] {
        let settings = [("decay", seconds), ("damping", 20_000.0), ("motion", 0.0), ("low_cut", 10.0)];
        let [mut left, _] = run(&mut Running::new(RATE), &device("reverb", &settings), &click(200_000), 64);
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
