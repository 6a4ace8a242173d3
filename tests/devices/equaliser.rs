//! The equaliser's curve.

use crate::stage::{RATE, Running, click, decibels, device, power_at, run};
use segno::devices::{Device, eq};
use segno::dsp::matched::Model;

/// Settings, and the analogue filters that they stand for with their corners in Hz.
type Curve<'a> = (&'a [(&'a str, f32)], Vec<(Model, f64)>);

/// The measured gain in dB.
fn measured(device: &Device, hertz: f64) -> f64 {
    let [left, right] = run(&mut Running::new(RATE), device, &click(1 << 15), 64);
    assert_eq!(left, right);
    decibels(power_at(&left, hertz, false))
}

#[test]
fn its_curve_is_that_of_analogue_filters_within_a_tenth_of_a_decibel_up_to_18_kilohertz() {
    let curves: [Curve; 6] = [
        (
            &[("low_cut", 1.0), ("low_cut_at", 80.0)],
            vec![(Model::HighPass(std::f64::consts::FRAC_1_SQRT_2), 80.0)],
        ),
        (
            &[("high_cut", 2.0), ("high_cut_at", 12_000.0)],
            vec![(Model::LowPass(0.541_196_1), 12_000.0), (Model::LowPass(1.306_563), 12_000.0)],
        ),
        (&[("low_gain", 9.0), ("low_at", 200.0)], vec![(Model::LowShelf(9.0), 200.0)]),
        (&[("high_gain", -12.0), ("high_at", 10_000.0)], vec![(Model::HighShelf(-12.0), 10_000.0)]),
        (
            &[("bell_1_gain", 12.0), ("bell_1_at", 15_000.0), ("bell_1_q", 0.7)],
            vec![(Model::Bell(12.0, 0.7), 15_000.0)],
        ),
        (
            &[("bell_2_gain", -18.0), ("bell_2_at", 3_000.0), ("bell_2_q", 4.0), ("bell_3_gain", 6.0)],
            vec![(Model::Bell(-18.0, 4.0), 3_000.0), (Model::Bell(6.0, 1.0), 4_000.0)],
        ),
    ];
    for (settings, models) in curves {
        let device = device("eq", settings);
        for hertz in [30.0, 100.0, 400.0, 2_000.0, 3_000.0, 6_000.0, 10_000.0, 14_000.0, 16_500.0, 18_000.0] {
            let exact: f64 = models.iter().map(|(model, at)| decibels(model.magnitude(hertz / at))).sum();
            let measured = measured(&device, hertz);
            assert!((measured - exact).abs() < 0.1, "{settings:?} {hertz} Hz: {measured:.2} not {exact:.2}");
            let Device::Eq(settings) = &device else { unreachable!() };
            let told = f64::from(eq::response(settings, RATE, hertz as f32));
            assert!((measured - told).abs() < 0.02, "{hertz} Hz: {measured:.2}, told {told:.2}");
        }
    }
}

#[test]
fn a_flat_equaliser_changes_no_bit() {
    let input = crate::stage::noise(4_800, 0.5);
    assert_eq!(run(&mut Running::new(RATE), &device("eq", &[]), &input, 64)[0], input);
}
