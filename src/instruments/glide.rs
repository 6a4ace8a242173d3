//! A pitch that comes from that of the note before.

use crate::dsp::units::Semitones;

/// What is left of the way when the set time is over.
const LEFT: f32 = 0.05;

/// Semitones that nobody hears any more.
const HERE: f32 = 1e-3;

/// The way from the last note's pitch to this one's: straight in semitones at first, then slower and slower.
#[derive(Clone, Copy, Debug, Default)]
pub struct Glide {
    /// The pitch to come from, until the first step.
    previous: Option<Semitones>,
    /// Semitones that are left of the way.
    left: f32,
}

impl Glide {
    /// From that pitch, if there was one.
    pub fn new(previous: Option<Semitones>) -> Glide {
        Glide { previous, left: 0.0 }
    }

    /// Goes on to another pitch from where it is, `from` being the pitch that it went to.
    pub fn again(&mut self, from: Semitones) {
        self.previous = self.previous.or(Some(Semitones(from.0 + self.left)));
    }

    /// Semitones that are left of the way.
    pub fn left(&self) -> f32 {
        self.left
    }

    /// How far from `pitch` it is now, in semitones; then `seconds` go by. 95 % of the way are gone after `time` seconds.
    #[inline]
    pub fn next(&mut self, pitch: Semitones, time: f32, seconds: f32) -> f32 {
        if let Some(previous) = self.previous.take().filter(|_| time > 0.0) {
            self.left = previous.0 - pitch.0;
        }
        let now = self.left;
        self.left *= if time > 0.0 && now.abs() > HERE { LEFT.powf(seconds / time) } else { 0.0 };
        now
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn it_starts_at_the_old_pitch_and_is_nearly_there_when_its_time_is_over() {
        let mut glide = Glide::new(Some(Semitones(48.0)));
        assert_eq!(glide.next(Semitones(60.0), 0.2, 0.1), -12.0);
        glide.next(Semitones(60.0), 0.2, 0.1);
        assert!((glide.next(Semitones(60.0), 0.2, 0.1) + 0.6).abs() < 1e-3);
        assert_eq!(Glide::new(Some(Semitones(48.0))).next(Semitones(60.0), 0.0, 0.1), 0.0);
        glide.again(Semitones(60.0));
        assert!((glide.next(Semitones(55.0), 0.2, 0.1) - 5.0).abs() < 0.2, "from where it is");
        assert_eq!(Glide::new(None).next(Semitones(60.0), 0.2, 0.1), 0.0);
    }
}
