//! Arpeggios: the notes of chords one after the other.

use super::site::Site;
use super::sketch::Sketch;
use crate::song::Song;
use crate::song::note::{Note, Pitch};
use crate::song::row::NoteCell;
use crate::studio::dice::Dice;
use crate::studio::preview::Made;

/// The orders in which notes come, as the variations go through them.
const ORDERS: &[&str] =
    &["up", "down", "up-down", "down-up", "played", "converge", "diverge", "pedal", "random"];
/// The most octaves.
const OCTAVES: usize = 4;

/// The notes of a chord over octaves in an order, as one round of it. `random` has none.
fn round(order: &str, played: &[Pitch], octaves: usize) -> Vec<Pitch> {
    let mut sorted = played.to_vec();
    sorted.sort_unstable();
    sorted.dedup();
    let over = |notes: &[Pitch]| -> Vec<Pitch> {
        let key = |octave: usize, pitch: &Pitch| usize::from(u8::from(*pitch)) + 12 * octave;
        let all = (0..octaves).flat_map(|octave| notes.iter().map(move |pitch| key(octave, pitch)));
        all.filter_map(|key| Pitch::try_from(u8::try_from(key).ok()?).ok()).collect()
    };
    let up = over(&sorted);
    let down: Vec<Pitch> = up.iter().rev().copied().collect();
    let inner = |notes: &[Pitch]| notes.get(1..notes.len().saturating_sub(1)).unwrap_or_default().to_vec();
    let converge: Vec<Pitch> =
        (0..up.len()).map(|at| if at.is_multiple_of(2) { up[at / 2] } else { down[at / 2] }).collect();
    match order {
        "down" => down,
        "up-down" => [up.clone(), inner(&down)].concat(),
        "down-up" => [down.clone(), inner(&up)].concat(),
        "played" => over(played),
        "converge" => converge,
        "diverge" => converge.into_iter().rev().collect(),
        "pedal" => up.iter().skip(1).flat_map(|pitch| [up[0], *pitch]).collect(),
        _ => up,
    }
}

/// Order, octaves and rows of a note.
struct Wanted {
    order: usize,
    octaves: usize,
    rows: u16,
}

fn read(text: &str, step: u16) -> Result<Wanted, String> {
    let mut wanted = Wanted { order: 0, octaves: 1, rows: step };
    let mut numbers = Vec::new();
    for word in text.split_whitespace() {
        match (word.parse::<u16>(), ORDERS.iter().position(|order| *order == word)) {
            (Ok(number), _) => numbers.push(number),
            (_, Some(order)) => wanted.order = order,
            _ => return Err(format!("there is no order {word}; expected one of {}", ORDERS.join(", "))),
        }
    }
    if let Some(octaves) = numbers.first() {
        wanted.octaves = usize::from(*octaves);
    }
    if let Some(rows) = numbers.get(1) {
        wanted.rows = *rows;
    }
    if !(1..=OCTAVES).contains(&wanted.octaves) || !(1..=16).contains(&wanted.rows) {
        return Err(format!("an arpeggio goes over 1 to {OCTAVES} octaves, a note every 1 to 16 rows"));
    }
    Ok(wanted)
}

/// Plays the chords of the track one note after the other in its first note column, each until the next chord comes. A chord is
/// what stands in one row, with at least two notes. Variations go through the orders.
///
/// # Errors
/// If there is no chord, or no such order.
pub fn make(song: &Song, site: &Site, text: &str, variation: u64) -> Result<Made, String> {
    let wanted = read(text, site.step)?;
    let order = ORDERS[(wanted.order + (variation % ORDERS.len() as u64) as usize) % ORDERS.len()];
    let (track, rows) = (site.track(), site.rows(song));
    let mut dice = Dice::new(song.settings.seed, variation);
    let mut sketch = Sketch::new(song, site);
    let (mut notes, mut first, mut at, mut count): (Vec<Pitch>, NoteCell, u16, usize) = Default::default();
    let mut found = false;
    // What hidden columns hold does not play.
    let shown = song.tracks.get(usize::from(track)).map_or(1, |track| usize::from(track.note_columns));
    for row in rows.0..=rows.1 {
        let cells: Vec<NoteCell> = (0..shown).map(|column| site.cell(song, track, column, row)).collect();
        let struck = |cell: &NoteCell| matches!(cell.note, Some(Note::On(_)));
        let played: Vec<Pitch> = cells
            .iter()
            .filter_map(|cell| match cell.note {
                Some(Note::On(pitch)) => Some(pitch),
                _ => None,
            })
            .collect();
        if played.len() > 1 {
            (notes, at, count, found) = (round(order, &played, wanted.octaves), row, 0, true);
            first = cells.iter().copied().find(struck).unwrap_or_default();
        } else if !played.is_empty() || cells.iter().any(|cell| cell.note.is_some()) {
            // A single note or an end: the chord is over.
            notes.clear();
        }
        if notes.is_empty() {
            continue;
        }
        (0..shown).for_each(|column| sketch.clear(track, column, (row, row)));
        if (row - at).is_multiple_of(wanted.rows) {
            let place = if order == "random" { dice.below(notes.len()) } else { count % notes.len() };
            sketch.put(track, 0, row, NoteCell { note: Some(Note::On(notes[place])), delay: 0, ..first });
            count += 1;
        }
    }
    if !found {
        return Err("there is no chord in this track to play one note after the other".to_owned());
    }
    let octaves =
        if wanted.octaves > 1 { format!(" over {} octaves", wanted.octaves) } else { String::new() };
    Ok(Made { edit: sketch.edit()?, told: format!("{order}{octaves}") })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_order_plays_the_notes_of_the_chord() {
        let chord = [52, 48, 55].map(|key: u8| Pitch::try_from(key).expect("a note"));
        let keys =
            |order, octaves| round(order, &chord, octaves).into_iter().map(u8::from).collect::<Vec<_>>();
        assert_eq!(keys("up", 1), [48, 52, 55]);
        assert_eq!(keys("up", 2), [48, 52, 55, 60, 64, 67]);
        assert_eq!(keys("down", 1), [55, 52, 48]);
        assert_eq!(keys("up-down", 1), [48, 52, 55, 52]);
        assert_eq!(keys("down-up", 1), [55, 52, 48, 52]);
        assert_eq!(keys("played", 1), [52, 48, 55]);
        assert_eq!(keys("converge", 1), [48, 55, 52]);
        assert_eq!(keys("diverge", 1), [52, 55, 48]);
        assert_eq!(keys("pedal", 1), [48, 52, 48, 55]);
    }
}
