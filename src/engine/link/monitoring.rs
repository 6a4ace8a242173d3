//! What comes in on its way to the loudspeaker. Input and output ask and are asked in blocks of their own, by clocks of their own: the audio
//! thread lets so much wait that it does not run empty, fades where it does, and leaves out what has come to wait too long.

use super::input::MOST_CHANNELS;
use super::{Message, StudioEnd};
use crate::engine::bus::QUANTUM;
use ringbuf::traits::{Consumer, Observer, Producer, Split};
use ringbuf::{HeapCons, HeapProd, HeapRb};
use std::cell::RefCell;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

/// Frames that can be under way.
const ROOM: usize = 16_384;
/// Frames that wait at least before it begins, at first and at the most: each time that it runs empty it waits for twice as many.
const CUSHION: [usize; 2] = [2 * QUANTUM, ROOM / 2];
/// Quanta after which it is looked whether more waits than is needed: two seconds at 48 kHz.
const LOOK: u32 = 1_500;
/// Frames in which it comes in, and in which it goes out.
const FADE: u32 = 2 * QUANTUM as u32;

/// The input device's end.
pub(super) struct MonitorFeed {
    ring: HeapProd<f32>,
    open: Arc<AtomicBool>,
}

/// The audio thread's end.
pub struct MonitorEnd {
    ring: HeapCons<f32>,
    open: Arc<AtomicBool>,
    channels: usize,
    cushion: usize,
    /// The least that waited since it was last looked.
    lowest: usize,
    looks: u32,
    playing: bool,
    entered: u32,
    leaving: u32,
    /// What was played last, and what goes out.
    last: [f32; MOST_CHANNELS],
    tail: [f32; MOST_CHANNELS],
    mixed: Vec<f32>,
    quantum: Vec<[f32; QUANTUM]>,
}

/// The same as an engine is lent it.
pub type Monitored = RefCell<MonitorEnd>;

/// Both ends, for so many channels.
pub(super) fn monitoring(channels: usize) -> (MonitorFeed, MonitorEnd) {
    let (ring, out) = HeapRb::new(ROOM * channels.max(1)).split();
    let open = Arc::<AtomicBool>::default();
    let end = MonitorEnd {
        ring: out,
        open: open.clone(),
        channels: channels.clamp(1, MOST_CHANNELS),
        cushion: CUSHION[0],
        lowest: usize::MAX,
        looks: 0,
        playing: false,
        entered: 0,
        leaving: 0,
        last: [0.0; MOST_CHANNELS],
        tail: [0.0; MOST_CHANNELS],
        mixed: vec![0.0; QUANTUM * channels.max(1)],
        quantum: vec![[0.0; QUANTUM]; channels.max(1)],
    };
    (MonitorFeed { ring, open }, end)
}

/// Lets it come in, or not, as long as somebody hears it.
pub(super) fn open(input: &Monitored, open: bool) {
    if let Ok(mut end) = input.try_borrow_mut() {
        end.set_open(open);
    }
}

impl MonitorFeed {
    /// Whole frames that have come. What finds no room is left out.
    pub fn put(&mut self, frames: &[f32]) {
        if self.open.load(Ordering::Relaxed) && self.ring.vacant_len() >= frames.len() {
            self.ring.push_slice(frames);
        }
    }
}

impl MonitorEnd {
    /// Whether anybody hears it. What waits when it is opened is old.
    pub fn set_open(&mut self, open: bool) {
        if self.open.swap(open, Ordering::Relaxed) != open {
            self.ring.clear();
            (self.playing, self.leaving) = (false, 0);
        }
    }

    /// Frames that wait.
    pub fn waiting(&self) -> usize {
        self.ring.occupied_len() / self.channels
    }

    /// Takes the next quantum of every channel.
    pub fn pull(&mut self) {
        let waiting = self.waiting();
        if self.playing && waiting < QUANTUM {
            self.leave();
            self.playing = false;
            self.cushion = (self.cushion * 2).min(CUSHION[1]);
        }
        if !self.playing && waiting >= self.cushion {
            (self.playing, self.entered) = (true, 0);
            (self.lowest, self.looks) = (usize::MAX, 0);
        }
        self.quantum.iter_mut().for_each(|channel| channel.fill(0.0));
        if self.playing {
            self.catch_up(waiting);
            self.take();
        }
        self.let_go();
    }

    /// Leaves out what waits without need.
    fn catch_up(&mut self, waiting: usize) {
        self.lowest = self.lowest.min(waiting - QUANTUM);
        self.looks += 1;
        if self.looks < LOOK {
            return;
        }
        let surplus = self.lowest.saturating_sub(self.cushion);
        (self.lowest, self.looks) = (usize::MAX, 0);
        if surplus > QUANTUM {
            self.leave();
            self.entered = 0;
            self.ring.skip(surplus * self.channels);
        }
    }

    fn take(&mut self) {
        self.ring.pop_slice(&mut self.mixed);
        for (place, frame) in self.mixed.chunks_exact(self.channels).enumerate() {
            let gain = self.entered.min(FADE) as f32 / FADE as f32;
            self.entered = (self.entered + 1).min(FADE);
            for ((channel, last), sample) in self.quantum.iter_mut().zip(&mut self.last).zip(frame) {
                *last = sample * gain;
                channel[place] = *last;
            }
        }
    }

    /// What sounds goes out.
    fn leave(&mut self) {
        (self.leaving, self.tail) = (FADE, self.last);
    }

    fn let_go(&mut self) {
        for place in 0..QUANTUM.min(self.leaving as usize) {
            self.leaving -= 1;
            let gain = self.leaving as f32 / FADE as f32;
            let channels = self.quantum.iter_mut().zip(&self.tail);
            channels.for_each(|(channel, tail)| channel[place] += tail * gain);
        }
    }

    /// A channel of the quantum that was taken last.
    pub fn channel(&self, channel: usize) -> Option<&[f32; QUANTUM]> {
        self.quantum.get(channel)
    }
}

impl StudioEnd {
    /// That is what comes in from now on.
    pub fn monitor(&mut self, end: MonitorEnd) {
        self.waiting.push_back(Message::Monitor(Box::new(RefCell::new(end))));
        self.turn();
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn steepest(sound: &[f32]) -> f32 {
        sound.windows(2).map(|pair| (pair[1] - pair[0]).abs()).fold(0.0, f32::max)
    }

    struct Room {
        feed: MonitorFeed,
        end: MonitorEnd,
        come: usize,
        heard: Vec<f32>,
    }

    impl Room {
        fn new() -> Room {
            let (feed, mut end) = monitoring(2);
            end.set_open(true);
            Room { feed, end, come: 0, heard: Vec::new() }
        }

        fn come(&mut self, frames: usize) {
            let frame = |n: usize| [((n as f32) * 0.02).sin() * 0.5, 0.25];
            let block: Vec<f32> = (self.come..self.come + frames).flat_map(frame).collect();
            self.feed.put(&block);
            self.come += frames;
        }

        fn hear(&mut self, quanta: usize) {
            for _ in 0..quanta {
                self.end.pull();
                self.heard.extend_from_slice(&self.end.quantum[0]);
            }
        }
    }

    #[test]
    fn what_comes_is_heard_frame_by_frame_soon_after() {
        let mut room = Room::new();
        for _ in 0..200 {
            room.come(256);
            room.hear(4);
        }
        let late = (0..600)
            .find(|late| (5_000..40_000).all(|n| room.heard[n + late] == ((n as f32) * 0.02).sin() * 0.5));
        assert!(late.is_some_and(|late| late <= 256), "{late:?}");
        assert_eq!(room.end.channel(1).map(|channel| channel[9]), Some(0.25));
    }

    #[test]
    fn blocks_that_do_not_fit_each_other_find_a_distance_without_clicks() {
        let mut room = Room::new();
        let mut owed = 0;
        for block in 0..600 {
            // The output asks for 512 at once, the input brings 480, each when it likes.
            if block % 7 != 3 {
                room.come(480 * if block % 7 == 4 { 2 } else { 1 });
            }
            owed += 480;
            if owed >= 512 {
                owed -= 512;
                room.hear(8);
            }
        }
        assert!(steepest(&room.heard) < 0.02, "{}", steepest(&room.heard));
        let silent = room.heard[100_000..].chunks(64).filter(|part| part.iter().all(|sample| *sample == 0.0));
        assert_eq!(silent.count(), 0, "it has found its distance");
    }

    #[test]
    fn what_has_come_to_wait_too_long_is_left_out() {
        let mut room = Room::new();
        room.come(6_000);
        for _ in 0..4_000 {
            room.hear(1);
            room.come(64);
        }
        assert!(room.end.waiting() <= 4 * QUANTUM, "{}", room.end.waiting());
        assert!(steepest(&room.heard) < 0.02, "{}", steepest(&room.heard));
    }

    #[test]
    fn while_nobody_hears_it_nothing_waits() {
        let mut room = Room::new();
        room.come(500);
        room.end.set_open(false);
        room.come(500);
        assert_eq!(room.end.waiting(), 0);
    }
}
