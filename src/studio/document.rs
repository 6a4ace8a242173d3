//! The song that is open: its file, its history, its journal. Every change passes here, and is in the journal first.

use super::history::History;
use super::recovery::{Line, Recovery};
use crate::formats;
use crate::io::journal::Journal;
use crate::io::lock::{Locking, lock};
use crate::io::paths::Folders;
use crate::io::problem::Problem;
use crate::io::sample_files::{folder_of, hash};
use crate::io::save::save;
use crate::io::song_file::{Unopened, read_with_bytes};
use crate::song::Song;
use crate::song::edit::{Edit, Refusal};
use std::path::{Path, PathBuf};
use std::sync::Arc;

/// What a song without a file is called in the state folder and on the screen.
const UNTITLED: &str = "untitled.ron";

/// The open song.
#[derive(Debug)]
pub struct Document {
    song: Arc<Song>,
    saved: Arc<Song>,
    path: Option<PathBuf>,
    history: History,
    journal: Journal,
    /// The SHA-256 of the file that the journal's lines build on, until it stands in the journal.
    base: Option<String>,
    lock: Option<Locking>,
    state: PathBuf,
}

/// A song that has just been opened.
#[derive(Debug)]
pub struct Opened {
    /// The document.
    pub document: Document,
    /// What an earlier session did and did not save.
    pub recovery: Option<Recovery>,
}

impl Document {
    /// A song without a file.
    pub fn untitled(song: Song, folders: &Folders) -> Opened {
        let name = folders.state.join(UNTITLED);
        Document::with(song, None, &name, String::new(), folders)
    }

    /// The song in a file. What an earlier session left in the journal is offered, not applied.
    ///
    /// # Errors
    /// If the file cannot be read, or is no song.
    pub fn open(path: &Path, folders: &Folders) -> Result<Opened, Unopened> {
        let (song, bytes) = read_with_bytes(path)?;
        let lock = lock(path);
        // The journal of a song that somebody else has open is that other's: ours lies beside it.
        let name = match &lock {
            Locking::Theirs(_) => path.with_added_extension(std::process::id().to_string()),
            _ => path.to_path_buf(),
        };
        let mut opened = Document::with(song, Some(path), &name, hash(&bytes), folders);
        opened.document.lock = Some(lock);
        Ok(opened)
    }

    fn with(song: Song, path: Option<&Path>, name: &Path, base: String, folders: &Folders) -> Opened {
        let song = Arc::new(song);
        let journal = Journal::of(&folders.state, name);
        let recovery = Recovery::find(&journal, &song, &base);
        let document = Document {
            saved: song.clone(),
            song,
            path: path.map(Path::to_path_buf),
            history: History::default(),
            journal,
            base: Some(base),
            lock: None,
            state: folders.state.clone(),
        };
        Opened { document, recovery }
    }

    /// The song as it is now.
    pub fn song(&self) -> &Arc<Song> {
        &self.song
    }

    /// The song as it was last read or saved.
    pub fn saved(&self) -> &Arc<Song> {
        &self.saved
    }

    /// The file, if there is one.
    pub fn path(&self) -> Option<&Path> {
        self.path.as_deref()
    }

    /// The file's name for the screen.
    pub fn name(&self) -> String {
        let name = self.path.as_deref().unwrap_or(Path::new(UNTITLED)).file_name();
        name.unwrap_or_default().to_string_lossy().into_owned()
    }

    /// The folder that the song's samples are relative to.
    pub fn folder(&self) -> PathBuf {
        folder_of(self.path.as_deref().unwrap_or(Path::new(UNTITLED))).to_path_buf()
    }

    /// Whether there is something to save.
    pub fn is_changed(&self) -> bool {
        !Arc::ptr_eq(&self.song, &self.saved)
    }

    /// Who else has the song open: `HOST, process NUMBER`.
    pub fn held_by(&self) -> Option<&str> {
        match &self.lock {
            Some(Locking::Theirs(holder)) => Some(holder),
            _ => None,
        }
    }

    /// What was done and undone.
    pub fn history(&self) -> &History {
        &self.history
    }

    /// Ends the present gesture: the next edit is a step of its own.
    pub fn close_gesture(&mut self) {
        self.history.close();
    }

    /// Changes the song. `Ok(false)`: it would have been the same. Consecutive edits with the same `gesture` are one step.
    /// A journal that cannot be written is reported beside the edit, which is done all the same.
    ///
    /// # Errors
    /// If the edit names nothing, in a sentence.
    pub fn edit(
        &mut self,
        name: &str,
        edit: Edit,
        gesture: Option<&str>,
    ) -> Result<(bool, Option<Problem>), Refusal> {
        let new = edit.apply(&self.song)?;
        if new == *self.song {
            return Ok((false, None));
        }
        let line = Line::Edit { name: name.to_owned(), gesture: gesture.map(str::to_owned), edit };
        let problem = self.write(&line);
        self.history.push(name, std::mem::replace(&mut self.song, Arc::new(new)), gesture);
        Ok((true, problem))
    }

    /// Takes the last step back: its name. `None` if there is none.
    pub fn undo(&mut self) -> Option<(String, Option<Problem>)> {
        let step = self.history.undo(&self.song)?;
        self.song = step.song;
        Some((step.name, self.write(&Line::Undo)))
    }

    /// Takes the last undone step again: its name. `None` if there is none.
    pub fn redo(&mut self) -> Option<(String, Option<Problem>)> {
        let step = self.history.redo(&self.song)?;
        self.song = step.song;
        Some((step.name, self.write(&Line::Redo)))
    }

    /// Writes the song to its file, or to another one, and begins a new journal there.
    ///
    /// # Errors
    /// Names the file and the step; the old file and the journal are untouched then.
    pub fn save(&mut self, path: Option<&Path>) -> Result<(), Problem> {
        let Some(path) = path.map(Path::to_path_buf).or_else(|| self.path.clone()) else {
            let reason = std::io::Error::new(std::io::ErrorKind::InvalidInput, "it has no file name yet");
            return Err(Problem::new("save the song", Path::new(UNTITLED), reason));
        };
        let text = formats::song::write(&self.song);
        save(&path, text.as_bytes())?;
        self.saved = self.song.clone();
        self.journal.clear()?;
        self.base = Some(hash(text.as_bytes()));
        if self.path.as_deref() != Some(&path) {
            self.lock = None;
            self.lock = Some(lock(&path));
            self.journal = Journal::of(&self.state, &path);
            self.journal.clear()?;
        }
        self.path = Some(path);
        Ok(())
    }

    /// Takes what an earlier session did: its edits become steps of this history, and stay in the journal.
    pub fn recover(&mut self, recovery: Recovery) {
        (self.song, self.history) = (recovery.song, recovery.history);
        self.history.close();
        self.base = None;
    }

    /// Moves the journal out of the way: what an earlier session did, or this one, is not wanted.
    ///
    /// # Errors
    /// If the journal cannot be moved.
    pub fn set_journal_aside(&mut self) -> Result<(), Problem> {
        self.journal.set_aside()
    }

    fn write(&mut self, line: &Line) -> Option<Problem> {
        if let Some(base) = self.base.take()
            && let Err(problem) = self.journal.append(&Line::Base { hash: base.clone() }.text())
        {
            self.base = Some(base);
            return Some(problem);
        }
        self.journal.append(&line.text()).err()
    }
}
