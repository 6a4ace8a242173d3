//! The settings as rows: what they are called, how they are shown and what they take.

use super::{Settings, output_channels};
use std::path::PathBuf;

/// One setting as lists, help and commands see it.
pub struct Setting {
    /// The field's name in the file.
    pub name: &'static str,
    /// One line.
    pub help: &'static str,
    /// The value as text, empty if unset.
    pub show: fn(&Settings) -> String,
    /// Takes a value as text; empty unsets. The error says what was expected.
    pub assign: fn(&mut Settings, &str) -> Result<(), String>,
}

fn shown<T: ToString>(value: &Option<T>) -> String {
    value.as_ref().map(T::to_string).unwrap_or_default()
}

fn text(value: &str) -> Option<String> {
    (!value.is_empty()).then(|| value.to_owned())
}

/// A whole number within a range.
fn number(value: &str, low: u32, high: u32, unit: &str) -> Result<Option<u32>, String> {
    if value.is_empty() {
        return Ok(None);
    }
    let parsed = value.parse().ok().filter(|number| (low..=high).contains(number));
    parsed.map(Some).ok_or_else(|| format!("expected {low} to {high} {unit}"))
}

/// One of a few words.
fn word(value: &str, words: &[&str]) -> Result<Option<String>, String> {
    if value.is_empty() || words.contains(&value) {
        return Ok(text(value));
    }
    Err(format!("expected one of {}", words.join(", ")))
}

/// True or false.
fn truth(value: &str) -> Result<Option<bool>, String> {
    Ok(word(value, &["true", "false"])?.map(|word| word == "true"))
}

/// The layouts of the keyboard that a setting may name.
pub const LAYOUTS: &[&str] = &["qwerty", "qwertz", "azerty", "dvorak", "colemak"];
/// The ways to lay notes on the keys that a setting may name.
pub const NOTE_KEYS: &[&str] = &["piano", "piano-extended", "rows", "musical-typing"];
/// The files of takes.
pub const TAKE_FORMATS: &[&str] = &["wav", "flac"];
/// How takes of WAV are stored.
pub const DEPTHS: &[&str] = &["32f", "24"];
/// The ways to write numbers that a setting may name.
pub const BASES: &[&str] = &["hex", "decimal"];
/// What the song and JACK's transport may be to each other.
pub const JACK_TRANSPORT: &[&str] = &["off", "follow", "lead"];
/// The depths of colour that a setting may name.
pub const COLOURS: &[&str] = &["true", "256", "16", "none"];

/// Every setting.
pub const SETTINGS: &[Setting] = &[
    Setting {
        name: "device",
        help: "the sound device, as `segno devices` names it",
        show: |settings| shown(&settings.device),
        assign: |settings, value| {
            settings.device = text(value);
            Ok(())
        },
    },
    Setting {
        name: "input",
        help: "the device that sound is recorded from, as `segno devices` names it",
        show: |settings| shown(&settings.input),
        assign: |settings, value| {
            settings.input = text(value);
            Ok(())
        },
    },
    Setting {
        name: "take_format",
        help: "the files of recorded sound: wav, which is usual, or flac, of 24 bits and about half as large",
        show: |settings| shown(&settings.take_format),
        assign: |settings, value| {
            settings.take_format = word(value, TAKE_FORMATS)?;
            Ok(())
        },
    },
    Setting {
        name: "take_depth",
        help: "how recorded sound is stored in wav files: 32f (floats, never cut), which is usual, or 24",
        show: |settings| shown(&settings.take_depth),
        assign: |settings, value| {
            settings.take_depth = word(value, DEPTHS)?;
            Ok(())
        },
    },
    Setting {
        name: "rate",
        help: "frames per second, 8000 to 192000",
        show: |settings| shown(&settings.rate),
        assign: |settings, value| {
            settings.rate = number(value, 8_000, 192_000, "Hz")?;
            Ok(())
        },
    },
    Setting {
        name: "buffer",
        help: "frames of one buffer, 16 to 8192: fewer is quicker, more is safer",
        show: |settings| shown(&settings.buffer),
        assign: |settings, value| {
            settings.buffer = number(value, 16, 8_192, "frames")?;
            Ok(())
        },
    },
    Setting {
        name: "listen_port",
        help: "the port of the page that `:listen` opens, 1024 to 65535; without a choice a free one",
        show: |settings| shown(&settings.listen_port),
        assign: |settings, value| {
            settings.listen_port = number(value, 1_024, 65_535, "for a port")?;
            Ok(())
        },
    },
    Setting {
        name: "keymap",
        help: "the key map: segno, it, ft2, mpt, renoise, vim, or a file in the config folder",
        show: |settings| shown(&settings.keymap),
        assign: |settings, value| {
            settings.keymap = text(value);
            Ok(())
        },
    },
    Setting {
        name: "layout",
        help: "the keyboard's layout: qwerty, qwertz, azerty, dvorak, colemak",
        show: |settings| shown(&settings.layout),
        assign: |settings, value| {
            settings.layout = word(value, LAYOUTS)?;
            Ok(())
        },
    },
    Setting {
        name: "note_keys",
        help: "which keys are which notes: piano, piano-extended, rows, musical-typing",
        show: |settings| shown(&settings.note_keys),
        assign: |settings, value| {
            settings.note_keys = word(value, NOTE_KEYS)?;
            Ok(())
        },
    },
    Setting {
        name: "row_numbers",
        help: "how the grid writes row numbers: hex or decimal, which is usual",
        show: |settings| shown(&settings.row_numbers),
        assign: |settings, value| {
            settings.row_numbers = word(value, BASES)?;
            Ok(())
        },
    },
    Setting {
        name: "instrument_numbers",
        help: "how the grid writes instruments: hex, which is usual, or decimal",
        show: |settings| shown(&settings.instrument_numbers),
        assign: |settings, value| {
            settings.instrument_numbers = word(value, BASES)?;
            Ok(())
        },
    },
    Setting {
        name: "volume_numbers",
        help: "how the grid writes volumes: hex or decimal, which is usual",
        show: |settings| shown(&settings.volume_numbers),
        assign: |settings, value| {
            settings.volume_numbers = word(value, BASES)?;
            Ok(())
        },
    },
    Setting {
        name: "theme",
        help: "the theme: one of those that `:theme` lists, or NAME for themes/NAME.ron in the config folder",
        show: |settings| shown(&settings.theme),
        assign: |settings, value| {
            settings.theme = text(value);
            Ok(())
        },
    },
    Setting {
        name: "colour",
        help: "how many colours the terminal shows: true, 256, 16, none",
        show: |settings| shown(&settings.colour),
        assign: |settings, value| {
            settings.colour = word(value, COLOURS)?;
            Ok(())
        },
    },
    Setting {
        name: "ascii",
        help: "only ASCII on the screen: true or false; without a choice as the locale says",
        show: |settings| shown(&settings.ascii),
        assign: |settings, value| {
            settings.ascii = truth(value)?;
            Ok(())
        },
    },
    Setting {
        name: "screen_reader",
        help: "one line of words for each change in place of the picture, for screen readers and braille: true or false",
        show: |settings| shown(&settings.screen_reader),
        assign: |settings, value| {
            settings.screen_reader = truth(value)?;
            Ok(())
        },
    },
    Setting {
        name: "frugal",
        help: "few redraws, for slow lines: true or false",
        show: |settings| shown(&settings.frugal),
        assign: |settings, value| {
            settings.frugal = truth(value)?;
            Ok(())
        },
    },
    Setting {
        name: "terminal_clipboard",
        help: "whether copied blocks go to the terminal's clipboard as text (OSC 52): true or false; without a choice true",
        show: |settings| shown(&settings.terminal_clipboard),
        assign: |settings, value| {
            settings.terminal_clipboard = truth(value)?;
            Ok(())
        },
    },
    Setting {
        name: "terminal_pictures",
        help: "whether waves are drawn in pixels where the terminal shows pictures (kitty, sixel) and the line is quick: true or false; without a choice true",
        show: |settings| shown(&settings.terminal_pictures),
        assign: |settings, value| {
            settings.terminal_pictures = truth(value)?;
            Ok(())
        },
    },
    Setting {
        name: "mouse",
        help: "clicks, drags and the wheel come here: true or false; with false they are the terminal's own (else: with Shift)",
        show: |settings| shown(&settings.mouse),
        assign: |settings, value| {
            settings.mouse = truth(value)?;
            Ok(())
        },
    },
    Setting {
        name: "tour",
        help: "the step from which `:tour` goes on, 1 to 10",
        show: |settings| shown(&settings.tour),
        assign: |settings, value| {
            settings.tour = number(value, 1, 10, "steps")?;
            Ok(())
        },
    },
    Setting {
        name: "last_song",
        help: "the song that opens if none is named",
        show: |settings| {
            settings.last_song.as_ref().map(|path| path.display().to_string()).unwrap_or_default()
        },
        assign: |settings, value| {
            settings.last_song = text(value).map(PathBuf::from);
            Ok(())
        },
    },
    Setting {
        name: "metronome",
        help: "whether beats are heard while the song plays: true or false",
        show: |settings| shown(&settings.metronome),
        assign: |settings, value| {
            settings.metronome = truth(value)?;
            Ok(())
        },
    },
    Setting {
        name: "click_level",
        help: "how loud the metronome is, 0 to 100 percent; without a choice 50",
        show: |settings| shown(&settings.click_level),
        assign: |settings, value| {
            settings.click_level = number(value, 0, 100, "percent")?;
            Ok(())
        },
    },
    Setting {
        name: "click_output",
        help: "channels of the sound card on which the metronome is heard: 3, or two of them, 3+4; without a choice with the master",
        show: |settings| shown(&settings.click_output),
        assign: |settings, value| {
            if !value.is_empty() && output_channels(value).is_none() {
                return Err(
                    "expected a channel of the sound card from 1 to 64, or two of them: 3, 3+4".to_owned()
                );
            }
            settings.click_output = text(value);
            Ok(())
        },
    },
    Setting {
        name: "count_in",
        help: "bars of the metronome before recording begins, 0 to 4",
        show: |settings| shown(&settings.count_in),
        assign: |settings, value| {
            settings.count_in = number(value, 0, 4, "bars")?;
            Ok(())
        },
    },
    Setting {
        name: "clock_always",
        help: "whether the MIDI clock that is sent goes on while nothing plays: true or false",
        show: |settings| shown(&settings.clock_always),
        assign: |settings, value| {
            settings.clock_always = truth(value)?;
            Ok(())
        },
    },
    Setting {
        name: "jack_transport",
        help: "whether the song follows JACK's transport or leads it: off, follow or lead",
        show: |settings| shown(&settings.jack_transport),
        assign: |settings, value| {
            settings.jack_transport = word(value, JACK_TRANSPORT)?;
            Ok(())
        },
    },
];
