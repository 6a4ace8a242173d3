//! The order list: a row for each entry. What an entry leaves as it is stands in parentheses.

use super::field::{label, number, numbered, put, with_name, words};
use super::groove;
use super::tempo::{TEMPO, read_tempo};
use super::{Change, Entry, Field, Sheet, values};
use crate::dsp::parameter::{Info, Kind, Knobs, Parameters};
use crate::song::edit::Edit;
use crate::song::order::{OrderEntry, ROWS_PER_BEAT, SWING};
use crate::song::{MAX_PATTERNS, Settings, Song};
use crate::studio::Studio;
use crate::studio::commands::Answer;
use crate::studio::seat::{Seat, SheetCursor};
use crate::studio::view::View;

/// What a column shows of its entry.
enum Column {
    Pattern,
    Section,
    /// That row of the entry's own parameters.
    Own(usize),
    Mutes,
    Tempo,
    Groove,
    /// A number that an entry may set from here on, and what it is before.
    From {
        info: &'static Info,
        get: fn(&OrderEntry) -> Option<u8>,
        set: fn(&mut OrderEntry, Option<u8>),
        before: fn(&Settings) -> u8,
    },
}

const REPEATS: usize = 0;
const TRANSPOSE: usize = 1;

const COLUMNS: &[Column] = &[
    Column::Pattern,
    Column::Section,
    Column::Own(REPEATS),
    Column::Own(TRANSPOSE),
    Column::Mutes,
    Column::Tempo,
    Column::From {
        info: &ROWS_PER_BEAT,
        get: |entry| entry.rows_per_beat,
        set: |entry, value| entry.rows_per_beat = value,
        before: |settings| settings.rows_per_beat,
    },
    Column::From {
        info: &SWING,
        get: |entry| entry.swing,
        set: |entry, value| entry.swing = value,
        before: |settings| settings.swing,
    },
    Column::Groove,
];

const PATTERN: Info = Info {
    name: "pattern",
    group: "",
    help: "the pattern that plays",
    unit: "",
    kind: Kind::Whole,
    low: 0.0,
    high: MAX_PATTERNS as f32 - 1.0,
    default: 0.0,
};

/// The sheet.
pub const SHEET: Sheet = Sheet {
    view: View::Order,
    columns: |_, _| COLUMNS.iter().map(title).collect(),
    rows: |studio, _, _| studio.song().order.len(),
    field: |studio, _, at| field(studio.song(), at),
    assign,
    insert: |studio, seat| {
        let row = seat.sheet().row;
        let pattern = studio.song().order.get(row).map_or(0, |entry| entry.pattern);
        Ok(insertion(format!("new entry {row}"), row, OrderEntry { pattern, ..OrderEntry::default() }, seat))
    },
    duplicate: |studio, seat| {
        let (row, entry) = entry(studio.song(), seat.sheet())?;
        Ok(insertion(format!("entry {row} twice"), row + 1, entry, seat))
    },
    remove: |_, seat| {
        let at = seat.sheet();
        Ok(Change::step(format!("remove entry {}", at.row), Edit::RemoveOrder { at: at.row as u16 }, at))
    },
    shift: |studio, seat, way| {
        let (row, entry) = entry(studio.song(), seat.sheet())?;
        let to = way.from(row, studio.song().order.len()).ok_or("the entry is at the end of the list")?;
        let edits = vec![Edit::RemoveOrder { at: row as u16 }, Edit::InsertOrder { at: to as u16, entry }];
        let then = SheetCursor { row: to, ..seat.sheet() };
        Ok(Change::step(format!("move entry {row}"), Edit::Several { edits }, then))
    },
    enter,
    arrive: |_, seat| seat.sheet_mut().row = seat.order.into(),
    follow: |studio, seat| {
        let row = seat.sheet().row as u16;
        seat.go_to_order(&studio.song().clone(), row);
    },
};

fn entry(song: &Song, at: SheetCursor) -> Result<(usize, OrderEntry), String> {
    let entry = song.order.get(at.row).cloned();
    entry.map(|entry| (at.row, entry)).ok_or_else(|| format!("there is no entry {}", at.row))
}

fn insertion(name: String, at: usize, entry: OrderEntry, seat: &Seat) -> Change {
    let then = SheetCursor { row: at, ..seat.sheet() };
    Change::step(name, Edit::InsertOrder { at: at as u16, entry }, then)
}

fn title(column: &Column) -> String {
    match column {
        Column::Pattern => "pattern".to_owned(),
        Column::Section => "section".to_owned(),
        Column::Own(index) => label(&OrderEntry::ROWS[*index].info),
        Column::Mutes => "mutes".to_owned(),
        Column::Tempo => "tempo".to_owned(),
        Column::Groove => "groove".to_owned(),
        Column::From { info, .. } => label(info),
    }
}

/// What holds at an entry that sets nothing itself: the last entry before it that does, or the song.
fn held<T>(song: &Song, row: usize, get: impl Fn(&OrderEntry) -> Option<T>, before: T) -> T {
    song.order[..row].iter().rev().find_map(get).unwrap_or(before)
}

/// A value of the entry's own, or one that it leaves, in parentheses.
fn own_or_left(own: bool, text: String) -> String {
    if own { text } else { format!("({text})") }
}

fn field(song: &Song, at: SheetCursor) -> Option<Field> {
    let entry = song.order.get(at.row)?;
    let field = match COLUMNS.get(at.column)? {
        Column::Pattern => {
            let text = with_name(entry.pattern.into(), &pattern_name(song, entry.pattern.into()));
            let knob = Field::knob(&PATTERN, entry.pattern.into());
            Field { text, help: "the pattern that plays; Enter goes there".to_owned(), ..knob }
        }
        Column::Section => {
            Field::words("", entry.section.as_deref().unwrap_or_default(), "the section that begins here")
        }
        Column::Own(index) => Field::knob(entry.info(*index), entry.value(*index)),
        Column::Mutes => {
            Field::words("", &mutes_text(&entry.mutes), "the tracks that are silent here, such as 1,3-5")
        }
        Column::Tempo => {
            let tempo =
                entry.tempo.unwrap_or_else(|| held(song, at.row, |entry| entry.tempo, song.settings.tempo));
            let text = own_or_left(entry.tempo.is_some(), format!("{tempo} BPM"));
            let help = format!("the tempo from here on: {}; Delete leaves it", values::range(&TEMPO));
            Field { text, help, ..Field::knob(&TEMPO, tempo.bpm() as f32) }
        }
        Column::Groove => {
            let before = held(song, at.row, |entry| entry.groove(), song.groove());
            groove::field(entry.groove, "", &groove::text(before))
        }
        Column::From { info, get, before, .. } => {
            let own = get(entry);
            let value = own.unwrap_or_else(|| held(song, at.row, get, before(&song.settings)));
            let knob = Field::knob(info, value.into());
            let help = format!("{}, from here on; Delete leaves it", knob.help);
            Field { text: own_or_left(own.is_some(), knob.text.clone()), help, ..knob }
        }
    };
    let number = if at.column == 0 { at.row.to_string() } else { String::new() };
    Some(field.named(&number))
}

fn pattern_name(song: &Song, number: usize) -> String {
    song.patterns.get(number).map(|pattern| pattern.name.clone()).unwrap_or_default()
}

/// Whether what is put in means that the entry leaves the value as it is.
fn leaves(entry: Entry) -> bool {
    match entry {
        Entry::Default => true,
        Entry::Text(text) => text.trim().is_empty() || text.trim().starts_with('('),
        Entry::Number(_) => false,
    }
}

fn assign(studio: &Studio, _: &Seat, at: SheetCursor, what: Entry) -> Result<Change, String> {
    let song = studio.song();
    let (row, mut entry) = entry(song, at)?;
    let column = COLUMNS.get(at.column).ok_or("there is no such column")?;
    match column {
        Column::Pattern => {
            let last = song.patterns.len() - 1;
            let number = match what {
                Entry::Text(text) => numbered(text, last + 1, |number| pattern_name(song, number)),
                Entry::Number(number) if number as usize > last && usize::from(entry.pattern) == last => {
                    return Err(format!("pattern {last} is the last one; :new-pattern makes another"));
                }
                other => Some((number(&PATTERN, other)? as usize).min(last)),
            };
            let none = || format!("expected a pattern, 0 to {last}; :new-pattern makes another");
            entry.pattern = number.ok_or_else(none)? as u16;
        }
        Column::Section => {
            let name = words(entry.section.as_deref().unwrap_or_default(), what)?;
            entry.section = Some(name).filter(|name| !name.is_empty());
        }
        Column::Own(index) => put(&mut entry, *index, what)?,
        Column::Mutes => entry.mutes = read_mutes(&words("", what)?, song.tracks.len())?,
        Column::Groove => entry.groove = groove::read(what)?,
        Column::Tempo if leaves(what) => entry.tempo = None,
        Column::Tempo => entry.tempo = Some(read_tempo(what)?),
        Column::From { set, .. } if leaves(what) => set(&mut entry, None),
        Column::From { info, set, .. } => set(&mut entry, Some(number(info, what)? as u8)),
    }
    Ok(Change::value(format!("entry {row} {}", title(column)), Edit::SetOrder { at: row as u16, entry }))
}

/// Tracks from 1, neighbours as spans: `1,3-5`.
fn mutes_text(mutes: &[u16]) -> String {
    let spans = mutes.chunk_by(|a, b| a + 1 == *b);
    let text = spans.map(|span| match span {
        [one] => (one + 1).to_string(),
        [first, .., last] => format!("{}-{}", first + 1, last + 1),
        [] => String::new(),
    });
    text.collect::<Vec<_>>().join(",")
}

/// Reads `1,3-5`; nothing is no track.
fn read_mutes(text: &str, tracks: usize) -> Result<Vec<u16>, String> {
    let track = |text: &str| text.trim().parse::<usize>().ok().filter(|track| (1..=tracks).contains(track));
    let mut mutes = Vec::new();
    for part in text.split([',', ' ']).filter(|part| !part.is_empty()) {
        let (first, last) = part.split_once('-').unwrap_or((part, part));
        let (Some(first), Some(last)) = (track(first), track(last)) else {
            return Err(format!("expected tracks from 1 to {tracks}, such as 1,3-5"));
        };
        mutes.extend((first - 1..last).map(|track| track as u16));
    }
    mutes.sort_unstable();
    mutes.dedup();
    Ok(mutes)
}

/// On a pattern's number: to that pattern in the grid. On a groove: the built-in ones.
fn enter(studio: &mut Studio, seat: &mut Seat) -> Option<Answer> {
    let at = seat.sheet();
    match COLUMNS.get(at.column)? {
        Column::Pattern => {
            seat.go_to_order(&studio.song().clone(), at.row as u16);
            seat.look_at(View::Pattern);
            Some(Ok(()))
        }
        Column::Groove => {
            Some(groove::choose(seat, &format!("Groove from entry {} on", at.row), groove::of_entry))
        }
        _ => None,
    }
}
