//! The points of the envelope at the cursor, as it is drawn: where each stands, and which parameters move it.

use super::Studio;
use super::seat::{Seat, SheetCursor};
use super::shaping::{self, Picture};
use super::sheets::instruments::{parameter, place_of};
use crate::dsp::envelope::Shape;

/// How long a key is held beyond attack, hold and decay, as a part of these.
const HELD: f32 = 0.5;
/// The longest envelope that is drawn, in seconds.
const LONGEST: f32 = 120.0;

/// How long an envelope is drawn, in seconds.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Length {
    /// Until the key is let go.
    pub pressed: f32,
    /// All of it.
    pub whole: f32,
}

impl Length {
    /// That of an envelope: its key is held for a while at its sustain.
    pub fn of(shape: &Shape) -> Length {
        let pressed = ((shape.attack + shape.hold + shape.decay) * (1.0 + HELD)).min(LONGEST);
        Length { pressed, whole: (pressed + shape.release).min(2.0 * LONGEST) }
    }
}

/// A point.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Point {
    /// Seconds from the start.
    pub at: f32,
    /// 0 to 1.
    pub level: f32,
    /// The field of the time that leads to it, and the time in seconds.
    pub time: (SheetCursor, f32),
    /// The field of its level, if that can be moved.
    pub height: Option<SheetCursor>,
}

impl Point {
    /// Whether the cursor stands on one of its fields.
    pub fn is_at(&self, cursor: SheetCursor) -> bool {
        self.time.0 == cursor || self.height == Some(cursor)
    }
}

/// The points of the envelope at the cursor, from left to right; none where the cursor is in no envelope.
pub fn points(studio: &Studio, seat: &Seat) -> Vec<Point> {
    let Some(Picture::Envelope(shape)) = shaping::picture(studio, seat) else { return Vec::new() };
    let Some(index) = parameter(studio, seat) else { return Vec::new() };
    let field = |role: &str| place_of(studio, seat, shaping::sibling(studio, seat, index, role)?);
    let Length { pressed, .. } = Length::of(&shape);
    let (full, held) = (shape.attack, shape.attack + shape.hold);
    let sustain = field("sustain");
    let point = |role: &str, at: f32, level: f32, time: f32, height: Option<SheetCursor>| {
        Some(Point { at, level, time: (field(role)?, time), height })
    };
    let points = [
        point("attack", full, 1.0, shape.attack, None),
        point("hold", held, 1.0, shape.hold, None),
        point("decay", held + shape.decay, shape.sustain, shape.decay, sustain),
        point("release", pressed + shape.release, 0.0, shape.release, None),
    ];
    points.into_iter().flatten().collect()
}
