//! A burst of noise by which the way from the output to an input is measured. It is added behind the limiter, so no render and no meter has
//! it, and it is the same every time, so that whoever listens knows it.

use super::bus::QUANTUM;

/// Frames of the burst.
pub const LENGTH: usize = 1_024;
/// Its level, linear.
const LEVEL: f32 = 0.4;

/// A sample of the burst, −1 to 1: a number that is scattered over all of the range by its place (Weyl and xorshift).
pub fn sample(place: usize) -> f32 {
    let mut bits = (place as u32).wrapping_add(1).wrapping_mul(0x9E37_79B9);
    bits ^= bits >> 15;
    bits = bits.wrapping_mul(0x85EB_CA6B);
    bits ^= bits >> 13;
    bits as f32 / 2_147_483_648.0 - 1.0
}

/// The burst under way: frames of it that are done.
#[derive(Default)]
pub(super) struct Probe(Option<usize>);

impl Probe {
    /// Begins with the next quantum.
    pub fn begin(&mut self) {
        self.0 = Some(0);
    }

    /// Adds it to the quantum; whether it begins there.
    pub fn add_to(&mut self, channels: &mut [[f32; QUANTUM]; 2]) -> bool {
        let Some(done) = self.0 else { return false };
        for place in done..(done + QUANTUM).min(LENGTH) {
            let level = LEVEL * sample(place);
            channels.iter_mut().for_each(|channel| channel[place - done] += level);
        }
        self.0 = Some(done + QUANTUM).filter(|next| *next < LENGTH);
        done == 0
    }
}
