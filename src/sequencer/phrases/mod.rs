//! Phrases while they play: struck by notes of the grid or by keys, each in its own time, which is counted in beats of the song.
//! Grooves do not move it. What is said to a note that has struck a phrase is said to the phrase.

mod bend;
mod runner;
pub mod span;

use super::command::{Action, CHANNELS, Channel, Command, GRID_CHANNELS, MOST_PLAYING, NoteOn};
use super::effects::push;
use super::player::Player;
use super::position::Flow;
use crate::song::Song;
use crate::song::instrument::{Instrument, NewNoteAction};
use runner::{Now, Runner, Source, Struck};
use span::Span;

/// Stands for no phrase.
const NOBODY: u8 = u8::MAX;

/// A key outside the song that strikes a phrase.
#[derive(Clone, Copy, Debug)]
pub struct Live {
    /// The track, from 0.
    pub track: u16,
    /// The key as the player calls it.
    pub key: u8,
    /// The index of the instrument's phrase.
    pub index: u8,
    /// The note that it would be.
    pub note: NoteOn,
}

/// All playing phrases. Allocated once.
pub(super) struct Phrases {
    runners: Vec<Runner>,
    /// By channel of the grid: the phrase that its present note has struck.
    hosted: Vec<u8>,
    said: Vec<Command>,
    struck: u64,
}

impl Phrases {
    pub fn new() -> Phrases {
        Phrases {
            runners: (0..MOST_PLAYING).map(Runner::new).collect(),
            hosted: vec![NOBODY; GRID_CHANNELS],
            said: Vec::with_capacity(Player::MOST_COMMANDS),
            struck: 0,
        }
    }

    /// Nothing plays any more.
    pub fn clear(&mut self) {
        self.runners.iter_mut().for_each(|runner| runner.source = None);
        self.hosted.fill(NOBODY);
    }

    /// Whether any phrase plays.
    pub fn any(&self) -> bool {
        self.runners.iter().any(|runner| runner.source.is_some())
    }

    /// Whether the present note of a channel of the grid has struck a phrase that plays.
    pub fn plays_for(&self, channel: Channel) -> bool {
        self.host(channel).is_some()
    }

    fn host(&self, channel: Channel) -> Option<usize> {
        let number = self.hosted.get(usize::from(channel.0)).filter(|number| **number != NOBODY)?;
        Some(usize::from(*number))
    }

    /// Which channels' notes still sound, a bit each; phrases of which nothing is left give their places back.
    pub fn hear(&mut self, sounding: &[u64; CHANNELS / 64]) {
        for number in 0..self.runners.len() {
            let runner = &mut self.runners[number];
            if runner.source.is_some() {
                runner.hear(sounding);
                if !runner.is_busy() {
                    self.free(number);
                }
            }
        }
    }

    fn free(&mut self, number: usize) {
        if let Some(Source::Grid { channel, current: true }) = self.runners[number].source {
            self.hosted[usize::from(channel.0)] = NOBODY;
        }
        self.runners[number].source = None;
    }

    /// Follows what a tick says, in the order of time: notes that strike phrases do not sound themselves. Then plays all phrases
    /// to the tick's end. Whether there is anything to sort.
    pub fn follow(&mut self, song: &Song, flow: &mut Flow, span: Span, out: &mut Vec<Command>) -> bool {
        let has_any = |instrument: &&Instrument| !instrument.phrases.list.is_empty();
        if !self.any() && !song.instruments.iter().flatten().any(|instrument| has_any(&&**instrument)) {
            return false;
        }
        let mut said = std::mem::take(&mut self.said);
        said.clear();
        said.extend_from_slice(&out[..out.len().min(said.capacity())]);
        out.clear();
        let mut now = Now { song, flow, span, out };
        for command in &said {
            if !self.take(*command, &mut now) {
                push(now.out, *command);
            }
        }
        self.said = said;
        self.advance(song, flow, span, out);
        true
    }

    /// Plays all phrases to the end of a tick.
    pub fn advance(&mut self, song: &Song, flow: &mut Flow, span: Span, out: &mut Vec<Command>) {
        let mut now = Now { song, flow, span, out };
        for runner in self.runners.iter_mut().filter(|runner| runner.source.is_some()) {
            runner.advance(&mut now, span.end());
        }
    }

    /// Takes a command that concerns phrases: whether it is done with.
    fn take(&mut self, Command { at, action }: Command, now: &mut Now) -> bool {
        let (channel, end) = match action {
            Action::Start(channel, note) => return self.start(channel, note, at, now),
            Action::PastNotes(channel, action) => {
                let left = Source::Grid { channel, current: false };
                for number in 0..self.runners.len() {
                    if self.runners[number].source == Some(left) {
                        self.at(number, at, now, |runner, out| runner.end(action, out, at));
                    }
                }
                return false;
            }
            Action::Drive(channel, drive) => {
                let Some(host) = self.host(channel) else { return false };
                self.at(host, at, now, |runner, out| runner.drive(&drive, out, at));
                return true;
            }
            Action::NewNote(channel, action) => {
                let Some(host) = self.host(channel) else { return false };
                self.runners[host].new_note = Some(action);
                return true;
            }
            Action::Release(channel) => (channel, NewNoteAction::Off),
            Action::Cut(channel) => (channel, NewNoteAction::Cut),
            Action::Fade(channel) => (channel, NewNoteAction::Fade),
            Action::Clip { .. }
            | Action::ClipEnds { .. }
            | Action::Leave(_)
            | Action::Lock(..)
            | Action::GlobalVolume(_) => {
                return false;
            }
        };
        let Some(host) = self.host(channel) else { return false };
        self.at(host, at, now, |runner, out| runner.end(end, out, at));
        true
    }

    /// Does something to a phrase when it has played on to a moment of the tick.
    fn at(
        &mut self,
        number: usize,
        at: u16,
        now: &mut Now,
        deed: impl FnOnce(&mut Runner, &mut Vec<Command>),
    ) {
        let until = now.span.moment(at);
        self.runners[number].advance(now, until);
        deed(&mut self.runners[number], now.out);
    }

    /// A note begins on a channel of the grid: the phrase that was struck there is left behind. Whether it strikes one itself.
    fn start(&mut self, channel: Channel, note: NoteOn, at: u16, now: &mut Now) -> bool {
        if let Some(host) = self.host(channel) {
            self.leave(host, channel, at, now);
        }
        let Some(instrument) = now.song.instrument(note.instrument.into()) else { return false };
        let key = (i32::from(note.key) - i32::from(instrument.transpose)).clamp(0, 127) as u8;
        let Some(index) = instrument.phrases.struck(key, note.phrase) else { return false };
        push(now.out, Command { at, action: Action::Leave(channel) });
        let (slot, index, begin) = (note.instrument, index as u8, now.span.moment(at));
        let source = Source::Grid { channel, current: true };
        let struck = Struck { source, slot, index, track: channel.track(), key, note, begin };
        self.begin(struck, now.song, at, now.out);
        true
    }

    /// The note that has struck a phrase is followed by another one: its new-note action is the phrase's.
    fn leave(&mut self, number: usize, channel: Channel, at: u16, now: &mut Now) {
        let own = now.song.instrument(self.runners[number].slot().into());
        let own = own.map_or(NewNoteAction::Cut, |instrument| instrument.new_note);
        let action = self.runners[number].new_note.unwrap_or(own);
        self.at(number, at, now, |runner, out| runner.end(action, out, at));
        self.hosted[usize::from(channel.0)] = NOBODY;
        self.runners[number].source = Some(Source::Grid { channel, current: false });
    }

    /// Gives a place to a phrase: a free one, else that of the oldest which has ended, else of the oldest.
    fn begin(&mut self, struck: Struck, song: &Song, at: u16, out: &mut Vec<Command>) {
        let phrases = song.instrument(struck.slot.into()).map(|instrument| &instrument.phrases.list);
        let Some(phrase) = phrases.and_then(|list| list.get(usize::from(struck.index))) else { return };
        let age = |runner: &Runner| (runner.source.is_some(), runner.is_running(), runner.order);
        let Some(number) = (0..self.runners.len()).min_by_key(|number| age(&self.runners[*number])) else {
            return;
        };
        if self.runners[number].source.is_some() {
            self.runners[number].end(NewNoteAction::Cut, out, at);
            self.free(number);
        }
        self.struck += 1;
        self.runners[number].begin(struck, phrase, self.struck);
        if let Source::Grid { channel, .. } = struck.source {
            self.hosted[usize::from(channel.0)] = number as u8;
        }
    }

    /// A key outside the song strikes a phrase: at a moment of the present tick, or where the next one begins.
    pub fn strike(&mut self, song: &Song, live: &Live, span: Span, at: Option<u16>, out: &mut Vec<Command>) {
        let Live { track, key, index, note } = *live;
        let source = Source::Live { track, key };
        let begin = at.map_or(span.end(), |at| span.moment(at));
        let slot = note.instrument;
        let struck = Struck { source, slot, index, track: track.into(), key, note, begin };
        self.begin(struck, song, at.unwrap_or(0), out);
    }

    /// That key comes up at a moment of the present tick: what its phrase has said of later moments, from `open` on, is taken back.
    pub fn lift(&mut self, (track, key): (u16, u8), at: u16, out: &mut Vec<Command>, open: usize) {
        let lifted = Source::Live { track, key };
        for runner in self.runners.iter_mut().filter(|runner| runner.source == Some(lifted)) {
            let mut place = 0;
            out.retain(|command| {
                place += 1;
                place <= open || !command.action.channel().is_some_and(|channel| runner.owns(channel))
            });
            runner.end(NewNoteAction::Off, out, at);
        }
    }
}
