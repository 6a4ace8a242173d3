//! Tracks to returns to master: all that sounds in one quantum.
//!
//! Tracks go into groups, which are tracks themselves, or to the master. Sends are taken behind the fader or before it.

mod ahead;
mod strip;

use super::bus::{Bus, QUANTUM};
use super::chains::{Chains, Pace, Place};
use super::gate::Gate;
use super::hands::Hands;
use super::link::stems::Stems;
use super::message::Snapshot;
use super::momentary::Effects;
use super::overrides::Overrides;
use super::unit::Link;
use super::waits::Waits;
use crate::devices::limiter::Processor as Limiter;
use crate::devices::{self, Processor as _};
use crate::dsp::kernel::measure;
use crate::dsp::lent::Lent;
use crate::dsp::level::Level;
use crate::dsp::smooth::{Smooth, share};
use crate::dsp::units::SampleRate;
use crate::instruments::voice::Stereo;
use crate::song::insert::{Insert, Owner};
use crate::song::mixer::{MAX_RETURNS, PanLaw};
use crate::song::routing::Routing;
use crate::song::{MAX_TRACKS, Song};
use std::ops::Range;
use strip::{Around, Sent, Strip};

pub(super) use strip::Faders;

/// What a quantum's mixing found.
pub(super) struct Found {
    /// The first track whose sound was no number.
    pub broken_track: Option<u16>,
    /// Whether a device gave something that is no number.
    pub broken_device: bool,
}

/// The tracks' buses, each for one job at a time.
pub(super) struct LentTracks<'a> {
    buses: Lent<'a, Bus>,
    active: Lent<'a, bool>,
}

impl LentTracks<'_> {
    /// Frames `span` of the quantum of a track, to add sound to; `None` if there is no such track.
    ///
    /// # Safety
    /// Nobody else uses this track at the same time.
    #[inline(always)]
    pub unsafe fn track(&self, index: usize, span: Range<usize>) -> Option<Stereo<'_>> {
        // SAFETY: as the caller promises.
        let (bus, active) = unsafe { (self.buses.at(index)?, self.active.at(index)?) };
        *active = true;
        let [left, right] = &mut bus.channels;
        Some(Stereo { left: left.get_mut(span.clone())?, right: right.get_mut(span)? })
    }
}

/// The mixer.
pub(super) struct Mixer {
    /// Where voices add their sound.
    tracks: Vec<Bus>,
    /// Whether anything was added in this quantum.
    active: Vec<bool>,
    strips: Vec<Strip>,
    /// How many returns there are.
    returns: usize,
    /// What the returns are sent, and their strips.
    sent: [Sent; MAX_RETURNS],
    return_strips: [Strip; MAX_RETURNS],
    /// Where a track's devices have run before the quantum is mixed: whether they gave numbers.
    ahead: Vec<Option<bool>>,
    /// What devices elsewhere listen to: tracks before their faders.
    keys: Vec<Bus>,
    routing: Routing,
    waits: Waits,
    /// The overrides' generation by which it is known which tracks are heard and when, and whether they said anything of that.
    locked: (u32, bool),
    /// The devices in the chains of tracks and master.
    pub chains: Chains,
    limiter: Limiter,
    /// Which tracks are silent by hand.
    pub gate: Gate,
    /// What lies on the master while a key is held.
    pub momentary: Effects,
    master_level: Smooth,
    master_volume: Level,
    /// The quantum as it is heard.
    pub out: Bus,
    /// The highest levels since they were last taken.
    pub peaks: [f32; MAX_TRACKS],
    /// The same for the returns.
    pub return_peaks: [f32; MAX_RETURNS],
    /// The same for the master.
    pub master_peaks: [f32; 2],
    share: f32,
    rate: SampleRate,
}

impl Mixer {
    pub fn new(rate: SampleRate) -> Mixer {
        Mixer {
            tracks: vec![Bus::SILENT; MAX_TRACKS],
            active: vec![false; MAX_TRACKS],
            strips: vec![Strip::default(); MAX_TRACKS],
            returns: 0,
            sent: [Sent::NOTHING; MAX_RETURNS],
            return_strips: [Strip::default(); MAX_RETURNS],
            ahead: vec![None; MAX_TRACKS],
            keys: vec![Bus::SILENT; MAX_TRACKS],
            routing: Routing::NONE,
            waits: Waits::NONE,
            locked: (0, false),
            chains: Chains::new(),
            limiter: Limiter::new(rate),
            gate: Gate::default(),
            momentary: Effects::new(rate),
            master_level: Smooth::default(),
            master_volume: Level::default(),
            out: Bus::SILENT,
            peaks: [0.0; MAX_TRACKS],
            return_peaks: [0.0; MAX_RETURNS],
            master_peaks: [0.0; 2],
            share: share(QUANTUM, 0.008, rate.hertz()),
            rate,
        }
    }

    /// Whether a track is heard: not muted, nor left out by others that are solo.
    pub fn is_heard(&self, track: usize) -> bool {
        self.routing.is_heard(track)
    }

    /// Where voices add their sound.
    #[inline(always)]
    pub fn lend_tracks(&mut self) -> LentTracks<'_> {
        LentTracks { buses: Lent::of(&mut self.tracks), active: Lent::of(&mut self.active) }
    }

    /// Frames `span` of the quantum of a track, to add sound to.
    pub fn track(&mut self, index: usize, span: Range<usize>) -> Option<Stereo<'_>> {
        *self.active.get_mut(index)? = true;
        let [left, right] = &mut self.tracks.get_mut(index)?.channels;
        Some(Stereo { left: left.get_mut(span.clone())?, right: right.get_mut(span)? })
    }

    /// Takes up the ways and waits of a song that has changed. Its devices have come before it.
    pub fn follow(&mut self, song: &Song, overrides: &Overrides) {
        let before = std::mem::replace(&mut self.routing, Routing::of(song));
        let count = song.tracks.len().min(MAX_TRACKS);
        let owner = |output: Option<usize>| output.map_or(Owner::Master, Owner::Track);
        for track in (0..count).filter(|track| before.output(*track) != self.routing.output(*track)) {
            if self.chains.sounds(track) {
                self.chains.join(owner(before.output(track)));
                self.chains.join(owner(self.routing.output(track)));
            }
        }
        for track in count..MAX_TRACKS {
            self.chains.leave(Owner::Track(track));
            self.strips[track].rest();
        }
        self.follow_returns(song.mixer.returns.len().min(MAX_RETURNS));
        self.move_tracks(song, overrides);
        let keys = self.keys.iter_mut().enumerate();
        keys.filter(|(track, _)| !self.routing.is_key(*track)).for_each(|(_, key)| *key = Bus::SILENT);
    }

    /// Takes up what locks say of which tracks are heard, and when, if they say anything new.
    #[inline]
    pub fn follow_locks(&mut self, song: &Song, overrides: &Overrides) {
        let (generation, moved) = self.locked;
        if generation != overrides.generation() {
            let moves = overrides.moves_tracks();
            if moves || moved {
                self.move_tracks(song, overrides);
            }
            self.locked = (overrides.generation(), moves);
        }
    }

    fn move_tracks(&mut self, song: &Song, overrides: &Overrides) {
        self.locked = (overrides.generation(), overrides.moves_tracks());
        self.routing.listen(&overrides.switches(song));
        self.waits = Waits::of(song, &overrides.delays(song), &self.routing, &self.chains, self.rate);
    }

    /// Takes up how many returns there are.
    fn follow_returns(&mut self, count: usize) {
        let gone = count..std::mem::replace(&mut self.returns, count);
        if !gone.is_empty() {
            // What they gave is missing from here on.
            self.chains.join(Owner::Master);
            self.strips.iter_mut().chain(&mut self.return_strips).for_each(|strip| strip.forget_sends(count));
        }
        for index in gone {
            self.chains.leave(Owner::Return(index));
            self.return_strips[index].rest();
            self.sent[index] = Sent::NOTHING;
        }
    }

    /// Frames between a voice and the output.
    pub fn latency(&self, song: Option<&Song>) -> usize {
        let master = song.map_or(0, |song| self.chains.latency(Owner::Master, song));
        self.limiter.late() + self.waits.late + master
    }

    /// Frames of these that what tracks and returns give takes through the master's chain and limiter.
    pub fn master_latency(&self, song: Option<&Song>) -> usize {
        self.latency(song) - self.waits.late
    }

    /// Frames that each track's sound comes before what goes to the master by itself.
    pub fn early(&self) -> &[usize] {
        &self.waits.early
    }

    /// The limiter's greatest reduction since this was last asked, in dB.
    pub fn reduction(&mut self) -> f32 {
        self.limiter.reduction()
    }

    /// Forgets every tail.
    pub fn reset(&mut self) {
        self.chains.reset();
        self.limiter.reset();
        self.momentary.clear();
    }

    /// Takes what is silent by hand out of the quantum at `frame`.
    pub fn close_gates(&mut self, frame: u64) {
        if !self.gate.is_open() {
            let active = self.tracks.iter_mut().enumerate().zip(&self.active).filter(|(_, active)| **active);
            active.for_each(|((track, bus), _)| self.gate.close(track, frame, bus));
        }
    }

    /// Mixes the quantum that the voices have filled into `out`, and empties the tracks for the next one; with `hands`, side by side
    /// what can be. What tracks and returns give goes to `stems`, too: first the tracks, then the returns.
    pub fn mix(
        &mut self,
        snapshot: &Snapshot,
        overrides: &Overrides,
        (global, beat_seconds): (f32, f32),
        hands: Option<&dyn Hands>,
        stems: Option<&Stems>,
    ) -> Found {
        let mut stems = stems.and_then(|stems| stems.try_borrow_mut().ok());
        let song = &*snapshot.song;
        let pace = Pace { beat_seconds, share: self.share };
        let mut found = Found { broken_track: None, broken_device: false };
        let mut master = Bus::SILENT;
        let count = song.tracks.len().min(MAX_TRACKS);
        let returns = song.mixer.returns.len().min(MAX_RETURNS);
        let (generation, law) = (overrides.generation(), overrides.pan_law(&song.mixer));
        for index in 0..count {
            let bus = &mut self.tracks[index];
            if self.active[index] && self.chains.has_any(Owner::Track(index)) && !bus.peak().1 {
                // Devices and waits would hide it.
                found.broken_track = found.broken_track.or(Some(index as u16));
                *bus = Bus::SILENT;
            }
            if self.active[index] || self.chains.waits(index, Place::Before) {
                self.chains.align(index, Place::Before, self.waits.before[index], bus);
            }
        }
        if let Some(hands) = hands {
            self.run_ahead(hands, song, overrides, pace);
        }
        for index in self.routing.order().filter(|index| *index < count) {
            let (owner, track) = (Owner::Track(index), &*song.tracks[index]);
            let active = std::mem::take(&mut self.active[index]);
            let (bus, strip) = (&mut self.tracks[index], &mut self.strips[index]);
            if !active && !self.chains.is_awake(owner) {
                strip.rest();
                self.chains.rest(owner);
                self.keys[index] = Bus::SILENT;
                continue;
            }
            strip.wake();
            let links = links(overrides, &track.inserts, owner, &self.keys);
            let sane = self.ahead[index].take().unwrap_or_else(|| self.chains.run(owner, links, pace, bus));
            found.broken_device |= !sane;
            // Before it waits: those that listen have not waited either.
            if self.routing.is_key(index) {
                self.keys[index] = *bus;
            }
            self.chains.align(index, Place::Behind, self.waits.behind[index], bus);
            let around = Around { generation, law, returns: (0, returns), share: self.share };
            let mute = !self.routing.is_heard(index);
            let ways = strip.ways(&around, || Faders { mute, ..overrides.strip(index, track) });
            let sent = &mut self.sent[..returns];
            ways.before.add(bus, 0, sent);
            bus.widen(ways.width);
            let (peak, sane) = bus.peak_on(ways.sides);
            if !sane {
                found.broken_track = found.broken_track.or(Some(index as u16));
                *bus = Bus::SILENT;
                continue;
            }
            self.peaks[index] = self.peaks[index].max(peak);
            if let Some(stems) = &mut stems {
                stems.put_track(index, bus, ways.sides);
            }
            match self.routing.output(index) {
                Some(group) => {
                    if let Ok([bus, group_bus]) = self.tracks.get_disjoint_mut([index, group]) {
                        ways.pour(bus, sent, group_bus);
                        self.active[group] = true;
                    }
                }
                None => ways.pour(bus, sent, &mut master),
            }
        }
        for (index, back) in song.mixer.returns.iter().enumerate().take(returns) {
            let (owner, strip) = (Owner::Return(index), &mut self.return_strips[index]);
            let (before, later) = self.sent[..returns].split_at_mut(index + 1);
            let Sent { bus, any } = &mut before[index];
            if !std::mem::take(any) && !self.chains.is_awake(owner) {
                strip.rest();
                self.chains.rest(owner);
                continue;
            }
            strip.wake();
            let links = links(overrides, &back.inserts, owner, &self.keys);
            found.broken_device |= !self.chains.run(owner, links, pace, bus);
            let around = Around {
                generation,
                // Its sound has two sides of its own: panning never makes the middle softer.
                law: PanLaw::Balance,
                returns: (index + 1, returns),
                share: self.share,
            };
            let ways = strip.ways(&around, || overrides.back(index, back));
            bus.widen(ways.width);
            self.return_peaks[index] = self.return_peaks[index].max(bus.peak_on(ways.sides).0);
            master.add_sides(bus, ways.sides);
            if let Some(stems) = &mut stems {
                stems.put_return(index, bus, ways.sides);
            }
            if !later.is_empty() {
                let [left, right] = ways.sides;
                bus.scale(left, right);
                ways.behind.add(bus, index + 1, later);
            }
            *bus = Bus::SILENT;
        }
        let links = links(overrides, &song.mixer.inserts, Owner::Master, &self.keys);
        found.broken_device |= !self.chains.run(Owner::Master, links, pace, &mut master);
        let gain = self.master_volume.gain(overrides.master_volume(&song.mixer)) * global;
        let level = self.master_level.stretch(gain, self.share);
        master.scale(level, level);
        self.momentary.process(beat_seconds, &mut master.channels);
        devices::run(&mut self.limiter, overrides.limiter(song), beat_seconds, master.stereo(), None);
        for (peak, side) in self.master_peaks.iter_mut().zip(&master.channels) {
            *peak = peak.max(measure(side).0);
        }
        self.out = master;
        found
    }
}

/// The places of a chain as they are to sound.
fn links<'a>(
    overrides: &'a Overrides,
    inserts: &'a [Insert],
    owner: Owner,
    keys: &'a [Bus],
) -> impl Iterator<Item = Link<'a>> {
    inserts.iter().enumerate().map(move |(slot, insert)| Link {
        device: overrides.insert(owner, slot).unwrap_or(&insert.device),
        mix: overrides.mix(owner, slot, insert),
        key: insert.side.and_then(|track| keys.get(usize::from(track))),
    })
}
