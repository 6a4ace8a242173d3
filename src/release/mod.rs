//! From songs to a release: measured, mastered, published. Knows no screens and no terminals.
//!
//! [`measure`] says how loud sound is, all of it and part by part; [`master`] makes an album's songs masters that belong together.

pub mod kept;
pub mod encoded;
pub mod template;
pub mod measure;
pub mod master;
pub mod publish;
pub mod feedback;

use crate::formats::problem::{Place, Problem as Fault};
use crate::io::problem::Problem;
use crate::io::song_file::Unopened;
use crate::render::each::{self, Undone};
use std::ops::ControlFlow;
use std::path::Path;

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
    /// A file that another one names, and where that does.
    #[error("{0}: {1}")]
    Named(Place, Box<Unreleased>),
}

impl Unreleased {
    /// The same with the place where `file` is named, if that is at fault and no place inside it is known.
    pub fn named_at(self, place: &Place, file: &Path) -> Unreleased {
        let is_about_it = match &self {
            Unreleased::Input(_) => true,
            Unreleased::File(fault) => fault.line == 0,
            Unreleased::Machine(problem) => problem.path == file,
            Unreleased::Cancelled | Unreleased::Named(..) => false,
        };
        if is_about_it && !place.path.is_empty() {
            return Unreleased::Named(place.clone(), Box::new(self));
        }
        self
    }
}

impl From<Unopened> for Unreleased {
    fn from(unopened: Unopened) -> Unreleased {
        match unopened {
            Unopened::Machine(problem) => problem.into(),
            Unopened::File(problem) => problem.into(),
            other @ Unopened::Other { .. } => Unreleased::Input(other.to_string()),
            Unopened::Cancelled => Unreleased::Cancelled,
        }
    }
}

impl Undone for Unreleased {
    fn is_cancelled(&self) -> bool {
        matches!(self, Unreleased::Cancelled)
    }
}

/// Told what is being done and how much of it, 0 to 1, from any thread; says whether to go on.
pub type WatchAll<'a> = &'a (dyn Fn(&str, f64) -> ControlFlow<()> + Sync);

/// Does `work` with each of so many numbers, as many at once as the machine has cores; `deed` says what it is.
///
/// # Errors
/// The first by number that failed for a reason of its own; the others are stopped then.
pub fn each<R: Send>(
    deed: &str,
    count: usize,
    watch: WatchAll,
    work: impl Fn(usize, &mut dyn FnMut(f64) -> ControlFlow<()>) -> Result<R, Unreleased> + Sync,
) -> Result<Vec<R>, Unreleased> {
    let told = |part: f64| watch(deed, part);
    each::each((0..count).collect(), &told, |_, number, told| work(number, told))
        .map_err(|(_, reason)| reason)
}
