//! The song that is open: its file, its history, its journal. Every change passes here, and is in the journal first.

use super::history::{History, MOST_STEPS, Stuck, Taken};
use super::recovery::{Line, Recovery};
use crate::formats;
use crate::io::journal::Journal;
use crate::io::lock::{Locking, lock};
use crate::io::paths::Folders;
use crate::io::paths::{canonical, folder_of};
use crate::io::problem::Problem;
use crate::io::sample_files::hash;
use crate::io::save::save;
use crate::io::song_file::{Unopened, read_whole, read_with_bytes};
use crate::io::whole_file::Watch;
use crate::song::Song;
use crate::song::edit::{Edit, Refusal};
use crate::song::sample::SampleReference;
use crate::song::unknown;
use std::io;
use std::ops::ControlFlow;
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
    /// The SHA-256 of the file that the journal's lines build on; empty without a file.
    base: String,
    /// Whether the journal has told of that file, and all lines since are in it.
    begun: bool,
    /// How many steps the journal's own lines can take back, and do again: what lies before a save is not among them.
    reach: [usize; 2],
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
    /// What should be known of the file, a sentence each.
    pub told: Vec<String>,
}

/// A song that was read from a file and is nobody's yet: what takes time about opening it.
#[derive(Debug)]
pub struct Reading {
    path: PathBuf,
    song: Arc<Song>,
    /// The SHA-256 of the file.
    base: String,
    journal: Journal,
    recovery: Option<Recovery>,
    told: Vec<String>,
}

impl Reading {
    /// Reads a file, and what an earlier session left of it. `watch` hears how much is done and may break off.
    ///
    /// # Errors
    /// If the file cannot be read, is no song, or is not wanted any more.
    pub fn of(path: &Path, folders: &Folders, watch: &mut Watch) -> Result<Reading, Unopened> {
        let (song, bytes) = read_with_bytes(path, watch)?;
        let (song, base) = (Arc::new(song), hash(&bytes));
        let left = |journal: &Journal| Recovery::find(journal, &song, &base);
        let (journal, recovery) = Journal::claim(&folders.state, path, left);
        let comments = std::str::from_utf8(&bytes).is_ok_and(formats::song::has_comments);
        let comments = comments.then(|| "the file has comments: saving does not keep them".to_owned());
        let told = unknown::sentence(&song).into_iter().chain(comments).collect();
        Ok(Reading { path: path.to_path_buf(), song, base, journal, recovery, told })
    }

    /// The file.
    pub fn path(&self) -> &Path {
        &self.path
    }

    /// The song as it was read.
    pub fn song(&self) -> &Arc<Song> {
        &self.song
    }

    /// What an earlier session did and did not save.
    pub fn left(&self) -> Option<&Recovery> {
        self.recovery.as_ref()
    }

    /// Opens it: from now on the file is ours, unless somebody else has it.
    pub fn open(self, folders: &Folders) -> Opened {
        let Reading { path, song, base, journal, recovery, told } = self;
        let mut document = Document::with(song, Some(&path), journal, base, folders);
        document.lock = Some(lock(&path));
        Opened { document, recovery, told }
    }
}

impl Document {
    /// The name under which songs without a file have their journals.
    pub fn untitled_in(folders: &Folders) -> PathBuf {
        folders.state.join(UNTITLED)
    }

    /// A song without a file.
    pub fn untitled(song: Song, folders: &Folders) -> Opened {
        let (song, base) = (Arc::new(song), String::new());
        let left = |journal: &Journal| Recovery::find(journal, &song, &base);
        let (journal, recovery) = Journal::claim(&folders.state, &Document::untitled_in(folders), left);
        let document = Document::with(song, None, journal, base, folders);
        Opened { document, recovery, told: Vec::new() }
    }

    /// The song in a file. What an earlier session left in the journal is offered, not applied.
    ///
    /// # Errors
    /// If the file cannot be read, or is no song.
    pub fn open(path: &Path, folders: &Folders) -> Result<Opened, Unopened> {
        Ok(Reading::of(path, folders, &mut |_| ControlFlow::Continue(()))?.open(folders))
    }

    fn with(
        song: Arc<Song>,
        path: Option<&Path>,
        journal: Journal,
        base: String,
        folders: &Folders,
    ) -> Document {
        Document {
            saved: song.clone(),
            song,
            path: path.map(Path::to_path_buf),
            history: History::default(),
            journal,
            base,
            begun: false,
            reach: [0; 2],
            lock: None,
            state: folders.state.clone(),
        }
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

    /// The folder that the song's samples are relative to: that of its file, or the state folder.
    pub fn folder(&self) -> PathBuf {
        self.path.as_deref().map_or_else(|| self.state.clone(), |path| folder_of(path).to_path_buf())
    }

    /// The folder in which the user's files are looked for: that of the song's file, or the working folder.
    pub fn beside(&self) -> PathBuf {
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

    /// What stands in the file now, if something else has written it since it was read or last saved; nothing of a file that is
    /// no longer there. One that can no longer be read stands there with no bytes.
    pub fn written_by_others(&self) -> Option<Vec<u8>> {
        match read_whole(self.path()?) {
            Ok(bytes) => (hash(&bytes) != self.base).then_some(bytes),
            Err(problem) => (problem.reason.kind() != io::ErrorKind::NotFound).then(Vec::new),
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

    /// Changes the song, at a seat. `Ok(false)`: it would have been the same. Consecutive edits with the same `gesture` are one step.
    /// A journal that cannot be written is reported beside the edit, which is done all the same.
    ///
    /// # Errors
    /// If the edit names nothing, in a sentence.
    pub fn edit(
        &mut self,
        name: &str,
        edit: Edit,
        gesture: Option<&str>,
        seat: u16,
    ) -> Result<(bool, Option<Problem>), Refusal> {
        let joined = self.history.joins(gesture, seat);
        let Some((new, line)) = Line::of_edit(name, joined, edit, &self.song)? else {
            return Ok((false, None));
        };
        let problem = self.write(line);
        self.history.push(name, std::mem::replace(&mut self.song, Arc::new(new)), gesture, joined, seat);
        self.reach = [(self.reach[0] + usize::from(!joined)).min(MOST_STEPS), 0];
        Ok((true, problem))
    }

    /// Takes the last step back that is one of `mine`: its name.
    ///
    /// # Errors
    /// If there is none, or it no longer fits.
    pub fn undo(&mut self, mine: impl Fn(u16) -> bool) -> Result<(String, Option<Problem>), Stuck> {
        let taken = self.history.undo(&self.song, mine)?;
        Ok(self.step_to(taken, Line::Undo, [0, 1]))
    }

    /// Does the last undone step of `mine` again: its name.
    ///
    /// # Errors
    /// As [`Document::undo`].
    pub fn redo(&mut self, mine: impl Fn(u16) -> bool) -> Result<(String, Option<Problem>), Stuck> {
        let taken = self.history.redo(&self.song, mine)?;
        Ok(self.step_to(taken, Line::Redo, [1, 0]))
    }

    /// Goes to a song of the history. The journal says so in one line where its own lines lead there, which are one seat's, else it
    /// holds the song.
    fn step_to(&mut self, taken: Taken, line: Line, [from, to]: [usize; 2]) -> (String, Option<Problem>) {
        let Taken { name, song, plain } = taken;
        // What comes back to the saved song by another way is nothing to save either.
        self.song = if !plain && *song == *self.saved { self.saved.clone() } else { song };
        (name, self.tell_step(plain && !self.history.is_shared(), &line, [from, to]))
    }

    fn tell_step(&mut self, plain: bool, line: &Line, [from, to]: [usize; 2]) -> Option<Problem> {
        if plain && self.begun && self.reach[from] > 0 {
            self.reach[from] -= 1;
            self.reach[to] += 1;
            return self.write(line.text());
        }
        self.reach = [0; 2];
        self.write(self.state_line().text())
    }

    /// Writes the song to its file, or to another one, and begins a new journal there. The samples with these numbers have
    /// other files there, now and at every step of the history. What is wrong with the journal then is given back: the song is
    /// saved.
    ///
    /// # Errors
    /// Names the file and the step; the old file, the journal and the song are untouched then. A song that somebody else has
    /// open is not written over.
    pub fn save(&mut self, path: Option<&Path>, renamed: &[Renamed]) -> Result<Option<Problem>, Problem> {
        let Some(path) = path.map(Path::to_path_buf).or_else(|| self.path.clone()) else {
            let reason = io::Error::new(io::ErrorKind::InvalidInput, "it has no file name yet");
            return Err(Problem::new("save the song", Path::new(UNTITLED), reason));
        };
        let same = self.path.as_deref().is_some_and(|own| is_same_file(own, &path));
        let taken = if same && self.held_by().is_none() { None } else { Some(free(&path)?) };
        let old = self.song.samples.clone();
        self.write_file(&path, with_names(&self.song, &old, renamed))?;
        self.history.change(|song| with_names(song, &old, renamed));
        self.lock = taken.or(self.lock.take());
        let cleared = self.journal.clear();
        if same {
            return Ok(cleared.err());
        }
        self.path = Some(path.clone());
        self.journal = Journal::claim(&self.state, &path, |_| None::<()>).0;
        // What an earlier session left of the file that was replaced is not ours to throw away.
        Ok(cleared.and(self.journal.set_aside()).err())
    }

    fn write_file(&mut self, path: &Path, song: Arc<Song>) -> Result<(), Problem> {
        let text = formats::song::write(&song);
        save(path, text.as_bytes())?;
        (self.song, self.saved, self.base) = (song.clone(), song, hash(text.as_bytes()));
        self.history.close();
        (self.begun, self.reach) = (false, [0; 2]);
        Ok(())
    }

    /// Lets the file go, to be opened again: what is not saved is not wanted.
    ///
    /// # Errors
    /// If the journal cannot be moved.
    pub fn give_way(&mut self) -> Result<(), Problem> {
        self.lock = None;
        if self.is_changed() { self.set_journal_aside() } else { Ok(()) }
    }

    /// Takes what an earlier session did: its edits become steps of this history, and stay in the journal.
    pub fn recover(&mut self, recovery: Recovery) {
        (self.song, self.history) = (recovery.song, recovery.history);
        self.history.close();
        (self.begun, self.reach) = (true, [self.history.past().count(), self.history.future().count()]);
    }

    /// Moves the journal out of the way: what an earlier session did, or this one, is not wanted.
    ///
    /// # Errors
    /// If the journal cannot be moved.
    pub fn set_journal_aside(&mut self) -> Result<(), Problem> {
        (self.begun, self.reach) = (false, [0; 2]);
        self.journal.set_aside()
    }

    fn state_line(&self) -> Line {
        Line::State { text: formats::song::write(&self.song) }
    }

    /// Adds a line. A journal that tells of no file yet, or has missed a line, begins anew with the song as it is.
    fn write(&mut self, line: String) -> Option<Problem> {
        let mut lines = Vec::new();
        if !self.begun {
            lines.push(Line::Base { hash: self.base.clone() }.text());
            if self.is_changed() {
                lines.push(self.state_line().text());
            }
            self.reach = [0; 2];
        }
        lines.push(line);
        let written = lines.iter().try_for_each(|line| self.journal.append(line));
        self.begun = written.is_ok();
        written.err()
    }
}

/// A sample whose file has another name where the song is saved: its number and what it is there.
pub type Renamed = (u16, SampleReference);

/// A song whose samples have other names where they are still the `old` ones.
fn with_names(song: &Arc<Song>, old: &[Option<Arc<SampleReference>>], renamed: &[Renamed]) -> Arc<Song> {
    let mut new = song.clone();
    for (number, reference) in renamed {
        let number = usize::from(*number);
        if let Some(was) = old.get(number)
            && new.samples.get(number) == Some(was)
        {
            Arc::make_mut(&mut new).samples[number] = Some(Arc::new(reference.clone()));
        }
    }
    new
}

/// Locks a file to be written over.
///
/// # Errors
/// Says who has it open.
pub fn free(path: &Path) -> Result<Locking, Problem> {
    match lock(path) {
        Locking::Theirs(holder) => {
            let reason = io::Error::other(format!("{holder} has it open"));
            Err(Problem::new("save the song", path, reason))
        }
        taken => Ok(taken),
    }
}

/// Whether two names lead to one file.
pub fn is_same_file(one: &Path, other: &Path) -> bool {
    one == other || canonical(one) == canonical(other)
}
