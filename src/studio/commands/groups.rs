//! The groups of commands in the order of help and reference.

use super::Command;
use super::{
    appearance, blocks, browsing, changes, checking, company, curves, entries, entry, files, freezing, grips,
    grooves, history, inputs, instruments, keys, lines, listening, live, live_changes, loading, macros,
    matrix, measuring, melody, midi, mixer, modes, movement, operation, parting, patterns, phrases, places,
    points, presets, recording, remarks, render, resampling, roll, rows, scales, search, set, shaping, sheet,
    sound, speaking, steps, tabs, timing, topics, tour, tracks, transport, treatments, tunings, tuplets,
    typing, views, wave, zones,
};

/// A group of commands with its heading.
pub struct Group {
    /// The heading.
    pub title: &'static str,
    /// The rows.
    pub commands: &'static [Command],
    /// Whether its commands change only what their seat looks at, apart from the song, which is guarded by itself.
    pub looks: bool,
}

impl Group {
    const fn new(title: &'static str, commands: &'static [Command]) -> Group {
        Group { title, commands, looks: false }
    }

    /// A group of commands that change only what their seat looks at.
    const fn looking(title: &'static str, commands: &'static [Command]) -> Group {
        Group { looks: true, ..Group::new(title, commands) }
    }
}

/// Every group, in the order of help and reference.
pub const GROUPS: &[Group] = &[
    Group::new("Playing", transport::COMMANDS),
    Group::looking("Views", views::COMMANDS),
    Group::looking("Sheets of fields", sheet::COMMANDS),
    Group::new("Instruments", instruments::COMMANDS),
    Group::new("From sound files and other programs", loading::COMMANDS),
    Group::new("Zones of a sampler", zones::COMMANDS),
    Group::new("Presets", presets::COMMANDS),
    Group::new("Shaping sounds", shaping::COMMANDS),
    Group::new("Envelopes and zones as they are drawn", grips::COMMANDS),
    Group::new("Tunings", tunings::COMMANDS),
    Group::new("Undo", history::COMMANDS),
    Group::looking("Moving in the grid", movement::COMMANDS),
    Group::new("Jumps and marks", places::COMMANDS),
    Group::new("Remarks", remarks::COMMANDS),
    Group::looking("Finding and replacing", search::COMMANDS),
    Group::new("Macros", macros::COMMANDS),
    Group::new("Writing into the grid", entry::COMMANDS),
    Group::new("Typing notes", typing::COMMANDS),
    Group::new("Recording notes", recording::COMMANDS),
    Group::new("Recording notes: while a key is held", recording::HOLDING),
    Group::new("Recording sound", inputs::COMMANDS),
    Group::new("MIDI", midi::COMMANDS),
    Group::new("Live: sections and tracks", live::COMMANDS),
    Group::new("Live: tempo and pitch", live_changes::COMMANDS),
    Group::new("Live: while a key is held", live_changes::HOLDING),
    Group::new("Sets", set::COMMANDS),
    Group::new("Scales and chords", scales::COMMANDS),
    Group::new("Melody", melody::COMMANDS),
    Group::looking("Blocks", blocks::COMMANDS),
    Group::new("What stands in blocks", changes::COMMANDS),
    Group::new("Lines in blocks", lines::COMMANDS),
    Group::new("Rows of blocks", timing::COMMANDS),
    Group::new("Fields that blocks are made of", operation::COMMANDS),
    Group::new("Rows and patterns", rows::COMMANDS),
    Group::looking("Piano roll", roll::COMMANDS),
    Group::looking("Step sequencer", steps::COMMANDS),
    Group::new("Arranging", patterns::COMMANDS),
    Group::new("Groove", grooves::COMMANDS),
    Group::new("Tuplets", tuplets::COMMANDS),
    Group::new("Voices and tracks", parting::COMMANDS),
    Group::new("Phrases", phrases::COMMANDS),
    Group::looking("Pattern matrix", matrix::COMMANDS),
    Group::new("Entries of the matrix", entries::COMMANDS),
    Group::looking("Curves", curves::COMMANDS),
    Group::looking("Points of curves", points::COMMANDS),
    Group::looking("Sample editor", wave::COMMANDS),
    Group::new("Treating samples", treatments::COMMANDS),
    Group::new("Tracks", tracks::COMMANDS),
    Group::new("Mixer", mixer::COMMANDS),
    Group::new("Modes, and habits of other programs", modes::COMMANDS),
    Group::new("Files", files::COMMANDS),
    Group::new("Sessions", company::COMMANDS),
    Group::new("Several songs", tabs::COMMANDS),
    Group::new("File browser", browsing::COMMANDS),
    Group::new("Rendering", render::COMMANDS),
    Group::new("Faults", checking::COMMANDS),
    Group::new("Measuring", measuring::COMMANDS),
    Group::new("Resampling", resampling::COMMANDS),
    Group::new("Freezing", freezing::COMMANDS),
    Group::new("Sound", sound::COMMANDS),
    Group::new("Listening elsewhere", listening::COMMANDS),
    Group::new("Appearance", appearance::COMMANDS),
    Group::new("Screen readers", speaking::COMMANDS),
    Group::new("Keys", keys::COMMANDS),
    Group::new("Learning", tour::COMMANDS),
    Group::new("Help by topics", topics::COMMANDS),
];
