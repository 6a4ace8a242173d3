//! The playing position and the state of every channel.

mod rows;

use super::cells::{self, Step};
use super::channel::{ChannelState, TICK};
use super::clock::TickLength;
use super::command::{CHANNELS, Channel, Command, GRID_CHANNELS};
use super::curves::Curves;
use super::effects::{Act, Moment, run};
use super::momentary::{Momentary, TICKS};
use super::performance::{Performing, Wish};
use super::phrases::span::Span;
use super::phrases::{Live, Phrases};
use super::position::Flow;
use super::sorting::Sorting;
use super::trigger::RowTime;
use crate::song::curve::ROW;
use crate::song::row::{EFFECT_COLUMNS, NOTE_COLUMNS, Row};
use crate::song::tempo::Tempo;
use crate::song::{MAX_TRACKS, Song};
use rows::{Busy, note_columns, tracks};

/// A place in the song.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Position {
    /// The entry of the order list.
    pub order: u16,
    /// Which repeat of the entry, from 0.
    pub repeat: u8,
    /// The pattern's number.
    pub pattern: u16,
    /// The pattern's row.
    pub row: u16,
    /// The tick within the row.
    pub tick: u16,
    /// Ticks of the row.
    pub ticks: u16,
    /// Rows that the entry has played before the pattern's first row in this round, fewer than none after a jump into it: a
    /// lane of `n` rows plays row `before + row` modulo `n`.
    pub before: i32,
}

/// What is played.
#[expect(missing_docs, reason = "the fields say what their variant says")]
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Playing {
    /// The order list from this entry and row, once; with `repeat` from the start again for ever.
    Song { order: u16, row: u16, repeat: bool },
    /// One pattern from this row, over and over.
    Pattern { pattern: u16, row: u16 },
}

/// How often a song that repeats is played, and where it begins anew.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Rounds {
    /// Rounds until it ends, at least 1.
    pub count: u32,
    /// The entry of the order list at which a new round begins, unless a jump leads elsewhere.
    pub order: u16,
    /// The row there.
    pub row: u16,
}

/// One tick, played.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Tick {
    /// Where it is.
    pub position: Position,
    /// How long it lasts.
    pub length: TickLength,
    /// The tempo, exact.
    pub tempo: Tempo,
    /// The tempo in BPM × 65,536, for sounds that follow the beat.
    pub beats_per_minute: u64,
    /// How long it lasts in beats: a fraction, exact.
    pub beats: (u64, u64),
    /// Rows of a beat now.
    pub rows_per_beat: u8,
}

/// Plays a song tick by tick. Allocated once; nothing allocates, locks or panics while it plays.
pub struct Player {
    flow: Flow,
    tick: u16,
    /// Ticks since the start of playback.
    elapsed: u64,
    /// Whether the present row is the same one once more.
    again: bool,
    channels: Vec<ChannelState>,
    curves: Curves,
    /// The instruments that tracks had played before the place where playback began, and those for the next start.
    recalled: [Vec<Option<u8>>; 2],
    fill: bool,
    phrases: Phrases,
    /// The tick that was played last, in beats.
    span: Span,
    sorting: Sorting,
}

impl Default for Player {
    fn default() -> Self {
        Player::new()
    }
}

impl Player {
    /// Ticks after which a song counts as endless: most of a day at 120 BPM.
    pub const MOST_TICKS: u32 = 4_000_000;
    /// The most commands of one tick: room for four on every channel.
    pub const MOST_COMMANDS: usize = CHANNELS * 4;

    /// A player at rest.
    pub fn new() -> Player {
        let channels = (0..GRID_CHANNELS).map(|number| ChannelState::new(Channel::of_grid(number)));
        let flow = Flow::new(&Song::default(), None);
        Player {
            flow,
            tick: 0,
            elapsed: 0,
            again: false,
            channels: channels.collect(),
            curves: Curves::new(),
            recalled: [vec![None; MAX_TRACKS], vec![None; MAX_TRACKS]],
            fill: false,
            phrases: Phrases::new(),
            span: Span::default(),
            sorting: Sorting::new(),
        }
    }

    /// Starts from there with fresh channels.
    pub fn start(&mut self, song: &Song, playing: Playing) {
        let mut performance = std::mem::take(&mut self.flow.performance);
        performance.begin();
        self.flow = Flow::new(song, Some(playing));
        (self.flow.performance, self.flow.fill) = (performance, self.fill);
        (self.tick, self.elapsed, self.again) = (0, 0, false);
        self.curves.forget();
        self.recalled.swap(0, 1);
        self.recalled[1].fill(None);
        for (number, channel) in self.channels.iter_mut().enumerate() {
            *channel = ChannelState::new(Channel::of_grid(number));
        }
        self.phrases.clear();
        self.span = Span::default();
    }

    /// The tempo in which playback from there begins, in beats per minute.
    pub fn tempo_of(&self, song: &Song, playing: Playing) -> f64 {
        Flow::new(song, Some(playing)).tempo(song).bpm() * self.flow.performance.times()
    }

    /// Something is asked of playback live.
    pub fn perform(&mut self, wish: Wish) {
        self.flow.performance.hear(wish, self.flow.playing.is_some());
    }

    /// What holds live and what waits.
    pub fn performing(&self) -> Performing {
        let alone = matches!(self.flow.playing, Some(Playing::Pattern { .. }));
        self.flow.performance.told(alone, self.flow.is_gone())
    }

    /// The tracks that are silent from the next tick on, a bit each.
    pub fn silent(&self) -> u128 {
        self.flow.performance.silent()
    }

    /// What lies on the master in the present tick, by the grid and live.
    pub fn momentary(&self) -> Momentary {
        self.flow.momentary.with(self.flow.performance.momentary())
    }

    /// Whether notes of fills (`S28`) are played from the next row on, until this is said again.
    pub fn fill(&mut self, on: bool) {
        (self.fill, self.flow.fill) = (on, on);
    }

    /// At the next start a track has played that instrument before.
    pub fn recall(&mut self, track: u16, slot: u8) {
        if let Some(recalled) = self.recalled[1].get_mut(usize::from(track)) {
            *recalled = Some(slot);
        }
    }

    /// Lets what repeats end after some rounds. Holds until the next start.
    pub fn bound(&mut self, rounds: Rounds) {
        self.flow.bounds = Some(rounds);
    }

    /// The song has changed: playback stays with the entry and the pattern that it plays, wherever they are now.
    pub fn follow(&mut self, old: &Song, new: &Song) {
        self.flow.follow(old, new);
        self.curves.forget();
    }

    /// Stops: the next tick is none.
    pub fn stop(&mut self) {
        self.flow.playing = None;
        self.flow.momentary = Momentary::default();
        self.flow.performance.rest();
        self.phrases.clear();
    }

    /// Which channels' notes still sound, a bit each: a note may have ended by itself. Without this, none has.
    pub fn hear(&mut self, sounding: &[u64; CHANNELS / 64]) {
        for (channels, bits) in self.channels.chunks_mut(64).zip(sounding) {
            for (bit, channel) in channels.iter_mut().enumerate().filter(|(_, channel)| channel.sounding) {
                channel.over |= bits >> bit & 1 == 0 && !self.phrases.plays_for(channel.number);
            }
        }
        self.phrases.hear(sounding);
    }

    /// Whether it plays.
    pub fn is_playing(&self) -> bool {
        self.flow.playing.is_some()
    }

    /// Plays the next tick: commands go to `out` (cleared first, never beyond its capacity or [`Player::MOST_COMMANDS`]). `None`: the song has ended.
    /// The song may be another one than at the last tick: what no longer exists is skipped over.
    pub fn tick(&mut self, song: &Song, out: &mut Vec<Command>) -> Option<Tick> {
        out.clear();
        self.find_row(song)?;
        let first = self.tick == 0;
        if self.tick < TICKS {
            self.flow.performance.reach_tick();
        }
        if first {
            self.flow.begin_row();
            self.let_go_of_left(out);
        }
        let busy = self.busy(song);
        if first {
            self.each_track_once(song, busy, Moment::Before, out);
        }
        self.move_along_curves(song, busy, out);
        self.each_track_once(song, busy, if first { Moment::Row } else { Moment::Tick }, out);
        for track in 0..song.tracks.len().min(MAX_TRACKS) {
            let written = busy.written >> track & 1 == 1;
            if first && written || !self.rests(song, track) {
                self.play_track(song, track, written, out);
            }
        }
        if first && !self.again {
            self.begin_clips(song, busy, out);
        }
        self.sorting.sort(out);
        self.span = self.span.following(self.flow.tick_beats(song));
        if self.phrases.follow(song, &mut self.flow, self.span, out) {
            self.sorting.sort(out);
        }
        let tick = Tick {
            position: self.flow.position(song, self.tick),
            length: self.flow.tick_length(song),
            tempo: self.flow.tempo(song),
            beats_per_minute: self.beats_per_minute(song),
            beats: self.flow.tick_beats(song),
            rows_per_beat: self.flow.rows_per_beat(song),
        };
        self.tick += 1;
        self.elapsed += 1;
        if self.tick >= self.flow.ticks(song) {
            self.tick = 0;
            self.again = self.flow.next_row(song);
        }
        Some(tick)
    }

    fn beats_per_minute(&self, song: &Song) -> u64 {
        (self.flow.tempo(song).bpm() * self.flow.performance.times() * 65_536.0) as u64
    }

    /// Whether phrases play that keys outside the song have struck, or that the song has.
    pub fn has_phrases(&self) -> bool {
        self.phrases.any()
    }

    /// Plays phrases on for a tick while the song stands still: its length, and the tempo in BPM × 65,536.
    pub fn rest(&mut self, song: &Song, out: &mut Vec<Command>) -> (TickLength, u64) {
        out.clear();
        self.span = self.span.following(self.flow.tick_beats(song));
        self.phrases.follow(song, &mut self.flow, self.span, out);
        self.sorting.sort(out);
        (self.flow.tick_length(song), self.beats_per_minute(song))
    }

    /// A key outside the song strikes a phrase at a moment of the present tick in 1/65536, or where the next tick begins.
    /// What that says is added to `out` from `open` on.
    pub fn strike(&mut self, song: &Song, live: &Live, at: Option<u16>, out: &mut Vec<Command>, open: usize) {
        self.phrases.strike(song, live, self.span, at, out);
        if at.is_some() {
            self.phrases.advance(song, &mut self.flow, self.span, out);
            self.sorting.sort(out.get_mut(open..).unwrap_or_default());
        }
    }

    /// That key comes up, at a moment of the present tick in 1/65536. As [`Player::strike`].
    pub fn lift(&mut self, key: (u16, u8), at: u16, out: &mut Vec<Command>, open: usize) {
        self.phrases.lift(key, at, out, open);
        self.sorting.sort(out.get_mut(open..).unwrap_or_default());
    }

    /// Sees to it that the present row exists in `song`; `None` if there is nothing to play.
    fn find_row(&mut self, song: &Song) -> Option<()> {
        for _ in 0..=song.order.len() {
            self.flow.playing?;
            match self.flow.length(song) {
                Some(length) if self.flow.row < length => return Some(()),
                _ => self.flow.row = u16::MAX - 1,
            }
            self.tick = 0;
            self.flow.begin_row();
            self.flow.row_repeats = None;
            self.again = self.flow.next_row(song);
        }
        self.flow.playing = None;
        None
    }

    /// Sends where the curves of all lanes stand.
    fn move_along_curves(&mut self, song: &Song, busy: Busy, out: &mut Vec<Command>) {
        self.curves.visit(self.flow.visits);
        for track in tracks(busy.curved) {
            let Some((lane, row, _)) = self.lane_of(song, track) else { continue };
            let part = f32::from(self.tick) / f32::from(self.flow.ticks(song).max(1));
            let written = lane.written(row as u16).filter(|_| self.tick == 0);
            let instrument = self.instrument(track, written.as_ref());
            self.curves.follow(song, track, lane, (row as f32 + part) * ROW as f32, instrument, out);
        }
    }

    /// The instrument that a track plays once its row has begun: what that writes, or the last one, played or recalled.
    fn instrument(&self, track: usize, row: Option<&Row>) -> Option<u8> {
        let written = row.and_then(|row| row.notes[0].instrument).map(|number| number.get() - 1);
        written.or(self.channels[track * NOTE_COLUMNS].instrument).or(self.recalled[0][track])
    }

    /// Runs the effects that act once on the whole song.
    fn each_track_once(&mut self, song: &Song, busy: Busy, moment: Moment, out: &mut Vec<Command>) {
        for track in tracks(busy.written) {
            let Some((row, pass, seed)) = self.row_of(song, track) else { continue };
            let columns = usize::from(song.tracks[track].effect_columns);
            let instrument = self.instrument(track, Some(&row));
            for (column, effect) in row.effects.iter().take(columns).enumerate() {
                let Some(effect) = effect else { continue };
                let channel = &mut self.channels[track * NOTE_COLUMNS];
                let (flow, tick) = (&mut self.flow, self.tick);
                let mut act = Act { channel, flow, out, song, track, column, instrument, tick, pass, seed };
                run(&mut act, effect.code, effect.value, moment, true);
            }
        }
    }

    fn play_track(&mut self, song: &Song, track: usize, written: bool, out: &mut Vec<Command>) {
        let settings = &song.tracks[track];
        let muted = self.flow.mutes(song, track);
        let row = if written { self.row_of(song, track) } else { None };
        let empty = row.is_none();
        let (row, pass, seed) = row.unwrap_or((Row::default(), 0, 0));
        let time = RowTime {
            now: self.elapsed * TICK,
            ticks: self.flow.ticks(song).into(),
            late: self.flow.late(song, track),
            transpose: self.flow.transpose(song),
            live: self.flow.performance.transpose,
            seed,
        };
        let effect_columns = usize::from(settings.effect_columns).min(row.effects.len());
        let mut effects = [None; EFFECT_COLUMNS];
        effects[..effect_columns].copy_from_slice(&row.effects[..effect_columns]);
        let step = Step { song, track, tick: self.tick, pass, seed, time, empty, again: self.again };
        for column in 0..note_columns(song, track) {
            let channel = &mut self.channels[track * NOTE_COLUMNS + column];
            channel.muted = muted;
            cells::play(channel, (row.notes[column], effects), step, &mut self.flow, out);
        }
    }
}
