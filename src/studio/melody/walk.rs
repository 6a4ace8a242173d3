//! Going on with a phrase: a walk over what the song already plays with the instrument. Which step follows which, and which
//! length follows which, is counted (a Markov chain of second order, with shorter memory where the longer one knows nothing);
//! rules of melody lean on what is drawn.
//!
//! After Pinkerton, "Information theory and melody" (1956), and for the rules Huron, "Sweet Anticipation" (2006): steps are
//! more frequent than leaps, leaps turn back, lines return to their middle.

use super::line::{Learned, Tone, instrument, learned, tones};
use super::site::Site;
use super::sketch::Sketch;
use super::tonality::of_song;
use crate::song::Song;
use crate::song::note::Pitch;
use crate::song::scale::Tonality;
use crate::studio::dice::Dice;
use crate::studio::preview::Made;
use std::collections::BTreeMap;

/// What every small step is worth before anything was heard, so that a walk can leave what it knows.
const CURIOSITY: f64 = 0.3;
/// The widest step that is tried though it was never heard, in notes of the scale.
const NEW_STEP: i32 = 2;
/// From so many notes of the scale on a step is a leap.
const LEAP: i32 = 3;
/// How far beyond the notes that were heard a walk may go, in notes of the scale.
const BEYOND: i32 = 2;
/// The length of a gap between two phrases, in beats, from which on it is none of a note.
const GAP: u16 = 4;

/// How often each thing came after what was before it: the last two, the last one, nothing.
#[derive(Debug, Default)]
struct Chain {
    after: BTreeMap<Vec<i32>, BTreeMap<i32, f64>>,
}

impl Chain {
    fn learn(&mut self, things: &[i32]) {
        for end in 0..things.len() {
            for memory in 0..=2.min(end) {
                let before = things[end - memory..end].to_vec();
                *self.after.entry(before).or_default().entry(things[end]).or_default() += 1.0;
            }
        }
    }

    /// What may come after these, by the longest memory that knows anything, and a little by the shorter ones.
    fn next(&self, before: &[i32]) -> BTreeMap<i32, f64> {
        let mut found: BTreeMap<i32, f64> = BTreeMap::new();
        let mut worth = 1.0;
        for memory in (0..=2.min(before.len())).rev() {
            if let Some(after) = self.after.get(&before[before.len() - memory..]) {
                let sum: f64 = after.values().sum();
                after
                    .iter()
                    .for_each(|(thing, count)| *found.entry(*thing).or_default() += worth * count / sum);
                worth *= 0.2;
            }
        }
        found
    }
}

/// What was learned of an instrument.
struct Model {
    tonality: Tonality,
    steps: Chain,
    lengths: Chain,
    /// The lowest, the middle and the highest note, by number in the scale.
    range: (i32, i32, i32),
}

impl Model {
    fn of(song: &Song, tonality: Tonality, lines: &[Learned], usual: Pitch) -> Model {
        let (mut steps, mut lengths) = (Chain::default(), Chain::default());
        let beat = u16::from(song.settings.rows_per_beat.max(1));
        let mut places = Vec::new();
        for line in lines {
            let numbers: Vec<i32> = line.iter().map(|(_, pitch)| tonality.place(*pitch).0).collect();
            steps.learn(&numbers.windows(2).map(|pair| pair[1] - pair[0]).collect::<Vec<_>>());
            let rows = line.windows(2).map(|pair| pair[1].0 - pair[0].0);
            let kept: Vec<i32> = rows.filter(|rows| *rows <= beat * GAP).map(i32::from).collect();
            lengths.learn(&kept);
            places.extend(numbers);
        }
        if lengths.after.is_empty() {
            let [half, whole] = [(beat / 2).max(1), beat].map(i32::from);
            lengths.learn(&[whole, half, half, whole, whole, half, half, whole * 2]);
        }
        places.sort_unstable();
        let middle = places.get(places.len() / 2).copied().unwrap_or(tonality.place(usual).0);
        let low = places.first().copied().unwrap_or(middle - 4);
        let high = places.last().copied().unwrap_or(middle + 4);
        Model { tonality, steps, lengths, range: (low - BEYOND, middle, high + BEYOND) }
    }

    /// How much the rules like a step to a note of that number.
    fn liked(&self, from: i32, by: i32, before: &[i32]) -> f64 {
        let (low, middle, high) = self.range;
        let to = from + by;
        if !(low..=high).contains(&to) || self.tonality.at(to).is_none() {
            return 0.0;
        }
        let mut worth = 1.0 / (1.0 + (f64::from(to - middle) / 5.0).powi(2));
        if let Some(last) = before.last().filter(|last| last.abs() >= LEAP) {
            worth *= if by.signum() == -last.signum() && by.abs() < LEAP { 3.0 } else { 0.3 };
        }
        if by == 0 && before.last() == Some(&0) {
            worth *= 0.15;
        }
        worth
    }

    fn step(&self, from: i32, before: &[i32], dice: &mut Dice) -> i32 {
        let mut may = self.steps.next(before);
        (-NEW_STEP..=NEW_STEP).for_each(|by| *may.entry(by).or_default() += CURIOSITY / 5.0);
        let things: Vec<(i32, f64)> =
            may.into_iter().map(|(by, worth)| (by, worth * self.liked(from, by, before))).collect();
        dice.weighted(&things).unwrap_or((self.range.1 - from).signum())
    }

    fn length(&self, before: &[i32], dice: &mut Dice) -> u16 {
        let things: Vec<(i32, f64)> = self.lengths.next(before).into_iter().collect();
        dice.weighted(&things).and_then(|rows| u16::try_from(rows).ok()).unwrap_or(1).max(1)
    }

    /// The number of the root, the third or the fifth that is nearest: where phrases end.
    fn ending(&self, from: i32) -> i32 {
        let count = self.tonality.steps().len() as i32;
        let (low, _, high) = self.range;
        let rests = |to: &i32| {
            matches!(to.rem_euclid(count), 0 | 2 | 4)
                && (low..=high).contains(to)
                && self.tonality.at(*to).is_some()
        };
        let near = (0..count).flat_map(|by| [from - by, from + by]);
        near.filter(|to| to.rem_euclid(count) == 0 || (to - from).abs() <= 1).find(rests).unwrap_or(from)
    }
}

/// The notes that go on from `before` over some rows.
fn walk(model: &Model, before: &[Tone], (first, last): (u16, u16), dice: &mut Dice) -> Vec<Tone> {
    let number = |tone: &Tone| model.tonality.place(tone.pitch).0;
    let mut steps: Vec<i32> = before.windows(2).map(|pair| number(&pair[1]) - number(&pair[0])).collect();
    let mut lengths: Vec<i32> = before.windows(2).map(|pair| i32::from(pair[1].row - pair[0].row)).collect();
    let mut at = before.last().map_or(model.range.1, number);
    let mut row = match before.last() {
        Some(tone) => (tone.row + model.length(&lengths, dice)).max(first),
        None => first,
    };
    let mut made = Vec::new();
    while row <= last {
        let step = if before.is_empty() && made.is_empty() { 0 } else { model.step(at, &steps, dice) };
        let length = model.length(&lengths, dice);
        at += step;
        if row + length > last {
            at = model.ending(at);
        }
        made.extend(model.tonality.at(at).map(|pitch| Tone { row, pitch }));
        steps.push(step);
        lengths.push(length.into());
        row += length;
    }
    made
}

/// Goes on with the phrase of the note column: over the marked block, or from the cursor to the pattern's end.
///
/// # Errors
/// If nothing would change.
pub fn make(song: &Song, site: &Site, _: &str, variation: u64) -> Result<Made, String> {
    let (track, column, rows) = (site.track(), site.column(), site.rows_on(song));
    let slot = instrument(song, site, track, column, rows.0);
    let lines = learned(song, track, slot);
    let (tonality, named) = of_song(song);
    let usual = Pitch::try_from((site.octave * 12).min(119)).unwrap_or(Pitch::MIDDLE_C);
    let model = Model::of(song, tonality, &lines, usual);
    let before = if rows.0 == 0 { Vec::new() } else { tones(song, site, track, column, (0, rows.0 - 1)) };
    let mut dice = Dice::new(song.settings.seed, variation);
    let mut sketch = Sketch::new(song, site);
    sketch.clear(track, column, rows);
    let made = walk(&model, &before, rows, &mut dice);
    made.iter().for_each(|tone| sketch.note(track, column, tone.row, tone.pitch, slot));
    let heard = lines.iter().map(Vec::len).sum::<usize>();
    Ok(Made { edit: sketch.edit()?, told: format!("learned from {heard} notes, {named}") })
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The walk over a scale that goes up and down in eighths.
    fn scale_walker(seed: u64) -> Vec<Tone> {
        let tonality = Tonality::parse("C major", Tonality::default()).expect("known");
        let numbers = [0, 1, 2, 3, 4, 3, 2, 1, 0, 1, 2, 3, 4, 3, 2, 1, 0];
        let first = tonality.place(Pitch::MIDDLE_C).0;
        let line: Learned = numbers
            .iter()
            .enumerate()
            .map(|(at, by)| (at as u16 * 2, tonality.at(first + by).expect("known")))
            .collect();
        let before: Vec<Tone> =
            line[..5].iter().map(|(row, pitch)| Tone { row: *row, pitch: *pitch }).collect();
        let model = Model::of(&Song::default(), tonality, &[line], Pitch::MIDDLE_C);
        walk(&model, &before, (10, 63), &mut Dice::new(seed, 0))
    }

    #[test]
    fn a_walk_keeps_rhythm_range_and_scale_of_what_it_heard() {
        for seed in 0..50 {
            let made = scale_walker(seed);
            assert_eq!(
                made.iter().map(|tone| tone.row).collect::<Vec<_>>(),
                (10..64).step_by(2).collect::<Vec<_>>()
            );
            let tonality = Tonality::parse("C major", Tonality::default()).expect("known");
            for tone in &made {
                assert!(tonality.holds(tone.pitch) && (45..=59).contains(&u8::from(tone.pitch)), "{made:?}");
            }
            let small = made.windows(2).filter(|pair| {
                (tonality.place(pair[1].pitch).0 - tonality.place(pair[0].pitch).0).abs() <= 1
            });
            assert!(small.count() * 10 >= made.len() * 7, "steps stay steps: {made:?}");
            let last = made.last().expect("known").pitch.key();
            assert!([0, 4, 7].contains(&last), "a phrase ends on the triad: {last}");
        }
    }

    #[test]
    fn the_same_number_gives_the_same_walk_and_another_one_another() {
        assert_eq!(scale_walker(3), scale_walker(3));
        let different = (0..20).map(scale_walker).fold(Vec::new(), |mut all: Vec<Vec<Tone>>, made| {
            if !all.contains(&made) {
                all.push(made);
            }
            all
        });
        assert!(different.len() > 15, "{}", different.len());
    }
}
