//! Scala's files: scales (`.scl`) and the keys on which they lie (`.kbm`), as Manuel Op de Coul's documentation of the program
//! describes them. Knows no paths and no files: those are `io`'s.

use super::problem::Problem;
use crate::song::tuning::{FARTHEST_CENTS, MOST_DEGREES, Mapping, REFERENCE_HERTZ, Scale};
use std::borrow::Cow;

/// The most characters of a description that are taken as a name.
const LONGEST_NAME: usize = 80;
/// The most characters of the file that a message repeats.
const SHOWN: usize = 24;

/// The lines of a file that are no comments.
struct Lines<'a> {
    path: &'a str,
    text: &'a str,
    /// Where the next line begins.
    next: usize,
}

/// A line, with its place.
#[derive(Clone, Copy)]
struct Line<'a> {
    text: &'a str,
    at: usize,
}

impl<'a> Line<'a> {
    /// The first word; what stands behind it says nothing.
    fn word(&self) -> &'a str {
        self.text.split_whitespace().next().unwrap_or_default()
    }
}

impl<'a> Lines<'a> {
    fn next(&mut self) -> Option<Line<'a>> {
        while self.next < self.text.len() {
            let at = self.next;
            let rest = &self.text[at..];
            let end = rest.find('\n').unwrap_or(rest.len());
            self.next = at + end + 1;
            let text = rest[..end].trim_end_matches('\r');
            if !text.starts_with('!') {
                return Some(Line { text, at });
            }
        }
        None
    }

    /// The fault of a line, or of the file's end without one.
    fn fault(&self, line: Option<Line>, expected: &str) -> Problem {
        let wrong = match line.map(|line| line.text.trim()) {
            None => "the file ends here".to_owned(),
            Some("") => "found an empty line".to_owned(),
            Some(text) => {
                let shown: String = text.chars().take(SHOWN).filter(|sign| !sign.is_control()).collect();
                format!("found `{shown}{}`", if text.chars().count() > SHOWN { "…" } else { "" })
            }
        };
        let at =
            line.map_or(self.text.len(), |line| line.at + line.text.len() - line.text.trim_start().len());
        Problem::at(self.path, self.text, at, wrong, format!("expected {expected}"))
    }

    /// The next line's value.
    fn value<T>(&mut self, expected: &str, read: impl FnOnce(&str) -> Option<T>) -> Result<T, Problem> {
        let line = self.next();
        line.and_then(|line| read(line.word())).ok_or_else(|| self.fault(line, expected))
    }
}

/// A file's text: UTF-8, or else Latin-1, as older files have it.
fn text(bytes: &[u8]) -> Cow<'_, str> {
    match std::str::from_utf8(bytes) {
        Ok(text) => text.trim_start_matches('\u{feff}').into(),
        Err(_) => bytes.iter().copied().map(char::from).collect::<String>().into(),
    }
}

fn whole(low: usize, high: usize) -> impl Fn(&str) -> Option<usize> {
    move |word| word.parse().ok().filter(|number| (low..=high).contains(number))
}

/// Reads a scale. `path` is only for messages; the scale has the file's description as its name.
///
/// # Errors
/// What is wrong, where, and what was expected.
pub fn scale(path: &str, bytes: &[u8]) -> Result<Scale, Problem> {
    let text = text(bytes);
    let mut lines = Lines { path, text: &text, next: 0 };
    let description = lines.next();
    let description = description.ok_or_else(|| lines.fault(None, "a line that describes the scale"))?;
    let plain = description.text.chars().filter(|sign| !sign.is_control());
    let name = plain.take(LONGEST_NAME).collect::<String>().trim().to_owned();
    let count =
        lines.value(&format!("the number of degrees, 1 to {MOST_DEGREES}"), whole(1, MOST_DEGREES))?;
    let expected =
        format!("a ratio such as 3/2, or cents with a point such as 701.955, within {FARTHEST_CENTS} cents");
    let mut cents = Vec::new();
    for _ in 0..count {
        cents.push(lines.value(&expected, degree)?);
    }
    Ok(Scale { name, cents })
}

/// Cents of a degree: with a point they are that, else it is a ratio or a whole number.
fn degree(word: &str) -> Option<f64> {
    let cents = match word.contains('.') {
        true => word.parse().ok()?,
        false => {
            let (over, under) = word.split_once('/').unwrap_or((word, "1"));
            let part = |text: &str| text.parse::<u64>().ok().filter(|part| *part > 0).map(|part| part as f64);
            1_200.0 * (part(over)? / part(under)?).log2()
        }
    };
    (cents.abs() <= FARTHEST_CENTS).then_some(cents)
}

/// Reads the keys on which a scale lies. `path` is only for messages.
///
/// # Errors
/// What is wrong, where, and what was expected.
pub fn mapping(path: &str, bytes: &[u8]) -> Result<Mapping, Problem> {
    let text = text(bytes);
    let mut lines = Lines { path, text: &text, next: 0 };
    let size = format!("the number of keys in the pattern, 0 to {MOST_DEGREES}");
    let size = lines.value(&size, whole(0, MOST_DEGREES))?;
    let mut key = |what: &str| {
        let key = lines.value(&format!("{what}, a key from 0 to 127"), whole(0, 127));
        key.map(|key| key as u8)
    };
    let first_key = key("the first key to be tuned")?;
    let last_key = key("the last key to be tuned")?;
    let middle_key = key("the key of the first degree")?;
    let reference_key = key("the key whose frequency is given")?;
    let [low, high] = REFERENCE_HERTZ;
    let reference_hertz = lines.value(&format!("its frequency, {low} to {high} Hz"), |word| {
        word.parse().ok().filter(|hertz| (low..=high).contains(hertz))
    })?;
    let octave_degree = lines.value(
        &format!("the degree by which the pattern goes on, 0 to {MOST_DEGREES}"),
        whole(0, MOST_DEGREES),
    )? as u16;
    let expected = format!("a degree from 0 to {MOST_DEGREES}, or x for a key that does not play");
    let mut keys = Vec::new();
    while keys.len() < size
        && let Some(line) = lines.next()
    {
        match line.word() {
            "x" | "X" => keys.push(None),
            // Empty lines at the end; keys that are left out do not play.
            "" if lines.text[line.at..].trim().is_empty() => break,
            word => match whole(0, MOST_DEGREES)(word) {
                Some(degree) => keys.push(Some(degree as u16)),
                None => return Err(lines.fault(Some(line), &expected)),
            },
        }
    }
    keys.resize(size, None);
    Ok(Mapping { first_key, last_key, middle_key, reference_key, reference_hertz, octave_degree, keys })
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    const PYTHAGOREAN: &str = "! pyth_7.scl\n!\nPythagorean, 7 tones\n 7\n!\n 9/8\n 81/64 the third\n 4/3\n 701.955\n \
                               27/16\n 1109.775001\n 2/1\n";
    const KEYS: &str =
        "! white.kbm\n12\n0\n127\n60\n69\n440.0\n7\n! pattern\n0\nx\n1\nx\n2\n3\nx\n4\nx\n5\nx\n6\n";

    #[test]
    fn ratios_cents_comments_and_words_behind_them_are_read() {
        let scale = scale("a.scl", PYTHAGOREAN.as_bytes()).expect("a scale");
        assert_eq!(scale.name, "Pythagorean, 7 tones");
        let exact = [203.910_002, 407.820_003, 498.044_999, 701.955, 905.865_003, 1_109.775_001, 1_200.0];
        assert!(
            scale.cents.iter().zip(exact).all(|(cents, exact)| (cents - exact).abs() < 1e-5),
            "{scale:?}"
        );
        let older = super::scale("a.scl", b"G\xE4nseblume\r\n1\r\n2\r\n").expect("a scale");
        assert_eq!((older.name.as_str(), older.cents.as_slice()), ("Gänseblume", [1_200.0].as_slice()));
    }

    #[test]
    fn keys_that_do_not_play_are_read_and_those_left_out_are_some() {
        let mapping = mapping("a.kbm", KEYS.as_bytes()).expect("a mapping");
        assert_eq!((mapping.reference_key, mapping.reference_hertz, mapping.octave_degree), (69, 440.0, 7));
        assert_eq!((mapping.keys.len(), mapping.keys[1], mapping.keys[11]), (12, None, Some(6)));
        let short = super::mapping("a.kbm", b"3\n0\n127\n60\n60\n261.6\n2\n0\n1\n\n").expect("a mapping");
        assert_eq!(short.keys, [Some(0), Some(1), None]);
    }

    #[test]
    fn faults_have_their_line_and_what_was_expected() {
        let of_scale = |text: &str| scale("a.scl", text.as_bytes()).expect_err("a fault").to_string();
        for (text, told) in [
            ("", "a.scl:1:1: the file ends here; expected a line that describes"),
            ("x\nmany\n", "a.scl:2:1: found `many`; expected the number of degrees, 1 to 1024"),
            ("x\n1025\n", "a.scl:2:1: found `1025`; expected the number"),
            ("!\nx\n2\n 3/2\n -4/3\n", "a.scl:5:2: found `-4/3`; expected a ratio such as 3/2"),
            ("x\n1\n3/0\n", "a.scl:3:1: found `3/0`; expected a ratio"),
            ("x\n1\nnan.\n", "a.scl:3:1: found `nan.`; expected a ratio"),
            ("x\n2\n2/1", "a.scl:3:4: the file ends here; expected a ratio"),
            ("x\n1\n\n", "a.scl:3:1: found an empty line; expected a ratio"),
        ] {
            assert!(of_scale(text).starts_with(told), "{text:?}: {}", of_scale(text));
        }
        let of_keys = |text: &str| mapping("a.kbm", text.as_bytes()).expect_err("a fault").to_string();
        for (text, told) in [
            (
                "12\n0\n128\n",
                "a.kbm:3:1: found `128`; expected the last key to be tuned, a key from 0 to 127",
            ),
            ("0\n0\n127\n60\n69\n0\n", "a.kbm:6:1: found `0`; expected its frequency, 1 to 20000 Hz"),
            (
                "2\n0\n127\n60\n69\n440\n2\n0\ny\n",
                "a.kbm:9:1: found `y`; expected a degree from 0 to 1024, or x",
            ),
        ] {
            assert!(of_keys(text).starts_with(told), "{text:?}: {}", of_keys(text));
        }
    }

    proptest! {
        #[test]
        fn broken_files_are_read_or_refused_and_never_more(
            cut in 0usize..120,
            at in 0usize..120,
            put in prop::collection::vec(any::<u8>(), 0..12),
            noise in prop::collection::vec(any::<u8>(), 0..200),
        ) {
            for whole in [PYTHAGOREAN, KEYS] {
                let mut bytes = whole.as_bytes().to_vec();
                bytes.truncate(cut);
                let at = at.min(bytes.len());
                bytes.splice(at..at, put.iter().copied());
                for bytes in [&bytes, &noise] {
                    if let Ok(scale) = scale("a", bytes) {
                        prop_assert!(!scale.cents.is_empty() && scale.cents.iter().all(|cents| cents.is_finite()));
                        prop_assert!(crate::song::tuning::Tuning::new(scale, Mapping::default()).is_ok());
                    }
                    if let Ok(mapping) = mapping("a", bytes) {
                        drop(crate::song::tuning::Tuning::new(Scale::equal(), mapping));
                    }
                }
            }
        }
    }
}
