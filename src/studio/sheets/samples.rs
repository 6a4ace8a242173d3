//! The samples: their names and files, what is known of their sound, and who plays them.

use super::field::{only_told, words};
use super::{Change, Entry, Field, Sheet, values};
use crate::devices::Device;
use crate::instruments::Patch;
use crate::io::sample_files::inside;
use crate::song::Song;
use crate::song::edit::Edit;
use crate::song::insert::Insert;
use crate::song::lane::Lane;
use crate::song::sample::SampleReference;
use crate::studio::Studio;
use crate::studio::commands::{Answer, run_line};
use crate::studio::samples::State;
use crate::studio::seat::{Seat, SheetCursor};
use crate::studio::view::View;
use crate::studio::wave;

/// A column: its title, what it shows of a sample, and a sentence.
struct Column {
    title: &'static str,
    help: &'static str,
    show: fn(&Studio, usize, &SampleReference) -> String,
    /// The text that the column changes, where it can be changed.
    of: Option<fn(&mut SampleReference) -> &mut String>,
}

const COLUMNS: &[Column] = &[
    Column {
        title: "name",
        help: "the sample's name",
        show: |_, _, sample| sample.name.clone(),
        of: Some(|sample| &mut sample.name),
    },
    Column {
        title: "file",
        help: "its file, relative to the song's folder",
        show: |_, _, sample| sample.path.clone(),
        of: Some(|sample| &mut sample.path),
    },
    Column {
        title: "length",
        help: "how long it sounds at its own pitch",
        show: |studio, _, sample| match studio.samples.state(sample) {
            Some(State::Loaded(audio)) => length(audio.frames() as u64, audio.rate()),
            Some(State::Streamed(sound)) => length(sound.frames(), sound.rate()),
            Some(State::Loading) => "loading".to_owned(),
            Some(State::Hole(_)) => "missing".to_owned(),
            None => String::new(),
        },
        of: None,
    },
    Column {
        title: "sound",
        help: "channels and frames per second",
        show: |studio, _, sample| match studio.samples.state(sample) {
            Some(State::Loaded(audio)) => sound(audio.channels(), audio.rate()),
            Some(State::Streamed(streamed)) => {
                format!("{}, streamed", sound(streamed.channels(), streamed.rate()))
            }
            Some(State::Hole(reason)) => reason.clone(),
            _ => String::new(),
        },
        of: None,
    },
    Column {
        title: "used by",
        help: "the instruments that play it, and the tracks (T), returns (R) and master (M) whose devices are made with it",
        show: |studio, number, _| users(studio.song(), number).join(" "),
        of: None,
    },
];

/// The sheet.
pub const SHEET: Sheet = Sheet {
    view: View::Samples,
    columns: |_, _| COLUMNS.iter().map(|column| column.title.to_owned()).collect(),
    rows: |studio, _, _| studio.song().samples.len(),
    field: |studio, _, at| field(studio, at),
    assign,
    insert: |_, _| Err("samples come from files: :load-sample FILE".to_owned()),
    duplicate: |_, _| Err("several instruments can play one sample".to_owned()),
    remove,
    shift: |_, _, _| Err("samples keep their numbers: zones point to them".to_owned()),
    enter,
    arrive: |_, _| {},
    follow: |_, _| {},
};

fn length(frames: u64, rate: u32) -> String {
    format!("{}, {frames} frames", values::seconds(frames as f32 / rate.max(1) as f32))
}

fn sound(channels: usize, rate: u32) -> String {
    format!("{}, {rate} Hz", if channels == 2 { "stereo" } else { "mono" })
}

/// The numbers of the instruments that play a sample, the chains with a device that is made with it (`T1`, `R2`, `M`), and the tracks with
/// a clip of it (`♪1`).
fn users(song: &Song, number: usize) -> Vec<String> {
    let is_made_with = |device: &Device| device.sample().map(usize::from) == Some(number);
    let chain = |inserts: &[Insert]| inserts.iter().any(|insert| is_made_with(&insert.device));
    let tracks = song.tracks.iter().enumerate().filter(|(_, track)| chain(&track.inserts));
    let returns = song.mixer.returns.iter().enumerate().filter(|(_, back)| chain(&back.inserts));
    let tracks = tracks.map(|(track, _)| format!("T{}", track + 1));
    let returns = returns.map(|(index, _)| format!("R{}", index + 1));
    let chains = tracks.chain(returns).chain(chain(&song.mixer.inserts).then(|| "M".to_owned()));
    let plays = |patch: &Patch| patch.samples().iter().any(|sample| usize::from(*sample) == number);
    let slots = song.instruments.iter().enumerate();
    let users = slots.filter(|(_, instrument)| instrument.as_ref().is_some_and(|it| plays(&it.patch)));
    let of_clips = |lane: Option<&Lane>| {
        lane.is_some_and(|lane| lane.clip_samples().any(|it| usize::from(it) == number))
    };
    let clips = (0..song.tracks.len())
        .filter(|track| (0..song.patterns.len()).any(|pattern| of_clips(song.lane(pattern, *track))))
        .map(|track| format!("♪{}", track + 1));
    users.map(|(slot, _)| format!("{:02X}", slot + 1)).chain(chains).chain(clips).collect()
}

fn field(studio: &Studio, at: SheetCursor) -> Option<Field> {
    let column = COLUMNS.get(at.column)?;
    let place = studio.song().samples.get(at.row)?;
    let text = place.as_ref().map_or("-".to_owned(), |sample| (column.show)(studio, at.row, sample));
    let label = if at.column == 0 { at.row.to_string() } else { String::new() };
    let changed = column.of.is_some() && place.is_some();
    let field = if changed { Field::words } else { Field::fixed };
    Some(field(&label, &text, column.help))
}

fn assign(studio: &Studio, _: &Seat, at: SheetCursor, entry: Entry) -> Result<Change, String> {
    let column = COLUMNS.get(at.column).ok_or("there is no such column")?;
    let sample = studio.song().samples.get(at.row).cloned().flatten();
    let mut sample = (*sample.ok_or_else(|| format!("there is no sample {}", at.row))?).clone();
    let Some(of) = column.of else { return only_told(column.title) };
    let text = words(of(&mut sample), entry)?;
    if column.title == "file" && text != sample.path {
        inside(&text).map_err(|wrong| format!("{wrong}; :load-sample FILE brings one from elsewhere"))?;
        // Another file has another sum; the one that is there now is not known yet.
        sample.hash = String::new();
    }
    *of(&mut sample) = text;
    let edit = Edit::SetSample { index: at.row as u16, sample: Some(sample) };
    Ok(Change::value(format!("sample {} {}", at.row, column.title), edit))
}

/// On length and sound: to the wave. Where there is no sample yet: to the files.
fn enter(studio: &mut Studio, seat: &mut Seat) -> Option<Answer> {
    if studio.song().samples.is_empty() {
        return Some(run_line(studio, seat, "browse"));
    }
    let at = seat.sheet();
    COLUMNS.get(at.column).filter(|column| column.of.is_none())?;
    wave::look_at(seat, at.row as u16);
    seat.look_at(View::Wave);
    Some(Ok(()))
}

fn remove(studio: &Studio, seat: &Seat) -> Result<Change, String> {
    let at = seat.sheet();
    let users = users(studio.song(), at.row);
    if !users.is_empty() {
        return Err(format!("sample {} is played by {}", at.row, users.join(" ")));
    }
    let edit = Edit::SetSample { index: at.row as u16, sample: None };
    Ok(Change::step(format!("remove sample {}", at.row), edit, at))
}
