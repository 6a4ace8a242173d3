//! A folder that is written beside its place and put there whole. What is not finished leaves nothing that looks finished.

use super::paths::{folder_of, make_folder};
use super::problem::Problem;
use super::temporary_folder::TemporaryFolder;
use std::fs;
use std::io;
use std::path::{Path, PathBuf};

/// The list of what was put into a folder, in it: by that it is known to be one of ours, and whether anything else has come into it.
const LIST: &str = ".segno-files";

/// A folder in the making. Dropped before it is finished it leaves nothing.
#[derive(Debug)]
pub struct NewFolder {
    folder: TemporaryFolder,
    target: PathBuf,
    /// The file without which it is not finished.
    mark: &'static str,
}

impl NewFolder {
    /// Begins a folder beside `target`. If something is there already, it must be an empty folder or one that was made so and into which
    /// nothing has come since.
    ///
    /// # Errors
    /// If something else is there, or nothing can be written.
    pub fn begin(target: &Path, mark: &'static str) -> Result<NewFolder, Problem> {
        if target.is_dir() {
            let list = fs::read_to_string(target.join(LIST)).unwrap_or_default();
            let found =
                files(target, Path::new("")).map_err(Problem::during("look into the folder", target))?;
            let other = found.iter().find(|name| *name != LIST && !list.lines().any(|known| known == *name));
            if let Some(other) = other {
                let why = format!(
                    "it holds other things ({other}) and is left alone; expected a new or an empty folder"
                );
                return Err(Problem::new(
                    "replace the folder",
                    target,
                    io::Error::new(io::ErrorKind::NotADirectory, why),
                ));
            }
        } else if target.exists() {
            let why =
                io::Error::new(io::ErrorKind::NotADirectory, "a file is there; expected a folder or nothing");
            return Err(Problem::new("make the folder", target, why));
        }
        let beside = folder_of(target);
        make_folder(beside)?;
        Ok(NewFolder { folder: TemporaryFolder::part(beside)?, target: target.to_path_buf(), mark })
    }

    /// Where files are written meanwhile.
    pub fn path(&self) -> &Path {
        self.folder.path()
    }

    /// Puts it in its place; what was there is gone then.
    ///
    /// # Errors
    /// If its place cannot be taken; the old folder is still there then.
    pub fn finish(self) -> Result<(), Problem> {
        let NewFolder { folder, target, mark } = self;
        if !folder.path().join(mark).is_file() {
            let why = io::Error::other(format!("{mark} is not in it"));
            return Err(Problem::new("finish the folder", &target, why));
        }
        // The lock goes when all is in its place.
        let (folder, _lock) = folder.into_parts();
        let list =
            files(folder.path(), Path::new("")).map_err(Problem::during("finish the folder", &target))?;
        let written = fs::write(folder.path().join(LIST), list.join("\n") + "\n");
        written.map_err(Problem::during("finish the folder", &target))?;
        open_to_others(folder.path())?;
        let old = target.exists().then(|| {
            let beside =
                tempfile::Builder::new().prefix(".segno-").suffix(".old").tempdir_in(folder_of(&target));
            beside.map_err(Problem::during("put the old folder away", &target))
        });
        let old = old.transpose()?;
        if let Some(old) = &old {
            fs::rename(&target, old.path().join("old"))
                .map_err(Problem::during("put the old folder away", &target))?;
        }
        if let Err(reason) = fs::rename(folder.path(), &target) {
            if let Some(old) = old
                && let Err(reason) = fs::rename(old.path().join("old"), &target)
            {
                let kept = old.keep().join("old");
                return Err(Problem::new("put the old folder back, which is kept here:", &kept, reason));
            }
            return Err(Problem::new("put the new folder in its place", &target, reason));
        }
        // It has another name now: nothing is left to be removed.
        let _ = folder.keep();
        Ok(())
    }
}

/// The files below a folder, `inside` being where that is in the whole, with `/` between names; a folder without any is one itself.
fn files(folder: &Path, inside: &Path) -> io::Result<Vec<String>> {
    let mut found = Vec::new();
    for entry in fs::read_dir(folder)? {
        let entry = entry?;
        let name = inside.join(entry.file_name());
        let within = if entry.file_type()?.is_dir() { files(&entry.path(), &name)? } else { Vec::new() };
        match within.is_empty() {
            true => found.push(name.to_string_lossy().replace('\\', "/")),
            false => found.extend(within),
        }
    }
    found.sort();
    Ok(found)
}

/// Temporary folders are closed to everyone else, which a release should not be.
#[cfg(unix)]
fn open_to_others(folder: &Path) -> Result<(), Problem> {
    use std::os::unix::fs::PermissionsExt;
    let permissions = fs::Permissions::from_mode(0o755);
    fs::set_permissions(folder, permissions).map_err(Problem::during("set the permissions", folder))
}

#[cfg(not(unix))]
fn open_to_others(_: &Path) -> Result<(), Problem> {
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_folder_comes_whole_or_not_at_all() {
        let around = tempfile::tempdir().expect("a folder");
        let names = || {
            let entries = fs::read_dir(around.path()).expect("a folder");
            entries
                .map(|entry| entry.expect("an entry").file_name().to_string_lossy().into_owned())
                .collect::<Vec<_>>()
        };
        let target = around.path().join("out");
        let unfinished = NewFolder::begin(&target, "mark").expect("begun");
        fs::write(unfinished.path().join("half"), "x").expect("written");
        assert!(NewFolder::begin(&target, "mark").expect("begun").finish().is_err(), "without its mark");
        drop(unfinished);
        assert!(names().is_empty(), "{:?}", names());
        for text in ["one", "two"] {
            let new = NewFolder::begin(&target, "mark").expect("begun");
            fs::write(new.path().join("mark"), text).expect("written");
            new.finish().expect("finished");
            assert_eq!(fs::read_to_string(target.join("mark")).expect("there"), text);
            assert_eq!(names(), ["out"]);
        }
    }

    #[test]
    fn what_has_come_into_a_folder_since_stays() {
        let around = tempfile::tempdir().expect("a folder");
        let target = around.path().join("out");
        let new = NewFolder::begin(&target, "mark").expect("begun");
        fs::create_dir(new.path().join("in")).expect("made");
        fs::write(new.path().join("mark"), "x").expect("written");
        fs::write(new.path().join("in/song"), "x").expect("written");
        new.finish().expect("finished");
        assert!(NewFolder::begin(&target, "mark").is_ok());
        fs::write(target.join("in/letter"), "x").expect("written");
        let told = NewFolder::begin(&target, "mark").expect_err("others' things").to_string();
        assert!(told.contains("it holds other things (in/letter)"), "{told}");
    }

    #[test]
    fn what_is_no_folder_of_ours_stays() {
        let around = tempfile::tempdir().expect("a folder");
        fs::write(around.path().join("diary"), "x").expect("written");
        let told = NewFolder::begin(around.path(), "mark").expect_err("others' things").to_string();
        assert!(told.contains("is left alone; expected a new or an empty folder"), "{told}");
        let told = NewFolder::begin(&around.path().join("diary"), "mark").expect_err("a file").to_string();
        assert!(told.contains("a file is there"), "{told}");
    }
}
