//! The pattern grid in words: row, track, and what stands in the field.

use crate::sequencer::effects;
use crate::song::Song;
use crate::song::notation::{effect_text, note_text};
use crate::song::note::Note;
use crate::song::row::{NoteCell, Row, VolumeCell};
use crate::studio::Studio;
use crate::studio::block::extent;
use crate::studio::curves;
use crate::studio::grid::{Column, columns, row_at};
use crate::studio::numbers::Numbers;
use crate::studio::seat::Seat;
use crate::studio::sheets::field::plain;

/// The note as people say it: `note C-4`, `note off`.
pub(super) fn note(note: Option<Note>) -> String {
    match note {
        None => "no note".to_owned(),
        Some(Note::Off) => "note off".to_owned(),
        Some(Note::Cut) => "note cut".to_owned(),
        Some(Note::Fade) => "note fade".to_owned(),
        on => format!("note {}", note_text(on)),
    }
}

/// A volume column: `volume 40`.
pub(super) fn volume(volume: Option<VolumeCell>) -> Option<String> {
    Some(match volume? {
        VolumeCell::Volume(value) => format!("volume {value}"),
        VolumeCell::Panning(value) => format!("panning {value} of {}", VolumeCell::HIGHEST),
        VolumeCell::Effect(effect, digit) => effects::describe_field(effect, digit),
    })
}

fn instrument(studio: &Studio, song: &Song, cell: &NoteCell) -> Option<String> {
    let slot = cell.instrument?.get() - 1;
    let name = song.instrument(slot.into()).map_or("which is empty", |instrument| &instrument.name);
    Some(format!("instrument {} {name}", Numbers::of(&studio.settings).slot(slot)))
}

/// All of a note column, and the row's effects.
fn whole(studio: &Studio, song: &Song, row: &Row, cell: &NoteCell) -> String {
    let delay = (cell.delay > 0).then(|| format!("delay {}", cell.delay));
    let struck = cell.note.is_some().then(|| note(cell.note));
    let cell = [struck, instrument(studio, song, cell), volume(cell.volume), delay];
    let effects = row.effects.iter().flatten().map(|effect| format!("effect {}", effect_text(Some(*effect))));
    let told: Vec<String> = cell.into_iter().flatten().chain(effects).collect();
    if told.is_empty() { "empty".to_owned() } else { told.join(", ") }
}

/// The field under the cursor.
pub fn here(studio: &Studio, seat: &Seat) -> String {
    let (song, place) = (studio.shown(), seat.place);
    let row = row_at(song, seat.round(), place.track, place.row);
    let cell = |number: u8| row.notes.get(usize::from(number)).copied().unwrap_or_default();
    let empty = |what: &str| format!("no {what}");
    let field = match place.column {
        Column::Note(number) => whole(studio, song, &row, &cell(number)),
        Column::Instrument(number) => {
            instrument(studio, song, &cell(number)).unwrap_or_else(|| empty("instrument"))
        }
        Column::Volume(number) => volume(cell(number).volume).unwrap_or_else(|| empty("volume")),
        Column::Delay(number) => match cell(number).delay {
            0 => empty("delay"),
            delay => format!("delay {delay} of 256"),
        },
        Column::Effect(number) => match row.effects.get(usize::from(number)).copied().flatten() {
            None => empty("effect"),
            Some(effect) => {
                let told = curves::described(song, seat, number, effect);
                format!("effect {}, {told}", effect_text(Some(effect)))
            }
        },
    };
    let track = song.tracks.get(usize::from(place.track));
    let alike = |column: &Column| column.is_effect() == place.column.is_effect();
    let several = track.is_some_and(|track| {
        columns(track).iter().filter(|column| alike(column)).any(|column| column.number() > 0)
    });
    let column = if several { format!(", column {}", place.column.number() + 1) } else { String::new() };
    let digit = if place.digit > 0 { format!(", digit {}", place.digit + 1) } else { String::new() };
    let marked = seat.selection.map_or(String::new(), |selection| {
        let ((first, last), (from, to)) = (selection.rows(), selection.edges());
        let tracks = usize::from(to.0 - from.0) + 1;
        format!(", marked {}", extent(usize::from(last - first) + 1, tracks))
    });
    let remarks = song.open_remarks(seat.pattern, place.row);
    let said: String = remarks.map(|remark| format!(", remark {}", plain(&remark.told()))).collect();
    let name = track.map_or("", |track| &track.name);
    let number = Numbers::of(&studio.settings).row(place.row, 2);
    format!("row {number}, track {} {name}{column}, {field}{digit}{marked}{said}", place.track + 1)
}
