//! What `Ctrl-K` begins: everything by groups, a letter for each. Most groups stand for a first key that is hard to type on some
//! keyboards, or that some terminals keep for themselves: `Ctrl-K b` is `\`. The others are at home here.

use super::maps::Rows;
use crate::studio::key::{Key, KeyCode};

/// The key that shows the groups.
pub const LEADER: Key = Key { control: true, ..Key::char('k') };
/// The key that stands for function keys and Alt.
pub const SECOND: Key = Key { control: true, ..Key::char('w') };

/// A group of commands.
pub struct Group {
    /// The letter behind [`LEADER`].
    pub letter: char,
    /// The first key that it stands for.
    pub first: Option<Key>,
    /// What its commands have in common.
    pub title: &'static str,
    /// The keys that commands have in it beside those in their own rows, valid where the command is.
    pub rows: Rows,
}

impl Group {
    /// A group whose commands have keys behind a sign too.
    const fn of(letter: char, sign: char, title: &'static str, rows: Rows) -> Group {
        Group { letter, first: Some(Key::char(sign)), title, rows }
    }

    /// A group that has no other first key.
    const fn own(letter: char, title: &'static str, rows: Rows) -> Group {
        Group { letter, first: None, title, rows }
    }

    /// What comes before the keys of its rows.
    fn begin(&self) -> Vec<Key> {
        self.first.map_or_else(|| vec![LEADER, Key::char(self.letter)], |first| vec![first])
    }
}

/// Every group.
pub const GROUPS: &[Group] = &[
    Group::of(
        'a',
        '_',
        "arrange, record notes, freeze",
        &[
            ("+", "metronome-up"),
            ("-", "metronome-down"),
            ("M", "metronome-output"),
            ("C", "count-in"),
            ("P", "pre-roll"),
            ("Q", "record-quantise"),
            ("V", "record-velocity"),
            ("T", "take"),
            ("A", "arm"),
            ("D", "disarm-all"),
            ("N", "tuplet"),
            ("R", "resample"),
        ],
    ),
    Group::of(
        'b',
        '\\',
        "blocks: find, paste, change",
        &[
            ("delete", "clear-block"),
            ("F", "find"),
            ("R", "replace"),
            ("S", "replace-everywhere"),
            ("e", "replace-each"),
            (",", "copied-before"),
            (".", "copied-after"),
            ("+", "fade-in"),
            ("-", "fade-out"),
            ("v", "scale-volume"),
            ("V", "scale-values"),
            ("a", "transpose"),
            ("n", "interpolate-notes"),
            ("o", "rotate"),
        ],
    ),
    Group::own(
        'c',
        "choices: keys, colours, numbers",
        &[
            ("k", "keymap"),
            ("c", "key-conflicts"),
            ("t", "theme"),
            ("a", "ascii"),
            ("p", "terminal-pictures"),
            ("s", "screen-reader"),
            ("r", "row-numbers"),
            ("i", "instrument-numbers"),
            ("v", "volume-numbers"),
            ("n", "note-keys"),
            ("l", "layout"),
            ("f", "favourite-folder"),
        ],
    ),
    Group::own(
        'd',
        "devices: sound, MIDI, JACK, Link",
        &[
            ("s", "sound-device"),
            ("r", "sound-rate"),
            ("b", "sound-buffer"),
            ("i", "sound-info"),
            ("n", "midi-notes"),
            ("c", "midi-clock-in"),
            ("o", "midi-clock-out"),
            ("a", "midi-clock-always"),
            ("f", "midi-offset"),
            ("t", "midi-track"),
            ("e", "midi-mpe"),
            ("g", "midi-lights"),
            ("p", "midi-profiles"),
            ("P", "midi-profile"),
            ("k", "learn-jump"),
            ("u", "unlearn"),
            ("x", "learn-cancel"),
            ("j", "jack-transport"),
            ("l", "link"),
            ("L", "link-play"),
        ],
    ),
    Group::of(
        'e',
        '"',
        "play macros",
        &[(".", "repeat-macro"), ("+", "play-macro-times"), ("space", "macros"), ("enter", "press")],
    ),
    Group::of('f', '&', "faults, loudness", &[("t", "fault-threshold")]),
    Group::own(
        'g',
        "grid: mark, go, steps, notes",
        &[
            ("up", "mark-up"),
            ("down", "mark-down"),
            ("left", "mark-left"),
            ("right", "mark-right"),
            ("up", "mark-slots-up"),
            ("down", "mark-slots-down"),
            ("left", "mark-slots-left"),
            ("right", "mark-slots-right"),
            ("pageup", "mark-bar-up"),
            ("pagedown", "mark-bar-down"),
            ("home", "mark-to-top"),
            ("end", "mark-to-bottom"),
            ("a", "mark-all"),
            ("b", "mark-begin"),
            ("e", "mark-end"),
            ("f", "first-track"),
            ("l", "last-track"),
            ("p", "pattern"),
            ("r", "order"),
            ("o", "octave"),
            ("i", "instrument"),
            ("s", "step"),
            (".", "step-up"),
            (",", "step-down"),
            ("0", "step-0"),
            ("1", "step-1"),
            ("2", "step-2"),
            ("3", "step-3"),
            ("4", "step-4"),
            ("5", "step-5"),
            ("6", "step-6"),
            ("7", "step-7"),
            ("8", "step-8"),
            ("9", "step-9"),
            ("t", "tempo"),
            ("+", "tempo-up"),
            ("-", "tempo-down"),
            ("n", "note-off"),
            ("w", "write-last"),
        ],
    ),
    Group::own(
        'h',
        "help, people, listening",
        &[
            ("k", "help"),
            ("c", "command-line"),
            ("t", "tour"),
            ("p", "people"),
            ("n", "seat-name"),
            ("l", "performance-lock"),
            ("b", "listen"),
            ("w", "listeners"),
        ],
    ),
    Group::own(
        'i',
        "instruments, slices, tunings",
        &[
            ("a", "add-instrument"),
            ("d", "duplicate-instrument"),
            ("x", "remove-instrument"),
            ("n", "rename-instrument"),
            ("l", "load-instrument"),
            ("s", "save-preset"),
            ("m", "reload-samples"),
            ("o", "slice-onsets"),
            ("g", "slice-grid"),
            ("k", "slices-to-keys"),
            ("r", "take-turns"),
            ("w", "apply-treatments"),
            ("t", "load-tuning"),
            ("e", "remove-tuning"),
        ],
    ),
    Group::of('j', '\'', "jumps, marks", &[("space", "marks"), ("delete", "remove-mark")]),
    Group::of(
        'l',
        '%',
        "live, sets",
        &[
            ("enter", "view-live"),
            ("up", "live-higher"),
            ("down", "live-lower"),
            ("right", "push"),
            ("left", "drag"),
            ("f", "forget-locks"),
        ],
    ),
    Group::own(
        'm',
        "mixer, tracks",
        &[
            ("c", "copy-device"),
            ("v", "paste-device"),
            ("a", "add-return"),
            ("d", "duplicate-return"),
            ("x", "remove-return"),
            ("left", "move-return-back"),
            ("right", "move-return-on"),
            ("t", "add-track"),
            ("k", "remove-track"),
            ("n", "rename-track"),
            (",", "move-track-left"),
            (".", "move-track-right"),
            ("g", "mute-group"),
            ("u", "unmute-all"),
            ("+", "more-notes"),
            ("-", "fewer-notes"),
            ("e", "more-effects"),
            ("E", "fewer-effects"),
            ("l", "show-delay"),
            ("r", "reset-meters"),
        ],
    ),
    Group::of('n', ';', "notes: scales, chords, melody", &[("V", "velocity"), ("D", "degrees")]),
    Group::own(
        'p',
        "patterns, lanes",
        &[
            ("l", "pattern-length"),
            ("n", "pattern-name"),
            ("x", "remove-pattern"),
            ("L", "lane-length"),
            ("s", "share-lane"),
            ("o", "own-lane"),
        ],
    ),
    Group::of('q', '@', "record macros", &[("space", "end-macro"), ("enter", "set-macro")]),
    Group::own(
        'r',
        "remarks",
        &[
            ("v", "view-remarks"),
            ("a", "add-remark"),
            ("n", "next-remark"),
            ("p", "previous-remark"),
            ("d", "remark-done"),
            ("w", "remark-wont-do"),
            ("o", "remark-open"),
            ("i", "import-remarks"),
            ("g", "import-good-remarks"),
            ("e", "export-remarks"),
        ],
    ),
    Group::of(
        's',
        '*',
        "sound: record, takes, clips",
        &[
            ("d", "input-device"),
            ("t", "record-stems"),
            ("f", "take-format"),
            ("T", "sound-take"),
            ("g", "clip-gain"),
            ("F", "clip-fades"),
            ("n", "nudge-clip"),
            ("delete", "remove-clip"),
        ],
    ),
    Group::of(
        't',
        '|',
        "tabs: several songs, sets",
        &[("space", "tab"), ("s", "open-set"), ("x", "leave-set")],
    ),
    Group::of('v', '#', "voices, phrases", &[]),
    Group { letter: 'w', first: Some(SECOND), title: "views, files, F and Alt keys", rows: &[] },
];

/// The keys of every row, and the command.
pub(super) fn rows() -> impl Iterator<Item = (Vec<Key>, &'static str)> {
    let of_group = |group: &'static Group| {
        let sequence = |text| Some(group.begin().into_iter().chain([Key::parse(text)?]).collect());
        group.rows.iter().filter_map(move |(text, name)| Some((sequence(text)?, *name)))
    };
    GROUPS.iter().flat_map(of_group)
}

/// The letters that stand for first keys, with these.
pub(super) fn first_keys() -> impl Iterator<Item = (Key, Key)> {
    GROUPS.iter().filter_map(|group| Some((Key::char(group.letter), group.first?)))
}

/// The group of a letter behind [`LEADER`], and what follows.
fn split(keys: &[Key]) -> Option<(&'static Group, &[Key])> {
    let [LEADER, Key { code: KeyCode::Char(letter), control: false, alt: false, .. }, rest @ ..] = keys
    else {
        return None;
    };
    GROUPS.iter().find(|group| group.letter == *letter).map(|group| (group, rest))
}

/// What keys behind [`LEADER`] stand for.
pub fn meant(keys: &[Key]) -> Option<Vec<Key>> {
    let (group, rest) = split(keys)?;
    Some(std::iter::once(group.first?).chain(rest.iter().copied()).collect())
}

/// The other way to a sequence: behind [`LEADER`].
pub fn other_way(keys: &[Key]) -> Option<Vec<Key>> {
    let (first, rest) = keys.split_first().filter(|(_, rest)| !rest.is_empty())?;
    let group = GROUPS.iter().find(|group| group.first == Some(*first))?;
    Some([LEADER, Key::char(group.letter)].into_iter().chain(rest.iter().copied()).collect())
}

/// The group that a key stands for behind others.
pub fn group(begun: &[Key], key: Key) -> Option<&'static Group> {
    split(&[begun, &[key]].concat()).filter(|_| *begun == [LEADER]).map(|(group, _)| group)
}

/// What the commands behind these keys have in common, if that has a name.
pub fn title(begun: &[Key]) -> Option<&'static str> {
    match (begun, split(begun)) {
        ([LEADER], _) => Some("everything by groups"),
        (_, Some((group, []))) => Some(group.title),
        ([first], _) => GROUPS.iter().find(|group| group.first == Some(*first)).map(|group| group.title),
        _ => None,
    }
}
