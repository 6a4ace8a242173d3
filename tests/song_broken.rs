//! Broken song files: each names its place, what is there and what was expected; none panics, hangs or takes much memory.

#![allow(clippy::unwrap_used, reason = "a test may")]

mod memory;
mod song_random;

use memory::most_memory;
use proptest::prelude::*;
use segno::formats::song::{read, write};
use song_random::{Random, full_song};

/// Whether `bytes` are a song, and the most bytes held at once while they were read, beyond those held before.
fn reading(bytes: &[u8]) -> (bool, isize) {
    most_memory(|| read("song.ron", bytes).is_ok())
}

fn problem(text: &str) -> String {
    match read("song.ron", text.as_bytes()) {
        Ok(_) => panic!("this was read: {text}"),
        Err(problem) => problem.to_string(),
    }
}

/// Each file with what is said about it, without the path.
const BROKEN: &[(&str, &str)] = &[
    ("", "1:1: the file ends here; expected a song that begins with `(format: 2,`"),
    ("hello", "1:1: found `hello`; expected a song that begins with `(format: 2,`"),
    ("(format: 3)", "1:1: the song has format 3, made by a newer segno; expected format 2 or older"),
    ("(format: 1,", "1:12: the file ends here"),
    ("(format: 1,\n title: \"x", "2:9: "),
    ("(format: 1,\n title: 5,\n)", "2:9: found `5`; expected text in quotes"),
    ("(format: 1) extra", "1:13: found `extra`; expected nothing behind the last bracket"),
    ("(format: 1 title: \"x\")", "1:12: found `title: \"x\")`; expected a comma, or the bracket that closes"),
    ("(format: 1, title: \"a\\qb\")", "1:22: found `\\qb\")`; expected one of the escapes of RON"),
    ("(format: 1,, )", "1:12: found `, )`; expected a name"),
    ("(format: 1, patterns: { 0: {} })", "1:28: found `{} })`; expected `(` and named fields"),
    ("(format: 1, tempo: 120)", "1:20: found `120`; expected a tempo from 20 to 999 in quotes"),
    ("(format: 1, tempo: \"19.9\")", "1:20: found `\"19.9\"`; expected a tempo from 20 to 999"),
    (
        "(format: 1, tracks: { 1: (output: 2), 2: (output: 1) })",
        "1:23: track 1 comes back to itself; expected `output:` and a track from 1 to 2",
    ),
    ("(format: 1, tracks: { 1: (output: 9) })", "1:23: track 1 goes into one that there is not; expected"),
    ("(format: 1, swing: 76)", "1:20: found `76`; expected a whole number from 50 to 75 % for `swing`"),
    ("(format: 1, swing: 60.5)", "1:20: found `60.5`; expected a whole number"),
    ("(format: 1, seed: -1)", "1:19: found `-1`; expected a whole number from 0"),
    ("(format: 1, title: \"a\", title: \"b\")", "1:25: `title` is here twice; expected each field once"),
    ("(format: 1, tracks: [])", "1:21: found `[]`; expected `{` and numbered entries"),
    ("(format: 1, tracks: { 0: () })", "1:23: found `0`; expected one of the tracks from 1 to 128"),
    ("(format: 1, tracks: { 1: (), 1: () })", "1:30: track 1 is here twice; expected each track once"),
    ("(format: 1, tracks: { 1: (pan: NaN) })", "1:32: found `NaN`; expected a number from -1 to 1 for `pan`"),
    ("(format: 1, tracks: { 1: (pan: inf) })", "1:32: found `inf`; expected a number from -1 to 1 for `pan`"),
    ("(format: 1, tracks: { 1: (volume: 1e40) })", "1:35: found `1e40`; expected a number from -60 to 12 dB"),
    ("(format: 1, tracks: { 1: (mute: 1) })", "1:33: found `1`; expected true or false for `mute`"),
    (
        "(format: 2, instruments: { 1: (patch: (kind: \"chip\"), phrases: { 1: (length: 513) }) })",
        "1:78: found `513`; expected a whole number from 1 to 512 rows for `length`",
    ),
    (
        "(format: 2, instruments: { 1: (patch: (kind: \"chip\"), phrases: { 127: () }) })",
        "1:66: found `127`; expected one of the phrases from 1 to 126",
    ),
    (
        "(format: 2, instruments: { 1: (patch: (kind: \"chip\"), phrases: { 1: (rows: { 3: \"C-4 1\" }) }) })",
        "1:86: `1` is no instrument",
    ),
    (
        "(format: 2, instruments: { 1: (patch: (kind: \"chip\"), phrases: { 1: (tracking: \"up\") }) })",
        "1:80: found `\"up\"`; expected one of \"transpose\", \"fixed\" for `tracking`",
    ),
    (
        "(format: 1, instruments: { 1: (patch: (kind: \"chip\"), modulation: (routes: [(source: \"velocity\", amount: 2.0)])) })",
        "1:106: found `2.0`; expected a number from -1 to 1 for `amount`",
    ),
    (
        "(format: 1, instruments: { 1: (patch: (kind: \"chip\"), modulation: (routes: [(source: \"wind\")])) })",
        "1:86: found `\"wind\"`; expected one of \"velocity\", \"key\"",
    ),
    (
        "(format: 1, instruments: { 1: (patch: (kind: \"chip\"), modulation: (macro_2: 1.5)) })",
        "1:77: found `1.5`; expected a number from 0 to 1 for `macro_2`",
    ),
    (
        "(format: 1, instruments: { 1: (patch: (kind: \"chip\"), tuning: (cents: [100.0, 12001.0])) })",
        "1:79: found `12001.0`; expected cents from -12000 to 12000",
    ),
    (
        "(format: 1, instruments: { 1: (patch: (kind: \"chip\"), tuning: (cents: [])) })",
        "1:71: found `[]`; expected at least one degree in cents",
    ),
    (
        "(format: 1, instruments: { 1: (patch: (kind: \"chip\"), tuning: (name: \"x\")) })",
        "1:63: found `(name: \"x\")`; expected `cents:` and a list",
    ),
    (
        "(format: 1, instruments: { 1: (patch: (kind: \"chip\"), tuning: (cents: [100.0], keys: [-2])) })",
        "1:87: found `-2`; expected a degree from -1 to 1024",
    ),
    (
        "(format: 1, instruments: { 1: (patch: (kind: \"chip\"), tuning: (cents: [100.0], keys: [-1])) })",
        "1:63: the reference key has no degree of the scale",
    ),
    (
        "(format: 1, instruments: { 0x100: () })",
        "1:28: found `0x100`; expected one of the instruments from 1 to 255",
    ),
    (
        "(format: 1, instruments: { 1: () })",
        "1:28: the instrument has no `patch`; expected `patch: (kind: …)`",
    ),
    (
        "(format: 1, instruments: { 1: (patch: (kind: \"theremin\")) })",
        "1:46: found `\"theremin\"`; expected `kind:` with one of \"sampler\", \"subtractive\"",
    ),
    (
        "(format: 1, instruments: { 1: (new_note: \"stop\", patch: (kind: \"sampler\")) })",
        "1:42: found `\"stop\"`; expected one of \"cut\", \"continue\", \"off\", \"fade\" for `new_note`",
    ),
    (
        "(format: 1, instruments: { 1: (patch: (kind: \"subtractive\", cutoff: 30000.0)) })",
        "1:69: found `30000.0`; expected a number from 20 to 20000 Hz for `cutoff`",
    ),
    (
        "(format: 1, instruments: { 1: (patch: (kind: \"subtractive\", wave: \"square\")) })",
        "1:67: found `\"square\"`; expected one of \"saw\", \"pulse\", ",
    ),
    (
        "(format: 1, instruments: { 1: (patch: (kind: \"sampler\", zones: [\n(low_key: 200)])) })",
        "2:11: found `200`; expected a whole number from 0 to 127 key for `low_key`",
    ),
    (
        "(format: 1, instruments: { 1: (patch: (kind: \"sampler\", zones: [(),\n (sample: -1)])) })",
        "2:11: found `-1",
    ),
    ("(format: 1, order: [])", "1:20: the order list is empty; expected at least one `(pattern: …)`"),
    ("(format: 1, order: [(pattern: 1)])", "1:31: found `1`; expected the number of a pattern from 0 to 0"),
    ("(format: 1, order: [(section: \"A\")])", "1:21: found `(section: \"A\")`; expected `pattern:` and its"),
    (
        "(format: 1, order: [(pattern: 0, mutes: [9])])",
        "1:42: found `9`; expected the number of a track from 1 to 8",
    ),
    (
        "(format: 1, patterns: { 0: (length: 513) })",
        "1:37: found `513`; expected a whole number from 1 to 512",
    ),
    ("(format: 1, patterns: { 0: (), // one\n 0: () })", "2:2: pattern 0 is here twice"),
    (
        "(format: 1, patterns: { 10000: () })",
        "1:25: found `10000`; expected one of the patterns from 0 to 9999",
    ),
    (
        "(format: 1, patterns: { 0: (lanes: {\n  9: Own(rows: {}) }) })",
        "2:3: there is no track 9; expected a track from 1 to 8",
    ),
    (
        "(format: 1, patterns: { 0: (lanes: { 1: Shared(0) }) })",
        "1:48: the song has no shared lanes; expected one of `shared_lanes`, or `Own(…)`",
    ),
    (
        "(format: 1, shared_lanes: { 0: () }, patterns: { 0: (lanes: { 1: Shared(1) }) })",
        "1:73: found `1`; expected the number of a shared lane from 0 to 0",
    ),
    ("(format: 1, patterns: { 0: (lanes: { 1: Copied(0) }) })", "1:41: found `Copied`; expected `Own(…)` or"),
    ("(format: 1, patterns: { 0: (lanes: { 1: (rows: {}) }) })", "1:41: found `(rows: {}) }) })`; expected"),
    (
        "(format: 1, shared_lanes: { 0: (length: 0) })",
        "1:41: found `0`; expected a lane's length from 1 to 512",
    ),
    (
        "(format: 1, shared_lanes: { 0: (rows: {\n 3: \"C-4\",\n 512: \"C-4\" }) })",
        "3:2: there is no row 512; expected a row from 0 to 511",
    ),
    ("(format: 1, shared_lanes: { 0: (rows: {\n 3: \"C-4\",\n 3: \"\" }) })", "3:2: row 3 is here twice"),
    ("(format: 1, shared_lanes: { 0: (rows: { -1: \"\" }) })", "1:41: there is no row -1"),
    (
        "(format: 1, shared_lanes: { 0: (rows: { 0: C-4 }) })",
        "1:44: found `C-4 }) })`; expected text in quotes",
    ),
    ("(format: 1, shared_lanes: { 0: (rows: { 0: \"C-4 01 v64 d80; Ä#4\" }) })", "1:61: `Ä#4` is no note"),
    (
        "(format: 1, shared_lanes: { 0: (rows: { 99999999999999999999: \"\" }) })",
        "1:41: found `99999999999999999999",
    ),
    (
        "(format: 2, mixer: (returns: [(), (), (), (), (), (), (), (), ()]))",
        "1:63: the list is too long; expected at most 8 values",
    ),
    ("(format: 1, mixer: (limiter: 3))", "1:30: found `3"),
    ("(format: 1, future: [1, 2)", "1:26: found `)`; expected"),
    (
        "(format: 1, /* comment",
        "1:23: the file ends here, and the comment of line 1 is still open; expected the rest of the file",
    ),
    (
        "(format: 1,\n title: \"a ) \\\" ) \", // )\n future: [')', r#\"]\"#, (1), {",
        "3:30: the file ends here, and the `{` of line 3 is still open; expected",
    ),
    (
        "(format: 1,\n title: \"a\",\n /* } */ ",
        "3:10: the file ends here, and the `(` of line 1 is still open",
    ),
];

#[test]
fn every_fault_tells_its_place_what_is_there_and_what_was_expected() {
    let told = |(text, expected): &(&str, &str)| {
        let problem = problem(text);
        let well = problem.contains(&format!(":{expected}")) && problem.contains("; expected ");
        (!well).then(|| format!("{text}\n  said: {problem}\n  not:  {expected}\n"))
    };
    let wrong: String = BROKEN.iter().filter_map(told).collect();
    assert!(wrong.is_empty(), "\n{wrong}");
}

#[test]
fn bytes_that_are_no_utf_8_are_named() {
    let problem = read("song.ron", b"(format: 1,\n title: \"\xff\")").unwrap_err();
    assert_eq!(problem.to_string(), "song.ron:2:10: the byte FF is no UTF-8; expected text in UTF-8");
}

#[test]
fn a_byte_order_mark_and_windows_line_ends_are_no_fault() {
    let text = write(&full_song()).replace('\n', "\r\n");
    assert_eq!(read("song.ron", format!("\u{feff}{text}").as_bytes()), read("song.ron", text.as_bytes()));
    assert!(read("song.ron", text.as_bytes()).is_ok());
}

#[test]
fn a_file_cut_short_anywhere_is_refused() {
    let text = write(&full_song());
    let end = text.trim_end().len();
    for cut in (0..end).step_by(97) {
        let problem = read("song.ron", &text.as_bytes()[..cut]).unwrap_err();
        let lines = text.as_bytes()[..cut].iter().filter(|byte| **byte == b'\n').count() + 1;
        assert!((1..=lines).contains(&problem.line), "{problem}");
    }
}

#[test]
fn floods_are_refused_within_little_memory() {
    const SIZE: usize = 10_000_000;
    let nested = |open: &str| format!("(format: 1, future: {}", open.repeat(SIZE / open.len()));
    let dense =
        |start: &str, part: &str, end: &str| format!("{start}{}{end}", part.repeat(SIZE / 5 / part.len()));
    let files = [
        "(".repeat(SIZE),
        "[".repeat(SIZE),
        "{".repeat(SIZE),
        "\"".repeat(SIZE),
        nested("("),
        nested("["),
        nested("{"),
        nested("Some("),
        nested("{1:"),
        nested("/*"),
        dense("(format: 1, order: [", "(pattern: 0),", "])"),
        dense("(format: 1, order: [", "(),", "])"),
        dense("(format: 1, future: [", "0,", "])"),
        dense("(format: 1, shared_lanes: {", "0: (),", "})"),
        dense("(format: 1, patterns: {", "0: (),", "})"),
        dense("(format: 1, ", "a: 1,", ")"),
        dense("(format: 1, shared_lanes: { 0: (rows: {", "0: \"C-4\",", "})})"),
        dense("(format: 1, tracks: {", "1: (),", "})"),
    ];
    for file in files {
        let start: String = file.chars().take(40).collect();
        let (is_song, memory) = reading(file.as_bytes());
        assert!(memory < 3 * file.len() as isize, "{memory} bytes for {} of {start}", file.len());
        assert_eq!(is_song, start.contains("future: [0"), "{start}");
    }
}

#[test]
fn the_densest_rows_take_a_few_times_their_size() {
    let rows: String = (0..512).map(|row| format!("{row}:\"^^^\",")).collect();
    let lanes: String = (0..2_000).map(|lane| format!("{lane}:(rows:{{{rows}}}),")).collect();
    let file = format!("(format:1,shared_lanes:{{{lanes}}})");
    let (is_song, memory) = reading(file.as_bytes());
    assert!(is_song && memory < 8 * file.len() as isize, "{memory} bytes for {}", file.len());
}

#[test]
fn an_ordinary_song_takes_little_more_than_its_size() {
    let row = |n: u64| format!("{n}: \"C-4 01 v48; E-4 02 | D04\",\n");
    let lane: String = (0..16).map(|n| row(n * 4)).collect();
    let lanes: String = (1..=8).map(|track| format!("{track}: Own(rows: {{\n{lane}}}),\n")).collect();
    let patterns: String = (0..200).map(|n| format!("{n}: (length: 64, lanes: {{\n{lanes}}}),\n")).collect();
    // One of an older format has its new text beside it.
    for (format, times) in [(2, 3), (1, 4)] {
        let file = format!("(format: {format}, patterns: {{\n{patterns}}})");
        let (is_song, memory) = reading(file.as_bytes());
        assert!(is_song && memory < times * file.len() as isize, "{memory} bytes for {}", file.len());
    }
}

#[test]
fn a_far_number_costs_no_memory() {
    let file = b"(format: 1, patterns: { 9999: () }, shared_lanes: { 9999: () }, samples: { 4095: () })";
    let (is_song, memory) = reading(file);
    assert!(is_song && memory < 2_000_000, "{memory} bytes");
}

#[test]
fn damaged_bytes_never_panic() {
    let text = write(&full_song()).into_bytes();
    proptest!(|(damage in prop::collection::vec((any::<prop::sample::Index>(), any::<u8>()), 1..5), seed in any::<u64>())| {
        let mut random = Random(seed);
        let start = random.below(text.len() as u64 / 2) as usize;
        let mut bytes = text.clone();
        for (place, byte) in &damage {
            let place = place.index(bytes.len());
            bytes[place] = *byte;
        }
        if random.chance(30) {
            let end = start + random.below(200) as usize;
            bytes.drain(start..end.min(bytes.len()));
        }
        match read("song.ron", &bytes) {
            Ok(song) => prop_assert_eq!(read("again.ron", write(&song).as_bytes()), Ok(song)),
            Err(problem) => {
                let lines = bytes.iter().filter(|byte| **byte == b'\n').count() + 1;
                prop_assert!((1..=lines).contains(&problem.line) && problem.column > 0, "{}", problem);
                prop_assert!(!problem.wrong.is_empty() && problem.expected.starts_with("expected "), "{}", problem);
            }
        }
    });
}
