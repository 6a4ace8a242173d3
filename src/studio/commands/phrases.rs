//! Phrases: into the grid and out of it, made of what is marked, written out into the pattern.

use super::instruments::chosen;
use super::views::look;
use super::{Answer, Command, Context};
use crate::song::edit::Edit;
use crate::song::phrase::{Phrase, PhraseMode};
use crate::studio::Studio;
use crate::studio::block::counted;
use crate::studio::board::settle;
use crate::studio::entry::note_column;
use crate::studio::numbers::Numbers;
use crate::studio::phrases;
use crate::studio::seat::Seat;
use crate::studio::view::View;

/// Puts the phrases of the chosen instrument into the grid, at one of them; the one behind the last is made first.
///
/// # Errors
/// If there is no instrument, or no room.
pub fn open(studio: &mut Studio, seat: &mut Seat, index: usize) -> Answer {
    let (slot, instrument) = chosen(studio, seat)?;
    let count = instrument.phrases.list.len();
    if index >= count {
        add(studio, slot, Phrase::default())?;
    }
    look(studio, seat, View::Pattern);
    seat.desk.slot = Some(slot as u8);
    settle(studio, seat);
    seat.go_to_order(&studio.song().clone(), index.min(count) as u16);
    settle(studio, seat);
    let number = Numbers::of(&studio.settings).slot(slot as u8);
    studio.say(format!(
        "phrase {:02X} of {number} {}; F2 leads back to the pattern",
        seat.pattern + 1,
        instrument.name
    ));
    Ok(())
}

/// Adds a phrase to an instrument. One that played none plays it now.
fn add(studio: &mut Studio, slot: usize, phrase: Phrase) -> Answer {
    let mut instrument = studio.song().instrument(slot).cloned().ok_or("there is no such instrument")?;
    if instrument.phrases.list.is_empty() && instrument.phrases.mode == PhraseMode::Off {
        (instrument.phrases.mode, instrument.phrases.program) = (PhraseMode::Program, 1);
    }
    let mut list: Vec<Phrase> =
        instrument.phrases.list.drain(..).map(|phrase| Phrase::clone(&phrase)).collect();
    list.push(phrase);
    let name = format!("new phrase {:02X}", list.len());
    let slot = slot as u8;
    let edits = vec![
        Edit::SetInstrument { slot, instrument: Some(Box::new(instrument)) },
        Edit::SetPhrases { slot, phrases: list },
    ];
    studio.edit(&name, Edit::Several { edits })
}

fn toggle(studio: &mut Studio, seat: &mut Seat) -> Answer {
    if studio.board.is_some() {
        look(studio, seat, View::Pattern);
        return Ok(());
    }
    open(studio, seat, 0)
}

/// A phrase of the marked rows of a track, in the instrument that plays there first.
fn of_block(studio: &mut Studio, seat: &mut Seat) -> Answer {
    let made = phrases::of_block(studio.song(), seat)?;
    let (slot, rows) = (made.slot, made.phrase.length);
    let count = studio.song().instrument(slot.into()).map_or(0, |instrument| instrument.phrases.list.len());
    add(studio, slot.into(), made.phrase)?;
    seat.instrument = slot;
    let number = Numbers::of(&studio.settings).slot(slot);
    studio.say(format!(
        "{} are phrase {:02X} of instrument {number}: @{:02X} strikes it, # p shows it",
        counted(rows.into(), "row"),
        count + 1,
        count + 1
    ));
    Ok(())
}

/// The phrase that the note at the cursor strikes, as notes of the pattern.
fn write_out(studio: &mut Studio, seat: &Seat) -> Answer {
    let column = note_column(seat.place.column).unwrap_or(0);
    let written = phrases::written_out(studio.song(), seat, column)?;
    studio.edit("write phrase", written.edit)?;
    let moved = if written.rounded { "; some lie between two places of the delay column" } else { "" };
    studio.say(format!("{} of phrase {:02X} written{moved}", counted(written.rows, "row"), written.number));
    Ok(())
}

/// The rows.
pub const COMMANDS: &[Command] = &[
    Command::at(
        Context::Everywhere,
        "phrases",
        &["# P"],
        "the phrases of the chosen instrument: names, keys, lengths, loops",
        |studio, seat, _| {
            look(studio, seat, View::Phrases);
            Ok(())
        },
    ),
    Command::at(
        Context::Everywhere,
        "phrase-grid",
        &["# p"],
        "the chosen instrument's phrases in the grid in place of patterns, and back; what changes rows works there too",
        |studio, seat, _| toggle(studio, seat),
    ),
    Command::in_grid(
        "phrase-of-block",
        &["# m"],
        "make a phrase of the marked rows of a track, in the instrument that they play",
        |studio, seat, _| of_block(studio, seat),
    )
    .of_patterns(),
    Command::in_grid(
        "write-phrase",
        &["# w"],
        "write the phrase that the note at the cursor strikes into the pattern, up to the next note",
        |studio, seat, _| write_out(studio, seat),
    )
    .of_patterns(),
];
