//! Controls whose speed does not jump either: for times of delay lines, where a jump of the speed is one of the pitch.

use super::smooth::write_rows;

/// Times that a step of the way takes its time constant in the frames in which a control is to arrive: after them 0.1 % are left.
const STEEP: f64 = 9.2;
/// What is left of the way to be there.
const NEAR: f64 = 1e-4;

/// Controls that go to their targets through two low passes each, one behind the other, frame by frame: it does not matter how stretches
/// are cut.
#[derive(Clone, Copy, Debug)]
pub struct Drifts<const N: usize> {
    targets: Option<[f32; N]>,
    /// Behind the first and the second low pass.
    passed: [[f64; 2]; N],
    /// The part of the way that each goes in a frame.
    share: f64,
    arrived: bool,
}

impl<const N: usize> Default for Drifts<N> {
    fn default() -> Self {
        Drifts { targets: None, passed: [[0.0; 2]; N], share: 1.0, arrived: true }
    }
}

impl<const N: usize> Drifts<N> {
    /// Sets out for these targets, to be there in so many frames. The first ones are taken at once.
    #[inline(always)]
    pub fn aim(&mut self, targets: [f32; N], frames: f32) {
        if self.targets != Some(targets) {
            self.set_out(targets, frames);
        }
    }

    #[cold]
    fn set_out(&mut self, targets: [f32; N], frames: f32) {
        if self.targets.replace(targets).is_none() {
            self.passed = targets.map(|target| [f64::from(target); 2]);
            return;
        }
        self.share = 1.0 - (-STEEP / f64::from(frames.max(1.0))).exp();
        self.arrived = false;
    }

    /// The next frame's values.
    #[inline(always)]
    pub fn step(&mut self) -> [f32; N] {
        let targets = self.targets.unwrap_or([0.0; N]);
        if self.arrived {
            return targets;
        }
        self.walk(&targets)
    }

    /// Writes the values of the next `frames` frames, a row for each control.
    #[inline(always)]
    pub fn rows<const F: usize>(&mut self, frames: usize, rows: &mut [[f32; F]; N]) {
        let still = self.arrived.then(|| self.targets.unwrap_or([0.0; N]));
        write_rows(frames, rows, still, || self.step());
    }

    fn walk(&mut self, targets: &[f32; N]) -> [f32; N] {
        let mut near = true;
        for (passed, target) in self.passed.iter_mut().zip(targets.map(f64::from)) {
            passed[0] += (target - passed[0]) * self.share;
            passed[1] += (passed[0] - passed[1]) * self.share;
            let least = NEAR * target.abs().clamp(1e-2, 1.0);
            near &= passed.iter().all(|passed| (target - passed).abs() < least);
        }
        if near {
            self.passed = targets.map(|target| [f64::from(target); 2]);
            self.arrived = true;
        }
        self.passed.map(|passed| passed[1] as f32)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn they_arrive_in_time_and_neither_place_nor_speed_jumps() {
        let mut drifts = Drifts::default();
        drifts.aim([100.0, 0.5], 1_000.0);
        assert_eq!(drifts.step(), [100.0, 0.5], "the first at once");
        let mut places = vec![100.0; 2];
        for (target, frames) in [(900.0, 500), (300.0, 1_000)] {
            drifts.aim([target, 0.5], 1_000.0);
            places.extend((0..frames).map(|_| drifts.step()[0]));
        }
        assert!((places[places.len() - 1] - 300.0f32).abs() < 2.0);
        let speeds: Vec<f32> = places.windows(2).map(|pair| pair[1] - pair[0]).collect();
        let most = speeds.iter().fold(0.0f32, |most, speed| most.max(speed.abs()));
        let jump = speeds.windows(2).map(|pair| (pair[1] - pair[0]).abs()).fold(0.0f32, f32::max);
        assert!(most > 1.0 && jump < 0.1, "speed {most}, jump {jump}");
        (0..2_000).for_each(|_| _ = drifts.step());
        assert_eq!(drifts.step(), [300.0, 0.5]);
    }
}
