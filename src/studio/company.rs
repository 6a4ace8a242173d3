//! Who is at the studio: the session into which others can come, who is there, and what each may do.

use super::Studio;
use super::grid::Place;
use super::guard::Kept;
use super::seat::Seat;
use super::view::View;

/// What somebody is told who only watches.
pub const WATCHES: &str = "you only watch here: nothing can be changed from this seat";

/// Who sits at a seat.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Person {
    /// The seat's number, from 1; 0 before it has one.
    pub number: u16,
    /// What the person is called; may be empty.
    pub name: String,
    /// Whether nothing can be changed from this seat.
    pub watches: bool,
}

impl Person {
    /// The person as others see him: `seat 2`, `seat 2 Anna`.
    pub fn title(&self) -> String {
        format!("seat {} {}", self.number, self.name).trim_end().to_owned()
    }
}

/// Somebody who is there now, and where.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Present {
    /// Who it is.
    pub person: Person,
    /// What he looks at.
    pub view: View,
    /// The pattern in his grid.
    pub pattern: u16,
    /// His cursor there.
    pub place: Place,
}

impl Present {
    /// Who sits at a seat, and where.
    pub fn of(seat: &Seat) -> Present {
        Present { person: seat.person.clone(), view: seat.view, pattern: seat.pattern, place: seat.place }
    }
}

/// Who is at the studio, as far as the studio has to know.
#[derive(Clone, Debug, Default)]
pub struct Company {
    /// The session's name. None: the studio ends with its one terminal.
    pub session: Option<String>,
    /// Everyone whose terminal is there now, by the seats' numbers.
    pub present: Vec<Present>,
    /// The seat that does something now, or did last; 0: none in particular.
    pub acting: u16,
    /// Whether that seat only watches.
    pub watching: bool,
    /// Whether nothing that destroys can be done: a show goes on.
    pub locked: bool,
    /// The cells that the lock keeps.
    pub(super) kept: Option<Kept>,
}

impl Company {
    /// A seat begins to do something.
    pub fn act(&mut self, seat: &Seat) {
        (self.acting, self.watching) = (seat.person.number, seat.person.watches);
    }

    /// Refuses a change by somebody who only watches.
    ///
    /// # Errors
    /// Says so.
    pub fn let_through(&self) -> Result<(), String> {
        if self.watching { Err(WATCHES.to_owned()) } else { Ok(()) }
    }

    /// Which seats' steps a seat takes back: its own, and those of seats at which nobody is.
    pub fn whose(&self, seat: &Seat) -> impl Fn(u16) -> bool + use<> {
        let own = seat.person.number;
        let others: Vec<u16> = self.present.iter().map(|present| present.person.number).collect();
        move |number| number == own || !others.contains(&number)
    }

    /// What a seat is called.
    pub fn called(&self, number: u16) -> String {
        let person =
            self.present.iter().map(|present| &present.person).find(|person| person.number == number);
        person.map_or_else(|| "somebody".to_owned(), Person::title)
    }

    /// Everyone but this seat.
    pub fn others(&self, seat: &Seat) -> impl Iterator<Item = &Present> {
        let own = seat.person.number;
        self.present.iter().filter(move |present| present.person.number != own)
    }
}

impl Studio {
    /// Tells everyone.
    pub fn tell_everyone(&mut self, text: impl Into<String>) {
        self.tell(0, text);
    }

    /// Tells the person at the seat of that number, whoever acts.
    pub fn tell(&mut self, seat: u16, text: impl Into<String>) {
        self.notices.speak_to(seat);
        self.say(text);
        self.notices.speak_to(self.company.acting);
    }
}

impl Seat {
    /// A new seat for somebody who comes in: with the keys of this one, and where this one is.
    pub fn beside(&self) -> Seat {
        let mut seat = Seat::new(self.keymap.clone(), self.layout);
        seat.typing.keys = self.typing.keys;
        seat.macros = self.macros.copy();
        (seat.view, seat.back) = (self.view, self.back);
        seat.pages.clone_from(&self.pages);
        (seat.order, seat.pattern, seat.repeat, seat.before) =
            (self.order, self.pattern, self.repeat, self.before);
        (seat.place, seat.octave, seat.step) = (self.place, self.octave, self.step);
        (seat.instrument, seat.follow) = (self.instrument, self.follow);
        seat.sheets.clone_from(&self.sheets);
        seat
    }
}
