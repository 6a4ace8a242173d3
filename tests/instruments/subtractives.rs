//! What the subtractive synthesizer promises, in figures.

use crate::clicks::{peak, roughness};
use crate::played::{Played, RATE, aliases, patch, spectrum, tone};
use segno::dsp::units::SampleRate;
use segno::instruments::Patch;
use segno::instruments::sample::SampleBank;

/// Open and steady.
fn plain(values: &[(&str, f32)]) -> Patch {
    let open = [
        ("cutoff", 20_000.0),
        ("resonance", 0.0),
        ("envelope", 0.0),
        ("sustain", 1.0),
        ("level", 0.0),
        ("fine", 0.0),
    ];
    patch("subtractive", &open.into_iter().chain(values.iter().copied()).collect::<Vec<_>>())
}

/// The highest alias of a synchronised wave.
fn synchronised(wave: f32, hertz: f64, [interval, fine]: [f32; 2]) -> f64 {
    let values = [("hard_sync", 1.0), ("mix", 1.0), ("wave_2", wave), ("width_2", 0.3)];
    let values: Vec<_> = values.into_iter().chain([("interval", interval), ("fine", fine)]).collect();
    aliases(&tone(&plain(&values), hertz, &SampleBank::default()), hertz)
}

#[test]
fn hard_sync_of_saw_pulse_and_triangle_has_no_alias_above_minus_90_decibels() {
    for wave in [0.0, 1.0, 2.0] {
        for (hertz, interval) in [(261.7, 7.0), (261.7, 31.0), (1_234.5, 16.0), (5_000.3, 7.0)] {
            let level = synchronised(wave, hertz, [interval, 37.0]);
            println!("sync: wave {wave}, {hertz} Hz, {interval} st: {level:.1} dB");
            assert!(level < -90.0, "wave {wave} at {hertz} Hz, {interval} st: {level:.1} dB");
        }
    }
}

#[test]
fn hard_sync_of_a_sine_keeps_its_aliases_down_except_far_up() {
    for (hertz, interval, most) in
        [(261.7, 7.0, -90.0), (1_234.5, 16.0, -80.0), (2_500.1, 7.0, -70.0), (5_000.3, 7.0, -48.0)]
    {
        let level = synchronised(3.0, hertz, [interval, 37.0]);
        assert!(level < most, "{hertz} Hz, {interval} st: {level:.1} dB");
    }
}

#[test]
fn what_is_synchronised_has_the_pitch_of_the_first_oscillator() {
    for wave in 0..4 {
        let values = [("hard_sync", 1.0), ("mix", 1.0), ("wave_2", wave as f32), ("interval", 7.0)];
        let sound = tone(&plain(&values), 500.0, &SampleBank::default());
        for (first, second) in sound.iter().zip(&sound[96..]).take(4_000) {
            assert!((first - second).abs() < 2e-2, "wave {wave}: {first} and {second}");
        }
        assert!((0.3..1.6).contains(&peak(&sound)), "wave {wave}: {}", peak(&sound));
    }
}

#[test]
fn ring_modulation_has_sums_and_differences_and_no_aliases() {
    let bank = SampleBank::default();
    let sines = [("wave", 3.0), ("wave_2", 3.0), ("mix", 0.0), ("ring", 1.0), ("interval", 7.0)];
    let spectrum = spectrum(&tone(&plain(&sines), 1_000.0, &bank));
    let at = |hertz: f64| spectrum[(hertz * 32_768.0 / 48_000.0).round() as usize];
    let other = 1_000.0 * (7.0f64 / 12.0).exp2();
    for hertz in [other - 1_000.0, other + 1_000.0] {
        assert!(at(hertz) > 0.2 * at(1_000.0), "{hertz}");
    }
    // An octave apart everything is a harmonic.
    for (wave, hertz) in [(0.0, 5_000.3), (1.0, 2_500.7), (2.0, 1_234.5)] {
        let values = [("wave", wave), ("wave_2", wave), ("mix", 0.0), ("ring", 1.0), ("interval", 12.0)];
        let level = aliases(&tone(&plain(&values), hertz, &bank), hertz);
        println!("ring {wave}: {level:.1} dB");
        assert!(level < -85.0, "wave {wave} at {hertz} Hz: {level:.1} dB");
    }
}

#[test]
fn the_wave_below_is_an_octave_below() {
    let values = [("wave", 3.0), ("mix", 0.0), ("sub", 1.0)];
    let spectrum = spectrum(&tone(&plain(&values), 1_000.0, &SampleBank::default()));
    let at = |hertz: f64| spectrum[(hertz * 32_768.0 / 48_000.0).round() as usize];
    assert!(at(500.0) > 0.4 * at(1_000.0) && at(1_500.0) > 0.1 * at(1_000.0));
}

#[test]
fn the_ladder_stays_within_bounds_however_it_is_driven() {
    let bank = SampleBank::default();
    for rate in [8_000, 44_100, 192_000] {
        for filter in [4.0, 5.0] {
            for (cutoff, resonance, drive) in [(20.0, 1.0, 24.0), (20_000.0, 1.0, 24.0), (800.0, 1.0, 0.0)] {
                let values =
                    [("filter", filter), ("cutoff", cutoff), ("resonance", resonance), ("drive", drive)];
                let patch = plain(&values);
                let sound = Played::new(&patch, 40, 1.0, SampleRate(rate), &bank).sound(20_000);
                assert!(sound.iter().all(|sample| sample.is_finite()) && peak(&sound) < 6.0);
            }
        }
    }
    let quiet = Played::new(&plain(&[("filter", 4.0)]), 60, 1.0, RATE, &bank).sound(9_600);
    assert!(peak(&quiet) > 0.3);
}

#[test]
fn what_turns_a_pure_tone_makes_no_corner_in_it() {
    let bank = SampleBank::default();
    let sine = [("wave", 3.0), ("wave_2", 3.0), ("interval", 7.0), ("mix", 0.0), ("cutoff", 5_000.0)];
    for (name, from, to) in [
        ("filter", 0.0, 1.0),
        ("voices", 7.0, 1.0),
        ("drive", 24.0, 0.0),
        ("drive", 0.0, 24.0),
        ("mix", 0.0, 1.0),
        ("cutoff", 100.0, 20_000.0),
        ("resonance", 0.0, 0.9),
        ("to_level", 0.0, 1.0),
        ("level", 0.0, -20.0),
        ("ring", 0.0, 1.0),
    ] {
        let values: Vec<_> = sine.into_iter().chain([(name, from)]).collect();
        let mut note = Played::new(&plain(&values), 57, 1.0, RATE, &bank);
        note.sound(9_600);
        let before = note.sound(4_800);
        let index = note.patch.knobs().find(name).expect(name);
        note.patch.knobs_mut().set_value(index, to);
        let during = note.sound(4_800);
        let steady = roughness(&before).max(roughness(&note.sound(4_800)));
        let corner = roughness(&[&before[before.len() - 2..], &during].concat());
        println!("{name} {from} to {to}: {corner:.4}, steady {steady:.4}");
        assert!(corner < 2.0 * steady + 0.01, "{name} {from} to {to}: {corner}, steady {steady}");
    }
}

#[test]
fn square_waves_of_the_second_oscillator_of_low_frequency_make_no_corner() {
    let bank = SampleBank::default();
    let square = segno::dsp::lfo::Shape::NAMES.iter().position(|name| *name == "square").expect("a square");
    for (name, amount) in [("to_level", 0.9), ("to_cutoff", 36.0)] {
        let values = [("wave", 3.0), ("mix", 0.0), ("cutoff", 600.0), ("shape_2", square as f32)];
        let of = |amount| {
            let values: Vec<_> = values.into_iter().chain([("speed_2", 4.0), (name, amount)]).collect();
            Played::new(&plain(&values), 57, 1.0, RATE, &bank).sound(48_000).split_off(4_800)
        };
        let (swayed, steady) = (roughness(&of(amount)), roughness(&of(0.0)));
        println!("{name}: {swayed:.4}, steady {steady:.4}");
        assert!(swayed < 2.0 * steady + 0.01, "{name}: {swayed}, steady {steady}");
    }
}
