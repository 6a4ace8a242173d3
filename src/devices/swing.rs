//! What swings slowly in a device: turns in time with the song, or by themselves.

/// What a turn follows: Hz, or the beat.
pub const SPANS: &[&str] = &[
    "Hz", "16 beats", "8 beats", "4 beats", "2 beats", "1 beat", "2/3 beat", "1/2 beat", "1/3 beat",
    "1/4 beat", "1/8 beat",
];

/// Beats for each name in [`SPANS`].
const BEATS: &[f32] = &[0.0, 16.0, 8.0, 4.0, 2.0, 1.0, 2.0 / 3.0, 0.5, 1.0 / 3.0, 0.25, 0.125];

/// Where in its turn a device is, 0 to 1: in 64 bits, so that it stays with the beat for hours.
#[derive(Clone, Copy, Debug, Default)]
pub struct Swing {
    turn: f64,
    step: f64,
}

impl Swing {
    /// Sets how fast it turns: one turn in the time of `span`, an index of [`SPANS`], or so many a second.
    pub fn aim(&mut self, span: f32, hertz: f32, beat_seconds: f32, rate: f32) {
        let turns = match BEATS.get(span as usize) {
            Some(beats) if *beats > 0.0 => 1.0 / (f64::from(*beats) * f64::from(beat_seconds.max(0.01))),
            _ => f64::from(hertz),
        };
        self.step = (turns / f64::from(rate)).clamp(0.0, 0.01);
    }

    /// Goes on by so many frames, at most 64, and tells where it was.
    #[inline(always)]
    pub fn advance(&mut self, frames: usize) -> f32 {
        let turn = self.turn as f32;
        let next = self.turn + self.step * frames as f64;
        self.turn = if next >= 1.0 { next - 1.0 } else { next };
        turn
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_turn_takes_its_beats() {
        assert_eq!(SPANS.len(), BEATS.len());
        let mut swing = Swing::default();
        swing.aim(5.0, 3.0, 0.5, 1_000.0);
        assert_eq!(swing.advance(50), 0.0);
        assert!((swing.advance(50) - 0.1).abs() < 1e-6);
        (0..8).for_each(|_| assert!(swing.advance(50) < 1.0));
        let beat_later = swing.advance(1);
        assert!(beat_later.min(1.0 - beat_later) < 1e-6, "{beat_later}");
    }
}
