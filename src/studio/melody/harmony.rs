//! Voices beside a line, within the scale: thirds, sixths, whole chords.

use super::line::{cells, free_column};
use super::site::Site;
use super::sketch::Sketch;
use super::tonality::of_song;
use crate::song::Song;
use crate::song::note::Note;
use crate::song::row::NoteCell;
use crate::studio::preview::Made;

/// A harmony: which notes of the scale sound beside each one.
struct Harmony {
    name: &'static str,
    /// Notes of the scale above, or below if negative.
    steps: &'static [i32],
}

/// Every harmony, in the order of the variations.
const HARMONIES: &[Harmony] = &[
    Harmony { name: "third above", steps: &[2] },
    Harmony { name: "third below", steps: &[-2] },
    Harmony { name: "sixth above", steps: &[5] },
    Harmony { name: "sixth below", steps: &[-5] },
    Harmony { name: "triad above", steps: &[2, 4] },
    Harmony { name: "triad below", steps: &[-2, -5] },
    Harmony { name: "triad around", steps: &[2, -3] },
    Harmony { name: "seventh above", steps: &[2, 4, 6] },
    Harmony { name: "seventh below", steps: &[-1, -3, -5] },
    Harmony { name: "tenth above", steps: &[9] },
    Harmony { name: "tenth below", steps: &[-9] },
    Harmony { name: "fourth below", steps: &[-3] },
    Harmony { name: "fifth above", steps: &[4] },
    Harmony { name: "octave above", steps: &[7] },
    Harmony { name: "octave below", steps: &[-7] },
];

/// The words that choose the next tracks instead of the next note columns.
const TRACKS: &str = "tracks";

/// The place in the table of the harmony whose words are typed.
fn read(text: &str) -> Result<(usize, bool), String> {
    let words: Vec<&str> = text.split_whitespace().filter(|word| *word != TRACKS).collect();
    let fits = |harmony: &Harmony| {
        words.iter().all(|word| harmony.name.split(' ').any(|other| other.starts_with(word)))
    };
    let at = HARMONIES.iter().position(fits).ok_or_else(|| {
        let names: Vec<_> = HARMONIES.iter().map(|harmony| harmony.name).collect();
        format!("there is no such harmony; expected one of {}, and perhaps {TRACKS}", names.join(", "))
    })?;
    Ok((at, text.split_whitespace().any(|word| word == TRACKS)))
}

/// The note columns that voices go into because others are not free, in words.
pub(super) fn in_columns(columns: &[usize]) -> String {
    let numbers: Vec<String> = columns.iter().map(|column| (column + 1).to_string()).collect();
    let what = if columns.len() == 1 { "note column" } else { "note columns" };
    format!(", in {what} {}", numbers.join(" and "))
}

/// Writes voices beside the line of the note column, into the free columns that follow or those of the tracks that follow. What ends
/// the line's notes ends theirs.
///
/// # Errors
/// If there is no line, no such harmony, or no room.
pub fn make(song: &Song, site: &Site, text: &str, variation: u64) -> Result<Made, String> {
    let (first, over_tracks) = read(text)?;
    let harmony = &HARMONIES[(first + (variation % HARMONIES.len() as u64) as usize) % HARMONIES.len()];
    let (track, column, rows) = (site.track(), site.column(), site.rows(song));
    let (tonality, named) = of_song(song);
    let line = cells(song, site, track, column, rows);
    if !line.iter().any(|(_, cell)| matches!(cell.note, Some(Note::On(_)))) {
        return Err("there is no line in this note column to go along with".to_owned());
    }
    let mut sketch = Sketch::new(song, site);
    let (mut taken, mut is_elsewhere): (Vec<usize>, bool) = (Vec::new(), false);
    for (voice, steps) in (1..).zip(harmony.steps) {
        let (track, wished) =
            if over_tracks { (track + voice, 0) } else { (track, column + usize::from(voice)) };
        let others = if over_tracks { &[][..] } else { &taken };
        let column = free_column(song, site, (track, wished), rows, others)?;
        is_elsewhere |= column != wished;
        taken.push(column);
        for (row, cell) in &line {
            let note = match cell.note {
                Some(Note::On(pitch)) => tonality.moved(pitch, *steps).map(Note::On),
                other => other,
            };
            if note.is_some() {
                sketch.put(track, column, *row, NoteCell { note, ..*cell });
            }
        }
    }
    let place = if is_elsewhere { in_columns(&taken) } else { String::new() };
    Ok(Made { edit: sketch.edit()?, told: format!("{}, {named}{place}", harmony.name) })
}
