//! The meter of what is heard now against the same cases, at the moments that they name.

use super::signals::{Signal, both, steps};
use super::{RATES, STEPS, Tone, near};
use segno::dsp::loudness::running::{Live, RunningMeter};
use segno::dsp::units::SampleRate;

/// Of what lasts minutes: the filters, which are other ones at each rate, are those of the meter for whole files.
const RATE: u32 = 48_000;

/// What it says at the end of each tenth of a second.
fn said(rate: u32, signal: &Signal) -> Vec<Live> {
    let mut meter = RunningMeter::new(SampleRate(rate));
    let (left, right) = (&signal[0], &signal[1]);
    let tenth = rate as usize / 10;
    let say = |(left, right): (&[f32], &[f32])| {
        meter.hear([left, right]);
        meter.now()
    };
    left.chunks(tenth).zip(right.chunks(tenth)).map(say).collect()
}

fn of(rate: u32, parts: &[Tone]) -> Vec<Live> {
    said(rate, &both(steps(rate, parts)))
}

#[test]
fn cases_1_to_5_gated_as_a_whole() {
    let tone = |level: f64, seconds: f64| (Some(level), seconds);
    let cases: [(&[Tone], f64); 5] = [
        (&[tone(-23.0, 20.0)], -23.0),
        (&[tone(-33.0, 20.0)], -33.0),
        (&[tone(-36.0, 10.0), tone(-23.0, 60.0), tone(-36.0, 10.0)], -23.0),
        (
            &[tone(-72.0, 10.0), tone(-36.0, 10.0), tone(-23.0, 60.0), tone(-36.0, 10.0), tone(-72.0, 10.0)],
            -23.0,
        ),
        (&[tone(-26.0, 20.0), tone(-20.0, 20.1), tone(-26.0, 20.0)], -23.0),
    ];
    for (case, expected) in cases {
        near(of(RATE, case).last().and_then(|now| now.integrated), expected, 0.1, "I");
    }
}

#[test]
fn cases_1_9_and_12_at_every_moment() {
    let turns = |loud, soft, count| [(Some(-20.0), loud), (Some(-30.0), soft)].repeat(count);
    for rate in RATES {
        let steady = of(rate, &[(Some(-23.0), 20.0)]);
        steady[10..].iter().for_each(|now| near(now.momentary, -23.0, 0.1, "M"));
        steady[30..].iter().for_each(|now| near(now.short_term, -23.0, 0.1, "S"));
        assert!(steady[2].momentary.is_none() && steady[28].short_term.is_none());
        of(rate, &turns(1.34, 1.66, 5))[30..].iter().for_each(|now| near(now.short_term, -23.0, 0.1, "S"));
        of(rate, &turns(0.18, 0.22, 25))[10..].iter().for_each(|now| near(now.momentary, -23.0, 0.1, "M"));
    }
}

#[test]
fn tech_3342_cases_1_to_4_the_range_is_that_of_the_steps() {
    for (levels, expected) in STEPS {
        let parts: Vec<Tone> = levels.iter().map(|level| (Some(*level), 20.0)).collect();
        near(of(RATE, &parts).last().and_then(|now| now.range), expected, 0.1, "LRA");
    }
}
