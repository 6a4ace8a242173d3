//! Tunings: Scala's files for the chosen instrument.

use super::files::path;
use super::instruments::{chosen, set};
use super::{Answer, Command, Context};
use crate::io::tuning_files::{Part, read};
use crate::song::tuning::{Mapping, Scale, Tuning};
use crate::studio::Studio;
use crate::studio::prompt::ask_file;
use crate::studio::seat::Seat;
use std::sync::Arc;

/// A tuning with what a file has of one: a scale keeps the keys that are there, keys keep the scale.
///
/// # Errors
/// If the file cannot be read, or does not go together with what is there.
pub fn tuned(present: Option<&Tuning>, file: &str) -> Result<Tuning, String> {
    let part = read(&path(file)).map_err(|refused| refused.to_string())?;
    let (scale, mapping) = present.map_or_else(
        || (Scale::equal(), Mapping::default()),
        |present| (present.scale().clone(), present.mapping().clone()),
    );
    let tuning = match part {
        Part::Scale(scale) => Tuning::new(scale, mapping),
        Part::Mapping(mapping) => Tuning::new(scale, mapping),
    };
    tuning.map_err(|why| format!("{file}: {why}"))
}

/// Tunes the chosen instrument to a file, for which it asks.
///
/// # Errors
/// If there is no instrument, or as [`tuned`].
pub fn load(studio: &mut Studio, seat: &mut Seat, file: &str) -> Answer {
    let (slot, mut instrument) = chosen(studio, seat)?;
    if file.is_empty() {
        return ask_file(seat, "Tuning: Scala scale .scl, or keys .kbm", "", load);
    }
    let tuning = tuned(instrument.tuning.as_deref(), file)?;
    let (name, degrees) = (tuning.scale().name.clone(), tuning.scale().cents.len());
    instrument.tuning = Some(Arc::new(tuning));
    studio.edit(&format!("instrument {:02X} tuning", slot + 1), set(slot, Some(instrument)))?;
    studio.say(format!("instrument {:02X} is tuned to {name}, {degrees} degrees", slot + 1));
    Ok(())
}

fn remove(studio: &mut Studio, seat: &mut Seat) -> Answer {
    let (slot, mut instrument) = chosen(studio, seat)?;
    instrument.tuning.take().ok_or("the instrument is in equal temperament already")?;
    studio.edit(&format!("instrument {:02X} tuning", slot + 1), set(slot, Some(instrument)))
}

/// The rows.
pub const COMMANDS: &[Command] = &[
    Command::at(
        Context::Everywhere,
        "load-tuning",
        &[],
        "tune the chosen instrument to a Scala file: a scale (.scl), or the keys on which it lies (.kbm)",
        load,
    )
    .taking("[FILE]"),
    Command::at(
        Context::Everywhere,
        "remove-tuning",
        &[],
        "the chosen instrument in equal temperament again",
        |studio, seat, _| remove(studio, seat),
    )
    .destroying(),
];
