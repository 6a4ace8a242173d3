//! The ends of the queues that lie at MIDI ports, and the moments at which frames are asked for.

use super::{AudioEnd, StudioEnd, Vitals};
use crate::dsp::units::{Frames, SampleRate};
use crate::engine::live::{Heard, Input, PORTS};
use crate::midi::message::Message;
use ringbuf::traits::{Consumer, Observer, Producer, Split};
use ringbuf::{HeapCons, HeapProd, HeapRb};
use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};

/// Places in a queue of MIDI messages that are kept for what starts or ends something.
pub(super) const RESERVED: usize = 512;

/// To every port that is open.
pub const ANYWHERE: u16 = u16::MAX;

/// A message that is sent out.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Sent {
    /// The engine's frame at which it is heard leaving `process`.
    pub at: Frames,
    /// The ports, a bit for each place.
    pub to: u16,
    /// What it says.
    pub message: Message,
}

/// A moment that is found anew at every block, smoothed: blocks are asked for when the system pleases.
#[derive(Debug)]
pub struct Epoch(AtomicI64);

impl Default for Epoch {
    fn default() -> Epoch {
        Epoch(AtomicI64::new(i64::MIN))
    }
}

impl Epoch {
    /// Parts of a microsecond that it is counted in.
    const PARTS: i64 = 1_024;
    /// A jump of so many parts (40 ms) is no jitter.
    const JUMP: i64 = 40_000 * Epoch::PARTS;
    /// The part of a new moment: one of so many.
    const SLOW: i64 = 32;

    /// `rendered` frames were rendered at that microsecond.
    pub fn set(&self, micros: i64, rendered: u64, rate: SampleRate) {
        let parts = 1e6 * Self::PARTS as f64 / f64::from(rate.0.max(1));
        let new = micros * Self::PARTS - (rendered as f64 * parts) as i64;
        let old = self.0.load(Ordering::Relaxed);
        let off = new.saturating_sub(old);
        let next = if old == i64::MIN || off.abs() > Self::JUMP { new } else { old + off / Self::SLOW };
        self.0.store(next, Ordering::Relaxed);
    }

    /// The engine's frame at a microsecond, if that can be said.
    pub fn frame(&self, micros: i64, rate: SampleRate) -> Option<u64> {
        Some(self.exact_frame(micros, rate)?.max(0.0) as u64)
    }

    /// The same with its fraction; before the engine's first frame it is negative.
    pub fn exact_frame(&self, micros: i64, rate: SampleRate) -> Option<f64> {
        let epoch = Some(self.0.load(Ordering::Relaxed)).filter(|epoch| *epoch != i64::MIN)?;
        let parts = micros * Self::PARTS - epoch;
        Some(parts as f64 * f64::from(rate.0) / (1e6 * Self::PARTS as f64))
    }

    /// The microsecond of a frame, if that can be said.
    pub fn micros(&self, frame: u64, rate: SampleRate) -> Option<i64> {
        let epoch = Some(self.0.load(Ordering::Relaxed)).filter(|epoch| *epoch != i64::MIN)?;
        Some(epoch / Self::PARTS + (frame as f64 * 1e6 / f64::from(rate.0.max(1))) as i64)
    }
}

/// MIDI that is heard here and played elsewhere: the ports' end, and where it comes out again. The frames of what comes out are
/// microseconds on the clock of `io`.
pub fn wire() -> (MidiEnd, Wire) {
    let (inputs, out) = HeapRb::new(super::INPUTS).split();
    let (vitals, rate) = (Arc::<Vitals>::default(), SampleRate(1_000_000));
    vitals.epoch.set(0, 0, rate);
    (MidiEnd::new(inputs, vitals, rate), Wire(out))
}

/// Where what ports have sent comes out again.
pub struct Wire(HeapCons<Input>);

impl Wire {
    /// The next message.
    pub fn take(&mut self) -> Option<Input> {
        self.0.try_pop()
    }
}

/// The MIDI ports' end: whoever has it may be any thread, but one at a time.
pub struct MidiEnd {
    inputs: HeapProd<Input>,
    vitals: Arc<Vitals>,
    rate: SampleRate,
}

impl MidiEnd {
    pub(super) fn new(inputs: HeapProd<Input>, vitals: Arc<Vitals>, rate: SampleRate) -> MidiEnd {
        MidiEnd { inputs, vitals, rate }
    }

    /// Gives a message that came at that microsecond to the engine. Where there is little room, what only moves something is left out;
    /// where there is none, it counts as lost and all keys will come up. Whether it found room.
    pub fn send(&mut self, port: u8, micros: i64, message: Message) -> bool {
        let rendered = || self.vitals.rendered.load(Ordering::Relaxed);
        let at = Frames(self.vitals.epoch.frame(micros, self.rate).unwrap_or_else(rendered));
        self.put(Input { port, at, message })
    }

    /// The same with the engine's own frame.
    pub fn put(&mut self, input: Input) -> bool {
        let room = self.inputs.vacant_len();
        let sent =
            (room > RESERVED || !input.message.may_be_left_out()) && self.inputs.try_push(input).is_ok();
        if !sent && !input.message.may_be_left_out() {
            self.vitals.lost.fetch_add(1, Ordering::Relaxed);
        }
        sent
    }

    /// What the audio side measures of itself.
    pub fn vitals(&self) -> &Arc<Vitals> {
        &self.vitals
    }

    /// The engine's rate.
    pub fn rate(&self) -> SampleRate {
        self.rate
    }
}

/// The end of the thread that sends.
pub struct SendingEnd {
    sent: HeapCons<Sent>,
    vitals: Arc<Vitals>,
    rate: SampleRate,
}

impl SendingEnd {
    pub(super) fn new(sent: HeapCons<Sent>, vitals: Arc<Vitals>, rate: SampleRate) -> SendingEnd {
        SendingEnd { sent, vitals, rate }
    }

    /// The next message that the engine has said.
    pub fn take(&mut self) -> Option<Sent> {
        self.sent.try_pop()
    }

    /// The microsecond at which a frame is heard, if that can be said.
    pub fn moment(&self, frame: Frames) -> Option<i64> {
        let latency = u64::from(self.vitals.latency.load(Ordering::Relaxed));
        self.vitals.epoch.micros(frame.0 + latency, self.rate)
    }
}

impl StudioEnd {
    /// The ends for MIDI ports that send and that are sent to; once.
    pub fn take_midi(&mut self) -> Option<(MidiEnd, SendingEnd)> {
        self.midi.take()
    }

    /// What the engine has heard by MIDI since the last time.
    pub fn heard(&mut self) -> Vec<Heard> {
        self.heard.pop_iter().collect()
    }
}

impl AudioEnd {
    /// Takes what came in by MIDI.
    pub(super) fn hear(&mut self) {
        let Self { relay, inputs, heard, vitals, lost, .. } = self;
        let engine = relay.now();
        engine.set_lead(vitals.latency.load(Ordering::Relaxed));
        let mut told = |what: Heard| {
            let room = heard.vacant_len();
            let left_out = room <= RESERVED && matches!(what, Heard::Message(_));
            if !left_out && heard.try_push(what).is_err() {
                vitals.unheard.fetch_add(1, Ordering::Relaxed);
            }
        };
        // What comes meanwhile is for the next block.
        for _ in 0..inputs.occupied_len() {
            if let Some(input) = inputs.try_pop() {
                engine.hear(input, &mut told);
            }
        }
        let now = vitals.lost.load(Ordering::Relaxed);
        if std::mem::replace(lost, now) != now {
            let at = Frames(vitals.rendered.load(Ordering::Relaxed));
            (0..PORTS as u8).for_each(|port| engine.forget_port(port, at, &mut told));
        }
    }
}
