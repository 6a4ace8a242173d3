//! The journal's lines, and what they give when a session did not end by saving.

use super::history::History;
use crate::formats;
use crate::io::journal::Journal;
use crate::render::each::both;
use crate::song::Song;
use crate::song::difference::difference;
use crate::song::edit::{Edit, Refusal};
use serde::{Deserialize, Serialize};
use std::sync::Arc;

/// A line of the journal.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub enum Line {
    /// The file on which the next lines build, by its SHA-256; empty for a song without a file.
    Base {
        /// In hexadecimal.
        hash: String,
    },
    /// A change.
    Edit {
        /// The step's name.
        name: String,
        /// Whether it is part of the step before.
        joined: bool,
        /// The change itself.
        edit: Arc<Edit>,
    },
    /// The song as it is, whole, as its file would be: where it cannot be told by the lines before.
    State {
        /// The text of a song file.
        text: String,
    },
    /// The last step was taken back.
    Undo,
    /// The last undone step was taken again.
    Redo,
}

/// From so many edits in one on, its line is written by another thread while they are done.
const MANY: usize = 1_024;

impl Line {
    /// The song after a step, and its line's text; `None` if it would be the same.
    ///
    /// # Errors
    /// As [`Edit::apply`].
    pub fn of_edit(
        name: &str,
        joined: bool,
        edit: Edit,
        song: &Song,
    ) -> Result<Option<(Song, String)>, Refusal> {
        let edit = Arc::new(edit);
        let line = Line::Edit { name: name.to_owned(), joined, edit: edit.clone() };
        let (text, new) = match &*edit {
            Edit::Several { edits } if edits.len() >= MANY => {
                let (text, new) = both(|| line.text(), || edit.apply(song));
                (Some(text), new?)
            }
            _ => (None, edit.apply(song)?),
        };
        Ok((new != *song).then(|| (new, text.unwrap_or_else(|| line.text()))))
    }

    /// The line as the journal keeps it.
    pub fn text(&self) -> String {
        // Plain data with text as keys: nothing in it that JSON could refuse.
        serde_json::to_string(self).unwrap_or_default()
    }
}

/// What an earlier session did and did not save.
#[derive(Debug)]
pub struct Recovery {
    pub(super) history: History,
    /// The song with all of it done.
    pub song: Arc<Song>,
    /// What it has otherwise than the file, in sentences.
    pub difference: Vec<String>,
    /// Changes that no longer fit the file, and lines that could not be read.
    pub lost: usize,
    /// Whether the file is still the one that the changes were made on.
    pub same_file: bool,
}

impl Recovery {
    /// What the journal adds to `song`; `None` if nothing, or only what the song has already.
    pub(super) fn find(journal: &Journal, song: &Arc<Song>, hash: &str) -> Option<Recovery> {
        // A journal that cannot be read is kept as it is: the first edit reports it.
        let texts = journal.read().ok().filter(|texts| !texts.is_empty())?;
        let parsed: Vec<Option<Line>> = texts.iter().map(|text| serde_json::from_str(text).ok()).collect();
        let unread = parsed.iter().filter(|line| line.is_none()).count();
        let lines: Vec<Line> = parsed.into_iter().flatten().collect();
        let same_file = lines.iter().all(|line| !matches!(line, Line::Base { hash: base } if base != hash));
        let mut replay = Replay { song: song.clone(), history: History::default(), refused: 0 };
        lines.into_iter().for_each(|line| replay.follow(line));
        let difference = difference(song, &replay.song);
        let lost = replay.refused + unread;
        let Replay { song, history, .. } = replay;
        (!difference.is_empty()).then_some(Recovery { history, song, difference, lost, same_file })
    }
}

/// A session, done again line by line.
struct Replay {
    song: Arc<Song>,
    history: History,
    refused: usize,
}

impl Replay {
    fn follow(&mut self, line: Line) {
        let step = match line {
            Line::Base { .. } => None,
            Line::Edit { name, joined, edit } => {
                match edit.apply(&self.song) {
                    Ok(new) => {
                        let before = std::mem::replace(&mut self.song, Arc::new(new));
                        self.history.push(&name, before, None, joined, 0);
                    }
                    Err(_) => self.refused += 1,
                }
                None
            }
            Line::State { text } => {
                match formats::song::read("journal", text.as_bytes()) {
                    Ok(song) => (self.song, self.history) = (Arc::new(song), History::default()),
                    Err(_) => self.refused += 1,
                }
                None
            }
            Line::Undo => self.history.undo(&self.song, |_| true).ok(),
            Line::Redo => self.history.redo(&self.song, |_| true).ok(),
        };
        if let Some(step) = step {
            self.song = step.song;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::song::notation::parse_row;
    use crate::song::pattern::Pattern;

    #[test]
    fn a_step_of_many_edits_and_of_few_is_done_and_told_alike() {
        let patterns = (1..MANY as u16).map(|at| Edit::InsertPattern { at, pattern: Pattern::default() });
        let song = Edit::Several { edits: patterns.collect() }.apply(&Song::default()).expect("patterns");
        let rows = || vec![(3, parse_row("C-4 01").expect("a row"))];
        let edits = |count: u16| {
            let edit = |pattern| Edit::Rows { pattern, track: 0, rows: rows() };
            Edit::Several { edits: (0..count).map(edit).collect() }
        };
        for count in [2, MANY as u16] {
            let step = Line::of_edit("replace", false, edits(count), &song).expect("a step");
            let (new, text) = step.expect("another song");
            assert!((0..count.into()).all(|pattern| new.lane(pattern, 0).is_some()));
            let mut replay = Replay { song: Arc::new(song.clone()), history: History::default(), refused: 0 };
            replay.follow(serde_json::from_str(&text).expect("a line"));
            assert_eq!((*replay.song == new, replay.refused), (true, 0), "{count} edits");
            let again = Line::of_edit("replace", false, edits(count), &new).expect("what fits");
            assert!(again.is_none(), "{count} edits that are done already");
        }
        assert!(
            Line::of_edit("replace", false, edits(MANY as u16 + 1), &song).is_err(),
            "there is no such pattern"
        );
    }
}
