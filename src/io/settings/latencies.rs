//! How late inputs come against what is heard, as it was measured: a RON file in the config folder, an entry for each pair of devices.

use super::{read_ron, write_ron};
use crate::io::problem::Problem;
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

/// Frames by the names of the devices.
pub type Latencies = BTreeMap<String, i64>;

/// The file's place in the config folder.
pub fn file(config: &Path) -> PathBuf {
    config.join("latencies.ron")
}

/// Reads them; none where there is no file.
///
/// # Errors
/// `path:line:column: what is wrong`.
pub fn read(config: &Path) -> Result<Latencies, String> {
    let read = read_ron::<Latencies>(&file(config), "read the latencies")?;
    Ok(read.map(|(all, _)| all).unwrap_or_default())
}

/// Writes them, making the folder if need be.
///
/// # Errors
/// Names the path and the deed.
pub fn write(config: &Path, latencies: &Latencies) -> Result<(), Problem> {
    write_ron(&file(config), "write the latencies", latencies)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn latencies_come_back_as_they_were_written() {
        let folder = tempfile::tempdir().expect("a folder");
        let config = folder.path().join("new");
        assert_eq!(read(&config), Ok(Latencies::new()));
        let latencies = Latencies::from([("out > in".to_owned(), 1_234)]);
        write(&config, &latencies).expect("written");
        assert_eq!(read(&config), Ok(latencies));
        std::fs::write(file(&config), "{ \"out > in\": late }").expect("written");
        assert!(read(&config).expect_err("no number").contains("latencies.ron:1:"));
    }
}
