//! What a RON file is, by the names of its fields: most often its first bytes tell songs, set lists, albums and presets apart.

/// How many bytes are looked at first.
pub const BYTES: usize = 4_096;

/// What a RON file is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum RonKind {
    /// A song.
    Song,
    /// A set list.
    Set,
    /// An album.
    Album,
    /// Presets of instruments.
    Presets,
}

impl RonKind {
    /// What it is called.
    pub fn name(self) -> &'static str {
        match self {
            RonKind::Song => "song",
            RonKind::Set => "set list",
            RonKind::Album => "album",
            RonKind::Presets => "presets",
        }
    }

    /// What is said where it stands in the place of another one.
    pub fn instead_of(self, wanted: RonKind) -> String {
        let (is, takes) = match self {
            RonKind::Song => ("a song", "`segno NAME.ron` or :open opens it"),
            RonKind::Set => ("a set list", "named NAME.set.ron, `segno` opens and plays it"),
            RonKind::Album => ("an album", "`segno master` and `segno publish` take it"),
            RonKind::Presets => ("a file of presets", ":browse lists them"),
        };
        format!("this is {is}, no {}; {takes}", wanted.name())
    }
}

/// Fields of set lists.
const OF_A_SET: &[&str] = &["format", "title", "notes", "songs"];
/// Fields that only albums have.
const OF_AN_ALBUM: &[&str] = &["master", "credits", "label", "catalogue", "genre", "upc", "year", "date"];
/// Fields that only songs have.
const OF_A_SONG: &[&str] =
    &["patterns", "shared_lanes", "order", "tracks", "instruments", "samples", "mixer", "tempo", "remarks"];
/// Fields that presets have, and no other list of ours.
const OF_A_PRESET: &[&str] = &["name", "tags", "patch"];
/// Fields that songs begin with, and lists of songs too.
const OF_BOTH: &[&str] = &["format", "title", "artist", "comment"];

/// What a file is that has these bytes, or begins with them; nothing if it is none of them. The first [`BYTES`] are looked at, and the
/// rest where these tell nothing for sure.
pub fn kind(bytes: &[u8]) -> Option<RonKind> {
    let told = bytes.get(..BYTES).and_then(by_fields).filter(|(_, sure)| *sure);
    told.or_else(|| by_fields(bytes)).map(|(kind, _)| kind)
}

/// The same where its fields are those of that kind alone: what it was meant to be, whatever is wrong with it.
pub fn surely(bytes: &[u8]) -> Option<RonKind> {
    by_fields(bytes).filter(|(_, sure)| *sure).map(|(kind, _)| kind)
}

/// What a file is, and whether it has fields that nothing else has, and none of others.
fn by_fields(bytes: &[u8]) -> Option<(RonKind, bool)> {
    let text = String::from_utf8_lossy(bytes);
    let signs = plain(&text);
    let value = after_attributes(&signs);
    if let Some(list) = value.strip_prefix('[') {
        let is_preset = |name: &str| OF_A_PRESET.contains(&name);
        return names(list, 1).into_iter().any(is_preset).then_some((RonKind::Presets, true));
    }
    let names = names(value, 1);
    let has = |some: &[&str]| names.iter().any(|name| some.contains(name));
    let (songs, of_an_album) = (has(&["songs"]), has(OF_AN_ALBUM));
    match () {
        () if has(OF_A_SONG) => Some((RonKind::Song, !songs && !of_an_album)),
        () if of_an_album => Some((RonKind::Album, true)),
        () if songs && names.iter().all(|name| OF_A_SET.contains(name)) => Some((RonKind::Set, false)),
        () if songs => Some((RonKind::Album, false)),
        () if has(OF_BOTH) => Some((RonKind::Song, false)),
        () => None,
    }
}

/// The text without its comments, and with nothing in its quotes.
fn plain(text: &str) -> String {
    let (mut out, mut rest) = (String::with_capacity(text.len()), text);
    while let Some(sign) = rest.chars().next() {
        let behind = |end: &str| rest[1..].find(end).map_or("", |at| &rest[1 + at + end.len()..]);
        rest = match sign {
            '/' if rest.starts_with("//") => behind("\n"),
            '/' if rest.starts_with("/*") => behind("*/"),
            '"' => {
                out.push_str("\"\"");
                let mut escaped = false;
                let closes = |sign: char| {
                    let closes = sign == '"' && !escaped;
                    escaped = sign == '\\' && !escaped;
                    closes
                };
                rest[1..].find(closes).map_or("", |at| &rest[at + 2..])
            }
            _ => {
                out.push(sign);
                &rest[sign.len_utf8()..]
            }
        };
    }
    out
}

/// What stands behind `#![enable(…)]`, if that stands there.
fn after_attributes(text: &str) -> &str {
    let mut rest = text.trim_start_matches(['\u{feff}', ' ', '\t', '\r', '\n']);
    while rest.starts_with("#!") {
        rest = rest.split_once(']').map_or("", |(_, rest)| rest).trim_start();
    }
    rest
}

/// The names of fields at a depth of brackets.
fn names(text: &str, wanted: usize) -> Vec<&str> {
    let (mut depth, mut begin, mut found) = (0usize, 0, Vec::new());
    for (at, sign) in text.char_indices() {
        match sign {
            '(' | '[' | '{' => depth += 1,
            ')' | ']' | '}' => depth = depth.saturating_sub(1),
            // Marks of a merge may stand before it.
            ':' if depth == wanted => found.extend(text[begin..at].split_whitespace().next_back()),
            _ => {}
        }
        if matches!(sign, '(' | '[' | '{' | ')' | ']' | '}' | ',' | ':') {
            begin = at + 1;
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::formats::presets::FACTORY;
    use crate::formats::song::write;
    use crate::song::Song;

    fn of(text: &str) -> Option<RonKind> {
        kind(text.as_bytes())
    }

    #[test]
    fn songs_are_songs_whatever_else_is_in_them() {
        assert_eq!(of(&write(&Song::default())), Some(RonKind::Song));
        let long = format!("(format: 2, comment: \"songs: [] \\\" {}", "all that is told of it ".repeat(400));
        for text in [
            "(format: 2, tracks: 7)",
            "// a draft\n#![enable(implicit_some)]\n(title: \"A\")",
            "/* songs: */ Song(tempo: \"120\")",
            "(format: 2, samples: {0: (name: \"songs\")}",
            "(format: 2, tracks: {}, patterns: {}, genre: \"kept for a later version\", songs: 3)",
            "(\n<<<<<<< HEAD\n    title: \"A\",\n=======\n",
            &long,
        ] {
            assert_eq!(of(text), Some(RonKind::Song), "{text}");
        }
    }

    #[test]
    fn presets_and_lists_of_songs_are_none() {
        for (name, text) in FACTORY {
            assert_eq!(of(text), Some(RonKind::Presets), "{name}");
        }
        assert_eq!(of(include_str!("../../songs/albums/three-songs.ron")), Some(RonKind::Album));
        assert_eq!(of("(title: \"Friday\", notes: \"-\", songs: [(file: \"a.ron\")])"), Some(RonKind::Set));
        assert_eq!(of("(title: \"First\", artist: \"We\", songs: [])"), Some(RonKind::Album));
        let long = |behind: &str| format!("(title: \"A\", notes: \"{}\", {behind})", "a word ".repeat(1_000));
        assert_eq!(of(&long("songs: []")), Some(RonKind::Set), "behind what is looked at first");
        assert_eq!(of(&long("songs: [], genre: \"jazz\"")), Some(RonKind::Album));
    }

    #[test]
    fn what_is_meant_is_sure_only_by_fields_of_its_own() {
        for (text, kind) in [
            ("(title: \"A\", tracks: 7)", Some(RonKind::Song)),
            ("(title: \"A\", label: \"B\")", Some(RonKind::Album)),
            ("[(name: \"A\")]", Some(RonKind::Presets)),
            ("(title: \"A\", artist: \"B\", song: [])", None),
            ("(title: \"A\", label: \"B\", tracks: [])", None),
            ("(title: \"A\", songs: [])", None),
        ] {
            assert_eq!(surely(text.as_bytes()), kind, "{text}");
        }
    }

    #[test]
    fn other_files_are_nothing() {
        for text in [
            "",
            "no song",
            "(inherits: \"dark\", roles: {\"title\": \"red\"})",
            "[(keys: \"a\", title: \"A\")]",
            "{\"a\": \"Down\"}",
            "(",
            "\"format: 2",
        ] {
            assert_eq!(of(text), None, "{text}");
        }
        assert_eq!(kind(&[0xff, b'(', 0xfe]), None);
    }
}
