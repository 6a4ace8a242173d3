//! An append-only file of lines per song in the state folder. What a line means is the studio's matter.
//!
//! A line is with the system when `append` returns, so killing the program loses nothing, and on the disk a moment later, so that a
//! power cut takes at most the last one. A last line that a crash of the
//! machine tore is left out on reading and cut off before the next one. A song that is open several times has several journals,
//! one for each session.

use super::lock::{Locking, SongLock, lock};
use super::paths::{make_folder, name_of_song};
use super::problem::Problem;
use super::syncing::Syncing;
use std::fs::{self, File, OpenOptions};
use std::io::{ErrorKind, Write};
use std::path::{Path, PathBuf};

/// How many sessions of one song have journals that are looked for.
const MOST: u32 = 8;

/// A journal of one song.
#[derive(Debug)]
pub struct Journal {
    path: PathBuf,
    file: Option<(File, Option<Syncing>)>,
    /// Tells other sessions that it is in use.
    lock: Option<SongLock>,
}

impl Journal {
    /// The first journal of the song at `song` in the state folder, whoever uses it. Nothing is made before the first line.
    pub fn of(state: &Path, song: &Path) -> Journal {
        Journal::numbered(state, song, 1)
    }

    /// A journal of the song that no other session uses until this one is dropped: the first in which `wanted` finds something,
    /// with that; else the first.
    pub fn claim<T>(
        state: &Path,
        song: &Path,
        wanted: impl Fn(&Journal) -> Option<T>,
    ) -> (Journal, Option<T>) {
        let mut free = None;
        for number in 1..=MOST {
            let mut journal = Journal::numbered(state, song, number);
            if free.is_some() && !journal.path.exists() {
                continue;
            }
            // Without its folder no file can be locked. One that cannot be made is told of with the first line.
            let _ = journal.path.parent().map(make_folder);
            match lock(&journal.path) {
                Locking::Theirs(_) => continue,
                Locking::Ours(lock) => journal.lock = Some(lock),
                Locking::Impossible(_) => {}
            }
            if let Some(found) = wanted(&journal) {
                return (journal, Some(found));
            }
            free.get_or_insert(journal);
        }
        (free.unwrap_or_else(|| Journal::numbered(state, song, std::process::id())), None)
    }

    fn numbered(state: &Path, song: &Path, number: u32) -> Journal {
        let name = name_of_song(song);
        let name = if number == 1 { name } else { format!("{name}-{number}") };
        Journal { path: state.join("journal").join(name + ".lines"), file: None, lock: None }
    }

    /// The file.
    pub fn path(&self) -> &Path {
        &self.path
    }

    /// Adds a line. Line ends inside it come back as they were.
    ///
    /// # Errors
    /// Names the journal and the deed.
    pub fn append(&mut self, line: &str) -> Result<(), Problem> {
        let mut bytes = Vec::with_capacity(line.len() + 1);
        // A long line is copied in long pieces, and most lines in one.
        let line = line.as_bytes();
        let is_plain = !line.contains(&b'\\') && !line.contains(&b'\n');
        let (plain, rest) = line.split_at(if is_plain { line.len() } else { 0 });
        bytes.extend_from_slice(plain);
        for piece in rest.split_inclusive(|byte| matches!(byte, b'\\' | b'\n')) {
            let (plain, sign): (&[u8], &[u8]) = match piece {
                [plain @ .., b'\\'] => (plain, b"\\\\"),
                [plain @ .., b'\n'] => (plain, b"\\n"),
                plain => (plain, b""),
            };
            bytes.extend_from_slice(plain);
            bytes.extend_from_slice(sign);
        }
        bytes.push(b'\n');
        if self.file.is_none() {
            let file = self.open()?;
            // Without a thread the system writes in its own time.
            let syncing = Syncing::start(&file, &self.path).ok();
            self.file = Some((file, syncing));
        }
        let Some((file, syncing)) = &mut self.file else { return Ok(()) };
        let written = file.write_all(&bytes).and_then(|()| syncing.as_ref().map_or(Ok(()), Syncing::wrote));
        if written.is_err() {
            // Opened anew the next time: what was cut off is taken out then.
            self.file = None;
        }
        written.map_err(Problem::during("write the journal", &self.path))
    }

    /// Whether every line is on the disk.
    pub fn is_safe(&self) -> bool {
        self.file.iter().filter_map(|(_, syncing)| syncing.as_ref()).all(Syncing::is_safe)
    }

    fn open(&self) -> Result<File, Problem> {
        if let Some(folder) = self.path.parent() {
            make_folder(folder)?;
        }
        let mut options = OpenOptions::new();
        options.create(true).append(true);
        #[cfg(unix)]
        std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
        let during = || Problem::during("open the journal", &self.path);
        let file = options.open(&self.path).map_err(during())?;
        let held = fs::read(&self.path).map_err(during())?;
        let whole: usize = readable(&held).map(|(bytes, _)| bytes.len() + 1).sum();
        if held[whole..].contains(&b'\n') {
            // Not only a torn last line: what lies behind the damage stays to be looked at.
            fs::copy(&self.path, self.path.with_extension("damaged")).map_err(during())?;
        }
        if whole < held.len() {
            file.set_len(whole as u64).map_err(during())?;
        }
        Ok(file)
    }

    /// The whole lines, oldest first; none if there is no journal. Reading ends at a line that is damaged.
    ///
    /// # Errors
    /// Names the journal if it is there and cannot be read.
    pub fn read(&self) -> Result<Vec<String>, Problem> {
        let bytes = match fs::read(&self.path) {
            Ok(bytes) => bytes,
            Err(error) if error.kind() == ErrorKind::NotFound => return Ok(Vec::new()),
            Err(error) => return Err(Problem::new("read the journal", &self.path, error)),
        };
        Ok(readable(&bytes).map(|(_, line)| line).collect())
    }

    /// Moves all lines to a file beside the journal, in place of those set aside before: nothing is lost by a hasty answer.
    ///
    /// # Errors
    /// Names the journal if it cannot be moved.
    pub fn set_aside(&mut self) -> Result<(), Problem> {
        self.file = None;
        match fs::rename(&self.path, self.path.with_extension("set-aside")) {
            Err(error) if error.kind() != ErrorKind::NotFound => {
                Err(Problem::new("set the journal aside", &self.path, error))
            }
            _ => Ok(()),
        }
    }

    /// Removes all lines: the song is saved.
    ///
    /// # Errors
    /// Names the journal if it cannot be removed.
    pub fn clear(&mut self) -> Result<(), Problem> {
        self.file = None;
        match fs::remove_file(&self.path) {
            Err(error) if error.kind() != ErrorKind::NotFound => {
                Err(Problem::new("remove the journal", &self.path, error))
            }
            _ => Ok(()),
        }
    }
}

/// The whole lines up to the first that is damaged, as they stand there and as they were given to `append`.
fn readable(bytes: &[u8]) -> impl Iterator<Item = (&[u8], String)> {
    let lines = bytes.split_inclusive(|byte| *byte == b'\n');
    let whole = lines.map_while(|line| line.strip_suffix(b"\n"));
    whole.map_while(|line| Some((line, unescaped(std::str::from_utf8(line).ok()?)?)))
}

/// The line as it was given to `append`; `None` if a sign is no sign of ours (zeros that a crash left).
fn unescaped(line: &str) -> Option<String> {
    let (mut out, mut rest) = (String::with_capacity(line.len()), line);
    while let Some(at) = rest.find(['\\', '\0']) {
        let (plain, signs) = rest.split_at(at);
        out.push_str(plain);
        let (sign, behind) = [("\\n", '\n'), ("\\\\", '\\')]
            .iter()
            .find_map(|(escaped, sign)| Some((*sign, signs.strip_prefix(escaped)?)))?;
        out.push(sign);
        rest = behind;
    }
    out.push_str(rest);
    Some(out)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_come_back_in_order_also_with_line_ends_inside() {
        let state = tempfile::tempdir().expect("a folder");
        let mut journal = Journal::of(state.path(), Path::new("a.ron"));
        let lines = ["one", "two\nlines", "back\\slash \\n", "", "ein ü"];
        for line in lines {
            journal.append(line).expect("written");
        }
        while !journal.is_safe() {
            std::thread::yield_now();
        }
        assert_eq!(Journal::of(state.path(), Path::new("a.ron")).read().expect("read"), lines);
        assert!(Journal::of(state.path(), Path::new("b.ron")).read().expect("read").is_empty());
    }

    #[test]
    fn a_torn_last_line_is_left_out_and_does_not_spoil_the_next() {
        let state = tempfile::tempdir().expect("a folder");
        let mut journal = Journal::of(state.path(), Path::new("a.ron"));
        journal.append("whole").expect("written");
        let mut torn = OpenOptions::new().append(true).open(journal.path()).expect("a file");
        torn.write_all(b"tor").expect("written");
        let mut again = Journal::of(state.path(), Path::new("a.ron"));
        assert_eq!(again.read().expect("read"), ["whole"]);
        again.append("next").expect("written");
        assert_eq!(again.read().expect("read"), ["whole", "next"]);
    }

    #[test]
    fn what_comes_after_damage_is_read_again() {
        let state = tempfile::tempdir().expect("a folder");
        let mut journal = Journal::of(state.path(), Path::new("a.ron"));
        ["one", "two"].iter().for_each(|line| journal.append(line).expect("written"));
        let damaged = fs::read(journal.path()).expect("a file");
        fs::write(journal.path(), [b"one\n\0\0\0\0\n".as_slice(), &damaged].concat()).expect("written");
        let mut again = Journal::of(state.path(), Path::new("a.ron"));
        assert_eq!(again.read().expect("read"), ["one"]);
        again.append("three").expect("written");
        assert_eq!(again.read().expect("read"), ["one", "three"]);
        assert!(again.path().with_extension("damaged").exists());
    }

    #[test]
    fn two_sessions_have_two_journals_and_both_are_found_afterwards() {
        let (state, song) = (tempfile::tempdir().expect("a folder"), Path::new("a.ron"));
        let first_line = |journal: &Journal| journal.read().ok()?.into_iter().next();
        let claim = || Journal::claim(state.path(), song, first_line);
        let ((mut first, nothing), (mut second, _)) = (claim(), claim());
        assert_eq!(nothing, None);
        assert_ne!(first.path(), second.path());
        second.append("second").expect("written");
        first.append("first").expect("written");
        drop(second);
        assert_eq!(claim().1.as_deref(), Some("second"), "the first is still in use");
        drop(first);
        assert_eq!(claim().1.as_deref(), Some("first"));
    }

    #[test]
    fn a_cleared_journal_is_empty_and_can_begin_again() {
        let state = tempfile::tempdir().expect("a folder");
        let mut journal = Journal::of(state.path(), Path::new("a.ron"));
        journal.clear().expect("nothing to clear is no fault");
        journal.append("one").expect("written");
        journal.clear().expect("cleared");
        assert!(journal.read().expect("read").is_empty());
        journal.append("two").expect("written");
        assert_eq!(journal.read().expect("read"), ["two"]);
    }

    #[test]
    fn the_same_song_by_another_way_has_the_same_journal() {
        let state = tempfile::tempdir().expect("a folder");
        let song = state.path().join("a.ron");
        fs::write(&song, "").expect("written");
        let other = state.path().join("../").join(state.path().file_name().expect("a name")).join("a.ron");
        assert_eq!(Journal::of(state.path(), &song).path(), Journal::of(state.path(), &other).path());
    }
}
