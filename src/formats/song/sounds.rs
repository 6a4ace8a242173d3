//! Reading sounds: patches and devices by their parameter rows, zones by their serde fields.

use super::fault::Fault;
use super::fields::{Fields, List, Piece, parse};
use crate::devices::{self, Device};
use crate::dsp::parameter::Knobs;
use crate::instruments::sampler::zone::Zone;
use crate::instruments::{self, Patch};
use crate::song::unknown::Unknown;

/// The most zones of a patch.
const MOST_ZONES: usize = 4_096;
/// The ranges of a zone's numbers, where they are narrower than their type.
const ZONE_RANGES: &[(&str, f32, f32)] = &[
    ("low_key", 0.0, 127.0),
    ("high_key", 0.0, 127.0),
    ("low_velocity", 0.0, 127.0),
    ("high_velocity", 0.0, 127.0),
    ("root", 0.0, 127.0),
    ("tune", -100.0, 100.0),
    ("volume", -60.0, 12.0),
    ("pan", -1.0, 1.0),
];

/// Reads a patch: `(kind: "subtractive", cutoff: 800.0)`. Unknown fields get names such as `patch/warmth`.
pub(super) fn patch(piece: Piece, unknown: &mut Unknown) -> Result<Patch, Fault> {
    let mut fields: Fields = piece.parse()?;
    let names: Vec<_> = instruments::KINDS.iter().map(|kind| kind.name).collect();
    let kind = kind(&mut fields, piece, &names)?;
    let mut patch = (instruments::KINDS[kind].new)();
    if let Patch::Sampler(sampler) = &mut patch
        && let Some(zones) = fields.take("zones")
    {
        sampler.zones = read_zones(zones, unknown)?.into();
    }
    fields.knobs(patch.knobs_mut())?;
    fields.rest("patch/", unknown);
    Ok(patch)
}

/// Reads a device: `(kind: "delay", feedback: 0.4)`. Unknown fields get names that begin with `prefix`.
pub(super) fn device(piece: Piece, prefix: &str, unknown: &mut Unknown) -> Result<Device, Fault> {
    let mut fields: Fields = piece.parse()?;
    let names: Vec<_> = devices::KINDS.iter().map(|kind| kind.name).collect();
    let kind = kind(&mut fields, piece, &names)?;
    let mut device = (devices::KINDS[kind].new)();
    fields.knobs(device.knobs_mut())?;
    fields.rest(prefix, unknown);
    Ok(device)
}

/// Reads parameters alone: `(ceiling: -1.0)`. Unknown fields get names that begin with `prefix`.
pub(super) fn knobs(
    piece: Piece,
    knobs: &mut dyn Knobs,
    prefix: &str,
    unknown: &mut Unknown,
) -> Result<(), Fault> {
    let mut fields: Fields = piece.parse()?;
    fields.knobs(knobs)?;
    fields.rest(prefix, unknown);
    Ok(())
}

fn kind(fields: &mut Fields, piece: Piece, names: &[&str]) -> Result<usize, Fault> {
    let expected = format!("`kind:` with one of \"{}\"", names.join("\", \""));
    let place = fields.take("kind").ok_or_else(|| piece.fault(&expected))?;
    let name: String = place.scalar(&expected)?;
    names.iter().position(|other| *other == name).ok_or_else(|| place.fault(&expected))
}

fn read_zones(piece: Piece, unknown: &mut Unknown) -> Result<Vec<Zone>, Fault> {
    let List::<Piece, MOST_ZONES>(pieces) = piece.parse()?;
    let default = zone_text(&Zone::default());
    let known: Fields = parse(&default)?;
    let mut zones = Vec::with_capacity(pieces.len());
    for (index, piece) in pieces.into_iter().enumerate() {
        let mut fields: Fields = piece.parse()?;
        for (name, piece) in fields.list() {
            check_zone_number(name, *piece)?;
        }
        zones.push(piece.parse()?);
        for (name, _) in known.list() {
            fields.take(name);
        }
        fields.rest(&format!("patch/zones/{index}/"), unknown);
    }
    Ok(zones)
}

fn check_zone_number(name: &str, piece: Piece) -> Result<(), Fault> {
    let range = ZONE_RANGES.iter().find(|(other, ..)| *other == name);
    let Ok(number) = piece.scalar::<f32>("a number") else { return Ok(()) };
    match range {
        Some((_, low, high)) if !(*low..=*high).contains(&number) => {
            Err(piece.fault(&format!("a number from {low} to {high} for `{name}`")))
        }
        None if !number.is_finite() => Err(piece.fault(&format!("a finite number for `{name}`"))),
        _ => Ok(()),
    }
}

/// All fields of a zone in one line of RON.
pub(super) fn zone_text(zone: &Zone) -> String {
    let layout = ron::ser::PrettyConfig::new().depth_limit(0).new_line("\n");
    ron::ser::to_string_pretty(zone, layout).unwrap_or_default()
}
