//! Windowed sincs between frames: one over eight as a table by phase, one over 32 whose coefficients are polynomials of the place (C. W.
//! Farrow, "A continuously variable digital delay element", 1988), as a table fine enough for it would fill the caches.

use super::kaiser::kaiser;
use std::array::from_fn;
use std::f64::consts::PI;
use std::sync::OnceLock;

/// Places between two frames for which the short sinc is kept; the one at or before a place is taken. With 4,096 that is wrong by
/// −79 dB at a quarter of the sample's rate and by less below: far under the images that eight frames let through.
pub const PHASES: usize = 4_096;
/// The binary digits of a phase's number.
pub const PHASE_BITS: u32 = PHASES.trailing_zeros();

/// Coefficients of eight frames at a phase.
#[derive(Clone, Copy, Debug, Default)]
#[repr(align(32))]
pub struct Taps(pub [f32; 8]);

/// A sinc over eight frames by phase.
pub type Phases = [Taps; PHASES];

/// Pairs of frames under the long sinc.
pub const PAIRS: usize = 16;
/// Even powers of the place in its polynomials, and as many odd ones: they are within −110 dB of it.
pub const POWERS: usize = 4;

/// A number in every lane of a vector.
#[derive(Clone, Copy, Debug)]
#[repr(align(32))]
pub struct Wide(pub [f32; 8]);

/// What two frames that stand equally far from the middle are worth: their sum by even powers of the place, their difference by odd
/// ones, the lowest first.
#[derive(Clone, Copy, Debug)]
pub struct Pair {
    /// Of the sum.
    pub even: [Wide; POWERS],
    /// Of the difference, the left frame less the right one.
    pub odd: [Wide; POWERS],
}

/// A sinc over 32 frames, the outermost pair first.
#[derive(Clone, Debug)]
pub struct Polynomials(pub [Pair; PAIRS]);

/// How sincs are cut out of the endless one.
struct Cut<const SPEEDS: usize> {
    frames: usize,
    /// Playing speeds up to which each is used, and its cutoff as a part of half the sample's rate.
    speeds: [(f64, f64); SPEEDS],
    /// The shape of the Kaiser window.
    beta: f64,
}

const EIGHT: Cut<5> = Cut {
    frames: 8,
    speeds: [(1.0, 0.94), (1.26, 0.78), (1.6, 0.62), (2.0, 0.5), (f64::INFINITY, 0.36)],
    beta: 5.6,
};

/// Among the speeds are those from each usual rate to the others.
const THIRTY_2: Cut<9> = Cut {
    frames: 2 * PAIRS,
    speeds: [
        (1.0, 0.97),
        (1.09, 0.89),
        (1.26, 0.77),
        (1.45, 0.67),
        (1.6, 0.61),
        (1.84, 0.53),
        (2.0, 0.49),
        (2.18, 0.45),
        (f64::INFINITY, 0.33),
    ],
    beta: 9.4,
};

/// Makes all sincs: to be called before any sound.
pub fn prepare() {
    eight(1.0);
    thirty_2(1.0);
}

/// The sinc over eight frames for a playing speed.
pub fn eight(speed: f64) -> &'static Phases {
    static SINCS: OnceLock<[Box<Phases>; EIGHT.speeds.len()]> = OnceLock::new();
    let sincs = SINCS.get_or_init(|| {
        let place = |phase: usize| phase as f64 / PHASES as f64;
        let windows: Vec<Vec<f64>> = (0..PHASES).map(|phase| EIGHT.window(place(phase))).collect();
        EIGHT.speeds.map(|(_, cutoff)| {
            let mut phases = Box::new([Taps::default(); PHASES]);
            for (phase, taps) in phases.iter_mut().enumerate() {
                let exact = EIGHT.under(&windows[phase], cutoff, place(phase));
                taps.0.iter_mut().zip(exact).for_each(|(tap, exact)| *tap = exact as f32);
            }
            phases
        })
    });
    &sincs[EIGHT.index(speed)]
}

/// The sinc over 32 frames for a playing speed.
pub fn thirty_2(speed: f64) -> &'static Polynomials {
    static SINCS: OnceLock<[Polynomials; THIRTY_2.speeds.len()]> = OnceLock::new();
    let sincs = SINCS.get_or_init(|| THIRTY_2.speeds.map(|(_, cutoff)| Polynomials::new(cutoff)));
    &sincs[THIRTY_2.index(speed)]
}

impl Polynomials {
    fn new(cutoff: f64) -> Polynomials {
        // Interpolated at Chebyshev's nodes and cut off: as good as the best one of its degree, but for a fraction of a decibel.
        const NODES: usize = 48;
        let angles: [f64; NODES] = from_fn(|n| PI * (n as f64 + 0.5) / NODES as f64);
        let taps = angles.map(|angle| THIRTY_2.taps(cutoff, f64::midpoint(angle.cos(), 1.0)));
        Polynomials(from_fn(|pair| {
            let mut powers = [0.0; 2 * POWERS];
            for degree in 0..2 * POWERS {
                let wave = |(angle, taps): (&f64, &Vec<f64>)| taps[pair] * (degree as f64 * angle).cos();
                let sum: f64 = angles.iter().zip(&taps).map(wave).sum();
                let weight = sum * if degree == 0 { 1.0 } else { 2.0 } / NODES as f64;
                powers.iter_mut().zip(chebyshev(degree)).for_each(|(power, of)| *power += weight * of);
            }
            let wide = |value: f64| Wide([value as f32; 8]);
            Pair { even: from_fn(|n| wide(powers[2 * n])), odd: from_fn(|n| wide(powers[2 * n + 1])) }
        }))
    }

    /// The sound at a place by its 32 digits behind the point, which stands behind the 16th of `frames`, of which there are 32. Nothing is
    /// multiplied and added at once: processors that cannot take a hundred times as long for that.
    #[inline(always)]
    pub fn read(&self, frames: &[f32], digits: u32) -> f32 {
        let (mut even, mut odd) = ([0.0f32; POWERS], [0.0f32; POWERS]);
        for (n, pair) in self.0.iter().enumerate() {
            let (left, right) = (frames[n], frames[2 * PAIRS - 1 - n]);
            let (sum, difference) = (left + right, left - right);
            for power in 0..POWERS {
                even[power] += sum * pair.even[power].0[0];
                odd[power] += difference * pair.odd[power].0[0];
            }
        }
        // From −1 to 1, from the first 24 digits.
        let place = (digits >> 8) as f32 * (1.0 / 8_388_608.0) - 1.0;
        let square = place * place;
        let rise = |sums: [f32; POWERS]| sums.into_iter().rev().reduce(|all, next| all * square + next);
        let [even, odd] = [even, odd].map(|sums| rise(sums).unwrap_or_default());
        odd * place + even
    }
}

/// The powers of Chebyshev's polynomial of a degree below 8.
fn chebyshev(degree: usize) -> [f64; 2 * POWERS] {
    let (mut before, mut now) = ([0.0; 2 * POWERS], [0.0; 2 * POWERS]);
    (before[0], now[1]) = (1.0, 1.0);
    for _ in 0..degree {
        let next = from_fn(|n| if n == 0 { 0.0 } else { 2.0 * now[n - 1] } - before[n]);
        (before, now) = (now, next);
    }
    before
}

impl<const SPEEDS: usize> Cut<SPEEDS> {
    /// Which one is used at a speed.
    fn index(&self, speed: f64) -> usize {
        self.speeds.iter().position(|(fastest, _)| speed <= fastest * 1.000_001).unwrap_or(SPEEDS - 1)
    }

    /// The coefficients for a place from 0 to 1 behind the frame in the middle.
    fn taps(&self, cutoff: f64, place: f64) -> Vec<f64> {
        self.under(&self.window(place), cutoff, place)
    }

    /// The window around a place.
    fn window(&self, place: f64) -> Vec<f64> {
        self.distances(place).map(|x| kaiser(2.0 * x / self.frames as f64, self.beta)).collect()
    }

    /// The coefficients under a window, brought to a sum of 1.
    fn under(&self, window: &[f64], cutoff: f64, place: f64) -> Vec<f64> {
        let ideal = |x: f64| if x == 0.0 { cutoff } else { (PI * x * cutoff).sin() / (PI * x) };
        let taps: Vec<f64> = self.distances(place).zip(window).map(|(x, window)| ideal(x) * window).collect();
        let sum: f64 = taps.iter().sum();
        taps.into_iter().map(|tap| tap / sum).collect()
    }

    /// How far each frame stands from a place.
    fn distances(&self, place: f64) -> impl Iterator<Item = f64> {
        let before = (self.frames / 2 - 1) as f64;
        (0..self.frames).map(move |frame| frame as f64 - before - place)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::f64::consts::TAU;

    /// The coefficients at a place.
    fn short(place: f64) -> Vec<f64> {
        eight(1.0)[(place * PHASES as f64) as usize].0.map(f64::from).to_vec()
    }

    fn long(place: f64) -> Vec<f64> {
        long_at(1.0, place)
    }

    fn long_at(speed: f64, place: f64) -> Vec<f64> {
        let tap = |tap: usize| {
            let mut frames = [0.0; 2 * PAIRS];
            frames[tap] = 1.0;
            f64::from(thirty_2(speed).read(&frames, (place * 4_294_967_296.0) as u32))
        };
        (0..2 * PAIRS).map(tap).collect()
    }

    /// The gain at a frequency, as a part of the sample's rate, in dB: what is left of a tone below half the rate, or of its images
    /// above.
    fn gain(read: impl Fn(f64) -> Vec<f64>, part: f64) -> f64 {
        let (mut re, mut im) = (0.0, 0.0);
        for phase in 0..256 {
            let place = (f64::from(phase) + 0.5) / 256.0;
            let taps = read(place);
            for (tap, value) in taps.iter().enumerate() {
                let angle = TAU * part * (tap as f64 - (taps.len() / 2 - 1) as f64 - place);
                re += value * angle.cos();
                im += value * angle.sin();
            }
        }
        10.0 * ((re * re + im * im) / 65_536.0).log10()
    }

    /// How far the noise of a tone at a quarter of the rate lies under it, in dB, against the exact sinc `late` (of a frame) before.
    fn noise<const SPEEDS: usize>(read: fn(f64) -> Vec<f64>, cut: &Cut<SPEEDS>, late: f64) -> f64 {
        let (mut noise, mut power) = (0.0, 0.0);
        for n in 0..20_000 {
            let place = (f64::from(n) * 0.618_033_988_749_9).fract();
            let tone = |taps: Vec<f64>| -> f64 {
                let at = |(tap, value): (usize, f64)| value * (TAU / 4.0 * (tap + n as usize) as f64).sin();
                taps.into_iter().enumerate().map(at).sum()
            };
            let exact = tone(cut.taps(cut.speeds[0].1, place - late));
            noise += (tone(read(place)) - exact).powi(2);
            power += exact.powi(2);
        }
        10.0 * (noise / power).log10()
    }

    #[test]
    fn between_the_phases_a_tone_keeps_79_decibels_from_the_noise() {
        // Half a phase early on average, which is a delay and no noise.
        let decibels = noise(short, &EIGHT, 0.5 / PHASES as f64);
        assert!(decibels < -79.0, "{decibels:.1} dB");
    }

    #[test]
    fn a_tone_keeps_110_decibels_from_the_noise_of_the_polynomials() {
        let decibels = noise(long, &THIRTY_2, 0.0);
        assert!(decibels < -110.0, "{decibels:.1} dB");
    }

    #[test]
    fn eight_frames_pass_music_and_stop_images() {
        for hertz in [1_000.0, 5_000.0, 10_000.0] {
            let gain = gain(short, hertz / 48_000.0);
            assert!(gain.abs() < 0.3, "{hertz} Hz: {gain:.2} dB");
        }
        for hertz in [36_000.0, 43_000.0, 47_000.0] {
            let gain = gain(short, hertz / 48_000.0);
            assert!(gain < -45.0, "{hertz} Hz: {gain:.2} dB");
        }
    }

    #[test]
    fn thirty_two_frames_pass_all_that_is_heard_and_stop_its_images() {
        for rate in [44_100.0, 48_000.0, 96_000.0] {
            for hertz in [20.0, 1_000.0, 5_000.0, 10_000.0, 15_000.0, 17_000.0, 18_000.0] {
                let passed = gain(long, hertz / rate);
                assert!(passed.abs() < 0.1, "{hertz} Hz at {rate}: {passed:.3} dB");
                for image in [rate - hertz, rate + hertz, 2.0 * rate - hertz] {
                    let left = gain(long, image / rate);
                    assert!(left < -90.0, "{hertz} Hz at {rate}, image at {image}: {left:.1} dB");
                }
            }
        }
    }

    #[test]
    fn from_a_higher_rate_what_is_heard_passes_and_nothing_comes_back_into_it() {
        for (from, to, loss) in [
            (48_000.0, 44_100.0, 0.1),
            (88_200.0, 48_000.0, 0.5),
            (96_000.0, 48_000.0, 0.5),
            (88_200.0, 44_100.0, 1.0),
            (96_000.0, 44_100.0, 1.0),
        ] {
            let gain = |hertz: f64| gain(|place| long_at(from / to, place), hertz / from);
            for hertz in [1_000.0, 10_000.0, 16_000.0, 18_000.0] {
                assert!(gain(hertz).abs() < loss, "{from} to {to}, {hertz} Hz: {:.2} dB", gain(hertz));
            }
            // What would lie at 15 kHz and below in the lower rate.
            for hertz in [to - 15_000.0, to - 10_000.0, to - 1_000.0] {
                assert!(gain(hertz) < -50.0, "{from} to {to}, {hertz} Hz comes back: {:.1} dB", gain(hertz));
            }
        }
    }

    #[test]
    fn a_steady_level_stays_at_any_place_and_speed() {
        for speed in [0.5, 1.2, 1.5, 1.9, 4.0] {
            for digits in [0, 1 << 30, 1 << 31, u32::MAX] {
                let level = thirty_2(speed).read(&[1.0; 2 * PAIRS], digits);
                assert!((level - 1.0).abs() < 3e-6, "{speed}: {level}");
            }
        }
    }
}
