//! The songs of a session that ended without a word, in all its tabs: they are offered again, and each asks about what it did not save.

use super::Studio;
use super::commands::Answer;
use super::document::{Document, is_same_file};
use super::outlook;
use super::prompt::{Choice, Prompt, Question};
use super::seat::Seat;
use crate::io::journal::Journal;
use crate::io::open_songs::{OpenSong, OpenSongs};
use crate::io::paths::Folders;
use crate::song::Song;
use std::collections::VecDeque;
use std::path::Path;

/// What is open, as the next session would find it, and what the last one has left.
#[derive(Debug, Default)]
pub struct Reopening {
    own: Option<OpenSongs>,
    /// What is offered.
    left: Vec<OpenSong>,
    /// What is wanted of it and not open yet.
    wanted: VecDeque<OpenSong>,
}

/// Those of which there is a journal that no session has. Several songs without a file have one each.
fn unsaved(songs: Vec<OpenSong>, folders: &Folders) -> Vec<OpenSong> {
    let holds = |journal: &Journal| journal.read().is_ok_and(|lines| !lines.is_empty()).then_some(());
    // Kept until all are looked at, so that none counts twice.
    let mut claimed = Vec::new();
    let is_unsaved = |song: &OpenSong| {
        let path = song.clone().unwrap_or_else(|| Document::untitled_in(folders));
        let (journal, found) = Journal::claim(&folders.state, &path, holds);
        claimed.push(journal);
        found.is_some()
    };
    songs.into_iter().filter(is_unsaved).collect()
}

fn name(song: &OpenSong) -> String {
    song.as_ref().map_or("a song without a file".to_owned(), |path| path.display().to_string())
}

impl Studio {
    /// From now on what is open is written down; what an earlier session left with changes that it did not save will be offered.
    pub fn keep_open_songs(&mut self) {
        let (own, mut left) = OpenSongs::begin(&self.folders.state);
        let is_elsewhere = |path: &Path| path.exists() && self.tab_of(path).is_none();
        left.retain(|song| song.as_deref().is_none_or(is_elsewhere));
        let left = unsaved(left, &self.folders);
        self.reopening = Reopening { own: Some(own), left, wanted: VecDeque::new() };
        self.tell_open_songs();
    }

    /// Writes down what is open, if it is anything new. Once a turn.
    pub(super) fn tell_open_songs(&mut self) {
        let Some(mut own) = self.reopening.own.take() else { return };
        let absolute = |path: &Path| std::path::absolute(path).unwrap_or_else(|_| path.to_path_buf());
        let mut songs: Vec<OpenSong> =
            self.documents().map(|document| document.path().map(absolute)).collect();
        // What is still to be decided about is not forgotten if all ends like that once more.
        songs.extend(self.reopening.left.iter().chain(&self.reopening.wanted).cloned());
        own.tell(songs);
        self.reopening.own = Some(own);
    }

    /// The session ends on purpose.
    pub(super) fn forget_open_songs(&mut self) {
        if let Some(own) = self.reopening.own.take() {
            own.end();
        }
    }

    /// Offers what the last session left, and opens one after the other of what is wanted of it.
    pub(super) fn reopen(&mut self, seat: &mut Seat) {
        if seat.prompt.is_some() || self.opening.is_some() {
            return;
        }
        if !self.reopening.left.is_empty() {
            let lines = self.reopening.left.iter().map(|song| format!("  {}", name(song))).collect();
            let answers = vec![
                Choice {
                    key: 'o',
                    label: "open them in tabs",
                    run: |studio, _| {
                        let left = std::mem::take(&mut studio.reopening.left);
                        studio.reopening.wanted.extend(left);
                        Ok(())
                    },
                },
                Choice {
                    key: 'n',
                    label: "not now: each asks when it is opened",
                    run: |studio, _| {
                        studio.reopening.left.clear();
                        Ok(())
                    },
                },
            ];
            let title = "The last session ended without saving these songs too".to_owned();
            seat.prompt = Some(Prompt::Question(Question { title, lines, scroll: 0, answers }));
            return;
        }
        let Some(song) = self.reopening.wanted.pop_front() else { return };
        if let Err(why) = self.reopen_one(seat, song) {
            self.warn(why);
        }
    }

    fn reopen_one(&mut self, seat: &mut Seat, song: OpenSong) -> Answer {
        match song {
            Some(path)
                if self.documents().any(|it| it.path().is_some_and(|own| is_same_file(own, &path))) =>
            {
                Ok(())
            }
            Some(path) => self.open_beside(&path),
            None => {
                let opened = Document::untitled(Song::default(), &self.folders);
                if opened.recovery.is_none() {
                    return Err("the song without a file has been taken up by another session".to_owned());
                }
                self.open_tab(opened);
                outlook::follow(self, seat);
                self.welcome(seat);
                Ok(())
            }
        }
    }
}
