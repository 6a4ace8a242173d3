//! Curves as a seat draws them: the lane and the parameter that it looks at, and the changes of their points. A seat's row is that of
//! its grid.

use super::Studio;
use super::block::{counted, lane_rows};
use super::commands::Answer;
use super::grid::{Column, Place, Selection, columns, lane_row};
use super::palette::Item;
use super::points::{self, Copied};
use super::seat::Seat;
use super::sheets::values;
use crate::dsp::parameter::{Info, Kind};
use crate::sequencer::{effects, lock};
use crate::song::Song;
use crate::song::curve::{Curve, Place as Height, Point, ROW, Shape};
use crate::song::edit::Edit;
use crate::song::lane::Lane;
use crate::song::row::EffectCell;

/// A parameter that a curve moves, as the song has it.
#[derive(Clone, Copy, Debug)]
pub struct Moved {
    /// What is known of it.
    pub info: &'static Info,
    /// Where it stands in the song.
    pub value: f32,
}

impl Moved {
    /// A place of the curve as people read it.
    pub fn text(&self, part: f32) -> String {
        values::text(self.info, self.info.at(part))
    }
}

/// The lane that the seat looks at, if anything is written there.
pub fn lane<'a>(song: &'a Song, seat: &Seat) -> Option<&'a Lane> {
    song.lane(seat.pattern.into(), seat.place.track.into())
}

/// Its rows.
pub fn rows(song: &Song, seat: &Seat) -> u16 {
    song.lane_rows(seat.pattern.into(), seat.place.track.into())
}

/// The row of the lane at the cursor.
pub fn row(song: &Song, seat: &Seat) -> u16 {
    lane_row(song, seat.round(), seat.place.track, seat.place.row)
}

/// The cursor's row as curves count time.
pub fn here(song: &Song, seat: &Seat) -> u32 {
    u32::from(row(song, seat)) * ROW
}

/// The curve that the seat looks at: the one it has chosen, or else the lane's first.
pub fn curve<'a>(song: &'a Song, seat: &Seat) -> Option<&'a Curve> {
    let lane = lane(song, seat)?;
    lane.curve(&seat.curve).or_else(|| lane.curves().first().map(|curve| &**curve))
}

/// The instrument that the track plays at the cursor: the last one written up to there, or the first after it, or the seat's.
pub fn instrument(song: &Song, seat: &Seat) -> u8 {
    let row = row(song, seat);
    let rows = lane(song, seat).into_iter().flat_map(Lane::rows);
    let written = rows.filter_map(|(number, row)| Some((number, row.notes[0].instrument?.get() - 1)));
    let all: Vec<_> = written.collect();
    let before = all.iter().rev().find(|(number, _)| *number <= row);
    before.or(all.first()).map_or(seat.instrument, |(_, instrument)| *instrument)
}

/// The parameter of that name on the track at the cursor; `None` if it means nothing there.
pub fn moved(song: &Song, seat: &Seat, name: &str) -> Option<Moved> {
    let target = lock::resolve(song, seat.place.track.into(), Some(instrument(song, seat)), name)?;
    lock::told(song, target).map(|(info, value)| Moved { info, value })
}

/// Every parameter that the track at the cursor can have a curve of.
pub fn names(song: &Song, seat: &Seat) -> Vec<String> {
    lock::names(song, seat.place.track.into(), Some(instrument(song, seat)))
}

/// The same as a list to choose from.
pub fn listed(song: &Song, seat: &Seat) -> Vec<Item> {
    let item = |name: String| {
        let help = moved(song, seat, &name).map_or("", |parameter| parameter.info.help);
        Item { name, help: help.to_owned() }
    };
    names(song, seat).into_iter().map(item).collect()
}

/// An effect of the grid in words, in that effect column at the cursor: of `&xx` what it sets there.
pub fn described(song: &Song, seat: &Seat, column: u8, effect: EffectCell) -> String {
    if effect.code != b'&' {
        return effects::describe(effect.code, effect.value);
    }
    let track = song.tracks.get(usize::from(seat.place.track));
    let name = track.and_then(|track| track.locks.get(usize::from(column))).map_or("", String::as_str);
    let name = lock::full(name);
    match moved(song, seat, name) {
        Some(parameter) => {
            format!("Parameter lock: {name} {}", parameter.text(f32::from(effect.value) / 255.0))
        }
        None => format!(
            "Parameter lock: there is no {name} here; the track's field \"what & sets\" names another"
        ),
    }
}

/// The point in the cursor's row, or else the one before it.
pub fn point(song: &Song, seat: &Seat) -> Option<Point> {
    let (curve, end) = (curve(song, seat)?, here(song, seat) + ROW);
    curve.before(end - 1).copied()
}

fn chosen(song: &Song, seat: &Seat) -> Result<Curve, String> {
    curve(song, seat).cloned().ok_or_else(|| "no parameter has a curve here yet: Insert draws one".to_owned())
}

/// Draws a curve in the lane at the cursor.
fn draw(studio: &mut Studio, seat: &mut Seat, what: &str, curve: Curve, joins: bool) -> Answer {
    let name = format!("{what} {}", curve.target());
    seat.curve = curve.target().to_owned();
    let edit = Edit::Curve { pattern: seat.pattern, track: seat.place.track, curve };
    match joins {
        true => studio.turn_knob(&name, edit, &format!("{name} {}", here(studio.song(), seat))),
        false => studio.edit(&name, edit),
    }
}

/// The curve with a point in the cursor's row: where that row had points, the first one is moved.
fn with_point(song: &Song, seat: &Seat, curve: &Curve, place: impl Fn(Height) -> Height) -> Curve {
    let here = here(song, seat);
    let mut points = curve.points().to_vec();
    match points.iter_mut().find(|point| (here..here + ROW).contains(&point.at)) {
        Some(point) => point.place = place(point.place),
        None => {
            let shape = point(song, seat).map_or(Shape::Line, |before| before.shape);
            let present = Height::of(curve.value(here as f32).unwrap_or(0.0));
            points.push(Point { at: here, place: place(present), shape });
        }
    }
    curve.with(points)
}

/// Moves the curve in the cursor's row a fine or a far step.
pub fn turn(studio: &mut Studio, seat: &mut Seat, up: bool, far: bool) -> Answer {
    let song = studio.song().clone();
    let old = chosen(&song, seat)?;
    let parameter = moved(&song, seat, old.target());
    let new = with_point(&song, seat, &old, |place| {
        let sign = if up { 1 } else { -1 };
        let plain = place.moved(sign * if far { 1_000 } else { 100 });
        let Some(Moved { info, .. }) = parameter else { return plain };
        let turned = values::turned(info, info.at(place.part()), up, far);
        let turned = Height::of(info.position(turned));
        let steps = matches!(info.kind, Kind::Whole | Kind::Switch | Kind::Choice(_));
        if turned == place && !steps { place.moved(sign) } else { turned }
    });
    draw(studio, seat, "curve", new, true)
}

/// Sets the curve in the cursor's row to a value as people write it: `350 Hz`, or a part of the range such as `25 %`.
pub fn set(studio: &mut Studio, seat: &mut Seat, text: &str) -> Answer {
    let song = studio.song().clone();
    let old = chosen(&song, seat)?;
    let percent = || {
        let number: f32 = text.trim().strip_suffix('%')?.trim().parse().ok()?;
        (0.0..=100.0).contains(&number).then_some(number / 100.0)
    };
    let part = match moved(&song, seat, old.target()) {
        Some(Moved { info, .. }) => match values::parse(info, text) {
            Ok(value) => info.position(value),
            Err(expected) => percent().ok_or(expected)?,
        },
        None => percent().ok_or("expected a part of the range, 0 % to 100 %")?,
    };
    let kept = Height::of(part);
    let new = with_point(&song, seat, &old, |_| kept);
    draw(studio, seat, "curve", new, false)?;
    // Curves keep ten-thousandths of the range, which need not be what was typed.
    let (name, row) = (old.target(), row(&song, seat));
    studio.say(match moved(&song, seat, name) {
        Some(parameter) => format!("{name} in row {row}: {} ({kept} %)", parameter.text(kept.part())),
        None => format!("{name} in row {row}: {kept} %"),
    });
    Ok(())
}

/// Gives the point at the cursor, or the one before it, the next shape.
pub fn shape(studio: &mut Studio, seat: &mut Seat) -> Answer {
    let song = studio.song().clone();
    let (old, at) = (chosen(&song, seat)?, point(&song, seat).ok_or("no point is here or before")?.at);
    let mut points = old.points().to_vec();
    points.iter_mut().filter(|point| point.at == at).for_each(|point| point.shape = point.shape.next());
    draw(studio, seat, "shape of", old.with(points), false)
}

/// Goes somewhere and marks the track's rows between: in the grid they are a block of the whole track.
pub fn mark(studio: &Studio, seat: &mut Seat, step: impl FnOnce(&Song, &mut Seat)) {
    let song = studio.song();
    let track = seat.place.track;
    let shown = song.tracks.get(usize::from(track)).map(|track| columns(track)).unwrap_or_default();
    let end = |row: u16, column: Option<&Column>| Place {
        row,
        track,
        column: column.copied().unwrap_or(Column::Note(0)),
        digit: 0,
    };
    let going_on =
        seat.selection.filter(|marked| marked.head.row == seat.place.row && marked.head.track == track);
    let from = going_on.map_or(seat.place.row, |marked| marked.anchor.row);
    step(song, seat);
    let (anchor, head) = (end(from, shown.first()), end(seat.place.row, shown.last()));
    seat.selection = Some(Selection { anchor, head, stays: false });
}

/// Goes somewhere; what was marked on the way is forgotten.
pub fn walk(studio: &Studio, seat: &mut Seat, step: impl FnOnce(&Song, &mut Seat)) {
    step(studio.song(), seat);
    seat.selection = seat.selection.filter(|marked| marked.stays);
}

/// The pattern's rows that are marked on the track at the cursor.
fn marked(seat: &Seat) -> Option<(u16, u16)> {
    let marked = seat.selection?;
    let (left, right) = marked.edges();
    (left.0..=right.0).contains(&seat.place.track).then(|| marked.rows())
}

/// The lane's rows that play at the marked ones, each once; `None` if none are marked.
pub fn marked_rows(song: &Song, seat: &Seat) -> Option<Vec<u16>> {
    marked(seat).map(|(first, last)| lane_rows(song, seat.round(), seat.place.track, first, last))
}

/// Copies the points of the marked rows, or of the cursor's row.
pub fn copy(studio: &mut Studio, seat: &mut Seat) -> Answer {
    let song = studio.song();
    let old = chosen(song, seat)?;
    let rows = marked_rows(song, seat).unwrap_or_else(|| vec![row(song, seat)]);
    let loose = points::lifted(&old, &rows);
    if loose.is_empty() {
        return Err("no point is in these rows".to_owned());
    }
    studio.say(format!("copied {} of {}", counted(loose.len(), "point"), counted(rows.len(), "row")));
    seat.copied = Copied { rows: rows.len() as u16, loose };
    Ok(())
}

/// Pastes copied points from the cursor's row on, in place of those that stand there.
pub fn paste(studio: &mut Studio, seat: &mut Seat) -> Answer {
    let song = studio.song().clone();
    let old = chosen(&song, seat)?;
    if seat.copied.rows == 0 {
        return Err("no points were copied yet".to_owned());
    }
    let (first, last) = (seat.place.row, seat.place.row.saturating_add(seat.copied.rows - 1));
    let last = last.min(seat.rows(&song).saturating_sub(1));
    let rows = lane_rows(&song, seat.round(), seat.place.track, first, last);
    draw(studio, seat, "paste into", points::laid(&old, &rows, &seat.copied.loose, false), false)
}

/// Does something to the points of the marked rows, or to those of all rows of the lane.
pub fn change(
    studio: &mut Studio,
    seat: &mut Seat,
    what: &str,
    deed: impl FnOnce(Vec<Point>, usize) -> Vec<Point>,
) -> Answer {
    let song = studio.song().clone();
    let old = chosen(&song, seat)?;
    let rows = marked_rows(&song, seat).unwrap_or_else(|| (0..rows(&song, seat)).collect());
    let new = points::laid(&old, &rows, &deed(points::lifted(&old, &rows), rows.len()), false);
    if new == old {
        return Err(format!("{what} {}: there is nothing to change here", old.target()));
    }
    draw(studio, seat, what, new, false)
}

/// Takes the points of the marked rows out, or those of the cursor's row.
pub fn remove_points(studio: &mut Studio, seat: &mut Seat) -> Answer {
    let song = studio.song().clone();
    let old = chosen(&song, seat)?;
    let rows = marked_rows(&song, seat).unwrap_or_else(|| vec![row(&song, seat)]);
    let count = points::lifted(&old, &rows).len();
    if count == 0 {
        return Err(format!("no point is in {}", if rows.len() == 1 { "this row" } else { "these rows" }));
    }
    let what = if count == 1 { "take a point out of" } else { "take points out of" };
    draw(studio, seat, what, points::laid(&old, &rows, &[], false), false)
}

/// Takes the whole curve out.
pub fn remove(studio: &mut Studio, seat: &mut Seat) -> Answer {
    let old = chosen(studio.song(), seat)?;
    draw(studio, seat, "take out the curve of", old.with(Vec::new()), false)
}

/// Begins a curve where the parameter stands; one that is there already is looked at.
pub fn begin(studio: &mut Studio, seat: &mut Seat, name: &str) -> Answer {
    let song = studio.song().clone();
    if lane(&song, seat).is_some_and(|lane| lane.curve(name).is_some()) {
        name.clone_into(&mut seat.curve);
        return Ok(());
    }
    let Moved { info, value } =
        moved(&song, seat, name).ok_or_else(|| format!("{name} is no parameter of this track"))?;
    let point = Point { at: here(&song, seat), place: Height::of(info.position(value)), shape: Shape::Line };
    draw(studio, seat, "curve", Curve::new(name, vec![point]), false)
}

/// Looks at the curve so many places further in the lane, round and round.
pub fn step(studio: &Studio, seat: &mut Seat, by: isize) -> Answer {
    let song = studio.song();
    let all = lane(song, seat).map_or(&[][..], Lane::curves);
    let present =
        curve(song, seat).and_then(|curve| all.iter().position(|other| other.target() == curve.target()));
    let present = present.ok_or("no parameter has a curve here yet: Insert draws one")?;
    let next = (present as isize + by).rem_euclid(all.len() as isize) as usize;
    all[next].target().clone_into(&mut seat.curve);
    Ok(())
}

/// Goes to the row of the next point, or of the one before.
pub fn go_to_point(studio: &Studio, seat: &mut Seat, on: bool) -> Answer {
    let song = studio.song();
    let (curve, row) = (chosen(song, seat)?, row(song, seat));
    let mut rows = curve.points().iter().map(|point| (point.at / ROW) as u16);
    let next = if on { rows.find(|other| *other > row) } else { rows.rev().find(|other| *other < row) };
    let next = next.ok_or("there is no further point")?;
    let to = i32::from(seat.place.row) + i32::from(next) - i32::from(row);
    seat.place.row = to.clamp(0, i32::from(seat.rows(song)) - 1) as u16;
    Ok(())
}
