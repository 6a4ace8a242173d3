//! The instruments: their list, then the columns of the chosen one, which is the one that the seat plays.

use super::field::words;
use super::matrix_columns::{self, Part};
use super::patch_columns::{self, Column, List, Row};
use super::{Change, Entry, Field, Sheet};
use crate::dsp::parameter::Parameters;
use crate::instruments::KINDS;
use crate::instruments::sampler::zone::Zone;
use crate::song::edit::Edit;
use crate::song::instrument::Instrument;
use crate::song::{MAX_INSTRUMENTS, Song};
use crate::studio::Studio;
use crate::studio::commands::{self, Answer};
use crate::studio::numbers::Numbers;
use crate::studio::prompt::choose;
use crate::studio::seat::{Seat, SheetCursor};
use crate::studio::shaping::is_locked;
use crate::studio::view::View;

/// The sheet.
pub const SHEET: Sheet = Sheet {
    view: View::Instruments,
    columns: |studio, seat| {
        let titles = columns(studio, seat).into_iter().map(|column| column.title);
        std::iter::once("instruments".to_owned()).chain(titles).collect()
    },
    rows: |studio, seat, column| match column {
        0 => slots(studio.song(), seat),
        _ => columns(studio, seat).get(column - 1).map_or(0, |column| column.rows.len()),
    },
    field: |studio, seat, at| match at.column {
        0 => (at.row < slots(studio.song(), seat)).then(|| slot_field(studio, at.row)),
        _ => {
            let (instrument, row) = (instrument(studio, seat)?, row(studio, seat, at)?);
            Some(with_lock(seat, instrument, row, patch_columns::field(studio.song(), instrument, row)?))
        }
    },
    assign,
    insert: |studio, seat| match (thing(studio, seat), list(studio, seat)) {
        (Some((list, thing)), _) => with_thing(studio, seat, list, Some(thing), false),
        (None, Some(list)) => with_thing(studio, seat, list, None, false),
        (None, None) => add(studio.song(), seat, Instrument::new("", (KINDS[0].new)())),
    },
    duplicate: |studio, seat| match thing(studio, seat) {
        Some((list, thing)) => with_thing(studio, seat, list, Some(thing), true),
        None => {
            let copied = instrument(studio, seat).ok_or("there is no instrument in this slot")?;
            add(studio.song(), seat, copied.clone())
        }
    },
    remove,
    shift: |_, _, _| Err("instruments keep their numbers: notes name them".to_owned()),
    enter,
    arrive: |_, seat| {
        if seat.sheet().column == 0 {
            seat.sheet_mut().row = seat.instrument.into();
        }
    },
    follow: |_, seat| {
        if seat.sheet().column == 0 {
            seat.instrument = seat.sheet().row.min(MAX_INSTRUMENTS - 1) as u8;
        }
    },
};

/// A parameter that chance leaves alone has a star behind its name.
fn with_lock(seat: &Seat, instrument: &Instrument, row: Row, field: Field) -> Field {
    let Row::Patch { index, .. } = row else { return field };
    match is_locked(seat, instrument.patch.kind(), instrument.patch.knobs().info(index)) {
        true => {
            Field { label: format!("{} *", field.label), help: format!("locked; {}", field.help), ..field }
        }
        false => field,
    }
}

/// The slots that are listed: all up to the first empty one behind the last instrument, and the chosen one.
fn slots(song: &Song, seat: &Seat) -> usize {
    (song.instruments.len() + 1).max(usize::from(seat.instrument) + 1).min(MAX_INSTRUMENTS)
}

fn slot_field(studio: &Studio, slot: usize) -> Field {
    let song = studio.song();
    let number = Numbers::of(&studio.settings).slot(slot as u8);
    let text = patch_columns::line(song.instrument(slot));
    let help = if song.instrument(slot).is_some() {
        "Enter: its parameters"
    } else {
        "Enter: a new instrument; Shift-F4 (Ctrl-W i): one of over 150 sounds"
    };
    Field::words(&number, &text, help)
}

/// The chosen instrument.
fn instrument<'a>(studio: &'a Studio, seat: &Seat) -> Option<&'a Instrument> {
    studio.song().instrument(seat.instrument.into())
}

fn columns(studio: &Studio, seat: &Seat) -> Vec<Column> {
    instrument(studio, seat).map(patch_columns::columns).unwrap_or_default()
}

/// The parameter of the sound at the cursor, by number.
pub fn parameter(studio: &Studio, seat: &Seat) -> Option<usize> {
    match row(studio, seat, seat.sheet()).filter(|_| seat.view == View::Instruments)? {
        Row::Patch { index, .. } => Some(index),
        _ => None,
    }
}

/// The field of a parameter of the sound.
pub fn place_of(studio: &Studio, seat: &Seat, wanted: usize) -> Option<SheetCursor> {
    place_where(studio, seat, |row| matches!(row, Row::Patch { index, .. } if *index == wanted))
}

/// The field of a zone's lowest key.
pub fn place_of_zone(studio: &Studio, seat: &Seat, wanted: usize) -> Option<SheetCursor> {
    let low_key = Zone::ROWS.iter().position(|row| row.info.name == "low_key")?;
    let is_it = |row: &Row| matches!(row, Row::Zone { zone, index } if (*zone, *index) == (wanted, low_key));
    place_where(studio, seat, is_it)
}

fn place_where(studio: &Studio, seat: &Seat, wanted: impl Fn(&Row) -> bool) -> Option<SheetCursor> {
    let columns = columns(studio, seat);
    columns.iter().enumerate().find_map(|(column, rows)| {
        Some(SheetCursor { column: column + 1, row: rows.rows.iter().position(&wanted)? })
    })
}

fn row(studio: &Studio, seat: &Seat, at: SheetCursor) -> Option<Row> {
    columns(studio, seat).get(at.column.checked_sub(1)?)?.rows.get(at.row).copied()
}

/// The zone or route at the cursor.
fn thing(studio: &Studio, seat: &Seat) -> Option<(List, usize)> {
    row(studio, seat, seat.sheet())?.thing()
}

/// The zone at the cursor of the instruments' sheet.
pub fn zone(studio: &Studio, seat: &Seat) -> Option<usize> {
    thing(studio, seat).filter(|(list, _)| *list == List::Zones).map(|(_, zone)| zone)
}

/// The list in whose column the cursor is.
fn list(studio: &Studio, seat: &Seat) -> Option<List> {
    columns(studio, seat).get(seat.sheet().column.checked_sub(1)?)?.list
}

fn assign(studio: &Studio, seat: &Seat, at: SheetCursor, entry: Entry) -> Result<Change, String> {
    let song = studio.song();
    if at.column == 0 {
        let mut renamed = song.instrument(at.row).cloned().ok_or("there is no instrument in this slot")?;
        renamed.name = match entry {
            Entry::Default => return Err("Alt-Delete takes the instrument out".to_owned()),
            Entry::Text(text) if text == patch_columns::line(Some(&renamed)) => renamed.name,
            entry => words(&renamed.name, entry)?,
        };
        return Ok(Change::value(format!("instrument {:02X} name", at.row + 1), put(at.row, Some(renamed))));
    }
    let instrument = instrument(studio, seat).ok_or("there is no instrument in this slot")?;
    let row = row(studio, seat, at).ok_or("there is no such field")?;
    patch_columns::assign(song, seat.instrument.into(), instrument, row, entry)
}

fn put(slot: usize, instrument: Option<Instrument>) -> Edit {
    Edit::SetInstrument { slot: slot as u8, instrument: instrument.map(Box::new) }
}

/// The slot for a new instrument: the chosen one if it is empty, else the first empty one.
///
/// # Errors
/// If every slot holds one.
pub fn free_slot(song: &Song, chosen: u8) -> Result<usize, String> {
    let mut slots = std::iter::once(usize::from(chosen)).chain(0..MAX_INSTRUMENTS);
    let free = slots.find(|slot| song.instrument(*slot).is_none());
    free.ok_or_else(|| format!("a song has at most {MAX_INSTRUMENTS} instruments"))
}

/// The change that puts an instrument into a free slot.
fn add(song: &Song, seat: &Seat, instrument: Instrument) -> Result<Change, String> {
    let slot = free_slot(song, seat.instrument)?;
    let then = SheetCursor { column: 0, row: slot };
    Ok(Change::step(format!("new instrument {:02X}", slot + 1), put(slot, Some(instrument)), then))
}

fn with_thing(
    studio: &Studio,
    seat: &Seat,
    list: List,
    after: Option<usize>,
    copied: bool,
) -> Result<Change, String> {
    let present = instrument(studio, seat).ok_or("there is no instrument in this slot")?;
    let slot = usize::from(seat.instrument);
    let name = format!("instrument {:02X} new {}", slot + 1, list.thing());
    Ok(Change::step(name, put(slot, Some(list.with(present, after, copied)?)), seat.sheet()))
}

fn remove(studio: &Studio, seat: &Seat) -> Result<Change, String> {
    let slot = usize::from(seat.instrument);
    let present = instrument(studio, seat).ok_or("there is no instrument in this slot")?;
    if let Some((list, thing)) = thing(studio, seat) {
        let new = list.without(present, thing);
        let name = format!("instrument {:02X} remove {} {}", slot + 1, list.thing(), thing + 1);
        return Ok(Change::step(name, put(slot, new), seat.sheet()));
    }
    if let Some(list) = list(studio, seat) {
        return Err(format!("there is no {} here", list.thing()));
    }
    let then = SheetCursor { column: 0, row: slot };
    Ok(Change::step(format!("remove instrument {:02X}", slot + 1), put(slot, None), then))
}

/// In the list: to the parameters, or a new instrument in an empty slot. On the target of a route: the parameters that there are. On the
/// tuning: a file is asked for.
fn enter(studio: &mut Studio, seat: &mut Seat) -> Option<Answer> {
    if let Some(Row::Route { route, part: Part::Target }) = row(studio, seat, seat.sheet()) {
        let instrument = instrument(studio, seat)?;
        let present = instrument.matrix.routes.get(route)?.target.clone();
        return Some(choose(
            seat,
            "What the route moves",
            matrix_columns::choices(instrument),
            &present,
            commands::sheet::take,
        ));
    }
    if let Some(Row::Tuning) = row(studio, seat, seat.sheet()) {
        return Some(commands::tunings::load(studio, seat, ""));
    }
    if seat.sheet().column > 0 {
        return None;
    }
    if instrument(studio, seat).is_some() {
        *seat.sheet_mut() = SheetCursor { column: 1, row: 0 };
        return Some(Ok(()));
    }
    Some(commands::instruments::add(studio, seat, ""))
}
