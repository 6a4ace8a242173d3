//! Sound that was made elsewhere on its way to the sound card here. Whoever gets it puts it in and says how fast it is to be played; the
//! audio thread plays that, waits while there is too little, and fades wherever something is missing.

use ringbuf::traits::{Consumer, Observer, Producer, Split};
use ringbuf::{HeapCons, HeapProd, HeapRb};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU32, AtomicU64, Ordering::Relaxed};

/// Frames of a fade: 5 ms at 48 kHz.
const FADE: u32 = 240;

/// What both ends say to each other.
#[derive(Debug, Default)]
struct Board {
    /// Frames that must wait before it begins to play.
    target: AtomicU32,
    /// Frames of what comes for one frame of the card, as the bits of an `f32`.
    speed: AtomicU32,
    /// Frames to be left out.
    skip: AtomicU32,
    /// Nothing is to come: it is no drop-out when there is nothing.
    rest: AtomicBool,
    playing: AtomicBool,
    dropouts: AtomicU32,
    heard: AtomicU64,
}

/// The end of whoever gets the sound.
pub struct FarEnd {
    ring: HeapProd<[f32; 2]>,
    board: Arc<Board>,
}

/// The audio thread's end.
pub struct Speaker {
    ring: HeapCons<[f32; 2]>,
    board: Arc<Board>,
    playing: bool,
    /// The frames between which the place lies, two before it and two behind it.
    around: [[f32; 2]; 4],
    place: f64,
    /// How far it has come in, 0 to [`FADE`].
    entered: u32,
    /// How much is left of what goes out, and what that is.
    leaving: u32,
    tail: [f32; 2],
    /// What was played last.
    last: [f32; 2],
}

/// Both ends, with room for so many frames.
pub fn far(room: usize) -> (FarEnd, Speaker) {
    let (ring, out) = HeapRb::new(room.max(1)).split();
    let board = Arc::new(Board { speed: AtomicU32::new(1f32.to_bits()), ..Board::default() });
    let speaker = Speaker {
        ring: out,
        board: board.clone(),
        playing: false,
        around: [[0.0; 2]; 4],
        place: 0.0,
        entered: 0,
        leaving: 0,
        tail: [0.0; 2],
        last: [0.0; 2],
    };
    (FarEnd { ring, board }, speaker)
}

impl FarEnd {
    /// Puts sound in; what finds no room is left out: the newest.
    pub fn put(&mut self, sound: &[[f32; 2]]) {
        self.board.rest.store(false, Relaxed);
        self.ring.push_slice(sound);
    }

    /// Nothing comes for now.
    pub fn rest(&self) {
        self.board.rest.store(true, Relaxed);
    }

    /// Frames that wait.
    pub fn waiting(&self) -> usize {
        self.ring.occupied_len()
    }

    /// How many frames shall wait before it plays, and how fast it plays: frames of what comes for one of the card.
    pub fn steer(&self, target: u32, speed: f32) {
        self.board.target.store(target, Relaxed);
        self.board.speed.store(speed.to_bits(), Relaxed);
    }

    /// Leaves out so many frames of those that wait.
    pub fn skip(&self, frames: u32) {
        self.board.skip.store(frames, Relaxed);
    }

    /// Whether it plays.
    pub fn is_playing(&self) -> bool {
        self.board.playing.load(Relaxed)
    }

    /// Frames of the card in which it has played.
    pub fn heard(&self) -> u64 {
        self.board.heard.load(Relaxed)
    }

    /// Times that it ran empty.
    pub fn dropouts(&self) -> u32 {
        self.board.dropouts.load(Relaxed)
    }
}

impl Speaker {
    /// Fills a block, `channels` samples for each frame: left, right, silence; one channel is the mean of both.
    pub fn fill(&mut self, out: &mut [f32], channels: usize) {
        let speed = f64::from(f32::from_bits(self.board.speed.load(Relaxed)));
        self.look();
        let mut heard = 0;
        for frame in out.chunks_exact_mut(channels.max(1)) {
            heard += u64::from(self.playing);
            let [left, right] = self.next(speed);
            match frame {
                [one] => *one = (left + right) * 0.5,
                [first, second, rest @ ..] => {
                    (*first, *second) = (left, right);
                    rest.fill(0.0);
                }
                [] => {}
            }
        }
        self.board.playing.store(self.playing, Relaxed);
        self.board.heard.fetch_add(heard, Relaxed);
    }

    /// Whether to begin, or to go on elsewhere.
    fn look(&mut self) {
        let skip = self.board.skip.swap(0, Relaxed) as usize;
        if skip > 0 {
            self.leave();
            self.ring.skip(skip);
        }
        let waiting = self.ring.occupied_len();
        // What is short is played too when nothing more comes.
        let enough = waiting >= self.board.target.load(Relaxed) as usize || self.board.rest.load(Relaxed);
        if !self.playing && waiting > 0 && enough {
            (self.playing, self.place, self.entered) = (true, 0.0, 0);
            self.around = [[0.0; 2]; 4];
            (0..3).for_each(|_| _ = self.shift());
        }
    }

    /// What sounds goes out, and nothing plays until enough waits again.
    fn leave(&mut self) {
        self.playing = false;
        (self.leaving, self.tail) = (FADE, self.last);
    }

    /// Takes the next frame; whether there was one.
    fn shift(&mut self) -> bool {
        let next = self.ring.try_pop();
        let [_, b, c, d] = self.around;
        self.around = [b, c, d, next.unwrap_or(d)];
        next.is_some()
    }

    fn next(&mut self, speed: f64) -> [f32; 2] {
        let mut sound = [0.0; 2];
        if self.leaving > 0 {
            self.leaving -= 1;
            let gain = self.leaving as f32 / FADE as f32;
            sound = self.tail.map(|sample| sample * gain);
        }
        if self.playing {
            let [a, b, c, d] = self.around;
            let t = self.place as f32;
            // Along a cubic between the middle two (Catmull and Rom).
            let along = |side: usize| {
                let (a, b, c, d) = (a[side], b[side], c[side], d[side]);
                let curve = t * (c - a + t * (2.0 * a - 5.0 * b + 4.0 * c - d + t * (3.0 * (b - c) + d - a)));
                b + 0.5 * curve
            };
            let gain = self.entered.min(FADE) as f32 / FADE as f32;
            self.entered = (self.entered + 1).min(FADE);
            self.last = [along(0) * gain, along(1) * gain];
            sound = [sound[0] + self.last[0], sound[1] + self.last[1]];
            self.place += speed;
            while self.place >= 1.0 && self.playing {
                self.place -= 1.0;
                if !self.shift() {
                    self.leave();
                    if !self.board.rest.load(Relaxed) {
                        self.board.dropouts.fetch_add(1, Relaxed);
                    }
                }
            }
        }
        sound
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn block(speaker: &mut Speaker, frames: usize) -> Vec<f32> {
        let mut out = vec![0.0; frames * 2];
        speaker.fill(&mut out, 2);
        out.chunks(2).map(|frame| frame[0]).collect()
    }

    fn steepest(sound: &[f32]) -> f32 {
        sound.windows(2).map(|pair| (pair[1] - pair[0]).abs()).fold(0.0, f32::max)
    }

    #[test]
    fn it_waits_for_enough_and_plays_what_came_sample_by_sample() {
        let (mut end, mut speaker) = far(48_000);
        end.steer(1_000, 1.0);
        let sound: Vec<[f32; 2]> = (0..4_000).map(|n| [(n as f32 * 0.05).sin(); 2]).collect();
        end.put(&sound[..999]);
        assert!(block(&mut speaker, 256).iter().all(|sample| *sample == 0.0));
        end.put(&sound[999..]);
        let heard = block(&mut speaker, 2_000);
        assert!(end.is_playing());
        let begins = 500;
        let at = (0..10).find(|lag| (begins..1_900).all(|n| heard[n] == sound[n + lag - 2][0]));
        assert!(at.is_some(), "{:?}", &heard[begins..begins + 4]);
    }

    #[test]
    fn it_goes_out_and_comes_back_without_a_click_and_counts_that() {
        let (mut end, mut speaker) = far(48_000);
        end.steer(500, 1.0);
        end.put(&[[0.8; 2]; 1_000]);
        let mut heard = block(&mut speaker, 1_500);
        end.put(&[[0.8; 2]; 1_000]);
        heard.extend(block(&mut speaker, 900));
        assert_eq!(end.dropouts(), 1);
        assert!(heard[1_400].abs() < 1e-3 && heard[2_300] == 0.8);
        assert!(steepest(&heard) < 0.01, "{}", steepest(&heard));
        end.rest();
        block(&mut speaker, 1_000);
        assert_eq!(end.dropouts(), 1, "silence is no drop-out");
        end.put(&[[0.8; 2]; 400]);
        assert!(block(&mut speaker, 300).iter().all(|sample| *sample == 0.0), "that is too little");
        end.rest();
        assert!(block(&mut speaker, 400)[300] == 0.8, "but all that comes");
    }

    #[test]
    fn a_little_faster_takes_a_little_more_and_skipping_takes_a_piece_out() {
        let (mut end, mut speaker) = far(48_000);
        end.steer(0, 1.003);
        end.put(&[[0.5; 2]; 20_000]);
        block(&mut speaker, 10_000);
        assert_eq!(20_000 - end.waiting(), 10_033);
        end.skip(5_000);
        let heard = block(&mut speaker, 500);
        assert!(steepest(&heard) < 0.01 && heard[0] > 0.4, "without a click");
        assert!((4_455..4_465).contains(&end.waiting()), "{}", end.waiting());
    }
}
