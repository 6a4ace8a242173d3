//! The steepest places of a sound: where its slope changes most from one frame to the next. In a click it does so far more than
//! anywhere around it.

/// Frames of a stretch.
pub const STRETCH: usize = 1_024;
/// Frames around the steepest place that belong to it.
const NEAR: usize = 48;

/// The steepest place of a stretch.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Steep {
    /// Its frame.
    pub frame: u64,
    /// How much the slope changes there, in full scale per frame and frame.
    pub change: f32,
    /// How much it changes at most within a stretch before and behind it, apart from the place itself.
    pub around: f32,
}

/// Listens.
#[derive(Default)]
pub(super) struct Slopes {
    last: [[f32; 2]; 2],
    /// The changes of the last three stretches, as far as they are there.
    changes: Vec<f32>,
    /// The frame of the first of them.
    first: u64,
    found: Vec<Steep>,
}

impl Slopes {
    pub fn hear(&mut self, block: [&[f32]; 2]) {
        for (left, right) in block[0].iter().zip(block[1]) {
            let mut change = 0f32;
            for (now, last) in [*left, *right].into_iter().zip(&mut self.last) {
                change = change.max((now - 2.0 * last[1] + last[0]).abs());
                *last = [last[1], now];
            }
            self.changes.push(change);
            if self.changes.len() == 3 * STRETCH {
                self.look(STRETCH..2 * STRETCH);
                self.changes.drain(..STRETCH);
                self.first += STRETCH as u64;
            }
        }
    }

    pub fn finish(mut self) -> Vec<Steep> {
        if self.changes.len() > STRETCH {
            self.look(STRETCH..(2 * STRETCH).min(self.changes.len()));
        }
        self.found
    }

    /// The steepest place of a stretch among its neighbours.
    fn look(&mut self, stretch: std::ops::Range<usize>) {
        let from = stretch.start;
        let steepest = self.changes[stretch].iter().enumerate().max_by(|(_, a), (_, b)| a.total_cmp(b));
        let Some((at, change)) = steepest.map(|(at, change)| (at + from, *change)) else { return };
        let around = self.changes.iter().enumerate().filter(|(other, _)| {
            let away = other.abs_diff(at);
            away > NEAR && away <= STRETCH
        });
        let around = around.map(|(_, change)| *change).fold(0.0, f32::max);
        self.found.push(Steep { frame: self.first + at as u64, change, around });
    }
}
