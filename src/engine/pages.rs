//! The pages of streamed sounds that an engine has at hand. They come and go by messages; nothing is made or freed here.

use crate::instruments::streamed::Page;

/// The most pages: 384 MiB of stereo.
pub const MOST_PAGES: usize = 6_144;
/// Places of the table, a power of two. A quarter of them stays free, so that looking for a page takes few steps.
const PLACES: usize = 8_192;

/// A sound and the number of one of its pages.
pub type Key = (u32, u32);

/// The pages.
#[derive(Debug)]
pub struct Pages {
    places: Vec<Option<Box<Page>>>,
    count: usize,
}

impl Default for Pages {
    fn default() -> Pages {
        Pages::new()
    }
}

/// The place at which a page is looked for first.
fn home((sound, number): Key) -> usize {
    // Neighbours lie side by side, sounds far from each other (Knuth's multiplicative hashing).
    let mixed = sound.wrapping_mul(0x9E37_79B1) >> 8;
    (mixed as usize).wrapping_add(number as usize) % PLACES
}

impl Pages {
    /// None yet.
    pub fn new() -> Pages {
        Pages { places: (0..PLACES).map(|_| None).collect(), count: 0 }
    }

    fn key(&self, place: usize) -> Option<Key> {
        self.places[place].as_ref().map(|page| (page.sound, page.number))
    }

    /// The place of a page, or the free one where it would stand.
    fn place(&self, key: Key) -> usize {
        let mut place = home(key);
        while self.key(place).is_some_and(|other| other != key) {
            place = (place + 1) % PLACES;
        }
        place
    }

    /// A page.
    pub fn get(&self, key: Key) -> Option<&Page> {
        self.places[self.place(key)].as_deref()
    }

    /// Takes a page in. What had its place comes back, or the page itself if there is no room.
    pub fn put(&mut self, page: Box<Page>) -> Option<Box<Page>> {
        let place = self.place((page.sound, page.number));
        if self.places[place].is_none() {
            if self.count >= MOST_PAGES {
                return Some(page);
            }
            self.count += 1;
        }
        self.places[place].replace(page)
    }

    /// Gives a page back.
    pub fn take(&mut self, key: Key) -> Option<Box<Page>> {
        let mut hole = self.place(key);
        let page = self.places[hole].take()?;
        self.count -= 1;
        // What was put behind it because it stood here moves up (Knuth 6.4, algorithm R).
        let mut next = (hole + 1) % PLACES;
        while let Some(key) = self.key(next) {
            let way = |from: usize, to: usize| (to + PLACES - from) % PLACES;
            if way(home(key), next) >= way(hole, next) {
                self.places.swap(hole, next);
                hole = next;
            }
            next = (next + 1) % PLACES;
        }
        Some(page)
    }

    /// How many there are.
    pub fn count(&self) -> usize {
        self.count
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn page((sound, number): Key) -> Box<Page> {
        Box::new(Page { sound, number, frames: 0, channels: Vec::new() })
    }

    #[test]
    fn pages_are_found_whatever_came_and_went_and_there_is_a_bound() {
        let mut pages = Pages::new();
        let keys: Vec<Key> = (0..MOST_PAGES as u32).map(|n| (n % 37 + 1, n / 37)).collect();
        for key in &keys {
            assert!(pages.put(page(*key)).is_none(), "{key:?}");
        }
        assert_eq!(pages.put(page((99, 0))).map(|page| page.sound), Some(99), "no room");
        assert!(pages.put(page(keys[5])).is_some(), "the one before comes back");
        for key in keys.iter().filter(|key| key.1 % 3 != 0) {
            assert_eq!(pages.take(*key).map(|page| (page.sound, page.number)), Some(*key));
            assert!(pages.take(*key).is_none());
        }
        for key in &keys {
            assert_eq!(pages.get(*key).is_some(), key.1 % 3 == 0, "{key:?}");
        }
        assert_eq!(pages.count(), keys.iter().filter(|key| key.1 % 3 == 0).count());
    }
}
