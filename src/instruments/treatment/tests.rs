//! Each treatment by its sound, and what goes along with it.

use super::zones::follow;
use super::*;
use crate::instruments::sampler::zone::Zone;

fn ramp(frames: usize) -> SampleAudio {
    let channel = |gain: f32| (0..frames).map(|n| n as f32 * gain).collect();
    SampleAudio::new(48_000, vec![channel(0.01), channel(-0.02)])
}

fn treatment(what: &str, from: u32, to: u32, amount: f32) -> Treatment {
    Treatment { what: what.to_owned(), from, to, amount }
}

/// The left channel in hundredths.
fn left(treatments: &[Treatment]) -> Vec<i32> {
    let audio = treated(&ramp(8), treatments);
    audio.channel(0).iter().map(|frame| (frame * 100.0).round() as i32).collect()
}

fn one(what: &str, from: u32, to: u32, amount: f32) -> Vec<i32> {
    left(&[treatment(what, from, to, amount)])
}

#[test]
fn each_does_what_its_name_says_to_its_frames_only() {
    assert_eq!(one("crop", 2, 5, 0.0), [2, 3, 4]);
    assert_eq!(one("delete", 2, 5, 0.0), [0, 1, 5, 6, 7]);
    assert_eq!(one("insert", 2, 2, 3.0), [0, 1, 0, 0, 0, 2, 3, 4, 5, 6, 7]);
    assert_eq!(one("copy", 1, 3, 7.0), [0, 1, 2, 3, 4, 5, 6, 1, 2, 7]);
    assert_eq!(one("copy", 1, 3, 99.0), [0, 1, 2, 3, 4, 5, 6, 7, 1, 2]);
    assert_eq!(one("reverse", 1, 4, 0.0), [0, 3, 2, 1, 4, 5, 6, 7]);
    assert_eq!(one("silence", 3, 6, 0.0), [0, 1, 2, 0, 0, 0, 6, 7]);
    assert_eq!(one("gain", 4, 99, 20.0), [0, 1, 2, 3, 40, 50, 60, 70]);
    assert_eq!(one("invert", 6, 8, 0.0), [0, 1, 2, 3, 4, 5, -6, -7]);
    assert_eq!(one("remove-dc", 1, 4, 0.0), [0, -1, 0, 1, 4, 5, 6, 7]);
    assert_eq!(one("draw", 4, 8, -0.05), [0, 1, 2, 3, 4, 1, -2, -5]);
    assert_eq!(one("draw", 4, 5, -0.05), [0, 1, 2, 3, -5, 5, 6, 7]);
}

#[test]
fn the_peak_of_both_channels_comes_to_the_level_and_silence_stays() {
    let audio = treated(&ramp(8), &[treatment("normalise", 0, 8, -6.0)]);
    let peak = |index: usize| audio.channel(index).iter().fold(0.0f32, |peak, frame| peak.max(frame.abs()));
    assert!((peak(1) - 0.501_187_2).abs() < 1e-6 && (peak(0) - 0.250_593_6).abs() < 1e-6);
    assert_eq!(left(&[treatment("silence", 0, 8, 0.0), treatment("normalise", 0, 8, 0.0)]), [0; 8]);
}

#[test]
fn fades_begin_and_end_in_silence_and_bend_both_ways() {
    let flat = SampleAudio::new(48_000, vec![vec![1.0; 100]]);
    let faded = |what: &str, amount| treated(&flat, &[treatment(what, 0, 100, amount)]).channel(0).to_vec();
    let (line, slow, quick) = (faded("fade-in", 0.0), faded("fade-in", 1.0), faded("fade-in", -1.0));
    assert!(line[0] < 0.01 && line[99] > 0.99 && (line[50] - 0.505).abs() < 1e-6);
    assert!((slow[50] - 0.505f32.powi(2)).abs() < 1e-6 && (quick[50] - 0.505f32.sqrt()).abs() < 1e-6);
    let out = faded("fade-out", 0.0);
    assert!(out.iter().zip(line.iter().rev()).all(|(out, line)| (out - line).abs() < 1e-6));
}

#[test]
fn channels_are_mixed_chosen_and_swapped() {
    let channels = |what: &str| {
        let audio = treated(&ramp(2), &[treatment(what, 0, 0, 0.0)]);
        (0..audio.channels()).map(|index| audio.channel(index)[1]).collect::<Vec<f32>>()
    };
    assert_eq!(channels("mono"), [-0.005]);
    assert_eq!(channels("left"), [0.01]);
    assert_eq!(channels("right"), [-0.02]);
    assert_eq!(channels("swap"), [-0.02, 0.01]);
    assert_eq!(channels("nothing of that name"), [0.01, -0.02]);
}

#[test]
fn frames_are_found_again_where_their_sound_went() {
    let before = ramp(40);
    for row in TREATMENTS {
        // These change the sound of frames, not their places.
        let changes =
            ["silence", "gain", "normalise", "fade-in", "fade-out", "remove-dc", "invert", "draw", "mono"];
        if changes.contains(&row.info.name) || row.info.name == "right" || row.info.name == "swap" {
            continue;
        }
        let treatment = treatment(row.info.name, 10, 20, 30.0);
        let after = treated(&before, std::slice::from_ref(&treatment));
        assert_eq!(after.frames(), treatment.length(40), "{}", row.info.name);
        for at in 0..40u32 {
            let gone = match row.info.name {
                "crop" => !(10..20).contains(&at),
                "delete" => (10..20).contains(&at),
                // The borders of what is turned around are its first frame's front and its last one's back.
                "reverse" => (10..=20).contains(&at),
                // What stands where something comes in is its border.
                "insert" => at == 10,
                "copy" => at == 30,
                // Between the frames there were: it has a test of its own.
                "rate" => true,
                _ => false,
            };
            if !gone {
                let there = treatment.moved(at, 40) as usize;
                assert_eq!(after.channel(0)[there], before.channel(0)[at as usize], "{} {at}", row.info.name);
            }
        }
    }
}

#[test]
fn zones_go_along() {
    let zone = Zone {
        start: 5,
        end: 30,
        loop_start: 12,
        loop_end: 18,
        loop_fade: 4,
        slices: vec![5, 12, 18, 25],
        ..Zone::default()
    };
    let after = |what: &str, from, to, amount| {
        let (mut zone, treatment) = (zone.clone(), treatment(what, from, to, amount));
        follow(&mut zone, &treatment, 40);
        (zone.start, zone.end, zone.loop_start, zone.loop_end, zone.slices)
    };
    assert_eq!(after("crop", 10, 20, 0.0), (0, 0, 2, 8, vec![0, 2, 8]), "0 is the end");
    assert_eq!(after("delete", 0, 10, 0.0), (0, 20, 2, 8, vec![0, 2, 8, 15]));
    assert_eq!(after("reverse", 10, 20, 0.0), (5, 30, 12, 18, vec![5, 12, 18, 25]));
    assert_eq!(after("reverse", 0, 40, 0.0), (10, 35, 22, 28, vec![15, 22, 28, 35]));
    assert_eq!(after("gain", 0, 40, 3.0), (5, 30, 12, 18, vec![5, 12, 18, 25]));
    let mut late = Zone { start: 10, ..Zone::default() };
    follow(&mut late, &treatment("reverse", 0, 40, 0.0), 40);
    assert_eq!((late.start, late.end), (0, 30), "what it plays is at the front now");
    let mut whole = Zone::default();
    follow(&mut whole, &treatment("crop", 10, 20, 0.0), 40);
    assert_eq!((whole.start, whole.end, whole.loop_end), (0, 0, 0));
}

#[test]
fn a_sample_grows_to_its_limit_and_no_further() {
    let audio = SampleAudio::new(48_000, vec![vec![0.1; MOST_FRAMES - 5]]);
    assert_eq!(treated(&audio, &[treatment("insert", 0, 0, 99.0)]).frames(), MOST_FRAMES);
    assert_eq!(treated(&audio, &[treatment("copy", 0, 99, 0.0)]).frames(), MOST_FRAMES);
}

#[test]
fn another_rate_is_the_same_sound_with_its_places() {
    let sine = (0..4_800).map(|n| (n as f32 * 0.05).sin() * 0.5).collect();
    let audio = SampleAudio::new(48_000, vec![sine]);
    let halved = treatment("rate", 0, 4_800, 0.5);
    let half = treated(&audio, std::slice::from_ref(&halved));
    assert_eq!((half.rate(), half.frames(), halved.length(4_800)), (24_000, 2_400, 2_400));
    for at in [500, 1_000, 2_000] {
        let (now, before) = (half.channel(0)[at], audio.channel(0)[2 * at]);
        assert!((now - before).abs() < 1e-3, "frame {at}: {now}, was {before}");
    }
    let mut zone =
        Zone { start: 100, end: 4_000, loop_start: 1_000, loop_end: 0, slices: vec![200], ..Zone::default() };
    follow(&mut zone, &halved, 4_800);
    assert_eq!((zone.start, zone.end, zone.loop_start, zone.slices.as_slice()), (50, 2_000, 500, &[100][..]));
    let back = treated(&audio, &[halved, treatment("rate", 0, 0, 2.0)]);
    assert_eq!((back.rate(), back.frames()), (48_000, 4_800));
}
