//! What waits for one listener: a quarter of a second at most, then the oldest is left out. Neither the listening thread nor another
//! listener ever waits for this one.

use super::figures::Figures;
use super::grade::{Chooser, Grade};
use super::hub::{Codec, Ear, Item};
use std::collections::VecDeque;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use tokio::sync::Notify;

/// Parts of 10 ms that wait: 250 ms.
pub const LONGEST: u32 = 25;
/// Parts that may be under way beyond those that the listener has told of: 1 s. What a line's own buffers hold would come too late.
const AHEAD: u32 = 100;
/// The most parts of a packet.
const MOST_PARTS: u32 = 6;
/// Texts that wait.
const TEXTS: usize = 64;

#[derive(Debug, Default)]
struct State {
    /// With the parts of each; texts have none.
    items: VecDeque<(Item, u32)>,
    /// The number that was put in last.
    newest: Option<u32>,
    dropped: u64,
    /// The numbers and parts of packets that went out and of which it is not told that they came.
    under_way: VecDeque<(u32, u32)>,
    /// Whether the listener tells what comes.
    tells: bool,
    /// How much of the line Opus takes, for one who tells.
    chooser: Option<Chooser>,
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
    /// The parts of something that is put in now. A long packet has the number of its last part.
    fn parts(&mut self, item: &Item) -> u32 {
        let Item::Sound(number, _) = item else { return 0 };
        let before = self.newest.replace(*number);
        before.map_or(1, |before| number.wrapping_sub(before).clamp(1, MOST_PARTS))
    }

    /// Whether there is no room for one more, of so many parts.
    fn is_full(&self, parts: u32) -> bool {
        match parts {
            0 => self.items.iter().filter(|(_, parts)| *parts == 0).count() >= TEXTS,
            parts => self.items.iter().map(|(_, parts)| parts).sum::<u32>() + parts > LONGEST,
        }
    }

    fn drop_oldest(&mut self, sound: bool) {
        let oldest = self.items.iter().position(|(_, parts)| (*parts > 0) == sound);
        oldest.map(|index| self.items.remove(index));
    }

    fn pop(&mut self) -> Option<Item> {
        // What only says that nothing is heard has the number of the packet before it, and nobody tells that it came.
        if let (Item::Sound(number, _), parts) = self.items.front()?
            && self.under_way.back().is_none_or(|(last, _)| last != number)
        {
            if self.under_way.iter().map(|(_, parts)| parts).sum::<u32>() >= AHEAD {
                if self.tells {
                    return None;
                }
                self.under_way.pop_front();
            }
            self.under_way.push_back((*number, *parts));
        }
        self.items.pop_front().map(|(item, _)| item)
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
        let parts = state.parts(&item);
        while state.is_full(parts) {
            state.drop_oldest(parts > 0);
            state.dropped += u64::from(parts > 0);
        }
        if let (Item::Sound(number, _), Some(chooser)) = (&item, &mut state.chooser) {
            chooser.made(*number);
        }
        state.items.push_back((item, parts));
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
        if let Some(place) = state.under_way.iter().position(|(sent, _)| *sent == number) {
            state.under_way.drain(..=place);
            state.tells = true;
            state.chooser.get_or_insert_with(|| Chooser::new(Grade::Full)).came(number);
        }
        drop(state);
        self.wake.notify_one();
    }

    /// The listener will tell what has come: his line is tried from little on.
    pub fn expect_told(&self) {
        self.state().chooser.get_or_insert_with(|| Chooser::new(Grade::Least));
    }

    /// How much of the line Opus takes.
    pub fn grade(&self) -> Grade {
        self.state().chooser.as_ref().map_or(Grade::Full, Chooser::grade)
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

    fn grade(&self) -> Grade {
        self.0.grade()
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
        let first = queue.state().items.front().map(|(item, _)| item.clone());
        assert_eq!(first, Some(Item::Text("format".into())), "texts stay");
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
    fn a_line_of_which_it_is_told_takes_as_much_as_it_carries() {
        let queue = Queue::default();
        assert_eq!(queue.grade(), Grade::Full, "nothing is known");
        queue.expect_told();
        assert_eq!(queue.grade(), Grade::Least);
        for number in 1..=400 {
            queue.put(sound(number));
            numbers(&queue);
            queue.came(number);
        }
        assert_eq!(queue.grade(), Grade::Full, "it comes at once");
        (401..700).for_each(|number| _ = queue.put(sound(number)));
        assert!(queue.grade() < Grade::Full, "nothing comes any more");
        assert_eq!(numbers(&queue).len(), 25, "a quarter of a second waits, be it in many packets or in few");
        (0..20).for_each(|packet| _ = queue.put(sound(1_000 + packet * 6)));
        queue.came(699);
        assert_eq!(numbers(&queue), [1_096, 1_102, 1_108, 1_114]);
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
