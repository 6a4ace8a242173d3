//! How often each key of each instrument was struck since playback began: for zones that take turns. Counted from there, so that
//! a song sounds the same each time that it is played.

use crate::song::MAX_INSTRUMENTS;

const KEYS: usize = 128;

/// The counters.
pub(super) struct Turns {
    counts: Vec<u32>,
}

impl Turns {
    pub fn new() -> Turns {
        Turns { counts: vec![0; MAX_INSTRUMENTS * KEYS] }
    }

    /// Playback begins anew.
    pub fn begin(&mut self) {
        self.counts.fill(0);
    }

    /// The number of a key's note that begins now, from 0.
    pub fn next(&mut self, instrument: u8, key: u8) -> u32 {
        let place = usize::from(instrument) * KEYS + usize::from(key).min(KEYS - 1);
        let Some(count) = self.counts.get_mut(place) else { return 0 };
        let now = *count;
        *count = now.wrapping_add(1);
        now
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_key_of_every_instrument_is_counted_for_itself() {
        let mut turns = Turns::new();
        let struck = [(0, 60), (0, 60), (0, 61), (254, 127), (254, 131), (0, 60)];
        assert_eq!(struck.map(|(instrument, key)| turns.next(instrument, key)), [0, 1, 0, 0, 1, 2]);
        turns.begin();
        assert_eq!(turns.next(0, 60), 0);
    }
}
