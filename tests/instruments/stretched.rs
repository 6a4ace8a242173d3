//! What zones that keep to the song's tempo promise, in figures.

use crate::clicks::{off, peak, roughness, starts};
use crate::played::{Played, RATE, tuned};
use segno::dsp::lfo::next_random;
use segno::dsp::onsets::onsets;
use segno::dsp::units::Semitones;
use segno::instruments::Patch;
use segno::instruments::sample::{SampleAudio, SampleBank};
use segno::instruments::sampler;
use segno::instruments::sampler::zone::{LoopMode, Stretching, Zone};
use std::sync::Arc;

/// A patch of one zone and its sample, with what it wants made of it.
fn stretched(zone: Zone, rate: u32, channels: Vec<Vec<f32>>) -> (Patch, SampleBank) {
    let patch = Patch::Sampler(sampler::Patch { zones: Arc::new(vec![zone]), ..sampler::Patch::default() });
    let mut bank = SampleBank::new(vec![Some(Arc::new(SampleAudio::new(rate, channels)))]);
    assert!(bank.derive([&patch].into_iter()).is_empty());
    (patch, bank)
}

fn zone(beats: f32) -> Zone {
    Zone { stretch: Stretching::Beats, beats, ..Zone::default() }
}

/// A note at a tempo.
fn played<'a>(patch: &Patch, key: u8, bpm: f32, bank: &'a SampleBank) -> Played<'a> {
    let mut note = Played::new(patch, key, 1.0, RATE, bank);
    note.modulation.beat_seconds = 60.0 / bpm;
    note
}

/// So many clicks, `apart` frames from one to the next, the first at `first`: 1.5 kHz, dying away in some milliseconds.
fn clicks(count: usize, apart: usize, first: usize) -> Vec<f32> {
    let mut sound = vec![0.0f32; count * apart];
    for number in 0..count {
        for (n, sample) in sound[number * apart + first..].iter_mut().take(2_400).enumerate() {
            let time = n as f32 / 48_000.0;
            *sample += 0.8 * (std::f32::consts::TAU * 1_500.0 * time).cos() * (-time / 0.004).exp();
        }
    }
    sound
}

#[test]
fn clicks_of_four_beats_keep_to_the_beat_at_any_tempo_and_pitch() {
    // Four beats at 100 BPM; once with the clicks on the beats, once a little later.
    for first in [0, 1_000] {
        let (patch, bank) = stretched(zone(4.0), 48_000, vec![clicks(4, 28_800, first)]);
        for (bpm, key) in
            [(100.0, 60), (125.0, 60), (150.0, 60), (50.0, 60), (200.0, 60), (150.0, 48), (80.0, 72)]
        {
            let beat = 48_000.0 * 60.0 / f64::from(bpm);
            let mut note = played(&patch, key, bpm, &bank);
            let sound = note.sound((4.2 * beat) as usize);
            assert!(note.ended, "{bpm} BPM: it is over after four beats");
            let place = |n: usize| (n as f64 + first as f64 / 28_800.0) * beat;
            let off = off(&starts(&sound, 0.3), &(0..4).map(place).collect::<Vec<_>>());
            assert!(off < 1.0, "{bpm} BPM, key {key}, {first}: {off} ms");
        }
    }
}

#[test]
fn a_looped_zone_goes_round_in_time_while_the_tempo_moves() {
    for loop_mode in [LoopMode::Forward, LoopMode::Sustain] {
        let round = Zone { loop_mode, ..zone(4.0) };
        let (patch, bank) = stretched(round, 48_000, vec![clicks(4, 28_800, 300)]);
        let mut note = played(&patch, 60, 100.0, &bank);
        let (mut sound, mut beats, mut expected) = (Vec::new(), 0.0f64, Vec::new());
        for stretch in 0..9_000 {
            let bpm = 100.0 + 50.0 * (stretch as f32 / 900.0).sin();
            note.modulation.beat_seconds = 60.0 / bpm;
            let after = beats + 64.0 / 48_000.0 * f64::from(bpm) / 60.0;
            let click = beats.floor() + 300.0 / 28_800.0;
            if (beats..after).contains(&click) {
                expected.push(64.0 * (f64::from(stretch) + (click - beats) / (after - beats)));
            }
            sound.extend(note.sound(64));
            beats = after;
        }
        assert!(expected.len() > 15, "{} clicks in twelve seconds", expected.len());
        let off = off(&starts(&sound, 0.3), &expected);
        assert!(off < 1.0, "{loop_mode:?}: {off} ms");
    }
}

#[test]
fn every_stroke_of_a_beat_is_heard_once_and_in_time() {
    // Sixteenths at 100 BPM: bursts of noise and of low sines.
    let mut random = 5;
    let mut sound = vec![0.0f32; 16 * 7_200];
    for number in 0..16 {
        let (from, low) = (number * 7_200 + 200, number % 2 == 0);
        for (n, sample) in sound[from..].iter_mut().take(6_000).enumerate() {
            random = next_random(random);
            let (time, noise) = (n as f32 / 48_000.0, random as f32 / u32::MAX as f32 * 2.0 - 1.0);
            let wave = if low { (std::f32::consts::TAU * 70.0 * time).cos() } else { noise };
            *sample += 0.6 * wave * (-time / if low { 0.06 } else { 0.02 }).exp();
        }
    }
    let (patch, bank) = stretched(zone(4.0), 48_000, vec![sound]);
    for bpm in [75.0, 90.0, 110.0, 133.0, 150.0] {
        let beat = 48_000.0 * 60.0 / f64::from(bpm);
        let heard = played(&patch, 60, bpm, &bank).sound((4.0 * beat) as usize);
        let found = onsets(&heard, 48_000.0, 0.5, |_| true).expect("an answer");
        let expected: Vec<f64> = (0..16).map(|n| (f64::from(n) / 4.0 + 200.0 / 28_800.0) * beat).collect();
        let off = off(&found, &expected);
        assert!(off < 5.0, "{bpm} BPM: {off} ms");
    }
}

/// A sine of half the full level.
fn sine(hertz: f64, seconds: f64, rate: f64) -> Vec<f32> {
    let turn = std::f64::consts::TAU * hertz / rate;
    (0..(seconds * rate) as usize).map(|n| ((turn * n as f64).sin() * 0.5) as f32).collect()
}

#[test]
fn a_sine_keeps_its_pitch_and_level_and_has_no_steps() {
    for (rate, hertz) in [(48_000u32, 440.0), (44_100, 440.0), (96_000, 110.0), (22_050, 880.0)] {
        let tone = sine(hertz, 4.0, f64::from(rate));
        let (patch, bank) = stretched(zone(4.0), rate, vec![tone.clone(), tone]);
        for (ratio, bend) in
            [(0.5, 0.0), (0.7, 0.0), (0.93, 0.0), (1.3, 0.0), (2.0, 0.0), (0.5, 7.0), (1.5, -5.0)]
        {
            let mut note = played(&patch, 60, 60.0 * ratio, &bank);
            note.modulation.pitch = Semitones(60.0 + bend);
            let sound = note.sound((4.0 / ratio * 48_000.0) as usize - 2_400);
            let heard = hertz * f64::from(bend / 12.0).exp2();
            let name = format!("{hertz} Hz at {rate}, {ratio} times as fast, {bend} st");
            let cents = 1_200.0 * (tuned(&sound[4_800..], heard) / heard).log2();
            assert!(cents.abs() < 3.0, "{name}: {cents} cents");
            // Each a little longer than a period: a dip within a fade is seen.
            let windows = sound[2_400..].windows(480).step_by(40).map(peak);
            let (low, high) =
                windows.fold((1.0f32, 0.0f32), |(low, high), peak| (low.min(peak), high.max(peak)));
            let ripple = 20.0 * (high / low).log10();
            assert!(ripple < 1.5, "{name}: {ripple} dB");
            // The curvature of a sine, and what the first frame has of a step.
            let curve = 0.5 * (std::f64::consts::TAU * heard / 48_000.0).powi(2);
            let rough = f64::from(roughness(&sound[100..]));
            assert!(rough < 2.0 * curve + 1e-3, "{name}: {rough} for {curve}");
        }
    }
}

#[test]
fn what_fits_already_is_played_as_it_stands() {
    let mut random = 9;
    let mut noise = move || {
        random = next_random(random);
        random as f32 / u32::MAX as f32 - 0.5
    };
    let sound: Vec<f32> = (0..96_000).map(|n| noise() * (-((n % 12_000) as f32) / 4_000.0).exp()).collect();
    let other: Vec<f32> = sound.iter().map(|sample| 0.5 * sample).collect();
    for channels in [vec![sound.clone()], vec![sound, other]] {
        let (patch, bank) = stretched(zone(4.0), 48_000, channels.clone());
        let (plain, _) = stretched(Zone::default(), 48_000, channels);
        let expected = Played::new(&plain, 60, 1.0, RATE, &bank).sound(96_100);
        let heard = played(&patch, 60, 120.0, &bank).sound(96_100);
        let apart = expected.iter().zip(&heard).map(|(a, b)| (a - b).abs()).fold(0.0, f32::max);
        assert!(peak(&expected) > 0.3 && apart < 1e-5, "{apart}");
    }
}

#[test]
fn chords_and_noise_have_no_clicks_where_they_go_on_elsewhere() {
    let chord = |n: usize| -> f32 {
        let partial = |hertz: f32| (std::f32::consts::TAU * hertz * n as f32 / 48_000.0).sin();
        [130.8, 164.8, 196.0, 246.9].into_iter().map(partial).sum::<f32>() * 0.15
    };
    let sound: Vec<f32> = (0..192_000).map(chord).collect();
    let still = roughness(&sound);
    for reverse in [false, true] {
        for loop_mode in LoopMode::ALL {
            let looped = Zone { loop_mode, loop_start: 48_000, loop_fade: 8_000, reverse, ..zone(8.0) };
            let (patch, bank) = stretched(looped, 48_000, vec![sound.clone()]);
            for bpm in [61.0, 97.0, 130.0, 240.0] {
                let seconds = 0.95 * 8.0 * 60.0 / bpm;
                let heard = played(&patch, 60, bpm, &bank).sound((seconds * 48_000.0) as usize);
                let (rough, loud) = (roughness(&heard[200..]), peak(&heard));
                let name = format!("{loop_mode:?} {reverse} at {bpm}");
                assert!(rough < 2.0 * still + 0.004, "{name}: {rough} for {still}");
                assert!((0.4..1.0).contains(&loud), "{name}: {loud}");
            }
        }
    }
}

#[test]
fn the_beats_of_a_zone_are_worked_out_where_none_are_given() {
    for (bpm, beats) in [(100.0, 4), (85.0, 8), (140.0, 2), (159.0, 16)] {
        let frames = (60.0 / bpm * f64::from(beats) * 48_000.0) as usize;
        let audio = SampleAudio::new(48_000, vec![vec![0.0; frames]]);
        assert_eq!(zone(0.0).beats(&audio), f64::from(beats), "{bpm}");
        let half = Zone { end: frames as u32 / 2, ..zone(0.0) };
        assert_eq!(half.beats(&audio), f64::from(beats) / 2.0, "{bpm}, the first half");
        assert_eq!(zone(3.5).beats(&audio), 3.5);
    }
}

#[test]
fn offsets_and_slices_begin_where_they_do_in_the_sample() {
    use segno::instruments::VoicePool;
    use segno::instruments::voice::{Context, NoteStart};
    let slices: Vec<u32> = (0..4).map(|n| n * 28_800).collect();
    let (patch, bank) = stretched(Zone { slices, ..zone(4.0) }, 48_000, vec![clicks(4, 28_800, 0)]);
    for (offset, slice, rest) in [(28_800, None, 3), (0, Some(2), 2), (43_200, None, 2)] {
        let mut note = played(&patch, 60, 150.0, &bank);
        let start = NoteStart { key: 60, velocity: 1.0, offset, slice, previous: None, turn: 0, seed: 7 };
        note.voice = VoicePool::new(1);
        note.voice.start(0, &patch, &start, &Context { rate: RATE, samples: &bank });
        let sound = note.sound(19_200 * 4);
        let begin = f64::from(offset) + f64::from(slice.unwrap_or(0)) * 28_800.0;
        let place = |n: usize| (f64::from(n as u32) * 28_800.0 - begin) * 19_200.0 / 28_800.0;
        let expected: Vec<f64> = (4 - rest..4).map(place).collect();
        let off = off(&starts(&sound, 0.3), &expected);
        assert!(off < 1.0, "{offset} {slice:?}: {off} ms");
    }
}
