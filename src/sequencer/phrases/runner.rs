//! One phrase that plays: where it stands, and what its columns do.

use super::bend::Bend;
use super::span::{Beat, Span, TOLERANCE, beats};
use crate::sequencer::cells::{self, Step};
use crate::sequencer::channel::{ChannelState, TICK};
use crate::sequencer::command::{Action, Channel, Command, Drive, NoteOn};
use crate::sequencer::effects::push;
use crate::sequencer::position::Flow;
use crate::sequencer::random::throw;
use crate::sequencer::trigger::RowTime;
use crate::song::instrument::NewNoteAction;
use crate::song::phrase::Phrase;
use crate::song::row::{EFFECT_COLUMNS, NOTE_COLUMNS, Row};
use crate::song::{MAX_TRACKS, Song};
use std::num::NonZeroU8;

/// The most commands of one tick of a phrase.
const MOST_COMMANDS: usize = 128;

/// Who has struck a phrase.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Source {
    /// A channel of the grid; `current` until the next note begins there.
    Grid { channel: Channel, current: bool },
    /// A key on a track, outside the grid.
    Live { track: u16, key: u8 },
}

/// A phrase that is struck: of which instrument, which one, by which note, from when on.
#[derive(Clone, Copy, Debug)]
pub(super) struct Struck {
    pub source: Source,
    pub slot: u8,
    pub index: u8,
    pub track: usize,
    /// The key as it was struck, without the instrument's transposition.
    pub key: u8,
    pub note: NoteOn,
    pub begin: Beat,
}

/// Where time is looked at: the song, its flow, its present tick, and where commands go.
pub(super) struct Now<'a> {
    pub song: &'a Song,
    pub flow: &'a mut Flow,
    pub span: Span,
    pub out: &'a mut Vec<Command>,
}

/// One place of the pool. Allocated once.
pub(super) struct Runner {
    number: usize,
    /// Who has struck it; `None` is a free place.
    pub source: Option<Source>,
    slot: u8,
    index: u8,
    track: usize,
    /// Whether it goes on playing rows.
    running: bool,
    /// Its instrument's new-note action, if `S73` to `S76` have set it.
    pub new_note: Option<NewNoteAction>,
    /// Counts the phrases that were struck.
    pub order: u64,
    /// Semitones by which it is moved.
    shift: i32,
    seed: u64,
    bend: Bend,
    /// Where tick number 0 of the present length lay, and how many ticks of it a beat has.
    origin: Beat,
    per_beat: u64,
    /// Ticks since then.
    count: u64,
    /// Ticks since it was struck.
    elapsed: u64,
    row: u16,
    tick: u16,
    /// How often it has gone back to its loop's start.
    pass: u32,
    rows: u64,
    /// Whether the last condition of its rows held.
    condition: bool,
    channels: [ChannelState; NOTE_COLUMNS],
    made: Vec<Command>,
    later: Vec<(Beat, Action)>,
}

impl Runner {
    pub fn new(number: usize) -> Runner {
        Runner {
            number,
            source: None,
            slot: 0,
            index: 0,
            track: 0,
            running: false,
            new_note: None,
            order: 0,
            shift: 0,
            seed: 0,
            bend: Bend::default(),
            origin: 0,
            per_beat: 1,
            count: 0,
            elapsed: 0,
            row: 0,
            tick: 0,
            pass: 0,
            rows: 0,
            condition: false,
            channels: std::array::from_fn(|column| ChannelState::new(Channel::of_phrase(number, column, 0))),
            made: Vec::with_capacity(MOST_COMMANDS),
            later: Vec::with_capacity(MOST_COMMANDS),
        }
    }

    /// Begins a phrase.
    pub fn begin(&mut self, struck: Struck, phrase: &Phrase, order: u64) {
        let Struck { slot, index, track, key, note, begin, .. } = struck;
        (self.source, self.slot, self.index, self.track) = (Some(struck.source), slot, index, track);
        (self.running, self.new_note, self.order) = (true, None, order);
        (self.shift, self.seed, self.bend) = (phrase.shift(key), note.seed.into(), Bend::of(&note));
        (self.origin, self.per_beat, self.count, self.elapsed) = (begin, 1, 0, 0);
        (self.row, self.tick, self.pass, self.rows, self.condition) = (0, 0, 0, 0, false);
        for (column, channel) in self.channels.iter_mut().enumerate() {
            *channel = ChannelState::new(Channel::of_phrase(self.number, column, track));
            channel.instrument = Some(slot);
        }
        self.later.clear();
    }

    /// Whether it plays rows or its notes may still sound.
    pub fn is_busy(&self) -> bool {
        self.running
            || !self.later.is_empty()
            || self.channels.iter().any(|channel| channel.sounding && !channel.over)
    }

    /// Whether it plays rows.
    pub fn is_running(&self) -> bool {
        self.running
    }

    /// Whether that is a channel of one of its columns.
    pub fn owns(&self, channel: Channel) -> bool {
        self.channels.iter().any(|own| own.number.0 == channel.0)
    }

    /// The slot of its instrument.
    pub fn slot(&self) -> u8 {
        self.slot
    }

    /// What sounds, a bit for each channel of the engine.
    pub fn hear(&mut self, sounding: &[u64]) {
        // A note that is yet to be struck has not ended.
        if !self.later.is_empty() {
            return;
        }
        for channel in self.channels.iter_mut().filter(|channel| channel.sounding) {
            let number = usize::from(channel.number.0);
            channel.over |= sounding.get(number / 64).is_none_or(|bits| bits >> (number % 64) & 1 == 0);
        }
    }

    /// Plays on to a moment, without what happens there.
    pub fn advance(&mut self, now: &mut Now, until: Beat) {
        loop {
            let next = self.next_tick(now.song).filter(|next| next + TOLERANCE < until);
            self.say(now, next.unwrap_or(until));
            match next {
                Some(begin) => self.play_tick(now, begin),
                None => return,
            }
        }
    }

    /// When its next tick begins; `None` if there is none.
    fn next_tick(&mut self, song: &Song) -> Option<Beat> {
        if !self.running {
            return None;
        }
        let phrase = self.phrase(song);
        let rows = phrase.map_or(1, |phrase| u64::from(phrase.rows_per_beat.max(1)));
        let per_beat = rows * u64::from(song.settings.ticks_per_row.max(1));
        if per_beat != self.per_beat {
            (self.origin, self.per_beat, self.count) = (self.begins(self.count), per_beat, 0);
        }
        Some(self.begins(self.count))
    }

    /// When the tick of that number begins.
    fn begins(&self, count: u64) -> Beat {
        self.origin + beats(count, self.per_beat)
    }

    fn phrase<'a>(&self, song: &'a Song) -> Option<&'a Phrase> {
        song.instrument(self.slot.into())?.phrases.list.get(usize::from(self.index)).map(|phrase| &**phrase)
    }

    /// Says what was to be said before a moment.
    fn say(&mut self, now: &mut Now, until: Beat) {
        let due = self.later.iter().take_while(|(beat, _)| beat + TOLERANCE < until).count();
        for (beat, action) in self.later.drain(..due) {
            push(now.out, Command { at: now.span.place(beat), action });
        }
    }

    /// Plays its next tick, which begins then: what that says is kept until its time has come.
    fn play_tick(&mut self, now: &mut Now, begin: Beat) {
        let song = now.song;
        let Some(phrase) = self.phrase(song) else {
            self.running = false;
            return self.end_notes(NewNoteAction::Cut, now.out, now.span.place(begin));
        };
        if self.tick == 0 && self.row >= phrase.length {
            self.go_back(phrase);
            if !self.running {
                return;
            }
        }
        self.made.clear();
        let row = phrase.lane.row(self.row);
        self.play_columns(phrase, row, now);
        let length = self.begins(self.count + 1) - begin;
        // Few and nearly in order: each goes in behind those that do not come later.
        for command in &mut self.made {
            let beat = begin + ((length * Beat::from(command.at)) >> 16);
            let place = self.later.iter().rposition(|(other, _)| *other <= beat).map_or(0, |last| last + 1);
            if self.later.len() < self.later.capacity() {
                self.later.insert(place, (beat, self.bend.action(command.action)));
            }
        }
        (self.count, self.elapsed, self.tick) = (self.count + 1, self.elapsed + 1, self.tick + 1);
        if self.tick >= u16::from(song.settings.ticks_per_row.max(1)) {
            (self.tick, self.row, self.rows) = (0, self.row + 1, self.rows + 1);
            if self.row >= phrase.loop_rows().map_or(phrase.length, |(_, end)| end) {
                self.go_back(phrase);
            }
        }
    }

    /// Goes to the loop's start; a phrase without a loop has come to its end.
    fn go_back(&mut self, phrase: &Phrase) {
        match phrase.loop_rows() {
            Some((start, _)) => (self.row, self.pass) = (start, self.pass.wrapping_add(1)),
            None => self.running = false,
        }
    }

    /// Plays a tick of all columns. The track's last condition is the phrase's own meanwhile.
    fn play_columns(&mut self, phrase: &Phrase, row: Row, now: &mut Now) {
        let track = self.track.min(MAX_TRACKS - 1);
        let seed = throw(self.seed, &[self.rows]);
        let time = RowTime {
            now: self.elapsed * TICK,
            ticks: now.song.settings.ticks_per_row.max(1).into(),
            late: 0,
            transpose: self.shift.clamp(-128, 127) as i8,
            live: 0,
            seed,
        };
        let (tick, pass) = (self.tick, self.pass);
        let step =
            Step { song: now.song, track, tick, pass, seed, time, empty: row.is_empty(), again: false };
        let mut effects = [None; EFFECT_COLUMNS];
        let shown = usize::from(phrase.effect_columns).min(EFFECT_COLUMNS);
        effects[..shown].copy_from_slice(&row.effects[..shown]);
        std::mem::swap(&mut self.condition, &mut now.flow.conditions[track]);
        let own = NonZeroU8::new(self.slot.saturating_add(1));
        let columns = usize::from(phrase.note_columns).min(NOTE_COLUMNS);
        for (channel, mut cell) in self.channels.iter_mut().zip(row.notes).take(columns) {
            if !phrase.other_instruments {
                cell.instrument = cell.instrument.and(own);
            }
            cells::play(channel, (cell, effects), step, now.flow, &mut self.made);
        }
        std::mem::swap(&mut self.condition, &mut now.flow.conditions[track]);
    }

    /// It plays no more rows, and its notes end as an action says.
    pub fn end(&mut self, action: NewNoteAction, out: &mut Vec<Command>, at: u16) {
        if action != NewNoteAction::Continue {
            self.running = false;
            self.later.clear();
            self.end_notes(action, out, at);
        }
    }

    fn end_notes(&mut self, action: NewNoteAction, out: &mut Vec<Command>, at: u16) {
        for channel in self.channels.iter_mut().filter(|channel| channel.sounding) {
            let action = match action {
                NewNoteAction::Continue => continue,
                NewNoteAction::Cut => Action::Cut(channel.number),
                NewNoteAction::Off => Action::Release(channel.number),
                NewNoteAction::Fade => Action::Fade(channel.number),
            };
            channel.sounding &= !matches!(action, Action::Cut(_));
            push(out, Command { at, action });
        }
    }

    /// The note that has struck it moves: so do all its own.
    pub fn drive(&mut self, drive: &Drive, out: &mut Vec<Command>, at: u16) {
        if !self.bend.follow(drive) {
            return;
        }
        for channel in self.channels.iter().filter(|channel| channel.sounding) {
            if let Some(sent) = channel.sent {
                push(out, Command { at, action: Action::Drive(channel.number, self.bend.drive(sent)) });
            }
        }
    }
}
