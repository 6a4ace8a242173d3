//! Presets: a sound is found by a few words, heard on the way and taken; the present one is kept as the user's own.

use super::files::into_file;
use super::instruments::{chosen, set};
use super::{Answer, Command, Context};
use crate::formats::presets::{MIDDLE_C, Preset};
use crate::instruments::Patch;
use crate::io::preset_files;
use crate::studio::Studio;
use crate::studio::presets::{self, Listed};
use crate::studio::prompt::{Visited, ask, visit};
use crate::studio::seat::Seat;
use std::path::Path;

/// Looks for the presets; what is wrong with a file is told.
fn look(studio: &mut Studio, seat: &mut Seat) {
    let (list, told) = presets::all(&studio.folders);
    seat.presets = list;
    told.into_iter().for_each(|text| studio.warn(text));
}

fn load(studio: &mut Studio, seat: &mut Seat, title: &str) -> Answer {
    look(studio, seat);
    if !title.is_empty() {
        return take(studio, seat, title);
    }
    offer(studio, seat)
}

/// Offers the presets of one file.
///
/// # Errors
/// If there are none in it.
pub(super) fn look_into(studio: &mut Studio, seat: &mut Seat, file: &Path) -> Answer {
    let (list, told) = presets::of_file(file).map_err(|problem| problem.to_string())?;
    told.into_iter().for_each(|text| studio.warn(text));
    if list.is_empty() {
        return Err(format!("there is no preset in {}", file.display()));
    }
    seat.presets = list;
    offer(studio, seat)
}

fn offer(studio: &Studio, seat: &mut Seat) -> Answer {
    let slot = usize::from(seat.instrument);
    let present = studio.song().instrument(slot);
    let (kind, name) = present.map_or(("", ""), |it| (it.patch.kind(), &it.name));
    let mut list: Vec<&Listed> = seat.presets.iter().collect();
    // What only shapes samples is of use where there are some.
    let is_bare = |patch: &Patch| matches!(patch, Patch::Sampler(sampler) if sampler.zones.is_empty());
    list.sort_by_key(|listed| {
        let patch = &listed.preset.patch;
        (!listed.own, patch.kind() != kind, is_bare(patch))
    });
    let items = list.into_iter().map(Listed::item).collect();
    visit(seat, &format!("Preset for instrument {:02X}", slot + 1), items, name, take, hear)
}

/// One moves through the list.
fn hear(studio: &mut Studio, seat: &mut Seat, visited: Visited) {
    let (Visited::Found(title) | Visited::Reached(title)) = visited else { return studio.hear_no_more() };
    let Some(listed) = presets::find(&seat.presets, title) else { return };
    let present = studio.song().instrument(seat.instrument.into());
    let heard = presets::applied(present, &listed.preset, &seat.presets);
    let note = (seat.place.track, listed.preset.key);
    studio.hear(seat.instrument, heard, matches!(visited, Visited::Reached(_)).then_some(note));
}

fn take(studio: &mut Studio, seat: &mut Seat, title: &str) -> Answer {
    let slot = usize::from(seat.instrument);
    let listed = presets::find(&seat.presets, title);
    let listed = listed.ok_or_else(|| format!("there is no preset {title}; load-preset lists them"))?;
    let present = studio.song().instrument(slot);
    let instrument = presets::applied(present, &listed.preset, &seat.presets);
    let silent = matches!(&instrument.patch, Patch::Sampler(sampler) if sampler.zones.is_empty());
    let name = format!("load preset {}", listed.preset.name);
    studio.edit(&name, set(slot, Some(instrument)))?;
    if silent {
        studio.warn("it shapes samples and the instrument has none yet: Insert in its zones adds one");
    }
    Ok(())
}

fn save(studio: &mut Studio, seat: &mut Seat, name: &str) -> Answer {
    let (_, instrument) = chosen(studio, seat)?;
    if name.is_empty() {
        return ask(seat, "Save the sound as preset", &instrument.name, save);
    }
    let file = preset_files::file(&studio.folders, name.trim())?;
    into_file(studio, seat, file, write)
}

/// Writes the chosen instrument's sound into the pending file. Words and key of what it replaces stay.
fn write(studio: &mut Studio, seat: &mut Seat) -> Answer {
    let file = studio.pending_path.take().ok_or("no preset was named")?;
    let (_, instrument) = chosen(studio, seat)?;
    let name = file.file_stem().unwrap_or_default().to_string_lossy().into_owned();
    let (before, _) = preset_files::read_all(&studio.folders);
    let before = before.into_iter().find(|preset| preset.name == name);
    let (tags, key) = before.map_or((Vec::new(), MIDDLE_C), |preset| (preset.tags, preset.key));
    let mut patch = instrument.patch;
    if let Patch::Sampler(sampler) = &mut patch {
        sampler.zones = Default::default();
    }
    let preset = Preset { name, tags, key, patch, matrix: instrument.matrix, phrasing: instrument.phrasing };
    preset_files::write(&file, &preset).map_err(|problem| problem.to_string())?;
    studio.say(format!("preset {} saved in {}", preset.name, file.display()));
    Ok(())
}

/// The rows.
pub const COMMANDS: &[Command] = &[
    Command::at(
        Context::Everywhere,
        "load-preset",
        &["shift-f4", "ctrl-w i"],
        "find a sound for the chosen instrument by a few words and hear it on the way",
        load,
    )
    .taking("[NAME]"),
    Command::at(
        Context::Everywhere,
        "save-preset",
        &[],
        "keep the chosen instrument's sound as a preset of your own",
        save,
    )
    .taking("[NAME]"),
];
