//! Remarks: what somebody said to a place of the song, and what has become of it.

use super::Song;
use super::unknown::Unknown;
use serde::{Deserialize, Serialize};

/// The most remarks of a song.
pub const MAX_REMARKS: usize = 10_000;
/// The most characters of a remark.
pub const MOST_CHARACTERS: usize = 4_000;

/// What has become of a remark.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub enum State {
    /// Nothing yet.
    #[default]
    Open,
    /// It was done.
    Done,
    /// It was heard, and nothing will be done.
    WontDo,
}

impl State {
    /// The names of the states, as files and screens have them.
    pub const NAMES: &'static [&'static str] = &["open", "done", "won't do"];

    const ALL: [State; 3] = [State::Open, State::Done, State::WontDo];

    /// Its name.
    pub fn name(self) -> &'static str {
        Self::NAMES[self as usize]
    }

    /// The state with that place in [`State::NAMES`].
    pub fn numbered(number: usize) -> Option<State> {
        Self::ALL.get(number).copied()
    }

    /// The state with that name.
    pub fn named(name: &str) -> Option<State> {
        Self::NAMES.iter().position(|known| *known == name).and_then(Self::numbered)
    }
}

/// What somebody said to a place of the song.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Remark {
    /// The entry of the order list where it was heard.
    pub order: u16,
    /// The pattern that played there.
    pub pattern: u16,
    /// The row.
    pub row: u16,
    /// When it was heard, in milliseconds of the recording; `None` for what was said to the row itself.
    pub time: Option<u32>,
    /// Who said it; may be empty.
    pub who: String,
    /// What was said.
    pub text: String,
    /// When it was said, as it was told; may be empty.
    pub written: String,
    /// What has become of it.
    pub state: State,
    /// What the file held that this version does not know.
    #[serde(default)]
    pub unknown: Unknown,
}

impl Remark {
    /// Whether both are the same words of the same person to the same moment, whatever has become of them.
    pub fn is_same(&self, other: &Remark) -> bool {
        (self.time, &self.who) == (other.time, &other.who)
            // Mail and subtitles fold lines.
            && self.text.split_whitespace().eq(other.text.split_whitespace())
            && (self.time.is_some() || (self.pattern, self.row) == (other.pattern, other.row))
    }

    /// By what it stands in the song's list: entry, row, time.
    pub fn listed(&self) -> (u16, u16, Option<u32>) {
        (self.order, self.row, self.time)
    }

    /// Who said what: `Ann: too loud`.
    pub fn told(&self) -> String {
        if self.who.is_empty() { self.text.clone() } else { format!("{}: {}", self.who, self.text) }
    }

    /// The entry of the order list where it is found now: its own, or else the nearest one that plays its pattern.
    pub fn entry(&self, song: &Song) -> Option<u16> {
        let plays = |entry: &usize| song.order[*entry].pattern == self.pattern;
        let nearest =
            (0..song.order.len()).filter(plays).min_by_key(|entry| entry.abs_diff(self.order.into()));
        nearest.map(|entry| entry as u16)
    }
}

impl Song {
    /// The remarks to a row of a pattern that nothing has become of yet.
    pub fn open_remarks(&self, pattern: u16, row: u16) -> impl Iterator<Item = &Remark> {
        let here =
            move |remark: &&Remark| (remark.pattern, remark.row, remark.state) == (pattern, row, State::Open);
        self.remarks.iter().filter(here)
    }
}
