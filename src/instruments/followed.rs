//! A patch as a voice plays it: what is turned on the screen, or locked in the grid, is followed without a click.

use super::blocks::{BLOCK, fade};
use crate::dsp::parameter::{Kind, Parameters};
use crate::dsp::smooth::share;
use crate::dsp::units::SampleRate;

/// The time constant of numbers that move, in seconds.
const MOVING: f32 = 0.008;
/// Seconds in which the sound fades before something is changed that has nothing between its values, and comes back after.
const FADING: f32 = 0.004;

/// A patch on its way to another one.
#[derive(Clone, Debug, Default)]
pub struct Followed<P> {
    patch: P,
    fade: f32,
}

/// What a block's step along the way was.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Step {
    /// Whether the patch is another than at the last block.
    pub moved: bool,
    fades: [f32; 2],
}

impl<P: Parameters + Clone + PartialEq> Followed<P> {
    /// At its goal.
    pub fn new(patch: &P) -> Self {
        Followed { patch: patch.clone(), fade: 1.0 }
    }

    /// Where it is.
    pub fn patch(&self) -> &P {
        &self.patch
    }

    /// A block further. Numbers glide; whole numbers, switches and choices change while the sound is faded out.
    #[inline]
    pub fn step(&mut self, goal: &P, rate: SampleRate) -> Step {
        if self.fade == 1.0 && self.patch == *goal {
            return Step { moved: false, fades: [1.0; 2] };
        }
        self.walk(goal, rate)
    }

    #[cold]
    fn walk(&mut self, goal: &P, rate: SampleRate) -> Step {
        let share = share(BLOCK, MOVING, rate.hertz());
        let from = self.fade;
        let silent = from == 0.0;
        let mut waits = false;
        let mut moved = false;
        for row in P::ROWS {
            let (now, wanted) = ((row.get)(&self.patch), (row.get)(goal));
            if now == wanted {
                continue;
            }
            let next = match row.info.kind {
                Kind::Linear | Kind::Exponential => {
                    let way = wanted - now;
                    let near = 1e-4 * (row.info.high - row.info.low).min(wanted.abs().max(1e-2));
                    if way.abs() > near { now + way * share } else { wanted }
                }
                Kind::Whole | Kind::Switch | Kind::Choice(_) if silent => wanted,
                Kind::Whole | Kind::Switch | Kind::Choice(_) => {
                    waits = true;
                    continue;
                }
            };
            moved = true;
            (row.set)(&mut self.patch, next);
        }
        let fade = BLOCK as f32 / (FADING * rate.hertz());
        self.fade = (from + if waits { -fade } else { fade }).clamp(0.0, 1.0);
        Step { moved, fades: [from, self.fade] }
    }
}

impl Step {
    /// Fades a block of one channel, if there is something to fade for.
    #[inline(always)]
    pub fn fade(&self, sound: &mut [f32; BLOCK]) {
        fade(sound, self.fades);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::instruments::subtractive::Patch;

    const RATE: SampleRate = SampleRate(48_000);

    #[test]
    fn numbers_glide_and_choices_wait_for_silence() {
        let mut followed = Followed::new(&Patch::default());
        assert!(!followed.step(&Patch::default(), RATE).moved);
        let goal = Patch { wave: 2.0, mix: 1.0, ..Patch::default() };
        let mut loudest_change = 0.0f32;
        for _ in 0..500 {
            let before = followed.patch.clone();
            let mut sound = [1.0; BLOCK];
            followed.step(&goal, RATE).fade(&mut sound);
            if followed.patch.wave != before.wave {
                loudest_change = loudest_change.max(sound[0]);
            }
            assert!((followed.patch.mix - before.mix).abs() < 0.04);
        }
        assert!(followed.patch == goal && followed.fade == 1.0);
        assert!(loudest_change < 0.1, "{loudest_change}");
    }
}
