//! The playing position and the state of every channel.

use super::channel::{ChannelState, Plan, Sway, TICK};
use super::clock::TickLength;
use super::command::{Action, CHANNELS, Channel, Command};
use super::curves::Curves;
use super::effects::{Act, Moment, push, run, run_field};
use super::position::Flow;
use super::random::throw;
use super::trigger::{RowTime, begin, continue_row};
use crate::song::curve::ROW;
use crate::song::lane::Lane;
use crate::song::row::{NOTE_COLUMNS, Row, VolumeCell};
use crate::song::tempo::Tempo;
use crate::song::{MAX_TRACKS, Song};

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
    sorting: Sorting,
}

impl Default for Player {
    fn default() -> Self {
        Player::new()
    }
}

impl Player {
    /// The most commands of one tick: room for four on every channel.
    pub const MOST_COMMANDS: usize = CHANNELS * 4;

    /// A player at rest.
    pub fn new() -> Player {
        let channels = (0..CHANNELS).map(|number| ChannelState::new(Channel(number as u16)));
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
            sorting: Sorting::new(),
        }
    }

    /// Starts from there with fresh channels.
    pub fn start(&mut self, song: &Song, playing: Playing) {
        self.flow = Flow::new(song, Some(playing));
        self.flow.fill = self.fill;
        (self.tick, self.elapsed, self.again) = (0, 0, false);
        self.curves.forget();
        self.recalled.swap(0, 1);
        self.recalled[1].fill(None);
        for (number, channel) in self.channels.iter_mut().enumerate() {
            *channel = ChannelState::new(Channel(number as u16));
        }
    }

    /// The tempo in which playback from there begins.
    pub fn tempo_of(&self, song: &Song, playing: Playing) -> Tempo {
        Flow::new(song, Some(playing)).tempo(song)
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
    }

    /// Which channels' notes still sound, a bit each: a note may have ended by itself. Without this, none has.
    pub fn hear(&mut self, sounding: &[u64; CHANNELS / 64]) {
        for (channels, bits) in self.channels.chunks_mut(64).zip(sounding) {
            for (bit, channel) in channels.iter_mut().enumerate().filter(|(_, channel)| channel.sounding) {
                channel.over |= bits >> bit & 1 == 0;
            }
        }
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
        if first {
            self.flow.begin_row();
            self.each_track_once(song, Moment::Before, out);
        }
        self.move_along_curves(song, out);
        self.each_track_once(song, if first { Moment::Row } else { Moment::Tick }, out);
        for track in 0..song.tracks.len().min(MAX_TRACKS) {
            self.play_track(song, track, first, out);
        }
        self.sorting.sort(out);
        let tick = Tick {
            position: self.flow.position(song, self.tick),
            length: self.flow.tick_length(song),
            beats_per_minute: (self.flow.tempo(song).bpm() * 65_536.0) as u64,
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
    fn move_along_curves(&mut self, song: &Song, out: &mut Vec<Command>) {
        self.curves.visit(self.flow.visits);
        for track in 0..song.tracks.len().min(MAX_TRACKS) {
            let Some(lane) = song.lane(self.flow.pattern.into(), track) else { continue };
            if lane.curves().is_empty() {
                continue;
            }
            let (row, _) = self.number_of(lane);
            let part = f32::from(self.tick) / f32::from(self.flow.ticks(song).max(1));
            let instrument = self.instrument(track, lane.written(row as u16).filter(|_| self.tick == 0));
            self.curves.follow(song, track, lane, (row as f32 + part) * ROW as f32, instrument, out);
        }
    }

    /// The instrument that a track plays once its row has begun: what that writes, or the last one, played or recalled.
    fn instrument(&self, track: usize, row: Option<&Row>) -> Option<u8> {
        let written = row.and_then(|row| row.notes[0].instrument).map(|number| number.get() - 1);
        written.or(self.channels[track * NOTE_COLUMNS].instrument).or(self.recalled[0][track])
    }

    /// The row of a lane that is played now, and its pass.
    fn number_of(&self, lane: &Lane) -> (u32, u32) {
        match lane.length {
            Some(length) => {
                let length = u32::from(length.max(1));
                (self.flow.entry_rows % length, self.flow.entry_rows / length)
            }
            None => (self.flow.row.into(), self.flow.pass),
        }
    }

    /// The row that a track plays now, its pass and its seed.
    fn row_of(&self, song: &Song, track: usize) -> Option<(Row, u32, u64)> {
        let lane = song.lane(self.flow.pattern.into(), track)?;
        let (number, pass) = self.number_of(lane);
        let row = lane.written(number as u16)?;
        let place = [
            u64::from(self.flow.order),
            u64::from(self.flow.entry_rows),
            u64::from(self.flow.rounds),
            track as u64,
        ];
        Some((*row, pass, throw(song.settings.seed, &place)))
    }

    /// Runs the effects that act once on the whole song.
    fn each_track_once(&mut self, song: &Song, moment: Moment, out: &mut Vec<Command>) {
        for track in 0..song.tracks.len().min(MAX_TRACKS) {
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

    fn play_track(&mut self, song: &Song, track: usize, first: bool, out: &mut Vec<Command>) {
        let settings = &song.tracks[track];
        let muted = self.flow.mutes(song, track);
        let (row, pass, seed) = self.row_of(song, track).unwrap_or((Row::default(), 0, 0));
        let time = RowTime {
            now: self.elapsed * TICK,
            ticks: self.flow.ticks(song).into(),
            late: self.flow.late(song, track),
            transpose: self.flow.transpose(song),
            seed,
        };
        let effect_columns = usize::from(settings.effect_columns).min(row.effects.len());
        for column in 0..usize::from(settings.note_columns).min(NOTE_COLUMNS) {
            let channel = &mut self.channels[track * NOTE_COLUMNS + column];
            let cell = row.notes[column];
            channel.muted = muted;
            if first {
                let mut effects = [None; 4];
                effects[..effect_columns].copy_from_slice(&row.effects[..effect_columns]);
                channel.effects = effects;
                channel.field = match cell.volume {
                    Some(VolumeCell::Effect(effect, digit)) => Some((effect, digit)),
                    _ => None,
                };
                channel.cut_at = None;
            }
            let idle = !channel.sounding && channel.waiting.is_none() && (!first || row.is_empty());
            if idle && channel.effects == [None; 4] {
                continue;
            }
            (channel.sway, channel.began) = (Sway::default(), 0);
            let (flow, tick) = (&mut self.flow, self.tick);
            let instrument = channel.instrument;
            let mut act = Act { channel, flow, out, song, track, column: 0, instrument, tick, pass, seed };
            if first {
                act.channel.plan = Plan::PLAIN;
                each_effect(&mut act, Moment::Before);
                act.channel.plan.skip |= muted || self.again;
                begin(act.channel, cell, song, time, act.out);
            } else {
                continue_row(act.channel, song, time, act.out);
            }
            each_effect(&mut act, if first { Moment::Row } else { Moment::Tick });
            finish(act.channel, song, tick, act.out);
        }
    }
}

/// Runs a channel's effects of the row, and its volume field's.
fn each_effect(act: &mut Act, moment: Moment) {
    if let Some((effect, digit)) = act.channel.field {
        run_field(act, effect, digit, moment);
    }
    for (column, effect) in act.channel.effects.into_iter().enumerate() {
        if let Some(effect) = effect {
            act.column = column;
            run(act, effect.code, effect.value, moment, false);
        }
    }
}

/// Cuts what is to be cut and sends where the note now is, if that has changed.
fn finish(channel: &mut ChannelState, song: &Song, tick: u16, out: &mut Vec<Command>) {
    let number = channel.number;
    let sounded = channel.sounding;
    if channel.muted || (sounded && channel.cut_at == Some(tick)) {
        channel.sounding = false;
        (channel.hits, channel.waiting, channel.gate) = (None, None, None);
    }
    if sounded && !channel.sounding {
        push(out, Command { at: channel.began, action: Action::Cut(number) });
    }
    let drive = channel.drive(song);
    if channel.sounding && channel.sent != Some(drive) {
        channel.sent = Some(drive);
        push(out, Command { at: channel.began, action: Action::Drive(number, drive) });
    }
}

/// Memory for sorting a tick's commands.
struct Sorting {
    /// Time × 65,536 + place, of each command.
    keys: Vec<u32>,
    copy: Vec<Command>,
}

impl Sorting {
    fn new() -> Sorting {
        Sorting {
            keys: Vec::with_capacity(Player::MOST_COMMANDS),
            copy: Vec::with_capacity(Player::MOST_COMMANDS),
        }
    }

    /// Sorts by time and keeps the order of what happens at once.
    fn sort(&mut self, commands: &mut [Command]) {
        if commands.is_sorted_by_key(|command| command.at) {
            return;
        }
        self.keys.clear();
        self.copy.clear();
        let keys =
            commands.iter().enumerate().map(|(place, command)| u32::from(command.at) << 16 | place as u32);
        self.keys.extend(keys);
        self.copy.extend_from_slice(commands);
        self.keys.sort_unstable();
        for (command, key) in commands.iter_mut().zip(&self.keys) {
            *command = self.copy[(key & 0xFFFF) as usize];
        }
    }
}
