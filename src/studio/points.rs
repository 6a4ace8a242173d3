//! Points of curves that go along with the rows they belong to: taken out of some rows of a lane, changed, and laid back. Points that
//! are counted from the first of these rows are called loose here: row `n` of them is the `n`th of the rows, wherever the lane has it.

use super::clipboard::Paste;
use super::grid::{Place, lane_row};
use super::rounds::Round;
use crate::song::Song;
use crate::song::curve::{Curve, Place as Height, Point, ROW, Shape};
use crate::song::edit::Edit;
use crate::song::lane::Lane;

/// Points that were copied from a curve.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Copied {
    /// Rows that they were copied from; 0 when nothing was.
    pub rows: u16,
    /// The points, loose.
    pub loose: Vec<Point>,
}

/// What is done to loose points of so many rows.
pub type Deed<'a> = &'a dyn Fn(Vec<Point>, usize) -> Vec<Point>;

/// The times of a row.
fn span(row: usize) -> std::ops::Range<u32> {
    let begin = row as u32 * ROW;
    begin..begin + ROW
}

/// The points of some rows of a lane, loose.
pub fn lifted(curve: &Curve, rows: &[u16]) -> Vec<Point> {
    let of_row = |(index, row): (usize, &u16)| {
        let (from, to) = (span(usize::from(*row)), span(index));
        let inside = curve.points().iter().filter(move |point| from.contains(&point.at));
        inside.map(move |point| Point { at: to.start + point.at % ROW, ..*point })
    };
    rows.iter().enumerate().flat_map(of_row).collect()
}

/// The curve with these loose points in some rows of its lane, in place of those that stood there; with `mix` only in rows without
/// points.
pub fn laid(curve: &Curve, rows: &[u16], loose: &[Point], mix: bool) -> Curve {
    let mut points = curve.points().to_vec();
    for (index, row) in rows.iter().enumerate() {
        let (from, to) = (span(index), span(usize::from(*row)));
        if mix && points.iter().any(|point| to.contains(&point.at)) {
            continue;
        }
        points.retain(|point| !to.contains(&point.at));
        let new = loose.iter().filter(|point| from.contains(&point.at));
        points.extend(new.map(|point| Point { at: to.start + point.at % ROW, ..*point }));
    }
    curve.with(points)
}

/// The edits that do something to the points of some rows of a lane, of each of its curves.
pub fn changed(song: &Song, pattern: u16, track: u16, rows: &[u16], deed: Deed) -> Vec<Edit> {
    let lane = song.lane(pattern.into(), track.into());
    let new = |old: &Curve| {
        let new = laid(old, rows, &deed(lifted(old, rows), rows.len()), false);
        (new != *old).then_some(Edit::Curve { pattern, track, curve: new })
    };
    lane.map_or(&[][..], Lane::curves).iter().filter_map(|curve| new(curve)).collect()
}

/// The edits that paste copied curves of so many rows at a place, as their rows are pasted. What lies beyond the pattern is left out.
pub fn pasted(
    song: &Song,
    round: Round,
    place: Place,
    copied: &[Curve],
    count: usize,
    how: Paste,
) -> Vec<Edit> {
    let (pattern, track) = (round.pattern, place.track);
    let length = round.rows(song);
    let rows: Vec<u16> =
        (place.row..length).take(count).map(|row| lane_row(song, round, track, row)).collect();
    let Some(first) = rows.first().copied() else { return Vec::new() };
    let lane = song.lane(pattern.into(), track.into());
    let below: Vec<u16> = (first..song.lane_rows(pattern.into(), track.into()).max(first + 1)).collect();
    let here = lane.map_or(&[][..], Lane::curves).iter().map(|curve| &**curve);
    let others = copied.iter().filter(|curve| lane.is_none_or(|lane| lane.curve(curve.target()).is_none()));
    let edit = |target: &str| {
        let old = lane
            .and_then(|lane| lane.curve(target))
            .cloned()
            .unwrap_or_else(|| Curve::new(target, Vec::new()));
        let mut new = old.clone();
        if how == Paste::Insert {
            new = laid(&old, &below, &moved_down(lifted(&old, &below), below.len(), count), false);
        }
        let loose = copied.iter().find(|curve| curve.target() == target).map_or(&[][..], Curve::points);
        new = laid(&new, &rows, loose, how == Paste::Mix);
        (new != old).then_some(Edit::Curve { pattern, track, curve: new })
    };
    let mut edits: Vec<Edit> = here.chain(others).filter_map(|curve| edit(curve.target())).collect();
    // What goes makes room for what comes: a lane has only so many curves.
    edits.sort_by_key(|edit| matches!(edit, Edit::Curve { curve, .. } if !curve.points().is_empty()));
    edits
}

fn moved_down(mut loose: Vec<Point>, rows: usize, by: usize) -> Vec<Point> {
    loose.iter_mut().for_each(|point| point.at += by as u32 * ROW);
    loose.retain(|point| point.at < rows as u32 * ROW);
    loose
}

/// The loose points of so many rows over and over, so many times.
pub fn repeated(curve: &Curve, rows: u16, times: u16) -> Curve {
    let length = u32::from(rows) * ROW;
    let again =
        |time: u32| curve.points().iter().map(move |point| Point { at: point.at + time * length, ..*point });
    curve.with((0..times.into()).flat_map(again).collect())
}

/// None is left.
pub fn none(_: Vec<Point>, _: usize) -> Vec<Point> {
    Vec::new()
}

/// A row down; the last row's points go.
pub fn down(loose: Vec<Point>, rows: usize) -> Vec<Point> {
    moved_down(loose, rows, 1)
}

/// A row up; the first row's points go.
pub fn up(mut loose: Vec<Point>, _: usize) -> Vec<Point> {
    loose.retain(|point| point.at >= ROW);
    loose.iter_mut().for_each(|point| point.at -= ROW);
    loose
}

/// So many rows down, or up if negative; what leaves at one end comes in at the other.
pub fn rotate(mut loose: Vec<Point>, rows: usize, by: i32) -> Vec<Point> {
    let length = i64::from(rows.max(1) as u32 * ROW);
    let moved = |at: u32| (i64::from(at) + i64::from(by) * i64::from(ROW)).rem_euclid(length);
    loose.iter_mut().for_each(|point| point.at = moved(point.at) as u32);
    loose.sort_by_key(|point| point.at);
    loose
}

/// The points of the first `count` rows so many times as far apart; what leaves the rows goes.
pub fn stretch(mut loose: Vec<Point>, rows: usize, count: usize, factor: f64) -> Vec<Point> {
    loose.retain(|point| point.at < count as u32 * ROW);
    loose.iter_mut().for_each(|point| point.at = (f64::from(point.at) * factor).round() as u32);
    loose.retain(|point| point.at < rows as u32 * ROW);
    loose
}

/// The last one first: what begins the first row begins the last one then, and the ways between the points are gone backwards. A way
/// that holds needs a point more, since it jumps at its begin then.
pub fn reverse(loose: Vec<Point>, rows: usize) -> Vec<Point> {
    let last = rows.saturating_sub(1) as u32 * ROW;
    let backwards = |shape: Shape| match shape {
        Shape::Slow => Shape::Fast,
        Shape::Fast => Shape::Slow,
        same => same,
    };
    let mut points = Vec::with_capacity(loose.len());
    for (index, point) in loose.iter().enumerate().rev() {
        let at = last.saturating_sub(point.at);
        let before = index.checked_sub(1).map(|before| loose[before]);
        match before {
            Some(before) if before.shape == Shape::Hold => {
                points.push(Point { at, shape: Shape::Line, ..*point });
                points.push(Point { at: at + 1, place: before.place, shape: Shape::Hold });
            }
            Some(before) => points.push(Point { at, shape: backwards(before.shape), ..*point }),
            None => points.push(Point { at, shape: Shape::Line, ..*point }),
        }
    }
    points
}

/// Upside down: what is highest is lowest then.
pub fn flip(mut loose: Vec<Point>, _: usize) -> Vec<Point> {
    loose.iter_mut().for_each(|point| point.place = Height::of(1.0 - point.place.part()));
    loose
}

/// So many times as high, within the range.
pub fn scale(mut loose: Vec<Point>, factor: f32) -> Vec<Point> {
    loose.iter_mut().for_each(|point| point.place = Height::of(point.place.part() * factor));
    loose
}

/// Without the points that the straight ways between the others pass at most `most` (a part of the range) away from. First and last
/// point stay, and so do ways of other shapes. Ramer 1972, Douglas and Peucker 1973, with the distance measured upwards.
pub fn thin(loose: &[Point], most: f32) -> Vec<Point> {
    let mut stays: Vec<bool> = loose.iter().map(|point| point.shape != Shape::Line).collect();
    for index in 0..loose.len() {
        let bends = index == 0 || index + 1 == loose.len() || loose[index - 1].shape != Shape::Line;
        stays[index] |= bends;
    }
    let fixed: Vec<usize> = (0..loose.len()).filter(|index| stays[*index]).collect();
    let mut stretches: Vec<(usize, usize)> = fixed.windows(2).map(|ends| (ends[0], ends[1])).collect();
    while let Some((first, last)) = stretches.pop() {
        let (from, to) = (loose[first], loose[last]);
        let away = |index: usize| {
            let part = (loose[index].at - from.at) as f32 / (to.at - from.at).max(1) as f32;
            let line = from.place.part() + (to.place.part() - from.place.part()) * part;
            (loose[index].place.part() - line).abs()
        };
        let farthest = (first + 1..last).max_by(|a, b| away(*a).total_cmp(&away(*b)));
        if let Some(farthest) = farthest.filter(|index| away(*index) > most) {
            stays[farthest] = true;
            stretches.extend([(first, farthest), (farthest, last)]);
        }
    }
    loose.iter().zip(stays).filter(|(_, stays)| *stays).map(|(point, _)| *point).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn points(texts: &[&str]) -> Vec<Point> {
        texts.iter().map(|text| Point::parse(text).expect(text)).collect()
    }

    fn texts(points: &[Point]) -> Vec<String> {
        Curve::new("", points.to_vec()).points().iter().map(Point::to_string).collect()
    }

    #[test]
    fn a_reversed_curve_stands_at_every_moment_where_the_old_one_stood_counted_from_the_end() {
        let old = points(&["0 10 slow", "4 90 hold", "6+80 30 smooth", "9 70 fast", "15 0"]);
        let [before, after] = [old.clone(), reverse(old.clone(), 16)].map(|points| Curve::new("", points));
        for moment in 0..=15 * ROW {
            let (old, new) = (before.value((15 * ROW - moment) as f32), after.value(moment as f32));
            let jumps = (old.unwrap_or(0.0) - new.unwrap_or(1.0)).abs() > 1e-5;
            // Where a hold begins backwards, the jump takes one part of a row.
            assert!(!jumps || moment == 11 * ROW, "{moment}: {old:?} {new:?}");
        }
        let again = Curve::new("", reverse(after.points().to_vec(), 16));
        assert!((again.value(5.0 * ROW as f32).expect("points") - 0.9).abs() < 1e-5);
    }

    #[test]
    fn loose_points_go_up_down_apart_and_together() {
        let old = points(&["0 1", "3+40 2 hold", "7 3"]);
        assert_eq!(texts(&down(old.clone(), 8)), ["1 1", "4+40 2 hold"]);
        assert_eq!(texts(&up(old.clone(), 8)), ["2+40 2 hold", "6 3"]);
        assert_eq!(texts(&stretch(old.clone(), 8, 8, 2.0)), ["0 1", "6+80 2 hold"]);
        assert_eq!(texts(&stretch(old.clone(), 8, 8, 0.5)), ["0 1", "1+A0 2 hold", "3+80 3"]);
        assert_eq!(texts(&flip(old.clone(), 8)), ["0 99", "3+40 98 hold", "7 97"]);
        assert_eq!(texts(&scale(old, 50.0)), ["0 50", "3+40 100 hold", "7 100"]);
    }

    #[test]
    fn points_go_to_the_rows_that_a_turning_lane_plays() {
        let curve = Curve::new("", points(&["0 1", "1 2", "2 3", "3 4"]));
        assert_eq!(texts(&lifted(&curve, &[2, 3, 0])), ["0 3", "1 4", "2 1"]);
        let over = laid(&curve, &[3, 0], &points(&["0+80 9"]), false);
        assert_eq!(texts(over.points()), ["1 2", "2 3", "3+80 9"]);
        let mixed = laid(&curve, &[3, 4], &points(&["0+80 9", "1 8"]), true);
        assert_eq!(texts(mixed.points()), ["0 1", "1 2", "2 3", "3 4", "4 8"]);
    }

    #[test]
    fn thinning_leaves_what_the_ways_between_say_already() {
        let line: Vec<Point> = (0..=64)
            .map(|n| Point { at: n * ROW, place: Height::of(n as f32 / 64.0), shape: Shape::Line })
            .collect();
        assert_eq!(texts(&thin(&line, 0.001)), ["0 0", "64 100"]);
        let bent = points(&["0 0", "1 50", "2 10", "3 10.5", "4 10 hold", "5 90", "6 90", "7 90"]);
        assert_eq!(texts(&thin(&bent, 0.01)), ["0 0", "1 50", "2 10", "4 10 hold", "5 90", "7 90"]);
        assert_eq!(thin(&bent, 0.0).len(), 7, "only what lies on the line");
    }
}
