//! What the zones of the sampler promise, in figures.

use crate::clicks::{peak, roughness};
use crate::played::{Played, RATE, spectrum, tuned};
use segno::dsp::units::Semitones;
use segno::instruments::Patch;
use segno::instruments::sample::{SampleAudio, SampleBank};
use segno::instruments::sampler;
use segno::instruments::sampler::zone::{LoopMode, Zone};
use std::sync::Arc;

fn sampler_of(zones: Vec<Zone>) -> Patch {
    Patch::Sampler(sampler::Patch { zones: Arc::new(zones), ..sampler::Patch::default() })
}

fn bank(samples: Vec<Vec<f32>>) -> SampleBank {
    let audio = |sample| Some(Arc::new(SampleAudio::new(RATE.0, vec![sample])));
    SampleBank::new(samples.into_iter().map(audio).collect())
}

/// A sine of half the full level.
fn sine(hertz: f64, frames: usize) -> Vec<f32> {
    let turn = std::f64::consts::TAU * hertz / 48_000.0;
    (0..frames).map(|n| ((turn * n as f64).sin() * 0.5) as f32).collect()
}

fn sound(zone: &Zone, bank: &SampleBank, frames: usize) -> Vec<f32> {
    Played::new(&sampler_of(vec![zone.clone()]), 60, 1.0, RATE, bank).sound(frames)
}

/// A loop that does not fit its sine, begun somewhere and ended elsewhere.
fn unfit(loop_mode: LoopMode, loop_fade: u32) -> Zone {
    Zone { loop_mode, loop_start: 10_000, loop_end: 21_431, loop_fade, ..Zone::default() }
}

#[test]
fn a_loop_that_does_not_fit_has_no_step_when_it_fades() {
    let bank = bank(vec![sine(440.0, 48_000)]);
    let still = roughness(&sound(&Zone::default(), &bank, 40_000)[4_800..]);
    let hard = roughness(&sound(&unfit(LoopMode::Forward, 0), &bank, 60_000)[4_800..]);
    assert!(hard > 50.0 * still, "the seam is there to be heard: {hard} after {still}");
    for fade in [500, 2_000, 9_000, 60_000] {
        let faded = sound(&unfit(LoopMode::Forward, fade), &bank, 60_000);
        // Constant power makes what is alike up to 3 dB louder.
        assert!(roughness(&faded[4_800..]) < 1.5 * still, "{fade}: {} after {still}", roughness(&faded));
        assert!(peak(&faded) < 0.75, "{fade}: {}", peak(&faded));
    }
}

#[test]
fn noise_keeps_its_power_through_the_fade_of_a_loop() {
    let mut state = 1u32;
    let mut next = || {
        state = segno::dsp::lfo::next_random(state);
        state as f32 / u32::MAX as f32 - 0.5
    };
    let bank = bank(vec![(0..48_000).map(|_| next()).collect()]);
    let sound = sound(&unfit(LoopMode::Forward, 8_000), &bank, 21_431);
    let power = |sound: &[f32]| sound.iter().map(|s| f64::from(*s).powi(2)).sum::<f64>() / sound.len() as f64;
    let change = 10.0 * (power(&sound[16_000..19_000]) / power(&sound[2_000..12_000])).log10();
    assert!(change.abs() < 0.3, "{change} dB in the middle of the fade");
}

#[test]
fn a_key_let_go_within_the_fade_of_a_sustain_loop_makes_no_step() {
    let bank = bank(vec![sine(440.0, 48_000)]);
    let patch = sampler_of(vec![unfit(LoopMode::Sustain, 4_000)]);
    let Patch::Sampler(mut of_long_release) = patch else { panic!("a sampler") };
    of_long_release.release = 20.0;
    let patch = Patch::Sampler(of_long_release);
    let still = roughness(&sound(&Zone::default(), &bank, 40_000)[4_800..]);
    for held in [12_000, 17_440, 18_944, 19_456, 21_376, 28_928, 30_016, 32_896] {
        let mut note = Played::new(&patch, 60, 1.0, RATE, &bank);
        let mut sound = note.sound(held);
        note.voice.release(0);
        sound.extend(note.sound(20_000));
        let rough = roughness(&sound[4_800..held + 12_000]);
        assert!(rough < 1.5 * still, "{held}: {rough} after {still}");
        note.sound(40_000);
        assert!(note.ended, "{held}: it runs to the sample's end");
    }
}

#[test]
fn a_zone_plays_its_part_of_the_sample_and_falls_to_silence() {
    let bank = bank(vec![sine(440.0, 48_000)]);
    let whole = sound(&Zone::default(), &bank, 48_000);
    let part = sound(&Zone { start: 12_000, end: 24_000, ..Zone::default() }, &bank, 20_000);
    let apart = (200..11_900).map(|n| (part[n] - whole[12_000 + n]).abs()).fold(0.0, f32::max);
    assert!(apart < 1e-6, "{apart}");
    assert_eq!(peak(&part[12_008..]), 0.0);
    let rough = roughness(&part[4_800..]);
    assert!(rough < 0.02, "{rough}");
    let backwards = Zone { start: 12_000, end: 24_000, reverse: true, ..Zone::default() };
    let back = sound(&backwards, &bank, 20_000);
    let apart = (200..11_900).map(|n| (back[n] - whole[23_999 - n]).abs()).fold(0.0, f32::max);
    // The kernel reads one frame more ahead than behind.
    assert!(apart < 1e-3, "{apart}");
    assert_eq!(peak(&back[12_008..]), 0.0);
    assert!(roughness(&back[4_800..]) < 0.02, "{}", roughness(&back[4_800..]));
    let empty = Zone { start: 24_000, end: 12_000, ..Zone::default() };
    assert_eq!(peak(&sound(&empty, &bank, 1_000)), 0.0);
}

#[test]
fn a_note_ends_where_its_patch_says_forwards_backwards_and_out_of_a_loop() {
    let bank = bank(vec![sine(440.0, 48_000)]);
    let ending = |end: f32, zone: &Zone| {
        let Patch::Sampler(patch) = sampler_of(vec![zone.clone()]) else { panic!("a sampler") };
        let patch = Patch::Sampler(sampler::Patch { end, ..patch });
        let mut note = Played::new(&patch, 60, 1.0, RATE, &bank);
        (note.sound(60_000), note.ended)
    };
    let apart = |one: &[f32], other: &[f32]| {
        one.iter().zip(other).map(|(one, other)| (one - other).abs()).fold(0.0, f32::max)
    };
    for zone in [Zone::default(), Zone { reverse: true, ..Zone::default() }] {
        let (whole, _) = ending(1.0, &zone);
        let (half, ended) = ending(0.5, &zone);
        assert!(apart(&half[..23_900], &whole[..23_900]) < 1e-6, "as it is up to there");
        assert!(ended && peak(&half[24_008..]) == 0.0, "{}", peak(&half[24_008..]));
        assert!(roughness(&half[4_800..]) < 0.02, "without a step: {}", roughness(&half[4_800..]));
    }
    // A quarter of what the zone plays.
    let (part, _) = ending(0.25, &Zone { start: 12_000, end: 28_000, ..Zone::default() });
    assert!(peak(&part[3_700..3_900]) > 0.4 && peak(&part[4_008..]) == 0.0);
    assert!(ending(0.0, &Zone::default()).0.iter().all(|sample| *sample == 0.0), "nothing is left");
    let looped =
        |loop_end| Zone { loop_mode: LoopMode::Forward, loop_start: 9_000, loop_end, ..Zone::default() };
    let (before, goes_on) = ending(0.5, &looped(18_000));
    assert!(apart(&before, &ending(1.0, &looped(18_000)).0) == 0.0 && !goes_on, "a loop before it stays");
    let (cut, goes_on) = ending(0.5, &looped(40_000));
    assert!(apart(&cut, &ending(1.0, &looped(24_000)).0) < 1e-6 && !goes_on, "one behind it ends there");
}

#[test]
fn a_zone_that_does_not_follow_the_key_still_follows_slides() {
    let bank = bank(vec![sine(500.0, 480_000)]);
    let patch = sampler_of(vec![Zone { pitch_track: 0.0, ..Zone::default() }]);
    for (key, slide, expected) in [(48, 0.0, 500.0), (72, 0.0, 500.0), (72, 12.0, 1_000.0)] {
        let mut note = Played::new(&patch, key, 1.0, RATE, &bank);
        note.modulation.pitch = Semitones(f32::from(key) + slide);
        note.sound(2_400);
        let hertz = tuned(&note.sound(26_000), expected);
        assert!((hertz - expected).abs() < 0.1, "{key} {slide}: {hertz} Hz");
    }
}

#[test]
fn a_zone_moves_the_filter_for_itself_alone() {
    let bank = bank(vec![sine(8_000.0, 96_000), sine(11_000.0, 96_000)]);
    let level = |cutoff: [f32; 2], filter_on: f32| {
        let zones = vec![
            Zone { sample: 0, cutoff: cutoff[0], ..Zone::default() },
            Zone { sample: 1, cutoff: cutoff[1], ..Zone::default() },
        ];
        let Patch::Sampler(patch) = sampler_of(zones) else { panic!("a sampler") };
        let patch = Patch::Sampler(sampler::Patch { filter_on, cutoff: 20_000.0, ..patch });
        let mut note = Played::new(&patch, 60, 1.0, RATE, &bank);
        note.sound(4_800);
        let spectrum = spectrum(&note.sound(40_000));
        [8_000.0, 11_000.0].map(|hertz: f64| {
            let bin = (hertz * 32_768.0 / 48_000.0).round() as usize;
            20.0 * spectrum[bin - 2..=bin + 2].iter().fold(0.0, |a: f64, b| a.max(*b)).log10()
        })
    };
    let open = level([0.0, 0.0], 1.0);
    let [first, second] = level([-36.0, 0.0], 1.0);
    assert!(first < open[0] - 15.0 && (second - open[1]).abs() < 0.1, "{first} {second} after {open:?}");
    let [first, second] = level([0.0, -36.0], 1.0);
    assert!(second < open[1] - 15.0 && (first - open[0]).abs() < 0.1, "{first} {second} after {open:?}");
    let off = level([-36.0, -36.0], 0.0);
    assert!(off.iter().zip(open).all(|(off, open)| (off - open).abs() < 1.0), "{off:?} {open:?}");
}
