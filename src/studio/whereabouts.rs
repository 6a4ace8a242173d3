//! Where a cursor is in a song: what is put aside while a seat looks at another song, or at an instrument's phrases.

use super::grid::{Place, Selection};
use super::seat::Seat;
use std::mem::swap;

/// Where a cursor is.
#[derive(Clone, Copy, Debug, Default)]
pub struct Whereabouts {
    order: u16,
    pattern: u16,
    repeat: u8,
    before: i32,
    /// The field.
    pub place: Place,
    selection: Option<Selection>,
}

impl Whereabouts {
    /// In a field of the first pattern.
    pub fn at(place: Place) -> Whereabouts {
        Whereabouts { place, ..Whereabouts::default() }
    }

    /// Changes places with where a seat is now.
    pub fn change_places(&mut self, seat: &mut Seat) {
        swap(&mut self.order, &mut seat.order);
        swap(&mut self.pattern, &mut seat.pattern);
        swap(&mut self.repeat, &mut seat.repeat);
        swap(&mut self.before, &mut seat.before);
        swap(&mut self.place, &mut seat.place);
        swap(&mut self.selection, &mut seat.selection);
    }
}
