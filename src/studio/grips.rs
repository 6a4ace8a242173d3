//! What is drawn under the fields of an instrument and can be moved: points of envelopes, zones over the keyboard. By keys at the cursor,
//! by the mouse where it holds them.

use super::Studio;
use super::commands::Answer;
use super::envelopes::{Point, points};
use super::seat::{Seat, SheetCursor};
use super::sheets::{self, Entry, values};
use super::writing::Turn;
use super::zone_map::{self, Side, with_moved, zones};
use crate::instruments::sampler::zone::Zone;

/// Velocities that a key moves a zone by.
const VELOCITIES: i32 = 8;

/// Something that the mouse can hold, as it was when it was drawn.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Grip {
    /// A point of an envelope.
    Point {
        /// The point.
        point: Point,
        /// Seconds of a cell of the picture.
        seconds: f32,
        /// Lines of the picture.
        lines: u16,
    },
    /// A zone over the keyboard.
    Zone {
        /// Its number.
        zone: usize,
        /// What of it is held.
        side: Side,
        /// Its keys and velocities: the lowest and the highest of each.
        range: [u8; 4],
        /// Keys of a cell of the picture, and velocities of a line.
        each: [u8; 2],
    },
}

/// Puts a number into a field of the instruments' sheet.
fn set(studio: &mut Studio, seat: &Seat, at: SheetCursor, value: f32, gesture: Option<&str>) -> Answer {
    let sheet = sheets::of(seat.view).ok_or("there is nothing to move here")?;
    let change = (sheet.assign)(studio, seat, at, Entry::Number(value))?;
    let gesture = gesture.unwrap_or(&change.name);
    studio.turn_and_write(seat, gesture, change.edit, Turn::To(gesture))
}

/// The mouse took hold of something: the cursor goes to its field.
pub fn take(studio: &Studio, seat: &mut Seat, grip: Grip) {
    let field = match grip {
        Grip::Point { point, .. } => Some(point.time.0).filter(|_| !point.is_at(seat.sheet())),
        Grip::Zone { zone, .. } => zone_map::field(studio, seat, zone)
            .filter(|_| zones(studio, seat).is_none_or(|(_, at)| at != zone)),
    };
    if let Some(field) = field {
        sheets::go(studio, seat, field);
    }
}

/// It was dragged so many cells to the right and lines down from where it was taken.
///
/// # Errors
/// If it is no longer there.
pub fn drag(studio: &mut Studio, seat: &mut Seat, grip: Grip, cells: i32, down: i32) -> Answer {
    match grip {
        Grip::Point { point, seconds, lines } => {
            let (field, time) = point.time;
            set(studio, seat, field, (time + cells as f32 * seconds).max(0.0), Some("envelope"))?;
            match point.height {
                Some(height) => {
                    let level = point.level - down as f32 / f32::from(lines.max(1));
                    set(studio, seat, height, level.clamp(0.0, 1.0), Some("envelope"))
                }
                None => Ok(()),
            }
        }
        Grip::Zone { zone, side, range: [low_key, high_key, low_velocity, high_velocity], each } => {
            let gone = || "that zone is gone".to_owned();
            let (all, _) = zones(studio, seat).ok_or_else(gone)?;
            let now = all.get(zone).ok_or_else(gone)?;
            let then = Zone { low_key, high_key, low_velocity, high_velocity, ..now.clone() };
            let [keys, velocities] = each.map(i32::from);
            let new = with_moved(&then, side, cells * keys, -down * velocities);
            if new == *now {
                studio.hold_gesture();
                return Ok(());
            }
            zone_map::put(studio, seat, zone, new)
        }
    }
}

fn nothing() -> String {
    "go to an envelope or to a zone first: what is drawn there can be moved".to_owned()
}

/// The point at the cursor.
fn point(studio: &Studio, seat: &Seat) -> Option<Point> {
    points(studio, seat).into_iter().find(|point| point.is_at(seat.sheet()))
}

fn turn(studio: &mut Studio, seat: &Seat, at: SheetCursor, up: bool) -> Answer {
    let sheet = sheets::of(seat.view).ok_or_else(nothing)?;
    let field = (sheet.field)(studio, seat, at).ok_or_else(nothing)?;
    let (info, value) = field.knob.ok_or_else(nothing)?;
    set(studio, seat, at, values::turned(info, value, up, false), None)
}

/// Moves what is drawn at the cursor sideways: a point in time, a zone over the keys.
///
/// # Errors
/// If nothing is drawn there.
pub fn aside(studio: &mut Studio, seat: &mut Seat, right: bool) -> Answer {
    if let Some(point) = point(studio, seat) {
        return turn(studio, seat, point.time.0, right);
    }
    let by = if right { 1 } else { -1 };
    move_zone(studio, seat, by, 0)
}

/// Moves what is drawn at the cursor up or down: the level of a point, the velocities of a zone.
///
/// # Errors
/// If nothing is drawn there, or it has no level.
pub fn along(studio: &mut Studio, seat: &mut Seat, up: bool) -> Answer {
    if let Some(point) = point(studio, seat) {
        let height = point.height.ok_or("this point has only a time; decay ends at a level that moves")?;
        return turn(studio, seat, height, up);
    }
    move_zone(studio, seat, 0, if up { VELOCITIES } else { -VELOCITIES })
}

fn move_zone(studio: &mut Studio, seat: &Seat, keys: i32, velocities: i32) -> Answer {
    let (all, at) = zones(studio, seat).ok_or_else(nothing)?;
    let new = with_moved(&all[at], Side::Whole, keys, velocities);
    if new == all[at] {
        return Err("the zone is at the end of the keyboard, or has all velocities".to_owned());
    }
    zone_map::put(studio, seat, at, new)?;
    let told = zones(studio, seat).map(|(all, at)| zone_map::told(all, at)).unwrap_or_default();
    studio.say(told);
    Ok(())
}

/// Goes to the next point or zone, round and round.
///
/// # Errors
/// If nothing is drawn at the cursor.
pub fn next(studio: &Studio, seat: &mut Seat) -> Answer {
    let all = points(studio, seat);
    let field = match all.iter().position(|point| point.is_at(seat.sheet())) {
        Some(at) => Some(all[(at + 1) % all.len()].time.0),
        None => match (all.first(), zones(studio, seat)) {
            (Some(first), _) => Some(first.time.0),
            (None, Some((all, at))) => zone_map::field(studio, seat, (at + 1) % all.len()),
            (None, None) => None,
        },
    };
    sheets::go(studio, seat, field.ok_or_else(nothing)?);
    Ok(())
}
