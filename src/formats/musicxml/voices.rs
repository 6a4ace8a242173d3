//! Notes that begin and end together are chords; chords that overlap need voices.

use super::quantise::Note;

/// The most voices of a staff.
const MOST: usize = 4;

/// Keys that sound together.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Chord {
    /// From, in divisions.
    pub begin: u64,
    /// To.
    pub end: u64,
    /// The keys, ascending, each once.
    pub keys: Vec<u8>,
}

/// A part's notes, sorted by beginning and end, as voices in each of which one chord follows the other.
pub fn voices(notes: &[Note]) -> Vec<Vec<Chord>> {
    let mut chords: Vec<Chord> = Vec::new();
    for note in notes {
        match chords.last_mut().filter(|last| (last.begin, last.end) == (note.begin, note.end)) {
            Some(chord) => chord.keys.push(note.key),
            None => chords.push(Chord { begin: note.begin, end: note.end, keys: vec![note.key] }),
        }
    }
    let mut voices: Vec<Vec<Chord>> = vec![Vec::new()];
    for chord in chords {
        let is_free = |voice: &&mut Vec<Chord>| voice.last().is_none_or(|last| last.end <= chord.begin);
        if let Some(voice) = voices.iter_mut().find(is_free) {
            voice.push(chord);
        } else if voices.len() < MOST {
            voices.push(vec![chord]);
        } else {
            join(&mut voices, chord);
        }
    }
    for chord in voices.iter_mut().flatten() {
        chord.keys.sort_unstable();
        chord.keys.dedup();
    }
    voices
}

/// Where no voice is free: into the chord that begins at the same time, or in the place of the one that has lasted longest.
fn join(voices: &mut [Vec<Chord>], chord: Chord) {
    let same = voices.iter_mut().filter_map(|voice| voice.last_mut()).find(|last| last.begin == chord.begin);
    if let Some(last) = same {
        last.keys.extend(&chord.keys);
        last.end = last.end.min(chord.end);
        return;
    }
    if let Some(voice) = voices.iter_mut().min_by_key(|voice| voice.last().map(|last| last.begin)) {
        if let Some(last) = voice.last_mut() {
            last.end = last.end.min(chord.begin);
        }
        voice.push(chord);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_sounds_together_is_a_chord_and_what_overlaps_is_a_voice() {
        let note = |begin, end, key| Note { begin, end, key };
        let found = voices(&[note(0, 4, 60), note(0, 4, 64), note(0, 8, 40), note(4, 8, 62)]);
        let chord = |begin, end, keys: &[u8]| Chord { begin, end, keys: keys.to_vec() };
        assert_eq!(found, [vec![chord(0, 4, &[60, 64]), chord(4, 8, &[62])], vec![chord(0, 8, &[40])]]);
    }

    #[test]
    fn more_than_four_voices_are_joined_and_none_overlaps_itself() {
        let notes: Vec<Note> = (0..9).map(|n| Note { begin: n, end: 20 + n, key: 40 + n as u8 }).collect();
        let found = voices(&notes);
        assert_eq!(found.len(), 4);
        let keys = found.iter().flatten().map(|chord| chord.keys.len()).sum::<usize>();
        assert_eq!(keys, 9);
        for voice in found {
            assert!(voice.windows(2).all(|pair| pair[0].end <= pair[1].begin), "{voice:?}");
        }
    }
}
