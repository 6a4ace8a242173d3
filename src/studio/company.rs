//! Who is at the studio: the session into which others can come, and who is there.

use super::seat::Seat;

/// Who is at the studio, as far as the studio has to know.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Company {
    /// The session's name. None: the studio ends with its one terminal.
    pub session: Option<String>,
    /// The seats whose terminals are there now.
    pub present: usize,
}

/// Who sits at a seat.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Person {
    /// The seat's number, from 1; 0 before it has one.
    pub number: u16,
}

impl Seat {
    /// A new seat for somebody who comes in: with the keys of this one, and where this one is.
    pub fn beside(&self) -> Seat {
        let mut seat = Seat::new(self.keymap.clone(), self.layout);
        seat.typing.keys = self.typing.keys;
        seat.macros = self.macros.copy();
        (seat.view, seat.back) = (self.view, self.back);
        (seat.order, seat.pattern, seat.repeat, seat.before) =
            (self.order, self.pattern, self.repeat, self.before);
        (seat.place, seat.octave, seat.step) = (self.place, self.octave, self.step);
        (seat.instrument, seat.follow) = (self.instrument, self.follow);
        seat.sheets.clone_from(&self.sheets);
        seat
    }
}
