//! What the user has chosen for MIDI ports, by their names: a RON file in the config folder, one port an entry.

use super::{read_ron, write_ron};
use crate::io::problem::Problem;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

/// What a port is for.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct PortChoice {
    /// Its keys sound and are recorded.
    pub notes: bool,
    /// Its clock, start and stop lead playback.
    pub clock_in: bool,
    /// It gets our clock, start and stop.
    pub clock_out: bool,
    /// Each note has a channel of its own (MPE).
    pub mpe: bool,
    /// Its lights show how that stands which its controls have learnt.
    pub lights: bool,
    /// Milliseconds that its clock is taken later than it comes, −200 to 200.
    pub offset: f32,
    /// What its controls do, by the control: `channel 1 controller 7`.
    pub learnt: BTreeMap<String, Learnt>,
}

impl Default for PortChoice {
    fn default() -> PortChoice {
        PortChoice {
            notes: true,
            clock_in: false,
            clock_out: false,
            mpe: false,
            lights: false,
            offset: 0.0,
            learnt: BTreeMap::new(),
        }
    }
}

/// What a control does.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Learnt {
    /// A line as it stands after `:`.
    Command(String),
    /// A parameter by its name, of that track (from 1) where it is one of a track or its instrument.
    Parameter {
        /// As curves and `&xx` name it.
        name: String,
        /// The track, from 1; `None`: the one under the cursor.
        track: Option<u16>,
        /// Whether it takes over at once, wherever it stands; else only once it has come to where the parameter is.
        jump: bool,
    },
}

/// Ports by their names.
pub type Choices = BTreeMap<String, PortChoice>;

/// The farthest that a clock can be moved, in milliseconds.
pub const FARTHEST: f32 = 200.0;

/// The file's place in the config folder.
pub fn file(config: &Path) -> PathBuf {
    config.join("midi.ron")
}

/// Reads the choices; none where there is no file.
///
/// # Errors
/// `path:line:column: what is wrong`.
pub fn read(config: &Path) -> Result<Choices, String> {
    let mut choices =
        read_ron::<Choices>(&file(config), "read the MIDI ports")?.map(|(all, _)| all).unwrap_or_default();
    for choice in choices.values_mut() {
        choice.offset =
            if choice.offset.is_finite() { choice.offset.clamp(-FARTHEST, FARTHEST) } else { 0.0 };
    }
    Ok(choices)
}

/// Writes them, making the folder if need be.
///
/// # Errors
/// Names the path and the deed.
pub fn write(config: &Path, choices: &Choices) -> Result<(), Problem> {
    write_ron(&file(config), "write the MIDI ports", choices)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn choices_come_back_as_they_were_written() {
        let folder = tempfile::tempdir().expect("a folder");
        let config = folder.path().join("new");
        assert_eq!(read(&config), Ok(Choices::new()));
        let volume = Learnt::Parameter { name: "track.volume".to_owned(), track: Some(2), jump: false };
        let learnt = BTreeMap::from([("controller 7".to_owned(), volume)]);
        let choice = PortChoice { clock_in: true, offset: -3.5, learnt, ..PortChoice::default() };
        let choices = Choices::from([("Keys".to_owned(), choice)]);
        write(&config, &choices).expect("written");
        assert_eq!(read(&config), Ok(choices));
        std::fs::write(file(&config), "{ \"Keys\": (note: true) }").expect("written");
        assert!(read(&config).expect_err("no such field").contains("midi.ron:1:"));
        std::fs::write(file(&config), "{ \"Keys\": (offset: 1e9) }").expect("written");
        assert_eq!(read(&config).expect("a far offset")["Keys"].offset, FARTHEST);
    }
}
