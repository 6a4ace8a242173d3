//! The state of one channel: what plays, what it remembers, what the row asks of it.

use super::command::{Channel, Drive};
use super::wave::Oscillation;
use crate::song::Song;
use crate::song::instrument::{Instrument, NewNoteAction};
use crate::song::row::{EFFECT_COLUMNS, EffectCell, NoteCell};

/// Pitch is counted in 1/64 semitone.
pub const SEMITONE: i32 = 64;

/// The finetune of an instrument, in 1/64 semitone.
pub fn fine(instrument: &Instrument) -> i32 {
    (instrument.finetune * SEMITONE as f32 / 100.0) as i32
}

/// Times within playback are counted in 1/65536 tick.
pub const TICK: u64 = 1 << 16;

/// The loudest volume of the volume field and of `Mxx`.
pub const LOUDEST: i32 = 64;

/// The memories of effects: the value that a parameter of 00 repeats. Several effects share one, as in Impulse Tracker.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[repr(usize)]
pub enum Memory {
    /// `D`, `K` and `L`.
    VolumeSlide,
    /// `E`, `F` and `G`.
    Pitch,
    /// `I`.
    Tremor,
    /// `J`.
    Arpeggio,
    /// `N`.
    ChannelSlide,
    /// `O`.
    Offset,
    /// `P`.
    PanSlide,
    /// `Q`.
    Retrigger,
    /// `S`.
    Special,
    /// `T`.
    Tempo,
    /// `W`.
    GlobalSlide,
    /// `a` to `d` of the volume field.
    VolumeField,
}

/// How many memories there are.
const MEMORIES: usize = Memory::VolumeField as usize + 1;

/// What the row's effects ask of the note that begins on it.
#[derive(Clone, Copy, Debug, Default)]
pub struct Plan {
    /// The note is not played: chance or pass said no.
    pub skip: bool,
    /// The note slides from the last one instead of beginning anew.
    pub slide: bool,
    /// Ticks that the note comes later.
    pub delay_ticks: u64,
    /// 1/65536 of the row that the note comes later, beside its delay field.
    pub delay_row: u64,
    /// Frames of the sample to skip.
    pub offset: u32,
    /// The phrase that the note strikes, as `@` gives it.
    pub phrase: Option<u8>,
    /// The slice to begin at.
    pub slice: Option<u8>,
    /// How often the note is struck in the row; 0 and 1 are once.
    pub hits: u8,
    /// How their loudness differs: 1 to 7 each is so many tenths softer than the one before, 9 to 15 than the one after.
    pub slope: u8,
    /// Sixteenths of a row until the key is let go; 0 is never.
    pub gate: u16,
    /// Loudness of the note in 1/256.
    pub loudness: u16,
}

impl Plan {
    /// A note as it is written.
    pub const PLAIN: Plan = Plan {
        skip: false,
        slide: false,
        delay_ticks: 0,
        delay_row: 0,
        offset: 0,
        phrase: None,
        slice: None,
        hits: 0,
        slope: 0,
        gate: 0,
        loudness: 256,
    };
}

/// Something that comes later in this or a coming row.
#[derive(Clone, Copy, Debug)]
pub struct Later<T> {
    /// When, in 1/65536 tick since the start of playback.
    pub time: u64,
    /// What.
    pub what: T,
}

/// A note's hits, of which one is the next.
#[derive(Clone, Copy, Debug)]
pub struct Hits {
    /// What was asked of the note; its number of hits, 0 counting as 1, is theirs.
    pub plan: Plan,
    /// The next one, from 0.
    pub next: u8,
    /// When the first one comes, in 1/65536 tick since the start of playback.
    pub begin: u64,
    /// 1/65536 ticks of the row.
    pub row: u64,
}

impl Hits {
    fn count(&self) -> u8 {
        self.plan.hits.max(1)
    }

    /// When the next one comes, in 1/65536 tick since the start of playback.
    pub fn time(&self) -> u64 {
        self.begin + u64::from(self.next) * self.row / u64::from(self.count())
    }

    /// The next one's loudness in 1/65536.
    pub fn loudness(&self) -> i32 {
        let (tenths, steps) = match self.plan.slope {
            slope if slope < 8 => (slope, self.next),
            slope => (slope - 8, self.count() - 1 - self.next),
        };
        let full = i64::from(self.plan.loudness) * 256;
        (0..steps).fold(full, |level, _| level * (10 - i64::from(tenths)) / 10) as i32
    }

    /// The same behind the next one; `None` after the last.
    pub fn following(self) -> Option<Hits> {
        (self.next + 1 < self.count()).then_some(Hits { next: self.next + 1, ..self })
    }
}

/// A loop within one pass of a pattern.
#[derive(Clone, Copy, Debug, Default)]
pub struct PatternLoop {
    /// The visit ([`super::position::Flow::visits`]) that it belongs to.
    pub visit: u32,
    /// Its first row.
    pub start: u16,
    /// Rounds that are left.
    pub left: u8,
}

/// One channel.
#[derive(Clone, Debug)]
pub struct ChannelState {
    /// Its number.
    pub number: Channel,
    /// The instrument's slot.
    pub instrument: Option<u8>,
    /// The key that was written last, transposed: a MIDI key.
    pub key: u8,
    /// Whether the order entry mutes the track: nothing is struck then.
    pub muted: bool,
    /// The slot of the instrument that was struck last.
    pub struck: Option<u8>,
    /// Whether a note was started and not cut.
    pub sounding: bool,
    /// Whether that note has ended by itself.
    pub over: bool,
    /// The pitch now, in 1/64 semitone.
    pub pitch: i32,
    /// Where `G` slides to.
    pub target: i32,
    /// 0 to 64.
    pub volume: i32,
    /// 0 to 64: `M`.
    pub channel_volume: i32,
    /// 0 (left) to 64 (right).
    pub pan: i32,
    /// 0 to 127: the filter's cutoff as `Z` sets it; 127 is the patch's own.
    pub cutoff: u8,
    /// 0 to 15: resonance as `Z` sets it.
    pub resonance: u8,
    /// Values by [`Memory`].
    memory: [u8; MEMORIES],
    /// `H` and `U`.
    pub vibrato: Oscillation,
    /// `R`.
    pub tremolo: Oscillation,
    /// `Y`.
    pub panbrello: Oscillation,
    /// High part of the sample offset: `SA`.
    pub offset_high: u32,
    /// Whether `G` moves in whole semitones: `S1`.
    pub glissando: bool,
    /// Ticks of the tremor's present part that are left, and whether it sounds.
    pub tremor: (u8, bool),
    /// Ticks since the last retrigger.
    pub retrigger: u8,
    /// `SB`.
    pub pattern_loop: PatternLoop,
    /// The tick at which `SC` cuts; `None` in most rows.
    pub cut_at: Option<u16>,
    /// What became of the instrument's new-note action by `S73` to `S76`.
    pub new_note: Option<NewNoteAction>,
    /// Loudness of the present note in 1/65536 (humanised, ratcheted).
    pub loudness: i32,
    /// The row's plan, kept for a note that comes later.
    pub plan: Plan,
    /// The note that comes later.
    pub waiting: Option<Later<NoteCell>>,
    /// Ratchet hits that come later.
    pub hits: Option<Hits>,
    /// When the key is let go.
    pub gate: Option<u64>,
    /// The effects of the present row.
    pub effects: [Option<EffectCell>; EFFECT_COLUMNS],
    /// The volume field of the present row, if it is a small effect.
    pub field: Option<(crate::song::row::VolumeEffect, u8)>,
    /// This tick's additions: pitch in 1/64 semitone, volume in 1/64, pan in 1/64, silence.
    pub sway: Sway,
    /// Where in this tick, in 1/65536, the channel's latest note or field takes effect: what was before stays until then.
    pub began: u16,
    /// What was sent last.
    pub sent: Option<Drive>,
}

/// What vibrato, arpeggio, tremolo, tremor and panbrello add for one tick.
#[derive(Clone, Copy, Debug, Default)]
pub struct Sway {
    /// 1/64 semitone.
    pub pitch: i32,
    /// 1/64 of full volume.
    pub volume: i32,
    /// 1/64 of the way from left to right.
    pub pan: i32,
    /// Not heard in this tick.
    pub silent: bool,
}

impl ChannelState {
    /// A channel on which nothing has happened.
    pub fn new(number: Channel) -> ChannelState {
        ChannelState {
            number,
            instrument: None,
            key: 60,
            muted: false,
            struck: None,
            sounding: false,
            over: false,
            pitch: 60 * SEMITONE,
            target: 60 * SEMITONE,
            volume: LOUDEST,
            channel_volume: LOUDEST,
            pan: LOUDEST / 2,
            cutoff: 127,
            resonance: 0,
            memory: [0; MEMORIES],
            vibrato: Oscillation::default(),
            tremolo: Oscillation::default(),
            panbrello: Oscillation::default(),
            offset_high: 0,
            glissando: false,
            tremor: (0, false),
            retrigger: 0,
            pattern_loop: PatternLoop::default(),
            cut_at: None,
            new_note: None,
            loudness: 1 << 16,
            plan: Plan::PLAIN,
            waiting: None,
            hits: None,
            gate: None,
            effects: [None; EFFECT_COLUMNS],
            field: None,
            sway: Sway::default(),
            began: 0,
            sent: None,
        }
    }

    /// Whether nothing happens here before the next row: nothing sounds, waits or acts.
    pub fn rests(&self) -> bool {
        !self.sounding && self.waiting.is_none() && self.effects == [None; EFFECT_COLUMNS]
    }

    /// The value to use: `value`, or what the memory holds if it is 0. The memory learns other values.
    pub fn remember(&mut self, memory: Memory, value: u8) -> u8 {
        let place = &mut self.memory[memory as usize];
        if value != 0 {
            *place = value;
        }
        *place
    }

    /// Moves the volume, staying within 0 to 64.
    pub fn add_volume(&mut self, by: i32) {
        self.volume = (self.volume + by).clamp(0, LOUDEST);
    }

    /// Moves the panning, staying within 0 to 64.
    pub fn add_pan(&mut self, by: i32) {
        self.pan = (self.pan + by).clamp(0, LOUDEST);
    }

    /// Moves the pitch, staying within ten octaves and a half.
    pub fn add_pitch(&mut self, by: i32) {
        self.pitch = (self.pitch + by).clamp(0, 140 * SEMITONE);
    }

    /// The pitch in this tick, in semitones: what is counted in keys, with the tuning of the instrument that was struck.
    fn tuned(&self, song: &Song) -> f32 {
        let keys = |pitch: i32| pitch as f32 / SEMITONE as f32;
        let pitch = self.pitch + self.sway.pitch;
        match self.struck.and_then(|slot| song.instrument(slot.into())) {
            Some(instrument) if instrument.tuning.is_some() => {
                keys(pitch) + instrument.tuned(keys(pitch - fine(instrument)))
            }
            _ => keys(pitch),
        }
    }

    /// Where pitch, level, place and filter are in this tick.
    pub fn drive(&self, song: &Song) -> Drive {
        let volume = (self.volume + self.sway.volume).clamp(0, LOUDEST);
        let level = if self.sway.silent { 0 } else { volume * self.channel_volume * self.loudness };
        let pan = (self.pan + self.sway.pan).clamp(0, LOUDEST);
        Drive {
            pitch: self.tuned(song),
            level: level as f32 / ((LOUDEST * LOUDEST) << 16) as f32,
            pan: (pan - LOUDEST / 2) as f32 / (LOUDEST / 2) as f32,
            cutoff: (f32::from(self.cutoff) - 127.0) * 0.75,
            resonance: f32::from(self.resonance) / 15.0,
        }
    }
}
