//! How low and how high what moves a parameter brings it while a song plays.

use super::lock;
use crate::song::curve::{Curve, ROW};
use crate::song::lane::Lane;
use crate::song::row::Row;
use crate::song::{MAX_TRACKS, Song};

/// The lowest and the highest place that curves and `&xx` give a parameter, 0 to 1.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Extent {
    /// The lowest.
    pub low: f32,
    /// The highest.
    pub high: f32,
}

impl Extent {
    /// Whether a switch is off at some time: below the middle of its range.
    pub fn switches_off(&self) -> bool {
        self.low < 0.5
    }

    /// Whether a switch is on at some time.
    pub fn switches_on(&self) -> bool {
        self.high >= 0.5
    }
}

/// Those of one parameter on each track of a song, `None` where nothing moves it.
#[derive(Clone, Debug, PartialEq)]
pub struct Extents(Vec<Option<Extent>>);

impl Extents {
    /// Of the parameter of that name. Looks at all patterns, whether the order list plays them or not; `&xx` counts where the song's
    /// columns are shown, of patterns and of phrases.
    pub fn of(song: &Song, name: &str) -> Extents {
        Extents((0..song.tracks.len().min(MAX_TRACKS)).map(|track| of_track(song, track, name)).collect())
    }

    /// Whether something moves it on a track, and so.
    pub fn goes(&self, track: usize, so: fn(&Extent) -> bool) -> bool {
        self.0.get(track).and_then(Option::as_ref).is_some_and(so)
    }
}

fn of_track(song: &Song, track: usize, name: &str) -> Option<Extent> {
    let settings = &song.tracks[track];
    let columns = settings.locks.iter().take(settings.effect_columns.into());
    let locked: Vec<usize> =
        columns.enumerate().filter(|(_, lock)| lock::full(lock) == name).map(|(n, _)| n).collect();
    let mut found = None;
    let rows = |lane: &Lane, length: u16, found: &mut Option<Extent>| {
        lane.rows().each(length, |_, row| written(row, &locked).for_each(|place| widen(found, place)));
    };
    for (number, pattern) in song.patterns.iter().enumerate() {
        let Some(lane) = song.lane(number, track) else { continue };
        let length = lane.length.unwrap_or(pattern.length);
        if let Some(curve) = lane.curve(name) {
            places(curve, u32::from(length) * ROW).for_each(|place| widen(&mut found, place));
        }
        if !locked.is_empty() {
            rows(lane, length, &mut found);
        }
    }
    if !locked.is_empty() {
        let phrases = song.instruments.iter().flatten().flat_map(|instrument| &instrument.phrases.list);
        phrases.for_each(|phrase| rows(&phrase.lane, u16::MAX, &mut found));
    }
    found
}

/// The places that `&xx` gives in a row's columns.
fn written<'a>(row: &'a Row, columns: &'a [usize]) -> impl Iterator<Item = f32> + 'a {
    let effects = columns.iter().filter_map(|column| row.effects.get(*column).copied().flatten());
    effects.filter(|effect| effect.code == b'&').map(|effect| f32::from(effect.value) / 255.0)
}

/// Where a curve turns before an end, in 1/256 rows, and where it is last: between these it goes one way.
fn places(curve: &Curve, end: u32) -> impl Iterator<Item = f32> + '_ {
    let turns = curve.points().iter().map(|point| point.at).take_while(move |at| *at < end);
    let ends = [0, end.saturating_sub(1)];
    turns.chain(ends).filter_map(|at| curve.value(at as f32))
}

fn widen(found: &mut Option<Extent>, place: f32) {
    let Extent { low, high } = found.unwrap_or(Extent { low: place, high: place });
    *found = Some(Extent { low: low.min(place), high: high.max(place) });
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::song::curve::Point;
    use crate::song::edit::Edit;
    use crate::song::pattern::Pattern;
    use crate::song::row::EffectCell;
    use crate::song::track::Track;
    use std::sync::Arc;

    #[test]
    fn what_is_written_in_shown_columns_and_drawn_within_the_lane_counts() {
        let name = "track.pan";
        let mut track = Track::default();
        track.locks[0] = name.to_owned();
        track.locks[1] = name.to_owned();
        let tracks = vec![Arc::new(track), Arc::new(Track::default())];
        let pattern = Arc::new(Pattern { length: 8, ..Pattern::default() });
        let song = Song { tracks, patterns: std::iter::once(pattern).collect(), ..Song::default() };
        assert_eq!(Extents::of(&song, name).0, [None, None]);
        let write = |song: &Song, row: u16, column: usize, value: u8| {
            let mut written = Row::default();
            written.effects[column] = Some(EffectCell { code: b'&', value });
            Edit::Rows { pattern: 0, track: 0, rows: vec![(row, written)] }.apply(song).expect("a row")
        };
        let song = write(&song, 2, 0, 51);
        let song = write(&song, 3, 1, 255);
        let song = write(&song, 8, 0, 255);
        assert_eq!(Extents::of(&song, name).0, [Some(Extent { low: 0.2, high: 0.2 }), None], "row 2 alone");
        let points = ["0 60", "16 100 hold"].map(|text| Point::parse(text).expect(text));
        let curve = Edit::Curve { pattern: 0, track: 1, curve: Curve::new(name, points.to_vec()) };
        let drawn = Extents::of(&curve.apply(&song).expect("a curve"), name).0[1].expect("a curve");
        assert!(drawn.low == 0.6 && (0.79..0.8).contains(&drawn.high), "half of the way: {drawn:?}");
        assert!(drawn.switches_on() && !drawn.switches_off());
    }
}
