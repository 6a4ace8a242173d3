//! Instruments: new ones, copies, names, and sound files that become instruments.

use super::{Answer, Command, Context, files};
use crate::instruments::sampler::zone::Zone;
use crate::instruments::{InstrumentKind, KIND_NAMES, KINDS, Patch, sampler};
use crate::io::sample_import::import;
use crate::song::Song;
use crate::song::edit::Edit;
use crate::song::instrument::Instrument;
use crate::song::sample::SampleReference;
use crate::studio::Studio;
use crate::studio::jobs::Deed;
use crate::studio::palette::Item;
use crate::studio::prompt::{ask, ask_file, choose as choose_among};
use crate::studio::seat::{Seat, SheetCursor};
use crate::studio::sheets::{self, instruments::free_slot};
use crate::studio::view::View;
use std::sync::Arc;

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

/// A sound file becomes a sample and an instrument that plays it. It is read and copied in the background.
fn load_sample(studio: &mut Studio, seat: &mut Seat, file: &str) -> Answer {
    if studio.document.path().is_none() {
        return Err("save the song first (Ctrl-S): its samples lie beside it".to_owned());
    }
    if file.is_empty() {
        return ask_file(seat, "Sound file: WAV, AIFF, FLAC, MP3, Ogg Vorbis", "", load_sample);
    }
    let slot = free_slot(studio.song(), seat.instrument)?;
    let (folder, file) = (studio.document.folder(), files::path(file));
    let song = studio.document.path().map(std::path::Path::to_path_buf);
    let name = format!("loading {}", file.file_name().unwrap_or_default().to_string_lossy());
    let started = studio.jobs.start(&name, move |_, found| {
        let result = import(&folder, &file).map_err(|refused| refused.to_string());
        let deed: Deed = Box::new(move |studio| {
            if studio.document.path() != song.as_deref() {
                return;
            }
            if let Err(why) = result.and_then(|reference| take_sample(studio, slot, reference)) {
                studio.warn(why);
            }
        });
        // Nobody listens any more only when the studio itself is gone.
        drop(found.send(deed));
    });
    started.map(drop).map_err(|error| format!("the sample cannot be loaded: {error}"))
}

/// The place of a sample in the song: where it is already, or the first free one.
fn place_of(song: &Song, reference: &SampleReference) -> usize {
    let same = |place: &Option<Arc<SampleReference>>| {
        place
            .as_ref()
            .is_some_and(|sample| (&sample.path, &sample.hash) == (&reference.path, &reference.hash))
    };
    let free = || song.samples.iter().position(Option::is_none);
    song.samples.iter().position(same).or_else(free).unwrap_or(song.samples.len())
}

fn take_sample(studio: &mut Studio, slot: usize, reference: SampleReference) -> Answer {
    let song = studio.song().clone();
    let slot = free_slot(&song, slot as u8)?;
    let (index, name) = (place_of(&song, &reference) as u16, reference.name.clone());
    let zones = Arc::new(vec![Zone { sample: index, ..Zone::default() }]);
    let patch = Patch::Sampler(sampler::Patch { zones, ..sampler::Patch::default() });
    let mut edits = vec![set(slot, Some(Instrument::new(&name, patch)))];
    if song.samples.get(usize::from(index)).is_none_or(Option::is_none) {
        edits.push(Edit::SetSample { index, sample: Some(reference) });
    }
    studio.edit(&format!("load sample {name}"), Edit::Several { edits })?;
    studio.new_instrument = Some(slot as u8);
    studio.say(format!("instrument {:02X} plays {name}", slot + 1));
    Ok(())
}

/// The rows.
pub const COMMANDS: &[Command] = &[
    Command {
        name: "add-instrument",
        keys: &[],
        context: Context::Everywhere,
        argument: "[KIND NAME]",
        help: "a new instrument of a kind in the chosen slot if it is empty, else in the first empty one",
        run: add,
    },
    Command {
        name: "duplicate-instrument",
        keys: &[],
        context: Context::Everywhere,
        argument: "",
        help: "a copy of the chosen instrument in the first empty slot",
        run: |studio, seat, _| {
            let (_, copied) = chosen(studio, seat)?;
            put_new(studio, seat, copied)
        },
    },
    Command {
        name: "remove-instrument",
        keys: &[],
        context: Context::Everywhere,
        argument: "",
        help: "empty the chosen instrument's slot",
        run: |studio, seat, _| {
            let (slot, _) = chosen(studio, seat)?;
            studio.edit(&format!("remove instrument {:02X}", slot + 1), set(slot, None))
        },
    },
    Command {
        name: "rename-instrument",
        keys: &[],
        context: Context::Everywhere,
        argument: "[NAME]",
        help: "give the chosen instrument another name",
        run: rename,
    },
    Command {
        name: "load-sample",
        keys: &["alt-l", "ctrl-l"],
        context: Context::Sheet,
        argument: "[FILE]",
        help: "a sound file becomes an instrument; it is copied beside the song",
        run: load_sample,
    },
    Command {
        name: "reload-samples",
        keys: &[],
        context: Context::Everywhere,
        argument: "",
        help: "look once more for the samples that are missing",
        run: |studio, _, _| {
            studio.look_for_missing_samples();
            Ok(())
        },
    },
];
