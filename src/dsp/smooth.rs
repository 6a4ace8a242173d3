//! A control that moves to its target without a step.

/// A value that follows its target, most of the way in some milliseconds.
#[derive(Clone, Copy, Debug, Default)]
pub struct Smooth {
    value: Option<f32>,
}

impl Smooth {
    /// One that is somewhere already.
    pub fn at(value: f32) -> Smooth {
        Smooth { value: Some(value) }
    }

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

/// Controls that go to their targets in straight lines, frame by frame: it does not matter how stretches are cut.
#[derive(Clone, Copy, Debug)]
pub struct Glides<const N: usize> {
    targets: Option<[f32; N]>,
    slopes: [f32; N],
    /// Frames until they arrive.
    left: u32,
}

impl<const N: usize> Default for Glides<N> {
    fn default() -> Self {
        Glides { targets: None, slopes: [0.0; N], left: 0 }
    }
}

impl<const N: usize> Glides<N> {
    /// Sets out for these targets, to be there in so many frames. The first ones are taken at once.
    #[inline(always)]
    pub fn aim(&mut self, targets: [f32; N], frames: f32) {
        if let Some(old) = self.targets.filter(|old| *old != targets) {
            let now = self.on_the_way(&old);
            self.left = (frames as u32).max(1);
            self.slopes = std::array::from_fn(|n| (targets[n] - now[n]) / self.left as f32);
        }
        self.targets = Some(targets);
    }

    /// Writes the values of the next `frames` frames, a row for each control.
    #[inline(always)]
    pub fn rows<const F: usize>(&mut self, frames: usize, rows: &mut [[f32; F]; N]) {
        let still = (self.left == 0).then(|| self.targets.unwrap_or([0.0; N]));
        write_rows(frames, rows, still, || self.step());
    }

    /// Whether they have arrived.
    #[inline(always)]
    pub fn is_still(&self) -> bool {
        self.left == 0
    }

    /// The values of the last frame.
    #[inline(always)]
    pub fn now(&self) -> [f32; N] {
        self.on_the_way(&self.targets.unwrap_or([0.0; N]))
    }

    #[inline(always)]
    fn on_the_way(&self, targets: &[f32; N]) -> [f32; N] {
        let left = self.left as f32;
        std::array::from_fn(|n| targets[n] - self.slopes[n] * left)
    }

    /// The next frame's values.
    #[inline(always)]
    pub fn step(&mut self) -> [f32; N] {
        let targets = self.targets.unwrap_or([0.0; N]);
        if self.left == 0 {
            return targets;
        }
        self.left -= 1;
        self.on_the_way(&targets)
    }
}

/// Writes the values of controls in the next `frames` frames, a row for each: those of each step, or `still` where none moves.
#[inline(always)]
pub(super) fn write_rows<const N: usize, const F: usize>(
    frames: usize,
    rows: &mut [[f32; F]; N],
    still: Option<[f32; N]>,
    mut step: impl FnMut() -> [f32; N],
) {
    if let Some(values) = still {
        rows.iter_mut().zip(values).for_each(|(row, value)| row.fill(value));
        return;
    }
    for frame in 0..frames.min(F) {
        let values = step();
        rows.iter_mut().zip(values).for_each(|(row, value)| row[frame] = value);
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

    #[test]
    fn glides_arrive_in_time_from_wherever_they_are() {
        let mut glides = Glides::default();
        glides.aim([1.0, 100.0], 4.0);
        assert_eq!(glides.step(), [1.0, 100.0]);
        glides.aim([2.0, 100.0], 4.0);
        assert_eq!([glides.step(), glides.step()], [[1.25, 100.0], [1.5, 100.0]]);
        glides.aim([0.0, 100.0], 2.0);
        assert_eq!([glides.step()[0], glides.step()[0], glides.step()[0]], [0.75, 0.0, 0.0]);
    }
}
