//! Two channels of a quantum of sound, and what is done to them.

use crate::dsp::kernel::{Ramp, add_ramped, measure, scale_ramped};
use crate::instruments::voice::{MAX_STRETCH, Stereo};

/// Frames of a quantum.
pub const QUANTUM: usize = MAX_STRETCH;

/// Two channels of a quantum, at the start of a line of the cache.
#[derive(Clone, Copy)]
#[repr(align(64))]
pub(super) struct Bus {
    /// Left and right.
    pub channels: [[f32; QUANTUM]; 2],
}

impl Bus {
    /// No sound.
    pub const SILENT: Bus = Bus { channels: [[0.0; QUANTUM]; 2] };

    /// Both channels, to be changed.
    pub fn stereo(&mut self) -> Stereo<'_> {
        let [left, right] = &mut self.channels;
        Stereo { left, right }
    }

    /// Both channels.
    pub fn sides(&self) -> [&[f32]; 2] {
        self.channels.each_ref().map(|channel| &channel[..])
    }

    /// Makes it narrower or wider: the difference of the channels goes by a level that goes in a straight line.
    pub fn widen(&mut self, (from, to): (f32, f32)) {
        if (from, to) == (1.0, 1.0) {
            return;
        }
        let slope = (to - from) / QUANTUM as f32;
        let [left, right] = &mut self.channels;
        for (n, (left, right)) in left.iter_mut().zip(right).enumerate() {
            let (middle, side) = (0.5 * (*left + *right), 0.5 * (*left - *right));
            let side = side * (from + slope * (n + 1) as f32);
            (*left, *right) = (middle + side, middle - side);
        }
    }

    /// Leads from a frame that another sound ended with into this one, without a step.
    pub fn come_from(&mut self, last: [f32; 2]) {
        for (channel, last) in self.channels.iter_mut().zip(last) {
            add_ramped(&[last - channel[0]; QUANTUM], Ramp::new(1.0, 0.0, QUANTUM), channel);
        }
    }

    /// The last frame.
    pub fn last(&self) -> [f32; 2] {
        self.channels.map(|channel| channel[QUANTUM - 1])
    }

    /// Adds another bus, its level going in a straight line.
    pub fn add(&mut self, other: &Bus, way: (f32, f32)) {
        self.add_sides(other, [way; 2]);
    }

    /// Adds another bus, the levels of left and right each going in a straight line.
    pub fn add_sides(&mut self, other: &Bus, ways: [(f32, f32); 2]) {
        for ((source, out), (from, to)) in other.channels.iter().zip(&mut self.channels).zip(ways) {
            if (from, to) != (0.0, 0.0) {
                add_ramped(source, Ramp::new(from, to, QUANTUM), out);
            }
        }
    }

    /// The highest level where the sides go these ways, and whether every sample is a number there.
    pub fn peak_on(&self, ways: [(f32, f32); 2]) -> (f32, bool) {
        let sides = self.channels.iter().zip(ways).map(|(side, (from, to))| {
            let (peak, sane) = measure(side);
            let peak = peak * from.max(to);
            (peak, sane && peak.is_finite())
        });
        sides.fold((0.0, true), |(highest, all), (peak, sane)| (peak.max(highest), all && sane))
    }

    /// The highest level, and whether every sample is a number.
    pub fn peak(&self) -> (f32, bool) {
        measure(self.channels.as_flattened())
    }

    /// Multiplies left and right, each by a level that goes in a straight line.
    pub fn scale(&mut self, left: (f32, f32), right: (f32, f32)) {
        for (channel, (from, to)) in self.channels.iter_mut().zip([left, right]) {
            if from != 1.0 || to != 1.0 {
                scale_ramped(Ramp::new(from, to, QUANTUM), channel);
            }
        }
    }
}
