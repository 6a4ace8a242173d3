//! Every role. How they look stands in `io/themes/`.

/// One role.
pub struct RoleRow {
    /// The role.
    pub role: Role,
    /// Its name in theme files.
    pub name: &'static str,
}

/// Writes the enum and its table from one list, so that they cannot differ.
macro_rules! roles {
    ($($(#[$help:meta])* $role:ident $name:literal;)*) => {
        /// What something on the screen is; the theme says how it looks.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
        pub enum Role { $($(#[$help])* $role,)* }

        /// Every role, in the order of [`Role`].
        pub const ROLES: &[RoleRow] = &[$(RoleRow { role: Role::$role, name: $name },)*];
    };
}

roles! {
    /// The ground of the whole screen.
    Screen "screen";
    /// Plain text.
    Text "text";
    /// Text of little weight.
    Faint "faint";
    /// The line at the top.
    Header "header";
    /// The line at the bottom.
    Status "status";
    /// What went wrong.
    Error "error";
    /// What may go wrong.
    Warning "warning";
    /// Lines between things.
    Border "border";
    /// The name of a view or a box.
    Title "title";
    /// A key in a line of help.
    Hint "hint";
    /// A box above everything else.
    Popup "popup";
    /// The chosen line of a list.
    Chosen "chosen";
    /// Letters that a search found.
    Match "match";
    /// A field in which text is typed.
    Field "field";
    /// A note.
    Note "note";
    /// A note that does not belong to the song's scale.
    OffScale "off-scale";
    /// What waits to be taken.
    Preview "preview";
    /// A note that ends.
    NoteEnd "note-end";
    /// The number of an instrument.
    Instrument "instrument";
    /// A volume.
    Volume "volume";
    /// An effect.
    Effect "effect";
    /// A delay of a note.
    Delay "delay";
    /// A cell that holds nothing.
    Empty "empty";
    /// The number of a row.
    RowNumber "row-number";
    /// A row on a beat: laid over the cells.
    MinorRow "minor-row";
    /// A row on a bar: laid over the cells.
    MajorRow "major-row";
    /// The row that plays: laid over the cells.
    PlayRow "play-row";
    /// The row that plays while notes are recorded: laid over the cells.
    RecordRow "record-row";
    /// The row of the cursor: laid over the cells.
    CursorRow "cursor-row";
    /// The cell under the cursor.
    Cursor "cursor";
    /// The cell under the cursor while notes are recorded.
    CursorRecord "cursor-record";
    /// What is selected: laid over the cells.
    Selection "selection";
    /// The name of a track.
    Track "track";
    /// A track that is muted.
    Muted "muted";
    /// A track that alone is heard.
    Solo "solo";
    /// A track that is recorded.
    Armed "armed";
    /// The transport plays.
    Playing "playing";
    /// The transport records.
    Recording "recording";
    /// Changes that are not saved.
    Unsaved "unsaved";
    /// A meter where all is well.
    MeterLow "meter-low";
    /// A meter above -12 dB.
    MeterMid "meter-mid";
    /// A meter above -3 dB.
    MeterHigh "meter-high";
    /// Too loud: it was cut.
    Clip "clip";
    /// A waveform or the oscilloscope.
    Wave "wave";
    /// A part of a waveform that loops or is marked: laid over it.
    WaveMark "wave-mark";
}
