//! Scales of the twelve keys of an octave, and the song's own: which notes belong to it. Nothing forbids the others.

use super::note::{KEYS, Pitch, key_of};
use crate::dsp::parameter::{Parameter, Parameters, row};
use serde::{Deserialize, Serialize};

/// A scale.
#[derive(Debug, PartialEq, Eq)]
pub struct Scale {
    /// Its name: small letters.
    pub name: &'static str,
    /// Its notes in semitones above the root, ascending from 0, below 12.
    pub steps: &'static [u8],
    /// Other names by which it is found.
    pub also: &'static [&'static str],
}

const fn scale(name: &'static str, steps: &'static [u8], also: &'static [&'static str]) -> Scale {
    Scale { name, steps, also }
}

/// Every scale.
pub const SCALES: &[Scale] = &[
    scale("major", &[0, 2, 4, 5, 7, 9, 11], &["ionian"]),
    scale("minor", &[0, 2, 3, 5, 7, 8, 10], &["aeolian", "natural minor"]),
    scale("dorian", &[0, 2, 3, 5, 7, 9, 10], &[]),
    scale("phrygian", &[0, 1, 3, 5, 7, 8, 10], &[]),
    scale("lydian", &[0, 2, 4, 6, 7, 9, 11], &[]),
    scale("mixolydian", &[0, 2, 4, 5, 7, 9, 10], &["dominant"]),
    scale("locrian", &[0, 1, 3, 5, 6, 8, 10], &[]),
    scale("harmonic minor", &[0, 2, 3, 5, 7, 8, 11], &[]),
    scale("melodic minor", &[0, 2, 3, 5, 7, 9, 11], &["jazz minor"]),
    scale("harmonic major", &[0, 2, 4, 5, 7, 8, 11], &[]),
    scale("double harmonic", &[0, 1, 4, 5, 7, 8, 11], &["byzantine", "arabic", "gypsy major", "bhairav"]),
    scale("hungarian minor", &[0, 2, 3, 6, 7, 8, 11], &["gypsy minor"]),
    scale("hungarian major", &[0, 3, 4, 6, 7, 9, 10], &[]),
    scale("neapolitan minor", &[0, 1, 3, 5, 7, 8, 11], &[]),
    scale("neapolitan major", &[0, 1, 3, 5, 7, 9, 11], &[]),
    scale("phrygian dominant", &[0, 1, 4, 5, 7, 8, 10], &["spanish", "freygish", "hijaz"]),
    scale("ukrainian dorian", &[0, 2, 3, 6, 7, 9, 10], &["romanian", "misheberakh"]),
    scale("lydian dominant", &[0, 2, 4, 6, 7, 9, 10], &["acoustic", "overtone"]),
    scale("lydian augmented", &[0, 2, 4, 6, 8, 9, 11], &[]),
    scale("aeolian dominant", &[0, 2, 4, 5, 7, 8, 10], &["mixolydian b6", "hindu"]),
    scale("half diminished", &[0, 2, 3, 5, 6, 8, 10], &["locrian #2"]),
    scale("altered", &[0, 1, 3, 4, 6, 8, 10], &["super locrian"]),
    scale("dorian b2", &[0, 1, 3, 5, 7, 9, 10], &["phrygian #6"]),
    scale("major locrian", &[0, 2, 4, 5, 6, 8, 10], &["arabian"]),
    scale("major pentatonic", &[0, 2, 4, 7, 9], &["pentatonic"]),
    scale("minor pentatonic", &[0, 3, 5, 7, 10], &[]),
    scale("blues", &[0, 3, 5, 6, 7, 10], &["minor blues"]),
    scale("major blues", &[0, 2, 3, 4, 7, 9], &[]),
    scale("egyptian", &[0, 2, 5, 7, 10], &["suspended pentatonic"]),
    scale("man gong", &[0, 3, 5, 8, 10], &["blues minor pentatonic"]),
    scale("yo", &[0, 2, 5, 7, 9], &["ritusen"]),
    scale("hirajoshi", &[0, 2, 3, 7, 8], &[]),
    scale("iwato", &[0, 1, 5, 6, 10], &[]),
    scale("in", &[0, 1, 5, 7, 8], &["sakura", "miyako-bushi"]),
    scale("insen", &[0, 1, 5, 7, 10], &[]),
    scale("kumoi", &[0, 2, 3, 7, 9], &[]),
    scale("pelog", &[0, 1, 3, 7, 8], &["balinese"]),
    scale("chinese", &[0, 4, 6, 7, 11], &[]),
    scale("ryukyu", &[0, 4, 5, 7, 11], &["okinawa"]),
    scale("whole tone", &[0, 2, 4, 6, 8, 10], &[]),
    scale("diminished", &[0, 2, 3, 5, 6, 8, 9, 11], &["octatonic", "whole half"]),
    scale("dominant diminished", &[0, 1, 3, 4, 6, 7, 9, 10], &["half whole"]),
    scale("augmented", &[0, 3, 4, 7, 8, 11], &[]),
    scale("prometheus", &[0, 2, 4, 6, 9, 10], &[]),
    scale("tritone", &[0, 1, 4, 6, 7, 10], &["petrushka"]),
    scale("enigmatic", &[0, 1, 4, 6, 8, 10, 11], &[]),
    scale("persian", &[0, 1, 4, 5, 6, 8, 11], &[]),
    scale("spanish eight-tone", &[0, 1, 3, 4, 5, 6, 8, 10], &[]),
    scale("algerian", &[0, 2, 3, 5, 6, 7, 8, 11], &[]),
    scale("bebop dominant", &[0, 2, 4, 5, 7, 9, 10, 11], &["bebop"]),
    scale("bebop major", &[0, 2, 4, 5, 7, 8, 9, 11], &[]),
    scale("bebop dorian", &[0, 2, 3, 4, 5, 7, 9, 10], &["bebop minor"]),
    scale("todi", &[0, 1, 3, 6, 7, 8, 11], &[]),
    scale("purvi", &[0, 1, 4, 6, 7, 8, 11], &[]),
    scale("marva", &[0, 1, 4, 6, 7, 9, 11], &[]),
    scale("chromatic", &[0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11], &[]),
];

/// What no scale is called.
const NONE: &str = "none";

/// The scales' names as a parameter has them, none first.
pub const NAMES: &[&str] = &{
    let mut names = [NONE; SCALES.len() + 1];
    let mut at = 0;
    while at < SCALES.len() {
        names[at + 1] = SCALES[at].name;
        at += 1;
    }
    names
};

/// A scale on a root: which notes belong to a song.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Tonality {
    /// The scale by its place in [`NAMES`]; 0 is none.
    pub scale: u8,
    /// The root within the octave, 0 (C) to 11 (B).
    pub root: u8,
}

impl Parameters for Tonality {
    const ROWS: &'static [Parameter<Self>] = &[
        Parameter {
            info: row::choice("", "scale", "", "the scale of the song: other notes are marked", NAMES, 0.0),
            get: |tonality| f32::from(tonality.scale),
            set: |tonality, value| tonality.scale = value as u8,
        },
        Parameter {
            info: row::choice("", "root", "", "the note on which the scale stands", KEYS, 0.0),
            get: |tonality| f32::from(tonality.root),
            set: |tonality, value| tonality.root = value as u8,
        },
    ];
}

impl Tonality {
    /// A scale on a root, 0 (C) to 11 (B).
    pub fn new(scale: &Scale, root: u8) -> Tonality {
        let at = SCALES.iter().position(|row| row == scale).map_or(0, |at| at as u8 + 1);
        Tonality { scale: at, root: root % 12 }
    }

    /// The scale; `None` where no scale is chosen.
    pub fn scale(self) -> Option<&'static Scale> {
        SCALES.get(usize::from(self.scale).checked_sub(1)?)
    }

    /// The notes above the root; all twelve where no scale is chosen.
    pub fn steps(self) -> &'static [u8] {
        const ALL: &[u8] = &[0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11];
        self.scale().map_or(ALL, |scale| scale.steps)
    }

    /// Whether a pitch belongs to it; every one does where no scale is chosen.
    pub fn holds(self, pitch: Pitch) -> bool {
        self.place(pitch).1 == 0
    }

    /// The nearest pitch that belongs to it, the lower one of two.
    pub fn nearest(self, pitch: Pitch) -> Pitch {
        let away = |by: i32| {
            let other = Pitch::try_from(u8::try_from(i32::from(u8::from(pitch)) + by).ok()?).ok()?;
            self.holds(other).then_some(other)
        };
        (0..12).find_map(|by| away(-by).or_else(|| away(by))).unwrap_or(pitch)
    }

    /// Where a pitch stands: the number of the highest note of the scale that is not above it, counted through all octaves,
    /// and the semitones that it lies above that one.
    pub fn place(self, pitch: Pitch) -> (i32, i32) {
        let (steps, above) = (self.steps(), i32::from(u8::from(pitch)) - i32::from(self.root));
        let (octave, key) = (above.div_euclid(12), above.rem_euclid(12));
        let at = steps.iter().rposition(|step| i32::from(*step) <= key).unwrap_or(0);
        (octave * steps.len() as i32 + at as i32, key - i32::from(steps[at]))
    }

    /// The note of the scale of that number; `None` below C-0 and above B-9.
    pub fn at(self, number: i32) -> Option<Pitch> {
        let steps = self.steps();
        let (octave, at) =
            (number.div_euclid(steps.len() as i32), number.rem_euclid(steps.len() as i32) as usize);
        let key = octave * 12 + i32::from(steps[at]) + i32::from(self.root);
        Pitch::try_from(u8::try_from(key).ok()?).ok()
    }

    /// A pitch moved by notes of the scale; one that does not belong to it stays as far above its neighbour as it was.
    /// `None` beyond C-0 and B-9.
    pub fn moved(self, pitch: Pitch, by: i32) -> Option<Pitch> {
        let (number, above) = self.place(pitch);
        let key = i32::from(u8::from(self.at(number + by)?)) + above;
        Pitch::try_from(u8::try_from(key).ok()?).ok()
    }

    /// Its name: `D dorian`; `no scale`.
    pub fn name(self) -> String {
        let root = KEYS.get(usize::from(self.root)).copied().unwrap_or_default();
        self.scale().map_or("no scale".to_owned(), |scale| format!("{root} {}", scale.name))
    }

    /// Reads a scale and a root in either order: `dorian D`, `Eb harmonic minor`. Without a root it is `present`'s.
    ///
    /// # Errors
    /// What was expected.
    pub fn parse(text: &str, present: Tonality) -> Result<Tonality, String> {
        let words: Vec<&str> = text.split([' ', '_']).filter(|word| !word.is_empty()).collect();
        let named = |words: &[&str]| {
            let name = words.join(" ").to_lowercase();
            let is = |other: &str| other == name || other.replace(' ', "-") == name;
            SCALES.iter().position(|row| is(row.name) || row.also.iter().any(|other| is(other)))
        };
        if let [NONE] = words[..] {
            return Ok(Tonality { scale: 0, ..present });
        }
        let (root, rest) = match words[..] {
            [ref rest @ .., last] if root(last).is_some() && named(&words).is_none() => (root(last), rest),
            [first, ref rest @ ..] if root(first).is_some() => (root(first), rest),
            _ => (None, &words[..]),
        };
        let root = root.unwrap_or(present.root);
        match named(rest) {
            Some(at) => Ok(Tonality { scale: at as u8 + 1, root }),
            None if rest.is_empty() && present.scale > 0 => Ok(Tonality { root, ..present }),
            None => Err(format!(
                "there is no scale {}; expected a name and a root such as dorian D, or none",
                rest.join(" ")
            )),
        }
    }
}

/// Reads the name of a root: `C`, `f#`, `Bb`.
fn root(word: &str) -> Option<u8> {
    let mut signs = word.chars();
    let key = key_of(u8::try_from(signs.next()?.to_ascii_uppercase()).ok()?)?;
    let moved = match signs.as_str() {
        "" => 0,
        "#" => 1,
        "b" => 11,
        _ => return None,
    };
    Some((key + moved) % 12)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::song::notation::parse_note;
    use crate::song::note::Note;

    fn pitch(text: &str) -> Pitch {
        match parse_note(text) {
            Ok(Some(Note::On(pitch))) => pitch,
            other => panic!("{text}: {other:?}"),
        }
    }

    #[test]
    fn every_scale_is_another_one_and_begins_on_its_root() {
        assert!(SCALES.len() >= 40, "{}", SCALES.len());
        let mut names: Vec<&str> =
            SCALES.iter().flat_map(|row| row.also.iter().copied().chain([row.name])).collect();
        let count = names.len();
        names.sort_unstable();
        names.dedup();
        assert_eq!(names.len(), count, "a name means two scales");
        for (at, row) in SCALES.iter().enumerate() {
            assert!(
                row.steps.is_sorted_by(|a, b| a < b)
                    && row.steps[0] == 0
                    && row.steps.iter().all(|step| *step < 12)
            );
            assert!(
                SCALES[..at].iter().all(|other| other.steps != row.steps),
                "{} stands there twice",
                row.name
            );
            assert_eq!(Tonality::parse(row.name, Tonality::default()), Ok(Tonality::new(row, 0)));
        }
    }

    #[test]
    fn notes_move_within_the_scale_and_snap_into_it() {
        let d_dorian = Tonality::parse("dorian D", Tonality::default()).expect("a scale");
        assert_eq!(d_dorian.name(), "D dorian");
        for (from, by, to) in [("D-4", 2, "F-4"), ("B-4", 1, "C-5"), ("C-5", -7, "C-4"), ("F#4", 1, "G#4")] {
            assert_eq!(d_dorian.moved(pitch(from), by), Some(pitch(to)), "{from} by {by}");
        }
        assert_eq!(d_dorian.moved(pitch("B-9"), 1), None);
        for (from, to) in [("C#4", "C-4"), ("F-4", "F-4"), ("A#3", "A-3")] {
            assert_eq!(d_dorian.nearest(pitch(from)), pitch(to));
            assert!(d_dorian.holds(pitch(to)));
        }
        let high = Tonality::parse("Eb in", Tonality::default()).expect("a scale");
        assert_eq!(high.nearest(pitch("C-0")), pitch("D#0"), "nothing of it lies below");
        assert!(Tonality::default().holds(pitch("C#4")), "no scale holds everything");
    }

    #[test]
    fn scales_are_read_in_either_order() {
        let read = |text: &str| Tonality::parse(text, Tonality { scale: 1, root: 5 }).map(Tonality::name);
        assert_eq!(read("Bb Harmonic Minor").as_deref(), Ok("A# harmonic minor"));
        assert_eq!(read("minor-pentatonic e").as_deref(), Ok("E minor pentatonic"));
        assert_eq!(read("dorian").as_deref(), Ok("F dorian"));
        assert_eq!(read("g").as_deref(), Ok("G major"));
        assert_eq!(read("dorian b2").as_deref(), Ok("F dorian b2"));
        assert_eq!(read("none").as_deref(), Ok("no scale"));
        assert!(read("zigzag D").is_err());
    }
}
