//! Euclidean rhythms: so many notes as evenly as possible over so many steps, turned by a rotation.
//!
//! After Toussaint, "The Euclidean algorithm generates traditional musical rhythms" (2005), and Bjorklund (2003).

use super::line::instrument;
use super::site::Site;
use super::sketch::Sketch;
use crate::song::Song;
use crate::song::note::{Note, Pitch};
use crate::studio::preview::Made;

/// The most steps.
const LONGEST: usize = 64;

/// The steps that are struck: `hits` of `steps`, the first one struck, then turned so many steps to the left.
pub fn rhythm(hits: usize, steps: usize, rotation: usize) -> Vec<bool> {
    let hits = hits.min(steps);
    if hits == 0 {
        return vec![false; steps];
    }
    let mut heads = vec![vec![true]; hits];
    let mut tails = vec![vec![false]; steps - hits];
    let mut uneven = !tails.is_empty();
    while uneven {
        let pairs = heads.len().min(tails.len());
        let (more_heads, more_tails) = (heads.split_off(pairs), tails.split_off(pairs));
        heads.iter_mut().zip(tails).for_each(|(head, tail)| head.extend(tail));
        tails = if more_heads.is_empty() { more_tails } else { more_heads };
        uneven = tails.len() > 1;
    }
    let mut rhythm: Vec<bool> = heads.into_iter().chain(tails).flatten().collect();
    rhythm.rotate_left(rotation % steps.max(1));
    rhythm
}

/// The three numbers of the command.
fn read(text: &str) -> Result<(usize, usize, usize), String> {
    let numbers: Option<Vec<usize>> = text.split_whitespace().map(|word| word.parse().ok()).collect();
    let (hits, steps, rotation) = match numbers.as_deref() {
        Some([hits, steps]) => (*hits, *steps, 0),
        Some([hits, steps, rotation]) => (*hits, *steps, *rotation),
        _ => return Err("expected hits, steps and perhaps a rotation, such as 5 16 or 3 8 1".to_owned()),
    };
    if !(1..=LONGEST).contains(&steps) || hits == 0 || hits > steps {
        return Err(format!("a rhythm has 1 to {LONGEST} steps and at least one hit, not more than steps"));
    }
    Ok((hits, steps, rotation))
}

/// Writes the rhythm over and over, a step for each edit step, with the note that stands at the cursor or above it. Variations
/// turn it.
///
/// # Errors
/// If the numbers are none of a rhythm.
pub fn make(song: &Song, site: &Site, text: &str, variation: u64) -> Result<Made, String> {
    let (hits, steps, rotation) = read(text)?;
    let rotation = (rotation + (variation % steps as u64) as usize) % steps;
    let (track, column, rows) = (site.track(), site.column(), site.rows(song));
    let at_cursor =
        (0..=site.place.row).rev().find_map(|row| match site.cell(song, track, column, row).note {
            Some(Note::On(pitch)) => Some(pitch),
            _ => None,
        });
    let usual = Pitch::try_from((site.octave * 12).min(119)).unwrap_or(Pitch::MIDDLE_C);
    let (pitch, slot) = (at_cursor.unwrap_or(usual), instrument(song, site, track, column, site.place.row));
    let rhythm = rhythm(hits, steps, rotation);
    let mut sketch = Sketch::new(song, site);
    sketch.clear(track, column, rows);
    for (row, hit) in (rows.0..=rows.1).step_by(site.step.into()).zip(rhythm.iter().cycle()) {
        if *hit {
            sketch.note(track, column, row, pitch, slot);
        }
    }
    Ok(Made { edit: sketch.edit()?, told: format!("{hits} of {steps}, rotation {rotation}") })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn drawn(hits: usize, steps: usize, rotation: usize) -> String {
        rhythm(hits, steps, rotation).into_iter().map(|hit| if hit { 'x' } else { '.' }).collect()
    }

    /// The rhythms of Toussaint's paper.
    #[test]
    fn rhythms_are_those_that_are_played() {
        for (hits, steps, expected) in [
            (2, 5, "x.x.."),
            (3, 4, "x.xx"),
            (3, 8, "x..x..x."),
            (5, 8, "x.xx.xx."),
            (4, 9, "x.x.x.x.."),
            (7, 12, "x.xx.x.xx.x."),
            (5, 16, "x..x..x..x..x..."),
            (1, 4, "x..."),
            (4, 4, "xxxx"),
            (0, 3, "..."),
        ] {
            assert_eq!(drawn(hits, steps, 0), expected, "{hits} of {steps}");
        }
        assert_eq!(drawn(3, 8, 3), "x..x.x..");
    }

    #[test]
    fn hits_are_counted_and_even_at_every_size() {
        for steps in 1..=32 {
            for hits in 1..=steps {
                let rhythm = rhythm(hits, steps, 0);
                assert_eq!((rhythm.len(), rhythm.iter().filter(|hit| **hit).count()), (steps, hits));
                let places: Vec<usize> = (0..steps).filter(|at| rhythm[*at]).collect();
                let gaps: Vec<usize> = (0..hits)
                    .map(|at| (places[(at + 1) % hits] + steps - places[at] - 1) % steps + 1)
                    .collect();
                let spread = gaps.iter().max().expect("a rhythm") - gaps.iter().min().expect("a rhythm");
                assert!(spread <= 1, "{hits} of {steps}: {gaps:?}");
            }
        }
    }
}
