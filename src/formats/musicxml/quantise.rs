//! From moments to note values: bars of whole thirty-seconds, and in each beat of a part the plainest grid on which its notes lie.

use crate::sequencer::beats::Beats;
use crate::sequencer::score::{Moment, Score, Struck};
use std::collections::BTreeMap;

/// Parts of a quarter in the file: each grid has whole ones.
pub const DIVISIONS: u64 = 1_680;
/// Those of a thirty-second, in which bars are measured.
const SHORTEST_BAR: u64 = DIVISIONS / 8;
/// The steps of a quarter that may be used, and how hard each is to read. The first row holds what needs no tuplet.
const GRIDS: [(u64, f64); 12] = [
    (1, 0.0),
    (2, 1.0),
    (4, 2.0),
    (8, 4.0),
    (16, 7.0),
    (3, 3.0),
    (6, 4.5),
    (12, 6.0),
    (5, 6.0),
    (7, 8.0),
    (10, 9.0),
    (24, 10.0),
];
/// Those that need no tuplet, which fit into a beat that is cut short too.
const PLAIN: usize = 5;
/// How far from the grid a note may begin, in quarters: half a step of the finest.
const NEAR: f64 = 0.021;
/// How far from it one may end: half a thirty-second.
const NEAR_END: f64 = 0.063;
/// What is nearer stands on the grid.
const EXACT: f64 = 0.005;
/// How much harder to read a grid counts on which notes do not stand exactly.
const INEXACT: f64 = 4.0;

/// The bars of a score, in divisions from its start.
#[derive(Debug)]
pub struct Bars {
    /// When each begins, as written, and in divisions.
    begins: Vec<(Beats, u64)>,
    /// The end of the last one.
    pub end: u64,
}

impl Bars {
    /// Those of a score.
    pub fn of(played: &Score) -> Bars {
        let mut begins: Vec<(Beats, u64)> = Vec::new();
        for bar in &played.bars {
            let at = bar.begin.written.parts(8) * SHORTEST_BAR;
            // A bar that is shorter than a thirty-second belongs to the one before.
            if begins.last().is_none_or(|(_, last)| at > *last) {
                begins.push((bar.begin.written, at));
            }
        }
        if begins.is_empty() {
            begins.push((Beats::ZERO, 0));
        }
        let last = begins.last().map_or(0, |(_, at)| *at);
        Bars { begins, end: (played.end.written.parts(8) * SHORTEST_BAR).max(last + SHORTEST_BAR) }
    }

    /// Where each begins and ends, in divisions.
    pub fn spans(&self) -> Vec<(u64, u64)> {
        let begins = self.begins.iter().map(|(_, at)| *at);
        let ends = self.begins.iter().skip(1).map(|(_, at)| *at).chain([self.end]);
        begins.zip(ends).collect()
    }

    /// The number of the bar in which a moment lies.
    pub fn number(&self, moment: Moment) -> usize {
        self.begins.partition_point(|(begin, _)| *begin <= moment.written).saturating_sub(1)
    }

    /// The bar of a moment, and how far into it that is, in quarters.
    fn within(&self, moment: Moment) -> (usize, f64) {
        let number = self.number(moment);
        let begin = self.begins.get(number).map_or(0.0, |(begin, _)| begin.float());
        (number, (moment.written.float() - begin).max(0.0))
    }

    /// The nearest place in divisions, at most the bar's end.
    pub fn nearest(&self, moment: Moment) -> u64 {
        let (number, quarters) = self.within(moment);
        let (begin, end) = self.spans().get(number).copied().unwrap_or_default();
        (begin + (quarters * DIVISIONS as f64).round() as u64).min(end)
    }
}

/// A note of a score.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Note {
    /// From and to, in divisions.
    pub begin: u64,
    /// The end.
    pub end: u64,
    /// The MIDI key, or that of a drum.
    pub key: u8,
}

/// The steps of each beat of a part: by its beginning in divisions.
#[derive(Debug, Default)]
pub struct Grids(BTreeMap<u64, u64>);

impl Grids {
    /// The steps of the beat that begins there, 1 if nothing happens inside.
    pub fn steps(&self, beat: u64) -> u64 {
        self.0.get(&beat).copied().unwrap_or(1)
    }

    /// Whether that many steps need a tuplet.
    pub fn is_tuplet(steps: u64) -> bool {
        !steps.is_power_of_two()
    }
}

/// What happens in a beat: where notes begin and end, in parts of it.
#[derive(Default)]
struct Inside {
    begins: Vec<f64>,
    ends: Vec<f64>,
    /// Whether the bar ends before the beat does.
    is_short: bool,
}

/// The notes of a part on their grids. The length of drums says nothing: each lasts until the next one, or to the end of its beat.
pub fn notes(bars: &Bars, struck: &[(&Struck, u8)], are_drums: bool) -> (Vec<Note>, Grids) {
    let spans = bars.spans();
    let beat = |moment: Moment| {
        let (number, quarters) = bars.within(moment);
        let (begin, end) = spans.get(number).copied().unwrap_or_default();
        // What comes behind a bar that was made shorter lies at its end.
        let quarters = quarters.min((end - begin) as f64 / DIVISIONS as f64);
        let whole = quarters.floor();
        let begin = begin + whole as u64 * DIVISIONS;
        (begin, quarters - whole, end.saturating_sub(begin) < DIVISIONS)
    };
    let mut beats = BTreeMap::<u64, Inside>::new();
    for (note, _) in struck {
        let (at, part, is_short) = beat(note.begin);
        let inside = beats.entry(at).or_default();
        inside.begins.push(part);
        inside.is_short = is_short;
        if !are_drums {
            let (at, part, is_short) = beat(note.end);
            let inside = beats.entry(at).or_default();
            inside.ends.push(part);
            inside.is_short = is_short;
        }
    }
    let grids = Grids(beats.into_iter().map(|(beat, inside)| (beat, inside.steps())).collect());
    let place = |moment: Moment| {
        let (at, part, _) = beat(moment);
        let step = DIVISIONS / grids.steps(at);
        (at + (part * DIVISIONS as f64 / step as f64).round() as u64 * step, step)
    };
    let mut notes: Vec<Note> = struck
        .iter()
        .map(|(note, key)| {
            let ((begin, step), (end, _)) = (place(note.begin), place(note.end));
            Note { begin, end: end.max(begin + step), key: *key }
        })
        .filter(|note| note.begin < bars.end)
        .collect();
    notes.sort_unstable();
    notes.dedup_by_key(|note| (note.begin, note.key));
    if are_drums {
        cut_short(&mut notes, &spans);
    }
    notes.iter_mut().for_each(|note| note.end = note.end.min(bars.end));
    (notes, grids)
}

/// Drums last until the next one of the part, or to the end of their beat.
fn cut_short(notes: &mut [Note], spans: &[(u64, u64)]) {
    let begins: Vec<u64> = notes.iter().map(|note| note.begin).collect();
    for note in notes {
        let next = begins.partition_point(|begin| *begin <= note.begin);
        let bar = spans.partition_point(|(begin, _)| *begin <= note.begin).saturating_sub(1);
        let (bar, bar_end) = spans.get(bar).copied().unwrap_or_default();
        let beat_end = bar + ((note.begin - bar) / DIVISIONS + 1) * DIVISIONS;
        let end = begins.get(next).copied().unwrap_or(u64::MAX);
        note.end = end.min(beat_end).min(bar_end);
    }
}

impl Inside {
    fn steps(&self) -> u64 {
        let farthest = |places: &[f64], steps: u64| {
            let off = |place: &f64| {
                let place = place * steps as f64;
                (place - place.round()).abs() / steps as f64
            };
            places.iter().map(off).fold(0.0, f64::max)
        };
        // A note must not end where it begins.
        let apart = |steps: u64| {
            let step = |place: &f64| (place * steps as f64).round() as u64;
            let begins: Vec<u64> = self.begins.iter().map(step).collect();
            self.ends.iter().all(|end| {
                *end < EXACT
                    || !begins
                        .iter()
                        .zip(&self.begins)
                        .any(|(at, begin)| begin + EXACT < *end && *at >= step(end))
            })
        };
        let grids = if self.is_short { &GRIDS[..PLAIN] } else { &GRIDS[..] };
        let costs = grids.iter().filter_map(|(steps, hard)| {
            let off = farthest(&self.begins, *steps);
            let fits = off <= NEAR && farthest(&self.ends, *steps) <= NEAR_END && apart(*steps);
            fits.then_some((hard + if off > EXACT { INEXACT } else { 0.0 }, *steps))
        });
        let best = costs.min_by(|one, other| one.0.total_cmp(&other.0));
        best.map_or(if self.is_short { 16 } else { 24 }, |(_, steps)| steps)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn steps(begins: &[f64], ends: &[f64]) -> u64 {
        Inside { begins: begins.to_vec(), ends: ends.to_vec(), is_short: false }.steps()
    }

    #[test]
    fn a_beat_has_the_plainest_grid_on_which_its_notes_lie() {
        assert_eq!(steps(&[0.0], &[]), 1);
        assert_eq!(steps(&[0.0, 0.5], &[0.5]), 2);
        assert_eq!(steps(&[0.25, 0.75], &[]), 4);
        assert_eq!(steps(&[0.0, 1.0 / 3.0, 2.0 / 3.0], &[]), 3);
        assert_eq!(steps(&[1.0 / 6.0, 0.5], &[]), 6);
        assert_eq!(steps(&[0.0, 0.2, 0.4, 0.6, 0.8], &[]), 5);
        assert_eq!(steps(&[1.0 / 7.0, 3.0 / 7.0], &[]), 7);
        assert_eq!(steps(&[3.0 / 16.0], &[]), 16);
        // Played a little late, and let go wherever.
        assert_eq!(steps(&[0.015, 0.26, 0.51], &[0.22, 0.47]), 4);
        assert_eq!(steps(&[0.0], &[0.125]), 8);
    }
}
