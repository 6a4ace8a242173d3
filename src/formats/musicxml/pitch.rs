//! Keys as letters, signs and octaves; the song's key signature; the clef of a part.

use crate::song::Song;

/// Letters and signs of the twelve keys, with sharps and with flats.
const SHARPS: [(char, i8); 12] = [
    ('C', 0),
    ('C', 1),
    ('D', 0),
    ('D', 1),
    ('E', 0),
    ('F', 0),
    ('F', 1),
    ('G', 0),
    ('G', 1),
    ('A', 0),
    ('A', 1),
    ('B', 0),
];
const FLATS: [(char, i8); 12] = [
    ('C', 0),
    ('D', -1),
    ('D', 0),
    ('E', -1),
    ('E', 0),
    ('F', 0),
    ('G', -1),
    ('G', 0),
    ('A', -1),
    ('A', 0),
    ('B', -1),
    ('B', 0),
];
/// The keys of C major.
const MAJOR: [u8; 7] = [0, 2, 4, 5, 7, 9, 11];

/// A key signature: so many sharps, or below 0 flats.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Signature(pub i8);

impl Signature {
    /// That of the song's scale, or of the keys that it plays most.
    pub fn of(song: &Song, keys: &[u8]) -> Signature {
        let mut weights = [0u64; 12];
        match song.settings.tonality.scale() {
            Some(scale) => {
                scale
                    .steps
                    .iter()
                    .for_each(|step| weights[usize::from((song.settings.tonality.root + step) % 12)] += 1);
            }
            None => keys.iter().for_each(|key| weights[usize::from(key % 12)] += 1),
        }
        let held = |fifths: i8| {
            let root = (i16::from(fifths) * 7).rem_euclid(12) as u8;
            MAJOR.iter().map(|step| weights[usize::from((root + step) % 12)]).sum::<u64>()
        };
        // Of those that hold as many the one with the fewest signs, sharps before flats.
        let all = (0..=6i8).flat_map(|signs| [signs, -signs]);
        let best = all.rev().max_by_key(|fifths| held(*fifths));
        Signature(best.unwrap_or(0))
    }

    /// Letter, sign (1 sharp, −1 flat) and octave of a MIDI key; what lies below C-0 is written an octave higher.
    pub fn spell(self, key: u8) -> (char, i8, u8) {
        let names = if self.0 < 0 { FLATS } else { SHARPS };
        let key = if key < 12 { key + 12 } else { key };
        let (letter, sign) = names[usize::from(key % 12)];
        (letter, sign, key / 12 - 1)
    }
}

/// A clef: its sign, its line, octaves up or down.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Clef(pub &'static str, pub u8, pub i8);

/// The clef in which most keys of a part need few ledger lines.
pub fn clef(keys: &[u8]) -> Clef {
    let mut keys = keys.to_vec();
    keys.sort_unstable();
    match keys.get(keys.len() / 2).copied().unwrap_or(60) {
        0..=35 => Clef("F", 4, -1),
        36..=56 => Clef("F", 4, 0),
        57..=86 => Clef("G", 2, 0),
        _ => Clef("G", 2, 1),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::song::scale::{SCALES, Tonality};
    use std::sync::Arc;

    #[test]
    fn keys_are_spelled_as_their_signature_has_them() {
        let mut song = Song::default();
        assert_eq!(Signature::of(&song, &[60, 62, 64, 65, 67]), Signature(0));
        assert_eq!(Signature::of(&song, &[62, 66, 69, 61, 71]).spell(66), ('F', 1, 4));
        // C minor has three flats.
        let minor = SCALES.iter().find(|scale| scale.name == "minor").expect("a scale");
        Arc::make_mut(&mut song.settings).tonality = Tonality::new(minor, 0);
        let signature = Signature::of(&song, &[]);
        assert_eq!(
            (signature, signature.spell(63), signature.spell(5)),
            (Signature(-3), ('E', -1, 4), ('F', 0, 0))
        );
    }

    #[test]
    fn clefs_follow_the_range() {
        let signs = [&[40, 45, 50][..], &[60, 64, 79], &[24, 28], &[96], &[]].map(clef);
        assert_eq!(
            signs,
            [Clef("F", 4, 0), Clef("G", 2, 0), Clef("F", 4, -1), Clef("G", 2, 1), Clef("G", 2, 0)]
        );
    }
}
