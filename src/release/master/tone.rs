//! Tone correction: few bands, a gain for each, and an equaliser of linear phase that has these gains.

use super::stage::Stage;
use crate::dsp::convolution::{Convolver, Impulse};
use crate::dsp::kaiser::kaiser;
use crate::dsp::loudness::tone::{BANDS, Tone, centre};
use crate::dsp::units::SampleRate;
use crate::dsp::wide::{Work, widely};
use crate::formats::album::Mastering;
use std::f64::consts::{PI, TAU};
use std::sync::Arc;

/// Bands of the equaliser: octaves from 31.5 Hz to 16 kHz.
pub const EQ_BANDS: usize = 10;
/// Thirds of octaves in a band.
const THIRDS: usize = 3;
/// A gain in dB below which nothing is done.
const NOTHING: f64 = 0.05;

/// The gains of the bands in dB.
pub type Curve = [f64; EQ_BANDS];

/// The middle of a band in Hz.
pub fn middle(band: usize) -> f64 {
    centre(THIRDS * band + 2)
}

/// What brings a song's tone nearer to another: a share of the difference within a limit. The loudness of both does not matter.
pub fn towards(own: &Tone, other: &Tone, mastering: &Mastering) -> Curve {
    let differences = other.against(own);
    let (share, limit) = (f64::from(mastering.tone_share), f64::from(mastering.tone_limit));
    std::array::from_fn(|band| {
        // The thirds of the octave; at both ends of the spectrum what there is of it.
        let thirds = (THIRDS * band + 1..=THIRDS * band + 3).filter(|third| *third < BANDS);
        let known: Vec<f64> = thirds.filter_map(|third| differences[third]).collect();
        let mean = known.iter().sum::<f64>() / known.len().max(1) as f64;
        (mean * share).clamp(-limit, limit)
    })
}

/// Whether the curve changes anything.
pub fn is_flat(curve: &Curve) -> bool {
    curve.iter().all(|gain| gain.abs() < NOTHING)
}

/// The gain in dB at a frequency: straight between the bands over the logarithm of the frequency, and beyond them as they are,
/// but for rumble and what nobody hears, which is not raised.
fn gain_at(curve: &Curve, hertz: f64) -> f64 {
    let octave = (middle(1) / middle(0)).log10();
    let place = ((hertz.max(1.0) / middle(0)).log10() / octave).clamp(0.0, (EQ_BANDS - 1) as f64);
    let (band, between) = (place as usize, place.fract());
    let next = (band + 1).min(EQ_BANDS - 1);
    let gain = curve[band] * (1.0 - between) + curve[next] * between;
    if (30.0..=16_500.0).contains(&hertz) { gain } else { gain.min(0.0) }
}

/// The curve as a step.
pub fn equaliser(curve: &Curve, rate: SampleRate) -> Stage<'static> {
    let impulse = impulse(curve, f64::from(rate.0));
    let late = impulse.len() / 2;
    let mut convolver = Convolver::new(Arc::new(Impulse::new(&[impulse])));
    Stage::new(late, move |left, right| {
        widely(Turn { convolver: &mut convolver, left, right });
        0.0
    })
}

/// A filter of linear phase by sampling its response (Rabiner and Gold 1975) under a Kaiser window; an odd number of taps.
fn impulse(curve: &Curve, rate: f64) -> Vec<f32> {
    const BETA: f64 = 6.0;
    let half = 8_192 * (rate / 48_000.0).ceil() as usize;
    let points = 4 * half;
    let cosines: Vec<f64> = (0..points).map(|n| (TAU * n as f64 / points as f64).cos()).collect();
    let gain = |k: usize| 10f64.powf(gain_at(curve, k as f64 * rate / points as f64) / 20.0);
    let gains: Vec<f64> = (0..=points / 2).map(gain).collect();
    let side = |n: usize| {
        let inner: f64 = (1..points / 2).map(|k| gains[k] * cosines[k * n % points]).sum();
        let last = gains[points / 2] * (PI * n as f64).cos();
        (gains[0] + 2.0 * inner + last) / points as f64 * kaiser(n as f64 / (half + 1) as f64, BETA)
    };
    let side: Vec<f32> = (0..=half).map(|n| side(n) as f32).collect();
    side.iter().skip(1).rev().chain(&side).copied().collect()
}

struct Turn<'a> {
    convolver: &'a mut Convolver,
    left: &'a mut [f32],
    right: &'a mut [f32],
}

impl Work for Turn<'_> {
    type Out = ();

    #[inline(always)]
    fn run(self) {
        self.convolver.process(1.0, self.left, self.right);
    }
}

#[cfg(test)]
mod tests {
    use super::super::sound::Sound;
    use super::super::stage::{end, push};
    use super::*;

    /// Replaces a sound by itself under a curve.
    fn equalise(curve: &Curve, sound: &mut Sound) {
        let (mut stages, mut out) = ([equaliser(curve, sound.rate)], [Vec::new(), Vec::new()]);
        let mut take = |block: [&[f32]; 2], _: f64| {
            out.iter_mut().zip(block).for_each(|(out, channel)| out.extend_from_slice(channel));
            Ok(())
        };
        push(&mut stages, sound.channels.each_ref().map(Vec::as_slice), &mut take).expect("taken");
        end(&mut stages, &mut take).expect("taken");
        sound.channels = out;
    }

    fn sine(hertz: f64) -> Sound {
        let sine: Vec<f32> =
            (0..48_000).map(|n| (TAU * hertz * f64::from(n) / 48_000.0).sin() as f32).collect();
        Sound { rate: SampleRate(48_000), channels: [sine.clone(), sine] }
    }

    #[test]
    fn the_curve_is_what_it_says_and_nothing_moves_in_time() {
        let curve = std::array::from_fn(|band| if band % 2 == 0 { 3.0 } else { -2.0 });
        for band in 1..EQ_BANDS - 1 {
            let mut sound = sine(middle(band));
            let before = sound.clone();
            equalise(&curve, &mut sound);
            assert_eq!(sound.channels[0].len(), before.channels[0].len());
            let gain = 10f64.powf(curve[band] / 20.0);
            let pairs = sound.channels[0].iter().zip(&before.channels[0]).skip(8_000).take(30_000);
            let off = pairs.map(|(after, before)| (f64::from(*after) - gain * f64::from(*before)).abs());
            // The corners of the curve are a little round in the lowest bands.
            let most = if band < 2 { 0.06 } else { 0.02 };
            assert!(off.clone().fold(0.0, f64::max) < most, "band {band}: {}", off.fold(0.0, f64::max));
        }
    }

    #[test]
    fn a_curve_stays_within_its_limit() {
        let mut dark = crate::dsp::loudness::tone::ToneMeter::new(SampleRate(48_000));
        let mut bright = crate::dsp::loudness::tone::ToneMeter::new(SampleRate(48_000));
        let mix = |low: f32, high: f32| -> Vec<f32> {
            let (one, two) = (sine(middle(1)), sine(middle(8)));
            one.channels[0].iter().zip(&two.channels[0]).map(|(a, b)| a * low + b * high).collect()
        };
        dark.hear(&[&mix(0.5, 0.01)]);
        bright.hear(&[&mix(0.05, 0.4)]);
        let curve = towards(&dark.finish(), &bright.finish(), &Mastering::default());
        assert!(curve.iter().all(|gain| gain.abs() <= 3.0), "{curve:?}");
        assert!(curve[8] > 1.0 && curve[1] < -1.0, "{curve:?}");
        assert!(is_flat(&[0.01; EQ_BANDS]) && !is_flat(&curve));
    }
}
