//! Packets that come over a line, made sound again for the sound card here: put in order, decoded, with what is missing made up for, and
//! played as late as the line asks.

use super::hub::PACKETS;
use super::jitter::Jitter;
use super::packet::{Head, Kind, frames};
use crate::engine::link::far::{FarEnd, Speaker, far};
use crate::formats::encoders::packets::{self, PacketDecoder};
use crate::io::audio::SoundSource;
use crate::io::moment::micros;
use serde_json::Value;

/// The most that is made up for, in packets; a longer hole is gone over.
const LONGEST_HOLE: u64 = 20;
/// Seconds of sound for which there is room.
const ROOM: usize = 2;

impl SoundSource for Speaker {
    fn fill(&mut self, out: &mut [f32], channels: usize) {
        Speaker::fill(self, out, channels);
    }
}

/// What is known of the sound that comes.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct State {
    /// Whether it plays.
    pub playing: bool,
    /// Seconds that were heard.
    pub heard: f64,
    /// Milliseconds that wait, and that shall wait.
    pub buffer: f64,
    /// Milliseconds that shall wait.
    pub target: f64,
    /// Times that it ran empty.
    pub dropouts: u32,
    /// Packets that never came.
    pub lost: u32,
}

/// Where packets go.
pub struct Receiver {
    end: FarEnd,
    /// Frames per second of the sound card, and of what comes.
    card: u32,
    rate: u32,
    decoder: Option<PacketDecoder>,
    jitter: Jitter,
    /// The number of the last packet.
    last: Option<u32>,
    empty: u32,
    lost: u32,
}

impl Receiver {
    /// One for a sound card of so many frames per second, and the source for that.
    pub fn new(card: u32) -> (Receiver, Speaker) {
        let (end, speaker) = far(packets::RATE as usize * ROOM);
        let receiver = Receiver {
            end,
            card,
            rate: packets::RATE,
            decoder: None,
            jitter: Jitter::default(),
            last: None,
            empty: 0,
            lost: 0,
        };
        (receiver, speaker)
    }

    /// Another line: what comes has nothing to do with what came.
    pub fn forget(&mut self) {
        (self.last, self.decoder, self.jitter) = (None, None, Jitter::default());
        self.end.rest();
    }

    /// A document has come.
    pub fn told(&mut self, text: &[u8]) {
        let document: Value = serde_json::from_slice(text).unwrap_or_default();
        if let Some(rate) = document["format"]["rate"].as_u64() {
            self.rate = rate as u32;
            self.forget();
        }
    }

    /// A packet has come; its number, to be told to whoever sent it. What is no packet is passed over.
    pub fn take(&mut self, packet: &[u8]) -> Option<u32> {
        self.take_at(packet, micros())
    }

    /// The same at that moment of this machine's clock.
    fn take_at(&mut self, packet: &[u8], now: i64) -> Option<u32> {
        let (head, sound) = Head::read(packet)?;
        if head.kind == Kind::Rest {
            self.end.rest();
            return None;
        }
        let count = usize::from(head.frames);
        let missing = self.missing(&head);
        self.make_up(missing);
        let made = match head.kind {
            Kind::Opus => self.decoder()?.decode(sound, count).ok()?,
            _ => frames(sound),
        };
        self.end.put(&made);
        self.last = Some(head.sequence);
        self.steer(&head, now);
        Some(head.sequence)
    }

    fn decoder(&mut self) -> Option<&mut PacketDecoder> {
        if self.decoder.is_none() {
            self.decoder = PacketDecoder::new().ok();
        }
        self.decoder.as_mut()
    }

    /// Packets that are missing before this one.
    fn missing(&mut self, head: &Head) -> u64 {
        let Some(number) = self.last else { return 0 };
        // A long packet has the number of its last part.
        let parts = (u32::from(head.frames) * PACKETS / self.rate.max(1)).max(1);
        let missing = head.sequence.wrapping_sub(number).wrapping_sub(parts);
        if missing > i32::MAX as u32 {
            return 0;
        }
        self.lost = self.lost.saturating_add(missing);
        u64::from(missing)
    }

    /// What a decoder makes of nothing, in the place of packets that are missing. Where nothing waits it would only be late.
    fn make_up(&mut self, missing: u64) {
        let count = (self.rate / PACKETS) as usize;
        if missing > LONGEST_HOLE || !self.end.is_playing() {
            return;
        }
        for _ in 0..missing {
            let made = self.decoder.as_mut().and_then(|decoder| decoder.decode(&[], count).ok());
            self.end.put(&made.unwrap_or_else(|| vec![[0.0; 2]; count]));
        }
    }

    fn steer(&mut self, head: &Head, now: i64) {
        let milliseconds = |frames: usize| frames as f64 * 1_000.0 / f64::from(self.rate.max(1));
        let waiting = self.end.is_playing().then(|| milliseconds(self.end.waiting()));
        let delay = (now - head.micros) as f64 / 1_000.0;
        self.jitter.came(delay, milliseconds(head.frames.into()), waiting);
        let empty = self.end.dropouts();
        if empty != std::mem::replace(&mut self.empty, empty) {
            self.jitter.ran_empty();
        }
        let frames = |milliseconds: f64| (milliseconds * f64::from(self.rate) / 1_000.0) as u32;
        if let Some(surplus) = self.jitter.surplus() {
            self.end.skip(frames(surplus));
        }
        let plain = f64::from(self.rate) / f64::from(self.card.max(1));
        let speed = plain * self.jitter.speed();
        self.end.steer(frames(self.jitter.target()), speed as f32);
    }

    /// How it fares.
    pub fn state(&self) -> State {
        State {
            playing: self.end.is_playing(),
            heard: self.end.heard() as f64 / f64::from(self.card.max(1)),
            buffer: self.jitter.depth().unwrap_or(0.0),
            target: self.jitter.target(),
            dropouts: self.end.dropouts(),
            lost: self.lost,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::io::listening::packet::pcm;

    fn packet(number: u32, level: f32) -> Vec<u8> {
        let at = u64::from(number) * 480;
        let head = Head { kind: Kind::Pcm, frames: 480, sequence: number, at, micros: micros() };
        head.packet(&pcm(&[[level; 2]; 480]))
    }

    fn hear(speaker: &mut Speaker, frames: usize) -> Vec<f32> {
        let mut out = vec![0.0; frames * 2];
        Speaker::fill(speaker, &mut out, 2);
        out
    }

    #[test]
    fn packets_are_heard_after_a_wait_and_holes_are_counted_and_filled() {
        let (mut receiver, mut speaker) = Receiver::new(48_000);
        receiver.told(br#"{"format":{"rate":48000}}"#);
        for number in 1..=20 {
            assert_eq!(receiver.take(&packet(number, 0.5)), Some(number));
        }
        let heard = hear(&mut speaker, 4_800);
        assert_eq!(heard[9_000], 0.5);
        let before = receiver.end.waiting();
        receiver.take(&packet(23, 0.5));
        assert_eq!(receiver.end.waiting() - before, 3 * 480, "two are missing");
        assert_eq!(receiver.state().lost, 2);
        assert!(receiver.state().playing);
        assert_eq!(receiver.take(b"nonsense"), None);
        receiver.forget();
        receiver.take(&packet(90_000, 0.5));
        assert_eq!(receiver.state().lost, 2, "another line counts anew");
    }

    #[test]
    fn long_packets_have_the_number_of_their_last_part() {
        let (mut receiver, mut speaker) = Receiver::new(48_000);
        let long = |number: u32| {
            let at = u64::from(number - 6) * 480;
            let head = Head { kind: Kind::Pcm, frames: 2_880, sequence: number, at, micros: micros() };
            head.packet(&pcm(&[[0.5; 2]; 2_880]))
        };
        for number in [6, 12, 18] {
            assert_eq!(receiver.take(&long(number)), Some(number));
        }
        receiver.take(&packet(19, 0.5));
        assert_eq!((receiver.state().lost, receiver.end.waiting()), (0, 19 * 480));
        hear(&mut speaker, 1);
        let before = receiver.end.waiting();
        receiver.take(&long(28));
        assert_eq!((receiver.state().lost, receiver.end.waiting() - before), (3, 9 * 480));
    }

    #[test]
    fn a_card_of_another_rate_plays_at_the_same_pitch() {
        let (mut receiver, mut speaker) = Receiver::new(44_100);
        (1..=30).for_each(|number| _ = receiver.take(&packet(number, 0.5)));
        hear(&mut speaker, 1);
        let before = receiver.end.waiting();
        hear(&mut speaker, 4_410);
        let taken = before - receiver.end.waiting();
        assert!((4_790..4_815).contains(&taken), "{taken}");
    }

    /// Two minutes over a line: each packet of 10 ms comes so many milliseconds after it was made, and so many more now and then. How many
    /// milliseconds then lie between the making and the hearing at most, but for the sound card, and how often it ran empty since a
    /// quarter of that time.
    fn over_a_line(way: i64, late: impl Fn(u32) -> i64) -> (i64, u32) {
        let (mut receiver, mut speaker) = Receiver::new(48_000);
        let (mut coming, mut last) = (std::collections::VecDeque::new(), 0);
        let (mut longest, mut empty) = (0, 0);
        for now in 0..120_000_i64 {
            if now % 10 == 0 {
                let number = (now / 10 + 1) as u32;
                last = (now + way + late(number)).max(last);
                coming.push_back((last, number));
            }
            while coming.front().is_some_and(|(at, _)| *at <= now) {
                let (_, number) = coming.pop_front().expect("one");
                let (at, micros) = (u64::from(number - 1) * 480, i64::from(number - 1) * 10_000);
                let head = Head { kind: Kind::Pcm, frames: 480, sequence: number, at, micros };
                receiver.take_at(&head.packet(&pcm(&[[0.5; 2]; 480])), now * 1_000);
            }
            // The sound card takes 5 ms at once.
            if now % 5 == 0 {
                hear(&mut speaker, 240);
            }
            if now == 30_000 {
                empty = receiver.state().dropouts;
            }
            if now > 30_000 && receiver.state().playing {
                // What was made first of all that waits was made so long ago, with its own packet.
                let made = receiver.last.map_or(now, |number| i64::from(number - 1) * 10);
                longest = longest.max(now - made + 10 + receiver.end.waiting() as i64 / 48);
            }
        }
        (longest, receiver.state().dropouts - empty)
    }

    #[test]
    fn what_is_heard_here_was_made_not_long_ago() {
        let (loopback, empty) = over_a_line(1, |number| i64::from(number % 7 == 0) * 4);
        assert!(loopback <= 80 && empty == 0, "{loopback} ms on loopback, empty {empty} times");
        // 40 ms there and back; every tenth packet comes 15 ms later, and one in two seconds 40 ms.
        let late = |number: u32| match number {
            number if number.is_multiple_of(200) => 40,
            number if number.is_multiple_of(10) => 15,
            _ => 0,
        };
        let (far, empty) = over_a_line(20, late);
        assert!(far <= 20 + 100 && empty <= 5, "{far} ms over 40 ms there and back, empty {empty} times");
    }
}
