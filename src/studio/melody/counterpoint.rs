//! A second voice against a line, note against note: consonant on strong beats, mostly in contrary motion, without parallel
//! fifths and octaves.
//!
//! The rules are those of Fux, "Gradus ad Parnassum" (1725), first and second species; the best of all voices that keep them is
//! found by dynamic programming (Viterbi 1967), and chance weighs what the rules leave open.

use super::harmony::in_columns;
use super::line::{Tone, cells, free_column, instrument, tones};
use super::site::Site;
use super::sketch::Sketch;
use super::tonality::of_song;
use crate::song::Song;
use crate::song::note::{Note, Pitch};
use crate::song::row::NoteCell;
use crate::song::scale::Tonality;
use crate::studio::dice::Dice;
use crate::studio::preview::Made;

/// The narrowest and the widest distance of the voices, in semitones.
const DISTANCE: std::ops::RangeInclusive<i32> = 3..=16;
/// The widest leap of the second voice, in semitones.
const LEAP: i32 = 12;
/// How much chance may weigh against the rules of taste.
const TASTE: f64 = 1.6;

/// A note of the second voice that could stand against a note of the line.
#[derive(Clone, Copy, Debug)]
struct May {
    pitch: i32,
    /// The semitones between both.
    apart: i32,
    /// What is against it by itself.
    cost: f64,
}

impl May {
    fn is_perfect(self) -> bool {
        matches!(self.apart % 12, 0 | 7)
    }

    fn is_consonant(self) -> bool {
        matches!(self.apart % 12, 0 | 3 | 4 | 7 | 8 | 9)
    }
}

/// What is against going from one note to the next, while the line moves by `line` semitones; `None` where it is forbidden.
fn cost(from: May, to: May, line: i32) -> Option<f64> {
    let own = to.pitch - from.pitch;
    let stepwise = own.abs() <= 2;
    let similar = own != 0 && line != 0 && own.signum() == line.signum();
    let parallel = to.is_perfect() && from.apart % 12 == to.apart % 12 && own != 0 && line != 0;
    let bare = !stepwise && (!to.is_consonant() || !from.is_consonant());
    if parallel || bare || own.abs() > LEAP {
        return None;
    }
    let motion = match () {
        _ if own == 0 && line == 0 => 1.0,
        _ if own == 0 => 1.2,
        _ if line == 0 => 0.4,
        _ if similar && to.is_perfect() => 4.0,
        _ if similar => 1.5,
        _ => 0.0,
    };
    let width = match own.abs() {
        0..=2 => 0.0,
        3..=4 => 0.6,
        5..=7 => 1.6,
        12 => 3.0,
        _ => 4.5,
    };
    Some(motion + width)
}

/// The notes that could stand against one of the line.
fn against(tone: Tone, tonality: Tonality, above: bool, strong: bool, dice: &mut Dice) -> Vec<May> {
    let line = i32::from(u8::from(tone.pitch));
    let place = |apart: i32| {
        let pitch = if above { line + apart } else { line - apart };
        let known = Pitch::try_from(u8::try_from(pitch).ok()?).ok()?;
        tonality.holds(known).then_some(May { pitch, apart, cost: dice.part() * TASTE })
    };
    let all: Vec<May> = DISTANCE.filter_map(place).collect();
    let weigh = |may: May| {
        let against = if !may.is_consonant() {
            1.5
        } else if may.is_perfect() {
            1.2
        } else {
            0.0
        };
        May { cost: may.cost + against + f64::from((may.apart - 8).abs()) * 0.08, ..may }
    };
    all.into_iter().filter(|may| may.is_consonant() || !strong).map(weigh).collect()
}

/// The second voice; `None` if the rules leave none.
fn voice(line: &[Tone], tonality: Tonality, above: bool, beat: u16, dice: &mut Dice) -> Option<Vec<Tone>> {
    let last = line.len().checked_sub(1)?;
    let strong = |at: usize| at == 0 || at == last || line[at].row.is_multiple_of(beat);
    let may: Vec<Vec<May>> =
        line.iter().enumerate().map(|(at, tone)| against(*tone, tonality, above, strong(at), dice)).collect();
    // For each note the best way to it: what is against it, and where it comes from.
    let mut ways: Vec<Vec<Option<(f64, usize)>>> =
        vec![may[0].iter().map(|may| Some((may.cost, 0))).collect()];
    for at in 1..=last {
        let moved = i32::from(u8::from(line[at].pitch)) - i32::from(u8::from(line[at - 1].pitch));
        let best = |to: &May| {
            let before = may[at - 1].iter().enumerate().zip(&ways[at - 1]);
            let all = before.filter_map(|((place, from), way)| {
                Some((way.as_ref()?.0 + to.cost + cost(*from, *to, moved)?, place))
            });
            all.min_by(|(a, _), (b, _)| a.total_cmp(b))
        };
        let next = may[at].iter().map(best).collect();
        ways.push(next);
    }
    let ends = ways[last].iter().enumerate().filter_map(|(place, way)| Some((way.as_ref()?.0, place)));
    let (_, mut place) = ends.min_by(|(a, _), (b, _)| a.total_cmp(b))?;
    let mut found = Vec::new();
    for at in (0..=last).rev() {
        let pitch = Pitch::try_from(u8::try_from(may[at][place].pitch).ok()?).ok()?;
        found.push(Tone { row: line[at].row, pitch });
        place = ways[at][place]?.1;
    }
    found.reverse();
    Some(found)
}

/// Writes a voice against the line of the note column into the next free column: below it, or `above`.
///
/// # Errors
/// If there is no line, no room, or no voice that keeps the rules.
pub fn make(song: &Song, site: &Site, text: &str, variation: u64) -> Result<Made, String> {
    let above = match text.trim() {
        "" | "below" => false,
        "above" => true,
        other => return Err(format!("a counter-line goes above or below, not {other}")),
    };
    let (track, column, rows) = (site.track(), site.column(), site.rows(song));
    let (tonality, named) = of_song(song);
    let line = tones(song, site, track, column, rows);
    if line.len() < 2 {
        return Err("a counter-line needs a line of at least two notes in this note column".to_owned());
    }
    let beside = free_column(song, site, (track, column + 1), rows, &[])?;
    let beat = u16::from(song.settings.rows_per_beat.max(1));
    let mut dice = Dice::new(song.settings.seed, variation);
    let found = voice(&line, tonality, above, beat, &mut dice)
        .ok_or_else(|| format!("no voice keeps the rules against this line in {named}"))?;
    let mut sketch = Sketch::new(song, site);
    for tone in &found {
        let (note, delay) = (Some(Note::On(tone.pitch)), site.cell(song, track, column, tone.row).delay);
        let instrument = instrument(song, site, track, column, tone.row);
        sketch.put(track, beside, tone.row, NoteCell { note, instrument, delay, ..NoteCell::default() });
    }
    // What ends the line's notes ends the others.
    for (row, cell) in cells(song, site, track, column, rows) {
        if matches!(cell.note, Some(Note::Off | Note::Cut | Note::Fade)) {
            let (note, delay) = (cell.note, cell.delay);
            sketch.put(track, beside, row, NoteCell { note, delay, ..NoteCell::default() });
        }
    }
    let elsewhere = if beside == column + 1 { String::new() } else { in_columns(&[beside]) };
    let place = if above { "above" } else { "below" };
    Ok(Made { edit: sketch.edit()?, told: format!("{place} the line, {named}{elsewhere}") })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn line(numbers: &[i32], tonality: Tonality) -> Vec<Tone> {
        let first = tonality.place(Pitch::MIDDLE_C).0;
        let tone = |(at, by): (usize, &i32)| Tone {
            row: at as u16 * 2,
            pitch: tonality.at(first + by).expect("known"),
        };
        numbers.iter().enumerate().map(tone).collect()
    }

    #[test]
    fn voices_keep_the_rules_against_many_lines() {
        let mut contrary = (0, 0);
        for seed in 0..200 {
            let tonality =
                Tonality::parse(["C major", "A minor", "D dorian"][seed as usize % 3], Tonality::default());
            let tonality = tonality.expect("known");
            let mut dice = Dice::new(seed, 1);
            let mut at = 0;
            let numbers: Vec<i32> = (0..16)
                .map(|_| {
                    at = (at + dice.below(7) as i32 - 3).clamp(-7, 7);
                    at
                })
                .collect();
            let line = line(&numbers, tonality);
            for above in [false, true] {
                let found = voice(&line, tonality, above, 4, &mut dice).expect("a voice");
                assert_eq!(found.len(), line.len());
                let key = |tone: &Tone| i32::from(u8::from(tone.pitch));
                let apart: Vec<i32> = line.iter().zip(&found).map(|(a, b)| (key(a) - key(b)).abs()).collect();
                for (at, (one, other)) in line.iter().zip(&found).enumerate() {
                    assert!(tonality.holds(other.pitch));
                    assert_eq!(key(other) > key(one), above, "voices do not cross");
                    if one.row.is_multiple_of(4) {
                        assert!([0, 3, 4, 7, 8, 9].contains(&(apart[at] % 12)), "consonant on strong beats");
                    }
                    if at == 0 {
                        continue;
                    }
                    let moved = [key(one) - key(&line[at - 1]), key(other) - key(&found[at - 1])];
                    let perfect =
                        |at: usize| matches!(apart[at] % 12, 0 | 7) && apart[at] % 12 == apart[at - 1] % 12;
                    assert!(
                        !perfect(at) || moved.contains(&0),
                        "parallel fifths or octaves: {line:?} {found:?}"
                    );
                    if moved.iter().all(|by| *by != 0) {
                        contrary.0 += usize::from(moved[0].signum() != moved[1].signum());
                        contrary.1 += 1;
                    }
                }
            }
        }
        assert!(contrary.0 * 2 > contrary.1, "mostly in contrary motion: {contrary:?}");
    }
}
