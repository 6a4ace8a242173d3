//! The phrases of an instrument as a song of one track: a pattern and an entry of the order list for each, in which the grid, its
//! views and all commands on rows and patterns work. What they change there is changed in the instrument.

use super::Studio;
use super::block::together;
use super::seat::Seat;
use super::view::View;
use super::whereabouts::Whereabouts;
use crate::song::edit::Edit;
use crate::song::lane::Lane;
use crate::song::order::OrderEntry;
use crate::song::pattern::{LaneSlot, Pattern};
use crate::song::phrase::Phrase;
use crate::song::track::Track;
use crate::song::{Settings, Song};
use std::sync::Arc;

/// A key that is struck, from this moment until a frame of the engine.
#[derive(Clone, Copy, Debug)]
pub struct Struck {
    /// The track of the song.
    pub track: u16,
    /// The slot of the instrument.
    pub instrument: u8,
    /// The key.
    pub key: u8,
    /// 0 to 1.
    pub velocity: f32,
    /// The phrase by number, 0 for none; `None`: as the instrument says.
    pub phrase: Option<u8>,
    /// The engine's frame.
    pub until: u64,
}

/// The phrases of an instrument, laid out for the grid.
#[derive(Clone, Debug)]
pub struct Board {
    slot: u8,
    /// The phrase whose columns the grid shows.
    index: usize,
    /// The track of the song on which it is heard.
    track: u16,
    base: Arc<Song>,
    song: Arc<Song>,
}

/// Whose phrases a seat has in its grid, and its places in what is not there now.
#[derive(Clone, Debug, Default)]
pub struct Desk {
    /// The slot of the instrument; `None`: patterns.
    pub slot: Option<u8>,
    on: Option<u8>,
    elsewhere: Whereabouts,
    /// The phrases as they lay in the grid last: others may put theirs there meanwhile.
    laid: Option<Board>,
}

impl Board {
    /// The phrases of the instrument in a slot of a song; `None` if it has none.
    pub fn of(base: &Arc<Song>, slot: u8, index: usize, track: u16) -> Option<Board> {
        let phrases = &base.instrument(slot.into())?.phrases.list;
        let index = index.min(phrases.len().checked_sub(1)?);
        let phrase = &phrases[index];
        let own = base.tracks.get(usize::from(track)).map(|track| Track::clone(track)).unwrap_or_default();
        let track_of_phrases = Track {
            name: if phrase.name.is_empty() { "Phrase".to_owned() } else { phrase.name.clone() },
            note_columns: phrase.note_columns,
            effect_columns: phrase.effect_columns,
            show_delay: phrase.show_delay,
            groove: None,
            output: None,
            mute: false,
            solo: false,
            ..own
        };
        let settings = Settings {
            rows_per_beat: phrase.rows_per_beat,
            rows_per_bar: (u16::from(phrase.rows_per_beat) * 4).min(255) as u8,
            groove: None,
            swing: 50,
            ..(*base.settings).clone()
        };
        let pattern = |phrase: &Arc<Phrase>| {
            let lanes = Some(LaneSlot::of(phrase.lane.clone())).filter(|slot| *slot != LaneSlot::Empty);
            Arc::new(Pattern {
                name: phrase.name.clone(),
                length: phrase.length,
                lanes: lanes.into_iter().collect(),
                ..Pattern::default()
            })
        };
        let entry = |number: usize| OrderEntry { pattern: number as u16, ..OrderEntry::default() };
        let song = Song {
            settings: Arc::new(settings),
            tracks: vec![Arc::new(track_of_phrases)],
            patterns: phrases.iter().map(pattern).collect(),
            shared_lanes: Default::default(),
            remarks: Default::default(),
            order: Arc::new((0..phrases.len()).map(entry).collect()),
            ..Song::clone(base)
        };
        Some(Board { slot, index, track, base: base.clone(), song: Arc::new(song) })
    }

    /// The song that the phrases make.
    pub fn song(&self) -> &Arc<Song> {
        &self.song
    }

    /// The slot of the instrument.
    pub fn slot(&self) -> u8 {
        self.slot
    }

    /// What sounds the phrase in the grid, as it is written, until it is stopped.
    pub(super) fn whole(&self) -> Struck {
        let key = self.phrases().get(self.index).map_or(60, |phrase| phrase.base);
        let phrase = Some(self.index as u8 + 1);
        Struck { track: self.track, instrument: self.slot, key, velocity: 1.0, phrase, until: u64::MAX }
    }

    fn phrases(&self) -> &[Arc<Phrase>] {
        self.base
            .instrument(self.slot.into())
            .map(|instrument| &instrument.phrases.list[..])
            .unwrap_or_default()
    }

    /// What an edit of the song that the phrases make is in the song that has them.
    ///
    /// # Errors
    /// If phrases cannot be so, in a sentence.
    pub fn meant(&self, edit: Edit) -> Result<Edit, String> {
        let mut leaves = Vec::new();
        flatten(edit, &mut leaves);
        let mut board = Song::clone(&self.song);
        // For each pattern, the phrase that it is, or is made like.
        let mut from: Vec<usize> = (0..board.patterns.len()).collect();
        let mut edits = Vec::new();
        for leaf in leaves {
            if is_of_song(&leaf) {
                edits.push(leaf);
                continue;
            }
            board = leaf.apply(&board).map_err(|refusal| refusal.0)?;
            match leaf {
                Edit::InsertPattern { at, .. } => from.insert(usize::from(at).min(from.len()), self.index),
                Edit::RemovePattern { at } => drop(from.remove(at.into())),
                Edit::SetSettings { .. } => {
                    let settings = Settings {
                        rows_per_beat: self.base.settings.rows_per_beat,
                        rows_per_bar: self.base.settings.rows_per_bar,
                        groove: self.base.settings.groove,
                        swing: self.base.settings.swing,
                        ..(*board.settings).clone()
                    };
                    edits.push(Edit::SetSettings { settings: Box::new(settings) });
                }
                _ => {}
            }
        }
        let new = self.changed(&board, &from)?;
        let old = self.phrases();
        let differ: Vec<usize> =
            (0..new.len()).filter(|at| old.get(*at).is_none_or(|old| **old != new[*at])).collect();
        match differ[..] {
            [] if new.len() == old.len() => {}
            [index] if new.len() == old.len() => {
                let phrase = Box::new(new[index].clone());
                edits.push(Edit::SetPhrase { slot: self.slot, index: index as u8, phrase });
            }
            _ => edits.push(Edit::SetPhrases { slot: self.slot, phrases: new }),
        }
        Ok(together(edits).unwrap_or(Edit::Several { edits: Vec::new() }))
    }

    /// The phrases that a song makes which was made of them, in the order of its list.
    fn changed(&self, board: &Song, from: &[usize]) -> Result<Vec<Phrase>, String> {
        let [track] = &board.tracks[..] else { return Err("a phrase is one track".to_owned()) };
        let Track { note_columns, effect_columns, show_delay, .. } = **track;
        let same = Track { note_columns, effect_columns, show_delay, ..Track::clone(&self.song.tracks[0]) };
        if **track != same {
            return Err(
                "of a phrase's track only the columns can be set here; F2 leads to the song's".to_owned()
            );
        }
        let mut phrases = Vec::new();
        let mut seen = Vec::new();
        for entry in board.order.iter() {
            if *entry != (OrderEntry { pattern: entry.pattern, ..OrderEntry::default() }) {
                return Err("in the list of phrases there is nothing to set but their order".to_owned());
            }
            if seen.contains(&entry.pattern) {
                return Err("a phrase is in the list once; duplicate-pattern copies it".to_owned());
            }
            seen.push(entry.pattern);
            let number = usize::from(entry.pattern);
            let (Some(pattern), Some(index)) = (board.patterns.get(number), from.get(number)) else {
                continue;
            };
            let mut phrase =
                self.phrases().get(*index).map(|phrase| Phrase::clone(phrase)).unwrap_or_default();
            (phrase.name, phrase.length) = (pattern.name.clone(), pattern.length);
            if *index == self.index {
                (phrase.note_columns, phrase.effect_columns) = (note_columns, effect_columns);
                phrase.show_delay = show_delay;
                phrase.rows_per_beat = board.settings.rows_per_beat;
            }
            phrase.lane = match pattern.lanes.get(0) {
                None | Some(LaneSlot::Empty) => Lane::default(),
                Some(LaneSlot::Own(lane)) => Lane::clone(lane),
                Some(LaneSlot::Shared(_)) => return Err("phrases do not share lanes".to_owned()),
            };
            let plain =
                |lane: &Lane| lane.curves().is_empty() && lane.frozen.is_none() && lane.length.is_none();
            if !plain(&phrase.lane) {
                return Err("a phrase has rows alone: no curves, no length beside its own".to_owned());
            }
            phrases.push(phrase);
        }
        Ok(phrases)
    }
}

fn flatten(edit: Edit, leaves: &mut Vec<Edit>) {
    match edit {
        Edit::Several { edits } => edits.into_iter().for_each(|edit| flatten(edit, leaves)),
        leaf => leaves.push(leaf),
    }
}

/// Whether an edit is the same in both songs, for they share what it changes.
fn is_of_song(edit: &Edit) -> bool {
    matches!(
        edit,
        Edit::SetInstrument { .. }
            | Edit::InstrumentParameter { .. }
            | Edit::SetPhrase { .. }
            | Edit::SetPhrases { .. }
            | Edit::InsertReturn { .. }
            | Edit::RemoveReturn { .. }
            | Edit::MoveReturn { .. }
            | Edit::InsertParameter { .. }
            | Edit::LimiterParameter { .. }
            | Edit::SetMixer { .. }
            | Edit::SetSample { .. }
    )
}

impl Studio {
    /// The document has changed, and with it the phrases that are in the grid.
    pub(super) fn follow_board(&mut self) {
        if let Some(board) = self.board.take_if(|board| !Arc::ptr_eq(&board.base, self.document.song())) {
            self.board = Board::of(self.document.song(), board.slot, board.index, board.track);
        }
    }

    /// Does something to the song itself while phrases may be in the grid.
    pub(super) fn on_song<T>(&mut self, deed: impl FnOnce(&mut Studio) -> T) -> T {
        let board = self.board.take();
        let done = deed(self);
        self.board = board;
        self.follow_board();
        done
    }

    /// The song's track on which a track of the grid is heard.
    pub(super) fn track_of_board(&self, track: u16) -> u16 {
        self.board.as_ref().map_or(track, |board| board.track)
    }

    /// Frames that a key sounds whose coming up nobody tells: a note a while, a phrase once through, at most eight seconds.
    pub(super) fn gate(&self, instrument: u8, key: u8) -> u64 {
        let rate = f64::from(self.rate());
        let note = rate * 0.6;
        let phrases =
            self.document.song().instrument(instrument.into()).map(|instrument| &instrument.phrases);
        let struck = phrases.and_then(|phrases| phrases.list.get(phrases.struck(key, None)?));
        let seconds = struck.filter(|_| self.board.is_none()).map(|phrase| {
            let beats = f64::from(phrase.length) / f64::from(phrase.rows_per_beat.max(1));
            beats * 60.0 / self.document.song().settings.tempo.bpm()
        });
        seconds.map_or(note, |seconds| (seconds.min(8.0) * rate).max(note)) as u64
    }
}

/// Puts what the seat wants to see into the grid: the phrases of an instrument, or the song. Its cursor is kept in what is not
/// there. To be done before somebody at the seat does something, and after it.
pub fn settle(studio: &mut Studio, seat: &mut Seat) {
    let has_any = |slot: &u8| {
        let instrument = studio.document.song().instrument(usize::from(*slot));
        instrument.is_some_and(|instrument| !instrument.phrases.list.is_empty())
    };
    seat.desk.slot = seat.desk.slot.filter(has_any);
    let wanted = match seat.view {
        View::Pattern | View::Roll | View::Steps => seat.desk.slot,
        page if page.is_page() => seat.desk.on.and(seat.desk.slot),
        _ => None,
    };
    let on = std::mem::replace(&mut seat.desk.on, wanted);
    if wanted != on {
        studio.lift_all();
        // From one instrument's phrases to another's the song's place stays where it is kept.
        let within = on.is_some() && wanted.is_some();
        let mut other = if within { Whereabouts::default() } else { seat.desk.elsewhere };
        other.change_places(seat);
        if !within {
            seat.desk.elsewhere = other;
        }
    }
    let track = if wanted.is_some() { seat.desk.elsewhere.place.track } else { seat.place.track };
    let is_there = |board: &Board| {
        let place =
            (board.slot, board.index, board.track) == (wanted.unwrap_or(0), seat.pattern.into(), track);
        place && Arc::ptr_eq(&board.base, studio.document.song())
    };
    if wanted.is_none() || !studio.board.as_ref().is_some_and(is_there) {
        let song = studio.document.song().clone();
        let laid = seat.desk.laid.take().filter(is_there);
        studio.board =
            wanted.and_then(|slot| laid.or_else(|| Board::of(&song, slot, seat.pattern.into(), track)));
        seat.stay_inside(&studio.song().clone());
    }
    seat.desk.laid.clone_from(&studio.board);
}
