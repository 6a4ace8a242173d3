//! From the file model to the set list: every number checked, every name known.

use super::{Piece, SetList};
use crate::formats::song::fault::Fault;
use crate::formats::song::fields::{Fields, List, Piece as Value, parse};
use crate::song::tempo::Tempo;

/// The most songs of a set.
const MOST_SONGS: usize = 500;
/// What stands in `format`.
const FORMAT: i64 = 1;
/// What a set list without songs lacks.
const SONGS: &str = "`songs: [(file: …), …]`";

/// Reads a set list's text.
pub(super) fn set_list(text: &str) -> Result<SetList, Fault> {
    let mut file: Fields = parse(text)?;
    if let Some(format) = file.take("format") {
        format.integer(FORMAT, FORMAT, "a format")?;
    }
    let Some(songs) = file.take("songs") else {
        return Err(Fault::at(text, "the set list has no songs", SONGS));
    };
    let mut set = SetList { songs: pieces(songs)?, ..SetList::default() };
    file.text("title", &mut set.title)?;
    file.text("notes", &mut set.notes)?;
    known(&file, "a field of a set list, as docs/FORMAT.md lists them")?;
    Ok(set)
}

/// A fault if there is a field that nobody takes.
fn known(fields: &Fields, expected: &str) -> Result<(), Fault> {
    fields.left(expected).next().map_or(Ok(()), Err)
}

fn pieces(value: Value) -> Result<Vec<Piece>, Fault> {
    let list: List<Value, MOST_SONGS> = value.parse()?;
    if list.0.is_empty() {
        return Err(Fault::at(value.value(), "the set list has no songs", SONGS));
    }
    list.0.into_iter().map(piece).collect()
}

fn piece(value: Value) -> Result<Piece, Fault> {
    let (mut fields, mut piece): (Fields, Piece) = (value.parse()?, Piece::default());
    fields.text("file", &mut piece.file)?;
    if piece.file.is_empty() {
        return Err(Fault::at(value.value(), "the song has no `file`", "`file:` and the path of a song"));
    }
    fields.text("title", &mut piece.title)?;
    fields.text("notes", &mut piece.notes)?;
    piece.tempo = fields.read("tempo", tempo)?;
    fields.knobs(&mut piece.placing)?;
    known(&fields, "a field of a song in a set list, as docs/FORMAT.md lists them")?;
    Ok(piece)
}

fn tempo(value: Value) -> Result<Tempo, Fault> {
    Tempo::parse(&value.text()?).ok_or_else(|| value.fault("20 to 999 beats per minute, such as \"127.3\""))
}

#[cfg(test)]
mod tests {
    use super::super::{Way, read};

    #[test]
    fn a_set_list_reads_with_all_that_it_has() {
        let text = r#"(
    title: "Friday",
    songs: [
        (file: "a.ron", notes: "capo 2", then: "vamp"),
        (file: "b.ron", title: "B", tempo: "96.5", gap: 2.5),
    ],
)"#;
        let set = read("friday.set.ron", text.as_bytes()).expect("a set list");
        assert_eq!((set.title.as_str(), set.songs.len()), ("Friday", 2));
        assert_eq!((set.songs[0].way(), set.songs[0].notes.as_str()), (Way::Vamp, "capo 2"));
        assert_eq!((set.songs[1].way(), set.songs[1].placing.gap), (Way::GoOn, 2.5));
        assert_eq!(set.songs[1].tempo.map(|tempo| tempo.to_string()).as_deref(), Some("96.5"));
    }

    #[test]
    fn what_is_wrong_is_told_with_its_place_and_what_was_expected() {
        for (text, told) in [
            ("(title: \"x\")", "s.set.ron:1:1: the set list has no songs"),
            ("(songs: [])", "s.set.ron:1:9: the set list has no songs"),
            ("(songs: [\n  (title: \"x\"),\n])", "s.set.ron:2:3: the song has no `file`"),
            ("(songs: [\n  (file: \"a\", tempo: \"9\"),\n])", "s.set.ron:2:22: "),
            ("(songs: [\n  (file: \"a\", then: \"stop\"),\n])", "s.set.ron:2:21: "),
            ("(songs: [\n  (file: \"a\", gap: 900.0),\n])", "s.set.ron:2:20: "),
            ("(songs: [\n  (file: \"a\", capo: 2),\n])", "s.set.ron:2:"),
            ("(songs: [(file: \"a\")]", "s.set.ron:1:"),
        ] {
            let problem = read("s.set.ron", text.as_bytes()).expect_err(text).to_string();
            assert!(problem.starts_with(told) && problem.contains("expected"), "{text}: {problem}");
        }
    }
}
