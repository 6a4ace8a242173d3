//! Every queue between threads, its capacity, and what happens when it is full.
//!
//! | queue | from → to | capacity | when full |
//! |---|---|---|---|
//! | messages | studio → audio | 1,024 | the studio keeps them in order and tries again each turn; of snapshots only the newest |
//! | devices, engines | audio → studio | 64 | the next message waits; what gave way is freed by the studio |
//! | reports | audio → studio | 1,024 | meters are dropped, the next ones say it all; the newest position (or that playback has ended), the newest of what holds live and the first broken track wait and are tried again |
//! | measured | audio → studio | one second | the newest is left out; nothing goes there while nobody measures it |
//! | tap | audio → listening thread | 512 stretches of at most 64 frames | the newest is left out, and missed by its frames; nothing goes there while nobody listens |
//! | far | line → audio, where sound is made elsewhere | two seconds | the newest is left out |
//! | MIDI in | ports → audio | 4,096 | what only moves something is left out first; if that does not help, all keys come up, and the studio says so |
//! | MIDI out | audio → sending thread | 4,096 | the newest is left out, and the studio says so |
//! | monitor | input device → audio | 16,384 frames | the newest block is left out; nothing goes there while nobody monitors |
//! | input | input device → keeper of takes | 4 seconds, 16,384 blocks | the newest block is left out whole and counted as a gap |
//! | stems | audio → keeper of stems | 4 seconds, 16,384 quanta | the newest quantum is left out whole and counted as a gap; there is none while nobody records stems |
//! | pages | reader of clips → audio and back | 256 | the reader waits; the audio thread lets what came wait |
//! | needs | audio → reader of clips | 4,096 | the newest is left out and said anew 2,048 frames later |
//! | heard | audio → studio | 4,096 | messages are left out of the monitor first; if that does not help, the studio says so |
//!
//! The studio keeps every snapshot that it has sent until only it holds it, so that the audio thread never frees one.

pub mod far;
pub mod input;
mod interleaving;
pub mod measured;
pub mod midi;
pub mod monitoring;
mod reports;
pub mod stems;
pub mod streaming;
pub mod tap;
mod waiting;

use super::fitting::Fitter;
use super::hands::Lent;
use super::live::{Heard, Input};
use super::message::{FromEngine, Snapshot, ToEngine};
use super::relay::{GivenBack, Next, Relay, ToRelay};
use crate::dsp::units::SampleRate;
use crate::sequencer::{chase, clips};
use measured::{MeasuredEnd, Sound, Wanted};
use midi::{Epoch, MidiEnd, SendingEnd, Sent};
use monitoring::Monitored;
use reports::Reports;
use ringbuf::traits::{Consumer, Observer, Producer, Split};
use ringbuf::{HeapCons, HeapProd, HeapRb};
use std::cell::Cell;
use std::collections::VecDeque;
use std::sync::Arc;
use std::sync::atomic::{AtomicU32, AtomicU64, Ordering};
use stems::Stems;
use streaming::{PagesEnd, StreamingEnd, streaming};
use tap::{Spout, Tap, tap};

/// Messages to the engine that can be under way.
const MESSAGES: usize = 1_024;
/// Devices that gave way and can be under way.
const DEVICES: usize = 64;
/// Reports from the engine that can be under way.
const REPORTS: usize = 1_024;
/// MIDI messages that can be under way, and as many that were heard.
const INPUTS: usize = 4_096;
/// Frames that are computed at once for an interleaved block.
const CHUNK: usize = 512;

/// What the audio side measures of itself. Written by the audio and device threads, read by anyone.
#[derive(Debug, Default)]
pub struct Vitals {
    /// Frames rendered since the start.
    pub rendered: AtomicU64,
    /// Frames between being rendered and being heard.
    pub latency: AtomicU32,
    /// Callbacks that took longer than their block lasts, or came too late.
    pub late: AtomicU32,
    /// Gaps that the sound system has reported.
    pub xruns: AtomicU32,
    /// Which sound is measured.
    pub measured: Wanted,
    /// Part of the time that is spent computing, in thousandths, smoothed.
    pub load: AtomicU32,
    /// When frame 0 was asked for, or would have been: microseconds on the clock of `io`; [`i64::MIN`] until that is known.
    pub epoch: Epoch,
    /// MIDI messages that found no room.
    pub lost: AtomicU32,
    /// What was heard of MIDI and found no room on its way to the studio.
    pub unheard: AtomicU32,
    /// Times that a clip was silent because the disk was late.
    pub starved: AtomicU32,
    /// MIDI messages that found no room on their way out.
    pub unsent: AtomicU32,
}

/// Makes the engine and both ends.
pub fn connect(rate: SampleRate) -> (StudioEnd, AudioEnd) {
    let (studio, Far { messages, reports, given_back, sound, spout, pages, inputs, heard, sent }) =
        ends(rate);
    let vitals = studio.vitals.clone();
    let buffers = [const { Vec::new() }; 3].map(|_: Vec<f32>| vec![0.0; CHUNK]);
    let reports = Reports::new(reports);
    let relay = Relay::new(rate);
    (
        studio,
        AudioEnd {
            relay,
            messages,
            reports,
            given_back,
            sound,
            spout,
            pages,
            input: None,
            stems: None,
            inputs,
            heard,
            sent,
            vitals,
            buffers,
            lost: 0,
        },
    )
}

/// A studio's end that nobody listens to: until a sound device is found.
pub fn unconnected(rate: SampleRate) -> StudioEnd {
    let mut studio = ends(rate).0;
    // Nothing is read either.
    drop(studio.take_fetching());
    studio
}

/// What is said: to the engine of a generation, or to whoever lets them follow each other.
enum Message {
    Engine(u32, ToEngine),
    Relay(ToRelay),
    Monitor(Box<Monitored>),
    Stems(Option<Box<Stems>>),
}

/// The other ends of a studio's queues.
struct Far {
    messages: HeapCons<Message>,
    reports: HeapProd<FromEngine>,
    given_back: HeapProd<GivenBack>,
    sound: MeasuredEnd,
    spout: Spout,
    pages: PagesEnd,
    inputs: HeapCons<Input>,
    heard: HeapProd<Heard>,
    sent: HeapProd<Sent>,
}

fn ends(rate: SampleRate) -> (StudioEnd, Far) {
    let (message_in, message_out) = HeapRb::new(MESSAGES).split();
    let (report_in, report_out) = HeapRb::new(REPORTS).split();
    let (unit_in, unit_out) = HeapRb::new(DEVICES).split();
    let (sound_in, sound_out) = HeapRb::new(rate.0.max(1) as usize).split();
    let (input_in, input_out) = HeapRb::new(INPUTS).split();
    let (heard_in, heard_out) = HeapRb::new(INPUTS).split();
    let (sent_in, sent_out) = HeapRb::new(INPUTS).split();
    let vitals: Arc<Vitals> = Arc::default();
    let (spout, tap) = tap(vitals.clone(), rate);
    let (streaming, pages) = streaming();
    let studio = StudioEnd {
        messages: message_in,
        reports: report_out,
        given_back: unit_out,
        sound: sound_out,
        tap: Some(tap),
        streaming,
        fitter: Fitter::new(rate),
        generation: 0,
        waiting: VecDeque::new(),
        held: Vec::new(),
        midi: Some((
            MidiEnd::new(input_in, vitals.clone(), rate),
            SendingEnd::new(sent_out, vitals.clone(), rate),
        )),
        heard: heard_out,
        vitals,
        rate,
    };
    let (inputs, heard, sent) = (input_out, heard_in, sent_in);
    (
        studio,
        Far {
            messages: message_out,
            reports: report_in,
            given_back: unit_in,
            sound: MeasuredEnd::new(sound_in, CHUNK),
            spout,
            pages,
            inputs,
            heard,
            sent,
        },
    )
}

/// The studio's end.
pub struct StudioEnd {
    messages: HeapProd<Message>,
    reports: HeapCons<FromEngine>,
    given_back: HeapCons<GivenBack>,
    sound: Sound,
    tap: Option<Tap>,
    streaming: StreamingEnd,
    fitter: Fitter,
    /// How many engines there were before the one that is spoken to.
    generation: u32,
    waiting: VecDeque<Message>,
    held: Vec<Arc<Snapshot>>,
    midi: Option<(MidiEnd, SendingEnd)>,
    heard: HeapCons<Heard>,
    vitals: Arc<Vitals>,
    rate: SampleRate,
}

impl StudioEnd {
    /// Says something to the engine; never blocks, never loses. Before a song come the devices that it needs,
    /// before playing what was said earlier in the song.
    pub fn send(&mut self, message: ToEngine) {
        if let ToEngine::Snapshot(snapshot) = &message {
            let fittings = self.fitter.follow(snapshot).into_iter();
            self.waiting.extend(fittings.map(|fitting| Message::Engine(self.generation, fitting)));
            self.streaming.follow(snapshot, false);
            self.held.push(snapshot.clone());
            self.waiting.retain(|waiting| !matches!(waiting, Message::Engine(_, ToEngine::Snapshot(_))));
        }
        if let (ToEngine::Play(playing), Some(newest)) = (&message, self.held.last()) {
            let earlier = chase::before(&newest.song, *playing);
            let sounding = clips::before(&newest.song, *playing, self.rate);
            self.streaming.expect(newest, &sounding, self.rate, &self.vitals);
            let said = earlier.said.into_iter().chain(sounding).map(ToEngine::Recall);
            self.waiting.extend(said.map(|said| Message::Engine(self.generation, said)));
        }
        if matches!(message, ToEngine::Stop) {
            // What waits to begin begins and ends at once: nobody waits for it, and neither do keys that come after.
            self.streaming.wait_no_longer();
        }
        self.waiting.push_back(Message::Engine(self.generation, message));
        self.turn();
    }

    /// Says something to whoever lets engines follow each other.
    pub fn relay(&mut self, message: ToRelay) {
        self.waiting.push_back(Message::Relay(message));
        self.turn();
    }

    /// Gives the engine away that plays next; it has that snapshot.
    pub fn offer(&mut self, next: Next, snapshot: &Arc<Snapshot>) {
        self.streaming.follow(snapshot, true);
        // The newest is that of the engine that is spoken to.
        self.held.insert(0, snapshot.clone());
        self.relay(ToRelay::Offer(Box::new(next)));
    }

    /// The engine that was given away plays: it is the one that is spoken to from now on, with its own fitter.
    pub fn go_on(&mut self, fitter: Fitter) {
        (self.fitter, self.generation) = (fitter, self.generation.wrapping_add(1));
        self.streaming.go_on();
    }

    /// Tries again what found no room, and frees the snapshots that nobody else holds.
    pub fn turn(&mut self) {
        self.streaming.turn();
        let waits = self.streaming.waits(&self.vitals);
        waiting::say(&mut self.waiting, waits, |message| self.messages.try_push(message));
        self.held.retain(|snapshot| Arc::strong_count(snapshot) > 1);
        self.given_back.clear();
    }

    /// The next report, if there is one.
    pub fn receive(&mut self) -> Option<FromEngine> {
        self.reports.try_pop()
    }

    /// What the audio side measures of itself.
    pub fn vitals(&self) -> &Vitals {
        &self.vitals
    }

    /// The same, to be kept by another thread.
    pub fn shared_vitals(&self) -> Arc<Vitals> {
        self.vitals.clone()
    }

    /// The engine's rate.
    pub fn rate(&self) -> SampleRate {
        self.rate
    }

    /// How many snapshots are kept for the engine.
    pub fn held(&self) -> usize {
        self.held.len()
    }
}

/// The audio thread's end, with the engine.
pub struct AudioEnd {
    relay: Relay,
    messages: HeapCons<Message>,
    reports: Reports,
    given_back: HeapProd<GivenBack>,
    sound: MeasuredEnd,
    spout: Spout,
    pages: PagesEnd,
    input: Option<Box<Monitored>>,
    stems: Option<Box<Stems>>,
    inputs: HeapCons<Input>,
    heard: HeapProd<Heard>,
    sent: HeapProd<Sent>,
    vitals: Arc<Vitals>,
    /// Left, right, and the metronome where it has channels of its own.
    buffers: [Vec<f32>; 3],
    /// MIDI messages that were lost when this was looked at last.
    lost: u32,
}

impl AudioEnd {
    /// The engine's rate.
    pub fn rate(&self) -> SampleRate {
        self.relay.rate()
    }

    /// What is measured here.
    pub fn vitals(&self) -> &Arc<Vitals> {
        &self.vitals
    }

    /// Fills a block of any length, `channels` samples for each frame: left, right, silence; one channel is the mean of both. The metronome is
    /// added on channels of its own if it has such.
    pub fn fill_interleaved(&mut self, out: &mut [f32], channels: usize) {
        while !self.given_back.is_full()
            && let Some(message) = self.messages.try_pop()
        {
            let given_back = match message {
                Message::Engine(generation, message) => self.relay.tell(generation, message),
                Message::Relay(message) => self.relay.take(message),
                Message::Monitor(input) => self.input.replace(input).map(GivenBack::Input),
                Message::Stems(stems) => std::mem::replace(&mut self.stems, stems).map(GivenBack::Stems),
            };
            self.give_back(given_back);
        }
        while !self.given_back.is_full()
            && let Some(engine) = self.relay.give_back()
        {
            self.give_back(Some(engine));
        }
        self.reports.turn();
        self.pages.turn();
        self.hear();
        let Self { relay, reports, sound, spout, pages, input, stems, sent, vitals, buffers, .. } = self;
        let [left, right, click] = buffers;
        let channels = channels.max(1);
        let apart = relay.now().click_channels().map(|own| own.map(usize::from));
        let apart = apart.filter(|own| own.iter().all(|channel| *channel < channels));
        let (input, stems) = (input.as_deref(), stems.as_deref());
        input.into_iter().for_each(|input| monitoring::open(input, relay.now().monitors()));
        for chunk in out.chunks_mut(CHUNK * channels) {
            let frames = chunk.len() / channels;
            let click = Cell::from_mut(&mut click[..frames]).as_slice_of_cells();
            click.iter().for_each(|tone| tone.set(0.0));
            let (pages_now, click_apart) = (Some(pages.pages()), apart.map(|_| click));
            let point = vitals.measured.get();
            let measured = sound.lend(point, frames);
            let lent = Lent { hands: None, pages: pages_now, input, click: click_apart, stems, measured };
            relay
                .process(lent, &mut left[..frames], &mut right[..frames], &mut |report| reports.send(report));
            pages.tell(frames, relay, vitals);
            let mut full = 0;
            let lost =
                relay.now().take_sent(&mut |message| full += u32::from(sent.try_push(message).is_err()));
            vitals.unsent.fetch_add(lost + full, Ordering::Relaxed);
            interleaving::interleave([&left[..frames], &right[..frames]], chunk, channels);
            if let Some(own) = apart {
                interleaving::add_click(click, own, chunk, channels);
            }
            sound.send(point, [&left[..frames], &right[..frames]]);
            let at = vitals.rendered.fetch_add(frames as u64, Ordering::Relaxed);
            spout.put(at, &left[..frames], &right[..frames]);
        }
    }

    /// Gives something back to be freed. There is room: it was looked for. If there were none, nothing may be freed here all the same.
    fn give_back(&mut self, given_back: Option<GivenBack>) {
        if let Some(lost) = given_back.and_then(|given_back| self.given_back.try_push(given_back).err()) {
            std::mem::forget(lost);
        }
    }
}
