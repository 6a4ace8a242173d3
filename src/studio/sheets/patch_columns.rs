//! The columns of one instrument: what every instrument has, the parameters of its sound by groups, the zones of a sampler, what
//! moves the sound.

use super::field::{heading, kind, plain, put, words};
use super::matrix_columns::{self, PARTS, Part};
use super::sample_fields::{knob, number_or_sample};
use super::{Change, Entry, Field};
use crate::dsp::parameter::{Info, Kind, Knobs};
use crate::instruments::sampler::zone::Zone;
use crate::instruments::{KIND_NAMES, KINDS, Patch};
use crate::song::Song;
use crate::song::edit::Edit;
use crate::song::instrument::Instrument;
use crate::studio::commands::tunings::tuned;
use std::sync::Arc;

/// About how many parameters of a sound stand in one column.
const COLUMN_ROWS: usize = 24;

/// What a field of an instrument is.
#[derive(Clone, Copy)]
pub enum Row {
    /// The name.
    Name,
    /// The kind of its sound.
    Kind,
    /// That row of the instrument's own parameters.
    Own(usize),
    /// Its tuning; what is put into it is a file.
    Tuning,
    /// That row of its patch's parameters, the first of its column or not.
    Patch {
        /// The row.
        index: usize,
        /// The row that begins the column.
        first: usize,
    },
    /// That row of a zone's parameters.
    Zone {
        /// The zone.
        zone: usize,
        /// The row.
        index: usize,
    },
    /// Where the slices of a zone begin.
    Slices(usize),
    /// A part of a route of the modulation.
    Route {
        /// The route.
        route: usize,
        /// The part.
        part: Part,
    },
    /// That row of the modulation's parameters, the first of its column or not.
    Matrix {
        /// The row.
        index: usize,
        /// The row that begins the column.
        first: usize,
    },
}

impl Row {
    /// The thing of a list that the field is of.
    pub fn thing(self) -> Option<(List, usize)> {
        match self {
            Row::Zone { zone, .. } | Row::Slices(zone) => Some((List::Zones, zone)),
            Row::Route { route, .. } => Some((List::Routes, route)),
            _ => None,
        }
    }
}

/// A list in a column, whose things come and go.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum List {
    /// The zones of a sampler.
    Zones,
    /// The routes of the modulation.
    Routes,
}

impl List {
    /// What one of its things is called.
    pub fn thing(self) -> &'static str {
        match self {
            List::Zones => "zone",
            List::Routes => "route",
        }
    }

    /// The instrument with one thing more, behind `after` if there is one: a copy of it, or a new one.
    ///
    /// # Errors
    /// Why there can be none.
    pub fn with(
        self,
        instrument: &Instrument,
        after: Option<usize>,
        copied: bool,
    ) -> Result<Instrument, String> {
        match self {
            List::Zones => {
                with_zone(instrument, after, copied).ok_or_else(|| "only a sampler has zones".to_owned())
            }
            List::Routes => matrix_columns::with_route(instrument, after, copied),
        }
    }

    /// The instrument without that thing.
    pub fn without(self, instrument: &Instrument, number: usize) -> Option<Instrument> {
        match self {
            List::Zones => without_zone(instrument, number),
            List::Routes => matrix_columns::without_route(instrument, number),
        }
    }
}

/// A column of an instrument.
pub struct Column {
    /// Its title.
    pub title: String,
    /// Its fields.
    pub rows: Vec<Row>,
    /// The list that it shows, be there anything in it or not.
    pub list: Option<List>,
}

const KIND: Info = Info {
    name: "kind",
    group: "",
    help: "the kind of sound; another one begins with its defaults",
    unit: "",
    kind: Kind::Choice(KIND_NAMES),
    low: 0.0,
    high: KINDS.len() as f32 - 1.0,
    default: 0.0,
};

/// The index of a patch's kind.
fn kind_of(patch: &Patch) -> usize {
    KINDS.iter().position(|kind| kind.name == patch.kind()).unwrap_or(0)
}

/// The columns of an instrument, left to right.
pub fn columns(instrument: &Instrument) -> Vec<Column> {
    let mut own = vec![Row::Name, Row::Kind];
    own.extend((0..instrument.count()).map(Row::Own));
    own.push(Row::Tuning);
    let mut columns = vec![Column { title: "instrument".to_owned(), rows: own, list: None }];
    let patch = instrument.patch.knobs();
    columns.extend(parameters(instrument.patch.kind(), patch, |index, first| Row::Patch { index, first }));
    if let Patch::Sampler(sampler) = &instrument.patch {
        let rows = sampler.zones.iter().enumerate().flat_map(|(zone, settings)| {
            let rows = (0..settings.count()).map(move |index| Row::Zone { zone, index });
            rows.chain([Row::Slices(zone)])
        });
        columns.push(Column { title: "zones".to_owned(), rows: rows.collect(), list: Some(List::Zones) });
    }
    let routes =
        (0..instrument.matrix.routes.len()).flat_map(|route| PARTS.map(|part| Row::Route { route, part }));
    columns.push(Column { title: "modulation".to_owned(), rows: routes.collect(), list: Some(List::Routes) });
    columns.extend(parameters("sources", &instrument.matrix, |index, first| Row::Matrix { index, first }));
    columns
}

/// Parameters in columns of about the same height, cut where a group begins.
fn parameters(title: &str, knobs: &dyn Knobs, row: fn(usize, usize) -> Row) -> Vec<Column> {
    let count = knobs.count();
    let height = count.div_ceil(count.div_ceil(COLUMN_ROWS).max(1));
    let mut columns: Vec<Column> = Vec::new();
    let mut first = 0;
    for index in 0..count {
        let begins = index > 0 && knobs.info(index).group != knobs.info(index - 1).group;
        if index == 0 || (begins && index >= columns.len() * height) {
            first = index;
            columns.push(Column { title: title.to_owned(), rows: Vec::new(), list: None });
        }
        if let Some(column) = columns.last_mut() {
            column.rows.push(row(index, first));
        }
    }
    columns
}

fn zones(patch: &Patch) -> &[Zone] {
    match patch {
        Patch::Sampler(sampler) => &sampler.zones,
        _ => &[],
    }
}

fn zones_mut(patch: &mut Patch) -> Option<&mut Vec<Zone>> {
    match patch {
        Patch::Sampler(sampler) => Some(Arc::make_mut(&mut sampler.zones)),
        _ => None,
    }
}

/// The name of an instrument's tuning.
fn tuning_name(instrument: &Instrument) -> &str {
    instrument.tuning.as_ref().map_or("equal", |tuning| &tuning.scale().name)
}

/// The field of a row.
pub fn field(song: &Song, instrument: &Instrument, row: Row) -> Option<Field> {
    let patch = &instrument.patch;
    Some(match row {
        Row::Name => Field::words("name", &instrument.name, "the instrument's name"),
        Row::Kind => Field::knob(&KIND, kind_of(patch) as f32),
        Row::Own(index) => Field::knob(instrument.info(index), instrument.value(index)),
        Row::Tuning => {
            let help = "the pitches of the keys: a Scala file, .scl or .kbm; :remove-tuning";
            Field::words("tuning", tuning_name(instrument), help)
        }
        Row::Patch { index, first } => {
            let knobs = patch.knobs();
            knob(song, knobs, index).below(heading(knobs, index, first))
        }
        Row::Route { route, part } => matrix_columns::field(instrument, route, part)?,
        Row::Matrix { index, first } => {
            let matrix = &instrument.matrix;
            Field::knob(matrix.info(index), matrix.value(index)).below(heading(matrix, index, first))
        }
        Row::Zone { zone, index } => {
            let zones = zones(patch);
            let settings = zones.get(zone)?;
            let title = format!("zone {} of {}", zone + 1, zones.len());
            knob(song, settings, index).below((index == 0).then_some(title))
        }
        Row::Slices(zone) => {
            let slices: Vec<String> = zones(patch).get(zone)?.slices.iter().map(u32::to_string).collect();
            Field::words("slices", &slices.join(" "), "the frames where slices begin, for the effect /xx")
        }
    })
}

/// The change that puts something into a row.
pub fn assign(
    song: &Song,
    slot: usize,
    instrument: &Instrument,
    row: Row,
    entry: Entry,
) -> Result<Change, String> {
    let title = |what: &str| format!("instrument {:02X} {what}", slot + 1);
    let mut new = instrument.clone();
    let what = match row {
        Row::Name => {
            new.name = words(&instrument.name, entry)?;
            "name".to_owned()
        }
        Row::Kind => {
            let kind = kind(&KIND, entry)?;
            if kind != kind_of(&instrument.patch) {
                new.patch = (KINDS[kind].new)();
            }
            "kind".to_owned()
        }
        Row::Own(index) => {
            put(&mut new, index, entry)?;
            super::field::label(instrument.info(index))
        }
        Row::Tuning => {
            match entry {
                Entry::Text(text) if text == plain(tuning_name(instrument)) => {}
                Entry::Text(file) => {
                    new.tuning = Some(Arc::new(tuned(instrument.tuning.as_deref(), file.trim())?));
                }
                _ => {
                    return Err("Enter asks for a Scala file; :remove-tuning takes the tuning out".to_owned());
                }
            }
            "tuning".to_owned()
        }
        Row::Patch { index, .. } => {
            let knobs = instrument.patch.knobs();
            let info = knobs.info(index);
            let value = number_or_sample(song, (info, knobs.value(index)), entry)?;
            let name = info.name.to_owned();
            let edit = Edit::InstrumentParameter { slot: slot as u8, name, value };
            return Ok(Change::value(title(&super::field::label(info)), edit));
        }
        Row::Route { route, part } => matrix_columns::assign(&mut new, route, part, entry)?,
        Row::Matrix { index, .. } => {
            put(&mut new.matrix, index, entry)?;
            super::field::label(new.matrix.info(index))
        }
        Row::Zone { zone, index } => {
            let settings = zones_mut(&mut new.patch).and_then(|zones| zones.get_mut(zone));
            let settings = settings.ok_or("there is no such zone")?;
            let value = number_or_sample(song, (settings.info(index), settings.value(index)), entry)?;
            settings.set_value(index, value);
            format!("zone {} {}", zone + 1, super::field::label(settings.info(index)))
        }
        Row::Slices(zone) => {
            let settings = zones_mut(&mut new.patch).and_then(|zones| zones.get_mut(zone));
            settings.ok_or("there is no such zone")?.slices = slices(&words("", entry)?)?;
            format!("zone {} slices", zone + 1)
        }
    };
    Ok(Change::value(title(&what), Edit::SetInstrument { slot: slot as u8, instrument: Some(Box::new(new)) }))
}

/// Reads frames, ascending or not.
fn slices(text: &str) -> Result<Vec<u32>, String> {
    let parts = text.split([' ', ',']).filter(|part| !part.is_empty());
    let slices: Result<Vec<u32>, _> = parts.map(str::parse).collect();
    slices.map_err(|_| "expected frames from 0, such as 0 11025 22050".to_owned())
}

/// A zone more, behind `after` if there is one: a copy of it, or a new one for the keys above it where there are any.
fn with_zone(instrument: &Instrument, after: Option<usize>, copied: bool) -> Option<Instrument> {
    let mut new = instrument.clone();
    let zones = zones_mut(&mut new.patch)?;
    let before = after.and_then(|zone| zones.get(zone));
    let zone = match before {
        Some(zone) if copied => zone.clone(),
        Some(zone) if zone.high_key < Zone::default().high_key => {
            Zone { low_key: zone.high_key + 1, sample: zone.sample, ..Zone::default() }
        }
        _ => Zone::default(),
    };
    let at = after.map_or(0, |zone| zone + 1).min(zones.len());
    zones.insert(at, zone);
    Some(new)
}

/// The instrument without a zone.
fn without_zone(instrument: &Instrument, zone: usize) -> Option<Instrument> {
    let mut new = instrument.clone();
    let zones = zones_mut(&mut new.patch).filter(|zones| zone < zones.len())?;
    zones.remove(zone);
    Some(new)
}

/// The instrument in its line of the list.
pub fn line(instrument: Option<&Instrument>) -> String {
    instrument.map_or("-".to_owned(), |instrument| {
        let kind = instrument.patch.kind();
        if instrument.name.is_empty() {
            format!("({kind})")
        } else {
            format!("{} ({kind})", plain(&instrument.name))
        }
    })
}
