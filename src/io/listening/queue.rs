//! What waits for one listener: a quarter of a second at most, then the oldest is left out. Neither the listening thread nor another
//! listener ever waits for this one.

use super::figures::Figures;
use super::hub::{Codec, Ear, Item};
use std::collections::VecDeque;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use tokio::sync::Notify;

/// Packets that wait: 250 ms.
pub const LONGEST: usize = 25;
/// Packets that may be under way beyond those that the listener has told of: 1 s. What a line's own buffers hold would come too late.
const AHEAD: usize = 100;
/// Texts that wait.
const TEXTS: usize = 64;

#[derive(Debug, Default)]
struct State {
    items: VecDeque<Item>,
    dropped: u64,
    /// The numbers of packets that went out and of which it is not told that they came.
    under_way: VecDeque<u32>,
    /// Whether the listener tells what comes.
    tells: bool,
    figures: Option<Figures>,
}

/// A listener's queue.
#[derive(Debug, Default)]
pub struct Queue {
    state: Mutex<State>,
    wake: Notify,
    opus: AtomicBool,
    over: AtomicBool,
}

impl State {
    fn count(&self, sound: bool) -> usize {
        self.items.iter().filter(|item| matches!(item, Item::Sound(..)) == sound).count()
    }

    fn drop_oldest(&mut self, sound: bool) {
        let oldest = self.items.iter().position(|item| matches!(item, Item::Sound(..)) == sound);
        oldest.map(|index| self.items.remove(index));
    }

    fn pop(&mut self) -> Option<Item> {
        // What only says that nothing is heard has the number of the packet before it, and nobody tells that it came.
        if let Item::Sound(number, _) = self.items.front()?
            && self.under_way.back() != Some(number)
        {
            if self.under_way.len() >= AHEAD {
                if self.tells {
                    return None;
                }
                self.under_way.pop_front();
            }
            self.under_way.push_back(*number);
        }
        self.items.pop_front()
    }
}

impl Queue {
    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Takes something to be sent; `false`: the listener is gone.
    pub fn put(&self, item: Item) -> bool {
        if self.over.load(Ordering::Relaxed) {
            return false;
        }
        let mut state = self.state();
        let (sound, most) = match item {
            Item::Sound(..) => (true, LONGEST),
            Item::Text(_) => (false, TEXTS),
        };
        if state.count(sound) >= most {
            state.drop_oldest(sound);
            state.dropped += u64::from(sound);
        }
        state.items.push_back(item);
        drop(state);
        self.wake.notify_one();
        true
    }

    /// The next thing to send, when there is one; `None`: nothing will come any more.
    pub async fn next(&self) -> Option<Item> {
        loop {
            if self.over.load(Ordering::Relaxed) {
                return None;
            }
            if let Some(item) = self.take() {
                return Some(item);
            }
            self.wake.notified().await;
        }
    }

    /// The next thing to send, if there is one now.
    pub fn take(&self) -> Option<Item> {
        if self.over.load(Ordering::Relaxed) { None } else { self.state().pop() }
    }

    /// The listener has told that a packet has come.
    pub fn came(&self, number: u32) {
        let mut state = self.state();
        // Nothing has come that was not sent.
        if let Some(place) = state.under_way.iter().position(|sent| *sent == number) {
            state.under_way.drain(..=place);
            state.tells = true;
        }
        drop(state);
        self.wake.notify_one();
    }

    /// How the sound shall come from now on.
    pub fn choose(&self, codec: Codec) {
        self.opus.store(codec == Codec::Opus, Ordering::Relaxed);
    }

    /// How the sound comes.
    pub fn codec(&self) -> Codec {
        if self.opus.load(Ordering::Relaxed) { Codec::Opus } else { Codec::Pcm }
    }

    /// The listener has told what it measures.
    pub fn tell(&self, figures: Figures) {
        self.state().figures = Some(figures);
    }

    /// What it told last.
    pub fn figures(&self) -> Option<Figures> {
        self.state().figures.clone()
    }

    /// Packets that were left out.
    pub fn dropped(&self) -> u64 {
        self.state().dropped
    }

    /// Nothing more comes or goes.
    pub fn end(&self) {
        self.over.store(true, Ordering::Relaxed);
        self.wake.notify_one();
    }
}

/// The end at the listening thread.
pub struct QueueEar(pub Arc<Queue>);

impl Ear for QueueEar {
    fn codec(&self) -> Codec {
        self.0.codec()
    }

    fn hear(&mut self, item: Item) -> bool {
        self.0.put(item)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn sound(number: u32) -> Item {
        Item::Sound(number, Arc::from([]))
    }

    fn numbers(queue: &Queue) -> Vec<u32> {
        let mut found = Vec::new();
        while let Some(item) = queue.state().pop() {
            if let Item::Sound(number, _) = item {
                found.push(number);
            }
        }
        found
    }

    #[test]
    fn the_oldest_is_left_out_and_counted() {
        let queue = Queue::default();
        queue.put(Item::Text("format".into()));
        (0..40).for_each(|number| assert!(queue.put(sound(number))));
        assert_eq!(queue.state().items.front(), Some(&Item::Text("format".into())), "texts stay");
        assert_eq!(numbers(&queue), (15..40).collect::<Vec<_>>());
        assert_eq!(queue.dropped(), 15);
        queue.end();
        assert!(!queue.put(sound(40)));
    }

    #[test]
    fn no_more_than_a_second_is_under_way_to_one_who_tells_what_came() {
        let queue = Queue::default();
        queue.put(sound(1));
        assert_eq!(numbers(&queue), [1]);
        queue.came(1);
        for number in 2..300 {
            queue.put(sound(number));
            assert_eq!(numbers(&queue), if number <= 101 { vec![number] } else { vec![] });
        }
        queue.came(5_000);
        assert!(numbers(&queue).is_empty(), "that was never sent");
        queue.came(11);
        assert_eq!(numbers(&queue), (275..285).collect::<Vec<_>>(), "ten have come, the newest ten follow");
        queue.came(284);
        assert_eq!(numbers(&queue), (285..300).collect::<Vec<_>>());
    }

    #[test]
    fn silence_of_whose_coming_nobody_tells_holds_nothing_up() {
        let queue = Queue::default();
        queue.put(sound(1));
        assert_eq!(numbers(&queue), [1]);
        queue.came(1);
        for _ in 0..300 {
            queue.put(sound(1));
            assert_eq!(numbers(&queue), [1], "the silence behind the first packet");
        }
        queue.put(sound(2));
        assert_eq!(numbers(&queue), [2]);
    }

    #[test]
    fn one_who_tells_nothing_is_sent_everything() {
        let queue = Queue::default();
        for number in 0..1_000 {
            queue.put(sound(number));
            assert_eq!(numbers(&queue), [number]);
        }
        assert_eq!(queue.dropped(), 0);
    }
}
