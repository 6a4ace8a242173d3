//! The end of a long impulse, in parts so long that their transforms must not fall into one short block: what they bring is due only a
//! whole part later, and is worked out in steps meanwhile.

use super::spectra::{Spectra, Transform, behind};
use super::{Response, different, level, pour, response};

/// Frames of a part.
const LENGTH: usize = 2_048;
/// The frame of the impulse from which on it is cut into these parts.
pub(super) const FROM: usize = 2 * LENGTH;
/// Frames of a step.
const STEP: usize = 64;
/// Steps in which a part's work is done: two transforms there, the products, two transforms back.
const STEPS: usize = LENGTH / STEP;
/// Long parts of [`super::BLOCK`] frames before these parts, and in each of them.
const BEFORE: usize = FROM / super::BLOCK;
const WITHIN: usize = LENGTH / super::BLOCK;

/// The spectra of the end of a sound; `frames` are those of the longest channel of the impulse.
pub(super) fn spectra(sound: &[f32], frames: usize) -> Spectra {
    let count = frames.saturating_sub(FROM).div_ceil(LENGTH);
    behind(&mut Transform::new(2 * LENGTH), sound, FROM, count)
}

/// One side of the sound.
struct Side {
    /// The block before the present one, and the present one as far as it has come.
    input: Vec<f32>,
    /// The two blocks before the present one, to be transformed.
    window: Vec<f32>,
    /// The spectra of the blocks before, as many as there are parts; a ring.
    spectra: Spectra,
    /// What they bring to the next block, at both lengths of the impulse.
    sums: Spectra,
    /// What they bring to the present block and, once it is made, to the next one.
    tails: [Vec<f32>; 2],
}

/// The running end of a convolution.
pub(super) struct Late {
    sides: [Side; 2],
    transform: Transform,
    filled: usize,
    newest: usize,
    /// How much of the impulse is heard where the next block begins and where it ends.
    lengths: [f32; 2],
}

impl Late {
    /// At rest, for an impulse of so many parts.
    pub fn new(count: usize) -> Late {
        let room = |blocks: usize| vec![0.0; blocks * LENGTH];
        let side = || Side {
            input: room(2),
            window: room(2),
            spectra: Spectra::new(count, 2 * LENGTH),
            sums: Spectra::new(2, 2 * LENGTH),
            tails: [room(1), room(1)],
        };
        Late {
            sides: [side(), side()],
            transform: Transform::new(2 * LENGTH),
            filled: 0,
            newest: 0,
            lengths: [1.0; 2],
        }
    }

    /// Forgets all sound.
    pub fn reset(&mut self) {
        for side in &mut self.sides {
            [&mut side.input, &mut side.window]
                .into_iter()
                .chain(&mut side.tails)
                .for_each(|room| room.fill(0.0));
            side.spectra.reset();
            side.sums.reset();
        }
        (self.filled, self.newest) = (0, 0);
    }

    /// Takes the next frames of one side, no more than are left of a step; gives what is to be added to what is heard of them.
    #[inline(always)]
    pub fn take(&mut self, side: usize, sound: &[f32]) -> &[f32] {
        let Late { sides, filled, .. } = self;
        let Side { input, tails, .. } = &mut sides[side];
        input[LENGTH + *filled..][..sound.len()].copy_from_slice(sound);
        &tails[0][*filled..][..sound.len()]
    }

    /// So many frames of both sides have been taken. `length` is how much of the impulse is heard, 0 to 1.
    #[inline(always)]
    pub fn pass(&mut self, frames: usize, length: f32, channels: &[Response], parts: usize) {
        self.filled += frames;
        if self.filled.is_multiple_of(STEP) {
            self.step(self.filled / STEP - 1, channels, parts);
        }
        if self.filled == LENGTH {
            (self.filled, self.lengths) = (0, [self.lengths[1], length]);
            self.newest = (self.newest + 1) % self.sides[0].spectra.count().max(1);
            for side in &mut self.sides {
                side.tails.swap(0, 1);
                side.window.copy_from_slice(&side.input);
                side.input.copy_within(LENGTH.., 0);
            }
        }
    }

    /// Begins with a length.
    pub fn begin(&mut self, length: f32) {
        self.lengths = [length; 2];
    }

    /// One step of the work for the next block.
    #[inline(always)]
    fn step(&mut self, step: usize, channels: &[Response], parts: usize) {
        let Late { sides, transform, newest, lengths, .. } = self;
        match step {
            0 | 1 => {
                let side = &mut sides[step];
                transform.analyse(&side.window, &mut side.spectra, *newest);
            }
            _ if step >= STEPS - 2 => {
                let Side { sums, tails, .. } = &mut sides[step - (STEPS - 2)];
                for (which, _) in different(*lengths) {
                    pour(which, &transform.synthesise(sums.of(which))[LENGTH..], &mut tails[1]);
                    sums.clear(which);
                }
            }
            _ => {
                let count = sides[0].spectra.count();
                let upto = |steps: usize| count * steps / (STEPS - 4);
                for part in upto(step - 2)..upto(step - 1) {
                    for (number, Side { spectra, sums, .. }) in sides.iter_mut().enumerate() {
                        let Some(response) = response(channels, number) else { continue };
                        let block = spectra.of((*newest + count - part) % count);
                        for (which, length) in different(*lengths) {
                            let last = BEFORE + part * WITHIN + WITHIN - 1;
                            let level = level(last, length, parts);
                            if level > 0.0 {
                                sums.add_product(which, block, response.late.of(part), level);
                            }
                        }
                    }
                }
            }
        }
    }
}
