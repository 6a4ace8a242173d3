//! The user's settings: one row each in a table, kept as RON in the config folder; and the user's key map beside them.

mod entries;
pub mod keymap;
pub mod latencies;
pub mod macros;
pub mod ports;
pub mod profiles;
pub mod rows;

use super::paths::{folder_of, make_folder};
use super::problem::Problem;
use super::save::save;
use entries::Entries;
use ron::extensions::Extensions;
use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};
use std::fs;
use std::io::ErrorKind;
use std::path::{Path, PathBuf};

/// What the user has chosen once for all. `None` and empty text leave the choice to the program.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Settings {
    /// The sound device.
    pub device: Option<String>,
    /// The device that sound is recorded from.
    pub input: Option<String>,
    /// The files of takes: `wav` or `flac`.
    pub take_format: Option<String>,
    /// How takes of WAV are stored: `24` or `32f`.
    pub take_depth: Option<String>,
    /// Frames per second.
    pub rate: Option<u32>,
    /// Frames of one buffer.
    pub buffer: Option<u32>,
    /// The port of the page for listeners.
    pub listen_port: Option<u32>,
    /// The key map.
    pub keymap: Option<String>,
    /// The layout of the keyboard.
    pub layout: Option<String>,
    /// Which keys are which notes.
    pub note_keys: Option<String>,
    /// How row numbers are written.
    pub row_numbers: Option<String>,
    /// How instruments' numbers are written.
    pub instrument_numbers: Option<String>,
    /// How volumes are written.
    pub volume_numbers: Option<String>,
    /// The theme.
    pub theme: Option<String>,
    /// How many colours the terminal shows.
    pub colour: Option<String>,
    /// Only ASCII on the screen.
    pub ascii: Option<bool>,
    /// Lines of words in place of pictures.
    pub screen_reader: Option<bool>,
    /// Few redraws, for slow lines.
    pub frugal: Option<bool>,
    /// Whether what is copied goes to the terminal's clipboard.
    pub terminal_clipboard: Option<bool>,
    /// Whether waves are drawn in pixels where the terminal shows pictures.
    pub terminal_pictures: Option<bool>,
    /// Clicks, drags and the wheel come to the program.
    pub mouse: Option<bool>,
    /// The step of the tour to go on from, from 1.
    pub tour: Option<u32>,
    /// The song that was open last.
    pub last_song: Option<PathBuf>,
    /// Whether the metronome is heard while the song plays.
    pub metronome: Option<bool>,
    /// How loud it is, in percent.
    pub click_level: Option<u32>,
    /// Channels of the sound card on which it is heard, as `3` or `3+4`.
    pub click_output: Option<String>,
    /// Bars that are counted before recording.
    pub count_in: Option<u32>,
    /// Whether our MIDI clock goes on while nothing plays.
    pub clock_always: Option<bool>,
    /// Whether the song follows JACK's transport or leads it: `off`, `follow` or `lead`.
    pub jack_transport: Option<String>,
    /// Entries of the file that could not be taken: names, and what stands behind them.
    #[serde(skip)]
    kept: Vec<(String, String)>,
}

/// The most channels of a sound card that can be named.
const MOST_CHANNELS: u16 = 64;

/// One or two channels of a sound card, from 0, as they are written: `3` or `3+4`, from 1.
fn output_channels(text: &str) -> Option<[u16; 2]> {
    let number = |text: &str| text.trim().parse::<u16>().ok().filter(|it| (1..=MOST_CHANNELS).contains(it));
    let (first, second) = text.split_once('+').unwrap_or((text, text));
    Some([number(first)? - 1, number(second)? - 1])
}

impl Settings {
    /// The channels of the sound card on which the metronome is heard, from 0, if not with the master.
    pub fn click_channels(&self) -> Option<[u16; 2]> {
        self.click_output.as_deref().and_then(output_channels)
    }

    /// How many channels the sound card has to have for that: two for the song at least.
    pub fn channels_wanted(&self) -> Option<u16> {
        self.click_channels().map(|[first, second]| (first.max(second) + 1).max(2))
    }

    /// The file's place in the config folder.
    pub fn file(config: &Path) -> PathBuf {
        config.join("settings.ron")
    }

    /// The settings in `file`, and a message `path:line:column: what is wrong` for each that cannot be taken, which stays in the file. Where
    /// the file cannot be read at all, the defaults and a message. A file that does not exist is no fault.
    pub fn read(file: &Path) -> (Settings, Vec<String>) {
        match read_ron::<Entries>(file, "read the settings") {
            Ok(None) => Default::default(),
            Ok(Some((entries, text))) => Settings::of_entries(entries, file, &text),
            Err(message) => {
                let told = format!("{message}; the defaults are used, and nothing is written there");
                (Settings::default(), vec![told])
            }
        }
    }

    /// Writes the settings, making the folder if need be. A file that cannot be read stays as it is: what stands in it would be lost.
    ///
    /// # Errors
    /// Names the path and the deed.
    pub fn write(&self, file: &Path) -> Result<(), Problem> {
        put::<Entries>(file, "write the settings", || self.text())
    }
}

/// What a RON file holds, and its text; `None` where there is no file. The error is `path:line:column: what is wrong` where a
/// place is known.
fn read_ron<T: DeserializeOwned>(file: &Path, deed: &'static str) -> Result<Option<(T, String)>, String> {
    let text = match fs::read_to_string(file) {
        Ok(text) => text,
        Err(error) if error.kind() == ErrorKind::NotFound => return Ok(None),
        Err(error) => return Err(Problem::new(deed, file, error).to_string()),
    };
    match format().from_str(&text) {
        Ok(held) => Ok(Some((held, text))),
        Err(error) => {
            let place = error.span.start;
            Err(format!("{}:{}:{}: {}", file.display(), place.line, place.col, error.code))
        }
    }
}

/// Writes what one of the files in the config folder holds, as [`put`] does.
fn write_ron<T: Serialize + DeserializeOwned>(
    file: &Path,
    deed: &'static str,
    held: &T,
) -> Result<(), Problem> {
    put::<T>(file, deed, || {
        let style = ron::ser::PrettyConfig::new().new_line("\n");
        Ok(format!("{}\n", ron::ser::to_string_pretty(held, style)?))
    })
}

/// Writes a file in the config folder, making the folder if need be. One that cannot be read as `T` stays as it is: what its owner has
/// written there would be lost. The error names the path and the deed.
fn put<T: DeserializeOwned>(
    file: &Path,
    deed: &'static str,
    text: impl FnOnce() -> Result<String, ron::Error>,
) -> Result<(), Problem> {
    let fault = |said: String| Problem::new(deed, file, std::io::Error::other(said));
    make_folder(folder_of(file))?;
    read_ron::<T>(file, deed)
        .map_err(|said| fault(format!("what stands there is to be mended first: {said}")))?;
    save(file, text().map_err(|error| fault(error.to_string()))?.as_bytes())
}

fn format() -> ron::Options {
    ron::Options::default().with_default_extension(Extensions::IMPLICIT_SOME)
}

#[cfg(test)]
mod tests;
