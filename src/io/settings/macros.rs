//! The user's macros: a RON file in the config folder, `{ "a": "Z Down X" }`. What the keys mean is known elsewhere.

use super::{read_ron, write_ron};
use crate::io::problem::Problem;
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

/// Macros by their letters, as text.
pub type Texts = BTreeMap<String, String>;

fn file(config: &Path) -> PathBuf {
    config.join("macros.ron")
}

/// Reads the macros; none where there is no file.
///
/// # Errors
/// `path:line:column: what is wrong`.
pub fn read(config: &Path) -> Result<Texts, String> {
    Ok(read_ron::<Texts>(&file(config), "read the macros")?.map(|(texts, _)| texts).unwrap_or_default())
}

/// Writes them, making the folder if need be.
///
/// # Errors
/// Names the path and the deed.
pub fn write(config: &Path, texts: &Texts) -> Result<(), Problem> {
    write_ron(&file(config), "write the macros", texts)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn macros_come_back_as_they_were_written() {
        let folder = tempfile::tempdir().expect("a folder");
        let config = folder.path().join("new");
        assert_eq!(read(&config), Ok(Texts::new()));
        let texts =
            Texts::from([("a".to_owned(), "z Down \"".to_owned()), ("b".to_owned(), "\\ i".to_owned())]);
        write(&config, &texts).expect("written");
        assert_eq!(read(&config), Ok(texts));
        std::fs::write(config.join("macros.ron"), "{ \"a\": 3 }").expect("written");
        assert!(read(&config).expect_err("no text").contains("macros.ron:1:"));
        assert!(write(&config, &Texts::new()).is_err(), "what its owner wrote stays");
    }
}
