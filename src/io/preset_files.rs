//! The user's own presets: files in the `presets` folder of the data folder.

use super::paths::{Folders, make_folder};
use super::problem::Problem;
use super::save;
use super::whole_file;
use crate::formats::presets::{self, Found, LONGEST_NAME, Preset};
use std::fs;
use std::io;
use std::path::{Path, PathBuf};

/// The ending of the files.
const ENDING: &str = "ron";
/// The largest file in bytes: 1 MiB.
const MOST_BYTES: u64 = 1 << 20;
/// The most files that are read.
const MOST_FILES: usize = 1_000;
/// What names hold besides letters, digits and spaces: no sign that means something in a path, on any system.
const SIGNS: &str = "-_+.,'()&#!=";

/// The folder.
pub fn folder(folders: &Folders) -> PathBuf {
    folders.data.join("presets")
}

/// The file of a preset with that name.
///
/// # Errors
/// What a name may be, in a sentence.
pub fn file(folders: &Folders, name: &str) -> Result<PathBuf, String> {
    let plain = |sign: char| sign.is_alphanumeric() || sign == ' ' || SIGNS.contains(sign);
    let length = (1..=LONGEST_NAME).contains(&name.chars().count());
    if !length || !name.chars().all(plain) || name.starts_with('.') || name.trim() != name {
        return Err(format!("expected 1 to {LONGEST_NAME} letters, digits, spaces and {SIGNS}"));
    }
    Ok(folder(folders).join(format!("{name}.{ENDING}")))
}

/// Writes a preset into its file; the folder is made if it is not there.
///
/// # Errors
/// Names the path and the step, or that the file holds other presets, or what cannot be read; it is untouched then.
pub fn write(path: &Path, preset: &Preset) -> Result<(), Problem> {
    if path.exists() {
        let bytes = whole_file::read("replace the preset", path, MOST_BYTES)?;
        let found = presets::read(&path.display().to_string(), &bytes);
        let this = matches!(found.presets.as_slice(), [one] if one.name == preset.name);
        if !this || !found.told.is_empty() {
            let why = io::Error::other("it holds something else than this preset; choose another name");
            return Err(Problem::new("replace", path, why));
        }
    }
    if let Some(folder) = path.parent() {
        make_folder(folder)?;
    }
    save::save(path, presets::write(std::slice::from_ref(preset)).as_bytes())
}

/// Reads every file of the folder, by name: its presets, and what is wrong in sentences. No folder means no presets.
pub fn read_all(folders: &Folders) -> (Vec<Preset>, Vec<String>) {
    let folder = folder(folders);
    let (mut all, mut told) = (Vec::new(), Vec::new());
    let entries = match fs::read_dir(&folder) {
        Ok(entries) => entries,
        Err(error) if error.kind() == io::ErrorKind::NotFound => return (all, told),
        Err(error) => return (all, vec![Problem::new("read the folder", &folder, error).to_string()]),
    };
    let mut paths: Vec<PathBuf> = entries.filter_map(|entry| Some(entry.ok()?.path())).collect();
    paths.retain(|path| path.extension().is_some_and(|ending| ending == ENDING));
    paths.sort();
    if paths.len() > MOST_FILES {
        let folder = folder.display();
        told.push(format!("{folder}: it holds {} files; the first {MOST_FILES} are read", paths.len()));
    }
    for path in paths.iter().take(MOST_FILES) {
        match read(path) {
            Ok((presets, faults)) => {
                all.extend(presets);
                told.extend(faults);
            }
            Err(problem) => told.push(problem.to_string()),
        }
    }
    (all, told)
}

/// Reads one file, wherever it lies: its presets, and what is wrong in sentences.
///
/// # Errors
/// Names the file if it cannot be read.
pub fn read(path: &Path) -> Result<(Vec<Preset>, Vec<String>), Problem> {
    let bytes = whole_file::read("read the preset", path, MOST_BYTES)?;
    let Found { presets, told } = presets::read(&path.display().to_string(), &bytes);
    Ok((presets, told.iter().map(ToString::to_string).collect()))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::instruments::KINDS;
    use crate::instruments::matrix::Matrix;
    use crate::song::voicing::Phrasing;

    fn preset(name: &str) -> Preset {
        Preset {
            name: name.to_owned(),
            tags: Vec::new(),
            key: 60,
            patch: (KINDS[1].new)(),
            matrix: Matrix::default(),
            phrasing: Phrasing::default(),
        }
    }

    #[test]
    fn what_is_saved_is_found_again() {
        let root = tempfile::tempdir().expect("a folder");
        let folders = Folders::below(root.path());
        assert_eq!(read_all(&folders), (Vec::new(), Vec::new()), "no folder yet");
        for name in ["B", "A"] {
            write(&file(&folders, name).expect("a name"), &preset(name)).expect("saved");
        }
        assert_eq!(read_all(&folders), (vec![preset("A"), preset("B")], Vec::new()));
    }

    #[test]
    fn a_file_that_holds_anything_else_is_not_replaced() {
        let root = tempfile::tempdir().expect("a folder");
        let path = root.path().join("A.ron");
        let both = presets::write(&[preset("A"), preset("B")]);
        for text in [
            "",
            "a line of notes",
            "[(name: \"A\", patch: (kind: ))]",
            &both,
            &presets::write(&[preset("B")]),
        ] {
            fs::write(&path, text).expect("written");
            assert!(write(&path, &preset("A")).is_err(), "{text}");
            assert_eq!(fs::read_to_string(&path).expect("there"), text);
        }
        fs::write(&path, vec![b' '; (1 << 20) + 1]).expect("written");
        assert!(write(&path, &preset("A")).is_err(), "too large to look into");
        fs::write(&path, presets::write(&[preset("A")])).expect("written");
        let louder = Preset { tags: vec!["loud".to_owned()], ..preset("A") };
        write(&path, &louder).expect("its own file");
        assert_eq!(fs::read_to_string(&path).expect("there"), presets::write(&[louder]));
    }

    #[test]
    fn names_stay_inside_the_folder() {
        let folders = Folders::below(Path::new("/tmp"));
        for name in ["", "../a", "a/b", "a\\b", ".a", " a", "a:b", "a\nb", &"a".repeat(41)] {
            assert!(file(&folders, name).is_err(), "{name:?}");
        }
        assert!(file(&folders, "Bläser (warm) no. 2").is_ok());
    }

    #[test]
    fn a_file_that_cannot_be_read_does_not_hide_the_others() {
        let root = tempfile::tempdir().expect("a folder");
        let folders = Folders::below(root.path());
        write(&file(&folders, "Good").expect("a name"), &preset("Good")).expect("saved");
        let folder = folder(&folders);
        fs::write(folder.join("broken.ron"), "[(name: \"A\",\n patch: (kind: ))]").expect("written");
        fs::write(folder.join("huge.ron"), vec![b' '; (1 << 20) + 1]).expect("written");
        fs::write(folder.join("notes.txt"), "not a preset").expect("written");
        fs::create_dir(folder.join("folder.ron")).expect("made");
        let (presets, told) = read_all(&folders);
        assert_eq!(presets, [preset("Good")]);
        assert_eq!(told.len(), 3, "{told:?}");
        assert!(told[0].contains("broken.ron:2:"), "{}", told[0]);
        assert!(told[1].contains("folder.ron: could not read the preset: it is a folder"), "{}", told[1]);
        assert!(
            told[2].contains("huge.ron: could not read the preset: it is larger than 1 MiB"),
            "{}",
            told[2]
        );
    }
}
