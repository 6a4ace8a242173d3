//! The song as a whole: title, tempo and the other settings.

use super::field::{put, words};
use super::groove;
use super::tempo::{TEMPO, read_tempo};
use super::{Change, Entry, Field, Sheet};
use crate::dsp::parameter::Knobs;
use crate::song::Settings;
use crate::song::edit::Edit;
use crate::studio::Studio;
use crate::studio::seat::{Seat, SheetCursor};
use crate::studio::view::View;

/// A text of the settings.
struct Words {
    label: &'static str,
    help: &'static str,
    of: fn(&mut Settings) -> &mut String,
}

const WORDS: &[Words] = &[
    Words { label: "title", help: "the song's title", of: |settings| &mut settings.title },
    Words { label: "artist", help: "who wrote it", of: |settings| &mut settings.artist },
];

/// A row of the sheet.
enum Row {
    Words(&'static Words),
    Comment,
    Tempo,
    Number(usize),
    Groove,
    Seed,
    Tonality(usize),
}

fn rows(settings: &Settings) -> Vec<Row> {
    let mut rows: Vec<Row> = WORDS.iter().map(Row::Words).collect();
    rows.extend([Row::Comment, Row::Tempo]);
    rows.extend((0..settings.count()).map(Row::Number));
    rows.extend([Row::Groove, Row::Seed]);
    rows.extend((0..settings.tonality.count()).map(Row::Tonality));
    rows
}

const ONE: &str = "a studio has one song open; :open opens another one";

/// The sheet.
pub const SHEET: Sheet = Sheet {
    view: View::Song,
    columns: |_, _| vec!["song".to_owned()],
    rows: |studio, _, _| rows(&studio.song().settings).len(),
    field: |studio, _, at| field(&studio.song().settings, at),
    assign,
    insert: |_, _| Err(ONE.to_owned()),
    duplicate: |_, _| Err(ONE.to_owned()),
    remove: |_, _| Err(ONE.to_owned()),
    shift: |_, _, _| Err("the song's settings stay in their places".to_owned()),
    enter: |studio, seat| {
        let row = rows(&studio.song().settings).into_iter().nth(seat.sheet().row)?;
        matches!(row, Row::Groove).then(|| groove::choose(seat, "Groove of the song", groove::of_song))
    },
    arrive: |_, _| {},
    follow: |_, _| {},
};

fn field(settings: &Settings, at: SheetCursor) -> Option<Field> {
    if at.column > 0 {
        return None;
    }
    Some(match rows(settings).into_iter().nth(at.row)? {
        Row::Words(row) => Field::words(row.label, (row.of)(&mut settings.clone()), row.help),
        Row::Comment => {
            Field::words("comment", &one_line(&settings.comment), "anything; \\n begins a new line")
        }
        Row::Tempo => {
            let knob = Field::knob(&TEMPO, settings.tempo.bpm() as f32);
            let help = format!("{}; a fraction such as 382/3 is exact", knob.help);
            Field { text: format!("{} BPM", settings.tempo), help, ..knob }
        }
        Row::Number(index) => Field::knob(settings.info(index), settings.value(index)),
        Row::Groove => groove::field(settings.groove, "groove", &format!("swing {} %", settings.swing)),
        Row::Seed => {
            Field::words("seed", &settings.seed.to_string(), "all chance in the song comes from this number")
        }
        Row::Tonality(index) => Field::knob(settings.tonality.info(index), settings.tonality.value(index)),
    })
}

fn assign(studio: &Studio, _: &Seat, at: SheetCursor, entry: Entry) -> Result<Change, String> {
    let mut settings = (*studio.song().settings).clone();
    let field = field(&settings, at).ok_or("there is no such field")?;
    let row = rows(&settings).into_iter().nth(at.row).ok_or("there is no such field")?;
    match row {
        Row::Words(row) => {
            let text = (row.of)(&mut settings);
            *text = words(text, entry)?;
        }
        Row::Comment => settings.comment = many_lines(&words(&one_line(&settings.comment), entry)?),
        Row::Tempo => settings.tempo = read_tempo(entry)?,
        Row::Number(index) => put(&mut settings, index, entry)?,
        Row::Groove => settings.groove = groove::read(entry)?,
        Row::Seed => settings.seed = seed(entry)?,
        Row::Tonality(index) => put(&mut settings.tonality, index, entry)?,
    }
    Ok(Change::value(format!("song {}", field.label), Edit::SetSettings { settings: Box::new(settings) }))
}

fn seed(entry: Entry) -> Result<u64, String> {
    let seed = match entry {
        Entry::Text(text) => text.trim().parse().ok(),
        Entry::Default => Some(Settings::default().seed),
        Entry::Number(value) => Some(value as u64),
    };
    seed.ok_or_else(|| format!("expected a whole number, 0 to {}", u64::MAX))
}

/// Several lines as one: line ends as `\n`, a backslash twice.
fn one_line(text: &str) -> String {
    text.replace('\\', "\\\\").replace('\n', "\\n")
}

fn many_lines(text: &str) -> String {
    let mut lines = String::new();
    let mut characters = text.chars();
    while let Some(character) = characters.next() {
        let meant = if character == '\\' { characters.next() } else { None };
        lines.push(match meant {
            Some('n') => '\n',
            Some(other) => other,
            None => character,
        });
    }
    lines
}
