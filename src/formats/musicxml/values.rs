//! Lengths as note values: whole ones, dotted ones, tuplets, and ties where one value is not enough. Together they fill each bar exactly.

use super::quantise::{DIVISIONS, Grids};
use super::voices::Chord;
use std::collections::BTreeSet;

/// A sixty-fourth, the shortest plain value, in divisions.
const SHORTEST: u64 = DIVISIONS / 16;
/// Their names, each twice as long as the one before.
const TYPES: [&str; 8] = ["64th", "32nd", "16th", "eighth", "quarter", "half", "whole", "breve"];

/// What stands in a bar: a note, chord or rest of one value.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Value {
    /// From, in divisions.
    pub begin: u64,
    /// How long.
    pub length: u64,
    /// The name of the value.
    pub kind: &'static str,
    /// Whether it has a dot.
    pub dotted: bool,
    /// So many in the time of so many others, and whether it is the first and the last of them.
    pub tuplet: Option<Tuplet>,
    /// The keys; none for a rest.
    pub keys: Vec<u8>,
    /// Whether it goes on from the value before.
    pub is_tied_back: bool,
    /// Whether it goes on in the next one.
    pub is_tied_on: bool,
}

/// A place in a tuplet.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Tuplet {
    /// So many values …
    pub actual: u64,
    /// … in the time of so many.
    pub normal: u64,
    /// Whether it begins here.
    pub begins: bool,
    /// Whether it ends here.
    pub ends: bool,
}

/// A voice in a bar from `begin` to `end`: its chords, with rests between.
pub fn fill(voice: &[Chord], grids: &Grids, (begin, end): (u64, u64)) -> Vec<Value> {
    let mut pieces: Vec<(u64, u64, Option<&Chord>)> = Vec::new();
    let mut now = begin;
    let from = voice.partition_point(|chord| chord.end <= begin);
    for chord in voice[from..].iter().take_while(|chord| chord.begin < end) {
        if chord.begin > now {
            pieces.push((now, chord.begin, None));
        }
        let until = chord.end.min(end);
        pieces.push((chord.begin.max(begin), until, Some(chord)));
        now = until;
    }
    if now < end {
        pieces.push((now, end, None));
    }
    // A beat needs a tuplet only if something changes inside.
    let beat_of = |place: u64| begin + (place - begin) / DIVISIONS * DIVISIONS;
    let changes = pieces.iter().map(|(from, ..)| (*from, beat_of(*from))).filter(|(from, beat)| from != beat);
    let tuplets: BTreeSet<u64> =
        changes.map(|(_, beat)| beat).filter(|beat| Grids::is_tuplet(grids.steps(*beat))).collect();
    let mut values = Vec::new();
    for (from, to, chord) in &pieces {
        let mut now = *from;
        while now < *to {
            let beat = beat_of(now);
            let keys = chord.map_or(Vec::new(), |chord| chord.keys.clone());
            let (length, kind, dotted, tuplet) = if tuplets.contains(&beat) {
                in_tuplet(now, (*to).min(beat + DIVISIONS), beat, grids.steps(beat))
            } else {
                let until = tuplets.range(beat..*to).next().copied().unwrap_or(*to);
                plain(now - begin, until - now)
            };
            values.push(Value {
                begin: now,
                length,
                kind,
                dotted,
                tuplet,
                keys,
                is_tied_back: chord.is_some_and(|chord| chord.begin < now),
                is_tied_on: chord.is_some_and(|chord| chord.end > now + length),
            });
            now += length;
        }
    }
    values
}

type Named = (u64, &'static str, bool, Option<Tuplet>);

/// The longest plain value that may stand at a place of the bar and is not longer than what is left: one that does not hide its beats.
fn plain(place: u64, left: u64) -> Named {
    let (place, left) = (place / SHORTEST, (left / SHORTEST).max(1));
    let fits = |level: &usize| place % (1 << level) == 0 && 1 << level <= left;
    let level = (0..TYPES.len()).rev().find(fits).unwrap_or(0);
    let value = 1 << level;
    let dotted = value > 1 && left == value + value / 2;
    let length = if dotted { left } else { value };
    (length * SHORTEST, TYPES[level], dotted, None)
}

/// The longest value in a beat of so many steps.
fn in_tuplet(now: u64, until: u64, beat: u64, steps: u64) -> Named {
    let step = DIVISIONS / steps;
    let left = ((until - now) / step).max(1);
    // So many plain steps take the tuplet's place: the next smaller power of two.
    let normal = 1u64 << steps.ilog2();
    let level = left.ilog2() as usize;
    let value = 1u64 << level;
    let dotted = value > 1 && left == value + value / 2;
    let length = if dotted { left } else { value } * step;
    // A quarter has `normal` of the step's value.
    let kind = TYPES[(4 + level).saturating_sub(normal.ilog2() as usize).min(TYPES.len() - 1)];
    let tuplet =
        Tuplet { actual: steps, normal, begins: now == beat, ends: now + length == beat + DIVISIONS };
    (length, kind, dotted, Some(tuplet))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn named(values: &[Value]) -> Vec<String> {
        let name = |value: &Value| {
            let dot = if value.dotted { "." } else { "" };
            let tie = if value.is_tied_on { "~" } else { "" };
            let rest = if value.keys.is_empty() { "rest " } else { "" };
            format!("{rest}{}{dot}{tie}", value.kind)
        };
        values.iter().map(name).collect()
    }

    fn bar(chords: &[(u64, u64)]) -> Vec<Value> {
        let chord = |(begin, end): &(u64, u64)| Chord { begin: *begin, end: *end, keys: vec![60] };
        let voice: Vec<Chord> = chords.iter().map(chord).collect();
        fill(&voice, &Grids::default(), (0, 4 * DIVISIONS))
    }

    #[test]
    fn lengths_become_values_that_fill_the_bar() {
        let quarter = DIVISIONS;
        assert_eq!(named(&bar(&[])), ["rest whole"]);
        assert_eq!(named(&bar(&[(0, 3 * quarter)])), ["half.", "rest quarter"]);
        assert_eq!(
            named(&bar(&[(quarter / 2, 2 * quarter)])),
            ["rest eighth", "eighth~", "quarter", "rest half"]
        );
        assert_eq!(named(&bar(&[(3 * quarter, 6 * quarter)])), ["rest half.", "quarter~"]);
        let all = bar(&[(quarter / 16, 3 * quarter + quarter / 4)]);
        assert_eq!(all.iter().map(|value| value.length).sum::<u64>(), 4 * quarter);
        assert!(all.windows(2).all(|pair| pair[0].begin + pair[0].length == pair[1].begin));
    }
}
