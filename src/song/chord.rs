//! Chords, as rows of a table: some are taken from a scale, others are the same on every key.

use super::note::Pitch;
use super::scale::Tonality;

/// What a chord is made of.
#[derive(Debug, PartialEq, Eq)]
pub enum Notes {
    /// Notes of the scale, counted from the one that is typed; without a scale these semitones.
    OfScale(&'static [u8], &'static [u8]),
    /// Semitones above the typed note.
    Fixed(&'static [u8]),
}

/// A chord.
#[derive(Debug, PartialEq, Eq)]
pub struct Chord {
    /// Its name.
    pub name: &'static str,
    /// Its notes.
    pub notes: Notes,
    /// Other names by which it is found.
    pub also: &'static [&'static str],
}

const fn of_scale(
    name: &'static str,
    steps: &'static [u8],
    semitones: &'static [u8],
    also: &'static [&'static str],
) -> Chord {
    Chord { name, notes: Notes::OfScale(steps, semitones), also }
}

const fn fixed(name: &'static str, semitones: &'static [u8], also: &'static [&'static str]) -> Chord {
    Chord { name, notes: Notes::Fixed(semitones), also }
}

/// Every chord: those of the scale first.
pub const CHORDS: &[Chord] = &[
    of_scale("triad", &[0, 2, 4], &[0, 4, 7], &[]),
    of_scale("seventh", &[0, 2, 4, 6], &[0, 4, 7, 11], &[]),
    of_scale("ninth", &[0, 2, 4, 6, 8], &[0, 4, 7, 11, 14], &[]),
    of_scale("eleventh", &[0, 2, 4, 6, 8, 10], &[0, 4, 7, 11, 14, 17], &[]),
    of_scale("thirteenth", &[0, 2, 4, 6, 8, 10, 12], &[0, 4, 7, 11, 14, 17, 21], &[]),
    of_scale("sixth", &[0, 2, 4, 5], &[0, 4, 7, 9], &["6"]),
    of_scale("sus2", &[0, 1, 4], &[0, 2, 7], &[]),
    of_scale("sus4", &[0, 3, 4], &[0, 5, 7], &["sus"]),
    of_scale("seventh sus4", &[0, 3, 4, 6], &[0, 5, 7, 10], &["7sus4"]),
    of_scale("add9", &[0, 2, 4, 8], &[0, 4, 7, 14], &[]),
    of_scale("shell", &[0, 2, 6], &[0, 4, 11], &[]),
    of_scale("open triad", &[0, 4, 9], &[0, 7, 16], &["spread"]),
    of_scale("quartal", &[0, 3, 6], &[0, 5, 10], &["fourths"]),
    of_scale("quintal", &[0, 4, 8], &[0, 7, 14], &["fifths"]),
    of_scale("cluster", &[0, 1, 2], &[0, 2, 4], &[]),
    of_scale("thirds", &[0, 2], &[0, 4], &[]),
    of_scale("sixths", &[0, 5], &[0, 9], &[]),
    fixed("power", &[0, 7, 12], &["5"]),
    fixed("octave", &[0, 12], &[]),
    fixed("major", &[0, 4, 7], &["maj"]),
    fixed("minor", &[0, 3, 7], &["min", "m"]),
    fixed("diminished", &[0, 3, 6], &["dim"]),
    fixed("augmented", &[0, 4, 8], &["aug"]),
    fixed("major sixth", &[0, 4, 7, 9], &["maj6"]),
    fixed("minor sixth", &[0, 3, 7, 9], &["m6"]),
    fixed("dominant seventh", &[0, 4, 7, 10], &["7", "dom7"]),
    fixed("major seventh", &[0, 4, 7, 11], &["maj7"]),
    fixed("minor seventh", &[0, 3, 7, 10], &["m7", "min7"]),
    fixed("minor major seventh", &[0, 3, 7, 11], &["mmaj7"]),
    fixed("half diminished", &[0, 3, 6, 10], &["m7b5"]),
    fixed("diminished seventh", &[0, 3, 6, 9], &["dim7"]),
    fixed("augmented seventh", &[0, 4, 8, 10], &["aug7"]),
    fixed("dominant ninth", &[0, 4, 7, 10, 14], &["9"]),
    fixed("major ninth", &[0, 4, 7, 11, 14], &["maj9"]),
    fixed("minor ninth", &[0, 3, 7, 10, 14], &["m9"]),
    fixed("seventh sharp ninth", &[0, 4, 7, 10, 15], &["7#9"]),
    fixed("minor eleventh", &[0, 3, 7, 10, 14, 17], &["m11"]),
];

impl Chord {
    /// The chord of that name.
    pub fn find(name: &str) -> Option<&'static Chord> {
        let name = name.trim().to_lowercase();
        let is = |other: &&str| **other == name || other.replace(' ', "-") == name;
        CHORDS.iter().find(|row| is(&row.name) || row.also.iter().any(is))
    }

    /// Its pitches on a note, ascending; so many of the lowest ones stand an octave higher, around all of them if need be. Those
    /// beyond B-9 are left out.
    pub fn pitches(&self, on: Pitch, tonality: Tonality, inversion: u8) -> Vec<Pitch> {
        let above = |semitones: &[u8]| -> Vec<i32> {
            semitones.iter().map(|by| i32::from(u8::from(on)) + i32::from(*by)).collect()
        };
        let mut keys = match self.notes {
            Notes::OfScale(steps, _) if tonality.scale().is_some() => {
                let moved = steps.iter().filter_map(|by| tonality.moved(on, i32::from(*by)));
                moved.map(|pitch| i32::from(u8::from(pitch))).collect()
            }
            Notes::OfScale(_, semitones) | Notes::Fixed(semitones) => above(semitones),
        };
        for _ in 0..inversion {
            if let Some(lowest) = keys.first().copied() {
                keys.remove(0);
                keys.push(lowest + 12 * (1 + (keys.last().map_or(0, |highest| highest - lowest)) / 12));
            }
        }
        keys.into_iter().filter_map(|key| Pitch::try_from(u8::try_from(key).ok()?).ok()).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::song::notation::note_text;
    use crate::song::note::Note;

    fn spelled(name: &str, on: u8, scale: &str, inversion: u8) -> String {
        let tonality = Tonality::parse(scale, Tonality::default()).expect(scale);
        let (chord, pitch) = (Chord::find(name).expect(name), Pitch::try_from(on).expect("a pitch"));
        let pitches = chord.pitches(pitch, tonality, inversion);
        let texts: Vec<_> =
            pitches.into_iter().map(|pitch| note_text(Some(Note::On(pitch))).to_string()).collect();
        texts.join(" ")
    }

    #[test]
    fn chords_come_from_the_scale_or_are_the_same_on_every_key() {
        assert_eq!(spelled("triad", 50, "C major", 0), "D-4 F-4 A-4");
        assert_eq!(spelled("triad", 59, "C major", 0), "B-4 D-5 F-5");
        assert_eq!(spelled("seventh", 55, "C major", 0), "G-4 B-4 D-5 F-5");
        assert_eq!(spelled("triad", 50, "none", 0), "D-4 F#4 A-4");
        assert_eq!(spelled("minor-seventh", 48, "C major", 0), "C-4 D#4 G-4 A#4");
        assert_eq!(spelled("triad", 48, "C major", 1), "E-4 G-4 C-5");
        assert_eq!(spelled("triad", 48, "C major", 2), "G-4 C-5 E-5");
        assert_eq!(spelled("triad", 48, "C major", 3), "C-5 E-5 G-5");
        assert_eq!(spelled("ninth", 48, "C major", 1), "E-4 G-4 B-4 D-5 C-6");
        assert_eq!(spelled("triad", 117, "none", 0), "A-9");
    }

    #[test]
    fn names_mean_one_chord() {
        let mut names: Vec<&str> =
            CHORDS.iter().flat_map(|row| row.also.iter().copied().chain([row.name])).collect();
        let count = names.len();
        names.sort_unstable();
        names.dedup();
        assert_eq!(names.len(), count);
        assert_eq!(Chord::find("M7B5").map(|chord| chord.name), Some("half diminished"));
    }
}
