//! The strips of the mixer: which fields a track, a return and the master have, and what stands in them.

use super::Entry;
use super::Field;
use super::field::{heading, numbered, with_name};
use super::sample_fields::knob;
use crate::devices::{CHOICES, Device, KIND_NAMES, KINDS};
use crate::dsp::parameter::{Info, Kind, Knobs, Parameters};
use crate::song::Song;
use crate::song::insert::{Insert, MAX_INSERTS, MIX, Owner, SIDE};
use crate::song::mixer::{Mixer, Return};
use crate::song::routing::may_go;
use crate::song::rows::{return_of, send_of};
use crate::song::track::{OUTPUT, Track};

/// What a field of a strip is.
#[derive(Clone, Copy)]
pub enum Row {
    /// The name.
    Name,
    /// That row of the strip's own parameters.
    Own(usize),
    /// That row of the limiter's parameters.
    Limiter(usize),
    /// How long a track's rows are against each other.
    Groove,
    /// What `&xx` sets in that effect column.
    Lock(usize),
    /// The device at that place of the chain.
    Insert(usize),
    /// That row of what every place of a chain has.
    InsertOwn(usize, usize),
    /// That row of the parameters of the device at a place of the chain.
    InsertDevice(usize, usize),
}

/// The choice of a device.
const DEVICE: Info = Info {
    name: "device",
    group: "",
    help: "",
    unit: "",
    kind: Kind::Choice(KIND_NAMES),
    low: 0.0,
    high: KINDS.len() as f32 - 1.0,
    default: 0.0,
};

/// The choice of another device in a chain.
pub const DEVICE_HERE: Info = Info {
    help: "what changes the sound here; another one begins with its defaults, Alt-Delete takes it out",
    ..DEVICE
};

/// The choice of a device at the end of a chain.
pub const INSERT: Info = Info {
    help: "a device that changes the sound before the fader",
    kind: Kind::Choice(CHOICES),
    high: KINDS.len() as f32,
    ..DEVICE
};

/// The chain of a strip.
pub fn chain(song: &Song, strip: Owner) -> &[Insert] {
    strip.chain(song).unwrap_or_default()
}

/// The rows of a chain, and of one more place while there is room.
fn chain_rows(chain: &[Insert]) -> impl Iterator<Item = Row> {
    let of = |(slot, insert): (usize, &Insert)| {
        let kind = &KINDS[device_index(&insert.device)];
        let is_there = move |index: &usize| match Insert::ROWS[*index].info.name {
            SIDE => kind.listens,
            MIX => !kind.passes,
            _ => true,
        };
        let own = (0..insert.count()).filter(is_there).map(move |index| Row::InsertOwn(slot, index));
        let device = (0..insert.device.knobs().count()).map(move |index| Row::InsertDevice(slot, index));
        [Row::Insert(slot)].into_iter().chain(own).chain(device)
    };
    let next = Some(chain.len()).filter(|slot| *slot < MAX_INSERTS).map(Row::Insert);
    chain.iter().enumerate().flat_map(of).chain(next)
}

/// The field of a row of a chain.
fn chain_field(song: &Song, chain: &[Insert], row: Row) -> Option<Field> {
    match row {
        Row::Insert(slot) => {
            let field = match chain.get(slot) {
                Some(insert) => Field::knob(&DEVICE_HERE, device_index(&insert.device) as f32),
                None => Field::knob(&INSERT, 0.0),
            };
            Some(field.below(Some(format!("insert {}", slot + 1))))
        }
        Row::InsertOwn(slot, index) => {
            let insert = chain.get(slot)?;
            Some(names_track(song, Field::knob(insert.info(index), insert.value(index))))
        }
        Row::InsertDevice(slot, index) => {
            let knobs = chain.get(slot)?.device.knobs();
            Some(knob(song, knobs, index).below(heading(knobs, index, 0)))
        }
        _ => None,
    }
}

/// What stands for no track in rows whose numbers are tracks.
fn no_track(info: &Info) -> Option<&'static str> {
    match info.name {
        OUTPUT => Some("master"),
        SIDE => Some("own sound"),
        _ => None,
    }
}

/// Shows the name of a track beside its number, where a field holds one.
fn names_track(song: &Song, field: Field) -> Field {
    let Some((info, value)) = field.knob else { return field };
    let Some(none) = no_track(info) else { return field };
    let number = value as usize;
    let name = number.checked_sub(1).and_then(|index| song.tracks.get(index));
    let text = name.map_or_else(|| none.to_owned(), |track| with_name(number, &track.name));
    let help = format!("{}: 0 ({none}) or a track, by its number or name", info.help);
    Field { text, help, ..field }
}

/// What is put into a row of the strip; where its numbers are tracks, a track may be named, and turning it goes past those that
/// cannot be.
///
/// # Errors
/// If there is no such track.
pub fn by_track<'a>(
    song: &Song,
    strip: Owner,
    (info, old): (&Info, f32),
    entry: Entry<'a>,
) -> Result<Entry<'a>, String> {
    let Some(none) = no_track(info) else { return Ok(entry) };
    let text = match entry {
        Entry::Text(text) => text,
        Entry::Number(wanted) => {
            let can_be = |number: &usize| match (strip, number.checked_sub(1)) {
                (Owner::Track(track), Some(to)) if info.name == OUTPUT => may_go(&song.tracks, track, to),
                _ => true,
            };
            let (wanted, count) = (wanted as usize, song.tracks.len());
            let found = match wanted as f32 > old {
                true => (wanted..=count).find(can_be),
                false => (0..=wanted.min(count)).rev().find(can_be),
            };
            return Ok(Entry::Number(found.map_or(old, |number| number as f32)));
        }
        Entry::Default => return Ok(entry),
    };
    let name = |number: usize| {
        let track = number.checked_sub(1).map(|index| song.tracks[index].name.as_str());
        track.unwrap_or(none).to_owned()
    };
    let number = numbered(text, song.tracks.len() + 1, name);
    let expected = || format!("expected 0 ({none}) or a track, by its number or name");
    number.map(|number| Entry::Number(number as f32)).ok_or_else(expected)
}

/// The index of a device's kind.
pub fn device_index(device: &Device) -> usize {
    KINDS.iter().position(|kind| kind.name == device.kind()).unwrap_or(0)
}

/// The name of a strip that steps in undo begin with.
pub fn strip_name(strip: Owner) -> String {
    match strip {
        Owner::Track(track) => format!("track {}", track + 1),
        Owner::Return(index) => format!("return {}", index + 1),
        Owner::Master => "master".to_owned(),
    }
}

/// The title of the column.
pub fn title(song: &Song, strip: Owner) -> String {
    let own = match strip {
        Owner::Track(track) => song.tracks.get(track).map(|track| track.name.as_str()),
        Owner::Return(index) => song.mixer.returns.get(index).map(|slot| slot.name.as_str()),
        Owner::Master => None,
    };
    own.filter(|own| !own.is_empty()).map_or_else(|| strip_name(strip), super::field::plain)
}

/// All strips, left to right.
pub fn strips(song: &Song) -> impl Iterator<Item = Owner> {
    let returns = (0..song.mixer.returns.len()).map(Owner::Return);
    (0..song.tracks.len()).map(Owner::Track).chain(returns).chain([Owner::Master])
}

/// The strip of a column; those beyond the end are the master.
pub fn strip(song: &Song, column: usize) -> Owner {
    strips(song).nth(column).unwrap_or(Owner::Master)
}

/// Where a strip's own parameters stand: those without a group come first. Sends that go nowhere are left out.
fn own<T: Parameters>(song: &Song, first: usize, grouped: bool) -> impl Iterator<Item = Row> {
    let sends = first..song.mixer.returns.len();
    let goes = move |name: &str| return_of(name).is_none_or(|index| sends.contains(&index));
    let rows = T::ROWS.iter().enumerate();
    rows.filter(move |(_, row)| row.info.group.is_empty() != grouped && goes(row.info.name))
        .map(|(index, _)| Row::Own(index))
}

/// The fields of a strip, from above.
pub fn rows(song: &Song, strip: Owner) -> Vec<Row> {
    let inserts = chain_rows(chain(song, strip));
    match strip {
        Owner::Track(track) => {
            let columns = song.tracks.get(track).map_or(0, |track| usize::from(track.effect_columns));
            let locks = (0..columns).map(Row::Lock);
            own::<Track>(song, 0, false)
                .chain([Row::Name])
                .chain(own::<Track>(song, 0, true))
                .chain([Row::Groove])
                .chain(locks)
                .chain(inserts)
                .collect()
        }
        Owner::Return(index) => {
            own::<Return>(song, index + 1, false).chain([Row::Name]).chain(inserts).collect()
        }
        Owner::Master => {
            let limiter = (0..song.mixer.limiter.count()).map(Row::Limiter);
            own::<Mixer>(song, 0, false).chain(limiter).chain(inserts).collect()
        }
    }
}

/// A parameter of a strip's own; beside a send stands the name of its return.
fn own_field(song: &Song, knobs: &dyn Knobs, index: usize) -> Field {
    let mut field = names_track(song, Field::knob(knobs.info(index), knobs.value(index)));
    if let Some(back) = send_of(knobs.info(index).name).and_then(|index| song.mixer.returns.get(index)) {
        field.label = format!("{} {}", field.label, super::field::plain(&back.name));
    }
    field
}

/// The field in a row of a strip.
pub fn field(song: &Song, strip: Owner, row: usize) -> Option<Field> {
    let row = *rows(song, strip).get(row)?;
    let name = |name: &str| Some(Field::words("name", name, "the name above the strip"));
    match (strip, row) {
        (Owner::Track(track), Row::Name) => name(&song.tracks.get(track)?.name),
        (Owner::Track(track), Row::Groove) => {
            Some(super::groove::field(song.tracks.get(track)?.groove, "groove", ""))
        }
        (Owner::Track(track), Row::Lock(column)) => {
            let first = (column == 0).then(|| "what & sets".to_owned());
            let help = "the parameter that &xx sets, by its name, such as instrument.macro_1, track.pan, send.1, insert.1.time; \
                        empty: instrument.cutoff";
            let label = format!("column {}", column + 1);
            Some(Field::words(&label, &song.tracks.get(track)?.locks[column], help).below(first))
        }
        (Owner::Track(track), Row::Own(index)) => {
            let track = &**song.tracks.get(track)?;
            Some(own_field(song, track, index).below(heading(track, index, 0)))
        }
        (Owner::Return(index), Row::Name) => name(&song.mixer.returns.get(index)?.name),
        (Owner::Return(index), Row::Own(row)) => Some(own_field(song, song.mixer.returns.get(index)?, row)),
        (Owner::Master, Row::Own(index)) => {
            Some(Field::knob(song.mixer.info(index), song.mixer.value(index)))
        }
        (Owner::Master, Row::Limiter(index)) => {
            let limiter = &song.mixer.limiter;
            let field = Field::knob(limiter.info(index), limiter.value(index));
            Some(field.below(heading(limiter, index, 0)))
        }
        (_, row) => chain_field(song, chain(song, strip), row),
    }
}
