//! Which songs a session has open, as a file in the state folder: what it leaves if it ends without a word. A line is the path of a song,
//! or empty for one without a file.

use super::lock::{Locking, SongLock, lock};
use super::paths::make_folder;
use std::fs;
use std::path::{Path, PathBuf};

/// The ending of these files.
const ENDING: &str = "songs";
/// How many sessions of one process are told apart.
const MOST: u32 = 1_000;

/// A song that is open: its file, if it has one.
pub type OpenSong = Option<PathBuf>;

/// The file of one session.
#[derive(Debug)]
pub struct OpenSongs {
    path: PathBuf,
    /// Tells other sessions that this one goes on.
    _lock: Option<SongLock>,
    written: Vec<OpenSong>,
}

impl OpenSongs {
    /// Begins a session's file, and the songs that sessions had open which have ended without a word. Their files are taken away.
    pub fn begin(state: &Path) -> (OpenSongs, Vec<OpenSong>) {
        let folder = state.join("open");
        // Without its folder nothing is kept; what could not be made the journal tells of.
        let _ = make_folder(&folder);
        let mut own = OpenSongs::own(&folder);
        let mut left: Vec<OpenSong> = Vec::new();
        let mut ended: Vec<(PathBuf, SongLock)> = Vec::new();
        let files = fs::read_dir(&folder).into_iter().flatten().flatten().map(|entry| entry.path());
        let mut files: Vec<PathBuf> =
            files.filter(|path| path.extension().is_some_and(|ending| ending == ENDING)).collect();
        files.sort();
        for path in files {
            let Locking::Ours(lock) = lock(&path) else { continue };
            let text = fs::read_to_string(&path).unwrap_or_default();
            let songs = text.lines().map(|line| Some(PathBuf::from(line)).filter(|_| !line.is_empty()));
            for song in songs {
                if song.is_none() || !left.contains(&song) {
                    left.push(song);
                }
            }
            ended.push((path, lock));
        }
        // Theirs go when ours tells the same: whatever ends in between, nothing is forgotten.
        own.tell(left.clone());
        for (path, _lock) in ended {
            let _ = fs::remove_file(&path);
        }
        (own, left)
    }

    /// A file of its own, which is locked before it is there: nobody who begins at the same time takes it for one that was left.
    fn own(folder: &Path) -> OpenSongs {
        let named = |number: u32| folder.join(format!("{}-{number}.{ENDING}", std::process::id()));
        let free = (1..=MOST).map(named).find_map(|path| match lock(&path) {
            Locking::Ours(lock) if !path.exists() => Some((path, Some(lock))),
            Locking::Ours(_) | Locking::Theirs(_) => None,
            Locking::Impossible(_) => Some((path, None)),
        });
        let (path, lock) = free.unwrap_or_else(|| (named(0), None));
        OpenSongs { path, _lock: lock, written: Vec::new() }
    }

    /// These songs are open now. A path that is no text, or has a line end in it, is left out.
    pub fn tell(&mut self, songs: Vec<OpenSong>) {
        if songs == self.written {
            return;
        }
        let line = |song: &OpenSong| match song {
            None => Some(String::new()),
            Some(path) => path.to_str().filter(|text| !text.contains('\n')).map(str::to_owned),
        };
        let text: String = songs.iter().filter_map(line).map(|line| line + "\n").collect();
        // The old list is whole until the new one is. A file that cannot be written is no matter: the journals are what counts.
        let new = self.path.with_extension("new");
        let _ = fs::write(&new, text).and_then(|()| fs::rename(&new, &self.path));
        self.written = songs;
    }

    /// The session ends on purpose: nothing is left.
    pub fn end(self) {
        let _ = fs::remove_file(&self.path);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_sessions_that_ended_without_a_word_leave_songs() {
        let state = tempfile::tempdir().expect("a folder");
        let songs = vec![Some(PathBuf::from("/a b.ron")), None, Some(PathBuf::from("/c.ron"))];
        let (mut first, left) = OpenSongs::begin(state.path());
        assert_eq!(left, Vec::new());
        first.tell(songs.clone());
        let (second, left) = OpenSongs::begin(state.path());
        assert_eq!(left, Vec::new(), "the first one goes on");
        second.end();
        drop(first);
        let (third, left) = OpenSongs::begin(state.path());
        assert_eq!(left, songs);
        third.end();
        let (mut fourth, left) = OpenSongs::begin(state.path());
        assert_eq!(left, Vec::new(), "they were offered once");
        fourth.tell(songs);
        fourth.end();
        assert_eq!(OpenSongs::begin(state.path()).1, Vec::new());
    }

    #[test]
    fn sessions_that_begin_at_once_share_what_was_left_and_do_not_take_each_others() {
        for round in 0..40 {
            let state = tempfile::tempdir().expect("a folder");
            let song = |name: String| Some(PathBuf::from(name));
            OpenSongs::begin(state.path()).0.tell(vec![song("/left.ron".to_owned()), None]);
            let begin = |number: u32| {
                let (mut own, left) = OpenSongs::begin(state.path());
                own.tell(vec![song(format!("/{number}.ron"))]);
                (own, left)
            };
            let begun: Vec<(OpenSongs, Vec<OpenSong>)> = std::thread::scope(|scope| {
                let threads: Vec<_> = (0..6).map(|number| scope.spawn(move || begin(number))).collect();
                threads.into_iter().map(|thread| thread.join().expect("begun")).collect()
            });
            let left: Vec<OpenSong> = begun.iter().flat_map(|(_, left)| left.clone()).collect();
            assert_eq!(left, [song("/left.ron".to_owned()), None], "offered once, in round {round}");
            assert_eq!(OpenSongs::begin(state.path()).1, Vec::new(), "they all go on, in round {round}");
            drop(begun);
            assert_eq!(OpenSongs::begin(state.path()).1.len(), 6, "each left its own, in round {round}");
        }
    }
}
