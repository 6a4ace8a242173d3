//! Tunings in song files: a scale in cents, and the keys on which it lies.

use super::fault::Fault;
use super::fields::{Fields, List, Piece};
use super::text::{Written, quoted};
use crate::song::tuning::{FARTHEST_CENTS, MOST_DEGREES, Mapping, REFERENCE_HERTZ, Scale, Tuning};

/// How a key that does not play is written among degrees.
const SILENT: i64 = -1;

/// Reads a tuning: `(name: "7 tones", cents: [203.91, 1200.0])`.
pub(super) fn tuning(piece: Piece) -> Result<Tuning, Fault> {
    let mut fields: Fields = piece.parse()?;
    let mut scale = Scale { name: String::new(), cents: Vec::new() };
    fields.text("name", &mut scale.name)?;
    let cents = fields.take("cents").ok_or_else(|| piece.fault("`cents:` and a list"))?;
    let List::<Piece, MOST_DEGREES>(list) = cents.parse()?;
    let most = FARTHEST_CENTS;
    scale.cents =
        list.into_iter().map(|piece| number(piece, "cents", [-most, most])).collect::<Result<_, _>>()?;
    if scale.cents.is_empty() {
        return Err(cents.fault("at least one degree in cents"));
    }
    let mut mapping = Mapping::default();
    for (name, place) in [
        ("first_key", &mut mapping.first_key),
        ("last_key", &mut mapping.last_key),
        ("middle_key", &mut mapping.middle_key),
        ("reference_key", &mut mapping.reference_key),
    ] {
        if let Some(key) = fields.read(name, |piece| piece.integer(0, 127, "a key"))? {
            *place = key as u8;
        }
    }
    if let Some(hertz) =
        fields.read("reference_hertz", |piece| number(piece, "a frequency", REFERENCE_HERTZ))?
    {
        mapping.reference_hertz = hertz;
    }
    let most = MOST_DEGREES as i64;
    if let Some(degree) = fields.read("octave_degree", |piece| piece.integer(0, most, "a degree"))? {
        mapping.octave_degree = degree as u16;
    }
    if let Some(List(keys)) = fields.read("keys", |piece| piece.parse::<List<Piece, MOST_DEGREES>>())? {
        let degree = |piece: Piece| Ok(u16::try_from(piece.integer(SILENT, most, "a degree")?).ok());
        mapping.keys = keys.into_iter().map(degree).collect::<Result<_, Fault>>()?;
    }
    let tuning = Tuning::new(scale, mapping);
    let mut tuning = tuning.map_err(|why| Fault::at(piece.value(), why, "another tuning"))?;
    fields.rest("", &mut tuning.unknown);
    Ok(tuning)
}

fn number(piece: Piece, what: &str, [low, high]: [f64; 2]) -> Result<f64, Fault> {
    let expected = format!("{what} from {low} to {high}");
    let number: f64 = piece.scalar(&expected)?;
    if (low..=high).contains(&number) { Ok(number) } else { Err(piece.fault(&expected)) }
}

/// The text of a tuning.
pub(super) fn written(tuning: &Tuning) -> String {
    let (scale, mapping, plain) = (tuning.scale(), tuning.mapping(), Mapping::default());
    let mut fields = Written::default();
    fields.field("name", quoted(&scale.name, false));
    fields.field("cents", format!("{:?}", scale.cents));
    let mut key = |name: &str, key: u8, plain: u8| {
        if key != plain {
            fields.field(name, key);
        }
    };
    key("first_key", mapping.first_key, plain.first_key);
    key("last_key", mapping.last_key, plain.last_key);
    key("middle_key", mapping.middle_key, plain.middle_key);
    key("reference_key", mapping.reference_key, plain.reference_key);
    if mapping.reference_hertz != plain.reference_hertz {
        fields.field("reference_hertz", format!("{:?}", mapping.reference_hertz));
    }
    if mapping.octave_degree != plain.octave_degree {
        fields.field("octave_degree", mapping.octave_degree);
    }
    if !mapping.keys.is_empty() {
        let degrees: Vec<_> =
            mapping.keys.iter().map(|key| key.map_or(SILENT, i64::from).to_string()).collect();
        fields.field("keys", format!("[{}]", degrees.join(", ")));
    }
    fields.unknown(&tuning.unknown, "");
    fields.in_block(3)
}
