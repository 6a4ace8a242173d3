//! The pool of voices: who plays what, for which channel, and how each note ends.

use super::message::Snapshot;
use super::mixer::Mixer;
use super::overrides::Overrides;
use crate::dsp::level::Level;
use crate::dsp::smooth::{Smooth, share};
use crate::dsp::units::{SampleRate, Semitones};
use crate::instruments::AnyVoice;
use crate::instruments::voice::{Context, Liveness, MAX_STRETCH, Modulation, NoteStart};
use crate::sequencer::command::{CHANNELS, Channel, Drive, NoteOn};
use crate::song::Song;
use crate::song::instrument::NewNoteAction;
use std::ops::Range;

/// Voices that may sound for long: from here on the quietest is ended for every new one.
const CROWDED: usize = 256;

/// Voices in the pool, with room for those that are just ending.
const VOICES: usize = CROWDED + 64;

/// Seconds in which a cut note fades: short enough to be a cut, long enough not to click.
const CUT_SECONDS: f32 = 0.003;

/// Seconds in which levels follow the grid.
const SMOOTH_SECONDS: f32 = 0.002;

/// Who plays a note.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Owner {
    /// The grid; `current` until the next note begins there.
    Grid { channel: Channel, current: bool },
    /// A key on a track, outside the grid.
    Live { track: u16, key: u8 },
}

impl Owner {
    fn track(self) -> usize {
        match self {
            Owner::Grid { channel, .. } => channel.track(),
            Owner::Live { track, .. } => track.into(),
        }
    }
}

/// One voice of the pool.
struct Playing {
    voice: AnyVoice,
    instrument: u8,
    choke_group: u8,
    new_note: Option<NewNoteAction>,
    drive: Drive,
    levels: [Smooth; 2],
    volume: Level,
    place: Place,
    /// 1 while the note sounds; falls by `fading` per second.
    fade: f32,
    fading: f32,
    order: u64,
    loud: f32,
    /// The epoch in which the last stretch ended with nothing moving; 0 if something moved.
    settled: u64,
}

/// The pool.
pub(super) struct Voices {
    /// Who plays on each voice of the pool; `None` is a free voice. Apart from the pool, so that looking for one is quick.
    owners: Vec<Option<Owner>>,
    pool: Vec<Playing>,
    rate: SampleRate,
    shares: [f32; MAX_STRETCH + 1],
    started: u64,
    /// Voices of the pool from this one on are free.
    most: usize,
    /// Counts the times that anything which all voices share has changed.
    epoch: u64,
    shared: (u32, f32),
    /// Notes that ended another one's voice.
    pub stolen: u32,
}

impl Voices {
    pub fn new(rate: SampleRate) -> Voices {
        let idle = || Playing {
            voice: AnyVoice::Idle,
            instrument: 0,
            choke_group: 0,
            new_note: None,
            drive: Drive { pitch: 60.0, level: 0.0, pan: 0.0, cutoff: 0.0, resonance: 0.0 },
            levels: [Smooth::default(); 2],
            volume: Level::default(),
            place: Place::default(),
            fade: 1.0,
            fading: 0.0,
            order: 0,
            loud: 0.0,
            settled: 0,
        };
        Voices {
            owners: vec![None; VOICES],
            pool: (0..VOICES).map(|_| idle()).collect(),
            rate,
            shares: std::array::from_fn(|frames| share(frames, SMOOTH_SECONDS, rate.hertz())),
            started: 0,
            most: 0,
            epoch: 1,
            shared: (0, 0.0),
            stolen: 0,
        }
    }

    /// How many voices sound.
    pub fn sounding(&self) -> usize {
        self.owners.iter().flatten().count()
    }

    /// The channels whose present note still sounds, a bit each: channel 64 × n + b is bit b of number n.
    pub fn channels(&self) -> [u64; CHANNELS / 64] {
        let mut bits = [0; CHANNELS / 64];
        for owner in self.owners[..self.most].iter().flatten() {
            if let Owner::Grid { channel, current: true } = owner {
                let number = usize::from(channel.0);
                bits[number / 64] |= 1 << (number % 64);
            }
        }
        bits
    }

    /// Silence at once.
    pub fn clear(&mut self) {
        self.owners.fill(None);
    }

    /// Lets every key go.
    pub fn release_all(&mut self) {
        self.sounding_mut().for_each(|(_, playing)| playing.voice.release());
    }

    /// The sounding voices, each with its owner's place.
    fn sounding_mut(&mut self) -> impl Iterator<Item = (&mut Option<Owner>, &mut Playing)> {
        self.owners.iter_mut().zip(&mut self.pool).filter(|(owner, _)| owner.is_some())
    }

    /// The voices of an owner.
    fn of(&mut self, wanted: Owner) -> impl Iterator<Item = &mut Playing> {
        let owned = self.owners.iter().zip(&mut self.pool);
        owned.filter(move |(owner, _)| **owner == Some(wanted)).map(|(_, playing)| playing)
    }

    fn current(&mut self, channel: Channel) -> impl Iterator<Item = &mut Playing> {
        self.of(Owner::Grid { channel, current: true })
    }

    /// Starts a note; the notes that it replaces or chokes end.
    pub fn start(&mut self, snapshot: &Snapshot, overrides: &Overrides, owner: Owner, note: NoteOn) {
        let song = &*snapshot.song;
        let (Some(instrument), Some(patch)) =
            (song.instrument(note.instrument.into()), overrides.patch(song, note.instrument))
        else {
            return;
        };
        let mut previous = None;
        if let Owner::Grid { channel, .. } = owner {
            let current = Some(Owner::Grid { channel, current: true });
            let sounding = self.owners.iter_mut().zip(&mut self.pool);
            for (owner, old) in sounding.filter(|(owner, _)| **owner == current) {
                previous = Some(Semitones(old.drive.pitch));
                let action =
                    song.instrument(old.instrument.into()).map_or(NewNoteAction::Cut, |old| old.new_note);
                let action = old.new_note.unwrap_or(action);
                *owner = Some(Owner::Grid { channel, current: false });
                old.end(action, song);
            }
        }
        let group = instrument.choke_group;
        if group != 0 {
            self.sounding_mut().filter(|(_, old)| old.choke_group == group).for_each(|(_, old)| old.cut());
        }
        self.make_room();
        self.started += 1;
        let order = self.started;
        let rate = self.rate;
        let Some(free) = self.owners.iter().position(Option::is_none) else { return };
        self.owners[free] = Some(owner);
        self.most = self.most.max(free + 1);
        let free = &mut self.pool[free];
        let start = NoteStart {
            key: note.key,
            velocity: note.velocity,
            offset: note.offset,
            slice: note.slice,
            previous,
            seed: note.seed,
        };
        free.voice.start(patch, &start, &Context { rate, samples: &snapshot.samples });
        (free.instrument, free.choke_group, free.new_note) = (note.instrument, group, None);
        (free.drive, free.levels, free.fade, free.fading) = (note.drive, [Smooth::default(); 2], 1.0, 0.0);
        (free.order, free.loud, free.settled) = (order, note.drive.level, 0);
    }

    /// Ends the quietest (among equals the oldest) while the pool is crowded.
    fn make_room(&mut self) {
        if self.sounding() < CROWDED {
            return;
        }
        let stays = |playing: &&mut Playing| playing.fading < 1.0 / CUT_SECONDS;
        let staying = self.sounding_mut().map(|(_, playing)| playing).filter(stays);
        let least = staying.min_by(|a, b| a.loud.total_cmp(&b.loud).then(a.order.cmp(&b.order)));
        if let Some(playing) = least {
            playing.cut();
            self.stolen += 1;
        }
        if self.sounding() == VOICES {
            let faded = self.sounding_mut().min_by(|(_, a), (_, b)| a.fade.total_cmp(&b.fade));
            if let Some((owner, _)) = faded {
                *owner = None;
            }
        }
    }

    /// Moves the channel's note.
    pub fn drive(&mut self, channel: Channel, drive: Drive) {
        self.current(channel).for_each(|playing| (playing.drive, playing.settled) = (drive, 0));
    }

    /// Lets the channel's key go.
    pub fn release(&mut self, channel: Channel) {
        self.current(channel).for_each(|playing| playing.voice.release());
    }

    /// Ends the channel's note at once.
    pub fn cut(&mut self, channel: Channel) {
        self.current(channel).for_each(Playing::cut);
    }

    /// Begins the fade-out of the channel's note.
    pub fn fade(&mut self, channel: Channel, song: &Song) {
        self.current(channel).for_each(|playing| playing.end(NewNoteAction::Fade, song));
    }

    /// Sets the new-note action of the channel's note.
    pub fn set_new_note(&mut self, channel: Channel, action: NewNoteAction) {
        self.current(channel).for_each(|playing| playing.new_note = Some(action));
    }

    /// Ends the notes that the channel has left behind.
    pub fn past_notes(&mut self, channel: Channel, action: NewNoteAction, song: &Song) {
        self.of(Owner::Grid { channel, current: false }).for_each(|playing| playing.end(action, song));
    }

    /// Lets a live key go.
    pub fn lift(&mut self, track: u16, key: u8) {
        self.of(Owner::Live { track, key }).for_each(|playing| playing.voice.release());
    }

    /// Ends every voice of a track at once, without a fade: its sound was no number.
    pub fn drop_track(&mut self, track: usize) {
        let of_track = |owner: &&mut Option<Owner>| owner.is_some_and(|owner| owner.track() == track);
        self.owners.iter_mut().filter(of_track).for_each(|owner| *owner = None);
    }

    /// Adds frames `span` of the quantum of all voices to their tracks. A voice whose track is not there ends.
    pub fn render(
        &mut self,
        snapshot: &Snapshot,
        overrides: &Overrides,
        beat_seconds: f32,
        span: Range<usize>,
        mixer: &mut Mixer,
    ) {
        let frames = span.len();
        let song = &*snapshot.song;
        let context = Context { rate: self.rate, samples: &snapshot.samples };
        let share = self.shares[frames.min(MAX_STRETCH)];
        let seconds = frames as f32 / self.rate.hertz();
        let shared = (overrides.generation(), beat_seconds);
        if shared != self.shared {
            (self.shared, self.epoch) = (shared, self.epoch + 1);
        }
        let epoch = self.epoch;
        while self.most > 0 && self.owners[self.most - 1].is_none() {
            self.most -= 1;
        }
        for (place, playing) in self.owners[..self.most].iter_mut().zip(&mut self.pool) {
            let Some(owner) = *place else { continue };
            if playing.settled == epoch
                && let Some(out) = mixer.track(owner.track(), span.clone())
                && playing.voice.go_on(&context, out)
            {
                continue;
            }
            let (Some(instrument), Some(patch)) =
                (song.instrument(playing.instrument.into()), overrides.patch(song, playing.instrument))
            else {
                *place = None;
                continue;
            };
            if owner.track() >= song.tracks.len() {
                *place = None;
                continue;
            }
            playing.fade = (playing.fade - playing.fading * seconds).max(0.0);
            let level = playing.drive.level * playing.volume.gain(instrument.volume) * playing.fade;
            let [left, right] = playing.place.levels(playing.drive.pan + instrument.pan);
            let left = playing.levels[0].stretch(level * left, share);
            let right = playing.levels[1].stretch(level * right, share);
            let moving = left.0 != left.1 || right.0 != right.1 || playing.fading != 0.0;
            playing.settled = if moving { 0 } else { epoch };
            let (left, right) = (left.1, right.1);
            playing.loud = left.max(right);
            let modulation = Modulation {
                pitch: Semitones(playing.drive.pitch),
                left,
                right,
                cutoff: Semitones(playing.drive.cutoff),
                resonance: playing.drive.resonance,
                beat_seconds,
            };
            let liveness = match mixer.track(owner.track(), span.clone()) {
                Some(out) => playing.voice.render(patch, &modulation, &context, out),
                None => Liveness::Ended,
            };
            let faded = playing.fade == 0.0 && playing.loud < 1e-4;
            if liveness == Liveness::Ended || faded {
                *place = None;
            }
        }
    }
}

impl Playing {
    fn cut(&mut self) {
        self.fall(CUT_SECONDS);
    }

    /// Begins to fade, or fades faster.
    fn fall(&mut self, seconds: f32) {
        (self.fading, self.settled) = (self.fading.max(1.0 / seconds), 0);
    }

    fn end(&mut self, action: NewNoteAction, song: &Song) {
        match action {
            NewNoteAction::Cut => self.cut(),
            NewNoteAction::Continue => {}
            NewNoteAction::Off => self.voice.release(),
            NewNoteAction::Fade => {
                let seconds =
                    song.instrument(self.instrument.into()).map_or(1.0, |instrument| instrument.fade_seconds);
                self.fall(seconds.max(CUT_SECONDS));
            }
        }
    }
}

/// Levels of left and right for a place from −1 to 1: constant power, 1 and 1 in the centre, √2 and 0 at the ends. Computed
/// anew only when the place moves.
struct Place {
    pan: f32,
    levels: [f32; 2],
}

impl Default for Place {
    fn default() -> Place {
        Place { pan: 0.0, levels: [1.0; 2] }
    }
}

impl Place {
    fn levels(&mut self, pan: f32) -> [f32; 2] {
        if pan != self.pan {
            let angle = (pan.clamp(-1.0, 1.0) + 1.0) * std::f32::consts::FRAC_PI_4;
            let levels = [angle.cos(), angle.sin()].map(|level| level * std::f32::consts::SQRT_2);
            *self = Place { pan, levels: if pan == 0.0 { [1.0; 2] } else { levels } };
        }
        self.levels
    }
}
