//! Which songs a session has open, as a file in the state folder: what it leaves if it ends without a word. A line is the path of a song,
//! or empty for one without a file.

use super::lock::{Locking, SongLock, lock};
use super::paths::make_folder;
use std::fs;
use std::path::{Path, PathBuf};

/// The ending of these files.
const ENDING: &str = "songs";

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
        let mut left: Vec<OpenSong> = Vec::new();
        let files = fs::read_dir(&folder).into_iter().flatten().flatten().map(|entry| entry.path());
        let mut files: Vec<PathBuf> =
            files.filter(|path| path.extension().is_some_and(|ending| ending == ENDING)).collect();
        files.sort();
        for path in files {
            let Locking::Ours(_lock) = lock(&path) else { continue };
            let text = fs::read_to_string(&path).unwrap_or_default();
            let songs = text.lines().map(|line| Some(PathBuf::from(line)).filter(|_| !line.is_empty()));
            for song in songs {
                if song.is_none() || !left.contains(&song) {
                    left.push(song);
                }
            }
            let _ = fs::remove_file(&path);
        }
        let named = |number: u32| folder.join(format!("{}-{number}.{ENDING}", std::process::id()));
        let path = (1..).map(named).find(|path| !path.exists()).unwrap_or_else(|| named(0));
        // The file comes with the first song; the lock is beside it from now on.
        let _ = fs::write(&path, "");
        let lock = match lock(&path) {
            Locking::Ours(lock) => Some(lock),
            Locking::Theirs(_) | Locking::Impossible(_) => None,
        };
        (OpenSongs { path, _lock: lock, written: Vec::new() }, left)
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
        // A file that cannot be written is no matter: the journals are what counts.
        let _ = fs::write(&self.path, text);
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
}
