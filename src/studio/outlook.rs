//! Where a seat is in a song: what it takes up again when it comes back to one of several open songs. What a person carries along (what
//! was copied, octave, keys, what was looked for) is not part of it.

use super::Studio;
use super::board::Desk;
use super::places::{Jumps, Marks};
use super::prompt::Prompt;
use super::roll::Roll;
use super::search::Hit;
use super::seat::pages::Under;
use super::seat::{Seat, SheetCursor};
use super::sheets;
use super::slots;
use super::view::View;
use super::wave::Wave;
use super::whereabouts::Whereabouts;
use crate::song::instrument::Instrument;
use std::mem::swap;

/// Where a seat is in a song.
#[derive(Debug)]
pub struct Outlook {
    view: View,
    back: View,
    pages: Vec<Under>,
    at: Whereabouts,
    anchor: Option<slots::Spot>,
    instrument: u8,
    curve: String,
    roll: Roll,
    wave: Wave,
    sheets: Vec<SheetCursor>,
    listed: Vec<Hit>,
    jumps: Jumps,
    marks: Marks,
    desk: Desk,
    other: Option<(u8, Box<Instrument>)>,
}

impl Outlook {
    /// At the start of a song, in the view that is looked at now.
    fn new(seat: &Seat) -> Outlook {
        let view = if seat.view.is_page() { seat.back } else { seat.view };
        Outlook {
            view,
            back: view,
            pages: Vec::new(),
            at: Whereabouts::default(),
            anchor: None,
            instrument: 0,
            curve: String::new(),
            roll: Roll::default(),
            wave: Wave::default(),
            sheets: vec![SheetCursor::default(); View::ALL.len()],
            listed: Vec::new(),
            jumps: Jumps::default(),
            marks: Marks::default(),
            desk: Desk::default(),
            other: None,
        }
    }

    /// Changes places with where the seat is now.
    fn change_places(&mut self, seat: &mut Seat) {
        swap(&mut self.view, &mut seat.view);
        swap(&mut self.back, &mut seat.back);
        swap(&mut self.pages, &mut seat.pages);
        self.at.change_places(seat);
        swap(&mut self.anchor, &mut seat.slots.anchor);
        swap(&mut self.instrument, &mut seat.instrument);
        swap(&mut self.curve, &mut seat.curve);
        swap(&mut self.roll, &mut seat.roll);
        swap(&mut self.wave, &mut seat.wave);
        swap(&mut self.sheets, &mut seat.sheets);
        swap(&mut self.listed, &mut seat.listed);
        swap(&mut self.jumps, &mut seat.jumps);
        swap(&mut self.marks, &mut seat.marks);
        swap(&mut self.desk, &mut seat.desk);
        swap(&mut self.other, seat.shaping.other_state());
    }
}

/// Takes the seat to the song that is the present one now, to where it was in that the last time; in a song that has taken the place
/// of another one the cursor stays in its row. Once a turn, and before and after every key.
pub fn follow(studio: &Studio, seat: &mut Seat) {
    let to = studio.tabs.number();
    let from = std::mem::replace(&mut seat.song, to);
    if from == to {
        return;
    }
    let left = studio.document_of(from).map(|document| document.song().clone());
    match &left {
        Some(song) => seat.slots.take_away(song),
        None => seat.slots = slots::Marks::default(),
    }
    let known = seat.outlooks.remove(&to);
    let is_new = known.is_none();
    let mut outlook = known.unwrap_or_else(|| {
        let new = Outlook::new(seat);
        let (place, instrument) =
            if left.is_some() { Default::default() } else { (seat.place, seat.instrument) };
        Outlook { at: Whereabouts::at(place), instrument, ..new }
    });
    // Who plays a set goes on looking at it.
    let stays = [View::Live, View::Stage].contains(&seat.view).then_some(seat.view);
    outlook.change_places(seat);
    seat.view = stays.unwrap_or(seat.view);
    if left.is_some() {
        seat.outlooks.insert(from, outlook);
    }
    seat.outlooks.retain(|number, _| studio.tabs.has(*number));
    // What was being asked was about the other song.
    seat.prompt = seat.prompt.take().filter(|prompt| matches!(prompt, Prompt::Line(_)));
    seat.keys_told &= seat.prompt.is_some();
    seat.leader.clear();
    (seat.count, seat.replacing, seat.grid_line) = (None, None, None);
    seat.held.clear();
    if is_new {
        seat.go_to_order(studio.song(), 0);
        sheets::arrive(studio, seat);
    }
    seat.stay_inside(studio.song());
    sheets::stay_inside(studio, seat);
}
