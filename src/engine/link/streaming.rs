//! Pages of streamed sounds between the audio thread and whoever reads them, and the studio that says what will be needed.

use super::super::fetching::{Errand, Fetcher, Place, heads, places};
use super::super::message::Snapshot;
use super::super::pages::Pages;
use super::super::relay::Relay;
use super::{StudioEnd, Vitals};
use crate::dsp::units::SampleRate;
use crate::instruments::streamed::Page;
use crate::sequencer::chase::Said;
use ringbuf::traits::{Consumer, Observer, Producer, Split};
use ringbuf::{HeapCons, HeapProd, HeapRb};
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::mpsc::{Receiver, Sender, TryRecvError, channel};

/// Pages that can be under way, each way.
const PAGES: usize = 256;
/// Places that can be under way.
const PLACES: usize = 4_096;
/// Frames between two times that the audio thread says where clips sound.
const ROUND: usize = 2_048;
/// The part of a second that playback waits for the pages with which it begins.
const PATIENCE: u64 = 4;
/// The most pages that are read before what is asked for is looked at again.
const AT_ONCE: usize = 16;

/// Where clips sound.
enum Want {
    Place(Place),
    /// That were all.
    Round,
}

/// From the studio.
enum Order {
    Heads(Vec<Place>),
    /// The number of the question, and the places.
    Expect(u64, Vec<Place>),
}

/// The audio thread's end.
pub(super) struct PagesEnd {
    errands: HeapCons<Errand>,
    back: HeapProd<Box<Page>>,
    wants: HeapProd<Want>,
    since: usize,
    pages: Pages,
}

/// Whoever reads: in a thread of its own, or by the hand of the studio's end.
pub struct Fetching {
    errands: HeapProd<Errand>,
    back: HeapCons<Box<Page>>,
    wants: HeapCons<Want>,
    orders: Receiver<Order>,
    faults: Sender<String>,
    served: Arc<AtomicU64>,
    asked: u64,
    fetcher: Fetcher,
    round: Vec<Place>,
    waiting: Option<Errand>,
}

/// The studio's end.
pub(super) struct StreamingEnd {
    orders: Sender<Order>,
    faults: Receiver<String>,
    served: Arc<AtomicU64>,
    asked: u64,
    /// The frame up to which playback waits for what it begins with.
    until: u64,
    /// The heads that were said last: of the song, and of the one that comes next.
    heads: [Vec<Place>; 2],
    by_hand: Option<Fetching>,
}

/// The ends, with nobody who reads but by hand.
pub(super) fn streaming() -> (StreamingEnd, PagesEnd) {
    let (errand_in, errand_out) = HeapRb::new(PAGES).split();
    let (back_in, back_out) = HeapRb::new(PAGES).split();
    let (want_in, want_out) = HeapRb::new(PLACES).split();
    let (orders, order_out) = channel();
    let (fault_in, faults) = channel();
    let served: Arc<AtomicU64> = Arc::default();
    let fetching = Fetching {
        errands: errand_in,
        back: back_out,
        wants: want_out,
        orders: order_out,
        faults: fault_in,
        served: served.clone(),
        asked: 0,
        fetcher: Fetcher::default(),
        round: Vec::new(),
        waiting: None,
    };
    let heads = [Vec::new(), Vec::new()];
    let by_hand = Some(fetching);
    let end = StreamingEnd { orders, faults, served, asked: 0, until: 0, heads, by_hand };
    (end, PagesEnd { errands: errand_out, back: back_in, wants: want_in, since: ROUND, pages: Pages::new() })
}

impl PagesEnd {
    /// Takes the pages that have come, and gives back those that are not needed.
    pub fn turn(&mut self) {
        while self.back.vacant_len() > 0
            && let Some(errand) = self.errands.try_pop()
        {
            let gone = match errand {
                Errand::Bring(page) => self.pages.put(page),
                Errand::Return(key) => self.pages.take(key),
            };
            // There is room: it was looked for. If there were none, nothing may be freed here all the same.
            if let Some(lost) = gone.and_then(|page| self.back.try_push(page).err()) {
                std::mem::forget(lost);
            }
        }
    }

    /// The pages.
    pub fn pages(&self) -> &Pages {
        &self.pages
    }

    /// So many frames were made: now and then it is said where clips sound.
    pub fn tell(&mut self, frames: usize, relay: &mut Relay, vitals: &Vitals) {
        vitals.starved.fetch_add(relay.now().take_starved(), Ordering::Relaxed);
        self.since += frames;
        if self.since < ROUND || self.wants.vacant_len() < PLACES / 2 {
            return;
        }
        self.since = 0;
        // Half of the queue is more than all tracks need; who finds no room is heard in the next round. Whoever holds the song keeps
        // what is dropped.
        relay.needed(&mut |place| _ = self.wants.try_push(Want::Place(place)));
        _ = self.wants.try_push(Want::Round);
    }
}

impl Fetching {
    /// Waits for something to be asked for, if there is no clip at all that could need anything. Not for the hand of the studio's end.
    pub fn rest(&mut self) {
        if self.fetcher.is_idle()
            && self.waiting.is_none()
            && self.errands.is_empty()
            && self.back.is_empty()
            && let Ok(order) = self.orders.recv()
        {
            self.obey(order);
        }
    }

    fn obey(&mut self, order: Order) {
        match order {
            Order::Heads(heads) => self.fetcher.keep_heads(heads),
            Order::Expect(asked, places) => {
                self.asked = asked;
                self.fetcher.expect(places);
            }
        }
    }

    /// Does what is to be done, up to some pages of it. `None`: nobody wants anything any more; else whether there is more to do.
    pub fn turn(&mut self) -> Option<bool> {
        self.back.clear();
        loop {
            match self.orders.try_recv() {
                Ok(order) => self.obey(order),
                Err(TryRecvError::Empty) => break,
                Err(TryRecvError::Disconnected) => return None,
            }
        }
        while let Some(want) = self.wants.try_pop() {
            match want {
                Want::Place(place) => self.round.push(place),
                Want::Round => self.fetcher.hear(std::mem::take(&mut self.round)),
            }
        }
        for _ in 0..AT_ONCE {
            let Some(errand) = self.waiting.take().or_else(|| self.fetcher.errand()) else { break };
            if let Err(errand) = self.errands.try_push(errand) {
                self.waiting = Some(errand);
                break;
            }
        }
        if self.waiting.is_none() && self.fetcher.is_ready() {
            self.served.store(self.asked, Ordering::Release);
        }
        for fault in self.fetcher.faults() {
            // Nobody listens any more only when the studio itself is gone.
            _ = self.faults.send(fault);
        }
        Some(self.waiting.is_none() && self.fetcher.is_busy())
    }
}

impl StreamingEnd {
    /// Lets the one in hands do its work.
    pub fn turn(&mut self) {
        while self.by_hand.as_mut().and_then(Fetching::turn) == Some(true) {}
    }

    /// A song is sent: its clips' beginnings are needed. `next`: it is that of the engine which plays next.
    pub fn follow(&mut self, snapshot: &Snapshot, next: bool) {
        self.say_heads(heads(&snapshot.song, &snapshot.samples), next);
    }

    /// The next engine plays: its beginnings are those of the song now.
    pub fn go_on(&mut self) {
        self.heads[0] = std::mem::take(&mut self.heads[1]);
        // Those of the song before are needed no longer. Nobody listens any more only at the end of all.
        _ = self.orders.send(Order::Heads(self.heads[0].clone()));
    }

    fn say_heads(&mut self, heads: Vec<Place>, next: bool) {
        let known = &mut self.heads[usize::from(next)];
        let same = |(one, other): (&Place, &Place)| {
            (one.sound.id(), one.frame, one.before) == (other.sound.id(), other.frame, other.before)
        };
        if known.len() == heads.len() && known.iter().zip(&heads).all(same) {
            return;
        }
        *known = heads;
        let all = self.heads.iter().flatten().cloned().collect();
        // The other end goes only with this one.
        _ = self.orders.send(Order::Heads(all));
        self.turn();
    }

    /// Playback is about to begin, at that frame of the engine's or soon after, with these clips under way.
    pub fn expect(&mut self, snapshot: &Snapshot, sounding: &[Said], rate: SampleRate, vitals: &Vitals) {
        if !snapshot.samples.has_streamed() {
            return;
        }
        let mut found = Vec::new();
        for said in sounding {
            if let Said::Clip { track, pattern, row, take, frames, beats } = said
                && let Some(clip) =
                    snapshot.song.lane((*pattern).into(), (*track).into()).and_then(|lane| lane.clip(*row))
            {
                let seconds = *frames as f64 / f64::from(rate.0.max(1));
                places(clip, *take, [seconds, *beats], &snapshot.samples, &mut |place| found.push(place));
            }
        }
        self.asked += 1;
        self.until = vitals.rendered.load(Ordering::Relaxed) + u64::from(rate.0) / PATIENCE;
        // The other end goes only with this one.
        _ = self.orders.send(Order::Expect(self.asked, found));
        self.turn();
    }

    /// What plays next waits for its pages no longer.
    pub fn wait_no_longer(&mut self) {
        self.until = 0;
    }

    /// Whether what plays next still waits for its pages.
    pub fn waits(&self, vitals: &Vitals) -> bool {
        self.served.load(Ordering::Acquire) < self.asked
            && vitals.rendered.load(Ordering::Relaxed) < self.until
    }
}

impl StudioEnd {
    /// Whoever reads clips from the disk, for a thread of its own; until it is taken turns do it.
    pub fn take_fetching(&mut self) -> Option<Fetching> {
        self.streaming.by_hand.take()
    }

    /// What could not be read of clips since the last time, a sentence each.
    pub fn reading_faults(&self) -> Vec<String> {
        self.streaming.faults.try_iter().collect()
    }
}
