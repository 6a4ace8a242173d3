//! The mouse in piano roll and step sequencer while its button is held. What that does is worked out anew from where the button
//! went down, and all of it is one step.

use super::spans::{Cells, Draft, Span};
use super::voices::{Voice, step, struck, voices};
use super::{cell, draft, listen, louder, marked, put, write};
use crate::song::Song;
use crate::song::note::Pitch;
use crate::song::row::NoteCell;
use crate::studio::Studio;
use crate::studio::commands::Answer;
use crate::studio::curves;
use crate::studio::pointer::go_to_lane_row;
use crate::studio::seat::Seat;

/// What is done while the button is held.
#[derive(Clone, Debug)]
enum Deed {
    /// Notes move.
    Move(Vec<Span>),
    /// The note's end follows the mouse.
    Length(Span),
    /// A note is drawn from where the button went down.
    Draw,
    /// A box is marked.
    Mark,
    /// Steps are put in where the mouse comes.
    Put(Vec<(u16, Voice)>),
    /// Steps are taken out where it comes.
    Take(Vec<(u16, Voice)>),
    /// The step becomes louder or softer.
    Loudness,
}

/// A button that is held on notes or steps.
#[derive(Clone, Debug)]
pub struct Drag {
    /// The lane as it would be now without this.
    base: Draft,
    deed: Deed,
    /// Where the cursor was then, and the box began that was marked.
    cursor: (u16, Pitch),
    corner: Option<(u16, Pitch)>,
    /// The cells that are otherwise because of this.
    written: Cells,
}

/// Of 64, for each line of the screen.
const LOUDER: i32 = 4;

impl Drag {
    fn new(base: Draft, song: &Song, seat: &Seat, deed: Deed) -> Drag {
        let cursor = (curves::row(song, seat), seat.roll.pitch);
        Drag { base, deed, cursor, corner: seat.roll.corner, written: Cells::new() }
    }

    /// Goes on with the lane as it is now: what others have written into it meanwhile stays.
    fn follow(&mut self, studio: &Studio, seat: &Seat) {
        self.base = self.base.without(&self.written, draft(studio.song(), seat));
    }

    /// Writes the lane as it is to be now, where that differs from what was there or is there.
    fn write(&mut self, studio: &mut Studio, seat: &Seat, name: &str, mut draft: Draft) -> Answer {
        let written = draft.written();
        draft.touch(&self.written);
        if draft.changes().is_empty() {
            return Ok(());
        }
        write(studio, seat, name, &draft, Some("drag"))?;
        self.written = written;
        Ok(())
    }
}

/// The button went down somewhere: what was dragged before is over, and the picture stays where it is.
pub fn pressed(seat: &mut Seat) {
    (seat.roll.drag, seat.roll.stays) = (None, true);
}

/// The mouse has gone from one place of the piano roll to another; `aside`: with the right button or Control.
///
/// # Errors
/// If notes may not be written.
pub fn notes(
    studio: &mut Studio,
    seat: &mut Seat,
    (row, pitch): (u16, Pitch),
    to: (u16, Pitch),
    aside: bool,
) -> Answer {
    let mut drag = match seat.roll.drag.take() {
        Some(mut drag) => {
            drag.follow(studio, seat);
            drag
        }
        None => take_note(studio, seat, (row, pitch), aside),
    };
    let answer = drag_notes(studio, seat, &mut drag, (row, pitch), to);
    seat.roll.drag = Some(drag);
    answer
}

/// What begins where the button went down.
fn take_note(studio: &mut Studio, seat: &mut Seat, (row, pitch): (u16, Pitch), aside: bool) -> Drag {
    let song = studio.song().clone();
    let base = draft(&song, seat);
    let span = base.at(row, pitch);
    let together = marked::notes(&song, seat).unwrap_or_default();
    let deed = match span {
        None if aside => Deed::Mark,
        None => {
            listen(studio, seat);
            Deed::Draw
        }
        Some(span) if aside => Deed::Length(span),
        Some(span) if row + 1 == span.end && row > span.row => Deed::Length(span),
        Some(span) if together.contains(&span) => Deed::Move(together),
        Some(span) => Deed::Move(vec![span]),
    };
    let alone = matches!(&deed, Deed::Move(spans) if spans.len() == 1);
    if alone || !matches!(deed, Deed::Move(_)) {
        seat.roll.corner = None;
    }
    Drag::new(base, &song, seat, deed)
}

fn drag_notes(
    studio: &mut Studio,
    seat: &mut Seat,
    drag: &mut Drag,
    (row, pitch): (u16, Pitch),
    to: (u16, Pitch),
) -> Answer {
    let by = |to: u16, from: u16| i32::from(to) - i32::from(from);
    let mut draft = drag.base.clone();
    let deed = drag.deed.clone();
    match &deed {
        Deed::Move(spans) => {
            let (rows, semitones) = (by(to.0, row), i32::from(u8::from(to.1)) - i32::from(u8::from(pitch)));
            // Where there is no room the notes stay where they were last.
            if !draft.carry_all(spans, rows, semitones) {
                studio.hold_gesture();
                return Ok(());
            }
            drag.write(studio, seat, "move notes", draft)?;
            (seat.roll.corner, seat.roll.pitch) = (drag.corner, drag.cursor.1.transposed(semitones));
            marked::carry(seat, rows, semitones);
            let row = (i32::from(drag.cursor.0) + rows).max(0) as u16;
            go_to_lane_row(studio.song(), seat, row);
            return Ok(());
        }
        Deed::Length(span) => {
            let end = draft.lengthen(span, by(to.0 + 1, span.end));
            drag.write(studio, seat, "note length", draft)?;
            seat.roll.length = end - span.row;
        }
        Deed::Draw => {
            let length = to.0.abs_diff(row) + 1;
            put(&mut draft, row.min(to.0), cell(seat, pitch, seat.instrument), Some(length))?;
            drag.write(studio, seat, "draw note", draft)?;
            seat.roll.length = length;
            go_to_lane_row(studio.song(), seat, to.0);
            return Ok(());
        }
        _ => seat.roll.corner = Some((row, pitch)),
    }
    go_to_lane_row(studio.song(), seat, to.0);
    seat.roll.pitch = to.1;
    Ok(())
}

/// The mouse has gone from one step to another, or up and down from it.
///
/// # Errors
/// If steps may not be written.
pub fn steps(
    studio: &mut Studio,
    seat: &mut Seat,
    (row, line): (u16, usize),
    to: Option<(u16, usize)>,
    up: i32,
) -> Answer {
    let song = studio.song().clone();
    let voices = voices(&song, seat);
    let Some(voice) = voices.get(line).copied() else { return Ok(()) };
    let mut drag = match seat.roll.drag.take() {
        Some(mut drag) => {
            drag.follow(studio, seat);
            drag
        }
        None => {
            let deed = match (step(&song, seat, voice, row), to) {
                (None, _) => Deed::Put(vec![(row, voice)]),
                (Some(_), Some((other, _))) if other != row => Deed::Take(vec![(row, voice)]),
                (Some(_), _) if up == 0 => return Ok(()),
                (Some(_), _) => Deed::Loudness,
            };
            Drag::new(draft(&song, seat), &song, seat, deed)
        }
    };
    let to = to.and_then(|(row, line)| Some((row, *voices.get(line)?)));
    let answer = drag_steps(studio, seat, &mut drag, (row, voice), to, up);
    seat.roll.drag = Some(drag);
    answer
}

/// The places from the last one to where the mouse is now, in the line where it is: a fast hand leaves no gaps.
fn reach(places: &mut Vec<(u16, Voice)>, (row, voice): (u16, Voice)) {
    let from = places.last().filter(|(_, last)| *last == voice).map_or(row, |(row, _)| *row);
    for between in from.min(row)..=from.max(row) {
        if !places.contains(&(between, voice)) {
            places.push((between, voice));
        }
    }
    // The last place is where the mouse is.
    places.retain(|place| *place != (row, voice));
    places.push((row, voice));
}

fn drag_steps(
    studio: &mut Studio,
    seat: &mut Seat,
    drag: &mut Drag,
    (row, voice): (u16, Voice),
    to: Option<(u16, Voice)>,
    up: i32,
) -> Answer {
    let mut draft = drag.base.clone();
    let found = |draft: &Draft, row: u16, voice: Voice| {
        draft.spans().into_iter().find(|span| span.row == row && Voice::of(&span.cell) == Some(voice))
    };
    if let (Deed::Put(places) | Deed::Take(places), Some(to)) = (&mut drag.deed, to) {
        reach(places, to);
    }
    let name = match &drag.deed {
        Deed::Put(places) => {
            for (row, voice) in places.iter().filter(|(row, voice)| found(&drag.base, *row, *voice).is_none())
            {
                put(&mut draft, *row, struck(seat, *voice), None)?;
            }
            "steps"
        }
        Deed::Take(places) => {
            for (row, voice) in places {
                if let Some(span) = found(&draft, *row, *voice) {
                    draft.remove(&span);
                }
            }
            "remove steps"
        }
        _ => {
            if let Some(span) = found(&draft, row, voice) {
                let cell: NoteCell = louder(&span.cell, (up * LOUDER).clamp(-64, 64) as i16)?;
                draft.change(&span, cell);
            }
            "step volume"
        }
    };
    let paints = matches!(drag.deed, Deed::Put(_) | Deed::Take(_));
    drag.write(studio, seat, name, draft)?;
    if let Some((row, voice)) = to.filter(|_| paints) {
        let line = voices(studio.song(), seat).iter().position(|other| *other == voice);
        seat.roll.line = line.unwrap_or(seat.roll.line);
        go_to_lane_row(studio.song(), seat, row);
    }
    Ok(())
}
