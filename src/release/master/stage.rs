//! Steps through which sound goes block by block, so that a song of any length takes the same memory: devices of the mixer, an equaliser,
//! fades. Each is in time with what went in.

use crate::formats::album::Placing;
use crate::release::Unreleased;

/// Frames that are worked on at once. Changes nothing in the sound.
pub const BLOCK: usize = 1_024;

/// Gets blocks of left and right, with what was taken away meanwhile in dB (0 or above).
pub type Give<'a> = &'a mut dyn FnMut([&[f32]; 2], f64) -> Result<(), Unreleased>;

/// Replaces left and right, and says what it took away in dB.
type Work<'a> = Box<dyn FnMut(&mut [f32], &mut [f32]) -> f64 + 'a>;

/// A step that replaces sound, so many frames late.
pub struct Stage<'a> {
    work: Work<'a>,
    late: usize,
    /// Frames of what comes out that are still left out.
    skipped: usize,
    waiting: [Vec<f32>; 2],
    /// The most that it took away, in dB.
    pub most: f64,
}

impl<'a> Stage<'a> {
    /// `work` replaces left and right and says what it took away in dB (0 or above); what it gives is `late` frames late.
    pub fn new(late: usize, work: impl FnMut(&mut [f32], &mut [f32]) -> f64 + 'a) -> Stage<'a> {
        Stage { work: Box::new(work), late, skipped: late, waiting: Default::default(), most: 0.0 }
    }

    fn push(&mut self, block: [&[f32]; 2], give: Give) -> Result<(), Unreleased> {
        for (waiting, channel) in self.waiting.iter_mut().zip(block) {
            waiting.extend_from_slice(channel);
        }
        while self.waiting[0].len() >= BLOCK {
            self.work_on(BLOCK, give)?;
        }
        Ok(())
    }

    fn end(&mut self, give: Give) -> Result<(), Unreleased> {
        let late = vec![0.0; self.late];
        self.push([&late, &late], give)?;
        self.work_on(self.waiting[0].len(), give)
    }

    fn work_on(&mut self, frames: usize, give: Give) -> Result<(), Unreleased> {
        let [left, right] = &mut self.waiting;
        let (left_block, right_block) = (&mut left[..frames], &mut right[..frames]);
        let taken = (self.work)(left_block, right_block);
        self.most = self.most.max(taken);
        let skipped = self.skipped.min(frames);
        self.skipped -= skipped;
        if skipped < frames {
            give([&left[skipped..frames], &right[skipped..frames]], taken)?;
        }
        self.waiting.iter_mut().for_each(|channel| drop(channel.drain(..frames)));
        Ok(())
    }
}

/// Takes a block through steps, one after the other.
///
/// # Errors
/// Those of `give`.
pub fn push(stages: &mut [Stage], block: [&[f32]; 2], give: Give) -> Result<(), Unreleased> {
    match stages.split_first_mut() {
        None => give(block, 0.0),
        Some((first, [])) => first.push(block, give),
        Some((first, rest)) => first.push(block, &mut |block, _| push(rest, block, give)),
    }
}

/// No more comes: takes what the steps still hold through those behind them.
///
/// # Errors
/// Those of `give`.
pub fn end(mut stages: &mut [Stage], give: Give) -> Result<(), Unreleased> {
    while let Some((first, rest)) = stages.split_first_mut() {
        match rest.is_empty() {
            true => first.end(give)?,
            false => first.end(&mut |block, _| push(rest, block, give))?,
        }
        stages = rest;
    }
    Ok(())
}

/// Fades sound in and out; holds back as much as that needs.
pub struct Fade {
    /// Frames of both fades.
    first: usize,
    last: usize,
    waiting: [Vec<f32>; 2],
    given: usize,
}

impl Fade {
    /// As a song of an album says, at so many frames per second.
    pub fn new(placing: &Placing, rate: crate::dsp::units::SampleRate) -> Fade {
        let [first, last] =
            [placing.fade_in, placing.fade_out].map(|seconds| rate.frames(f64::from(seconds)).0 as usize);
        Fade { first, last, waiting: Default::default(), given: 0 }
    }

    /// Takes a block.
    ///
    /// # Errors
    /// Those of `give`.
    pub fn push(&mut self, block: [&[f32]; 2], give: Give) -> Result<(), Unreleased> {
        if self.first.max(self.last) == 0 {
            return give(block, 0.0);
        }
        for (waiting, channel) in self.waiting.iter_mut().zip(block) {
            waiting.extend_from_slice(channel);
        }
        // Not each block anew: what is kept would be moved every time.
        let over = self.waiting[0].len().saturating_sub(self.first.max(self.last));
        if over > self.first.max(self.last) { self.give(over, self.first, give) } else { Ok(()) }
    }

    /// No more comes.
    ///
    /// # Errors
    /// Those of `give`.
    pub fn end(&mut self, give: Give) -> Result<(), Unreleased> {
        let rest = self.waiting[0].len();
        let frames = self.given + rest;
        let (first, last) = (self.first.min(frames), self.last.min(frames));
        // The end begins within what was held back.
        for channel in &mut self.waiting {
            for (n, sample) in channel.iter_mut().enumerate().filter(|(n, _)| self.given + n < first) {
                *sample = (f64::from(*sample) * gain(self.given + n, first)) as f32;
            }
            for (n, sample) in channel.iter_mut().rev().take(last).enumerate() {
                *sample = (f64::from(*sample) * gain(n, last)) as f32;
            }
        }
        give([&self.waiting[0], &self.waiting[1]], 0.0)
    }

    fn give(&mut self, frames: usize, first: usize, give: Give) -> Result<(), Unreleased> {
        for channel in &mut self.waiting {
            for (n, sample) in channel.iter_mut().enumerate().take(first.saturating_sub(self.given)) {
                *sample = (f64::from(*sample) * gain(self.given + n, first)) as f32;
            }
        }
        give([&self.waiting[0][..frames], &self.waiting[1][..frames]], 0.0)?;
        self.waiting.iter_mut().for_each(|channel| drop(channel.drain(..frames)));
        self.given += frames;
        Ok(())
    }
}

/// Half a turn of a cosine: no corner at either end.
fn gain(n: usize, of: usize) -> f64 {
    0.5 - 0.5 * (std::f64::consts::PI * n as f64 / of as f64).cos()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::dsp::units::SampleRate;

    /// What becomes of frames 1, 2, 3 … in blocks of that size.
    fn gone_through(frames: usize, size: usize, mut each: impl FnMut([&[f32]; 2], Give, bool)) -> Vec<f32> {
        let sound: Vec<f32> = (1..=frames).map(|n| n as f32).collect();
        let mut out = Vec::new();
        let mut take = |block: [&[f32]; 2], _: f64| {
            assert_eq!(block[0], block[1]);
            out.extend_from_slice(block[0]);
            Ok(())
        };
        sound.chunks(size).for_each(|block| each([block, block], &mut take, false));
        each([&[], &[]], &mut take, true);
        out
    }

    #[test]
    fn steps_are_in_time_whatever_the_blocks() {
        let late = |frames: usize| {
            let mut held: [Vec<f32>; 2] = [vec![0.0; frames], vec![0.0; frames]];
            Stage::new(frames, move |left, right| {
                for (held, channel) in held.iter_mut().zip([left, right]) {
                    held.extend_from_slice(channel);
                    channel.copy_from_slice(&held[..channel.len()]);
                    held.drain(..channel.len());
                }
                1.0
            })
        };
        let expected: Vec<f32> = (1..=5_000).map(|n| n as f32).collect();
        for size in [1, 64, 1_000, 1_024, 5_000] {
            let mut stages = [late(7), late(1_500), late(0)];
            let found = gone_through(5_000, size, |block, give, is_end| {
                if is_end { end(&mut stages, give) } else { push(&mut stages, block, give) }.expect("taken");
            });
            assert!(found == expected, "in blocks of {size}: {} frames", found.len());
            assert!(stages.iter().all(|stage| stage.most == 1.0));
        }
    }

    #[test]
    fn fades_are_the_same_whatever_the_blocks_also_where_the_sound_is_shorter() {
        let faded = |frames: usize, size: usize| {
            let placing = Placing { fade_in: 0.1, fade_out: 0.25, ..Placing::default() };
            let mut fade = Fade::new(&placing, SampleRate(1_000));
            gone_through(frames, size, |block, give, is_end| {
                if is_end { fade.end(give) } else { fade.push(block, give) }.expect("taken");
            })
        };
        for frames in [1, 60, 200, 260, 2_000] {
            let whole = faded(frames, frames);
            assert_eq!(whole.len(), frames);
            assert_eq!((whole[0], whole[frames - 1]), (0.0, 0.0), "{frames}");
            for size in [1, 7, 99, 1_024] {
                assert!(faded(frames, size) == whole, "{frames} in blocks of {size}");
            }
        }
        let whole = faded(2_000, 64);
        assert!((whole[50] / 51.0 - 0.5).abs() < 0.01 && whole[1_000] == 1_001.0);
        assert!((whole[1_875] / 1_876.0 - 0.5).abs() < 0.01);
    }
}
