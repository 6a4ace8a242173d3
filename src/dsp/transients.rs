//! Where sounds begin in what is about to be read: found while it is read, a little ahead, without a spectrum and without memory of more
//! than the last moments. It sees what is sudden: strokes, consonants, plucked strings.
//!
//! A rise of power in the wave or in its slope over what was there in the last hundredths of a second (Masri, "Computer Modelling of
//! Sound for Transformation and Synthesis of Musical Signals", 1996; the slope weighs high frequencies as his energy of high bins does).
//! Works on the audio thread; [`super::onsets`] looks at a whole recording more closely.

use super::splice::Sound;

/// Hops in a second.
const HOPS: u32 = 750;
/// The most frames of a hop.
const LONGEST: usize = 512;
/// Seconds in which what was there is forgotten: more than half a turn of the lowest tones.
const MEMORY: f32 = 0.025;
/// By how much power rises where something begins.
const RISE: f32 = 4.0;
/// Power that counts as silence: -75 dB.
const SILENCE: f32 = 3e-8;
/// Seconds between two beginnings.
const APART: f64 = 0.03;
/// Seconds that are heard before the first frame that is wanted.
pub const BEFORE: f64 = 0.06;
/// The most beginnings that lie ahead.
const MOST: usize = 16;

/// The first frame that is looked at where beginnings are wanted from a frame on, in a sound of so many frames a second.
pub fn first_looked_at(from: i64, rate: u32) -> i64 {
    let hop = i64::from(hop(rate));
    // Hops lie where they do whatever frame was first.
    (from - (BEFORE * f64::from(rate)) as i64).div_euclid(hop) * hop
}

/// Frames of a hop.
fn hop(rate: u32) -> u32 {
    (rate / HOPS).clamp(1, LONGEST as u32)
}

/// What was found, and how far it has looked.
#[derive(Clone, Copy, Debug)]
pub struct Transients {
    /// The last ones, ascending.
    found: [i64; MOST],
    count: usize,
    /// The frame before which all was looked at.
    seen: i64,
    /// The power that was there, of the wave and of its slope.
    before: [f32; 2],
    last: f32,
    rate: u32,
    /// Frames of a hop.
    hop: i64,
    apart: i64,
    warm: i64,
    forget: f32,
}

impl Transients {
    /// It looks from a frame on at a sound of so many frames a second.
    pub fn new(first: i64, rate: u32) -> Transients {
        let hop = hop(rate);
        Transients {
            found: [i64::MIN; MOST],
            count: 0,
            seen: first_looked_at(first, rate),
            before: [0.0; 2],
            last: 0.0,
            rate,
            hop: hop.into(),
            apart: (APART * f64::from(rate)) as i64,
            warm: (BEFORE * f64::from(rate)) as i64,
            forget: (-(hop as f32) / (MEMORY * rate.max(1) as f32)).exp(),
        }
    }

    /// Looks on until just before a frame. What lies far from where it was it looks at anew.
    pub fn look(&mut self, sound: &impl Sound, from: i64, to: i64) {
        if from > self.seen + self.warm || to < self.seen - 4 * self.warm {
            *self = Transients::new(from, self.rate);
        }
        let mut frames = [0.0; LONGEST];
        let frames = &mut frames[..self.hop as usize];
        while self.seen + self.hop <= to {
            sound.read(self.seen, frames);
            self.hear(frames);
            self.seen += self.hop;
        }
    }

    /// The next hop.
    fn hear(&mut self, frames: &[f32]) {
        let mut powers = [0.0; 2];
        let count = frames.len() as f32;
        let parts = |last: &mut f32, frame: f32| {
            let slope = frame - *last;
            *last = frame;
            [frame * frame, slope * slope]
        };
        let mut last = self.last;
        for frame in frames {
            let [wave, slope] = parts(&mut last, *frame);
            (powers[0], powers[1]) = (powers[0] + wave, powers[1] + slope);
        }
        let bounds = self.before.map(|before| RISE * before.max(SILENCE));
        let powers = powers.map(|power| power / count);
        if powers[0] > bounds[0] || powers[1] > bounds[1] {
            let mut last = self.last;
            let place = frames.iter().position(|frame| {
                let [wave, slope] = parts(&mut last, *frame);
                wave > bounds[0] || slope > bounds[1]
            });
            self.put(self.seen + place.unwrap_or(0) as i64);
        }
        self.last = last;
        for (before, power) in self.before.iter_mut().zip(powers) {
            *before = (*before * self.forget).max(power);
        }
    }

    fn put(&mut self, frame: i64) {
        let last = self.count.checked_sub(1).map(|last| self.found[last]);
        if last.is_some_and(|last| frame < last + self.apart) {
            return;
        }
        if self.count == MOST {
            self.found.rotate_left(1);
            self.count -= 1;
        }
        self.found[self.count] = frame;
        self.count += 1;
    }

    /// The first beginning behind a frame, as far as it has looked.
    pub fn after(&self, frame: i64) -> Option<i64> {
        self.found[..self.count].iter().copied().find(|found| *found > frame)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::f32::consts::TAU;

    struct Kept(Vec<f32>);

    impl Sound for Kept {
        fn read(&self, first: i64, out: &mut [f32]) {
            for (at, out) in (first..).zip(out) {
                *out = usize::try_from(at).ok().and_then(|at| self.0.get(at)).copied().unwrap_or(0.0);
            }
        }
    }

    /// All beginnings of a sound, looked for in stretches of so many frames.
    fn all(sound: &Kept, rate: u32, stretch: usize) -> Vec<i64> {
        let mut transients = Transients::new(0, rate);
        let (mut found, mut last) = (Vec::new(), -1);
        for at in (0..sound.0.len()).step_by(stretch) {
            transients.look(sound, at as i64, (at + 2 * stretch) as i64);
            while let Some(next) = transients.after(last) {
                found.push(next);
                last = next;
            }
        }
        found
    }

    #[test]
    fn strokes_over_a_chord_are_found_on_their_frame_whatever_stretch_is_looked_at() {
        for rate in [44_100u32, 48_000, 96_000] {
            let (seconds, rate_) = (2.0, rate as f32);
            let mut sound: Vec<f32> = (0..(seconds * rate_) as usize)
                .map(|n| {
                    [110.0, 138.6, 164.8]
                        .map(|hertz| (TAU * hertz * n as f32 / rate_).sin())
                        .iter()
                        .sum::<f32>()
                        * 0.05
                })
                .collect();
            let strokes: Vec<usize> = (1..8).map(|n| n * rate as usize / 4 + 37 * n).collect();
            for stroke in &strokes {
                for (n, sample) in sound[*stroke..].iter_mut().take(rate as usize / 8).enumerate() {
                    let time = n as f32 / rate_;
                    *sample += 0.6 * (TAU * 200.0 * time + 0.5).sin() * (-time / 0.03).exp();
                }
            }
            let sound = Kept(sound);
            let found = all(&sound, rate, 64);
            assert!(found[0] < 4, "the chord itself begins, too: {found:?}");
            let near =
                |(found, stroke): (&i64, &usize)| (found - *stroke as i64).abs() <= i64::from(rate) / 4_000;
            assert_eq!(found.len(), strokes.len() + 1, "{found:?} for {strokes:?}");
            assert!(found[1..].iter().zip(&strokes).all(near), "{found:?} for {strokes:?}");
            assert_eq!(found, all(&sound, rate, 1_000));
        }
    }

    #[test]
    fn nothing_begins_within_tones_noise_and_silence() {
        let mut random = 1u32;
        let mut noise = move || {
            random = crate::dsp::lfo::next_random(random);
            random as f32 / u32::MAX as f32 - 0.5
        };
        let low: Vec<f32> = (0..96_000).map(|n| (TAU * 41.2 * n as f32 / 48_000.0).sin()).collect();
        let hiss: Vec<f32> = (0..96_000).map(|_| noise()).collect();
        let beating: Vec<f32> = (0..96_000)
            .map(|n| (TAU * 440.0 * n as f32 / 48_000.0).sin() + (TAU * 446.0 * n as f32 / 48_000.0).sin())
            .collect();
        for sound in [low, hiss, beating] {
            // That it is cut off at its end is sudden, too.
            let (end, found) = (sound.len() as i64, all(&Kept(sound), 48_000, 64));
            let within: Vec<&i64> = found.iter().filter(|at| (4..end).contains(at)).collect();
            assert!(found[0] < 4 && within.is_empty(), "only its own beginning: {found:?}");
        }
        assert_eq!(all(&Kept(vec![0.0; 48_000]), 48_000, 64), [0i64; 0]);
    }
}
