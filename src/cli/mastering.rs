//! What mastering an album needs around it: a folder for sound between the steps, what was kept of the last time, a bar, and a way out.

use super::arguments::Globals;
use super::interrupt;
use super::outcome::{Failure, Outcome};
use super::progress::Bar;
use crate::formats::album::Album;
use crate::io::paths::{Folders, make_folder};
use crate::io::temporary_folder::{TemporaryFolder, clear};
use crate::release::Unreleased;
use crate::release::kept::{self, Kept};
use crate::release::master::corrections::Corrections;
use crate::release::master::report::Report;
use crate::release::master::{Places, master};
use std::collections::BTreeMap;
use std::ops::ControlFlow;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex};

/// Says of a run that was stopped what became of it.
pub fn told_if_stopped(outcome: Outcome) -> Outcome {
    if outcome == Err(Failure::Interrupted) {
        eprintln!(
            "stopped: nothing was written, and what lay there before is as it was; steps that were done are kept"
        );
    }
    outcome
}

/// An album on its way.
pub struct Work {
    folder: TemporaryFolder,
    kept: Kept,
    bar: Mutex<Bar>,
    stop: Arc<AtomicBool>,
}

impl Work {
    /// Its folder lies in that one, where there is room for what is made; what runs that were killed have left there is removed, and told.
    ///
    /// # Errors
    /// If no folder can be made there.
    pub fn begin(beside: &Path, globals: Globals) -> Result<Work, Failure> {
        let stop = interrupt::flag()?;
        make_folder(beside)?;
        for left in clear(beside).into_iter().filter(|_| !globals.quiet) {
            eprintln!("{}: removed; a run that was killed had left it", left.display());
        }
        let folder = TemporaryFolder::work(beside)?;
        let kept = Kept::within(Folders::of_user_or_temporary().cache.join(kept::FOLDER));
        Ok(Work { folder, kept, bar: Mutex::new(Bar::new(globals.quiet)), stop })
    }

    /// Shows how far a deed is; whether to go on.
    pub fn tell(&self, deed: &str, part: f64) -> ControlFlow<()> {
        if let Ok(mut bar) = self.bar.lock() {
            bar.draw(deed, part);
        }
        if self.stop.load(Ordering::Relaxed) { ControlFlow::Break(()) } else { ControlFlow::Continue(()) }
    }

    /// Masters an album whose songs lie in `from`, into `out` or into a folder that lasts as long as this; says which. `older` is what older
    /// masters were corrected by.
    ///
    /// # Errors
    /// Those of [`master`].
    pub fn master(
        &self,
        album: &Album,
        from: &Path,
        out: Option<&Path>,
        older: &Corrections,
    ) -> Result<(Report, PathBuf), Unreleased> {
        let [masters, sounds] = ["masters", "sounds"].map(|name| self.folder.path().join(name));
        make_folder(&masters)?;
        make_folder(&sounds)?;
        let out = out.map_or(masters, Path::to_path_buf);
        let places = Places { album: from, out: &out, work: &sounds };
        let report = master(album, places, older, &self.kept, &|deed, part| self.tell(deed, part))?;
        Ok((report, out))
    }

    /// What was kept of the last time.
    pub fn kept(&self) -> &Kept {
        &self.kept
    }

    /// All is done; how often each deed had to be done anew.
    pub fn end(self) -> BTreeMap<&'static str, u32> {
        self.kept.made()
    }
}

impl Drop for Work {
    fn drop(&mut self) {
        self.kept.trim(kept::MOST_BYTES);
    }
}
