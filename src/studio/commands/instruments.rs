//! Instruments: new ones, copies, names.

use super::{Answer, Command, Context};
use crate::instruments::{InstrumentKind, KIND_NAMES, KINDS};
use crate::song::edit::Edit;
use crate::song::instrument::Instrument;
use crate::studio::Studio;
use crate::studio::palette::Item;
use crate::studio::prompt::{ask, choose as choose_among};
use crate::studio::seat::{Seat, SheetCursor};
use crate::studio::sheets::{self, instruments::free_slot};
use crate::studio::view::View;

/// Chooses an instrument; in their view the cursor goes to it.
pub fn choose(studio: &Studio, seat: &mut Seat, slot: usize) {
    seat.instrument = slot as u8;
    if seat.view == View::Instruments {
        *seat.sheet_mut() = SheetCursor { column: 0, row: slot };
        sheets::stay_inside(studio, seat);
    }
}

pub(super) fn set(slot: usize, instrument: Option<Instrument>) -> Edit {
    Edit::SetInstrument { slot: slot as u8, instrument: instrument.map(Box::new) }
}

fn put_new(studio: &mut Studio, seat: &mut Seat, instrument: Instrument) -> Answer {
    let slot = free_slot(studio.song(), seat.instrument)?;
    studio.edit(&format!("new instrument {:02X}", slot + 1), set(slot, Some(instrument)))?;
    choose(studio, seat, slot);
    Ok(())
}

/// The chosen instrument with its slot.
///
/// # Errors
/// If its slot is empty.
pub(super) fn chosen(studio: &Studio, seat: &Seat) -> Result<(usize, Instrument), String> {
    let slot = usize::from(seat.instrument);
    let instrument = studio.song().instrument(slot).cloned();
    let none = || format!("there is no instrument {:02X}; add-instrument makes one", slot + 1);
    instrument.map(|instrument| (slot, instrument)).ok_or_else(none)
}

/// Makes an instrument: `subtractive`, or `subtractive Lead`.
///
/// # Errors
/// If there is no such kind, or no room.
pub fn add(studio: &mut Studio, seat: &mut Seat, text: &str) -> Answer {
    let kinds = KIND_NAMES.join(", ");
    let (kind, name) = text.trim().split_once(' ').unwrap_or((text.trim(), ""));
    if kind.is_empty() {
        let items = KINDS.iter().map(|kind| Item { name: kind.name.to_owned(), help: kind.help.to_owned() });
        return choose_among(seat, "New instrument", items.collect(), "", |studio, seat, kind| {
            add(studio, seat, kind)?;
            rename(studio, seat, "")
        });
    }
    let begins = |row: &&InstrumentKind| row.name.starts_with(&kind.to_lowercase());
    let row = KINDS.iter().find(begins).ok_or_else(|| format!("expected one of {kinds}"))?;
    let name = if name.is_empty() { row.name } else { name.trim() };
    put_new(studio, seat, Instrument::new(name, (row.new)()))
}

fn rename(studio: &mut Studio, seat: &mut Seat, name: &str) -> Answer {
    let (slot, mut instrument) = chosen(studio, seat)?;
    if name.is_empty() {
        return ask(seat, "The instrument's name", &instrument.name, rename);
    }
    instrument.name = name.to_owned();
    studio.edit(&format!("instrument {:02X} name", slot + 1), set(slot, Some(instrument)))
}

/// The rows.
pub const COMMANDS: &[Command] = &[
    Command::at(
        Context::Everywhere,
        "add-instrument",
        &[],
        "a new instrument of a kind in the chosen slot if it is empty, else in the first empty one",
        add,
    )
    .taking("[KIND NAME]"),
    Command::at(
        Context::Everywhere,
        "duplicate-instrument",
        &[],
        "a copy of the chosen instrument in the first empty slot",
        |studio, seat, _| {
            let (_, copied) = chosen(studio, seat)?;
            put_new(studio, seat, copied)
        },
    ),
    Command::at(
        Context::Everywhere,
        "remove-instrument",
        &[],
        "empty the chosen instrument's slot",
        |studio, seat, _| {
            let (slot, _) = chosen(studio, seat)?;
            studio.edit(&format!("remove instrument {:02X}", slot + 1), set(slot, None))
        },
    )
    .destroying(),
    Command::at(
        Context::Everywhere,
        "rename-instrument",
        &[],
        "give the chosen instrument another name",
        rename,
    )
    .taking("[NAME]"),
];
