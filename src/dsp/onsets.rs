//! Where sounds begin in a recording.
//!
//! Spectral flux (Dixon, "Onset Detection Revisited", DAFx 2006): how much louder the bands of a spectrum are than a moment before,
//! counted where they rise. The moment before is taken over neighbouring bands, so that vibrato is no beginning (Böck and Widmer,
//! "Maximum Filter Vibrato Suppression for Onset Detection", DAFx 2013). What stands out of the median around it is a beginning
//! (Bello et al., "A Tutorial on Onset Detection in Music Signals", 2005); its place is then sought in the wave itself.
//! Allocates; not for the audio thread.

use super::spectrum::Spectrum;
use std::ops::Range;

/// Seconds of a spectrum, about: it has a power of two of frames.
const WINDOW_SECONDS: f32 = 0.021;
/// Spectra in each window's length.
const OVERLAP: usize = 8;
/// Spectra back to which a spectrum is compared.
const LAG: usize = 2;
/// Bands in an octave, and the lowest one's frequency in Hz.
const BANDS: f32 = 8.0;
const LOWEST: f32 = 60.0;
/// A sine of full level counts this many times what is at the floor of hearing in this measure.
const CONTRAST: f32 = 300.0;
/// Seconds to both sides over which the median is taken.
const AROUND: f32 = 0.1;
/// How far above the median a beginning stands at least, as a factor.
const ABOVE: f32 = 1.6;
/// How far above the median it stands at sensitivity 1 and at 0, as a mean rise of all bands.
const LEAST: [f32; 2] = [0.012, 1.2];
/// Blocks of two thirds of a millisecond whose loudest frame is what was there before: half a turn of the lowest tones.
const HISTORY: usize = 15;
/// A sound that falls to less than this part of its level ends there: what is sudden about it is no beginning.
const FALLEN: f32 = 0.35;
/// Seconds between two beginnings.
const APART: f32 = 0.03;

/// The frames at which sounds begin in `sound`, at `rate` frames a second, ascending. `sensitivity` is from 0 (only what is loud and
/// sudden) to 1. Levels count against the loudest frame. `go_on` hears how much is done, 0 to 1; where it says no, there is no
/// answer.
pub fn onsets(
    sound: &[f32],
    rate: f32,
    sensitivity: f32,
    mut go_on: impl FnMut(f32) -> bool,
) -> Option<Vec<usize>> {
    let peak = sound.iter().fold(0.0f32, |peak, sample| peak.max(sample.abs()));
    if peak <= 0.0 || !peak.is_finite() || rate <= 0.0 {
        return Some(Vec::new());
    }
    let frames = ((WINDOW_SECONDS * rate) as usize).next_power_of_two().max(64);
    let hop = frames / OVERLAP;
    let flux = flux(sound, peak, rate, (frames, hop), &mut go_on)?;
    let least = LEAST[1] * (LEAST[0] / LEAST[1]).powf(sensitivity.clamp(0.0, 1.0));
    let spectra = |seconds: f32| ((seconds * rate / hop as f32) as usize).max(1);
    let mut found: Vec<usize> = Vec::new();
    for at in peaks(&flux, least, spectra(AROUND), spectra(APART)) {
        // The rise is greatest where the window has the attack in its middle, and half of what it is compared to has not.
        let middle = (at * hop + LAG * hop / 2).saturating_sub(frames / 2);
        let region = middle.saturating_sub(frames)..(middle + frames / 2).min(sound.len());
        let Some(frame) = attack(sound, region, rate) else { continue };
        let last = found.last().copied();
        if last.is_none_or(|last| frame >= last + (APART * rate) as usize / 2) {
            found.push(frame);
        }
    }
    Some(found)
}

/// The mean rise of the bands of each spectrum; the spectrum of number n ends before frame `(n + 1) × hop`.
fn flux(
    sound: &[f32],
    peak: f32,
    rate: f32,
    (frames, hop): (usize, usize),
    go_on: &mut impl FnMut(f32) -> bool,
) -> Option<Vec<f32>> {
    let mut spectrum = Spectrum::new(frames);
    let bands = bands(frames, rate);
    let count = sound.len() / hop;
    let mut before = vec![vec![0.0f32; bands.len()]; LAG];
    let mut flux = Vec::with_capacity(count);
    for n in 0..count {
        if n % 256 == 0 && !go_on(n as f32 / count as f32) {
            return None;
        }
        let end = (n + 1) * hop;
        let silence = frames.saturating_sub(end);
        let present = &sound[end.saturating_sub(frames).min(sound.len())..end.min(sound.len())];
        let window = std::iter::repeat_n(0.0, silence).chain(present.iter().map(|sample| sample / peak));
        let bins: Vec<f32> = spectrum.measure(window).collect();
        let loud = |band: &Range<usize>| {
            let power: f32 = bins[band.clone()].iter().map(|bin| bin * bin).sum();
            (CONTRAST * power.sqrt()).ln_1p()
        };
        let now: Vec<f32> = bands.iter().map(loud).collect();
        let old = &before[n % LAG];
        let rise = |(band, now): (usize, &f32)| {
            let near = &old[band.saturating_sub(1)..(band + 2).min(old.len())];
            (now - near.iter().copied().fold(0.0, f32::max)).max(0.0)
        };
        flux.push(now.iter().enumerate().map(rise).sum::<f32>() / now.len().max(1) as f32);
        before[n % LAG] = now;
    }
    Some(flux)
}

/// The bins of each band: wider from octave to octave, and of one bin at least.
fn bands(frames: usize, rate: f32) -> Vec<Range<usize>> {
    let bins = frames / 2;
    let edge = |band: usize| {
        let hertz = LOWEST * (band as f32 / BANDS).exp2();
        ((hertz * frames as f32 / rate).round() as usize).max(1)
    };
    let mut bands: Vec<Range<usize>> = Vec::new();
    for band in 0.. {
        let (from, to) = (edge(band), edge(band + 1).min(bins));
        if from >= bins {
            break;
        }
        if to > from {
            bands.push(from..to);
        }
    }
    bands
}

/// Where a curve has its highest place within `apart` and stands out of the median within `around`.
fn peaks(curve: &[f32], least: f32, around: usize, apart: usize) -> Vec<usize> {
    let near = |at: usize, reach: usize| &curve[at.saturating_sub(reach)..(at + reach + 1).min(curve.len())];
    let stands_out = |at: &usize| {
        let value = curve[*at];
        if value < least || near(*at, apart).iter().any(|other| *other > value) {
            return false;
        }
        let mut sorted = near(*at, around).to_vec();
        let middle = sorted.len() / 2;
        let (_, median, _) = sorted.select_nth_unstable_by(middle, f32::total_cmp);
        value >= least + ABOVE * *median
    };
    (0..curve.len()).filter(stands_out).collect()
}

/// The frame within a region at which the wave rises most: where it leaves what was there before. `None` where it falls instead.
fn attack(sound: &[f32], region: Range<usize>, rate: f32) -> Option<usize> {
    let size = ((rate / 1_500.0) as usize).max(4);
    let first = (region.start / size).min(HISTORY);
    let begin = region.start - first * size;
    let blocks: Vec<f32> = sound[begin..region.end]
        .chunks(size)
        .map(|block| block.iter().fold(0.0f32, |peak, sample| peak.max(sample.abs())))
        .collect();
    let loudest = |blocks: &[f32]| blocks.iter().copied().fold(0.0, f32::max);
    let before = |at: usize| loudest(&blocks[at.saturating_sub(HISTORY)..at]);
    let behind = |at: usize| loudest(&blocks[at..(at + 6).min(blocks.len())]);
    let rise = |at: usize| behind(at).min(4.0 * blocks[at]) - before(at);
    let at = (first..blocks.len()).max_by(|a, b| rise(*a).total_cmp(&rise(*b)).then(b.cmp(a)))?;
    let level = loudest(&blocks[first..(first + blocks.len()) / 2]);
    let later = &sound[region.end..(region.end + region.len() / 3).min(sound.len())];
    let left = later.iter().fold(0.0f32, |peak, sample| peak.max(sample.abs()));
    if left < FALLEN * level && rise(at) < 0.1 * level {
        return None;
    }
    let beyond = before(at) + 0.1 * (behind(at) - before(at)).max(0.0);
    let from = begin + at.saturating_sub(1) * size;
    let to = (begin + (at + 2) * size).min(sound.len());
    let risen = (from..to).find(|frame| sound[*frame].abs() > beyond).unwrap_or(from);
    // From the last crossing of zero before it, if that is near: a slice that begins there makes no click.
    let crossing = (risen.saturating_sub(size)..risen).rev().find(|frame| {
        let (here, next) = (sound[*frame], sound[*frame + 1]);
        here == 0.0 || (here < 0.0) != (next < 0.0)
    });
    Some(crossing.map_or(risen, |frame| if sound[frame] == 0.0 { frame } else { frame + 1 }))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::dsp::lfo::next_random;
    use std::f32::consts::TAU;

    const RATE: f32 = 44_100.0;

    fn found(sound: &[f32], sensitivity: f32) -> Vec<usize> {
        onsets(sound, RATE, sensitivity, |_| true).expect("nobody broke it off")
    }

    /// A beat: click, burst of noise, low and high sines, all dying away.
    fn beat(level: impl Fn(usize) -> f32) -> (Vec<f32>, Vec<usize>) {
        let places: Vec<usize> = (0..16).map(|n| 700 + n * 5_513 + (n * 977) % 800).collect();
        let mut sound = vec![0.0; 16 * 5_513 + 8_000];
        let mut random = 3;
        for (n, place) in places.iter().enumerate() {
            for (after, sample) in sound[*place..].iter_mut().take(9_000).enumerate() {
                let time = after as f32 / RATE;
                random = next_random(random);
                let noise = random as f32 / u32::MAX as f32 * 2.0 - 1.0;
                let (wave, seconds) = match n % 4 {
                    0 => ((TAU * 55.0 * time + 6.0 * (1.0 - (-time * 40.0).exp())).cos(), 0.08),
                    1 => (noise, 0.02),
                    2 => (noise + (TAU * 190.0 * time).sin(), 0.05),
                    _ => ((TAU * 880.0 * time).sin(), 0.06),
                };
                *sample += level(n) * wave * (-time / seconds).exp();
            }
        }
        (sound, places)
    }

    /// How far each place is from what was found, in ms; how many there are that are no place.
    fn compared(places: &[usize], found: &[usize]) -> (f32, usize) {
        let ms = |a: usize, b: usize| a.abs_diff(b) as f32 * 1_000.0 / RATE;
        let nearest = |at: &usize, list: &[usize]| {
            list.iter().map(|other| ms(*at, *other)).fold(f32::INFINITY, f32::min)
        };
        let worst = places.iter().map(|place| nearest(place, found)).fold(0.0, f32::max);
        (worst, found.iter().filter(|frame| nearest(frame, places) > 5.0).count())
    }

    #[test]
    fn every_stroke_of_a_beat_is_found_within_five_milliseconds_and_nothing_else() {
        let (sound, places) = beat(|_| 0.5);
        let (worst, others) = compared(&places, &found(&sound, 0.5));
        assert!(worst < 5.0 && others == 0, "{worst} ms, {others} others");
        let (sound, places) = beat(|n| if n % 3 == 0 { 0.5 } else { 0.15 });
        let (worst, others) = compared(&places, &found(&sound, 0.5));
        assert!(worst < 5.0 && others == 0, "uneven: {worst} ms, {others} others");
    }

    #[test]
    fn vibrato_and_a_steady_sound_are_no_beginnings() {
        for (depth, hertz) in [(0.0, 440.0f32), (0.03, 440.0), (0.06, 220.0), (0.03, 1_760.0)] {
            let mut phase = 0.0;
            let sound: Vec<f32> = (0..132_300)
                .map(|n| {
                    let time = n as f32 / RATE;
                    phase += hertz * (1.0 + depth * (TAU * 6.0 * time).sin()) / RATE;
                    0.5 * (TAU * (phase % 1.0)).sin()
                })
                .collect();
            let found = found(&sound, 0.5);
            assert!(found.iter().all(|frame| *frame < 220), "{depth} {hertz}: {found:?}");
            assert_eq!(found.len(), 1, "{depth} {hertz}: it begins once");
        }
    }

    #[test]
    fn a_sudden_end_is_no_beginning() {
        let mut sound = vec![0.0; 44_100];
        let tone = |n: usize| 0.5 * (TAU * 300.0 * n as f32 / RATE).sin();
        (10_000..30_000).for_each(|n| sound[n] = tone(n));
        let found = found(&sound, 0.5);
        assert!(found.len() == 1 && found[0].abs_diff(10_000) < 220, "{found:?}");
    }

    #[test]
    fn more_sensitivity_finds_softer_strokes_and_never_fewer() {
        let (sound, _) = beat(|n| 0.5 * 0.6f32.powi(n as i32));
        let counts = [0.0, 0.25, 0.5, 0.75, 1.0].map(|sensitivity| found(&sound, sensitivity).len());
        assert!(counts.windows(2).all(|pair| pair[0] <= pair[1]), "{counts:?}");
        assert!(counts[0] + 3 <= counts[4], "{counts:?}");
    }

    #[test]
    fn silence_nothing_and_no_numbers_have_no_beginnings() {
        assert!(found(&[], 1.0).is_empty());
        assert!(found(&[0.0; 50_000], 1.0).is_empty());
        assert!(found(&[f32::INFINITY; 500], 1.0).is_empty());
        assert_eq!(onsets(&[0.5; 50_000], RATE, 0.5, |_| false), None);
    }

    #[test]
    fn the_rate_does_not_matter() {
        let (sound, places) = beat(|_| 0.5);
        let slow: Vec<f32> = sound.iter().step_by(2).copied().collect();
        let found = onsets(&slow, RATE / 2.0, 0.5, |_| true).expect("an answer");
        let doubled: Vec<usize> = found.iter().map(|frame| frame * 2).collect();
        let (worst, others) = compared(&places, &doubled);
        assert!(worst < 5.0 && others == 0, "{worst} ms, {others} others: {doubled:?}");
    }
}
