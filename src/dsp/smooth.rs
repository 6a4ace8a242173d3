//! A control that moves to its target without a step.

/// A value that follows its target, most of the way in some milliseconds.
#[derive(Clone, Copy, Debug, Default)]
pub struct Smooth {
    value: Option<f32>,
}

impl Smooth {
    /// Where it is now, if it is anywhere.
    pub fn value(&self) -> Option<f32> {
        self.value
    }

    /// Moves on by a stretch towards `target` and returns where the stretch begins and ends; in between it goes straight.
    /// `share` of the way is gone in one stretch, 0 to 1. The first target is taken at once.
    #[inline]
    pub fn stretch(&mut self, target: f32, share: f32) -> (f32, f32) {
        if self.value == Some(target) {
            return (target, target);
        }
        let from = self.value.unwrap_or(target);
        let way = target - from;
        let to = if way.abs() <= 1e-5 * target.abs().max(1e-3) { target } else { from + way * share };
        self.value = Some(to);
        (from, to)
    }

    /// Forgets where it was: the next target is taken at once.
    pub fn reset(&mut self) {
        self.value = None;
    }
}

/// The share of the way that a stretch of `frames` goes when `seconds` is the time constant.
pub fn share(frames: usize, seconds: f32, rate: f32) -> f32 {
    1.0 - (-(frames as f32) / (seconds * rate)).exp()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn it_starts_at_its_target_and_arrives_at_a_new_one() {
        let mut smooth = Smooth::default();
        assert_eq!(smooth.stretch(0.5, 0.5), (0.5, 0.5));
        assert_eq!(smooth.stretch(1.0, 0.5), (0.5, 0.75));
        for _ in 0..40 {
            smooth.stretch(1.0, 0.5);
        }
        assert_eq!(smooth.value(), Some(1.0));
    }
}
