//! Packets that come over a line, made sound again for the sound card here: put in order, decoded, with what is missing made up for, and
//! played as late as the line asks.

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
        let (head, sound) = Head::read(packet)?;
        if head.kind == Kind::Rest {
            self.end.rest();
            return None;
        }
        let count = usize::from(head.frames);
        let missing = self.missing(&head);
        self.make_up(missing, count);
        let made = match head.kind {
            Kind::Opus => self.decoder()?.decode(sound, count).ok()?,
            _ => frames(sound),
        };
        self.end.put(&made);
        self.last = Some(head.sequence);
        self.steer(&head);
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
        let missing = head.sequence.wrapping_sub(number).wrapping_sub(1);
        if missing > i32::MAX as u32 {
            return 0;
        }
        self.lost = self.lost.saturating_add(missing);
        u64::from(missing)
    }

    /// What a decoder makes of nothing, in the place of packets that are missing. Where nothing waits it would only be late.
    fn make_up(&mut self, missing: u64, count: usize) {
        if missing > LONGEST_HOLE || !self.end.is_playing() {
            return;
        }
        for _ in 0..missing {
            let made = self.decoder.as_mut().and_then(|decoder| decoder.decode(&[], count).ok());
            self.end.put(&made.unwrap_or_else(|| vec![[0.0; 2]; count]));
        }
    }

    fn steer(&mut self, head: &Head) {
        let milliseconds = |frames: usize| frames as f64 * 1_000.0 / f64::from(self.rate.max(1));
        let waiting = self.end.is_playing().then(|| milliseconds(self.end.waiting()));
        let delay = (micros() - head.micros) as f64 / 1_000.0;
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
    fn a_card_of_another_rate_plays_at_the_same_pitch() {
        let (mut receiver, mut speaker) = Receiver::new(44_100);
        (1..=30).for_each(|number| _ = receiver.take(&packet(number, 0.5)));
        hear(&mut speaker, 1);
        let before = receiver.end.waiting();
        hear(&mut speaker, 4_410);
        let taken = before - receiver.end.waiting();
        assert!((4_790..4_815).contains(&taken), "{taken}");
    }
}
