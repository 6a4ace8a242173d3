//! From songs to a release: measured, mastered, published. Knows no screens and no terminals.
//!
//! [`measure`] says how loud sound is, all of it and part by part; [`master`] makes an album's songs masters that belong together.

pub mod measure;
pub mod master;
pub mod publish;
pub mod side_by_side;

use crate::formats::problem::Problem as Fault;
use crate::io::problem::Problem;
use crate::io::song_file::Unopened;

/// Why there is no release.
#[derive(Debug, thiserror::Error)]
pub enum Unreleased {
    /// A song, a sound or the album is at fault: a sentence.
    #[error("{0}")]
    Input(String),
    /// A file is at fault.
    #[error(transparent)]
    File(#[from] Fault),
    /// The machine does not give or take a file.
    #[error(transparent)]
    Machine(#[from] Problem),
    /// Whoever watched did not want it any more.
    #[error("cancelled")]
    Cancelled,
}

impl From<Unopened> for Unreleased {
    fn from(unopened: Unopened) -> Unreleased {
        match unopened {
            Unopened::Machine(problem) => problem.into(),
            Unopened::File(problem) => problem.into(),
            Unopened::Cancelled => Unreleased::Cancelled,
        }
    }
}
