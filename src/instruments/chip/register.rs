//! The noise of a shift register: 32,767 bits that sound like noise, or 93 that have a pitch.

/// The bits of a turn of the short noise.
pub const SHORT: f32 = 93.0;
/// The mean of the short noise, which is taken out.
const SHORT_MEAN: f32 = 61.0 / 93.0;
/// The most bits in a frame.
const MOST: f32 = 8.0;

/// A register of fifteen bits.
#[derive(Clone, Copy, Debug)]
pub struct Register {
    bits: u16,
    /// The part of the present bit that has been heard.
    heard: f32,
}

impl Default for Register {
    fn default() -> Self {
        Register { bits: 1, heard: 0.0 }
    }
}

impl Register {
    #[inline(always)]
    fn next(&mut self, short: bool) {
        let tap = if short { self.bits >> 6 } else { self.bits >> 1 };
        let bit = (self.bits ^ tap) & 1;
        self.bits = (self.bits >> 1) | (bit << 14);
    }

    /// Writes the next frames, −1 to 1, at `speed` bits per frame. Each frame is the mean of the bits that it covers, so that edges
    /// between frames are where they belong.
    #[inline(always)]
    pub fn render(&mut self, short: bool, speed: f32, out: &mut [f32]) {
        let speed = speed.clamp(0.0, MOST);
        let share = 1.0 / speed.max(1e-6);
        let mean = if short { SHORT_MEAN } else { 0.0 };
        for frame in out {
            let mut left = speed;
            let mut sum = 0.0;
            while self.heard + left >= 1.0 {
                let part = 1.0 - self.heard;
                sum += part * self.level();
                left -= part;
                self.heard = 0.0;
                self.next(short);
            }
            sum += left * self.level();
            self.heard += left;
            *frame = sum * share - mean;
        }
    }

    #[inline]
    fn level(self) -> f32 {
        if self.bits & 1 == 0 { 1.0 } else { -1.0 }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn period(short: bool) -> (usize, f32) {
        let mut register = Register::default();
        let mut sum = 0.0;
        for n in 1.. {
            sum += register.level();
            register.next(short);
            if register.bits == 1 {
                return (n, sum / n as f32);
            }
        }
        (0, 0.0)
    }

    #[test]
    fn the_registers_have_their_lengths_and_no_mean() {
        let (short, mean) = period(true);
        assert_eq!(short as f32, SHORT);
        assert!((mean - SHORT_MEAN).abs() < 1e-6, "{mean}");
        let (long, mean) = period(false);
        assert_eq!(long, 32_767);
        assert!(mean.abs() < 1e-4, "{mean}");
    }
}
