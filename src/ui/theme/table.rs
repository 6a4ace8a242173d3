//! Every role and how the built-in themes show it, as rows.

/// One role.
pub struct RoleRow {
    /// The role.
    pub role: Role,
    /// Its name in theme files.
    pub name: &'static str,
    /// Without colours, in every built-in theme. No state is told by colour alone.
    pub mono: &'static str,
    /// The theme `dark`: with many colours, with sixteen.
    pub dark: [&'static str; 2],
    /// The theme `light`: with many colours, with sixteen.
    pub light: [&'static str; 2],
    /// The theme `contrast`: for tired eyes and bad screens, sixteen colours are enough.
    pub contrast: &'static str,
}

/// Writes the enum and its table from one list, so that they cannot differ.
macro_rules! roles {
    ($($(#[$help:meta])* $role:ident $name:literal: $mono:literal, $dark:tt, $light:tt, $contrast:literal;)*) => {
        /// What something on the screen is; the theme says how it looks.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
        pub enum Role { $($(#[$help])* $role,)* }

        /// Every role, in the order of [`Role`].
        pub const ROLES: &[RoleRow] = &[$(RoleRow {
            role: Role::$role, name: $name, mono: $mono, dark: $dark, light: $light, contrast: $contrast,
        },)*];
    };
}

roles! {
    /// Plain text.
    Text "text": "", ["#d8dee9", "own"], ["#2e3440", "own"], "bright-white";
    /// Text of little weight.
    Faint "faint": "dim", ["#7b8494", "bright-black"], ["#6b7280", "bright-black"], "white";
    /// The line at the top.
    Header "header": "bold", ["#eceff4 on #2b303b", "white on black"], ["#1f2937 on #e2e6ee", "black on white"], "black on white bold";
    /// The line at the bottom.
    Status "status": "", ["#c0c8d8 on #232731", "white"], ["#374151 on #eceff4", "black"], "bright-white";
    /// What went wrong.
    Error "error": "reverse bold", ["#ffffff on #b3364b bold", "bright-white on red bold"], ["#ffffff on #b91c1c bold", "bright-white on red bold"], "bright-white on red bold";
    /// What may go wrong.
    Warning "warning": "bold underline", ["#ebcb8b bold", "yellow bold"], ["#92600a bold", "yellow bold"], "bright-yellow bold underline";
    /// Lines between things.
    Border "border": "", ["#4c566a", "bright-black"], ["#b4bac6", "bright-black"], "white";
    /// The name of a view or a box.
    Title "title": "bold", ["#88c0d0 bold", "cyan bold"], ["#0b6478 bold", "cyan bold"], "bright-cyan bold";
    /// A key in a line of help.
    Hint "hint": "bold", ["#a3be8c bold", "green bold"], ["#3f6b1f bold", "green bold"], "bright-green bold";
    /// A box above everything else.
    Popup "popup": "", ["#d8dee9 on #2e3440", "white on black"], ["#2e3440 on #f5f7fa", "black on white"], "bright-white on black";
    /// The chosen line of a list.
    Chosen "chosen": "reverse", ["#ffffff on #3b5a82 bold", "bright-white on blue"], ["#0b2545 on #b8d0ee bold", "bright-white on blue"], "black on bright-yellow bold";
    /// Letters that a search found.
    Match "match": "underline", ["#ebcb8b underline", "yellow underline"], ["#92600a underline", "yellow underline"], "bright-yellow underline";
    /// A field in which text is typed.
    Field "field": "underline", ["#eceff4 on #3b4252", "bright-white on black"], ["#1f2937 on #ffffff underline", "black on white"], "bright-white underline";
    /// A note.
    Note "note": "", ["#eceff4", "bright-white"], ["#111827", "black"], "bright-white bold";
    /// A note that does not belong to the song's scale.
    OffScale "off-scale": "underline", ["#e5786d underline", "red underline"], ["#b42318 underline", "red underline"], "bright-red bold underline";
    /// What waits to be taken.
    Preview "preview": "bold underline", ["#1b1e25 on #a3c4bc bold", "black on cyan"], ["#ffffff on #0f6b6b bold", "bright-white on blue"], "black on bright-cyan bold";
    /// A note that ends.
    NoteEnd "note-end": "", ["#bf8a96", "red"], ["#9b2c3f", "red"], "bright-red";
    /// The number of an instrument.
    Instrument "instrument": "", ["#8fbcbb", "cyan"], ["#0f6b6b", "cyan"], "bright-cyan";
    /// A volume.
    Volume "volume": "", ["#a3be8c", "green"], ["#3f6b1f", "green"], "bright-green";
    /// An effect.
    Effect "effect": "", ["#d3a677", "yellow"], ["#8a4b08", "yellow"], "bright-yellow";
    /// A delay of a note.
    Delay "delay": "", ["#b48ead", "magenta"], ["#7b3f75", "magenta"], "bright-magenta";
    /// A cell that holds nothing.
    Empty "empty": "dim", ["#4c5566", "bright-black"], ["#b0b7c3", "bright-black"], "white";
    /// The number of a row.
    RowNumber "row-number": "", ["#7b8494", "bright-black"], ["#6b7280", "bright-black"], "white";
    /// A row on a beat: laid over the cells.
    MinorRow "minor-row": "", ["on #20252e", ""], ["on #f0f3f8", ""], "";
    /// A row on a bar: laid over the cells.
    MajorRow "major-row": "bold", ["on #2a303c", "bold"], ["on #e3e8f0", "bold"], "bold";
    /// The row that plays: laid over the cells.
    PlayRow "play-row": "bold underline", ["on #2f4f3f bold", "on green"], ["on #cdebd6 bold", "on green"], "on green bold";
    /// The row that plays while notes are recorded: laid over the cells.
    RecordRow "record-row": "bold underline reverse", ["on #5a2a35 bold", "on red"], ["on #f8cfd6 bold", "on red"], "on red bold underline";
    /// The row of the cursor: laid over the cells.
    CursorRow "cursor-row": "underline", ["on #343c4c", "underline"], ["on #dbe4f2", "underline"], "underline";
    /// The cell under the cursor.
    Cursor "cursor": "reverse bold", ["#1b1e25 on #ebcb8b bold", "black on yellow"], ["#ffffff on #1d4ed8 bold", "bright-white on blue"], "black on bright-yellow bold";
    /// The cell under the cursor while notes are recorded.
    CursorRecord "cursor-record": "reverse bold underline", ["#ffffff on #c0394f bold", "bright-white on red bold"], ["#ffffff on #c81e3a bold", "bright-white on red bold"], "bright-white on bright-red bold underline";
    /// What is selected: laid over the cells.
    Selection "selection": "reverse", ["on #3b5a82", "on blue"], ["on #b8d0ee", "on cyan"], "black on bright-cyan";
    /// The name of a track.
    Track "track": "bold", ["#d8dee9 bold", "own bold"], ["#2e3440 bold", "own bold"], "bright-white bold";
    /// A track that is muted.
    Muted "muted": "dim crossed", ["#6b7485 crossed", "bright-black crossed"], ["#9aa2af crossed", "bright-black crossed"], "white crossed";
    /// A track that alone is heard.
    Solo "solo": "bold underline", ["#ebcb8b bold underline", "yellow bold underline"], ["#92600a bold underline", "yellow bold underline"], "bright-yellow bold underline";
    /// A track that is recorded.
    Armed "armed": "bold reverse", ["#ffffff on #b3364b bold", "bright-white on red bold"], ["#ffffff on #b91c1c bold", "bright-white on red bold"], "bright-white on red bold";
    /// The transport plays.
    Playing "playing": "bold underline", ["#a3be8c bold", "green bold"], ["#3f6b1f bold", "green bold"], "bright-green bold";
    /// The transport records.
    Recording "recording": "bold reverse", ["#ffffff on #c0394f bold", "bright-white on red bold"], ["#ffffff on #c81e3a bold", "bright-white on red bold"], "bright-white on bright-red bold";
    /// Changes that are not saved.
    Unsaved "unsaved": "bold underline", ["#d08770 bold", "yellow bold"], ["#b4480f bold", "magenta bold"], "bright-yellow bold underline";
    /// A meter where all is well.
    MeterLow "meter-low": "", ["#6f9f62", "green"], ["#3f7d2f", "green"], "bright-green";
    /// A meter above -12 dB.
    MeterMid "meter-mid": "bold", ["#d9b65c", "yellow"], ["#a8760f", "yellow"], "bright-yellow";
    /// A meter above -3 dB.
    MeterHigh "meter-high": "bold underline", ["#d5605f", "red"], ["#c02626", "red"], "bright-red bold";
    /// Too loud: it was cut.
    Clip "clip": "bold reverse", ["#ffffff on #d02f3f bold", "bright-white on red bold"], ["#ffffff on #c81e3a bold", "bright-white on red bold"], "bright-white on bright-red bold reverse";
    /// A waveform or the oscilloscope.
    Wave "wave": "", ["#81a1c1", "cyan"], ["#2b5f92", "blue"], "bright-cyan";
    /// A part of a waveform that loops or is marked: laid over it.
    WaveMark "wave-mark": "reverse", ["on #3d3a52", "on blue"], ["on #ddd8f3", "on cyan"], "black on bright-white";
}
