//! The zones of the chosen sampler over keys and velocities: which there are, which one the cursor is at, and how they move.

use super::Studio;
use super::commands::Answer;
use super::seat::{Seat, SheetCursor};
use super::sheets::instruments::{place_of_zone, zone as zone_at_cursor};
use super::sheets::values;
use crate::dsp::parameter::Knobs;
use crate::instruments::Patch;
use crate::instruments::sampler::zone::Zone;
use crate::song::edit::Edit;
use std::sync::Arc;

/// The highest key and velocity.
pub const HIGHEST: u8 = 127;

/// What of a zone is moved.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Side {
    /// Its lowest key.
    Low,
    /// Its highest key.
    High,
    /// Its softest velocity.
    Soft,
    /// Its hardest velocity.
    Hard,
    /// All of it.
    Whole,
}

/// The zones of the chosen instrument and which of them the cursor is at; `None` where it is at none.
pub fn zones<'a>(studio: &'a Studio, seat: &Seat) -> Option<(&'a [Zone], usize)> {
    let at = zone_at_cursor(studio, seat)?;
    match &studio.song().instrument(seat.instrument.into())?.patch {
        Patch::Sampler(sampler) => Some((&sampler.zones, at)),
        _ => None,
    }
}

/// A zone in words: its keys, velocities and root.
pub fn told(zones: &[Zone], at: usize) -> String {
    let Some(zone) = zones.get(at) else { return String::new() };
    let knobs: &dyn Knobs = zone;
    let text = |name: &str| {
        let index = knobs.find(name);
        index.map_or(String::new(), |index| values::text(knobs.info(index), knobs.value(index)))
    };
    format!(
        "zone {} of {}: keys {} to {}, velocities {} to {}, root {}",
        at + 1,
        zones.len(),
        text("low_key"),
        text("high_key"),
        text("low_velocity"),
        text("high_velocity"),
        text("root")
    )
}

/// A range moved by so much; it keeps its width and stays from 0 to 127.
fn moved(low: u8, high: u8, by: i32) -> (u8, u8) {
    let by = by.clamp(-i32::from(low), i32::from(HIGHEST) - i32::from(high.max(low)));
    let to = |value: u8| (i32::from(value) + by) as u8;
    (to(low), to(high))
}

fn edge(value: u8, by: i32, least: u8, most: u8) -> u8 {
    (i32::from(value) + by).clamp(least.into(), most.into()) as u8
}

/// A zone from which so many keys and velocities were moved.
pub fn with_moved(zone: &Zone, side: Side, keys: i32, velocities: i32) -> Zone {
    let mut new = zone.clone();
    match side {
        Side::Low => new.low_key = edge(zone.low_key, keys, 0, zone.high_key),
        Side::High => new.high_key = edge(zone.high_key, keys, zone.low_key, HIGHEST),
        Side::Soft => new.low_velocity = edge(zone.low_velocity, velocities, 0, zone.high_velocity),
        Side::Hard => new.high_velocity = edge(zone.high_velocity, velocities, zone.low_velocity, HIGHEST),
        Side::Whole => {
            (new.low_key, new.high_key) = moved(zone.low_key, zone.high_key, keys);
            (new.low_velocity, new.high_velocity) = moved(zone.low_velocity, zone.high_velocity, velocities);
        }
    }
    new
}

/// Puts another zone in the place of one: turns of the same gesture are one step.
///
/// # Errors
/// If there is no such zone.
pub fn put(studio: &mut Studio, seat: &Seat, at: usize, zone: Zone) -> Answer {
    let slot = seat.instrument;
    let gone = || "there is no such zone".to_owned();
    let mut instrument = studio.song().instrument(slot.into()).cloned().ok_or_else(gone)?;
    let Patch::Sampler(sampler) = &mut instrument.patch else { return Err(gone()) };
    *Arc::make_mut(&mut sampler.zones).get_mut(at).ok_or_else(gone)? = zone;
    let name = format!("instrument {:02X} zone {} place", u16::from(slot) + 1, at + 1);
    let edit = Edit::SetInstrument { slot, instrument: Some(Box::new(instrument)) };
    studio.turn_knob(&name, edit, &name)
}

/// The field of a zone's lowest key.
pub fn field(studio: &Studio, seat: &Seat, zone: usize) -> Option<SheetCursor> {
    place_of_zone(studio, seat, zone)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn zones_keep_their_width_and_stay_on_the_keyboard() {
        let zone = Zone { low_key: 10, high_key: 20, low_velocity: 0, high_velocity: 63, ..Zone::default() };
        let place = |zone: &Zone| [zone.low_key, zone.high_key, zone.low_velocity, zone.high_velocity];
        assert_eq!(place(&with_moved(&zone, Side::Whole, -30, 100)), [0, 10, 64, 127]);
        assert_eq!(place(&with_moved(&zone, Side::Low, 30, 5)), [20, 20, 0, 63]);
        assert_eq!(place(&with_moved(&zone, Side::High, 200, 5)), [10, 127, 0, 63]);
        assert_eq!(place(&with_moved(&zone, Side::Soft, 3, 200)), [10, 20, 63, 63]);
        assert_eq!(place(&with_moved(&zone, Side::Hard, 3, -200)), [10, 20, 0, 0]);
        assert!(
            told(&[zone], 0).starts_with("zone 1 of 1: keys 10 to G#0, velocities 0 to 63, root C-4"),
            "{}",
            told(&[Zone::default()], 0)
        );
    }
}
