//! The views of one lane in words: piano roll, step sequencer, curves.

use super::grid;
use crate::song::Song;
use crate::song::curve::ROW;
use crate::song::notation::note_text;
use crate::song::note::Note;
use crate::song::row::VolumeCell;
use crate::studio::block::counted;
use crate::studio::curves;
use crate::studio::roll::here;
use crate::studio::roll::marked::{edges, notes};
use crate::studio::roll::voices::{step, voice};
use crate::studio::seat::Seat;
use std::sync::Arc;

/// What stands under the cursor of the piano roll.
pub fn in_roll(song: &Song, seat: &Seat) -> String {
    let pitch = note_text(Some(Note::On(seat.roll.pitch)));
    if let Some((rows, pitches)) = edges(song, seat) {
        let notes = notes(song, seat).unwrap_or_default().len();
        let [low, high] = [pitches.start(), pitches.end()].map(|pitch| note_text(Some(Note::On(*pitch))));
        let (first, last) = (rows.start(), rows.end());
        return format!("marked: {}, rows {first:02} to {last:02}, {low} to {high}", counted(notes, "note"));
    }
    let Some(span) = here(song, seat) else {
        return format!("{pitch}, the next note lasts {}", counted(seat.roll.length.into(), "row"));
    };
    let instrument = span.cell.instrument.map_or(String::new(), |it| format!(", instrument {it:02X}"));
    let volume = match span.cell.volume {
        Some(VolumeCell::Volume(volume)) => format!(", volume {volume}"),
        _ => String::new(),
    };
    let rows = span.end - span.row;
    format!("{pitch}{instrument}{volume}, rows {:02} to {:02} ({rows})", span.row, span.end - 1)
}

/// The same with the row.
pub(super) fn rolled(song: &Song, seat: &Seat) -> String {
    let is_note = if here(song, seat).is_some() { "note " } else { "nothing at " };
    format!("row {:02}, {is_note}{}", curves::row(song, seat), in_roll(song, seat))
}

/// The step under the cursor of the step sequencer.
pub(super) fn stepped(song: &Arc<Song>, seat: &Seat) -> String {
    let row = curves::row(song, seat);
    let voice = match voice(song, seat) {
        Ok(voice) => voice,
        Err(why) => return why,
    };
    let slot = voice.instrument.map(usize::from);
    let name = slot.and_then(|slot| song.instrument(slot)).map_or("", |instrument| &instrument.name);
    let number = slot.map_or(String::new(), |slot| format!("{:02X} ", slot + 1));
    let struck = match step(song, seat, voice, row) {
        Some((_, cell)) => {
            grid::volume(cell.volume).map_or("step".to_owned(), |volume| format!("step, {volume}"))
        }
        None => "no step".to_owned(),
    };
    let pitch = note_text(Some(Note::On(voice.pitch)));
    format!("row {row:02}, line {} {number}{name} {pitch}, {struck}", seat.roll.line + 1)
}

/// Where the chosen curve stands at the cursor; empty where there is none.
pub fn at_curve(song: &Song, seat: &Seat) -> String {
    let Some(curve) = curves::curve(song, seat) else { return String::new() };
    let here = curves::here(song, seat);
    let part = curve.value(here as f32).unwrap_or(0.0);
    let value = match curves::moved(song, seat, curve.target()) {
        Some(parameter) => format!("{} ({:.1} %)", parameter.text(part), part * 100.0),
        None => format!("{:.1} % (this track has no such parameter now: nothing moves)", part * 100.0),
    };
    let point = match curves::point(song, seat) {
        Some(point) if point.at >= here => format!("a point, then {}", point.shape.name()),
        Some(point) => format!("on a {} from row {}", point.shape.name(), point.at / ROW),
        None => "before the first point".to_owned(),
    };
    format!("row {:02}: {value}, {point}", curves::row(song, seat))
}

/// The same with the curve's name.
pub(super) fn curved(song: &Song, seat: &Seat) -> String {
    match curves::curve(song, seat) {
        Some(curve) => format!("{}, {}", at_curve(song, seat), curve.target()),
        None => "no parameter moves here yet".to_owned(),
    }
}
