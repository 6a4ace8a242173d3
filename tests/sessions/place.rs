//! A folder with songs, and the question that waits.

use super::session::{Session, song};
use segno::formats;
use segno::io::paths::Folders;
use segno::studio::prompt::Prompt;
use std::fs;
use std::path::PathBuf;
use tempfile::TempDir;

/// A folder with songs in it.
pub struct Place(pub TempDir);

impl Place {
    /// A folder with a song `a.ron` that holds the rows of `grid`.
    pub fn with(grid: &str) -> Place {
        let place = Place(tempfile::tempdir().expect("a folder"));
        place.write("a.ron", grid);
        place
    }

    pub fn path(&self, name: &str) -> PathBuf {
        self.0.path().join(name)
    }

    /// Writes a song as another program would.
    pub fn write(&self, name: &str, grid: &str) {
        fs::write(self.path(name), formats::song::write(&song(grid))).expect("written");
    }

    /// A session with `a.ron` open.
    pub fn open(&self) -> Session {
        Session::of_file(&self.path("a.ron"), Folders::below(self.0.path()))
    }

    /// The rows of the song in a file.
    pub fn rows(&self, name: &str) -> String {
        Session::of_file(&self.path(name), Folders::below(&self.path("elsewhere"))).grid()
    }
}

/// The title and the lines of the question that waits.
pub fn question(session: &Session) -> (String, Vec<String>) {
    match &session.seat.prompt {
        Some(Prompt::Question(question)) => (question.title.clone(), question.lines.clone()),
        _ => (String::new(), Vec::new()),
    }
}
