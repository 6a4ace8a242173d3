//! What a song plays, as notes: when each is struck and ends, how the tempo moves, where bars begin. Found by playing it, so that
//! jumps, repeats, delays, conditions, phrases and struck repeats count as they will.

use super::beats::Beats;
use super::command::{Action, Channel, Command};
use super::moving::heard_tracks;
use super::player::{Player, Playing, Position};
use crate::song::Song;
use crate::song::tempo::Tempo;
use std::collections::BTreeMap;

/// A moment of a song.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Moment {
    /// In beats as they are played.
    pub played: Beats,
    /// In beats as they would be without the song's groove.
    pub written: Beats,
}

/// A note that was struck.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Struck {
    /// Where it was struck.
    pub channel: Channel,
    /// The instrument's slot.
    pub instrument: u8,
    /// The MIDI key.
    pub key: u8,
    /// 0 to 1.
    pub velocity: f32,
    /// When.
    pub begin: Moment,
    /// When its key is let go, or the next note of its column is struck.
    pub end: Moment,
}

/// A bar of the grid.
#[derive(Clone, Debug, PartialEq)]
pub struct Bar {
    /// When it begins.
    pub begin: Moment,
    /// The section that begins with it.
    pub section: Option<String>,
}

/// A song as it is played once.
#[derive(Clone, Debug, PartialEq)]
pub struct Score {
    /// The notes of all tracks that are heard, in the order in which they are struck.
    pub notes: Vec<Struck>,
    /// The tempo, and when it changes.
    pub tempi: Vec<(Moment, Tempo)>,
    /// The bars.
    pub bars: Vec<Bar>,
    /// When the song ends.
    pub end: Moment,
}

impl Score {
    /// The notes of each track that plays, by its number.
    pub fn by_track(&self) -> BTreeMap<usize, Vec<&Struck>> {
        let mut tracks = BTreeMap::<usize, Vec<&Struck>>::new();
        for note in &self.notes {
            tracks.entry(note.channel.track()).or_default().push(note);
        }
        tracks
    }

    /// Plays a song once, without its sound.
    pub fn of(song: &Song) -> Score {
        let mut player = Player::new();
        player.start(song, Playing::Song { order: 0, row: 0, repeat: false });
        let mut commands: Vec<Command> = Vec::with_capacity(Player::MOST_COMMANDS);
        let zero = Moment { played: Beats::ZERO, written: Beats::ZERO };
        let mut found = Score { notes: Vec::new(), tempi: Vec::new(), bars: Vec::new(), end: zero };
        let heard = heard_tracks(song);
        let (mut sounding, mut bar) = (BTreeMap::<Channel, usize>::new(), Counted::default());
        for _ in 0..Player::MOST_TICKS {
            let Some(tick) = player.tick(song, &mut commands) else { break };
            let begin = found.end;
            if tick.position.tick == 0 {
                let rows = u32::from(song.settings.rows_per_bar) * u32::from(tick.rows_per_beat)
                    / u32::from(song.settings.rows_per_beat.max(1));
                if bar.begins(tick.position, rows.max(1)) {
                    let is_new = bar.entry != Some(tick.position.order);
                    bar.entry = Some(tick.position.order);
                    let entry = song.order.get(usize::from(tick.position.order)).filter(|_| is_new);
                    found.bars.push(Bar { begin, section: entry.and_then(|entry| entry.section.clone()) });
                }
            }
            if found.tempi.last().is_none_or(|(_, tempo)| *tempo != tick.tempo) {
                found.tempi.push((begin, tick.tempo));
            }
            let played = Beats::of(tick.beats.0, tick.beats.1);
            let of_a_beat = u64::from(tick.rows_per_beat) * u64::from(song.settings.ticks_per_row.max(1));
            let written = Beats::of(1, of_a_beat);
            for command in &commands {
                let now = Moment {
                    played: begin.played.plus(played.part(command.at)),
                    written: begin.written.plus(written.part(command.at)),
                };
                found.take(heard, &mut sounding, command.action, now);
            }
            found.end = Moment { played: begin.played.plus(played), written: begin.written.plus(written) };
        }
        for number in sounding.into_values() {
            found.notes[number].end = found.end;
        }
        // What ends as it begins has not sounded.
        found.notes.retain(|note| note.end > note.begin);
        found
    }

    fn take(&mut self, heard: u128, sounding: &mut BTreeMap<Channel, usize>, action: Action, now: Moment) {
        let (Action::Start(channel, _)
        | Action::Leave(channel)
        | Action::Release(channel)
        | Action::Cut(channel)
        | Action::Fade(channel)) = action
        else {
            return;
        };
        if let Some(number) = sounding.remove(&channel) {
            self.notes[number].end = now;
        }
        if let Action::Start(channel, note) = action
            && heard >> channel.track() & 1 == 1
        {
            sounding.insert(channel, self.notes.len());
            let (instrument, key, velocity) = (note.instrument, note.key, note.velocity);
            self.notes.push(Struck { channel, instrument, key, velocity, begin: now, end: now });
        }
    }
}

/// Rows of the present bar.
#[derive(Default)]
struct Counted {
    /// The row before: entry, repeat, pattern, row.
    before: Option<(u16, u8, u16, u16)>,
    rows: u32,
    /// The entry of which a bar has begun last.
    entry: Option<u16>,
}

impl Counted {
    /// Whether a bar of so many rows begins with this row: where a pattern or one of its passes begins, and after a full bar.
    fn begins(&mut self, position: Position, rows: u32) -> bool {
        let Position { order, repeat, pattern, row, .. } = position;
        let goes_on = self.before.is_some_and(|(its_order, its_repeat, its_pattern, its_row)| {
            (its_order, its_repeat, its_pattern) == (order, repeat, pattern)
                && (its_row == row || its_row + 1 == row)
        });
        self.before = Some((order, repeat, pattern, row));
        let begins = !goes_on || self.rows >= rows;
        self.rows = if begins { 1 } else { self.rows + 1 };
        begins
    }
}
