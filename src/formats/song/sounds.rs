//! Reading sounds: patches, zones and devices by their parameter rows.

use super::fault::Fault;
use super::fields::{Fields, List, Piece};
use crate::devices::{self, Device, limiter};
use crate::dsp::parameter::Knobs;
use crate::instruments::matrix::{MOST_ROUTES, Matrix, Route};
use crate::instruments::sampler::zone::Zone;
use crate::instruments::{self, Patch};
use crate::song::insert::{Insert, MAX_INSERTS};
use crate::song::unknown::Unknown;

/// The most zones of a patch.
const MOST_ZONES: usize = 4_096;
/// The most slices of a zone.
pub const MOST_SLICES: usize = 65_536;

/// Reads a patch: `(kind: "subtractive", cutoff: 800.0)`. Unknown fields get names such as `patch/warmth`.
pub(super) fn patch(piece: Piece, unknown: &mut Unknown) -> Result<Patch, Fault> {
    patch_by(piece, unknown, |fields, knobs| fields.knobs(knobs))
}

/// The same with another way to take the parameters out of the fields.
pub(in crate::formats) fn patch_by(
    piece: Piece,
    unknown: &mut Unknown,
    take: impl FnOnce(&mut Fields, &mut dyn Knobs) -> Result<(), Fault>,
) -> Result<Patch, Fault> {
    let mut fields: Fields = piece.parse()?;
    let names: Vec<_> = instruments::KINDS.iter().map(|kind| kind.name).collect();
    let kind = kind(&mut fields, piece, &names)?;
    let mut patch = (instruments::KINDS[kind].new)();
    if let Patch::Sampler(sampler) = &mut patch
        && let Some(zones) = fields.take("zones")
    {
        sampler.zones = read_zones(zones, unknown)?.into();
    }
    take(&mut fields, patch.knobs_mut())?;
    fields.rest("patch/", unknown);
    Ok(patch)
}

/// Reads a modulation matrix: `(routes: [(source: "velocity", target: "cutoff", amount: 0.2)], macro_1: 0.5)`. Unknown fields get
/// names such as `modulation/routes/0/colour`.
pub(super) fn matrix(piece: Piece, unknown: &mut Unknown) -> Result<Matrix, Fault> {
    matrix_by(piece, unknown, |fields, knobs| fields.knobs(knobs))
}

/// The same with another way to take the parameters out of the fields.
pub(in crate::formats) fn matrix_by(
    piece: Piece,
    unknown: &mut Unknown,
    mut take: impl FnMut(&mut Fields, &mut dyn Knobs) -> Result<(), Fault>,
) -> Result<Matrix, Fault> {
    let mut fields: Fields = piece.parse()?;
    let mut matrix = Matrix::default();
    if let Some(List(routes)) = fields.read("routes", |piece| piece.parse::<List<Fields, MOST_ROUTES>>())? {
        let mut read = |(index, mut fields): (usize, Fields)| {
            let mut route = Route::default();
            fields.text("target", &mut route.target)?;
            take(&mut fields, &mut route)?;
            fields.rest(&format!("modulation/routes/{index}/"), unknown);
            Ok(route)
        };
        matrix.routes = routes.into_iter().enumerate().map(&mut read).collect::<Result<Vec<_>, _>>()?.into();
    }
    take(&mut fields, &mut matrix)?;
    fields.rest("modulation/", unknown);
    Ok(matrix)
}

/// Reads a device: `(kind: "delay", feedback: 0.4)`. Unknown fields get names that begin with `prefix`.
pub(super) fn device(piece: Piece, prefix: &str, unknown: &mut Unknown) -> Result<Device, Fault> {
    let mut fields: Fields = piece.parse()?;
    let names: Vec<_> = devices::KINDS.iter().map(|kind| kind.name).collect();
    let kind = kind(&mut fields, piece, &names)?;
    let mut device = (devices::KINDS[kind].new)();
    fields.rename(device.kind());
    fields.knobs(device.knobs_mut())?;
    fields.rest(prefix, unknown);
    Ok(device)
}

/// Reads a chain: `[(device: (kind: "delay"), mix: 0.3)]`; its devices are made by `new`.
pub(super) fn inserts(piece: Piece, new: fn(Device) -> Insert) -> Result<Vec<Insert>, Fault> {
    let List::<Piece, MAX_INSERTS>(inserts) = piece.parse()?;
    inserts.into_iter().map(|piece| insert(piece, new)).collect()
}

fn insert(piece: Piece, new: fn(Device) -> Insert) -> Result<Insert, Fault> {
    let mut fields: Fields = piece.parse()?;
    let place = fields.take("device").ok_or_else(|| piece.fault("`device: (kind: …)`"))?;
    let mut unknown = Unknown::default();
    let mut insert = new(device(place, "device/", &mut unknown)?);
    fields.knobs(&mut insert)?;
    fields.rest("", &mut unknown);
    insert.unknown = unknown;
    Ok(insert)
}

/// Reads the master's limiter: `(ceiling: -1.0)`. Unknown fields get names such as `limiter/warmth`.
pub(super) fn limiter(
    piece: Piece,
    limiter: &mut limiter::Settings,
    unknown: &mut Unknown,
) -> Result<(), Fault> {
    let mut fields: Fields = piece.parse()?;
    fields.rename("limiter");
    fields.knobs(limiter)?;
    fields.rest("limiter/", unknown);
    Ok(())
}

fn kind(fields: &mut Fields, piece: Piece, names: &[&str]) -> Result<usize, Fault> {
    let expected = format!("`kind:` with one of \"{}\"", names.join("\", \""));
    let place = fields.take("kind").ok_or_else(|| piece.fault(&expected))?;
    let name: String = place.scalar(&expected)?;
    names.iter().position(|other| *other == name).ok_or_else(|| place.fault(&expected))
}

fn read_zones(piece: Piece, unknown: &mut Unknown) -> Result<Vec<Zone>, Fault> {
    let List::<Fields, MOST_ZONES>(zones) = piece.parse()?;
    let read = |(index, mut fields): (usize, Fields)| {
        let mut zone = Zone::default();
        fields.knobs(&mut zone)?;
        if let Some(slices) = fields.read("slices", |piece| piece.parse::<List<Piece, MOST_SLICES>>())? {
            let frame = |piece: Piece| piece.integer(0, u32::MAX.into(), "a frame").map(|frame| frame as u32);
            zone.slices = slices.0.into_iter().map(frame).collect::<Result<_, _>>()?;
            zone.slices.sort_unstable();
            zone.slices.dedup();
        }
        fields.rest(&format!("patch/zones/{index}/"), unknown);
        Ok(zone)
    };
    zones.into_iter().enumerate().map(read).collect()
}
