//! Curves: how a parameter moves over the rows of a lane, as points with ways between them.

use super::lane::MAX_ROWS;
use serde::{Deserialize, Serialize};
use std::fmt;

/// Parts of a row, as notes' delays count them.
pub const ROW: u32 = 256;
/// The most points of a curve.
pub const MAX_POINTS: usize = 4_096;
/// The most curves of a lane.
pub const MAX_CURVES: usize = 16;
/// The most characters of a target's name.
pub const MAX_NAME: usize = 64;

/// A place in a parameter's range in ten-thousandths: 0 lowest, 10,000 highest.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Place(u16);

impl Place {
    /// The highest.
    pub const TOP: Place = Place(10_000);

    /// The nearest place to a part of the range from 0 to 1; what is no number is 0.
    pub fn of(part: f32) -> Place {
        Place((part.clamp(0.0, 1.0) * 10_000.0).round() as u16)
    }

    /// The part of the range, 0 to 1.
    pub fn part(self) -> f32 {
        f32::from(self.0.min(Place::TOP.0)) / 10_000.0
    }

    /// So many ten-thousandths further, within the range.
    pub fn moved(self, by: i32) -> Place {
        Place((i32::from(self.0) + by).clamp(0, i32::from(Place::TOP.0)) as u16)
    }
}

/// In percent with as many digits as needed: `25`, `33.33`.
impl fmt::Display for Place {
    fn fmt(&self, f: &mut fmt::Formatter) -> fmt::Result {
        let (whole, rest) = (self.0 / 100, self.0 % 100);
        match rest {
            0 => write!(f, "{whole}"),
            _ if rest % 10 == 0 => write!(f, "{whole}.{}", rest / 10),
            _ => write!(f, "{whole}.{rest:02}"),
        }
    }
}

/// How a curve goes from a point to the next one.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub enum Shape {
    /// Straight.
    #[default]
    Line,
    /// It stays, and jumps at the next point.
    Hold,
    /// Slow at both ends, an S.
    Smooth,
    /// Slow first: a parabola upward from the point.
    Slow,
    /// Fast first: a parabola that arrives gently.
    Fast,
}

impl Shape {
    /// All shapes with their names in files and on screens.
    pub const ALL: [(Shape, &'static str); 5] = [
        (Shape::Line, "line"),
        (Shape::Hold, "hold"),
        (Shape::Smooth, "smooth"),
        (Shape::Slow, "slow"),
        (Shape::Fast, "fast"),
    ];

    /// Its name.
    pub fn name(self) -> &'static str {
        Self::ALL[self as usize].1
    }

    /// The one after it in the list, round and round.
    pub fn next(self) -> Shape {
        Self::ALL[(self as usize + 1) % Self::ALL.len()].0
    }

    /// How much of the way is done after a part of the time, both 0 to 1.
    fn done(self, part: f32) -> f32 {
        match self {
            Shape::Line => part,
            Shape::Hold => 0.0,
            Shape::Smooth => part * part * (3.0 - 2.0 * part),
            Shape::Slow => part * part,
            Shape::Fast => part * (2.0 - part),
        }
    }
}

/// A point of a curve.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Point {
    /// When, in 1/256 rows ([`ROW`]) from the lane's begin.
    pub at: u32,
    /// Where.
    pub place: Place,
    /// How it goes on from here.
    pub shape: Shape,
}

/// `16 25`, `16+80 33.5 smooth`: row (with 1/256 rows as two digits from 00 to FF), percent, shape unless it is a line.
impl fmt::Display for Point {
    fn fmt(&self, f: &mut fmt::Formatter) -> fmt::Result {
        let (row, part) = (self.at / ROW, self.at % ROW);
        write!(f, "{row}")?;
        if part > 0 {
            write!(f, "+{part:02X}")?;
        }
        write!(f, " {}", self.place)?;
        if self.shape != Shape::Line {
            write!(f, " {}", self.shape.name())?;
        }
        Ok(())
    }
}

impl Point {
    /// Reads what [`Point`]'s `Display` writes.
    pub fn parse(text: &str) -> Option<Point> {
        let mut words = text.split_whitespace();
        let when = words.next()?;
        let (row, part) = when.split_once('+').unwrap_or((when, "0"));
        let row: u16 = row.parse().ok().filter(|row| *row < MAX_ROWS)?;
        let part = u8::from_str_radix(part, 16).ok()?;
        let percent: f32 = words.next()?.parse().ok().filter(|percent| (0.0..=100.0).contains(percent))?;
        let shape = words.next().unwrap_or("line");
        let shape = Shape::ALL.iter().find(|(_, name)| *name == shape)?.0;
        let at = u32::from(row) * ROW + u32::from(part);
        words.next().is_none().then_some(Point { at, place: Place::of(percent / 100.0), shape })
    }
}

/// The way of one parameter over a lane. Before its first point it stands where that is, behind its last one where that is.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(from = "Saved")]
pub struct Curve {
    target: String,
    points: Vec<Point>,
}

/// A curve as it comes from outside: its points may stand in any order.
#[derive(Deserialize)]
struct Saved {
    target: String,
    points: Vec<Point>,
}

impl From<Saved> for Curve {
    fn from(saved: Saved) -> Curve {
        Curve::new(&saved.target, saved.points)
    }
}

impl Curve {
    /// A curve of the parameter of that name. Points are sorted, those beyond the longest lane left out; of several at one time the
    /// last stays.
    pub fn new(target: &str, mut points: Vec<Point>) -> Curve {
        points.retain(|point| point.at < u32::from(MAX_ROWS) * ROW);
        points.reverse();
        points.sort_by_key(|point| point.at);
        points.dedup_by_key(|point| point.at);
        points.truncate(MAX_POINTS);
        points.iter_mut().for_each(|point| point.place = point.place.moved(0));
        points.shrink_to_fit();
        Curve { target: target.chars().take(MAX_NAME).collect(), points }
    }

    /// The parameter's name, as `&xx` knows it: `insert.1.frequency`.
    pub fn target(&self) -> &str {
        &self.target
    }

    /// The points, ascending.
    pub fn points(&self) -> &[Point] {
        &self.points
    }

    /// The same curve with other points.
    pub fn with(&self, points: Vec<Point>) -> Curve {
        Curve::new(&self.target, points)
    }

    /// The last point that is not behind a moment, in 1/256 rows.
    pub fn before(&self, at: u32) -> Option<&Point> {
        let next = self.points.partition_point(|point| point.at <= at);
        next.checked_sub(1).map(|last| &self.points[last])
    }

    /// Where it is after so many 1/256 rows, 0 to 1; `None` without points.
    pub fn value(&self, at: f32) -> Option<f32> {
        let next = self.points.partition_point(|point| point.at as f32 <= at);
        let Some(before) = next.checked_sub(1).map(|index| self.points[index]) else {
            return self.points.first().map(|point| point.place.part());
        };
        let Some(after) = self.points.get(next) else { return Some(before.place.part()) };
        let part = (at - before.at as f32) / (after.at - before.at) as f32;
        let (from, to) = (before.place.part(), after.place.part());
        Some(from + (to - from) * before.shape.done(part))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn curve(points: &[&str]) -> Curve {
        Curve::new("track.pan", points.iter().map(|text| Point::parse(text).expect(text)).collect())
    }

    #[test]
    fn points_read_as_they_are_written() {
        for text in ["0 0", "511+FF 100", "16 33.33 smooth", "7+01 0.05 hold", "3 99.9 fast", "3 12 slow"] {
            assert_eq!(Point::parse(text).expect(text).to_string(), text);
        }
        for text in [
            "",
            "0",
            "512 0",
            "0 101",
            "0 -1",
            "0 nan",
            "0 50 wild",
            "0 50 line x",
            "0+100 50",
            "x 50",
            "0+ 1",
        ] {
            assert_eq!(Point::parse(text), None, "{text}");
        }
    }

    #[test]
    fn ways_between_points() {
        let at = |shape: &str, row: f32| {
            curve(&[&format!("4 20 {shape}"), "8 100"]).value(row * ROW as f32).expect("points")
        };
        for (shape, middle) in [("line", 0.5), ("hold", 0.0), ("smooth", 0.5), ("slow", 0.25), ("fast", 0.75)]
        {
            for (row, wanted) in [(0.0, 0.2), (4.0, 0.2), (6.0, 0.2 + 0.8 * middle), (8.0, 1.0), (99.0, 1.0)]
            {
                assert!((at(shape, row) - wanted).abs() < 1e-6, "{shape} {row}: {}", at(shape, row));
            }
        }
        assert_eq!(curve(&[]).value(3.0), None);
    }

    #[test]
    fn points_are_sorted_and_the_last_of_one_time_stays() {
        let sorted = curve(&["8 10", "2 20", "8 30 hold"]);
        assert_eq!(sorted.points().iter().map(Point::to_string).collect::<Vec<_>>(), ["2 20", "8 30 hold"]);
    }
}
