//! The listening thread: takes the master's sound from the tap, cuts it into packets of 10 ms, encodes each once however many listen, and
//! hands it to everyone's own queue. Nobody waits for anybody.

use super::grade::Grade;
use super::packet::{Head, Kind};
use super::packing::{Form, Packing};
use super::place::Place;
use crate::engine::link::tap::Tap;
use crate::formats::encoders::packets;
use crate::io::moment::micros;
use serde::{Deserialize, Serialize};
use serde_json::json;
use std::io;
use std::sync::Arc;
use std::sync::mpsc::{Receiver, RecvTimeoutError, Sender, channel};
use std::thread::JoinHandle;
use std::time::Duration;

/// Packets in a second.
pub const PACKETS: u32 = 100;
/// Between two looks at the tap: the audio thread wakes nobody.
const LOOK: Duration = Duration::from_millis(3);
/// The same while nobody listens.
const IDLE: Duration = Duration::from_secs(1);
/// So many silent packets are sent; then only that there is silence, and that again after as many as these.
const SILENT: [u32; 2] = [25, 50];
/// Half a step of 16 bits: what is below is silence.
const SILENCE: f32 = 0.5 / 32_768.0;

/// How sound is sent.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Codec {
    /// As it is, in 16 bits: 1.5 Mbit/s.
    #[default]
    Pcm,
    /// Opus, 128 kbit/s or as little as the line carries, where the engine works at 48 kHz; else as it is.
    Opus,
}

/// Somebody who listens, and what he is sent now: another form begins where packets of both end.
struct Listener {
    ear: Box<dyn Ear>,
    form: Option<Form>,
}

/// Something for a listener.
#[derive(Clone, Debug, PartialEq)]
pub enum Item {
    /// A packet, with its number.
    Sound(u32, Arc<[u8]>),
    /// A document of JSON: `format` or `place`.
    Text(Arc<str>),
}

/// Somebody who listens.
pub trait Ear: Send {
    /// How the sound shall come.
    fn codec(&self) -> Codec;

    /// How much of his line Opus shall take.
    fn grade(&self) -> Grade {
        Grade::Full
    }

    /// Takes something, without waiting; `false`: there is nobody any more.
    fn hear(&mut self, item: Item) -> bool;
}

enum Order {
    Tap(Option<Tap>),
    Join(Box<dyn Ear>),
    Text(Arc<str>),
    End,
}

/// The way to the listening thread.
#[derive(Clone)]
pub struct Way(Sender<Order>);

impl Way {
    /// Somebody listens from now on.
    pub fn join(&self, ear: Box<dyn Ear>) {
        // A thread that has ended has let everyone go.
        let _ = self.0.send(Order::Join(ear));
    }
}

/// The listening thread. Ends when dropped.
pub struct Hub {
    way: Way,
    thread: Option<JoinHandle<Option<Tap>>>,
}

impl Hub {
    /// Starts it, with nothing to hear yet.
    ///
    /// # Errors
    /// If the system gives no thread.
    pub fn start() -> io::Result<Hub> {
        let (to, orders) = channel();
        let worker = Worker {
            orders,
            ears: Vec::new(),
            tap: None,
            sequence: 0,
            begins: 0,
            pending: Vec::new(),
            silent: 0,
            packing: Packing::default(),
            place: None,
        };
        let thread = std::thread::Builder::new().name("listening".into()).spawn(move || worker.run())?;
        Ok(Hub { way: Way(to), thread: Some(thread) })
    }

    /// The sound comes from there now: another engine has taken over. `None`: from nowhere.
    pub fn connect(&self, tap: Option<Tap>) {
        let _ = self.way.0.send(Order::Tap(tap));
    }

    /// The way for those who listen.
    pub fn way(&self) -> Way {
        self.way.clone()
    }

    /// Everyone learns where the song is, in the order of the sound.
    pub fn tell(&self, place: &Place) {
        let _ = self.way.0.send(Order::Text(json!({ "place": place }).to_string().into()));
    }

    /// Ends it; the tap comes back.
    pub fn end(mut self) -> Option<Tap> {
        self.finish()
    }

    fn finish(&mut self) -> Option<Tap> {
        let _ = self.way.0.send(Order::End);
        self.thread.take().and_then(|thread| thread.join().ok().flatten())
    }
}

impl Drop for Hub {
    fn drop(&mut self) {
        self.finish();
    }
}

/// What the thread works with.
struct Worker {
    orders: Receiver<Order>,
    ears: Vec<Listener>,
    tap: Option<Tap>,
    sequence: u32,
    /// The frame at which the next packet begins, and what there is of it.
    begins: u64,
    pending: Vec<[f32; 2]>,
    /// Silent packets in a row.
    silent: u32,
    packing: Packing,
    place: Option<Arc<str>>,
}

impl Worker {
    fn run(mut self) -> Option<Tap> {
        loop {
            let wait = if self.ears.is_empty() { IDLE } else { LOOK };
            match self.orders.recv_timeout(wait) {
                Ok(Order::End) | Err(RecvTimeoutError::Disconnected) => break,
                Ok(order) => self.obey(order),
                Err(RecvTimeoutError::Timeout) => {}
            }
            if let Some(mut tap) = self.tap.take() {
                self.drain(&mut tap);
                self.tap = Some(tap);
            }
        }
        if let Some(tap) = &mut self.tap {
            tap.close();
        }
        self.tap
    }

    fn obey(&mut self, order: Order) {
        match order {
            Order::Tap(tap) => {
                self.tap = tap;
                self.packing = Packing::default();
                self.open();
                let format = self.format();
                self.give(&Item::Text(format));
            }
            Order::Join(mut ear) => {
                let told = [Some(self.format()), self.place.clone()];
                if told.into_iter().flatten().all(|text| ear.hear(Item::Text(text))) {
                    self.ears.push(Listener { ear, form: None });
                }
                if self.ears.len() == 1 {
                    self.open();
                }
                self.silent = 0;
            }
            Order::Text(text) => {
                self.give(&Item::Text(text.clone()));
                self.place = Some(text);
            }
            Order::End => {}
        }
    }

    fn open(&mut self) {
        self.pending.clear();
        self.packing.begin();
        if let Some(tap) = self.tap.as_mut().filter(|_| !self.ears.is_empty()) {
            tap.open();
        }
    }

    /// Gives something to everyone; who is gone leaves the list, and after the last one the tap is closed.
    fn give(&mut self, item: &Item) {
        self.ears.retain_mut(|listener| listener.ear.hear(item.clone()));
    }

    fn rate(&self) -> u32 {
        self.tap.as_ref().map_or(packets::RATE, |tap| tap.rate().0)
    }

    /// What the packets are made of, for everyone who joins.
    fn format(&mut self) -> Arc<str> {
        let rate = self.rate();
        let delay = self.packing.opus_delay(rate);
        let codecs: &[Codec] = if delay.is_some() { &[Codec::Pcm, Codec::Opus] } else { &[Codec::Pcm] };
        let format = json!({ "rate": rate, "codecs": codecs, "opus_delay": delay.unwrap_or(0) });
        json!({ "format": format }).to_string().into()
    }

    fn drain(&mut self, tap: &mut Tap) {
        let block = (tap.rate().0 / PACKETS).max(1) as usize;
        while let Some(stretch) = tap.take() {
            if stretch.at != self.begins + self.pending.len() as u64 {
                // What is missing is missed by the frames of the next packet.
                self.pending.clear();
                self.packing.begin();
                self.begins = stretch.at;
            }
            for frame in stretch.frames() {
                self.pending.push(*frame);
                if self.pending.len() == block {
                    let micros = tap.moment(self.begins + block as u64).unwrap_or_else(micros);
                    self.send(tap.rate().0, micros);
                    self.pending.clear();
                    self.begins += block as u64;
                }
            }
        }
        if self.ears.is_empty() {
            tap.close();
        }
    }

    /// Sends what is pending as the next packet.
    fn send(&mut self, rate: u32, micros: i64) {
        let loud = self.pending.as_flattened().iter().any(|sample| sample.abs() >= SILENCE);
        self.silent = if loud { 0 } else { self.silent + 1 };
        let frames = self.pending.len() as u16;
        let mut head = Head { kind: Kind::Rest, frames, sequence: self.sequence, at: self.begins, micros };
        if let Some(resting) = self.silent.checked_sub(SILENT[0]).filter(|resting| *resting > 0) {
            self.packing.begin();
            if resting % SILENT[1] == 1 {
                head.frames = 0;
                self.give(&Item::Sound(self.sequence, head.packet(&[]).into()));
            }
            return;
        }
        self.sequence = self.sequence.wrapping_add(1);
        head.sequence = self.sequence;
        self.choose_forms(rate);
        self.packing.add(&self.pending);
        let mut made: Vec<(Form, Option<Arc<[u8]>>)> = Vec::new();
        for form in self.ears.iter().filter_map(|listener| listener.form) {
            if made.iter().all(|(other, _)| *other != form) {
                made.push((form, self.packing.packet(form, head)));
            }
        }
        self.ears.retain_mut(|Listener { ear, form }| {
            let packet = made.iter().find(|(other, _)| Some(*other) == *form);
            let packet = packet.and_then(|(_, packet)| packet.as_ref());
            packet.is_none_or(|packet| ear.hear(Item::Sound(head.sequence, packet.clone())))
        });
    }

    /// Where packets of his old form and of the one that he wants end, somebody gets that.
    fn choose_forms(&mut self, rate: u32) {
        let has_opus = self.packing.opus_delay(rate).is_some();
        for listener in &mut self.ears {
            let wanted = match listener.ear.codec() {
                Codec::Opus if has_opus => Form::Opus(listener.ear.grade()),
                _ => Form::Pcm,
            };
            if self.packing.can_change(listener.form, wanted) {
                listener.form = Some(wanted);
            }
        }
    }
}
