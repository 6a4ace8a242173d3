//! A score as an XML reader sees it, and what the format demands of it: bars that are full to the division, values that are as long as
//! they say, ties that meet, elements in their order.

use roxmltree::{Document, Node, ParsingOptions};
use std::collections::{BTreeMap, BTreeSet};

/// The order of elements inside a note (MusicXML 4.0).
const ORDER: [&str; 16] = [
    "chord",
    "pitch",
    "unpitched",
    "rest",
    "duration",
    "tie",
    "instrument",
    "voice",
    "type",
    "dot",
    "accidental",
    "time-modification",
    "stem",
    "notehead",
    "staff",
    "notations",
];
/// Quarters of each value.
const VALUES: [(&str, f64); 8] = [
    ("64th", 0.0625),
    ("32nd", 0.125),
    ("16th", 0.25),
    ("eighth", 0.5),
    ("quarter", 1.0),
    ("half", 2.0),
    ("whole", 4.0),
    ("breve", 8.0),
];

/// A note of a score, tied ones as one.
#[derive(Clone, Debug, PartialEq)]
pub struct Note {
    pub part: usize,
    /// From and to, in divisions from the score's start.
    pub begin: u64,
    pub end: u64,
    /// The MIDI key; of drums that of General MIDI.
    pub key: i32,
}

/// A score that has been read.
pub struct Score {
    pub divisions: u64,
    pub parts: Vec<String>,
    /// The lengths of the bars in divisions, and their time signatures.
    pub bars: Vec<(u64, String)>,
    pub notes: Vec<Note>,
    /// Each clef: sign, line, octaves.
    pub clefs: Vec<String>,
    /// The tempo marks: where, and how fast.
    pub tempi: Vec<(u64, f64)>,
    pub tuplets: usize,
    pub rests: usize,
}

fn child<'a>(node: Node<'a, 'a>, name: &str) -> Option<Node<'a, 'a>> {
    node.children().find(|child| child.has_tag_name(name))
}

fn text<'a>(node: Node<'a, 'a>, path: &str) -> Option<&'a str> {
    path.split('/').try_fold(node, child)?.text()
}

fn number(node: Node, path: &str) -> Option<i64> {
    text(node, path)?.parse().ok()
}

/// Reads a score and demands that it is one.
pub fn read(xml: &str) -> Score {
    let options = ParsingOptions { allow_dtd: true, ..ParsingOptions::default() };
    let document = Document::parse_with_options(xml, options).expect("well-formed");
    let root = document.root_element();
    assert_eq!((root.tag_name().name(), root.attribute("version")), ("score-partwise", Some("4.0")));
    let mut score = Score {
        divisions: 0,
        parts: Vec::new(),
        bars: Vec::new(),
        notes: Vec::new(),
        clefs: Vec::new(),
        tempi: Vec::new(),
        tuplets: 0,
        rests: 0,
    };
    let mut drums = BTreeMap::<&str, i32>::new();
    let list = child(root, "part-list").expect("a list");
    let mut ids = Vec::new();
    for part in list.children().filter(Node::is_element) {
        ids.push(part.attribute("id").expect("an id"));
        score.parts.push(text(part, "part-name").expect("a name").to_owned());
        for instrument in part.children().filter(|node| node.has_tag_name("midi-instrument")) {
            if let Some(key) = number(instrument, "midi-unpitched") {
                drums.insert(instrument.attribute("id").expect("an id"), key as i32 - 1);
            }
        }
    }
    let parts: Vec<Node> = root.children().filter(|node| node.has_tag_name("part")).collect();
    assert_eq!(parts.iter().map(|part| part.attribute("id").expect("an id")).collect::<Vec<_>>(), ids);
    for (number, part) in parts.iter().enumerate() {
        read_part(&mut score, number, *part, &drums);
    }
    score.notes.sort_by_key(|note| (note.begin, note.part, note.key));
    score
}

fn read_part(score: &mut Score, part: usize, node: Node, drums: &BTreeMap<&str, i32>) {
    let (mut start, mut time) = (0u64, String::new());
    // Notes that go on: by voice and key.
    let mut tied = BTreeMap::<(i64, i32), Note>::new();
    let measures: Vec<Node> = node.children().filter(|node| node.has_tag_name("measure")).collect();
    for (bar, measure) in measures.iter().enumerate() {
        assert_eq!(measure.attribute("number"), Some(&*(bar + 1).to_string()));
        if let Some(attributes) = child(*measure, "attributes") {
            if let Some(divisions) = number(attributes, "divisions") {
                score.divisions = divisions as u64;
            }
            if let (Some(upper), Some(lower)) =
                (number(attributes, "time/beats"), number(attributes, "time/beat-type"))
            {
                time = format!("{upper}/{lower}");
            }
            if let Some(clef) = child(attributes, "clef") {
                let clef = ["sign", "line", "clef-octave-change"].map(|name| text(clef, name).unwrap_or(""));
                score.clefs.push(clef.join(""));
            }
        }
        let (upper, lower) = time.split_once('/').expect("a time");
        let (upper, lower): (u64, u64) = (upper.parse().expect("beats"), lower.parse().expect("a value"));
        let length = upper * 4 * score.divisions / lower;
        if part == 0 {
            score.bars.push((length, time.clone()));
        } else {
            assert_eq!(score.bars[bar], (length, time.clone()), "part {part} bar {bar}");
        }
        read_bar(score, (part, bar), (start, length), *measure, &mut tied, drums);
        start += length;
    }
    assert_eq!(measures.len(), score.bars.len());
    assert!(tied.is_empty(), "ties lead nowhere: {tied:?}");
}

fn read_bar(
    score: &mut Score,
    (part, bar): (usize, usize),
    (start, length): (u64, u64),
    measure: Node,
    tied: &mut BTreeMap<(i64, i32), Note>,
    drums: &BTreeMap<&str, i32>,
) {
    let place = format!("part {} bar {}", part + 1, bar + 1);
    let (mut now, mut last, mut in_tuplet) = (0u64, 0u64, false);
    let mut heard = BTreeSet::new();
    for node in measure.children().filter(Node::is_element) {
        match node.tag_name().name() {
            "backup" => {
                assert_eq!(now, length, "{place}: a voice is not full");
                now -= number(node, "duration").expect("a length") as u64;
                assert!(!in_tuplet, "{place}: a tuplet does not end");
            }
            "direction" => {
                if let Some(sound) = child(node, "sound") {
                    let offset = number(node, "offset").unwrap_or(0) as u64;
                    assert!(offset <= length, "{place}: a sign behind the bar");
                    let tempo = sound.attribute("tempo").expect("a tempo").parse().expect("a number");
                    score.tempi.push((start + now + offset, tempo));
                }
            }
            "note" => {
                let names: Vec<&str> =
                    node.children().filter(Node::is_element).map(|child| child.tag_name().name()).collect();
                let ranks: Vec<usize> = names
                    .iter()
                    .map(|name| {
                        ORDER.iter().position(|known| known == name).unwrap_or_else(|| panic!("{name}"))
                    })
                    .collect();
                assert!(ranks.is_sorted(), "{place}: {names:?}");
                let duration = number(node, "duration").expect("a length") as u64;
                assert!(duration > 0);
                check_value(&place, score.divisions, node, duration);
                let voice = number(node, "voice").expect("a voice");
                assert!((1..=4).contains(&voice), "{place}: voice {voice}");
                if child(node, "chord").is_some() {
                    now = last;
                }
                for tuplet in node.descendants().filter(|node| node.has_tag_name("tuplet")) {
                    let begins = tuplet.attribute("type") == Some("start");
                    assert_ne!(begins, in_tuplet, "{place}: tuplets do not match");
                    in_tuplet = begins;
                    score.tuplets += usize::from(begins);
                }
                let begin = start + now;
                if child(node, "rest").is_some() {
                    score.rests += 1;
                } else {
                    let key = key(node, drums);
                    let has = |kind: &str| {
                        let ties = |name: &str| {
                            node.descendants()
                                .any(|node| node.has_tag_name(name) && node.attribute("type") == Some(kind))
                        };
                        assert_eq!(ties("tie"), ties("tied"), "{place}");
                        ties("tie")
                    };
                    assert!(
                        heard.insert((voice, begin, key)),
                        "{place}: {key} twice in voice {voice} at {begin}"
                    );
                    let before = tied.remove(&(voice, key));
                    assert_eq!(before.is_some(), has("stop"), "{place}: a tie of {key} at {begin}");
                    let mut note = before.unwrap_or(Note { part, begin, end: begin, key });
                    assert_eq!(note.end, begin, "{place}: a tie with a hole");
                    note.end = begin + duration;
                    if has("start") {
                        tied.insert((voice, key), note);
                    } else {
                        score.notes.push(note);
                    }
                }
                last = now;
                now += duration;
                assert!(now <= length, "{place}: {now} of {length}");
            }
            "attributes" | "barline" => {}
            other => panic!("{place}: {other}"),
        }
    }
    assert_eq!(now, length, "{place}: a voice is not full");
    assert!(!in_tuplet, "{place}: a tuplet does not end");
}

/// The value that a note says it has is as long as its duration.
fn check_value(place: &str, divisions: u64, node: Node, duration: u64) {
    let Some(kind) = text(node, "type") else {
        let whole = child(node, "rest").and_then(|rest| rest.attribute("measure"));
        return assert_eq!(whole, Some("yes"), "{place}: a note without a value");
    };
    let (_, quarters) = VALUES.iter().find(|(name, _)| *name == kind).unwrap_or_else(|| panic!("{kind}"));
    let dotted = if child(node, "dot").is_some() { 1.5 } else { 1.0 };
    let ratio = |name: &str| number(node, &format!("time-modification/{name}")).unwrap_or(1) as f64;
    let length = quarters * dotted * ratio("normal-notes") / ratio("actual-notes") * divisions as f64;
    assert!((length - duration as f64).abs() < 1e-6, "{place}: {kind} lasts {duration}, not {length}");
}

fn key(node: Node, drums: &BTreeMap<&str, i32>) -> i32 {
    if let Some(pitch) = child(node, "pitch") {
        let octave = number(pitch, "octave").expect("an octave");
        assert!((0..=9).contains(&octave));
        let step = match text(pitch, "step").expect("a letter") {
            "C" => 0,
            "D" => 2,
            "E" => 4,
            "F" => 5,
            "G" => 7,
            "A" => 9,
            "B" => 11,
            other => panic!("{other}"),
        };
        return (octave * 12 + 12 + step + number(pitch, "alter").unwrap_or(0)) as i32;
    }
    let unpitched = child(node, "unpitched").expect("a pitch or none");
    assert!(text(unpitched, "display-step").is_some() && text(unpitched, "display-octave").is_some());
    child(node, "instrument").and_then(|node| drums.get(node.attribute("id")?)).copied().unwrap_or(-1)
}
