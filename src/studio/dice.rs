//! Chance that is the same every time.

use crate::sequencer::random::throw;

/// A stream of numbers from a seed.
#[derive(Clone, Debug)]
pub struct Dice {
    seed: u64,
    /// What tells the stream from others of the seed; the last one counts the throws.
    place: Vec<u64>,
}

impl Dice {
    /// The stream of a song's seed and a variation.
    pub fn new(seed: u64, variation: u64) -> Dice {
        Dice::at(throw(seed, &[variation]), &[])
    }

    /// The stream of a seed and a place.
    pub fn at(seed: u64, place: &[u64]) -> Dice {
        Dice { seed, place: [place, &[0]].concat() }
    }

    fn next(&mut self) -> u64 {
        if let Some(thrown) = self.place.last_mut() {
            *thrown += 1;
        }
        throw(self.seed, &self.place)
    }

    /// A number below `count`, 0 for 0.
    pub fn below(&mut self, count: usize) -> usize {
        (self.next() % count.max(1) as u64) as usize
    }

    /// From 0 to below 1.
    pub fn part(&mut self) -> f64 {
        (self.next() >> 11) as f64 / (1u64 << 53) as f64
    }

    /// One of the things, each as likely as its weight. `None` if all weights are 0.
    pub fn weighted<T: Copy>(&mut self, things: &[(T, f64)]) -> Option<T> {
        let sum: f64 = things.iter().map(|(_, weight)| weight.max(0.0)).sum();
        let mut left = self.part() * sum;
        let likely = things.iter().filter(|(_, weight)| *weight > 0.0);
        let hit = likely.clone().find(|(_, weight)| {
            left -= weight;
            left < 0.0
        });
        hit.or_else(|| likely.last()).map(|(thing, _)| *thing)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn weights_are_kept_and_streams_come_again() {
        let things = [('a', 1.0), ('b', 3.0), ('c', 0.0)];
        let drawn = |seed| {
            let mut dice = Dice::new(seed, 7);
            (0..4_000).filter_map(|_| dice.weighted(&things)).collect::<String>()
        };
        let first = drawn(1);
        assert_eq!(first, drawn(1));
        assert_ne!(first, drawn(2));
        let share = first.matches('b').count() as f64 / 4_000.0;
        assert!((share - 0.75).abs() < 0.03 && !first.contains('c'), "{share}");
        assert_eq!(Dice::new(1, 1).weighted(&[('a', 0.0)]), None);
    }

    #[test]
    fn a_place_has_a_stream_of_its_own() {
        let drawn = |place: &[u64]| {
            let mut dice = Dice::at(7, place);
            [(); 3].map(|()| dice.below(1_000_000))
        };
        let thrown = |count| (throw(7, &[2, 0, 1, count]) % 1_000_000) as usize;
        assert_eq!(drawn(&[2, 0, 1]), [thrown(1), thrown(2), thrown(3)]);
        assert_ne!(drawn(&[2, 0, 1]), drawn(&[2, 1, 0]));
    }
}
