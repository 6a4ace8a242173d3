//! The meter against the cases of EBU Tech 3341 (v4) and Tech 3342 that can be synthesised; 3341-7 and -8 and 3342-5 and -6 are
//! recordings. And against another meter.

#[path = "../installed/mod.rs"]
mod installed;
mod command;
mod outside;
mod running;
mod signals;

use segno::dsp::loudness::Measurement;
use segno::dsp::loudness::hop::{MOMENTARY, SHORT_TERM, course, loudest};
use segno::dsp::loudness::meter::{Heard, Meter, What};
use segno::dsp::units::SampleRate;
use signals::{Signal, both, peak_burst, peak_tone, spread, steps};

const RATES: [u32; 3] = [44_100, 48_000, 96_000];
const PEAKS: What = What { peaks: true, tone: false };

fn heard_in_blocks(rate: u32, signal: &Signal, what: What, block: usize) -> Heard {
    let mut meter = Meter::new(SampleRate(rate), signal.len(), what);
    let frames = signal[0].len();
    for from in (0..frames).step_by(block) {
        let channels: Vec<&[f32]> =
            signal.iter().map(|channel| &channel[from..(from + block).min(frames)]).collect();
        meter.hear(&channels);
    }
    meter.finish()
}

fn heard(rate: u32, signal: &Signal) -> Heard {
    heard_in_blocks(rate, signal, What::default(), 4_096)
}

fn near(found: impl Into<Option<f64>>, expected: f64, within: f64, what: &str) {
    let found = found.into().unwrap_or(f64::NAN);
    assert!((found - expected).abs() <= within, "{what}: {found:.3}, expected {expected} ± {within}");
}

/// All values of a course between two times in seconds.
fn all(heard: &Heard, window: usize, seconds: std::ops::Range<f64>) -> Vec<f64> {
    let course: Vec<_> = course(&heard.hops, window, 1).collect();
    let hop = |seconds: f64| ((seconds * 100.0).round() as usize).saturating_sub(window);
    course[hop(seconds.start)..hop(seconds.end).min(course.len())]
        .iter()
        .map(|one| one.expect("sound"))
        .collect()
}

/// A level in dBFS, or silence, and how many seconds of it.
type Tone = (Option<f64>, f64);

#[test]
fn cases_1_and_2_a_steady_tone_reads_the_same_everywhere() {
    for rate in RATES {
        for level in [-23.0, -33.0] {
            let heard = heard(rate, &both(steps(rate, &[(Some(level), 20.0)])));
            near(heard.whole().integrated, level, 0.1, "I");
            all(&heard, MOMENTARY, 1.0..20.0).into_iter().for_each(|found| near(found, level, 0.1, "M"));
            all(&heard, SHORT_TERM, 3.0..20.0).into_iter().for_each(|found| near(found, level, 0.1, "S"));
        }
    }
}

#[test]
fn cases_3_to_5_the_gates_leave_out_what_is_soft() {
    let soft = |level: f64, seconds: f64| (Some(level), seconds);
    let cases: [(&[Tone], f64); 3] = [
        (&[soft(-36.0, 10.0), soft(-23.0, 60.0), soft(-36.0, 10.0)], -23.014),
        (
            &[soft(-72.0, 10.0), soft(-36.0, 10.0), soft(-23.0, 60.0), soft(-36.0, 10.0), soft(-72.0, 10.0)],
            -23.014,
        ),
        (&[soft(-26.0, 20.0), soft(-20.0, 20.1), soft(-26.0, 20.0)], -22.979),
    ];
    for rate in RATES {
        for (case, plain) in cases {
            let found = heard(rate, &both(steps(rate, case))).whole().integrated;
            near(found, -23.0, 0.1, "I");
            near(found, plain, 0.02, "I as it always was");
        }
    }
}

#[test]
fn case_6_channels_count_by_where_they_stand() {
    let levels = [-28.0, -28.0, -24.0, -30.0, -30.0].map(Some);
    let with_deep_effects = [&levels[..3], &[Some(-20.0)], &levels[3..]].concat();
    for rate in RATES {
        let tone = steps(rate, &[(Some(0.0), 20.0)]);
        near(heard(rate, &spread(&tone, &levels)).whole().integrated, -23.0, 0.1, "five channels");
        near(heard(rate, &spread(&tone, &with_deep_effects)).whole().integrated, -23.0, 0.1, "six channels");
    }
}

#[test]
fn cases_9_and_12_windows_hold_whole_turns_of_loud_and_soft() {
    for rate in RATES {
        let turns =
            |loud, soft, count| both(steps(rate, &[(Some(-20.0), loud), (Some(-30.0), soft)].repeat(count)));
        let short = heard(rate, &turns(1.34, 1.66, 5));
        all(&short, SHORT_TERM, 3.0..15.0).into_iter().for_each(|found| near(found, -23.0, 0.1, "S"));
        let momentary = heard(rate, &turns(0.18, 0.22, 25));
        all(&momentary, MOMENTARY, 1.0..10.0).into_iter().for_each(|found| near(found, -23.0, 0.1, "M"));
    }
}

#[test]
fn cases_10_and_13_the_loudest_window_is_found_wherever_it_begins() {
    for rate in RATES {
        for i in 0..20 {
            let late = |step: f64, length| {
                both(steps(rate, &[(None, f64::from(i) * step), (Some(-23.0), length), (None, 1.0)]))
            };
            near(heard(rate, &late(0.15, 3.0)).whole().max_short_term, -23.0, 0.1, "S");
            near(heard(rate, &late(0.02, 0.4)).whole().max_momentary, -23.0, 0.1, "M");
        }
    }
}

#[test]
fn cases_11_and_14_the_loudest_window_of_each_of_twenty_parts() {
    for rate in RATES {
        for (step, length, window) in [(0.15, 3.0, SHORT_TERM), (0.02, 0.4, MOMENTARY)] {
            let part = |i: u32| {
                let late = f64::from(i) * step;
                [(None, late), (Some(-38.0 + f64::from(i)), length), (None, length - late)]
            };
            let heard = heard(rate, &both(steps(rate, &(0..20).flat_map(part).collect::<Vec<_>>())));
            for (i, part) in heard.hops.chunks_exact(2 * window).enumerate() {
                near(loudest(part, window), -38.0 + i as f64, 0.1, &format!("part {i}"));
            }
        }
    }
}

/// In dBTP, where the standard allows 0.2 above and 0.4 below.
fn near_peak(rate: u32, signal: &Signal, expected: f64, what: &str) {
    let found = heard_in_blocks(rate, signal, PEAKS, 4_096).whole().true_peak.expect("a peak");
    assert!((expected - 0.4..=expected + 0.2).contains(&found), "{what}: {found:.3}, expected {expected}");
}

#[test]
fn cases_15_to_19_peaks_between_samples() {
    let half = 10f64.powf(-6.0 / 20.0);
    let root = 2f64.sqrt();
    let cases = [
        (15, 4.0, 0.0, half, -6.0),
        (16, 4.0, 45.0, half, -6.0),
        (17, 6.0, 60.0, half, -6.0),
        (18, 8.0, 67.5, half, -6.0),
        (19, 4.0, 45.0, root, 3.0),
    ];
    for rate in RATES {
        for (case, turn, degrees, amplitude, expected) in cases {
            near_peak(rate, &peak_tone(rate, turn, degrees, amplitude), expected, &format!("case {case}"));
        }
    }
}

#[test]
fn cases_20_to_23_one_high_turn_wherever_the_samples_fall() {
    for rate in RATES {
        for offset in 0..4 {
            near_peak(rate, &peak_burst(rate, offset), 0.0, &format!("case {}", 20 + offset));
        }
    }
}

/// Cases 1 to 4 of Tech 3342: steps of 20 s at these levels in dB, and the range that they have in LU.
const STEPS: [(&[f64], f64); 4] = [
    (&[-20.0, -30.0], 10.0),
    (&[-20.0, -15.0], 5.0),
    (&[-40.0, -20.0], 20.0),
    (&[-50.0, -35.0, -20.0, -35.0, -50.0], 15.0),
];

#[test]
fn tech_3342_cases_1_to_4_the_range_is_that_of_the_steps() {
    for rate in RATES {
        for (levels, expected) in STEPS {
            let parts: Vec<_> = levels.iter().map(|level| (Some(*level), 20.0)).collect();
            near(heard(rate, &both(steps(rate, &parts))).whole().range, expected, 0.1, "LRA");
        }
    }
}

#[test]
fn the_sizes_of_blocks_change_nothing() {
    let signal = peak_burst(48_000, 2);
    let whole = heard_in_blocks(48_000, &signal, What::ALL, usize::MAX >> 1);
    for block in [1, 7, 64, 4_096] {
        assert_eq!(heard_in_blocks(48_000, &signal, What::ALL, block), whole, "{block}");
    }
}

#[test]
fn silence_short_sounds_and_broken_ones_have_no_loudness_but_no_accident() {
    let silence = heard_in_blocks(48_000, &vec![vec![0.0; 96_000]; 2], What::ALL, 4_096).whole();
    assert_eq!(silence, Measurement { seconds: 2.0, ..Measurement::default() });
    let short = heard_in_blocks(48_000, &both(steps(48_000, &[(Some(-6.0), 0.3)])), PEAKS, 4_096).whole();
    assert_eq!((short.integrated, short.max_momentary), (None, None));
    near(short.true_peak, -6.0, 0.05, "peak");
    let broken = heard_in_blocks(48_000, &vec![vec![f32::NAN; 48_000]], PEAKS, 4_096).whole();
    assert_eq!((broken.integrated, broken.true_peak), (None, None));
    let one = heard(48_000, &vec![steps(48_000, &[(Some(-20.0), 3.0)])]).whole();
    near(one.integrated, -23.0, 0.03, "one channel");
    assert!(one.correlation.is_some_and(|found| found > 0.999));
}

#[test]
fn width_and_crest_are_those_of_the_signal() {
    let tone = steps(48_000, &[(Some(-6.0), 2.0)]);
    let turned: Vec<f32> = tone.iter().map(|sample| -sample).collect();
    let opposite = heard(48_000, &vec![tone.clone(), turned]).whole();
    near(opposite.correlation, -1.0, 1e-6, "opposite");
    near(opposite.crest, 3.01, 0.01, "a sine");
    let quarter: Vec<f32> = tone.iter().skip(12).copied().chain([0.0; 12]).collect();
    near(heard(48_000, &vec![tone, quarter]).whole().correlation, 0.0, 0.01, "a quarter of a turn apart");
}
