//! What was played since playback began, as far as an order list can say it: which rows of which patterns, which tracks were silent, how
//! high and how fast it was, what lay on the master, and where keys were let go because playback leapt. It can be kept as an arrangement.

use crate::sequencer::momentary::Momentary;
use crate::sequencer::performance::{AS_WRITTEN, Performing};
use crate::sequencer::player::Position;
use crate::song::Song;
use crate::song::edit::Edit;
use crate::song::order::OrderEntry;
use crate::song::row::EffectCell;
use crate::song::tempo::Tempo;
use crate::song::{MAX_ORDER, MAX_PATTERNS, MAX_TRACKS};
use crate::studio::arranging::{Laid, Piece, replaced};
use crate::studio::live::keys_down::KeysDown;
use std::sync::Arc;

/// The most stretches that are remembered: hours of playing.
const MOST: usize = 5_000;

/// Where an arrangement goes that is kept.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Destination {
    /// In place of the order list.
    Instead,
    /// Before the song's entries, which stay.
    Before,
    /// Behind them.
    Behind,
}

/// Rows that were played one after the other.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Stretch {
    order: u16,
    pub pattern: u16,
    pub first: u16,
    pub rows: u16,
    /// Rows that the entry had played before the first of them.
    pub before: u32,
    /// Whether playback has leapt to it, and keys were let go.
    pub leapt: bool,
    silent: u128,
    transpose: i8,
    /// Whether the pattern played by itself.
    alone: bool,
    /// The tempo of its first row in 1/65,536 BPM, and whether that was another one than is written.
    tempo: (u64, bool),
}

/// Something that was turned on or off on the master.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Turned {
    /// The stretch in which it was, by its place.
    stretch: usize,
    /// The row of the stretch's pattern, and the tick.
    at: (u16, u16),
    from: Momentary,
    to: Momentary,
}

/// What was played.
#[derive(Debug, Default)]
pub struct Trail {
    /// The song in which it was played.
    song: Option<Arc<Song>>,
    stretches: Vec<Stretch>,
    /// The row that was played last: entry, repeat, row.
    last: Option<(u16, u8, u16)>,
    /// The silent tracks, semitones, whether a pattern plays by itself, and whether the tempo is another one than is written, from the next
    /// row on.
    now: (u128, i8, bool, bool),
    /// Whether playback was to leap when that was told last, and whether it leaps to the next row: that is so once it is to no longer.
    leaps: [bool; 2],
    /// What lies on the master from the next tick on, what lay there in the last one, and each change of it.
    momentary: [Momentary; 2],
    turned: Vec<Turned>,
    /// How many places further on entries are than those that are told, until the engine knows of it.
    late: u16,
    /// Whether something was left out.
    full: bool,
}

impl Turned {
    /// The effects of the grid that do the same, each in a row of the stretch.
    fn effects(&self, stretch: &Stretch) -> impl Iterator<Item = (u16, EffectCell)> {
        let (row, tick) = self.at;
        let row = row.checked_sub(stretch.first).filter(|row| *row < stretch.rows);
        let digits = self.from.way(self.to).into_iter();
        let cell = move |digit: u8| EffectCell { code: b'!', value: digit << 4 | (tick & 15) as u8 };
        digits.filter_map(move |digit| Some((row?, cell(digit))))
    }
}

impl Trail {
    /// Playback begins.
    pub fn begin(&mut self, song: &Arc<Song>) {
        let (now, momentary) = (self.now, [self.momentary[0], Momentary::default()]);
        *self = Trail { song: Some(song.clone()), now, momentary, ..Trail::default() };
    }

    /// What holds from the next row on.
    pub fn hold(&mut self, performing: &Performing) {
        let Performing { silent, transpose, alone, ratio, leaps, .. } = *performing;
        let [before, leapt] = self.leaps;
        self.leaps = [leaps, leapt || before && !leaps];
        self.now = (silent, transpose, alone, ratio != AS_WRITTEN);
        self.momentary[0] = performing.momentary;
    }

    /// A tick was played, at that tempo in 1/65,536 BPM.
    pub fn take(&mut self, at: Position, tempo: u64) {
        if self.song.is_none() {
            return;
        }
        let at = Position { order: self.present(&at), ..at };
        if at.tick == 0 {
            self.take_row(at, tempo);
        }
        let [to, from] = self.momentary;
        if from != to && self.turned.len() >= MOST {
            self.full = true;
        } else if from != to && !self.stretches.is_empty() {
            let turned = Turned { stretch: self.stretches.len() - 1, at: (at.row, at.tick), from, to };
            self.turned.push(turned);
            self.momentary[1] = to;
        }
    }

    /// The number that the entry of a place has now.
    fn present(&mut self, at: &Position) -> u16 {
        let told = at.order;
        let Some((last, repeat, row)) = self.last.filter(|_| self.late > 0) else { return told };
        // It goes on in its entry, or with the next one.
        let follows = |order: u16| match order == last {
            true => (at.repeat, at.row) >= (repeat, row),
            false => Some(order) == last.checked_add(1),
        };
        let moved = told.checked_add(self.late).filter(|moved| follows(*moved) && !follows(told));
        // The engine knows of it.
        self.late = if moved.is_some() { self.late } else { 0 };
        moved.unwrap_or(told)
    }

    /// A row has begun.
    fn take_row(&mut self, at: Position, tempo: u64) {
        let before = self.last.replace((at.order, at.repeat, at.row));
        let follows = before.is_some_and(|(order, repeat, row)| {
            (order, repeat) == (at.order, at.repeat) && row.checked_add(1) == Some(at.row)
        });
        let (silent, transpose, alone, moved) = self.now;
        let leapt = std::mem::take(&mut self.leaps[1]);
        let full = self.stretches.len() >= MOST;
        match self.stretches.last_mut() {
            Some(last)
                if follows
                    && !leapt
                    && last.pattern == at.pattern
                    && (last.silent, last.transpose, last.alone) == (silent, transpose, alone)
                    && last.tempo.1 == moved
                    && (!moved || last.tempo.0 == tempo)
                    && last.first + last.rows == at.row =>
            {
                last.rows += 1;
            }
            // The same row once more.
            Some(_) if before == Some((at.order, at.repeat, at.row)) && !alone && !leapt => {}
            _ if full => self.full = true,
            _ => self.stretches.push(Stretch {
                order: at.order,
                pattern: at.pattern,
                first: at.row,
                rows: 1,
                before: (at.before + i32::from(at.row)).max(0) as u32,
                leapt,
                silent,
                transpose,
                alone,
                tempo: (tempo, moved),
            }),
        }
    }

    /// Whether anything was played.
    pub fn is_empty(&self) -> bool {
        self.stretches.is_empty()
    }

    /// Whether it has become too long.
    pub fn is_full(&self) -> bool {
        self.full
    }

    /// Its entries were put somewhere, and playback goes on: it belongs to that song now, whose entries are so many places further on.
    pub fn go_on(&mut self, song: &Arc<Song>, further: usize) {
        self.song = Some(song.clone());
        let move_on = |order: &mut u16| *order = order.saturating_add(further as u16);
        self.stretches.iter_mut().for_each(|stretch| move_on(&mut stretch.order));
        self.last.iter_mut().for_each(|(order, ..)| move_on(order));
        self.late = further as u16;
    }

    /// The edits that put it somewhere, how many entries it has, and for how many effects on the master there was no free column.
    ///
    /// # Errors
    /// If nothing was played, the song has changed since, or it is too long.
    pub fn arranged(&self, song: &Arc<Song>, to: Destination) -> Result<(Vec<Edit>, [usize; 2]), String> {
        if self.is_empty() {
            return Err("nothing was played since playback began".to_owned());
        }
        let same = |then: &Arc<Song>| {
            Arc::ptr_eq(&then.order, &song.order) && then.patterns.len() == song.patterns.len()
        };
        if !self.song.as_ref().is_some_and(same) {
            return Err(
                "the order list has changed since playback began: play once more, then keep it".to_owned()
            );
        }
        let mut laid = Laid::default();
        let mut keys = KeysDown::default();
        let mut entries: Vec<OrderEntry> = Vec::new();
        let mut last: Option<(OrderEntry, bool)> = None;
        let mut moved = false;
        for (number, stretch) in self.stretches.iter().enumerate() {
            let mut piece = self.piece(song, stretch);
            piece.let_go = keys.pass(song, stretch);
            let own = self.turned.iter().filter(|turned| turned.stretch == number);
            piece.added = own.flat_map(|turned| turned.effects(stretch)).collect();
            let (tempo, is_moved) = stretch.tempo;
            // What is written holds again where it was another tempo before.
            if is_moved || moved {
                let bpm = (tempo as f64 / 65_536.0).clamp(Tempo::LOW.into(), Tempo::HIGH.into());
                piece.entry.tempo = Tempo::heard(bpm).or(piece.entry.tempo);
            }
            (moved, piece.steady) = (is_moved, is_moved);
            let whole = song.patterns.get(stretch.pattern.into()).is_some_and(|it| it.length == stretch.rows);
            let entry = laid.entry(song, piece);
            let plain = OrderEntry { section: None, ..entry.clone() };
            match (&last, entries.last_mut()) {
                // The same once more: the entry plays another time.
                (Some((before, true)), Some(now)) if whole && *before == plain && now.repeats < u8::MAX => {
                    now.repeats += 1
                }
                _ => {
                    let goes_on = entry.section.is_some()
                        && entries.iter().rev().find_map(|entry| entry.section.as_ref())
                            == entry.section.as_ref();
                    entries.push(OrderEntry { section: entry.section.filter(|_| !goes_on), ..entry });
                }
            }
            last = Some((plain, whole));
        }
        let count = song.order.len();
        let [at, old] = match to {
            Destination::Instead => [0, count],
            Destination::Before => [0, 0],
            Destination::Behind => [count, 0],
        };
        if entries.len() + song.order.len() > MAX_ORDER
            || song.patterns.len() + laid.edits.len() > MAX_PATTERNS
        {
            return Err(format!("{} entries are too many for an order list", entries.len()));
        }
        let counts = [entries.len(), laid.without_room];
        let mut edits = laid.edits;
        edits.extend(replaced(at as u16, old, entries));
        Ok((edits, counts))
    }

    fn piece(&self, song: &Song, stretch: &Stretch) -> Piece {
        let own = song.order.get(usize::from(stretch.order)).cloned().unwrap_or_default();
        let own = if stretch.alone {
            OrderEntry { pattern: stretch.pattern, ..OrderEntry::default() }
        } else {
            own
        };
        let silent = (0..song.tracks.len().min(MAX_TRACKS)).filter(|track| stretch.silent >> track & 1 == 1);
        let mut mutes: Vec<u16> = own.mutes.iter().copied().chain(silent.map(|track| track as u16)).collect();
        mutes.sort_unstable();
        mutes.dedup();
        // An entry says from where on a section is; a part that begins in its middle is of it too.
        let entries = song.order.iter().take(usize::from(stretch.order) + 1);
        let section =
            if stretch.alone { None } else { entries.rev().find_map(|entry| entry.section.clone()) };
        let transpose = own.transpose.saturating_add(stretch.transpose).clamp(-60, 60);
        let entry = OrderEntry { pattern: stretch.pattern, repeats: 1, mutes, section, transpose, ..own };
        let rows = stretch.first..stretch.first + stretch.rows;
        Piece { entry, rows, before: stretch.before, steady: false, added: Vec::new(), let_go: Vec::new() }
    }
}
