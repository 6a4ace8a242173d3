//! Reading patterns, their lanes and rows: the large part of a file.

use super::clips::clips;
use super::curves::curves;
use super::fault::{Fault, found};
use super::fields::{Bulk, Fields, FieldsVisitor, List, Name, Numbered, Piece};
use crate::song::lane::{Lane, MAX_ROWS};
use crate::song::notation::parse_row;
use crate::song::pattern::LaneSlot;
use crate::song::phrase::{MAX_PHRASES, Phrase};
use crate::song::row::Row;
use crate::song::unknown::Unknown;
use crate::song::{MAX_PATTERNS, MAX_SHARED_LANES, MAX_TRACKS};
use serde::Deserialize;
use serde::de::{self, Deserializer, EnumAccess, MapAccess, VariantAccess, Visitor};
use std::borrow::Cow;
use std::fmt;
use std::marker::PhantomData;
use std::sync::Arc;

/// The patterns of a file.
pub(super) type PatternFiles<'de> = Numbered<'de, Fields<'de, PatternLanes<'de>>, MAX_PATTERNS>;
/// The shared lanes of a file.
pub(super) type SharedLaneFiles<'de> = Numbered<'de, LaneFile, MAX_SHARED_LANES>;

/// The large parts of a song.
#[derive(Default)]
pub(super) struct SongParts<'de> {
    /// Its patterns.
    pub(super) patterns: PatternFiles<'de>,
    /// Its shared lanes.
    pub(super) shared_lanes: SharedLaneFiles<'de>,
}

impl<'de> Bulk<'de> for SongParts<'de> {
    const WHAT: &'static str = "a song";

    fn read<A: MapAccess<'de>>(&mut self, name: &str, map: &mut A) -> Result<bool, A::Error> {
        match name {
            "patterns" => self.patterns = map.next_value()?,
            "shared_lanes" => self.shared_lanes = map.next_value()?,
            _ => return Ok(false),
        }
        Ok(true)
    }
}

/// The lanes of a pattern by track.
#[derive(Default)]
pub(super) struct PatternLanes<'de>(pub(super) Numbered<'de, SlotFile<'de>, MAX_TRACKS>);

impl<'de> Bulk<'de> for PatternLanes<'de> {
    const WHAT: &'static str = "a pattern";

    fn read<A: MapAccess<'de>>(&mut self, name: &str, map: &mut A) -> Result<bool, A::Error> {
        if name == "lanes" {
            self.0 = map.next_value()?;
        }
        Ok(name == "lanes")
    }
}

/// A lane's slot: `Own(…)` or `Shared(number)`.
pub(super) struct SlotFile<'de> {
    /// The slot.
    pub(super) slot: LaneSlot,
    /// The number of a shared lane.
    pub(super) shared: Option<Piece<'de>>,
}

impl<'de> Deserialize<'de> for SlotFile<'de> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct SlotVisitor;
        impl<'de> Visitor<'de> for SlotVisitor {
            type Value = SlotFile<'de>;

            fn expecting(&self, f: &mut fmt::Formatter) -> fmt::Result {
                f.write_str("a lane")
            }

            fn visit_enum<A: EnumAccess<'de>>(self, data: A) -> Result<Self::Value, A::Error> {
                let (Name(name), variant) = data.variant()?;
                match name {
                    "Own" => {
                        let fields = variant.struct_variant(&[], FieldsVisitor::<Rows>(PhantomData))?;
                        let lane = lane(fields).map_err(Fault::raise)?;
                        Ok(SlotFile { slot: LaneSlot::of(lane), shared: None })
                    }
                    "Shared" => {
                        let piece: Piece = variant.newtype_variant()?;
                        let high = MAX_SHARED_LANES as i64 - 1;
                        let number =
                            piece.integer(0, high, "the number of a shared lane").map_err(Fault::raise)?;
                        Ok(SlotFile { slot: LaneSlot::Shared(number as u16), shared: Some(piece) })
                    }
                    _ => Err(Fault::at(name, found(name), "`Own(…)` or `Shared(number)`").raise()),
                }
            }
        }
        deserializer.deserialize_enum("", &["Own", "Shared"], SlotVisitor)
    }
}

/// A shared lane.
pub(super) struct LaneFile(pub(super) Arc<Lane>);

impl<'de> Deserialize<'de> for LaneFile {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        lane(Fields::deserialize(deserializer)?).map(|lane| LaneFile(Arc::new(lane))).map_err(Fault::raise)
    }
}

fn lane(mut fields: Fields<Rows>) -> Result<Lane, Fault> {
    let length = fields.read("length", |piece| piece.integer(1, MAX_ROWS.into(), "a lane's length"))?;
    let mut unknown = Unknown::default();
    let curves = fields.read("curves", |piece| curves(piece, &mut unknown))?;
    let clips = fields.read("clips", |piece| clips(piece, &mut unknown))?;
    let frozen = fields.read("frozen", |piece| piece.parse::<LaneFile>())?;
    let frozen_rows = match frozen {
        Some(_) => fields.read("frozen_rows", frozen_rows)?,
        None => None,
    };
    fields.rest("", &mut unknown);
    let mut lane = Lane::new(length.map(|length| length as u16), fields.bulk.0, unknown);
    curves.into_iter().flatten().for_each(|curve| _ = lane.set_curve(curve));
    clips.into_iter().flatten().for_each(|clip| _ = lane.set_clip(clip));
    (lane.frozen, lane.frozen_rows) = (frozen.map(|frozen| frozen.0), frozen_rows);
    Ok(lane)
}

/// `[FIRST, LAST]`.
fn frozen_rows(piece: Piece) -> Result<[u16; 2], Fault> {
    let List::<Piece, 2>(rows) = piece.parse()?;
    let row = |piece: &Piece| piece.integer(0, i64::from(MAX_ROWS) - 1, "a row that is frozen");
    match &rows[..] {
        [first, last] => match [row(first)? as u16, row(last)? as u16] {
            rows @ [first, last] if first <= last => Ok(rows),
            _ => Err(piece.fault("the first and the last row that are frozen")),
        },
        _ => Err(piece.fault("the first and the last row that are frozen, as [4, 11]")),
    }
}

/// The phrases of an instrument.
pub(super) type PhraseFiles<'de> = Numbered<'de, Fields<'de, Rows>, MAX_PHRASES>;

/// Reads the phrases of an instrument; numbers that are left out are empty ones.
pub(super) fn phrases(piece: Piece) -> Result<Vec<Arc<Phrase>>, Fault> {
    let files: PhraseFiles = piece.parse()?;
    let mut phrases: Vec<Arc<Phrase>> = Vec::new();
    for (index, _, mut fields) in files.sorted(1, "phrase")? {
        let mut phrase = Phrase::default();
        fields.text("name", &mut phrase.name)?;
        fields.knobs(&mut phrase)?;
        fields.rest("", &mut phrase.unknown);
        phrase.lane = Lane::new(None, fields.bulk.0, Unknown::default());
        phrases.resize(index, Arc::default());
        phrases.push(Arc::new(phrase));
    }
    Ok(phrases)
}

/// The rows of a lane.
#[derive(Default)]
pub(super) struct Rows(Vec<(u16, Row)>);

impl<'de> Bulk<'de> for Rows {
    const WHAT: &'static str = "a lane";

    fn read<A: MapAccess<'de>>(&mut self, name: &str, map: &mut A) -> Result<bool, A::Error> {
        if name == "rows" {
            *self = map.next_value()?;
        }
        Ok(name == "rows")
    }
}

impl<'de> Deserialize<'de> for Rows {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct RowsVisitor;
        impl<'de> Visitor<'de> for RowsVisitor {
            type Value = Rows;

            fn expecting(&self, f: &mut fmt::Formatter) -> fmt::Result {
                f.write_str("rows by number in braces")
            }

            fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Rows, A::Error> {
                let mut rows: Vec<(u16, Row)> = Vec::new();
                while let Some(number) = map.next_key::<i64>()? {
                    let RowText(text) = map.next_value()?;
                    let place = if let Cow::Borrowed(text) = text { Some(text) } else { None };
                    let number =
                        u16::try_from(number).ok().filter(|number| *number < MAX_ROWS).ok_or_else(|| {
                            let expected = format!("a row from 0 to {}", MAX_ROWS - 1);
                            Fault::in_key_of(place, format!("there is no row {number}"), &expected).raise()
                        })?;
                    let ascends = rows.last().is_none_or(|(last, _)| *last < number);
                    if !ascends && rows.iter().any(|(other, _)| *other == number) {
                        let wrong = format!("row {number} is here twice");
                        return Err(Fault::in_key_of(place, wrong, "each row once").raise());
                    }
                    rows.push((number, read_row(&text, place).map_err(Fault::raise)?));
                }
                Ok(Rows(rows))
            }
        }
        deserializer.deserialize_map(RowsVisitor)
    }
}

fn read_row(text: &str, place: Option<&str>) -> Result<Row, Fault> {
    parse_row(text).map_err(|fault| {
        let expected = fault.expected.strip_prefix("expected ").unwrap_or(&fault.expected);
        let column = text.char_indices().nth(fault.column - 1).map_or(text.len(), |(at, _)| at);
        match place.and_then(|place| place.get(column..)) {
            Some(place) => Fault::at(place, fault.wrong, expected),
            None => Fault::here(format!("{} (at character {})", fault.wrong, fault.column), expected),
        }
    })
}

/// The text of a row, as it stands in the file if it has no escapes.
struct RowText<'de>(Cow<'de, str>);

impl<'de> Deserialize<'de> for RowText<'de> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct RowTextVisitor;
        impl<'de> Visitor<'de> for RowTextVisitor {
            type Value = RowText<'de>;

            fn expecting(&self, f: &mut fmt::Formatter) -> fmt::Result {
                f.write_str("a row's text in quotes")
            }

            fn visit_borrowed_str<E: de::Error>(self, text: &'de str) -> Result<Self::Value, E> {
                Ok(RowText(Cow::Borrowed(text)))
            }

            fn visit_str<E: de::Error>(self, text: &str) -> Result<Self::Value, E> {
                Ok(RowText(Cow::Owned(text.to_owned())))
            }
        }
        deserializer.deserialize_str(RowTextVisitor)
    }
}
