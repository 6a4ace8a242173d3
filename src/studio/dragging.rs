//! The mouse moves while its button is held: what that does depends on where it went down.

use super::Studio;
use super::commands::{Answer, run_line};
use super::curves;
use super::grid::{Place, Selection};
use super::grips;
use super::pointer::{Pressed, Target, go_to_lane_row};
use super::roll::drags;
use super::seat::Seat;
use super::sheets;
use super::slots;
use super::wave::{self, drawing};

/// The mouse has come to a column and a row of the screen, over this.
pub(super) fn drag(
    studio: &mut Studio,
    seat: &mut Seat,
    over: Option<Target>,
    (column, row): (u16, u16),
) -> Answer {
    let Some(Pressed { at: (x, y), target: Some(taken), aside, .. }) = seat.pressed else { return Ok(()) };
    let by = |to: u16, from: u16| i32::from(to) - i32::from(from);
    match (taken, over) {
        (Target::Grip(grip), _) => grips::drag(studio, seat, grip, by(column, x), by(row, y)),
        (Target::Field(field), _) if field == seat.sheet() => turn(studio, seat, by(y, row), (column, row)),
        (Target::Cell { .. }, _) => {
            mark(studio, seat, taken, over, row);
            Ok(())
        }
        (Target::Frame(_), Some(Target::Frame(to))) if aside => drawn(studio, seat, to, row),
        (Target::Frame(from), Some(Target::Frame(to))) => {
            seat.wave.anchor = Some(from);
            wave::go(studio, seat, true, |_, _| to as usize);
            Ok(())
        }
        (Target::Slot(order, track), Some(Target::Slot(to, other))) => {
            seat.slots.anchor = Some(slots::Spot { order, track });
            seat.go_to_order(&studio.song().clone(), to);
            seat.place.track = other;
            Ok(())
        }
        (Target::CurveRow(_), Some(Target::CurveRow(to))) => {
            curves::mark(studio, seat, |song, seat| go_to_lane_row(song, seat, to));
            Ok(())
        }
        (Target::Note { row, pitch }, Some(Target::Note { row: to, pitch: other })) => {
            drags::notes(studio, seat, (row, pitch), (to, other), aside)
        }
        (Target::Step { row: from, line }, over) => {
            let to = match over {
                Some(Target::Step { row, line }) => Some((row, line)),
                _ => None,
            };
            drags::steps(studio, seat, (from, line), to, by(y, row))
        }
        (Target::Note { .. }, _) if seat.roll.drag.is_some() => {
            studio.hold_gesture();
            Ok(())
        }
        (Target::Frame(_), None) if seat.wave.pen.is_some() => {
            studio.hold_gesture();
            Ok(())
        }
        _ => Ok(()),
    }
}

/// Draws the wave to a frame, as high as the mouse stands in the picture.
fn drawn(studio: &mut Studio, seat: &mut Seat, frame: u32, row: u16) -> Answer {
    let picture = {
        let spots = seat.spots.borrow();
        let found = spots.iter().find(|spot| matches!(spot.target, Target::Frame(_)));
        found.map(|spot| (spot.from.1, spot.size.1.max(1)))
    };
    let Some((top, lines)) = picture else { return Ok(()) };
    let down = (f32::from(row.saturating_sub(top)) + 0.5) / f32::from(lines);
    drawing::stroke(studio, seat, (frame, 1.0 - 2.0 * down))
}

/// Turns the number that is held, a fine step for each row: up is more.
fn turn(studio: &mut Studio, seat: &mut Seat, up: i32, at: (u16, u16)) -> Answer {
    studio.hold_gesture();
    let field = sheets::of(seat.view).and_then(|sheet| (sheet.field)(studio, seat, seat.sheet()));
    if field.is_none_or(|field| field.knob.is_none()) {
        return Ok(());
    }
    if let Some(pressed) = &mut seat.pressed {
        pressed.at = at;
    }
    let name = if up > 0 { "turn-up" } else { "turn-down" };
    (0..up.abs()).try_for_each(|_| run_line(studio, seat, name))
}

/// Marks from where the button went down to where it is now; above and below the grid a row further on.
fn mark(studio: &Studio, seat: &mut Seat, taken: Target, target: Option<Target>, row: u16) {
    let Target::Cell { round, place: anchor, .. } = taken else { return };
    if round != seat.round() {
        return;
    }
    let head = match target {
        Some(Target::Cell { round: other, place, line }) if other == round => {
            seat.grid_line = Some(line);
            place
        }
        _ => {
            let last = seat.rows(studio.song()).saturating_sub(1);
            let spots = seat.spots.borrow();
            let own = spots
                .iter()
                .filter(|spot| matches!(spot.target, Target::Cell { round: other, .. } if other == round));
            let lines = own.map(|spot| spot.from.1);
            let at = match (lines.clone().min(), lines.max()) {
                (Some(first), _) if row < first => seat.place.row.saturating_sub(1),
                (_, Some(end)) if row > end => (seat.place.row + 1).min(last),
                _ => return,
            };
            Place { row: at, ..seat.place }
        }
    };
    seat.place = head;
    seat.selection = Some(Selection { anchor, head, stays: false });
}
